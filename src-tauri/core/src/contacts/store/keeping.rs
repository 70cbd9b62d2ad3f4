//! Who is kept though nothing passed between us for long, until when and why (L7).

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::criteria::Condition;
use crate::contacts::keeping::KeptUntil;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

impl Condition {
    /// Whoever was entered longer ago than so many days.
    #[must_use]
    pub fn entered_before(days: u32) -> Self {
        Self::new("p.created_at < ? - ? * 86400000", vec![Self::now(), Value::Integer(days.into())])
    }

    /// Whoever somebody decided to keep, until a day that has not passed.
    #[must_use]
    pub fn kept_until() -> Self {
        let select = "SELECT k.person_id FROM kept_until k WHERE k.until_on >= date(? / 1000, 'unixepoch')".to_owned();
        Self::of_ids(select, vec![Self::now()])
    }
}

/// Until when a person is kept, and why.
pub(crate) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<KeptUntil>, StoreError> {
    let mut query = tx.prepare_cached("SELECT until_on, reason, noted_by, noted_at FROM kept_until WHERE person_id = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(KeptUntil { until: row.get(0)?, reason: row.get(1)?, by: row.get(2)?, noted_at: row.get::<_, i64>(3)?.into() })
    };
    Ok(query.query_row([person.get()], read).optional()?)
}

/// Keeps a person until a day, in place of what was decided before.
pub(crate) fn keep(tx: &WriteTx<'_>, person: PersonId, until: &str, reason: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO kept_until (person_id, until_on, reason, noted_by, noted_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (person_id) DO UPDATE SET until_on = excluded.until_on, reason = excluded.reason, noted_by = excluded.noted_by,
           noted_at = excluded.noted_at",
        params![person.get(), until, reason, tx.actor(), tx.now().get()],
    )?;
    Ok(())
}

/// Takes back what was decided; `false` if nothing was.
pub(crate) fn end(tx: &WriteTx<'_>, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM kept_until WHERE person_id = ?1", [person.get()])? > 0)
}

/// When a person was entered.
pub(crate) fn entered_at(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Millis>, StoreError> {
    let mut query = tx.prepare_cached("SELECT created_at FROM person WHERE id = ?1")?;
    Ok(query.query_row([person.get()], |row| Ok(row.get::<_, i64>(0)?.into())).optional()?)
}
