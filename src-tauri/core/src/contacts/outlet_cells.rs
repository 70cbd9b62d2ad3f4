//! Cells of the table of outlets, written one by one, many at once, or as they come from a spreadsheet: each passes the checks of a form,
//! and what is refused says where and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cells::{MOST_TOLD, no_word, reason, several, with_names};
use super::kinds::{Frequency, OutletKind};
use super::outlets::{self, CheckedOutlet, OutletInput};
use super::store::outlets::OutletColumn;
use crate::error::Problem;
use crate::ids::OutletId;
use crate::messages::Message;
use crate::workspace::{ReadTx, WriteTx};

/// A cell as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletCellEdit {
    /// Of which outlet.
    pub outlet: OutletId,
    /// The column.
    pub column: OutletColumn,
    /// What it is to say; nothing takes away what it says.
    pub text: String,
}

/// What a column is to say of many outlets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletCellSet {
    /// The column.
    pub column: OutletColumn,
    /// What it is to say; nothing takes away what it says.
    pub text: String,
}

/// A cell that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RefusedOutletCell {
    /// Of which outlet.
    pub outlet: OutletId,
    /// What it is called.
    pub name: String,
    /// The column.
    pub column: OutletColumn,
    /// What it was to say.
    pub text: String,
    /// Why it does not.
    pub why: Message,
}

/// What edits of outlets' cells do, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EditedOutlets {
    /// Outlets of which something changes.
    pub outlets: u32,
    /// Cells that change, audiences put on or taken off among them.
    pub cells: u32,
    /// Cells that say it already.
    pub same: u32,
    /// Cells that are refused.
    pub refused: u32,
    /// The first of these.
    pub reasons: Vec<RefusedOutletCell>,
}

/// An outlet as it is, and as it is to be.
pub(super) struct Judged {
    id: OutletId,
    before: OutletInput,
    after: CheckedOutlet,
}

/// Judges edits, one outlet after another, before anything is written: what is refused does not hang on what is written before.
pub(super) struct OutletEditor<'t, 'c> {
    tx: &'t ReadTx<'c>,
    /// The names that outlets get, folded: no two get the same.
    names: BTreeMap<String, OutletId>,
    /// What changes.
    pub(super) judged: Vec<Judged>,
    /// What was done so far.
    pub(super) done: EditedOutlets,
}

impl<'t, 'c> OutletEditor<'t, 'c> {
    pub(super) fn new(tx: &'t ReadTx<'c>) -> Self {
        Self { tx, names: BTreeMap::new(), judged: Vec::new(), done: EditedOutlets::default() }
    }

    /// What `edits` make of an outlet, with audiences put on and taken off. Every cell is judged by itself: one that is refused stays as
    /// it is, and the others change.
    pub(super) fn judge(&mut self, id: OutletId, edits: &[(OutletColumn, &str)], add: &[String], remove: &[String]) -> Result<(), Problem> {
        let before = outlets::whole(self.tx, id)?;
        let mut now: Option<CheckedOutlet> = None;
        for (column, text) in edits {
            let held = now.as_ref().map_or(&before, |now| &now.fields);
            match self.judged(id, held, *column, text) {
                Ok(after) if after.fields == *held => self.done.same += 1,
                Ok(after) => {
                    self.done.cells += 1;
                    now = Some(after);
                }
                Err(why) => self.refuse(id, &before, *column, text, why),
            }
        }
        let held = now.as_ref().map_or(&before, |now| &now.fields);
        let (audiences, differing) = with_names(&held.audiences, add, remove);
        if differing > 0 {
            match outlets::check(OutletInput { audiences, ..held.clone() }) {
                Ok(after) => {
                    self.done.cells += differing;
                    now = Some(after);
                }
                Err(problem) => self.refuse(id, &before, OutletColumn::Audiences, &add.join(", "), reason(problem)),
            }
        }
        // A cell may be written twice, and say in the end what it said before.
        if let Some(after) = now.filter(|now| now.fields != before) {
            self.done.outlets += 1;
            self.judged.push(Judged { id, before, after });
        }
        Ok(())
    }

    fn judged(&mut self, id: OutletId, held: &OutletInput, column: OutletColumn, text: &str) -> Result<CheckedOutlet, Message> {
        let after = outlets::check(written(held.clone(), column, text)?).map_err(reason)?;
        if after.fields.name != held.name {
            outlets::name_is_free(self.tx, Some(id), "name", &after.fields.name).map_err(reason)?;
            let key = super::fold::key(&after.fields.name);
            if self.names.get(&key).is_some_and(|other| *other != id) {
                return Err(Message::new("contacts.fault.outlet_taken").with("name", after.fields.name));
            }
            self.names.insert(key, id);
        }
        Ok(after)
    }

    fn refuse(&mut self, outlet: OutletId, before: &OutletInput, column: OutletColumn, text: &str, why: Message) {
        self.done.refused += 1;
        if self.done.reasons.len() < MOST_TOLD {
            let (name, text) = (before.name.clone(), text.to_owned());
            self.done.reasons.push(RefusedOutletCell { outlet, name, column, text, why });
        }
    }
}

/// An outlet with that in this column.
fn written(mut outlet: OutletInput, column: OutletColumn, text: &str) -> Result<OutletInput, Message> {
    let text = text.trim();
    match column {
        OutletColumn::Name => text.clone_into(&mut outlet.name),
        OutletColumn::Kind => {
            let word = if text.is_empty() { OutletKind::Unknown.word() } else { text };
            let known = || OutletKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>();
            outlet.kind = OutletKind::from_word(&word.to_lowercase()).ok_or_else(|| no_word(text, &known()))?;
        }
        OutletColumn::Frequency => {
            let word = if text.is_empty() { Frequency::Unknown.word() } else { text };
            let known = || Frequency::ALL.iter().map(|one| one.word()).collect::<Vec<_>>();
            outlet.frequency = Frequency::from_word(&word.to_lowercase()).ok_or_else(|| no_word(text, &known()))?;
        }
        OutletColumn::Reach => text.clone_into(&mut outlet.reach),
        OutletColumn::Region => text.clone_into(&mut outlet.region),
        OutletColumn::Language => text.clone_into(&mut outlet.language),
        OutletColumn::Website => text.clone_into(&mut outlet.website),
        OutletColumn::Audiences => outlet.audiences = several(text),
        OutletColumn::People => return Err(Message::new("contacts.fault.not_written")),
    }
    Ok(outlet)
}

/// Writes what was judged.
pub(super) fn write_judged(tx: &WriteTx<'_>, judged: &[Judged]) -> Result<(), Problem> {
    judged.iter().try_for_each(|one| outlets::replace(tx, one.id, &one.before, &one.after))
}

/// The edits of each outlet together, in the order in which they were made.
pub(super) fn by_outlet(edits: &[OutletCellEdit]) -> BTreeMap<OutletId, Vec<(OutletColumn, &str)>> {
    let mut outlets: BTreeMap<OutletId, Vec<(OutletColumn, &str)>> = BTreeMap::new();
    for edit in edits {
        outlets.entry(edit.outlet).or_default().push((edit.column, edit.text.as_str()));
    }
    outlets
}
