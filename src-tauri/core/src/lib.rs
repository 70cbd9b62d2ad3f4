//! Tidings' core: every rule, every line of SQL and every socket. It knows no window and no terminal.
//!
//! This file is the plug board: the one place that knows all modules. `docs/ARCHITECTURE.md` has the map.

#![cfg_attr(
    test,
    expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")
)]

pub mod accounts;
pub mod campaigns;
pub mod clock;
pub mod contacts;
pub mod distribution;
pub mod error;
pub mod ids;
pub mod importing;
pub mod jobs;
pub mod literature;
pub mod messages;
pub mod net;
pub mod rendering;
pub mod sample;
pub mod segments;

pub mod workspace;

use std::path::Path;

use error::Problem;
use workspace::{Host, Plugs, Step, Workspace};

macro_rules! steps {
    ($($module:literal / $name:literal),* $(,)?) => {
        &[$(Step { name: $name, sql: include_str!(concat!($module, "/migrations/", $name)) }),*]
    };
}

/// What all modules plug into the file.
pub const PLUGS: Plugs = Plugs {
    steps: steps![
        "workspace" / "0001_workspace.sql",
        "accounts" / "0002_accounts.sql",
        "contacts" / "0003_contacts.sql",
        "literature" / "0004_literature.sql",
        "segments" / "0005_segments.sql",
        "distribution" / "0006_distribution.sql",
        "importing" / "0007_importing.sql",
        "campaigns" / "0008_campaigns.sql",
        "accounts" / "0009_sender_proof.sql",
    ],
    unrecorded: UNRECORDED,
    reindex: contacts::reindex,
    undo_elsewhere: importing::take_back,
};

/// Tables without history: what never changes, what an import keeps itself, and the ledger with its own chain.
const UNRECORDED: &[&str] = &[
    "asset",
    "asset_chunk",
    "import",
    "import_row",
    "import_mapping",
    "distribution",
    "delivery",
    "recipient",
    "delivery_reply",
    "exclusion",
    "delivery_event",
    "test_mail",
];

/// Makes a new workspace; see [`Workspace::create`].
///
/// # Errors
/// As [`Workspace::create`].
pub fn create(path: &Path, organisation: &str, host: Host) -> Result<Workspace, Problem> {
    Workspace::create(path, organisation, PLUGS, host)
}

/// Opens a workspace; see [`Workspace::open`].
///
/// # Errors
/// As [`Workspace::open`].
pub fn open(path: &Path, host: Host) -> Result<Workspace, Problem> {
    Workspace::open(path, PLUGS, host)
}

/// Checks everything that the file promises: its pages, its references, and the ledger.
///
/// # Errors
/// `workspace.damaged` when it cannot even be read.
pub async fn verify(ws: &Workspace) -> Result<Vec<workspace::api::Check>, Problem> {
    let mut checks = workspace::api::verify(ws).await?;
    checks.extend(distribution::api::verify(ws).await?);
    Ok(checks)
}
