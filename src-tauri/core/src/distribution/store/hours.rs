//! Working hours of distributions, and whose clock counts for whom (D29). A distribution without hours has nothing here.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use crate::distribution::hours::Hours;
use crate::error::Problem;
use crate::ids::{DistributionId, Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx, set_setting, setting};

/// The setting that holds the hours of new distributions.
const SETTING: &str = "distribution_hours";

/// What the user set for new distributions, as JSON.
pub(in crate::distribution) fn usual(tx: &ReadTx<'_>) -> Result<Option<String>, StoreError> {
    setting(tx, SETTING)
}

/// Keeps that.
pub(in crate::distribution) fn set_usual(tx: &WriteTx<'_>, json: &str) -> Result<(), StoreError> {
    set_setting(tx, SETTING, json)
}

/// Keeps a new distribution's hours.
pub(in crate::distribution) fn keep(tx: &WriteTx<'_>, id: DistributionId, hours: &Hours) -> Result<(), StoreError> {
    let json = serde_json::to_string(hours).unwrap_or_default();
    tx.change("INSERT INTO distribution_hours (distribution_id, hours, zones) VALUES (?1, ?2, '[\"\"]')", params![id.get(), json])?;
    Ok(())
}

/// Keeps on whose clocks the rows of a list that was just frozen wait; for everybody else it is the sender's.
pub(in crate::distribution) fn keep_zones(tx: &WriteTx<'_>, id: DistributionId, zones: &HashMap<PersonId, String>) -> Result<(), Problem> {
    for (person, zone) in zones {
        tx.give_way()?;
        tx.change(
            "INSERT INTO delivery_zone (delivery_id, distribution_id, zone)
             SELECT id, distribution_id, ?3 FROM delivery WHERE distribution_id = ?1 AND person_id = ?2",
            params![id.get(), person.get(), zone],
        )?;
    }
    tx.change(
        "UPDATE distribution_hours SET zones = (SELECT json_group_array(zone) FROM
           (SELECT '' AS zone UNION SELECT zone FROM delivery_zone WHERE distribution_id = ?1))
         WHERE distribution_id = ?1",
        [id.get()],
    )?;
    Ok(())
}

/// A distribution's hours, if it has any.
pub(in crate::distribution) fn of(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<Hours>, StoreError> {
    let mut query = tx.prepare_cached("SELECT hours FROM distribution_hours WHERE distribution_id = ?1")?;
    let json: Option<String> = query.query_row([id.get()], |row| row.get(0)).optional()?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
}

/// The zones whose rows may leave now, as JSON; none where the distribution has no hours.
pub(in crate::distribution) fn open_now(tx: &ReadTx<'_>, id: DistributionId, now: Millis) -> Result<Option<String>, StoreError> {
    let Some(hours) = of(tx, id)? else { return Ok(None) };
    let zones: String =
        tx.prepare_cached("SELECT zones FROM distribution_hours WHERE distribution_id = ?1")?.query_row([id.get()], |row| row.get(0))?;
    let zones: Vec<String> = serde_json::from_str(&zones).unwrap_or_default();
    let open: Vec<String> = zones.into_iter().filter(|zone| hours.open(zone, now)).collect();
    Ok(Some(serde_json::to_string(&open).unwrap_or_default()))
}

/// How many rows of each zone have something ahead of them.
pub(in crate::distribution) fn waiting(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<(String, u64)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT coalesce(z.zone, ''), count(*) FROM delivery d INDEXED BY delivery_state LEFT JOIN delivery_zone z ON z.delivery_id = d.id
         WHERE d.distribution_id = ?1 AND d.state IN ('planned', 'claimed', 'in-flight', 'refused-temporary') GROUP BY 1 ORDER BY 1",
    )?;
    let rows = query.query_map([id.get()], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
