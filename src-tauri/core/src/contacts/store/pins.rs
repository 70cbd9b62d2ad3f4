//! Who is in a segment whatever its question says, or is not, and why. The questions are `segments`' own; that somebody is pinned is
//! said of a person, and goes with them.

use rusqlite::{OptionalExtension, Row, params};

use crate::ids::{Millis, PersonId, SegmentId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Somebody who is in a segment, or is not, whatever its question says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Pin {
    /// The segment.
    pub segment: SegmentId,
    /// Who.
    pub person: PersonId,
    /// Their name; empty where none is known.
    pub name: String,
    /// They are in it; else they are not.
    pub inside: bool,
    /// Why.
    pub reason: String,
    /// When it was said.
    pub at: Millis,
    /// By whom.
    pub by: String,
}

const PIN: &str = "SELECT sp.segment_id, sp.person_id, p.name, sp.inside, sp.reason, sp.pinned_at, sp.pinned_by
     FROM segment_pin sp JOIN person p ON p.id = sp.person_id";

fn pin(row: &Row<'_>) -> rusqlite::Result<Pin> {
    Ok(Pin {
        segment: row.get::<_, i64>(0)?.into(),
        person: row.get::<_, i64>(1)?.into(),
        name: row.get(2)?,
        inside: row.get(3)?,
        reason: row.get(4)?,
        at: row.get::<_, i64>(5)?.into(),
        by: row.get(6)?,
    })
}

/// Who is pinned where, of all segments: segment, person, and whether they are in it.
///
/// # Errors
/// What SQLite says.
pub fn all_pins(tx: &ReadTx<'_>) -> Result<Vec<(SegmentId, PersonId, bool)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT segment_id, person_id, inside FROM segment_pin ORDER BY segment_id, person_id")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into(), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Those of one segment: who is in it first, each by name.
///
/// # Errors
/// What SQLite says.
pub fn pins_in(tx: &ReadTx<'_>, segment: SegmentId) -> Result<Vec<Pin>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{PIN} WHERE sp.segment_id = ?1 ORDER BY sp.inside DESC, p.sort_key, p.id"))?;
    Ok(query.query_map([segment.get()], pin)?.collect::<Result<_, _>>()?)
}

/// Those of one person.
///
/// # Errors
/// What SQLite says.
pub fn pins_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<Pin>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{PIN} WHERE sp.person_id = ?1 ORDER BY sp.segment_id"))?;
    Ok(query.query_map([person.get()], pin)?.collect::<Result<_, _>>()?)
}

/// The one of somebody in a segment.
///
/// # Errors
/// What SQLite says.
pub fn pin_of(tx: &ReadTx<'_>, segment: SegmentId, person: PersonId) -> Result<Option<Pin>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{PIN} WHERE sp.segment_id = ?1 AND sp.person_id = ?2"))?;
    Ok(query.query_row(params![segment.get(), person.get()], pin).optional()?)
}

/// Pins somebody; what was said of them before is replaced.
///
/// # Errors
/// What SQLite says.
pub fn put_pin(tx: &WriteTx<'_>, segment: SegmentId, person: PersonId, inside: bool, reason: &str) -> Result<(), StoreError> {
    let said = params![segment.get(), person.get(), inside, reason, tx.now().get(), tx.actor()];
    let changed = tx.change(
        "UPDATE segment_pin SET inside = ?3, reason = ?4, pinned_at = ?5, pinned_by = ?6 WHERE segment_id = ?1 AND person_id = ?2",
        said,
    )?;
    if changed == 0 {
        let said = params![segment.get(), person.get(), inside, reason, tx.now().get(), tx.actor()];
        tx.insert(
            "INSERT INTO segment_pin (segment_id, person_id, inside, reason, pinned_at, pinned_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            said,
        )?;
    }
    Ok(())
}

/// Takes a pin away; `false` if there was none.
///
/// # Errors
/// What SQLite says.
pub fn take_pin(tx: &WriteTx<'_>, segment: SegmentId, person: PersonId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM segment_pin WHERE segment_id = ?1 AND person_id = ?2";
    Ok(tx.change(sql, params![segment.get(), person.get()])? > 0)
}

/// Whoever is pinned out of a segment by either record is out of it.
pub(in crate::contacts) fn pinned_out(tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
    tx.change(
        "DELETE FROM segment_pin WHERE person_id = ?1 AND inside = 1
          AND segment_id IN (SELECT o.segment_id FROM segment_pin o WHERE o.person_id = ?2 AND o.inside = 0)",
        params![keep.get(), other.get()],
    )?;
    Ok(())
}
