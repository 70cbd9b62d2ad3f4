//! Cells put together to rows, with what merged cells show, and never more of them than fit.

use std::collections::BTreeMap;

use super::Fault;
use crate::importing::records::{Broken, RECORD_BYTES, RECORD_CELLS, Record};

/// A sheet may have so many filled cells.
pub(in crate::importing) const MOST_CELLS: u64 = 100_000_000;

/// A value that is shown in the rows below it as well, since their cells are merged.
struct Below {
    /// The last row that shows it.
    last: u32,
    text: String,
}

/// Builds the rows of one sheet in their order.
pub(super) struct Builder<'t> {
    take: &'t mut dyn FnMut(Record) -> Result<(), Fault>,
    row: u32,
    cells: Vec<String>,
    bytes: usize,
    broken: Option<Broken>,
    below: BTreeMap<usize, Below>,
    filled: u64,
}

impl<'t> Builder<'t> {
    pub(super) fn new(take: &'t mut dyn FnMut(Record) -> Result<(), Fault>) -> Self {
        Self { take, row: 0, cells: Vec::new(), bytes: 0, broken: None, below: BTreeMap::new(), filled: 0 }
    }

    /// Begins row `row`, counted from 1; the one before is done.
    pub(super) fn begin(&mut self, row: u32) -> Result<(), Fault> {
        self.finish()?;
        if row <= self.row {
            return Err(Fault::Damaged(format!("row {row} after row {}", self.row)));
        }
        self.row = row;
        Ok(())
    }

    /// The row that is being built; 0 before the first.
    pub(super) const fn row(&self) -> u32 {
        self.row
    }

    /// Puts `text` into a column, counted from 0.
    pub(super) fn put(&mut self, column: usize, text: String) -> Result<(), Fault> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.filled += 1;
        if self.filled > MOST_CELLS {
            return Err(Fault::TooMuch);
        }
        if column >= RECORD_CELLS {
            self.broken = Some(Broken::TooManyCells);
            return Ok(());
        }
        self.bytes += text.len();
        if self.bytes > RECORD_BYTES {
            self.broken = Some(Broken::TooLong);
            return Ok(());
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    /// The row has `cells` filled cells more than a row may have.
    pub(super) fn too_wide(&mut self, cells: u32) -> Result<(), Fault> {
        self.filled += u64::from(cells);
        self.broken = Some(Broken::TooManyCells);
        if self.filled > MOST_CELLS { Err(Fault::TooMuch) } else { Ok(()) }
    }

    /// The cell in `column` of this row is merged with those below it, to row `last`.
    pub(super) fn merged_down(&mut self, column: usize, last: u32) {
        let text = self.cells.get(column).cloned().unwrap_or_default();
        if last > self.row && column < RECORD_CELLS && !text.is_empty() {
            self.below.insert(column, Below { last, text });
        }
    }

    /// Gives the row that was built to whoever takes them. An empty one is none.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        let (mut cells, broken) = (std::mem::take(&mut self.cells), self.broken.take());
        self.bytes = 0;
        if cells.is_empty() && broken.is_none() {
            return Ok(());
        }
        let row = self.row;
        self.below.retain(|_, below| below.last >= row);
        for (column, below) in &self.below {
            if cells.len() <= *column {
                cells.resize(column + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(*column).filter(|cell| cell.is_empty()) {
                cell.clone_from(&below.text);
            }
        }
        (self.take)(Record { row, cells, broken })
    }
}
