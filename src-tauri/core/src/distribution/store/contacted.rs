//! Whom the ledger's mails reached: what questions about people ask of it, and the mails of one person.

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use crate::contacts::{Condition, Mails, Pattern, Span, in_span};
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
pub enum Became {
    /// Their server took the mail.
    Accepted,
    /// Their server refused it for good.
    Refused,
    /// Nobody can know.
    Uncertain,
    /// They were left out, when it was written or at the last instant.
    LeftOut,
}

impl Became {
    /// The state of the row, of those whose rows have one.
    const fn state(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused-permanent",
            Self::Uncertain => "uncertain",
            Self::LeftOut => "cancelled",
        }
    }
}

/// Whoever stood in a distribution of such a headline, and this became of them.
pub(in crate::distribution) fn in_titled(became: Became, title: &Pattern) -> Condition {
    let of_rows = |index: &str, what: &str| {
        format!(
            "SELECT d.person_id FROM distribution_title t CROSS JOIN delivery d INDEXED BY {index} ON d.distribution_id = t.id AND {what} WHERE {{}}"
        )
    };
    let titled = |select: &str| Condition::numbers_within(select, "t.title_key", title);
    match became {
        Became::LeftOut => Condition::any(vec![
            titled("SELECT x.person_id FROM distribution_title t CROSS JOIN exclusion x ON x.distribution_id = t.id WHERE {}"),
            titled(&of_rows("delivery_left_out", "d.left_out IS NOT NULL")),
        ]),
        of => titled(&of_rows("delivery_state", &format!("d.state = '{}'", of.state()))),
    }
}

/// Of whom this became in that time; who was left out, when the distribution was written or at its last instant.
pub(in crate::distribution) fn in_time(became: Became, span: Span) -> Condition {
    match became {
        Became::Accepted => mailed(span),
        Became::Refused | Became::Uncertain => {
            let (within, binds) = in_span("d.state_at", span);
            let select =
                format!("SELECT d.person_id FROM delivery d INDEXED BY delivery_trouble WHERE d.state = '{}' AND {within}", became.state());
            Condition::of_numbers(select, binds)
        }
        Became::LeftOut => {
            let ((written, mut binds), (at_last, more)) = (in_span("n.created_at", span), in_span("d.state_at", span));
            binds.extend(more);
            Condition::of_numbers(
                format!(
                    "SELECT x.person_id FROM distribution n CROSS JOIN exclusion x ON x.distribution_id = n.id WHERE {written}
                     UNION ALL SELECT d.person_id FROM delivery d INDEXED BY delivery_left_out WHERE d.left_out IS NOT NULL AND {at_last}"
                ),
                binds,
            )
        }
    }
}

/// The mails of such a headline that somebody accepted.
pub(in crate::distribution) fn accepted_of(title: &Pattern) -> Mails {
    Mails::titled(
        "SELECT d.person_id, d.state_at, d.address_key FROM distribution_title t CROSS JOIN delivery d INDEXED BY delivery_state
           ON d.distribution_id = t.id AND d.state = 'accepted' WHERE {}",
        "t.title_key",
        title,
    )
}

/// In which distributions this became of somebody, under any of the numbers that mean them: the headline and when, the newest first.
pub(in crate::distribution) fn stood(
    tx: &ReadTx<'_>,
    numbers: &[PersonId],
    became: Became,
    limit: u32,
) -> Result<Vec<(String, Millis)>, StoreError> {
    let numbers = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let of_rows = |what: &str| {
        format!(
            "SELECT t.title AS title, d.state_at AS at FROM distribution_title t CROSS JOIN delivery d ON d.distribution_id = t.id
             WHERE d.person_id IN rarray(?1) AND {what}"
        )
    };
    let select = match became {
        Became::LeftOut => format!(
            "SELECT t.title AS title, n.created_at AS at FROM distribution n CROSS JOIN exclusion x ON x.distribution_id = n.id
               JOIN distribution_title t ON t.id = n.id WHERE x.person_id IN rarray(?1) UNION ALL {}",
            of_rows("d.left_out IS NOT NULL")
        ),
        of => of_rows(&format!("d.state = '{}'", of.state())),
    };
    let mut query = tx.prepare_cached(&format!("SELECT title, at FROM ({select}) ORDER BY at DESC LIMIT ?2"))?;
    let rows = query.query_map(params![numbers, limit], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.into())))?;
    Ok(rows.collect::<Result<_, _>>()?)
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
