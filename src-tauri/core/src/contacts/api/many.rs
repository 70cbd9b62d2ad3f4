//! One act upon very many people, as a job: it tells how far it is, lets whoever edits in between, and can be stopped.

use std::sync::{Arc, Mutex, PoisonError};

use super::cells::ended;
use crate::error::Problem;
use crate::jobs::Handle;
use crate::messages::Message;
use crate::workspace::{Part, Workspace, WriteTx};

/// Does `act` to all of these people or outlets in many transactions: to the first of those that it gets, as many as it says, adding to what
/// it came to so far. `label` says what the act is once it is done to so many. Stopped, what was done stays, and undo takes it back.
///
/// # Errors
/// Whatever `act` says; `stopped`, which tells how many of them were done.
pub(super) async fn upon_many<R, T, F, L>(
    ws: &Workspace,
    mut many: Vec<R>,
    job: Handle,
    stopped: &'static str,
    label: L,
    act: F,
) -> Result<T, Problem>
where
    R: Ord + Send + Sync + 'static,
    T: Default + Send + 'static,
    F: Fn(&WriteTx<'_>, &[R], &mut T) -> Result<usize, Problem> + Send + Sync + 'static,
    L: Fn(usize) -> Message + Send + Sync + 'static,
{
    // In the order of the file: in that of a list, each of very many would stand on pages that others have pushed out.
    many.sort_unstable();
    let (ws, watched) = (ws.clone(), job.clone());
    let work = move || {
        let so_far = Arc::new(Mutex::new((0_usize, T::default())));
        let (sum, all) = (Arc::clone(&so_far), label(many.len()));
        ws.write_in_parts(&all, move |tx| {
            let mut so_far = so_far.lock().unwrap_or_else(PoisonError::into_inner);
            let (at, came_to) = &mut *so_far;
            if watched.cancelled() {
                return Err(Problem::refusal(stopped).with("done", *at).with("n", many.len()));
            }
            *at += act(tx, many.get(*at..).unwrap_or_default(), came_to)?;
            watched.progress(*at as u64, Some(many.len() as u64));
            Ok(Part { label: label(*at), whole: *at >= many.len() })
        })?;
        Ok(std::mem::take(&mut sum.lock().unwrap_or_else(PoisonError::into_inner).1))
    };
    let done = tokio::task::spawn_blocking(work).await.map_err(|e| Problem::failure("workspace.write_lost").because(e)).flatten();
    ended(Some(job), &done);
    done
}

/// Does `act` in as many transactions as it takes, each adding to what it came to so far, until it says that nothing is left to do. It is
/// one act all the same.
///
/// # Errors
/// Whatever `act` says.
pub(super) async fn in_parts<T, F>(ws: &Workspace, label: Message, act: F) -> Result<T, Problem>
where
    T: Default + Send + 'static,
    F: Fn(&WriteTx<'_>, &mut T) -> Result<bool, Problem> + Send + Sync + 'static,
{
    let ws = ws.clone();
    let work = move || {
        let so_far = Arc::new(Mutex::new(T::default()));
        let (sum, all) = (Arc::clone(&so_far), label.clone());
        ws.write_in_parts(&all, move |tx| {
            let whole = act(tx, &mut so_far.lock().unwrap_or_else(PoisonError::into_inner))?;
            Ok(Part { label: label.clone(), whole })
        })?;
        Ok(std::mem::take(&mut *sum.lock().unwrap_or_else(PoisonError::into_inner)))
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| Problem::failure("workspace.write_lost").because(e)).flatten()
}
