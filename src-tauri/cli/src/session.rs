//! Opening the workspace that the user named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tidings_core::clock::SystemClock;
use tidings_core::error::Problem;
use tidings_core::rendering::Press;
use tidings_core::workspace::{Device, Faults, Host, Via, Workspace, actor};

use crate::output::Output;

/// What was asked for besides the verb.
pub(crate) struct Asked {
    pub(crate) workspace: Option<PathBuf>,
    pub(crate) output: Output,
}

impl Asked {
    /// Opens the workspace.
    pub(crate) fn open(&self) -> Result<Workspace, Problem> {
        let ws = tidings_core::open(self.workspace()?, host()?)?;
        ws.part::<Press>().plug(Arc::new(tidings_pdf::Typst));
        Ok(ws)
    }

    /// The workspace that was named.
    pub(crate) fn workspace(&self) -> Result<&Path, Problem> {
        let named = self.workspace.as_deref();
        named.ok_or_else(|| Problem::missing("workspace.none_named").todo("workspace.none_named.todo"))
    }
}

/// The folder that the environment names for this machine.
pub(crate) fn device_folder() -> Option<PathBuf> {
    std::env::var_os("TIDINGS_DEVICE_FOLDER").map(PathBuf::from)
}

/// Who works, on which machine.
pub(crate) fn host() -> Result<Host, Problem> {
    host_in(None)
}

/// Who works, on the machine whose folder this is.
pub(crate) fn host_in(folder: Option<PathBuf>) -> Result<Host, Problem> {
    let device = match folder.or_else(device_folder) {
        Some(folder) => Device::at(folder)?,
        None => Device::of_this_user()?,
    };
    let names = ["USER", "LOGNAME", "USERNAME"].iter().filter_map(|name| std::env::var(name).ok());
    // Under the same name as in the window, so that what waits for somebody there waits for them here, too.
    let actor = actor(device.user().into_iter().chain(names));
    Ok(Host { clock: SystemClock::shared(), actor, via: Some(Via::CommandLine), device, faults: faults() })
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

/// Waits for the system's or the user's word that it is to end.
#[cfg(unix)]
pub(crate) async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int), Ok(mut hup)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()), signal(SignalKind::hangup()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
        _ = hup.recv() => {}
    }
}

#[cfg(windows)]
pub(crate) async fn told_to_end() {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};
    let (Ok(mut a), Ok(mut b), Ok(mut c), Ok(mut d), Ok(mut e)) = (ctrl_c(), ctrl_break(), ctrl_close(), ctrl_logoff(), ctrl_shutdown())
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = a.recv() => {}
        _ = b.recv() => {}
        _ = c.recv() => {}
        _ = d.recv() => {}
        _ = e.recv() => {}
    }
}
