//! Several distributions added up.

use serde::Serialize;

use super::state::DeliveryState;
use super::store::report;
use crate::error::Problem;
use crate::ids::DistributionId;
use crate::workspace::ReadTx;

/// Where the rows of several distributions stand: `recipients = waiting + accepted + refused + retrying + uncertain +
/// cancelled`, as of each one (D31). Who is on two lists counts twice: these are letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Sum {
    /// Rows of all lists.
    pub recipients: u32,
    /// Planned, claimed and in flight.
    pub waiting: u32,
    /// Taken by their servers.
    pub accepted: u32,
    /// Refused for good.
    pub refused: u32,
    /// Refused for now.
    pub retrying: u32,
    /// Nobody can know.
    pub uncertain: u32,
    /// Left out at the last instant, or stopped.
    pub cancelled: u32,
}

/// Adds up distributions.
///
/// # Errors
/// What SQLite says.
pub fn sum(tx: &ReadTx<'_>, ids: &[DistributionId]) -> Result<Sum, Problem> {
    let mut sum = Sum::default();
    for id in ids {
        for (state, count) in report::by_state(tx, *id)? {
            sum.recipients += count;
            *match state {
                DeliveryState::Planned | DeliveryState::Claimed | DeliveryState::InFlight => &mut sum.waiting,
                DeliveryState::Accepted => &mut sum.accepted,
                DeliveryState::RefusedPermanent => &mut sum.refused,
                DeliveryState::RefusedTemporary => &mut sum.retrying,
                DeliveryState::Uncertain => &mut sum.uncertain,
                DeliveryState::Cancelled => &mut sum.cancelled,
            } += count;
        }
    }
    Ok(sum)
}
