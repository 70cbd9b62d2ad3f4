//! Touches: what passed between a person and us besides mails, noted by hand; and whom somebody wants to keep in touch with.

use chrono::{DateTime, Days, Months};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::kinds::{Heat, Period, TouchKind};
use super::store::{people, touches as store};
use super::subject::{Part, Subject};
use super::when::{self, When};
use super::{names, service, warmth};
use crate::error::{Place, Problem};
use crate::ids::{Millis, PersonId, TouchId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Longest text of a touch, in characters.
const LONGEST_TEXT: usize = names::LONGEST_NOTE;
/// A reminder comes at least so often: every ten years.
const RAREST_DAYS: u32 = 3_660;

/// A touch as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Which.
    pub id: TouchId,
    /// With whom.
    pub person: PersonId,
    /// What it was.
    pub kind: TouchKind,
    /// When; the middle of its day where no time is known.
    pub at: Millis,
    /// Whether the time is known, not only the day.
    pub timed: bool,
    /// What there is to say about it.
    pub text: String,
    /// Who noted it.
    pub noted_by: String,
    /// When it was noted.
    pub noted_at: Millis,
}

/// A touch as it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TouchInput {
    /// What it was.
    pub kind: TouchKind,
    /// When, in words: `yesterday`, `25 Nov 14:30`; now where nothing is said.
    pub when: String,
    /// On the clock of this IANA zone; of this machine, where none is named.
    pub zone: String,
    /// What there is to say about it.
    pub text: String,
}

/// A touch whose every field was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedTouch {
    kind: TouchKind,
    when: When,
    text: String,
}

/// When that was, in words, on the clock of `zone`.
///
/// # Errors
/// `contacts.refused` with the place `when`: it cannot be told, or has not happened yet.
pub fn read_when(text: &str, zone: &str, now: Millis) -> Result<When, Problem> {
    let refused =
        |what: Message| Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field("when") });
    let zone: Tz = zone.parse().ok().or_else(machine_zone).unwrap_or(chrono_tz::UTC);
    let when = when::read(text, now, zone).ok_or_else(|| refused(Message::new("contacts.fault.when").with("text", names::tidy(text))))?;
    if when.at > now { Err(refused(Message::new("contacts.fault.when_not_yet"))) } else { Ok(when) }
}

/// The zone of this machine's clock, where it can be told.
pub(super) fn machine_zone() -> Option<Tz> {
    iana_time_zone::get_timezone().ok()?.parse().ok()
}

/// Judges a touch.
///
/// # Errors
/// `contacts.refused` with a place for every field that is refused.
pub fn check(touch: &TouchInput, now: Millis) -> Result<CheckedTouch, Problem> {
    let mut places = Vec::new();
    let when = read_when(&touch.when, &touch.zone, now);
    if let Err(refused) = &when {
        places.extend(refused.places.iter().cloned());
    }
    let text = touch.text.trim();
    let fault = if text.chars().count() > LONGEST_TEXT {
        Some(Message::new("contacts.fault.long").with("most", LONGEST_TEXT))
    } else if text.chars().any(|letter| letter.is_control() && !['\n', '\t', '\r'].contains(&letter)) {
        Some(Message::new("contacts.fault.control"))
    } else if text.is_empty() && touch.kind == TouchKind::Note {
        Some(Message::new("contacts.fault.empty_note"))
    } else {
        None
    };
    places.extend(fault.map(|what| Place { what: Some(what), ..Place::field("text") }));
    match when {
        Ok(when) if places.is_empty() => Ok(CheckedTouch { kind: touch.kind, when, text: text.replace("\r\n", "\n") }),
        _ => {
            let refused = Problem::refusal("contacts.refused").with("count", places.len());
            Err(places.into_iter().fold(refused, Problem::at))
        }
    }
}

impl CheckedTouch {
    /// The same at another time.
    #[must_use]
    pub fn on(self, when: When) -> Self {
        Self { when, ..self }
    }
}

/// How often that is, in words.
///
/// # Errors
/// `contacts.refused` with the place `every`.
pub fn read_every(text: &str) -> Result<Every, Problem> {
    Every::read(text).ok_or_else(odd_every)
}

fn odd_every() -> Problem {
    let place = Place { what: Some(Message::new("contacts.fault.every")), ..Place::field("every") };
    Problem::refusal("contacts.refused").with("count", 1_i64).at(place)
}

/// What is kept of a person's touches, for the right of access and for erasure (L4, L5).
pub const TOUCHES: Part = Part { word: "touches", tell, erase };

fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<serde_json::Value>, Problem> {
    let mut all = Vec::new();
    let Some(person) = of.numbers.first() else { return Ok(all) };
    if let Some(reminder) = store::reminder_of(tx, *person)? {
        all.push(serde_json::json!({ "keep_in_touch_every": reminder.every, "since": reminder.begun_at.to_rfc3339() }));
    }
    for touch in store::page(tx, *person, TouchKind::ALL, None, u32::MAX)? {
        all.push(serde_json::json!({
            "touch": touch.kind.word(),
            "on": touch.at.to_rfc3339(),
            "text": touch.text,
            "noted_by": touch.noted_by,
            "noted_on": touch.noted_at.to_rfc3339(),
        }));
    }
    Ok(all)
}

fn erase(tx: &WriteTx<'_>, of: &Subject) -> Result<(), Problem> {
    for person in &of.numbers {
        store::remove_all(tx, *person)?;
    }
    settle_bonds(tx)
}

/// How often somebody wants to hear from a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Every {
    /// So many ...
    pub many: u32,
    /// ... of these.
    pub period: Period,
}

impl Every {
    /// Reads `3 months`, `every 2 weeks`, `alle 14 Tage`, `1y`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let plain = super::fold::fold(text.trim());
        let rest =
            ["every ", "alle ", "jeden ", "jede ", "jedes "].iter().find_map(|word| plain.strip_prefix(word)).unwrap_or(&plain).trim();
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (many, word) = rest.split_at(digits);
        let many = if many.is_empty() { 1 } else { many.parse().ok()? };
        let every = Self { many, period: when::period(word.trim())? };
        every.is_usual().then_some(every)
    }

    /// Whether it is at least once a day and at most once in ten years.
    #[must_use]
    pub fn is_usual(self) -> bool {
        let days = match self.period {
            Period::Day => 1,
            Period::Week => 7,
            Period::Month => 30,
            Period::Year => 365,
        };
        self.many > 0 && self.many.saturating_mul(days) <= RAREST_DAYS
    }

    /// The instant so long after another.
    #[must_use]
    pub fn after(self, at: Millis) -> Millis {
        let later = DateTime::from_timestamp_millis(at.get()).and_then(|from| match self.period {
            Period::Day => from.checked_add_days(Days::new(self.many.into())),
            Period::Week => from.checked_add_days(Days::new(u64::from(self.many) * 7)),
            Period::Month => from.checked_add_months(Months::new(self.many)),
            Period::Year => from.checked_add_months(Months::new(self.many.saturating_mul(12))),
        });
        later.map_or(at, |later| later.timestamp_millis().into())
    }
}

/// That somebody wants to keep in touch with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// With whom.
    pub person: PersonId,
    /// How often.
    pub every: Every,
    /// Since when.
    pub begun_at: Millis,
    /// Not before then, where it was put off.
    pub later_at: Option<Millis>,
    /// When they are to be heard from.
    pub due_at: Option<Millis>,
}

/// What makes somebody warm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct WarmthReason {
    /// Touches of this kind.
    pub kind: TouchKind,
    /// How many there are.
    pub touches: u32,
    /// When the last one was.
    pub last_at: Millis,
    /// The points that are left of them today.
    pub points: u32,
}

/// How warm somebody is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Warmth {
    /// From 0 to 100.
    pub points: u32,
    /// In a word.
    pub heat: Heat,
    /// What makes it, the most first.
    pub reasons: Vec<WarmthReason>,
}

/// There is no such touch.
#[must_use]
pub fn no_touch(id: TouchId) -> Problem {
    Problem::missing("contacts.no_touch").with("touch", id.to_string())
}

/// Notes a touch.
///
/// # Errors
/// `contacts.no_person`.
pub fn add_touch(tx: &WriteTx<'_>, person: PersonId, touch: &CheckedTouch) -> Result<TouchId, Problem> {
    people::person(tx, person)?.ok_or_else(|| service::no_person(person))?;
    let id = add_touch_unsettled(tx, person, touch)?;
    settle_bonds(tx)?;
    Ok(id)
}

/// The same of somebody who is known to be there, for many at once: [`settle_bonds`] ends it.
///
/// # Errors
/// What SQLite says.
pub fn add_touch_unsettled(tx: &WriteTx<'_>, person: PersonId, touch: &CheckedTouch) -> Result<TouchId, StoreError> {
    store::insert(tx, person, touch.kind, touch.when.at, touch.when.timed, &touch.text)
}

/// Changes a touch; one that says the same already stays as it is.
///
/// # Errors
/// `contacts.no_touch`.
pub fn change_touch(tx: &WriteTx<'_>, id: TouchId, touch: &CheckedTouch) -> Result<(), Problem> {
    let held = store::by_id(tx, id)?.ok_or_else(|| no_touch(id))?;
    if (held.kind, held.at, held.timed, held.text.as_str()) != (touch.kind, touch.when.at, touch.when.timed, touch.text.as_str()) {
        store::change(tx, id, touch.kind, touch.when.at, touch.when.timed, &touch.text)?;
        settle_bonds(tx)?;
    }
    Ok(())
}

/// Takes a touch away.
///
/// # Errors
/// `contacts.no_touch`.
pub fn remove_touch(tx: &WriteTx<'_>, id: TouchId) -> Result<(), Problem> {
    store::by_id(tx, id)?.ok_or_else(|| no_touch(id))?;
    store::remove(tx, id)?;
    settle_bonds(tx)
}

/// Reminds to keep in touch so often, or no more.
///
/// # Errors
/// `contacts.no_person`; `contacts.refused` where it is too often or too rare.
pub fn keep_in_touch(tx: &WriteTx<'_>, person: PersonId, every: Option<Every>) -> Result<(), Problem> {
    people::person(tx, person)?.ok_or_else(|| service::no_person(person))?;
    match every {
        Some(every) if !every.is_usual() => return Err(odd_every()),
        Some(every) => store::remind(tx, person, every)?,
        None => store::remind_no_more(tx, person)?,
    }
    settle_bonds(tx)
}

/// Puts a reminder off.
///
/// # Errors
/// `contacts.no_reminder`.
pub fn put_off(tx: &WriteTx<'_>, person: PersonId, until: Millis) -> Result<(), Problem> {
    store::reminder_of(tx, person)?.ok_or_else(|| Problem::missing("contacts.no_reminder"))?;
    store::put_off(tx, person, until)?;
    settle_bonds(tx)
}

/// Works out what follows from touches and reminders that changed, and tells windows of those people.
///
/// # Errors
/// What SQLite says.
pub fn settle_bonds(tx: &WriteTx<'_>) -> Result<(), Problem> {
    for person in store::settle(tx)? {
        tx.changed(Topic::Touch, person.get());
    }
    Ok(())
}

/// One touch.
///
/// # Errors
/// `contacts.no_touch`.
pub fn touch(tx: &ReadTx<'_>, id: TouchId) -> Result<Touch, Problem> {
    store::by_id(tx, id)?.ok_or_else(|| no_touch(id))
}

/// Touches of a person of these kinds, the newest first, those behind the place that `before` names.
///
/// # Errors
/// What SQLite says.
pub fn touches_of(
    tx: &ReadTx<'_>,
    person: PersonId,
    kinds: &[TouchKind],
    before: Option<(Millis, TouchId)>,
    limit: u32,
) -> Result<Vec<Touch>, StoreError> {
    store::page(tx, person, kinds, before, limit)
}

/// How many touches of each kind a person has, and when the last one was.
///
/// # Errors
/// What SQLite says.
pub fn touch_counts(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<(TouchKind, u32, Millis)>, StoreError> {
    store::counts(tx, person)
}

/// The reminder to keep in touch with a person.
///
/// # Errors
/// What SQLite says.
pub fn reminder_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Reminder>, StoreError> {
    store::reminder_of(tx, person)
}

/// Reminders that are due at an instant, those that wait longest first.
///
/// # Errors
/// What SQLite says.
pub fn reminders_due(tx: &ReadTx<'_>, until: Millis, limit: u32) -> Result<Vec<Reminder>, StoreError> {
    store::due(tx, until, limit)
}

/// How many reminders are due at `until`.
///
/// # Errors
/// What SQLite says.
pub fn reminders_due_count(tx: &ReadTx<'_>, until: Millis) -> Result<u64, StoreError> {
    store::due_count(tx, until)
}

/// How warm a person is now, and why.
///
/// # Errors
/// What SQLite says.
pub fn warmth_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Warmth, StoreError> {
    let today = warmth::day_of(tx.now());
    let points = warmth::on(today, store::bond_of(tx, person)?);
    let mut left = std::collections::BTreeMap::<TouchKind, i64>::new();
    for (kind, day) in store::days(tx, person)? {
        *left.entry(kind).or_default() += warmth::faded(warmth::points(kind) * warmth::POINT, today - day);
    }
    let mut reasons: Vec<WarmthReason> = store::counts(tx, person)?
        .into_iter()
        .filter(|(kind, ..)| warmth::points(*kind) > 0)
        .map(|(kind, touches, last)| WarmthReason {
            kind,
            touches,
            last_at: last,
            points: u32::try_from(left.get(&kind).copied().unwrap_or(0) / warmth::POINT).unwrap_or(u32::MAX),
        })
        .collect();
    reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.points), reason.kind));
    Ok(Warmth { points, heat: Heat::of(points), reasons })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_say_how_often_in_their_own_words() {
        let said = |text: &str| Every::read(text).map(|every| (every.many, every.period));
        assert_eq!(said("every 3 months"), Some((3, Period::Month)));
        assert_eq!((said("2w"), said("Alle 14 Tage")), (Some((2, Period::Week)), Some((14, Period::Day))));
        assert_eq!((said("every year"), said("jede Woche")), (Some((1, Period::Year)), Some((1, Period::Week))));
        for odd in ["", "soon", "0 days", "11 years", "-3 months", "99999999999 days", "3", "昨日"] {
            assert_eq!(said(odd), None, "{odd:?}");
        }
        let from = Millis::from(1_795_514_400_000);
        assert_eq!(Every { many: 3, period: Period::Month }.after(from).to_rfc3339(), "2027-02-24T10:00:00Z");
    }
}
