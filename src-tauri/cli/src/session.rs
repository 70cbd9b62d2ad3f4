//! Opening the workspace that the user named.

use std::path::{Path, PathBuf};

use tidings_core::clock::SystemClock;
use tidings_core::error::Problem;
use tidings_core::workspace::{Device, Faults, Host, Workspace, actor};

use crate::output::Output;

/// What was asked for besides the verb.
pub(crate) struct Asked {
    pub(crate) workspace: Option<PathBuf>,
    pub(crate) output: Output,
}

impl Asked {
    /// Opens the workspace.
    pub(crate) fn open(&self) -> Result<Workspace, Problem> {
        tidings_core::open(self.workspace()?, host()?)
    }

    /// The workspace that was named.
    pub(crate) fn workspace(&self) -> Result<&Path, Problem> {
        let named = self.workspace.as_deref();
        named.ok_or_else(|| Problem::missing("workspace.none_named").todo("workspace.none_named.todo"))
    }
}

/// Who works, on which machine.
pub(crate) fn host() -> Result<Host, Problem> {
    let device = match std::env::var_os("TIDINGS_DEVICE_FOLDER") {
        Some(folder) => Device::at(PathBuf::from(folder))?,
        None => Device::of_this_user()?,
    };
    let names = ["USER", "LOGNAME", "USERNAME"].iter().filter_map(|name| std::env::var(name).ok());
    Ok(Host { clock: SystemClock::shared(), actor: actor(names), device, faults: faults() })
}

/// In builds for tests, `TIDINGS_FAULT=point[:nth]` ends the process at a fault point as a power cut would, and
/// `TIDINGS_MUTATION=name` breaks a promise on purpose. In a user's build there is no such thing.
#[cfg(debug_assertions)]
pub(crate) fn faults() -> Faults {
    use std::sync::atomic::{AtomicU32, Ordering};
    let mut faults = Faults::default();
    if let Ok(wanted) = std::env::var("TIDINGS_FAULT") {
        let (name, nth) = wanted.split_once(':').map_or((wanted.as_str(), 1), |(name, nth)| (name, nth.parse().unwrap_or(1)));
        let (name, passed) = (name.to_owned(), AtomicU32::new(0));
        faults = Faults::new(move |point| {
            if point == name && passed.fetch_add(1, Ordering::SeqCst) + 1 == nth {
                std::process::abort();
            }
        });
    }
    match std::env::var("TIDINGS_MUTATION") {
        Ok(name) => faults.with_mutation(&name),
        Err(_) => faults,
    }
}

#[cfg(not(debug_assertions))]
pub(crate) fn faults() -> Faults {
    Faults::default()
}
