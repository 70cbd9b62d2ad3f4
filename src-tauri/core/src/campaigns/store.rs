//! The tables of campaigns; it alone says SQL.

use rusqlite::{OptionalExtension as _, Row, params};

use super::brief::Brief;
use crate::ids::{CampaignId, DistributionId, DocumentId, KeyMessageId, Millis};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// A campaign as kept.
pub(super) struct CampaignRow {
    pub(super) id: CampaignId,
    pub(super) name: String,
    pub(super) aim: String,
    pub(super) starts_on: Option<String>,
    pub(super) ends_on: Option<String>,
    pub(super) changed_at: Millis,
    pub(super) documents: u32,
}

const CAMPAIGN: &str = "SELECT id, name, aim, starts_on, ends_on, changed_at,
   (SELECT count(*) FROM campaign_document d WHERE d.campaign_id = campaign.id) FROM campaign";

fn campaign_row(row: &Row<'_>) -> rusqlite::Result<CampaignRow> {
    Ok(CampaignRow {
        id: row.get::<_, i64>(0)?.into(),
        name: row.get(1)?,
        aim: row.get(2)?,
        starts_on: row.get(3)?,
        ends_on: row.get(4)?,
        changed_at: row.get::<_, i64>(5)?.into(),
        documents: row.get(6)?,
    })
}

pub(super) fn insert(tx: &WriteTx<'_>, brief: &Brief) -> Result<CampaignId, StoreError> {
    let id = tx.insert(
        "INSERT INTO campaign (name, name_key, aim, starts_on, ends_on, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        params![brief.name, brief.name_key, brief.aim, brief.starts_on, brief.ends_on, tx.now().get()],
    )?;
    Ok(id.into())
}

pub(super) fn update(tx: &WriteTx<'_>, id: CampaignId, brief: &Brief) -> Result<(), StoreError> {
    tx.change(
        "UPDATE campaign SET name = ?2, name_key = ?3, aim = ?4, starts_on = ?5, ends_on = ?6, changed_at = ?7 WHERE id = ?1",
        params![id.get(), brief.name, brief.name_key, brief.aim, brief.starts_on, brief.ends_on, tx.now().get()],
    )?;
    Ok(())
}

/// Deletes a campaign with its messages; its documents and distributions stay.
pub(super) fn delete(tx: &WriteTx<'_>, id: CampaignId) -> Result<(), StoreError> {
    // One by one and not by cascade: history's triggers then see the rows in an order that undo can put back.
    for sql in [
        "DELETE FROM campaign_document WHERE campaign_id = ?1",
        "DELETE FROM campaign_message WHERE campaign_id = ?1",
        "DELETE FROM campaign WHERE id = ?1",
    ] {
        tx.change(sql, [id.get()])?;
    }
    Ok(())
}

pub(super) fn by_id(tx: &ReadTx<'_>, id: CampaignId) -> Result<Option<CampaignRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{CAMPAIGN} WHERE id = ?1"))?.query_row([id.get()], campaign_row).optional()?)
}

pub(super) fn id_of_name(tx: &ReadTx<'_>, key: &str) -> Result<Option<CampaignId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM campaign WHERE name_key = ?1")?;
    Ok(query.query_row([key], |row| row.get::<_, i64>(0).map(Into::into)).optional()?)
}

/// All campaigns: those without dates first, then the one that begins last.
pub(super) fn all(tx: &ReadTx<'_>) -> Result<Vec<CampaignRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "{CAMPAIGN} ORDER BY coalesce(starts_on, ends_on) IS NOT NULL, coalesce(starts_on, ends_on) DESC, id DESC"
    ))?;
    Ok(query.query_map([], campaign_row)?.collect::<Result<_, _>>()?)
}

pub(super) fn messages(tx: &ReadTx<'_>, id: CampaignId) -> Result<Vec<(KeyMessageId, u32, String)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id, position, text FROM campaign_message WHERE campaign_id = ?1 ORDER BY position, id")?;
    let rows = query.query_map([id.get()], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn insert_message(tx: &WriteTx<'_>, id: CampaignId, position: u32, text: &str) -> Result<(), StoreError> {
    tx.insert("INSERT INTO campaign_message (campaign_id, position, text) VALUES (?1, ?2, ?3)", params![id.get(), position, text])?;
    Ok(())
}

pub(super) fn update_message(tx: &WriteTx<'_>, id: KeyMessageId, position: u32, text: &str) -> Result<(), StoreError> {
    tx.change("UPDATE campaign_message SET position = ?2, text = ?3 WHERE id = ?1", params![id.get(), position, text])?;
    Ok(())
}

pub(super) fn delete_message(tx: &WriteTx<'_>, id: KeyMessageId) -> Result<(), StoreError> {
    tx.change("DELETE FROM campaign_message WHERE id = ?1", [id.get()])?;
    Ok(())
}

/// The campaign's documents, in the order in which they came to it.
pub(super) fn documents(tx: &ReadTx<'_>, id: CampaignId) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT document_id FROM campaign_document WHERE campaign_id = ?1 ORDER BY put_at, id")?;
    Ok(query.query_map([id.get()], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

pub(super) fn of_document(tx: &ReadTx<'_>, document: DocumentId) -> Result<Option<CampaignId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT campaign_id FROM campaign_document WHERE document_id = ?1")?;
    Ok(query.query_row([document.get()], |row| row.get::<_, i64>(0).map(Into::into)).optional()?)
}

/// All documents that belong to a campaign, with it.
pub(super) fn belonging(tx: &ReadTx<'_>) -> Result<Vec<(DocumentId, CampaignId, String)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.document_id, c.id, c.name FROM campaign_document d JOIN campaign c ON c.id = d.campaign_id ORDER BY d.document_id",
    )?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into(), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn put_document(tx: &WriteTx<'_>, document: DocumentId, id: CampaignId) -> Result<(), StoreError> {
    let moved = tx.change(
        "UPDATE campaign_document SET campaign_id = ?2, put_at = ?3 WHERE document_id = ?1",
        params![document.get(), id.get(), tx.now().get()],
    )?;
    if moved == 0 {
        tx.insert(
            "INSERT INTO campaign_document (document_id, campaign_id, put_at) VALUES (?1, ?2, ?3)",
            params![document.get(), id.get(), tx.now().get()],
        )?;
    }
    Ok(())
}

pub(super) fn take_out_document(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), StoreError> {
    tx.change("DELETE FROM campaign_document WHERE document_id = ?1", [document.get()])?;
    Ok(())
}

/// The campaign's distributions, newest first.
pub(super) fn distributions(tx: &ReadTx<'_>, id: CampaignId) -> Result<Vec<DistributionId>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT distribution_id FROM campaign_distribution WHERE campaign_id = ?1 ORDER BY distribution_id DESC")?;
    Ok(query.query_map([id.get()], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

pub(super) fn belongs_somewhere(tx: &ReadTx<'_>, distribution: DistributionId) -> Result<bool, StoreError> {
    // What belonged to a campaign that is gone is free again.
    let mut query = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM campaign_distribution d JOIN campaign c ON c.id = d.campaign_id WHERE d.distribution_id = ?1)",
    )?;
    Ok(query.query_row([distribution.get()], |row| row.get(0))?)
}

pub(super) fn put_distribution(tx: &WriteTx<'_>, distribution: DistributionId, id: CampaignId) -> Result<(), StoreError> {
    let moved =
        tx.change("UPDATE campaign_distribution SET campaign_id = ?2 WHERE distribution_id = ?1", params![distribution.get(), id.get()])?;
    if moved == 0 {
        tx.insert(
            "INSERT INTO campaign_distribution (distribution_id, campaign_id) VALUES (?1, ?2)",
            params![distribution.get(), id.get()],
        )?;
    }
    Ok(())
}
