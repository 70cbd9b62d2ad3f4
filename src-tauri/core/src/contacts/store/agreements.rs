//! Who agreed to keep embargoes (D37).

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Since when a person has agreed, and how it was said.
pub(crate) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<(Millis, String)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT agreed_at, note FROM embargo_agreement WHERE person_id = ?1")?;
    Ok(query.query_row([person.get()], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?))).optional()?)
}

/// Keeps an agreement since `at`, in place of the one before.
pub(crate) fn keep(tx: &WriteTx<'_>, person: PersonId, at: Millis, note: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO embargo_agreement (person_id, note, agreed_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (person_id) DO UPDATE SET note = excluded.note, agreed_at = excluded.agreed_at",
        params![person.get(), note, at.get()],
    )?;
    Ok(())
}

/// Takes an agreement away; `false` if there was none.
pub(crate) fn end(tx: &WriteTx<'_>, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM embargo_agreement WHERE person_id = ?1", [person.get()])? > 0)
}

/// How many of `people` have agreed.
pub(crate) fn count(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<usize, StoreError> {
    let ids = Rc::new(people.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached("SELECT count(*) FROM embargo_agreement WHERE person_id IN rarray(?1)")?;
    let count: i64 = query.query_row([ids], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}
