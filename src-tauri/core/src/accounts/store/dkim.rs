//! The table `account_dkim`.

use rusqlite::{OptionalExtension, Row, params};

use crate::ids::{AccountId, Millis};
use crate::net::dkim::Algorithm;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// A key of an account, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::accounts) struct Key {
    pub(in crate::accounts) algorithm: Algorithm,
    pub(in crate::accounts) domain: String,
    pub(in crate::accounts) selector: String,
    pub(in crate::accounts) public: Vec<u8>,
    pub(in crate::accounts) signs: bool,
    pub(in crate::accounts) made_at: Millis,
}

const COLUMNS: &str = "SELECT algorithm, domain, selector, public_key, signs, made_at FROM account_dkim";

fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    let word = row.get_ref(0)?.as_str()?;
    let unknown = || rusqlite::Error::InvalidColumnType(0, "account_dkim".to_owned(), rusqlite::types::Type::Text);
    Ok(Key {
        algorithm: Algorithm::of_word(word).ok_or_else(unknown)?,
        domain: row.get(1)?,
        selector: row.get(2)?,
        public: row.get(3)?,
        signs: row.get(4)?,
        made_at: row.get::<_, i64>(5)?.into(),
    })
}

/// The keys of an account, oldest first.
pub(in crate::accounts) fn keys(tx: &ReadTx<'_>, account: AccountId) -> Result<Vec<Key>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{COLUMNS} WHERE account_id = ?1 ORDER BY id"))?;
    Ok(query.query_map([account.get()], key)?.collect::<Result<_, _>>()?)
}

/// Whether another key of this workspace is, or is to be, published there.
pub(in crate::accounts) fn is_taken(tx: &ReadTx<'_>, domain: &str, selector: &str) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT 1 FROM account_dkim WHERE domain = ?1 AND selector = ?2")?;
    Ok(query.query_row([domain, selector], |_| Ok(())).optional()?.is_some())
}

/// Writes a new key, which does not sign yet.
pub(in crate::accounts) fn insert(tx: &WriteTx<'_>, account: AccountId, new: &Key) -> Result<(), StoreError> {
    tx.insert(
        "INSERT INTO account_dkim (account_id, algorithm, domain, selector, public_key, signs, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![account.get(), new.algorithm.word(), new.domain, new.selector, new.public, new.signs, tx.now().get()],
    )?;
    tx.changed(Topic::Account, account.get());
    Ok(())
}

/// From now on these keys of the account sign, and no others.
pub(in crate::accounts) fn let_sign(tx: &WriteTx<'_>, account: AccountId, selectors: &[String]) -> Result<(), StoreError> {
    tx.change("UPDATE account_dkim SET signs = 0 WHERE account_id = ?1", [account.get()])?;
    for selector in selectors {
        tx.change("UPDATE account_dkim SET signs = 1 WHERE account_id = ?1 AND selector = ?2", params![account.get(), selector])?;
    }
    tx.changed(Topic::Account, account.get());
    Ok(())
}

/// Forgets a key.
pub(in crate::accounts) fn remove(tx: &WriteTx<'_>, account: AccountId, selector: &str) -> Result<(), StoreError> {
    tx.change("DELETE FROM account_dkim WHERE account_id = ?1 AND selector = ?2", params![account.get(), selector])?;
    tx.changed(Topic::Account, account.get());
    Ok(())
}
