//! Whom advertising by mail may reach without consent: what a recipient is in law and where they live pick the rule, from a table that
//! says of each row where it stands and as of when (L9); and what proves that somebody consented (L12). It is no legal advice.
//!
//! **Invariant:** a row that nobody is certain of says `unknown`, and whoever no row fits is `unknown`: nothing is claimed of them.

use std::sync::LazyLock;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::kinds::{ConsentGround, ConsentRule, PersonKind, RecipientKind};
use super::names;
use super::service::{PersonRecord, no_person};
use super::store::consenting::without_consent as without;
use super::store::{consent as store, people};
use crate::error::{Place, Problem};
use crate::ids::{Millis, PersonId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Longest word of how somebody consented, in characters.
const LONGEST_HOW: usize = 300;
/// Longest evidence, in characters.
const LONGEST_EVIDENCE: usize = 4_000;

/// What a row of the table takes for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Accepted {
    /// By what.
    pub ground: ConsentGround,
    /// For so many months; none: until it is withdrawn.
    #[serde(default)]
    pub months: Option<u32>,
}

/// A row of the table: what the law says of advertising by mail to these recipients in these countries.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Law {
    /// The countries, by their codes.
    pub countries: Vec<String>,
    /// To whom.
    pub kinds: Vec<RecipientKind>,
    /// What it asks.
    pub rule: ConsentRule,
    /// Where that stands; empty where nothing is known.
    pub source: String,
    /// As of which day it is told, `YYYY-MM-DD`.
    pub as_of: String,
    /// What counts as consent.
    #[serde(default)]
    pub accepts: Vec<Accepted>,
}

static LAWS: LazyLock<Vec<Law>> = LazyLock::new(|| serde_json::from_str(include_str!("consent_rules.json")).unwrap_or_default());

static NO_LAW: LazyLock<Law> = LazyLock::new(|| Law {
    countries: Vec::new(),
    kinds: Vec::new(),
    rule: ConsentRule::Unknown,
    source: String::new(),
    as_of: String::new(),
    accepts: Vec::new(),
});

/// The whole table.
#[must_use]
pub fn laws() -> &'static [Law] {
    &LAWS
}

/// The row for a recipient of this kind in this country; one that says that nothing is known where there is none.
#[must_use]
pub fn law_for(country: &str, kind: RecipientKind) -> &'static Law {
    LAWS.iter().find(|law| law.kinds.contains(&kind) && law.countries.iter().any(|code| code == country)).unwrap_or(&NO_LAW)
}

/// What proves that somebody consented, as it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ConsentInput {
    /// By what.
    pub ground: ConsentGround,
    /// On which day, `YYYY-MM-DD`; empty for today.
    pub on: String,
    /// How: "by the form on our site".
    pub how: String,
    /// The words that show it, or the name of the file that does; may be empty.
    pub evidence: String,
}

impl ConsentInput {
    /// Tidied, with today in the place of no day.
    ///
    /// # Errors
    /// `contacts.refused` with a place for each field that is refused.
    pub(super) fn judged(self, today: &str) -> Result<Self, Problem> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, what: Message| faults.push(Place { what: Some(what), ..Place::field(field) });
        let (how, evidence) = (names::tidy(&self.how), self.evidence.replace("\r\n", "\n").trim().to_owned());
        if how.is_empty() {
            fault("how", Message::new("contacts.fault.consent_without_proof"));
        }
        for (field, text, most) in [("how", &how, LONGEST_HOW), ("evidence", &evidence, LONGEST_EVIDENCE)] {
            if text.chars().any(|sign| sign.is_control() && !(field == "evidence" && matches!(sign, '\n' | '\t'))) {
                fault(field, Message::new("contacts.fault.control"));
            } else if text.chars().count() > most {
                fault(field, Message::new("contacts.fault.long").with("most", most));
            }
        }
        let on = if self.on.trim().is_empty() { today.to_owned() } else { self.on.trim().to_owned() };
        if day(&on).is_none() || on.len() != 10 {
            fault("on", Message::new("contacts.fault.date").with("text", on.as_str()));
        } else if on.as_str() > today {
            fault("on", Message::new("contacts.fault.when_not_yet"));
        }
        if faults.is_empty() {
            return Ok(Self { ground: self.ground, on, how, evidence });
        }
        let count = faults.len();
        Err(Problem { places: faults, ..Problem::refusal("contacts.refused") }.with("count", count))
    }
}

/// What is known of somebody in law, as a table has it: what the law takes them for, where somebody said so, and their consents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InLaw {
    /// What the law takes them for.
    pub recipient: Option<RecipientKind>,
    /// Their consents, each by another ground.
    pub consents: Vec<ConsentInput>,
}

impl InLaw {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What of it is new to somebody who is kept: nothing that was noted is overwritten.
    #[must_use]
    pub fn new_to(&self, held: &PersonRecord) -> Self {
        let lacks = |one: &&ConsentInput| !held.consents.iter().any(|known| known.ground == one.ground);
        Self {
            recipient: self.recipient.filter(|_| held.recipient_kind.is_none()),
            consents: self.consents.iter().filter(lacks).cloned().collect(),
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.recipient = self.recipient.or(other.recipient);
        for one in other.consents {
            if !self.consents.iter().any(|known| known.ground == one.ground) {
                self.consents.push(one);
            }
        }
        self
    }
}

/// The cell of consents: a line each, `express 2026-03-02 the form on our site | form-17.pdf`. What would be taken for a bar or an end of a line
/// stands behind a backslash.
#[must_use]
pub fn consents_cell(consents: &[ConsentInput]) -> String {
    let plain = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n");
    let line = |one: &ConsentInput| {
        let said = format!("{} {} {}", one.ground.word(), one.on, plain(&one.how));
        if one.evidence.is_empty() { said } else { format!("{said} | {}", plain(&one.evidence)) }
    };
    consents.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads such a cell.
///
/// # Errors
/// The line that says no consent, with what is wrong.
pub fn read_consents(cell: &str, today: &str) -> Result<Vec<ConsentInput>, Message> {
    let mut read: Vec<ConsentInput> = Vec::new();
    for line in cell.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let none = || Message::new("contacts.fault.no_consent").with("text", line);
        let mut parts = line.splitn(3, ' ');
        let ground = parts.next().and_then(ConsentGround::from_word).ok_or_else(none)?;
        let on = parts.next().unwrap_or_default().to_owned();
        let (mut said, mut behind, mut at) = ([String::new(), String::new()], false, 0_usize);
        for letter in parts.next().unwrap_or_default().chars() {
            let Some(text) = said.get_mut(at) else { break };
            match (behind, letter) {
                (true, 'n') => text.push('\n'),
                (true, other) => text.push(other),
                (false, '\\') => {}
                (false, '|') if at == 0 => at = 1,
                (false, other) => text.push(other),
            }
            behind = !behind && letter == '\\';
        }
        let [how, evidence] = said;
        let judged = ConsentInput { ground, on, how, evidence }.judged(today);
        let judged = judged.map_err(|problem| problem.places.into_iter().find_map(|place| place.what).unwrap_or_else(none))?;
        if !read.iter().any(|known| known.ground == judged.ground) {
            read.push(judged);
        }
    }
    Ok(read)
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// Today, `YYYY-MM-DD`.
pub(super) fn today(now: Millis) -> String {
    now.to_rfc3339().chars().take(10).collect()
}

/// A consent as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Consented {
    /// What was entered.
    #[serde(flatten)]
    pub entered: ConsentInput,
    /// The last day on which it holds, by the law of where they live; none where it holds until it is withdrawn, or for nothing there.
    pub until: Option<String>,
    /// It counts there, and its time has not passed.
    pub holds: bool,
    /// Who noted it.
    pub by: String,
    /// When.
    pub noted_at: Millis,
}

impl Consented {
    pub(super) fn under(law: &Law, entered: ConsentInput, by: String, noted_at: Millis, today: &str) -> Self {
        let accepted = law.accepts.iter().find(|one| one.ground == entered.ground);
        let until = accepted.and_then(|one| day(&entered.on)?.checked_add_months(Months::new(one.months?)));
        let until = until.map(|day| day.format("%Y-%m-%d").to_string());
        let counts = law.rule != ConsentRule::Consent || accepted.is_some();
        Self { holds: counts && until.as_deref().is_none_or(|until| until >= today), until, entered, by, noted_at }
    }
}

/// How it stands with one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ConsentStanding {
    /// What the law takes them for.
    pub kind: RecipientKind,
    /// Somebody said so; else it is proposed from what is known.
    pub said: bool,
    /// Where they live, by its code, or as it was written; empty where nobody knows.
    pub country: String,
    /// The row of the table.
    pub law: Law,
    /// It asks for consent, and none holds.
    pub missing: bool,
    /// The address that mail goes to is kept by consent.
    pub by_basis: bool,
    /// Consents that were noted, whether they hold or not.
    pub consents: Vec<Consented>,
}

/// How it stands with one person.
///
/// # Errors
/// `contacts.no_person`.
pub fn standing_of(tx: &ReadTx<'_>, person: PersonId) -> Result<ConsentStanding, Problem> {
    standings(tx, &[person])?.pop().map(|(_, standing)| standing).ok_or_else(|| no_person(person))
}

/// How it stands with each of these people, in their order; staff, who are asked by other rules, lack none.
///
/// # Errors
/// What SQLite says.
pub fn standings(tx: &ReadTx<'_>, whose: &[PersonId]) -> Result<Vec<(PersonId, ConsentStanding)>, StoreError> {
    let today = today(tx.now());
    let mut noted = store::noted(tx, whose)?;
    let mut found = Vec::with_capacity(whose.len());
    for row in store::recipients(tx, whose)? {
        let law = law_for(&row.country, row.kind);
        let consents = noted.remove(&row.person).unwrap_or_default();
        let consents: Vec<_> = consents.into_iter().map(|(entered, by, at)| Consented::under(law, entered, by, at, &today)).collect();
        let has = row.by_consent || consents.iter().any(|one| one.holds);
        let missing = law.rule == ConsentRule::Consent && !row.employee && !has;
        let (kind, said, country, by_basis) = (row.kind, row.said, row.country, row.by_consent);
        found.push((row.person, ConsentStanding { kind, said, country, law: law.clone(), missing, by_basis, consents }));
    }
    Ok(found)
}

/// Those of `people` whose rule asks for consent and of whom none holds, in their order.
///
/// # Errors
/// What SQLite says.
pub fn without_consent(tx: &ReadTx<'_>, whose: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
    without(tx, whose)
}

/// In which country each of these people lives, and what they are to us, in their order; who is gone is left out.
///
/// # Errors
/// What SQLite says.
pub fn countries_and_kinds(tx: &ReadTx<'_>, whose: &[PersonId]) -> Result<Vec<(String, PersonKind)>, StoreError> {
    store::countries_and_kinds(tx, whose)
}

/// Says what the law takes somebody for; none: what is proposed.
///
/// # Errors
/// `contacts.no_person`.
pub fn say_recipient_kind(tx: &WriteTx<'_>, person: PersonId, kind: Option<RecipientKind>) -> Result<(), Problem> {
    people::person(tx, person)?.ok_or_else(|| no_person(person))?;
    store::say_kind(tx, person, kind)?;
    people::touch(tx, person)?;
    tx.changed(Topic::Person, person.get());
    Ok(())
}

/// Notes that somebody consented, in the place of what was noted of the same ground.
///
/// # Errors
/// `contacts.no_person`; `contacts.refused` with the places.
pub fn note_consent(tx: &WriteTx<'_>, person: PersonId, input: ConsentInput) -> Result<(), Problem> {
    people::person(tx, person)?.ok_or_else(|| no_person(person))?;
    store::note(tx, person, &input.judged(&today(tx.now()))?)?;
    people::touch(tx, person)?;
    tx.changed(Topic::Person, person.get());
    Ok(())
}

/// Takes away what was noted of a ground: it was withdrawn, or noted by mistake; `false` if nothing was.
///
/// # Errors
/// `contacts.no_person`.
pub fn end_consent(tx: &WriteTx<'_>, person: PersonId, ground: ConsentGround) -> Result<bool, Problem> {
    people::person(tx, person)?.ok_or_else(|| no_person(person))?;
    let ended = store::end(tx, person, ground)?;
    if ended {
        people::touch(tx, person)?;
        tx.changed(Topic::Person, person.get());
    }
    Ok(ended)
}

/// Words of the field of questions that asks for consent.
pub const CONSENT: &[&str] = &["missing", "held", "expired", "needed", "unknown"];
/// Words of the field of questions that asks what the law takes people for.
pub const RECIPIENT: &[&str] = &["individual", "sole-trader", "corporate"];
