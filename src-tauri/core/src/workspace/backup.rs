//! Whole copies of the file: daily, before a migration, and when asked (R6).

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::identity::APPLICATION_ID;
use super::{Host, ReadTx, Workspace};
use crate::error::Problem;
use crate::ids::Millis;

/// How many automatic backups of one workspace are kept.
const KEPT: usize = 7;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The folder of the automatic backups of the workspace at `path`, on this machine.
pub(super) fn folder(path: &Path, host: &Host) -> PathBuf {
    let name = path.file_stem().map_or_else(|| "workspace".to_owned(), |s| s.to_string_lossy().into_owned());
    // Two files of one name in different folders must not share a place.
    let mark = crate::workspace::store::short_mark(&path.to_string_lossy());
    host.device.folder.join("backups").join(format!("{name}-{mark}"))
}

/// Copies the file as it is before its schema changes.
pub(super) fn before_migration(path: &Path, host: &Host) -> Result<(), Problem> {
    let source = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let to = fresh_name(&folder(path, host), "before-update", host.clock.now())?;
    copy(&source, &to)?;
    prune(&folder(path, host));
    Ok(())
}

/// Makes today's backup unless there is one younger than a day.
pub(super) fn daily(ws: &Workspace) -> Result<Option<PathBuf>, Problem> {
    let folder = folder(ws.path(), ws.host());
    let now = ws.now();
    if newest(&folder).is_some_and(|(made, _)| now.get() - made.get() < DAY_MS) {
        return Ok(None);
    }
    let to = fresh_name(&folder, "daily", now)?;
    ws.read_blocking(|tx| to_file(tx, &to))?;
    prune(&folder);
    Ok(Some(to))
}

/// Copies the file as it is before much comes in.
pub(super) fn before_import(ws: &Workspace) -> Result<(), Problem> {
    let folder = folder(ws.path(), ws.host());
    let to = fresh_name(&folder, "before-import", ws.now())?;
    ws.read_blocking(|tx| to_file(tx, &to))?;
    prune(&folder);
    Ok(())
}

/// Copies the snapshot of `tx` to `to`, which must not exist, and verifies the copy.
pub(super) fn to_file(tx: &ReadTx<'_>, to: &Path) -> Result<(), Problem> {
    if to.exists() {
        return Err(Problem::refusal("workspace.exists").with("file", to.display().to_string()).todo("workspace.exists.todo"));
    }
    copy(tx, to)
}

fn copy(source: &Connection, to: &Path) -> Result<(), Problem> {
    let copied = (|| {
        let mut target = Connection::open(to)?;
        let backup = rusqlite::backup::Backup::new(source, &mut target)?;
        while backup.step(2048)? == rusqlite::backup::StepResult::More {}
        drop(backup);
        verify(&target)
    })();
    if copied.is_err() {
        drop(std::fs::remove_file(to));
    }
    copied
}

/// Opens a backup to see that it is a whole workspace.
fn verify(copy: &Connection) -> Result<(), Problem> {
    let application: i32 = copy.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if application == APPLICATION_ID && verdict == "ok" {
        Ok(())
    } else {
        Err(Problem::failure("workspace.backup_damaged").because(verdict))
    }
}

/// Puts the workspace in the backup `from` at `to`, which must not exist.
pub(super) fn restore(from: &Path, to: &Path) -> Result<(), Problem> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    verify(&source)?;
    if to.exists() {
        return Err(Problem::refusal("workspace.exists").with("file", to.display().to_string()).todo("workspace.exists.todo"));
    }
    copy(&source, to)
}

fn fresh_name(folder: &Path, why: &str, now: Millis) -> Result<PathBuf, Problem> {
    std::fs::create_dir_all(folder).map_err(|e| Problem::failure("workspace.device_folder").because(e))?;
    let stamp = now.to_rfc3339().replace(':', "");
    (0..1000)
        .map(|n| folder.join(if n == 0 { format!("{stamp}-{why}.tidings") } else { format!("{stamp}-{why}-{n}.tidings") }))
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
            let stamp = path.file_name()?.to_str()?.get(..18)?.to_owned();
            let made = chrono::NaiveDateTime::parse_from_str(&stamp, "%Y-%m-%dT%H%M%SZ").ok()?;
            Some((Millis::from(made.and_utc().timestamp_millis()), path))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found
}

fn newest(folder: &Path) -> Option<(Millis, PathBuf)> {
    list(folder).into_iter().next()
}

fn prune(folder: &Path) {
    for (_, old) in list(folder).into_iter().skip(KEPT) {
        drop(std::fs::remove_file(old));
    }
}
