//! The texts that were kept: named, told, compared, brought back (W7).

use serde::Serialize;

use super::RevisionCard;
use crate::error::{Place, Problem};
use crate::ids::{DocumentId, Millis, RevisionId};
use crate::literature::difference::{self, RevisionDifference};
use crate::literature::document::Document;
use crate::literature::revision::{Revision, Why, hex};
use crate::literature::{paper, service, store};
use crate::messages::Message;
use crate::workspace::Workspace;

/// The document's revisions, the newest first.
///
/// # Errors
/// `literature.no_document`.
pub async fn history(ws: &Workspace, id: DocumentId) -> Result<Vec<RevisionCard>, Problem> {
    ws.read(move |tx| {
        service::document(tx, id)?;
        Ok(store::revisions(tx, id)?.into_iter().map(revision_card).collect())
    })
    .await
}

fn revision_card(revision: Revision) -> RevisionCard {
    RevisionCard {
        id: revision.id,
        number: revision.number,
        why: revision.why,
        name: revision.name,
        actor: revision.actor,
        made_at: revision.made_at,
        hash: hex(&revision.hash),
        words: Document::parse(&revision.source).words(),
    }
}

/// The text of a revision.
///
/// # Errors
/// `literature.no_revision`.
pub async fn revision_text(ws: &Workspace, id: RevisionId) -> Result<String, Problem> {
    ws.read(move |tx| Ok(service::revision(tx, id)?.source)).await
}

/// What is different now from a revision, word by word.
///
/// # Errors
/// `literature.no_revision`.
pub async fn difference(ws: &Workspace, id: RevisionId) -> Result<RevisionDifference, Problem> {
    ws.read(move |tx| {
        let revision = service::revision(tx, id)?;
        Ok(difference::between(&revision.source, &service::document(tx, revision.document)?.draft))
    })
    .await
}

/// What is different in a kept text from another of the same document, word by word.
///
/// # Errors
/// `literature.no_revision`; `literature.other_document` where they are of two documents.
pub async fn change_between(ws: &Workspace, then: RevisionId, now: RevisionId) -> Result<RevisionDifference, Problem> {
    ws.read(move |tx| {
        let (then, now) = (service::revision(tx, then)?, service::revision(tx, now)?);
        if then.document != now.document {
            return Err(Problem::refusal("literature.other_document"));
        }
        Ok(difference::between(&then.source, &now.source))
    })
    .await
}

/// The revision of a document that has this number, counted from 1.
///
/// # Errors
/// `literature.no_document`; `literature.no_number` where none has it.
pub async fn numbered(ws: &Workspace, id: DocumentId, number: u32) -> Result<RevisionCard, Problem> {
    ws.read(move |tx| {
        service::document(tx, id)?;
        let found = store::revision_numbered(tx, id, number)?.map(revision_card);
        found.ok_or_else(|| Problem::missing("literature.no_number").with("number", number).todo("literature.no_number.todo"))
    })
    .await
}

/// Puts one place of the draft back as it was in a revision. `base` names the text in which that place was seen.
///
/// # Errors
/// `literature.no_revision`, `literature.moved_on` if the draft is another meanwhile: nothing has changed.
pub async fn take_change_back(ws: &Workspace, id: RevisionId, place: u32, base: String) -> Result<RevisionDifference, Problem> {
    ws.write(Message::new("literature.action.change_back"), move |tx| {
        let revision = service::revision(tx, id)?;
        let draft = service::document(tx, revision.document)?.draft;
        let moved = || Problem::refusal("literature.moved_on").todo("literature.moved_on.look");
        if paper::base(&draft) != base {
            return Err(moved());
        }
        let text = difference::without(&revision.source, &draft, place).ok_or_else(moved)?;
        service::put_draft(tx, revision.document, &text)?;
        Ok(difference::between(&revision.source, &text))
    })
    .await
}

/// A step of the writing since a revision: who kept the next one, when, and how much was another in it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ChangeStep {
    /// Who made the revision; empty for what is written since the last one.
    pub actor: String,
    /// When.
    pub at: Millis,
    /// The revision's number; none for what is written since the last one.
    pub number: Option<u32>,
    /// How many words are others.
    pub words: u32,
    /// At how many places.
    pub places: u32,
}

/// So many steps are told at most, the newest ones.
const STEPS: usize = 20;

/// Who changed what since a revision, the newest first.
///
/// # Errors
/// `literature.no_revision`.
pub async fn changed_since(ws: &Workspace, id: RevisionId) -> Result<Vec<ChangeStep>, Problem> {
    ws.read(move |tx| {
        let first = service::revision(tx, id)?;
        let draft = service::draft(tx, first.document)?;
        let since = store::revisions(tx, first.document)?.into_iter().filter(|one| one.number >= first.number).take(STEPS);
        let (mut steps, mut newer) = (Vec::new(), (draft.source, String::new(), draft.made_at, None));
        for older in since {
            let words = difference::between(&older.source, &newer.0);
            if words.places > 0 {
                steps.push(ChangeStep { actor: newer.1, at: newer.2, number: newer.3, words: words.changed, places: words.places });
            }
            newer = (older.source, older.actor, older.made_at, Some(older.number));
        }
        Ok(steps)
    })
    .await
}

/// Keeps the draft as a revision with a name.
///
/// # Errors
/// `literature.no_document`, `literature.no_name`.
pub async fn name_revision(ws: &Workspace, id: DocumentId, name: String) -> Result<RevisionCard, Problem> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Problem::refusal("literature.no_name").at(Place::field("name")));
    }
    ws.write(Message::new("literature.action.revision").with("name", name.as_str()), move |tx| {
        let revision = service::freeze(tx, id, Why::Named)?;
        store::name_revision(tx, revision, &name)?;
        Ok(revision_card(service::revision(tx, revision)?))
    })
    .await
}

/// Puts an older revision's text and files back as the draft, as a new revision (W7). What stood there before is kept as one of its own.
///
/// # Errors
/// `literature.no_revision`.
pub async fn restore(ws: &Workspace, id: RevisionId) -> Result<(), Problem> {
    ws.write(Message::new("literature.action.restored"), move |tx| {
        let revision = service::revision(tx, id)?;
        service::freeze(tx, revision.document, Why::Restored)?;
        service::put_draft(tx, revision.document, &revision.source)?;
        for file in store::files(tx, revision.document, None)? {
            store::delete_file(tx, revision.document, &file.name)?;
        }
        for file in &revision.attachments {
            store::insert_file(tx, revision.document, None, file)?;
        }
        service::touch(tx, revision.document)?;
        // What is put back is a revision of its own (W7): the history tells what stood when.
        service::freeze(tx, revision.document, Why::Idle).map(drop)
    })
    .await
}
