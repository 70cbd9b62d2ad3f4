//! Who must be told where their data come from, and who was told by other means than a mail (L2).

use std::collections::BTreeMap;
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::criteria::Condition;
use super::unseen::Unseen;
use crate::contacts::notices::{Elsewhere, NotedNotice, Source};
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// An address that is kept without the person's own doing: a contract and a consent are theirs, and so is what they gave themselves.
const ELSEWHERE: &str = "a.basis = 'legitimate-interest' AND a.source_key NOT IN (SELECT o.source_key FROM own_source o)";

impl Condition {
    /// Whoever has an address that did not come from themselves; with `months`, one that came so many months ago.
    #[must_use]
    pub fn from_elsewhere(months: Option<u32>) -> Self {
        let select = format!("SELECT a.person_id FROM address a WHERE {ELSEWHERE}");
        match months {
            None => Self::of_ids(select, Vec::new()),
            // SQLite's months overflow (a month before 31 March is 3 March): the law's begin with the month then.
            Some(months) => Self::of_ids(
                format!(
                    "{select} AND a.sourced_on < min(date(? / 1000, 'unixepoch', ?), date(? / 1000, 'unixepoch', 'start of month', ?))"
                ),
                vec![
                    Self::now(),
                    Value::Text(format!("-{months} months")),
                    Self::now(),
                    Value::Text(format!("-{} months", months.saturating_sub(1))),
                ],
            ),
        }
    }

    /// Whoever was told by other means than a mail.
    #[must_use]
    pub fn told_by_other_means() -> Self {
        Self::of_ids("SELECT n.person_id FROM notice n".to_owned(), Vec::new())
    }
}

/// Where the data of those of `people` come from who did not give them and whom nobody told by other means; staff are not among them.
pub(crate) fn owed(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<BTreeMap<PersonId, Elsewhere>, StoreError> {
    let ids = Rc::new(people.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(&format!(
        "SELECT a.person_id, a.source, a.sourced_on FROM rarray(?1) w CROSS JOIN address a ON a.person_id = w.value
           JOIN person p ON p.id = a.person_id
         WHERE {ELSEWHERE} AND p.kind <> 'employee' AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.person_id = a.person_id)
         ORDER BY a.person_id, a.position"
    ))?;
    let mut rows = query.query([ids])?;
    let mut found: BTreeMap<PersonId, Elsewhere> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (person, source, since): (PersonId, String, String) = (row.get::<_, i64>(0)?.into(), row.get(1)?, row.get(2)?);
        found.entry(person).or_default().note(source, since);
    }
    Ok(found)
}

/// How a person was told by other means.
pub(crate) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<NotedNotice>, StoreError> {
    let mut query = tx.prepare_cached("SELECT given_on, how, noted_by, noted_at FROM notice WHERE person_id = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(NotedNotice { on: row.get(0)?, how: row.get(1)?, by: row.get(2)?, noted_at: row.get::<_, i64>(3)?.into() })
    };
    Ok(query.query_row([person.get()], read).optional()?)
}

/// Notes that a person was told, in place of what was noted before.
pub(crate) fn keep(tx: &WriteTx<'_>, person: PersonId, on: &str, how: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO notice (person_id, given_on, how, noted_by, noted_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (person_id) DO UPDATE SET given_on = excluded.given_on, how = excluded.how, noted_by = excluded.noted_by,
           noted_at = excluded.noted_at",
        params![person.get(), on, how, tx.actor(), tx.now().get()],
    )?;
    Ok(())
}

/// Takes away what was noted; `false` if nothing was.
pub(crate) fn end(tx: &WriteTx<'_>, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM notice WHERE person_id = ?1", [person.get()])? > 0)
}

/// Sources of addresses that are kept by legitimate interest, with how many there are of each, the most first.
pub(crate) fn sources(tx: &ReadTx<'_>, limit: u32) -> Result<Vec<Source>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("a.person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT a.source_key, count(*), EXISTS (SELECT 1 FROM own_source o WHERE o.source_key = a.source_key),
           (SELECT b.source FROM address b WHERE b.source_key = a.source_key ORDER BY b.id LIMIT 1)
         FROM address a WHERE a.basis = 'legitimate-interest'{seen} GROUP BY a.source_key ORDER BY 2 DESC, 1 LIMIT ?1"
    ))?;
    let rows = query.query_map([limit], |row| Ok(Source { source: row.get(3)?, addresses: row.get(1)?, own: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether any address has this source, or whether it is known as people's own.
pub(crate) fn knows(tx: &ReadTx<'_>, key: &str) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM address WHERE source_key = ?1) OR EXISTS (SELECT 1 FROM own_source WHERE source_key = ?1)",
    )?;
    Ok(query.query_row([key], |row| row.get(0))?)
}

/// Says whether people gave themselves what came by this source; `false` if that was known.
pub(crate) fn set_own(tx: &WriteTx<'_>, source: &str, key: &str, own: bool) -> Result<bool, StoreError> {
    let changed = if own {
        tx.change("INSERT OR IGNORE INTO own_source (source, source_key) VALUES (?1, ?2)", [source, key])?
    } else {
        tx.change("DELETE FROM own_source WHERE source_key = ?1", [key])?
    };
    Ok(changed > 0)
}

/// Sources known as people's own that nobody has but, perhaps, these numbers: the row, what it says, and whether they have it.
pub(crate) fn own_sources_of_nobody_else(tx: &ReadTx<'_>, numbers: &[PersonId]) -> Result<Vec<(i64, String, bool)>, StoreError> {
    let ids = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT o.id, o.source, EXISTS (SELECT 1 FROM address a WHERE a.source_key = o.source_key) FROM own_source o
         WHERE NOT EXISTS (SELECT 1 FROM address a WHERE a.source_key = o.source_key AND a.person_id NOT IN (SELECT value FROM rarray(?1)))",
    )?;
    let rows = query.query_map([ids], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes these rows away.
pub(crate) fn forget_own_sources(tx: &WriteTx<'_>, gone: &[i64]) -> Result<(), StoreError> {
    for id in gone {
        tx.change("DELETE FROM own_source WHERE id = ?1", [id])?;
    }
    Ok(())
}
