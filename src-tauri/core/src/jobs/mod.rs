//! All long work: what runs, how far it is, and how to stop it.
//!
//! Where a job *stands* is told by its module's tables, never by a blob here, so resuming is just starting.

pub mod api;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::error::Problem;
use crate::ids::JobId;
use crate::messages::Message;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Progress {
    /// Units done.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub done: u64,
    /// Units in all, if that is known.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub total: Option<u64>,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Outcome {
    /// It still runs.
    Running,
    /// All of it is done.
    Done,
    /// It was cancelled; what was done stays or was taken back, as its module says.
    Cancelled,
    /// It failed.
    Failed {
        /// What happened.
        problem: Problem,
    },
}

/// What is known of one job.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct JobCard {
    /// Its id, of this run of the program.
    pub id: JobId,
    /// What it does, for the tray.
    pub title: Message,
    /// How far it is.
    pub progress: Progress,
    /// Whether it runs or how it ended.
    pub outcome: Outcome,
}

struct Entry {
    title: Message,
    progress: Progress,
    outcome: Outcome,
    cancel: CancellationToken,
}

/// All jobs of this run of the program, the ended ones too until they are dismissed.
#[derive(Default)]
pub struct Registry {
    next: AtomicI64,
    jobs: Mutex<BTreeMap<JobId, Entry>>,
    news: tokio::sync::watch::Sender<u64>,
}

/// A job's own handle: it tells progress through it and asks whether to go on.
#[derive(Clone)]
pub struct Handle {
    id: JobId,
    registry: Arc<Registry>,
    cancel: CancellationToken,
}

impl Registry {
    /// Enters a job that begins now.
    pub fn begin(self: &Arc<Self>, title: Message) -> Handle {
        let id = JobId::from(self.next.fetch_add(1, Ordering::Relaxed) + 1);
        let cancel = CancellationToken::new();
        let entry = Entry { title, progress: Progress::default(), outcome: Outcome::Running, cancel: cancel.clone() };
        self.lock().insert(id, entry);
        self.tell();
        Handle { id, registry: Arc::clone(self), cancel }
    }

    /// All jobs, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<JobCard> {
        self.lock().iter().map(|(id, entry)| entry.card(*id)).collect()
    }

    /// One job.
    #[must_use]
    pub fn get(&self, id: JobId) -> Option<JobCard> {
        self.lock().get(&id).map(|entry| entry.card(id))
    }

    /// Asks a job to stop; it does so between two steps.
    pub fn cancel(&self, id: JobId) {
        if let Some(entry) = self.lock().get(&id) {
            entry.cancel.cancel();
        }
    }

    /// Forgets a job that has ended.
    pub fn dismiss(&self, id: JobId) {
        let mut jobs = self.lock();
        if jobs.get(&id).is_some_and(|entry| entry.outcome != Outcome::Running) {
            jobs.remove(&id);
        }
        drop(jobs);
        self.tell();
    }

    /// Hears that something about some job changed; what it is, [`list`](Self::list) says.
    #[must_use]
    pub fn news(&self) -> tokio::sync::watch::Receiver<u64> {
        self.news.subscribe()
    }

    fn tell(&self) {
        self.news.send_modify(|times| *times = times.wrapping_add(1));
    }

    /// Asks all jobs to stop: the program ends.
    pub fn cancel_all(&self) {
        self.lock().values().for_each(|entry| entry.cancel.cancel());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<JobId, Entry>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn card(&self, id: JobId) -> JobCard {
        JobCard { id, title: self.title.clone(), progress: self.progress, outcome: self.outcome.clone() }
    }
}

impl Handle {
    /// The job's id.
    #[must_use]
    pub fn id(&self) -> JobId {
        self.id
    }

    /// Tells how far the job is.
    pub fn progress(&self, done: u64, total: Option<u64>) {
        if let Some(entry) = self.registry.lock().get_mut(&self.id) {
            entry.progress = Progress { done, total };
        }
        self.registry.tell();
    }

    /// Whether the user asked to stop.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Returns when the user asks to stop.
    pub async fn until_cancelled(&self) {
        self.cancel.cancelled().await;
    }

    /// Tells how the job ended.
    pub fn end(&self, outcome: Outcome) {
        if let Some(entry) = self.registry.lock().get_mut(&self.id) {
            entry.outcome = outcome;
        }
        self.registry.tell();
    }
}
