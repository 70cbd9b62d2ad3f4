//! What the shells ask of running work. The registry is reached as a part of the workspace,
//! which the plug board hands in: `ws.part::<Registry>()`.

use super::{JobCard, Registry};
use crate::ids::JobId;

/// All jobs of this run, oldest first.
#[must_use]
pub fn list(registry: &Registry) -> Vec<JobCard> {
    registry.list()
}

/// Asks a job to stop between two steps.
pub fn cancel(registry: &Registry, job: JobId) {
    registry.cancel(job);
}

/// Forgets a job that has ended.
pub fn dismiss(registry: &Registry, job: JobId) {
    registry.dismiss(job);
}
