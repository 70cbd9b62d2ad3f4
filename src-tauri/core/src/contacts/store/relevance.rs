//! What is known of people beside a text: their beats, how much is noted, and what of it has the text's key words.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::types::Value;

use super::people::not_a_word;
use crate::contacts::beats::Wider;
use crate::contacts::kinds::TouchKind;
use crate::contacts::relevance::{KeyWords, Known, Noted, SpeaksBy};
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Of these people, whoever's data are restricted left out; texts of those alone whom `reads` wants them of.
pub(in crate::contacts) fn known(
    tx: &ReadTx<'_>,
    people: &[PersonId],
    key: &KeyWords,
    reads: impl Fn(&Known) -> bool,
) -> Result<HashMap<PersonId, Known>, StoreError> {
    let ids = || Rc::new(people.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut known: HashMap<PersonId, Known> = HashMap::with_capacity(people.len());
    {
        let mut query = tx.prepare_cached(
            "SELECT p.id, length(p.notes) FROM person p WHERE p.id IN rarray(?1) AND NOT EXISTS (SELECT 1 FROM restriction r WHERE r.person_id = p.id)",
        )?;
        let mut rows = query.query([ids()])?;
        while let Some(row) = rows.next()? {
            known.insert(row.get::<_, i64>(0)?.into(), Known { letters: row.get(1)?, ..Known::default() });
        }
    }
    beats(tx, ids(), &mut known)?;
    touches(tx, ids(), &mut known)?;
    if !key.is_empty() {
        let mut read: HashMap<PersonId, &mut Known> = known.iter_mut().filter(|(_, one)| reads(one)).map(|(id, one)| (*id, one)).collect();
        notes_with(tx, key, &mut read)?;
        touches_with(tx, key, &mut read)?;
    }
    Ok(known)
}

fn beats(tx: &ReadTx<'_>, ids: Rc<Vec<Value>>, known: &mut HashMap<PersonId, Known>) -> Result<(), StoreError> {
    let mut tree = Wider::read(tx)?;
    let mut query =
        tx.prepare_cached("SELECT person_id, beat_id FROM person_beat WHERE person_id IN rarray(?1) ORDER BY person_id, position")?;
    let mut rows = query.query([ids])?;
    while let Some(row) = rows.next()? {
        let beat = row.get(1)?;
        if let (Some(one), Some(name)) = (known.get_mut(&row.get::<_, i64>(0)?.into()), tree.name(beat).map(str::to_owned)) {
            one.beats.push(name);
            one.wider.push(tree.said(beat));
        }
    }
    Ok(())
}

/// How much is noted of touches, and when somebody last answered or wrote about us.
fn touches(tx: &ReadTx<'_>, ids: Rc<Vec<Value>>, known: &mut HashMap<PersonId, Known>) -> Result<(), StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT person_id, sum(length(text)), max(CASE WHEN kind IN ('reply', 'clipping') THEN at END) FROM touch
         WHERE person_id IN rarray(?1) GROUP BY person_id",
    )?;
    let mut rows = query.query([ids])?;
    while let Some(row) = rows.next()? {
        if let Some(one) = known.get_mut(&row.get::<_, i64>(0)?.into()) {
            one.letters = one.letters.saturating_add(row.get(1)?);
            one.answered_at = row.get::<_, Option<i64>>(2)?.map(Into::into);
        }
    }
    Ok(())
}

fn notes_with(tx: &ReadTx<'_>, key: &KeyWords, known: &mut HashMap<PersonId, &mut Known>) -> Result<(), StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT p.id, w.rank, p.notes FROM note_words w CROSS JOIN person p ON p.id = w.rowid WHERE w.note_words MATCH ?1",
    )?;
    let mut rows = query.query([key.question()])?;
    while let Some(row) = rows.next()? {
        if let Some(one) = known.get_mut(&row.get::<_, i64>(0)?.into()) {
            one.noted.push(Noted { by: SpeaksBy::Notes, at: None, rank: row.get(1)?, text: row.get(2)? });
        }
    }
    Ok(())
}

fn touches_with(tx: &ReadTx<'_>, key: &KeyWords, known: &mut HashMap<PersonId, &mut Known>) -> Result<(), StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT t.person_id, w.rank, t.kind, t.at, t.text FROM touch_words w CROSS JOIN touch t ON t.id = w.rowid WHERE w.touch_words MATCH ?1",
    )?;
    let mut rows = query.query([key.question()])?;
    while let Some(row) = rows.next()? {
        let Some(one) = known.get_mut(&row.get::<_, i64>(0)?.into()) else { continue };
        let kind = TouchKind::from_word(&row.get::<_, String>(2)?).ok_or_else(|| not_a_word(2))?;
        one.noted.push(Noted { by: kind.into(), at: Some(row.get::<_, i64>(3)?.into()), rank: row.get(1)?, text: row.get(4)? });
    }
    Ok(())
}

/// Writes the indexes of noted words anew, so that no piece of them keeps the words of somebody who is gone.
pub(in crate::contacts) fn leave_nothing(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("INSERT INTO touch_words (touch_words) VALUES ('optimize')", [])?;
    tx.change("INSERT INTO note_words (note_words) VALUES ('optimize')", [])?;
    Ok(())
}

/// Makes both indexes anew, from the rows that are the truth.
pub(in crate::contacts) fn rebuild(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("INSERT INTO touch_words (touch_words) VALUES ('rebuild')", [])?;
    tx.change("INSERT INTO note_words (note_words) VALUES ('rebuild')", [])?;
    Ok(())
}

/// Whose notes or touches have a word, by the indexes.
#[cfg(test)]
pub(in crate::contacts) fn indexed(tx: &ReadTx<'_>, word: &str) -> Result<std::collections::BTreeSet<i64>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT rowid FROM note_words WHERE note_words MATCH ?1
         UNION SELECT t.person_id FROM touch_words w CROSS JOIN touch t ON t.id = w.rowid WHERE w.touch_words MATCH ?1",
    )?;
    let rows = query.query_map([word], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
