//! Looking for people who may be there twice: a few at once where something changed about a few, as a job with progress where it
//! is about everybody. What is found is written a little at a time, so that nobody waits for it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::duplicates::{Scope, find};
use super::kinds::DuplicateRule;
use super::store::duplicates::{self, Two};
use super::store::rows;
use crate::error::Problem;
use crate::ids::JobId;
use crate::jobs::{Handle, Outcome, Registry};
use crate::messages::Message;
use crate::workspace::{Topic, Workspace};

/// Pairs that one transaction writes.
const PORTION: usize = 200;

/// The look at everybody that is going on, or that somebody stopped. A part of the workspace.
#[derive(Debug, Default)]
pub(super) struct Looking(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    job: Option<JobId>,
    /// Somebody stopped it: it does not begin by itself again.
    stopped: bool,
}

impl Looking {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The job that looks at everybody now.
    pub(super) fn job(&self) -> Option<JobId> {
        self.state().job
    }

    /// Whether somebody stopped the last one.
    pub(super) fn was_stopped(&self) -> bool {
        self.state().stopped
    }
}

/// What a pair becomes.
type Step = (Two, Option<DuplicateRule>);

/// What must be written to have what was found.
fn steps(kept: &BTreeMap<Two, DuplicateRule>, found: &BTreeMap<Two, DuplicateRule>) -> Vec<Step> {
    let gone = kept.keys().filter(|pair| !found.contains_key(pair)).map(|pair| (*pair, None));
    let new = found.iter().filter(|(pair, rule)| kept.get(pair) != Some(rule)).map(|(pair, rule)| (*pair, Some(*rule)));
    gone.chain(new).collect()
}

/// Writes what `scope` found. If another look ended meanwhile, this one leaves the rest to the next.
fn write(ws: &Workspace, scope: &Scope, steps: &[Step], go_on: impl Fn() -> bool) -> Result<bool, Problem> {
    let (before, now) = (scope.before, scope.now);
    let any = !steps.is_empty();
    for portion in steps.chunks(PORTION).map(<[Step]>::to_vec) {
        let written = ws.write_blocking(None, move |tx| {
            if duplicates::looked(tx)? != before {
                return Ok(false);
            }
            portion.iter().try_for_each(|(pair, rule)| match rule {
                Some(rule) => duplicates::keep(tx, *pair, *rule),
                None => duplicates::forget(tx, *pair),
            })?;
            tx.changed(Topic::Duplicate, None);
            Ok(true)
        })?;
        if !written || !go_on() {
            return Ok(false);
        }
    }
    ws.write_blocking(None, move |tx| {
        if duplicates::looked(tx)? == before {
            duplicates::keep_look(tx, now)?;
            if any || before.is_none() {
                tx.changed(Topic::Duplicate, None);
            }
        }
        Ok(true)
    })
}

/// Brings what is known up to date: at once where something changed about a few people, by a job of its own where it takes long.
/// Whether it is up to date. For threads that may block.
pub(super) fn refresh(ws: &Workspace) -> Result<bool, Problem> {
    let looking = ws.part::<Looking>();
    if looking.job().is_some() {
        return Ok(false);
    }
    let at = ws.now();
    let found = ws.read_blocking(|tx| {
        let Some(scope) = Scope::since_last(tx, at)? else { return Ok(None) };
        if scope.whose.is_none() {
            return Ok(Some((scope, None)));
        }
        let found = find(tx, &scope, |_| true)?.unwrap_or_default();
        let steps = steps(&duplicates::kept(tx, &scope.asked())?, &found);
        Ok(Some((scope, Some(steps))))
    })?;
    match found {
        None => Ok(true),
        Some((scope, Some(steps))) => write(ws, &scope, &steps, || true),
        Some((_, None)) if looking.was_stopped() => Ok(false),
        Some((_, None)) => begin(ws).map(|()| false),
    }
}

/// Begins a look at everybody in the background, unless one goes on.
pub(super) fn begin(ws: &Workspace) -> Result<(), Problem> {
    let looking = ws.part::<Looking>();
    let job = {
        let mut state = looking.state();
        if state.job.is_some() {
            return Ok(());
        }
        let job = ws.part::<Registry>().begin(Message::new("contacts.job.duplicates"));
        (state.job, state.stopped) = (Some(job.id()), false);
        job
    };
    let ws = ws.clone();
    let work = move || {
        let done = everybody(&ws, &job);
        ended(&ws, &job, &done);
        // Windows ask again: whoever changed something meanwhile is found then.
        drop(ws.write_blocking(None, |tx| {
            tx.changed(Topic::Duplicate, None);
            Ok(())
        }));
    };
    std::thread::Builder::new().name("duplicates".to_owned()).spawn(work).map_err(|e| Problem::failure("workspace.failed").because(e))?;
    Ok(())
}

fn ended(ws: &Workspace, job: &Handle, done: &Result<bool, Problem>) {
    let looking = ws.part::<Looking>();
    let mut state = looking.state();
    (state.job, state.stopped) = (None, job.cancelled());
    drop(state);
    job.end(match done {
        _ if job.cancelled() => Outcome::Cancelled,
        Ok(_) => Outcome::Done,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
}

/// Looks at everybody now, and returns when all is written: `false` if somebody stopped it.
pub(super) fn whole(ws: &Workspace) -> Result<bool, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("contacts.job.duplicates"));
    let done = everybody(ws, &job);
    job.end(match &done {
        Ok(true) => Outcome::Done,
        Ok(false) => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
    done
}

fn everybody(ws: &Workspace, job: &Handle) -> Result<bool, Problem> {
    let at = ws.now();
    let found = ws.read_widely(|tx| {
        let scope = Scope::everybody(tx, at)?;
        let all = rows::kinds(tx)?.iter().map(|(_, count)| u64::from(*count)).sum();
        job.progress(0, Some(all));
        let found = find(tx, &scope, |done| {
            job.progress(done, Some(all));
            !job.cancelled()
        })?;
        let Some(found) = found else { return Ok(None) };
        let steps = steps(&duplicates::kept(tx, &None)?, &found);
        Ok(Some((scope, steps)))
    })?;
    let Some((scope, steps)) = found else { return Ok(false) };
    write(ws, &scope, &steps, || !job.cancelled())
}
