//! Whether a file is a workspace that this program may open, and bringing it up to date.
//! Whatever is foreign, damaged or too new is refused in words, unchanged.

use std::path::Path;

use rand::RngCore as _;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use super::lock::OpeningRight;
use super::place::{self, Place};
use super::{Host, Plugs, backup, pool, store, tx};
use crate::error::Problem;

/// "TDNG": SQLite's `application_id` of a workspace.
pub(super) const APPLICATION_ID: i32 = 0x5444_4E47;

/// Makes an empty workspace; on any error the half-made file is removed. It has its name once it is whole: whoever finds a workspace of
/// that name can open it, while it is made and after a crash too.
pub(super) fn create(path: &Path, organisation: &str, plugs: &Plugs, host: &Host) -> Result<(), Problem> {
    let file = path.display().to_string();
    if path.exists() {
        return Err(Problem::refusal("workspace.exists").with("file", file).todo("workspace.exists.todo"));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if !folder.is_dir() {
        return Err(Problem::refusal("workspace.no_folder").with("folder", folder.display().to_string()));
    }
    refuse_network(path)?;
    let mut name = path.file_name().ok_or_else(|| Problem::failure("workspace.unreachable"))?.to_owned();
    name.push("-new");
    let making = path.with_file_name(name);
    let _alone = OpeningRight::take(&host.device, path)?;
    // What a crash left of an earlier one goes.
    remove(&making);
    let made = make(&making, organisation, plugs, host).and_then(|()| {
        host.faults.point("made-unnamed");
        backup::name_it(&making, path)
    });
    if made.is_err() {
        remove(&making);
    }
    made
}

/// Removes a file whose making could not be finished.
pub(super) fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        drop(std::fs::remove_file(name));
    }
}

fn make(path: &Path, organisation: &str, plugs: &Plugs, host: &Host) -> Result<(), Problem> {
    let new = place::opened(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // Pages that are no longer used can be given back a few at a time. It must be said before anything is written.
    new.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    new.pragma_update(None, "application_id", APPLICATION_ID)?;
    drop(new);
    let mut connection = pool::writing(path)?;
    to_latest(&mut connection, plugs)?;
    let mut secret = [0u8; 32];
    rand::rng().fill_bytes(&mut secret);
    let uid = uuid::Uuid::now_v7().to_string();
    store::insert_identity(&connection, &uid, organisation, &secret, host.clock.now())?;
    // Only the file itself gets the name: what still stood in the log, as on a disk that is full, would be lost.
    if !pool::emptied(&connection)? {
        return Err(why_unreachable(path));
    }
    Ok(connection.close().map_err(|(_, error)| error)?)
}

/// Looks at the file without changing it.
pub(super) fn check(path: &Path, plugs: &Plugs) -> Result<(), Problem> {
    let file = path.display().to_string();
    let Ok(about) = std::fs::metadata(path) else {
        return Err(Problem::missing("workspace.not_found").with("file", file).todo("workspace.not_found.todo"));
    };
    if !about.is_file() {
        return Err(Problem::refusal("workspace.not_a_workspace").with("file", file));
    }
    refuse_network(path)?;
    let (application, version) = read_marks(path).map_err(|e| not_ours(&file, &e))?;
    if application == backup::LEAN_ID {
        return Err(Problem::refusal("workspace.is_backup").with("file", file).todo("workspace.is_backup.todo"));
    }
    if application != APPLICATION_ID {
        return Err(Problem::refusal("workspace.not_a_workspace").with("file", file));
    }
    if version > plugs.steps.len() {
        return Err(Problem::refusal("workspace.newer").with("file", file).todo("workspace.newer.todo"));
    }
    if about.permissions().readonly() {
        return Err(Problem::refusal("workspace.read_only").with("file", file).todo("workspace.read_only.todo"));
    }
    Ok(())
}

fn refuse_network(path: &Path) -> Result<(), Problem> {
    if Place::of(path) == Place::Network {
        let file = path.display().to_string();
        return Err(Problem::refusal("workspace.network_share").with("file", file).todo("workspace.network_share.todo"));
    }
    Ok(())
}

/// Looks through a file that this machine sees for the first time, before anything is written to it: it may come from anywhere
/// (S12). Its id becomes the name of files on this machine, so that must be one too.
pub(super) fn check_foreign(path: &Path, host: &Host) -> Result<(), Problem> {
    let damaged = |cause: String| {
        Problem::failure("workspace.damaged").with("file", path.display().to_string()).todo("workspace.damaged.todo").because(cause)
    };
    let read = |error: rusqlite::Error| not_ours(&path.display().to_string(), &error);
    let file = place::opened(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(read)?;
    file.busy_timeout(std::time::Duration::from_secs(5)).map_err(read)?;
    file.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(read)?;
    file.pragma_update(None, "cell_size_check", true).map_err(read)?;
    let uid: String = file.query_row("SELECT uid FROM workspace", [], |row| row.get(0)).map_err(|e| match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::Unknown) | None => damaged(e.to_string()),
        Some(_) => read(e),
    })?;
    let uid = uuid::Uuid::try_parse(&uid).ok().filter(|parsed| parsed.hyphenated().to_string() == uid).ok_or_else(|| damaged(uid))?;
    let known = host.device.folder.join("known").join(uid.to_string());
    if known.exists() {
        return Ok(());
    }
    let found = tx::look(&file, host.clock.now(), |tx| Ok(store::integrity_faults(tx)))?;
    let faults = found.map_err(|e| if is_held(&e.0) { read(e.0) } else { damaged(e.to_string()) })?;
    if !faults.is_empty() {
        return Err(damaged(faults.join("; ")));
    }
    // Where it cannot be noted it is looked through again next time.
    let noted = known.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&known, b""));
    if let Err(error) = noted {
        tracing::warn!(%error, "that a file was looked through could not be noted");
    }
    Ok(())
}

fn read_marks(path: &Path) -> Result<(i32, usize), rusqlite::Error> {
    let connection = place::opened(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let application = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((application, usize::try_from(version).unwrap_or(usize::MAX)))
}

/// Whether another program keeps it for itself: that says nothing of the file.
fn is_held(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
}

fn not_ours(file: &str, error: &rusqlite::Error) -> Problem {
    match error.sqlite_error_code() {
        _ if is_held(error) => Problem::failure("workspace.busy").todo("workspace.busy.todo"),
        Some(rusqlite::ErrorCode::NotADatabase) => Problem::refusal("workspace.not_a_workspace"),
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => Problem::failure("workspace.damaged"),
        _ => why_unreachable(Path::new(file)),
    }
    .with("file", file.to_owned())
    .because(error)
}

/// SQLite says only that it cannot open: a disk that may only be read, or is full, is found out by writing beside the file.
pub(super) fn why_unreachable(path: &Path) -> Problem {
    use std::io::{ErrorKind, Write as _};
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let tried = tempfile::tempfile_in(folder).and_then(|mut file| file.write_all(&[0; 64 * 1024]).and_then(|()| file.sync_data()));
    match tried.map_err(|error| error.kind()) {
        Err(ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => {
            Problem::refusal("workspace.read_only").todo("workspace.read_only.todo")
        }
        Err(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => Problem::failure("workspace.disk_full").todo("workspace.disk_full.todo"),
        _ => Problem::failure("workspace.unreachable"),
    }
}

/// Brings the schema up to date in one transaction, after a backup of the file as it was. Two programs that open it at once do so one
/// after the other: the second one finds it done.
pub(super) fn migrate(path: &Path, plugs: &Plugs, host: &Host) -> Result<(), Problem> {
    let is_latest = || Ok::<_, rusqlite::Error>(read_marks(path)?.1 == plugs.steps.len());
    if is_latest()? {
        return Ok(());
    }
    let _alone = OpeningRight::take(&host.device, path)?;
    if is_latest()? {
        return Ok(());
    }
    backup::before_migration(path, plugs.shared, host)?;
    let mut connection = pool::writing(path)?;
    to_latest(&mut connection, plugs)
}

fn to_latest(connection: &mut Connection, plugs: &Plugs) -> Result<(), Problem> {
    let steps: Vec<M<'_>> = plugs.steps.iter().map(|step| M::up(step.sql)).collect();
    Migrations::new(steps).to_latest(connection).map_err(|e| Problem::failure("workspace.migration").because(e))
}
