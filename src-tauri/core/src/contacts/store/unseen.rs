//! People who are written and whom nobody sees (`person_unseen`): an import writes them a few at a time, so that nobody
//! waits for it, and one small transaction shows them all.

use std::rc::Rc;

use rusqlite::params;
use rusqlite::types::Value;

use super::search;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx, is_recorded, touched_since};

/// Ranges of ids that a question names one by one, at most: each costs every row a little. Beyond that it looks into the
/// table of ranges.
const MOST_NAMED: usize = 20;

/// People whose words are forgotten together: between two deletions, the index of words would write each down by itself.
const FORGOTTEN: u32 = 50;

/// The ids of people whom nobody sees; hardly ever any. And the range of them that indexes leave out, if one does
/// ([`apart`](super::apart)).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Unseen(Vec<(i64, i64)>, Option<(i64, i64)>);

impl Unseen {
    /// Reads them.
    pub(crate) fn read(tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        let mut query = tx.prepare_cached("SELECT first, last, apart FROM person_unseen ORDER BY first")?;
        let mut rows = query.query([])?;
        let mut unseen = Self::default();
        while let Some(row) = rows.next()? {
            let range = (row.get(0)?, row.get(1)?);
            unseen.0.push(range);
            if row.get(2)? {
                unseen.1 = Some(range);
            }
        }
        Ok(unseen)
    }

    /// They, as ranges of ids.
    pub(super) fn ranges(&self) -> &[(i64, i64)] {
        &self.0
    }

    /// Whether this person is one of them.
    pub(crate) fn has(&self, person: PersonId) -> bool {
        let before = self.0.partition_point(|(first, _)| *first <= person.get());
        before.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, last)| person.get() <= *last)
    }

    /// ` AND …` for a condition that leaves them out; nothing where there are none. The plus keeps SQLite from taking it
    /// for a range to walk; without it, it is the very condition of indexes that leave the range out. `column` names its table where it
    /// is called `id`: the table of ranges has one too.
    pub(crate) fn and_seen(&self, column: &str) -> String {
        let apart = self.1.map(|range| format!(" AND {column}{}", super::apart::left_out(range))).unwrap_or_default();
        if self.0.len() > MOST_NAMED {
            return format!(
                "{apart} AND COALESCE((SELECT u.last FROM person_unseen u WHERE u.first <= {column} ORDER BY u.first DESC LIMIT 1) < {column}, 1)"
            );
        }
        let others = self.0.iter().filter(|range| Some(**range) != self.1);
        others.fold(apart, |seen, range| format!("{seen} AND +{column}{}", super::apart::left_out(*range)))
    }
}

/// The first of these people whom nobody can see.
pub(in crate::contacts) fn first_gone(tx: &ReadTx<'_>, who: &[PersonId]) -> Result<Option<PersonId>, StoreError> {
    let unseen = Unseen::read(tx)?;
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM person WHERE id = ?1)")?;
    for person in who {
        if unseen.has(*person) || !query.query_row([person.get()], |row| row.get::<_, bool>(0))? {
            return Ok(Some(*person));
        }
    }
    Ok(None)
}

/// Whether more people are held than so many, whoever sees them.
pub(in crate::contacts) fn are_more_than(tx: &ReadTx<'_>, many: u32) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM person LIMIT 1 OFFSET ?1)")?;
    Ok(query.query_row([many], |row| row.get(0))?)
}

/// Sets `count` ids aside for people whom nobody sees until [`show`]; the first of them.
pub(crate) fn reserve(tx: &WriteTx<'_>, count: u32) -> Result<PersonId, StoreError> {
    tx.change(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'person', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'person')",
        [],
    )?;
    let last: i64 = tx.query_row("SELECT seq FROM sqlite_sequence WHERE name = 'person'", [], |row| row.get(0))?;
    tx.change("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'person'", [last + i64::from(count)])?;
    hide(tx, last + 1, last + i64::from(count.max(1)), false)?;
    Ok((last + 1).into())
}

fn hide(tx: &WriteTx<'_>, first: i64, last: i64, leaving: bool) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO person_unseen (first, last, leaving, after_outlet, after_beat, after_tag)
         VALUES (?1, ?2, ?3, COALESCE((SELECT max(id) FROM outlet), 0), COALESCE((SELECT max(id) FROM beat), 0),
                 COALESCE((SELECT max(id) FROM tag), 0))",
        params![first, last, leaving],
    )?;
    Ok(())
}

/// Those of `people` (by id, ascending) whom nobody changed since `at`, and those whom somebody did.
pub(crate) fn untouched(tx: &ReadTx<'_>, people: &[PersonId], at: Millis) -> Result<(Vec<PersonId>, Vec<PersonId>), StoreError> {
    let (Some(first), Some(last)) = (people.first(), people.last()) else { return Ok(Default::default()) };
    let mut wanted = people.iter().copied().peekable();
    let (mut untouched, mut changed) = (Vec::with_capacity(people.len()), Vec::new());
    let mut query = tx.prepare_cached("SELECT id, changed_at FROM person WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let mut rows = query.query(params![first.get(), last.get()])?;
    while let Some(row) = rows.next()? {
        let (id, changed_at) = (PersonId::from(row.get::<_, i64>(0)?), row.get::<_, i64>(1)?);
        while wanted.next_if(|wanted| *wanted < id).is_some() {}
        if wanted.next_if(|wanted| *wanted == id).is_some() {
            if changed_at == at.get() { untouched.push(id) } else { changed.push(id) }
        }
    }
    Ok((untouched, changed))
}

/// These people (by id, ascending) as ranges of ids.
pub(crate) fn ranges_of(people: &[PersonId]) -> Vec<(i64, i64)> {
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for id in people.iter().map(|person| person.get()) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == id => *last = id,
            _ => ranges.push((id, id)),
        }
    }
    ranges
}

/// Hides all whose ids are in these ranges: to be cleared away later (`leaving`), or until they are shown.
pub(crate) fn hide_ranges(tx: &WriteTx<'_>, ranges: &[(i64, i64)], leaving: bool) -> Result<(), StoreError> {
    ranges.iter().try_for_each(|(first, last)| hide(tx, *first, *last, leaving))
}

/// Sets the ids in these ranges aside until they are shown, but those at which somebody stands; who they are.
pub(crate) fn hide_free(tx: &WriteTx<'_>, ranges: &[(i64, i64)]) -> Result<Vec<PersonId>, StoreError> {
    let mut standing = Vec::new();
    for (first, last) in ranges {
        let held = {
            let mut query = tx.prepare_cached("SELECT id FROM person WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
            query.query_map([first, last], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?
        };
        let mut from = *first;
        for id in held {
            if from < id {
                hide(tx, from, id - 1, false)?;
            }
            from = id + 1;
            standing.push(id.into());
        }
        if from <= *last {
            hide(tx, from, *last, false)?;
        }
    }
    Ok(standing)
}

/// How many people are hidden.
pub(crate) fn count(tx: &ReadTx<'_>) -> Result<u64, StoreError> {
    let sql = "SELECT COALESCE(sum((SELECT count(*) FROM person p WHERE p.id BETWEEN u.first AND u.last)), 0) FROM person_unseen u";
    let found: i64 = tx.query_row(sql, [], |row| row.get(0))?;
    Ok(found.unsigned_abs())
}

/// Those who are being brought in are seen from now on.
pub(crate) fn show(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_unseen WHERE leaving = 0", [])?;
    Ok(())
}

/// Whether anybody is hidden: those who are being brought in (`leaving` is false), who are being taken away, or (none) both.
pub(crate) fn any(tx: &ReadTx<'_>, leaving: Option<bool>) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM person_unseen WHERE ?1 IS NULL OR leaving = ?1)")?;
    Ok(query.query_row([leaving], |row| row.get(0))?)
}

/// Takes some people away whom nobody sees, and what was made with them once none is left; how many went. Nobody is hidden
/// any more when all is gone.
pub(crate) fn clear_some(tx: &WriteTx<'_>, most: u32) -> Result<u32, StoreError> {
    let ranges = {
        let mut query = tx.prepare_cached("SELECT id, first, last, leaving FROM person_unseen ORDER BY first")?;
        query
            .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get::<_, bool>(3)?)))?
            .collect::<Result<Vec<_>, _>>()?
    };
    search::merge_by_the_way(tx, false)?;
    let mut left = most;
    for (range, first, last, leaving) in ranges {
        loop {
            let ids = {
                let mut query = tx.prepare_cached("SELECT id FROM person WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT ?3")?;
                query.query_map(params![first, last, left.min(FORGOTTEN)], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?
            };
            let mut gone = 0;
            while let Some(id) = ids.get(gone)
                && !(left < most && tx.is_awaited())
            {
                tx.change("DELETE FROM person WHERE id = ?1", [id])?;
                (gone, left) = (gone + 1, left - 1);
            }
            // From the first on, else the index would write down each by itself.
            for id in ids.iter().take(gone).rev() {
                search::forget(tx, (*id).into())?;
            }
            if gone < ids.len() {
                return Ok(most - left);
            }
            if ids.is_empty() || left == 0 {
                break;
            }
        }
        if left == 0 {
            return Ok(most);
        }
        if leaving {
            tx.change("DELETE FROM person_unseen WHERE id = ?1", [range])?;
        }
    }
    for (table, made) in [
        (
            "outlet",
            "SELECT id FROM outlet o WHERE id > (SELECT min(after_outlet) FROM person_unseen)
                      AND NOT EXISTS (SELECT 1 FROM person p WHERE p.outlet_id = o.id)
                      AND NOT EXISTS (SELECT 1 FROM person_position pp WHERE pp.outlet_id = o.id)",
        ),
        (
            "beat",
            "SELECT id FROM beat b WHERE id > (SELECT min(after_beat) FROM person_unseen) AND b.kept = 0
                    AND NOT EXISTS (SELECT 1 FROM person_beat pb WHERE pb.beat_id = b.id)",
        ),
        (
            "tag",
            "SELECT id FROM tag t WHERE id > (SELECT min(after_tag) FROM person_unseen)
                    AND NOT EXISTS (SELECT 1 FROM person_tag pt WHERE pt.tag_id = t.id)",
        ),
    ] {
        let ids = {
            let mut query = tx.prepare_cached(made)?;
            query.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?
        };
        for id in ids {
            if tx.is_awaited() {
                return Ok(most - left);
            }
            // What a user made meanwhile is in history, and stays.
            if !is_recorded(tx, table, id)? {
                tx.change(&format!("DELETE FROM {table} WHERE id = ?1"), [id])?;
            }
        }
    }
    tx.change("DELETE FROM person_unseen", [])?;
    search::merge_by_the_way(tx, true)?;
    Ok(most - left)
}

/// People whom nobody sees yet and who meet somebody that came in, or was given the address or the name, after the step
/// `since` of history: by a shared address, or by the name where one of the two has no address.
pub(crate) fn met_since(tx: &ReadTx<'_>, since: i64) -> Result<Vec<PersonId>, StoreError> {
    let touched = touched_since(tx, since)?;
    let rows = |table: &str| {
        let of_table = touched.iter().filter(|one| one.table == table);
        Rc::new(of_table.map(|one| Value::Integer(one.row)).collect::<Vec<_>>())
    };
    let mut query = tx.prepare_cached(MET_SINCE)?;
    let found = query.query_map(params![rows("person"), rows("address")], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

const MET_SINCE: &str = "WITH came (id) AS (
       SELECT p.id FROM person p WHERE p.id IN rarray(?1)
       UNION SELECT a.person_id FROM address a WHERE a.id IN rarray(?2)
     )
     SELECT other.person_id FROM came
       JOIN address own ON own.person_id = came.id
       CROSS JOIN address other ON other.key = own.key
       JOIN person_unseen u ON other.person_id BETWEEN u.first AND u.last AND u.leaving = 0
     UNION
     SELECT other.id FROM came
       JOIN person own ON own.id = came.id
       CROSS JOIN person other ON other.sort_key = own.sort_key
       JOIN person_unseen u ON other.id BETWEEN u.first AND u.last AND u.leaving = 0
      WHERE NOT EXISTS (SELECT 1 FROM address a WHERE a.person_id = own.id)
         OR NOT EXISTS (SELECT 1 FROM address a WHERE a.person_id = other.id)";

/// How SQLite goes about finding those who meet, a line for each step (Q2).
#[cfg(test)]
pub(crate) fn plan_of_meeting(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    let none = || Rc::new(Vec::<Value>::new());
    let mut query = tx.prepare(&format!("EXPLAIN QUERY PLAN {MET_SINCE}"))?;
    let rows = query.query_map(params![none(), none()], |row| row.get::<_, String>(3))?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.join("\n"))
}
