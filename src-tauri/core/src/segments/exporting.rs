//! People written to a file in one of several forms, one after another: however many they are, little of them is in memory (I6).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::api::Whom;
use super::fields::Fields;
use crate::contacts::{self, Agreement, CustomField, OutletInput, OutletPart, PositionInput, ToldRelation, Widest};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::jobs::{Handle, Outcome};
use crate::messages::{Language, Message};
use crate::workspace::ReadTx;

/// People after whom progress is told, and a wish to stop is heard.
const TOLD: usize = 200;
/// A sheet has no more rows, the head included.
const SHEET_ROWS: usize = 1_048_576;
/// And no longer text in a cell, in the units that Excel counts.
const CELL_UNITS: usize = 32_767;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ExportForm {
    /// A table, safe to open in a spreadsheet (S7), with a byte order mark so that it reads the letters right.
    Csv,
    /// A workbook of one sheet.
    Xlsx,
    /// Visiting cards, vCard 4.0.
    Vcard,
    /// One JSON object a line.
    Json,
}

impl ExportForm {
    /// What files of this form end with.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Vcard => "vcf",
            Self::Json => "json",
        }
    }
}

/// Whom an export is about, or who comes onto a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ExportWhom {
    /// Whom a question picks; everybody, if it asks nothing.
    pub whom: Whom,
    /// These people instead, in this order.
    pub people: Option<Vec<PersonId>>,
    /// With notes that may speak of what the law protects most; they are left out else (L15).
    #[serde(default)]
    pub all_notes: bool,
    /// With people whose data are kept and not used; they are left out else (L6).
    #[serde(default)]
    pub with_restricted: bool,
    /// With columns for this of what is known of the outlets that people work for, in the order of the words.
    #[serde(default)]
    pub with_outlets: Vec<OutletPart>,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ExportSum {
    /// How many people.
    pub people: u32,
    /// Of how many the notes were left out (L15).
    pub without_notes: u32,
    /// How many were left out since their data are kept and not used (L6).
    pub without_restricted: u32,
}

impl ExportWhom {
    /// The people, in their order.
    pub(super) fn ids(self, tx: &ReadTx<'_>, fields: &Fields) -> Result<Vec<PersonId>, Problem> {
        match self.people {
            Some(people) => Ok(people),
            None => Ok(contacts::in_order(tx, &self.whom.condition(tx, fields)?)?),
        }
    }
}

impl From<Whom> for ExportWhom {
    fn from(whom: Whom) -> Self {
        Self { whom, ..Self::default() }
    }
}

/// One person of a JSON export.
#[derive(Serialize)]
struct Exported<'r> {
    id: PersonId,
    #[serde(flatten)]
    fields: &'r contacts::PersonInput,
    do_not_contact: Option<&'r str>,
    embargo_agreement: Option<String>,
    recipient_kind: Option<contacts::RecipientKind>,
    consents: String,
    suppressed: Vec<SuppressedAddress<'r>>,
    restricted: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<String>,
    positions: Vec<PositionInput>,
    relations: Vec<ToldRelation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about_outlet: Option<serde_json::Value>,
}

/// An address of a JSON export that must not be mailed.
#[derive(Serialize)]
struct SuppressedAddress<'r> {
    address: &'r str,
    reason: &'static str,
}

/// Writes these people to `out` in list order.
pub(super) fn write(
    tx: &ReadTx<'_>,
    about: ExportWhom,
    fields: &Fields,
    form: ExportForm,
    language: Language,
    out: Box<dyn Write + Send>,
    job: &Handle,
) -> Result<ExportSum, Problem> {
    let (all_notes, with_restricted) = (about.all_notes, about.with_restricted);
    let parts: Vec<OutletPart> = OutletPart::ALL.iter().copied().filter(|part| about.with_outlets.contains(part)).collect();
    let ids = about.ids(tx, fields)?;
    let (without_notes, without_restricted) = (Cell::new(0), Cell::new(0));
    let people =
        People { tx, ids: &ids, job, all_notes, with_restricted, without_notes, without_restricted, parts, outlets: RefCell::default() };
    let out = std::io::BufWriter::new(Stoppable { out, job: job.clone() });
    let written = match form {
        ExportForm::Csv => csv(&people, out),
        ExportForm::Xlsx => xlsx(&people, language, out),
        ExportForm::Vcard => vcard(&people, out),
        ExportForm::Json => json(&people, out),
    };
    // Where it was stopped while it was being written, that is why it could not be.
    if job.cancelled() { Err(Problem::failure("segments.export_cancelled")) } else { written.map(|n| people.sum(n)) }
}

/// How a job ended that came to this.
pub(super) fn outcome(done: &Result<ExportSum, Problem>) -> Outcome {
    match done {
        Ok(_) => Outcome::Done,
        Err(problem) if problem.code == "segments.export_cancelled" => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    }
}

/// Writes until the user stops it.
struct Stoppable {
    out: Box<dyn Write + Send>,
    job: Handle,
}

impl Write for Stoppable {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.job.cancelled() { Err(std::io::ErrorKind::Other.into()) } else { self.out.write(bytes) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// A file that is seen under its name once all of it is written.
pub(super) struct Draft {
    file: NamedTempFile,
    to: PathBuf,
}

impl Draft {
    /// A draft of `to`, beside it.
    pub(super) fn of(to: &Path) -> Result<Self, Problem> {
        if to.exists() {
            return Err(exists(to));
        }
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        Ok(Self { file: NamedTempFile::new_in(folder).map_err(cannot_write)?, to: to.to_owned() })
    }

    pub(super) fn writer(&self) -> Result<Box<dyn Write + Send>, Problem> {
        let file: File = self.file.reopen().map_err(cannot_write)?;
        Ok(Box::new(file))
    }

    pub(super) fn keep(self) -> Result<(), Problem> {
        match self.file.persist_noclobber(&self.to) {
            Ok(_) => Ok(()),
            Err(_) if self.to.exists() => Err(exists(&self.to)),
            Err(failed) => Err(cannot_write(failed.error)),
        }
    }
}

fn exists(to: &Path) -> Problem {
    Problem::refusal("segments.file_exists").with("file", to.display().to_string()).todo("segments.file_exists.todo")
}

/// So many outlets are held while people are written.
const OUTLETS_HELD: usize = 20_000;

/// What stands in the column for one thing that is known of people's outlets. An import leaves these columns alone.
fn part_of(outlet: &OutletInput, part: OutletPart) -> String {
    let known = |word: &str| if word == "unknown" { String::new() } else { word.to_owned() };
    match part {
        OutletPart::Kind => known(outlet.kind.word()),
        OutletPart::Reach => outlet.reach.clone(),
        OutletPart::Region => outlet.region.clone(),
        OutletPart::Language => outlet.language.clone(),
        OutletPart::Frequency => known(outlet.frequency.word()),
        OutletPart::Website => outlet.website.clone(),
        OutletPart::Audiences => outlet.audiences.join("; "),
    }
}

/// The people of an export, one after another.
struct People<'p, 'c> {
    tx: &'p ReadTx<'c>,
    ids: &'p [PersonId],
    job: &'p Handle,
    all_notes: bool,
    with_restricted: bool,
    without_notes: Cell<u32>,
    without_restricted: Cell<u32>,
    /// What is told of their outlets, in the order of the columns.
    parts: Vec<OutletPart>,
    outlets: RefCell<HashMap<String, OutletInput>>,
}

impl People<'_, '_> {
    fn sum(&self, people: u32) -> ExportSum {
        ExportSum { people, without_notes: self.without_notes.get(), without_restricted: self.without_restricted.get() }
    }

    fn positions(&self, of: &contacts::PersonRecord) -> Result<Vec<contacts::PositionInput>, Problem> {
        Ok(contacts::kept_positions(self.tx, of.id)?)
    }

    /// What the columns of a table are called.
    fn head(&self, widest: Widest, own: &[CustomField]) -> Vec<String> {
        let of_outlets = self.parts.iter().map(|part| format!("outlet_{}", part.word()));
        contacts::head(widest, own).into_iter().chain(of_outlets).collect()
    }

    /// What is told of the outlet that somebody works for, by columns.
    fn of_outlet(&self, of: &contacts::PersonRecord) -> Result<Vec<String>, Problem> {
        let outlet = if self.parts.is_empty() { None } else { self.outlet(of)? };
        Ok(self.parts.iter().map(|part| outlet.as_ref().map(|outlet| part_of(outlet, *part)).unwrap_or_default()).collect())
    }

    /// The same as an object: all that is known where everything is asked for, else the name and what is.
    fn about_outlet(&self, of: &contacts::PersonRecord) -> Result<Option<serde_json::Value>, Problem> {
        let outlet = if self.parts.is_empty() { None } else { self.outlet(of)? };
        let Some(mut object) = outlet.map(serde_json::to_value).transpose().map_err(cannot_write)? else { return Ok(None) };
        if self.parts.len() < OutletPart::ALL.len()
            && let Some(fields) = object.as_object_mut()
        {
            fields.retain(|key, _| key == "name" || self.parts.iter().any(|part| part.word() == key));
        }
        Ok(Some(object))
    }

    /// The outlet of somebody, read once for all who work there.
    fn outlet(&self, of: &contacts::PersonRecord) -> Result<Option<OutletInput>, Problem> {
        if of.input.outlet.is_empty() {
            return Ok(None);
        }
        if let Some(known) = self.outlets.borrow().get(&of.input.outlet) {
            return Ok(Some(known.clone()));
        }
        let outlet = contacts::whole_outlet(self.tx, contacts::outlet_of_that_name(self.tx, &of.input.outlet)?)?;
        let mut outlets = self.outlets.borrow_mut();
        if outlets.len() >= OUTLETS_HELD {
            outlets.clear();
        }
        outlets.insert(of.input.outlet.clone(), outlet.clone());
        Ok(Some(outlet))
    }

    fn photo(&self, of: &contacts::PersonRecord) -> Result<Option<contacts::Photo>, Problem> {
        if of.has_photo { Ok(contacts::photo_of_person(self.tx, of.id)?) } else { Ok(None) }
    }

    /// Gives each to `write`; how many there were.
    fn each(&self, mut write: impl FnMut(contacts::PersonRecord) -> Result<(), Problem>) -> Result<u32, Problem> {
        let mut written = 0;
        for (done, id) in self.ids.iter().enumerate() {
            if done.is_multiple_of(TOLD) {
                if self.job.cancelled() {
                    return Err(Problem::failure("segments.export_cancelled"));
                }
                self.job.progress(done as u64, Some(self.ids.len() as u64));
            }
            if let Some(mut person) = contacts::record(self.tx, *id)? {
                if !self.with_restricted && person.restricted.is_some() {
                    self.without_restricted.set(self.without_restricted.get() + 1);
                    continue;
                }
                if !self.all_notes && !contacts::special(&person.input.notes).is_empty() {
                    person.input.notes.clear();
                    self.without_notes.set(self.without_notes.get() + 1);
                }
                write(person)?;
                written += 1;
            }
        }
        self.job.progress(self.ids.len() as u64, Some(self.ids.len() as u64));
        Ok(written)
    }
}

fn csv(people: &People<'_, '_>, mut out: impl Write) -> Result<u32, Problem> {
    let (widest, own) = (contacts::widest(people.tx)?, contacts::custom_fields(people.tx)?);
    out.write_all("\u{FEFF}".as_bytes()).map_err(cannot_write)?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(people.head(widest, &own)).map_err(cannot_write)?;
    let written = people.each(|person| {
        let mut row = contacts::csv_row(&person, &people.positions(&person)?, widest, &own);
        row.extend(people.of_outlet(&person)?.into_iter().map(contacts::disarmed));
        table.write_record(row).map_err(cannot_write)
    })?;
    table.flush().map_err(cannot_write)?;
    Ok(written)
}

fn xlsx(people: &People<'_, '_>, language: Language, mut out: impl Write + Send) -> Result<u32, Problem> {
    if people.ids.len() >= SHEET_ROWS {
        return Err(Problem::refusal("segments.too_many_for_sheet").with("most", SHEET_ROWS - 1).todo("segments.too_many_for_sheet.todo"));
    }
    let (widest, own) = (contacts::widest(people.tx)?, contacts::custom_fields(people.tx)?);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().map_err(cannot_write)?;
    sheet.set_name(Message::new("segments.export_sheet").text(language)).map_err(cannot_write)?;
    sheet.set_freeze_panes(1, 0).map_err(cannot_write)?;
    let bold = Format::new().set_bold();
    for (column, name) in (0u16..).zip(people.head(widest, &own)) {
        sheet.write_string_with_format(0, column, name, &bold).map_err(cannot_write)?;
    }
    let mut row = 0;
    let written = people.each(|person| {
        row += 1;
        let cells = contacts::row(&person, &people.positions(&person)?, widest, &own).into_iter().chain(people.of_outlet(&person)?);
        (0u16..).zip(cells).try_for_each(|(column, text)| cell(sheet, row, column, &text))
    })?;
    book.save_to_writer(&mut out).map_err(cannot_write)?;
    out.flush().map_err(cannot_write)?;
    Ok(written)
}

pub(super) fn cell(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), Problem> {
    if text.is_empty() {
        return Ok(());
    }
    if text.len() > CELL_UNITS && text.encode_utf16().count() > CELL_UNITS {
        return Err(Problem::refusal("segments.too_long_for_sheet").todo("segments.too_long_for_sheet.todo"));
    }
    sheet.write_string(row, column, text).map(drop).map_err(cannot_write)
}

fn vcard(people: &People<'_, '_>, mut out: impl Write) -> Result<u32, Problem> {
    let written = people.each(|person| {
        let photo = people.photo(&person)?;
        out.write_all(contacts::card(&person, photo.as_ref(), &people.positions(&person)?).as_bytes()).map_err(cannot_write)
    })?;
    out.flush().map_err(cannot_write)?;
    Ok(written)
}

fn json(people: &People<'_, '_>, mut out: impl Write) -> Result<u32, Problem> {
    let written = people.each(|person| {
        let do_not_contact = person.do_not_contact.as_ref().map(|(_, reason)| reason.as_str());
        let embargo_agreement = person.embargo_agreement.as_ref().map(|(at, note)| Agreement::cell(*at, note));
        let suppressed = person.suppressed.iter().map(|(address, reason)| SuppressedAddress { address, reason: reason.word() }).collect();
        let restricted = person.restricted.as_ref().map(|(_, reason)| reason.as_str());
        let photo = people.photo(&person)?.map(|photo| photo.data_uri());
        let line = Exported {
            id: person.id,
            fields: &person.input,
            do_not_contact,
            embargo_agreement,
            recipient_kind: person.recipient_kind,
            consents: contacts::consents_cell(&person.consents),
            suppressed,
            restricted,
            photo,
            positions: people.positions(&person)?,
            relations: contacts::kept_relations(people.tx, person.id)?,
            about_outlet: people.about_outlet(&person)?,
        };
        serde_json::to_writer(&mut out, &line).map_err(cannot_write)?;
        out.write_all(b"\n").map_err(cannot_write)
    })?;
    out.flush().map_err(cannot_write)?;
    Ok(written)
}

pub(super) fn cannot_write(cause: impl std::fmt::Display) -> Problem {
    Problem::failure("segments.cannot_write").because(cause)
}
