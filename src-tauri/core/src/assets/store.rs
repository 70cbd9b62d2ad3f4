//! The tables of assets.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{OptionalExtension as _, Row, params};

use super::facts::{AssetFields, AssetPerson, Consent};
use crate::ids::{AssetCutId, AssetId, PersonId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// What is known of a file, without its name and who is to be seen.
const ABOUT: &str = "SELECT asset_id, caption, alt, credit, licence, licence_until, taken_on, place, link FROM asset_about";

fn about_row(row: &Row<'_>) -> rusqlite::Result<(AssetId, AssetFields)> {
    let fields = AssetFields {
        caption: row.get(1)?,
        alt: row.get(2)?,
        credit: row.get(3)?,
        licence: row.get(4)?,
        licence_until: row.get(5)?,
        taken_on: row.get(6)?,
        place: row.get(7)?,
        link: row.get(8)?,
        ..AssetFields::default()
    };
    Ok((row.get::<_, i64>(0)?.into(), fields))
}

const PERSON: &str = "SELECT asset_id, person_id, name, consent, consent_until FROM asset_person";

fn person_row(row: &Row<'_>) -> rusqlite::Result<(AssetId, AssetPerson)> {
    let person = AssetPerson {
        person: row.get::<_, Option<i64>>(1)?.map(PersonId::from),
        name: row.get(2)?,
        consent: Consent::of_word(row.get_ref(3)?.as_str()?).unwrap_or_default(),
        until: row.get(4)?,
    };
    Ok((row.get::<_, i64>(0)?.into(), person))
}

/// What is known of one file.
pub(super) fn about(tx: &ReadTx<'_>, asset: AssetId) -> Result<AssetFields, StoreError> {
    let found = tx.prepare_cached(&format!("{ABOUT} WHERE asset_id = ?1"))?.query_row([asset.get()], about_row).optional()?;
    let mut fields = found.map(|(_, fields)| fields).unwrap_or_default();
    let mut query = tx.prepare_cached(&format!("{PERSON} WHERE asset_id = ?1 ORDER BY id"))?;
    fields.people = query.query_map([asset.get()], |row| person_row(row).map(|(_, person)| person))?.collect::<Result<_, _>>()?;
    Ok(fields)
}

/// What is known of all files of which anything is.
pub(super) fn all_about(tx: &ReadTx<'_>) -> Result<HashMap<AssetId, AssetFields>, StoreError> {
    let mut query = tx.prepare_cached(ABOUT)?;
    let mut all = query.query_map([], about_row)?.collect::<Result<HashMap<_, _>, _>>()?;
    let mut query = tx.prepare_cached(&format!("{PERSON} ORDER BY id"))?;
    for found in query.query_map([], person_row)? {
        let (asset, person) = found?;
        all.entry(asset).or_default().people.push(person);
    }
    Ok(all)
}

/// Files with an end of a licence or a consent before a day, or with a consent that was withdrawn.
pub(super) fn ending(tx: &ReadTx<'_>, before: &str) -> Result<BTreeSet<AssetId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT asset_id FROM asset_about WHERE licence_until <= ?1
         UNION SELECT asset_id FROM asset_person WHERE consent_until <= ?1
         UNION SELECT asset_id FROM asset_person WHERE consent = 'withdrawn'",
    )?;
    Ok(query.query_map([before], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

/// Keeps what is known of a file.
pub(super) fn set(tx: &WriteTx<'_>, asset: AssetId, fields: &AssetFields) -> Result<(), StoreError> {
    let AssetFields { caption, alt, credit, licence, licence_until, taken_on, place, link, people, .. } = fields;
    let values = params![asset.get(), caption, alt, credit, licence, licence_until, taken_on, place, link];
    let there = tx.change(
        "UPDATE asset_about SET caption = ?2, alt = ?3, credit = ?4, licence = ?5, licence_until = ?6, taken_on = ?7, place = ?8, link = ?9
         WHERE asset_id = ?1",
        values,
    )?;
    if there == 0 {
        tx.insert(
            "INSERT INTO asset_about (asset_id, caption, alt, credit, licence, licence_until, taken_on, place, link)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            values,
        )?;
    }
    if about(tx, asset)?.people.iter().map(kept).ne(people.iter().map(kept)) {
        tx.change("DELETE FROM asset_person WHERE asset_id = ?1", [asset.get()])?;
        for person in people {
            tx.insert(
                "INSERT INTO asset_person (asset_id, person_id, name, consent, consent_until) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![asset.get(), person.person.map(PersonId::get), kept(person).1, person.consent.word(), person.until],
            )?;
        }
    }
    tx.changed(Topic::Asset, asset.get());
    Ok(())
}

/// As a row says it: one of the contacts is named by the number alone.
fn kept(person: &AssetPerson) -> (Option<PersonId>, &str, Consent, Option<&String>) {
    (person.person, if person.person.is_some() { "" } else { &person.name }, person.consent, person.until.as_ref())
}

/// Takes everything that is known of a file away.
pub(super) fn remove(tx: &WriteTx<'_>, asset: AssetId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM asset_cut WHERE asset_id = ?1",
        "DELETE FROM asset_person WHERE asset_id = ?1",
        "DELETE FROM asset_about WHERE asset_id = ?1",
    ] {
        tx.change(sql, [asset.get()])?;
    }
    Ok(())
}

/// The files on which somebody is to be seen, with what they said.
pub(super) fn shown_on(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<(AssetId, AssetPerson)>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{PERSON} WHERE person_id = ?1 ORDER BY id"))?;
    Ok(query.query_map([person.get()], person_row)?.collect::<Result<_, _>>()?)
}

/// Nobody remembers that somebody is to be seen on a file.
pub(super) fn show_no_more(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StoreError> {
    if tx.change("DELETE FROM asset_person WHERE person_id = ?1", [person.get()])? > 0 {
        tx.changed(Topic::Asset, None);
    }
    Ok(())
}

/// The cuts of a file: number, name, recipe in words.
pub(super) fn cuts(tx: &ReadTx<'_>, asset: AssetId) -> Result<Vec<(AssetCutId, String, String)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id, name, recipe FROM asset_cut WHERE asset_id = ?1 ORDER BY id")?;
    Ok(query.query_map([asset.get()], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?)
}

/// Keeps a cut; one of the same recipe gets the name.
pub(super) fn keep_cut(tx: &WriteTx<'_>, asset: AssetId, name: &str, recipe: &str) -> Result<AssetCutId, StoreError> {
    tx.changed(Topic::Asset, asset.get());
    let held = {
        let mut query = tx.prepare_cached("SELECT id FROM asset_cut WHERE asset_id = ?1 AND recipe = ?2")?;
        query.query_row(params![asset.get(), recipe], |row| row.get::<_, i64>(0)).optional()?
    };
    match held {
        Some(id) => {
            tx.change("UPDATE asset_cut SET name = ?2 WHERE id = ?1 AND name <> ?2", params![id, name])?;
            Ok(id.into())
        }
        None => {
            Ok(tx.insert("INSERT INTO asset_cut (asset_id, name, recipe) VALUES (?1, ?2, ?3)", params![asset.get(), name, recipe])?.into())
        }
    }
}

/// Takes a cut away; says of which file it was.
pub(super) fn remove_cut(tx: &WriteTx<'_>, cut: AssetCutId) -> Result<Option<AssetId>, StoreError> {
    let of = {
        let mut query = tx.prepare_cached("SELECT asset_id FROM asset_cut WHERE id = ?1")?;
        query.query_row([cut.get()], |row| row.get::<_, i64>(0)).optional()?
    };
    if let Some(of) = of {
        tx.change("DELETE FROM asset_cut WHERE id = ?1", [cut.get()])?;
        tx.changed(Topic::Asset, of);
    }
    Ok(of.map(Into::into))
}

/// A small picture that is kept; without bytes where the file cannot be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thumbnail {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) media_type: String,
    pub(super) data: Vec<u8>,
}

pub(super) fn thumbnail(tx: &ReadTx<'_>, asset: AssetId) -> Result<Option<Thumbnail>, StoreError> {
    let mut query = tx.prepare_cached("SELECT width, height, media_type, data FROM asset_thumbnail WHERE asset_id = ?1")?;
    let found = query.query_row([asset.get()], |row| {
        Ok(Thumbnail { width: row.get(0)?, height: row.get(1)?, media_type: row.get(2)?, data: row.get(3)? })
    });
    Ok(found.optional()?)
}

/// How large a picture is, upright, where that was found out.
pub(super) fn size(tx: &ReadTx<'_>, asset: AssetId) -> Result<Option<(u32, u32)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT width, height FROM asset_thumbnail WHERE asset_id = ?1 AND width > 0")?;
    Ok(query.query_row([asset.get()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

pub(super) fn keep_thumbnail(tx: &WriteTx<'_>, asset: AssetId, small: &Thumbnail) -> Result<(), StoreError> {
    tx.change(
        "INSERT OR IGNORE INTO asset_thumbnail (asset_id, width, height, media_type, data) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![asset.get(), small.width, small.height, small.media_type, small.data],
    )?;
    Ok(())
}
