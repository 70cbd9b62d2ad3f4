//! Where the file lies: network shares, synced folders, and whether it is still the same file (R8). How SQLite is told its path.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

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

/// Whether two paths lead to one file, however each is written: through a link, in other letters where the system takes them for
/// the same, with other slashes. Paths to nothing are the same if they are written the same.
#[must_use]
pub fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Opens the database at `path`.
pub(super) fn opened(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(told(path), flags)
}

/// The path as SQLite is told it. What it asks of Windows ends at 260 letters, the names of its own files beside the database
/// included, unless the path says that it is meant as it stands.
pub(super) fn told(path: &Path) -> Cow<'_, Path> {
    let whole = if cfg!(windows) { std::path::absolute(path).ok() } else { None };
    match whole.as_deref().and_then(Path::to_str).and_then(as_it_stands) {
        Some(long) => Cow::Owned(long.into()),
        None => Cow::Borrowed(path),
    }
}

/// A long whole path of Windows in the words that say so; none if it is short, or says so already.
fn as_it_stands(path: &str) -> Option<String> {
    const SHORT: usize = 230;
    if path.encode_utf16().count() <= SHORT || path.starts_with(r"\\?\") {
        return None;
    }
    let path = path.replace('/', r"\");
    match path.strip_prefix(r"\\") {
        Some(share) => Some(format!(r"\\?\UNC\{share}")),
        None => path.get(1..3).filter(|drive| *drive == r":\").map(|_| format!(r"\\?\{path}")),
    }
}

/// The address under which SQLite opens a file that nobody writes to, without a lock and without a file of its own beside it. Every
/// letter that could be read as something else is written as its number: shares of Windows and names with `?`, `#` and `%` too.
pub(super) fn unchanging(path: &Path) -> String {
    let mut out = String::from("file:");
    for byte in told(path).as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(*byte)),
            // Writing to a String cannot fail.
            other => drop(write!(out, "%{other:02X}")),
        }
    }
    out.push_str("?immutable=1");
    out
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
    fn a_long_path_of_windows_says_that_it_is_meant_as_it_stands() {
        let long = "ö".repeat(240);
        assert_eq!(as_it_stands(&format!(r"C:\Users/ines\{long}")), Some(format!(r"\\?\C:\Users\ines\{long}")));
        assert_eq!(as_it_stands(&format!(r"\\nas\press\{long}")), Some(format!(r"\\?\UNC\nas\press\{long}")));
        for as_it_is in [r"C:\Users\ines\trust.tidings", &format!(r"\\?\C:\{long}"), &format!("/home/ines/{long}"), &long] {
            assert_eq!(as_it_stands(as_it_is), None, "{as_it_is}");
        }
    }

    /// The address is read by SQLite's own hand.
    #[test]
    fn sqlite_finds_a_file_that_nobody_writes_to_whatever_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let names: &[&str] = if cfg!(windows) {
            &["a b#c%20.db", "Ä 港.db"]
        } else {
            &["a b#c%20.db", "Ä 港.db", "a\\b.db", "who?immutable=0.db", "//x.db"]
        };
        for name in names {
            // Two slashes at the beginning of a path are no name of another machine.
            let path = match name.strip_prefix("//") {
                Some(name) => std::path::PathBuf::from(format!("/{}/{name}", folder.path().display())),
                None => folder.path().join(name),
            };
            opened(&path, OpenFlags::default()).unwrap().execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (7)").unwrap();
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            let read = Connection::open_with_flags(unchanging(&path), flags).unwrap();
            assert_eq!(read.query_row("SELECT a FROM t", [], |row| row.get::<_, i64>(0)).unwrap(), 7, "{name}");
        }
        assert_eq!(unchanging(Path::new(r"\\nas\a.db")), "file:%5C%5Cnas%5Ca%2Edb?immutable=1");
    }

    #[test]
    fn a_file_is_the_same_whatever_way_leads_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let (file, other) = (folder.path().join("a.tidings"), folder.path().join("b.tidings"));
        std::fs::write(&file, "").unwrap();
        assert!(same_file(&file, &folder.path().join(".").join("a.tidings")));
        assert!(same_file(&other, &other), "a file that is not there is the same by its name");
        assert!(!same_file(&file, &other));
        std::fs::write(&other, "").unwrap();
        assert!(!same_file(&file, &other));
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
