//! A first look at a file: how it is read, what its columns seem to hold, and a proposed mapping.

use std::fs::File;
use std::path::Path;

use super::api::SheetCard;
use super::encoding;
use super::field::Field;
use super::known::Known;
use super::mapping::{ColumnMapping, Mapping, header_mark, is_reason_column};
use super::records::{Record, Records};
use super::source::{self, FileType};
use super::{entries, shape, workbook};
use crate::contacts::is_own_head;
use crate::error::Problem;

/// A delimiter with how well it fits and the rows that it makes.
type Candidate = ((u32, usize, usize), u8, Vec<Record>);

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
    /// The sheets of a workbook.
    pub(super) sheets: Vec<String>,
    /// The program that seems to have written it.
    pub(super) known: Option<Known>,
}

/// What a user says about the file's form, where the guess was not right.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) delimiter: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) header: Option<bool>,
    pub(super) sheet: Option<String>,
    pub(super) first_row: Option<u32>,
}

/// A file opened for reading, with how it is read.
pub(super) struct Opened {
    pub(super) file: File,
    pub(super) encoding: &'static encoding_rs::Encoding,
    pub(super) mark: usize,
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
    Ok(Opened { file: File::open(path).map_err(fail)?, encoding, mark: looked.mark })
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
    let Form { mut mapping, beginning, sheets } = match source::file_type(path)? {
        FileType::Table => table(path, said)?,
        FileType::Workbook => sheet(path, said)?,
        file_type @ (FileType::Cards | FileType::Directory | FileType::Objects) => entries(path, said, file_type)?,
    };
    let of_entries = !matches!(mapping.file_type, FileType::Table | FileType::Workbook);
    // What these hold is said by a standard; objects call it as they like.
    let by_standard = of_entries && mapping.file_type != FileType::Objects;
    let header = of_entries || said.header.unwrap_or_else(|| shape::has_header(&beginning));
    let names_in_file: Option<Vec<String>> = beginning.first().filter(|_| header).cloned();
    let body = beginning.get(usize::from(header)..).unwrap_or_default();
    let width = names_in_file.as_ref().map_or(0, Vec::len).max(modal_width(body)).max(1);
    let names = column_names(names_in_file.as_deref(), width);
    let known = match &names_in_file {
        Some(_) if by_standard => Known::of_entries(mapping.file_type, &names, &first_bytes(path)?),
        Some(names) => Known::of_table(names),
        None => None,
    };
    let fields = match known {
        _ if by_standard => of_names(mapping.file_type, known, &names, body),
        Some(known) => known.fields(&names, shape::propose(names_in_file.as_deref(), body, width)),
        None if of_entries => shape::propose(Some(&entries::spoken(&names)), body, width),
        None => shape::propose(names_in_file.as_deref(), body, width),
    };
    let own = is_own_head(names_in_file.iter().flatten());
    mapping.header = header;
    mapping.columns = names
        .iter()
        .zip(fields)
        .enumerate()
        .map(|(at, (name, field))| ColumnMapping {
            column: name.clone(),
            field: field.filter(|_| !is_reason_column(name)),
            custom: None,
            split: field.and_then(|field| known?.split(field)).map(str::to_owned).or_else(|| {
                let cells = || body.iter().filter_map(|row| row.get(at));
                match field {
                    Some(Field::Beats | Field::Tags) if own || of_entries => Some(";".to_owned()),
                    Some(Field::Beats | Field::Tags) => Some(shape::beats_split(cells()).to_string()),
                    Some(Field::Address) => shape::addresses_split(cells()).map(str::to_owned),
                    _ => None,
                }
            }),
        })
        .collect();
    let mut records = source::open(path, &mapping)?;
    let mut seen: Vec<(Vec<String>, u32)> = vec![(Vec::new(), 0); width];
    let (mut rows, mut first) = (0u32, true);
    while let Some(record) = records.next()? {
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
        return Err(no_rows(path));
    }
    let bytes = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?.len();
    Ok(Look { mapping, header: names, columns: seen, rows, bytes, sheets, known })
}

fn no_rows(path: &Path) -> Problem {
    Problem::refusal("importing.no_rows").with("file", path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

/// How a file is read, and the rows that it begins with so.
struct Form {
    /// Without its columns.
    mapping: Mapping,
    beginning: Vec<Vec<String>>,
    sheets: Vec<String>,
}

/// A table of text.
fn table(path: &Path, said: &Said) -> Result<Form, Problem> {
    let (delimiter, beginning) = delimiter(path, said)?;
    let encoding = open(path, said.encoding.as_deref())?.encoding.name().to_ascii_lowercase();
    let first_row = said.first_row.unwrap_or_else(|| below_title(&beginning));
    let mapping = Mapping { encoding, first_row, ..Mapping::of_table(delimiter) };
    let beginning = beginning.into_iter().filter(|record| record.row >= first_row).map(|record| record.cells).collect();
    Ok(Form { mapping, beginning, sheets: Vec::new() })
}

/// The row that names the columns of a table of text, where a title stands above it, as in what a spreadsheet saved; 0 where the table
/// begins with the file.
fn below_title(beginning: &[Record]) -> u32 {
    let named = shape::known_names(beginning) > 1;
    let row = if named { shape::first_row(beginning) } else { 0 };
    if beginning.first().is_some_and(|first| first.row == row) { 0 } else { row }
}

/// A sheet of a workbook: the one that is named, else the first that looks like a table of people, else the first with anything in it.
fn sheet(path: &Path, said: &Said) -> Result<Form, Problem> {
    let looks = workbook::look(path, LOOKED_AT)?;
    let chosen = match &said.sheet {
        Some(name) => looks.iter().find(|look| look.name == *name).or_else(|| looks.iter().find(|look| same_name(&look.name, name))),
        None => likeliest(&looks),
    };
    let Some(chosen) = chosen else {
        return Err(match &said.sheet {
            Some(name) => workbook::no_sheet(path, name).with("sheets", names_of(&looks)).todo("importing.no_sheet.todo"),
            None => no_rows(path),
        });
    };
    let first_row = said.first_row.unwrap_or_else(|| shape::first_row(&chosen.beginning));
    let beginning = chosen.beginning.iter().filter(|record| record.row >= first_row && record.broken.is_none());
    let beginning = beginning.map(|record| record.cells.clone()).collect();
    let mapping = Mapping { sheet: chosen.name.clone(), first_row, ..Mapping::of(FileType::Workbook) };
    Ok(Form { mapping, beginning, sheets: looks.into_iter().map(|look| look.name).collect() })
}

/// The sheet that is read where nobody names one.
fn likeliest(looks: &[workbook::SheetLook]) -> Option<&workbook::SheetLook> {
    let of_people = |look: &&workbook::SheetLook| shape::known_names(&look.beginning) > 1;
    let shown = || looks.iter().filter(|look| !look.hidden);
    let filled = |look: &&workbook::SheetLook| !look.beginning.is_empty();
    shown().find(of_people).or_else(|| looks.iter().find(of_people)).or_else(|| shown().find(filled)).or_else(|| looks.iter().find(filled))
}

/// The sheets of a workbook as cards.
pub(super) fn sheets(path: &Path) -> Result<Vec<SheetCard>, Problem> {
    if source::file_type(path)? != FileType::Workbook {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(Problem::refusal("importing.no_workbook").with("file", file));
    }
    let looks = workbook::look(path, LOOKED_AT)?;
    let chosen = likeliest(&looks).map(|look| look.name.as_str());
    let card = |look: &workbook::SheetLook| {
        let first_row = shape::first_row(&look.beginning);
        let head = look.beginning.iter().find(|record| record.row == first_row);
        let columns = head.map(|record| record.cells.iter().map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()).collect());
        let chosen = chosen == Some(look.name.as_str());
        SheetCard { name: look.name.clone(), hidden: look.hidden, chosen, first_row, columns: columns.unwrap_or_default() }
    };
    Ok(looks.iter().map(card).collect())
}

/// Cards, or the entries of a directory.
fn entries(path: &Path, said: &Said, file_type: FileType) -> Result<Form, Problem> {
    let (columns, encoding) = entries::columns(path, file_type, said.encoding.as_deref())?;
    let mut mapping = Mapping { encoding, ..Mapping::of(file_type) };
    // They are known by their names; what they hold is said next.
    mapping.columns = columns.into_iter().map(|column| ColumnMapping { column, field: None, split: None, custom: None }).collect();
    let mut rows = source::open(path, &mapping)?;
    let mut beginning = Vec::new();
    while beginning.len() <= LOOKED_AT
        && let Some(record) = rows.next()?
    {
        if record.broken.is_none() {
            beginning.push(record.cells);
        }
    }
    Ok(Form { mapping, beginning, sheets: Vec::new() })
}

/// What the columns of cards or entries hold by their names, as far as what stands in them fits.
fn of_names(file_type: FileType, known: Option<Known>, names: &[String], body: &[Vec<String>]) -> Vec<Option<Field>> {
    let fits = |at: usize, field: Field| {
        // Groups of its own, which say nothing of what anybody covers.
        let groups = known == Some(Known::Google) && field == Field::Beats;
        !groups && entries::fits(field, body.iter().filter_map(|row| row.get(at)))
    };
    names.iter().enumerate().map(|(at, name)| entries::field(file_type, name, names).filter(|field| fits(at, *field))).collect()
}

/// What the file begins with, as far as it is plain text.
fn first_bytes(path: &Path) -> Result<String, Problem> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    file.take(entries::RECOGNISED_BY).read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn same_name(one: &str, other: &str) -> bool {
    crate::contacts::fold_key(one) == crate::contacts::fold_key(other)
}

fn names_of(looks: &[workbook::SheetLook]) -> String {
    looks.iter().map(|look| look.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The delimiter, and the records that the file begins with under it.
fn delimiter(path: &Path, said: &Said) -> Result<(u8, Vec<Record>), Problem> {
    if let Some(text) = &said.delimiter {
        let one = Mapping { delimiter: text.clone(), ..Mapping::of_table(b',') }.delimiter_byte()?;
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

type Beginning = (Option<u8>, Vec<Record>);

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
            found.push(record);
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
