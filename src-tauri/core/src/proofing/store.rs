//! The tables of this module; it alone says SQL.

use rusqlite::{OptionalExtension as _, Row, params};

use super::house::{HouseWord, HouseWordEdit, key_of};
use crate::ids::{DocumentId, HouseWordId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

const WORD: &str = "SELECT id, word, instead, reason, language, is_right FROM house_word";

fn word_row(row: &Row<'_>) -> rusqlite::Result<HouseWord> {
    Ok(HouseWord {
        id: row.get::<_, i64>(0)?.into(),
        word: row.get(1)?,
        instead: row.get(2)?,
        reason: row.get(3)?,
        language: row.get(4)?,
        right: row.get(5)?,
    })
}

/// All words of the house, by their letters.
pub(super) fn house_words(tx: &ReadTx<'_>) -> Result<Vec<HouseWord>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{WORD} ORDER BY word_key, language"))?;
    Ok(query.query_map([], word_row)?.collect::<Result<_, _>>()?)
}

pub(super) fn house_word(tx: &ReadTx<'_>, id: HouseWordId) -> Result<Option<HouseWord>, StoreError> {
    Ok(tx.query_row(&format!("{WORD} WHERE id = ?1"), [id.get()], word_row).optional()?)
}

/// The word of this language, by its letters.
pub(super) fn house_word_named(tx: &ReadTx<'_>, word: &str, language: &str) -> Result<Option<HouseWord>, StoreError> {
    Ok(tx.query_row(&format!("{WORD} WHERE word_key = ?1 AND language = ?2"), [key_of(word).as_str(), language], word_row).optional()?)
}

pub(super) fn insert_house_word(tx: &WriteTx<'_>, edit: &HouseWordEdit) -> Result<HouseWordId, StoreError> {
    let id = tx.insert(
        "INSERT INTO house_word (word, word_key, language, instead, reason, is_right, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![edit.word, key_of(&edit.word), edit.language, edit.instead, edit.reason, edit.right, tx.now().get()],
    )?;
    tx.changed(Topic::Proofing, id);
    Ok(id.into())
}

pub(super) fn update_house_word(tx: &WriteTx<'_>, id: HouseWordId, edit: &HouseWordEdit) -> Result<(), StoreError> {
    tx.change(
        "UPDATE house_word SET word = ?2, word_key = ?3, language = ?4, instead = ?5, reason = ?6, is_right = ?7, changed_at = ?8 WHERE id = ?1",
        params![id.get(), edit.word, key_of(&edit.word), edit.language, edit.instead, edit.reason, edit.right, tx.now().get()],
    )?;
    tx.changed(Topic::Proofing, id.get());
    Ok(())
}

pub(super) fn delete_house_word(tx: &WriteTx<'_>, id: HouseWordId) -> Result<(), StoreError> {
    tx.change("DELETE FROM house_word WHERE id = ?1", [id.get()])?;
    tx.changed(Topic::Proofing, id.get());
    Ok(())
}

/// A hint that is not to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Ignored {
    pub(super) rule: String,
    pub(super) words: String,
    /// Empty: wherever the words stand.
    pub(super) around: String,
}

pub(super) fn ignored(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<Ignored>, StoreError> {
    let mut query = tx.prepare_cached("SELECT rule, words, around FROM hint_ignored WHERE document_id = ?1")?;
    let rows = query.query_map([document.get()], |row| Ok(Ignored { rule: row.get(0)?, words: row.get(1)?, around: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn ignore(tx: &WriteTx<'_>, document: DocumentId, one: &Ignored) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO hint_ignored (document_id, rule, words, around, ignored_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (document_id, rule, words, around) DO NOTHING",
        params![document.get(), one.rule, one.words, one.around, tx.now().get()],
    )?;
    tx.changed(Topic::Proofing, None);
    Ok(())
}

/// Shows everything of the document again; says how many were ignored.
pub(super) fn show_again(tx: &WriteTx<'_>, document: DocumentId) -> Result<usize, StoreError> {
    let count = tx.change("DELETE FROM hint_ignored WHERE document_id = ?1", [document.get()])?;
    tx.changed(Topic::Proofing, None);
    Ok(count)
}
