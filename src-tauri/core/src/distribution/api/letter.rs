//! The letter of one row, made again from what was sealed at Send: to look at what somebody got.

use serde::Serialize;

use crate::accounts;
use crate::contacts::MergeValues;
use crate::distribution::engine::Trial;
use crate::distribution::service;
use crate::distribution::store::{ledger, plan};
use crate::error::Problem;
use crate::ids::DeliveryId;
use crate::literature;
use crate::net::EmailAddress;
use crate::rendering::mailbox;
use crate::workspace::Workspace;

/// A letter as one person got it, or will.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LetterCard {
    /// The row that it belongs to.
    pub delivery: DeliveryId,
    /// Whom it is addressed to: name and address.
    pub to: String,
    /// Whom it comes from.
    pub from: String,
    /// The subject of the mail.
    pub subject: String,
    /// The mail, pictures in it; for a frame without scripts.
    pub html: String,
    /// The names of the attachments, in order; among them the person's own.
    pub files: Vec<String>,
    /// Whether it is byte for byte what went, by the hash that was kept then; none before anything went.
    pub as_it_went: Option<bool>,
}

/// The letter of one row as it went, made anew and compared with the hash of what went (D7). The names stand in it as they were at
/// Send, whatever became of the person since.
///
/// # Errors
/// `distribution.letter_gone`: no such row, or whoever got it was erased; `accounts.not_found`; as rendering.
pub async fn letter(ws: &Workspace, id: DeliveryId) -> Result<LetterCard, Problem> {
    ws.read(move |tx| {
        let gone = || Problem::missing("distribution.letter_gone");
        let (distribution, row) = ledger::row_of(tx, id)?.ok_or_else(gone)?;
        let sealing = plan::sealing(tx, distribution)?.ok_or_else(gone)?.of_row(row.text);
        let mut account = accounts::find(tx, sealing.account)?;
        account.from_name.clone_from(&sealing.from_name);
        account.from = EmailAddress::parse(&sealing.from_address).map_err(|_| Problem::refusal("distribution.bad_address"))?;
        account.reply_to = sealing.reply_to.as_deref().and_then(|text| EmailAddress::parse(text).ok());
        let revision = literature::revision(tx, sealing.revision)?;
        let list = service::list_of(&account, sealing.list_kind, sealing.one_click.as_deref())?;
        let prepared =
            service::prepared_of(tx, &revision, &account, &service::marks_of(tx, &sealing)?, list, service::Carried::of(&sealing))?;
        let values: MergeValues = serde_json::from_str(&row.fields).unwrap_or_default();
        let seen = prepared.letters.preview(&values, &prepared.list)?;
        let (files, _) = prepared.letters.files_for(Some(&row.address), &values);
        Ok(LetterCard {
            delivery: id,
            to: mailbox(&row.name, &row.address),
            from: mailbox(&sealing.from_name, &sealing.from_address),
            subject: seen.subject,
            html: seen.html,
            files,
            as_it_went: Trial::new(prepared).made_what_went(&row, &|asset| literature::asset_bytes(tx, asset))?,
        })
    })
    .await
}
