//! What the shells ask about cells of the table of people: one, a page from a spreadsheet, or one column of many.

use serde::{Deserialize, Serialize};

use super::many::upon_many;
use crate::contacts::cells::{CellEdit, CellSet, EditedCells, Editor, by_person, write_cells};
use crate::contacts::columns::Column;
use crate::contacts::many::until_awaited;
use crate::contacts::store::people;
use crate::contacts::{PeopleWriter, own, pasting, service};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::jobs::{Handle, Outcome, Registry};
use crate::messages::Message;
use crate::workspace::{Workspace, WriteTx};

/// So many people are a matter of moments: it needs no job that tells how far it is.
pub(super) const FEW: usize = 500;
/// People after whom progress is told, and a wish to stop is heard.
const TOLD: usize = 100;

/// What comes from a spreadsheet, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Paste {
    /// The people whose rows it is laid over, from the first one.
    pub people: Vec<PersonId>,
    /// The columns that it is laid over, from the left.
    #[cfg_attr(feature = "bindings", specta(type = Vec<String>))]
    pub columns: Vec<Column>,
    /// Rows of cells with tabs between them, as spreadsheets copy them. One cell goes into the first column of everybody.
    pub text: String,
}

/// What a paste does, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Pasted {
    /// Rows of the text.
    pub rows: u32,
    /// Cells of its widest row.
    pub columns: u32,
    /// Cells for which there is no person or no column.
    pub beyond: u32,
    /// What becomes of the others.
    pub edited: EditedCells,
}

/// What is set of many people at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Setting {
    /// What columns are to say.
    pub set: Vec<CellSet>,
    /// Tags that they get, by name; new ones are made.
    pub add: Vec<String>,
    /// Tags that they lose.
    pub remove: Vec<String>,
}

/// What edits of cells would do. Nothing changes.
///
/// # Errors
/// `contacts.no_person`.
pub async fn preview_cells(ws: &Workspace, edits: Vec<CellEdit>) -> Result<EditedCells, Problem> {
    let (secret, unless_given) = (*ws.secret(), service::entered_by(&ws.host().actor, ws.now()));
    ws.read(move |tx| {
        let mut editor = Editor::new(tx, &secret, &unless_given)?;
        for (person, cells) in by_person(&edits) {
            editor.judge(person, &cells, &[], &[])?;
        }
        Ok(editor.done)
    })
    .await
}

/// Writes cells: those that are refused stay as they are and are told, all others change in one act.
///
/// # Errors
/// `contacts.no_person`: nothing has changed.
pub async fn edit_cells(ws: &Workspace, edits: Vec<CellEdit>) -> Result<EditedCells, Problem> {
    let (secret, unless_given) = (*ws.secret(), service::entered_by(&ws.host().actor, ws.now()));
    let label = Message::new("contacts.action.cells").with("count", edits.len());
    ws.write(label, move |tx| write_cells(tx, &secret, &unless_given, &edits)).await
}

/// Lays cells from a spreadsheet over the table; with `apply` writes them in one act, else only says what would become of them. A leading
/// `'` that our copies put before what could be run as a formula goes.
///
/// # Errors
/// `contacts.no_person`, `contacts.paste_too_large`, `contacts.paste_empty`: nothing has changed.
pub async fn paste(ws: &Workspace, paste: Paste, apply: bool) -> Result<Pasted, Problem> {
    let laid = pasting::laid(&paste.people, &paste.columns, &paste.text)?;
    let edits = laid.cells.into_iter().map(|(person, column, text)| CellEdit { person, column, text }).collect();
    let edited = if apply { edit_cells(ws, edits).await? } else { preview_cells(ws, edits).await? };
    Ok(Pasted { rows: laid.rows, columns: laid.columns, beyond: laid.beyond, edited })
}

/// What [`set_people`] would do. Nothing changes.
///
/// # Errors
/// As [`set_people`].
pub async fn preview_set(ws: &Workspace, people: Vec<PersonId>, setting: Setting) -> Result<EditedCells, Problem> {
    fits_many(&people, &setting)?;
    let (secret, unless_given) = (*ws.secret(), service::entered_by(&ws.host().actor, ws.now()));
    let job = job(ws, people.len(), "contacts.job.counting");
    let watched = job.clone();
    let done = ws
        .read(move |tx| {
            let mut editor = Editor::new(tx, &secret, &unless_given)?;
            each(&people, watched.as_ref(), |person| editor.judge(person, &cells(&setting), &setting.add, &setting.remove).map(drop))?;
            Ok(editor.done)
        })
        .await;
    ended(job, &done);
    done
}

/// Sets columns of many people, and puts tags on them and takes others off, in one act. A cell that is refused stays as it is and is told.
/// Many people are a job with progress, done some at a time, so that nobody who edits waits for all of them; who went meanwhile is passed
/// over. Stopped, what was done stays, and undo takes it back.
///
/// # Errors
/// `contacts.no_person`, `contacts.not_for_many`: nothing has changed. `contacts.many_stopped`.
pub async fn set_people(ws: &Workspace, people: Vec<PersonId>, setting: Setting) -> Result<EditedCells, Problem> {
    fits_many(&people, &setting)?;
    let (secret, unless_given) = (*ws.secret(), service::entered_by(&ws.host().actor, ws.now()));
    let label = |count: usize| Message::new("contacts.action.set").with("count", count);
    let Some(job) = job_on(ws, &people, "contacts.job.setting").await? else {
        return ws
            .write(label(people.len()), move |tx| {
                let (mut editor, mut writer) = (Editor::new(tx, &secret, &unless_given)?, PeopleWriter::new(tx, &secret));
                people.iter().try_for_each(|person| editor.set(tx, &mut writer, *person, &setting))?;
                Ok(editor.done)
            })
            .await;
    };
    upon_many(ws, people, job, "contacts.many_stopped", label, move |tx, rest, edited: &mut EditedCells| {
        let (mut editor, mut writer) = (Editor::new(tx, &secret, &unless_given)?, PeopleWriter::new(tx, &secret));
        editor.done = std::mem::take(edited);
        let done =
            until_awaited(
                tx,
                rest,
                |person| {
                    if people::is_gone(tx, person)? { Ok(()) } else { editor.set(tx, &mut writer, person, &setting) }
                },
            )?;
        *edited = editor.done;
        Ok(done)
    })
    .await
}

impl Editor<'_, '_> {
    /// Makes somebody what `setting` says, as far as it is not refused.
    fn set(&mut self, tx: &WriteTx<'_>, writer: &mut PeopleWriter<'_, '_>, person: PersonId, setting: &Setting) -> Result<(), Problem> {
        self.judge(person, &cells(setting), &setting.add, &setting.remove)?.write(tx, writer, person)
    }
}

fn cells(setting: &Setting) -> Vec<(Column, &str)> {
    setting.set.iter().map(|one| (one.column, one.text.as_str())).collect()
}

/// A name, an address, a number of the staff and a name on a network are somebody's own.
fn fits_many(people: &[PersonId], setting: &Setting) -> Result<(), Problem> {
    let own = setting.set.iter().any(|one| {
        matches!(one.column, Column::Name | Column::Address | Column::StaffNumber | Column::Handles) && !one.text.trim().is_empty()
    });
    if own && people.len() > 1 { Err(Problem::refusal("contacts.not_for_many")) } else { Ok(()) }
}

/// A job that tells how far an act on so many is, where they are not few.
pub(super) fn job(ws: &Workspace, many: usize, title: &'static str) -> Option<Handle> {
    (many > FEW).then(|| ws.part::<Registry>().begin(Message::new(title).with("n", many)))
}

/// The same of an act upon these people, once it is known that all of them are there.
pub(super) async fn job_on(ws: &Workspace, people: &[PersonId], title: &'static str) -> Result<Option<Handle>, Problem> {
    if people.len() > FEW {
        let all = people.to_vec();
        ws.read(move |tx| own::require_all(tx, &all)).await?;
    }
    Ok(job(ws, people.len(), title))
}

/// Does something to each of many, as long as nobody stops it.
pub(super) fn each<R: Copy>(many: &[R], job: Option<&Handle>, mut act: impl FnMut(R) -> Result<(), Problem>) -> Result<(), Problem> {
    for (done, one) in many.iter().enumerate() {
        if let Some(job) = job.filter(|_| done % TOLD == 0) {
            if job.cancelled() {
                return Err(Problem::failure("contacts.set_stopped"));
            }
            job.progress(done as u64, Some(many.len() as u64));
        }
        act(*one)?;
    }
    Ok(())
}

/// The job is over.
pub(super) fn ended<T>(job: Option<Handle>, done: &Result<T, Problem>) {
    let Some(job) = job else { return };
    job.end(match done {
        Ok(_) => Outcome::Done,
        Err(problem) if matches!(problem.code.as_str(), "contacts.set_stopped" | "contacts.many_stopped" | "contacts.outlets_stopped") => {
            Outcome::Cancelled
        }
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
}
