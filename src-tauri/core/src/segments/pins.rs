//! Pins: who is in a segment whatever its question says, or is not, and why. Bars stand above them: whoever must not be contacted is
//! left out of a distribution with that reason, pinned or not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::contacts::{self, Part, Pin, Subject};
use crate::error::{Place, Problem};
use crate::ids::{PersonId, SegmentId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

use super::api::Placed;
use super::query::{Query, Value};
use super::store;

/// Most pins of one segment: many are a list, which a question can ask for.
pub const MOST: usize = 200;
/// Longest reason in characters.
const LONGEST_REASON: usize = 500;

/// Who is pinned where, of all segments.
pub(super) type Pins = BTreeMap<i64, Vec<(PersonId, bool)>>;

/// Those of all segments.
pub(super) fn all(tx: &ReadTx<'_>) -> Result<Pins, StoreError> {
    let mut pins = Pins::new();
    for (segment, person, inside) in contacts::all_pins(tx)? {
        pins.entry(segment.get()).or_default().push((person, inside));
    }
    Ok(pins)
}

/// Pins somebody, with a reason; what was said of them before is replaced.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused` with the place `reason`, `segments.many_pins`.
pub fn put(tx: &WriteTx<'_>, segment: SegmentId, person: PersonId, inside: bool, reason: &str) -> Result<(), Problem> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let what = if reason.is_empty() {
        Some(Message::new("segments.fault.no_reason"))
    } else if reason.chars().count() > LONGEST_REASON {
        Some(Message::new("contacts.fault.long").with("most", LONGEST_REASON))
    } else {
        None
    };
    if what.is_some() {
        return Err(Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what, ..Place::field("reason") }));
    }
    contacts::record(tx, person)?.ok_or_else(|| contacts::no_person(person))?;
    let pinned = contacts::pins_in(tx, segment)?;
    if pinned.len() >= MOST && !pinned.iter().any(|pin| pin.person == person) {
        return Err(many());
    }
    contacts::put_pin(tx, segment, person, inside, &reason)?;
    tx.changed(Topic::Segment, segment.get());
    Ok(())
}

/// Who of these people is not pinned so yet, each once, and what pinning them does.
///
/// # Errors
/// `segments.many_pins`: more than one segment has.
pub(super) fn coming(tx: &ReadTx<'_>, segment: SegmentId, people: &[PersonId], inside: bool) -> Result<(Vec<PersonId>, Placed), Problem> {
    let pinned: BTreeMap<PersonId, bool> = contacts::pins_in(tx, segment)?.iter().map(|pin| (pin.person, pin.inside)).collect();
    let people: BTreeSet<PersonId> = people.iter().copied().collect();
    let (there, coming): (Vec<PersonId>, Vec<PersonId>) = people.into_iter().partition(|person| pinned.get(person) == Some(&inside));
    let turned = coming.iter().filter(|person| pinned.contains_key(person)).count();
    if pinned.len() + coming.len() - turned > MOST {
        return Err(many());
    }
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let joined = Placed { people: count(coming.len()), there: count(there.len()), turned: count(turned) };
    Ok((coming, joined))
}

/// More than one segment has.
fn many() -> Problem {
    Problem::refusal("segments.many_pins").with("most", MOST).todo("segments.many_pins.todo")
}

/// Lets the question decide about somebody again.
pub(super) fn take(tx: &WriteTx<'_>, segment: SegmentId, person: PersonId) -> Result<(), Problem> {
    if !contacts::take_pin(tx, segment, person)? {
        return Err(Problem::missing("segments.no_pin"));
    }
    tx.changed(Topic::Segment, segment.get());
    Ok(())
}

/// Who is pinned, and whether in it.
pub(super) fn ways(pins: &[Pin]) -> Vec<(PersonId, bool)> {
    pins.iter().map(|pin| (pin.person, pin.inside)).collect()
}

/// The question with what is pinned in it: a question of its own, which goes on meaning the same people.
pub(super) fn with_pins(query: Query, pins: &[(PersonId, bool)]) -> Query {
    let people = |inside: bool| {
        let values: Vec<Value> = pins.iter().filter(|(_, pinned)| *pinned == inside).map(|(id, _)| Value::Is(id.to_string())).collect();
        (!values.is_empty()).then(|| Query::Field { field: "person".to_owned(), values })
    };
    let mut query = query;
    if let Some(inside) = people(true) {
        query = Query::Any { of: vec![query, inside] };
    }
    if let Some(outside) = people(false) {
        query = Query::All { of: vec![query, Query::Not { of: Box::new(outside) }] };
    }
    query.normal()
}

/// What pins say of somebody, for the right of access; they go with the person.
pub const PINS: Part = Part { word: "pins", tell, erase: |_, _| Ok(()) };

fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<Json>, Problem> {
    let mut told = Vec::new();
    for person in &of.numbers {
        for pin in contacts::pins_of(tx, *person)? {
            let segment = store::by_id(tx, pin.segment)?.map(|saved| saved.name);
            let at = pin.at.to_rfc3339();
            told.push(json!({ "segment": segment, "inside": pin.inside, "reason": pin.reason, "at": at, "by": pin.by }));
        }
    }
    Ok(told)
}
