//! What must be written to make one person what they should be: found out beforehand, where nobody waits for it, and only
//! what differs.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use super::extras::insert_positions;
use super::inserting::{insert_address, insert_beats, insert_handles, insert_phones};
use super::people::{Known, NewAddress, address_lines, as_input, outlet, sort_key, sort_key_of};
use super::{agreements, consent, custom, photos, positions, search, tags};
use crate::contacts::handles::HandleInput;
use crate::contacts::person::{CheckedAddress, CheckedPerson, PersonInput, PhoneInput};
use crate::contacts::positions::PositionInput;
use crate::contacts::{Agreement, InLaw, Photo, fold};
use crate::ids::{Millis, OutletId, PersonId};
use crate::workspace::{StoreError, WriteTx};

/// What differs between a person as they are kept and as they should be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// Columns of their own row, and what is in them then.
    columns: Vec<(&'static str, Value)>,
    outlet: Option<String>,
    addresses: Option<Vec<CheckedAddress>>,
    phones: Option<Vec<PhoneInput>>,
    handles: Option<Vec<HandleInput>>,
    beats: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    custom: Option<BTreeMap<String, String>>,
    /// The words by which they are found, where one differs.
    words: Option<Box<[String; 4]>>,
    agreement: Option<Word>,
    photo: Option<Pictured>,
    positions: Option<Placing>,
    in_law: Option<InLawChange>,
}

/// What becomes of somebody's photo.
#[derive(Debug, Clone, PartialEq)]
enum Pictured {
    So(Box<Photo>),
    NoMore,
}

/// What becomes of somebody's positions.
#[derive(Debug, Clone, PartialEq)]
enum Placing {
    Brought(Vec<PositionInput>),
    TakenBack(Vec<PositionInput>),
}

/// What becomes of what is known of somebody in law.
#[derive(Debug, Clone, PartialEq)]
enum InLawChange {
    Said(InLaw),
    TakenBack(InLaw),
}

/// What becomes of somebody's word that they keep embargoes.
#[derive(Debug, Clone, PartialEq)]
enum Word {
    Given(Agreement),
    Ended,
}

impl Difference {
    /// Between `before`, which is kept, and `person`.
    #[must_use]
    pub fn between(before: &PersonInput, person: &CheckedPerson) -> Self {
        let after = person.fields();
        let mut columns = Vec::new();
        let mut text = |column: &'static str, before: &str, after: &str| {
            if before != after {
                columns.push((column, Value::Text(after.to_owned())));
            }
        };
        let first = before.addresses.first().map(|one| one.address.as_str()).unwrap_or_default();
        text("kind", before.kind.word(), after.kind.word());
        text("name", &before.name, &after.name);
        text("given_name", &before.given_name, &after.given_name);
        text("family_name", &before.family_name, &after.family_name);
        text("sort_key", &sort_key_of(before, first), &sort_key(person));
        text("salutation", &before.salutation, &after.salutation);
        text("greeting", &before.greeting, &after.greeting);
        text("role", &before.role, &after.role);
        text("role_key", &fold::key(&before.role), &fold::key(&after.role));
        text("city", &before.city, &after.city);
        text("city_key", &fold::key(&before.city), &fold::key(&after.city));
        text("country", &before.country, &after.country);
        text("country_key", &fold::key(&before.country), &fold::key(&after.country));
        text("language", &before.language, &after.language);
        text("time_zone", &before.time_zone, &after.time_zone);
        text("notes", &before.notes, &after.notes);
        for (column, key, before, after) in [
            ("department", "department_key", &before.department, &after.department),
            ("site", "site_key", &before.site, &after.site),
            ("staff_number", "staff_key", &before.staff_number, &after.staff_number),
            ("owner", "owner_key", &before.owner, &after.owner),
        ] {
            text(column, before, after);
            text(key, &fold::key(before), &fold::key(after));
        }
        text("manager", &before.manager, &after.manager);
        if before.manager != after.manager {
            // To whom it points is found out when it is written.
            columns.push(("manager_id", Value::Null));
        }
        let addresses = (before.addresses != as_input(person)).then(|| person.addresses.clone());
        let outlet = (before.outlet != after.outlet).then(|| after.outlet.clone());
        let found_anew = addresses.is_some() || outlet.is_some() || before.name != after.name || before.city != after.city;
        Self {
            columns,
            outlet,
            addresses,
            phones: (before.phones != after.phones).then(|| after.phones.clone()),
            handles: (before.handles != after.handles).then(|| after.handles.clone()),
            beats: (before.beats != after.beats).then(|| after.beats.clone()),
            tags: (before.tags != after.tags).then(|| after.tags.clone()),
            custom: (before.custom != after.custom).then(|| after.custom.clone()),
            agreement: None,
            photo: None,
            positions: None,
            in_law: None,
            words: found_anew.then(|| Box::new(search::words(&after.name, &after.outlet, &address_lines(person), &after.city))),
        }
    }

    /// And they keep embargoes from now on, where somebody says so.
    #[must_use]
    pub fn agreeing(self, agreement: Option<Agreement>) -> Self {
        Self { agreement: agreement.map(Word::Given), ..self }
    }

    /// And they have this photo from now on, where there is one.
    #[must_use]
    pub fn picturing(self, photo: Option<Photo>) -> Self {
        Self { photo: photo.map(|photo| Pictured::So(Box::new(photo))), ..self }
    }

    /// And they have no photo any more.
    #[must_use]
    pub fn without_photo(self) -> Self {
        Self { photo: Some(Pictured::NoMore), ..self }
    }

    /// And they have these positions besides from now on.
    #[must_use]
    pub fn placing(self, positions: Vec<PositionInput>) -> Self {
        Self { positions: (!positions.is_empty()).then_some(Placing::Brought(positions)), ..self }
    }

    /// And they have these positions no longer.
    #[must_use]
    pub fn taken_from(self, positions: Vec<PositionInput>) -> Self {
        Self { positions: (!positions.is_empty()).then_some(Placing::TakenBack(positions)), ..self }
    }

    /// And nothing says any longer that they keep embargoes.
    #[must_use]
    pub fn ending_agreement(self) -> Self {
        Self { agreement: Some(Word::Ended), ..self }
    }

    /// And this is known of them in law.
    #[must_use]
    pub fn said_in_law(self, said: InLaw) -> Self {
        Self { in_law: (!said.is_nothing()).then_some(InLawChange::Said(said)), ..self }
    }

    /// And this is known of them in law no longer.
    #[must_use]
    pub fn taken_back_in_law(self, said: InLaw) -> Self {
        Self { in_law: (!said.is_nothing()).then_some(InLawChange::TakenBack(said)), ..self }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Writes it for the person `id`, who is still as they were.
    pub(crate) fn write(&self, tx: &WriteTx<'_>, secret: &[u8; 32], known: &mut Known, id: PersonId, at: Millis) -> Result<(), StoreError> {
        let mut columns = self.columns.clone();
        if let Some(name) = &self.outlet {
            let outlet = outlet(tx, known, name)?.map_or(Value::Null, |outlet: OutletId| Value::Integer(outlet.get()));
            columns.push(("outlet_id", outlet));
        }
        columns.push(("changed_at", Value::Integer(at.get())));
        let set: Vec<String> = columns.iter().zip(1..).map(|((column, _), mark)| format!("{column} = ?{mark}")).collect();
        let sql = format!("UPDATE person SET {} WHERE id = ?{}", set.join(", "), columns.len() + 1);
        tx.change(&sql, params_from_iter(columns.into_iter().map(|(_, value)| value).chain([Value::Integer(id.get())])))?;
        if let Some(addresses) = &self.addresses {
            replace_addresses(tx, secret, id, addresses)?;
        }
        if let Some(phones) = &self.phones {
            tx.change("DELETE FROM phone WHERE person_id = ?1", [id.get()])?;
            insert_phones(tx, [(id, phones.as_slice())].into_iter())?;
        }
        if let Some(handles) = &self.handles {
            tx.change("DELETE FROM handle WHERE person_id = ?1", [id.get()])?;
            insert_handles(tx, [(id, handles.as_slice())].into_iter())?;
        }
        if let Some(beats) = &self.beats {
            tx.change("DELETE FROM person_beat WHERE person_id = ?1", [id.get()])?;
            let keys: Vec<String> = beats.iter().map(|beat| fold::key(beat)).collect();
            insert_beats(tx, known, [(id, beats.as_slice(), keys.as_slice())].into_iter())?;
        }
        if let Some(names) = &self.tags {
            tags::replace(tx, known, id, names)?;
        }
        if let Some(values) = &self.custom {
            custom::replace(tx, known, id, values)?;
        }
        if let Some(words) = &self.words {
            search::forget(tx, id)?;
            search::insert(tx, id, words)?;
        }
        match &self.in_law {
            Some(InLawChange::Said(said)) => consent::keep(tx, id, said)?,
            Some(InLawChange::TakenBack(said)) => consent::take_back(tx, id, said)?,
            None => {}
        }
        match &self.agreement {
            Some(Word::Given(word)) => agreements::keep(tx, id, word.at.unwrap_or(at).min(at), &word.note)?,
            Some(Word::Ended) => drop(agreements::end(tx, id)?),
            None => {}
        }
        match &self.photo {
            Some(Pictured::So(photo)) => drop(photos::set(tx, id, photo)?),
            Some(Pictured::NoMore) => drop(photos::remove(tx, id)?),
            None => {}
        }
        match &self.positions {
            Some(Placing::Brought(all)) => insert_positions(tx, known, id, all)?,
            Some(Placing::TakenBack(all)) => all.iter().try_for_each(|one| positions::remove_same(tx, id, one))?,
            None => {}
        }
        Ok(())
    }
}

/// Keeps the rows of addresses that stay, so that what refers to one still finds it.
fn replace_addresses(tx: &WriteTx<'_>, secret: &[u8; 32], id: PersonId, addresses: &[CheckedAddress]) -> Result<(), StoreError> {
    let held = {
        let mut query = tx.prepare_cached("SELECT id, normalised FROM address WHERE person_id = ?1")?;
        query.query_map([id.get()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?.collect::<Result<Vec<_>, _>>()?
    };
    let wanted: Vec<NewAddress> = addresses.iter().map(|one| NewAddress::of(secret, one)).collect();
    for (row, _) in held.iter().filter(|(_, held)| !wanted.iter().any(|one| one.normalised == *held)) {
        tx.change("DELETE FROM address WHERE id = ?1", [row])?;
    }
    for (position, (one, new)) in (0_i64..).zip(addresses.iter().zip(&wanted)) {
        match held.iter().find(|(_, held)| *held == new.normalised) {
            Some((row, _)) => tx.change(
                "UPDATE address SET position = ?2, address = ?3, source = ?4, source_key = ?5, sourced_on = ?6, basis = ?7, basis_note = ?8 WHERE id = ?1",
                params![
                    row,
                    position,
                    one.address.as_typed(),
                    one.source,
                    fold::key(&one.source),
                    one.sourced_on,
                    one.basis.word(),
                    one.basis_note
                ],
            )?,
            None => insert_address(tx, id, position, new, one).map(|_| 1)?,
        };
    }
    Ok(())
}
