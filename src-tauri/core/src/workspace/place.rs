//! Where the file lies: network shares, synced folders, and whether it is still the same file (R8).

use std::path::Path;

use crate::error::Problem;

/// What is known of the place of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A disk of this machine.
    Local,
    /// A folder that a program keeps in step with other machines: it may tear the file.
    Synced,
    /// A network share: write-ahead logging does not work there.
    Network,
}

const SYNCED: &[&str] =
    &["dropbox", "onedrive", "google drive", "googledrive", "icloud drive", "mobile documents", "nextcloud", "syncthing"];
const NETWORK: &[&str] =
    &["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afpfs", "webdav", "davfs", "fuse.sshfs", "fuse.davfs2", "ncpfs", "afs"];

impl Place {
    /// The place of `path`, which need not exist yet.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let text = path.to_string_lossy();
        if text.starts_with(r"\\") && !text.starts_with(r"\\?\") {
            return Self::Network;
        }
        if mounted_as(path).is_some_and(|kind| NETWORK.contains(&kind.as_str())) {
            return Self::Network;
        }
        let folders = text.to_lowercase();
        if SYNCED.iter().any(|name| folders.split(['/', '\\']).any(|folder| folder == *name || folder.starts_with(&format!("{name} ")))) {
            return Self::Synced;
        }
        Self::Local
    }
}

/// The type of the file system that `path` is on, as Linux names it.
#[cfg(target_os = "linux")]
fn mounted_as(path: &Path) -> Option<String> {
    let folder = path.ancestors().find_map(|p| p.canonicalize().ok())?;
    mount_type(&std::fs::read_to_string("/proc/self/mountinfo").ok()?, &folder)
}

#[cfg(not(target_os = "linux"))]
fn mounted_as(_: &Path) -> Option<String> {
    None
}

/// Reads Linux's `mountinfo`: the type of the longest mount point that holds `folder` (proc(5)).
#[cfg(any(target_os = "linux", test))]
pub(super) fn mount_type(mountinfo: &str, folder: &Path) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for line in mountinfo.lines() {
        let (left, right) = line.split_once(" - ")?;
        let point = left.split(' ').nth(4)?.replace("\\040", " ");
        let kind = right.split(' ').next()?;
        if folder.starts_with(&point) && best.as_ref().is_none_or(|(len, _)| point.len() >= *len) {
            best = Some((point.len(), kind.to_owned()));
        }
    }
    best.map(|(_, kind)| kind)
}

/// What tells a file from another that took its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileMark(Option<(u64, u64)>);

impl FileMark {
    pub(super) fn of(path: &Path) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Self(std::fs::metadata(path).ok().map(|m| (m.dev(), m.ino())))
        }
        // Windows keeps an open file from being renamed or replaced: its name is enough.
        #[cfg(not(unix))]
        Self(std::fs::metadata(path).ok().map(|_| (0, 0)))
    }

    pub(super) fn still(self, path: &Path) -> Result<(), Problem> {
        match Self::of(path) {
            Self(None) => Err(Problem::failure("workspace.moved").with("file", path.display().to_string()).todo("workspace.moved.todo")),
            now if now == self => Ok(()),
            _ => Err(Problem::failure("workspace.replaced").with("file", path.display().to_string()).todo("workspace.moved.todo")),
        }
    }
}
