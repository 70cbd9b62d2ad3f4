//! Doing an import again that was taken back: the same people under the same numbers, at the instant at which they came first, as far as
//! nothing is in the way. It is written in the same small steps as the first time (docs/decisions/0001): every row is judged anew, and does
//! what it did then, to the same person, or nothing.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::applying::{Act, Work, with_right};
use super::before::Before;
use super::entry::Entry;
use super::store::{self, Import};
use super::taking_back::named;
use super::verdict;
use crate::contacts::{CheckedPerson, PersonInput};
use crate::error::Problem;
use crate::ids::{ActionId, ImportId, Millis, PersonId};
use crate::jobs::{Handle, Registry};
use crate::messages::Message;
use crate::workspace::api::Undone;
use crate::workspace::{Finish, ReadTx, TakenBack, Workspace};

/// Ranges of ids that are set aside in one transaction.
const TOGETHER: usize = 500;

/// What an import did before it was taken back.
pub(super) struct Again {
    /// Whom rows added, and the undo took away.
    added: HashMap<u32, PersonId>,
    /// Whom rows changed.
    changed: HashMap<u32, PersonId>,
    /// The ids of those whom the undo took away, in ranges.
    ranges: Vec<(i64, i64)>,
    /// Those of them at whose ids somebody stands by now.
    standing: HashSet<PersonId>,
    /// When it was applied.
    pub(super) at: Millis,
}

/// What a row does when its import is done again.
pub(super) enum Does {
    /// It adds this person.
    Add(PersonId),
    /// What it was judged to do now.
    AsJudged,
    /// Nothing, as before.
    Nothing,
    /// Nothing: somebody stands in the place of whom it added, or whom it changed is not there, or is another by now.
    InTheWay(PersonId),
}

impl Again {
    /// What the import did, if it can be done again.
    ///
    /// # Errors
    /// `importing.not_again`: an earlier version took it back and did not keep whom it took.
    pub(super) fn read(tx: &ReadTx<'_>, import: &Import) -> Result<Self, Problem> {
        let kept = import.taken_back.as_deref().and_then(|kept| serde_json::from_str::<Vec<(i64, i64)>>(kept).ok());
        let Some(mut ranges) = kept else {
            return Err(Problem::refusal("importing.not_again").with("file", import.file.clone()).todo("importing.not_again.todo"));
        };
        ranges.sort_unstable();
        let was_taken = |person: PersonId| {
            let before = ranges.partition_point(|(first, _)| *first <= person.get());
            before.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|(_, last)| person.get() <= *last)
        };
        let (mut added, mut changed) = (HashMap::new(), HashMap::new());
        for (row, person, was_added) in store::done(tx, import.id)? {
            if !was_added {
                changed.insert(row, person);
            } else if was_taken(person) {
                added.insert(row, person);
            }
        }
        Ok(Self { added, changed, ranges, standing: HashSet::new(), at: import.applied_at.unwrap_or_default() })
    }

    /// How many people it brings back.
    pub(super) fn people(&self) -> u32 {
        u32::try_from(self.added.len()).unwrap_or(u32::MAX)
    }

    /// The ids of those whom it brings back, as portions that are set aside together.
    pub(super) fn portions(&self) -> Vec<Vec<(i64, i64)>> {
        self.ranges.chunks(TOGETHER).map(<[_]>::to_vec).collect()
    }

    /// From now on these are in the way of themselves: somebody stands at their ids.
    pub(super) fn leave_out(&mut self, standing: Vec<PersonId>) {
        self.standing.extend(standing);
    }

    /// Whether all whom it brings back are one range of ids.
    pub(super) fn is_in_one(&self) -> bool {
        self.ranges.len() == 1 && self.standing.is_empty()
    }

    /// Whether the row changed somebody.
    pub(super) fn has_changed(&self, row: u32) -> bool {
        self.changed.contains_key(&row)
    }

    /// Whether what the row changed then of whom it becomes `merged` is neither as it was before nor as the row says: somebody corrected it
    /// since, and that is not written over.
    pub(super) fn is_another(
        &self,
        tx: &ReadTx<'_>,
        import: &Import,
        row: u32,
        entry: &Entry,
        held: &PersonInput,
        merged: &CheckedPerson,
    ) -> Result<bool, Problem> {
        if !self.has_changed(row) {
            return Ok(false);
        }
        let Some(before) = store::before(tx, import.id, row)? else { return Ok(false) };
        let before: Before = serde_json::from_str(&before).map_err(|e| Problem::failure("workspace.damaged").because(e))?;
        let then = verdict::merge(&import.mapping, entry, &before.input)?;
        let [before, then, held, now] = [&before.input, then.fields(), held, merged.fields()].map(columns);
        let differs = |column: &String, then: &Value| {
            let (before, held, now) = (before.get(column), held.get(column), now.get(column));
            before != Some(then) && held != before && held != now
        };
        Ok(then.iter().any(|(column, then)| differs(column, then)))
    }

    /// What a row does that is judged to do `what`, of the person who was found for it.
    pub(super) fn does(&self, row: u32, what: Option<&Act>, found: Option<PersonId>) -> Does {
        if let Some(person) = self.added.get(&row) {
            // Merged with an earlier row that made nobody, it stands for the person itself.
            let adds = matches!(what, Some(Act::Add)) || matches!(what, Some(Act::Merge)) && found.is_none();
            return if adds && !self.standing.contains(person) { Does::Add(*person) } else { Does::InTheWay(*person) };
        }
        match (self.changed.get(&row), what) {
            (Some(person), Some(Act::Merge) | None) if found == Some(*person) => Does::AsJudged,
            (Some(person), _) => Does::InTheWay(*person),
            (None, Some(_)) => Does::Nothing,
            (None, None) => Does::AsJudged,
        }
    }
}

/// A person by columns.
fn columns(person: &PersonInput) -> Map<String, Value> {
    match serde_json::to_value(person) {
        Ok(Value::Object(columns)) => columns,
        _ => Map::new(),
    }
}

/// The import, if it was taken back.
pub(super) fn undone_import(tx: &ReadTx<'_>, id: ImportId) -> Result<Import, Problem> {
    let import = super::api::known(tx, id)?;
    if import.state == "undone" { Ok(import) } else { Err(Problem::refusal("workspace.nothing_to_redo")) }
}

/// Does the import again that `act` applied and an undo took back. It takes as long as the first time, in steps that nobody sees; `finish`
/// ends the one act that shows all of it, under `label`. A job with progress, which can be cancelled; then nothing has changed.
///
/// # Errors
/// `importing.not_again`, `importing.cancelled`, `workspace.nothing_to_redo` if it stands, or was discarded since.
pub fn redo(ws: &Workspace, act: ActionId, label: &Message, finish: Finish) -> Result<Undone, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("importing.job.redo"));
    let done = redone(ws, act, label, finish, &job);
    job.end(super::api::outcome(&done));
    done
}

fn redone(ws: &Workspace, act: ActionId, label: &Message, finish: Finish, job: &Handle) -> Result<Undone, Problem> {
    let id = ws.read_blocking(|tx| {
        let import = store::import_of_action(tx, act)?.ok_or_else(|| Problem::refusal("workspace.nothing_to_redo"))?;
        Again::read(tx, &undone_import(tx, import.id)?)?;
        Ok(import.id)
    })?;
    with_right(ws, job, || {
        let work = Work::begin_again(ws, id)?;
        let written = work.write_unseen(job)?;
        work.make_whole(job)?;
        let shown = work.shown(job, written);
        ws.write_yielding(label, move |tx| {
            let left = shown.show(tx)?;
            finish(tx, TakenBack { touched: Vec::new(), left: sentence(&left) })
        })
    })
}

/// Who was not brought back, in a sentence.
pub(super) fn sentence(left: &[(PersonId, String)]) -> Option<Message> {
    named("importing.redo_left", left)
}
