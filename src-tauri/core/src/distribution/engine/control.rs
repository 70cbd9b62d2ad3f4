//! The brake: what the user said last, known to every connection at once (D16).

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::distribution::state::DistributionState;
use crate::ids::DistributionId;

const GO: u8 = 0;
const PAUSE: u8 = 1;
const STOP: u8 = 2;

/// One distribution's brake.
#[derive(Debug, Default)]
pub(in crate::distribution) struct Brake {
    said: AtomicU8,
    /// Whether the engine itself ends: then nothing goes, whatever is said of the distribution.
    ending: Arc<AtomicBool>,
}

impl Brake {
    /// Follows what the database says: it is persisted first, and obeyed then.
    pub(in crate::distribution) fn follow(&self, state: DistributionState) {
        let to = match state {
            DistributionState::Sending => GO,
            DistributionState::Stopped => STOP,
            _ => PAUSE,
        };
        self.said.store(to, Ordering::SeqCst);
    }

    /// Whether letters may go.
    pub(in crate::distribution) fn released(&self) -> bool {
        self.said.load(Ordering::SeqCst) == GO && !self.ending.load(Ordering::SeqCst)
    }

    /// Whether the rest is to be cancelled.
    pub(in crate::distribution) fn stopped(&self) -> bool {
        self.said.load(Ordering::SeqCst) == STOP
    }
}

/// The brakes of all distributions that this process sends.
#[derive(Debug, Default)]
pub(in crate::distribution) struct Brakes {
    each: Mutex<HashMap<DistributionId, Arc<Brake>>>,
    ending: Arc<AtomicBool>,
}

impl Brakes {
    /// The brake of `id`, made when first asked for.
    pub(in crate::distribution) fn of(&self, id: DistributionId) -> Arc<Brake> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(each.entry(id).or_insert_with(|| Arc::new(Brake { said: AtomicU8::new(GO), ending: Arc::clone(&self.ending) })))
    }

    /// The distributions that this process sends or sent.
    pub(in crate::distribution) fn known(&self) -> Vec<DistributionId> {
        self.each.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    /// The engine begins: each distribution goes as is said of it.
    pub(in crate::distribution) fn begin(&self) {
        self.ending.store(false, Ordering::SeqCst);
    }

    /// The engine ends: nothing more goes, though the file goes on to call the distributions sending.
    pub(in crate::distribution) fn end(&self) {
        self.ending.store(true, Ordering::SeqCst);
    }
}
