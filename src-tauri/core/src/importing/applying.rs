//! Applying an import: its people are written a few at a time, seen by nobody, and one transaction shows them all together
//! with what changes of others (docs/decisions/0001). An edit waits for a few rows, never for the whole file: what changes is
//! found out beforehand, and the one transaction gives way to whoever waits.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::again::{Again, Does, undone_import};
use super::before::Before;
use super::clearing::clear;
use super::decision::Decision;
use super::entry::{Entry, ForAll};
use super::opting_out::OptOut;
use super::relating::Related;
use super::showing::Shown;
use super::staging::{for_all, judge_cells, staged};
use super::store::{self, Import, Staged};
use super::verdict::{self, Seen, Verdict};
use super::writing::{Portion, Size, Stream};
use crate::contacts::{self, Difference, Learned, NewPerson, PeopleWriter};
use crate::error::Problem;
use crate::ids::{ImportId, Millis, PersonId};
use crate::jobs::Handle;
use crate::messages::Message;
use crate::net::AddressKey;
use crate::workspace::api::backup_before_import;
use crate::workspace::{ImportRight, ReadTx, Workspace, WriteTx, newest_step};

/// Rows that are read at a time.
const CHUNK: u32 = 1_000;
/// An import that brings in more people is not begun without a backup (R6).
const LARGE: i64 = 5_000;
/// Rows that are written together, table by table: a millisecond's worth.
const TOGETHER: usize = 64;
/// How long to wait before the right to import is asked for again.
pub(super) const ASKED_AGAIN: Duration = Duration::from_millis(50);

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
    with_right(ws, job, || {
        let work = Work::begin(ws, id)?;
        let written = work.write_unseen(job)?;
        work.make_whole(job)?;
        let planned = ws.read_blocking(|tx| super::api::planned_people(tx, id))?;
        let label = Message::new("importing.action.applied").with("file", work.import.file.clone()).with("count", planned);
        let shown = work.shown(job, written);
        ws.write_yielding(&label, move |tx| shown.show(tx).map(drop))
    })
}

/// Does `work` as the one who writes people whom nobody sees. On any error nothing of it is left.
pub(super) fn with_right<T>(ws: &Workspace, job: &Handle, work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
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
    clear(ws, None)?;
    let done = work();
    if done.is_err() {
        // Where that fails too (a full disk), nobody sees it all the same, and the next opening clears it away.
        drop(clear(ws, None));
    }
    drop(right);
    done
}

/// Refuses while an import is being applied: it reads what was decided, and writes people whom nobody sees.
pub(super) fn not_busy(tx: &ReadTx<'_>) -> Result<(), Problem> {
    if contacts::any_arriving(tx)? { Err(Problem::refusal("importing.busy").todo("importing.busy.todo")) } else { Ok(()) }
}

/// An import that is being applied.
pub(super) struct Work<'w> {
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
    /// Whether its people are left out of indexes until all are written.
    apart: bool,
    /// What it did before it was taken back, where it is done again.
    again: Option<Arc<Again>>,
}

/// What was written so far, and is seen by nobody.
pub(super) struct Written {
    seen: Seen,
    /// The people whom rows of this file are about: made, or found.
    made: HashMap<u32, PersonId>,
    /// Rows that change somebody, and how: written when all is shown.
    changes: Vec<Change>,
    /// People whom a row changes.
    changed: HashSet<PersonId>,
    /// Rows that change somebody whom an earlier row of the file makes or changes: judged when all is shown.
    later: Vec<u32>,
    /// Addresses whose people opted out elsewhere.
    opted_out: Vec<(u32, Vec<AddressKey>, OptOut)>,
    /// What people are to others, by the rows that say so.
    relations: Vec<Related>,
    /// Those for whom something was in the way when it was done again, by row.
    in_the_way: Vec<InTheWay>,
    /// Rows that changed somebody, and change nobody when it is done again.
    without_change: Vec<u32>,
}

/// A row that does not do again what it did, the person to whom it did it, and what the file calls them.
#[derive(Debug, Clone)]
pub(super) struct InTheWay {
    pub(super) row: u32,
    pub(super) person: PersonId,
    pub(super) name: String,
}

impl InTheWay {
    /// What the file calls whom the row is about.
    pub(super) fn name_of(row: &Staged) -> String {
        if row.name.is_empty() { row.address.clone() } else { row.name.clone() }
    }
}

/// How a row changes somebody.
pub(super) struct Change {
    pub(super) row: u32,
    pub(super) person: PersonId,
    pub(super) difference: Difference,
    /// Do-not-contact and its reason, where the row says so first.
    pub(super) bar: Option<String>,
}

/// What is written for one row.
enum Step {
    Add {
        row: u32,
        person: PersonId,
        new: Box<NewPerson>,
        barred: Option<String>,
    },
    /// What a row will have changed, and what the person was before.
    Keep {
        row: u32,
        person: PersonId,
        before: String,
    },
    Judge(Box<Staged>),
}

impl<'w> Work<'w> {
    fn begin(ws: &'w Workspace, id: ImportId) -> Result<Self, Problem> {
        let at = ws.now();
        backed_up(ws, id)?;
        let rows: u32 = ws.read_blocking(|tx| Ok(store::counts(tx, id)?))?.into_iter().map(|(_, count)| count).sum();
        let (import, first, since) =
            ws.write_blocking(None, move |tx| Ok((staged_import(tx, id)?, contacts::set_aside(tx, rows)?, newest_step(tx)?)))?;
        let all = ws.read_blocking(|tx| for_all(tx, &import, at))?;
        let adds = ws.read_blocking(|tx| super::api::planned_people(tx, id))?;
        let apart = contacts::leave_out_of_indexes(ws, u32::try_from(adds).unwrap_or_default())?;
        Ok(Self { ws, all, import, rows: rows.into(), at, first, since, apart, again: None })
    }

    /// The same of one that was taken back: at the instant at which it was applied, under the ids that it gave.
    pub(super) fn begin_again(ws: &'w Workspace, id: ImportId) -> Result<Self, Problem> {
        backed_up(ws, id)?;
        let (import, mut again, rows) = ws.read_blocking(|tx| {
            let import = undone_import(tx, id)?;
            let rows = store::counts(tx, id)?.into_iter().map(|(_, count)| u64::from(count)).sum();
            Ok((import.clone(), Again::read(tx, &import)?, rows))
        })?;
        let since = ws.read_blocking(|tx| Ok(newest_step(tx)?))?;
        let at = again.at;
        for ranges in again.portions() {
            let aside = ws.write_blocking(None, move |tx| {
                undone_import(tx, id)?;
                Ok(contacts::set_aside_again(tx, &ranges)?)
            });
            again.leave_out(aside?);
        }
        let again = Arc::new(again);
        let all = ws.read_blocking(|tx| for_all(tx, &import, at))?;
        // Indexes leave one range out at a time.
        let apart = again.is_in_one() && contacts::leave_out_of_indexes(ws, again.people())?;
        Ok(Self { ws, all, import, rows, at, first: 0.into(), since, apart, again: Some(again) })
    }

    /// Judges all rows, and writes the people whom they add where nobody sees them. One thread judges while another writes.
    pub(super) fn write_unseen(&self, job: &Handle) -> Result<Written, Problem> {
        let mut written = Written {
            seen: Seen::default(),
            made: HashMap::new(),
            changes: Vec::new(),
            changed: HashSet::new(),
            later: Vec::new(),
            opted_out: Vec::new(),
            relations: Vec::new(),
            in_the_way: Vec::new(),
            without_change: Vec::new(),
        };
        let (mut after, mut done, mut next) = (0u32, 0u64, self.first.get());
        let (id, at, secret, is_again) = (self.import.id, self.at, *self.ws.secret(), self.again.is_some());
        let size = if self.apart { Size::first_apart() } else { Size::first() };
        let mut stream = Stream::new(self.ws, move |tx, steps, learned| write(tx, id, at, is_again, &secret, steps, learned)).sized(size);
        loop {
            let whole = self.ws.read_widely(|tx| {
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

    /// Takes those who are written into the indexes that left them out.
    pub(super) fn make_whole(&self, job: &Handle) -> Result<(), Problem> {
        if !self.apart {
            return Ok(());
        }
        if job.cancelled() {
            return Err(Problem::failure("importing.cancelled"));
        }
        let begun = self.ws.clock().steady();
        contacts::make_indexes_whole(self.ws, || self.ws.is_patient_since(begun))?;
        self.ws.faults().point("import-whole");
        Ok(())
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
        let found = judged.person.or_else(|| judged.earlier.and_then(|row| written.made.get(&row).copied()));
        let decision = Decision::from_word(&row.decision);
        let mut what = entry.as_ref().and_then(|_| act(judged.verdict, decision));
        let mut brought_back = None;
        let does = self.again.as_ref().map_or(Does::AsJudged, |again| again.does(number, what.as_ref(), found));
        match does {
            Does::Add(person) => brought_back = Some(person),
            Does::AsJudged => {}
            // That its people opted out is said all the same.
            Does::Nothing => what = None,
            Does::InTheWay(person) => {
                what = None;
                written.in_the_way.push(InTheWay { row: number, person, name: InTheWay::name_of(&row) });
            }
        }
        if let Some(entry) = entry.as_ref().filter(|_| decision != Decision::Skip) {
            for opted_out in &entry.opted_out {
                // It is said of the address, whoever its row is about, and whatever becomes of the row.
                let meant = entry.person.addresses().filter(|address| opted_out.is_about(address));
                let keys = meant.map(|address| address.key(self.ws.secret())).collect();
                written.opted_out.push((number, keys, opted_out.clone()));
            }
        }
        let unchanged = judged.verdict == Verdict::Unchanged;
        let mut steps = Vec::new();
        let name = if self.again.is_some() { InTheWay::name_of(&row) } else { String::new() };
        if !matches!(does, Does::Nothing) && (judged.verdict != row.verdict || judged.finding != row.finding) {
            let now = Staged { decision: row.decision, ..staged(number, row.cells, mapping, entry.as_ref(), judged, false) };
            steps.push(Step::Judge(Box::new(now)));
        }
        match (what, entry) {
            (Some(Act::Add), Some(entry)) => {
                let person = brought_back.unwrap_or_else(|| PersonId::from(*next));
                *next += i64::from(brought_back.is_none());
                written.made.insert(number, person);
                let Entry { person: checked, barred, agreed, in_law, mut extras, .. } = entry;
                written.relations.extend(Related::of(number, person, std::mem::take(&mut extras.relations)));
                let new = Box::new(NewPerson::of(self.ws.secret(), checked).agreeing(agreed).in_law(in_law).with(extras));
                steps.push(Step::Add { row: number, person, new, barred });
            }
            (Some(Act::Merge), Some(mut entry)) => {
                let relations = std::mem::take(&mut entry.extras.relations);
                written.relations.extend(found.and_then(|person| Related::of(number, person, relations)));
                steps.extend(self.change(tx, number, found, &entry, name, written)?);
            }
            // It changes nobody, but may say what they are to somebody who comes with the same file.
            (None, Some(entry)) if unchanged && decision != Decision::Skip => {
                written.relations.extend(found.and_then(|person| Related::of(number, person, entry.extras.relations)));
            }
            _ => {}
        }
        let changes = written.changes.last().is_some_and(|change| change.row == number) || written.later.last() == Some(&number);
        if !changes && self.again.as_ref().is_some_and(|again| again.has_changed(number)) {
            written.without_change.push(number);
        }
        Ok(steps)
    }

    /// Finds out what a row changes of somebody, whom the file calls `name`. `person` is none where an earlier row of the file makes them.
    fn change(
        &self,
        tx: &ReadTx<'_>,
        row: u32,
        person: Option<PersonId>,
        entry: &Entry,
        name: String,
        written: &mut Written,
    ) -> Result<Option<Step>, Problem> {
        let first = person.filter(|person| !written.changed.contains(person));
        let Some(held) = first.map(|person| contacts::record(tx, person)).transpose()?.flatten() else {
            written.later.push(row);
            written.changed.extend(person);
            return Ok(None);
        };
        let merged = verdict::merge(&self.import.mapping, entry, &held.input)?;
        if let Some(again) = &self.again
            && again.is_another(tx, &self.import, row, entry, &held.input, &merged)?
        {
            written.in_the_way.push(InTheWay { row, person: held.id, name });
            return Ok(None);
        }
        let (difference, by_it) = entry.difference(tx, &held, &merged)?;
        let bar = entry.barred.clone().filter(|_| held.do_not_contact.is_none());
        if difference.is_none() && bar.is_none() {
            return Ok(None);
        }
        written.changed.insert(held.id);
        let before = store::json(&Before::of(held.input, bar.is_some(), by_it));
        written.changes.push(Change { row, person: held.id, difference, bar });
        Ok(Some(Step::Keep { row, person: held.id, before }))
    }

    /// What is left to be done in the one transaction that makes it so.
    pub(super) fn shown(self, job: &Handle, written: Written) -> Shown {
        Shown {
            secret: *self.ws.secret(),
            import: self.import,
            all: self.all,
            at: self.at,
            since: self.since,
            job: job.clone(),
            seen: Mutex::new(written.seen.anew()),
            made: written.made,
            changes: written.changes,
            later: written.later,
            opted_out: written.opted_out,
            relations: written.relations,
            in_the_way: written.in_the_way,
            without_change: written.without_change,
            again: self.again,
            faults: self.ws.faults().clone(),
        }
    }
}

/// An import of many is not begun without a backup, unless nobody is held yet: there is nothing then that it could spoil.
fn backed_up(ws: &Workspace, id: ImportId) -> Result<(), Problem> {
    if ws.read_blocking(|tx| Ok(super::api::planned_people(tx, id)? > LARGE && !contacts::kinds(tx)?.is_empty()))? {
        backup_before_import(ws)?;
    }
    Ok(())
}

/// Writes some people whom nobody sees.
fn write(
    tx: &WriteTx<'_>,
    id: ImportId,
    at: Millis,
    is_again: bool,
    secret: &[u8; 32],
    steps: &mut Portion<'_, '_, Step>,
    learned: Learned,
) -> Result<Learned, Problem> {
    let mut writer = PeopleWriter::unseen(tx, secret, at, learned)?;
    loop {
        let (mut some, mut people, mut barred, mut done) = (0, Vec::new(), Vec::new(), Vec::new());
        for step in steps.by_ref().take(TOGETHER) {
            some += 1;
            match step {
                Step::Add { row, person, new, barred: reason } => {
                    people.push((*person, &**new));
                    barred.extend(reason.as_deref().map(|reason| (*person, reason)));
                    // Of one that is done again it is written already.
                    done.extend((!is_again).then_some((*row, *person, "added", "")));
                }
                Step::Keep { row, person, before } => {
                    if is_again {
                        store::forget_done(tx, id, *row)?;
                    }
                    done.push((*row, *person, "changed", before.as_str()));
                }
                Step::Judge(now) => store::set_judged(tx, id, now)?,
            }
        }
        if some == 0 {
            break;
        }
        writer.add_all(&people)?;
        for (person, reason) in barred {
            writer.bar_unseen(person, reason)?;
        }
        store::insert_all_done(tx, id, &done)?;
    }
    store::touch(tx, id)?;
    Ok(writer.learned()?)
}

/// What is done for a row.
pub(super) enum Act {
    Add,
    Merge,
}

pub(super) fn act(verdict: Verdict, decision: Decision) -> Option<Act> {
    match (verdict, decision) {
        (Verdict::New, Decision::AsProposed | Decision::Merge | Decision::Separate) | (Verdict::Duplicate, Decision::Separate) => {
            Some(Act::Add)
        }
        (Verdict::Changed, Decision::AsProposed | Decision::Merge) | (Verdict::Duplicate, Decision::Merge) => Some(Act::Merge),
        _ => None,
    }
}
