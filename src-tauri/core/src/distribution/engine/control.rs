//! The brake: what the user said last, known to every connection at once (D16).

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::distribution::state::DistributionState;
use crate::ids::DistributionId;

const GO: u8 = 0;
const PAUSE: u8 = 1;
const STOP: u8 = 2;

/// One distribution's brake.
#[derive(Debug, Default)]
pub(in crate::distribution) struct Brake(AtomicU8);

impl Brake {
    /// Follows what the database says: it is persisted first, and obeyed then.
    pub(in crate::distribution) fn follow(&self, state: DistributionState) {
        let to = match state {
            DistributionState::Sending => GO,
            DistributionState::Stopped => STOP,
            _ => PAUSE,
        };
        self.0.store(to, Ordering::SeqCst);
    }

    /// Whether letters may go.
    pub(in crate::distribution) fn released(&self) -> bool {
        self.0.load(Ordering::SeqCst) == GO
    }

    /// Whether the rest is to be cancelled.
    pub(in crate::distribution) fn stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst) == STOP
    }
}

/// The brakes of all distributions that this process sends.
#[derive(Debug, Default)]
pub(in crate::distribution) struct Brakes(Mutex<HashMap<DistributionId, Arc<Brake>>>);

impl Brakes {
    /// The brake of `id`, made when first asked for.
    pub(in crate::distribution) fn of(&self, id: DistributionId) -> Arc<Brake> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default())
    }
}

impl Brakes {
    /// The distributions that this process sends or sent.
    pub(in crate::distribution) fn known(&self) -> Vec<DistributionId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }
}
