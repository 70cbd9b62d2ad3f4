//! The one clock. Everything that asks the time asks it here, so that tests can move it.

use std::sync::Arc;
use std::time::Duration;

use crate::ids::Millis;

/// Tells the time and lets time pass.
#[async_trait::async_trait]
pub trait Clock: Send + Sync {
    /// The wall clock: for what people read. It may jump.
    fn now(&self) -> Millis;
    /// Time since some fixed instant, never going back, whether the machine slept or not: for pace and back-off.
    fn steady(&self) -> Duration;
    /// Time since some fixed instant, for how long something took: a sleep in the middle is no part of it.
    fn stopwatch(&self) -> Duration {
        self.steady()
    }
    /// How long the machine slept since some fixed instant, as far as that can be told.
    fn slept(&self) -> Duration {
        Duration::ZERO
    }
    /// Returns after `pause` of steady time.
    async fn sleep(&self, pause: Duration);
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    start: std::time::Instant,
    /// Since when the machine runs, at `start`; zero where the system does not tell.
    booted: Duration,
    /// Where the system does not tell how long it slept: how long ago it was asked last, and the sleep that was seen so far.
    #[cfg(not(unix))]
    asked: std::sync::Mutex<(Duration, Duration)>,
}

/// How long the machine runs, its sleep included.
#[cfg(unix)]
fn since_boot() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    // On Apple's systems the monotonic clock goes on while the machine sleeps, on Linux it stands.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: ClockId = ClockId::Monotonic;
    let told = clock_gettime(CLOCK);
    Duration::new(u64::try_from(told.tv_sec).unwrap_or(0), u32::try_from(told.tv_nsec).unwrap_or(0))
}

#[cfg(not(unix))]
fn since_boot() -> Duration {
    Duration::ZERO
}

impl SystemClock {
    /// The machine's clock, ready to be shared.
    #[must_use]
    pub fn shared() -> Arc<dyn Clock> {
        #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
        let start = std::time::Instant::now();
        Arc::new(Self {
            start,
            booted: since_boot(),
            #[cfg(not(unix))]
            asked: std::sync::Mutex::default(),
        })
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
        // Elsewhere than on Unix the clock of instants goes on while the machine sleeps.
        since_boot().checked_sub(self.booted).filter(|passed| !passed.is_zero()).unwrap_or_else(|| self.start.elapsed())
    }

    fn stopwatch(&self) -> Duration {
        self.start.elapsed()
    }

    #[cfg(unix)]
    fn slept(&self) -> Duration {
        self.steady().saturating_sub(self.start.elapsed())
    }

    /// Who asks often and is not heard of for long slept meanwhile.
    #[cfg(not(unix))]
    fn slept(&self) -> Duration {
        const OFTEN: Duration = Duration::from_secs(30);
        let now = self.start.elapsed();
        let mut asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let gap = now.saturating_sub(asked.0);
        asked.0 = now;
        if gap > OFTEN {
            asked.1 += gap;
        }
        asked.1
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
