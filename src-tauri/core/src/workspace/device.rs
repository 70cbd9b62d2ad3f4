//! This machine: its identity and its folder. A device's settings live outside the workspace.

use std::io::Write as _;
use std::path::PathBuf;

use crate::error::Problem;

/// The machine that the workspace is open on.
#[derive(Debug, Clone)]
pub struct Device {
    /// A random name made once per machine and user.
    pub id: String,
    /// Where this machine keeps its settings, logs and backups.
    pub folder: PathBuf,
}

/// Who works here, as history and the sources of addresses say it: the first name that is one, else this machine's own.
pub fn actor(names: impl IntoIterator<Item = String>) -> String {
    let machine = hostname::get().ok().map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "localhost");
    let known = names.into_iter().chain(machine).map(|name| name.trim().to_owned()).find(|name| !name.is_empty());
    known.unwrap_or_else(|| "this machine".to_owned())
}

impl Device {
    /// The device whose settings are in `folder`; the folder and the identity are made at first use.
    ///
    /// # Errors
    /// `workspace.device_folder` when the folder cannot be made or written.
    pub fn at(folder: PathBuf) -> Result<Self, Problem> {
        let fail = |e: std::io::Error| Problem::failure("workspace.device_folder").because(e);
        std::fs::create_dir_all(&folder).map_err(fail)?;
        let file = folder.join("device-id");
        if let Ok(id) = std::fs::read_to_string(&file) {
            let id = id.trim().to_owned();
            if !id.is_empty() {
                return Ok(Self { id, folder });
            }
        }
        let id = uuid::Uuid::new_v4().to_string();
        let mut draft = tempfile::NamedTempFile::new_in(&folder).map_err(fail)?;
        draft.write_all(id.as_bytes()).and_then(|()| draft.as_file().sync_all()).map_err(fail)?;
        draft.persist(&file).map_err(|e| fail(e.error))?;
        Ok(Self { id, folder })
    }

    /// The name that whoever works here entered in a window of this machine; none was entered, or it cannot be read.
    #[must_use]
    pub fn user(&self) -> Option<String> {
        self.kept()?.get("user")?.as_str().map(str::to_owned)
    }

    /// The names that they went by before on this machine, as far as a window keeps them.
    #[must_use]
    pub fn earlier_users(&self) -> Vec<String> {
        let names = self.kept().and_then(|mut kept| Some(kept.get_mut("earlier_users")?.take()));
        names.and_then(|names| serde_json::from_value(names).ok()).unwrap_or_default()
    }

    /// What a window of this machine keeps.
    fn kept(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&std::fs::read(self.folder.join("window.json")).ok()?).ok()
    }

    /// The device of the user who runs the program, in the system's place for application data.
    ///
    /// # Errors
    /// `workspace.device_folder`.
    pub fn of_this_user() -> Result<Self, Problem> {
        let dirs =
            directories::ProjectDirs::from("org", "Tidings", "Tidings").ok_or_else(|| Problem::failure("workspace.device_folder"))?;
        // Backups are large: they stay on this machine, where Windows carries other data of a user from one to the next.
        Self::at(dirs.data_local_dir().to_owned())
    }
}
