//! Who worked where, as what, from when to when.

use rusqlite::{OptionalExtension, params};

use super::unseen::Unseen;
use crate::contacts::fold;
use crate::contacts::positions::PositionInput;
use crate::ids::{OutletId, PersonId, PositionId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// A position as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct KeptPosition {
    pub(in crate::contacts) id: PositionId,
    pub(in crate::contacts) person: PersonId,
    pub(in crate::contacts) outlet: OutletId,
    pub(in crate::contacts) outlet_name: String,
    pub(in crate::contacts) role: String,
    pub(in crate::contacts) from: String,
    pub(in crate::contacts) to: String,
}

/// Somebody who worked at an outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct Former {
    pub(in crate::contacts) person: PersonId,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) role: String,
    pub(in crate::contacts) from: String,
    pub(in crate::contacts) to: String,
}

const ROW: &str = "SELECT pp.id, pp.person_id, pp.outlet_id, o.name, pp.role, pp.from_on, pp.to_on FROM person_position pp JOIN outlet o ON o.id = pp.outlet_id";

fn position(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeptPosition> {
    Ok(KeptPosition {
        id: row.get::<_, i64>(0)?.into(),
        person: row.get::<_, i64>(1)?.into(),
        outlet: row.get::<_, i64>(2)?.into(),
        outlet_name: row.get(3)?,
        role: row.get(4)?,
        from: row.get(5)?,
        to: row.get(6)?,
    })
}

/// All of one person: what has not ended first, then the latest.
pub(in crate::contacts) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<KeptPosition>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "{ROW} WHERE pp.person_id = ?1 ORDER BY pp.to_on = '' DESC, pp.to_on DESC, pp.from_on DESC, pp.id DESC"
    ))?;
    Ok(query.query_map([person.get()], position)?.collect::<Result<_, _>>()?)
}

/// One of them.
pub(in crate::contacts) fn one(tx: &ReadTx<'_>, id: PositionId) -> Result<Option<KeptPosition>, StoreError> {
    Ok(tx.prepare_cached(&format!("{ROW} WHERE pp.id = ?1"))?.query_row([id.get()], position).optional()?)
}

/// Those who worked at an outlet and do no longer, the latest first.
pub(in crate::contacts) fn formers(tx: &ReadTx<'_>, outlet: OutletId, limit: u32) -> Result<Vec<Former>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("pp.person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.id, p.name, pp.role, pp.from_on, pp.to_on FROM person_position pp JOIN person p ON p.id = pp.person_id
         WHERE pp.outlet_id = ?1 AND pp.to_on <> ''{seen} ORDER BY pp.to_on DESC, p.sort_key, pp.id LIMIT ?2"
    ))?;
    let rows = query.query_map(params![outlet.get(), limit], |row| {
        Ok(Former { person: row.get::<_, i64>(0)?.into(), name: row.get(1)?, role: row.get(2)?, from: row.get(3)?, to: row.get(4)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a position.
pub(in crate::contacts) fn insert(
    tx: &WriteTx<'_>,
    person: PersonId,
    outlet: OutletId,
    role: &str,
    from: &str,
    to: &str,
) -> Result<PositionId, StoreError> {
    let id = tx.insert(
        "INSERT INTO person_position (person_id, outlet_id, role, from_on, to_on) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![person.get(), outlet.get(), role, from, to],
    )?;
    Ok(id.into())
}

/// Makes a position what is said of it.
pub(in crate::contacts) fn update(
    tx: &WriteTx<'_>,
    id: PositionId,
    outlet: OutletId,
    role: &str,
    from: &str,
    to: &str,
) -> Result<(), StoreError> {
    tx.change(
        "UPDATE person_position SET outlet_id = ?2, role = ?3, from_on = ?4, to_on = ?5 WHERE id = ?1",
        params![id.get(), outlet.get(), role, from, to],
    )?;
    Ok(())
}

/// Takes a position away.
pub(in crate::contacts) fn remove(tx: &WriteTx<'_>, id: PositionId) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_position WHERE id = ?1", [id.get()])?;
    Ok(())
}

/// Takes somebody's newest position away that says this.
pub(in crate::contacts) fn remove_same(tx: &WriteTx<'_>, person: PersonId, same: &PositionInput) -> Result<(), StoreError> {
    tx.change(
        "DELETE FROM person_position WHERE id = (SELECT max(pp.id) FROM person_position pp JOIN outlet o ON o.id = pp.outlet_id
           WHERE pp.person_id = ?1 AND o.name_key = ?2 AND pp.role = ?3 AND pp.from_on = ?4 AND pp.to_on = ?5)",
        params![person.get(), fold::key(&same.outlet), same.role, same.from, same.to],
    )?;
    Ok(())
}

/// What was at `from` is at `to`.
pub(in crate::contacts) fn hand_over(tx: &WriteTx<'_>, from: OutletId, to: OutletId) -> Result<(), StoreError> {
    tx.change("UPDATE person_position SET outlet_id = ?2 WHERE outlet_id = ?1", params![from.get(), to.get()])?;
    Ok(())
}

/// Takes everybody's positions at an outlet away.
pub(in crate::contacts) fn remove_at(tx: &WriteTx<'_>, outlet: OutletId) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_position WHERE outlet_id = ?1", [outlet.get()])?;
    Ok(())
}
