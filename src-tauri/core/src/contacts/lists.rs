//! Lists: people put together by hand, and the rules of putting them on and taking them off.

use super::fold;
use super::names;
use super::service::no_person;
use super::store::lists as store;
use crate::error::{Place, Problem};
use crate::ids::{ListId, Millis, PersonId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// What stands before a list's number where a question means it by that. No name begins so.
pub const NUMBERED: char = '#';

/// A list of people that is kept by hand.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PeopleList {
    /// Which.
    pub id: ListId,
    /// Its name.
    pub name: String,
    /// How many people are on it.
    pub people: u32,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub created_at: Millis,
    /// When its name or who is on it changed last.
    pub changed_at: Millis,
}

/// Somebody came onto a list, or was taken off it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ListStep {
    /// Who.
    pub person: PersonId,
    /// Their name; empty where none is known.
    pub name: String,
    /// They were taken off.
    pub removed: bool,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
}

/// A list that somebody is on, or was taken off.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OnList {
    /// Which list.
    pub list: ListId,
    /// Its name.
    pub name: String,
    /// Since when they are, or were, on it.
    pub added_at: Millis,
    /// Who put them there.
    pub added_by: String,
    /// When they were taken off.
    pub removed_at: Option<Millis>,
    /// By whom; empty where they are on it.
    pub removed_by: String,
}

fn card(row: store::ListRow) -> PeopleList {
    let store::ListRow { id, name, people, made_by, created_at, changed_at } = row;
    PeopleList { id, name, people, made_by, created_at, changed_at }
}

/// All lists by name.
///
/// # Errors
/// What SQLite says.
pub fn lists(tx: &ReadTx<'_>) -> Result<Vec<PeopleList>, StoreError> {
    Ok(store::all(tx)?.into_iter().map(card).collect())
}

/// The numbers and names of all lists, by name.
///
/// # Errors
/// What SQLite says.
pub fn list_names(tx: &ReadTx<'_>) -> Result<Vec<(ListId, String)>, StoreError> {
    store::names(tx)
}

/// One list.
///
/// # Errors
/// `contacts.no_list`.
pub fn list(tx: &ReadTx<'_>, id: ListId) -> Result<PeopleList, Problem> {
    store::by_id(tx, id)?.map(card).ok_or_else(|| no_list(&id.to_string()))
}

/// The list of that name, however it is written; a number is tried where no name fits.
///
/// # Errors
/// What SQLite says.
pub fn list_named(tx: &ReadTx<'_>, name: &str) -> Result<Option<ListId>, StoreError> {
    let (name, numbered) = name.trim().strip_prefix(NUMBERED).map_or((name.trim(), false), |number| (number, true));
    if !numbered && let Some(id) = store::by_key(tx, &fold::key(name))? {
        return Ok(Some(id));
    }
    match name.parse::<ListId>() {
        Ok(id) => Ok(store::by_id(tx, id)?.map(|row| row.id)),
        Err(_) => Ok(None),
    }
}

/// There is no such list.
#[must_use]
pub fn no_list(name: &str) -> Problem {
    Problem::missing("contacts.no_list").with("name", name)
}

/// A list's name, tidied: one line that another list does not have.
fn free_name(tx: &ReadTx<'_>, name: &str, own: Option<ListId>) -> Result<(String, String), Problem> {
    let what = match names::of_a_thing(name) {
        Ok((tidy, _)) if tidy.starts_with(NUMBERED) => Message::new("contacts.fault.numbered"),
        Err(what) => what,
        Ok((tidy, key)) => {
            return match store::by_key(tx, &key)? {
                Some(other) if Some(other) != own => Err(Problem::refusal("contacts.list_taken")
                    .with("name", tidy)
                    .todo("contacts.list_taken.todo")
                    .at(Place::field("name"))),
                _ => Ok((tidy, key)),
            };
        }
    };
    Err(Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field("name") }))
}

/// Makes a list with nobody on it.
///
/// # Errors
/// `contacts.refused`, `contacts.list_taken`, both with the place `name`.
pub fn make_list(tx: &WriteTx<'_>, name: &str) -> Result<ListId, Problem> {
    let (name, key) = free_name(tx, name, None)?;
    let id = store::insert(tx, &name, &key)?;
    tx.changed(Topic::List, id.get());
    Ok(id)
}

/// Gives a list another name; the one that it has now.
///
/// # Errors
/// `contacts.no_list`, `contacts.refused`, `contacts.list_taken`.
pub fn rename_list(tx: &WriteTx<'_>, id: ListId, name: &str) -> Result<String, Problem> {
    list(tx, id)?;
    let (name, key) = free_name(tx, name, Some(id))?;
    store::rename(tx, id, &name, &key)?;
    tx.changed(Topic::List, id.get());
    Ok(name)
}

/// Takes a list away; the people stay.
///
/// # Errors
/// `contacts.no_list`.
pub fn remove_list(tx: &WriteTx<'_>, id: ListId) -> Result<(), Problem> {
    list(tx, id)?;
    store::remove(tx, id)?;
    tx.changed(Topic::List, id.get());
    Ok(())
}

/// Puts people on a list; how many were not on it before.
///
/// # Errors
/// `contacts.no_list`; `contacts.no_person`: nothing has changed.
pub fn put_on_list(tx: &WriteTx<'_>, id: ListId, who: &[PersonId]) -> Result<u32, Problem> {
    change(tx, id, who, store::put)
}

/// How many of these people are on a list.
///
/// # Errors
/// What SQLite says.
pub fn on_list_already(tx: &ReadTx<'_>, id: ListId, who: &[PersonId]) -> Result<u32, StoreError> {
    store::held(tx, id, who)
}

/// Takes people off a list; how many were on it.
///
/// # Errors
/// `contacts.no_list`; `contacts.no_person`: nothing has changed.
pub fn take_off_list(tx: &WriteTx<'_>, id: ListId, who: &[PersonId]) -> Result<u32, Problem> {
    change(tx, id, who, store::take)
}

fn change(
    tx: &WriteTx<'_>,
    id: ListId,
    who: &[PersonId],
    act: fn(&WriteTx<'_>, ListId, &[PersonId]) -> Result<usize, StoreError>,
) -> Result<u32, Problem> {
    list(tx, id)?;
    if let Some(person) = store::missing(tx, who)? {
        return Err(no_person(person));
    }
    let changed = u32::try_from(act(tx, id, who)?).unwrap_or(u32::MAX);
    if changed > 0 {
        store::touch(tx, id)?;
        tx.changed(Topic::List, id.get());
    }
    Ok(changed)
}

/// Who came onto a list and who was taken off it, the latest first.
///
/// # Errors
/// `contacts.no_list`.
pub fn list_steps(tx: &ReadTx<'_>, id: ListId, limit: u32) -> Result<Vec<ListStep>, Problem> {
    list(tx, id)?;
    let steps = store::steps(tx, id, limit)?;
    Ok(steps.into_iter().map(|row| ListStep { person: row.person, name: row.name, removed: row.removed, at: row.at, by: row.by }).collect())
}

/// The lists that somebody is on, by name, then those that they were taken off.
///
/// # Errors
/// What SQLite says.
pub fn lists_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<OnList>, StoreError> {
    let rows = store::of(tx, person)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (removed_at, removed_by) = row.removed.map_or((None, String::new()), |(at, by)| (Some(at), by));
            OnList { list: row.list, name: row.name, added_at: row.at, added_by: row.by, removed_at, removed_by }
        })
        .collect())
}
