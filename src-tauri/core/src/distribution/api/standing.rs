//! How documents stand with their approval, as a list of them says it in a few words.

use serde::Serialize;

use super::approval::{ApprovalState, view};
use crate::distribution::approved::ApprovalChange;
use crate::error::Problem;
use crate::ids::{DocumentId, Millis};
use crate::literature::approval::service as approvals;
use crate::literature::comments;
use crate::literature::desk::{self, Stage};
use crate::segments::Fields;
use crate::workspace::{ReadTx, Workspace};

/// How one document stands with its approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalStanding {
    /// The document.
    pub document: DocumentId,
    /// How it stands.
    pub state: ApprovalState,
    /// Whose answers are waited for now, who approved it, or who sent it back; nobody where it is void.
    pub names: Vec<String>,
    /// When it was asked, approved or sent back; of what is void, since when its text is another, if that is so.
    pub at: Option<Millis>,
    /// What is another now, if it is void.
    pub changes: Vec<ApprovalChange>,
    /// How many comments on it are open.
    pub comments: u32,
}

/// How these documents stand with their approval. Those of which nobody was asked and on which nothing is said are left out, and so is
/// what went out: it is written on as anybody likes. Each costs a look at its text, so a list asks for what it shows.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn approval_standings(ws: &Workspace, documents: Vec<DocumentId>) -> Result<Vec<ApprovalStanding>, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    ws.read(move |tx| {
        let mut all = Vec::new();
        for document in documents {
            all.extend(standing(tx, document, &fields, &me)?);
        }
        Ok(all)
    })
    .await
}

fn standing(tx: &ReadTx<'_>, document: DocumentId, fields: &Fields, me: &str) -> Result<Option<ApprovalStanding>, Problem> {
    let comments = comments::open(tx, document)?;
    let asked = approvals::asks(tx, document)?.iter().any(|ask| ask.withdrawn_at.is_none());
    if !asked && comments == 0 || desk::stage(tx, document)? == Stage::Released {
        return Ok(None);
    }
    let bare = ApprovalStanding { document, state: ApprovalState::None, names: Vec::new(), at: None, changes: Vec::new(), comments };
    if !asked {
        return Ok(Some(bare));
    }
    let view = view(tx, document, fields, me)?;
    let Some(ask) = view.ask else { return Ok(Some(bare)) };
    let (names, at) = match view.state {
        ApprovalState::Waiting => (view.waits_for, Some(ask.asked_at)),
        ApprovalState::Approved => (ask.approved(&view.rule).map(|one| one.name.clone()).collect(), view.approved_at),
        ApprovalState::SentBack => {
            (ask.sent_back().map(|one| one.name.clone()).into_iter().collect(), ask.sent_back().and_then(|one| one.at))
        }
        ApprovalState::Void | ApprovalState::None => (Vec::new(), view.void_since),
    };
    Ok(Some(ApprovalStanding { state: view.state, names, at, changes: view.changes, ..bare }))
}
