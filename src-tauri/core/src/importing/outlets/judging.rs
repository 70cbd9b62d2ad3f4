//! What becomes of the rows of a file of outlets: new, changed, unchanged, duplicate or refused, and why.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::fields::OutletField;
use super::reading::{OutletMapping, Row, Rows, Wrong, told};
use crate::contacts::{self, OutletInput, ToldOutlet, fold_key};
use crate::error::{Place, Problem};
use crate::ids::OutletId;
use crate::importing::decision::Decision;
use crate::importing::verdict::Verdict;
use crate::jobs::Handle;
use crate::messages::{Language, Message};
use crate::workspace::{ReadTx, WriteTx};

/// Rows after which progress is told, and a wish to stop is heard.
const TOLD: usize = 200;

/// What changes in one field of an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletChange {
    /// The field.
    pub field: OutletField,
    /// What it says now; empty where it says nothing.
    pub from: String,
    /// What it will say.
    pub to: String,
}

/// A row of a file of outlets with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletRowCard {
    /// Its number, as a spreadsheet shows it.
    pub row: u32,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What the user decided.
    pub decision: Decision,
    /// The outlet's name, as the row writes it.
    pub name: String,
    /// The outlet that it is about; none where it is new or refused.
    pub outlet: Option<OutletId>,
    /// What changes, by field; of a new outlet what is known of it.
    pub changes: Vec<OutletChange>,
    /// Why it is a duplicate or refused.
    pub what: Option<Message>,
    /// The column whose cell is wrong, counted from 0.
    pub column: Option<u32>,
    /// What that cell says, to be mended; empty where none is wrong.
    pub text: String,
}

impl OutletRowCard {
    /// What happens and why, in one line; empty for a row that changes nothing.
    #[must_use]
    pub fn reason(&self, language: Language) -> String {
        let changes = self.changes.iter().map(|change| {
            let how = match (change.from.is_empty(), change.to.is_empty()) {
                (true, _) => "added",
                (false, true) => "removed",
                (false, false) => "becomes",
            };
            let line = Message::new("importing.outlet.change").with("field", change.field.word()).with("how", how);
            line.with("from", change.from.clone()).with("to", change.to.clone()).text(language)
        });
        self.what.iter().map(|what| what.text(language)).chain(changes).collect::<Vec<_>>().join(" ")
    }
}

/// What was found in all rows.
pub(in crate::importing) struct Look {
    pub(in crate::importing) cards: Vec<OutletRowCard>,
    /// Stands for the rows and what would be done.
    pub(in crate::importing) seal: String,
    /// What is to be written, row by row.
    writes: Vec<Option<Write>>,
}

/// A row judged, and what is to be written for it.
struct Judged {
    card: OutletRowCard,
    write: Option<Write>,
}

/// What is to be written for a row.
struct Write {
    told: ToldOutlet,
    /// The row before it with which it is merged.
    onto: Option<u32>,
}

/// Judges rows one after another.
struct Judge<'m> {
    mapping: &'m OutletMapping,
    decisions: &'m BTreeMap<u32, Decision>,
    /// Which row was the first about an outlet.
    held: HashMap<OutletId, u32>,
    /// Names that rows before give to outlets, folded.
    names: HashMap<String, u32>,
}

impl Judge<'_> {
    fn judge(&mut self, tx: &ReadTx<'_>, row: &Row) -> Result<Judged, Problem> {
        let decision = self.decisions.get(&row.row).copied().unwrap_or(Decision::AsProposed);
        let name_at = self.mapping.column(OutletField::Name).unwrap_or_default() as usize;
        let name: String = row.cells.get(name_at).map(|cell| cell.trim().chars().take(300).collect()).unwrap_or_default();
        let mut card = OutletRowCard {
            row: row.row,
            verdict: Verdict::Refused,
            decision,
            name,
            outlet: None,
            changes: Vec::new(),
            what: None,
            column: None,
            text: String::new(),
        };
        let told = match told(row, self.mapping) {
            Ok(patch) => contacts::told_outlet(tx, patch),
            Err(wrong) => return Ok(refused(card, row, wrong)),
        };
        let told = match told {
            Ok(told) => told,
            Err(problem) if problem.code == "contacts.refused" => {
                let wrong = self.wrong(problem);
                return Ok(refused(card, row, wrong));
            }
            Err(problem) => return Err(problem),
        };
        card.outlet = told.id;
        let keys: Vec<String> = std::iter::once(&told.after().name).chain(&told.after().other_names).map(|name| fold_key(name)).collect();
        // Of an outlet that is here only the names that come are held against the file; it has the others already.
        let own = keys.first().and_then(|key| self.names.get(key)).copied();
        let earlier = told.id.and_then(|id| self.held.get(&id)).copied().or(own);
        if let Some(earlier) = earlier.filter(|_| decision != Decision::Merge) {
            card.verdict = Verdict::Duplicate;
            card.what = Some(Message::new("importing.duplicate.outlet_in_file").with("row", earlier));
            return Ok(Judged { card, write: None });
        }
        let new_names = told.after().other_names.iter().filter(|name| !told.before.other_names.contains(name));
        if let Some(taken) = new_names.into_iter().find(|name| self.names.get(&fold_key(name)).is_some_and(|row| Some(*row) != earlier)) {
            let what = Message::new("contacts.fault.outlet_taken").with("name", taken.clone());
            let column = self.mapping.column(OutletField::OtherNames);
            return Ok(refused(card, row, Wrong { what, column }));
        }
        card.changes = changes(&told.before, told.after(), told.id.is_none());
        card.verdict = match (earlier, told.id) {
            (Some(_), _) => Verdict::Duplicate,
            (None, None) => Verdict::New,
            (None, Some(_)) if card.changes.is_empty() => Verdict::Unchanged,
            (None, Some(_)) => Verdict::Changed,
        };
        if decision == Decision::Skip {
            return Ok(Judged { card, write: None });
        }
        self.names.extend(keys.into_iter().map(|key| (key, row.row)));
        if let Some(id) = told.id {
            self.held.entry(id).or_insert(row.row);
        }
        Ok(Judged { card, write: Some(Write { told, onto: earlier }) })
    }

    /// The first of what is wrong with an outlet, and where that stands in the file.
    fn wrong(&self, problem: Problem) -> Wrong {
        let Some(place) = problem.places.into_iter().next() else { return Wrong { what: problem.what, column: None } };
        let field = place.field.as_deref().and_then(OutletField::from_word);
        Wrong { what: place.what.unwrap_or(problem.what), column: field.and_then(|field| self.mapping.column(field)) }
    }
}

fn refused(card: OutletRowCard, row: &Row, wrong: Wrong) -> Judged {
    let text = wrong.column.and_then(|at| row.cells.get(at as usize)).cloned().unwrap_or_default();
    Judged { card: OutletRowCard { what: Some(wrong.what), column: wrong.column, text, ..card }, write: None }
}

/// What differs, field by field; the name of a new outlet is no change.
fn changes(before: &OutletInput, after: &OutletInput, new: bool) -> Vec<OutletChange> {
    let known = |word: &str| if word == "unknown" { String::new() } else { word.to_owned() };
    let text = |outlet: &OutletInput, field: OutletField| match field {
        OutletField::Name => outlet.name.clone(),
        OutletField::OtherNames => outlet.other_names.join("; "),
        OutletField::Kind => known(outlet.kind.word()),
        OutletField::Reach => outlet.reach.clone(),
        OutletField::Region => outlet.region.clone(),
        OutletField::Language => outlet.language.clone(),
        OutletField::Frequency => known(outlet.frequency.word()),
        OutletField::Website => outlet.website.clone(),
        OutletField::Audiences => outlet.audiences.join("; "),
        OutletField::Note => outlet.note.clone(),
    };
    let fields = OutletField::ALL.into_iter().filter(|field| !(new && *field == OutletField::Name));
    fields
        .map(|field| OutletChange { field, from: text(before, field), to: text(after, field) })
        .filter(|change| change.from != change.to)
        .collect()
}

fn judge<'m>(mapping: &'m OutletMapping, decisions: &'m BTreeMap<u32, Decision>) -> Judge<'m> {
    Judge { mapping, decisions, held: HashMap::new(), names: HashMap::new() }
}

/// Judges all rows; nothing is written.
pub(in crate::importing) fn look(
    tx: &ReadTx<'_>,
    rows: &Rows,
    mapping: &OutletMapping,
    decisions: &BTreeMap<u32, Decision>,
    job: &Handle,
) -> Result<Look, Problem> {
    let mut judge = judge(mapping, decisions);
    let (mut cards, mut writes, mut digest) = (Vec::with_capacity(rows.0.len()), Vec::with_capacity(rows.0.len()), Sha256::new());
    for (at, row) in rows.0.iter().enumerate() {
        hear(job, at, rows.0.len())?;
        let judged = judge.judge(tx, row)?;
        let said = serde_json::to_vec(&(&judged.card, &row.cells)).map_err(|e| Problem::failure("workspace.failed").because(e))?;
        digest.update(said);
        cards.push(judged.card);
        writes.push(judged.write);
    }
    check_decisions(&cards, decisions)?;
    Ok(Look { cards, writes, seal: digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect() })
}

/// A decision about a row that is not there, or that it cannot be about, changes nothing.
fn check_decisions(cards: &[OutletRowCard], decisions: &BTreeMap<u32, Decision>) -> Result<(), Problem> {
    for (row, decision) in decisions {
        let card = cards.iter().find(|card| card.row == *row).ok_or_else(|| Problem::missing("importing.no_row").with("row", *row))?;
        if !decision.fits(card.verdict) {
            let refused = Problem::refusal("importing.undecidable").with("verdict", card.verdict.word()).with("row", *row);
            return Err(refused.todo("importing.undecidable.todo").at(Place::row(*row)));
        }
    }
    Ok(())
}

/// Writes what was looked at in this same transaction, and nothing else: a row that was not to be written is not, whatever the ones before it
/// left. How many were added, and how many changed.
pub(in crate::importing) fn applied(
    tx: &WriteTx<'_>,
    rows: &Rows,
    mapping: &OutletMapping,
    look: &Look,
    job: &Handle,
) -> Result<(u32, u32), Problem> {
    let mut written: HashMap<u32, OutletId> = HashMap::new();
    let (mut added, mut changed) = (0, 0);
    for (at, (row, write)) in rows.0.iter().zip(&look.writes).enumerate() {
        hear(job, at, rows.0.len())?;
        let Some(Write { told, onto }) = write else { continue };
        // What a row is merged with is another outlet now, or a new one.
        let again = onto.map(|onto| merged(tx, row, mapping, written.get(&onto).copied())).transpose()?;
        let told = again.as_ref().unwrap_or(told);
        let id = contacts::keep_told_outlet(tx, told)?;
        written.insert(row.row, id);
        match told.id {
            None => added += 1,
            Some(_) if told.before != *told.after() => changed += 1,
            Some(_) => {}
        }
    }
    Ok((added, changed))
}

/// What a row says, held against the outlet that the row before it left.
fn merged(tx: &WriteTx<'_>, row: &Row, mapping: &OutletMapping, onto: Option<OutletId>) -> Result<ToldOutlet, Problem> {
    let patch = told(row, mapping).map_err(|_| changed_since())?;
    let told = contacts::told_outlet(tx, patch)?;
    // The row before may have taken the name away by which this one meant it.
    if told.id.is_some() && told.id == onto { Ok(told) } else { Err(changed_since()) }
}

/// What is there is not what was looked at.
pub(in crate::importing) fn changed_since() -> Problem {
    Problem::refusal("importing.outlets_changed").todo("importing.outlets_changed.todo")
}

fn hear(job: &Handle, at: usize, of: usize) -> Result<(), Problem> {
    if !at.is_multiple_of(TOLD) {
        return Ok(());
    }
    job.progress(at as u64, Some(of as u64));
    if job.cancelled() { Err(Problem::failure("importing.cancelled")) } else { Ok(()) }
}
