//! Files of entries, not rows: visiting cards (vCard 2.1 to 4.0), directories (LDIF) and objects (JSON), read as tables.
//!
//! What an entry says under a name becomes a column of that name, `EMAIL`, and what it says once more one with a number, `EMAIL 2`.
//! Which columns there are is found out by reading the file once. An entry's row is its place in the file, counted from 1.

mod card;
mod json;
mod ldif;
mod lines;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use super::field::Field;
use super::inspect::{self, unreadable};
use super::records::{Broken, RECORD_BYTES, RECORD_CELLS, Record};
use super::source::FileType;
use crate::contacts::{self, places};
use crate::error::Problem;
use lines::{AsUtf8, Lines};

/// Bytes at a file's beginning by which it is recognised.
pub(super) const RECOGNISED_BY: u64 = 8 * 1024;

/// What a file that begins so is, if it is one of entries.
pub(super) fn recognise(beginning: &[u8]) -> Option<FileType> {
    let text = match encoding_rs::Encoding::for_bom(beginning) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(beginning.get(mark..).unwrap_or_default()).0,
        None => String::from_utf8_lossy(beginning),
    };
    let first = text.split(['\r', '\n']).map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?.to_ascii_lowercase();
    let version = first.strip_prefix("version:").is_some_and(|rest| rest.trim().parse::<u8>().is_ok());
    match first.as_str() {
        "begin:vcard" => Some(FileType::Cards),
        line if line.starts_with("dn:") || version => Some(FileType::Directory),
        _ if json::begins(&text) => Some(FileType::Objects),
        _ => None,
    }
}

/// An entry as it stands in the file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Entry {
    /// What it says, by name; a name comes once.
    values: Vec<(String, String)>,
    broken: Option<Broken>,
}

impl Entry {
    /// Adds a value under a name, or under the next number of it.
    fn add(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        if self.values.len() > RECORD_CELLS {
            self.broken.get_or_insert(Broken::TooManyCells);
            return;
        }
        let taken = |key: &str| self.values.iter().any(|(held, _)| held == key);
        let key = if taken(name) {
            // Nobody says the same thing more often than this; what follows stands in the last of them.
            let number = (2..100).find(|number| !taken(&format!("{name} {number}"))).unwrap_or(100);
            format!("{name} {number}")
        } else {
            name.to_owned()
        };
        match self.values.iter_mut().find(|(held, _)| *held == key) {
            Some((_, held)) => *held = format!("{held}\n{value}"),
            None => self.values.push((key, value.to_owned())),
        }
    }

    /// Adds a value to what stands under a name already, on a line of its own.
    fn append(&mut self, name: &str, value: &str, between: &str) {
        let value = value.trim();
        match self.values.iter_mut().find(|(held, _)| held == name) {
            _ if value.is_empty() => {}
            Some((_, held)) => *held = format!("{held}{between}{value}"),
            None => self.values.push((name.to_owned(), value.to_owned())),
        }
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.broken.is_none()
    }
}

/// A name without its number, and the number.
fn numbered(column: &str) -> (&str, u32) {
    column
        .rsplit_once(' ')
        .and_then(|(name, number)| Some((name, number.parse().ok().filter(|number| *number > 1)?)))
        .unwrap_or((column, 1))
}

enum Source {
    Cards(card::Cards<AsUtf8<File>>),
    Directory(ldif::Directory<AsUtf8<File>>),
    Objects(json::Objects<AsUtf8<File>>),
}

impl Source {
    fn open(path: &Path, file_type: FileType, said_encoding: Option<&str>) -> Result<Self, Problem> {
        let opened = inspect::open(path, said_encoding)?;
        let (file, encoding) = AsUtf8::of(opened.file, opened.encoding, opened.mark);
        Ok(match file_type {
            FileType::Directory => Self::Directory(ldif::Directory::new(Lines::new(file), encoding)),
            FileType::Objects => Self::Objects(json::Objects::new(file).map_err(|e| unreadable(path, &e))?),
            _ => Self::Cards(card::Cards::new(Lines::new(file), encoding)),
        })
    }

    fn next(&mut self) -> std::io::Result<Option<Entry>> {
        match self {
            Self::Cards(cards) => cards.next(),
            Self::Directory(directory) => directory.next(),
            Self::Objects(objects) => objects.next(),
        }
    }
}

/// The columns that the entries of a file fill, the usual ones first, and the encoding it is in.
pub(super) fn columns(path: &Path, file_type: FileType, said_encoding: Option<&str>) -> Result<(Vec<String>, String), Problem> {
    let encoding = inspect::open(path, said_encoding)?.encoding.name().to_ascii_lowercase();
    let mut source = Source::open(path, file_type, said_encoding)?;
    let mut found: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    while let Some(entry) = source.next().map_err(|e| unreadable(path, &e))? {
        for (name, _) in entry.values {
            if found.len() < RECORD_CELLS && known.insert(name.clone()) {
                found.push(name);
            }
        }
    }
    if matches!(&source, Source::Objects(objects) if objects.own()) {
        // What nobody has is a column all the same, by which the table is known for ours.
        found.extend(contacts::own_head().into_iter().filter(|name| known.insert(name.clone())));
    }
    let place = |column: &str| match file_type {
        FileType::Directory => ldif::place(column),
        FileType::Objects => json::place(column),
        _ => card::place(column),
    };
    found.sort_by_cached_key(|column| place(column));
    Ok((found, encoding))
}

/// What a column holds by its name. `names` are all of them.
pub(super) fn field(file_type: FileType, column: &str, names: &[String]) -> Option<Field> {
    match file_type {
        FileType::Directory => ldif::field(column, names),
        _ => card::field(column),
    }
}

/// The names by which it is guessed what the columns of objects hold.
pub(super) fn spoken(names: &[String]) -> Vec<String> {
    names.iter().map(|name| json::spoken(name, names).to_owned()).collect()
}

/// Whether all these values can stand in a field that takes only what it knows.
pub(super) fn fits<'v>(field: Field, mut values: impl Iterator<Item = &'v String>) -> bool {
    match field {
        Field::Language => values.all(|text| places::language(text).is_some()),
        Field::TimeZone => values.all(|text| places::time_zone(text).is_some()),
        _ => true,
    }
}

/// A picture as it is kept: however large it was, it does not make the row too long. What is none says so when the row is read.
fn small(uri: &str) -> String {
    match contacts::photo_of_uri(uri) {
        Some(Ok(photo)) => photo.data_uri(),
        _ => "data:;base64,".to_owned(),
    }
}

/// The entries of a file as the rows of a table with these columns, behind a row that names them.
pub(super) struct Entries {
    source: Source,
    columns: Vec<String>,
    places: HashMap<String, usize>,
    row: u32,
    named: bool,
}

/// Opens a file of entries.
pub(super) fn open(path: &Path, file_type: FileType, encoding: Option<&str>, columns: Vec<String>) -> Result<Entries, Problem> {
    let places = columns.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
    Ok(Entries { source: Source::open(path, file_type, encoding)?, columns, places, row: 0, named: false })
}

impl Entries {
    /// The next row.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Record>> {
        if !std::mem::replace(&mut self.named, true) {
            return Ok(Some(Record { row: 0, cells: self.columns.clone(), broken: None }));
        }
        let Some(entry) = self.source.next()? else { return Ok(None) };
        self.row = self.row.saturating_add(1);
        let mut cells = vec![String::new(); self.columns.len()];
        let (mut bytes, mut broken) = (0, entry.broken);
        for (name, value) in entry.values {
            let value = if value.starts_with("data:image") { small(&value) } else { value };
            bytes += value.len();
            if value.contains(char::REPLACEMENT_CHARACTER) {
                broken.get_or_insert(Broken::Undecodable);
            }
            match self.places.get(&name).and_then(|at| cells.get_mut(*at)) {
                Some(cell) => *cell = value,
                // The file has changed since its columns were found out: nothing of it gets lost.
                None => cells.push(value),
            }
        }
        if bytes > RECORD_BYTES {
            broken = Some(Broken::TooLong);
            cells.iter_mut().for_each(|cell| *cell = cell.chars().take(2_000).collect());
        } else if cells.len() > RECORD_CELLS {
            broken = Some(Broken::TooManyCells);
        }
        Ok(Some(Record { row: self.row, cells, broken }))
    }
}
