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
    &["dropbox", "onedrive", "google drive", "googledrive", "icloud drive", "mobile documents", "nextcloud", "syncthing", "cloudstorage"];
const NETWORK: &[&str] =
    &["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afpfs", "webdav", "davfs", "fuse.sshfs", "fuse.davfs2", "ncpfs", "afs"];

impl Place {
    /// The place of `path`, which need not exist yet.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        // Where a folder is a link, or a drive's letter stands for a share, what counts is behind it.
        let folder = path.ancestors().find_map(|p| p.canonicalize().ok());
        let text = path.to_string_lossy();
        if is_share(&text)
            || folder.as_deref().is_some_and(|folder| is_share(&folder.to_string_lossy()))
            || folder.as_deref().and_then(mounted_as).is_some_and(|kind| NETWORK.contains(&kind.as_str()))
        {
            return Self::Network;
        }
        let folders = text.to_lowercase();
        let is_synced = |folder: &str| {
            let told_apart = |rest: &str| rest.is_empty() || rest.starts_with([' ', '-']);
            SYNCED.iter().any(|name| folder.strip_prefix(name).is_some_and(told_apart))
        };
        if folders.split(['/', '\\']).any(is_synced) { Self::Synced } else { Self::Local }
    }
}

/// Whether a path as Windows writes it leads to another machine: `\\server\share`, `\\?\UNC\server\share`.
fn is_share(path: &str) -> bool {
    match path.strip_prefix(r"\\?\").or_else(|| path.strip_prefix(r"\\.\")) {
        Some(rest) => rest.get(..4).is_some_and(|kind| kind.eq_ignore_ascii_case(r"UNC\")),
        None => path.starts_with(r"\\"),
    }
}

/// The type of the file system that the whole path `folder` is on, as Linux names it.
#[cfg(target_os = "linux")]
fn mounted_as(folder: &Path) -> Option<String> {
    mount_type(&std::fs::read_to_string("/proc/self/mountinfo").ok()?, folder)
}

/// The type of the file system that `folder` is on, as macOS names it.
#[cfg(target_os = "macos")]
fn mounted_as(folder: &Path) -> Option<String> {
    let told = rustix::fs::statfs(folder).ok()?;
    let name: Vec<u8> = told.f_fstypename.iter().map(|byte| byte.cast_unsigned()).take_while(|byte| *byte != 0).collect();
    String::from_utf8(name).ok()
}

/// Windows writes it into the path.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_known_however_windows_writes_it() {
        for share in
            [r"\\server\share\trust.tidings", r"\\?\UNC\server\share\trust.tidings", r"\\?\unc\server\share", r"\\wsl$\Debian\home"]
        {
            assert!(is_share(share), "{share}");
        }
        for own in
            [r"C:\Users\ines\trust.tidings", r"\\?\C:\Users\ines\trust.tidings", r"\\.\C:\trust.tidings", "/home/ines", "trust.tidings"]
        {
            assert!(!is_share(own), "{own}");
        }
    }

    #[test]
    fn a_folder_that_is_kept_in_step_is_known_on_every_system() {
        let place = |path: &str| Place::of(Path::new(path));
        for synced in [
            r"C:\Users\ines\OneDrive - Harbour Trust\trust.tidings",
            "/Users/ines/Library/CloudStorage/GoogleDrive-ines@example.org/trust.tidings",
            "/Users/ines/Library/Mobile Documents/trust.tidings",
            "/home/ines/Dropbox/trust.tidings",
        ] {
            assert_eq!(place(synced), Place::Synced, "{synced}");
        }
        assert_eq!(place("/home/ines/dropboxes/trust.tidings"), Place::Local);
    }
}
