//! What the shells ask about campaigns.

use serde::{Deserialize, Serialize};

use super::brief::{CampaignInput, MessageInput};
use super::store::CampaignRow;
use super::{brief, service, store};
use crate::distribution::api::DistributionCard;
use crate::distribution::{self, Sum};
use crate::error::{Place, Problem};
use crate::ids::{CampaignId, DocumentId, KeyMessageId, Millis};
use crate::literature;
use crate::literature::api::DocumentCard;
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

/// A campaign in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CampaignCard {
    /// Which.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
    /// What it is to bring about; may be empty.
    pub aim: String,
    /// Its first day, `2026-11-02`.
    pub starts_on: Option<String>,
    /// Its last day.
    pub ends_on: Option<String>,
    /// How many documents belong to it.
    pub documents: u32,
    /// How many distributions belong to it.
    pub distributions: u32,
    /// The sum of its distributions.
    pub sum: Sum,
    /// When its own entries were last changed.
    pub changed_at: Millis,
}

/// A campaign, opened.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OpenCampaign {
    /// What lists show.
    pub card: CampaignCard,
    /// What is to stay in people's minds, the most important first.
    pub messages: Vec<KeyMessage>,
    /// Its documents, in the order in which they came to it.
    pub documents: Vec<DocumentCard>,
    /// Its distributions, newest first.
    pub distributions: Vec<DistributionCard>,
    /// Distributions of its documents that belong to no campaign, for they were written before it: see [`gather`].
    pub earlier: u32,
}

/// A key message.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct KeyMessage {
    /// Which.
    pub id: KeyMessageId,
    /// One sentence.
    pub text: String,
}

/// What is to change of a campaign; what is `None` stays. An empty date takes the date away.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CampaignPatch {
    /// Another name.
    pub name: Option<String>,
    /// Another aim.
    pub aim: Option<String>,
    /// Another first day.
    pub starts_on: Option<String>,
    /// Another last day.
    pub ends_on: Option<String>,
    /// All messages in their new order; those not among them go.
    pub messages: Option<Vec<MessageInput>>,
}

/// The campaign that a document belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CampaignName {
    /// Which.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
}

/// A document and the campaign that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Belonging {
    /// The document.
    pub document: DocumentId,
    /// Its campaign.
    pub campaign: CampaignName,
}

/// Makes a campaign.
///
/// # Errors
/// `campaigns.name_taken`, `campaigns.bad_name`, `campaigns.bad_aim`, `campaigns.bad_date`, `campaigns.ends_before_start`,
/// `campaigns.bad_message`, `campaigns.many_messages`: nothing was made.
pub async fn add(ws: &Workspace, new: CampaignInput) -> Result<CampaignCard, Problem> {
    let label = Message::new("campaigns.action.added").with("name", new.name.trim());
    ws.write(label, move |tx| {
        let id = service::create(tx, new)?;
        card(tx, service::campaign(tx, id)?)
    })
    .await
}

/// Changes a campaign.
///
/// # Errors
/// As [`add`], and `campaigns.no_campaign`: it is as it was.
pub async fn edit(ws: &Workspace, id: CampaignId, patch: CampaignPatch) -> Result<CampaignCard, Problem> {
    let name = ws.read(move |tx| Ok(service::campaign(tx, id)?.name)).await?;
    ws.write(Message::new("campaigns.action.changed").with("name", name), move |tx| {
        let held = service::input(tx, id)?;
        let changed = CampaignInput {
            name: patch.name.unwrap_or(held.name),
            aim: patch.aim.unwrap_or(held.aim),
            starts_on: patch.starts_on.unwrap_or(held.starts_on),
            ends_on: patch.ends_on.unwrap_or(held.ends_on),
            messages: patch.messages.unwrap_or(held.messages),
        };
        service::change(tx, id, changed)?;
        card(tx, service::campaign(tx, id)?)
    })
    .await
}

/// Deletes a campaign; its documents and distributions stay. Undo brings it back with all that belonged to it.
///
/// # Errors
/// `campaigns.no_campaign`.
pub async fn delete(ws: &Workspace, id: CampaignId) -> Result<(), Problem> {
    let name = ws.read(move |tx| Ok(service::campaign(tx, id)?.name)).await?;
    ws.write(Message::new("campaigns.action.deleted").with("name", name), move |tx| service::delete(tx, id)).await
}

/// All campaigns: those without dates first, then the one that begins last.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn list(ws: &Workspace) -> Result<Vec<CampaignCard>, Problem> {
    ws.read(|tx| store::all(tx)?.into_iter().map(|row| card(tx, row)).collect()).await
}

/// One campaign with all that belongs to it.
///
/// # Errors
/// `campaigns.no_campaign`.
pub async fn show(ws: &Workspace, id: CampaignId) -> Result<OpenCampaign, Problem> {
    ws.read(move |tx| {
        let row = service::campaign(tx, id)?;
        Ok(OpenCampaign {
            messages: store::messages(tx, id)?.into_iter().map(|(id, _, text)| KeyMessage { id, text }).collect(),
            documents: literature::cards_of(tx, &store::documents(tx, id)?)?,
            distributions: distribution::cards_of(tx, &store::distributions(tx, id)?)?,
            earlier: u32::try_from(service::earlier(tx, id)?.len()).unwrap_or(u32::MAX),
            card: card(tx, row)?,
        })
    })
    .await
}

/// The campaign's number, by number or name.
///
/// # Errors
/// `campaigns.no_campaign`.
pub async fn find(ws: &Workspace, name_or_number: &str) -> Result<CampaignId, Problem> {
    let name = name_or_number.to_owned();
    ws.read(move |tx| {
        if let Some(id) = store::id_of_name(tx, &brief::name_key(&name))? {
            return Ok(id);
        }
        let numbered = name.trim().parse::<CampaignId>().map_err(|_| service::missing(&name))?;
        Ok(service::campaign(tx, numbered)?.id)
    })
    .await
}

/// The number of the only campaign.
///
/// # Errors
/// `campaigns.which` unless there is exactly one.
pub async fn only(ws: &Workspace) -> Result<CampaignId, Problem> {
    ws.read(|tx| match store::all(tx)?.as_slice() {
        [one] => Ok(one.id),
        all => Err(Problem::refusal("campaigns.which").with("count", all.len()).at(Place::field("campaign"))),
    })
    .await
}

/// Puts a document into a campaign, out of the one that it was in. From here on its distributions belong to it; those
/// that were written before stay where they belong.
///
/// # Errors
/// `campaigns.no_campaign`, `literature.no_document`.
pub async fn put(ws: &Workspace, id: CampaignId, document: DocumentId) -> Result<CampaignCard, Problem> {
    let (name, headline) = ws.read(move |tx| Ok((service::campaign(tx, id)?.name, service::headline(tx, document)?))).await?;
    let label = Message::new("campaigns.action.put").with("name", name).with("headline", headline);
    ws.write(label, move |tx| {
        service::put(tx, id, document)?;
        card(tx, service::campaign(tx, id)?)
    })
    .await
}

/// Takes a document out of its campaign; its distributions stay in it.
///
/// # Errors
/// `campaigns.in_no_campaign`, `literature.no_document`.
pub async fn take_out(ws: &Workspace, document: DocumentId) -> Result<(), Problem> {
    let headline = ws.read(move |tx| service::headline(tx, document)).await?;
    let label = Message::new("campaigns.action.taken_out").with("headline", headline);
    ws.write(label, move |tx| service::take_out(tx, document)).await
}

/// Takes the distributions into the campaign that its documents had before it and that belong to none.
///
/// # Errors
/// `campaigns.no_campaign`.
pub async fn gather(ws: &Workspace, id: CampaignId) -> Result<CampaignCard, Problem> {
    let name = ws.read(move |tx| Ok(service::campaign(tx, id)?.name)).await?;
    ws.write(Message::new("campaigns.action.gathered").with("name", name), move |tx| {
        service::gather(tx, id)?;
        card(tx, service::campaign(tx, id)?)
    })
    .await
}

/// The campaign that a document belongs to, if any.
///
/// # Errors
/// `literature.no_document`.
pub async fn of_document(ws: &Workspace, document: DocumentId) -> Result<Option<CampaignName>, Problem> {
    ws.read(move |tx| {
        literature::kind(tx, document)?;
        let Some(id) = store::of_document(tx, document)? else { return Ok(None) };
        Ok(Some(CampaignName { id, name: service::campaign(tx, id)?.name }))
    })
    .await
}

/// Every document that belongs to a campaign, with that campaign.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn belonging(ws: &Workspace) -> Result<Vec<Belonging>, Problem> {
    ws.read(|tx| {
        let all = store::belonging(tx)?.into_iter();
        Ok(all.map(|(document, id, name)| Belonging { document, campaign: CampaignName { id, name } }).collect())
    })
    .await
}

fn card(tx: &ReadTx<'_>, row: CampaignRow) -> Result<CampaignCard, Problem> {
    let distributions = store::distributions(tx, row.id)?;
    Ok(CampaignCard {
        id: row.id,
        name: row.name,
        aim: row.aim,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        documents: row.documents,
        distributions: u32::try_from(distributions.len()).unwrap_or(u32::MAX),
        sum: distribution::sum(tx, &distributions)?,
        changed_at: row.changed_at,
    })
}
