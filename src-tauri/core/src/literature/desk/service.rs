//! The desk's rules over its table; composes within one transaction.

use super::plan::{self, Plan, PlanChange};
use super::stage::{self, Stage, Standing};
use super::store;
use crate::error::{Place, Problem};
use crate::ids::{DocumentId, Millis};
use crate::literature::approval;
use crate::literature::document::Document;
use crate::literature::service::document;
use crate::workspace::{ReadTx, WriteTx};

/// What the desk knows of a document.
///
/// # Errors
/// `literature.no_document`.
pub(in crate::literature) fn plan(tx: &ReadTx<'_>, id: DocumentId) -> Result<Plan, Problem> {
    document(tx, id)?;
    Ok(store::plan(tx, id)?.unwrap_or_default())
}

/// Where a document stands.
///
/// # Errors
/// `literature.no_document`.
pub fn stage(tx: &ReadTx<'_>, id: DocumentId) -> Result<Stage, Problem> {
    Ok(plan(tx, id)?.stage)
}

/// When a document was released; none where it is not.
///
/// # Errors
/// `literature.no_document`.
pub fn released_at(tx: &ReadTx<'_>, id: DocumentId) -> Result<Option<Millis>, Problem> {
    let plan = plan(tx, id)?;
    Ok(plan.staged_at.filter(|_| plan.stage == Stage::Released))
}

/// Whether somebody may put a document to Approved by hand, with no rule for approvals in the way.
///
/// # Errors
/// What SQLite says.
pub fn may_approve_by_hand(tx: &ReadTx<'_>) -> Result<bool, Problem> {
    Ok(!approval::service::rule(tx)?.required)
}

/// Changes what the desk knows of a document, its stage by the rules for moving by hand. Gives what it knew before.
///
/// # Errors
/// `literature.no_document`, `literature.plan_name`, `literature.plan_day`, `literature.plan_brief`, and why it does not go to its stage:
/// `literature.stage_unwritten`, `literature.stage_ruled`, `literature.stage_unapproved`. Nothing has changed then.
pub fn change(tx: &WriteTx<'_>, id: DocumentId, change: &PlanChange) -> Result<Plan, Problem> {
    let row = document(tx, id)?;
    let before = store::plan(tx, id)?.unwrap_or_default();
    let mut after = plan::changed(before.clone(), change)?;
    if after.stage != before.stage {
        let standing = Standing {
            stage: before.stage,
            is_written: Document::parse(&row.draft).words() > 0,
            may_be_approved: may_approve_by_hand(tx)?,
        };
        stage::judge(standing, after.stage).map_err(|stays| {
            let code = stays.code();
            Problem::refusal(code).with("headline", row.headline.as_str()).at(Place::field("stage"))
        })?;
        after.staged_at = Some(tx.now());
    }
    if after != before {
        store::keep(tx, id, &after)?;
    }
    Ok(before)
}

/// Puts a document to a stage whatever the rules for moving by hand say: for whoever has rules of their own. Gives the one before.
///
/// # Errors
/// `literature.no_document`.
pub fn put(tx: &WriteTx<'_>, id: DocumentId, stage: Stage) -> Result<Stage, Problem> {
    let before = plan(tx, id)?;
    let was = before.stage;
    if was != stage {
        store::keep(tx, id, &Plan { stage, staged_at: Some(tx.now()), ..before })?;
    }
    Ok(was)
}

/// A document was sent. No step that undo could take back: the row is another one from now on, so that what was done to the one before
/// it stays done.
///
/// # Errors
/// `literature.no_document`.
pub fn released(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), Problem> {
    let before = plan(tx, id)?;
    if before.stage != Stage::Released {
        store::remove(tx, id)?;
        store::keep(tx, id, &Plan { stage: Stage::Released, staged_at: Some(tx.now()), ..before })?;
    }
    Ok(())
}

/// Forgets what the desk knows of a document that is being deleted.
pub(in crate::literature) fn remove(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), Problem> {
    Ok(store::remove(tx, id)?)
}
