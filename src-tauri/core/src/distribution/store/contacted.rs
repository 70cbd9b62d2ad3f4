//! Whom the ledger's mails reached: what questions about people ask of it, and the mails of one person.

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use crate::contacts::{Condition, Pattern, Span};
use crate::ids::{DeliveryId, DistributionId, DocumentId, Millis, PersonId, RevisionId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Whoever accepted a mail of ours in that time.
pub(in crate::distribution) fn mailed(span: Span) -> Condition {
    const NEW: &str = "SELECT d.person_id FROM delivery_event e JOIN delivery d ON d.id = e.delivery_id
         WHERE e.id > (SELECT event_id FROM contacted_until) AND e.state = 'accepted'";
    match span {
        Span::Ever => Condition::of_numbers(format!("SELECT c.id FROM contacted c UNION ALL {NEW}"), Vec::new()),
        Span::Days(days) => {
            let since = || [Condition::now(), Value::Integer(days.into())];
            Condition::of_numbers(
                format!("SELECT c.id FROM contacted c WHERE c.last_at >= ? - ? * 86400000 UNION ALL {NEW} AND e.at >= ? - ? * 86400000"),
                since().into_iter().chain(since()).collect(),
            )
        }
        // The sum knows the last time alone: what was accepted when stands in the rows.
        Span::Between(from, to) => Condition::of_numbers(
            "SELECT d.person_id FROM delivery d INDEXED BY delivery_touch WHERE d.state = 'accepted' AND d.state_at >= ? AND d.state_at < ?"
                .to_owned(),
            vec![Value::Integer(from), Value::Integer(to)],
        ),
    }
}

/// When the last mail was that each of these numbers accepted.
pub(in crate::distribution) fn last_mails_to(tx: &ReadTx<'_>, numbers: &[PersonId]) -> Result<Vec<(PersonId, Millis)>, StoreError> {
    let numbers = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT person_id, max(state_at) FROM delivery INDEXED BY delivery_touch
         WHERE person_id IN rarray(?1) AND state = 'accepted' GROUP BY person_id",
    )?;
    let rows = query.query_map([numbers], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The same of every number that ever accepted one, some of them twice: from the sum, and from the events since.
pub(in crate::distribution) fn last_mails(tx: &ReadTx<'_>) -> Result<Vec<(PersonId, Millis)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT id, last_at FROM contacted UNION ALL
         SELECT d.person_id, e.at FROM delivery_event e JOIN delivery d ON d.id = e.delivery_id
         WHERE e.id > (SELECT event_id FROM contacted_until) AND e.state = 'accepted'",
    )?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What became of somebody's row.
#[derive(Debug, Clone, Copy)]
pub(in crate::distribution) enum Became {
    Accepted,
    Refused,
    LeftOut,
}

/// Whoever stood in a distribution of such a headline, and this became of them.
pub(in crate::distribution) fn in_titled(became: Became, title: &Pattern) -> Condition {
    let select = match became {
        Became::Accepted => {
            "SELECT d.person_id FROM distribution_title t CROSS JOIN delivery d INDEXED BY delivery_state
               ON d.distribution_id = t.id AND d.state = 'accepted' WHERE {}"
        }
        Became::Refused => {
            "SELECT d.person_id FROM distribution_title t CROSS JOIN delivery d INDEXED BY delivery_state
               ON d.distribution_id = t.id AND d.state = 'refused-permanent' WHERE {}"
        }
        Became::LeftOut => "SELECT x.person_id FROM distribution_title t CROSS JOIN exclusion x ON x.distribution_id = t.id WHERE {}",
    };
    Condition::numbers_within(select, "t.title_key", title)
}

/// Headlines that begin so, the newest first, each once.
pub(in crate::distribution) fn titles(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT title FROM distribution_title WHERE title_key BETWEEN ?1 AND ?1 || char(1114111) GROUP BY title_key ORDER BY max(id) DESC LIMIT ?2",
    )?;
    let rows = query.query_map(params![beginning, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Distributions whose headline is not kept yet.
pub(in crate::distribution) fn untitled(tx: &ReadTx<'_>) -> Result<Vec<(DistributionId, RevisionId)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT x.id, x.revision_id FROM distribution x WHERE NOT EXISTS (SELECT 1 FROM distribution_title t WHERE t.id = x.id) ORDER BY x.id",
    )?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(in crate::distribution) fn keep_title(tx: &WriteTx<'_>, id: DistributionId, title: &str, key: &str) -> Result<(), StoreError> {
    tx.change("INSERT OR REPLACE INTO distribution_title (id, title, title_key) VALUES (?1, ?2, ?3)", params![id.get(), title, key])?;
    Ok(())
}

/// The newest event of the ledger that is in the sum, and the last of the up to `most` ones behind it.
fn until(tx: &ReadTx<'_>, most: u32) -> Result<Option<(i64, i64)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT u.event_id, (SELECT max(id) FROM (SELECT id FROM delivery_event WHERE id > u.event_id ORDER BY id LIMIT ?1))
         FROM contacted_until u",
    )?;
    let found: Option<(i64, Option<i64>)> = query.query_row([most], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.and_then(|(from, to)| Some((from, to?))))
}

/// Whether there are events that are not in the sum yet.
pub(in crate::distribution) fn is_behind(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    Ok(until(tx, 1)?.is_some())
}

/// Takes up to `most` further events into the sum.
pub(in crate::distribution) fn catch_up(tx: &WriteTx<'_>, most: u32) -> Result<(), StoreError> {
    let Some((from, to)) = until(tx, most)? else { return Ok(()) };
    tx.change(
        "INSERT INTO contacted (id, last_at)
         SELECT d.person_id, max(e.at) FROM delivery_event e JOIN delivery d ON d.id = e.delivery_id
         WHERE e.id > ?1 AND e.id <= ?2 AND e.state = 'accepted' GROUP BY d.person_id
         ON CONFLICT (id) DO UPDATE SET last_at = max(last_at, excluded.last_at)",
        [from, to],
    )?;
    tx.change("UPDATE contacted_until SET event_id = ?1", [to])?;
    Ok(())
}

/// A mail that a person's server accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::distribution) struct Mail {
    pub(in crate::distribution) delivery: DeliveryId,
    pub(in crate::distribution) distribution: DistributionId,
    pub(in crate::distribution) document: DocumentId,
    pub(in crate::distribution) revision: RevisionId,
    pub(in crate::distribution) at: Millis,
}

/// The mails that somebody accepted under any of the numbers that mean them, the newest first, those behind the place that `before`
/// names.
pub(in crate::distribution) fn mails(
    tx: &ReadTx<'_>,
    numbers: &[PersonId],
    before: Option<(Millis, DeliveryId)>,
    limit: u32,
) -> Result<Vec<Mail>, StoreError> {
    let numbers = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.get(), id.get()));
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.distribution_id, x.document_id, x.revision_id, d.state_at
         FROM delivery d INDEXED BY delivery_touch JOIN distribution x ON x.id = d.distribution_id
         WHERE d.person_id IN rarray(?1) AND d.state = 'accepted' AND (d.state_at, d.id) < (?2, ?3)
         ORDER BY d.state_at DESC, d.id DESC LIMIT ?4",
    )?;
    let rows = query.query_map(params![numbers, at, id, limit], |row| {
        Ok(Mail {
            delivery: row.get::<_, i64>(0)?.into(),
            distribution: row.get::<_, i64>(1)?.into(),
            document: row.get::<_, i64>(2)?.into(),
            revision: row.get::<_, i64>(3)?.into(),
            at: row.get::<_, i64>(4)?.into(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many mails somebody accepted, and when the last one was.
pub(in crate::distribution) fn mail_count(tx: &ReadTx<'_>, numbers: &[PersonId]) -> Result<Option<(u32, Millis)>, StoreError> {
    let numbers = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT count(*), max(state_at) FROM delivery INDEXED BY delivery_touch WHERE person_id IN rarray(?1) AND state = 'accepted'",
    )?;
    let (many, last): (u32, Option<i64>) = query.query_row([numbers], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(last.map(|last| (many, last.into())))
}
