//! The one transaction that shows what an import wrote, with what changes of others (docs/decisions/0001). It gives way to whoever waits and
//! begins anew: nothing in here remembers the last try.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::again::{Again, Does, undone_import};
use super::applying::{Act, Change, InTheWay, act, staged_import};
use super::before::Before;
use super::decision::Decision;
use super::entry::{Entry, ForAll};
use super::opting_out::OptOut;
use super::relating::Related;
use super::staging::{judge_cells, staged};
use super::store::{self, Import, Staged};
use super::taking_back::NAMES_KEPT;
use super::verdict::{self, Judged, Seen};
use crate::contacts::{self, NewPerson, PeopleWriter};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::jobs::Handle;
use crate::net::AddressKey;
use crate::workspace::{Faults, Topic, WriteTx};

/// Rows of which it is forgotten together what they did.
const FORGOTTEN: usize = 1_000;

/// What the transaction that shows all goes by; it may be begun several times.
pub(super) struct Shown {
    pub(super) import: Import,
    pub(super) secret: [u8; 32],
    pub(super) all: ForAll,
    pub(super) at: Millis,
    pub(super) since: i64,
    pub(super) job: Handle,
    pub(super) seen: Mutex<Seen>,
    pub(super) made: HashMap<u32, PersonId>,
    pub(super) changes: Vec<Change>,
    pub(super) later: Vec<u32>,
    pub(super) opted_out: Vec<(u32, Vec<AddressKey>, OptOut)>,
    pub(super) relations: Vec<Related>,
    pub(super) in_the_way: Vec<InTheWay>,
    pub(super) without_change: Vec<u32>,
    pub(super) again: Option<Arc<Again>>,
    pub(super) faults: Faults,
}

impl Shown {
    /// Shows everybody, and does what changes others; whom it did not bring back, where it is done again.
    pub(super) fn show(&self, tx: &WriteTx<'_>) -> Result<Vec<(PersonId, String)>, Problem> {
        self.faults.point("import-showing");
        let id = self.import.id;
        if self.again.is_some() {
            undone_import(tx, id)?
        } else {
            staged_import(tx, id)?
        };
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
                // They are not as they were when it was found out: this row is judged once more. Done again, it goes by what was before.
                if self.again.is_none() {
                    store::forget_done(tx, id, change.row)?;
                }
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
        let mut showing = Showing {
            tx,
            import: &self.import,
            secret: &self.secret,
            all: &self.all,
            writer,
            seen: &mut seen,
            made,
            relations: Vec::new(),
            again: self.again.as_deref(),
            in_the_way: self.in_the_way.clone(),
        };
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
        let Showing { mut writer, relations: of_later, in_the_way, .. } = showing;
        let stay: HashSet<u32> = in_the_way.iter().map(|one| one.row).collect();
        let forgotten: Vec<u32> = stay.iter().chain(&self.without_change).copied().collect();
        for (n, rows) in forgotten.chunks(FORGOTTEN).enumerate() {
            self.go_on(tx, n)?;
            store::forget_all_done(tx, id, rows)?;
        }
        for (n, one) in self.relations.iter().chain(&of_later).filter(|one| !stay.contains(&one.row())).enumerate() {
            self.go_on(tx, n)?;
            one.bring(tx, id, self.at, &mut writer)?;
        }
        contacts::settle_all_managers(tx)?;
        let left = each_once(in_the_way);
        match self.again {
            Some(_) => store::set_redone(tx, id, &store::json(&left))?,
            None => store::set_applied(tx, id, self.at)?,
        }
        tx.changed(Topic::Person, None);
        tx.changed(Topic::Outlet, None);
        Ok(left)
    }

    /// Ends it where the user said so, and for now where somebody waits. It is asked after every few rows: `n` counts them.
    fn go_on(&self, tx: &WriteTx<'_>, n: usize) -> Result<(), Problem> {
        if self.job.cancelled() {
            return Err(Problem::failure("importing.cancelled"));
        }
        tx.give_way_at(n)
    }
}

/// Those who stayed away, each once; the first of them by name. Whom nothing names any more was forgotten since.
fn each_once(in_the_way: Vec<InTheWay>) -> Vec<(PersonId, String)> {
    let mut named = HashSet::new();
    let mut left: Vec<_> =
        in_the_way.into_iter().filter(|one| !one.name.is_empty() && named.insert(one.person)).map(|one| (one.person, one.name)).collect();
    left.iter_mut().skip(NAMES_KEPT).for_each(|(_, name)| name.clear());
    left
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
    again: Option<&'t Again>,
    in_the_way: Vec<InTheWay>,
}

impl Showing<'_, '_> {
    fn row(&mut self, number: u32) -> Result<(), Problem> {
        let Some(row) = store::row(self.tx, self.import.id, number)? else { return Ok(()) };
        let (judged, entry) = judge_cells(self.tx, self.secret, &self.import.mapping, self.all, self.seen, number, &row.cells)?;
        if let Some(person) = judged.person {
            self.made.insert(number, person);
        }
        let decision = Decision::from_word(&row.decision);
        let what = entry.as_ref().and_then(|_| act(judged.verdict, decision));
        let found = judged.person.or_else(|| judged.earlier.and_then(|row| self.made.get(&row).copied()));
        let does = self.again.map_or(Does::AsJudged, |again| again.does(number, what.as_ref(), found));
        let name = if self.again.is_some() { InTheWay::name_of(&row) } else { String::new() };
        if judged.verdict != row.verdict || judged.finding != row.finding {
            let now =
                Staged { decision: row.decision, ..staged(number, row.cells, &self.import.mapping, entry.as_ref(), judged.clone(), false) };
            store::set_judged(self.tx, self.import.id, &now)?;
        }
        let brought_back = match does {
            Does::Add(person) => Some(person),
            Does::AsJudged => None,
            Does::Nothing => return Ok(()),
            Does::InTheWay(person) => {
                self.in_the_way.push(InTheWay { row: number, person, name });
                return Ok(());
            }
        };
        match (what, entry) {
            (Some(Act::Add), Some(entry)) => self.add(number, &entry, brought_back),
            (Some(Act::Merge), Some(entry)) => self.merge(number, &judged, &entry, brought_back, name),
            _ => self.changes_nobody(number),
        }
    }

    /// Adds the person of a row; under the number that they had, if they are brought back.
    fn add(&mut self, row: u32, entry: &Entry, brought_back: Option<PersonId>) -> Result<(), Problem> {
        let person = match brought_back {
            Some(person) => {
                self.writer.add_all(&[(person, &NewPerson::of(self.secret, entry.person.clone()))])?;
                person
            }
            None => self.writer.add_silently(&entry.person)?,
        };
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

    /// Forgets what the row did before its import was taken back.
    fn changes_nobody(&self, row: u32) -> Result<(), Problem> {
        if self.again.is_some() {
            store::forget_done(self.tx, self.import.id, row)?;
        }
        Ok(())
    }

    fn merge(&mut self, row: u32, judged: &Judged, entry: &Entry, brought_back: Option<PersonId>, name: String) -> Result<(), Problem> {
        let earlier = judged.earlier.and_then(|row| self.made.get(&row).copied());
        // An earlier row that was left out made nobody: then this one stands for the person itself.
        let Some(person) = judged.person.or(earlier) else { return self.add(row, entry, brought_back) };
        let Some(held) = contacts::record(self.tx, person)? else { return self.changes_nobody(row) };
        let merged = verdict::merge(&self.import.mapping, entry, &held.input)?;
        if let Some(again) = self.again
            && again.is_another(self.tx, self.import, row, entry, &held.input, &merged)?
        {
            self.in_the_way.push(InTheWay { row, person, name });
            return Ok(());
        }
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
            return self.changes_nobody(row);
        }
        let before = store::json(&Before::of(held.input, bar.is_some(), by_it));
        Ok(store::insert_done(self.tx, self.import.id, row, person, "changed", &before)?)
    }
}
