//! The system's dialogs for files know ours by their names, and so leave them alone.
//!
//! GTK's dialog runs within this process and shows of each file in a folder what kind it is. Where a name does not say it, GIO opens the
//! file, reads its beginning and closes it (`get_content_type` in GLib's `gio/glocalfileinfo.c`). By POSIX that takes away every lock
//! that this process holds on the file ([`fcntl(2)`]), also SQLite's, which goes on believing in them: another program that has the
//! workspace open takes itself for the only one when it ends and deletes the log, into which the window goes on writing. So GIO is given
//! a table of our names beside the system's own, and has no reason to look inside.
//!
//! [`fcntl(2)`]: https://man7.org/linux/man-pages/man2/fcntl.2.html

use std::path::Path;

use tidings_core::workspace::Device;
use webkit2gtk::gio;

/// What a workspace is called, and the files that SQLite and Tidings keep beside it.
const KIND: &str = "application/vnd.tidings.workspace";
/// Their names, as patterns; every other case is none that Tidings gives.
const NAMES: [&str; 4] = ["*.tidings", "*.tidings-*", "*.TIDINGS", "*.TIDINGS-*"];

/// Tells GIO, before any dialog is shown. Where the table cannot be kept, dialogs do as they did.
pub(crate) fn tell(device: &Device) {
    let folder = device.folder.join("mime");
    let kept = kept(&folder);
    let (Ok(()), Some(ours)) = (&kept, folder.to_str()) else {
        tracing::warn!(?kept, "dialogs for files may look into workspaces");
        return;
    };
    let systems = gio::content_type_get_mime_dirs();
    let all: Vec<&str> = systems.iter().map(gio::glib::GString::as_str).filter(|one| *one != ours).chain([ours]).collect();
    gio::content_type_set_mime_dirs(&all);
}

/// Keeps the table in this folder, whole or not at all: another window may be reading it.
fn kept(folder: &Path) -> std::io::Result<()> {
    let (file, draft, table) = (folder.join("mime.cache"), folder.join("mime.new"), table());
    if std::fs::read(&file).is_ok_and(|held| held == table) {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(&draft, table)?;
    std::fs::rename(&draft, &file)
}

/// The table as GIO reads it: version 1.2 of `mime.cache` in the [shared MIME-info specification], numbers with the highest byte first.
/// All its lists but that of patterns are empty.
///
/// [shared MIME-info specification]: https://specifications.freedesktop.org/shared-mime-info-spec/latest/ar01s02.html
fn table() -> Vec<u8> {
    /// The place of the empty list, behind the version and the places of all nine; it is as long as the longest head of a list.
    const NONE: u32 = 4 + 9 * 4;
    const PATTERNS: u32 = NONE + 12;
    const COUNT: u32 = NAMES.len() as u32;
    /// The place of the words: the kind, then the patterns.
    const WORDS: u32 = PATTERNS + 4 + COUNT * 12;
    /// How much a pattern counts, of 100: as much as one of the system.
    const WEIGHT: u32 = 50;
    // Aliases, parents, names as they stand, endings, patterns, contents, name spaces, icons, icons of families.
    let places = [NONE, NONE, NONE, NONE, PATTERNS, NONE, NONE, NONE, NONE];
    let mut numbers = [&places[..], &[0; 3], &[COUNT]].concat();
    let mut words = format!("{KIND}\0");
    for name in NAMES {
        numbers.extend([WORDS + words.len() as u32, WORDS, WEIGHT]);
        words.extend([name, "\0"]);
    }
    [0, 1, 0, 2].into_iter().chain(numbers.into_iter().flat_map(u32::to_be_bytes)).chain(words.into_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_ours_are_known_by_their_names_and_those_of_others_as_before() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::at(folder.path().to_owned()).unwrap();
        let guessed = |name: &str| {
            let (kind, must_look) = gio::content_type_guess(Some(name), &[]);
            (kind.to_string(), must_look)
        };
        let before = ["people.csv", "no ending", "tidings", "tidings-wal", "a.tidings.zip"].map(|name| (name, guessed(name)));
        // Told twice, as two windows do.
        tell(&device);
        tell(&device);
        for name in ["Harbour Trust.tidings", "灯台.tidings-wal", "desk.tidings-shm", "desk.tidings-sending", "DESK.TIDINGS"] {
            assert_eq!(guessed(name), (KIND.to_owned(), false), "{name}");
        }
        for (name, was) in before {
            assert_eq!(guessed(name), was, "{name}");
        }
    }
}
