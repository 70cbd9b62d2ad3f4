//! The gate before the final dot: nothing passes until the ledger's mark is durable (D2).

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::Notify;

const SHUT: u8 = 0;
const OPEN: u8 = 1;
const REFUSED: u8 = 2;
const BEGUN: u8 = 3;

/// Asked right before the first byte of end-of-data goes out. Cheap to clone; all clones are one gate.
///
/// The body may go first: without end-of-data the server must throw it away (RFC 5321 §4.1.1.10).
#[derive(Clone, Default)]
pub struct Gate(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: AtomicU8,
    moved: Notify,
    last_word: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

impl Gate {
    /// A gate that is shut until it is opened or refused.
    #[must_use]
    pub fn shut() -> Self {
        Self::default()
    }

    /// A gate that stands open: for mails that no ledger keeps.
    #[must_use]
    pub fn opened() -> Self {
        let gate = Self::default();
        gate.open();
        gate
    }

    /// A shut gate that, when it is open and end-of-data would begin, asks `last_word` once more: `false` refuses.
    /// A stop is heard here, and a side note of what was begun can be written. It must not block.
    #[must_use]
    pub fn with_last_word(last_word: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { last_word: Some(Box::new(last_word)), ..Inner::default() }))
    }

    /// Lets end-of-data pass, unless it was refused before.
    pub fn open(&self) {
        _ = self.0.state.compare_exchange(SHUT, OPEN, Ordering::SeqCst, Ordering::SeqCst);
        self.0.moved.notify_waiters();
    }

    /// Refuses end-of-data. Gives whether it certainly does not begin; `false` says that it has begun already.
    #[must_use]
    pub fn refuse(&self) -> bool {
        let from_shut = self.0.state.compare_exchange(SHUT, REFUSED, Ordering::SeqCst, Ordering::SeqCst);
        if from_shut.is_err() {
            _ = self.0.state.compare_exchange(OPEN, REFUSED, Ordering::SeqCst, Ordering::SeqCst);
        }
        self.0.moved.notify_waiters();
        self.0.state.load(Ordering::SeqCst) == REFUSED
    }

    /// Whether end-of-data has begun: from here on only the server's reply says what became of the message.
    #[must_use]
    pub fn begun(&self) -> bool {
        self.0.state.load(Ordering::SeqCst) == BEGUN
    }

    /// Whether an answer is there, so that nobody needs to wait.
    pub(super) fn is_decided(&self) -> bool {
        self.0.state.load(Ordering::SeqCst) != SHUT
    }

    /// Waits until it is opened or refused.
    pub(super) async fn decided(&self) {
        loop {
            let moved = self.0.moved.notified();
            tokio::pin!(moved);
            // Listening begins before looking: an answer between the two is not missed.
            moved.as_mut().enable();
            if self.is_decided() {
                return;
            }
            moved.await;
        }
    }

    /// Passes, if it may: from here on end-of-data counts as begun. Passing works once.
    pub(super) fn pass(&self) -> bool {
        if self.0.state.load(Ordering::SeqCst) != OPEN {
            return false;
        }
        if self.0.last_word.as_ref().is_some_and(|last_word| !last_word()) {
            _ = self.0.state.compare_exchange(OPEN, REFUSED, Ordering::SeqCst, Ordering::SeqCst);
            return false;
        }
        self.0.state.compare_exchange(OPEN, BEGUN, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self.0.state.load(Ordering::SeqCst) {
            SHUT => "Gate(shut)",
            OPEN => "Gate(open)",
            REFUSED => "Gate(refused)",
            _ => "Gate(begun)",
        })
    }
}
