//! What the engine does when a breaker acts (D13): it is written down before anything more of it goes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Brakes;
use crate::distribution::breakers::{Breakers, Ended, Tally, Trip};
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::ledger::{self as rows, Chain, Standing};
use crate::distribution::store::{breakers, report};
use crate::error::Problem;
use crate::ids::DistributionId;
use crate::messages::Message;
use crate::workspace::Workspace;

/// The breakers of one distribution, shared by its connections.
pub(super) struct Breaking {
    limits: Breakers,
    tally: Mutex<Tally>,
    /// Connections that were lost running, and when the last of them was.
    lost: Mutex<(u32, Duration)>,
}

impl Breaking {
    pub(super) async fn of(ws: &Workspace, id: DistributionId) -> Result<Self, Problem> {
        let (limits, counts) = ws.read(move |tx| Ok((breakers::limits(tx)?, report::counts(tx, id)?))).await?;
        let refused = counts.of(DeliveryState::RefusedPermanent);
        let results = counts.of(DeliveryState::Accepted) + refused;
        Ok(Self { limits, tally: Mutex::new(Tally::after(results, refused)), lost: Mutex::default() })
    }

    /// Counts the end of a letter.
    pub(super) fn note(&self, domain: &str, ended: &Ended<'_>) -> Option<Trip> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).note(domain, ended, &self.limits)
    }

    /// A connection that was opened at `lost` was lost with a letter half way, or somebody answered; whether as many were lost
    /// running as pause the account. Connections that go away together, as with the network, are lost once.
    pub(super) fn lost(&self, lost: Option<Duration>, now: Duration) -> bool {
        let mut running = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        match lost {
            None => *running = (0, Duration::ZERO),
            Some(opened) if running.0 == 0 || opened > running.1 => *running = (running.0 + 1, now),
            Some(_) => {}
        }
        self.limits.lost > 0 && running.0 >= self.limits.lost
    }

    /// How many lost connections pause the account; none: never.
    pub(super) fn lost_limit(&self) -> Option<u32> {
        Some(self.limits.lost).filter(|limit| *limit > 0)
    }
}

/// Does what a breaker says.
pub(super) async fn act(ws: &Workspace, id: DistributionId, trip: Trip) -> Result<(), Problem> {
    let paused = ws
        .write_quietly(move |tx| {
            let mut chain = Chain::at_head(tx)?;
            match trip {
                Trip::Domain { domain, told } => {
                    breakers::hold(&mut chain, id, &domain, &told)?;
                    Ok(false)
                }
                Trip::Whole { word, told } => {
                    let sends = rows::standing(tx, id)?.is_some_and(|now| now.state == DistributionState::Sending);
                    let asks = sends && breakers::asks(tx, id, word)?;
                    if asks {
                        rows::set_state(&mut chain, id, DistributionState::Paused, Some(Because::User), Some(&told))?;
                    }
                    Ok(asks)
                }
            }
        })
        .await?;
    if paused {
        ws.part::<Brakes>().of(id).follow(DistributionState::Paused);
    }
    Ok(())
}

/// Once nothing is open but what waits for its domain, the distribution waits for the user.
pub(super) async fn look(ws: &Workspace, standing: &Standing) -> Result<(), Problem> {
    let id = standing.id;
    let waits = ws.read(move |tx| Ok(!breakers::held(tx, id)?.is_empty() && !breakers::others_open(tx, id)?)).await?;
    if !waits {
        return Ok(());
    }
    ws.write_quietly(move |tx| {
        let sends = rows::standing(tx, id)?.is_some_and(|now| now.state == DistributionState::Sending);
        let n = breakers::waiting(tx, id)?;
        if sends && n > 0 && !breakers::others_open(tx, id)? {
            let domains: Vec<String> = breakers::held(tx, id)?.into_iter().map(|held| held.domain).collect();
            let told = Message::new("distribution.breaker.rest").with("n", n).with("domains", domains.join(", "));
            rows::set_state(&mut Chain::at_head(tx)?, id, DistributionState::Paused, Some(Because::Domain), Some(&told))?;
        }
        Ok(())
    })
    .await
}
