//! What a file says that people are to others: noted when everybody whom it brings is there.

use super::before::Before;
use super::entry::ByIt;
use super::store;
use crate::contacts::{self, Difference, PeopleWriter, ToldRelation};
use crate::error::Problem;
use crate::ids::{ImportId, Millis, PersonId};
use crate::workspace::WriteTx;

/// What a row says that somebody is to others.
#[derive(Debug)]
pub(super) struct Related {
    row: u32,
    person: PersonId,
    relations: Vec<ToldRelation>,
}

impl Related {
    /// None where it says nothing.
    pub(super) fn of(row: u32, person: PersonId, relations: Vec<ToldRelation>) -> Option<Self> {
        (!relations.is_empty()).then_some(Self { row, person, relations })
    }

    /// The row that says so.
    pub(super) const fn row(&self) -> u32 {
        self.row
    }

    /// Notes it: of somebody who was here before, so that the undo of the import takes exactly that back. Whom nobody here is, the row
    /// names.
    pub(super) fn bring(&self, tx: &WriteTx<'_>, import: ImportId, at: Millis, writer: &mut PeopleWriter<'_, '_>) -> Result<(), Problem> {
        let held = contacts::record(tx, self.person)?;
        let brought = contacts::bring_relations(tx, self.person, &self.relations)?;
        if !brought.unknown.is_empty() {
            store::set_unrelated(tx, import, self.row, &brought.unknown)?;
        }
        let Some(held) = held.filter(|_| !brought.noted.is_empty()) else { return Ok(()) };
        match store::outcome(tx, import, self.row)?.as_deref() {
            Some("added") => {}
            // What it did before it was taken back does not count, where it is done again.
            Some(_) if held.changed_at == at => store::note_related(tx, import, self.row, &brought.noted)?,
            _ => {
                // Nothing else changed of them: from now on they were changed by this import, at its instant.
                writer.change(self.person, &Difference::default())?;
                let before = Before { related_by_it: brought.noted, ..Before::of(held.input, false, ByIt::default()) };
                store::insert_done(tx, import, self.row, self.person, "changed", &store::json(&before))?;
            }
        }
        Ok(())
    }
}
