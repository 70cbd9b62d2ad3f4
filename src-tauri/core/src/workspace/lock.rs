//! The right to send, to apply an import, to make or to renew a file: an OS lock on a file, freed when the process dies (D25).
//! Never a lease that expires: a sleeping laptop would wake up as a second sender.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::device::Device;
use crate::error::Problem;

/// Held by the one process that sends for a workspace.
#[derive(Debug)]
pub struct SendRight {
    _file: File,
}

impl SendRight {
    /// Takes the right for the workspace at `path`; none if another process on this machine has it.
    ///
    /// # Errors
    /// `workspace.unreachable` when the lock file cannot be made.
    pub fn try_take(path: &Path) -> Result<Option<Self>, Problem> {
        Ok(locked(path, "-sending")?.map(|file| Self { _file: file }))
    }
}

/// Held by the one process that asks for a new token for this workspace: where every use gives another one, two would lose both.
#[derive(Debug)]
pub struct SignInRight {
    _file: File,
}

impl SignInRight {
    /// Takes the right for the workspace at `path`; none if somebody has it.
    ///
    /// # Errors
    /// `workspace.unreachable` when the lock file cannot be made.
    pub fn try_take(path: &Path) -> Result<Option<Self>, Problem> {
        Ok(locked(path, "-signing-in")?.map(|file| Self { _file: file }))
    }
}

/// Held by the one process that applies an import to a workspace: what it has written so far is its own to clear.
#[derive(Debug)]
pub struct ImportRight {
    _file: File,
}

impl ImportRight {
    /// Takes the right for the workspace at `path`; none if somebody has it.
    ///
    /// # Errors
    /// `workspace.unreachable` when the lock file cannot be made.
    pub fn try_take(path: &Path) -> Result<Option<Self>, Problem> {
        Ok(locked(path, "-importing")?.map(|file| Self { _file: file }))
    }
}

/// Held by the one agent of this machine's user: it sends for workspaces that no window shows.
#[derive(Debug)]
pub struct AgentRight {
    _file: File,
}

impl AgentRight {
    /// Takes the right in the machine's folder; none if an agent runs.
    ///
    /// # Errors
    /// `workspace.unreachable` when the lock file cannot be made.
    pub fn try_take(device: &Device) -> Result<Option<Self>, Problem> {
        Ok(locked(&device.folder.join("agent"), "-runs")?.map(|file| Self { _file: file }))
    }
}

/// How often whoever opens a file looks whether another still makes or renews one, and how long it waits in between: a minute in all.
const OPENING_LOOKS: u32 = 3_000;
const OPENING_AGAIN: Duration = Duration::from_millis(20);

/// Held by the one program of this machine's user that makes a workspace, or brings one up to date: it lies in the machine's folder, since
/// the file itself may be anybody's, and both are seldom and short.
#[derive(Debug)]
pub(super) struct OpeningRight {
    _file: Option<File>,
}

impl OpeningRight {
    /// Takes the right for the workspace at `path`, and waits a minute at most for whoever has it. Where the machine's folder knows no
    /// locks, as on some network drives, nobody is waited for.
    ///
    /// # Errors
    /// `workspace.busy` when it was not let go.
    pub(super) fn take(device: &Device, path: &Path) -> Result<Self, Problem> {
        let of_this_file = device.folder.join(whose(path));
        for _ in 0..OPENING_LOOKS {
            match locked(&of_this_file, "-opening") {
                Ok(Some(file)) => return Ok(Self { _file: Some(file) }),
                Ok(None) => std::thread::sleep(OPENING_AGAIN),
                Err(problem) => {
                    tracing::warn!(?problem, "a file is opened without a lock");
                    return Ok(Self { _file: None });
                }
            }
        }
        Err(Problem::failure("workspace.busy").with("file", path.display().to_string()).todo("workspace.busy.todo"))
    }
}

/// A name that stands for this file, whichever way it is reached, and whether it is there yet or not.
fn whose(path: &Path) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()).join(path.file_name().unwrap_or_default());
    let digest = Sha256::digest(there.as_os_str().as_encoded_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The file beside the workspace with this ending, locked; none if somebody holds it.
fn locked(path: &Path, ending: &str) -> Result<Option<File>, Problem> {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(|e| Problem::failure("workspace.unreachable").because(e))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(e)) => Err(Problem::failure("workspace.unreachable").because(e)),
    }
}
