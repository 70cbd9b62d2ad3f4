//! What the shells ask about lists: people put together by hand, which stand beside segments and are used as these are.

use serde::Serialize;

use crate::contacts::{self, ListStep, PeopleList, fold_key};
use crate::error::{Place, Problem};
use crate::ids::{ListId, PersonId};
use crate::messages::Message;
use crate::workspace::{ReadTx, Topic, Workspace, WriteTx};

use super::super::exporting::ExportWhom;
use super::super::fields::Fields;
use super::super::named::LIST;
use super::super::{service, store};
use super::{askers, rename_in};

/// Steps of a list that a window shows.
const STEPS: u32 = 200;

/// A list, with how questions name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ListCard {
    /// The list.
    #[serde(flatten)]
    pub list: PeopleList,
    /// The question of who is on it: `list:"Opening night"`.
    pub question: String,
}

/// A list, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OpenList {
    /// The list.
    #[serde(flatten)]
    pub card: ListCard,
    /// Who came onto it and who was taken off it, the latest first; at most 200.
    pub steps: Vec<ListStep>,
    /// The saved segments that ask for it, by name: without it each is a fault and picks nobody.
    pub asked_by: Vec<String>,
}

fn card(list: PeopleList) -> ListCard {
    ListCard { question: service::on_list(&list.name), list }
}

/// All lists by name, each with how many people are on it.
///
/// # Errors
/// What the file says.
pub async fn all(ws: &Workspace) -> Result<Vec<ListCard>, Problem> {
    ws.read(|tx| Ok(contacts::lists(tx)?.into_iter().map(card).collect())).await
}

/// The list of that name, however it is written; or of that number.
///
/// # Errors
/// `contacts.no_list`.
pub async fn named(ws: &Workspace, name_or_number: &str) -> Result<ListId, Problem> {
    let name = name_or_number.to_owned();
    ws.read(move |tx| contacts::list_named(tx, &name)?.ok_or_else(|| contacts::no_list(&name))).await
}

/// One list, with what happened to it.
///
/// # Errors
/// `contacts.no_list`.
pub async fn show(ws: &Workspace, id: ListId) -> Result<OpenList, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| {
        let list = contacts::list(tx, id)?;
        let asked_by = askers(tx, &fields, LIST, &list.name)?.names();
        Ok(OpenList { steps: contacts::list_steps(tx, id, STEPS)?, asked_by, card: card(list) })
    })
    .await
}

/// Makes a list of these people; of nobody, if none are given.
///
/// # Errors
/// `contacts.refused`, `contacts.list_taken`, `segments.name_taken` (each with the place `name`), `contacts.no_person`, and what is wrong
/// with a question: nothing has changed.
pub async fn make(ws: &Workspace, name: String, who: Option<ExportWhom>) -> Result<ListCard, Problem> {
    let fields = ws.part::<Fields>();
    ws.write(Message::new("contacts.action.list_made").with("name", name.trim()), move |tx| {
        require_no_segment(tx, &name)?;
        // Who it is of is asked before it is there.
        let who = who.map(|who| who.ids(tx, &fields)).transpose()?;
        let id = contacts::make_list(tx, &name)?;
        contacts::put_on_list(tx, id, &who.unwrap_or_default())?;
        Ok(card(contacts::list(tx, id)?))
    })
    .await
}

/// Gives a list another name. The saved segments that ask for it name it so from now on.
///
/// # Errors
/// `contacts.no_list`, and as [`make`].
pub async fn rename(ws: &Workspace, id: ListId, name: String) -> Result<ListCard, Problem> {
    let fields = ws.part::<Fields>();
    ws.write(Message::new("contacts.action.list_renamed").with("name", name.trim()), move |tx| {
        require_no_segment(tx, &name)?;
        let old = contacts::list(tx, id)?.name;
        let askers = askers(tx, &fields, LIST, &old)?;
        let new = contacts::rename_list(tx, id, &name)?;
        rename_in(tx, askers, LIST, &old, &new)?;
        Ok(card(contacts::list(tx, id)?))
    })
    .await
}

/// Takes a list away; the people stay. The names of the saved segments that asked for it: each is a fault from now on and picks nobody.
/// Undo brings the list back.
///
/// # Errors
/// `contacts.no_list`.
pub async fn delete(ws: &Workspace, id: ListId) -> Result<Vec<String>, Problem> {
    let fields = ws.part::<Fields>();
    let name = name_of(ws, id).await?;
    ws.write(Message::new("contacts.action.list_deleted").with("name", name.as_str()), move |tx| {
        let askers = askers(tx, &fields, LIST, &name)?;
        contacts::remove_list(tx, id)?;
        askers.segments.iter().for_each(|(saved, _)| tx.changed(Topic::Segment, saved.id.get()));
        Ok(askers.names())
    })
    .await
}

/// Puts people on a list; how many were not on it before.
///
/// # Errors
/// `contacts.no_list`, `contacts.no_person`, and what is wrong with a question: nothing has changed.
pub async fn add_people(ws: &Workspace, id: ListId, who: ExportWhom) -> Result<u32, Problem> {
    change(ws, id, who, "contacts.action.listed", contacts::put_on_list).await
}

/// Takes people off a list; how many were on it.
///
/// # Errors
/// As [`add_people`].
pub async fn remove_people(ws: &Workspace, id: ListId, who: ExportWhom) -> Result<u32, Problem> {
    change(ws, id, who, "contacts.action.unlisted", contacts::take_off_list).await
}

async fn change(
    ws: &Workspace,
    id: ListId,
    who: ExportWhom,
    label: &'static str,
    act: fn(&WriteTx<'_>, ListId, &[PersonId]) -> Result<u32, Problem>,
) -> Result<u32, Problem> {
    let fields = ws.part::<Fields>();
    let name = name_of(ws, id).await?;
    ws.write(Message::new(label).with("name", name), move |tx| {
        let who = who.ids(tx, &fields)?;
        act(tx, id, &who)
    })
    .await
}

async fn name_of(ws: &Workspace, id: ListId) -> Result<String, Problem> {
    ws.read(move |tx| Ok(contacts::list(tx, id)?.name)).await
}

/// A segment has no name that a list is to have.
fn require_no_segment(tx: &ReadTx<'_>, name: &str) -> Result<(), Problem> {
    let key = fold_key(name);
    let taken = store::all(tx)?.into_iter().any(|saved| fold_key(&saved.name) == key);
    if taken {
        return Err(Problem::refusal("segments.name_taken")
            .with("name", name.trim())
            .todo("segments.name_taken.todo")
            .at(Place::field("name")));
    }
    Ok(())
}
