//! The list of connections as people look at it (S10). `net` writes it; here it gets its place, its names and its words.

pub mod api;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::net::Log;
use crate::workspace::{Workspace, lease};

/// Gives the workspace its list: a file of this machine under the name that the workspace has for itself, so that it is in no
/// copy and no backup. A copy that begins a life of its own begins a list of its own.
pub fn plug(ws: &Workspace) {
    // A file that cannot even say its name has worse trouble, and tells it elsewhere.
    let Ok(uid) = ws.read_blocking(|tx| Ok(lease::uid(tx)?)) else { return };
    let file = ws.host().device.folder.join("network").join(format!("{uid}.jsonl"));
    ws.set_part(Arc::new(Log::at(file, ws.clock())));
}
