//! The right to send, and to apply an import: an OS lock on a file beside the workspace, freed when the process dies (D25).
//! Never a lease that expires: a sleeping laptop would wake up as a second sender.

use std::fs::File;
use std::path::Path;

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
