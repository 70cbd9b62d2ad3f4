//! Whose data are kept and not used (L6).

use rusqlite::{OptionalExtension, params};

use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Since when a person's data are not used, and why.
pub(crate) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<(Millis, String)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT since_at, reason FROM restriction WHERE person_id = ?1")?;
    Ok(query.query_row([person.get()], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?))).optional()?)
}

/// Restricts, for this reason in place of the one before.
pub(crate) fn keep(tx: &WriteTx<'_>, person: PersonId, at: Millis, reason: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO restriction (person_id, reason, since_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (person_id) DO UPDATE SET reason = excluded.reason, since_at = excluded.since_at",
        params![person.get(), reason, at.get()],
    )?;
    Ok(())
}

/// Lifts a restriction; `false` if there was none.
pub(crate) fn end(tx: &WriteTx<'_>, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM restriction WHERE person_id = ?1", [person.get()])? > 0)
}
