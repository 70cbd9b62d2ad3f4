//! A temporary workspace with a clock that tests move.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Device, Faults, Host, Via, Workspace};
use crate::clock::ManualClock;
use crate::ids::Millis;

/// 24 November 2026, 10:00 UTC.
pub(crate) const TODAY: i64 = 1_795_514_400_000;

/// A workspace in a folder that goes when this goes.
pub(crate) struct Desk {
    pub(crate) ws: Workspace,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::with_faults(Faults::default())
    }

    pub(crate) fn with_faults(faults: Faults) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::at(Millis::from(TODAY));
        let host = host(&folder, Arc::clone(&clock), faults);
        let ws = crate::create(&folder.path().join("Harbour Trust.tidings"), "Harbour Trust", host).unwrap();
        Self { ws, clock, folder }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.ws.path().to_owned()
    }

    /// The same file opened once more, as after a restart.
    pub(crate) fn reopened(&self) -> Workspace {
        crate::open(&self.path(), host(&self.folder, Arc::clone(&self.clock), Faults::default())).unwrap()
    }
}

pub(crate) fn host(folder: &tempfile::TempDir, clock: Arc<ManualClock>, faults: Faults) -> Host {
    let device = Device::at(folder.path().join("device")).unwrap();
    Host { clock, actor: "ines".to_owned(), via: Some(Via::CommandLine), device, faults }
}
