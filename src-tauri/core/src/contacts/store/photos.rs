//! Photos of people, each picture once.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use super::people::not_a_word;
use crate::contacts::photo::Photo;
use crate::ids::{PersonId, PhotoId};
use crate::workspace::{ReadTx, StoreError, WriteTx, kept_numbers};

/// What a page must know of a photo to ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::contacts) struct PhotoRow {
    pub(in crate::contacts) id: PhotoId,
    pub(in crate::contacts) width: u32,
    pub(in crate::contacts) height: u32,
}

/// The photo of a person, without its bytes.
pub(in crate::contacts) fn row_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<PhotoRow>, StoreError> {
    let mut query = tx.prepare_cached("SELECT photo_id, width, height FROM person_photo WHERE person_id = ?1")?;
    let found =
        query.query_row([person.get()], |row| Ok(PhotoRow { id: row.get::<_, i64>(0)?.into(), width: row.get(1)?, height: row.get(2)? }));
    Ok(found.optional()?)
}

/// The photo of a person.
///
/// # Errors
/// What SQLite says.
pub fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Photo>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT p.media_type, p.data, p.width, p.height FROM person_photo pp JOIN photo p ON p.id = pp.photo_id WHERE pp.person_id = ?1",
    )?;
    let found = query.query_row([person.get()], |row| {
        let media_type = Photo::known_type(row.get_ref(0)?.as_str()?).ok_or_else(|| not_a_word(0))?;
        Ok(Photo { media_type, bytes: row.get(1)?, width: row.get(2)?, height: row.get(3)? })
    });
    Ok(found.optional()?)
}

/// Makes this the photo of a person; `false` if it was theirs already.
pub(in crate::contacts) fn set(tx: &WriteTx<'_>, person: PersonId, photo: &Photo) -> Result<bool, StoreError> {
    let hash: [u8; 32] = Sha256::digest(&photo.bytes).into();
    let held = {
        let mut query = tx.prepare_cached("SELECT id FROM photo WHERE sha256 = ?1")?;
        query.query_row([hash], |row| row.get::<_, i64>(0)).optional()?
    };
    let id = match held {
        Some(id) => id,
        None => tx.insert(
            "INSERT INTO photo (sha256, media_type, width, height, data) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![hash, photo.media_type, photo.width, photo.height, photo.bytes],
        )?,
    };
    match row_of(tx, person)? {
        Some(row) if row.id.get() == id => return Ok(false),
        Some(_) => drop(tx.change(
            "UPDATE person_photo SET photo_id = ?2, width = ?3, height = ?4 WHERE person_id = ?1",
            params![person.get(), id, photo.width, photo.height],
        )?),
        None => drop(tx.insert(
            "INSERT INTO person_photo (person_id, photo_id, width, height) VALUES (?1, ?2, ?3, ?4)",
            params![person.get(), id, photo.width, photo.height],
        )?),
    }
    Ok(true)
}

/// A person has no photo any more; `false` if they had none.
pub(in crate::contacts) fn remove(tx: &WriteTx<'_>, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM person_photo WHERE person_id = ?1", [person.get()])? > 0)
}

/// Takes pictures away that are nobody's, and that no step of history could bring back to anybody.
pub(in crate::contacts) fn leave_none(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    let nobodys = {
        let mut query = tx.prepare("SELECT id FROM photo WHERE id NOT IN (SELECT photo_id FROM person_photo)")?;
        query.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?
    };
    if nobodys.is_empty() {
        return Ok(());
    }
    let kept = kept_numbers(tx, "person_photo", "photo_id")?;
    for photo in nobodys.iter().filter(|photo| !kept.contains(photo)) {
        tx.change("DELETE FROM photo WHERE id = ?1", [photo])?;
    }
    Ok(())
}
