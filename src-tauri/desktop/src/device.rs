//! This machine: who works, where its folder is, and which workspaces were open here last.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tidings_core::clock::SystemClock;
use tidings_core::error::Problem;
use tidings_core::ids::Millis;
use tidings_core::literature::is_kept_by_windows;
use tidings_core::workspace::{Device, Faults, Host, Via, actor};

/// Most workspaces that are remembered.
const REMEMBERED: usize = 12;
/// Most earlier names of the user that are remembered.
const REMEMBERED_NAMES: usize = 20;

/// Who works, on which machine. `TIDINGS_DEVICE_FOLDER` puts the machine's folder elsewhere, as for the command line.
pub(crate) fn host() -> Result<Host, Problem> {
    let device = match std::env::var_os("TIDINGS_DEVICE_FOLDER") {
        Some(folder) => Device::at(PathBuf::from(folder))?,
        None => Device::of_this_user()?,
    };
    let names = ["USER", "LOGNAME", "USERNAME"].iter().filter_map(|name| std::env::var(name).ok());
    let actor = actor(device.user().into_iter().chain(names));
    Ok(Host { clock: SystemClock::shared(), actor, via: Some(Via::Window), device, faults: Faults::default() })
}

/// What this machine remembers beside the workspaces.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// The user's own name, once it was entered.
    #[serde(default)]
    pub(crate) user: Option<String>,
    /// The names that the user went by before, the last one first: whatever they wrote under these is theirs in each workspace, once it is
    /// opened.
    #[serde(default)]
    pub(crate) earlier_users: Vec<String>,
    /// Workspaces that were open here, the last one first.
    #[serde(default)]
    pub(crate) recent: Vec<Recent>,
}

/// A workspace that was open here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recent {
    /// The file.
    pub(crate) path: PathBuf,
    /// Whose it is.
    pub(crate) organisation: String,
    /// When it was opened last.
    pub(crate) opened_at: Millis,
}

impl Settings {
    /// What is remembered; a file that cannot be read is as good as none.
    pub(crate) fn read(device: &Device) -> Self {
        let read = std::fs::read(file(device)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.unwrap_or_default()
    }

    /// Keeps it, whole or not at all.
    pub(crate) fn write(&self, device: &Device) -> Result<(), Problem> {
        let fail = |why: &dyn std::fmt::Display| Problem::failure("workspace.device_folder").because(why);
        let text = serde_json::to_vec_pretty(self).map_err(|why| fail(&why))?;
        let draft = file(device).with_extension("new");
        std::fs::write(&draft, text).map_err(|why| fail(&why))?;
        std::fs::rename(&draft, file(device)).map_err(|why| fail(&why))
    }

    /// The user goes by the name `now`, and went by `before` until now.
    pub(crate) fn rename_user(&mut self, before: String, now: String) {
        self.earlier_users.retain(|name| *name != before && *name != now);
        if before != now {
            self.earlier_users.insert(0, before);
            self.earlier_users.truncate(REMEMBERED_NAMES);
        }
        self.user = Some(now);
    }

    /// `opened` stands first, once.
    pub(crate) fn remember(&mut self, opened: Recent) {
        self.forget(&opened.path);
        self.recent.insert(0, opened);
        self.recent.truncate(REMEMBERED);
    }

    /// `path` is remembered no more.
    pub(crate) fn forget(&mut self, path: &Path) {
        self.recent.retain(|one| one.path != path);
    }
}

fn file(device: &Device) -> PathBuf {
    device.folder.join("window.json")
}

/// Where a new workspace is proposed: the user's documents, else home.
pub(crate) fn documents() -> PathBuf {
    let folders = directories::UserDirs::new();
    let documents = folders.as_ref().and_then(|dirs| dirs.document_dir()).filter(|folder| folder.is_dir());
    documents.or_else(|| folders.as_ref().map(directories::UserDirs::home_dir)).map(Path::to_path_buf).unwrap_or_default()
}

/// A name that every system takes as a file's: what some refuse becomes a space, and it never begins or ends with a dot.
pub(crate) fn file_name(organisation: &str) -> String {
    let clean: String = organisation.chars().map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { ' ' } else { c }).collect();
    let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = words.trim_matches(['.', ' ']);
    // A name may have 255 bytes on every system that we know; the ending and a backup's mark need some.
    let end = (0..=name.len().min(200)).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    let name = name.get(..end).unwrap_or_default().trim_end();
    match name {
        "" => "workspace".to_owned(),
        name if is_kept_by_windows(name) => format!("workspace {name}"),
        name => name.to_owned(),
    }
}

/// A workspace's path with the ending of workspaces. Not every system's dialog adds it, and what stands after a dot in a name is part
/// of the name: `St. Mary` is no file of the kind `. Mary`.
pub(crate) fn with_ending(chosen: PathBuf) -> PathBuf {
    if chosen.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tidings")) {
        return chosen;
    }
    let mut path = chosen.into_os_string();
    path.push(".tidings");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(path: &str) -> Recent {
        Recent { path: PathBuf::from(path), organisation: "Harbour Trust".to_owned(), opened_at: Millis::from(1) }
    }

    #[test]
    fn the_last_workspace_stands_first_and_once() {
        let mut settings = Settings::default();
        for path in ["a", "b", "a"] {
            settings.remember(recent(path));
        }
        assert_eq!(settings.recent, [recent("a"), recent("b")]);
        for n in 0..40 {
            settings.remember(recent(&n.to_string()));
        }
        assert_eq!(settings.recent.len(), REMEMBERED);
        settings.forget(Path::new("39"));
        assert_eq!(settings.recent.len(), REMEMBERED - 1);
    }

    #[test]
    fn a_user_who_goes_by_another_name_is_known_by_those_before_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::at(folder.path().to_owned()).unwrap();
        assert_eq!((device.user(), device.earlier_users()), (None, Vec::new()));
        let names = ["ines", "Ines", "Ines Calder", "Ines", "Ines Reid"].map(str::to_owned);
        for (before, now) in names.iter().zip(&names[1..]) {
            let mut settings = Settings::read(&device);
            settings.rename_user(before.clone(), now.clone());
            settings.write(&device).unwrap();
        }
        assert_eq!(device.user().as_deref(), Some("Ines Reid"));
        assert_eq!(device.earlier_users(), ["Ines", "Ines Calder", "ines"]);
        let mut settings = Settings::read(&device);
        settings.rename_user("Ines Reid".to_owned(), "Ines Reid".to_owned());
        assert_eq!(settings.earlier_users.len(), 3, "the same name is no other one");
        (0..99).for_each(|n| settings.rename_user(n.to_string(), "Ines Reid".to_owned()));
        assert_eq!((settings.earlier_users.len(), settings.earlier_users[0].as_str()), (REMEMBERED_NAMES, "98"));
    }

    #[test]
    fn a_workspace_keeps_the_dots_in_its_name() {
        let ended = |path: &str| with_ending(PathBuf::from(path)).display().to_string();
        assert_eq!(ended("/home/ines/St. Mary"), "/home/ines/St. Mary.tidings");
        assert_eq!(ended("/home/ines/Trust"), "/home/ines/Trust.tidings");
        for whole in ["/home/ines/Trust.tidings", "/home/ines/Dr. No.TIDINGS"] {
            assert_eq!(ended(whole), whole);
        }
    }

    #[test]
    fn a_name_that_no_system_takes_becomes_one_that_all_take() {
        assert_eq!(file_name("  Ä/B: \"C\"\n"), "Ä B C");
        assert_eq!(file_name("..."), "workspace");
        assert_eq!(file_name("../../etc/passwd"), "etc passwd");
        assert_eq!(file_name("Aux"), "workspace Aux");
        let long = file_name(&"港".repeat(300));
        assert!(long.len() <= 200 && long.starts_with('港'));
    }
}
