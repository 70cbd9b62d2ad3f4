//! Which workspaces the agent watches: a list in this machine's folder.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::workspace::{Device, same_file};

/// The workspaces that the agent was told of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Whole paths, in the order in which they were told.
    #[serde(default)]
    pub workspaces: Vec<PathBuf>,
}

impl Watched {
    /// What was told so far. A list that cannot be read is an empty one: it is only a list, and is told again.
    #[must_use]
    pub fn read(device: &Device) -> Self {
        let text = std::fs::read_to_string(place(device)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Adds a workspace; gives whether it is new.
    pub(super) fn add(&mut self, file: &Path) -> bool {
        let new = !self.workspaces.iter().any(|known| same_file(known, file));
        if new {
            self.workspaces.push(file.to_owned());
        }
        new
    }

    /// Takes a workspace off; gives whether it was on it.
    pub(super) fn remove(&mut self, file: &Path) -> bool {
        let before = self.workspaces.len();
        self.workspaces.retain(|known| !same_file(known, file));
        before != self.workspaces.len()
    }

    /// Keeps the list: whole or not at all.
    pub(super) fn keep(&self, device: &Device) -> Result<(), Problem> {
        let fail = |error: std::io::Error| Problem::failure("workspace.device_folder").because(error);
        let mut draft = tempfile::NamedTempFile::new_in(&device.folder).map_err(fail)?;
        draft.write_all(serde_json::to_string_pretty(self).unwrap_or_default().as_bytes()).map_err(fail)?;
        draft.as_file().sync_all().map_err(fail)?;
        draft.persist(place(device)).map_err(|error| fail(error.error))?;
        Ok(())
    }
}

pub(super) fn place(device: &Device) -> PathBuf {
    device.folder.join("agent.json")
}
