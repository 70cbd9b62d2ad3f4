//! What came with a person beside what a form has.

use super::people::{Known, outlet};
use super::{photos, positions};
use crate::contacts::extras::Extras;
use crate::contacts::positions::PositionInput;
use crate::ids::PersonId;
use crate::workspace::{StoreError, WriteTx};

/// Writes it for a person who was made just now.
pub(in crate::contacts) fn insert(tx: &WriteTx<'_>, known: &mut Known, person: PersonId, extras: &Extras) -> Result<(), StoreError> {
    if let Some(photo) = &extras.photo {
        photos::set(tx, person, photo)?;
    }
    insert_positions(tx, known, person, &extras.positions)
}

/// Writes positions for somebody, who has none of them.
pub(in crate::contacts) fn insert_positions(
    tx: &WriteTx<'_>,
    known: &mut Known,
    person: PersonId,
    all: &[PositionInput],
) -> Result<(), StoreError> {
    // The last one first: of two that nothing else tells apart the later one stands first.
    for one in all.iter().rev() {
        if let Some(outlet) = outlet(tx, known, &one.outlet)? {
            positions::insert(tx, person, outlet, &one.role, &one.from, &one.to)?;
        }
    }
    Ok(())
}
