//! New people and all that hangs on them: one, or many with as few statements as can be.

use super::people::{Known, NewAddress, NewPerson, beat, outlet_by_key};
use super::{agreements, consent, custom, extras, search, tags};
use crate::contacts::handles::{self, HandleInput};
use crate::contacts::person::{CheckedAddress, PhoneInput};
use crate::ids::{Millis, OutletId, PersonId};
use crate::workspace::{Rows, StoreError, WriteTx, number, text};

const PERSON: &str =
    "person (id, kind, name, given_name, family_name, sort_key, salutation, greeting, role, role_key, outlet_id, city, city_key,
    country, country_key, language, time_zone, notes, created_at, changed_at, department, department_key, site, site_key, manager,
    staff_number, staff_key, owner, owner_key)";
const ADDRESS: &str = "address (person_id, position, address, normalised, key, source, source_key, sourced_on, basis, basis_note, mark)";

/// Writes a new person with all that hangs on them, and their words.
pub(crate) fn insert(tx: &WriteTx<'_>, known: &mut Known, at: Millis, new: &NewPerson) -> Result<PersonId, StoreError> {
    let id = insert_rows(tx, known, at, &[(None, new)])?.into();
    insert_all_of(tx, known, at, &[(id, new)])?;
    Ok(id)
}

/// The same of many, under ids that were set aside for them. Where it fails, some may be written: the transaction is to end.
pub(crate) fn insert_all(tx: &WriteTx<'_>, known: &mut Known, at: Millis, people: &[(PersonId, &NewPerson)]) -> Result<(), StoreError> {
    let own: Vec<_> = people.iter().map(|(id, new)| (Some(*id), *new)).collect();
    insert_rows(tx, known, at, &own)?;
    insert_all_of(tx, known, at, people)
}

/// Writes their own rows; the id of the last one.
fn insert_rows(tx: &WriteTx<'_>, known: &mut Known, at: Millis, people: &[(Option<PersonId>, &NewPerson)]) -> Result<i64, StoreError> {
    let mut rows = Rows::new(PERSON);
    for (id, new) in people {
        let fields = new.person.fields();
        let outlet = outlet_by_key(tx, known, &fields.outlet, &new.outlet_key)?;
        rows.push([
            number(id.map(PersonId::get)),
            text(fields.kind.word()),
            text(&fields.name),
            text(&fields.given_name),
            text(&fields.family_name),
            text(&new.sort_key),
            text(&fields.salutation),
            text(&fields.greeting),
            text(&fields.role),
            text(&new.role_key),
            number(outlet.map(OutletId::get)),
            text(&fields.city),
            text(&new.city_key),
            text(&fields.country),
            text(&new.country_key),
            text(&fields.language),
            text(&fields.time_zone),
            text(&fields.notes),
            number(at.get()),
            number(at.get()),
            text(&fields.department),
            text(&new.department_key),
            text(&fields.site),
            text(&new.site_key),
            text(&fields.manager),
            text(&fields.staff_number),
            text(&new.staff_key),
            text(&fields.owner),
            text(&new.owner_key),
        ]);
    }
    rows.write(tx)
}

/// Writes what hangs on them, table by table.
fn insert_all_of(tx: &WriteTx<'_>, known: &mut Known, at: Millis, people: &[(PersonId, &NewPerson)]) -> Result<(), StoreError> {
    let mut addresses = Rows::new(ADDRESS);
    for (id, new) in people {
        for (position, (one, about)) in (0_i64..).zip(new.addresses.iter().zip(&new.person.addresses)) {
            addresses.push(address_row(id.get(), position, one, about));
        }
    }
    addresses.write(tx)?;
    insert_phones(tx, people.iter().map(|(id, new)| (*id, new.person.fields().phones.as_slice())))?;
    insert_handles(tx, people.iter().map(|(id, new)| (*id, new.person.fields().handles.as_slice())))?;
    insert_beats(tx, known, people.iter().map(|(id, new)| (*id, new.person.fields().beats.as_slice(), new.beat_keys.as_slice())))?;
    tags::insert_all(tx, known, people.iter().map(|(id, new)| (*id, new.person.fields().tags.as_slice())))?;
    custom::insert_all(tx, known, people.iter().map(|(id, new)| (*id, &new.person.fields().custom)))?;
    for (id, new) in people {
        search::insert(tx, *id, &new.words)?;
        let notes = &new.person.fields().notes;
        if known.silent && !notes.is_empty() {
            // What its trigger does for everybody else.
            tx.insert("INSERT INTO note_words (rowid, notes) VALUES (?1, ?2)", (id.get(), notes))?;
        }
        consent::keep(tx, *id, &new.in_law)?;
        if let Some(word) = &new.agreement {
            agreements::keep(tx, *id, word.at.unwrap_or(at).min(at), &word.note)?;
        }
        extras::insert(tx, known, *id, &new.extras)?;
    }
    Ok(())
}

fn address_row<'r>(person: i64, position: i64, one: &'r NewAddress, about: &'r CheckedAddress) -> [rusqlite::types::ValueRef<'r>; 11] {
    [
        number(person),
        number(position),
        text(&one.typed),
        text(&one.normalised),
        rusqlite::types::ValueRef::Blob(&one.key.0),
        text(&about.source),
        text(&one.source_key),
        text(&about.sourced_on),
        text(about.basis.word()),
        text(&about.basis_note),
        number(one.mark),
    ]
}

/// Writes one more address of somebody.
pub(super) fn insert_address(
    tx: &WriteTx<'_>,
    person: PersonId,
    position: i64,
    one: &NewAddress,
    about: &CheckedAddress,
) -> Result<i64, StoreError> {
    let mut rows = Rows::new(ADDRESS);
    rows.push(address_row(person.get(), position, one, about));
    rows.write(tx)
}

/// Writes phones of people who have none.
pub(super) fn insert_phones<'p>(tx: &WriteTx<'_>, people: impl Iterator<Item = (PersonId, &'p [PhoneInput])>) -> Result<(), StoreError> {
    let mut rows = Rows::new("phone (person_id, position, number, label)");
    for (person, phones) in people {
        for (position, phone) in (0_i64..).zip(phones) {
            rows.push([number(person.get()), number(position), text(&phone.number), text(&phone.label)]);
        }
    }
    rows.write(tx).map(drop)
}

/// Writes handles of people who have none.
pub(super) fn insert_handles<'p>(tx: &WriteTx<'_>, people: impl Iterator<Item = (PersonId, &'p [HandleInput])>) -> Result<(), StoreError> {
    let all: Vec<_> = people
        .flat_map(|(person, handles)| (0_i64..).zip(handles).map(move |(position, one)| (person, position, one, handles::key(&one.handle))))
        .collect();
    let mut rows = Rows::new("handle (person_id, position, network, handle, key)");
    for (person, position, one, key) in &all {
        rows.push([number(person.get()), number(*position), text(one.network.word()), text(&one.handle), text(key)]);
    }
    rows.write(tx).map(drop)
}

/// Writes beats, with their folded names, of people who have none.
pub(super) fn insert_beats<'p>(
    tx: &WriteTx<'_>,
    known: &mut Known,
    people: impl Iterator<Item = (PersonId, &'p [String], &'p [String])>,
) -> Result<(), StoreError> {
    let mut rows = Rows::new("person_beat (person_id, beat_id, position)");
    for (person, names, keys) in people {
        for (position, (name, key)) in (0_i64..).zip(names.iter().zip(keys)) {
            rows.push([number(person.get()), number(beat(tx, known, name, key)?), number(position)]);
        }
    }
    rows.write(tx).map(drop)
}
