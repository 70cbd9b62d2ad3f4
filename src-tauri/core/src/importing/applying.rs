//! Applying an import: its people are written a few at a time, seen by nobody, and one transaction shows them all together
//! with what changes of others (docs/decisions/0001). An edit waits for a few rows, never for the whole file: what changes is
//! found out beforehand, and the one transaction gives way to whoever waits.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::before::Before;
use super::clearing::clear;
use super::decision::Decision;
use super::entry::{Entry, ForAll};
use super::opting_out::OptOut;
use super::relating::Related;
use super::staging::{for_all, judge_cells, staged};
use super::store::{self, Import, Staged};
use super::verdict::{self, Judged, Seen, Verdict};
use super::writing::{Portion, Size, Stream};
use crate::contacts::{self, Difference, Learned, NewPerson, PeopleWriter};
use crate::error::Problem;
use crate::ids::{ImportId, Millis, PersonId};
use crate::jobs::Handle;
use crate::messages::Message;
use crate::net::AddressKey;
use crate::workspace::api::backup_before_import;
use crate::workspace::{Faults, ImportRight, ReadTx, Topic, Workspace, WriteTx, newest_step};

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
    let work = Work::begin(ws, id)?;
    let done = work.write_unseen(job).and_then(|written| {
        work.make_whole(job)?;
        work.show(job, written)
    });
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
    /// Whether its people are left out of indexes until all are written.
    apart: bool,
}

/// What was written so far, and is seen by nobody.
struct Written {
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
}

/// How a row changes somebody.
struct Change {
    row: u32,
    person: PersonId,
    difference: Difference,
    /// Do-not-contact and its reason, where the row says so first.
    bar: Option<String>,
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
        // Where nobody is held yet, there is nothing that it could spoil.
        if ws.read_blocking(|tx| Ok(super::api::planned_people(tx, id)? > LARGE && !contacts::kinds(tx)?.is_empty()))? {
            backup_before_import(ws)?;
        }
        let rows: u32 = ws.read_blocking(|tx| Ok(store::counts(tx, id)?))?.into_iter().map(|(_, count)| count).sum();
        let (import, first, since) =
            ws.write_blocking(None, move |tx| Ok((staged_import(tx, id)?, contacts::set_aside(tx, rows)?, newest_step(tx)?)))?;
        let all = ws.read_blocking(|tx| for_all(tx, &import, at))?;
        let adds = ws.read_blocking(|tx| super::api::planned_people(tx, id))?;
        let apart = contacts::leave_out_of_indexes(ws, u32::try_from(adds).unwrap_or_default())?;
        Ok(Self { ws, all, import, rows: rows.into(), at, first, since, apart })
    }

    /// Judges all rows, and writes the people whom they add where nobody sees them. One thread judges while another writes.
    fn write_unseen(&self, job: &Handle) -> Result<Written, Problem> {
        let mut written = Written {
            seen: Seen::default(),
            made: HashMap::new(),
            changes: Vec::new(),
            changed: HashSet::new(),
            later: Vec::new(),
            opted_out: Vec::new(),
            relations: Vec::new(),
        };
        let (mut after, mut done, mut next) = (0u32, 0u64, self.first.get());
        let (id, at, secret) = (self.import.id, self.at, *self.ws.secret());
        let size = if self.apart { Size::first_apart() } else { Size::first() };
        let mut stream = Stream::new(self.ws, move |tx, steps, learned| write(tx, id, at, &secret, steps, learned)).sized(size);
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
    fn make_whole(&self, job: &Handle) -> Result<(), Problem> {
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
        let what = entry.as_ref().and_then(|_| act(judged.verdict, decision));
        if let Some(entry) = entry.as_ref().filter(|_| decision != Decision::Skip)
            && let Some(opted_out) = &entry.opted_out
        {
            // It is said of the address, whoever its row is about, and whatever becomes of the row.
            let meant = entry.person.addresses().filter(|address| opted_out.is_about(address));
            let keys = meant.map(|address| address.key(self.ws.secret())).collect();
            written.opted_out.push((number, keys, opted_out.clone()));
        }
        let unchanged = judged.verdict == Verdict::Unchanged;
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
                let Entry { person: checked, barred, agreed, in_law, mut extras, .. } = entry;
                written.relations.extend(Related::of(number, person, std::mem::take(&mut extras.relations)));
                let new = Box::new(NewPerson::of(self.ws.secret(), checked).agreeing(agreed).in_law(in_law).with(extras));
                steps.push(Step::Add { row: number, person, new, barred });
            }
            (Some(Act::Merge), Some(mut entry)) => {
                let relations = std::mem::take(&mut entry.extras.relations);
                written.relations.extend(found.and_then(|person| Related::of(number, person, relations)));
                steps.extend(self.change(tx, number, found, &entry, written)?);
            }
            // It changes nobody, but may say what they are to somebody who comes with the same file.
            (None, Some(entry)) if unchanged && decision != Decision::Skip => {
                written.relations.extend(found.and_then(|person| Related::of(number, person, entry.extras.relations)));
            }
            _ => {}
        }
        Ok(steps)
    }

    /// Finds out what a row changes of somebody. `person` is none where an earlier row of the file makes them.
    fn change(
        &self,
        tx: &ReadTx<'_>,
        row: u32,
        person: Option<PersonId>,
        entry: &Entry,
        written: &mut Written,
    ) -> Result<Option<Step>, Problem> {
        let first = person.filter(|person| !written.changed.contains(person));
        let Some(held) = first.map(|person| contacts::record(tx, person)).transpose()?.flatten() else {
            written.later.push(row);
            written.changed.extend(person);
            return Ok(None);
        };
        let merged = verdict::merge(&self.import.mapping, entry, &held.input)?;
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

    /// The one transaction that makes it so: shows everybody, and does what changes others.
    fn show(self, job: &Handle, written: Written) -> Result<(), Problem> {
        let id = self.import.id;
        let planned = self.ws.read_blocking(|tx| super::api::planned_people(tx, id))?;
        let label = Message::new("importing.action.applied").with("file", self.import.file.clone()).with("count", planned);
        let shown = Shown {
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
            faults: self.ws.faults().clone(),
        };
        self.ws.write_yielding(&label, move |tx| shown.show(tx))
    }
}

/// What the transaction that shows all goes by; it may be begun several times.
struct Shown {
    import: Import,
    secret: [u8; 32],
    all: ForAll,
    at: Millis,
    since: i64,
    job: Handle,
    seen: Mutex<Seen>,
    made: HashMap<u32, PersonId>,
    changes: Vec<Change>,
    later: Vec<u32>,
    opted_out: Vec<(u32, Vec<AddressKey>, OptOut)>,
    relations: Vec<Related>,
    faults: Faults,
}

impl Shown {
    fn show(&self, tx: &WriteTx<'_>) -> Result<(), Problem> {
        self.faults.point("import-showing");
        let id = self.import.id;
        staged_import(tx, id)?;
        let mut later = self.later.clone();
        for person in contacts::met_since(tx, self.since)? {
            later.extend(store::take_done(tx, id, person)?);
            contacts::remove_unseen(tx, person)?;
        }
        contacts::show_all(tx)?;
        let touched = contacts::changed_since(tx, self.since)?;
        let mut writer = PeopleWriter::new(tx, &self.secret).at(self.at);
        for (n, change) in self.changes.iter().enumerate() {
            self.go_on(tx, n)?;
            if touched.contains(&change.person) {
                // They are not as they were when it was found out: this row is judged once more.
                store::forget_done(tx, id, change.row)?;
                later.push(change.row);
                continue;
            }
            if !change.difference.is_none() {
                writer.change(change.person, &change.difference)?;
            }
            if let Some(reason) = &change.bar {
                writer.bar(change.person, Some(reason))?;
            }
        }
        later.sort_unstable();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let made = if later.is_empty() { HashMap::new() } else { self.made.clone() };
        let relations = Vec::new();
        let mut showing =
            Showing { tx, import: &self.import, secret: &self.secret, all: &self.all, writer, seen: &mut seen, made, relations };
        for (n, row) in later.into_iter().enumerate() {
            self.go_on(tx, n)?;
            showing.row(row)?;
        }
        for (n, (key, row, opted_out)) in of_each_address(&self.opted_out).into_iter().enumerate() {
            self.go_on(tx, n)?;
            let suppressed = contacts::suppress_by_file(tx, key, opted_out.reason, &opted_out.evidence)?;
            store::insert_opt_out(tx, id, row, suppressed)?;
        }
        if self.job.cancelled() {
            return Err(Problem::failure("importing.cancelled"));
        }
        let Showing { mut writer, relations: of_later, .. } = showing;
        for (n, one) in self.relations.iter().chain(&of_later).enumerate() {
            self.go_on(tx, n)?;
            one.bring(tx, id, &mut writer)?;
        }
        contacts::settle_all_managers(tx)?;
        store::set_applied(tx, id, self.at)?;
        tx.changed(Topic::Person, None);
        tx.changed(Topic::Outlet, None);
        Ok(())
    }

    /// Ends it where the user said so, and for now where somebody waits. It is asked after every few rows: `n` counts them.
    fn go_on(&self, tx: &WriteTx<'_>, n: usize) -> Result<(), Problem> {
        if self.job.cancelled() {
            return Err(Problem::failure("importing.cancelled"));
        }
        tx.give_way_at(n)
    }
}

/// What is said of each address, in the order of the file. Where several rows say something of one, the strongest reason counts: one file
/// suppresses an address once, so that taking it back leaves nothing of it.
fn of_each_address(said: &[(u32, Vec<AddressKey>, OptOut)]) -> Vec<(&AddressKey, u32, &OptOut)> {
    let mut places: HashMap<&AddressKey, usize> = HashMap::new();
    let mut all: Vec<(&AddressKey, u32, &OptOut)> = Vec::new();
    for (row, keys, opted_out) in said {
        for key in keys {
            match places.get(key).and_then(|at| all.get_mut(*at)) {
                Some(held) if held.2.reason.stronger(opted_out.reason) != held.2.reason => *held = (key, *row, opted_out),
                Some(_) => {}
                None => {
                    places.insert(key, all.len());
                    all.push((key, *row, opted_out));
                }
            }
        }
    }
    all
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
    loop {
        let (mut some, mut people, mut barred, mut done) = (0, Vec::new(), Vec::new(), Vec::new());
        for step in steps.by_ref().take(TOGETHER) {
            some += 1;
            match step {
                Step::Add { row, person, new, barred: reason } => {
                    people.push((*person, &**new));
                    barred.extend(reason.as_deref().map(|reason| (*person, reason)));
                    done.push((*row, *person, "added", ""));
                }
                Step::Keep { row, person, before } => done.push((*row, *person, "changed", before.as_str())),
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
    all: &'t ForAll,
    writer: PeopleWriter<'t, 'c>,
    seen: &'t mut Seen,
    made: HashMap<u32, PersonId>,
    relations: Vec<Related>,
}

impl Showing<'_, '_> {
    fn row(&mut self, number: u32) -> Result<(), Problem> {
        let Some(row) = store::row(self.tx, self.import.id, number)? else { return Ok(()) };
        let (judged, entry) = judge_cells(self.tx, self.secret, &self.import.mapping, self.all, self.seen, number, &row.cells)?;
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
        self.writer.bring(person, &entry.extras)?;
        if let Some(reason) = &entry.barred {
            self.writer.bar(person, Some(reason))?;
        }
        if let Some(agreement) = &entry.agreed {
            self.writer.agree(person, agreement)?;
        }
        self.writer.say_in_law(person, &entry.in_law)?;
        self.relations.extend(Related::of(row, person, entry.extras.relations.clone()));
        self.made.insert(row, person);
        Ok(store::insert_done(self.tx, self.import.id, row, person, "added", "")?)
    }

    fn merge(&mut self, row: u32, judged: &Judged, entry: &Entry) -> Result<(), Problem> {
        let earlier = judged.earlier.and_then(|row| self.made.get(&row).copied());
        // An earlier row that was left out made nobody: then this one stands for the person itself.
        let Some(person) = judged.person.or(earlier) else { return self.add(row, entry) };
        let Some(held) = contacts::record(self.tx, person)? else { return Ok(()) };
        let merged = verdict::merge(&self.import.mapping, entry, &held.input)?;
        let (difference, by_it) = entry.difference(self.tx, &held, &merged)?;
        let replaced = !difference.is_none();
        if replaced {
            self.writer.change(person, &difference)?;
        }
        let bar = entry.barred.as_ref().filter(|_| held.do_not_contact.is_none());
        if let Some(reason) = bar {
            self.writer.bar(person, Some(reason))?;
        }
        self.made.insert(row, person);
        if !replaced && bar.is_none() {
            return Ok(());
        }
        let before = store::json(&Before::of(held.input, bar.is_some(), by_it));
        Ok(store::insert_done(self.tx, self.import.id, row, person, "changed", &before)?)
    }
}
