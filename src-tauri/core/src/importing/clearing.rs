//! Clearing away whom nobody sees: what an import that was cut off has written, and what an undo left, a few at a time
//! (docs/decisions/0001).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::api::outcome;
use super::applying::ASKED_AGAIN;
use super::store;
use super::writing::{SETTLED_AFTER, Size, gives_way};
use crate::contacts;
use crate::error::Problem;
use crate::jobs::{Handle, Registry};
use crate::messages::Message;
use crate::workspace::{Ahead, ImportRight, Workspace};

/// Rows of what an import was to do that are forgotten at a time.
const FORGOTTEN: u32 = 2_000;
/// People who are cleared away at a time while others want to write as well: each touches some ten pages of indexes.
const CLEARED_BETWEEN: usize = 50;
/// How often others may come between before the index of words is left as it is, and how long they have after each time.
const TIDIED_TRIES: u32 = 20;
const TIDIED_AGAIN: Duration = Duration::from_millis(500);

/// Begins to clear away what an import that was cut off has written, and what an undo left, and returns: nobody sees any of
/// it. A job with progress; stopped, it is gone on with at the next opening. If an import is being applied, that one does it.
///
/// # Errors
/// What the file says; what is not cleared stays unseen.
pub fn tidy(ws: &Workspace) -> Result<(), Problem> {
    if !ws.read_blocking(|tx| Ok(contacts::any_unseen(tx)? || contacts::any_left_out(tx)?))? {
        return Ok(());
    }
    let Some(right) = ImportRight::try_take(ws.path())? else { return Ok(()) };
    let (ws, job) = (ws.clone(), ws.part::<Registry>().begin(Message::new("importing.job.clear")));
    let work = move || {
        let done = clear(&ws, Some(&job));
        drop(right);
        if done.is_ok() {
            tidy_words(&ws, &job);
        }
        job.end(outcome(&done));
    };
    std::thread::Builder::new()
        .name("workspace-tidy".to_owned())
        .spawn(work)
        .map_err(|e| Problem::failure("workspace.failed").because(e))?;
    Ok(())
}

/// Returns when nothing is left of what an undo hid.
pub(super) fn until_cleared(ws: &Workspace) -> Result<(), Problem> {
    while ws.read_blocking(|tx| Ok(contacts::any_leaving(tx)?))? {
        match ImportRight::try_take(ws.path())? {
            Some(_right) => clear(ws, None)?,
            None => std::thread::sleep(ASKED_AGAIN),
        }
    }
    Ok(())
}

/// Takes away what an apply that was cut off has written, and what an undo left to be cleared, a few rows at a time.
pub(super) fn clear(ws: &Workspace, job: Option<&Handle>) -> Result<(), Problem> {
    if ws.read_blocking(|tx| Ok(contacts::any_left_out(tx)?))? {
        let begun = ws.clock().steady();
        contacts::make_indexes_whole(ws, || ws.is_patient_since(begun))?;
    }
    let (mut size, mut done, mut settled) = (Size::first(), 0, 0);
    let all = job.map(|_| ws.read_blocking(|tx| Ok(contacts::count_unseen(tx)?))).transpose()?;
    while ws.read_blocking(|tx| Ok(contacts::any_unseen(tx)?))? {
        let most = u32::try_from(size.rows()).unwrap_or(u32::MAX);
        let gave_way = Arc::new(AtomicBool::new(false));
        let gives = Arc::clone(&gave_way);
        let cleared = ws.write_ahead(move |tx| {
            let gone = contacts::clear_unseen(tx, most)?;
            gives_way(tx, gone as usize, &gives)?;
            Ok((gone, tx.is_awaited()))
        })?;
        match cleared.wait() {
            Ok(((gone, awaited), took)) => {
                size = if gone < most || awaited { size.awaited(CLEARED_BETWEEN) } else { size.after(took) };
                done += u64::from(gone);
            }
            Err(_) if gave_way.load(Ordering::Relaxed) => size = size.awaited(CLEARED_BETWEEN),
            Err(problem) => return Err(problem),
        }
        if let Some(job) = job {
            job.progress(done, all);
            if job.cancelled() {
                return Err(Problem::failure("importing.cancelled"));
            }
        }
        if done >= settled + SETTLED_AFTER as u64 && ws.has_long_log() {
            ws.settle();
            settled = done;
        }
    }
    while !ws.write_blocking(None, |tx| Ok(store::forget_some_undone(tx, FORGOTTEN)?))? {}
    // Their pictures are nobody's now.
    ws.write_blocking(None, |tx| Ok(contacts::leave_no_photos(tx)?))
}

/// Takes out of the index of words what is left there of those who were cleared away, while nobody else writes. Nobody misses it:
/// where others write all the time, the index does it by the way.
fn tidy_words(ws: &Workspace, job: &Handle) {
    let mut tries = 0;
    while tries < TIDIED_TRIES && !job.cancelled() {
        match ws.write_ahead(|tx| contacts::tidy_words(tx)?.ok_or_else(|| Problem::failure("workspace.busy"))).map(Ahead::wait) {
            Ok(Ok((true, _))) => {}
            Ok(Ok((false, _))) | Err(_) => return,
            Ok(Err(_)) => {
                tries += 1;
                std::thread::sleep(TIDIED_AGAIN);
            }
        }
    }
}
