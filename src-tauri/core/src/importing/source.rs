//! A file as rows, whatever it is: a table of text, a sheet of a workbook, cards, entries of a directory. All that comes after is the
//! same for each.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::entries::{self, Entries};
use super::inspect::{self, hint, unreadable};
use super::mapping::Mapping;
use super::records::{Record, Records};
use super::workbook::{self, Sent};
use crate::error::Problem;

/// What a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum FileType {
    /// Text with something between its cells: CSV, TSV.
    #[default]
    Table,
    /// A spreadsheet: XLSX, ODS.
    Workbook,
    /// Visiting cards: vCard.
    Cards,
    /// Entries of a directory: LDIF.
    Directory,
    /// Objects: JSON, in a list or one a line.
    Objects,
}

/// What the file is, by its own bytes: its name may say anything.
pub(super) fn file_type(path: &Path) -> Result<FileType, Problem> {
    let fail = |e: std::io::Error| unreadable(path, &e);
    let mut beginning = Vec::new();
    File::open(path).map_err(fail)?.take(entries::RECOGNISED_BY).read_to_end(&mut beginning).map_err(fail)?;
    if workbook::is_one(&beginning) {
        return Ok(FileType::Workbook);
    }
    Ok(entries::recognise(&beginning).unwrap_or(FileType::Table))
}

/// The rows of a file, one after another.
pub(super) struct Rows {
    path: PathBuf,
    from: From,
    /// What stands above this row is no part of the table.
    first: u32,
}

enum From {
    Table(Box<Records<File>>),
    /// Read by a thread of its own.
    Sent(Sent),
    Entries(Box<Entries>),
}

/// Opens the file as `mapping` says that it is read.
pub(super) fn open(path: &Path, mapping: &Mapping) -> Result<Rows, Problem> {
    let from = match mapping.file_type {
        FileType::Table => {
            let encoding = Some(mapping.encoding.as_str()).filter(|name| !name.is_empty());
            From::Table(Box::new(inspect::open(path, encoding)?.records(mapping.delimiter_byte()?)))
        }
        FileType::Workbook => From::Sent(workbook::open(path, &mapping.sheet)?),
        file_type @ (FileType::Cards | FileType::Directory | FileType::Objects) => {
            let columns = mapping.columns.iter().map(|column| column.column.clone()).collect();
            From::Entries(Box::new(entries::open(path, file_type, Some(&mapping.encoding), columns)?))
        }
    };
    Ok(Rows { path: path.to_owned(), from, first: mapping.first_row })
}

impl Rows {
    /// The next row that is not empty. Excel's first line `sep=;` is none.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Problem> {
        loop {
            let record = match &mut self.from {
                From::Table(records) => records.next().map_err(|e| unreadable(&self.path, &e))?,
                From::Sent(sent) => sent.next()?,
                From::Entries(entries) => entries.next().map_err(|e| unreadable(&self.path, &e))?,
            };
            let Some(record) = record else { return Ok(None) };
            let hinted = record.row == 1 && matches!(self.from, From::Table(_)) && hint(&record.cells).is_some();
            if record.row >= self.first && !hinted {
                return Ok(Some(record));
            }
        }
    }
}
