//! A first look at a file: how it is read, what its columns seem to hold, and a proposed mapping.

use std::fs::File;
use std::path::Path;

use super::encoding;
use super::field::Field;
use super::mapping::{ColumnMapping, Mapping, header_mark, is_reason_column};
use super::records::Records;
use super::shape;
use crate::contacts::is_own_head;
use crate::error::Problem;

/// A delimiter with how well it fits and the rows that it makes.
type Candidate = ((u32, usize, usize), u8, Vec<Vec<String>>);

/// How many rows are looked at to guess the shape.
const LOOKED_AT: usize = 200;
/// How many values of a column are shown.
const SAMPLES: usize = 3;

/// What was found in a file.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub(super) mapping: Mapping,
    /// Names of the columns.
    pub(super) header: Vec<String>,
    /// Values and the number of filled cells of each column.
    pub(super) columns: Vec<(Vec<String>, u32)>,
    /// Rows in all, the header not counted.
    pub(super) rows: u32,
    pub(super) bytes: u64,
}

/// What a user says about the file's form, where the guess was not right.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) delimiter: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) header: Option<bool>,
}

/// A file opened for reading, with how it is read.
pub(super) struct Opened {
    pub(super) file: File,
    pub(super) encoding: &'static encoding_rs::Encoding,
    pub(super) mark: usize,
    pub(super) bytes: u64,
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    let file = path.display().to_string();
    match error.kind() {
        std::io::ErrorKind::NotFound => Problem::missing("importing.no_file").with("file", file),
        _ => Problem::failure("importing.unreadable").with("file", file).because(error),
    }
}

/// Opens the file and refuses what is no table.
pub(super) fn open(path: &Path, said_encoding: Option<&str>) -> Result<Opened, Problem> {
    let fail = |e: std::io::Error| unreadable(path, &e);
    let about = std::fs::metadata(path).map_err(fail)?;
    let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !about.is_file() {
        return Err(Problem::refusal("importing.not_a_table").with("file", name()).todo("importing.not_a_table.todo"));
    }
    let looked = encoding::look(File::open(path).map_err(fail)?).map_err(fail)?;
    if looked.bytes == looked.mark as u64 {
        return Err(Problem::refusal("importing.empty").with("file", name()));
    }
    if looked.binary {
        return Err(Problem::refusal("importing.not_a_table").with("file", name()).todo("importing.not_a_table.todo"));
    }
    let encoding = match said_encoding {
        // The mark in the file knows better than anybody.
        Some(label) if looked.mark == 0 => encoding::named(label)
            .ok_or_else(|| Problem::refusal("importing.bad_encoding").with("encoding", label).at(crate::error::Place::field("encoding")))?,
        _ => looked.encoding,
    };
    Ok(Opened { file: File::open(path).map_err(fail)?, encoding, mark: looked.mark, bytes: looked.bytes })
}

impl Opened {
    /// The records of the file under `delimiter`; Excel's first line `sep=;` is none.
    pub(super) fn records(self, delimiter: u8) -> Records<File> {
        Records::new(self.file, self.encoding, self.mark, delimiter)
    }
}

/// Excel's own hint, a first line that only says `sep=;`.
pub(super) fn hint(cells: &[String]) -> Option<u8> {
    let line = match cells {
        [one] => one.as_str(),
        // Read under its own delimiter it falls apart into "sep=" and nothing.
        [one, rest] if rest.is_empty() && one.eq_ignore_ascii_case("sep=") => return Some(0),
        _ => return None,
    };
    let (word, mark) = line.split_at_checked(4)?;
    match mark.as_bytes() {
        [one] if word.eq_ignore_ascii_case("sep=") => Some(*one),
        _ => None,
    }
}

/// Looks at the whole file once, the beginning of it more closely.
pub(super) fn look(path: &Path, said: &Said) -> Result<Look, Problem> {
    let fail = |e: std::io::Error| unreadable(path, &e);
    let (delimiter, beginning) = delimiter(path, said)?;
    let header = said.header.unwrap_or_else(|| shape::has_header(&beginning));
    let names_in_file: Option<Vec<String>> = beginning.first().filter(|_| header).cloned();
    let body = beginning.get(usize::from(header)..).unwrap_or_default();
    let width = names_in_file.as_ref().map_or(0, Vec::len).max(modal_width(body)).max(1);
    let names = column_names(names_in_file.as_deref(), width);
    let fields = shape::propose(names_in_file.as_deref(), body, width);
    let own = is_own_head(names_in_file.iter().flatten());
    let columns = names
        .iter()
        .zip(fields)
        .enumerate()
        .map(|(at, (name, field))| ColumnMapping {
            column: name.clone(),
            field: field.filter(|_| !is_reason_column(name)),
            split: (field == Some(Field::Beats)).then(|| {
                let split = if own { ';' } else { shape::beats_split(body.iter().filter_map(|row| row.get(at))) };
                split.to_string()
            }),
        })
        .collect();

    let opened = open(path, said.encoding.as_deref())?;
    let (bytes, encoding) = (opened.bytes, opened.encoding);
    let mut records = opened.records(delimiter);
    let mut seen: Vec<(Vec<String>, u32)> = vec![(Vec::new(), 0); width];
    let (mut rows, mut first) = (0u32, true);
    while let Some(record) = records.next().map_err(fail)? {
        if record.row == 1 && hint(&record.cells).is_some() {
            continue;
        }
        if std::mem::take(&mut first) && header {
            continue;
        }
        rows = rows.saturating_add(1);
        for (cell, (samples, filled)) in record.cells.iter().zip(&mut seen) {
            let cell = cell.trim();
            if !cell.is_empty() {
                *filled = filled.saturating_add(1);
                if samples.len() < SAMPLES && !samples.iter().any(|sample| sample == cell) {
                    samples.push(cell.chars().take(60).collect());
                }
            }
        }
    }
    if rows == 0 {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(Problem::refusal("importing.no_rows").with("file", name));
    }
    let mapping = Mapping {
        delimiter: char::from(delimiter).to_string(),
        encoding: encoding.name().to_ascii_lowercase(),
        header,
        columns,
        empty_overwrites: false,
    };
    Ok(Look { mapping, header: names, columns: seen, rows, bytes })
}

/// The delimiter, and the records that the file begins with under it.
fn delimiter(path: &Path, said: &Said) -> Result<(u8, Vec<Vec<String>>), Problem> {
    if let Some(text) = &said.delimiter {
        let one = Mapping { delimiter: text.clone(), encoding: String::new(), header: false, columns: Vec::new(), empty_overwrites: false }
            .delimiter_byte()?;
        return Ok((one, beginning(path, said, one)?.1));
    }
    let mut best: Option<Candidate> = None;
    for delimiter in shape::DELIMITERS {
        let (hinted, records) = beginning(path, said, delimiter)?;
        if let Some(hinted) = hinted.filter(|hinted| *hinted != delimiter && shape::DELIMITERS.contains(hinted)) {
            let (_, records) = beginning(path, said, hinted)?;
            return Ok((hinted, records));
        }
        let fits = shape::fitness(&records);
        if best.as_ref().is_none_or(|(so_far, ..)| fits > *so_far) {
            best = Some((fits, delimiter, records));
        }
    }
    best.map(|(_, delimiter, records)| (delimiter, records)).ok_or_else(|| Problem::refusal("importing.empty"))
}

type Beginning = (Option<u8>, Vec<Vec<String>>);

fn beginning(path: &Path, said: &Said, delimiter: u8) -> Result<Beginning, Problem> {
    let mut records = open(path, said.encoding.as_deref())?.records(delimiter);
    let mut hinted = None;
    let mut found = Vec::new();
    while found.len() < LOOKED_AT
        && let Some(record) = records.next().map_err(|e| unreadable(path, &e))?
    {
        if record.row == 1
            && let Some(mark) = hint(&record.cells)
        {
            hinted = Some(if mark == 0 { delimiter } else { mark });
            continue;
        }
        if record.broken.is_none() {
            found.push(record.cells);
        }
    }
    Ok((hinted, found))
}

fn modal_width(rows: &[Vec<String>]) -> usize {
    let mut lengths = std::collections::BTreeMap::<usize, usize>::new();
    for row in rows {
        *lengths.entry(row.len()).or_default() += 1;
    }
    lengths.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(width, _)| width)
}

fn column_names(header: Option<&[String]>, width: usize) -> Vec<String> {
    (0..width)
        .map(|at| {
            let name = header.and_then(|header| header.get(at)).map(|name| name.trim().to_owned()).unwrap_or_default();
            if name.is_empty() { format!("Column {}", at + 1) } else { name }
        })
        .collect()
}

/// What files of this shape share, to remember a mapping by. Files without a header share nothing.
pub(super) fn mark(look: &Look) -> Option<String> {
    look.mapping.header.then(|| header_mark(&look.header))
}
