//! What the shells ask about tags and about fields of the organisation's own.

use serde::{Deserialize, Serialize};

use super::cells::job_on;
use super::many::{in_parts, upon_many};
use crate::contacts::custom::{CustomField, CustomFieldChange, CustomFieldInput};
use crate::contacts::own;
use crate::contacts::store::{custom, tags};
use crate::error::Problem;
use crate::ids::{CustomFieldId, PersonId, TagId};
use crate::messages::Message;
use crate::workspace::{Workspace, WriteTx};

/// A field of the organisation's own, with how many people say something there.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CustomFieldCard {
    /// The field.
    #[serde(flatten)]
    pub field: CustomField,
    /// What questions call it: `field.press-card`.
    pub in_questions: String,
    /// How many people have a value there.
    pub people: u32,
}

/// A tag, with how many people have it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TagCard {
    /// Which.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// How many people have it.
    pub people: u32,
}

/// What is put on people and taken off them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Tagging {
    /// Tags that they get, by name; new ones are made.
    pub add: Vec<String>,
    /// Tags that they lose.
    pub remove: Vec<String>,
}

/// The organisation's own fields, in their order.
///
/// # Errors
/// What the file says.
pub async fn custom_fields(ws: &Workspace) -> Result<Vec<CustomFieldCard>, Problem> {
    ws.read(|tx| {
        let fields = custom::all(tx)?;
        fields
            .into_iter()
            .map(|field| {
                let people = custom::filled(tx, field.id, None)?;
                Ok(CustomFieldCard { in_questions: field.in_questions(), people, field })
            })
            .collect()
    })
    .await
}

/// The field with that number, name or word.
///
/// # Errors
/// `contacts.no_field`.
pub async fn custom_field(ws: &Workspace, named: &str) -> Result<CustomField, Problem> {
    let named = named.to_owned();
    ws.read(move |tx| own::custom_field(tx, &named)).await
}

/// Makes a field.
///
/// # Errors
/// `contacts.refused` with a place for the name or the choices: nothing has changed.
pub async fn add_custom_field(ws: &Workspace, input: CustomFieldInput) -> Result<CustomField, Problem> {
    let label = Message::new("contacts.action.field_added").with("name", input.name.trim());
    ws.write(label, move |tx| own::add_field(tx, &input)).await
}

/// Gives a field another name or other choices; its type and what questions call it stay. Where very many chose what has another name
/// now, it is done some at a time, so that nobody who edits waits for all of them.
///
/// # Errors
/// `contacts.no_field`, `contacts.refused`: nothing has changed.
pub async fn change_custom_field(ws: &Workspace, id: CustomFieldId, change: CustomFieldChange) -> Result<CustomField, Problem> {
    let label = Message::new("contacts.action.field_changed");
    let done = in_parts(ws, label, move |tx, so_far: &mut own::Changing| own::change_field(tx, id, &change, so_far)).await?;
    done.changed.ok_or_else(|| Problem::failure("workspace.write_lost"))
}

/// Takes a field away with everybody's values; how many people had one. Of very many it goes some at a time, so that nobody who edits waits
/// for all of them. Undo brings all back.
///
/// # Errors
/// `contacts.no_field`.
pub async fn delete_custom_field(ws: &Workspace, id: CustomFieldId) -> Result<u32, Problem> {
    let label = Message::new("contacts.action.field_deleted");
    let had = in_parts(ws, label, move |tx, had: &mut Option<u32>| own::remove_field(tx, id, had)).await?;
    Ok(had.unwrap_or_default())
}

/// Puts the fields into this order; those that are not named stand behind them.
///
/// # Errors
/// What the file says.
pub async fn arrange_custom_fields(ws: &Workspace, order: Vec<CustomFieldId>) -> Result<(), Problem> {
    ws.write(Message::new("contacts.action.fields_arranged"), move |tx| own::arrange_fields(tx, &order)).await
}

/// All tags by name.
///
/// # Errors
/// What the file says.
pub async fn tags(ws: &Workspace) -> Result<Vec<TagCard>, Problem> {
    ws.read(|tx| Ok(tags::all(tx)?.into_iter().map(|row| TagCard { id: row.id, name: row.name, people: row.people }).collect())).await
}

/// The tag with that name or number.
///
/// # Errors
/// `contacts.no_tag`.
pub async fn tag(ws: &Workspace, named: &str) -> Result<TagId, Problem> {
    let named = named.to_owned();
    ws.read(move |tx| own::tag_named(tx, &named)).await
}

/// Puts tags on people and takes others off them; how many people that changed. Many are a job with progress, done some at a time, so that
/// nobody who edits waits for all of them; it is one act all the same. Stopped, what was done stays, and undo takes it back.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused`: nothing has changed. `contacts.many_stopped`.
pub async fn tag_people(ws: &Workspace, people: Vec<PersonId>, tagging: Tagging) -> Result<u32, Problem> {
    let label = |count: usize| Message::new("contacts.action.tagged").with("count", count);
    let Some(job) = job_on(ws, &people, "contacts.job.tagging").await? else {
        return ws.write(label(people.len()), move |tx| own::tag_people(tx, &people, &tagging.add, &tagging.remove)).await;
    };
    upon_many(ws, people, job, "contacts.many_stopped", label, move |tx, rest, changed: &mut u32| {
        let (done, differ) = own::tag_some(tx, rest, &tagging.add, &tagging.remove)?;
        *changed += differ;
        Ok(done)
    })
    .await
}

/// Gives a tag another name; where another tag has that name, the two become one, some people at a time.
///
/// # Errors
/// `contacts.refused`: nothing has changed.
pub async fn rename_tag(ws: &Workspace, tag: TagId, name: String) -> Result<TagId, Problem> {
    let label = Message::new("contacts.action.tag_renamed").with("name", name.trim());
    let rename = move |tx: &WriteTx<'_>, stays: &mut Option<TagId>| {
        *stays = own::rename_tag(tx, tag, &name)?;
        Ok(stays.is_some())
    };
    Ok(in_parts(ws, label, rename).await?.unwrap_or(tag))
}

/// Takes a tag off everybody and away, some people at a time, so that nobody who edits waits for all of them. Undo brings it back.
///
/// # Errors
/// What the file says.
pub async fn delete_tag(ws: &Workspace, tag: TagId) -> Result<(), Problem> {
    in_parts(ws, Message::new("contacts.action.tag_deleted"), move |tx, (): &mut ()| own::remove_tag(tx, tag)).await
}
