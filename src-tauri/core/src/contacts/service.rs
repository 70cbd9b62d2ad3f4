//! Rules and store together, inside somebody's transaction.

use std::collections::HashMap;

use super::agreement::Agreement;
use super::bar::{Bar, Recipient};
use super::consent::{ConsentInput, InLaw};
use super::extras::Extras;
use super::greeting::{Addressee, MergeValues, greeting};
use super::handles::{self, HandleInput};
use super::kinds::{ListKind, PersonKind, RecipientKind, SuppressionReason};
use super::own::custom_fields;
use super::person::{AddressInput, CheckedPerson, PersonInput, Provenance, check, check_custom};
use super::store::{agreements, bars, consent, extras, inserting, outlets, people, photos, restrictions, rows};
use super::{fold, names, places};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::net::{AddressKey, EmailAddress};
use crate::workspace::{ReadTx, Resting, StoreError, Topic, WriteTx, newest_step};

pub use super::store::difference::Difference;
pub use super::store::held::Held;
pub use super::store::merging::{Merged, any_merged, numbers_of};
pub use super::store::people::{InUse, NewPerson};
pub use super::store::rows::{PersonRow, PlacedBy, phone_by_phone, placed_by, row_by_row, rows_of};
pub use super::store::{Condition, count, in_order, page, select};
#[cfg(test)]
pub(crate) use super::store::{plan, plan_of_meeting};

/// A person as kept, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Who.
    pub id: PersonId,
    /// Everything that can be entered.
    pub input: PersonInput,
    /// Since when they must not be contacted, and why.
    pub do_not_contact: Option<(Millis, String)>,
    /// Since when their data are kept and not used, and why (L6).
    pub restricted: Option<(Millis, String)>,
    /// Since when they have agreed to keep embargoes, and how it was said.
    pub embargo_agreement: Option<(Millis, String)>,
    /// They have a photo.
    pub has_photo: bool,
    /// What the law takes them for, where somebody said so (L9).
    pub recipient_kind: Option<RecipientKind>,
    /// What proves that they consented, by each ground (L12).
    pub consents: Vec<ConsentInput>,
    /// Those of their addresses that must not be mailed, and why.
    pub suppressed: Vec<(String, SuppressionReason)>,
    /// When they were first entered.
    pub created_at: Millis,
    /// When anything about them changed last.
    pub changed_at: Millis,
}

/// Writes people, one after another, in one transaction; keeps what it learns about outlets and beats, so that
/// 200,000 of them go quickly.
pub struct PeopleWriter<'t, 'c> {
    tx: &'t WriteTx<'c>,
    secret: &'t [u8; 32],
    at: Millis,
    known: people::Known,
    /// Held while people are written whom nobody sees.
    _resting: Option<Resting<'t>>,
}

/// What a writer learned about outlets and beats, for the next one.
#[derive(Debug, Default)]
pub struct Learned {
    known: people::Known,
    /// The newest step of history then: an undo since may have taken an outlet away.
    newest: i64,
}

impl<'t, 'c> PeopleWriter<'t, 'c> {
    /// A writer for this transaction; `secret` is the workspace's.
    #[must_use]
    pub fn new(tx: &'t WriteTx<'c>, secret: &'t [u8; 32]) -> Self {
        Self { tx, secret, at: tx.now(), known: people::Known::default(), _resting: None }
    }

    /// The same, for a work of several transactions that all happen at one instant.
    #[must_use]
    pub fn at(self, at: Millis) -> Self {
        Self { at, ..self }
    }

    /// A writer of people whom nobody sees until [`show_all`], who goes on with what the writer before it learned.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unseen(tx: &'t WriteTx<'c>, secret: &'t [u8; 32], at: Millis, learned: Learned) -> Result<Self, StoreError> {
        let mut known = if learned.newest == newest_step(tx)? { learned.known } else { people::Known::default() };
        known.silent = true;
        Ok(Self { tx, secret, at, known, _resting: Some(tx.unguarded()?) })
    }

    /// What it learned.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn learned(self) -> Result<Learned, StoreError> {
        Ok(Learned { known: self.known, newest: newest_step(self.tx)? })
    }

    /// Adds a person, searchable at once.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add(&mut self, person: &CheckedPerson) -> Result<PersonId, StoreError> {
        let id = self.add_silently(person)?;
        self.tx.changed(Topic::Person, id.get());
        Ok(id)
    }

    /// As [`add`](Self::add), without telling windows of each: whoever adds many tells them once.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_silently(&mut self, person: &CheckedPerson) -> Result<PersonId, StoreError> {
        inserting::insert(self.tx, &mut self.known, self.at, &NewPerson::of(self.secret, person.clone()))
    }

    /// As [`add_silently`](Self::add_silently), many at once, under ids that [`set_aside`] gave. Where it fails, some of them may be written:
    /// the transaction is to end.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_all(&mut self, people: &[(PersonId, &NewPerson)]) -> Result<(), StoreError> {
        inserting::insert_all(self.tx, &mut self.known, self.at, people)
    }

    /// Bars somebody whom nobody sees yet.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn bar_unseen(&mut self, id: PersonId, reason: &str) -> Result<(), StoreError> {
        people::set_barred(self.tx, id, self.at, Some(reason))
    }

    /// Sets do-not-contact with its reason, or lifts it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn bar(&mut self, id: PersonId, reason: Option<&str>) -> Result<(), StoreError> {
        people::set_barred(self.tx, id, self.at, reason)?;
        self.tx.changed(Topic::Person, id.get());
        Ok(())
    }

    /// Notes that somebody keeps embargoes; since no later than this writer's instant.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn agree(&mut self, id: PersonId, agreement: &Agreement) -> Result<(), StoreError> {
        agreements::keep(self.tx, id, agreement.at.unwrap_or(self.at).min(self.at), &agreement.note)
    }

    /// Gives somebody who was made just now what came with them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn bring(&mut self, id: PersonId, extras: &Extras) -> Result<(), StoreError> {
        extras::insert(self.tx, &mut self.known, id, extras)
    }

    /// Keeps what a table says of somebody in law.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn say_in_law(&mut self, id: PersonId, said: &InLaw) -> Result<(), StoreError> {
        consent::keep(self.tx, id, said)
    }

    /// Makes person `id` what `person` says; gives what was there before, `None` if nothing differs.
    ///
    /// # Errors
    /// `contacts.no_person`.
    pub fn replace(&mut self, id: PersonId, person: &CheckedPerson) -> Result<Option<PersonInput>, Problem> {
        let before = people::person(self.tx, id)?.ok_or_else(|| no_person(id))?.input;
        if before == person.fields {
            return Ok(None);
        }
        self.change(id, &Difference::between(&before, person))?;
        Ok(Some(before))
    }

    /// Writes what was found to differ of person `id`, who is still as they were then.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn change(&mut self, id: PersonId, difference: &Difference) -> Result<(), StoreError> {
        difference.write(self.tx, self.secret, &mut self.known, id, self.at)?;
        self.tx.changed(Topic::Person, id.get());
        Ok(())
    }

    /// Takes a person away; `false` if there is none. Suppressions of their addresses stay.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remove(&mut self, id: PersonId) -> Result<bool, StoreError> {
        Ok(self.remove_all(&[id])? > 0)
    }

    /// The same of many; how many there were.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remove_all(&mut self, people: &[PersonId]) -> Result<u32, StoreError> {
        let gone = people::remove_all(self.tx, people)?;
        gone.iter().for_each(|id| self.tx.changed(Topic::Person, id.get()));
        Ok(u32::try_from(gone.len()).unwrap_or(u32::MAX))
    }
}

/// There is no such person.
#[must_use]
pub fn no_person(id: PersonId) -> Problem {
    Problem::missing("contacts.no_person").with("person", id.to_string())
}

/// What stands in for an empty source and date: entered by hand, by this actor, today.
#[must_use]
pub fn entered_by(actor: &str, now: Millis) -> Provenance {
    let on = now.to_rfc3339();
    Provenance { source: format!("Entered by {actor}"), on: on.get(..10).unwrap_or_default().to_owned() }
}

/// Everything about one person; `None` if there is none.
///
/// # Errors
/// What SQLite says.
pub fn record(tx: &ReadTx<'_>, id: PersonId) -> Result<Option<PersonRecord>, StoreError> {
    let Some(kept) = people::person(tx, id)? else { return Ok(None) };
    Ok(Some(PersonRecord {
        id,
        input: kept.input,
        do_not_contact: kept.barred,
        restricted: restrictions::of(tx, id)?,
        embargo_agreement: agreements::of(tx, id)?,
        has_photo: photos::row_of(tx, id)?.is_some(),
        recipient_kind: consent::said_kind(tx, id)?,
        consents: consent::noted(tx, &[id])?.remove(&id).unwrap_or_default().into_iter().map(|(entered, ..)| entered).collect(),
        suppressed: bars::suppressed_of(tx, id)?,
        created_at: kept.created_at,
        changed_at: kept.changed_at,
    }))
}

/// Checks and tidies a whole person, the organisation's own fields too.
///
/// # Errors
/// As [`check`].
pub fn check_whole(tx: &ReadTx<'_>, mut input: PersonInput, unless_given: &Provenance) -> Result<CheckedPerson, Problem> {
    if let Some(own) = outlets::meant(tx, &fold::key(&input.outlet))? {
        input.outlet = own;
    }
    let faults = if input.custom.is_empty() { Vec::new() } else { check_custom(&mut input.custom, &custom_fields(tx)?) };
    let checked = check(input, unless_given);
    if faults.is_empty() {
        return checked;
    }
    let mut problem = match checked {
        Err(problem) if problem.code == "contacts.refused" => problem,
        _ => Problem::refusal("contacts.refused"),
    };
    problem.places.extend(faults);
    let count = problem.places.len();
    Err(problem.with("count", count))
}

/// Corrects an address of a person: `new` stands where the one with the key `old` stood, or first where there was none. What is known of
/// where it came from stays.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused`; what SQLite says.
pub fn correct_address(
    tx: &WriteTx<'_>,
    secret: &[u8; 32],
    person: PersonId,
    old: Option<&AddressKey>,
    new: &EmailAddress,
    actor: &str,
) -> Result<(), Problem> {
    let mut input = record(tx, person)?.ok_or_else(|| no_person(person))?.input;
    let has = |input: &AddressInput, key: &AddressKey| EmailAddress::parse(&input.address).is_ok_and(|address| address.key(secret) == *key);
    input.addresses.retain(|one| !has(one, &new.key(secret)));
    match old.and_then(|old| input.addresses.iter_mut().find(|one| has(one, old))) {
        Some(place) => place.address = new.as_typed(),
        None => input.addresses.insert(0, super::api::new_address(new.as_typed())),
    }
    let checked = check(input, &entered_by(actor, tx.now()))?;
    PeopleWriter::new(tx, secret).replace(person, &checked)?;
    Ok(())
}

/// Who holds this address; those who prefer it first.
///
/// # Errors
/// What SQLite says.
pub fn holders(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Vec<PersonId>, StoreError> {
    people::holders(tx, key)
}

/// Who has the same name (folded), and whether they have an address: for the rule "same name without address".
///
/// # Errors
/// What SQLite says.
pub fn namesakes(tx: &ReadTx<'_>, person: &PersonInput) -> Result<Vec<(PersonId, bool)>, StoreError> {
    people::namesakes(tx, &names::sort_key(&person.name, &person.given_name, &person.family_name, ""))
}

/// I3: what a row of a table makes of what is held. Empty never overwrites full; lists grow, and what was preferred stays so.
#[must_use]
pub fn merged(held: &PersonInput, row: &PersonInput) -> PersonInput {
    let or_held = |held: &str, row: &str| if row.trim().is_empty() { held.to_owned() } else { row.to_owned() };
    let mut merged = PersonInput {
        kind: row.kind,
        name: or_held(&held.name, &row.name),
        given_name: or_held(&held.given_name, &row.given_name),
        family_name: or_held(&held.family_name, &row.family_name),
        salutation: or_held(&held.salutation, &row.salutation),
        greeting: or_held(&held.greeting, &row.greeting),
        role: or_held(&held.role, &row.role),
        outlet: or_held(&held.outlet, &row.outlet),
        beats: held.beats.clone(),
        tags: held.tags.clone(),
        city: or_held(&held.city, &row.city),
        country: or_held(&held.country, &row.country),
        language: or_held(&held.language, &row.language),
        time_zone: or_held(&held.time_zone, &row.time_zone),
        notes: or_held(&held.notes, &row.notes),
        department: or_held(&held.department, &row.department),
        site: or_held(&held.site, &row.site),
        manager: or_held(&held.manager, &row.manager),
        staff_number: or_held(&held.staff_number, &row.staff_number),
        owner: or_held(&held.owner, &row.owner),
        custom: held.custom.clone(),
        addresses: held.addresses.clone(),
        phones: held.phones.clone(),
        handles: held.handles.clone(),
    };
    let beats: Vec<String> = held.beats.iter().map(|beat| fold::key(beat)).collect();
    merged.beats.extend(row.beats.iter().filter(|beat| !beats.contains(&fold::key(beat))).cloned());
    let tags: Vec<String> = held.tags.iter().map(|tag| fold::key(tag)).collect();
    merged.tags.extend(row.tags.iter().filter(|tag| !tags.contains(&fold::key(tag))).cloned());
    merged
        .custom
        .extend(row.custom.iter().filter(|(_, value)| !value.trim().is_empty()).map(|(name, value)| (name.clone(), value.clone())));
    let same_address = |one: &str, other: &str| match (EmailAddress::parse(one.trim()), EmailAddress::parse(other.trim())) {
        (Ok(one), Ok(other)) => one.normalised() == other.normalised(),
        _ => one.trim() == other.trim(),
    };
    merged
        .addresses
        .extend(row.addresses.iter().filter(|new| !held.addresses.iter().any(|old| same_address(&old.address, &new.address))).cloned());
    let digits = |number: &str| number.chars().filter(char::is_ascii_digit).collect::<String>();
    merged
        .phones
        .extend(row.phones.iter().filter(|new| !held.phones.iter().any(|old| digits(&old.number) == digits(&new.number))).cloned());
    let handle = |one: &HandleInput| (one.network, handles::key(&one.handle));
    let known: Vec<_> = held.handles.iter().map(handle).collect();
    merged.handles.extend(row.handles.iter().filter(|new| !known.contains(&handle(new))).cloned());
    merged
}

/// What a distribution must know about these people, by id; who is gone is left out.
///
/// # Errors
/// What SQLite says.
pub fn recipients(tx: &ReadTx<'_>, ids: &[PersonId]) -> Result<Vec<Recipient>, StoreError> {
    bars::recipients(tx, ids, recipient)
}

/// The language that each person reads: their own, else their outlet's; who has neither is not among them.
///
/// # Errors
/// What SQLite says.
pub fn languages(tx: &ReadTx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, String>, StoreError> {
    bars::languages(tx, ids)
}

/// The time zones of those people of whom one is known.
///
/// # Errors
/// What SQLite says.
pub fn time_zones(tx: &ReadTx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, String>, StoreError> {
    bars::time_zones(tx, ids)
}

fn recipient(row: bars::RecipientRow) -> Recipient {
    let judged = row.address.as_deref().map(EmailAddress::parse);
    let address_bar = match (&judged, row.reasons.suppressed) {
        (None, _) => Some(Bar::NoAddress),
        (Some(Err(fault)), _) => Some(Bar::BadAddress { fault: fault.message().key.into_owned() }),
        (Some(Ok(_)), Some(reason)) => Some(Bar::Suppressed { reason }),
        (Some(Ok(_)), None) => None,
    };
    let bar = personal_bar(&row.reasons).or(address_bar);
    let email = judged.and_then(Result::ok);
    let values = merge_values(&row, email.as_ref().is_some_and(EmailAddress::is_role));
    Recipient { person: row.person, kind: row.kind, name: row.name, address: row.address, email, values, bar }
}

/// A role mailbox is read by whoever is on duty: it is not greeted by the name that the row carries (D38).
fn merge_values(row: &bars::RecipientRow, role_mailbox: bool) -> MergeValues {
    let mut values = MergeValues::default();
    let named = |text: &str| if role_mailbox { String::new() } else { text.to_owned() };
    values.set("first_name", named(&row.given_name));
    values.set("last_name", named(&row.family_name));
    values.set("name", named(&row.name));
    values.set("salutation", named(&row.salutation));
    let to = Addressee {
        salutation: &named(&row.salutation),
        given_name: &named(&row.given_name),
        family_name: &named(&row.family_name),
        name: &named(&row.name),
        language: &row.language,
    };
    values.set("greeting", if row.greeting.is_empty() { greeting(to) } else { row.greeting.clone() });
    values.set("outlet", row.outlet.as_str());
    values.set("role", named(&row.role));
    values.set("city", row.city.as_str());
    values.set("country", places::country_name(&row.country));
    values
}

/// What bars the person, whatever the address: what they asked for comes before what the law holds.
fn personal_bar(reasons: &bars::Reasons) -> Option<Bar> {
    let asked = reasons.barred.clone().map(|reason| Bar::DoNotContact { reason });
    asked.or_else(|| reasons.restricted.clone().map(|reason| Bar::Restricted { reason }))
}

/// What is true of a person, and of an address of theirs, at this instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// What stands in the way of mailing them there. Who is gone cannot be mailed: no address.
    pub bar: Option<Bar>,
    /// The kind of list that they may be on; none if they are gone.
    pub list_kind: Option<ListKind>,
}

/// What is true of this person and this address now, asked inside the claim of each row (D19, L13): of whoever was merged, what is
/// true of the person who was made of them.
///
/// # Errors
/// What SQLite says.
pub fn now(tx: &ReadTx<'_>, person: PersonId, key: &AddressKey) -> Result<Now, StoreError> {
    Ok(match bars::now(tx, person, key)? {
        None => Now { bar: Some(Bar::NoAddress), list_kind: None },
        Some((kind, reasons)) => {
            let bar = personal_bar(&reasons).or_else(|| reasons.suppressed.map(|reason| Bar::Suppressed { reason }));
            Now { bar, list_kind: Some(kind.list_kind()) }
        }
    })
}

/// Sets do-not-contact with its reason, or lifts it.
///
/// # Errors
/// `contacts.no_person`.
pub fn set_do_not_contact(tx: &WriteTx<'_>, id: PersonId, reason: Option<&str>) -> Result<(), Problem> {
    let before = people::person(tx, id)?.ok_or_else(|| no_person(id))?;
    if before.barred.as_ref().map(|(_, reason)| reason.as_str()) != reason {
        people::set_barred(tx, id, tx.now(), reason)?;
        tx.changed(Topic::Person, id.get());
    }
    Ok(())
}

/// Restricts a person, whose data are kept and not used from now on, or lifts that (L6).
///
/// # Errors
/// `contacts.no_person`.
pub fn set_restricted(tx: &WriteTx<'_>, id: PersonId, reason: Option<&str>) -> Result<(), Problem> {
    people::person(tx, id)?.ok_or_else(|| no_person(id))?;
    match reason {
        Some(reason) => restrictions::keep(tx, id, tx.now(), reason)?,
        None if !restrictions::end(tx, id)? => return Ok(()),
        None => {}
    }
    tx.changed(Topic::Person, id.get());
    Ok(())
}

/// Notes that somebody agreed to keep embargoes and how they said it, or that they do no longer (D37).
///
/// # Errors
/// `contacts.no_person`.
pub fn set_embargo_agreement(tx: &WriteTx<'_>, id: PersonId, note: Option<&str>) -> Result<(), Problem> {
    people::person(tx, id)?.ok_or_else(|| no_person(id))?;
    match note {
        Some(note) => agreements::keep(tx, id, tx.now(), note)?,
        None if !agreements::end(tx, id)? => return Ok(()),
        None => {}
    }
    people::touch(tx, id)?;
    tx.changed(Topic::Person, id.get());
    Ok(())
}

/// How many of `people` have no recorded agreement to keep embargoes (D37).
///
/// # Errors
/// What SQLite says.
pub fn without_embargo_agreement(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<usize, StoreError> {
    Ok(people.len().saturating_sub(agreements::count(tx, people)?))
}

/// Names in use that begin so, for completion.
///
/// # Errors
/// What SQLite says.
pub fn names_in_use(tx: &ReadTx<'_>, which: InUse, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    people::names_in_use(tx, which, beginning, limit)
}

/// How many people there are of each kind.
///
/// # Errors
/// What SQLite says.
pub fn kinds(tx: &ReadTx<'_>) -> Result<Vec<(PersonKind, u32)>, StoreError> {
    rows::kinds(tx)
}
