//! The pace of one account, shared by its connections.

use std::sync::{Arc, Mutex, PoisonError};

use crate::distribution::pace::{Allowance, Limits, Pace};
use crate::ids::Millis;
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

struct Inner {
    pace: Pace,
    limited: bool,
    /// Rows that were allowed and have not gone: they count as if they had.
    promised: u32,
}

impl Pacing {
    pub(super) fn new(ws: Workspace, limits: Limits, sent: Vec<i64>) -> Self {
        let limited = limits != Limits::default();
        Self { ws, inner: Arc::new(Mutex::new(Inner { pace: Pace::new(limits, sent), limited, promised: 0 })) }
    }

    /// Takes room for at most `wanted` rows.
    pub(super) fn take(&self, wanted: u32) -> Allowed {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted == 0 || !inner.limited {
            return Allowed { now: wanted, wait_until: None };
        }
        let now = self.ws.now();
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
        let now = self.ws.now();
        match inner.pace.allowance(now, 1) {
            Allowance::At(at) if at > now.plus_ms(ms) => Some(at),
            _ => None,
        }
    }
}
