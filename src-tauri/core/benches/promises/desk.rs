//! A workspace to measure on, on the disk that the user's would be on.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tidings_core::clock::SystemClock;
use tidings_core::contacts::{Basis, PersonKind};
use tidings_core::error::Problem;
use tidings_core::importing::api::{self, FileForm, ImportCard, StageRequest};
use tidings_core::workspace::{Device, Faults, Host, Workspace};

/// A workspace in a folder that goes with it.
pub(crate) struct Desk {
    pub(crate) ws: Workspace,
    pub(crate) folder: tempfile::TempDir,
}

impl Desk {
    /// An empty one.
    pub(crate) fn new() -> Result<Self, Problem> {
        // Not the system's folder for passing files: that may be memory, and a ledger is measured on a real disk.
        let target = std::env::var_os("CARGO_TARGET_TMPDIR").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
        let folder = tempfile::tempdir_in(target).map_err(|e| Problem::failure("workspace.no_folder").because(e))?;
        let host = host(&folder.path().join("device"))?;
        let ws = tidings_core::create(&folder.path().join("bench.tidings"), "Harbour Trust", host)?;
        Ok(Self { ws, folder })
    }

    /// Writes a table beside the workspace.
    pub(crate) fn table(&self, name: &str, text: &str) -> Result<PathBuf, Problem> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).map_err(|e| Problem::failure("workspace.no_folder").because(e))?;
        Ok(path)
    }

    /// Stages a table with the mapping that is proposed.
    pub(crate) async fn stage(&self, path: PathBuf) -> Result<(ImportCard, Duration), Problem> {
        let begun = Instant::now();
        let look = api::inspect(&self.ws, path.clone(), FileForm::default()).await?;
        let request = StageRequest {
            path,
            mapping: look.mapping,
            kind: PersonKind::Journalist,
            source: "Averil Press Guild".to_owned(),
            basis: Basis::LegitimateInterest,
            basis_note: String::new(),
        };
        let card = api::stage(&self.ws, request).await?;
        Ok((card, begun.elapsed()))
    }
}

/// The host of a workspace that is measured.
pub(crate) fn host(device: &std::path::Path) -> Result<Host, Problem> {
    Ok(Host {
        clock: SystemClock::shared(),
        actor: "bench".to_owned(),
        via: None,
        device: Device::at(device.to_owned())?,
        faults: Faults::default(),
    })
}
