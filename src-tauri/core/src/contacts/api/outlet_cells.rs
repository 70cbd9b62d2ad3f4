//! What the shells ask about cells of the table of outlets: one, a page from a spreadsheet, or one column of many.

use serde::{Deserialize, Serialize};

use super::cells::{FEW, each, ended, job};
use super::many::upon_many;
use crate::contacts::copying::{Copied, Copying};
use crate::contacts::many::until_awaited;
use crate::contacts::outlet_cells::{EditedOutlets, OutletCellEdit, OutletCellSet, OutletEditor, by_outlet, write_judged};
use crate::contacts::outlets::no_outlet;
use crate::contacts::pasting;
use crate::contacts::store::outlets::{self as store, OutletColumn};
use crate::error::Problem;
use crate::ids::OutletId;
use crate::jobs::{Handle, Registry};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

/// Outlets that are read at a time.
const PAGE: usize = 1_000;

/// What comes from a spreadsheet, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletPaste {
    /// The outlets whose rows it is laid over, from the first one.
    pub outlets: Vec<OutletId>,
    /// The columns that it is laid over, from the left.
    pub columns: Vec<OutletColumn>,
    /// Rows of cells with tabs between them, as spreadsheets copy them. One cell goes into the first column of every outlet.
    pub text: String,
}

/// What a paste does, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PastedOutlets {
    /// Rows of the text.
    pub rows: u32,
    /// Cells of its widest row.
    pub columns: u32,
    /// Cells for which there is no outlet or no column.
    pub beyond: u32,
    /// What becomes of the others.
    pub edited: EditedOutlets,
}

/// What is set of many outlets at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletSetting {
    /// What columns are to say.
    pub set: Vec<OutletCellSet>,
    /// Audiences that they get, by name.
    pub add: Vec<String>,
    /// Audiences that they lose.
    pub remove: Vec<String>,
}

/// Writes cells of outlets; with `apply` in one act, else it only says what would become of them. Those that are refused stay as they are
/// and are told, all others change.
///
/// # Errors
/// `contacts.no_outlet`: nothing has changed.
pub async fn edit_outlet_cells(ws: &Workspace, edits: Vec<OutletCellEdit>, apply: bool) -> Result<EditedOutlets, Problem> {
    let label = Message::new("contacts.action.outlet_cells").with("count", edits.len());
    // Names are judged together, since outlets may change theirs; all else is each outlet's own matter.
    if apply && edits.len() > FEW && edits.iter().all(|edit| edit.column != OutletColumn::Name) {
        return write_many(ws, edits, label).await;
    }
    judge(ws, apply, label, None, move |editor, _| {
        by_outlet(&edits).into_iter().try_for_each(|(outlet, cells)| editor.judge(outlet, &cells, &[], &[]))
    })
    .await
}

/// Lays cells from a spreadsheet over the table of outlets; with `apply` writes them in one act, else only says what would become of them.
///
/// # Errors
/// `contacts.no_outlet`, `contacts.paste_too_large`, `contacts.paste_empty`: nothing has changed.
pub async fn paste_outlets(ws: &Workspace, paste: OutletPaste, apply: bool) -> Result<PastedOutlets, Problem> {
    let laid = pasting::laid(&paste.outlets, &paste.columns, &paste.text)?;
    let edits = laid.cells.into_iter().map(|(outlet, column, text)| OutletCellEdit { outlet, column, text }).collect();
    let edited = edit_outlet_cells(ws, edits, apply).await?;
    Ok(PastedOutlets { rows: laid.rows, columns: laid.columns, beyond: laid.beyond, edited })
}

/// Sets columns of many outlets, and gives them audiences and takes others; with `apply` in one act, else it only says what would become
/// of them. Many are a job with progress, done some at a time, so that nobody who edits waits for all of them; which went meanwhile is
/// passed over. Stopped, what was done stays, and undo takes it back.
///
/// # Errors
/// `contacts.no_outlet`, `contacts.not_for_many_outlets`, `contacts.set_stopped`: nothing has changed. `contacts.outlets_stopped`.
pub async fn set_outlets(ws: &Workspace, outlets: Vec<OutletId>, setting: OutletSetting, apply: bool) -> Result<EditedOutlets, Problem> {
    if outlets.len() > 1 && setting.set.iter().any(|one| one.column == OutletColumn::Name) {
        return Err(Problem::refusal("contacts.not_for_many_outlets"));
    }
    let label = |count: usize| Message::new("contacts.action.outlets_set").with("count", count);
    if apply && outlets.len() > FEW {
        return set_many(ws, outlets, setting, label).await;
    }
    let job = job(ws, outlets.len(), "contacts.job.outlets_counting");
    judge(ws, apply, label(outlets.len()), job, move |editor, job| {
        let cells: Vec<(OutletColumn, &str)> = setting.set.iter().map(|one| (one.column, one.text.as_str())).collect();
        each(&outlets, job, |outlet| editor.judge(outlet, &cells, &setting.add, &setting.remove))
    })
    .await
}

/// Writes cells of many outlets, some outlets at a time, so that nobody who edits waits for all of them.
async fn write_many(ws: &Workspace, edits: Vec<OutletCellEdit>, label: Message) -> Result<EditedOutlets, Problem> {
    let outlets: Vec<OutletId> = by_outlet(&edits).into_keys().collect();
    all_there(ws, outlets.clone()).await?;
    let job = ws.part::<Registry>().begin(Message::new("contacts.job.outlets_setting").with("n", outlets.len()));
    let said = move |_: usize| label.clone();
    upon_many(ws, outlets, job, "contacts.outlets_stopped", said, move |tx, rest, edited: &mut EditedOutlets| {
        let cells = by_outlet(&edits);
        let mut editor = OutletEditor::new(tx);
        editor.done = std::mem::take(edited);
        let done = until_awaited(tx, rest, |outlet| {
            let Some(cells) = cells.get(&outlet) else { return Ok(()) };
            if !store::is_there(tx, outlet)? {
                return Ok(());
            }
            editor.judge(outlet, cells, &[], &[])?;
            write_judged(tx, &std::mem::take(&mut editor.judged))
        })?;
        *edited = editor.done;
        Ok(done)
    })
    .await
}

/// Refuses where one of them is not there.
async fn all_there(ws: &Workspace, outlets: Vec<OutletId>) -> Result<(), Problem> {
    ws.read(move |tx| {
        let gone = outlets.iter().find_map(|outlet| store::is_there(tx, *outlet).map(|there| (!there).then_some(*outlet)).transpose());
        gone.transpose()?.map_or(Ok(()), |outlet| Err(no_outlet(&outlet.to_string())))
    })
    .await
}

/// Sets them some at a time.
async fn set_many(
    ws: &Workspace,
    outlets: Vec<OutletId>,
    setting: OutletSetting,
    label: impl Fn(usize) -> Message + Send + Sync + 'static,
) -> Result<EditedOutlets, Problem> {
    all_there(ws, outlets.clone()).await?;
    let job = ws.part::<Registry>().begin(Message::new("contacts.job.outlets_setting").with("n", outlets.len()));
    upon_many(ws, outlets, job, "contacts.outlets_stopped", label, move |tx, rest, edited: &mut EditedOutlets| {
        let cells: Vec<(OutletColumn, &str)> = setting.set.iter().map(|one| (one.column, one.text.as_str())).collect();
        let mut editor = OutletEditor::new(tx);
        editor.done = std::mem::take(edited);
        let done = until_awaited(tx, rest, |outlet| {
            if !store::is_there(tx, outlet)? {
                return Ok(());
            }
            editor.judge(outlet, &cells, &setting.add, &setting.remove)?;
            write_judged(tx, &std::mem::take(&mut editor.judged))
        })?;
        *edited = editor.done;
        Ok(done)
    })
    .await
}

/// Judges edits, and writes them where they apply.
async fn judge(
    ws: &Workspace,
    apply: bool,
    label: Message,
    job: Option<Handle>,
    edits: impl FnOnce(&mut OutletEditor<'_, '_>, Option<&Handle>) -> Result<(), Problem> + Send + 'static,
) -> Result<EditedOutlets, Problem> {
    let watched = job.clone();
    let done = if apply {
        ws.write(label, move |tx| {
            let mut editor = OutletEditor::new(tx);
            edits(&mut editor, watched.as_ref())?;
            write_judged(tx, &editor.judged)?;
            Ok(editor.done)
        })
        .await
    } else {
        ws.read(move |tx| {
            let mut editor = OutletEditor::new(tx);
            edits(&mut editor, watched.as_ref())?;
            Ok(editor.done)
        })
        .await
    };
    ended(job, &done);
    done
}

/// These outlets' rows in these columns, in the order given, for the clipboard: nothing in them is run as a formula (S7).
///
/// # Errors
/// `segments.too_many_to_copy`.
pub async fn copy_outlets(ws: &Workspace, outlets: Vec<OutletId>, columns: Vec<OutletColumn>) -> Result<Copied, Problem> {
    ws.read(move |tx| copy(tx, &outlets, &columns)).await
}

fn copy(tx: &ReadTx<'_>, outlets: &[OutletId], columns: &[OutletColumn]) -> Result<Copied, Problem> {
    let mut copying = Copying::of(outlets.len())?;
    for page in outlets.chunks(PAGE) {
        for row in store::rows(tx, page, None)? {
            copying.row(columns.iter().map(|column| column.text(&row)));
        }
    }
    Ok(copying.done())
}
