//! What the shells ask of files of outlets: look at one, judge its rows, bring them in. Nothing is kept of a file in between.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use crate::importing::outlets::{MendedCell, OutletChange, OutletField, OutletMapping, OutletRowCard};

use super::{ColumnCard, Counts, Decision, FileForm, blocking, column_cards, outcome};
use crate::error::Problem;
use crate::ids::{ActionId, Millis};
use crate::importing::inspect::{self, Said};
use crate::importing::outlets::{self, Look, Rows};
use crate::importing::store;
use crate::importing::verdict::Verdict;
use crate::jobs::{Handle, Registry};
use crate::messages::{Language, Message};
use crate::workspace::{Workspace, is_standing};

/// What was found in a file of outlets.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletInspection {
    /// Its name.
    pub file: String,
    /// Rows, the header not counted.
    pub rows: u32,
    /// Its columns.
    pub columns: Vec<ColumnCard>,
    /// The sheets of a workbook, of which one is read.
    pub sheets: Vec<String>,
    /// How it is read, and what its columns seem to hold.
    pub mapping: OutletMapping,
}

/// What somebody decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DecidedRow {
    /// The row, as a spreadsheet counts.
    pub row: u32,
    /// What becomes of it: left out, or merged with the row that it repeats.
    pub decision: Decision,
}

/// A file of outlets, how it is read, and what was decided and mended.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletRequest {
    /// The file.
    pub path: PathBuf,
    /// How it is read.
    pub mapping: OutletMapping,
    /// What was decided about rows.
    pub decisions: Vec<DecidedRow>,
    /// Other texts for cells.
    pub mended: Vec<MendedCell>,
}

/// What becomes of a file of outlets, or became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletReview {
    /// Its name.
    pub file: String,
    /// How many rows have each verdict; they sum to its rows.
    pub counts: Counts,
    /// How many outlets are added.
    pub adds: u32,
    /// How many rows change an outlet.
    pub changes: u32,
    /// Stands for these rows and what would be done with them: who applies exactly this gives it back.
    pub seal: String,
}

/// An import of outlets that there was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletImportCard {
    /// The step of history that undo takes back.
    pub action: ActionId,
    /// The file's name.
    pub file: String,
    /// How many outlets it added.
    pub adds: u32,
    /// How many rows changed an outlet.
    pub changes: u32,
    /// How many rows were refused.
    pub refused: u32,
    /// When it was applied.
    pub applied_at: Millis,
    /// It was taken back, or somebody began to.
    pub undone: bool,
}

/// The imports of outlets that did something, the newest first, at most a hundred.
///
/// # Errors
/// What the file says.
pub async fn list(ws: &Workspace) -> Result<Vec<OutletImportCard>, Problem> {
    ws.read(|tx| {
        let mut cards = Vec::new();
        for one in store::outlets::all(tx)? {
            let store::outlets::OutletImport { action, file, adds, changes, refused, applied_at } = one;
            cards.push(OutletImportCard { undone: !is_standing(tx, action)?, action, file, adds, changes, refused, applied_at });
        }
        Ok(cards)
    })
    .await
}

/// Looks at a file and proposes what its columns hold.
///
/// # Errors
/// As [`inspect`](super::inspect).
pub async fn inspect(path: PathBuf, form: FileForm) -> Result<OutletInspection, Problem> {
    blocking(move || {
        let FileForm { delimiter, encoding, header, sheet, first_row } = form;
        // Names of outlets look like anything, so nothing in a file tells that it has no header.
        let header = header.or(Some(true));
        let look = inspect::look(&path, &Said { delimiter, encoding, header, sheet, first_row })?;
        let samples: Vec<Vec<String>> = look.columns.iter().map(|(samples, _)| samples.clone()).collect();
        Ok(OutletInspection {
            file: file_name(&path),
            rows: look.rows,
            columns: column_cards(&look.header, look.columns),
            sheets: look.sheets,
            mapping: outlets::mapping_of(look.mapping, &samples),
        })
    })
    .await
}

/// A mapping as somebody says it: `{"Medium": "name", "Auflage": "reach"}`; what is not named is left out.
///
/// # Errors
/// `importing.bad_mapping`, `importing.no_column`, `importing.no_field`.
pub fn mapping_from_json(text: &str, proposed: OutletMapping) -> Result<OutletMapping, Problem> {
    outlets::rename(text, proposed)
}

/// Judges every row; nothing is written or kept.
///
/// # Errors
/// As [`inspect`], `importing.no_outlet_name`, `importing.mapped_twice`, `importing.too_many_outlets`, `importing.no_row`,
/// `importing.not_mendable`, `importing.undecidable`, `importing.cancelled`.
pub async fn review(ws: &Workspace, request: OutletRequest) -> Result<OutletReview, Problem> {
    judged(ws, request, |request, _, look| Ok(review_of(&request.path, &look))).await
}

/// The rows of a verdict, or all, from place `from` on; at most a thousand at once.
///
/// # Errors
/// As [`review`].
pub async fn rows(
    ws: &Workspace,
    request: OutletRequest,
    verdict: Option<Verdict>,
    from: u32,
    count: u32,
) -> Result<Vec<OutletRowCard>, Problem> {
    judged(ws, request, move |_, _, look| {
        let wanted = look.cards.into_iter().filter(|card| verdict.is_none_or(|verdict| verdict == card.verdict));
        Ok(wanted.skip(from as usize).take(count.min(1_000) as usize).collect())
    })
    .await
}

/// All rows: for whoever wants every one of them, since each call reads and judges the whole file.
///
/// # Errors
/// As [`review`].
pub async fn all_rows(ws: &Workspace, request: OutletRequest) -> Result<Vec<OutletRowCard>, Problem> {
    judged(ws, request, |_, _, look| Ok(look.cards)).await
}

/// Saves what becomes of every row as a table; how many there are.
///
/// # Errors
/// As [`review`], `importing.exists`, `importing.unwritable`: no half file is left.
pub async fn save_report(ws: &Workspace, request: OutletRequest, to: PathBuf, language: Language) -> Result<u32, Problem> {
    judged(ws, request, move |request, rows, look| outlets::save_report(&to, &request.mapping, rows, &look.cards, language)).await
}

/// Saves the refused rows with the reason beside each, ready to be mended and imported; how many there are.
///
/// # Errors
/// As [`save_report`], `importing.none_refused`.
pub async fn save_refused(ws: &Workspace, request: OutletRequest, to: PathBuf, language: Language) -> Result<u32, Problem> {
    judged(ws, request, move |request, rows, look| outlets::save_refused(&to, &request.mapping, rows, &look.cards, language)).await
}

/// Brings the outlets of a file in as one act, which one undo takes back. A job with progress, which can be cancelled; then, and
/// on any error, nothing has changed. Where a seal is given and the file or the workspace says something else since,
/// nothing is done.
///
/// # Errors
/// As [`review`], `importing.outlets_changed`.
pub async fn apply(ws: &Workspace, request: OutletRequest, seal: Option<String>) -> Result<OutletReview, Problem> {
    let job = job(ws, &request);
    let done = applying(ws, request, seal, job.clone()).await;
    job.end(outcome(&done));
    done
}

async fn applying(ws: &Workspace, request: OutletRequest, seal: Option<String>, job: Handle) -> Result<OutletReview, Problem> {
    let (worker, decisions) = (job.clone(), decisions(&request));
    let (request, rows) = blocking(move || {
        let rows = outlets::read(&request.path, &request.mapping, &request.mended, &worker)?;
        Ok((request, rows))
    })
    .await?;
    let label = Message::new("importing.action.outlets").with("file", file_name(&request.path));
    ws.write(label, move |tx| {
        let look = outlets::look(tx, &rows, &request.mapping, &decisions, &job)?;
        if seal.is_some_and(|seal| seal != look.seal) {
            return Err(outlets::changed_since());
        }
        let (adds, changes) = outlets::applied(tx, &rows, &request.mapping, &look, &job)?;
        let review = OutletReview { adds, changes, ..review_of(&request.path, &look) };
        if adds + changes > 0 {
            store::outlets::insert(tx, &review.file, adds, changes, review.counts.refused)?;
        }
        Ok(review)
    })
    .await
}

/// Reads and judges a file, and gives what `take` makes of it.
async fn judged<T: Send + 'static>(
    ws: &Workspace,
    request: OutletRequest,
    take: impl FnOnce(&OutletRequest, &Rows, Look) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (ws, job) = (ws.clone(), job(ws, &request));
    let worker = job.clone();
    let done = blocking(move || {
        let rows = outlets::read(&request.path, &request.mapping, &request.mended, &worker)?;
        let decisions = decisions(&request);
        let look = ws.read_blocking(|tx| outlets::look(tx, &rows, &request.mapping, &decisions, &worker))?;
        take(&request, &rows, look)
    })
    .await;
    job.end(outcome(&done));
    done
}

fn job(ws: &Workspace, request: &OutletRequest) -> Handle {
    ws.part::<Registry>().begin(Message::new("importing.job.stage").with("file", file_name(&request.path)))
}

fn decisions(request: &OutletRequest) -> BTreeMap<u32, Decision> {
    request.decisions.iter().map(|one| (one.row, one.decision)).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn review_of(path: &Path, look: &Look) -> OutletReview {
    let (mut counts, mut adds, mut changes) = (Counts::default(), 0, 0);
    for card in &look.cards {
        counts.rows += 1;
        let taken = card.decision != Decision::Skip;
        let count = match card.verdict {
            Verdict::New => {
                adds += u32::from(taken);
                &mut counts.new
            }
            Verdict::Changed => {
                changes += u32::from(taken);
                &mut counts.changed
            }
            Verdict::Unchanged => &mut counts.unchanged,
            Verdict::Duplicate => {
                changes += u32::from(card.decision == Decision::Merge);
                &mut counts.duplicate
            }
            Verdict::Refused => &mut counts.refused,
        };
        *count += 1;
    }
    OutletReview { file: file_name(path), counts, adds, changes, seal: look.seal.clone() }
}
