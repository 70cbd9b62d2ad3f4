//! The tree of beats: which there are, under which other each stands, and which are further names of one.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::picking::{Picked, selected};
use super::unseen::Unseen;
use crate::ids::BeatId;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// The numbers of all beats that a condition on the row `b` means in the place of `{}`: itself, what stands below it, and their synonyms.
/// Whoever stands twice in it is met once, so that it ends however damaged a tree is.
pub(super) const WITH_BELOW: &str = "WITH RECURSIVE meant (id) AS (
       SELECT COALESCE(b.synonym_of, b.id) FROM beat b WHERE {}
       UNION SELECT n.id FROM meant m JOIN beat n ON n.parent_id = m.id)
     SELECT m.id FROM meant m UNION ALL SELECT s.id FROM meant m JOIN beat s ON s.synonym_of = m.id";

/// The same without what stands below.
pub(super) const ALONE: &str = "WITH meant (id) AS (SELECT COALESCE(b.synonym_of, b.id) FROM beat b WHERE {})
     SELECT m.id FROM meant m UNION ALL SELECT s.id FROM meant m JOIN beat s ON s.synonym_of = m.id";

/// A beat as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct BeatRow {
    pub(in crate::contacts) id: BeatId,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) key: String,
    pub(in crate::contacts) parent: Option<BeatId>,
    pub(in crate::contacts) synonym_of: Option<BeatId>,
}

/// The numbers of all beats that the one of that folded name means.
pub(super) fn with_below(tx: &ReadTx<'_>, key: &str) -> Result<Vec<i64>, StoreError> {
    let mut query = tx.prepare_cached(&WITH_BELOW.replacen("{}", "b.name_key = ?1", 1))?;
    let rows = query.query_map([key], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All beats that somebody has or put there by hand, by name.
pub(in crate::contacts) fn all(tx: &ReadTx<'_>) -> Result<Vec<BeatRow>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("pb.person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT b.id, b.name, b.name_key, b.parent_id, b.synonym_of FROM beat b
         WHERE b.kept = 1 OR EXISTS (SELECT 1 FROM person_beat pb WHERE pb.beat_id = b.id{seen}) ORDER BY b.name_key"
    ))?;
    let rows = query.query_map([], |row| {
        Ok(BeatRow {
            id: row.get::<_, i64>(0)?.into(),
            name: row.get(1)?,
            key: row.get(2)?,
            parent: row.get::<_, Option<i64>>(3)?.map(Into::into),
            synonym_of: row.get::<_, Option<i64>>(4)?.map(Into::into),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A name in the tree, with those that stand above it: of a synonym the beat that it is one of is the last.
pub(in crate::contacts) fn path(tx: &ReadTx<'_>, key: &str) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "WITH RECURSIVE above (id, far) AS (
           SELECT COALESCE(b.synonym_of, b.id), 0 FROM beat b WHERE b.name_key = ?1
           UNION SELECT b.parent_id, a.far + 1 FROM above a JOIN beat b ON b.id = a.id WHERE b.parent_id IS NOT NULL AND a.far < 100)
         SELECT b.name FROM above a JOIN beat b ON b.id = a.id ORDER BY a.far DESC",
    )?;
    let rows = query.query_map([key], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The beat of that folded name, whoever sees it.
pub(in crate::contacts) fn by_key(tx: &ReadTx<'_>, key: &str) -> Result<Option<BeatId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM beat WHERE name_key = ?1")?;
    Ok(query.query_row([key], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}

/// Makes a beat by hand.
pub(in crate::contacts) fn insert(
    tx: &WriteTx<'_>,
    name: &str,
    key: &str,
    parent: Option<BeatId>,
    synonym_of: Option<BeatId>,
) -> Result<BeatId, StoreError> {
    let id = tx.insert(
        "INSERT INTO beat (name, name_key, parent_id, synonym_of, kept) VALUES (?1, ?2, ?3, ?4, 1)",
        params![name, key, parent.map(BeatId::get), synonym_of.map(BeatId::get)],
    )?;
    Ok(id.into())
}

/// Puts a beat somewhere else.
pub(in crate::contacts) fn place(
    tx: &WriteTx<'_>,
    id: BeatId,
    parent: Option<BeatId>,
    synonym_of: Option<BeatId>,
) -> Result<(), StoreError> {
    tx.change(
        "UPDATE beat SET parent_id = ?2, synonym_of = ?3, kept = 1 WHERE id = ?1",
        params![id.get(), parent.map(BeatId::get), synonym_of.map(BeatId::get)],
    )?;
    Ok(())
}

/// Notes that somebody put it there by hand.
pub(in crate::contacts) fn keep(tx: &WriteTx<'_>, id: BeatId) -> Result<(), StoreError> {
    tx.change("UPDATE beat SET kept = 1 WHERE id = ?1 AND kept = 0", [id.get()])?;
    Ok(())
}

/// Gives a beat another name.
pub(in crate::contacts) fn rename(tx: &WriteTx<'_>, id: BeatId, name: &str, key: &str) -> Result<(), StoreError> {
    tx.change("UPDATE beat SET name = ?2, name_key = ?3, kept = 1 WHERE id = ?1", params![id.get(), name, key])?;
    Ok(())
}

/// Everybody with the one beat has the other in its place.
pub(in crate::contacts) fn hand_over(tx: &WriteTx<'_>, from: BeatId, to: BeatId) -> Result<(), StoreError> {
    tx.change(
        "DELETE FROM person_beat WHERE beat_id = ?1 AND person_id IN (SELECT person_id FROM person_beat WHERE beat_id = ?2)",
        params![from.get(), to.get()],
    )?;
    tx.change("UPDATE person_beat SET beat_id = ?2 WHERE beat_id = ?1", params![from.get(), to.get()])?;
    Ok(())
}

/// Takes a beat off everybody and away.
pub(in crate::contacts) fn remove(tx: &WriteTx<'_>, id: BeatId) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_beat WHERE beat_id = ?1", [id.get()])?;
    tx.change("DELETE FROM beat WHERE id = ?1", [id.get()])?;
    Ok(())
}

/// How many people have each beat in their row.
pub(in crate::contacts) fn people(tx: &ReadTx<'_>) -> Result<HashMap<BeatId, u32>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("pb.person_id");
    let mut query = tx.prepare_cached(&format!("SELECT pb.beat_id, count(*) FROM person_beat pb WHERE 1{seen} GROUP BY pb.beat_id"))?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Some people, to be counted each once.
#[derive(Default)]
pub(in crate::contacts) struct Counted(Picked);

impl Counted {
    /// Those who have this very beat in their row.
    pub(in crate::contacts) fn having(tx: &ReadTx<'_>, beat: BeatId) -> Result<Self, StoreError> {
        let mut picked = selected(tx, "SELECT pb.person_id FROM person_beat pb WHERE pb.beat_id = ?", &[Value::Integer(beat.get())])?;
        for (first, last) in Unseen::read(tx)?.ranges() {
            picked.remove(*first, *last);
        }
        Ok(Self(picked))
    }

    /// Those who are in one of the two.
    pub(in crate::contacts) fn or(self, other: &Self) -> Self {
        Self(self.0.or(&other.0))
    }

    /// How many they are.
    pub(in crate::contacts) fn count(&self) -> u32 {
        self.0.count()
    }
}
