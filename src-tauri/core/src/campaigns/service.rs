//! Rules and store together, inside somebody's transaction.

use super::brief::{self, Brief, CampaignInput, MessageInput};
use super::store::{self, CampaignRow};
use crate::distribution;
use crate::error::{Place, Problem};
use crate::ids::{CampaignId, DistributionId, DocumentId};
use crate::literature;
use crate::workspace::{ReadTx, Topic, WriteTx};

/// Makes a campaign.
///
/// # Errors
/// `campaigns.name_taken`, and what is wrong with the input: `campaigns.bad_name`, `campaigns.bad_date` and their like.
pub fn create(tx: &WriteTx<'_>, input: CampaignInput) -> Result<CampaignId, Problem> {
    let brief = brief::check(input)?;
    refuse_taken(tx, &brief, None)?;
    let id = store::insert(tx, &brief)?;
    keep_messages(tx, id, &brief.messages)?;
    tx.changed(Topic::Campaign, id.get());
    Ok(id)
}

/// Puts what was entered in the campaign's place.
pub(super) fn change(tx: &WriteTx<'_>, id: CampaignId, input: CampaignInput) -> Result<(), Problem> {
    campaign(tx, id)?;
    let brief = brief::check(input)?;
    refuse_taken(tx, &brief, Some(id))?;
    if self::input(tx, id)? != as_entered(&brief) {
        store::update(tx, id, &brief)?;
        keep_messages(tx, id, &brief.messages)?;
        tx.changed(Topic::Campaign, id.get());
    }
    Ok(())
}

/// The campaign, or the problem that there is none.
pub(super) fn campaign(tx: &ReadTx<'_>, id: CampaignId) -> Result<CampaignRow, Problem> {
    store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))
}

pub(super) fn missing(name: &str) -> Problem {
    Problem::missing("campaigns.no_campaign").with("name", name)
}

/// A campaign as it would be entered.
pub(super) fn input(tx: &ReadTx<'_>, id: CampaignId) -> Result<CampaignInput, Problem> {
    let row = campaign(tx, id)?;
    let messages = store::messages(tx, id)?.into_iter().map(|(id, _, text)| MessageInput { id: Some(id), text }).collect();
    Ok(CampaignInput {
        name: row.name,
        aim: row.aim,
        starts_on: row.starts_on.unwrap_or_default(),
        ends_on: row.ends_on.unwrap_or_default(),
        messages,
    })
}

fn as_entered(brief: &Brief) -> CampaignInput {
    CampaignInput {
        name: brief.name.clone(),
        aim: brief.aim.clone(),
        starts_on: brief.starts_on.clone().unwrap_or_default(),
        ends_on: brief.ends_on.clone().unwrap_or_default(),
        messages: brief.messages.clone(),
    }
}

fn refuse_taken(tx: &ReadTx<'_>, brief: &Brief, own: Option<CampaignId>) -> Result<(), Problem> {
    match store::id_of_name(tx, &brief.name_key)? {
        Some(other) if Some(other) != own => {
            let problem = Problem::refusal("campaigns.name_taken").with("name", brief.name.as_str());
            Err(problem.todo("campaigns.name_taken.todo").at(Place::field("name")))
        }
        _ => Ok(()),
    }
}

/// Keeps these messages in this order; one that stays keeps its number, for what is counted for it. One that came without
/// its number is known by its words.
fn keep_messages(tx: &WriteTx<'_>, id: CampaignId, wanted: &[MessageInput]) -> Result<(), Problem> {
    let mut held = store::messages(tx, id)?;
    let named: Vec<_> = wanted.iter().filter_map(|message| message.id).collect();
    for (at, message) in wanted.iter().enumerate() {
        let position = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let known = held.iter().position(|(held, _, text)| match message.id {
            Some(wanted) => *held == wanted,
            None => *text == message.text && !named.contains(held),
        });
        match known.map(|at| held.swap_remove(at)) {
            Some((known, was, text)) if was != position || text != message.text => {
                store::update_message(tx, known, position, &message.text)?;
            }
            Some(_) => {}
            None => store::insert_message(tx, id, position, &message.text)?,
        }
    }
    for (gone, ..) in held {
        store::delete_message(tx, gone)?;
    }
    Ok(())
}

/// Deletes a campaign; its documents and distributions stay.
pub(super) fn delete(tx: &WriteTx<'_>, id: CampaignId) -> Result<(), Problem> {
    campaign(tx, id)?;
    for document in store::documents(tx, id)? {
        tx.changed(Topic::Document, document.get());
    }
    store::delete(tx, id)?;
    tx.changed(Topic::Campaign, id.get());
    Ok(())
}

/// Puts a document into a campaign, out of the one that it was in. Distributions that were written stay where they belong.
///
/// # Errors
/// `campaigns.no_campaign`, `literature.no_document`.
pub fn put(tx: &WriteTx<'_>, id: CampaignId, document: DocumentId) -> Result<(), Problem> {
    campaign(tx, id)?;
    literature::kind(tx, document)?;
    let before = store::of_document(tx, document)?;
    if before == Some(id) {
        return Ok(());
    }
    store::put_document(tx, document, id)?;
    told(tx, &[before, Some(id)], document);
    Ok(())
}

/// Takes a document out of its campaign.
pub(super) fn take_out(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), Problem> {
    literature::kind(tx, document)?;
    let before = store::of_document(tx, document)?;
    if before.is_none() {
        return Err(Problem::missing("campaigns.in_no_campaign").with("headline", headline(tx, document)?));
    }
    store::take_out_document(tx, document)?;
    told(tx, &[before], document);
    Ok(())
}

fn told(tx: &WriteTx<'_>, campaigns: &[Option<CampaignId>], document: DocumentId) {
    for id in campaigns.iter().flatten() {
        tx.changed(Topic::Campaign, id.get());
    }
    tx.changed(Topic::Document, document.get());
}

/// Distributions of the campaign's documents that belong to no campaign: they were written before it.
pub(super) fn earlier(tx: &ReadTx<'_>, id: CampaignId) -> Result<Vec<DistributionId>, Problem> {
    let mut free = Vec::new();
    for document in store::documents(tx, id)? {
        for distribution in distribution::of_document(tx, document)? {
            if !store::belongs_somewhere(tx, distribution)? {
                free.push(distribution);
            }
        }
    }
    Ok(free)
}

/// Takes [`earlier`] distributions into the campaign.
pub(super) fn gather(tx: &WriteTx<'_>, id: CampaignId) -> Result<(), Problem> {
    campaign(tx, id)?;
    let free = earlier(tx, id)?;
    for distribution in &free {
        store::put_distribution(tx, *distribution, id)?;
        tx.changed(Topic::Distribution, distribution.get());
    }
    tx.changed(Topic::Campaign, id.get());
    Ok(())
}

/// A document's headline for a label.
pub(super) fn headline(tx: &ReadTx<'_>, document: DocumentId) -> Result<String, Problem> {
    Ok(literature::headline(tx, document)?.unwrap_or_default())
}
