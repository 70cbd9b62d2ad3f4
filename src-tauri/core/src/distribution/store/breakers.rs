//! Domains whose rows wait, and which breakers have asked (D13).

use rusqlite::params;

use super::chain::{Chain, Event};
use crate::distribution::breakers::Breakers;
use crate::distribution::state::{Because, DistributionState};
use crate::ids::{DeliveryId, DistributionId};
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx, set_setting, setting};

/// The setting that holds when breakers act.
const SETTING: &str = "distribution_breakers";

/// When breakers act in this workspace.
pub(in crate::distribution) fn limits(tx: &ReadTx<'_>) -> Result<Breakers, StoreError> {
    Ok(setting(tx, SETTING)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps when breakers act.
pub(in crate::distribution) fn set_limits(tx: &WriteTx<'_>, limits: Breakers) -> Result<(), StoreError> {
    set_setting(tx, SETTING, &serde_json::to_string(&limits).unwrap_or_default())?;
    tx.changed(Topic::Workspace, None);
    Ok(())
}

/// Lets the rows of `domain` that have not gone wait; those that are on the wire end as they end.
pub(in crate::distribution) fn hold(chain: &mut Chain<'_, '_>, id: DistributionId, domain: &str, told: &Message) -> Result<(), StoreError> {
    let tx = chain.tx();
    tx.change(
        "INSERT OR REPLACE INTO domain_hold (distribution_id, domain, trouble, at) VALUES (?1, ?2, ?3, ?4)",
        params![id.get(), domain, serde_json::to_string(told).unwrap_or_default(), tx.now().get()],
    )?;
    for row in rows_of(tx, id, domain)? {
        tx.change("UPDATE delivery SET because = ?2 WHERE id = ?1", params![row.get(), Because::Domain.word()])?;
    }
    chain.append(&Event { distribution: id, delivery: None, state: DistributionState::Sending.word(), facts: "because=domain" })?;
    tx.changed(Topic::Distribution, id.get());
    tx.changed(Topic::Delivery, id.get());
    Ok(())
}

fn rows_of(tx: &ReadTx<'_>, id: DistributionId, domain: &str) -> Result<Vec<DeliveryId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id, r.address FROM delivery d INDEXED BY delivery_state JOIN recipient r ON r.delivery_id = d.id
         WHERE d.distribution_id = ?1 AND d.state IN ('planned', 'refused-temporary')",
    )?;
    let mut rows = query.query([id.get()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let address: String = row.get(1)?;
        if EmailAddress::parse(&address).is_ok_and(|address| address.domain() == domain) {
            found.push(row.get::<_, i64>(0)?.into());
        }
    }
    Ok(found)
}

/// A domain whose rows wait.
pub(in crate::distribution) struct Held {
    pub(in crate::distribution) domain: String,
    pub(in crate::distribution) told: Option<Message>,
}

/// The domains whose rows wait, by name.
pub(in crate::distribution) fn held(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<Held>, StoreError> {
    let mut query = tx.prepare_cached("SELECT domain, trouble FROM domain_hold WHERE distribution_id = ?1 ORDER BY domain")?;
    let rows =
        query.query_map([id.get()], |row| Ok(Held { domain: row.get(0)?, told: serde_json::from_str(&row.get::<_, String>(1)?).ok() }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many rows wait for their domain.
pub(in crate::distribution) fn waiting(tx: &ReadTx<'_>, id: DistributionId) -> Result<u32, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT count(*) FROM delivery INDEXED BY delivery_state
             WHERE distribution_id = ?1 AND state IN ('planned', 'refused-temporary') AND because = 'domain'",
        )?
        .query_row([id.get()], |row| row.get(0))?)
}

/// Whether rows are open that do not wait for their domain.
pub(in crate::distribution) fn others_open(tx: &ReadTx<'_>, id: DistributionId) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_state
             WHERE distribution_id = ?1 AND state IN ('planned', 'claimed', 'in-flight', 'refused-temporary') AND because IS NOT 'domain')",
        )?
        .query_row([id.get()], |row| row.get(0))?)
}

/// The rows of one domain, or of all that are held, go on.
pub(in crate::distribution) fn release(tx: &WriteTx<'_>, id: DistributionId, domain: Option<&str>) -> Result<bool, StoreError> {
    let held =
        tx.change("DELETE FROM domain_hold WHERE distribution_id = ?1 AND (?2 IS NULL OR domain = ?2)", params![id.get(), domain])?;
    match domain {
        None => {
            tx.change("UPDATE delivery SET because = NULL WHERE distribution_id = ?1 AND because = 'domain'", [id.get()])?;
        }
        Some(domain) => {
            for row in rows_of(tx, id, domain)? {
                tx.change("UPDATE delivery SET because = NULL WHERE id = ?1 AND because = 'domain'", [row.get()])?;
            }
        }
    }
    tx.changed(Topic::Distribution, id.get());
    tx.changed(Topic::Delivery, id.get());
    Ok(held > 0)
}

/// Notes that a breaker of the whole distribution asks; false if it has asked before.
pub(in crate::distribution) fn asks(tx: &WriteTx<'_>, id: DistributionId, word: &str) -> Result<bool, StoreError> {
    let before: String = tx.query_row("SELECT asked FROM distribution WHERE id = ?1", [id.get()], |row| row.get(0))?;
    if before.split(' ').any(|one| one == word) {
        return Ok(false);
    }
    tx.change("UPDATE distribution SET asked = ?2 WHERE id = ?1", params![id.get(), format!("{before} {word}").trim()])?;
    Ok(true)
}
