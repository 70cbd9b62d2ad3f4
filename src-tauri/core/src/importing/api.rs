//! What the shells ask of imports: look at a file, stage it, look at its rows, decide, apply.

pub mod outlets;

pub use outlets::{
    apply as apply_outlets, inspect as inspect_outlets, list as list_outlets, review as review_outlets, rows as outlet_rows,
    save_refused as save_refused_outlets, save_report as save_outlet_report,
};

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use super::decision::Decision;
pub use super::entry::Fault;
pub use super::field::Field;
pub use super::mapping::{ColumnMapping, Mapping, from_json as mapping_from_json};
pub use super::row_card::RowCard;
pub use super::source::FileType;
pub use super::verdict::{FieldChange, Slip, Verdict};

use super::inspect::{self, Said};
use super::row_card::row_card;
use super::staging::for_all;
use super::store::{self, Import};
use super::{again, applying, clearing, mending, refused, report, staging, taking_back};
use crate::contacts::{self, Basis, PersonKind};
use crate::error::{Place, Problem};
use crate::ids::{ActionId, ImportId, JobId, Millis, PersonId};
use crate::jobs::{Handle, Outcome, Registry};
use crate::messages::{Language, Message};
use crate::workspace::{ReadTx, Topic, Workspace};

/// How a file is looked at; what is none is guessed.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FileForm {
    /// The character between cells.
    pub delimiter: Option<String>,
    /// The encoding's name.
    pub encoding: Option<String>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row in which the table begins.
    pub first_row: Option<u32>,
}

/// A column of a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ColumnCard {
    /// Its name.
    pub name: String,
    /// The first different values in it.
    pub samples: Vec<String>,
    /// In how many rows it is filled.
    pub filled: u32,
}

/// What was found in a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Inspection {
    /// Its name.
    pub file: String,
    /// Rows, the header not counted.
    pub rows: u32,
    /// Its size in bytes.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
    /// Its columns.
    pub columns: Vec<ColumnCard>,
    /// The sheets of a workbook, of which one is read.
    pub sheets: Vec<String>,
    /// How it is read, and what its columns seem to hold.
    pub mapping: Mapping,
    /// The program whose export it looks like, by its name.
    pub known: Option<String>,
    /// The mapping is the one that was used for the last file with this header (I4).
    pub remembered: bool,
    /// The source given then; else empty.
    pub source: String,
    /// The lawful basis given then; else press work's usual one.
    pub basis: Basis,
}

fn column_cards(header: &[String], columns: Vec<(Vec<String>, u32)>) -> Vec<ColumnCard> {
    header.iter().zip(columns).map(|(name, (samples, filled))| ColumnCard { name: name.clone(), samples, filled }).collect()
}

/// Looks at a file and proposes a mapping.
///
/// # Errors
/// `importing.no_file`, `importing.unreadable`, `importing.empty`, `importing.no_rows`, `importing.not_a_table`,
/// `importing.bad_delimiter`, `importing.bad_encoding`, `importing.protected`, `importing.damaged`, `importing.no_sheet`,
/// `importing.too_many_cells`, `importing.bomb`, `importing.hostile`.
pub async fn inspect(ws: &Workspace, path: PathBuf, form: FileForm) -> Result<Inspection, Problem> {
    let ws = ws.clone();
    let work = move || {
        let FileForm { delimiter, encoding, header, sheet, first_row } = form;
        let said = Said { delimiter, encoding, header, sheet, first_row };
        let look = inspect::look(&path, &said)?;
        let remembered = match inspect::mark(&look) {
            Some(mark) => ws.read_blocking(|tx| Ok(store::remembered(tx, &mark)?))?,
            None => None,
        };
        let mut mapping = look.mapping.clone();
        let found = remembered.is_some();
        let (source, basis) = match remembered {
            Some((then, source, basis)) => {
                for column in &mut mapping.columns {
                    if let Some(known) = then.columns.iter().find(|known| known.column == column.column) {
                        column.field = known.field;
                        column.split.clone_from(&known.split);
                        column.custom.clone_from(&known.custom);
                    }
                }
                (source, basis)
            }
            None => (String::new(), Basis::LegitimateInterest),
        };
        if !found {
            super::own::propose(&mut mapping, &ws.read_blocking(|tx| Ok(contacts::custom_fields(tx)?))?);
        }
        let columns = column_cards(&look.header, look.columns);
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (rows, bytes, sheets, known) = (look.rows, look.bytes, look.sheets, look.known.map(|known| known.name().to_owned()));
        Ok(Inspection { file, rows, bytes, columns, sheets, mapping, known, remembered: found, source, basis })
    };
    blocking(work).await
}

/// A sheet of a workbook, before it is read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SheetCard {
    /// Its name.
    pub name: String,
    /// It is hidden in the workbook.
    pub hidden: bool,
    /// It is the one that is read where nobody names another.
    pub chosen: bool,
    /// The row in which its table seems to begin; 0 where it is empty.
    pub first_row: u32,
    /// What stands in that row.
    pub columns: Vec<String>,
}

/// The sheets of a workbook, in its order. Only their beginnings are read.
///
/// # Errors
/// `importing.no_file`, `importing.unreadable`, `importing.no_workbook`, `importing.protected`, `importing.damaged`,
/// `importing.bomb`, `importing.hostile`.
pub async fn sheets(path: PathBuf) -> Result<Vec<SheetCard>, Problem> {
    blocking(move || inspect::sheets(&path)).await
}

/// What is staged, and what is said once for all rows (L1).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct StageRequest {
    /// The file.
    pub path: PathBuf,
    /// How it is read.
    pub mapping: Mapping,
    /// What the people are to us, where the file does not say.
    pub kind: PersonKind,
    /// Where the addresses come from; the file's name if empty.
    pub source: String,
    /// By what right they are kept.
    pub basis: Basis,
    /// The assessment, or the proof of consent (the source, if empty).
    pub basis_note: String,
}

/// How many rows have each verdict; they sum to `rows`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "each is the verdict of that name")]
pub struct Counts {
    pub rows: u32,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub duplicate: u32,
    pub refused: u32,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ImportState {
    /// The file is being read.
    Staging,
    /// Every row has its verdict; nothing is imported yet.
    Staged,
    /// It is in the workspace.
    Applied,
    /// It was taken back.
    Undone,
}

/// An import.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ImportCard {
    /// Its id.
    pub id: ImportId,
    /// The file's name.
    pub file: String,
    /// Where the file was.
    pub path: String,
    /// Where it stands.
    pub state: ImportState,
    /// What the people are to us.
    pub kind: PersonKind,
    /// Where the addresses come from.
    pub source: String,
    /// By what right they are kept.
    pub basis: Basis,
    /// How the file is read.
    pub mapping: Mapping,
    /// How many rows have each verdict.
    pub counts: Counts,
    /// Before it is applied: how many people will be added. Afterwards: how many were.
    pub adds: u32,
    /// The same for people who change.
    pub changes: u32,
    /// The step in the history that undo takes back.
    pub action: Option<ActionId>,
    /// When it was staged.
    pub created_at: Millis,
    /// When it was applied.
    pub applied_at: Option<Millis>,
    /// After an undo: who stays, because they were changed since. Done again after it: who was not brought back.
    pub undo_left: Option<Message>,
    /// How many rows have an address whose domain looks mistyped; counted before it is applied.
    pub slips: u32,
    /// How many relations were left out since nobody here is meant, or more than one person; known once it is applied. The rows name them.
    pub unrelated: u32,
}

/// Reads the file and gives every row its verdict; nothing is imported yet. A job with progress, which can be cancelled;
/// then nothing is left behind.
///
/// # Errors
/// As [`inspect`], `importing.nothing_mapped`, `importing.mapped_twice`, `importing.too_many_rows`, `importing.cancelled`.
pub async fn stage(ws: &Workspace, request: StageRequest) -> Result<ImportCard, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("importing.job.stage").with("file", file_name(&request)));
    staging_job(ws.clone(), request, job).await
}

/// As [`stage`], without waiting: the id of the job, whose end tells the change feed of the import.
pub fn begin_stage(ws: &Workspace, request: StageRequest) -> JobId {
    let job = ws.part::<Registry>().begin(Message::new("importing.job.stage").with("file", file_name(&request)));
    let (ws, id) = (ws.clone(), job.id());
    tokio::spawn(async move { drop(staging_job(ws, request, job).await) });
    id
}

fn file_name(request: &StageRequest) -> String {
    request.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

async fn staging_job(ws: Workspace, request: StageRequest, job: Handle) -> Result<ImportCard, Problem> {
    let worker = job.clone();
    let done = blocking(move || {
        let id = staging::stage(&ws, &request, &worker)?;
        ws.read_blocking(|tx| card(tx, id))
    })
    .await;
    job.end(outcome(&done));
    done
}

/// How a job ended that came to this.
pub(super) fn outcome<T>(done: &Result<T, Problem>) -> Outcome {
    match done {
        Ok(_) => Outcome::Done,
        Err(problem) if problem.code == "importing.cancelled" => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    }
}

/// Applies a staged import: all of it is seen at once, at the end; undo takes it back. A job with progress, which can be
/// cancelled; then nothing has changed.
///
/// # Errors
/// `importing.no_import`, `importing.not_staged`, `importing.applied_already`, `importing.cancelled`.
pub async fn apply(ws: &Workspace, import: ImportId) -> Result<ImportCard, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("importing.job.apply"));
    applying_job(ws.clone(), import, job).await
}

/// As [`apply`], without waiting: the id of the job.
pub fn begin_apply(ws: &Workspace, import: ImportId) -> JobId {
    let job = ws.part::<Registry>().begin(Message::new("importing.job.apply"));
    let (ws, id) = (ws.clone(), job.id());
    tokio::spawn(async move { drop(applying_job(ws, import, job).await) });
    id
}

async fn applying_job(ws: Workspace, id: ImportId, job: Handle) -> Result<ImportCard, Problem> {
    let worker = job.clone();
    let done = blocking(move || {
        applying::apply(&ws, id, &worker)?;
        ws.read_blocking(|tx| card(tx, id))
    })
    .await;
    job.end(outcome(&done));
    done
}

/// One import.
///
/// # Errors
/// `importing.no_import`.
pub async fn show(ws: &Workspace, import: ImportId) -> Result<ImportCard, Problem> {
    ws.read(move |tx| card(tx, import)).await
}

/// The newest imports first, at most a hundred.
///
/// # Errors
/// What the file says.
pub async fn list(ws: &Workspace) -> Result<Vec<ImportCard>, Problem> {
    ws.read(|tx| store::imports(tx)?.into_iter().map(|import| card_of(tx, import)).collect()).await
}

/// Rows from place `from` on of those with a verdict, or of all; at most a thousand at once.
///
/// # Errors
/// `importing.no_import`.
pub async fn rows(ws: &Workspace, import: ImportId, verdict: Option<Verdict>, from: u32, count: u32) -> Result<Vec<RowCard>, Problem> {
    ws.read(move |tx| {
        let about = known(tx, import)?;
        let all = for_all(tx, &about, about.created_at)?;
        Ok(store::rows_at(tx, import, verdict, from, count.min(1_000))?.into_iter().map(|row| row_card(&about, &all, row)).collect())
    })
    .await
}

/// Up to `count` rows after row number `after`, for whoever reads them all.
///
/// # Errors
/// `importing.no_import`.
pub async fn rows_after(ws: &Workspace, import: ImportId, after: u32, count: u32) -> Result<Vec<RowCard>, Problem> {
    ws.read(move |tx| {
        let about = known(tx, import)?;
        let all = for_all(tx, &about, about.created_at)?;
        Ok(store::rows_after(tx, import, after, count.min(10_000))?.into_iter().map(|row| row_card(&about, &all, row)).collect())
    })
    .await
}

/// Which rows a decision is about.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "ImportWhich")]
pub enum Which {
    /// These rows, by number.
    Rows(Vec<u32>),
    /// All rows with this verdict.
    All(Verdict),
}

/// Decides what becomes of rows.
///
/// # Errors
/// `importing.no_import`, `importing.no_row`, `importing.undecidable`, `importing.not_staged`, `importing.applied_already`,
/// `importing.busy`; nothing is decided of any of them.
pub async fn decide(ws: &Workspace, import: ImportId, which: Which, decision: Decision) -> Result<ImportCard, Problem> {
    ws.write_quietly(move |tx| {
        applying::staged_import(tx, import)?;
        applying::not_busy(tx)?;
        match which {
            Which::Rows(rows) => {
                for row in rows {
                    let held = store::row(tx, import, row)?.ok_or_else(|| Problem::missing("importing.no_row").with("row", row))?;
                    if !decision.fits(held.verdict) {
                        return Err(undecidable(held.verdict).with("row", row).at(Place::row(row)));
                    }
                    store::set_decision(tx, import, row, decision.word())?;
                }
            }
            Which::All(verdict) => {
                if !decision.fits(verdict) {
                    return Err(undecidable(verdict).with("row", 0));
                }
                store::set_decisions(tx, import, verdict, decision.word())?;
            }
        }
        tx.changed(Topic::Import, import.get());
        card(tx, import)
    })
    .await
}

fn undecidable(verdict: Verdict) -> Problem {
    Problem::refusal("importing.undecidable").with("verdict", verdict.word()).todo("importing.undecidable.todo")
}

/// Puts another text into one cell of a staged row, and judges the row anew.
///
/// # Errors
/// `importing.no_import`, `importing.no_row`, `importing.not_mendable`, `importing.not_staged`, `importing.applied_already`, `importing.busy`.
pub async fn mend(ws: &Workspace, import: ImportId, row: u32, column: u32, text: String) -> Result<RowCard, Problem> {
    mend_cells(ws, import, row, vec![(column, text)]).await
}

/// Puts other texts into several cells of a staged row, all of them or none, and judges it anew once: each by its column and what it says.
///
/// # Errors
/// As [`mend`].
pub async fn mend_cells(ws: &Workspace, import: ImportId, row: u32, texts: Vec<(u32, String)>) -> Result<RowCard, Problem> {
    let secret = *ws.secret();
    ws.write_quietly(move |tx| mending::one(tx, &secret, import, row, texts)).await
}

/// Takes the proposals of all staged rows whose address has a mistyped domain, a few rows at a time; how many cells.
///
/// # Errors
/// As [`mend`].
pub async fn mend_slips(ws: &Workspace, import: ImportId) -> Result<u32, Problem> {
    let secret = *ws.secret();
    let (mut after, mut mended) = (0, 0);
    while let Some((last, cells)) = ws.write_quietly(move |tx| mending::some_slips(tx, &secret, import, after)).await? {
        (after, mended) = (last, mended + cells);
    }
    Ok(mended)
}

/// Returns when what an undo left is cleared away: for a program that ends afterwards. Nobody sees any of it anyway.
///
/// # Errors
/// What the file says; what is not cleared stays unseen.
pub async fn cleared(ws: &Workspace) -> Result<(), Problem> {
    let ws = ws.clone();
    blocking(move || clearing::until_cleared(&ws)).await
}

/// Forgets an import that is not applied; of an applied one, its rows stay for undo.
///
/// # Errors
/// `importing.no_import`, `importing.applied_already`, `importing.busy`.
pub async fn discard(ws: &Workspace, import: ImportId) -> Result<(), Problem> {
    let ws = ws.clone();
    blocking(move || {
        let state = ws.read_blocking(|tx| {
            applying::not_busy(tx)?;
            Ok(known(tx, import)?.state)
        })?;
        if state == "applied" {
            return Err(Problem::refusal("importing.applied_already").todo("importing.applied_already.todo"));
        }
        staging::discard(&ws, import)
    })
    .await
}

/// Saves the refused rows as a table with a column that says why, ready to be mended and imported (I8).
///
/// # Errors
/// `importing.no_import`, `importing.none_refused`, `importing.exists`, `importing.unwritable`: no half file is left.
pub async fn save_refused(ws: &Workspace, import: ImportId, to: PathBuf, language: Language) -> Result<u32, Problem> {
    let ws = ws.clone();
    blocking(move || refused::save(&ws, import, &to, language)).await
}

/// Saves what becomes of every row as a table: verdict, decision and reason beside the row's own cells. A job with progress.
///
/// # Errors
/// `importing.no_import`, `importing.exists`, `importing.unwritable`, `importing.cancelled`: no half file is left.
pub async fn save_report(ws: &Workspace, import: ImportId, to: PathBuf, language: Language) -> Result<u32, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("importing.job.report"));
    let (ws, worker) = (ws.clone(), job.clone());
    let done = blocking(move || report::save(&ws, import, &to, language, &worker)).await;
    job.end(outcome(&done));
    done
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Problem::failure("workspace.read_lost").because(e))?
}

pub(super) fn known(tx: &ReadTx<'_>, id: ImportId) -> Result<Import, Problem> {
    store::import(tx, id)?.ok_or_else(|| Problem::missing("importing.no_import").with("import", id.to_string()))
}

fn card(tx: &ReadTx<'_>, id: ImportId) -> Result<ImportCard, Problem> {
    card_of(tx, known(tx, id)?)
}

fn card_of(tx: &ReadTx<'_>, import: Import) -> Result<ImportCard, Problem> {
    let mut counts = Counts::default();
    for (verdict, count) in store::counts(tx, import.id)? {
        counts.rows += count;
        *match verdict {
            Verdict::New => &mut counts.new,
            Verdict::Changed => &mut counts.changed,
            Verdict::Unchanged => &mut counts.unchanged,
            Verdict::Duplicate => &mut counts.duplicate,
            Verdict::Refused => &mut counts.refused,
        } = count;
    }
    let state = match import.state.as_str() {
        "staged" => ImportState::Staged,
        "applied" => ImportState::Applied,
        "undone" => ImportState::Undone,
        _ => ImportState::Staging,
    };
    let (adds, changes) = match state {
        ImportState::Applied | ImportState::Undone => store::outcomes(tx, import.id)?,
        _ => planned(tx, import.id, counts)?,
    };
    let left: Vec<(PersonId, String)> = serde_json::from_str(&import.undo_left).unwrap_or_default();
    Ok(ImportCard {
        id: import.id,
        file: import.file,
        path: import.path,
        state,
        kind: import.kind,
        source: import.source,
        basis: import.basis,
        mapping: import.mapping,
        counts,
        adds,
        changes,
        action: import.action,
        created_at: import.created_at,
        applied_at: import.applied_at,
        undo_left: if state == ImportState::Applied { again::sentence(&left) } else { taking_back::sentence(&left) },
        slips: if state == ImportState::Staged { store::count_slips(tx, import.id, &contacts::right_domains(tx)?)? } else { 0 },
        unrelated: if state == ImportState::Staged { 0 } else { store::count_unrelated(tx, import.id)? },
    })
}

/// How many people an apply will touch, by what was decided.
pub(super) fn planned_people(tx: &ReadTx<'_>, id: ImportId) -> Result<i64, Problem> {
    let card = card(tx, id)?;
    Ok(i64::from(card.adds) + i64::from(card.changes))
}

/// How many people an apply will add and change, by what was decided.
fn planned(tx: &ReadTx<'_>, id: ImportId, counts: Counts) -> Result<(u32, u32), Problem> {
    let (mut adds, mut changes) = (counts.new, counts.changed);
    for (verdict, decision, count) in store::decided(tx, id)? {
        match (verdict, Decision::from_word(&decision)) {
            (Verdict::New, Decision::Skip) => adds = adds.saturating_sub(count),
            (Verdict::Changed, Decision::Skip | Decision::Separate) => changes = changes.saturating_sub(count),
            (Verdict::Duplicate, Decision::Merge) => changes = changes.saturating_add(count),
            (Verdict::Duplicate, Decision::Separate) => adds = adds.saturating_add(count),
            _ => {}
        }
    }
    Ok((adds, changes))
}

/// The registry of running work, for a shell that shows progress.
#[must_use]
pub fn jobs(ws: &Workspace) -> Arc<Registry> {
    ws.part::<Registry>()
}
