//! Paths that the user named for a window, in a dialog of the system or by letting files go over it (S6).
//!
//! **Invariant:** the page never reaches a path that the user did not name: a command takes paths as [`Granted`] alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use specta::datatype::DataType;
use specta::function::FunctionArg;
use specta::{Type, Types};
use tauri::Runtime;
use tauri::ipc::{CommandArg, CommandItem, InvokeError};
use tidings_core::error::Problem;
use tidings_core::importing::api::StageRequest;
use tidings_core::importing::api::outlets::OutletRequest;

use crate::shell::Shell;

/// What was granted to one window.
#[derive(Debug, Default)]
pub(crate) struct Grants(BTreeSet<PathBuf>);

impl Grants {
    /// The user named `path`.
    pub(crate) fn grant(&mut self, path: &Path) {
        self.0.insert(path.to_owned());
    }

    /// Whether the user named `path`.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.0.contains(path)
    }
}

/// What a command asks for that names paths.
pub(crate) trait Paths {
    /// The paths that it names.
    fn paths(&self) -> Vec<&Path>;
}

impl Paths for PathBuf {
    fn paths(&self) -> Vec<&Path> {
        vec![self]
    }
}

impl Paths for Vec<PathBuf> {
    fn paths(&self) -> Vec<&Path> {
        self.iter().map(PathBuf::as_path).collect()
    }
}

impl Paths for StageRequest {
    fn paths(&self) -> Vec<&Path> {
        vec![&self.path]
    }
}

impl Paths for OutletRequest {
    fn paths(&self) -> Vec<&Path> {
        vec![&self.path]
    }
}

/// An argument all of whose paths the user named for this window; a command with another one is refused before it begins.
pub(crate) struct Granted<T>(pub(crate) T);

impl<'de, T: Deserialize<'de> + Paths, R: Runtime> CommandArg<'de, R> for Granted<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let (name, key, webview) = (command.name, command.key, command.message.webview());
        let asked = T::deserialize(command).map_err(|why| InvokeError::from(format!("{name} {key}: {why}")))?;
        let shell = tauri::Manager::state::<Shell>(&webview);
        shell.check(webview.label(), &asked.paths())?;
        Ok(Self(asked))
    }
}

impl<T: Type> FunctionArg for Granted<T> {
    fn to_datatype(types: &mut Types) -> Option<DataType> {
        Some(T::definition(types))
    }
}

/// The refusal of a path that nobody named.
pub(crate) fn not_granted(path: &Path) -> Problem {
    Problem::refusal("workspace.path_not_chosen").with("file", path.display().to_string()).todo("workspace.path_not_chosen.todo")
}

/// The refusal of a path that is a workspace which is open here: whoever else reads it takes SQLite's locks away as they close it.
pub(crate) fn is_open_here(path: &Path) -> Problem {
    Problem::refusal("workspace.is_open_here").with("file", path.display().to_string()).todo("workspace.is_open_here.todo")
}
