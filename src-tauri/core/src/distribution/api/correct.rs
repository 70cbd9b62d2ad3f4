//! A second mail to exactly those who have the first: what was wrong in it, or its new embargo (D39). And the first one, for colleagues
//! to see.

use super::act::{own, refuse_copies};
use super::before::{EmbargoMode, SendRequest};
use crate::distribution::languages;
use crate::distribution::lineage::{Parent, Relation};
use crate::distribution::store::{lineage, plan};
use crate::error::Problem;
use crate::ids::{DistributionId, DocumentId};
use crate::literature::{self, Document};
use crate::workspace::Workspace;

/// What the second mail says of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Correcting {
    /// Something in it was wrong.
    Text,
    /// Its embargo is another now.
    Embargo,
}

/// The request for a correction of a distribution, and of all that continue it, to look at and send: to exactly those whose rows are
/// accepted or uncertain, each answering the mail that they have. `document` is the text that corrects; without it, the same document
/// as it is written now.
///
/// # Errors
/// `distribution.not_found`, `literature.not_found`; `distribution.nobody_has_it` when there is nobody to correct it for. That it still
/// goes out is said by [`review`](super::review).
pub async fn correct(ws: &Workspace, id: DistributionId, document: Option<DocumentId>, what: Correcting) -> Result<SendRequest, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        own(tx, id)?;
        refuse_copies(tx, id)?;
        let sealing = plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))?;
        if lineage::holders(tx, id)?.is_empty() {
            return Err(Problem::refusal("distribution.nobody_has_it").todo("distribution.nobody_has_it.todo"));
        }
        let document = document.unwrap_or(sealing.document);
        let waits = Document::parse(&literature::draft(tx, document)?.text).embargo.is_some_and(|embargo| embargo.at > now);
        let relation = match what {
            Correcting::Text => Relation::Correction,
            Correcting::Embargo => Relation::EmbargoChange,
        };
        Ok(SendRequest {
            document,
            account: sealing.account,
            to: sealing.audience_name,
            except: Vec::new(),
            left_out: Vec::new(),
            put_back: Vec::new(),
            recent_days: 0,
            follow: false,
            // They have the first one: what is wrong in it is told at once, marked, if the embargo holds.
            embargo: if waits { EmbargoMode::Under } else { EmbargoMode::None },
            hold_ms: 30_000,
            go_on: false,
            first: None,
            schedule: None,
            hours: None,
            languages: languages::again(tx, &sealing.texts, document)?,
            parent: Some(Parent { distribution: id, relation }),
        })
    })
    .await
}

/// The request for a copy of what a distribution sent, for colleagues to see: the very revision, marked as a copy, on a list of its own that
/// counts for nothing in the other's sum. Only people of the house get it: those in `to`, or all of them.
///
/// # Errors
/// `distribution.not_found`, `distribution.is_copy`.
pub async fn copy(ws: &Workspace, id: DistributionId, to: Option<String>) -> Result<SendRequest, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        own(tx, id)?;
        refuse_copies(tx, id)?;
        let sealing = plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))?;
        let text = Document::parse(&literature::revision(tx, sealing.revision)?.text);
        Ok(SendRequest {
            document: sealing.document,
            account: sealing.account,
            to: to.unwrap_or_else(|| "kind:employee".to_owned()),
            except: Vec::new(),
            left_out: Vec::new(),
            put_back: Vec::new(),
            recent_days: 0,
            follow: false,
            embargo: if text.embargo.is_some_and(|embargo| embargo.at > now) { EmbargoMode::Under } else { EmbargoMode::None },
            hold_ms: 30_000,
            go_on: false,
            first: None,
            schedule: None,
            hours: None,
            languages: Vec::new(),
            parent: Some(Parent { distribution: id, relation: Relation::Copy }),
        })
    })
    .await
}
