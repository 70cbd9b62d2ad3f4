//! People as rows of a list.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::OptionalExtension as _;
use rusqlite::types::Value;
use serde::Serialize;

use super::people::kind;
use super::unseen::Unseen;
use crate::contacts::finding::{FoundIn, FoundText, found, left};
use crate::contacts::kinds::PersonKind;
use crate::ids::PersonId;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError};

/// A person as a row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// What they are to us.
    pub kind: PersonKind,
    /// The name as it is shown; may be empty.
    pub name: String,
    /// The outlet's name; may be empty.
    pub outlet: String,
    /// Their office.
    pub role: String,
    /// What they cover, the most important first.
    pub beats: Vec<String>,
    /// City.
    pub city: String,
    /// Country.
    pub country: String,
    /// Language.
    pub language: String,
    /// Where mail goes; empty if there is no address.
    pub address: String,
    /// They must not be contacted.
    pub do_not_contact: bool,
    /// The address must not be mailed.
    pub suppressed: bool,
    /// Their data are kept and not used (L6).
    pub restricted: bool,
    /// The address belongs to a task rather than to a person; told of rows that are shown.
    pub role_mailbox: bool,
    /// Where the words that were looked for stand, if nothing else of the row says them; told of rows of a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<FoundText>,
    /// Where they stand in the list.
    #[serde(skip)]
    #[cfg_attr(feature = "bindings", specta(skip))]
    pub sort_key: String,
    /// All their addresses, a line each.
    #[serde(skip)]
    #[cfg_attr(feature = "bindings", specta(skip))]
    pub addresses: String,
}

const ROW: &str = "SELECT p.id, p.kind, p.name, COALESCE(o.name, ''), p.role,
         (SELECT group_concat(b.name, char(10) ORDER BY pb.position) FROM person_beat pb JOIN beat b ON b.id = pb.beat_id WHERE pb.person_id = p.id),
         p.city, p.country, p.language,
         (SELECT group_concat(a.address, char(10) ORDER BY a.position) FROM address a WHERE a.person_id = p.id),
         p.barred_at IS NOT NULL,
         EXISTS (SELECT 1 FROM address a JOIN suppression s ON s.key = a.key AND s.lifted_at IS NULL WHERE a.person_id = p.id AND a.position = 0),
         p.sort_key, EXISTS (SELECT 1 FROM restriction r WHERE r.person_id = p.id)
       FROM person p LEFT JOIN outlet o ON o.id = p.outlet_id";

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<PersonRow> {
    let beats: Option<String> = row.get(5)?;
    let addresses: String = row.get::<_, Option<String>>(9)?.unwrap_or_default();
    Ok(PersonRow {
        id: row.get::<_, i64>(0)?.into(),
        kind: kind(row, 1)?,
        name: row.get(2)?,
        outlet: row.get(3)?,
        role: row.get(4)?,
        beats: beats.map_or_else(Vec::new, |beats| beats.split('\n').map(str::to_owned).collect()),
        city: row.get(6)?,
        country: row.get(7)?,
        language: row.get(8)?,
        address: addresses.split('\n').next().unwrap_or_default().to_owned(),
        do_not_contact: row.get(10)?,
        suppressed: row.get(11)?,
        sort_key: row.get(12)?,
        restricted: row.get(13)?,
        role_mailbox: false,
        also: None,
        addresses,
    })
}

/// The rows of these people in the order given; who is gone is left out.
///
/// # Errors
/// What SQLite says.
pub fn rows_of(tx: &ReadTx<'_>, ids: &[PersonId]) -> Result<Vec<PersonRow>, StoreError> {
    let asked = Rc::new(ids.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(&format!("{ROW} WHERE p.id IN rarray(?1)"))?;
    let mut found = query.query_map([asked], row)?.collect::<Result<Vec<_>, _>>()?;
    for row in &mut found {
        row.role_mailbox = EmailAddress::parse(&row.address).is_ok_and(|address| address.is_role());
    }
    let unseen = Unseen::read(tx)?;
    let mut by_id: HashMap<PersonId, PersonRow> = found.into_iter().filter(|row| !unseen.has(row.id)).map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Says of each of these rows where `search` found its person, where the row itself does not.
///
/// # Errors
/// What SQLite says.
pub fn found_besides(tx: &ReadTx<'_>, rows: &mut [PersonRow], search: &str) -> Result<(), StoreError> {
    let words_left = |row: &PersonRow| left(search, &[&row.name, &row.outlet, &row.address, &row.city]);
    let ids: Vec<Value> = rows.iter().filter(|row| !words_left(row).is_empty()).map(|row| Value::Integer(row.id.get())).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut query = tx.prepare_cached(
        "SELECT p.id, 'outlet', n.name FROM rarray(?1) w CROSS JOIN person p ON p.id = w.value JOIN outlet_name n ON n.outlet_id = p.outlet_id
         UNION ALL SELECT f.person_id, 'phone', f.number FROM rarray(?1) w CROSS JOIN phone f ON f.person_id = w.value",
    )?;
    let mut known: HashMap<PersonId, Vec<(FoundIn, String)>> = HashMap::new();
    let mut told = query.query([Rc::new(ids)])?;
    while let Some(text) = told.next()? {
        let what = if text.get::<_, String>(1)? == "phone" { FoundIn::Phone } else { FoundIn::OutletName };
        known.entry(text.get::<_, i64>(0)?.into()).or_default().push((what, text.get(2)?));
    }
    for row in rows {
        let further = row.addresses.split('\n').skip(1).map(|address| (FoundIn::Address, address));
        let others = known.get(&row.id).into_iter().flatten().map(|(what, text)| (*what, text.as_str()));
        row.also = match &*words_left(row) {
            [] => None,
            words => found(search, words, further.chain(others)),
        };
    }
    Ok(())
}

/// Gives `each` whose phone it is and its digits, of these people or of everybody.
///
/// # Errors
/// What SQLite says.
pub fn phone_by_phone(tx: &ReadTx<'_>, whose: Option<&[PersonId]>, mut each: impl FnMut(PersonId, &str)) -> Result<(), StoreError> {
    // All digits are in an index; the table makes them anew for each row.
    let mut query = tx.prepare_cached(match whose {
        None => "SELECT person_id, digits FROM phone INDEXED BY phone_digits WHERE ?1 IS NULL OR 1",
        Some(_) => "SELECT person_id, digits FROM phone INDEXED BY phone_person WHERE person_id IN rarray(?1)",
    })?;
    let people: Vec<Value> = whose.unwrap_or_default().iter().map(|id| Value::Integer(id.get())).collect();
    let mut rows = query.query([Rc::new(people)])?;
    while let Some(row) = rows.next()? {
        each(row.get::<_, i64>(0)?.into(), row.get_ref(1)?.as_str().unwrap_or_default());
    }
    Ok(())
}

/// Every person, one after another, by id.
///
/// # Errors
/// What SQLite says.
pub fn row_by_row(tx: &ReadTx<'_>, mut each: impl FnMut(PersonRow)) -> Result<(), StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!("{ROW} WHERE 1{seen} ORDER BY p.id"))?;
    let mut rows = query.query([])?;
    while let Some(found) = rows.next()? {
        each(row(found)?);
    }
    Ok(())
}

/// What the two orders go by in which hardly two people share a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedBy {
    /// Who.
    pub id: PersonId,
    /// Where they stand in the list.
    pub sort_key: String,
    /// Where mail goes; empty if there is no address.
    pub address: String,
}

/// Where somebody stands; nothing, if they are gone.
///
/// # Errors
/// What SQLite says.
pub fn placed_by(tx: &ReadTx<'_>, id: PersonId) -> Result<Option<PlacedBy>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT sort_key, COALESCE((SELECT address FROM address WHERE person_id = ?1 ORDER BY position LIMIT 1), '') FROM person WHERE id = ?1",
    )?;
    let row = |row: &rusqlite::Row<'_>| Ok(PlacedBy { id, sort_key: row.get(0)?, address: row.get(1)? });
    Ok(query.query_row([id.get()], row).optional()?)
}

/// How many people there are of each kind.
pub(crate) fn kinds(tx: &ReadTx<'_>) -> Result<Vec<(PersonKind, u32)>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("person.id");
    let mut query = tx.prepare_cached(&format!("SELECT kind, count(*) FROM person WHERE 1{seen} GROUP BY kind ORDER BY kind"))?;
    let rows = query.query_map([], |found| Ok((kind(found, 0)?, found.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many addresses and phones the widest person of a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widest {
    /// Addresses.
    pub addresses: u32,
    /// Phones.
    pub phones: u32,
}

/// The most addresses and phones that anybody has.
pub(crate) fn widest(tx: &ReadTx<'_>) -> Result<Widest, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT COALESCE((SELECT max(position) + 1 FROM address WHERE 1{seen}), 0),
                COALESCE((SELECT max(position) + 1 FROM phone WHERE 1{seen}), 0)"
    ))?;
    Ok(query.query_row([], |row| Ok(Widest { addresses: row.get(0)?, phones: row.get(1)? }))?)
}
