//! What the command line asks of the agent.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::list::Watched;
use super::unit::{self, Program, System, Told};
use super::watch::{News, Opener, Watch, watch_file, watch_list};
use crate::accounts::Keychain;
use crate::clock::Clock;
use crate::error::Problem;
use crate::workspace::{AgentRight, Device};

/// Sends what is due, for `only` this workspace or for all that the agent was told of, until `until`: then letters in flight finish,
/// and what is under way is left in good order.
///
/// # Errors
/// `agent.runs_already` if this user's agent runs on this machine; `agent.nothing_to_watch` if it was told of no workspace.
pub async fn run(
    device: &Device,
    only: Option<PathBuf>,
    open: Opener,
    clock: Arc<dyn Clock>,
    told: impl Fn(&Path, &News) + Send + Sync + 'static,
    until: CancellationToken,
) -> Result<(), Problem> {
    let Some(_right) = AgentRight::try_take(device)? else {
        return Err(Problem::failure("agent.runs_already").todo("agent.runs_already.todo"));
    };
    let watch = Watch { open, clock, run: uuid::Uuid::new_v4().to_string().into(), told: Arc::new(told) };
    match only {
        Some(file) => watch_file(&whole(&file)?, &watch, &until).await,
        None if Watched::read(device).workspaces.is_empty() => {
            return Err(Problem::refusal("agent.nothing_to_watch").todo("agent.nothing_to_watch.todo"));
        }
        None => watch_list(device, &watch, &until).await,
    }
    Ok(())
}

/// Where the agent stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentCard {
    /// Which system's way of starting it at login is meant.
    pub system: System,
    /// The file that makes the system start it.
    pub file: PathBuf,
    /// Whether that file is there.
    pub installed: bool,
    /// Whether it runs now.
    pub runs: bool,
    /// The workspaces that it was told of.
    pub workspaces: Vec<PathBuf>,
}

/// Where the agent stands on this machine.
///
/// # Errors
/// `agent.no_home`, `workspace.unreachable`.
pub fn status(device: &Device) -> Result<AgentCard, Problem> {
    let system = System::of_this_machine();
    let file = unit::place(system, device)?;
    Ok(AgentCard {
        system,
        installed: file.is_file(),
        file,
        runs: AgentRight::try_take(device)?.is_none(),
        workspaces: Watched::read(device).workspaces,
    })
}

/// What makes `system` start `program` at login, as that system reads it.
#[must_use]
pub fn description(system: System, program: &Program) -> String {
    unit::text(system, program)
}

/// Tells the agent of a workspace, and writes what makes this system start it at login. Gives the commands that the system wants to
/// hear after that, each with its words.
///
/// # Errors
/// `agent.no_keychain` where this machine keeps no passwords: nobody could be asked for one. `agent.no_home`,
/// `workspace.device_folder`: nothing has changed.
pub async fn install(device: &Device, workspace: &Path, program: &Program, keychain: &Keychain) -> Result<Vec<Told>, Problem> {
    keychain.probe().await.map_err(|why| Problem::refusal("agent.no_keychain").todo("agent.no_keychain.todo").because(why))?;
    let (system, workspace) = (System::of_this_machine(), whole(workspace)?);
    let file = unit::place(system, device)?;
    unit::write(system, &file, program)?;
    let mut watched = Watched::read(device);
    watched.add(&workspace);
    watched.keep(device)?;
    Ok(unit::to_begin(system, &file))
}

/// Takes a workspace off the agent's list; none: all of them. With the last one the agent itself goes: then this gives the commands
/// that the system wants to hear; after them, [`remove`] takes its file away.
///
/// # Errors
/// `agent.not_watched`, `agent.no_home`, `workspace.device_folder`.
pub fn uninstall(device: &Device, workspace: Option<&Path>) -> Result<Vec<Told>, Problem> {
    let mut watched = Watched::read(device);
    match workspace {
        None => watched.workspaces.clear(),
        Some(file) => {
            if !watched.remove(&whole(file)?) {
                return Err(Problem::missing("agent.not_watched").with("file", file.display().to_string()));
            }
        }
    }
    watched.keep(device)?;
    if !watched.workspaces.is_empty() {
        return Ok(Vec::new());
    }
    let system = System::of_this_machine();
    let file = unit::place(system, device)?;
    Ok(if file.is_file() { unit::to_end(system, &file) } else { Vec::new() })
}

/// Takes away what makes this system start the agent.
///
/// # Errors
/// `agent.no_home`, `agent.unwritable`.
pub fn remove(device: &Device) -> Result<(), Problem> {
    let file = unit::place(System::of_this_machine(), device)?;
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Problem::failure("agent.unwritable").with("file", file.display().to_string()).because(error))
        }
        _ => Ok(()),
    }
}

fn whole(file: &Path) -> Result<PathBuf, Problem> {
    std::path::absolute(file).map_err(|why| Problem::failure("workspace.not_found").because(why))
}
