//! Copies of the file (R6). Those that Tidings makes by itself, daily and before much changes, are lean: what is large and
//! the same in many of them stands once on a shelf beside them. A copy that the user asks for is one whole file.

mod lean;
mod shelf;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

pub(super) use self::lean::LEAN_ID;
use self::shelf::Shelf;
use super::identity::APPLICATION_ID;
use super::saving::{self, refuse_existing};
use super::{Faults, Host, ReadTx, Shared, Workspace, identity, place, store};
use crate::error::Problem;
use crate::ids::Millis;

/// How many automatic backups of one workspace are kept.
const KEPT: usize = 7;
/// How often what is copied is brought to the disk while more is copied.
const SYNCED_EVERY: std::time::Duration = std::time::Duration::from_millis(20);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// What a lean backup's name ends with; whole ones of earlier versions end as a workspace does.
const LEAN_END: &str = "tidings-backup";

/// The folder of the automatic backups of the workspace at `path`, on this machine.
pub(super) fn folder(path: &Path, host: &Host) -> PathBuf {
    let name = path.file_stem().map_or_else(|| "workspace".to_owned(), |s| s.to_string_lossy().into_owned());
    // Two files of one name in different folders must not share a place.
    let mark = crate::workspace::store::short_mark(&path.to_string_lossy());
    host.device.folder.join("backups").join(format!("{}-{mark}", short(&name)))
}

/// So much of a file's name that a folder can be named after it wherever it may lie.
fn short(name: &str) -> &str {
    let end = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= 120).last().unwrap_or_default();
    name.get(..end).unwrap_or_default()
}

/// Copies the file as it is before its schema changes.
pub(super) fn before_migration(path: &Path, shared: &[Shared], host: &Host) -> Result<(), Problem> {
    let folder = folder(path, host);
    Desk::at(&folder)?.copy(path, "before-update", host.clock.now(), shared)?;
    Ok(())
}

/// Makes today's backup unless there is one younger than a day.
pub(super) fn daily(ws: &Workspace) -> Result<Option<PathBuf>, Problem> {
    let folder = folder(ws.path(), &ws.host());
    let now = ws.now();
    let desk = Desk::at(&folder)?;
    if list(&folder).first().is_some_and(|(made, _)| now.get() - made.get() < DAY_MS) {
        return Ok(None);
    }
    ws.still_there()?;
    desk.copy(ws.path(), "daily", now, ws.shared()).map(Some)
}

/// Copies the file as it is before much comes in.
pub(super) fn before_import(ws: &Workspace) -> Result<(), Problem> {
    ws.still_there()?;
    let folder = folder(ws.path(), &ws.host());
    Desk::at(&folder)?.copy(ws.path(), "before-import", ws.now(), ws.shared())?;
    Ok(())
}

/// The folder of a workspace's backups, held by the one who works in it.
struct Desk<'f> {
    folder: &'f Path,
    _lock: File,
}

impl<'f> Desk<'f> {
    /// Makes the folder if need be, and waits until nobody else works in it: what one has put on the shelf for a copy that
    /// is not finished must not be cleared away by another.
    fn at(folder: &'f Path) -> Result<Self, Problem> {
        let failed = |e: std::io::Error| Problem::failure("workspace.device_folder").because(e);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(Self { folder, _lock: lock })
    }

    /// Makes a lean copy of the workspace at `path`, opens it to verify it, and clears away what is too old.
    fn copy(&self, path: &Path, why: &str, now: Millis, shared: &[Shared]) -> Result<PathBuf, Problem> {
        let shelf = Shelf::in_folder(self.folder);
        let to = fresh_name(self.folder, why, now)?;
        // Under this name nobody takes it for a backup; what a crash left of an earlier one goes.
        let making = self.folder.join("making");
        drop(std::fs::remove_file(&making));
        let made = lean::make(path, &making, shared, &shelf).and_then(|()| {
            lean::verify(&making, &shelf)?;
            std::fs::rename(&making, &to).map_err(|e| shelf::failed(&e))
        });
        if let Err(problem) = made {
            drop(std::fs::remove_file(&making));
            return Err(problem);
        }
        self.prune(&shelf);
        Ok(to)
    }

    /// Removes the copies beyond the newest seven, then what none of the others needs from the shelf. A copy that cannot be
    /// read may need anything: as long as it is kept, so is everything.
    fn prune(&self, shelf: &Shelf) {
        let copies = list(self.folder);
        for (_, old) in copies.iter().skip(KEPT) {
            drop(std::fs::remove_file(old));
        }
        let mut needed = BTreeSet::new();
        for (_, copy) in copies.iter().take(KEPT) {
            match lean::needs(copy) {
                Ok(needs) => needed.extend(needs),
                Err(_) => return,
            }
        }
        shelf.keep_only(&needed);
    }
}

/// Copies the snapshot of `tx` to `to`, which must not exist, and verifies the copy: one whole file.
pub(super) fn to_file(tx: &ReadTx<'_>, to: &Path) -> Result<(), Problem> {
    refuse_existing(to)?;
    copy_whole(tx, to)
}

fn copy_whole(source: &Connection, to: &Path) -> Result<(), Problem> {
    let copied = (|| {
        let mut target = place::opened(to, OpenFlags::default())?;
        copy_pages(source, &mut target)?;
        verify_whole(&target)
    })();
    if copied.is_err() {
        drop(std::fs::remove_file(to));
    }
    copied
}

/// Does `work`, which writes much into `file`, and brings it to the disk meanwhile: left to the end, all of it would go there at once,
/// and whoever commits in that moment would wait for it.
fn synced_meanwhile<T>(file: &File, work: impl FnOnce() -> T) -> T {
    let (ends, ended) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while ended.recv_timeout(SYNCED_EVERY) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                // Should it fail, the sync at the end does too, and says so.
                drop(file.sync_data());
            }
        });
        let done = work();
        drop(ends);
        done
    })
}

fn copy_pages(source: &Connection, target: &mut Connection) -> Result<(), Problem> {
    // Inside a transaction this holds one snapshot to the end. Without it each step takes its own, and the copy begins anew
    // whenever somebody wrote between two: beside frequent edits it never ended.
    source.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let backup = rusqlite::backup::Backup::new(source, target)?;
    while backup.step(2048)? == rusqlite::backup::StepResult::More {}
    Ok(())
}

/// Opens a copy to see that it is a whole workspace.
fn verify_whole(copy: &Connection) -> Result<(), Problem> {
    sound(copy, APPLICATION_ID)
}

/// Whether all pages of `copy` can be read and it is what it should be.
fn sound(copy: &Connection, id: i32) -> Result<(), Problem> {
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|e| damaged().because(e))?;
    if application_id(copy).is_ok_and(|found| found == id) && verdict == "ok" { Ok(()) } else { Err(damaged().because(verdict)) }
}

fn application_id(copy: &Connection) -> Result<i32, rusqlite::Error> {
    copy.pragma_query_value(None, "application_id", |row| row.get(0))
}

fn damaged() -> Problem {
    Problem::failure("workspace.backup_damaged").todo("workspace.backup_damaged.todo")
}

/// Puts the workspace in the backup `from`, lean or whole, at `to`, which must not exist. It opens as a copy: its original may
/// be there still, and send what stands in both (R6, D24). So it has its name only once it says so.
pub(super) fn restore(from: &Path, to: &Path, faults: &Faults) -> Result<(), Problem> {
    refuse_existing(to)?;
    let mut name = to.file_name().ok_or_else(|| Problem::failure("workspace.unreachable"))?.to_owned();
    name.push("-restoring");
    // What a crash left of an earlier one goes.
    let making = to.with_file_name(name);
    identity::remove(&making);
    let made = (|| {
        put(from, &making)?;
        faults.point("restored-unmarked");
        let copy = place::opened(&making, OpenFlags::default())?;
        store::lease::restored(&copy)?;
        copy.close().map_err(|(_, why)| why)?;
        faults.point("restored-unnamed");
        name_it(&making, to)
    })();
    if made.is_err() {
        identity::remove(&making);
    }
    made
}

/// Gives a finished file its name, unless somebody else took it meanwhile.
pub(super) fn name_it(making: &Path, to: &Path) -> Result<(), Problem> {
    let failed = |e: &std::io::Error| Problem::failure("workspace.unreachable").because(e);
    saving::name_it(tempfile::TempPath::try_from_path(making).map_err(|e| failed(&e))?, to, failed)
}

fn put(from: &Path, to: &Path) -> Result<(), Problem> {
    let source = at_rest(from)?;
    let id = application_id(&source).map_err(|e| damaged().because(e))?;
    if id != LEAN_ID {
        verify_whole(&source)?;
        refuse_existing(to)?;
        return copy_whole(&source, to);
    }
    let folder = from.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Nothing is cleared from the shelf meanwhile. Where there is no lock, nobody clears.
    let _lock = File::open(folder.join("lock")).ok().filter(|lock| lock.lock_shared().is_ok());
    refuse_existing(to)?;
    let restored = lean::unfold(&source, &Shelf::in_folder(folder), to);
    if restored.is_err() {
        drop(std::fs::remove_file(to));
    }
    restored
}

/// Opens a file to read it. One that nobody has open is read without a trace: it may lie on a disk that cannot be written.
fn at_rest(path: &Path) -> Result<Connection, Problem> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if Path::new(&log).exists() {
        return Ok(place::opened(path, flags)?);
    }
    let absolute = std::path::absolute(path).map_err(|e| Problem::failure("workspace.unreachable").because(e))?;
    Ok(Connection::open_with_flags(place::unchanging(&absolute), flags | OpenFlags::SQLITE_OPEN_URI)?)
}

fn fresh_name(folder: &Path, why: &str, now: Millis) -> Result<PathBuf, Problem> {
    let stamp = now.to_rfc3339().replace(':', "");
    (0..1000)
        .map(|n| folder.join(if n == 0 { format!("{stamp}-{why}.{LEAN_END}") } else { format!("{stamp}-{why}-{n}.{LEAN_END}") }))
        .find(|path| !path.exists())
        .ok_or_else(|| Problem::failure("workspace.device_folder"))
}

/// The automatic backups in `folder`, newest first, with the time in their names.
pub(super) fn list(folder: &Path) -> Vec<(Millis, PathBuf)> {
    let mut found: Vec<(Millis, PathBuf)> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let end = path.extension()?;
            if end != LEAN_END && end != "tidings" {
                return None;
            }
            let stamp = path.file_name()?.to_str()?.get(..18)?.to_owned();
            let made = chrono::NaiveDateTime::parse_from_str(&stamp, "%Y-%m-%dT%H%M%SZ").ok()?;
            Some((Millis::from(made.and_utc().timestamp_millis()), path))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found
}

/// The bytes of the workspace that this backup gives back.
pub(super) fn bytes_restored(copy: &Path) -> u64 {
    std::fs::metadata(copy).map_or(0, |m| m.len()) + lean::bytes_apart(copy).unwrap_or_default()
}

/// The bytes that all backups in `folder` take together.
pub(super) fn bytes_taken(folder: &Path) -> u64 {
    let copies: u64 = list(folder).iter().map(|(_, copy)| std::fs::metadata(copy).map_or(0, |m| m.len())).sum();
    copies + Shelf::in_folder(folder).bytes()
}
