//! The table of named views of the tables of people and of outlets.

use rusqlite::{OptionalExtension, Row, params};

use super::super::kept::ViewedTable;
use crate::ids::{Millis, TableViewId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// A view as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::segments) struct ViewRow {
    pub(in crate::segments) id: TableViewId,
    pub(in crate::segments) name: String,
    pub(in crate::segments) shown: Shown,
    pub(in crate::segments) changed_at: Millis,
}

/// What a view shows, as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::segments) struct Shown {
    pub(in crate::segments) table: ViewedTable,
    pub(in crate::segments) columns: String,
    pub(in crate::segments) sort: String,
    pub(in crate::segments) descending: bool,
    pub(in crate::segments) query: String,
    pub(in crate::segments) segment: String,
    pub(in crate::segments) search: String,
}

const VIEW: &str = "SELECT id, name, columns, sort, descending, query, segment, search, changed_at, shows FROM table_view";

fn view(row: &Row<'_>) -> rusqlite::Result<ViewRow> {
    Ok(ViewRow {
        id: row.get::<_, i64>(0)?.into(),
        name: row.get(1)?,
        shown: Shown {
            table: if row.get_ref(9)?.as_str()? == ViewedTable::Outlets.word() { ViewedTable::Outlets } else { ViewedTable::People },
            columns: row.get(2)?,
            sort: row.get(3)?,
            descending: row.get(4)?,
            query: row.get(5)?,
            segment: row.get(6)?,
            search: row.get(7)?,
        },
        changed_at: row.get::<_, i64>(8)?.into(),
    })
}

/// All views by name.
pub(in crate::segments) fn all(tx: &ReadTx<'_>) -> Result<Vec<ViewRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{VIEW} ORDER BY alphabetical(name_key)"))?;
    Ok(query.query_map([], view)?.collect::<Result<_, _>>()?)
}

/// How many there are.
pub(in crate::segments) fn count(tx: &ReadTx<'_>) -> Result<u32, StoreError> {
    Ok(tx.prepare_cached("SELECT count(*) FROM table_view")?.query_row([], |row| row.get(0))?)
}

/// One view.
pub(in crate::segments) fn by_id(tx: &ReadTx<'_>, id: TableViewId) -> Result<Option<ViewRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{VIEW} WHERE id = ?1"))?.query_row([id.get()], view).optional()?)
}

/// The view of that folded name.
pub(in crate::segments) fn by_key(tx: &ReadTx<'_>, key: &str) -> Result<Option<ViewRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{VIEW} WHERE name_key = ?1"))?.query_row([key], view).optional()?)
}

/// Keeps a new view.
pub(in crate::segments) fn insert(tx: &WriteTx<'_>, name: &str, key: &str, shown: &Shown) -> Result<TableViewId, StoreError> {
    let Shown { table, columns, sort, descending, query, segment, search } = shown;
    let id = tx.insert(
        "INSERT INTO table_view (name, name_key, columns, sort, descending, query, segment, search, changed_at, shows)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![name, key, columns, sort, descending, query, segment, search, tx.now().get(), table.word()],
    )?;
    Ok(id.into())
}

/// Puts what is shown now in the place of what a view showed.
pub(in crate::segments) fn replace(tx: &WriteTx<'_>, id: TableViewId, shown: &Shown) -> Result<(), StoreError> {
    let Shown { table, columns, sort, descending, query, segment, search } = shown;
    tx.change(
        "UPDATE table_view SET columns = ?2, sort = ?3, descending = ?4, query = ?5, segment = ?6, search = ?7, changed_at = ?8, shows = ?9
          WHERE id = ?1",
        params![id.get(), columns, sort, descending, query, segment, search, tx.now().get(), table.word()],
    )?;
    Ok(())
}

/// Gives a view another name.
pub(in crate::segments) fn rename(tx: &WriteTx<'_>, id: TableViewId, name: &str, key: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE table_view SET name = ?2, name_key = ?3, changed_at = ?4 WHERE id = ?1",
        params![id.get(), name, key, tx.now().get()],
    )?;
    Ok(())
}

/// Takes a view away.
pub(in crate::segments) fn delete(tx: &WriteTx<'_>, id: TableViewId) -> Result<(), StoreError> {
    tx.change("DELETE FROM table_view WHERE id = ?1", [id.get()])?;
    Ok(())
}
