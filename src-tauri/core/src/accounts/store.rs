//! The tables `account` with those that hang on it, `test_address` and `sender_proof`.

pub(super) mod dkim;

use rusqlite::{OptionalExtension, Row, params};

use super::{Account, AccountKind, AccountPause, Probe, Provider, Reading, SignIn};
use crate::ids::{AccountId, Millis};
use crate::messages::Message;
use crate::net::{AddressKey, EmailAddress};
use crate::net::{Server, Tls};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

const COLUMNS: &str = "SELECT id, name, kind, from_name, from_address, reply_to, host, port, tls, user, pin, per_minute, per_hour, per_day,
       connections, size_limit FROM account";

fn broken(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "account".to_owned(), rusqlite::types::Type::Text)
}

fn address(row: &Row<'_>, column: usize) -> rusqlite::Result<EmailAddress> {
    EmailAddress::parse(row.get_ref(column)?.as_str()?).map_err(|_| broken(column))
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let reply_to = if row.get_ref(5)?.as_str_or_null()?.is_some() { Some(address(row, 5)?) } else { None };
    Ok(Account {
        id: row.get::<_, i64>(0)?.into(),
        name: row.get(1)?,
        kind: match row.get_ref(2)?.as_str()? {
            "smtp" => AccountKind::Smtp,
            "practice" => AccountKind::Practice,
            _ => return Err(broken(2)),
        },
        from_name: row.get(3)?,
        from: address(row, 4)?,
        reply_to,
        server: Server { host: row.get(6)?, port: row.get(7)?, tls: tls(row, 8)?, pin: row.get(10)? },
        user: row.get(9)?,
        sign_in: None,
        per_minute: row.get(11)?,
        per_hour: row.get(12)?,
        per_day: row.get(13)?,
        connections: row.get(14)?,
        size_limit: row.get::<_, Option<i64>>(15)?.and_then(|bytes| u64::try_from(bytes).ok()),
    })
}

fn tls(row: &Row<'_>, column: usize) -> rusqlite::Result<Tls> {
    match row.get_ref(column)?.as_str()? {
        "implicit" => Ok(Tls::Implicit),
        "starttls" => Ok(Tls::StartTls),
        "none" => Ok(Tls::None),
        _ => Err(broken(column)),
    }
}

fn tls_word(tls: Tls) -> &'static str {
    match tls {
        Tls::Implicit => "implicit",
        Tls::StartTls => "starttls",
        Tls::None => "none",
    }
}

/// The account with this id, a removed one too: the ledger names it for ever.
pub(super) fn by_id(tx: &ReadTx<'_>, id: AccountId) -> Result<Option<Account>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    query.query_row([id.get()], account).optional()?.map(|found| signing_in(tx, found)).transpose()
}

/// The account with how it signs in.
fn signing_in(tx: &ReadTx<'_>, account: Account) -> Result<Account, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT provider, client_id, tenant, authorize_url, token_url, scopes, port FROM account_sign_in WHERE account_id = ?1",
    )?;
    let read = |row: &Row<'_>| {
        Ok(SignIn {
            provider: Provider::of(row.get_ref(0)?.as_str()?).ok_or_else(|| broken(0))?,
            client_id: row.get(1)?,
            tenant: row.get(2)?,
            authorize_url: row.get(3)?,
            token_url: row.get(4)?,
            scopes: row.get(5)?,
            port: row.get(6)?,
        })
    };
    let sign_in = query.query_row([account.id.get()], read).optional()?;
    Ok(Account { sign_in, ..account })
}

/// Writes how the account signs in, or that it no longer does.
pub(super) fn set_sign_in(tx: &WriteTx<'_>, account: AccountId, sign_in: Option<&SignIn>) -> Result<(), StoreError> {
    match sign_in {
        None => tx.change("DELETE FROM account_sign_in WHERE account_id = ?1", [account.get()])?,
        Some(new) => tx.change(
            "INSERT INTO account_sign_in (account_id, provider, client_id, tenant, authorize_url, token_url, scopes, port)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (account_id) DO UPDATE SET provider = excluded.provider, client_id = excluded.client_id, tenant = excluded.tenant,
               authorize_url = excluded.authorize_url, token_url = excluded.token_url, scopes = excluded.scopes, port = excluded.port",
            params![account.get(), new.provider.word(), new.client_id, new.tenant, new.authorize_url, new.token_url, new.scopes, new.port],
        )?,
    };
    Ok(())
}

/// Whether the account is one that can be used.
pub(super) fn stands(tx: &ReadTx<'_>, id: AccountId) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT 1 FROM account WHERE id = ?1 AND removed_at IS NULL")?;
    Ok(query.exists([id.get()])?)
}

/// The account whose folded name this is.
pub(super) fn by_name(tx: &ReadTx<'_>, name_key: &str) -> Result<Option<Account>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{COLUMNS} WHERE name_key = ?1 AND removed_at IS NULL"))?;
    query.query_row([name_key], account).optional()?.map(|found| signing_in(tx, found)).transpose()
}

/// All accounts that stand, the oldest first.
pub(super) fn all(tx: &ReadTx<'_>) -> Result<Vec<Account>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{COLUMNS} WHERE removed_at IS NULL ORDER BY id"))?;
    let rows = query.query_map([], account)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(|found| signing_in(tx, found)).collect()
}

/// Why the account sends nothing now; none where it may.
pub(super) fn pause(tx: &ReadTx<'_>, id: AccountId) -> Result<Option<AccountPause>, StoreError> {
    let mut query = tx.prepare_cached("SELECT told, at FROM account_pause WHERE account_id = ?1")?;
    let found = query.query_row([id.get()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).optional()?;
    Ok(found.map(|(told, at)| {
        let says = serde_json::from_str(&told).unwrap_or_else(|_| Message::new("accounts.paused"));
        AccountPause { says, at: at.into() }
    }))
}

/// Pauses the account; what was said first stands.
pub(super) fn insert_pause(tx: &WriteTx<'_>, id: AccountId, told: &Message) -> Result<(), StoreError> {
    let told = serde_json::to_string(told).unwrap_or_default();
    tx.change(
        "INSERT INTO account_pause (account_id, told, at) VALUES (?1, ?2, ?3) ON CONFLICT (account_id) DO NOTHING",
        params![id.get(), told, tx.now().get()],
    )?;
    tx.changed(Topic::Account, id.get());
    Ok(())
}

/// Ends the account's pause; whether there was one.
pub(super) fn delete_pause(tx: &WriteTx<'_>, id: AccountId) -> Result<bool, StoreError> {
    let ended = tx.change("DELETE FROM account_pause WHERE account_id = ?1", [id.get()])? > 0;
    if ended {
        tx.changed(Topic::Account, id.get());
    }
    Ok(ended)
}

/// Writes a new account; its id in `new` says nothing.
pub(super) fn insert(tx: &WriteTx<'_>, new: &Account, name_key: &str) -> Result<AccountId, StoreError> {
    let id = tx.insert(
        "INSERT INTO account (name, name_key, kind, from_name, from_address, reply_to, host, port, tls, user, pin, per_minute, per_hour, per_day,
           connections, size_limit, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            new.name,
            name_key,
            match new.kind {
                AccountKind::Smtp => "smtp",
                AccountKind::Practice => "practice",
            },
            new.from_name,
            new.from.as_typed(),
            new.reply_to.as_ref().map(EmailAddress::as_typed),
            new.server.host,
            new.server.port,
            tls_word(new.server.tls),
            new.user,
            new.server.pin,
            new.per_minute,
            new.per_hour,
            new.per_day,
            new.connections,
            bytes(new.size_limit),
            tx.now().get(),
        ],
    )?;
    tx.changed(Topic::Account, id);
    Ok(id.into())
}

/// Writes all of an account anew but its kind.
pub(super) fn update(tx: &WriteTx<'_>, new: &Account, name_key: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE account SET name = ?2, name_key = ?3, from_name = ?4, from_address = ?5, reply_to = ?6, host = ?7, port = ?8, tls = ?9, user = ?10,
           pin = ?11, per_minute = ?12, per_hour = ?13, per_day = ?14, connections = ?15, size_limit = ?16 WHERE id = ?1",
        params![
            new.id.get(),
            new.name,
            name_key,
            new.from_name,
            new.from.as_typed(),
            new.reply_to.as_ref().map(EmailAddress::as_typed),
            new.server.host,
            new.server.port,
            tls_word(new.server.tls),
            new.user,
            new.server.pin,
            new.per_minute,
            new.per_hour,
            new.per_day,
            new.connections,
            bytes(new.size_limit),
        ],
    )?;
    tx.changed(Topic::Account, new.id.get());
    Ok(())
}

/// Takes an account out of sight.
pub(super) fn remove(tx: &WriteTx<'_>, id: AccountId) -> Result<(), StoreError> {
    tx.change("UPDATE account SET removed_at = ?2 WHERE id = ?1", params![id.get(), tx.now().get()])?;
    tx.changed(Topic::Account, id.get());
    Ok(())
}

fn bytes(limit: Option<u64>) -> Option<i64> {
    limit.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX))
}

/// One of the user's own addresses.
#[derive(Debug, Clone)]
pub(super) struct OwnAddress {
    pub(super) id: i64,
    pub(super) address: String,
    pub(super) code_hash: Option<[u8; 32]>,
    pub(super) code_sent_at: Millis,
    pub(super) tries: u32,
    pub(super) confirmed_at: Option<Millis>,
    /// The account whose mail brought the code from this very address (A8).
    pub(super) code_account: Option<AccountId>,
}

const OWN: &str = "SELECT id, address, code_hash, code_sent_at, tries, confirmed_at, code_account_id FROM test_address";

fn own(row: &Row<'_>) -> rusqlite::Result<OwnAddress> {
    Ok(OwnAddress {
        id: row.get(0)?,
        address: row.get(1)?,
        code_hash: row.get(2)?,
        code_sent_at: row.get::<_, i64>(3)?.into(),
        tries: row.get(4)?,
        confirmed_at: row.get::<_, Option<i64>>(5)?.map(Millis::from),
        code_account: row.get::<_, Option<i64>>(6)?.map(AccountId::from),
    })
}

pub(super) fn own_address(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Option<OwnAddress>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{OWN} WHERE address_key = ?1"))?;
    Ok(query.query_row([key.as_bytes()], own).optional()?)
}

pub(super) fn own_addresses(tx: &ReadTx<'_>) -> Result<Vec<OwnAddress>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{OWN} ORDER BY id"))?;
    let rows = query.query_map([], own)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a code was sent, and with which account if from that very address; an address confirmed before stays confirmed.
pub(super) fn code_sent(
    tx: &WriteTx<'_>,
    address: &EmailAddress,
    key: &AddressKey,
    code_hash: &[u8; 32],
    account: Option<AccountId>,
) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO test_address (address, address_key, code_hash, code_sent_at, tries, code_account_id) VALUES (?1, ?2, ?3, ?4, 0, ?5)
         ON CONFLICT (address_key) DO UPDATE SET code_hash = excluded.code_hash, code_sent_at = excluded.code_sent_at, tries = 0,
           code_account_id = excluded.code_account_id",
        params![address.as_typed(), key.as_bytes(), code_hash, tx.now().get(), account.map(AccountId::get)],
    )?;
    tx.changed(Topic::Account, None);
    Ok(())
}

pub(super) fn code_tried(tx: &WriteTx<'_>, id: i64) -> Result<(), StoreError> {
    tx.change("UPDATE test_address SET tries = tries + 1 WHERE id = ?1", [id])?;
    Ok(())
}

pub(super) fn confirmed(tx: &WriteTx<'_>, id: i64) -> Result<(), StoreError> {
    tx.change("UPDATE test_address SET code_hash = NULL, confirmed_at = ?2 WHERE id = ?1", params![id, tx.now().get()])?;
    tx.changed(Topic::Account, None);
    Ok(())
}

pub(super) fn forget_own(tx: &WriteTx<'_>, id: i64) -> Result<(), StoreError> {
    tx.change("DELETE FROM test_address WHERE id = ?1", [id])?;
    tx.changed(Topic::Account, None);
    Ok(())
}

/// Whether the account was shown to send as this address.
pub(super) fn is_proven(tx: &ReadTx<'_>, account: AccountId, key: &AddressKey) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT 1 FROM sender_proof WHERE account_id = ?1 AND address_key = ?2")?;
    Ok(query.exists(params![account.get(), key.as_bytes()])?)
}

pub(super) fn prove(tx: &WriteTx<'_>, account: AccountId, key: &AddressKey) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO sender_proof (account_id, address_key, proven_at) VALUES (?1, ?2, ?3) ON CONFLICT (account_id, address_key) DO NOTHING",
        params![account.get(), key.as_bytes(), tx.now().get()],
    )?;
    tx.changed(Topic::Account, account.get());
    Ok(())
}

/// Another login or server proves nothing that the one before proved.
pub(super) fn forget_proofs(tx: &WriteTx<'_>, account: AccountId) -> Result<(), StoreError> {
    tx.change("DELETE FROM sender_proof WHERE account_id = ?1", [account.get()])?;
    tx.change("UPDATE test_address SET code_account_id = NULL WHERE code_account_id = ?1", [account.get()])?;
    Ok(())
}

/// Where the account's mailbox is read; none where it is not.
pub(super) fn reading(tx: &ReadTx<'_>, account: AccountId) -> Result<Option<Reading>, StoreError> {
    let mut query = tx.prepare_cached("SELECT host, port, tls, user, pin, sent_folder FROM account_reading WHERE account_id = ?1")?;
    let read = |row: &Row<'_>| {
        let server = Server { host: row.get(0)?, port: row.get(1)?, tls: tls(row, 2)?, pin: row.get(4)? };
        Ok(Reading { server, user: row.get(3)?, sent_folder: row.get(5)? })
    };
    Ok(query.query_row([account.get()], read).optional()?)
}

/// Writes where the account's mailbox is read, or that it no longer is.
pub(super) fn set_reading(tx: &WriteTx<'_>, account: AccountId, reading: Option<&Reading>) -> Result<(), StoreError> {
    match reading {
        None => tx.change("DELETE FROM account_reading WHERE account_id = ?1", [account.get()])?,
        Some(new) => tx.change(
            "INSERT INTO account_reading (account_id, host, port, tls, user, pin, sent_folder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (account_id) DO UPDATE SET host = excluded.host, port = excluded.port, tls = excluded.tls, user = excluded.user,
               pin = excluded.pin, sent_folder = excluded.sent_folder",
            params![account.get(), new.server.host, new.server.port, tls_word(new.server.tls), new.user, new.server.pin, new.sent_folder],
        )?,
    };
    tx.changed(Topic::Account, account.get());
    Ok(())
}

/// What a mail to oneself showed of the account.
pub(super) fn probe(tx: &ReadTx<'_>, account: AccountId) -> Result<Option<Probe>, StoreError> {
    let mut query = tx.prepare_cached("SELECT sent_copy, id_kept, authentication, at FROM account_probe WHERE account_id = ?1")?;
    let read = |row: &Row<'_>| {
        let said: Option<String> = row.get(2)?;
        let authentication = said.and_then(|json| serde_json::from_str(&json).ok());
        Ok(Probe { sent_copy: row.get(0)?, id_kept: row.get(1)?, authentication, at: row.get::<_, i64>(3)?.into() })
    };
    Ok(query.query_row([account.get()], read).optional()?)
}

pub(super) fn set_probe(tx: &WriteTx<'_>, account: AccountId, probe: Probe) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO account_probe (account_id, sent_copy, id_kept, authentication, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (account_id) DO UPDATE SET sent_copy = excluded.sent_copy, id_kept = excluded.id_kept,
           authentication = excluded.authentication, at = excluded.at",
        params![
            account.get(),
            probe.sent_copy,
            probe.id_kept,
            probe.authentication.and_then(|said| serde_json::to_string(&said).ok()),
            probe.at.get()
        ],
    )?;
    Ok(())
}

/// Another server or login shows nothing of what the one before showed.
pub(super) fn forget_probe(tx: &WriteTx<'_>, account: AccountId) -> Result<(), StoreError> {
    tx.change("DELETE FROM account_probe WHERE account_id = ?1", [account.get()])?;
    Ok(())
}

/// What was found for the account's sender the last time, as JSON.
pub(super) fn domain_report(tx: &ReadTx<'_>, account: AccountId) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT report FROM account_domain WHERE account_id = ?1")?;
    Ok(query.query_row([account.get()], |row| row.get(0)).optional()?)
}

pub(super) fn keep_domain_report(tx: &WriteTx<'_>, account: AccountId, report: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO account_domain (account_id, report, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (account_id) DO UPDATE SET report = excluded.report, at = excluded.at",
        params![account.get(), report, tx.now().get()],
    )?;
    Ok(())
}
