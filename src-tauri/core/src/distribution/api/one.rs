//! A mail to one person: a distribution of one, through the same engine and ledger.

use serde::{Deserialize, Serialize};

use super::before::{EmbargoMode, SendRequest};
use crate::contacts::{self, ListKind};
use crate::error::Problem;
use crate::ids::{AccountId, DocumentId, PersonId};
use crate::literature::{self, Document, DocumentKind};
use crate::messages::Language;
use crate::workspace::Workspace;

/// What one person is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum OneOff {
    /// A document.
    Document {
        /// Which.
        document: DocumentId,
    },
    /// A short letter. It is kept as a document, as all that is sent.
    Letter {
        /// Its subject.
        subject: String,
        /// Its text, Markdown.
        text: String,
        /// The language that it is written in.
        language: Language,
    },
}

/// The request for a mail to one person, to look at and send. That they had another mail lately leaves nobody out here: it is meant for
/// them. Everything else that may stand in the way is named as ever.
///
/// # Errors
/// `contacts.no_person`, `literature.not_found`; for a letter `literature.empty` with the field, `literature.too_long`.
pub async fn to_one(ws: &Workspace, person: PersonId, account: AccountId, what: OneOff) -> Result<SendRequest, Problem> {
    let kind = ws
        .read(move |tx| {
            let one = contacts::recipients(tx, &[person])?.into_iter().next();
            Ok(one.ok_or_else(|| contacts::no_person(person))?.kind.list_kind())
        })
        .await?;
    let document = match what {
        OneOff::Document { document } => document,
        OneOff::Letter { subject, text, language } => {
            // A letter into the house is of the kind that the house is written (L13).
            let kind = match kind {
                ListKind::Internal => DocumentKind::Announcement,
                ListKind::External => DocumentKind::Statement,
            };
            literature::api::add_letter(ws, kind, language.tag().to_owned(), &subject, &text).await?.id
        }
    };
    let now = ws.now();
    let waits = ws
        .read(move |tx| Ok(Document::parse(&literature::draft(tx, document)?.text).embargo.is_some_and(|embargo| embargo.at > now)))
        .await?;
    Ok(SendRequest {
        document,
        account,
        to: format!("person:{person}"),
        except: Vec::new(),
        left_out: Vec::new(),
        put_back: Vec::new(),
        recent_days: 0,
        follow: false,
        embargo: if waits { EmbargoMode::Under } else { EmbargoMode::None },
        hold_ms: 30_000,
        go_on: false,
        first: None,
        schedule: None,
        hours: None,
        languages: Vec::new(),
        parent: None,
    })
}
