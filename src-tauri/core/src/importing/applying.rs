//! Applying an import: its people are written a few at a time, seen by nobody, and one small transaction shows them all
//! together with what changes of others (docs/decisions/0001). An edit waits for a few rows, never for the whole file.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::entry::{Entry, ForAll};
use super::staging::{for_all, judge_cells, staged};
use super::store::{self, Import, Staged};
use super::verdict::{self, Judged, Seen, Verdict};
use super::writing::{Portion, Stream, first_portion, next_portion};
use crate::contacts::{self, Learned, PeopleWriter, PersonInput};
use crate::error::Problem;
use crate::ids::{ImportId, Millis, PersonId};
use crate::jobs::Handle;
use crate::messages::Message;
use crate::workspace::api::backup_before_import;
use crate::workspace::{ImportRight, ReadTx, Topic, Workspace, WriteTx, newest_step};

/// Rows that are read at a time.
const CHUNK: u32 = 1_000;
/// An import that brings in more people is not begun without a backup (R6).
const LARGE: i64 = 5_000;
/// How long to wait before the right to import is asked for again.
const ASKED_AGAIN: Duration = Duration::from_millis(50);

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
pub(super) struct Before {
    pub(super) input: PersonInput,
    /// Whether the import set do-not-contact.
    pub(super) barred_by_it: bool,
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

/// Applies a staged import. Rows are judged anew against what the workspace holds now, and once more at the end against
/// what came in meanwhile, so that nobody is doubled. On any error, and when the user cancels, nothing is left.
pub(super) fn apply(ws: &Workspace, id: ImportId, job: &Handle) -> Result<(), Problem> {
    let right = loop {
        if job.cancelled() {
            return Err(Problem::failure("importing.cancelled"));
        }
        match ImportRight::try_take(ws.path())? {
            Some(right) => break right,
            // Another import is being applied, or cleared away after an undo.
            None => std::thread::sleep(ASKED_AGAIN),
        }
    };
    clear(ws)?;
    let work = Work::begin(ws, id)?;
    let done = work.write_unseen(job).and_then(|written| work.show(job, written));
    if done.is_err() {
        clear(ws)?;
    }
    drop(right);
    done
}

/// Refuses while an import is being applied: it reads what was decided, and writes people whom nobody sees.
pub(super) fn not_busy(tx: &ReadTx<'_>) -> Result<(), Problem> {
    if contacts::any_arriving(tx)? { Err(Problem::refusal("importing.busy").todo("importing.busy.todo")) } else { Ok(()) }
}

/// Clears away what an import that was cut off has written, and what an undo left. If an import is being applied, that one
/// does it, or has done it.
///
/// # Errors
/// What the file says; what is not cleared stays unseen.
pub fn tidy(ws: &Workspace) -> Result<(), Problem> {
    if !ws.read_blocking(|tx| Ok(contacts::any_unseen(tx)?))? {
        return Ok(());
    }
    match ImportRight::try_take(ws.path())? {
        Some(_right) => clear(ws),
        None => Ok(()),
    }
}

/// Takes away what an apply that was cut off has written, and what an undo left to be cleared, a few rows at a time.
fn clear(ws: &Workspace) -> Result<(), Problem> {
    let mut portion = first_portion();
    while ws.read_blocking(|tx| Ok(contacts::any_unseen(tx)?))? {
        let most = u32::try_from(portion).unwrap_or(u32::MAX);
        let (_, took) = ws.write_ahead(move |tx| Ok(contacts::clear_unseen(tx, most)?))?.wait()?;
        portion = next_portion(portion, took);
        if ws.has_long_log() {
            ws.settle();
        }
    }
    while !ws.write_blocking(None, |tx| Ok(store::forget_some_undone(tx, 5_000)?))? {}
    Ok(())
}

/// An import that is being applied.
struct Work<'w> {
    ws: &'w Workspace,
    import: Import,
    rows: u64,
    all: ForAll,
    /// The one instant at which all of it happens.
    at: Millis,
    /// The first id that was set aside for its people.
    first: PersonId,
    /// The newest step of history when it began.
    since: i64,
}

/// What was written so far, and is seen by nobody.
struct Written {
    seen: Seen,
    /// The people whom rows of this file are about: made, or found.
    made: HashMap<u32, PersonId>,
    /// Rows that change somebody: done when all is shown.
    later: Vec<u32>,
}

/// What is written for one row.
enum Step {
    Add { row: u32, person: PersonId, entry: Box<Entry> },
    Judge(Box<Staged>),
}

impl<'w> Work<'w> {
    fn begin(ws: &'w Workspace, id: ImportId) -> Result<Self, Problem> {
        let at = ws.now();
        // Where nobody is held yet, there is nothing that it could spoil.
        if ws.read_blocking(|tx| Ok(super::api::planned_people(tx, id)? > LARGE && !contacts::kinds(tx)?.is_empty()))? {
            backup_before_import(ws)?;
        }
        let (import, rows, first, since) = ws.write_blocking(None, move |tx| {
            let import = staged_import(tx, id)?;
            let rows: u32 = store::counts(tx, id)?.into_iter().map(|(_, count)| count).sum();
            Ok((import, rows, contacts::set_aside(tx, rows)?, newest_step(tx)?))
        })?;
        Ok(Self { ws, all: for_all(&import, at), import, rows: rows.into(), at, first, since })
    }

    /// Judges all rows, and writes the people whom they add where nobody sees them. One thread judges while another writes.
    fn write_unseen(&self, job: &Handle) -> Result<Written, Problem> {
        let mut written = Written { seen: Seen::default(), made: HashMap::new(), later: Vec::new() };
        let (mut after, mut done, mut next) = (0u32, 0u64, self.first.get());
        let (id, at, secret) = (self.import.id, self.at, *self.ws.secret());
        let mut stream = Stream::new(self.ws, move |tx, steps, learned| write(tx, id, at, &secret, steps, learned));
        loop {
            let whole = self.ws.read_blocking(|tx| {
                // One snapshot for many rows: what others do meanwhile is looked at when all is shown.
                while !stream.wants_to_settle() {
                    let rows = store::rows_after(tx, id, after, CHUNK)?;
                    let Some(last) = rows.last() else { return Ok(true) };
                    after = last.row;
                    done += rows.len() as u64;
                    for row in rows {
                        stream.push(self.judge(tx, row, &mut next, &mut written)?)?;
                    }
                    if job.cancelled() {
                        return Err(Problem::failure("importing.cancelled"));
                    }
                    job.progress(done, Some(self.rows));
                }
                Ok(false)
            })?;
            if whole {
                stream.finish()?;
                self.ws.faults().point("import-written");
                return Ok(written);
            }
            stream.settle()?;
        }
    }

    /// What is to be written for a row.
    fn judge(&self, tx: &ReadTx<'_>, row: Staged, next: &mut i64, written: &mut Written) -> Result<Vec<Step>, Problem> {
        if row.broken {
            return Ok(Vec::new());
        }
        let (number, mapping) = (row.row, &self.import.mapping);
        let (judged, entry) = judge_cells(tx, self.ws.secret(), mapping, &self.all, &mut written.seen, number, &row.cells)?;
        if let Some(person) = judged.person {
            written.made.insert(number, person);
        }
        let what = entry.as_ref().and_then(|_| act(judged.verdict, Decision::from_word(&row.decision)));
        let mut steps = Vec::new();
        if judged.verdict != row.verdict || judged.finding != row.finding {
            let now = Staged { decision: row.decision, ..staged(number, row.cells, mapping, entry.as_ref(), judged, false) };
            steps.push(Step::Judge(Box::new(now)));
        }
        match (what, entry) {
            (Some(Act::Add), Some(entry)) => {
                let person = PersonId::from(*next);
                *next += 1;
                written.made.insert(number, person);
                steps.push(Step::Add { row: number, person, entry: Box::new(entry) });
            }
            (Some(Act::Merge), _) => written.later.push(number),
            _ => {}
        }
        Ok(steps)
    }

    /// The one transaction that makes it so: shows everybody, and does what changes others.
    fn show(self, job: &Handle, written: Written) -> Result<(), Problem> {
        let (id, at, since, secret, worker) = (self.import.id, self.at, self.since, *self.ws.secret(), job.clone());
        let (import, all) = (self.import, self.all);
        let label = Message::new("importing.action.applied").with("file", import.file.clone());
        let planned = self.ws.read_blocking(|tx| super::api::planned_people(tx, id))?;
        self.ws.write_blocking(Some(label.with("count", planned)), move |tx| {
            staged_import(tx, id)?;
            tx.undo_is_kept_elsewhere()?;
            tx.unrecorded(|| {
                let Written { seen, made, mut later } = written;
                for person in contacts::met_since(tx, since)? {
                    later.extend(store::take_done(tx, id, person)?);
                    contacts::remove_unseen(tx, person)?;
                }
                contacts::show_all(tx)?;
                later.sort_unstable();
                let writer = PeopleWriter::new(tx, &secret).at(at);
                let mut showing = Showing { tx, import: &import, secret: &secret, all, writer, seen, made };
                for row in later {
                    showing.row(row)?;
                    if worker.cancelled() {
                        break;
                    }
                }
                if worker.cancelled() {
                    return Err(Problem::failure("importing.cancelled"));
                }
                store::set_applied(tx, id, at)?;
                tx.changed(Topic::Person, None);
                tx.changed(Topic::Outlet, None);
                Ok(())
            })
        })
    }
}

/// Writes some people whom nobody sees.
fn write(
    tx: &WriteTx<'_>,
    id: ImportId,
    at: Millis,
    secret: &[u8; 32],
    steps: &mut Portion<'_, '_, Step>,
    learned: Learned,
) -> Result<Learned, Problem> {
    let mut writer = PeopleWriter::unseen(tx, secret, at, learned)?;
    for step in steps {
        match step {
            Step::Add { row, person, entry } => {
                writer.add_as(person, &entry.person, entry.barred.as_deref())?;
                store::insert_done(tx, id, row, person, "added", "")?;
            }
            Step::Judge(now) => store::set_judged(tx, id, &now)?,
        }
    }
    store::touch(tx, id)?;
    Ok(writer.learned()?)
}

/// What is done for a row.
enum Act {
    Add,
    Merge,
}

fn act(verdict: Verdict, decision: Decision) -> Option<Act> {
    match (verdict, decision) {
        (Verdict::New, Decision::AsProposed | Decision::Merge | Decision::Separate) | (Verdict::Duplicate, Decision::Separate) => {
            Some(Act::Add)
        }
        (Verdict::Changed, Decision::AsProposed | Decision::Merge) | (Verdict::Duplicate, Decision::Merge) => Some(Act::Merge),
        _ => None,
    }
}

/// Rows that change somebody, in the transaction that shows all.
struct Showing<'t, 'c> {
    tx: &'t WriteTx<'c>,
    import: &'t Import,
    secret: &'t [u8; 32],
    all: ForAll,
    writer: PeopleWriter<'t, 'c>,
    seen: Seen,
    made: HashMap<u32, PersonId>,
}

impl Showing<'_, '_> {
    fn row(&mut self, number: u32) -> Result<(), Problem> {
        let Some(row) = store::row(self.tx, self.import.id, number)? else { return Ok(()) };
        let (judged, entry) = judge_cells(self.tx, self.secret, &self.import.mapping, &self.all, &mut self.seen, number, &row.cells)?;
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
        match act(judged.verdict, decision) {
            Some(Act::Add) => self.add(number, &entry),
            Some(Act::Merge) => self.merge(number, &judged, &entry),
            None => Ok(()),
        }
    }

    fn add(&mut self, row: u32, entry: &Entry) -> Result<(), Problem> {
        let person = self.writer.add_silently(&entry.person)?;
        if let Some(reason) = &entry.barred {
            self.writer.bar(person, Some(reason))?;
        }
        self.made.insert(row, person);
        Ok(store::insert_done(self.tx, self.import.id, row, person, "added", "")?)
    }

    fn merge(&mut self, row: u32, judged: &Judged, entry: &Entry) -> Result<(), Problem> {
        let earlier = judged.earlier.and_then(|row| self.made.get(&row).copied());
        // An earlier row that was left out made nobody: then this one stands for the person itself.
        let Some(person) = judged.person.or(earlier) else { return self.add(row, entry) };
        let Some(held) = contacts::record(self.tx, person)? else { return Ok(()) };
        let merged = verdict::merge(&self.import.mapping, entry, &held.input)?;
        let replaced = self.writer.replace(person, &merged)?.is_some();
        let bar = entry.barred.as_ref().filter(|_| held.do_not_contact.is_none());
        if let Some(reason) = bar {
            self.writer.bar(person, Some(reason))?;
        }
        self.made.insert(row, person);
        if !replaced && bar.is_none() {
            return Ok(());
        }
        let before = store::json(&Before { input: held.input, barred_by_it: bar.is_some() });
        Ok(store::insert_done(self.tx, self.import.id, row, person, "changed", &before)?)
    }
}
