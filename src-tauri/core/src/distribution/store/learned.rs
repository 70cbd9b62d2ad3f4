//! The pace that a server's answers taught.

use rusqlite::{OptionalExtension, params};

use crate::distribution::learned::Learned;
use crate::ids::AccountId;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// What was learned of an account's server last.
pub(in crate::distribution) fn of(tx: &ReadTx<'_>, account: AccountId) -> Result<Option<Learned>, StoreError> {
    let mut query = tx.prepare_cached("SELECT per_minute, at FROM learned_pace WHERE account_id = ?1")?;
    Ok(query.query_row([account.get()], |row| Ok(Learned { per_minute: row.get(0)?, at: row.get::<_, i64>(1)?.into() })).optional()?)
}

/// Keeps what was learned, in place of what was known before.
pub(in crate::distribution) fn keep(tx: &WriteTx<'_>, account: AccountId, learned: Learned) -> Result<(), StoreError> {
    tx.change(
        "INSERT OR REPLACE INTO learned_pace (account_id, per_minute, at) VALUES (?1, ?2, ?3)",
        params![account.get(), learned.per_minute, learned.at.get()],
    )?;
    tx.changed(Topic::Account, account.get());
    Ok(())
}
