//! Indexes that wait: people come in in another order than theirs, and each of very many would touch a page of its own in each of them. While
//! such an import is written, they hold only those who are seen, who are few then; afterwards they are made whole in their own order
//! (docs/decisions/0001). Meanwhile every question that leaves out who is not seen finds them; any other is answered without them.

use rusqlite::{OptionalExtension, params};

use crate::workspace::{ReadTx, StoreError, WriteTx};

/// An index that waits.
struct Waiting {
    name: &'static str,
    on: &'static str,
    /// The column of its table that says whose a row is.
    whose: &'static str,
    /// Beside that: which rows are in it.
    rows: Option<&'static str>,
}

/// All of them, as migrations made them.
const WAITING: [Waiting; 5] = [
    Waiting { name: "person_sort", on: "person (sort_key, id)", whose: "id", rows: None },
    Waiting { name: "person_outlet", on: "person (outlet_id, id)", whose: "id", rows: None },
    Waiting { name: "address_key", on: "address (key, position)", whose: "person_id", rows: None },
    Waiting { name: "person_field_value", on: "person_field (field_id, value_key, person_id)", whose: "person_id", rows: None },
    Waiting {
        name: "person_field_number",
        on: "person_field (field_id, number, person_id)",
        whose: "person_id",
        rows: Some("number IS NOT NULL"),
    },
];

/// What is kept of the file in memory while an index is made whole, in KB: what is more goes to the log by the way, and little is left for
/// the end, for which whoever comes has to wait. So much is sorted in one go, too, which nobody can end either.
const CACHE_KB: i64 = 1024;

/// Threads that sort beside the writer's own while an index is made whole.
const SORTERS: i64 = 2;

/// The condition by which a range is left out, behind the column.
pub(super) fn left_out((first, last): (i64, i64)) -> String {
    format!(" NOT BETWEEN {first} AND {last}")
}

/// How many they are.
pub(in crate::contacts) const fn all() -> usize {
    WAITING.len()
}

/// From now on those who are being brought in are to be left out of them ([`leave_out`]).
pub(in crate::contacts) fn begin(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("UPDATE person_unseen SET apart = 1 WHERE leaving = 0", [])?;
    Ok(())
}

/// The range that is left out.
fn range(tx: &ReadTx<'_>) -> Result<Option<(i64, i64)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT first, last FROM person_unseen WHERE apart = 1")?;
    Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// One of them leaves the range out; it holds few.
pub(in crate::contacts) fn leave_out(tx: &WriteTx<'_>, which: usize) -> Result<(), StoreError> {
    if let (Some(index), Some(range)) = (WAITING.get(which), range(tx)?) {
        tx.execute_batch(&index.made(Some(range)))?;
    }
    Ok(())
}

impl Waiting {
    /// Drops it and makes it anew, whole or without a range.
    fn made(&self, without: Option<(i64, i64)>) -> String {
        let apart = without.map(|range| format!("{}{}", self.whose, left_out(range)));
        let rows: Vec<&str> = self.rows.into_iter().chain(apart.as_deref()).collect();
        let rows = if rows.is_empty() { String::new() } else { format!(" WHERE {}", rows.join(" AND ")) };
        format!("DROP INDEX IF EXISTS {0}; CREATE INDEX {0} ON {1}{rows};", self.name, self.on)
    }

    fn is_whole(&self, tx: &ReadTx<'_>) -> Result<bool, StoreError> {
        let mut query = tx.prepare_cached("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1")?;
        let sql: Option<String> = query.query_row(params![self.name], |row| row.get(0)).optional()?;
        Ok(sql.is_some_and(|sql| !sql.contains("BETWEEN")))
    }
}

/// Whether one of them leaves anybody out.
pub(in crate::contacts) fn any(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    for index in &WAITING {
        if !index.is_whole(tx)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Where an index is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::contacts) enum Sorted {
    /// Bit by bit, in files that have no name and end with it.
    InFiles,
    /// All of it in one go, which nobody can end: where files cannot be had.
    InMemory,
}

/// Makes one whole, if it is not; `patient`, until somebody waits. None: somebody does, and the whole transaction is undone; whoever gets it
/// ends with an error.
pub(in crate::contacts) fn make_whole(tx: &WriteTx<'_>, which: usize, patient: bool, sorted: Sorted) -> Result<Option<()>, StoreError> {
    let Some(index) = WAITING.get(which) else { return Ok(Some(())) };
    if index.is_whole(tx)? {
        return Ok(Some(()));
    }
    let before: i64 = tx.query_row("PRAGMA cache_size", [], |row| row.get(0))?;
    let done = sorting(tx, sorted).and_then(|()| {
        let made = || Ok(tx.execute_batch(&index.made(None))?);
        tx.followed(|| if patient { tx.while_nobody_waits(made) } else { made().map(Some) })
    });
    tx.pragma_update(None, "temp_store", "MEMORY")?;
    tx.pragma_update(None, "threads", 0)?;
    tx.pragma_update(None, "cache_size", before)?;
    done
}

/// Sets how an index is sorted from now on.
fn sorting(tx: &WriteTx<'_>, sorted: Sorted) -> Result<(), StoreError> {
    tx.pragma_update(None, "cache_size", -CACHE_KB)?;
    tx.pragma_update(None, "threads", SORTERS)?;
    if sorted == Sorted::InFiles {
        tx.pragma_update(None, "temp_store", "FILE")?;
    }
    Ok(())
}

/// They are whole: nobody is left out any more.
pub(in crate::contacts) fn end(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("UPDATE person_unseen SET apart = 0 WHERE apart = 1", [])?;
    Ok(())
}
