//! Whom the organisation owes word of where their data come from, since it did not have them from themselves (L2; GDPR 14).

use std::collections::BTreeMap;

use serde::Serialize;

use super::fold;
use super::names::is_telling;
use super::past_lines::kept_text;
use super::service::no_person;
use super::store::{notices as store, people};
use super::subject::Subject;
use crate::error::{Place, Problem};
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx, erase_rows};

/// Most sources that are named to somebody; a person rarely has more addresses.
const NAMED: usize = 5;

/// Where the data of somebody come from who did not give them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// The sources, that of their first address first, each once.
    pub sources: Vec<String>,
    /// Since when the first of them is had, `YYYY-MM-DD`.
    pub since: String,
}

impl Elsewhere {
    pub(super) fn note(&mut self, source: String, since: String) {
        if self.since.is_empty() || since < self.since {
            self.since = since;
        }
        if self.sources.len() < NAMED && !self.sources.contains(&source) {
            self.sources.push(source);
        }
    }
}

/// That somebody was told by other means than a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NotedNotice {
    /// On which day, `YYYY-MM-DD`.
    pub on: String,
    /// How: "in our letter of March".
    pub how: String,
    /// Who noted it.
    pub by: String,
    /// When it was noted.
    pub noted_at: Millis,
}

/// Where addresses come from that are kept by legitimate interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Source {
    /// The source, as it was written first.
    pub source: String,
    /// How many addresses came from there.
    pub addresses: u32,
    /// People gave them themselves there: nobody is owed a notice for them.
    pub own: bool,
}

/// Where the data of those of `people` come from who did not give them and whom nobody told by other means. What mails told them is the
/// ledger's to say.
///
/// # Errors
/// What SQLite says.
pub fn owed_a_notice(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<BTreeMap<PersonId, Elsewhere>, StoreError> {
    store::owed(tx, people)
}

/// How a person was told by other means.
///
/// # Errors
/// What SQLite says.
pub fn noted_notice(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<NotedNotice>, StoreError> {
    store::of(tx, person)
}

/// Notes that a person was told by other means, on that day and in that way.
///
/// # Errors
/// `contacts.no_person`.
pub fn note_notice(tx: &WriteTx<'_>, person: PersonId, on: &str, how: &str) -> Result<(), Problem> {
    people::person(tx, person)?.ok_or_else(|| no_person(person))?;
    store::keep(tx, person, on, how)?;
    tx.changed(Topic::Person, person.get());
    Ok(())
}

/// Takes away what was noted of it; `false` if nothing was.
///
/// # Errors
/// `contacts.no_person`.
pub fn unnote_notice(tx: &WriteTx<'_>, person: PersonId) -> Result<bool, Problem> {
    people::person(tx, person)?.ok_or_else(|| no_person(person))?;
    let ended = store::end(tx, person)?;
    if ended {
        tx.changed(Topic::Person, person.get());
    }
    Ok(ended)
}

/// Sources of addresses that are kept by legitimate interest, the most used first.
///
/// # Errors
/// What SQLite says.
pub fn sources(tx: &ReadTx<'_>, limit: u32) -> Result<Vec<Source>, StoreError> {
    store::sources(tx, limit)
}

/// Sources that name somebody who is forgotten go from those that are known as people's own, and out of history (L5): nobody else has them,
/// so nobody is owed the notice for it. A word of the name that they have tells of them; a name of before does as a whole only.
pub(super) fn forget(tx: &WriteTx<'_>, of: &Subject) -> Result<(), StoreError> {
    let words: Vec<String> = of
        .name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| is_telling(word))
        .flat_map(|word| fold::key(word).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.chars().count() > 1)
        .collect();
    let names = |source: &str| {
        let key = fold::key(source);
        key.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.iter().any(|known| known == word))
            || of.names().any(|name| Subject::is_said(name, source))
            || of.addresses.iter().any(|address| Subject::is_written(address, source))
    };
    let held = store::own_sources_of_nobody_else(tx, &of.numbers)?;
    let gone: Vec<i64> = held.iter().filter(|(_, source, theirs)| *theirs || names(source)).map(|(id, ..)| *id).collect();
    store::forget_own_sources(tx, &gone)?;
    erase_rows(tx, "own_source", |step| gone.contains(&step.row) || names(kept_text(&step.kept, "source")))
}

/// Says whether people gave themselves what came by this source.
///
/// # Errors
/// `contacts.no_source`: no address has it. Nothing has changed.
pub fn set_own_source(tx: &WriteTx<'_>, source: &str, own: bool) -> Result<(), Problem> {
    let (source, key) = (source.trim(), fold::key(source));
    if key.is_empty() || !store::knows(tx, &key)? {
        return Err(Problem::missing("contacts.no_source").with("source", source).at(Place::field("source")));
    }
    if store::set_own(tx, source, &key, own)? {
        tx.changed(Topic::Person, None);
    }
    Ok(())
}
