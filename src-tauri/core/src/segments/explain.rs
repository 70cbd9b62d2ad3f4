//! *Why is she in it?* Each condition of a question with its verdict about one person, and what is known of them there.

use serde::Serialize;

use crate::contacts::{self, Bar, Condition, Criterion, PersonRecord, Pin};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::workspace::ReadTx;

use super::fields::Fields;
use super::named::SEGMENT;
use super::query::Query;
use super::service;

/// How the parts of a condition are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Joined {
    /// It has none: it is one condition.
    One,
    /// All of them must hold.
    All,
    /// One of them must hold.
    Any,
    /// Its one part must not hold.
    Not,
    /// They are the questions of the segments that it names.
    Within,
}

/// A condition, and whether it holds for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct WhyPart {
    /// As it is written.
    pub text: String,
    /// It holds.
    pub holds: bool,
    /// How its parts are joined.
    pub joined: Joined,
    /// What is known of the person there; empty where nothing is, or where it is not told in words.
    pub known: Vec<String>,
    /// Its parts.
    pub parts: Vec<WhyPart>,
}

/// Why a segment picks somebody, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Explained {
    /// Who.
    pub person: PersonId,
    /// Their name; empty where none is known.
    pub name: String,
    /// They are in it.
    pub picked: bool,
    /// What its question says of them.
    pub why: WhyPart,
    /// What is pinned: it counts, whatever the question says.
    pub pin: Option<Pin>,
    /// What keeps mail from them whether they are in it or not.
    pub bar: Option<Bar>,
}

/// Asks each condition of `query` about one person.
pub(super) fn explain(tx: &ReadTx<'_>, query: &Query, fields: &Fields, person: &PersonRecord) -> Result<WhyPart, Problem> {
    let why = |holds, joined, known, parts| WhyPart { text: query.to_text(), holds, joined, known, parts };
    Ok(match query {
        Query::Not { of } => {
            let part = explain(tx, of, fields, person)?;
            why(!part.holds, Joined::Not, Vec::new(), vec![part])
        }
        Query::All { of } | Query::Any { of } => {
            let parts = of.iter().map(|part| explain(tx, part, fields, person)).collect::<Result<Vec<_>, _>>()?;
            if matches!(query, Query::All { .. }) {
                why(parts.iter().all(|part| part.holds), Joined::All, Vec::new(), parts)
            } else {
                why(parts.iter().any(|part| part.holds), Joined::Any, Vec::new(), parts)
            }
        }
        Query::Field { field, .. } if field == SEGMENT => {
            let parts = fields.questions_within(query).iter().map(|part| explain(tx, part, fields, person)).collect::<Result<_, _>>()?;
            why(holds(tx, query, fields, person.id)?, Joined::Within, Vec::new(), parts)
        }
        Query::Field { field, .. } => why(holds(tx, query, fields, person.id)?, Joined::One, known(tx, fields, field, person)?, Vec::new()),
        Query::Words { .. } => {
            let told = [&person.input.name, &person.input.outlet, &person.input.city].into_iter().filter(|text| !text.is_empty());
            let addresses = person.input.addresses.iter().map(|one| &one.address);
            why(holds(tx, query, fields, person.id)?, Joined::One, told.chain(addresses).cloned().collect(), Vec::new())
        }
    })
}

fn holds(tx: &ReadTx<'_>, query: &Query, fields: &Fields, person: PersonId) -> Result<bool, Problem> {
    let one = Condition::of(&Criterion::Person(person));
    Ok(contacts::count(tx, &Condition::all(vec![one, service::condition(query, fields)]))? > 0)
}

/// What is known of somebody in a field.
fn known(tx: &ReadTx<'_>, fields: &Fields, field: &str, person: &PersonRecord) -> Result<Vec<String>, Problem> {
    let input = &person.input;
    let one = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    if let Some(of_outlet) = field.strip_prefix("outlet.") {
        return known_of_outlet(tx, of_outlet, person.id);
    }
    if let Some(own) = fields.own().iter().find(|own| own.name == field) {
        return Ok(input.custom.get(&own.field.name).into_iter().cloned().collect());
    }
    Ok(match field {
        "kind" => vec![input.kind.word().to_owned()],
        "beat" => input.beats.clone(),
        "tag" => input.tags.clone(),
        "outlet" => one(&input.outlet),
        "city" => one(&input.city),
        "country" => one(&input.country),
        "language" => one(&input.language),
        "role" => one(&input.role),
        "name" => one(&input.name),
        "address" => input.addresses.iter().map(|held| held.address.clone()).collect(),
        "source" => input.addresses.iter().map(|held| held.source.clone()).collect(),
        "basis" => input.addresses.iter().map(|held| held.basis.word().to_owned()).collect(),
        "person" => vec![person.id.to_string()],
        "phone" => input.phones.iter().map(|held| held.number.clone()).collect(),
        "notes" => one(&input.notes),
        "handle" | "network" => input.handles.iter().map(contacts::HandleInput::cell).collect(),
        "department" => one(&input.department),
        "site" => one(&input.site),
        "manager" => one(&input.manager),
        "staff-number" => one(&input.staff_number),
        "owner" => one(&input.owner),
        "salutation" => one(&input.salutation),
        "time-zone" => one(&input.time_zone),
        "former-outlet" | "former-role" => {
            let ended = contacts::positions_of(tx, person.id)?.into_iter().filter(|one| !one.to.is_empty());
            ended.map(|one| if field == "former-role" { one.role } else { one.outlet }).filter(|text| !text.is_empty()).collect()
        }
        "list" => {
            let on = contacts::lists_of(tx, person.id)?;
            on.into_iter().filter(|one| one.removed_at.is_none()).map(|one| one.name).collect()
        }
        "do-not-contact" => person.do_not_contact.iter().map(|(_, reason)| reason.clone()).filter(|reason| !reason.is_empty()).collect(),
        other => fields.told(tx, other, person.id)?,
    })
}

fn known_of_outlet(tx: &ReadTx<'_>, field: &str, person: PersonId) -> Result<Vec<String>, Problem> {
    let Some(outlet) = contacts::positions_of(tx, person)?.into_iter().find(|one| one.current) else { return Ok(Vec::new()) };
    let held = contacts::whole_outlet(tx, outlet.outlet_id)?;
    let told = match field {
        "kind" => vec![held.kind.word().to_owned()],
        "reach" => vec![held.reach],
        "region" => vec![held.region],
        "language" => vec![held.language],
        "frequency" => vec![held.frequency.word().to_owned()],
        "audience" => held.audiences,
        "website" => vec![held.website],
        "note" => vec![held.note],
        _ => Vec::new(),
    };
    Ok(told.into_iter().filter(|text| !text.is_empty() && text != "unknown").collect())
}
