//! Breakers: when they act, and the word that a domain goes on (D13).

use serde::Serialize;

use super::act::own;
use super::watch::{DistributionCard, card};
use crate::distribution::breakers::Breakers;
use crate::distribution::engine::{Brakes, Run};
use crate::distribution::service::{self, SequenceMemory};
use crate::distribution::state::{Because, DistributionState};
use crate::distribution::store::breakers;
use crate::distribution::store::ledger::{self, Chain};
use crate::error::Problem;
use crate::ids::DistributionId;
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

/// A domain whose server refused several letters: the others there wait.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct HeldDomain {
    /// The domain.
    pub domain: String,
    /// Why, in words.
    pub says: Message,
}

pub(super) fn held_of(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<HeldDomain>, Problem> {
    let says = |held: &breakers::Held| held.told.clone().unwrap_or_else(|| Because::Domain.says());
    Ok(breakers::held(tx, id)?.into_iter().map(|held| HeldDomain { says: says(&held), domain: held.domain }).collect())
}

/// When breakers act in this workspace.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn breakers(ws: &Workspace) -> Result<Breakers, Problem> {
    ws.read(|tx| Ok(breakers::limits(tx)?)).await
}

/// Lets breakers act so, from the next distribution that begins to go, or goes on. Zero switches one off.
///
/// # Errors
/// `distribution.breakers.too_many` with the field: nothing has changed.
pub async fn set_breakers(ws: &Workspace, wanted: Breakers) -> Result<Breakers, Problem> {
    let wanted = wanted.judged()?;
    ws.write(Message::new("distribution.action.breakers"), move |tx| Ok(breakers::set_limits(tx, wanted)?)).await?;
    Ok(wanted)
}

/// The rows of a domain that was held go on.
///
/// # Errors
/// `distribution.not_found`, `distribution.not_held`, `distribution.other_machine`, `distribution.older_copy`.
pub async fn release_domain(ws: &Workspace, id: DistributionId, domain: String) -> Result<DistributionCard, Problem> {
    service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    let run = ws.part::<Run>().id.clone();
    let shown = ws
        .write_quietly(move |tx| {
            let standing = own(tx, id)?;
            if !breakers::release(tx, id, Some(domain.trim()))? {
                return Err(Problem::refusal("distribution.not_held").with("domain", domain));
            }
            if standing.state == DistributionState::Paused && standing.because == Some(Because::Domain) {
                ledger::set_state(&mut Chain::at_head(tx)?, id, DistributionState::Sending, None, None)?;
            }
            ledger::set_settled(tx, id, false, Some(&run))?;
            card(tx, id)
        })
        .await?;
    ws.part::<Brakes>().of(id).follow(shown.state);
    Ok(shown)
}
