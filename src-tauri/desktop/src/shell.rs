//! What the shell knows of its windows: which workspace each shows, and which paths the user named for it.

use std::collections::HashMap;
use std::ops::Deref;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use specta::Types;
use specta::datatype::DataType;
use specta::function::FunctionArg;
use tauri::ipc::{CommandArg, CommandItem, InvokeError};
use tauri::{Manager as _, Runtime};
use tidings_core::error::Problem;
use tidings_core::workspace::{Host, Workspace, same_file};
use tokio_util::task::TaskTracker;

use crate::grants::{Grants, is_open_here, not_granted};
use crate::keeper::Keeper;

/// All windows of this run.
pub(crate) struct Shell {
    host: Mutex<Host>,
    seats: Mutex<HashMap<String, Seat>>,
    /// What is ending and not yet at its end.
    endings: TaskTracker,
}

/// One window.
#[derive(Default)]
struct Seat {
    open: Option<Keeper>,
    /// What went wrong at opening, or was found in the background.
    trouble: Option<Problem>,
    grants: Grants,
    closing: bool,
}

impl Shell {
    /// No windows yet.
    pub(crate) fn new(host: Host) -> Self {
        Self { host: Mutex::new(host), seats: Mutex::default(), endings: TaskTracker::new() }
    }

    /// Who works on this machine.
    pub(crate) fn host(&self) -> Host {
        self.host.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The user goes by another name from now on, in what is open too.
    pub(crate) fn rename_user(&self, name: &str) {
        self.host.lock().unwrap_or_else(PoisonError::into_inner).actor = name.to_owned();
        self.workspaces().iter().for_each(|(_, ws)| ws.rename_user(name));
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<String, Seat>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A name for one more window: the lowest that is free, so that a window finds its old place on the screen.
    pub(crate) fn new_label(&self) -> String {
        let mut seats = self.seats();
        let label = (1_u32..).map(|n| format!("window-{n}")).find(|label| !seats.contains_key(label)).unwrap_or_default();
        seats.insert(label.clone(), Seat::default());
        label
    }

    /// The workspace of a window.
    pub(crate) fn workspace(&self, label: &str) -> Option<Workspace> {
        self.seats().get(label).and_then(|seat| seat.open.as_ref()).map(|keeper| keeper.workspace().clone())
    }

    /// All windows that show a workspace, by their names.
    pub(crate) fn workspaces(&self) -> Vec<(String, Workspace)> {
        let seats = self.seats();
        let mut open: Vec<_> =
            seats.iter().filter_map(|(label, seat)| Some((label.clone(), seat.open.as_ref()?.workspace().clone()))).collect();
        open.sort_by(|a, b| a.0.cmp(&b.0));
        open
    }

    /// The window that shows the file `path`, whatever way its path is written.
    pub(crate) fn window_of(&self, path: &Path) -> Option<String> {
        self.seats()
            .iter()
            .find(|(_, seat)| seat.open.as_ref().is_some_and(|keeper| same_file(keeper.workspace().path(), path)))
            .map(|(label, _)| label.clone())
    }

    /// A window now shows the workspace of `keeper`.
    pub(crate) fn seat(&self, label: &str, keeper: Keeper) {
        let mut seats = self.seats();
        let seat = seats.entry(label.to_owned()).or_default();
        seat.trouble = None;
        seat.open = Some(keeper);
    }

    /// What went wrong in a window; none takes it back.
    pub(crate) fn set_trouble(&self, label: &str, trouble: Option<Problem>) {
        if let Some(seat) = self.seats().get_mut(label) {
            seat.trouble = trouble;
        }
    }

    /// What went wrong in a window.
    pub(crate) fn trouble(&self, label: &str) -> Option<Problem> {
        self.seats().get(label).and_then(|seat| seat.trouble.clone())
    }

    /// The user named `paths` for a window.
    pub(crate) fn grant<'p>(&self, label: &str, paths: impl IntoIterator<Item = &'p PathBuf>) {
        if let Some(seat) = self.seats().get_mut(label) {
            for path in paths {
                seat.grants.grant(path);
            }
        }
    }

    /// Refuses paths that the user did not name for this window; the copies that this machine made itself are no such paths. Refuses the
    /// files of what is open in any window, too: only SQLite opens them.
    pub(crate) fn check(&self, label: &str, paths: &[&Path]) -> Result<(), Problem> {
        let copies = self.host().device.folder.join("backups");
        let own = |path: &Path| path.starts_with(&copies) && path.components().all(|part| part != Component::ParentDir);
        let seats = self.seats();
        let is_open = |path: &Path| seats.values().filter_map(|seat| seat.open.as_ref()).any(|one| is_of(one.workspace().path(), path));
        if let Some(path) = paths.iter().find(|path| is_open(path)) {
            return Err(is_open_here(path));
        }
        let grants = seats.get(label).map(|seat| &seat.grants);
        match paths.iter().find(|path| !own(path) && !grants.is_some_and(|grants| grants.has(path))) {
            Some(path) => Err(not_granted(path)),
            None => Ok(()),
        }
    }

    /// Notes that a window was asked to close; whether it had been asked before.
    pub(crate) fn note_closing(&self, label: &str, closing: bool) -> bool {
        self.seats().get_mut(label).is_some_and(|seat| std::mem::replace(&mut seat.closing, closing))
    }

    /// Whether the user thought better of closing the window.
    pub(crate) fn stays_open(&self, label: &str) -> bool {
        self.seats().get(label).is_some_and(|seat| !seat.closing)
    }

    /// The one way to end: refuses further work in the window, cancels what runs, lets a letter in flight finish, and
    /// lets go of the file.
    pub(crate) async fn close(&self, label: &str) {
        let keeper = self.seats().get_mut(label).and_then(|seat| seat.open.take());
        if let Some(keeper) = keeper {
            self.endings.track_future(keeper.end()).await;
        }
    }

    /// A window is gone.
    pub(crate) fn forget(&self, label: &str) {
        self.seats().remove(label);
    }

    /// Ends all windows' work.
    pub(crate) async fn close_all(&self) {
        let labels: Vec<String> = self.seats().keys().cloned().collect();
        for label in labels {
            self.close(&label).await;
        }
        self.endings.close();
        self.endings.wait().await;
    }
}

/// Whether `path` is the file of the workspace at `workspace`, or one that SQLite keeps beside it.
fn is_of(workspace: &Path, path: &Path) -> bool {
    ["", "-wal", "-shm"].iter().any(|ending| {
        let mut file = workspace.as_os_str().to_owned();
        file.push(ending);
        same_file(Path::new(&file), path)
    })
}

/// The workspace of the window that asks; a window without one is refused.
pub(crate) struct Open(Workspace);

impl Deref for Open {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.0
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for Open {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let webview = command.message.webview();
        let open = webview.state::<Shell>().workspace(webview.label());
        open.map(Self).ok_or_else(|| InvokeError::from(Problem::missing("workspace.none_open")))
    }
}

impl FunctionArg for Open {
    fn to_datatype(_: &mut Types) -> Option<DataType> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidings_core::clock::SystemClock;
    use tidings_core::workspace::{Device, Faults};

    fn shell(folder: &Path) -> Shell {
        let device = Device::at(folder.to_owned()).unwrap();
        Shell::new(Host { clock: SystemClock::shared(), actor: "ines".to_owned(), via: None, device, faults: Faults::default() })
    }

    #[test]
    fn a_path_is_granted_to_the_window_it_was_named_in_and_to_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let shell = shell(folder.path());
        let (one, other) = (shell.new_label(), shell.new_label());
        let photo = PathBuf::from("/home/ines/lens.jpg");
        assert_eq!(shell.check(&one, &[&photo]).unwrap_err().code, "workspace.path_not_chosen");
        shell.grant(&one, [&photo]);
        assert!(shell.check(&one, &[&photo]).is_ok());
        assert!(shell.check(&other, &[&photo]).is_err());
        assert!(shell.check(&one, &[&photo, Path::new("/etc/passwd")]).is_err(), "every path is looked at");
        assert!(shell.check(&one, &[Path::new("/home/ines/../ines/lens.jpg")]).is_err(), "a path is what was named");
        assert!(shell.check("window-9", &[&photo]).is_err());
    }

    #[test]
    fn the_files_of_an_open_workspace_are_known_whatever_way_their_paths_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("灯台 desk.tidings");
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        for name in ["灯台 desk.tidings", "灯台 desk.tidings-wal", "灯台 desk.tidings-shm"] {
            std::fs::write(folder.path().join(name), "").unwrap();
            assert!(is_of(&workspace, &inner.join("..").join(name)), "{name}");
        }
        for name in ["other.tidings", "灯台 desk.tidings-wal-1", "desk.tidings"] {
            std::fs::write(folder.path().join(name), "").unwrap();
            assert!(!is_of(&workspace, &folder.path().join(name)), "{name}");
        }
    }

    #[test]
    fn copies_that_this_machine_made_need_no_dialog_and_open_no_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let shell = shell(folder.path());
        let label = shell.new_label();
        let copies = folder.path().join("backups").join("Trust-1");
        assert!(shell.check(&label, &[&copies.join("2026-11-24T100000Z-daily.tidings")]).is_ok());
        assert!(shell.check(&label, &[&copies.join("../../device-id")]).is_err());
        assert!(shell.check(&label, &[&folder.path().join("device-id")]).is_err());
    }

    #[test]
    fn a_window_gets_the_lowest_free_name_so_that_it_finds_its_place_again() {
        let folder = tempfile::tempdir().unwrap();
        let shell = shell(folder.path());
        assert_eq!([shell.new_label(), shell.new_label()], ["window-1", "window-2"]);
        shell.forget("window-1");
        assert_eq!(shell.new_label(), "window-1");
    }
}
