//! What goes by itself, and when next. Pure where it can be: the ledger is read, nothing is written.

use serde::Serialize;

use super::pace::{Allowance, DAY_MS, Limits, Pace};
use super::state::{Because, DeliveryState, DistributionState};
use super::store::ledger::{self, Standing};
use super::store::{hours, learned, report};
use crate::accounts::{self, Account};
use crate::error::Problem;
use crate::ids::{DistributionId, Millis};
use crate::workspace::ReadTx;

/// Why something goes by itself at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum DueFor {
    /// Its time comes, or the lift of its embargo.
    Start,
    /// Its hold ends.
    Hold,
    /// Letters go.
    Letters,
    /// The account's limit has room again.
    Limit,
    /// The working hours begin.
    Hours,
    /// Letters that were refused for now are tried again.
    Retry,
    /// The first few were accepted; the rest follows.
    First,
}

/// Something that goes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Due {
    /// Which distribution.
    pub distribution: DistributionId,
    /// When; what has passed is due now.
    pub at: Millis,
    /// Why then.
    pub why: DueFor,
}

/// What goes by itself next of each distribution, the soonest first.
pub(super) fn all(tx: &ReadTx<'_>, now: Millis) -> Result<Vec<Due>, Problem> {
    let mut found = Vec::new();
    for standing in ledger::unsettled(tx)? {
        if let Some((at, why)) = of(tx, &standing, now)? {
            found.push(Due { distribution: standing.id, at, why });
        }
    }
    found.sort_by_key(|due| (due.at, due.distribution.get()));
    Ok(found)
}

fn of(tx: &ReadTx<'_>, standing: &Standing, now: Millis) -> Result<Option<(Millis, DueFor)>, Problem> {
    Ok(match standing.state {
        DistributionState::Scheduled => standing.start.as_ref().map(|start| (start.at, DueFor::Start)),
        DistributionState::Holding => Some((standing.hold_until, DueFor::Hold)),
        DistributionState::Paused => standing.first_until.map(|until| (until, DueFor::First)),
        DistributionState::Sending => sending(tx, standing, now)?,
        DistributionState::Stopped | DistributionState::Finished => None,
    })
}

fn sending(tx: &ReadTx<'_>, standing: &Standing, now: Millis) -> Result<Option<(Millis, DueFor)>, Problem> {
    let account = accounts::find(tx, standing.account)?;
    if !ledger::claimable(tx, standing, 1, now, now)?.is_empty() {
        return Ok(Some(held_back(tx, &account, now)?.map_or((now, DueFor::Letters), |at| (at, DueFor::Limit))));
    }
    let counts = report::counts(tx, standing.id)?;
    if counts.of(DeliveryState::Claimed) + counts.of(DeliveryState::InFlight) > 0 {
        // Some process has them, or died with them: who takes the right to send settles them.
        return Ok(Some((now, DueFor::Letters)));
    }
    if let Some(at) = closed_until(tx, standing.id, now)? {
        return Ok(Some((at, DueFor::Hours)));
    }
    // What waits for its domain is asked about, not tried.
    let next = report::next_try(tx, standing.id)?.filter(|at| *at > now);
    Ok(match next {
        Some(at) => Some((at, DueFor::Retry)),
        // The first few are through: the engine says so and asks, or lets the rest wait for its minutes.
        None if standing.first_open && standing.because != Some(Because::First) && counts.open() > 0 => Some((now, DueFor::First)),
        None => None,
    })
}

/// When the first of its rows may leave by its own clock, if none may now (D29).
pub(super) fn closed_until(tx: &ReadTx<'_>, id: DistributionId, now: Millis) -> Result<Option<Millis>, Problem> {
    let Some(hours) = hours::of(tx, id)? else { return Ok(None) };
    let next = hours::waiting(tx, id)?.iter().filter_map(|(zone, _)| Some(hours.next(zone, now)?.0)).min();
    Ok(next.filter(|at| *at > now))
}

/// When the account's limits let the next letter go, if they hold it back for more than a moment.
pub(super) fn held_back(tx: &ReadTx<'_>, account: &Account, now: Millis) -> Result<Option<Millis>, Problem> {
    const MOMENT_MS: i64 = 60_000;
    let limits = Limits { per_minute: account.per_minute, per_hour: account.per_hour, per_day: account.per_day };
    let limits = limits.slowed(learned::of(tx, account.id)?, now);
    if limits == Limits::default() {
        return Ok(None);
    }
    match Pace::new(limits, ledger::sent_since(tx, account.id, now.plus_ms(-DAY_MS))?).allowance(now, 1) {
        Allowance::At(at) if at.get() - now.get() > MOMENT_MS => Ok(Some(at)),
        _ => Ok(None),
    }
}
