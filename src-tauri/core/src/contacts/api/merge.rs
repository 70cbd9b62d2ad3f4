//! Making two records of one person one, with a look at it before.

use serde::Serialize;

use super::{PersonCard, card};
use crate::contacts::kinds::SuppressionReason;
use crate::contacts::merge::{self, MergeField};
use crate::contacts::store::merging::LISTS;
use crate::contacts::store::{relations, touches};
use crate::contacts::{CustomField, PersonRow, rows_of};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::workspace::Workspace;

/// The lists whose entries are chosen one by one, as fields are.
const CHOSEN: [&str; 4] = ["photo", "recipient_kinds", "reminders", "fields"];

/// What becomes of two records that are made one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct MergePreview {
    /// The record that is kept.
    pub keep: PersonRow,
    /// The record that goes.
    pub other: PersonRow,
    /// Fields of which at least one says something.
    pub fields: Vec<MergeChoice>,
    /// Lists of which at least one has entries.
    pub lists: Vec<MergeList>,
    /// How many touches either has: all of them stay.
    pub touches: [u32; 2],
    /// The notes of both, first those of the record that is kept.
    pub notes: Vec<String>,
    /// The reason for which the one person must not be contacted, where either must not.
    pub do_not_contact: Option<String>,
    /// Somebody unsubscribed or complained at one of the addresses: then all are suppressed.
    pub suppresses_all: Option<SuppressionReason>,
}

/// A field that stands in one place only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct MergeChoice {
    /// Which.
    pub field: MergeField,
    /// What a command line calls it: `role`, `field.press-card`.
    pub word: String,
    /// It is one of the organisation's own.
    pub own: Option<CustomField>,
    /// What the record that is kept says.
    pub kept: String,
    /// What the other says.
    pub other: String,
    /// The other's stays unless somebody chooses: the record that is kept says nothing.
    pub takes_other: bool,
    /// Both say something, and not the same.
    pub differs: bool,
}

/// A list that is joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct MergeList {
    /// Its word: `addresses`, `phones`.
    pub list: String,
    /// What will stand in it, in order.
    pub entries: Vec<MergeEntry>,
}

/// An entry of a list that is joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct MergeEntry {
    /// What it says.
    pub text: String,
    /// The record that is kept has it.
    pub kept: bool,
    /// The other has it.
    pub other: bool,
}

/// What would become of `keep` and `other`. Nothing is changed.
///
/// # Errors
/// `contacts.no_person`; `contacts.one_person` if both are the same.
pub async fn merge_preview(ws: &Workspace, keep: PersonId, other: PersonId) -> Result<MergePreview, Problem> {
    let secret = *ws.secret();
    ws.read(move |tx| {
        let (kept, gone) = merge::both(tx, keep, other)?;
        let choices = merge::said(tx, &kept, &gone)?.into_iter().map(|said| MergeChoice {
            differs: said.differs(),
            takes_other: said.takes_other(),
            field: said.field,
            word: said.word,
            own: said.own,
            kept: said.kept,
            other: said.other,
        });
        let fields = choices.collect();
        let mut lists = Vec::new();
        for list in LISTS.iter().filter(|list| !CHOSEN.contains(&list.word)) {
            let joined = list.joined(tx, keep, other)?.into_iter();
            let entries: Vec<MergeEntry> = joined.map(|(text, kept, other)| MergeEntry { text, kept, other }).collect();
            if !entries.is_empty() {
                lists.push(MergeList { list: list.word.to_owned(), entries });
            }
        }
        let (own, others) = (relations::said(tx, keep, other)?, relations::said(tx, other, keep)?);
        let mut entries: Vec<MergeEntry> = Vec::with_capacity(own.len());
        for text in own.iter().chain(others.iter().filter(|text| !own.contains(text))) {
            entries.push(MergeEntry { text: text.clone(), kept: own.contains(text), other: others.contains(text) });
        }
        if !entries.is_empty() {
            lists.push(MergeList { list: "relations".to_owned(), entries });
        }
        let touches = [touches::count_of(tx, keep)?, touches::count_of(tx, other)?];
        let mut rows = rows_of(tx, &[keep, other])?.into_iter();
        let (Some(keep), Some(other)) = (rows.next(), rows.next()) else { return Err(Problem::failure("workspace.failed")) };
        let mut notes = vec![kept.input.notes.clone(), gone.input.notes.clone()];
        notes.retain(|note| !note.is_empty());
        notes.dedup();
        Ok(MergePreview {
            keep,
            other,
            fields,
            lists,
            touches,
            notes,
            do_not_contact: merge::bar(kept.do_not_contact.as_ref(), gone.do_not_contact.as_ref()).map(|(_, reason)| reason),
            suppresses_all: merge::asked_to_stop(tx, &secret, [&kept, &gone])?.map(|(reason, _)| reason),
        })
    })
    .await
}

/// The fields that a command line names: `role`, or one of the organisation's own as questions call it, `field.press-card`.
///
/// # Errors
/// `contacts.no_field`.
pub async fn merge_fields(ws: &Workspace, words: Vec<String>) -> Result<Vec<MergeField>, Problem> {
    ws.read(move |tx| words.iter().map(|word| merge::field_named(tx, word)).collect()).await
}

/// Makes `keep` of the two; `other` goes, and its number means `keep` from now on wherever it stands in what never changes. `take`
/// names the fields of which the other's stays. One action, which undo takes back.
///
/// # Errors
/// `contacts.no_person`, `contacts.one_person`; `contacts.refused` if the lists together are too long: nothing has changed.
pub async fn merge(ws: &Workspace, keep: PersonId, other: PersonId, take: Vec<MergeField>) -> Result<PersonCard, Problem> {
    let (secret, actor) = (*ws.secret(), ws.host().actor.clone());
    let name = ws.read(move |tx| Ok(merge::label_name(&merge::both(tx, keep, other)?.0.input))).await?;
    ws.write(Message::new(merge::MERGED).with("name", name), move |tx| {
        merge::merge(tx, &secret, keep, other, &take, &actor)?;
        card(tx, &secret, keep)
    })
    .await
}
