//! Rows of one table, many to a statement: what a statement costs by itself is more than what one small row does.

use rusqlite::types::{ToSqlOutput, ValueRef};

use super::{StoreError, WriteTx};

/// Rows that one statement writes. Those that are left over at the end are written one by one.
const TOGETHER: usize = 16;

/// Rows to be written into one table, whose values are borrowed until they are.
#[derive(Debug)]
pub struct Rows<'r, const WIDTH: usize> {
    into: &'static str,
    rows: Vec<[ValueRef<'r>; WIDTH]>,
}

impl<'r, const WIDTH: usize> Rows<'r, WIDTH> {
    /// None yet; `into` names the table and its columns, as SQL does: `phone (person_id, number)`.
    #[must_use]
    pub const fn new(into: &'static str) -> Self {
        Self { into, rows: Vec::new() }
    }

    /// One more.
    pub fn push(&mut self, row: [ValueRef<'r>; WIDTH]) {
        self.rows.push(row);
    }

    /// Writes them in their order; the id of the last one. Where it fails, some of them may be written: the transaction is to end.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn write(self, tx: &WriteTx<'_>) -> Result<i64, StoreError> {
        let (many, left) = self.rows.as_chunks::<TOGETHER>();
        if !many.is_empty() {
            // With FAIL: at ABORT, SQLite would keep a copy of each page that a statement of several rows touches.
            let mut insert = tx.prepare_cached(&self.statement("INSERT OR FAIL", TOGETHER))?;
            for some in many {
                insert.execute(rusqlite::params_from_iter(some.iter().flatten().copied().map(ToSqlOutput::Borrowed)))?;
            }
        }
        if !left.is_empty() {
            let mut insert = tx.prepare_cached(&self.statement("INSERT", 1))?;
            for row in left {
                insert.execute(rusqlite::params_from_iter(row.iter().copied().map(ToSqlOutput::Borrowed)))?;
            }
        }
        Ok(tx.last_insert_rowid())
    }

    fn statement(&self, insert: &str, rows: usize) -> String {
        let row = format!("({})", vec!["?"; WIDTH].join(", "));
        format!("{insert} INTO {} VALUES {}", self.into, vec![row.as_str(); rows].join(", "))
    }
}

/// A text as a value of a row.
#[must_use]
pub const fn text(text: &str) -> ValueRef<'_> {
    ValueRef::Text(text.as_bytes())
}

/// A number as a value of a row; none for nothing.
#[must_use]
pub fn number(number: impl Into<Option<i64>>) -> ValueRef<'static> {
    number.into().map_or(ValueRef::Null, ValueRef::Integer)
}
