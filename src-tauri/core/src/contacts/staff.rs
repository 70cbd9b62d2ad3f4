//! The people of a house: who leads whom, and numbers of which each is one employee's.
//!
//! A file may say who leads somebody before it says who that is. Its words are kept until one person is found to whom they point; from
//! then on the person is, whatever becomes of their name and address.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::criteria::Criterion;
use super::kinds::PersonKind;
use super::person::PersonInput;
use super::service::{Condition, InUse};
use super::store::staff;
use super::subject::Subject;
use super::{fold, service};
use crate::error::{Place, Problem};
use crate::ids::PersonId;
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx, actors, erase_text};

/// Somebody whom another person's page names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Colleague {
    /// Who.
    pub id: PersonId,
    /// Their name, or their address where there is none.
    pub name: String,
}

impl From<(PersonId, String)> for Colleague {
    fn from((id, name): (PersonId, String)) -> Self {
        Self { id, name }
    }
}

/// Who leads a person.
pub(super) fn manager_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Colleague>, StoreError> {
    Ok(staff::manager_of(tx, person)?.map(Colleague::from))
}

/// Whom a person leads, by name.
pub(super) fn led_by(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<Colleague>, StoreError> {
    Ok(staff::led_by(tx, person)?.into_iter().map(Colleague::from).collect())
}

/// The employee who has this number of the staff.
///
/// # Errors
/// What SQLite says.
pub fn holder_of_staff_number(tx: &ReadTx<'_>, number: &str) -> Result<Option<Colleague>, StoreError> {
    if fold::key(number).is_empty() {
        return Ok(None);
    }
    Ok(staff::with_number(tx, number)?.into_iter().next().map(Colleague::from))
}

/// After somebody was written by hand: whoever leads them must be here, and their number nobody else's. What was so `before` stays.
///
/// # Errors
/// `contacts.refused` with a place for `manager` or `staff_number`.
pub(super) fn settle(tx: &WriteTx<'_>, id: PersonId, before: Option<&PersonInput>, fields: &PersonInput) -> Result<(), Problem> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, what: Message| faults.push(Place { what: Some(what), ..Place::field(field) });
    let held = service::record(tx, id)?.ok_or_else(|| service::no_person(id))?.input;
    if !held.manager.is_empty() && staff::manager_of(tx, id)?.is_none() {
        match staff::meant(tx, &held.manager)? {
            Some(manager) if manager == id => fault("manager", Message::new("contacts.fault.leads_themselves")),
            Some(manager) => staff::set_manager(tx, id, manager)?,
            None if before.is_some_and(|before| before.manager == held.manager) => {}
            None => fault("manager", Message::new("contacts.fault.no_such_manager").with("text", held.manager)),
        }
    }
    let number = number_of(fields);
    if number.is_some() && before.and_then(number_of) != number {
        for (_, name) in staff::with_number(tx, &fields.staff_number)?.into_iter().filter(|(other, _)| *other != id) {
            fault("staff_number", Message::new("contacts.fault.staff_number_taken").with("name", name));
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let mut problem = Problem::refusal("contacts.refused").with("count", faults.len());
    problem.places = faults;
    Err(problem)
}

/// What those who write many cells find out once: whom words for a manager mean, and which numbers of the staff they gave.
#[derive(Debug, Default)]
pub(super) struct InHouse {
    meant: HashMap<String, Option<PersonId>>,
    /// Who has a number from now on, by the number as it is compared.
    given: HashMap<String, Colleague>,
    /// Whose number is another one now than it was.
    renumbered: HashSet<PersonId>,
}

impl InHouse {
    /// What stands in the way of these words for who leads a person; nothing where they mean one other person, or are those that stand there.
    pub(super) fn manager_fault(
        &mut self,
        tx: &ReadTx<'_>,
        person: PersonId,
        held: &str,
        words: &str,
    ) -> Result<Option<Message>, StoreError> {
        Ok(match self.meant(tx, words)? {
            Some(manager) if manager == person => Some(Message::new("contacts.fault.leads_themselves")),
            Some(_) => None,
            None if words == held => None,
            None => Some(Message::new("contacts.fault.no_such_manager").with("text", words)),
        })
    }

    /// Whether these words mean whoever leads the person already.
    pub(super) fn leads_already(&mut self, tx: &ReadTx<'_>, person: PersonId, words: &str) -> Result<bool, StoreError> {
        let Some((manager, _)) = staff::manager_of(tx, person)? else { return Ok(false) };
        Ok(self.meant(tx, words)? == Some(manager))
    }

    /// Whom these words mean, if it is one person: each asked for once.
    pub(super) fn meant(&mut self, tx: &ReadTx<'_>, words: &str) -> Result<Option<PersonId>, StoreError> {
        if let Some(known) = self.meant.get(words) {
            return Ok(*known);
        }
        let found = staff::meant(tx, words)?;
        self.meant.insert(words.to_owned(), found);
        Ok(found)
    }

    /// That another employee has this number, or was given it just now.
    pub(super) fn number_fault(&self, tx: &ReadTx<'_>, person: PersonId, number: &str) -> Result<Option<Message>, StoreError> {
        let key = fold::key(number);
        if key.is_empty() {
            return Ok(None);
        }
        let other = match self.given.get(&key).filter(|one| one.id != person) {
            Some(one) => Some(one.name.clone()),
            None => {
                let mut held = staff::with_number(tx, number)?.into_iter();
                held.find(|(other, _)| *other != person && !self.renumbered.contains(other)).map(|(_, name)| name)
            }
        };
        Ok(other.map(|name| Message::new("contacts.fault.staff_number_taken").with("name", name)))
    }

    /// Takes in what becomes of somebody, before it is written.
    pub(super) fn becomes(&mut self, person: PersonId, before: &PersonInput, after: &PersonInput) {
        let (was, is) = (number_of(before), number_of(after));
        if was != is {
            self.renumbered.insert(person);
            if let Some(key) = is {
                let address = after.addresses.first().map(|one| one.address.clone()).unwrap_or_default();
                let name = if after.name.is_empty() { address } else { after.name.clone() };
                self.given.insert(key, Colleague { id: person, name });
            }
        }
        let called = before.name == after.name && before.addresses == after.addresses && before.staff_number == after.staff_number;
        if !called || before.kind != after.kind {
            // Words may mean them now, or no more.
            self.meant.clear();
        }
    }
}

/// The number by which an employee is told from others, as it is compared.
fn number_of(of: &PersonInput) -> Option<String> {
    (of.kind == PersonKind::Employee).then(|| fold::key(&of.staff_number)).filter(|key| !key.is_empty())
}

/// Who may look after people, for completion: those who did something in this file, and those who look after somebody already.
pub(super) fn owners(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let key = fold::key(beginning);
    let mut names = actors(tx)?;
    names.retain(|name| fold::key(name).starts_with(&key));
    for name in service::names_in_use(tx, InUse::Owner, &key, limit)? {
        if !names.iter().any(|one| fold::key(one) == fold::key(&name)) {
            names.push(name);
        }
    }
    names.truncate(limit as usize);
    Ok(names)
}

/// People who may lead somebody, for completion: employees before others, with the address that says who is meant.
pub(super) fn colleagues(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    if fold::words(beginning).is_empty() {
        return Ok(Vec::new());
    }
    let named = Condition::of(&Criterion::Words(beginning.to_owned()));
    let employees = Condition::of(&Criterion::Kind(PersonKind::Employee));
    let mut found = service::page(tx, &Condition::all(vec![employees.clone(), named.clone()]), None, limit)?;
    let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
    found.extend(service::page(tx, &Condition::all(vec![employees.negated(), named]), None, left)?);
    let ids: Vec<PersonId> = found.into_iter().map(|(_, id)| id).collect();
    Ok(service::rows_of(tx, &ids)?.into_iter().map(|row| called(&row.name, &row.address)).filter(|text| !text.is_empty()).collect())
}

/// People whom these words begin, in the list's order, each as they are called; where two are called the same, with their numbers.
pub(super) fn people_called(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<Colleague>, StoreError> {
    if fold::words(beginning).is_empty() {
        return Ok(Vec::new());
    }
    let named = Condition::of(&Criterion::Words(beginning.to_owned()));
    let ids: Vec<PersonId> = service::page(tx, &named, None, limit)?.into_iter().map(|(_, id)| id).collect();
    let found = service::rows_of(tx, &ids)?.into_iter().map(|row| Colleague { id: row.id, name: called(&row.name, &row.address) });
    let mut found: Vec<Colleague> = found.collect();
    let names: Vec<String> = found.iter().map(|one| one.name.clone()).collect();
    for one in &mut found {
        if one.name.is_empty() || names.iter().filter(|name| **name == one.name).count() > 1 {
            one.name = format!("{} #{}", one.name, one.id).trim().to_owned();
        }
    }
    Ok(found)
}

/// `Ruth Abernathy <ruth@coast.example.net>`, or what there is of it.
pub(super) fn called(name: &str, address: &str) -> String {
    match (name.is_empty(), address.is_empty()) {
        (false, false) => format!("{name} <{address}>"),
        _ => format!("{name}{address}"),
    }
}

/// After people came in: finds to whom the words for managers point.
///
/// # Errors
/// What SQLite says.
pub fn settle_all_managers(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    let mut any = false;
    for words in staff::open_managers(tx)? {
        if let Some(manager) = staff::meant(tx, &words)? {
            staff::set_open(tx, &words, manager)?;
            any = true;
        }
    }
    if any {
        tx.changed(Topic::Person, None);
    }
    Ok(())
}

/// Words in other people's records that name somebody who is forgotten go, and out of history (L5); such as may name another stay.
pub(super) fn forget(tx: &WriteTx<'_>, of: &Subject) -> Result<(), StoreError> {
    let names = |words: &str| {
        of.names().any(|name| Subject::is_said(name, words)) || of.addresses.iter().any(|address| Subject::is_written(address, words))
    };
    for words in staff::open_managers(tx)?.iter().filter(|words| names(words)) {
        staff::forget_words(tx, words)?;
    }
    erase_text(tx, "person", "manager", names, "")
}
