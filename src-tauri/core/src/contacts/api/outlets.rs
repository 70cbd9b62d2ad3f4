//! What the shells ask about outlets, and about who works where; one user action is one transaction, and undo takes it back.

use serde::{Deserialize, Serialize};

use super::counted::{counted, kept};
use super::{PersonCard, card, shown};
use crate::contacts::fold;
use crate::contacts::outlets::{self, OutletInput, OutletPatch};
use crate::contacts::positions::{self, Move, PositionInput};
use crate::contacts::service;
use crate::contacts::store::outlets::{self as store, OutletColumn, OutletInUse, OutletRow, PeopleByOutlet};
use crate::contacts::store::positions as past;
use crate::error::Problem;
use crate::ids::{Millis, OutletId, PersonId, PositionId};
use crate::messages::Message;
use crate::workspace::Workspace;

/// Most of those who worked somewhere once that an outlet's page names.
const FORMERS: u32 = 200;

/// Which outlets a list shows, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletQuestion {
    /// Only those that have each of these words in name, region or audience; empty for all.
    pub search: String,
    /// What they are sorted by; then by name.
    pub sort: OutletColumn,
    /// The other way round; what is not known stands last all the same.
    pub descending: bool,
}

/// One outlet with everything that is known.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutletCard {
    /// Which.
    pub id: OutletId,
    /// Everything that can be entered.
    pub fields: OutletInput,
    /// How many people work there.
    pub people: u32,
    /// The question that picks them: `outlet:"The Tide"`.
    pub in_questions: String,
    /// Who worked there and does no longer, the latest first.
    pub formers: Vec<FormerCard>,
    /// When it was first named.
    pub created_at: Millis,
    /// When anything about it changed last; none if nothing ever did.
    pub changed_at: Option<Millis>,
}

/// Somebody who worked at an outlet.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FormerCard {
    /// Who.
    pub person: PersonId,
    /// Their name; may be empty.
    pub name: String,
    /// As what.
    pub role: String,
    /// Since when; empty where it is not known.
    pub from: String,
    /// Until when.
    pub to: String,
}

/// The numbers of outlets in their order: what a list scrolls through. [`outlet_rows`] gives what is on the screen.
///
/// # Errors
/// What the file says.
pub async fn outlets(ws: &Workspace, question: OutletQuestion) -> Result<Vec<OutletId>, Problem> {
    let OutletQuestion { search, sort, descending } = question;
    if sort != OutletColumn::People {
        return ws.read(move |tx| Ok(store::list(tx, &search, sort, descending)?)).await;
    }
    // To count everybody takes a while, and whoever types a search asks again at each letter.
    let people = counted(ws, |tx| Ok(store::people_by_outlet(tx)?)).await?;
    ws.read(move |tx| {
        let mut ids = store::list(tx, &search, OutletColumn::Name, false)?;
        let of = |id: &OutletId| people.get(id).copied().unwrap_or_default();
        ids.sort_by(|one, two| if descending { of(two).cmp(&of(one)) } else { of(one).cmp(&of(two)) });
        Ok(ids)
    })
    .await
}

/// The rows of these outlets in the order given; which is gone is left out.
///
/// # Errors
/// What the file says.
pub async fn outlet_rows(ws: &Workspace, ids: Vec<OutletId>) -> Result<Vec<OutletRow>, Problem> {
    let people = kept::<PeopleByOutlet>(ws);
    ws.read(move |tx| Ok(store::rows(tx, &ids, people.as_deref())?)).await
}

/// The outlet with that name or number.
///
/// # Errors
/// `contacts.no_outlet`.
pub async fn outlet_named(ws: &Workspace, named: &str) -> Result<OutletId, Problem> {
    let named = named.to_owned();
    ws.read(move |tx| outlets::outlet_named(tx, &named)).await
}

/// Everything about one outlet.
///
/// # Errors
/// `contacts.no_outlet`.
pub async fn outlet(ws: &Workspace, id: OutletId) -> Result<OutletCard, Problem> {
    ws.read(move |tx| outlet_card(tx, id)).await
}

fn outlet_card(tx: &crate::workspace::ReadTx<'_>, id: OutletId) -> Result<OutletCard, Problem> {
    let kept = store::whole(tx, id)?.ok_or_else(|| outlets::no_outlet(&id.to_string()))?;
    let formers = past::formers(tx, id, FORMERS)?.into_iter().map(|one| FormerCard {
        person: one.person,
        name: one.name,
        role: one.role,
        from: one.from,
        to: one.to,
    });
    Ok(OutletCard {
        id,
        people: store::count_people(tx, id)?,
        in_questions: format!("outlet:\"{}\"", kept.fields.name.replace('\\', "\\\\").replace('"', "\\\"")),
        formers: formers.collect(),
        created_at: kept.created_at,
        changed_at: kept.changed_at,
        fields: kept.fields,
    })
}

/// Adds an outlet.
///
/// # Errors
/// `contacts.refused` with a place for every field that is refused: nothing has changed.
pub async fn add_outlet(ws: &Workspace, input: OutletInput) -> Result<OutletCard, Problem> {
    let checked = outlets::check(input)?;
    let label = Message::new("contacts.action.outlet_added").with("name", checked.fields.name.clone());
    ws.write(label, move |tx| {
        let id = outlets::add(tx, &checked)?;
        outlet_card(tx, id)
    })
    .await
}

/// Changes an outlet; its people go along with its name.
///
/// # Errors
/// `contacts.no_outlet`, `contacts.refused`: nothing has changed.
pub async fn edit_outlet(ws: &Workspace, id: OutletId, patch: OutletPatch) -> Result<OutletCard, Problem> {
    let held = ws.read(move |tx| outlets::whole(tx, id)).await?;
    let label = Message::new("contacts.action.outlet_edited").with("name", held.name);
    ws.write(label, move |tx| {
        // Read again inside the transaction: what another window changed meanwhile stays.
        let held = outlets::whole(tx, id)?;
        let checked = outlets::check(patch.applied(held.clone()))?;
        outlets::replace(tx, id, &held, &checked)?;
        outlet_card(tx, id)
    })
    .await
}

/// Makes one outlet of two: `keep` has the people, the audiences and the past of both; what it does not say of itself the other says.
///
/// # Errors
/// `contacts.no_outlet`, `contacts.outlet_itself`: nothing has changed.
pub async fn merge_outlets(ws: &Workspace, keep: OutletId, other: OutletId) -> Result<OutletCard, Problem> {
    let names = ws.read(move |tx| Ok((outlets::whole(tx, keep)?.name, outlets::whole(tx, other)?.name))).await?;
    let label = Message::new("contacts.action.outlets_merged").with("name", names.0).with("other", names.1);
    ws.write(label, move |tx| {
        outlets::merge(tx, keep, other)?;
        outlet_card(tx, keep)
    })
    .await
}

/// Takes an outlet away: its people stay, without one; how many they are. Undo brings all back.
///
/// # Errors
/// `contacts.no_outlet`.
pub async fn delete_outlet(ws: &Workspace, id: OutletId) -> Result<u32, Problem> {
    let held = ws.read(move |tx| outlets::whole(tx, id)).await?;
    ws.write(Message::new("contacts.action.outlet_deleted").with("name", held.name), move |tx| outlets::remove(tx, id)).await
}

/// Takes outlets away in one act, as [`delete_outlet`] does each; how many people have none now.
///
/// # Errors
/// `contacts.no_outlet`: nothing has changed.
pub async fn delete_outlets(ws: &Workspace, ids: Vec<OutletId>) -> Result<u32, Problem> {
    ws.write(Message::new("contacts.action.outlets_deleted").with("n", ids.len()), move |tx| {
        let mut people = 0_u32;
        for id in ids {
            people = people.saturating_add(outlets::remove(tx, id)?);
        }
        Ok(people)
    })
    .await
}

/// What an outlet's field can be completed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "the vocabulary's words")]
pub enum SuggestedOfOutlets {
    Audience,
    Region,
}

/// Names in use that begin so.
///
/// # Errors
/// What the file says.
pub async fn suggest_of_outlets(ws: &Workspace, what: SuggestedOfOutlets, beginning: String) -> Result<Vec<String>, Problem> {
    let which = match what {
        SuggestedOfOutlets::Audience => OutletInUse::Audience,
        SuggestedOfOutlets::Region => OutletInUse::Region,
    };
    ws.read(move |tx| Ok(store::names_in_use(tx, which, &fold::key(&beginning), super::OFFERED)?)).await
}

/// Somebody works elsewhere from now on, or in another office: what was is past from then on.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused`, `contacts.moved_nowhere`: nothing has changed.
pub async fn move_person(ws: &Workspace, id: PersonId, to: Move) -> Result<PersonCard, Problem> {
    let (secret, actor) = (*ws.secret(), ws.host().actor.clone());
    ws.write(about(ws, "contacts.action.moved", id).await?, move |tx| {
        positions::move_to(tx, &secret, &actor, id, &to)?;
        card(tx, &secret, id)
    })
    .await
}

/// Notes where somebody worked once, or works besides.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused`: nothing has changed.
pub async fn add_position(ws: &Workspace, id: PersonId, input: PositionInput) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(about(ws, "contacts.action.position_added", id).await?, move |tx| {
        positions::add(tx, id, &input)?;
        card(tx, &secret, id)
    })
    .await
}

/// Changes what is noted of a position.
///
/// # Errors
/// `contacts.no_position`, `contacts.refused`: nothing has changed.
pub async fn edit_position(ws: &Workspace, id: PositionId, input: PositionInput) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(about(ws, "contacts.action.position_edited", whose(ws, id).await?).await?, move |tx| {
        let person = positions::replace(tx, id, &input)?;
        card(tx, &secret, person)
    })
    .await
}

/// Takes a position away.
///
/// # Errors
/// `contacts.no_position`.
pub async fn delete_position(ws: &Workspace, id: PositionId) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(about(ws, "contacts.action.position_deleted", whose(ws, id).await?).await?, move |tx| {
        let person = positions::remove(tx, id)?;
        card(tx, &secret, person)
    })
    .await
}

/// Whose position it is.
async fn whose(ws: &Workspace, id: PositionId) -> Result<PersonId, Problem> {
    ws.read(move |tx| positions::whose(tx, id)).await
}

/// A label that names the person.
pub(super) async fn about(ws: &Workspace, key: &'static str, id: PersonId) -> Result<Message, Problem> {
    let held = ws.read(move |tx| service::record(tx, id)?.ok_or_else(|| service::no_person(id))).await?;
    Ok(Message::new(key).with("name", shown(&held.input)))
}
