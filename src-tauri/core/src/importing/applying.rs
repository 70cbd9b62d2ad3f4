//! Applying an import as one transaction, and taking it back from what it kept.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::mapping::Mapping;
use super::staging::{for_all, judge_cells, staged};
use super::store::{self, Import, Staged};
use super::verdict::{self, Judged, Seen, Verdict};
use crate::contacts::{self, PeopleWriter, PersonInput};
use crate::error::Problem;
use crate::ids::{ActionId, ImportId, Millis, PersonId};
use crate::jobs::Handle;
use crate::messages::Message;
use crate::workspace::{ReadTx, TakenBack, Topic, Touched, Workspace, WriteTx};

/// Rows that are read, and progress that is told, at a time.
const CHUNK: u32 = 1_000;
/// Most names in the sentence about who stays at an undo.
const NAMED: usize = 3;

/// What a user decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Decision {
    /// New and changed rows are applied, duplicates are not.
    AsProposed,
    /// The row is left out.
    Skip,
    /// A duplicate: the row is merged with the person it names.
    Merge,
    /// A duplicate: the row is a person of its own.
    Separate,
}

impl Decision {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::AsProposed => "as-proposed",
            Self::Skip => "skip",
            Self::Merge => "merge",
            Self::Separate => "separate",
        }
    }

    pub(super) fn from_word(word: &str) -> Self {
        [Self::Skip, Self::Merge, Self::Separate].into_iter().find(|one| one.word() == word).unwrap_or(Self::AsProposed)
    }
}

/// What a changed person was before.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    input: PersonInput,
    /// Whether the import set do-not-contact.
    barred_by_it: bool,
}

/// The import, if it is staged and may be applied.
pub(super) fn staged_import(tx: &ReadTx<'_>, id: ImportId) -> Result<Import, Problem> {
    let import = store::import(tx, id)?.ok_or_else(|| Problem::missing("importing.no_import").with("import", id.to_string()))?;
    match import.state.as_str() {
        "staged" => Ok(import),
        "applied" => Err(Problem::refusal("importing.applied_already").todo("importing.applied_already.todo")),
        _ => Err(Problem::refusal("importing.not_staged").todo("importing.not_staged.todo")),
    }
}

/// Applies every row as it was judged and decided. Rows are judged anew against what the workspace holds now, so that
/// nobody who came in since is doubled.
pub(super) fn apply(tx: &WriteTx<'_>, secret: &[u8; 32], import: &Import, total: u64, job: &Handle) -> Result<(), Problem> {
    tx.undo_is_kept_elsewhere()?;
    tx.unrecorded(|| {
        let mut applying = Applying {
            tx,
            import,
            secret,
            all: for_all(import, tx.now()),
            writer: PeopleWriter::new(tx, secret),
            seen: Seen::default(),
            made: HashMap::new(),
        };
        let (mut after, mut done) = (0u32, 0u64);
        loop {
            let rows = store::rows_after(tx, import.id, after, CHUNK)?;
            let Some(last) = rows.last() else { break };
            after = last.row;
            done += rows.len() as u64;
            for row in rows {
                applying.row(row)?;
            }
            if job.cancelled() {
                return Err(Problem::failure("importing.cancelled"));
            }
            job.progress(done, Some(total));
        }
        store::set_applied(tx, import.id)?;
        tx.changed(Topic::Person, None);
        tx.changed(Topic::Outlet, None);
        Ok(())
    })
}

struct Applying<'t, 'c> {
    tx: &'t WriteTx<'c>,
    import: &'t Import,
    secret: &'t [u8; 32],
    all: super::entry::ForAll,
    writer: PeopleWriter<'t, 'c>,
    seen: Seen,
    /// The people whom rows of this file are about: made, or found.
    made: HashMap<u32, PersonId>,
}

impl Applying<'_, '_> {
    fn mapping(&self) -> &Mapping {
        &self.import.mapping
    }

    fn row(&mut self, row: Staged) -> Result<(), Problem> {
        if row.broken {
            return Ok(());
        }
        let (judged, entry) = judge_cells(self.tx, self.secret, &self.import.mapping, &self.all, &mut self.seen, row.row, &row.cells)?;
        let number = row.row;
        if let Some(person) = judged.person {
            self.made.insert(number, person);
        }
        let decision = Decision::from_word(&row.decision);
        if judged.verdict != row.verdict || judged.finding != row.finding {
            let now =
                Staged { decision: row.decision, ..staged(number, row.cells, &self.import.mapping, entry.as_ref(), judged.clone(), false) };
            store::set_judged(self.tx, self.import.id, &now)?;
        }
        let Some(entry) = entry else { return Ok(()) };
        match (judged.verdict, decision) {
            (Verdict::New, Decision::AsProposed | Decision::Merge | Decision::Separate) | (Verdict::Duplicate, Decision::Separate) => {
                self.add(number, &entry)
            }
            (Verdict::Changed, Decision::AsProposed | Decision::Merge) | (Verdict::Duplicate, Decision::Merge) => {
                self.merge(number, &judged, &entry)
            }
            _ => Ok(()),
        }
    }

    fn add(&mut self, row: u32, entry: &Entry) -> Result<(), Problem> {
        let person = self.writer.add_silently(&entry.person)?;
        if let Some(reason) = &entry.barred {
            contacts::set_do_not_contact(self.tx, person, Some(reason))?;
        }
        self.made.insert(row, person);
        Ok(store::set_outcome(self.tx, self.import.id, row, person, "added", "")?)
    }

    fn merge(&mut self, row: u32, judged: &Judged, entry: &Entry) -> Result<(), Problem> {
        let earlier = judged.earlier.and_then(|row| self.made.get(&row).copied());
        // An earlier row that was left out made nobody: then this one stands for the person itself.
        let Some(person) = judged.person.or(earlier) else { return self.add(row, entry) };
        let Some(held) = contacts::record(self.tx, person)? else { return Ok(()) };
        let merged = verdict::merge(self.mapping(), entry, &held.input)?;
        let replaced = self.writer.replace(person, &merged)?.is_some();
        let bar = entry.barred.as_ref().filter(|_| held.do_not_contact.is_none());
        if let Some(reason) = bar {
            contacts::set_do_not_contact(self.tx, person, Some(reason))?;
        }
        self.made.insert(row, person);
        if !replaced && bar.is_none() {
            return Ok(());
        }
        let before = store::json(&Before { input: held.input, barred_by_it: bar.is_some() });
        Ok(store::set_outcome(self.tx, self.import.id, row, person, "changed", &before)?)
    }
}

/// Takes an import back, the last row first, as far as nobody changed the people since; those stay and are named.
///
/// # Errors
/// `importing.no_import` if the action is none of an import.
pub fn take_back(ws: &Workspace, tx: &WriteTx<'_>, action: ActionId) -> Result<TakenBack, Problem> {
    let import = store::import_of_action(tx, action)?.ok_or_else(|| Problem::missing("importing.no_import").with("import", ""))?;
    let applied_at = import.applied_at.unwrap_or_default();
    let mut left: Vec<(PersonId, String)> = Vec::new();
    tx.unrecorded(|| {
        let mut writer = PeopleWriter::new(tx, ws.secret());
        // Of several rows about one person the last one was done last; once it is back, the person is as before it.
        let mut reverted = std::collections::HashSet::new();
        let mut before = u32::MAX;
        loop {
            let rows = store::done_before(tx, import.id, before, CHUNK)?;
            let Some(last) = rows.last() else { break };
            before = last.row;
            for row in &rows {
                take_row_back(tx, &mut writer, row, applied_at, &mut reverted, &mut left)?;
            }
        }
        Ok(())
    })?;
    left.dedup_by_key(|(person, _)| *person);
    store::set_undone(tx, import.id, &store::json(&left))?;
    tx.changed(Topic::Person, None);
    Ok(TakenBack { touched: Vec::<Touched>::new(), left: sentence(&left) })
}

fn take_row_back(
    tx: &WriteTx<'_>,
    writer: &mut PeopleWriter<'_, '_>,
    row: &Staged,
    applied_at: Millis,
    reverted: &mut std::collections::HashSet<PersonId>,
    left: &mut Vec<(PersonId, String)>,
) -> Result<(), Problem> {
    let Some(person) = row.person else { return Ok(()) };
    // Who is gone was taken away since; there is nothing to take back.
    let Some(held) = contacts::record(tx, person)? else { return Ok(()) };
    let untouched = held.changed_at == applied_at || reverted.contains(&person);
    if !untouched {
        left.push((person, shown(&held.input)));
        return Ok(());
    }
    if row.outcome == "added" {
        match writer.remove(person) {
            Ok(_) => return Ok(()),
            // A letter went to them meanwhile: the ledger refers to them.
            Err(error) if error.is_still_referred_to() => {
                left.push((person, shown(&held.input)));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let before: Before = serde_json::from_str(&row.before).map_err(|e| Problem::failure("workspace.damaged").because(e))?;
    let unless_given = contacts::Provenance { source: String::new(), on: String::new() };
    let checked = contacts::check(before.input, &unless_given)?;
    writer.replace(person, &checked)?;
    if before.barred_by_it {
        contacts::set_do_not_contact(tx, person, None)?;
    }
    reverted.insert(person);
    Ok(())
}

fn shown(person: &PersonInput) -> String {
    if person.name.is_empty() { person.addresses.first().map(|one| one.address.clone()).unwrap_or_default() } else { person.name.clone() }
}

/// Who stays, in a sentence.
pub(super) fn sentence(left: &[(PersonId, String)]) -> Option<Message> {
    if left.is_empty() {
        return None;
    }
    let names: Vec<&str> = left.iter().take(NAMED).map(|(_, name)| name.as_str()).collect();
    let more = left.len().saturating_sub(NAMED);
    Some(Message::new("importing.undo_left").with("count", left.len()).with("names", names.join(", ")).with("more", more))
}
