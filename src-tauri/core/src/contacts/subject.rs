//! One person, wherever something about them is kept: for the right of access and for erasure (L4, L5).
//!
//! Modules above add their part through `lib.rs`: what they hold of a person, and how it goes.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::SuppressionReason;
use super::merge::{MERGED, keys};
use super::names::{is_family_first, is_said, is_whole, is_written, split};
use super::past::Bringers;
use super::service::{self, numbers_of};
use super::store::{bars, people, photos, relevance, search};
use super::{PersonInput, fold, notices, suppressing};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::net::{AddressKey, EmailAddress};
use crate::workspace::{Forgotten, ReadTx, Topic, WriteTx, erase_history, kept_names, overwrite_what_goes};

/// Whom something is kept about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// All numbers that mean them, the one of today first.
    pub numbers: Vec<PersonId>,
    /// The keyed hashes of their addresses.
    pub keys: Vec<AddressKey>,
    /// Their addresses in the form in which two spellings are equal.
    pub addresses: Vec<String>,
    /// Their name.
    pub name: String,
    /// Names that they had before, the newest first; none that is somebody else's now, nor one that may be many people's.
    pub former: Vec<String>,
}

impl Subject {
    /// Every name by which they are known, the one of today first; none where they have none.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.former).map(String::as_str).filter(|name| !name.trim().is_empty())
    }

    /// Whether words name whoever has this name: one with a given and a family name stands in them as words of their own, any other is all
    /// that they say.
    #[must_use]
    pub fn is_said(name: &str, words: &str) -> bool {
        is_said(name, words)
    }

    /// Whether this address is written in these words, and not as a part of another one.
    #[must_use]
    pub fn is_written(address: &str, words: &str) -> bool {
        is_written(address, words)
    }
}

/// What one module keeps of people.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its word: `mails`, `imports`.
    pub word: &'static str,
    /// Everything that it keeps of somebody, an entry each.
    pub tell: fn(&ReadTx<'_>, &Subject) -> Result<Vec<Value>, Problem>,
    /// Takes it away, but what names nobody.
    pub erase: fn(&WriteTx<'_>, &Subject) -> Result<(), Problem>,
}

/// The parts of all modules. A part of the workspace.
#[derive(Debug, Default)]
pub struct Parts(pub Vec<Part>);

/// Whom the number means.
pub(super) fn subject(tx: &ReadTx<'_>, secret: &[u8; 32], bringers: &Bringers, person: PersonId) -> Result<Subject, Problem> {
    let held = service::record(tx, person)?.ok_or_else(|| service::no_person(person))?;
    let addresses = held.input.addresses.iter().filter_map(|one| EmailAddress::parse(&one.address).ok());
    let numbers = numbers_of(tx, person)?;
    let former = former_names(tx, bringers, &numbers, &held.input, held.created_at)?;
    Ok(Subject {
        numbers,
        former,
        keys: keys(&held.input, secret),
        addresses: addresses.map(|address| address.normalised()).collect(),
        name: held.input.name,
    })
}

/// The names that somebody had: as history kept them under any of their numbers, and as imports found them. Another spelling of the name of
/// today is none, nor is what anybody may be called (no given name with a family name, or a part of another name of theirs that was typed
/// first), nor what is somebody else's name now: it may have been typed into the wrong row.
fn former_names(
    tx: &ReadTx<'_>,
    bringers: &Bringers,
    numbers: &[PersonId],
    now: &PersonInput,
    created_at: Millis,
) -> Result<Vec<String>, Problem> {
    let rows: Vec<i64> = numbers.iter().map(|number| number.get()).collect();
    let mut names = kept_names(tx, "person", &rows)?;
    let mut brought = Vec::new();
    for (read, number) in bringers.0.iter().flat_map(|read| numbers.iter().map(move |number| (read, *number))) {
        brought.extend(read(tx, number, created_at)?.into_iter().filter_map(|brought| brought.before));
    }
    names.extend(brought.iter().map(|before| before.name.clone()));
    let apart = TakenApart::of(&names, now, &brought);
    let mut known = BTreeSet::from([fold::key(&now.name)]);
    let mut former = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| apart.is_whole(name)) {
        let others = search::called(tx, name)?.into_iter().any(|other| !numbers.contains(&other));
        if !others && known.insert(fold::key(name)) {
            former.push(name.to_owned());
        }
    }
    Ok(former)
}

/// All that is known of somebody's names, to tell those that are whole from those that were typed in part.
struct TakenApart {
    /// Given names and family names.
    parts: BTreeSet<String>,
    /// Names in Han and Hangul of which both parts were entered.
    entered: BTreeSet<String>,
    /// All names in Han and Hangul, without blanks.
    in_one_piece: BTreeSet<String>,
}

impl TakenApart {
    fn of(names: &[String], now: &PersonInput, brought: &[PersonInput]) -> Self {
        let mut all = Self { parts: BTreeSet::new(), entered: BTreeSet::new(), in_one_piece: BTreeSet::new() };
        for input in brought.iter().chain([now]) {
            let both = [&input.given_name, &input.family_name].map(|part| fold::key(part));
            if both.iter().all(|part| !part.is_empty())
                && is_family_first(&input.name)
                && in_one_piece(&input.name).len() == both.concat().replace(' ', "").len()
            {
                all.entered.insert(fold::key(&input.name));
            }
            all.parts.extend(both);
        }
        for name in names.iter().chain([&now.name]) {
            let (given, family) = split(name);
            all.parts.extend([fold::key(&given), fold::key(&family)]);
            if is_family_first(name) {
                all.in_one_piece.insert(in_one_piece(name));
            }
        }
        all
    }

    /// Whether it is surely their whole name.
    fn is_whole(&self, name: &str) -> bool {
        let (key, piece) = (fold::key(name), in_one_piece(name));
        let longer = |other: &String| *other != piece && (other.starts_with(&piece) || other.ends_with(&piece));
        let begun = is_family_first(name) && self.in_one_piece.iter().any(longer);
        (is_whole(name) || self.entered.contains(&key)) && !self.parts.contains(&key) && !begun
    }
}

/// A name without its blanks.
fn in_one_piece(name: &str) -> String {
    fold::key(name).replace(' ', "")
}

/// What stands of a person among the people: everything that can be entered, and what was noted.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    number: PersonId,
    #[serde(flatten)]
    fields: &'a PersonInput,
    former_names: &'a [String],
    photo: Option<String>,
    positions: Vec<Value>,
    relations: Vec<Value>,
    lists: Vec<Value>,
    leads: Vec<String>,
    entered_at: String,
    changed_at: String,
    do_not_contact: Option<Value>,
    restricted: Option<Value>,
    keeps_embargoes: Option<Value>,
    privacy_notice: Option<Value>,
    kept_until: Option<Value>,
    recipient_in_law: Value,
    consents: Vec<Value>,
    other_numbers: Vec<PersonId>,
}

/// Contacts' own part: the person, and what was noted about their addresses.
pub(super) fn tell(tx: &ReadTx<'_>, of: &Subject) -> Result<(Value, Vec<Value>), Problem> {
    let person = of.numbers.first().copied().unwrap_or(PersonId::from(0));
    let held = service::record(tx, person)?.ok_or_else(|| service::no_person(person))?;
    let noted = |note: &Option<(Millis, String)>| note.as_ref().map(|(at, why)| json!({ "since": at.to_rfc3339(), "reason": why }));
    let law = super::standing_of(tx, person)?;
    let entry = Entry {
        number: person,
        fields: &held.input,
        former_names: &of.former,
        photo: photos::of(tx, person)?.map(|photo| photo.data_uri()),
        positions: super::positions_of(tx, person)?
            .into_iter()
            .map(|one| json!({ "outlet": one.outlet, "role": one.role, "from": one.from, "to": one.to, "now": one.current }))
            .collect(),
        relations: super::relations_of(tx, person)?
            .into_iter()
            .map(|one| {
                let is = if one.word.is_empty() { one.kind.word().to_owned() } else { one.word };
                json!({ "is": is, "person": one.name, "note": one.note })
            })
            .collect(),
        lists: super::lists_of(tx, person)?
            .into_iter()
            .map(|one| {
                let removed = one.removed_at.map(|at| json!({ "at": at.to_rfc3339(), "by": one.removed_by }));
                json!({ "list": one.name, "added_at": one.added_at.to_rfc3339(), "added_by": one.added_by, "removed": removed })
            })
            .collect(),
        leads: super::staff::led_by(tx, person)?.into_iter().map(|one| one.name).collect(),
        entered_at: held.created_at.to_rfc3339(),
        changed_at: held.changed_at.to_rfc3339(),
        do_not_contact: noted(&held.do_not_contact),
        restricted: noted(&held.restricted),
        keeps_embargoes: noted(&held.embargo_agreement),
        privacy_notice: super::noted_notice(tx, person)?.map(|told| json!({ "given_on": told.on, "how": told.how, "noted_by": told.by })),
        kept_until: super::kept(tx, person)?.map(|kept| json!({ "until": kept.until, "reason": kept.reason, "noted_by": kept.by })),
        recipient_in_law: json!({ "kind": law.kind.word(), "said": law.said, "country": law.country, "rule": law.law.rule.word(), "source": law.law.source }),
        consents: law
            .consents
            .into_iter()
            .map(|one| {
                let (said, until) = (one.entered, one.until);
                json!({ "ground": said.ground.word(), "given_on": said.on, "how": said.how, "evidence": said.evidence, "until": until, "noted_by": one.by })
            })
            .collect(),
        other_numbers: of.numbers.iter().skip(1).copied().collect(),
    };
    let mut suppressions = Vec::new();
    for (key, address) in of.keys.iter().zip(&of.addresses) {
        for one in bars::past(tx, key)? {
            let lifted = one.lifted.map(|how| json!({ "at": how.at.to_rfc3339(), "reason": how.reason, "noted_by": how.by }));
            let further: Vec<_> = one
                .further
                .into_iter()
                .map(|said| json!({ "reason": said.reason.word(), "evidence": said.evidence, "at": said.at.to_rfc3339(), "noted_by": said.by }))
                .collect();
            let (reason, evidence, at) = (one.reason.word(), one.evidence, one.at.to_rfc3339());
            suppressions.push(json!({
                "address": address, "reason": reason, "evidence": evidence, "at": at, "noted_by": one.by, "further": further, "lifted": lifted
            }));
        }
    }
    Ok((serde_json::to_value(entry).map_err(|e| Problem::failure("workspace.failed").because(e))?, suppressions))
}

/// Takes a person away everywhere, for good: no step of history keeps them. Of their addresses the keyed hashes stay suppressed, so
/// that none comes back by an import; the ledger keeps its rows without a name.
pub(super) fn forget(tx: &WriteTx<'_>, parts: &Parts, of: &Subject) -> Result<(), Problem> {
    overwrite_what_goes(tx, true)?;
    for part in &parts.0 {
        (part.erase)(tx, of)?;
    }
    notices::forget(tx, of)?;
    for key in &of.keys {
        suppressing::suppress(tx, key, SuppressionReason::Erased, "")?;
        bars::forget_words(tx, key)?;
    }
    let numbers: Vec<i64> = of.numbers.iter().map(|number| number.get()).collect();
    if let Some(person) = of.numbers.first() {
        people::remove(tx, *person)?;
        tx.changed(Topic::Person, person.get());
    }
    search::leave_nothing(tx)?;
    relevance::leave_nothing(tx)?;
    super::staff::forget(tx, of)?;
    let names: Vec<String> = of.names().map(str::to_owned).collect();
    let gone = Forgotten { table: "person", columns: &["person_id", "other_id"], rows: &numbers, names: &names, joined_by: MERGED };
    erase_history(tx, &gone)?;
    photos::leave_none(tx)?;
    tx.changed(Topic::Duplicate, None);
    tx.changed(Topic::Suppression, None);
    overwrite_what_goes(tx, false)?;
    Ok(())
}
