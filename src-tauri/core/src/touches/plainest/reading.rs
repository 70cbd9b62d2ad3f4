//! What a question means, said once more in the plainest way: one person after another, no SQL.

use chrono::{Days, Months, NaiveDate};

use super::facts::{Known, Row, World};
use super::making::SAVED;
use crate::contacts::{Basis, ConsentRule, PersonKind, RecipientKind, TouchKind, fold_key, law_for, words};
use crate::distribution::DeliveryState;
use crate::segments::readings::{around, ordered, small};
use crate::segments::tests::{SEGMENTS, has as has_of_people};
use crate::segments::{Fields, Query, Value, parse};

const DAY_MS: i64 = 86_400_000;

/// Whether a question picks somebody.
pub(super) fn holds(query: &Query, one: &Known, world: &World) -> bool {
    match query {
        Query::Not { of } => !holds(of, one, world),
        Query::All { of } => of.iter().all(|part| holds(part, one, world)),
        Query::Any { of } => of.iter().any(|part| holds(part, one, world)),
        Query::Words { text } => {
            let input = &one.base.input;
            let addresses: Vec<_> = input.addresses.iter().map(|one| one.address.as_str()).collect();
            [input.name.as_str(), &input.outlet, &addresses.join(" "), &input.city].iter().any(|held| words(held).contains(&words(text)))
        }
        Query::Field { field, values } => values.iter().any(|value| has(field, value, one, world)),
    }
}

fn has(field: &str, value: &Value, one: &Known, world: &World) -> bool {
    let is = |word: &str| value.text() == Some(word);
    let yes = |so: bool| so == is("yes");
    let any =
        |kinds: &[TouchKind]| one.touches.iter().filter(|(kind, ..)| kinds.contains(kind)).map(|(_, at, _)| *at).collect::<Vec<i64>>();
    let rows = |state| one.rows.iter().filter(|row| row.state == state).collect::<Vec<&Row>>();
    let times = |rows: &[&Row]| rows.iter().map(|row| row.at).collect::<Vec<i64>>();
    let contact = || [any(&[TouchKind::Call, TouchKind::Meeting]), times(&rows(DeliveryState::Accepted))].concat();
    let exchange = || any(&[TouchKind::Reply, TouchKind::Call, TouchKind::Meeting, TouchKind::Clipping]);
    let within = |at: &[i64], days: i64| at.iter().any(|at| *at >= world.now - days * DAY_MS);
    let when = |at: &[i64]| in_time(value, at, world.now);
    let stood = |rows: &[&Row]| if is_time(value) { when(&times(rows)) } else { rows.iter().any(|row| like(value, &row.title)) };
    match field {
        "entered" => when(&[one.entered]),
        "changed" => when(&[one.changed]),
        // A day is looked at as one: whoever asks for the last three means three days and today.
        "sourced" => on_days(value, &sourced(one), day_of(world.now)),
        "contacted" => when(&contact()),
        "touched" => match value.text().and_then(TouchKind::from_word) {
            Some(kind) => !any(&[kind]).is_empty(),
            None => when(&exchange()),
        },
        "lapsed" => yes(!exchange().is_empty() && !within(&exchange(), 180)),
        "quiet" => {
            let days = days(value.text().unwrap());
            one.entered < world.now - days * DAY_MS && !within(&[exchange(), times(&rows(DeliveryState::Accepted))].concat(), days)
        }
        "warmth" => warm(value, warmth(one, world.now)),
        "keep-in-touch" => {
            let heard = any(&[TouchKind::Reply, TouchKind::Call, TouchKind::Meeting]).into_iter().max().unwrap_or(i64::MIN);
            match (value.text(), one.reminder) {
                (Some("due"), Some((begun, every))) => begun.max(heard) + i64::from(every) * DAY_MS <= world.now,
                (Some("due"), None) => false,
                (said, reminder) => reminder.is_some() == (said == Some("yes")),
            }
        }
        "got" => stood(&rows(DeliveryState::Accepted)),
        "refused" => stood(&rows(DeliveryState::RefusedPermanent)),
        "uncertain" => stood(&rows(DeliveryState::Uncertain)),
        "left-out" if is_time(value) => when(&one.left_out.iter().map(|(_, at)| *at).collect::<Vec<_>>()),
        "left-out" => one.left_out.iter().any(|(title, _)| like(value, title)),
        "bounced" if is_time(value) => {
            let theirs = |address: &str| one.base.input.addresses.iter().any(|held| held.address == address);
            when(&world.bounced.iter().filter(|(address, _)| theirs(address)).map(|(_, at)| *at).collect::<Vec<_>>())
        }
        "bounced" => {
            let since = |row: &&Row| world.bounced.iter().any(|(address, at)| *address == row.address && *at >= row.at - row.at % DAY_MS);
            rows(DeliveryState::Accepted).iter().filter(|row| like(value, &row.title)).any(since)
        }
        "replied" if is_time(value) => when(&any(&[TouchKind::Reply])),
        "replied" => {
            let since = |row: &&Row| any(&[TouchKind::Reply]).iter().any(|at| *at >= row.at - row.at % DAY_MS);
            rows(DeliveryState::Accepted).iter().filter(|row| like(value, &row.title)).any(since)
        }
        "touch" => match value.text() {
            Some(text) => one.touches.iter().any(|(.., said)| words(said).contains(&words(text))),
            None => one.touches.is_empty(),
        },
        "former-outlet" if *value == Value::Empty => one.former.is_empty(),
        "former-outlet" => one.former.iter().any(|(outlet, _)| like(value, outlet)),
        "former-role" if *value == Value::Empty => one.former.iter().all(|(_, role)| role.is_empty()),
        "former-role" => one.former.iter().any(|(_, role)| small(value, role)),
        "relation" if *value == Value::Empty => one.relations.is_empty(),
        "relation" => one.relations.iter().any(|word| like(value, word)),
        "has" if is("relation") => !one.relations.is_empty(),
        "has" if is("photo") => one.photo,
        "manager" => match (value.text(), &one.leader) {
            (Some(text), Some(name)) => words(name).contains(&words(text)),
            (text, leader) => text.is_none() && leader.is_none(),
        },
        "recipient" => is(recipient(one).word()),
        "consent" => consent(value.text().unwrap(), one, day_of(world.now)),
        "notice" => notice(value.text().unwrap(), one, world),
        "typo" => yes(one.base.input.addresses.iter().any(|held| is_slip(&held.address, world))),
        "duplicate" => yes(world.paired.contains(&one.id)),
        // The number of whoever was merged means the one who was made of both.
        "person" => [Some(one.id), one.twin].into_iter().flatten().any(|id| is(&id.to_string())),
        "segment" => SEGMENTS.iter().chain([&SAVED]).filter(|(name, _)| like(value, name)).any(|(name, question)| {
            let pinned = world.pins.get(name).and_then(|pins| pins.get(&one.id));
            let fields = Fields::default().with(super::super::FIELDS);
            pinned.copied().unwrap_or_else(|| holds(&parse(question, &fields).unwrap(), one, world))
        }),
        "field.renewed" => {
            let held = || one.base.input.custom.get("Renewed").cloned();
            let around = around(&day_of(world.now).to_string(), value, held());
            around.unwrap_or_else(|| ordered(value, held(), str::to_owned))
        }
        of_people => has_of_people(of_people, value, &one.base, &world.suppressed),
    }
}

fn like(value: &Value, held: &str) -> bool {
    let held = fold_key(held);
    match value {
        Value::Begins(text) => held.starts_with(&fold_key(text)),
        Value::Contains(text) => held.contains(&fold_key(text)),
        other => other.text().is_some_and(|text| held == fold_key(text)),
    }
}

fn days(text: &str) -> i64 {
    let (many, unit) = text.split_at(text.len() - 1);
    many.parse::<i64>().unwrap() * if unit == "y" { 365 } else { 1 }
}

fn day_of(at: i64) -> NaiveDate {
    chrono::DateTime::from_timestamp_millis(at).unwrap().date_naive()
}

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

/// A time is one of the words, more or less than days, or a period; anything else is a headline.
fn is_time(value: &Value) -> bool {
    let Value::Is(text) = value else { return matches!(value, Value::Below(_) | Value::Above(_)) };
    ["ever", "never"].contains(&text.as_str()) || text.contains("..") || text.starts_with(|first: char| first.is_ascii_digit())
}

/// Both days of a period are among it; one alone is a period, too.
fn period(text: &str) -> (NaiveDate, NaiveDate) {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let open = |text: &str, open| if text.is_empty() { open } else { day(text) };
    (open(from, NaiveDate::MIN), open(to, NaiveDate::MAX))
}

fn in_time(value: &Value, at: &[i64], now: i64) -> bool {
    let within = |text: &str| at.iter().any(|at| *at >= now - days(text) * DAY_MS);
    match value {
        Value::Below(text) => within(text),
        Value::Above(text) => !at.is_empty() && !within(text),
        other => match other.text().unwrap() {
            "ever" => !at.is_empty(),
            "never" => at.is_empty(),
            text => {
                let (from, to) = period(text);
                at.iter().any(|at| (from..=to).contains(&day_of(*at)))
            }
        },
    }
}

fn sourced(one: &Known) -> Vec<NaiveDate> {
    one.base.input.addresses.iter().map(|held| day(&held.sourced_on)).collect()
}

fn on_days(value: &Value, on: &[NaiveDate], today: NaiveDate) -> bool {
    let within = |text: &str| on.iter().any(|on| *on >= today - Days::new(days(text).unsigned_abs()));
    match value {
        Value::Below(text) => within(text),
        Value::Above(text) => !on.is_empty() && !within(text),
        other => match other.text().unwrap() {
            "ever" => !on.is_empty(),
            "never" => on.is_empty(),
            text => {
                let (from, to) = period(text);
                on.iter().any(|on| (from..=to).contains(on))
            }
        },
    }
}

/// Points of all touches, of which a little goes each day; nobody has more than a hundred.
fn warmth(one: &Known, now: i64) -> i64 {
    let points = |kind: TouchKind| match kind {
        TouchKind::Meeting => 30,
        TouchKind::Reply | TouchKind::Clipping => 25,
        TouchKind::Call => 20,
        TouchKind::Note => 0,
    };
    let (first, today) = (one.touches.iter().map(|(_, at, _)| at / DAY_MS).min().unwrap_or(now / DAY_MS), now / DAY_MS);
    let mut warmth = 0;
    for day in first..=today {
        let new: i64 = one.touches.iter().filter(|(_, at, _)| at / DAY_MS == day).map(|(kind, ..)| points(*kind)).sum();
        warmth = 100_000_000.min(warmth * 65_033 / 65_536 + new * 1_000_000);
    }
    warmth / 1_000_000
}

fn warm(value: &Value, warmth: i64) -> bool {
    let number = |text: &str| text.parse::<i64>().unwrap();
    match value {
        Value::Above(text) => warmth > number(text),
        Value::AtLeast(text) => warmth >= number(text),
        Value::Below(text) => warmth < number(text),
        other => match other.text().unwrap() {
            "cold" => warmth < 20,
            "warm" => (20..60).contains(&warmth),
            "hot" => warmth >= 60,
            text => warmth == number(text),
        },
    }
}

/// What the law takes somebody for: what was said, else what is known of them.
fn recipient(one: &Known) -> RecipientKind {
    let input = &one.base.input;
    let role = fold_key(&input.role);
    if let Some(said) = one.said {
        return said;
    }
    if role.contains("freelance") || role.starts_with("freie") {
        return RecipientKind::SoleTrader;
    }
    let Some(first) = input.addresses.first() else { return RecipientKind::Individual };
    let (local, domain) = first.address.split_once('@').unwrap();
    let at_work = !input.outlet.is_empty() || input.kind == PersonKind::Employee || local == "press";
    if at_work && !["gmail.com", "gmx.de"].contains(&domain) { RecipientKind::Corporate } else { RecipientKind::Individual }
}

fn consent(asked: &str, one: &Known, today: NaiveDate) -> bool {
    let input = &one.base.input;
    let law = law_for(&input.country, recipient(one));
    if input.kind == PersonKind::Employee {
        return false;
    }
    let accepted: Vec<_> = one
        .consents
        .iter()
        .filter_map(|(ground, on)| law.accepts.iter().find(|one| one.ground == *ground).map(|one| (one.months, *on)))
        .collect();
    let stands = |(months, on): &(Option<u32>, NaiveDate)| months.is_none_or(|months| *on + Months::new(months) >= today);
    let held = input.addresses.first().is_some_and(|first| first.basis == Basis::Consent) || accepted.iter().any(stands);
    match asked {
        "unknown" => law.rule == ConsentRule::Unknown,
        _ if law.rule != ConsentRule::Consent => false,
        "needed" => true,
        "held" => held,
        "missing" => !held,
        _ => !held && !accepted.is_empty(),
    }
}

fn notice(asked: &str, one: &Known, world: &World) -> bool {
    let given = one.told || one.rows.iter().any(|row| row.notice && row.state == DeliveryState::Accepted);
    if asked == "given" {
        return given;
    }
    let elsewhere = one.base.input.addresses.iter().any(|held| {
        let late = day(&held.sourced_on) + Months::new(1) < day_of(world.now);
        held.basis == Basis::LegitimateInterest && !world.own_sources.contains(held.source.as_str()) && (asked == "due" || late)
    });
    elsewhere && !given && one.base.input.kind != PersonKind::Employee
}

/// A domain is mistyped where few have it and nobody called it right.
fn is_slip(address: &str, world: &World) -> bool {
    let of = |domain: &str| {
        world.people.iter().flat_map(|one| &one.base.input.addresses).filter(|held| held.address.ends_with(&format!("@{domain}"))).count()
    };
    ["gmial.com", "hotmial.com"].iter().any(|slip| address.ends_with(&format!("@{slip}")) && of(slip) < 5 && !world.right.contains(slip))
}
