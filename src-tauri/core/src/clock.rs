//! The one clock. Everything that asks the time asks it here, so that tests can move it.

use std::sync::Arc;
use std::time::Duration;

use crate::ids::Millis;

/// Tells the time and lets time pass.
#[async_trait::async_trait]
pub trait Clock: Send + Sync {
    /// The wall clock: for what people read. It may jump.
    fn now(&self) -> Millis;
    /// Time since some fixed instant, never going back: for pace and back-off.
    fn steady(&self) -> Duration;
    /// Returns after `pause` of steady time.
    async fn sleep(&self, pause: Duration);
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    start: std::time::Instant,
}

impl SystemClock {
    /// The machine's clock, ready to be shared.
    #[must_use]
    pub fn shared() -> Arc<dyn Clock> {
        #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
        let start = std::time::Instant::now();
        Arc::new(Self { start })
    }
}

#[async_trait::async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Millis {
        #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
        let now = chrono::Utc::now();
        now.timestamp_millis().into()
    }

    fn steady(&self) -> Duration {
        self.start.elapsed()
    }

    async fn sleep(&self, pause: Duration) {
        #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
        tokio::time::sleep(pause).await;
    }
}

/// A clock that stands still until it is told to move; sleeping moves it at once. For tests and simulation.
#[derive(Debug)]
pub struct ManualClock {
    wall_ms: std::sync::atomic::AtomicI64,
    steady_ms: std::sync::atomic::AtomicI64,
}

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Millis) -> Arc<Self> {
        Arc::new(Self { wall_ms: now.get().into(), steady_ms: 0.into() })
    }

    /// Lets `ms` pass on both clocks.
    pub fn advance_ms(&self, ms: i64) {
        self.wall_ms.fetch_add(ms, std::sync::atomic::Ordering::SeqCst);
        self.steady_ms.fetch_add(ms.max(0), std::sync::atomic::Ordering::SeqCst);
    }

    /// Moves the wall clock alone, as daylight saving or a wrong battery does.
    pub fn jump_ms(&self, ms: i64) {
        self.wall_ms.fetch_add(ms, std::sync::atomic::Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Millis {
        self.wall_ms.load(std::sync::atomic::Ordering::SeqCst).into()
    }

    fn steady(&self) -> Duration {
        Duration::from_millis(self.steady_ms.load(std::sync::atomic::Ordering::SeqCst).unsigned_abs())
    }

    async fn sleep(&self, pause: Duration) {
        self.advance_ms(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
        tokio::task::yield_now().await;
    }
}
