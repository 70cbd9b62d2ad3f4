//! What came with a person beside what a form has.

use super::photos;
use crate::contacts::extras::Extras;
use crate::ids::PersonId;
use crate::workspace::{StoreError, WriteTx};

/// Writes it for a person who was made just now.
pub(in crate::contacts) fn insert(tx: &WriteTx<'_>, person: PersonId, extras: &Extras) -> Result<(), StoreError> {
    if let Some(photo) = &extras.photo {
        photos::set(tx, person, photo)?;
    }
    Ok(())
}
