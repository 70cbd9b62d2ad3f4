//! The tables of translations.

use rusqlite::{OptionalExtension as _, params};

use super::pairing::{Pair, Spot};
use crate::ids::{DocumentId, PairId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

fn place(number: Option<u32>) -> Option<usize> {
    number.map(|number| number as usize)
}

fn number(place: Option<usize>) -> Option<u32> {
    place.map(|place| u32::try_from(place).unwrap_or(u32::MAX))
}

/// Which document this is a translation of; none if it is none.
pub(super) fn source(tx: &ReadTx<'_>, document: DocumentId) -> Result<Option<DocumentId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT source_id FROM translation WHERE document_id = ?1")?;
    Ok(query.query_row([document.get()], |row| row.get::<_, i64>(0).map(Into::into)).optional()?)
}

/// The translations of a document, in the order in which they were begun.
pub(super) fn translations(tx: &ReadTx<'_>, source: DocumentId) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT document_id FROM translation WHERE source_id = ?1 ORDER BY id")?;
    Ok(query.query_map([source.get()], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

/// The language that a document's draft says.
pub(super) fn language(tx: &ReadTx<'_>, document: DocumentId) -> Result<Option<String>, StoreError> {
    Ok(tx.prepare_cached("SELECT language FROM document WHERE id = ?1")?.query_row([document.get()], |row| row.get(0)).optional()?)
}

pub(super) fn insert(tx: &WriteTx<'_>, document: DocumentId, source: DocumentId) -> Result<(), StoreError> {
    tx.insert("INSERT INTO translation (document_id, source_id) VALUES (?1, ?2)", [document.get(), source.get()])?;
    tx.changed(Topic::Document, source.get());
    Ok(())
}

pub(super) fn pairs(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<Pair>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT p.id, p.source_block, p.source_text, p.block, p.block_text, r.words, r.marked
         FROM translation_pair p JOIN translation_right r ON r.pair_id = p.id WHERE p.document_id = ?1 ORDER BY p.id",
    )?;
    let rows = query.query_map([document.get()], |row| {
        Ok(Pair {
            id: Some(row.get::<_, i64>(0)?.into()),
            source: Spot { block: place(row.get(1)?), text: row.get(2)? },
            here: Spot { block: place(row.get(3)?), text: row.get(4)? },
            words: row.get(5)?,
            marked: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps what is another of `now` than it was in `before`.
pub(super) fn keep(tx: &WriteTx<'_>, document: DocumentId, before: &[Pair], now: &[Pair]) -> Result<(), StoreError> {
    for pair in now {
        let was = before.iter().find(|one| pair.id.is_some() && one.id == pair.id);
        match (pair.id, was) {
            (Some(id), Some(was)) => {
                if (&was.source, &was.here) != (&pair.source, &pair.here) {
                    tx.change(
                        "UPDATE translation_pair SET source_block = ?2, source_text = ?3, block = ?4, block_text = ?5 WHERE id = ?1",
                        params![id.get(), number(pair.source.block), pair.source.text, number(pair.here.block), pair.here.text],
                    )?;
                }
                if (&was.words, was.marked) != (&pair.words, pair.marked) {
                    tx.change(
                        "UPDATE translation_right SET words = ?2, marked = ?3 WHERE pair_id = ?1",
                        params![id.get(), pair.words, pair.marked],
                    )?;
                }
            }
            _ => {
                let id = tx.insert(
                    "INSERT INTO translation_pair (document_id, source_block, source_text, block, block_text) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![document.get(), number(pair.source.block), pair.source.text, number(pair.here.block), pair.here.text],
                )?;
                tx.insert(
                    "INSERT INTO translation_right (pair_id, words, marked) VALUES (?1, ?2, ?3)",
                    params![id, pair.words, pair.marked],
                )?;
            }
        }
    }
    Ok(())
}

/// Deletes pairs: their paragraphs are gone from both texts.
pub(super) fn delete_pair(tx: &WriteTx<'_>, id: PairId) -> Result<(), StoreError> {
    tx.change("DELETE FROM translation_right WHERE pair_id = ?1", [id.get()])?;
    tx.change("DELETE FROM translation_pair WHERE id = ?1", [id.get()])?;
    Ok(())
}

/// Lets a document be no translation any more.
pub(super) fn remove(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), StoreError> {
    // One by one and not by cascade: history's triggers then see the rows in an order that undo can put back.
    tx.change("DELETE FROM translation_right WHERE pair_id IN (SELECT id FROM translation_pair WHERE document_id = ?1)", [document.get()])?;
    tx.change("DELETE FROM translation_pair WHERE document_id = ?1", [document.get()])?;
    tx.change("DELETE FROM translation WHERE document_id = ?1", [document.get()])?;
    tx.changed(Topic::Document, document.get());
    Ok(())
}
