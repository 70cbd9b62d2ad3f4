//! Persons with all that hangs on them.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{OptionalExtension, params};

use super::unseen::Unseen;
use super::{custom, marks, outlets, search, tags};
use crate::contacts::custom::CustomField;
use crate::contacts::handles::HandleInput;
use crate::contacts::kinds::{Basis, Network, PersonKind};
use crate::contacts::person::{AddressInput, CheckedAddress, CheckedPerson, PersonInput, PhoneInput};
use crate::contacts::{Agreement, Extras, InLaw, fold, names};
use crate::ids::{Millis, OutletId, PersonId};
use crate::net::AddressKey;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Ids of outlets, beats and tags by folded name, for as long as one transaction lasts.
#[derive(Debug, Default)]
pub(crate) struct Known {
    outlets: HashMap<String, OutletId>,
    beats: HashMap<String, i64>,
    pub(super) tags: HashMap<String, i64>,
    /// The organisation's own fields, once they were asked for.
    pub(super) fields: Option<Vec<CustomField>>,
    /// Nobody is told of a new outlet: its people are not seen yet. And the file's triggers rest ([`WriteTx::unguarded`]).
    pub(crate) silent: bool,
}

/// The outlet of that name, made if there is none; none for an empty name.
pub(in crate::contacts) fn outlet(tx: &WriteTx<'_>, known: &mut Known, name: &str) -> Result<Option<OutletId>, StoreError> {
    outlet_by_key(tx, known, name, &fold::key(name))
}

pub(super) fn outlet_by_key(tx: &WriteTx<'_>, known: &mut Known, name: &str, key: &str) -> Result<Option<OutletId>, StoreError> {
    if name.is_empty() {
        return Ok(None);
    }
    if let Some(id) = known.outlets.get(key) {
        return Ok(Some(*id));
    }
    let id = match outlets::by_key(tx, key)? {
        Some(id) => id.get(),
        None => {
            let id =
                tx.insert("INSERT INTO outlet (name, name_key, created_at) VALUES (?1, ?2, ?3)", params![name, key, tx.now().get()])?;
            if !known.silent {
                tx.changed(Topic::Outlet, id);
            }
            id
        }
    };
    known.outlets.insert(key.to_owned(), id.into());
    Ok(Some(id.into()))
}

pub(super) fn beat(tx: &WriteTx<'_>, known: &mut Known, name: &str, key: &str) -> Result<i64, StoreError> {
    if let Some(id) = known.beats.get(key) {
        return Ok(*id);
    }
    let found: Option<i64> = tx.prepare_cached("SELECT id FROM beat WHERE name_key = ?1")?.query_row([key], |row| row.get(0)).optional()?;
    let id = match found {
        Some(id) => id,
        None => tx.insert("INSERT INTO beat (name, name_key) VALUES (?1, ?2)", params![name, key])?,
    };
    known.beats.insert(key.to_owned(), id);
    Ok(id)
}

/// A person to be written, with all that is computed from what was entered: whoever brings in many makes it where nobody
/// waits for it.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub(super) person: CheckedPerson,
    pub(super) sort_key: String,
    pub(super) role_key: String,
    pub(super) city_key: String,
    pub(super) country_key: String,
    pub(super) outlet_key: String,
    pub(super) department_key: String,
    pub(super) site_key: String,
    pub(super) staff_key: String,
    pub(super) owner_key: String,
    pub(super) beat_keys: Vec<String>,
    pub(super) addresses: Vec<NewAddress>,
    pub(super) words: [String; 4],
    pub(super) agreement: Option<Agreement>,
    pub(super) extras: Extras,
    pub(super) in_law: InLaw,
}

impl NewPerson {
    /// And with them comes what no form has.
    #[must_use]
    pub fn with(self, extras: Extras) -> Self {
        Self { extras, ..self }
    }

    /// And they keep embargoes, where somebody says so.
    #[must_use]
    pub fn agreeing(self, agreement: Option<Agreement>) -> Self {
        Self { agreement, ..self }
    }

    /// And this is known of them in law.
    #[must_use]
    pub fn in_law(self, in_law: InLaw) -> Self {
        Self { in_law, ..self }
    }
}

/// An address to be written.
#[derive(Debug, Clone)]
pub(super) struct NewAddress {
    pub(super) typed: String,
    pub(super) normalised: String,
    pub(super) key: AddressKey,
    pub(super) source_key: String,
    pub(super) mark: i64,
}

impl NewAddress {
    pub(super) fn of(secret: &[u8; 32], one: &CheckedAddress) -> Self {
        let normalised = one.address.normalised();
        Self {
            typed: one.address.as_typed(),
            mark: marks::of(&normalised),
            normalised,
            key: one.address.key(secret),
            source_key: fold::key(&one.source),
        }
    }
}

impl NewPerson {
    /// Of a person who passed every check; `secret` is the workspace's.
    #[must_use]
    pub fn of(secret: &[u8; 32], person: CheckedPerson) -> Self {
        let fields = person.fields();
        Self {
            agreement: None,
            extras: Extras::default(),
            in_law: InLaw::default(),
            sort_key: sort_key(&person),
            role_key: fold::key(&fields.role),
            city_key: fold::key(&fields.city),
            country_key: fold::key(&fields.country),
            outlet_key: fold::key(&fields.outlet),
            department_key: fold::key(&fields.department),
            site_key: fold::key(&fields.site),
            staff_key: fold::key(&fields.staff_number),
            owner_key: fold::key(&fields.owner),
            beat_keys: fields.beats.iter().map(|beat| fold::key(beat)).collect(),
            addresses: person.addresses.iter().map(|one| NewAddress::of(secret, one)).collect(),
            words: search::words(&fields.name, &fields.outlet, &address_lines(&person), &fields.city),
            person,
        }
    }
}

/// Takes a person away with all that hangs on them; `false` if there is none. A suppression of their address stays.
pub(crate) fn remove(tx: &WriteTx<'_>, id: PersonId) -> Result<bool, StoreError> {
    let gone = tx.change("DELETE FROM person WHERE id = ?1", [id.get()])?;
    search::forget(tx, id)?;
    Ok(gone > 0)
}

/// As [`remove`], of many; those who were there. Their words go last: between two deletions the index of words would write each
/// person's down by itself.
pub(crate) fn remove_all(tx: &WriteTx<'_>, people: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
    let mut gone = Vec::with_capacity(people.len());
    for id in people {
        if tx.change("DELETE FROM person WHERE id = ?1", [id.get()])? > 0 {
            gone.push(*id);
        }
    }
    gone.iter().try_for_each(|id| search::forget(tx, *id))?;
    Ok(gone)
}

/// Notes that a person changed now.
pub(crate) fn touch(tx: &WriteTx<'_>, id: PersonId) -> Result<(), StoreError> {
    tx.change("UPDATE person SET changed_at = ?2 WHERE id = ?1", params![id.get(), tx.now().get()])?;
    Ok(())
}

/// Whether there is nobody of that number to be seen.
pub(crate) fn is_gone(tx: &ReadTx<'_>, id: PersonId) -> Result<bool, StoreError> {
    let there: bool = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM person WHERE id = ?1)")?.query_row([id.get()], |row| row.get(0))?;
    Ok(!there || Unseen::read(tx)?.has(id))
}

/// Sets or lifts do-not-contact.
pub(crate) fn set_barred(tx: &WriteTx<'_>, id: PersonId, at: Millis, reason: Option<&str>) -> Result<(), StoreError> {
    tx.change(
        "UPDATE person SET barred_at = ?2, barred_reason = ?3, changed_at = ?4 WHERE id = ?1",
        params![id.get(), reason.map(|_| at.get()), reason.unwrap_or_default(), at.get()],
    )?;
    Ok(())
}

/// A person as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) input: PersonInput,
    pub(crate) barred: Option<(Millis, String)>,
    pub(crate) created_at: Millis,
    pub(crate) changed_at: Millis,
}

/// Where somebody works first and foremost now, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct WorksAt {
    pub(in crate::contacts) outlet: Option<(OutletId, String)>,
    pub(in crate::contacts) role: String,
}

/// Where a person works; none if there is no such person.
pub(in crate::contacts) fn works_at(tx: &ReadTx<'_>, id: PersonId) -> Result<Option<WorksAt>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT o.id, o.name, p.role FROM person p LEFT JOIN outlet o ON o.id = p.outlet_id WHERE p.id = ?1")?;
    let found = query
        .query_row([id.get()], |row| {
            let outlet = row.get::<_, Option<i64>>(0)?.map(OutletId::from);
            Ok(WorksAt { outlet: outlet.zip(row.get(1)?), role: row.get(2)? })
        })
        .optional()?;
    Ok(if found.is_some() && Unseen::read(tx)?.has(id) { None } else { found })
}

/// One person with all that hangs on them.
pub(crate) fn person(tx: &ReadTx<'_>, id: PersonId) -> Result<Option<Kept>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT p.kind, p.name, p.given_name, p.family_name, p.salutation, p.greeting, p.role, COALESCE(o.name, ''), p.city, p.country,
                p.language, p.time_zone, p.notes, p.barred_at, p.barred_reason, p.created_at, p.changed_at, p.department, p.site,
                CASE WHEN p.manager_id IS NULL THEN p.manager ELSE COALESCE(
                  (SELECT a.address FROM address a WHERE a.person_id = p.manager_id ORDER BY a.position LIMIT 1),
                  (SELECT m.name FROM person m WHERE m.id = p.manager_id)) END,
                p.staff_number, p.owner
         FROM person p LEFT JOIN outlet o ON o.id = p.outlet_id WHERE p.id = ?1",
    )?;
    let kept = query
        .query_row([id.get()], |row| {
            let barred_at: Option<i64> = row.get(13)?;
            let barred_reason: String = row.get(14)?;
            Ok(Kept {
                input: PersonInput {
                    kind: kind(row, 0)?,
                    name: row.get(1)?,
                    given_name: row.get(2)?,
                    family_name: row.get(3)?,
                    salutation: row.get(4)?,
                    greeting: row.get(5)?,
                    role: row.get(6)?,
                    outlet: row.get(7)?,
                    beats: Vec::new(),
                    tags: Vec::new(),
                    city: row.get(8)?,
                    country: row.get(9)?,
                    language: row.get(10)?,
                    time_zone: row.get(11)?,
                    notes: row.get(12)?,
                    department: row.get(17)?,
                    site: row.get(18)?,
                    manager: row.get(19)?,
                    staff_number: row.get(20)?,
                    owner: row.get(21)?,
                    custom: BTreeMap::new(),
                    addresses: Vec::new(),
                    phones: Vec::new(),
                    handles: Vec::new(),
                },
                barred: barred_at.map(|at| (at.into(), barred_reason)),
                created_at: row.get::<_, i64>(15)?.into(),
                changed_at: row.get::<_, i64>(16)?.into(),
            })
        })
        .optional()?;
    let Some(mut kept) = kept else { return Ok(None) };
    if Unseen::read(tx)?.has(id) {
        return Ok(None);
    }
    kept.input.addresses = addresses(tx, id)?;
    kept.input.phones = phones(tx, id)?;
    kept.input.handles = handles_of(tx, id)?;
    kept.input.beats = beats(tx, id)?;
    kept.input.tags = tags::of(tx, id)?;
    kept.input.custom = custom::of(tx, id)?;
    Ok(Some(kept))
}

fn addresses(tx: &ReadTx<'_>, id: PersonId) -> Result<Vec<AddressInput>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT address, source, sourced_on, basis, basis_note FROM address WHERE person_id = ?1 ORDER BY position")?;
    let rows = query.query_map([id.get()], |row| {
        Ok(AddressInput {
            address: row.get(0)?,
            source: row.get(1)?,
            sourced_on: row.get(2)?,
            basis: Basis::from_word(row.get_ref(3)?.as_str()?).ok_or_else(|| not_a_word(3))?,
            basis_note: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn phones(tx: &ReadTx<'_>, id: PersonId) -> Result<Vec<PhoneInput>, StoreError> {
    let mut query = tx.prepare_cached("SELECT number, label FROM phone WHERE person_id = ?1 ORDER BY position")?;
    let rows = query.query_map([id.get()], |row| Ok(PhoneInput { number: row.get(0)?, label: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn handles_of(tx: &ReadTx<'_>, id: PersonId) -> Result<Vec<HandleInput>, StoreError> {
    let mut query = tx.prepare_cached("SELECT network, handle FROM handle WHERE person_id = ?1 ORDER BY position")?;
    let rows = query.query_map([id.get()], |row| {
        Ok(HandleInput { network: Network::from_word(row.get_ref(0)?.as_str()?).ok_or_else(|| not_a_word(0))?, handle: row.get(1)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn beats(tx: &ReadTx<'_>, id: PersonId) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT b.name FROM person_beat pb JOIN beat b ON b.id = pb.beat_id WHERE pb.person_id = ?1 ORDER BY pb.position",
    )?;
    let rows = query.query_map([id.get()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who holds the address with this key, preferred or not.
pub(crate) fn holders(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Vec<PersonId>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("person_id");
    let mut query = tx.prepare_cached(&format!("SELECT person_id FROM address WHERE key = ?1{seen} ORDER BY position, person_id"))?;
    let rows = query.query_map([key.0], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who stands at this place of the list, and whether they have an address.
pub(crate) fn namesakes(tx: &ReadTx<'_>, sort_key: &str) -> Result<Vec<(PersonId, bool)>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.id, EXISTS (SELECT 1 FROM address a WHERE a.person_id = p.id) FROM person p WHERE p.sort_key = ?1{seen} ORDER BY p.id"
    ))?;
    let rows = query.query_map([sort_key], |row| Ok((PersonId::from(row.get::<_, i64>(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Names that are in use, for completion: those whose folded form begins so, the most used first.
pub(crate) fn names_in_use(tx: &ReadTx<'_>, which: InUse, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let unseen = Unseen::read(tx)?;
    let of_person = |column: &str, key: &str| {
        let seen = unseen.and_seen("person.id");
        format!(
            "SELECT min({column}) FROM person WHERE {key} BETWEEN ?1 AND ?2 AND {key} <> ''{seen} GROUP BY {key} ORDER BY {key} LIMIT ?3"
        )
    };
    let sql = match which {
        InUse::Beat => {
            let seen = unseen.and_seen("pb.person_id");
            format!(
                "SELECT b.name FROM beat b WHERE b.name_key BETWEEN ?1 AND ?2
                   AND (b.kept = 1 OR EXISTS (SELECT 1 FROM person_beat pb WHERE pb.beat_id = b.id{seen}))
                 ORDER BY (SELECT count(*) FROM person_beat pb WHERE pb.beat_id = b.id{seen}) DESC, b.name_key LIMIT ?3"
            )
        }
        InUse::Tag => {
            let seen = unseen.and_seen("pt.person_id");
            format!(
                "SELECT t.name FROM tag t WHERE t.name_key BETWEEN ?1 AND ?2
                   AND EXISTS (SELECT 1 FROM person_tag pt WHERE pt.tag_id = t.id{seen})
                 ORDER BY t.name_key LIMIT ?3"
            )
        }
        InUse::Outlet => {
            let seen = unseen.and_seen("p.id");
            format!(
                "SELECT name FROM (SELECT o.name, o.name_key, o.id FROM outlet o WHERE o.name_key BETWEEN ?1 AND ?2
                   UNION ALL SELECT n.name, n.name_key, n.outlet_id FROM outlet_name n WHERE n.name_key BETWEEN ?1 AND ?2) o
                 WHERE EXISTS (SELECT 1 FROM person p WHERE p.outlet_id = o.id{seen}) ORDER BY name_key LIMIT ?3"
            )
        }
        InUse::Department => of_person("department", "department_key"),
        InUse::Site => of_person("site", "site_key"),
        InUse::Owner => of_person("owner", "owner_key"),
        InUse::City => of_person("city", "city_key"),
        InUse::Role => of_person("role", "role_key"),
        InUse::Country => of_person("country", "country_key"),
        InUse::Language => of_person("language", "language"),
        InUse::Source => {
            let seen = unseen.and_seen("person_id");
            format!(
                "SELECT min(source) FROM address WHERE source_key BETWEEN ?1 AND ?2{seen} GROUP BY source_key ORDER BY source_key LIMIT ?3"
            )
        }
    };
    let key = fold::fold(beginning);
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map(params![key, format!("{key}\u{10FFFF}"), limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What has names that are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InUse {
    /// Beats.
    Beat,
    /// Tags.
    Tag,
    /// Outlets.
    Outlet,
    /// Cities.
    City,
    /// Roles.
    Role,
    /// Countries.
    Country,
    /// Languages.
    Language,
    /// Sources of addresses.
    Source,
    /// Departments.
    Department,
    /// Sites.
    Site,
    /// Those of us who look after people.
    Owner,
}

/// The kind in column `index`.
pub(super) fn kind(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<PersonKind> {
    PersonKind::from_word(row.get_ref(index)?.as_str()?).ok_or_else(|| not_a_word(index))
}

/// The schema's CHECK forbids such a word; only a damaged file has one.
pub(super) fn not_a_word(index: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(index, "a word of the vocabulary".to_owned(), rusqlite::types::Type::Text)
}

pub(super) fn sort_key(person: &CheckedPerson) -> String {
    let address = person.addresses.first().map(|one| one.address.as_typed()).unwrap_or_default();
    sort_key_of(person.fields(), &address)
}

/// Where somebody stands in the list whose first address is `address`.
pub(super) fn sort_key_of(fields: &PersonInput, address: &str) -> String {
    names::sort_key(&fields.name, &fields.given_name, &fields.family_name, address)
}

pub(super) fn address_lines(person: &CheckedPerson) -> String {
    person.addresses.iter().map(|one| one.address.as_typed()).collect::<Vec<_>>().join("\n")
}

pub(super) fn as_input(person: &CheckedPerson) -> Vec<AddressInput> {
    let input = person.addresses.iter().map(|one| AddressInput {
        address: one.address.as_typed(),
        source: one.source.clone(),
        sourced_on: one.sourced_on.clone(),
        basis: one.basis,
        basis_note: one.basis_note.clone(),
    });
    input.collect()
}

/// How many addresses have this domain; counting ends at `most`. It goes over all of them: it is asked of few.
pub(crate) fn at_domain(tx: &ReadTx<'_>, domain: &str, most: u32) -> Result<u32, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM address WHERE substr(normalised, -length(?1) - 1) = '@' || ?1 LIMIT ?2)")?;
    Ok(query.query_row(params![domain, most], |row| row.get(0))?)
}
