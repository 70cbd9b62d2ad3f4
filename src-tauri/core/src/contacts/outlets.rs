//! Outlets as things of their own: what is entered about one, its checks, and what becomes of its people when it is renamed, joined
//! with another or taken away. Each is one act that undo takes back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::custom::number;
use super::kinds::{Frequency, OutletKind};
use super::store::outlets::OutletInUse;
use super::store::{outlets, positions, search};
use super::{fold, names, places};
use crate::error::{Place, Problem};
use crate::ids::{OutletId, PersonId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Most audiences of one outlet, and most other names.
const MOST_AUDIENCES: usize = 50;
/// More reach than there are people to come.
const LARGEST_REACH: f64 = 20e9;
/// Of more people than these, windows hear that all changed.
const TOLD_ONE_BY_ONE: usize = 2_000;

/// An outlet as entered: whole, with empty texts for what is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletInput {
    /// Its name; no two outlets have the same, however it is written.
    pub name: String,
    /// What else it is called; no two outlets have the same.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: OutletKind,
    /// How many people one issue or day reaches, in digits.
    pub reach: String,
    /// Where: Zeeland, the North.
    pub region: String,
    /// Its language: tag or name.
    pub language: String,
    /// How often it appears.
    pub frequency: Frequency,
    /// Its website.
    pub website: String,
    /// Whom it reaches.
    pub audiences: Vec<String>,
    /// Notes, several lines if need be.
    pub note: String,
}

impl OutletInput {
    /// An outlet of which only the name is known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            other_names: Vec::new(),
            kind: OutletKind::Unknown,
            reach: String::new(),
            region: String::new(),
            language: String::new(),
            frequency: Frequency::Unknown,
            website: String::new(),
            audiences: Vec::new(),
            note: String::new(),
        }
    }
}

/// What an edit changes of an outlet: what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "each is the field of `OutletInput` with its name")]
pub struct OutletPatch {
    pub name: Option<String>,
    pub other_names: Option<Vec<String>>,
    pub kind: Option<OutletKind>,
    pub reach: Option<String>,
    pub region: Option<String>,
    pub language: Option<String>,
    pub frequency: Option<Frequency>,
    pub website: Option<String>,
    pub audiences: Option<Vec<String>>,
    pub note: Option<String>,
}

impl OutletPatch {
    /// `held` with what this changes.
    pub(super) fn applied(self, mut held: OutletInput) -> OutletInput {
        macro_rules! take {
            ($($field:ident)*) => { $(if let Some(value) = self.$field { held.$field = value; })* };
        }
        take!(name other_names kind reach region language frequency website audiences note);
        held
    }
}

/// An outlet that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedOutlet {
    pub(super) fields: OutletInput,
    pub(super) reach: Option<i64>,
}

/// Checks and tidies a whole outlet.
///
/// # Errors
/// `contacts.refused` with a place for every field that is refused.
pub(super) fn check(mut input: OutletInput) -> Result<CheckedOutlet, Problem> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, what: Message| faults.push(Place { what: Some(what), ..Place::field(field) });
    for (field, text) in
        [("name", &mut input.name), ("region", &mut input.region), ("language", &mut input.language), ("website", &mut input.website)]
    {
        *text = names::tidy(text);
        if names::has_control(text) {
            fault(field, Message::new("contacts.fault.control"));
        } else if text.chars().count() > names::LONGEST_FIELD {
            fault(field, Message::new("contacts.fault.long").with("most", names::LONGEST_FIELD));
        }
    }
    if fold::words(&input.name).is_empty() {
        fault("name", Message::new("contacts.fault.nameless"));
    }
    let reach = match reach(&input.reach) {
        Ok(reach) => reach,
        Err(what) => {
            fault("reach", what);
            None
        }
    };
    input.reach = reach.map(|reach| reach.to_string()).unwrap_or_default();
    match places::language(&input.language) {
        Some(tag) => input.language = tag,
        None => fault("language", Message::new("contacts.fault.language").with("text", input.language.clone())),
    }
    match website(&input.website) {
        Some(address) => input.website = address,
        None => fault("website", Message::new("contacts.fault.website").with("text", input.website.clone())),
    }
    let mut seen = BTreeSet::from([fold::key(&input.name)]);
    input.other_names = input.other_names.iter().map(|name| names::tidy(name)).filter(|name| !name.is_empty()).collect();
    input.other_names.retain(|name| seen.insert(fold::key(name)));
    input.other_names.sort_by_cached_key(|name| fold::key(name));
    if input.other_names.len() > MOST_AUDIENCES {
        fault("other_names", Message::new("contacts.fault.many").with("most", MOST_AUDIENCES));
    }
    for name in &input.other_names {
        match names::of_a_thing(name) {
            Err(what) => fault("other_names", what),
            Ok((name, _)) if name.contains(';') => fault("other_names", Message::new("contacts.fault.semicolon_name")),
            Ok(_) => {}
        }
    }
    let mut seen = BTreeSet::new();
    input.audiences = input.audiences.iter().map(|name| names::tidy(name)).filter(|name| !name.is_empty()).collect();
    input.audiences.retain(|name| seen.insert(fold::key(name)));
    input.audiences.sort_by_cached_key(|name| fold::key(name));
    if input.audiences.len() > MOST_AUDIENCES {
        fault("audiences", Message::new("contacts.fault.many").with("most", MOST_AUDIENCES));
    }
    for name in &input.audiences {
        if fold::words(name).is_empty() {
            fault("audiences", Message::new("contacts.fault.nameless"));
        } else if names::has_control(name) {
            fault("audiences", Message::new("contacts.fault.control"));
        } else if name.contains(';') {
            fault("audiences", Message::new("contacts.fault.semicolon_audience"));
        } else if name.chars().count() > names::LONGEST_FIELD {
            fault("audiences", Message::new("contacts.fault.long").with("most", names::LONGEST_FIELD));
        }
    }
    input.note = input.note.replace("\r\n", "\n").trim().to_owned();
    if input.note.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        fault("note", Message::new("contacts.fault.control"));
    } else if input.note.chars().count() > names::LONGEST_NOTE {
        fault("note", Message::new("contacts.fault.long").with("most", names::LONGEST_NOTE));
    }
    if faults.is_empty() {
        return Ok(CheckedOutlet { fields: input, reach });
    }
    let mut problem = Problem::refusal("contacts.refused").with("count", faults.len());
    problem.places = faults;
    Err(problem)
}

/// A reach as people write it: a whole number of people.
fn reach(text: &str) -> Result<Option<i64>, Message> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let read = number(&names::tidy(text))?;
    if read.fract() != 0.0 || !(0.0..=LARGEST_REACH).contains(&read) {
        return Err(Message::new("contacts.fault.reach").with("text", text.trim()));
    }
    format!("{read:.0}").parse().map(Some).map_err(|_| Message::new("contacts.fault.number").with("text", text.trim()))
}

/// The address of a website with its scheme; none for what is none.
fn website(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let read = url::Url::parse(&whole).ok()?;
    let host = read.host_str()?;
    let is_one = matches!(read.scheme(), "http" | "https") && host.contains('.') && read.username().is_empty() && read.password().is_none();
    is_one.then_some(whole)
}

/// There is no such outlet.
pub(super) fn no_outlet(named: &str) -> Problem {
    Problem::missing("contacts.no_outlet").with("name", named.trim())
}

/// The outlet with that name or number.
pub(super) fn outlet_named(tx: &ReadTx<'_>, named: &str) -> Result<OutletId, Problem> {
    if let Some(id) = outlets::by_key(tx, &fold::key(named))? {
        return Ok(id);
    }
    let number = named.trim().parse::<OutletId>().ok();
    match number {
        Some(id) if outlets::whole(tx, id)?.is_some() => Ok(id),
        _ => Err(no_outlet(named)),
    }
}

/// The outlet of exactly that name.
///
/// # Errors
/// `contacts.no_outlet`.
pub fn outlet_of_that_name(tx: &ReadTx<'_>, name: &str) -> Result<OutletId, Problem> {
    outlets::by_key(tx, &fold::key(name))?.ok_or_else(|| no_outlet(name))
}

/// A name with the outlet that it is another name of: `FAZ = Frankfurter Allgemeine Zeitung`; an outlet's own name as it is.
///
/// # Errors
/// What SQLite says.
pub fn outlet_meant(tx: &ReadTx<'_>, name: &str) -> Result<String, StoreError> {
    let own = outlets::meant(tx, &fold::key(name))?;
    Ok(own.map_or_else(|| name.to_owned(), |own| format!("{name} = {own}")))
}

/// Refuses a name that another outlet has, as its own or as another one.
pub(super) fn name_is_free(tx: &ReadTx<'_>, own: Option<OutletId>, field: &str, name: &str) -> Result<(), Problem> {
    match outlets::by_key(tx, &fold::key(name))? {
        Some(other) if Some(other) != own => {
            let held = whole(tx, other)?.name;
            let what = if fold::key(&held) == fold::key(name) {
                Message::new("contacts.fault.outlet_taken").with("name", name)
            } else {
                Message::new("contacts.fault.outlet_other_name").with("name", name).with("outlet", held)
            };
            Err(Problem::refusal("contacts.refused")
                .with("count", 1_i64)
                .todo("contacts.outlet_taken.todo")
                .at(Place { what: Some(what), ..Place::field(field) }))
        }
        _ => Ok(()),
    }
}

fn names_are_free(tx: &ReadTx<'_>, own: Option<OutletId>, outlet: &CheckedOutlet) -> Result<(), Problem> {
    name_is_free(tx, own, "name", &outlet.fields.name)?;
    outlet.fields.other_names.iter().try_for_each(|name| name_is_free(tx, own, "other_names", name))
}

/// The outlets' other names, each with the name of the one that has it: few, and asked for once where many rows name outlets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherNames(std::collections::HashMap<String, String>);

impl OtherNames {
    /// As the file has them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        outlets::other_names(tx).map(Self)
    }

    /// The outlet's own name for another one of it; all else as it is written.
    #[must_use]
    pub fn meant(&self, name: String) -> String {
        if self.0.is_empty() { name } else { self.0.get(&fold::key(&name)).cloned().unwrap_or(name) }
    }
}

/// Keeps a new outlet.
pub(super) fn add(tx: &WriteTx<'_>, outlet: &CheckedOutlet) -> Result<OutletId, Problem> {
    names_are_free(tx, None, outlet)?;
    let id = outlets::insert(tx, outlet)?;
    tx.changed(Topic::Outlet, id.get());
    Ok(id)
}

/// Makes an outlet what `outlet` says; its people go along with its name.
pub(super) fn replace(tx: &WriteTx<'_>, id: OutletId, before: &OutletInput, outlet: &CheckedOutlet) -> Result<(), Problem> {
    if *before == outlet.fields {
        return Ok(());
    }
    names_are_free(tx, Some(id), outlet)?;
    outlets::update(tx, id, outlet)?;
    if before.name != outlet.fields.name {
        found_anew(tx, &outlets::people_of(tx, id)?)?;
    }
    tx.changed(Topic::Outlet, id.get());
    Ok(())
}

/// Makes one outlet of two: `keep` has the people, the audiences and the past of both, and what it does not say of itself the other
/// says; the name that went is another name of it. How many people came.
pub(super) fn merge(tx: &WriteTx<'_>, keep: OutletId, other: OutletId) -> Result<u32, Problem> {
    if keep == other {
        return Err(Problem::refusal("contacts.outlet_itself"));
    }
    let (mut kept, gone) = (whole(tx, keep)?, whole(tx, other)?);
    let or_other = |kept: &mut String, other: String| {
        if kept.is_empty() {
            *kept = other;
        }
    };
    let before = kept.clone();
    or_other(&mut kept.reach, gone.reach);
    or_other(&mut kept.region, gone.region);
    or_other(&mut kept.language, gone.language);
    or_other(&mut kept.website, gone.website);
    if kept.kind == OutletKind::Unknown {
        kept.kind = gone.kind;
    }
    if kept.frequency == Frequency::Unknown {
        kept.frequency = gone.frequency;
    }
    if !gone.note.is_empty() && gone.note != kept.note {
        kept.note = [kept.note, gone.note].into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("\n\n");
    }
    kept.audiences.extend(gone.audiences);
    // Whoever writes the name that went means the one that stays.
    kept.other_names.extend(gone.other_names);
    kept.other_names.push(gone.name);
    let people = outlets::people_of(tx, other)?;
    outlets::hand_over(tx, other, keep, &people)?;
    positions::hand_over(tx, other, keep)?;
    outlets::remove(tx, other)?;
    if before != kept {
        outlets::update(tx, keep, &check(kept)?)?;
    }
    found_anew(tx, &people)?;
    tx.changed(Topic::Outlet, keep.get());
    tx.changed(Topic::Outlet, other.get());
    Ok(u32::try_from(people.len()).unwrap_or(u32::MAX))
}

/// Takes an outlet away: its people stay, without one. How many they are.
pub(super) fn remove(tx: &WriteTx<'_>, id: OutletId) -> Result<u32, Problem> {
    whole(tx, id)?;
    let people = outlets::people_of(tx, id)?;
    outlets::leave(tx, &people)?;
    positions::remove_at(tx, id)?;
    outlets::remove(tx, id)?;
    found_anew(tx, &people)?;
    tx.changed(Topic::Outlet, id.get());
    Ok(u32::try_from(people.len()).unwrap_or(u32::MAX))
}

/// What is entered about an outlet.
///
/// # Errors
/// `contacts.no_outlet`.
pub fn whole(tx: &ReadTx<'_>, id: OutletId) -> Result<OutletInput, Problem> {
    outlets::whole(tx, id)?.map(|kept| kept.fields).ok_or_else(|| no_outlet(&id.to_string()))
}

/// Names of outlets' audiences, regions or languages in use that begin so, for completion.
///
/// # Errors
/// What SQLite says.
pub fn outlet_names_in_use(tx: &ReadTx<'_>, which: OutletInUse, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    outlets::names_in_use(tx, which, beginning, limit)
}

/// Notes what is known of the outlet of that name.
///
/// # Errors
/// `contacts.no_outlet`; `contacts.refused` with a place for every field that is refused.
pub fn describe(tx: &WriteTx<'_>, name: &str, patch: OutletPatch) -> Result<(), Problem> {
    let id = outlet_named(tx, name)?;
    let before = whole(tx, id)?;
    let checked = check(patch.applied(before.clone()))?;
    replace(tx, id, &before, &checked)
}

/// What a file says of an outlet, held against what is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldOutlet {
    /// The outlet that is meant; none where nobody here is called so.
    pub id: Option<OutletId>,
    /// What is known of it; nothing where it is new.
    pub before: OutletInput,
    after: CheckedOutlet,
}

impl ToldOutlet {
    /// What will be known of it.
    #[must_use]
    pub const fn after(&self) -> &OutletInput {
        &self.after.fields
    }
}

/// Holds what a file says against the outlet that its name means, by another name of it too. What is said replaces what is known; audiences
/// and other names come to those that are known, and an empty list takes them all away. The name stays as it is written here.
///
/// # Errors
/// `contacts.refused` with a place for every field that is refused.
pub fn told_outlet(tx: &ReadTx<'_>, mut told: OutletPatch) -> Result<ToldOutlet, Problem> {
    let name = told.name.take().unwrap_or_default();
    let key = fold::key(&name);
    let id = if key.is_empty() { None } else { outlets::by_key(tx, &key)? };
    let (before, start) = match id {
        Some(id) => {
            let known = whole(tx, id)?;
            (known.clone(), known)
        }
        None => (OutletInput::named(""), OutletInput::named(&name)),
    };
    let joined = |known: &[String], told: Vec<String>| if told.is_empty() { told } else { [known.to_vec(), told].concat() };
    told.audiences = told.audiences.map(|told| joined(&start.audiences, told));
    told.other_names = told.other_names.map(|told| joined(&start.other_names, told));
    let after = check(told.applied(start))?;
    names_are_free(tx, id, &after)?;
    Ok(ToldOutlet { id, before, after })
}

/// Keeps what a file says of an outlet.
///
/// # Errors
/// `contacts.refused`; what SQLite says.
pub fn keep_told_outlet(tx: &WriteTx<'_>, told: &ToldOutlet) -> Result<OutletId, Problem> {
    match told.id {
        None => add(tx, &told.after),
        Some(id) => replace(tx, id, &told.before, &told.after).map(|()| id),
    }
}

/// The rows of these outlets in the order given; which is gone is left out.
///
/// # Errors
/// What SQLite says.
pub fn outlet_rows(tx: &ReadTx<'_>, ids: &[OutletId]) -> Result<Vec<outlets::OutletRow>, StoreError> {
    outlets::rows(tx, ids, None)
}

/// Writes the words anew by which these people are found, and tells windows of them.
fn found_anew(tx: &WriteTx<'_>, people: &[PersonId]) -> Result<(), StoreError> {
    people.iter().try_for_each(|person| search::index(tx, *person))?;
    if people.len() > TOLD_ONE_BY_ONE {
        tx.changed(Topic::Person, None);
    } else {
        people.iter().for_each(|person| tx.changed(Topic::Person, person.get()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{OutletInput, check, reach, website};

    #[test]
    fn a_reach_is_a_number_of_people_or_refused() {
        for (text, is) in [("", None), ("120 000", Some(120_000)), ("1,234,567", Some(1_234_567)), ("0", Some(0))] {
            assert_eq!(reach(text), Ok(is), "{text}");
        }
        for (text, key) in [
            ("3.5", "contacts.fault.reach"),
            ("-4", "contacts.fault.reach"),
            ("120.000", "contacts.fault.number_doubtful"),
            ("many", "contacts.fault.number"),
        ] {
            assert_eq!(reach(text).unwrap_err().key, key, "{text}");
        }
    }

    #[test]
    fn a_website_has_a_scheme_and_names_a_host() {
        assert_eq!(website("coast.example.net/news").as_deref(), Some("https://coast.example.net/news"));
        assert_eq!(website("http://münster.example").as_deref(), Some("http://münster.example"));
        for none in ["javascript:alert(1)", "ftp://coast.example.net", "coast", "https://a:b@coast.example.net", "two words.example"] {
            assert_eq!(website(none), None, "{none}");
        }
    }

    #[test]
    fn every_fault_has_its_place() {
        let bad = OutletInput {
            name: " ".to_owned(),
            reach: "lots".to_owned(),
            language: "Klingonese!".to_owned(),
            website: "nowhere".to_owned(),
            audiences: vec!["a;b".to_owned()],
            note: "\u{7}".to_owned(),
            ..OutletInput::named("")
        };
        let places: Vec<_> = check(bad).unwrap_err().places.into_iter().filter_map(|place| place.field).collect();
        assert_eq!(places, ["name", "reach", "language", "website", "audiences", "note"]);
        let audiences = vec!["Parents".to_owned(), " philanthropists ".to_owned(), "parents".to_owned(), String::new()];
        let kept = check(OutletInput { audiences, ..OutletInput::named("  The  Tide ") }).unwrap();
        assert_eq!((kept.fields.name.as_str(), kept.fields.audiences.join("+").as_str()), ("The Tide", "Parents+philanthropists"));
    }
}
