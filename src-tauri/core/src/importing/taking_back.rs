//! Taking an import back from what it kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::contacts::{self, Difference, PeopleWriter, PersonInput, PositionInput};
use crate::error::Problem;
use crate::ids::{ActionId, Millis, PersonId, RelationId};
use crate::jobs::{Handle, Outcome, Registry};
use crate::messages::Message;
use crate::workspace::{ReadTx, TakeBack, TakenBack, Topic, Touched, Workspace, WriteTx, elsewhere_since, newest_act, newest_step};

use super::api::outcome;
use super::before::Before;
use super::store::{self, Done, Import};

/// Rows that are read at a time.
const CHUNK: u32 = 1_000;
/// Most names in the sentence about who stays at an undo.
const NAMED: usize = 3;
/// Most names that are kept of those who stay: of the others there is the number alone.
pub(super) const NAMES_KEPT: usize = 100;

/// Prepares to take an import back as far as nobody changed the people since; those stay and are named. Whom it added nobody
/// sees any more then; [`tidy`](super::clearing::tidy) clears them away afterwards, a few at a time. A job with progress, which
/// can be cancelled; then nothing has changed.
///
/// # Errors
/// `importing.no_import` if the action is none of an import; `importing.busy` while another one is being applied;
/// `importing.cancelled`.
pub fn take_back(ws: &Workspace, action: ActionId) -> Result<TakeBack, Problem> {
    let job = Ending::new(ws.part::<Registry>().begin(Message::new("importing.job.take_back")));
    let back = job.noted(ws.read_blocking(|tx| Back::prepare(tx, action, &job.job)))?;
    let (secret, faults) = (*ws.secret(), ws.faults().clone());
    Ok(Box::new(move |tx| {
        faults.point("import-taking-back");
        job.noted(back.take(tx, &secret, &job.job))
    }))
}

/// A job that ends when this goes, as the last try did.
struct Ending {
    job: Handle,
    how: Mutex<Outcome>,
}

impl Ending {
    fn new(job: Handle) -> Self {
        Self { job, how: Mutex::new(Outcome::Cancelled) }
    }

    fn noted<T>(&self, result: Result<T, Problem>) -> Result<T, Problem> {
        *self.how.lock().unwrap_or_else(PoisonError::into_inner) = outcome(&result);
        result
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.job.end(self.how.lock().unwrap_or_else(PoisonError::into_inner).clone());
    }
}

/// What taking an import back does, found out beforehand.
struct Back {
    import: Import,
    /// Whom it added and nobody changed since, by id.
    untouched: Vec<PersonId>,
    /// Whom it added or changed, and somebody changed since.
    left: Vec<PersonId>,
    changes: Vec<Change>,
    /// The suppressions that it made, and the further reasons of others.
    opt_outs: Vec<contacts::Suppressed>,
    /// The newest step of history and the newest act then.
    since: (i64, i64),
}

/// How one changed person becomes again what they were.
struct Change {
    person: PersonId,
    difference: Difference,
    barred_by_it: bool,
    agreed_by_it: bool,
    pictured_by_it: bool,
    in_law_by_it: contacts::InLaw,
    placed_by_it: Vec<PositionInput>,
    related_by_it: Vec<RelationId>,
}

impl Back {
    fn prepare(tx: &ReadTx<'_>, action: ActionId, job: &Handle) -> Result<Self, Problem> {
        let import = store::import_of_action(tx, action)?.ok_or_else(|| Problem::missing("importing.no_import").with("import", ""))?;
        super::applying::not_busy(tx)?;
        let applied_at = import.applied_at.unwrap_or_default();
        let since = (newest_step(tx)?, newest_act(tx)?);
        let added = store::added(tx, import.id)?;
        let (untouched, mut left) = contacts::untouched(tx, &added, applied_at)?;
        let (of_added, of_changed) = store::outcomes(tx, import.id)?;
        let all = u64::from(of_added) + u64::from(of_changed);
        // Of several rows about one person the last one was done last: what the first one found is what they were.
        let mut found: HashMap<PersonId, Change> = HashMap::new();
        let (mut before, mut done) = (u32::MAX, u64::from(of_added));
        loop {
            job.progress(done, Some(all));
            let rows = store::changed_before(tx, import.id, before, CHUNK)?;
            let Some(last) = rows.last() else { break };
            before = last.row;
            done += rows.len() as u64;
            for row in rows.iter().filter(|row| added.binary_search(&row.person).is_err()) {
                let later = found.remove(&row.person);
                match change_back(tx, row, applied_at, later.as_ref())? {
                    Found::Change(change) => drop(found.insert(row.person, *change)),
                    Found::ChangedSince => left.push(row.person),
                    Found::Gone => {}
                }
            }
            if job.cancelled() {
                return Err(Problem::failure("importing.cancelled"));
            }
        }
        job.progress(all, Some(all));
        let opt_outs = store::opt_outs(tx, import.id)?;
        Ok(Self { import, untouched, left, changes: found.into_values().collect(), opt_outs, since })
    }

    /// Does it. It may be begun several times: it gives way to whoever waits.
    fn take(&self, tx: &WriteTx<'_>, secret: &[u8; 32], job: &Handle) -> Result<TakenBack, Problem> {
        super::applying::not_busy(tx)?;
        if elsewhere_since(tx, self.since.1)? {
            // Another import, or its undo, came in between: whoever asks again is answered by what is now.
            return Err(Problem::refusal("importing.busy").todo("importing.busy.todo"));
        }
        let touched = contacts::changed_since(tx, self.since.0)?;
        let mut left = self.left.clone();
        let mut writer = PeopleWriter::new(tx, secret);
        for (n, change) in self.changes.iter().enumerate() {
            if job.cancelled() {
                return Err(Problem::failure("importing.cancelled"));
            }
            tx.give_way_at(n)?;
            if touched.contains(&change.person) {
                left.push(change.person);
                continue;
            }
            writer.change(change.person, &change.difference)?;
            contacts::take_relations(tx, &change.related_by_it)?;
            if change.barred_by_it {
                writer.bar(change.person, None)?;
            }
        }
        let taken = if self.untouched.iter().any(|person| touched.contains(person)) {
            let (still, since): (Vec<_>, Vec<_>) = self.untouched.iter().partition(|person| !touched.contains(person));
            left.extend(since);
            contacts::hide(tx, &still)?
        } else {
            contacts::hide(tx, &self.untouched)?
        };
        for (n, suppression) in self.opt_outs.iter().enumerate() {
            tx.give_way_at(n)?;
            contacts::withdraw_suppression(tx, *suppression)?;
        }
        left.sort_unstable();
        left.dedup();
        let named = self.names_of(tx, left)?;
        store::set_undone(tx, self.import.id, &store::json(&named), &store::json(&taken))?;
        tx.changed(Topic::Person, None);
        Ok(TakenBack { touched: Vec::<Touched>::new(), left: sentence(&named) })
    }

    /// Those of `left` (by id) who are there, the first by name.
    fn names_of(&self, tx: &WriteTx<'_>, mut left: Vec<PersonId>) -> Result<Vec<(PersonId, String)>, Problem> {
        let others = left.split_off(left.len().min(NAMES_KEPT));
        let mut named = Vec::with_capacity(left.len() + others.len());
        for person in left {
            named.extend(contacts::record(tx, person)?.map(|held| (person, shown(&held.input))));
        }
        let (as_it_left_them, since) = contacts::untouched(tx, &others, self.import.applied_at.unwrap_or_default())?;
        named.extend(as_it_left_them.into_iter().chain(since).map(|person| (person, String::new())));
        Ok(named)
    }
}

/// The import that changed one of these rows after `action`, and still stands: what was before it must not be put back
/// beneath it.
///
/// # Errors
/// What SQLite says.
pub fn changed_since(tx: &WriteTx<'_>, action: ActionId, touched: &[Touched]) -> Result<Option<Message>, Problem> {
    let people: Vec<PersonId> = touched.iter().filter(|one| one.table == "person").map(|one| one.row.into()).collect();
    Ok(store::changed_by_import_since(tx, action, &people)?.map(|file| Message::new("importing.changed_since").with("file", file)))
}

/// What became of somebody whom a row changed.
enum Found {
    Change(Box<Change>),
    ChangedSince,
    /// Taken away since: there is nothing to take back.
    Gone,
}

/// How the person whom a row changed becomes again what they were before it; `later` says it of a later row about them.
fn change_back(tx: &ReadTx<'_>, row: &Done, applied_at: Millis, later: Option<&Change>) -> Result<Found, Problem> {
    let Some(held) = contacts::record(tx, row.person)? else { return Ok(Found::Gone) };
    if held.changed_at != applied_at {
        return Ok(Found::ChangedSince);
    }
    let before: Before = serde_json::from_str(&row.before).map_err(|e| Problem::failure("workspace.damaged").because(e))?;
    let unless_given = contacts::Provenance { source: String::new(), on: String::new() };
    let checked = contacts::check(before.input, &unless_given)?;
    let barred_by_it = before.barred_by_it || later.is_some_and(|later| later.barred_by_it);
    let agreed_by_it = before.agreed_by_it || later.is_some_and(|later| later.agreed_by_it);
    let difference = Difference::between(&held.input, &checked);
    let difference = if agreed_by_it { difference.ending_agreement() } else { difference };
    let pictured_by_it = before.pictured_by_it || later.is_some_and(|later| later.pictured_by_it);
    let difference = if pictured_by_it { difference.without_photo() } else { difference };
    let in_law_by_it = before.in_law_by_it.and(later.map(|later| later.in_law_by_it.clone()).unwrap_or_default());
    let (mut placed_by_it, mut related_by_it) = (before.placed_by_it, before.related_by_it);
    if let Some(later) = later {
        placed_by_it.extend(later.placed_by_it.iter().cloned());
        related_by_it.extend(&later.related_by_it);
    }
    let difference = difference.taken_back_in_law(in_law_by_it.clone()).taken_from(placed_by_it.clone());
    let change =
        Change { person: row.person, difference, barred_by_it, agreed_by_it, pictured_by_it, in_law_by_it, placed_by_it, related_by_it };
    Ok(Found::Change(Box::new(change)))
}

fn shown(person: &PersonInput) -> String {
    if person.name.is_empty() { person.addresses.first().map(|one| one.address.clone()).unwrap_or_default() } else { person.name.clone() }
}

/// Who stays, in a sentence.
pub(super) fn sentence(left: &[(PersonId, String)]) -> Option<Message> {
    named("importing.undo_left", left)
}

/// The sentence `key` about these people; none about nobody.
pub(super) fn named(key: &'static str, left: &[(PersonId, String)]) -> Option<Message> {
    if left.is_empty() {
        return None;
    }
    let names: Vec<&str> = left.iter().map(|(_, name)| name.as_str()).filter(|name| !name.is_empty()).take(NAMED).collect();
    let more = left.len().saturating_sub(names.len());
    Some(Message::new(key).with("count", left.len()).with("names", names.join(", ")).with("more", more))
}
