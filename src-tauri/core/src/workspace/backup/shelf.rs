//! The shelf: contents that many backups have in common, each once, in a file named by its SHA-256.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::Digest as _;

use crate::error::Problem;

/// What a content is known by.
pub(super) type Sha = [u8; 32];

/// The SHA-256 of `data`.
pub(super) fn sha_of(data: &[u8]) -> Sha {
    sha2::Sha256::digest(data).into()
}

/// The contents beside the backups in one folder.
pub(super) struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.join("contents") }
    }

    /// Whether anything was ever put on it.
    pub(super) fn is_there(&self) -> bool {
        self.folder.is_dir()
    }

    /// Puts `data` there, on the disk, before this returns. What is there already and whole is left alone; what a bad disk
    /// made of it is put right.
    pub(super) fn put(&self, sha: &Sha, data: &[u8]) -> Result<(), Problem> {
        let place = self.place(sha);
        if std::fs::read(&place).is_ok_and(|held| held == data) {
            return Ok(());
        }
        let kept = (|| {
            let folder = place.parent().unwrap_or(&self.folder);
            std::fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(data)?;
            file.as_file().sync_all()?;
            file.persist(&place).map_err(|e| e.error)?;
            Ok(())
        })();
        kept.map_err(|e: std::io::Error| failed(&e))
    }

    /// The content, if it is there and is what it should be.
    pub(super) fn get(&self, sha: &Sha) -> Option<Vec<u8>> {
        std::fs::read(self.place(sha)).ok().filter(|data| sha_of(data) == *sha)
    }

    /// Removes every content but the `needed`, and what a crash left half written.
    pub(super) fn keep_only(&self, needed: &BTreeSet<Sha>) {
        let needed: BTreeSet<PathBuf> = needed.iter().map(|sha| self.place(sha)).collect();
        for file in self.files().filter(|file| !needed.contains(file)) {
            drop(std::fs::remove_file(file));
        }
    }

    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> u64 {
        self.files().map(|file| std::fs::metadata(file).map_or(0, |m| m.len())).sum()
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        let inside = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        inside(&self.folder).filter(|path| path.is_dir()).flat_map(move |folder| inside(&folder))
    }

    fn place(&self, sha: &Sha) -> PathBuf {
        let name: String = sha.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(name.get(..2).unwrap_or_default()).join(name)
    }
}

/// A file of the backups that cannot be written.
pub(super) fn failed(error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Problem::failure("workspace.disk_full").todo("workspace.disk_full.todo")
        }
        _ => Problem::failure("workspace.device_folder"),
    }
    .because(error)
}
