//! Which rows carried the privacy notice (L2).

use std::rc::Rc;

use rusqlite::OptionalExtension;
use rusqlite::types::Value;

use crate::contacts::Condition;
use crate::ids::{DeliveryId, DistributionId, Millis, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// Whoever accepted a mail that carried the notice.
pub(in crate::distribution) fn told() -> Condition {
    const SELECT: &str = "SELECT d.person_id FROM delivery d INDEXED BY delivery_notice WHERE d.notice = 'given' AND d.state = 'accepted'";
    Condition::of_numbers(SELECT.to_owned(), Vec::new())
}

/// Those of these numbers that accepted a mail which carried the notice.
pub(in crate::distribution) fn told_of(tx: &ReadTx<'_>, numbers: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
    let numbers = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT DISTINCT d.person_id FROM delivery d INDEXED BY delivery_notice
         WHERE d.notice = 'given' AND d.state = 'accepted' AND d.person_id IN rarray(?1)",
    )?;
    let rows = query.query_map([numbers], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A mail that told somebody.
pub(in crate::distribution) struct Told {
    pub(in crate::distribution) delivery: DeliveryId,
    pub(in crate::distribution) distribution: DistributionId,
    pub(in crate::distribution) title: String,
    pub(in crate::distribution) at: Millis,
}

/// The first mail that told any of these numbers.
pub(in crate::distribution) fn first(tx: &ReadTx<'_>, numbers: &[PersonId]) -> Result<Option<Told>, StoreError> {
    let numbers = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.distribution_id, coalesce(t.title, ''), d.state_at
         FROM delivery d INDEXED BY delivery_notice LEFT JOIN distribution_title t ON t.id = d.distribution_id
         WHERE d.notice = 'given' AND d.state = 'accepted' AND d.person_id IN rarray(?1) ORDER BY d.state_at, d.id LIMIT 1",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let (delivery, distribution) = (row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into());
        Ok(Told { delivery, distribution, title: row.get(2)?, at: row.get::<_, i64>(3)?.into() })
    };
    Ok(query.query_row([numbers], read).optional()?)
}
