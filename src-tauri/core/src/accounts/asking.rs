//! Which name server is asked: the system's, one that the workspace was told to ask, or one for this run of the program.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use crate::error::{Place, Problem};
use crate::messages::Message;
use crate::net::Log;
use crate::net::dns::{Dns, read_server};
use crate::workspace::{Topic, Workspace, set_setting, setting};

/// The setting that names a name server.
const SETTING: &str = "resolver";

/// The name server for this run of the program; a [part](Workspace::part) of the workspace.
#[derive(Debug, Default)]
pub(super) struct ThisRun(Mutex<Option<SocketAddr>>);

fn judged(text: &str) -> Result<Option<SocketAddr>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let bad = || Problem::refusal("accounts.bad_resolver").with("text", text).at(Place::field("resolver"));
    read_server(text).map(Some).ok_or_else(bad)
}

/// Whoever answers questions to the domain name system here.
///
/// # Errors
/// `accounts.no_resolver`: the system names no name server.
pub async fn dns(ws: &Workspace) -> Result<Dns, Problem> {
    let this_run = *ws.part::<ThisRun>().0.lock().unwrap_or_else(PoisonError::into_inner);
    let named = match this_run {
        Some(server) => Some(server),
        None => ws.read(|tx| Ok(setting(tx, SETTING)?)).await?.as_deref().and_then(read_server),
    };
    let log = ws.part::<Log>();
    tokio::task::spawn_blocking(move || named.map_or_else(|| Dns::of_the_system(&log), |server| Dns::at(server, &log)))
        .await
        .map_err(|e| Problem::failure("accounts.no_resolver").because(e))?
        .map_err(|e| Problem::failure("accounts.no_resolver").todo("accounts.no_resolver.todo").because(e))
}

/// Asks this name server until the program ends.
///
/// # Errors
/// `accounts.bad_resolver`.
pub fn use_resolver(ws: &Workspace, text: &str) -> Result<(), Problem> {
    let server = judged(text)?;
    *ws.part::<ThisRun>().0.lock().unwrap_or_else(PoisonError::into_inner) = server;
    Ok(())
}

/// The name server that this workspace asks; empty: the system's.
///
/// # Errors
/// What SQLite says.
pub async fn resolver(ws: &Workspace) -> Result<String, Problem> {
    ws.read(|tx| Ok(setting(tx, SETTING)?.unwrap_or_default())).await
}

/// Says which name server this workspace asks; an empty text: the system's.
///
/// # Errors
/// `accounts.bad_resolver`: nothing has changed.
pub async fn set_resolver(ws: &Workspace, text: String) -> Result<(), Problem> {
    let server = judged(&text)?.map(|server| server.to_string()).unwrap_or_default();
    ws.write(Message::new("accounts.action.resolver"), move |tx| {
        set_setting(tx, SETTING, &server)?;
        tx.changed(Topic::Account, None);
        Ok(())
    })
    .await
}
