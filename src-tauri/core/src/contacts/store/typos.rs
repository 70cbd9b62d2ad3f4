//! Addresses whose domain is a slip away from a large provider's.

use std::sync::LazyLock;

use super::unseen::Unseen;
use crate::contacts::typos::MANY;
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Persons and addresses with such a domain, as they were judged when they were written ([`marks`](super::marks)). A domain that many of the
/// addresses have is no slip (as many as [`MANY`](crate::contacts::typos::MANY)), nor one that somebody called right.
pub(super) static SLIPPED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH slip (person_id, position, address, domain) AS MATERIALIZED (
           SELECT a.person_id, a.position, a.address, substr(a.normalised, instr(a.normalised, '@') + 1) FROM address a WHERE a.mark & 4)
         SELECT person_id, position, address FROM slip
         WHERE domain IN (SELECT domain FROM slip GROUP BY domain HAVING count(*) < {MANY})
           AND domain NOT IN (SELECT r.domain FROM right_domain r)"
    )
});

/// An address that was perhaps mistyped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct Slipped {
    pub(in crate::contacts) person: PersonId,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) address: String,
}

/// All of them, by name.
pub(in crate::contacts) fn all(tx: &ReadTx<'_>, limit: u32) -> Result<Vec<Slipped>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.id, p.name, t.address FROM ({}) t CROSS JOIN person p ON p.id = t.person_id
         WHERE 1{seen} ORDER BY p.sort_key, p.id, t.position LIMIT ?",
        *SLIPPED
    ))?;
    let rows =
        query.query_map([limit], |row| Ok(Slipped { person: row.get::<_, i64>(0)?.into(), name: row.get(1)?, address: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many there are.
pub(in crate::contacts) fn count(tx: &ReadTx<'_>) -> Result<u32, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("t.person_id");
    let mut query = tx.prepare_cached(&format!("SELECT count(*) FROM ({}) t WHERE 1{seen}", *SLIPPED))?;
    Ok(query.query_row([], |row| row.get(0))?)
}

/// Domains that look mistyped and that somebody called right, by their letters.
pub(in crate::contacts) fn right(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT domain FROM right_domain ORDER BY domain")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether somebody called this one right.
pub(in crate::contacts) fn is_right(tx: &ReadTx<'_>, domain: &str) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM right_domain WHERE domain = ?1)")?;
    Ok(query.query_row([domain], |row| row.get(0))?)
}

/// Keeps that a domain is right.
pub(in crate::contacts) fn keep_right(tx: &WriteTx<'_>, domain: &str) -> Result<(), StoreError> {
    tx.insert("INSERT INTO right_domain (domain) VALUES (?1)", [domain])?;
    Ok(())
}

/// Forgets that a domain is right.
pub(in crate::contacts) fn doubt(tx: &WriteTx<'_>, domain: &str) -> Result<(), StoreError> {
    tx.change("DELETE FROM right_domain WHERE domain = ?1", [domain])?;
    Ok(())
}
