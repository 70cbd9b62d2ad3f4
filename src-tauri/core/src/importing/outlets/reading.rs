//! A file of outlets as rows, and a row as what it says of an outlet.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::MOST_ROWS;
use super::fields::{OutletField, frequency, kind};
use crate::contacts::{Frequency, OutletKind, OutletPatch, armed, fold_key};
use crate::error::{Place, Problem};
use crate::importing::entry::broken;
use crate::importing::mapping::{Mapping, is_reason_column};
use crate::importing::records::Broken;
use crate::importing::source::{self, FileType};
use crate::jobs::Handle;
use crate::messages::Message;

/// How a file of outlets is read, and what its columns hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletMapping {
    /// How it is read; what its columns would hold of people counts for nothing.
    pub form: Mapping,
    /// What each column holds; none leaves it out.
    pub fields: Vec<Option<OutletField>>,
    /// What stands between several audiences or names in one cell.
    pub split: String,
}

/// Another text for a cell of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct MendedCell {
    /// The row, as a spreadsheet counts.
    pub row: u32,
    /// The column, counted from 0.
    pub column: u32,
    /// What it is to say.
    pub text: String,
}

impl OutletMapping {
    /// Refuses what would read nothing, or the same twice.
    pub(super) fn check(&self) -> Result<(), Problem> {
        if !self.fields.contains(&Some(OutletField::Name)) {
            return Err(Problem::refusal("importing.no_outlet_name").todo("importing.no_outlet_name.todo"));
        }
        for field in OutletField::ALL.into_iter().filter(|field| !field.is_list()) {
            let mut columns = self.fields.iter().enumerate().filter(|(_, held)| **held == Some(field));
            if let (Some(_), Some((second, _))) = (columns.next(), columns.next()) {
                let column = self.form.columns.get(second).map(|column| column.column.clone()).unwrap_or_default();
                let twice = Problem::refusal("importing.mapped_twice").with("column", column.clone()).with("field", field.word());
                return Err(twice.todo("importing.mapped_twice.todo").at(Place::field(column)));
            }
        }
        Ok(())
    }

    /// The first column that holds this.
    pub(super) fn column(&self, field: OutletField) -> Option<u32> {
        self.fields.iter().position(|held| *held == Some(field)).and_then(|at| u32::try_from(at).ok())
    }
}

/// What the columns of a file that is read so seem to hold of outlets. `samples` are texts from each.
pub(in crate::importing) fn mapping_of(form: Mapping, samples: &[Vec<String>]) -> OutletMapping {
    let mut taken = std::collections::BTreeSet::new();
    let fields: Vec<Option<OutletField>> = form
        .columns
        .iter()
        .map(|column| {
            let found = OutletField::by_header(&column.column).filter(|_| form.header && !is_reason_column(&column.column))?;
            (taken.insert(found) || found.is_list()).then_some(found)
        })
        .collect();
    let fields = if fields.contains(&Some(OutletField::Name)) || form.header { fields } else { only_names(fields.len()) };
    // Our own export has a semicolon always, others mostly; a comma may stand within a name.
    let named = |name: &str| form.columns.iter().any(|column| column.column == name);
    let own = named("people") && (named("other_names") || named("audiences"));
    let lists = || fields.iter().zip(samples).filter(|(field, _)| field.is_some_and(OutletField::is_list)).flat_map(|(_, texts)| texts);
    let commas = !own && lists().all(|text| !text.contains(';')) && lists().any(|text| text.contains(','));
    OutletMapping { form, fields, split: if commas { "," } else { ";" }.to_owned() }
}

/// Without a header, the first column is taken for the names.
fn only_names(columns: usize) -> Vec<Option<OutletField>> {
    (0..columns).map(|at| (at == 0).then_some(OutletField::Name)).collect()
}

/// What columns hold, as somebody says it: `{"Medium": "name", "Auflage": "reach"}`. What is not named is left out.
pub(in crate::importing) fn rename(text: &str, mut mapping: OutletMapping) -> Result<OutletMapping, Problem> {
    let bad = |cause: String| Problem::refusal("importing.bad_mapping").with("fault", cause).todo("importing.bad_mapping.todo");
    let said: std::collections::BTreeMap<String, String> = serde_json::from_str(text).map_err(|e| bad(e.to_string()))?;
    mapping.fields = vec![None; mapping.form.columns.len()];
    for (name, word) in said {
        let key = fold_key(&name);
        let at = mapping.form.columns.iter().position(|column| column.column == name || fold_key(&column.column) == key);
        let slot = at.and_then(|at| mapping.fields.get_mut(at));
        let Some(slot) = slot else {
            return Err(Problem::refusal("importing.no_column").with("column", name.clone()).at(Place::field(name)));
        };
        *slot = Some(OutletField::from_word(&word).ok_or_else(|| {
            let known = OutletField::ALL.map(OutletField::word).join(", ");
            let unknown = Problem::refusal("importing.no_field").with("field", word.clone()).with("fields", known);
            unknown.todo("importing.no_field.todo").at(Place::field(name))
        })?);
    }
    Ok(mapping)
}

/// A row of a file of outlets.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) row: u32,
    pub(super) cells: Vec<String>,
    pub(super) broken: Option<Broken>,
}

/// All rows of a file, as they were mended.
#[derive(Debug, Clone)]
pub(in crate::importing) struct Rows(pub(super) Vec<Row>);

/// Reads a file of outlets to its end.
pub(in crate::importing) fn read(path: &Path, mapping: &OutletMapping, mended: &[MendedCell], job: &Handle) -> Result<Rows, Problem> {
    mapping.check()?;
    let mut records = source::open(path, &mapping.form)?;
    let (mut header_due, mut rows) = (mapping.form.header, Vec::new());
    while let Some(record) = records.next()? {
        if std::mem::take(&mut header_due) {
            continue;
        }
        if rows.len() == MOST_ROWS {
            let much = Problem::refusal("importing.too_many_outlets").with("most", MOST_ROWS);
            return Err(much.todo("importing.too_many_rows.todo"));
        }
        if job.cancelled() {
            return Err(Problem::failure("importing.cancelled"));
        }
        rows.push(Row { row: record.row, cells: record.cells, broken: record.broken });
    }
    if rows.is_empty() {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(Problem::refusal("importing.no_rows").with("file", file));
    }
    for cell in mended {
        let held = rows.iter_mut().find(|row| row.row == cell.row);
        let held = held.ok_or_else(|| Problem::missing("importing.no_row").with("row", cell.row))?;
        let at = cell.column as usize;
        if held.broken.is_some() || at >= mapping.fields.len() {
            return Err(Problem::refusal("importing.not_mendable").with("row", cell.row));
        }
        if held.cells.len() <= at {
            held.cells.resize(at + 1, String::new());
        }
        if let Some(slot) = held.cells.get_mut(at) {
            slot.clone_from(&cell.text);
        }
    }
    Ok(Rows(rows))
}

/// What is wrong with a row, and in which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) what: Message,
    pub(super) column: Option<u32>,
}

/// What a row says of an outlet; what it does not say is none.
pub(super) fn told(row: &Row, mapping: &OutletMapping) -> Result<OutletPatch, Wrong> {
    if let Some(why) = row.broken {
        return Err(Wrong { what: broken(why).what, column: None });
    }
    if row.cells.len() > mapping.fields.len() && row.cells.iter().skip(mapping.fields.len()).any(|cell| !cell.trim().is_empty()) {
        let ragged = Message::new("importing.row.ragged").with("cells", row.cells.len()).with("columns", mapping.fields.len());
        return Err(Wrong { what: ragged, column: None });
    }
    let mut patch = OutletPatch::default();
    for (at, field) in mapping.fields.iter().enumerate() {
        let Some(field) = *field else { continue };
        let text = row.cells.get(at).map(String::as_str).unwrap_or_default();
        // Only tables carry the mark that keeps a spreadsheet from reckoning.
        let text = if mapping.form.file_type == FileType::Table { armed(text) } else { text }.trim();
        if text.is_empty() && !mapping.form.empty_overwrites {
            continue;
        }
        let wrong = |key: &'static str| Wrong { what: Message::new(key).with("text", text), column: u32::try_from(at).ok() };
        match field {
            OutletField::Name => patch.name = Some(text.to_owned()),
            OutletField::Reach => patch.reach = Some(text.to_owned()),
            OutletField::Region => patch.region = Some(text.to_owned()),
            OutletField::Language => patch.language = Some(text.to_owned()),
            OutletField::Website => patch.website = Some(text.to_owned()),
            OutletField::Note => patch.note = Some(text.to_owned()),
            OutletField::Kind if text.is_empty() => patch.kind = Some(OutletKind::Unknown),
            OutletField::Kind => patch.kind = Some(kind(text).ok_or_else(|| wrong("importing.row.outlet_kind"))?),
            OutletField::Frequency if text.is_empty() => patch.frequency = Some(Frequency::Unknown),
            OutletField::Frequency => patch.frequency = Some(frequency(text).ok_or_else(|| wrong("importing.row.outlet_frequency"))?),
            OutletField::OtherNames => patch.other_names.get_or_insert_default().extend(parts(text, &mapping.split)),
            OutletField::Audiences => patch.audiences.get_or_insert_default().extend(parts(text, &mapping.split)),
        }
    }
    Ok(patch)
}

/// The parts of a cell that has several.
fn parts<'t>(text: &'t str, split: &'t str) -> impl Iterator<Item = String> {
    let split = if split.is_empty() { ";" } else { split };
    text.split('\n').flat_map(move |line| line.split(split)).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}
