//! What is entered about a person, and the checks that everything passes before it is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::custom::CustomField;
use super::handles::{self, HandleInput};
use super::kinds::{Basis, PersonKind};
use super::{names, places};
use crate::error::{Place, Problem};
use crate::messages::Message;
use crate::net::EmailAddress;

/// Most addresses, phones, handles, beats or tags that one person may have.
const MOST_OF_EACH: usize = 50;

/// A person as entered: whole, with empty texts for what is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PersonInput {
    /// What they are to us.
    pub kind: PersonKind,
    /// The whole name as it is shown. May be empty if both parts are given, or if there is an address.
    pub name: String,
    /// Given name; taken from `name` if both parts are empty.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Ms, Dr, Frau.
    pub salutation: String,
    /// The greeting line without its comma; empty to have it made from language and names.
    pub greeting: String,
    /// Their office: Arts correspondent.
    pub role: String,
    /// The outlet they work for, by name; a new one is made for a new name.
    pub outlet: String,
    /// What they cover, the most important first.
    pub beats: Vec<String>,
    /// Words that users put on them, by name.
    #[serde(default)]
    pub tags: Vec<String>,
    /// City.
    pub city: String,
    /// Country: code or name.
    pub country: String,
    /// Language: tag or name.
    pub language: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Notes, several lines if need be.
    pub notes: String,
    /// Where they work in a house: the press office, Culture.
    #[serde(default)]
    pub department: String,
    /// In which building or town of it.
    #[serde(default)]
    pub site: String,
    /// Who leads them: an address, a number or a name that is one person's here.
    #[serde(default)]
    pub manager: String,
    /// Their number among the staff; no two employees have the same.
    #[serde(default)]
    pub staff_number: String,
    /// Who of us looks after them.
    #[serde(default)]
    pub owner: String,
    /// What the organisation's own fields say of them, by the fields' names; nothing where a field says nothing.
    #[serde(default)]
    pub custom: BTreeMap<String, String>,
    /// Addresses; mail goes to the first.
    pub addresses: Vec<AddressInput>,
    /// Phones, the preferred first.
    pub phones: Vec<PhoneInput>,
    /// Names on other networks, the preferred first.
    #[serde(default)]
    pub handles: Vec<HandleInput>,
}

impl PersonInput {
    /// Nobody yet: a person of this kind with nothing filled in.
    #[must_use]
    pub const fn of_kind(kind: PersonKind) -> Self {
        Self {
            kind,
            name: String::new(),
            given_name: String::new(),
            family_name: String::new(),
            salutation: String::new(),
            greeting: String::new(),
            role: String::new(),
            outlet: String::new(),
            beats: Vec::new(),
            tags: Vec::new(),
            city: String::new(),
            country: String::new(),
            language: String::new(),
            time_zone: String::new(),
            notes: String::new(),
            department: String::new(),
            site: String::new(),
            manager: String::new(),
            staff_number: String::new(),
            owner: String::new(),
            custom: BTreeMap::new(),
            addresses: Vec::new(),
            phones: Vec::new(),
            handles: Vec::new(),
        }
    }
}

/// An address as entered, with where it comes from and by what right it is kept (L1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AddressInput {
    /// The address.
    pub address: String,
    /// Where it comes from: "Her card, press day". Empty means: entered by whoever enters it now.
    pub source: String,
    /// When it came from there, `YYYY-MM-DD`. Empty means today.
    pub sourced_on: String,
    /// By what right it is kept.
    pub basis: Basis,
    /// The assessment of a legitimate interest, or the proof of consent.
    pub basis_note: String,
}

/// A phone as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PhoneInput {
    /// The number as it is dialled or written.
    pub number: String,
    /// What it is: mobile, desk.
    pub label: String,
}

/// A person that passed every check, ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPerson {
    pub(super) fields: PersonInput,
    pub(super) addresses: Vec<CheckedAddress>,
}

/// An address that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAddress {
    pub(super) address: EmailAddress,
    pub(super) source: String,
    pub(super) sourced_on: String,
    pub(super) basis: Basis,
    pub(super) basis_note: String,
}

impl CheckedPerson {
    /// The checked fields, tidied: single blanks, codes for country and language, name and its parts filled in.
    #[must_use]
    pub const fn fields(&self) -> &PersonInput {
        &self.fields
    }

    /// The addresses, the preferred first, none twice.
    pub fn addresses(&self) -> impl Iterator<Item = &EmailAddress> {
        self.addresses.iter().map(|one| &one.address)
    }
}

/// What stands in for an empty source and an empty date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The source.
    pub source: String,
    /// The date, `YYYY-MM-DD`.
    pub on: String,
}

/// Checks and tidies a whole person.
///
/// # Errors
/// `contacts.refused` with a place for every field that is refused; `contacts.nobody` if neither a name nor an address is left.
pub fn check(mut input: PersonInput, unless_given: &Provenance) -> Result<CheckedPerson, Problem> {
    let mut faults = Vec::new();
    for (field, text, longest) in [
        ("name", &mut input.name, names::LONGEST_NAME),
        ("given_name", &mut input.given_name, names::LONGEST_NAME),
        ("family_name", &mut input.family_name, names::LONGEST_NAME),
        ("salutation", &mut input.salutation, names::LONGEST_FIELD),
        ("greeting", &mut input.greeting, names::LONGEST_NAME),
        ("role", &mut input.role, names::LONGEST_FIELD),
        ("outlet", &mut input.outlet, names::LONGEST_FIELD),
        ("city", &mut input.city, names::LONGEST_FIELD),
        ("country", &mut input.country, names::LONGEST_FIELD),
        ("language", &mut input.language, names::LONGEST_FIELD),
        ("time_zone", &mut input.time_zone, names::LONGEST_FIELD),
        ("department", &mut input.department, names::LONGEST_FIELD),
        ("site", &mut input.site, names::LONGEST_FIELD),
        ("manager", &mut input.manager, names::LONGEST_FIELD),
        ("staff_number", &mut input.staff_number, names::LONGEST_FIELD),
        ("owner", &mut input.owner, names::LONGEST_FIELD),
    ] {
        line(field, text, longest, &mut faults);
    }
    notes(&mut input.notes, &mut faults);
    names_of("beats", &mut input.beats, &mut faults);
    names_of("tags", &mut input.tags, &mut faults);
    input.tags.sort_by_cached_key(|tag| super::fold::key(tag));
    input.custom.retain(|_, value| !value.trim().is_empty());
    phones(&mut input.phones, &mut faults);
    if !input.handles.is_empty() {
        handles::tidy(&mut input.handles, MOST_OF_EACH, &mut faults);
    }
    input.country = places::country(&input.country);
    coded("language", &mut input.language, places::language, &mut faults);
    coded("time_zone", &mut input.time_zone, places::time_zone, &mut faults);
    let addresses = addresses(&mut input.addresses, unless_given, &mut faults);
    if faults.is_empty() {
        name_parts(&mut input);
        if input.name.is_empty() && addresses.is_empty() {
            return Err(Problem::refusal("contacts.nobody").todo("contacts.nobody.todo").at(Place::field("name")));
        }
        return Ok(CheckedPerson { fields: input, addresses });
    }
    let mut problem = Problem::refusal("contacts.refused").with("count", faults.len());
    problem.places = faults;
    Err(problem)
}

/// Checks one address with its provenance.
///
/// # Errors
/// `contacts.refused` with its place.
pub fn check_address(mut input: AddressInput, unless_given: &Provenance) -> Result<CheckedAddress, Problem> {
    let mut faults = Vec::new();
    match address(&mut input, unless_given, &mut faults) {
        Some(checked) if faults.is_empty() => Ok(checked),
        _ => {
            let mut problem = Problem::refusal("contacts.refused").with("count", faults.len());
            problem.places = faults;
            Err(problem)
        }
    }
}

/// Makes what the organisation's own fields say what each field keeps; places for what is none of its values, and for fields that
/// do not exist. What is checked here is not checked by [`check`], which knows nothing of a file.
#[must_use]
pub fn check_custom(custom: &mut BTreeMap<String, String>, fields: &[CustomField]) -> Vec<Place> {
    let mut faults = Vec::new();
    for (name, value) in custom.iter_mut().filter(|(_, value)| !value.trim().is_empty()) {
        let place = format!("custom.{name}");
        match fields.iter().find(|field| field.name == *name) {
            None => faults.push(fault(&place, Message::new("contacts.fault.no_field").with("name", name.clone()))),
            Some(field) => match field.judge(value) {
                Ok(judged) => *value = judged.map(|judged| judged.value).unwrap_or_default(),
                Err(what) => faults.push(fault(&place, what)),
            },
        }
    }
    custom.retain(|_, value| !value.trim().is_empty());
    faults
}

fn fault(field: &str, what: Message) -> Place {
    Place { what: Some(what), ..Place::field(field) }
}

/// Tidies a field of one line; control characters are refused, never quietly dropped (S2).
fn line(field: &str, text: &mut String, longest: usize, faults: &mut Vec<Place>) {
    if text.is_empty() {
        return;
    }
    if !names::is_tidy(text) {
        *text = names::tidy(text);
    }
    if names::has_control(text) {
        faults.push(fault(field, Message::new("contacts.fault.control")));
    } else if text.len() > longest && text.chars().count() > longest {
        faults.push(fault(field, Message::new("contacts.fault.long").with("most", longest)));
    }
}

fn notes(text: &mut String, faults: &mut Vec<Place>) {
    if text.is_empty() {
        return;
    }
    *text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        faults.push(fault("notes", Message::new("contacts.fault.control")));
    } else if text.chars().count() > names::LONGEST_NOTE {
        faults.push(fault("notes", Message::new("contacts.fault.long").with("most", names::LONGEST_NOTE)));
    }
}

/// Beats or tags.
fn names_of(field: &str, list: &mut Vec<String>, faults: &mut Vec<Place>) {
    if list.is_empty() {
        return;
    }
    let mut seen = std::collections::HashSet::new();
    // A semicolon stands between them wherever they are written in one line, so none has one in its name.
    if list.iter().any(|beat| beat.contains(';')) {
        *list = list.iter().flat_map(|beat| beat.split(';')).map(str::to_owned).collect();
    }
    for name in list.iter_mut() {
        line(field, name, names::LONGEST_FIELD, faults);
    }
    list.retain(|beat| !beat.is_empty() && seen.insert(super::fold::key(beat)));
    too_many(field, list.len(), faults);
}

fn phones(list: &mut Vec<PhoneInput>, faults: &mut Vec<Place>) {
    for phone in list.iter_mut() {
        line("phones", &mut phone.number, names::LONGEST_FIELD, faults);
        line("phones", &mut phone.label, names::LONGEST_FIELD, faults);
    }
    list.retain(|phone| !phone.number.is_empty());
    too_many("phones", list.len(), faults);
}

fn too_many(field: &str, count: usize, faults: &mut Vec<Place>) {
    if count > MOST_OF_EACH {
        faults.push(fault(field, Message::new("contacts.fault.many").with("most", MOST_OF_EACH)));
    }
}

fn coded(field: &str, text: &mut String, known: fn(&str) -> Option<String>, faults: &mut Vec<Place>) {
    match known(text) {
        Some(code) => *text = code,
        None => {
            let key = if field == "language" { "contacts.fault.language" } else { "contacts.fault.time_zone" };
            faults.push(fault(field, Message::new(key).with("text", text.clone())));
        }
    }
}

fn addresses(list: &mut Vec<AddressInput>, unless_given: &Provenance, faults: &mut Vec<Place>) -> Vec<CheckedAddress> {
    let mut seen = std::collections::HashSet::new();
    too_many("addresses", list.len(), faults);
    list.retain(|one| !one.address.trim().is_empty());
    let checked = list.iter_mut().filter_map(|one| address(one, unless_given, faults));
    checked.filter(|one| seen.insert(one.address.normalised())).collect()
}

fn address(input: &mut AddressInput, unless_given: &Provenance, faults: &mut Vec<Place>) -> Option<CheckedAddress> {
    let before = faults.len();
    line("source", &mut input.source, names::LONGEST_FIELD, faults);
    line("basis_note", &mut input.basis_note, names::LONGEST_NOTE, faults);
    if input.source.is_empty() {
        input.source.clone_from(&unless_given.source);
    }
    if input.sourced_on.trim().is_empty() {
        input.sourced_on.clone_from(&unless_given.on);
    } else if chrono::NaiveDate::parse_from_str(input.sourced_on.trim(), "%Y-%m-%d").is_err() {
        faults.push(fault("sourced_on", Message::new("contacts.fault.date").with("text", input.sourced_on.clone())));
    }
    if input.basis == Basis::Consent && input.basis_note.is_empty() {
        faults.push(fault("basis_note", Message::new("contacts.fault.consent_without_proof")));
    }
    let address = match EmailAddress::parse(input.address.trim()) {
        Ok(address) => address,
        Err(why) => {
            faults.push(fault("address", why.message()));
            return None;
        }
    };
    (faults.len() == before).then(|| CheckedAddress {
        address,
        source: input.source.clone(),
        sourced_on: input.sourced_on.trim().to_owned(),
        basis: input.basis,
        basis_note: input.basis_note.clone(),
    })
}

/// Fills the name from its parts, or the parts from the name.
fn name_parts(input: &mut PersonInput) {
    if input.given_name.is_empty() && input.family_name.is_empty() {
        (input.given_name, input.family_name) = names::split(&input.name);
        if names::inverted(&input.name).is_some() {
            input.name = names::joined(&input.given_name, &input.family_name);
        }
    } else if input.name.is_empty() {
        input.name = names::joined(&input.given_name, &input.family_name);
    }
}
