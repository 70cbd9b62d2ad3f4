//! The machine's sleep: put off while letters go, where the system allows it, and noticed when it comes (D27).
//!
//! On Linux logind is asked; macOS and Windows have calls of their own. A machine without any of them sleeps when it likes: then
//! it is only seen afterwards ([`Clock::slept`](crate::clock::Clock::slept)).

#[cfg(target_os = "linux")]
mod logind;
#[cfg(any(target_os = "macos", windows))]
mod other;

use std::sync::Arc;

use tokio::sync::watch;

/// What it asks for, as the system's own lists show it.
const WHO: &str = "Tidings";
const WHY: &str = "Letters are going out";
#[cfg(target_os = "linux")]
const WHY_DELAY: &str = "A letter is being handed over";

/// Lasts as long as the machine is to do what was asked of it.
pub type Hold = Box<dyn Send + Sync>;

/// What puts the machine to sleep.
#[async_trait::async_trait]
pub trait Sleeper: Send + Sync {
    /// Keeps the machine awake; none where that is not allowed, or nobody can be asked.
    async fn keep_awake(&self) -> Option<Hold>;
    /// Gives a moment before it sleeps, for the letter that is under way.
    async fn delay_sleep(&self) -> Option<Hold>;
    /// Tells of its going to sleep with `true`, and of its waking with `false`.
    async fn going_to_sleep(&self) -> watch::Receiver<bool>;
}

/// The machine's power; a [part](crate::workspace::Workspace::part) of a workspace, so that tests can bring their own.
pub struct Power(Arc<dyn Sleeper>);

impl std::fmt::Debug for Power {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Power")
    }
}

impl Default for Power {
    fn default() -> Self {
        #[cfg(target_os = "linux")]
        return Self(Arc::new(logind::Logind::default()));
        #[cfg(any(target_os = "macos", windows))]
        return Self(Arc::new(other::Other));
        #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
        return Self(Arc::new(Sleepless));
    }
}

impl Power {
    /// Over this one, whatever the system has.
    pub fn over(sleeper: impl Sleeper + 'static) -> Self {
        Self(Arc::new(sleeper))
    }

    /// Who is asked.
    #[must_use]
    pub fn sleeper(&self) -> Arc<dyn Sleeper> {
        Arc::clone(&self.0)
    }
}

/// A machine that cannot be asked.
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
struct Sleepless;

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
#[async_trait::async_trait]
impl Sleeper for Sleepless {
    async fn keep_awake(&self) -> Option<Hold> {
        None
    }
    async fn delay_sleep(&self) -> Option<Hold> {
        None
    }
    async fn going_to_sleep(&self) -> watch::Receiver<bool> {
        watch::channel(false).1
    }
}
