//! A lean backup: a database with every row of the workspace, in which contents that stand on the shelf are left out. It is
//! no workspace, and says so by its `application_id`, until they are put back.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use super::shelf::{self, Sha, Shelf, sha_of};
use super::{at_rest, copy_pages, damaged, sound, synced_meanwhile};
use crate::error::Problem;
use crate::workspace::identity::APPLICATION_ID;
use crate::workspace::{Shared, place};

/// "TDNB": SQLite's `application_id` of a lean backup.
pub(in crate::workspace) const LEAN_ID: i32 = 0x5444_4E42;

/// Contents smaller than this stay in their row: a file of its own would take more room than it saves.
const LEAST_APART: i64 = 16 * 1024;

/// Copies the workspace at `source` to `to`, its large contents to the shelf. One snapshot; others write meanwhile.
///
/// The copy is made as SQLite's own VACUUM makes one: tables and indexes first, then their rows, then what has no rows. Only
/// so are the large contents neither copied nor written a second time.
pub(super) fn make(source: &Path, to: &Path, shared: &[Shared], shelf: &Shelf) -> Result<(), Problem> {
    // Made by the system, and opened by SQLite without the leave to make files: a workspace that moved away in this very
    // instant is not made anew.
    let file = File::create_new(to).map_err(|e| shelf::failed(&e))?;
    let lean = place::opened(to, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    lean.busy_timeout(std::time::Duration::from_secs(10))?;
    lean.execute("ATTACH ?1 AS live", [place::told(source).to_str().ok_or_else(|| Problem::failure("workspace.unreachable"))?])?;
    lean.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    lean.pragma_update(None, "foreign_keys", false)?;
    lean.pragma_update(Some("main"), "journal_mode", "OFF")?;
    lean.pragma_update(Some("main"), "synchronous", "OFF")?;
    for fixed in ["page_size", "auto_vacuum"] {
        lean.pragma_update(Some("main"), fixed, pragma(&lean, "live", fixed)?)?;
    }
    synced_meanwhile(&file, || {
        lean.execute_batch("BEGIN")?;
        copy_tables(&lean, shared)?;
        set_apart(&lean, shared, shelf)?;
        copy_rest(&lean)?;
        compare(&lean)?;
        lean.pragma_update(Some("main"), "user_version", pragma(&lean, "live", "user_version")?)?;
        lean.pragma_update(Some("main"), "application_id", LEAN_ID)?;
        Ok::<_, Problem>(lean.execute_batch("COMMIT")?)
    })?;
    drop(lean);
    file.sync_all().map_err(|e| shelf::failed(&e))
}

fn pragma(lean: &Connection, schema: &str, name: &str) -> Result<i64, Problem> {
    Ok(lean.pragma_query_value(Some(schema), name, |row| row.get(0))?)
}

/// A list of texts, one a row.
fn texts(lean: &Connection, sql: &str) -> Result<Vec<String>, Problem> {
    let mut query = lean.prepare(sql)?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Tables that hold rows, but SQLite's own.
const TABLES: &str = "FROM live.sqlite_schema WHERE type = 'table' AND rootpage > 0 AND substr(name, 1, 7) <> 'sqlite_'";

fn copy_tables(lean: &Connection, shared: &[Shared]) -> Result<(), Problem> {
    for sql in texts(lean, &format!("SELECT sql {TABLES}"))? {
        lean.execute(&sql, [])?;
    }
    for sql in texts(lean, "SELECT sql FROM live.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")? {
        lean.execute(&sql, [])?;
    }
    for table in texts(lean, &format!("SELECT name {TABLES}"))? {
        let from = quoted(&table);
        match shared.iter().find(|shared| shared.table == table) {
            None => lean.execute(&format!("INSERT INTO main.{from} SELECT * FROM live.{from}"), [])?,
            Some(Shared { column, .. }) => {
                let columns = texts(lean, &format!("SELECT name FROM pragma_table_info('{}', 'live')", table.replace('\'', "''")))?;
                let values: Vec<String> = columns
                    .iter()
                    .map(|name| match name == column {
                        true => format!("CASE WHEN length({0}) >= {LEAST_APART} THEN x'00' ELSE {0} END", quoted(name)),
                        false => quoted(name),
                    })
                    .collect();
                lean.execute(&format!("INSERT INTO main.{from} SELECT {} FROM live.{from}", values.join(", ")), [])?
            }
        };
    }
    if !texts(lean, "SELECT name FROM live.sqlite_schema WHERE name = 'sqlite_sequence'")?.is_empty() {
        lean.execute_batch(
            "DELETE FROM main.sqlite_sequence; INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM live.sqlite_sequence;",
        )?;
    }
    Ok(())
}

/// Puts the large contents on the shelf, and notes where each belongs.
fn set_apart(lean: &Connection, shared: &[Shared], shelf: &Shelf) -> Result<(), Problem> {
    lean.execute_batch(
        "CREATE TABLE main.backup_apart (
           table_name TEXT NOT NULL, column_name TEXT NOT NULL, row_id INTEGER NOT NULL, sha256 BLOB NOT NULL, bytes INTEGER NOT NULL,
           PRIMARY KEY (table_name, row_id)
         ) STRICT, WITHOUT ROWID",
    )?;
    let mut note = lean.prepare("INSERT INTO main.backup_apart VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for Shared { table, column } in shared {
        // A step of the schema before this table knows nothing of it.
        let known = lean.query_row("SELECT 1 FROM live.sqlite_schema WHERE type = 'table' AND name = ?1", [table], |_| Ok(()));
        if known.optional()?.is_none() {
            continue;
        }
        let mut query = lean.prepare(&format!("SELECT rowid, {column} FROM live.{table} WHERE length({column}) >= {LEAST_APART}"))?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let data = row.get_ref(1)?.as_blob().map_err(|e| Problem::failure("workspace.damaged").because(e))?;
            let sha = sha_of(data);
            shelf.put(&sha, data)?;
            note.execute(params![table, column, row.get::<_, i64>(0)?, sha, i64::try_from(data.len()).unwrap_or(i64::MAX)])?;
        }
    }
    Ok(())
}

/// What has no rows of its own: triggers, views, virtual tables. Written down and not made: what a virtual table stands on
/// has been copied.
fn copy_rest(lean: &Connection) -> Result<(), Problem> {
    lean.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    lean.pragma_update(None, "writable_schema", true)?;
    lean.execute(
        "INSERT INTO main.sqlite_schema SELECT type, name, tbl_name, 0, sql FROM live.sqlite_schema
         WHERE type IN ('view', 'trigger') OR (type = 'table' AND rootpage = 0)",
        [],
    )?;
    lean.pragma_update(None, "writable_schema", false)?;
    Ok(())
}

/// Whether the copy has everything that the workspace has, row by row counted.
fn compare(lean: &Connection) -> Result<(), Problem> {
    let missing: i64 = lean.query_row(
        "SELECT count(*) FROM (SELECT type, name, tbl_name, sql FROM live.sqlite_schema WHERE name NOT LIKE 'sqlite_stat_'
                               EXCEPT SELECT type, name, tbl_name, sql FROM main.sqlite_schema)",
        [],
        |row| row.get(0),
    )?;
    let mut whole = missing == 0;
    for table in texts(lean, &format!("SELECT name {TABLES}"))? {
        let table = quoted(&table);
        let same = format!("SELECT (SELECT count(*) FROM live.{table}) = (SELECT count(*) FROM main.{table})");
        whole &= lean.query_row(&same, [], |row| row.get::<_, bool>(0))?;
    }
    if whole { Ok(()) } else { Err(damaged()) }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Opens a copy to see that it is whole, and that everything it needs from the shelf is there and is what it should be.
pub(super) fn verify(copy: &Path, shelf: &Shelf) -> Result<(), Problem> {
    sound(&at_rest(copy)?, LEAN_ID)?;
    let whole = needs(copy)?.iter().all(|sha| shelf.get(sha).is_some());
    if whole { Ok(()) } else { Err(damaged()) }
}

/// What a copy needs from the shelf; nothing if it is a whole workspace.
pub(super) fn needs(copy: &Path) -> Result<BTreeSet<Sha>, Problem> {
    let copy = at_rest(copy)?;
    if super::application_id(&copy)? == APPLICATION_ID {
        return Ok(BTreeSet::new());
    }
    let mut query = copy.prepare("SELECT DISTINCT sha256 FROM backup_apart")?;
    Ok(query.query_map([], |row| row.get::<_, Sha>(0))?.collect::<Result<_, _>>()?)
}

/// The bytes that a copy has on the shelf; an error if it is no lean one.
pub(super) fn bytes_apart(copy: &Path) -> Result<u64, Problem> {
    let bytes: i64 = at_rest(copy)?.query_row("SELECT COALESCE(sum(bytes), 0) FROM backup_apart", [], |row| row.get(0))?;
    Ok(u64::try_from(bytes).unwrap_or_default())
}

/// Makes a whole workspace of the copy `source` at `to`. It is one only from its last commit on.
pub(super) fn unfold(source: &Connection, shelf: &Shelf, to: &Path) -> Result<(), Problem> {
    sound(source, LEAN_ID)?;
    let mut target = place::opened(to, OpenFlags::default())?;
    copy_pages(source, &mut target)?;
    target.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    target.pragma_update(None, "foreign_keys", false)?;
    let transaction = target.transaction()?;
    {
        let mut query = source.prepare("SELECT table_name, column_name, row_id, sha256 FROM backup_apart")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let data = shelf.get(&row.get::<_, Sha>(3)?).ok_or_else(|| gone(shelf))?;
            let (table, column) = (quoted(&row.get::<_, String>(0)?), quoted(&row.get::<_, String>(1)?));
            transaction
                .prepare_cached(&format!("UPDATE {table} SET {column} = ?1 WHERE rowid = ?2"))?
                .execute(params![data, row.get::<_, i64>(2)?])?;
        }
    }
    transaction.execute_batch("DROP TABLE backup_apart")?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.commit()?;
    super::verify_whole(&target)
}

/// A content that should be on the shelf: one is damaged, or the backup was taken away from its shelf.
fn gone(shelf: &Shelf) -> Problem {
    if shelf.is_there() { damaged() } else { Problem::refusal("workspace.backup_alone").todo("workspace.backup_alone.todo") }
}
