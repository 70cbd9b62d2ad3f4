//! That somebody is kept though nothing passed between us for long: until when, and why (L7; GDPR 5(1)(e)).

use serde::Serialize;

use super::service::no_person;
use super::store::{keeping as store, people};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// A decision to keep somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct KeptUntil {
    /// Until which day, `YYYY-MM-DD`.
    pub until: String,
    /// Why.
    pub reason: String,
    /// Who decided it.
    pub by: String,
    /// When.
    pub noted_at: Millis,
}

/// Until when a person is kept, and why.
///
/// # Errors
/// What SQLite says.
pub fn kept(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<KeptUntil>, StoreError> {
    store::of(tx, person)
}

/// Keeps a person until a day, for this reason.
///
/// # Errors
/// `contacts.no_person`.
pub fn keep_person(tx: &WriteTx<'_>, person: PersonId, until: &str, reason: &str) -> Result<(), Problem> {
    people::person(tx, person)?.ok_or_else(|| no_person(person))?;
    store::keep(tx, person, until, reason)?;
    tx.changed(Topic::Person, person.get());
    Ok(())
}

/// Takes back that a person is kept; `false` if nobody decided it.
///
/// # Errors
/// `contacts.no_person`.
pub fn keep_no_longer(tx: &WriteTx<'_>, person: PersonId) -> Result<bool, Problem> {
    people::person(tx, person)?.ok_or_else(|| no_person(person))?;
    let ended = store::end(tx, person)?;
    if ended {
        tx.changed(Topic::Person, person.get());
    }
    Ok(ended)
}

/// When a person was entered.
///
/// # Errors
/// What SQLite says.
pub fn entered_at(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Millis>, StoreError> {
    store::entered_at(tx, person)
}
