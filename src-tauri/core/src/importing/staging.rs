//! Staging: every row of the file gets its verdict and is kept, a few thousand at a time, so that nobody waits for the file.

use std::path::Path;

use super::api::StageRequest;
use super::entry::{self, ForAll};
use super::field::Field;
use super::mapping::Mapping;
use super::mapping::header_mark;
use super::records::{Broken, Record};
use super::source;
use super::store::{self, Import, Staged};
use super::verdict::{self, Finding, Judged, Seen};
use super::writing::{Portion, Stream};
use crate::contacts::{self, Basis};
use crate::error::Problem;
use crate::ids::{ImportId, Millis};
use crate::jobs::Handle;
use crate::workspace::{ReadTx, Workspace};

/// Rows after which progress is told, and a wish to stop is heard.
const TOLD: u64 = 500;
/// Rows that are forgotten at a time.
const FORGOTTEN: u32 = 1_000;
/// A file may have this many rows.
const MOST_ROWS: u32 = 2_000_000;
/// What was staged and not applied is forgotten after a week: it holds people's data (L5).
const STAGED_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Staging that nobody carried on for so long was cut off.
const STAGING_MS: i64 = 10 * 60 * 1000;

/// What is said once for all rows of an import.
pub(super) fn for_all(tx: &ReadTx<'_>, import: &Import, now: Millis) -> Result<ForAll, Problem> {
    // Consent needs a proof (L1): where none is told, the source is where it was given.
    let basis_note = if import.basis == Basis::Consent && import.basis_note.is_empty() { &import.source } else { &import.basis_note };
    let fields = if import.mapping.has(Field::Custom) { contacts::custom_fields(tx)? } else { Vec::new() };
    Ok(ForAll {
        fields,
        outlets: contacts::OtherNames::read(tx)?,
        right: contacts::right_domains(tx)?,
        kind: import.kind,
        source: import.source.clone(),
        basis: import.basis,
        basis_note: basis_note.clone(),
        on: now.to_rfc3339().get(..10).unwrap_or_default().to_owned(),
    })
}

/// Reads the file and keeps every row with its verdict. On any error, and when the user cancels, nothing is left.
pub(super) fn stage(ws: &Workspace, request: &StageRequest, job: &Handle) -> Result<ImportId, Problem> {
    request.mapping.check()?;
    request.mapping.encoding()?;
    let file = request.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let said = request.source.trim().to_owned();
    let source = if said.is_empty() { file.clone() } else { said.clone() };
    let header: Vec<String> = request.mapping.columns.iter().map(|column| column.column.clone()).collect();
    let import = Import {
        id: ImportId::from(0),
        file,
        path: request.path.display().to_string(),
        state: String::new(),
        kind: request.kind,
        source,
        basis: request.basis,
        basis_note: request.basis_note.trim().to_owned(),
        mapping: request.mapping.clone(),
        header,
        undo_left: String::new(),
        taken_back: None,
        action: None,
        created_at: ws.now(),
        applied_at: None,
    };
    tidy_up(ws)?;
    let id = {
        let import = import.clone();
        ws.write_blocking(None, move |tx| Ok(store::insert(tx, &import)?))?
    };
    let staged = rows(ws, id, &import, &request.path, job).and_then(|rows| {
        let name = import.file.clone();
        if rows == 0 { Err(Problem::refusal("importing.no_rows").with("file", name)) } else { Ok(()) }
    });
    if let Err(problem) = staged {
        discard(ws, id)?;
        return Err(problem);
    }
    let mark = import.mapping.header.then(|| header_mark(&import.header));
    ws.write_blocking(None, move |tx| {
        if let Some(mark) = mark {
            // Only what was said: this file's name is no source of the next one (L1).
            store::remember(tx, &mark, &import.mapping, &said, import.basis)?;
        }
        Ok(store::set_state(tx, id, "staged")?)
    })?;
    Ok(id)
}

fn rows(ws: &Workspace, id: ImportId, import: &Import, path: &Path, job: &Handle) -> Result<u64, Problem> {
    let mapping = &import.mapping;
    let mut records = source::open(path, mapping)?;
    let all = ws.read_blocking(|tx| for_all(tx, import, ws.now()))?;
    let mut seen = Seen::default();
    let mut header_due = mapping.header;
    let mut done = 0u64;
    let mut stream = Stream::new(ws, move |tx, rows: &mut Portion<'_, '_, (Staged, &'static str)>, ()| {
        for (row, broken) in rows {
            store::insert_row(tx, id, row, broken)?;
        }
        Ok(store::touch(tx, id)?)
    });
    loop {
        let whole = ws.read_widely(|tx| {
            while !stream.wants_to_settle() {
                let Some(record) = records.next()? else { return Ok(true) };
                if record.row > MOST_ROWS {
                    return Err(Problem::refusal("importing.too_many_rows").with("most", MOST_ROWS).todo("importing.too_many_rows.todo"));
                }
                if std::mem::take(&mut header_due) {
                    continue;
                }
                stream.push([judged(tx, ws.secret(), mapping, &all, &mut seen, record)?])?;
                done += 1;
                if done.is_multiple_of(TOLD) {
                    if job.cancelled() {
                        return Err(Problem::failure("importing.cancelled"));
                    }
                    job.progress(done, None);
                }
            }
            Ok(false)
        })?;
        if whole {
            stream.finish()?;
            job.progress(done, None);
            return if job.cancelled() { Err(Problem::failure("importing.cancelled")) } else { Ok(done) };
        }
        stream.settle()?;
    }
}

const fn word(broken: Broken) -> &'static str {
    match broken {
        Broken::OpenQuote => "open-quote",
        Broken::TooLong => "too-long",
        Broken::TooManyCells => "too-many-cells",
        Broken::Undecodable => "undecodable",
        Broken::NoEntry => "no-entry",
        Broken::OpenEntry => "open-entry",
        Broken::Group => "group",
        Broken::Change => "change",
    }
}

fn judged(
    tx: &ReadTx<'_>,
    secret: &[u8; 32],
    mapping: &Mapping,
    all: &ForAll,
    seen: &mut Seen,
    record: Record,
) -> Result<(Staged, &'static str), Problem> {
    if let Some(broken) = record.broken {
        let judged = Judged::refused(entry::broken(broken));
        return Ok((staged(record.row, record.cells, mapping, None, judged, true), word(broken)));
    }
    let row = record.row;
    let (judged, entry) = judge_cells(tx, secret, mapping, all, seen, row, &record.cells)?;
    Ok((staged(row, record.cells, mapping, entry.as_ref(), judged, false), ""))
}

/// Judges the cells of a row, and notes them for the rows to come.
pub(super) fn judge_cells(
    tx: &ReadTx<'_>,
    secret: &[u8; 32],
    mapping: &Mapping,
    all: &ForAll,
    seen: &mut Seen,
    row: u32,
    cells: &[String],
) -> Result<(Judged, Option<entry::Entry>), Problem> {
    let entry = match entry::read(cells, mapping, all) {
        Ok(entry) => entry,
        Err(fault) => return Ok((Judged::refused(fault), None)),
    };
    seen.look_round(tx)?;
    match verdict::judge(tx, secret, mapping, row, &entry, seen) {
        Ok(mut judged) => {
            judged.finding.slips = seen.slips(tx, mapping, cells)?;
            seen.note(row, &entry);
            Ok((judged, Some(entry)))
        }
        // Merged with what is held it would break a rule, say too many addresses: that is the row's fault, not the file's.
        Err(problem) if problem.code.starts_with("contacts.") => {
            let what = problem.places.into_iter().next().and_then(|place| place.what).unwrap_or(problem.what);
            let fault = entry::Fault { what, field: None, column: None, text: String::new(), proposal: None };
            Ok((Judged::refused(fault), None))
        }
        Err(problem) => Err(problem),
    }
}

/// A judged row as it is kept.
pub(super) fn staged(
    row: u32,
    cells: Vec<String>,
    mapping: &Mapping,
    entry: Option<&entry::Entry>,
    judged: Judged,
    broken: bool,
) -> Staged {
    let (name, address) = match entry {
        Some(entry) => (
            entry.person.fields().name.clone(),
            entry.person.addresses().next().map(crate::net::EmailAddress::as_typed).unwrap_or_default(),
        ),
        None => shown(&cells, mapping),
    };
    let finding = if judged.finding == Finding::default() { Finding::default() } else { judged.finding };
    Staged { row, verdict: judged.verdict, decision: String::new(), name, address, cells, finding, broken, person: judged.person }
}

/// Name and address of a refused row, as they stand in the file.
fn shown(cells: &[String], mapping: &Mapping) -> (String, String) {
    use super::field::Field;
    let cell = |field: Field| {
        let at = mapping.columns.iter().position(|column| column.field == Some(field));
        at.and_then(|at| cells.get(at)).map(|cell| tame(cell)).unwrap_or_default()
    };
    let parts = format!("{} {}", cell(Field::GivenName), cell(Field::FamilyName)).trim().to_owned();
    let name = if parts.is_empty() { cell(Field::Name) } else { parts };
    (name, cell(Field::Address))
}

/// A cell as one short line.
fn tame(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect::<String>().trim().to_owned()
}

/// Takes an import's rows away, a few at a time, and then the import.
pub(super) fn discard(ws: &Workspace, import: ImportId) -> Result<(), Problem> {
    while !ws.write_blocking(None, move |tx| Ok(store::discard_some(tx, import, FORGOTTEN)?))? {}
    Ok(())
}

/// Forgets what was staged and never applied.
fn tidy_up(ws: &Workspace) -> Result<(), Problem> {
    let now = ws.now();
    let old = ws.read_blocking(|tx| Ok(store::abandoned(tx, now.plus_ms(-STAGING_MS), now.plus_ms(-STAGED_MS))?))?;
    old.into_iter().try_for_each(|import| discard(ws, import))
}
