//! What the shells ask of rendering: a document's forms, as any chosen person will get them.

use serde::Serialize;

use super::{ListHeaders, Marks, Sender, prepare, web_page};
use crate::accounts;
use crate::contacts::{self, Recipient};
use crate::error::Problem;
use crate::ids::{AccountId, DocumentId, PersonId};
use crate::literature::{self, Document, DocumentKind};
use crate::net::EmailAddress;
use crate::workspace::{Workspace, organisation};

/// A document as one person gets it: mail, text and web page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PreviewCard {
    /// The subject of the mail.
    pub subject: String,
    /// The mail, pictures in it; for a frame without scripts.
    pub html: String,
    /// The text part of the mail.
    pub text: String,
    /// The web page, pictures in it; for a frame without scripts.
    pub web: String,
    /// Whom the mail is for: name and address; empty for nobody in particular.
    pub to: String,
    /// Whom it comes from; empty until there is an account.
    pub from: String,
    /// The names of the attachments, in order.
    pub files: Vec<String>,
}

/// The draft as `person` will get it from `account`; without a person the fallbacks stand in, without an account the
/// oldest one does. The embargo's line is there while the embargo holds.
///
/// # Errors
/// `literature.no_document`, `accounts.not_found`, `contacts.no_person`, `rendering.faults` with every place,
/// `rendering.letter` when something is missing for this person.
pub async fn preview(
    ws: &Workspace,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
) -> Result<PreviewCard, Problem> {
    let account = match account {
        Some(id) => Some(id),
        None => accounts::api::list(ws).await?.first().map(|card| card.id),
    };
    let now = ws.now();
    ws.read(move |tx| {
        let revision = literature::draft(tx, document)?;
        let account = account.map(|id| accounts::find(tx, id)).transpose()?;
        let reader = person.map(|id| reader(tx, id)).transpose()?;
        let sender = Sender {
            name: account.as_ref().map(|account| account.from_name.clone()).unwrap_or_default(),
            address: account.as_ref().map_or_else(placeholder, |account| Ok(account.from.clone()))?,
            reply_to: account.as_ref().and_then(|account| account.reply_to.clone()),
            organisation: organisation(tx)?,
        };
        let marks = Marks { embargo: Document::parse(&revision.text).embargo.is_some_and(|embargo| embargo.at > now), ..Marks::default() };
        let list = match revision.kind {
            DocumentKind::Announcement => ListHeaders::internal(),
            _ => ListHeaders::external(sender.reply_to.as_ref().unwrap_or(&sender.address)),
        };
        let values = reader.as_ref().map(|reader| reader.values.clone()).unwrap_or_default();
        let prepared = prepare(&revision, |asset| literature::asset_bytes(tx, asset), &sender, &marks)?;
        let mail = prepared.preview(&values, &list)?;
        Ok(PreviewCard {
            subject: mail.subject,
            html: mail.html,
            text: mail.text,
            web: web_page(&revision, |asset| literature::asset_bytes(tx, asset), &values)?,
            to: reader.map(|reader| mailbox(&reader.name, &reader.address.unwrap_or_default())).unwrap_or_default(),
            from: account.map(|account| mailbox(&account.from_name, &account.from.as_typed())).unwrap_or_default(),
            files: revision.attachments.into_iter().filter(|file| !file.inline).map(|file| file.name).collect(),
        })
    })
    .await
}

fn reader(tx: &crate::workspace::ReadTx<'_>, id: PersonId) -> Result<Recipient, Problem> {
    contacts::recipients(tx, &[id])?.into_iter().next().ok_or_else(|| contacts::no_person(id))
}

/// Stands in the footer until there is an account; reserved for examples (RFC 2606).
fn placeholder() -> Result<EmailAddress, Problem> {
    EmailAddress::parse("press@organisation.example").map_err(|fault| Problem::failure("rendering.sender").because(fault.message()))
}

fn mailbox(name: &str, address: &str) -> String {
    match (name.is_empty(), address.is_empty()) {
        (true, _) => address.to_owned(),
        (_, true) => name.to_owned(),
        _ => format!("{name} <{address}>"),
    }
}
