//! From what is wanted to outlets and journalists, in rank order.
//!
//! Nobody loads everybody: whoever has anything of their own that counts (a beat, a touch) is found from there; of all others only what
//! their outlet brings can count, so outlets are walked from the best one down until nobody behind can stand higher.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::rank::{self, Facts, Reason};
use super::wanted::{Wanted, keys};
use crate::contacts::{self, Reaching, TouchKind};
use crate::distribution;
use crate::error::Problem;
use crate::ids::{Millis, OutletId, PersonId};
use crate::segments::{self, Fields, Query, Value};
use crate::workspace::{ReadTx, StoreError, alphabetical};

/// Journalists of outlets that are walked, beyond those with something of their own.
const WALKED: usize = 10_000;
/// Journalists of one outlet that are read at a time.
const AT_ONCE: usize = 1_000;
/// What was said by a person, or done together: it counts for them.
const OWN: &[TouchKind] = &[TouchKind::Clipping, TouchKind::Reply, TouchKind::Call, TouchKind::Meeting];

/// An outlet that reaches whom is wanted.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ReachedOutlet {
    /// Which.
    pub id: OutletId,
    /// Its name.
    pub name: String,
    /// Where.
    pub region: String,
    /// How many people one issue or day reaches.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub reach: Option<i64>,
    /// Those of the audiences asked for that it reaches.
    pub audiences: Vec<String>,
    /// How many people work there.
    pub people: u32,
}

/// A journalist in the ranked list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "RankedPerson")]
pub struct Ranked {
    /// Who.
    pub person: PersonId,
    /// Their name; their address where there is none.
    pub name: String,
    /// Their outlet now.
    pub outlet: String,
    /// As what.
    pub role: String,
    /// How near they are.
    pub points: i32,
    /// Why, what counts most first.
    pub reasons: Vec<Reason>,
}

/// People who are meant and not offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NotOffered {
    /// The word of the bar, as in exclusions.
    pub bar: String,
    /// How many.
    pub count: u32,
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "Reached")]
pub struct Found {
    /// What was asked, tidied.
    pub wanted: Wanted,
    /// The question that picks everybody who is meant.
    pub question: String,
    /// How many outlets reach them; none where only beats are asked for.
    pub outlet_count: u32,
    /// The first of them, the best first.
    pub outlets: Vec<ReachedOutlet>,
    /// How many journalists are meant, those who are not offered among them.
    pub count: u32,
    /// Who of them is not offered, by reason.
    pub not_offered: Vec<NotOffered>,
    /// The first of the ranked list.
    pub people: Vec<Ranked>,
}

/// Outlets in rank order, and each of them by its number.
struct Outlets {
    ranked: Vec<(i32, Reaching)>,
    places: HashMap<OutletId, usize>,
    in_region: bool,
}

impl Outlets {
    fn read(tx: &ReadTx<'_>, wanted: &Wanted) -> Result<Self, StoreError> {
        let in_region = !wanted.regions.is_empty();
        let found = contacts::outlets_reaching(tx, &keys(&wanted.audiences), &keys(&wanted.regions))?;
        let mut ranked: Vec<(i32, Reaching)> =
            found.into_iter().map(|outlet| (rank::of_outlet(outlet.audiences.len(), in_region), outlet)).collect();
        ranked.sort_by_cached_key(|(points, outlet)| {
            (Reverse(*points), Reverse(outlet.reach), alphabetical(&contacts::fold_key(&outlet.name)).into_owned())
        });
        let places = ranked.iter().enumerate().map(|(at, (_, outlet))| (outlet.outlet, at)).collect();
        Ok(Self { ranked, places, in_region })
    }

    fn of(&self, id: Option<OutletId>) -> Option<&Reaching> {
        self.places.get(&id?).and_then(|at| self.ranked.get(*at)).map(|(_, outlet)| outlet)
    }
}

/// Somebody in the running.
struct Candidate {
    person: PersonId,
    outlet: Option<OutletId>,
    points: i32,
    reasons: Vec<Reason>,
}

/// What is wanted, found: up to `limit` journalists in rank order and up to `outlets` outlets.
///
/// # Errors
/// `reach.nobody_asked`, `reach.many`.
pub(super) fn find(tx: &ReadTx<'_>, wanted: Wanted, fields: &Fields, limit: usize, outlets_shown: usize) -> Result<Found, Problem> {
    let wanted = wanted.checked()?;
    let question = wanted.question();
    let count = segments::count(tx, &question, fields)?;
    let outlets = Outlets::read(tx, &wanted)?;
    let people = offered(tx, ranked(tx, &wanted, &outlets, limit)?, limit)?;
    let first: Vec<OutletId> = outlets.ranked.iter().take(outlets_shown).map(|(_, outlet)| outlet.outlet).collect();
    let at_work: HashMap<OutletId, u32> = contacts::outlet_rows(tx, &first)?.into_iter().map(|row| (row.id, row.people)).collect();
    let shown = outlets.ranked.iter().take(outlets_shown).map(|(_, outlet)| ReachedOutlet {
        id: outlet.outlet,
        name: outlet.name.clone(),
        region: outlet.region.clone(),
        reach: outlet.reach,
        audiences: outlet.audiences.clone(),
        people: at_work.get(&outlet.outlet).copied().unwrap_or_default(),
    });
    Ok(Found {
        question: question.to_text(),
        outlet_count: u32::try_from(outlets.ranked.len()).unwrap_or(u32::MAX),
        outlets: shown.collect(),
        count,
        not_offered: not_offered(tx, &question, fields)?,
        people,
        wanted,
    })
}

/// Who is meant and barred, each once, by the first bar that the page before Send would name.
fn not_offered(tx: &ReadTx<'_>, question: &Query, fields: &Fields) -> Result<Vec<NotOffered>, StoreError> {
    let is = |field: &str, value: &str| Query::Field { field: field.to_owned(), values: vec![Value::Is(value.to_owned())] };
    let bars = [
        ("do-not-contact", is("do-not-contact", "yes")),
        ("restricted", is("restricted", "yes")),
        ("suppressed", is("suppressed", "yes")),
        ("no-address", Query::Not { of: Box::new(is("has", "address")) }),
    ];
    let (mut said, mut before) = (Vec::new(), vec![question.clone()]);
    for (bar, query) in bars {
        let these = Query::All { of: before.iter().cloned().chain([query.clone()]).collect() }.normal();
        let count = segments::count(tx, &these, fields)?;
        if count > 0 {
            said.push(NotOffered { bar: bar.to_owned(), count });
        }
        before.push(Query::Not { of: Box::new(query) }.normal());
    }
    Ok(said)
}

/// Everybody who can be among the first `limit`, in rank order.
fn ranked(tx: &ReadTx<'_>, wanted: &Wanted, outlets: &Outlets, limit: usize) -> Result<Vec<Candidate>, Problem> {
    let meant = |outlet: Option<OutletId>| !wanted.asks_outlets() || outlets.of(outlet).is_some();
    let mut beats: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    let mut people: BTreeMap<PersonId, Option<OutletId>> = BTreeMap::new();
    for (person, outlet, beat) in contacts::journalists_covering(tx, &keys(&wanted.beats))? {
        if meant(outlet) {
            people.insert(person, outlet);
            beats.entry(person).or_default().push(beat);
        }
    }
    if !wanted.needs_beat() {
        let touched = contacts::journalists_touched(tx, OWN)?;
        people.extend(touched.into_iter().filter(|(_, outlet)| meant(*outlet)));
    }
    let mut ranked = judged(tx, people.into_iter().collect(), outlets, &beats)?;
    if !wanted.needs_beat() {
        walk(tx, outlets, &beats, limit, &mut ranked)?;
    }
    let reach = |one: &Candidate| outlets.of(one.outlet).and_then(|outlet| outlet.reach);
    ranked.sort_by_cached_key(|one| (Reverse(one.points), Reverse(reach(one)), one.person));
    Ok(ranked)
}

/// Adds those of whom only their outlet speaks, from the best outlet down, as far as they can be among the first `limit`.
fn walk(
    tx: &ReadTx<'_>,
    outlets: &Outlets,
    beats: &BTreeMap<PersonId, Vec<String>>,
    limit: usize,
    ranked: &mut Vec<Candidate>,
) -> Result<(), Problem> {
    let known: BTreeSet<PersonId> = ranked.iter().map(|one| one.person).collect();
    let mut walked = 0;
    let mut waiting: Vec<(PersonId, Option<OutletId>)> = Vec::new();
    let mut rest = outlets.ranked.iter().peekable();
    while let Some((points, outlet)) = rest.next() {
        let mut after = PersonId::from(0);
        loop {
            let found = contacts::journalists_at(tx, outlet.outlet, after, AT_ONCE)?;
            let Some(last) = found.last().copied() else { break };
            after = last;
            waiting.extend(found.iter().filter(|person| !known.contains(person)).map(|person| (*person, Some(outlet.outlet))));
            if walked + waiting.len() >= WALKED || found.len() < AT_ONCE {
                break;
            }
        }
        let next = rest.peek().map(|(points, _)| *points);
        let full = walked + waiting.len() >= WALKED;
        if full || next != Some(*points) || waiting.len() >= AT_ONCE {
            walked += waiting.len();
            ranked.extend(judged(tx, std::mem::take(&mut waiting), outlets, beats)?);
        }
        // Whoever comes later has at most what their outlet brings.
        let enough = |next: i32| ranked.iter().filter(|one| one.points >= next).count() >= limit.saturating_mul(2);
        if full || next.is_none_or(enough) {
            return Ok(());
        }
    }
    Ok(())
}

/// These people with their points.
fn judged(
    tx: &ReadTx<'_>,
    people: Vec<(PersonId, Option<OutletId>)>,
    outlets: &Outlets,
    beats: &BTreeMap<PersonId, Vec<String>>,
) -> Result<Vec<Candidate>, Problem> {
    let ids: Vec<PersonId> = people.iter().map(|(person, _)| *person).collect();
    let touches = contacts::touches_by_person(tx, &ids)?;
    let mut mails: HashMap<PersonId, Millis> = HashMap::new();
    for (person, at) in distribution::last_mails(tx, Some(&ids))? {
        let held = mails.entry(person).or_insert(at);
        *held = at.max(*held);
    }
    let now = tx.now();
    let judge = |(person, outlet_id): (PersonId, Option<OutletId>)| {
        let held = touches.get(&person).map(Vec::as_slice).unwrap_or_default();
        let of = |kind: TouchKind| held.iter().find(|(one, ..)| *one == kind).map(|(_, n, last)| (*n, *last));
        let last = |kind: TouchKind| of(kind).map(|(_, last)| last);
        let outlet = outlets.of(outlet_id);
        let facts = Facts {
            outlet: outlet.map(|outlet| outlet.name.clone()).unwrap_or_default(),
            audiences: outlet.map(|outlet| outlet.audiences.clone()).unwrap_or_default(),
            region: outlet.filter(|_| outlets.in_region).map(|outlet| outlet.region.clone()),
            beats: beats.get(&person).cloned().unwrap_or_default(),
            clippings: of(TouchKind::Clipping),
            reply: last(TouchKind::Reply),
            exchange: last(TouchKind::Call).max(last(TouchKind::Meeting)),
            mail: mails.get(&person).copied(),
        };
        let reasons = rank::reasons(&facts, now);
        Candidate { person, outlet: outlet_id, points: rank::points(&reasons), reasons }
    };
    Ok(people.into_iter().map(judge).collect())
}

/// The first `limit` of them whom nothing bars.
fn offered(tx: &ReadTx<'_>, ranked: Vec<Candidate>, limit: usize) -> Result<Vec<Ranked>, Problem> {
    let mut offered = Vec::with_capacity(limit.min(ranked.len()));
    let mut rest = ranked.into_iter().peekable();
    while offered.len() < limit && rest.peek().is_some() {
        let some: Vec<Candidate> = rest.by_ref().take(AT_ONCE.min(limit - offered.len()).max(50)).collect();
        let ids: Vec<PersonId> = some.iter().map(|one| one.person).collect();
        let free: BTreeSet<PersonId> =
            contacts::recipients(tx, &ids)?.into_iter().filter(|one| one.bar.is_none()).map(|one| one.person).collect();
        let rows: HashMap<PersonId, contacts::PersonRow> = contacts::rows_of(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        for one in some.into_iter().filter(|one| free.contains(&one.person)) {
            let Some(row) = rows.get(&one.person) else { continue };
            let name = if row.name.is_empty() { row.address.clone() } else { row.name.clone() };
            let (outlet, role) = (row.outlet.clone(), row.role.clone());
            offered.push(Ranked { person: one.person, name, outlet, role, points: one.points, reasons: one.reasons });
        }
    }
    offered.truncate(limit);
    Ok(offered)
}
