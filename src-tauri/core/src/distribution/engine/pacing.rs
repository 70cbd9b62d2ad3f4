//! The pace of one account, shared by its connections.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::own_time::OwnTime;
use crate::distribution::pace::{Allowance, DAY_MS, Limits, Pace};
use crate::distribution::store::ledger;
use crate::error::Problem;
use crate::ids::{AccountId, Millis};
use crate::workspace::Workspace;

/// What may be claimed now, and if nothing may, until when to wait.
pub(super) struct Allowed {
    pub(super) now: u32,
    pub(super) wait_until: Option<Millis>,
}

/// The account's pace with what is claimed but has not gone yet.
#[derive(Clone)]
pub(super) struct Pacing {
    ws: Workspace,
    inner: Arc<Mutex<Inner>>,
}

pub(super) struct Inner {
    pace: Pace,
    limited: bool,
    /// Rows that were allowed and have not gone: they count as if they had.
    promised: u32,
}

/// The paces of this process's accounts as long as it has the right to send; a [part](Workspace::part) of the workspace. What the
/// ledger says is read once: of what goes after that, it knows the time of a clock that may be set.
#[derive(Default)]
pub(super) struct Paces(Mutex<HashMap<AccountId, Kept>>);

/// An account's pace, and the id of the last mail to oneself that it counts.
type Kept = (Arc<Mutex<Inner>>, i64);

impl Paces {
    /// The engine takes the right to send: others may have sent meanwhile.
    pub(super) fn begin(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Pacing {
    /// The pace of `account` within `limits`.
    pub(super) async fn of(ws: &Workspace, account: AccountId, limits: Limits) -> Result<Self, Problem> {
        let (paces, now) = (ws.part::<Paces>(), OwnTime::now(ws));
        let kept = paces.0.lock().unwrap_or_else(PoisonError::into_inner).get(&account).cloned();
        // Without limits nobody asks what went today.
        let kept = kept.filter(|(inner, _)| inner.lock().unwrap_or_else(PoisonError::into_inner).limited);
        let (inner, tests) = match kept {
            Some((inner, before)) => {
                let new = ws.read(move |tx| Ok(ledger::tests_after(tx, account, before)?)).await?;
                let tests = new.last().copied().unwrap_or(before);
                {
                    let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
                    inner.pace.limit(limits);
                    (inner.limited, inner.promised) = (limits != Limits::default(), 0);
                    new.iter().for_each(|_| inner.pace.went(now));
                }
                (inner, tests)
            }
            None => {
                let limited = limits != Limits::default();
                let (sent, tests) = ws
                    .read(move |tx| {
                        let sent = if limited { ledger::sent_since(tx, account, now.plus_ms(-DAY_MS))? } else { Vec::new() };
                        Ok((sent, ledger::tests_after(tx, account, 0)?.last().copied().unwrap_or(0)))
                    })
                    .await?;
                // What stands there with a time to come was written by a clock that was wrong: it counts from now.
                let sent = sent.into_iter().map(|at| at.min(now.get())).collect();
                (Arc::new(Mutex::new(Inner { pace: Pace::new(limits, sent), limited, promised: 0 })), tests)
            }
        };
        paces.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account, (Arc::clone(&inner), tests));
        Ok(Self { ws: ws.clone(), inner })
    }

    /// Takes room for at most `wanted` rows.
    pub(super) fn take(&self, wanted: u32) -> Allowed {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted == 0 || !inner.limited {
            return Allowed { now: wanted, wait_until: None };
        }
        let now = OwnTime::now(&self.ws);
        if inner.promised > 0 {
            // One at a time where there is a limit: the pace is told by letters that went.
            return Allowed { now: 0, wait_until: Some(now.plus_ms(20)) };
        }
        match inner.pace.allowance(now, wanted) {
            Allowance::Now(n) => {
                inner.promised += n;
                Allowed { now: n, wait_until: None }
            }
            Allowance::At(at) => Allowed { now: 0, wait_until: Some(at) },
        }
    }

    /// Gives back room that no row took.
    pub(super) fn give_back(&self, unused: u32) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.promised = inner.promised.saturating_sub(unused);
    }

    /// A letter went, whatever was answered.
    pub(super) fn went(&self, now: Millis) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.promised = inner.promised.saturating_sub(1);
        inner.pace.went(now);
    }

    /// When the next letter may go, if the pace holds it back longer than `ms`.
    pub(super) fn held_back(&self, ms: i64) -> Option<Millis> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let now = OwnTime::now(&self.ws);
        match inner.pace.allowance(now, 1) {
            Allowance::At(at) if at > now.plus_ms(ms) => Some(at),
            _ => None,
        }
    }
}
