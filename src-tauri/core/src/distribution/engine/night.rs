//! The machine's sleep, as the engine meets it (D27): put off while letters go; before it comes nothing more begins; after it no
//! connection is used again, and every row is judged by its state.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Brakes;
use crate::ids::AccountId;
use crate::net::smtp::OpenWires;
use crate::power::{Hold, Power};
use crate::workspace::Workspace;

/// How long the letters that are under way may take before the machine sleeps; logind gives five seconds.
const PATIENCE: Duration = Duration::from_secs(4);
/// How long an answer that was on its way before the sleep is waited for after it.
const AFTER: Duration = Duration::from_secs(10);
/// A sleep that is shorter than this cuts no connection.
const SLEPT: Duration = Duration::from_secs(2);

/// When the machine woke last, on the steady clock in milliseconds: a conversation from before is not taken up again.
#[derive(Debug, Default)]
pub(super) struct Woke(AtomicU64);

impl Woke {
    /// Whether a conversation that began at `opened` is from before.
    pub(super) fn was_after(ws: &Workspace, opened: Duration) -> bool {
        opened < Duration::from_millis(ws.part::<Self>().0.load(Ordering::SeqCst))
    }
}

/// What the engine asked of the machine.
pub(super) struct Night {
    awake: Option<Hold>,
    delay: Option<Hold>,
    comes: Option<watch::Receiver<bool>>,
    slept: Duration,
}

impl Night {
    /// Nothing is asked of the machine as long as nothing goes.
    pub(super) fn new(ws: &Workspace) -> Self {
        Self { awake: None, delay: None, comes: None, slept: ws.clock().slept() }
    }

    /// Keeps the machine awake while letters go, and no longer.
    pub(super) async fn keep(&mut self, ws: &Workspace, sends: bool) {
        if !sends {
            (self.awake, self.delay, self.comes) = (None, None, None);
            return;
        }
        if self.comes.is_some() {
            return;
        }
        let sleeper = ws.part::<Power>().sleeper();
        let comes = sleeper.going_to_sleep().await;
        self.awake = sleeper.keep_awake().await;
        self.delay = sleeper.delay_sleep().await;
        self.comes = Some(comes);
    }

    /// Lets the machine sleep if it wants to: letters that are under way finish, everything else waits until it is awake again.
    pub(super) async fn pass(&mut self, ws: &Workspace, runners: &mut HashMap<AccountId, JoinHandle<()>>, until: &CancellationToken) {
        let slept = ws.clock().slept();
        if slept.saturating_sub(self.slept) >= SLEPT {
            // Nobody said so beforehand.
            drop_connections(ws);
        }
        self.slept = slept;
        let Some(comes) = self.comes.as_mut() else { return };
        if !*comes.borrow() {
            return;
        }
        tracing::info!("the machine goes to sleep");
        ws.part::<Brakes>().end();
        for runner in runners.values_mut() {
            // A server that does not answer in time: its letter is judged after the sleep.
            let _late = tokio::time::timeout(PATIENCE, runner).await;
        }
        runners.retain(|_, runner| !runner.is_finished());
        // Now it may.
        self.delay = None;
        while *comes.borrow() && !until.is_cancelled() {
            tokio::select! {
                () = until.cancelled() => return,
                more = comes.changed() => if more.is_err() { break },
            }
        }
        tracing::info!("the machine is awake again");
        drop_connections(ws);
        self.slept = ws.clock().slept();
        ws.part::<Brakes>().begin();
        self.delay = ws.part::<Power>().sleeper().delay_sleep().await;
    }
}

/// No conversation from before goes on. One that waits for an answer gets a moment more: it may have come while the machine slept.
fn drop_connections(ws: &Workspace) {
    let clock = ws.clock();
    let now = u64::try_from(clock.steady().as_millis()).unwrap_or(u64::MAX);
    ws.part::<Woke>().0.store(now, Ordering::SeqCst);
    let old = OpenWires::now();
    tokio::spawn(async move {
        clock.sleep(AFTER).await;
        old.cut();
    });
}
