//! What people are to each other: assistant, agent, stand-in, or a word of one's own. One row, read from both sides.

use serde::{Deserialize, Serialize};

use super::kinds::RelationKind;
use super::service::no_person;
use super::store::people::touch;
use super::store::relations::{self as store, KeptRelation};
use super::store::{people, staff};
use super::{fold, names};
use crate::error::{Place, Problem};
use crate::ids::{PersonId, RelationId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Most relations of one person.
const MOST: usize = 500;

/// Why a relation is refused whose other nobody here is.
const UNKNOWN: &str = "contacts.fault.no_such_person";

/// What stands before a person's number where a text could be a name, too. No name begins so.
const NUMBERED: char = '#';

impl RelationKind {
    /// What it is, seen from the other side.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::AssistantOf => Self::HasAssistant,
            Self::HasAssistant => Self::AssistantOf,
            Self::ReportsTo => Self::Leads,
            Self::Leads => Self::ReportsTo,
            Self::AgentOf => Self::HasAgent,
            Self::HasAgent => Self::AgentOf,
            Self::IntroducedBy => Self::Introduced,
            Self::Introduced => Self::IntroducedBy,
            Self::StandsInFor => Self::HasStandIn,
            Self::HasStandIn => Self::StandsInFor,
            Self::SuccessorOf => Self::PredecessorOf,
            Self::PredecessorOf => Self::SuccessorOf,
            Self::PartnerOf | Self::Knows | Self::Other => self,
        }
    }
}

/// A relation as entered, from one person's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RelationInput {
    /// The other: an address, a name that is one person's, a number of the staff, or `#` and the person's number.
    pub other: String,
    /// What this one is to the other.
    pub kind: RelationKind,
    /// A word of one's own, where no kind fits: `mentor of`.
    pub word: String,
    /// The same seen from the other: `mentored by`; empty where it is the same word.
    pub back: String,
    /// A note.
    pub note: String,
}

/// A relation as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRelation {
    /// What it is, and to whom.
    #[serde(flatten)]
    pub relation: RelationInput,
    /// The other's given name, where they have no address and a name that is not their given and family name: by it alone nobody is found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub other_given_name: String,
    /// The other's family name, likewise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub other_family_name: String,
}

impl From<RelationInput> for ToldRelation {
    fn from(relation: RelationInput) -> Self {
        Self { relation, other_given_name: String::new(), other_family_name: String::new() }
    }
}

impl ToldRelation {
    /// Whom it means, if that is one person.
    fn meant(&self, tx: &ReadTx<'_>) -> Result<Option<PersonId>, StoreError> {
        let Self { relation, other_given_name: given, other_family_name: family } = self;
        if given.is_empty() && family.is_empty() {
            return meant(tx, &relation.other);
        }
        staff::named_in_parts(tx, &names::tidy(&relation.other), &names::tidy(given), &names::tidy(family))
    }
}

/// A relation as it is read from one person's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RelationCard {
    /// Which.
    pub id: RelationId,
    /// What this one is to the other.
    pub kind: RelationKind,
    /// A word of one's own; empty where the kind says it.
    pub word: String,
    /// The same seen from the other.
    pub back: String,
    /// The other.
    pub other: PersonId,
    /// Their name, or their address where there is none.
    pub name: String,
    /// Where they work; may be empty.
    pub outlet: String,
    /// A note; may be empty.
    pub note: String,
}

impl RelationCard {
    /// What this one is to the other, in words.
    #[must_use]
    pub fn says(&self) -> Message {
        says(self.kind, &self.word, &self.name)
    }
}

impl From<KeptRelation> for RelationCard {
    fn from(kept: KeptRelation) -> Self {
        let KeptRelation { id, other, kind, word, back, note, name, outlet, .. } = kept;
        Self { id, kind, word, back, other, name, outlet, note }
    }
}

/// What a relation is called, with the other's name: `Assistant of Ruth Abernathy`. It stands among the lines of a past, too.
pub(super) fn says(kind: RelationKind, word: &str, other: &str) -> Message {
    let (key, of) = line(kind.word(), word, other);
    Message { key: super::past_lines::called(&key).into(), ..Message::new("") }.with("of", of)
}

/// The key of a relation's line, and of what it is.
pub(super) fn line(kind: &str, word: &str, other: &str) -> (String, String) {
    let of = if word.is_empty() { other.to_owned() } else { format!("{word} {other}") };
    (format!("relation.{kind}"), of)
}

/// What a person is to others and others to them: by kind, then by name.
///
/// # Errors
/// What SQLite says.
pub fn relations_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<RelationCard>, StoreError> {
    Ok(store::of(tx, person)?.into_iter().map(RelationCard::from).collect())
}

/// What questions can call a relation and begins so: the kinds, then words of one's own that are in use.
///
/// # Errors
/// What SQLite says.
pub fn relations_in_use(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let kinds = RelationKind::ALL.iter().filter(|kind| **kind != RelationKind::Other).map(|kind| kind.word());
    let mut found: Vec<String> = kinds.filter(|word| word.starts_with(beginning)).map(str::to_owned).collect();
    found.extend(store::words_in_use(tx, beginning, limit)?);
    found.truncate(limit as usize);
    Ok(found)
}

/// What a person is to others, as an export tells it and an import takes it: the others by their address, else by their name.
///
/// # Errors
/// What SQLite says.
pub fn kept_relations(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<ToldRelation>, StoreError> {
    let as_told = |one: KeptRelation| -> Result<ToldRelation, StoreError> {
        let KeptRelation { kind, word, back, note, name, given_name, family_name, .. } = one;
        let told = |other: String| ToldRelation::from(RelationInput { other, kind, word, back, note });
        if let Some(address) = store::address_of(tx, one.other)? {
            return Ok(told(address));
        }
        let is_its_parts = names::split(&name) == (given_name.clone(), family_name.clone());
        let (given, family) = if is_its_parts { Default::default() } else { (given_name, family_name) };
        Ok(ToldRelation { other_given_name: given, other_family_name: family, ..told(name) })
    };
    store::of(tx, person)?.into_iter().map(as_told).collect()
}

/// What became of relations that came with a file.
#[derive(Debug, Default)]
pub struct BroughtRelations {
    /// Those that were noted.
    pub noted: Vec<RelationId>,
    /// The words for others whom nobody here is, or more than one.
    pub unknown: Vec<String>,
}

/// Notes what a file says that somebody is to others. What either side noted already stays as it is; whom the file means and nobody here
/// is, is told.
///
/// # Errors
/// What SQLite says.
pub fn bring_relations(tx: &WriteTx<'_>, person: PersonId, relations: &[ToldRelation]) -> Result<BroughtRelations, Problem> {
    let mut brought = BroughtRelations::default();
    for one in relations {
        match note(tx, person, &one.relation, one.meant(tx)?) {
            Ok((_, id)) => brought.noted.push(id),
            Err(problem) if problem.code == "contacts.refused" => {
                let unknown = problem.places.iter().filter_map(|place| place.what.as_ref()).any(|what| what.key == UNKNOWN);
                brought.unknown.extend(unknown.then(|| names::tidy(&one.relation.other)));
            }
            Err(problem) if problem.code == "contacts.no_person" => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(brought)
}

/// Those of `relations` that [`bring_relations`] would note now; whoever comes with the same file is not here yet.
///
/// # Errors
/// What SQLite says.
pub fn new_relations(tx: &ReadTx<'_>, person: PersonId, relations: &[ToldRelation]) -> Result<Vec<RelationInput>, Problem> {
    let mut new = Vec::new();
    for one in relations {
        let checked = check(person, &one.relation, one.meant(tx)?);
        match checked.and_then(|checked| none_same(tx, person, &checked, None)) {
            Ok(()) => new.push(one.relation.clone()),
            Err(problem) if problem.code == "contacts.refused" => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(new)
}

/// Relations in a line, for whoever looks at what a file brings: `assistant-of ruth@tide.example.net`.
#[must_use]
pub fn relations_said(relations: &[RelationInput]) -> String {
    let word = |one: &RelationInput| if one.word.is_empty() { one.kind.word().to_owned() } else { one.word.clone() };
    relations.iter().map(|one| format!("{} {}", word(one), one.other)).collect::<Vec<_>>().join("; ")
}

/// Takes relations away that a file brought, as far as they are still there.
///
/// # Errors
/// What SQLite says.
pub fn take_relations(tx: &WriteTx<'_>, relations: &[RelationId]) -> Result<(), StoreError> {
    relations.iter().try_for_each(|one| store::remove(tx, *one))
}

/// What passed its checks, ready to be kept.
struct Checked {
    other: PersonId,
    kind: RelationKind,
    word: String,
    back: String,
    note: String,
}

impl Checked {
    /// What two spellings of it have in common, from both sides.
    fn keys(&self) -> (String, String) {
        let key = |word: &str, kind: RelationKind| fold::key(if word.is_empty() { kind.word() } else { word });
        (key(&self.word, self.kind), key(&self.back, self.kind.turned()))
    }
}

fn refused(field: &str, what: Message) -> Problem {
    Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field(field) })
}

/// What is said of `other`, whom its words mean, where that can be kept.
fn check(person: PersonId, input: &RelationInput, other: Option<PersonId>) -> Result<Checked, Problem> {
    let mut faults = Vec::new();
    let mut line = |field: &str, text: &str| {
        let text = names::tidy(text);
        let what = if names::has_control(&text) {
            Some(Message::new("contacts.fault.control"))
        } else if text.chars().count() > names::LONGEST_FIELD {
            Some(Message::new("contacts.fault.long").with("most", names::LONGEST_FIELD))
        } else {
            None
        };
        faults.extend(what.map(|what| Place { what: Some(what), ..Place::field(field) }));
        text
    };
    let (mut word, mut back, note) = (line("word", &input.word), line("back", &input.back), line("note", &input.note));
    let mut kind = input.kind;
    if kind == RelationKind::Other {
        // A word that is one of ours is ours.
        if let Some(known) = RelationKind::from_word(&word).filter(|known| *known != RelationKind::Other) {
            kind = known;
        } else if !word.chars().any(char::is_alphanumeric) {
            faults.push(Place { what: Some(Message::new("contacts.fault.no_relation_word")), ..Place::field("word") });
        } else if !back.chars().any(char::is_alphanumeric) {
            back.clone_from(&word);
        }
    }
    if kind != RelationKind::Other {
        (word, back) = (String::new(), String::new());
    }
    let what = match other {
        None if input.other.trim().is_empty() => Some(Message::new("contacts.fault.no_other")),
        None => Some(Message::new(UNKNOWN).with("text", names::tidy(&input.other))),
        Some(other) if other == person => Some(Message::new("contacts.fault.related_to_self")),
        Some(_) => None,
    };
    faults.extend(what.map(|what| Place { what: Some(what), ..Place::field("other") }));
    match other {
        Some(other) if faults.is_empty() => Ok(Checked { other, kind, word, back, note }),
        _ => {
            let mut problem = Problem::refusal("contacts.refused").with("count", faults.len());
            problem.places = faults;
            Err(problem)
        }
    }
}

/// Whom these words mean, if it is one person.
fn meant(tx: &ReadTx<'_>, words: &str) -> Result<Option<PersonId>, StoreError> {
    if let Some(number) = words.trim().strip_prefix(NUMBERED) {
        let Ok(id) = number.parse::<PersonId>() else { return Ok(None) };
        return Ok((!people::is_gone(tx, id)?).then_some(id));
    }
    staff::meant(tx, words)
}

/// Notes what a person is to another.
pub(super) fn add(tx: &WriteTx<'_>, person: PersonId, input: &RelationInput) -> Result<(), Problem> {
    let (other, _) = note(tx, person, input, meant(tx, &input.other)?)?;
    told(tx, [person, other])
}

/// Notes what a person is to another, and tells nobody; who the other is, and the relation.
fn note(tx: &WriteTx<'_>, person: PersonId, input: &RelationInput, other: Option<PersonId>) -> Result<(PersonId, RelationId), Problem> {
    there(tx, person)?;
    let new = check(person, input, other)?;
    for one in [person, new.other] {
        if store::count_of(tx, one)? >= MOST {
            return Err(refused("other", Message::new("contacts.fault.many").with("most", MOST)));
        }
    }
    let (key, back_key) = new.keys();
    none_same(tx, person, &new, None)?;
    let id = store::insert(tx, person, new.other, new.kind, [&new.word, &key], [&new.back, &back_key], &new.note)?;
    Ok((new.other, id))
}

/// Makes a relation what is said of it, from the side of `person`.
pub(super) fn replace(tx: &WriteTx<'_>, person: PersonId, id: RelationId, input: &RelationInput) -> Result<(), Problem> {
    there(tx, person)?;
    let held = own(tx, person, id)?;
    let new = check(person, input, meant(tx, &input.other)?)?;
    if new.other != held.other && store::count_of(tx, new.other)? >= MOST {
        return Err(refused("other", Message::new("contacts.fault.many").with("most", MOST)));
    }
    let (key, back_key) = new.keys();
    none_same(tx, person, &new, Some(id))?;
    store::update(tx, id, [person, new.other], new.kind, [&new.word, &key], [&new.back, &back_key], &new.note)?;
    told(tx, [person, new.other])?;
    if new.other != held.other {
        told(tx, [held.other])?;
    }
    Ok(())
}

/// Takes a relation away.
pub(super) fn remove(tx: &WriteTx<'_>, person: PersonId, id: RelationId) -> Result<(), Problem> {
    let held = own(tx, person, id)?;
    store::remove(tx, id)?;
    told(tx, [person, held.other])
}

/// The relation of that number, which must be one of this person.
fn own(tx: &ReadTx<'_>, person: PersonId, id: RelationId) -> Result<RelationCard, Problem> {
    let found = store::one(tx, person, id)?.map(RelationCard::from);
    found.ok_or_else(|| Problem::missing("contacts.no_relation").with("relation", id.to_string()))
}

fn there(tx: &ReadTx<'_>, person: PersonId) -> Result<(), Problem> {
    if people::is_gone(tx, person)? { Err(no_person(person)) } else { Ok(()) }
}

fn none_same(tx: &ReadTx<'_>, person: PersonId, new: &Checked, but: Option<RelationId>) -> Result<(), Problem> {
    let (key, _) = new.keys();
    match store::same(tx, person, new.other, &key)? {
        Some(id) if Some(id) != but => Err(refused("kind", Message::new("contacts.fault.related_already"))),
        _ => Ok(()),
    }
}

fn told<const N: usize>(tx: &WriteTx<'_>, people: [PersonId; N]) -> Result<(), Problem> {
    for person in people {
        touch(tx, person)?;
        tx.changed(Topic::Person, person.get());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::RelationKind;

    #[test]
    fn turned_twice_a_relation_is_what_it_was() {
        for kind in RelationKind::ALL {
            assert_eq!(kind.turned().turned(), *kind, "{}", kind.word());
        }
    }
}
