//! The window's commands of `jobs`.

use tidings_core::error::Problem;
use tidings_core::ids::JobId;
use tidings_core::jobs::{self, JobCard, Registry};

use crate::shell::Open;

/// [`jobs::api::list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn jobs_list(ws: Open) -> Result<Vec<JobCard>, Problem> {
    Ok(jobs::api::list(&ws.part::<Registry>()))
}

/// [`jobs::api::cancel`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn jobs_cancel(ws: Open, job: JobId) -> Result<(), Problem> {
    jobs::api::cancel(&ws.part::<Registry>(), job);
    Ok(())
}

/// [`jobs::api::dismiss`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn jobs_dismiss(ws: Open, job: JobId) -> Result<(), Problem> {
    jobs::api::dismiss(&ws.part::<Registry>(), job);
    Ok(())
}
