//! The first few, and the question about the rest (D15).

use serde::Serialize;

use super::act::own;
use super::watch::{DeliveryCard, DistributionCard, card, delivery_card};
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::first;
use crate::distribution::store::ledger::{self, Chain};
use crate::distribution::store::report::{self, HeadRow};
use crate::error::Problem;
use crate::ids::{DistributionId, Millis};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

/// Where the first few stand, as long as the rest waits for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FirstCard {
    /// How many they are; as long as the list is not frozen, how many they will be.
    pub count: u32,
    /// Those of them whose servers took it.
    pub accepted: u32,
    /// When the rest goes by itself; none: it waits for the user.
    pub goes_on_at: Option<Millis>,
}

pub(super) fn card_of(tx: &ReadTx<'_>, head: &HeadRow) -> Result<Option<FirstCard>, Problem> {
    if !head.first_open {
        return Ok(None);
    }
    let rows = first::rows(tx, head.id)?;
    let asked = first::asked_for(tx, head.id)?.map_or(0, |asked| asked.count);
    let count = if rows.count() > 0 { rows.count() } else { asked };
    let waits = head.state == DistributionState::Paused && head.because == Some(Because::First);
    Ok(Some(FirstCard { count, accepted: rows.of(DeliveryState::Accepted), goes_on_at: head.first_until.filter(|_| waits) }))
}

/// The rows of the first few, in the order of the list.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn first_few(ws: &Workspace, id: DistributionId) -> Result<Vec<DeliveryCard>, Problem> {
    ws.read(move |tx| Ok(report::rows_of(tx, &first::ids(tx, id)?)?.into_iter().map(delivery_card).collect())).await
}

/// The rest, that would go by itself in some minutes, waits for the user instead.
///
/// # Errors
/// `distribution.not_found`; `distribution.first.not_waiting` where it does not go by itself.
pub async fn keep_waiting(ws: &Workspace, id: DistributionId) -> Result<DistributionCard, Problem> {
    ws.write_quietly(move |tx| {
        let standing = own(tx, id)?;
        let waits = standing.state == DistributionState::Paused && standing.because == Some(Because::First);
        if !waits || standing.first_until.is_none() {
            return Err(Problem::refusal("distribution.first.not_waiting"));
        }
        first::set_until(tx, id, None)?;
        let told = Message::new("distribution.first.accepted").with("n", first::rows(tx, id)?.count());
        ledger::set_state(&mut Chain::at_head(tx)?, id, DistributionState::Paused, Some(Because::First), Some(&told))?;
        card(tx, id)
    })
    .await
}
