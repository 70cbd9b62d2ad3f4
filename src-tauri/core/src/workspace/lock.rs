//! The right to send: an OS lock on a file beside the workspace, freed when the process dies (D25).
//! Never a lease that expires: a sleeping laptop would wake up as a second sender.

use std::fs::File;
use std::path::Path;

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
        let mut name = path.as_os_str().to_owned();
        name.push("-sending");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .map_err(|e| Problem::failure("workspace.unreachable").because(e))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(e)) => Err(Problem::failure("workspace.unreachable").because(e)),
        }
    }
}
