//! The gate between the first few and the rest (D15): shut in the file from Send on, so that no crash opens it.

use super::own_time::OwnTime;
use crate::accounts;
use crate::distribution::first::Gate;
use crate::distribution::schedule::GRACE_MS;
use crate::distribution::state::{Because, DistributionState};
use crate::distribution::store::first;
use crate::distribution::store::ledger::{self as rows, Chain, Standing};
use crate::error::Problem;
use crate::ids::{DistributionId, Millis};
use crate::messages::Message;
use crate::workspace::{Workspace, WriteTx};

/// Looks whether the first few are through, and if so asks, or lets the rest wait for its minutes.
pub(super) async fn look(ws: &Workspace, standing: &Standing) -> Result<(), Problem> {
    let id = standing.id;
    let now = OwnTime::now(ws);
    let gate = ws.read(move |tx| Ok(first::rows(tx, id)?.gate(now))).await?;
    let others = standing.because.is_some_and(|because| because != Because::First);
    match gate {
        Gate::UnderWay => Ok(()),
        // What the account waits for is said first.
        Gate::Retrying(_) if others => Ok(()),
        Gate::Retrying(told) => stand(ws, id, DistributionState::Sending, told, None).await,
        Gate::NotAll(told) => stand(ws, id, DistributionState::Paused, told, None).await,
        Gate::AllAccepted(n) => {
            let asked = ws.read(move |tx| Ok(first::asked_for(tx, id)?)).await?;
            let until = asked.and_then(|first| first.wait_ms).map(|wait_ms| now.plus_ms(wait_ms.into()));
            let told = match until {
                Some(at) => Message::new("distribution.first.goes_on").with("n", n).with("at", at.to_rfc3339()),
                None => Message::new("distribution.first.accepted").with("n", n),
            };
            stand(ws, id, DistributionState::Paused, told, until).await
        }
    }
}

async fn stand(ws: &Workspace, id: DistributionId, state: DistributionState, told: Message, until: Option<Millis>) -> Result<(), Problem> {
    ws.write_quietly(move |tx| {
        // The user may have said something else meanwhile.
        let still = rows::standing(tx, id)?.is_some_and(|now| now.state == DistributionState::Sending && now.first_open);
        if still {
            first::set_until(tx, id, until)?;
            rows::set_state(&mut Chain::at_head(tx)?, id, state, Some(Because::First), Some(&told))?;
        }
        Ok(())
    })
    .await
}

/// The rest goes once its minutes are over; if the machine slept through that, it is asked.
pub(super) async fn open_in_time(ws: &Workspace, standing: &Standing) -> Result<(), Problem> {
    let now = OwnTime::now(ws);
    let (id, account) = (standing.id, standing.account);
    let Some(due) = standing.first_until.filter(|due| *due <= now) else { return Ok(()) };
    ws.write_quietly(move |tx| {
        let still = rows::standing(tx, id)?.is_some_and(|now| now.state == DistributionState::Paused && now.first_until == Some(due));
        if !still {
            return Ok(());
        }
        let mut chain = Chain::at_head(tx)?;
        let all_accepted = matches!(first::rows(tx, id)?.gate(now), Gate::AllAccepted(_));
        if now.get() - due.get() > GRACE_MS || !all_accepted {
            return ask(tx, &mut chain, id, "distribution.first.late");
        }
        first::over(tx, id)?;
        // The account's server may have spoken of the sender meanwhile (D12).
        let (state, because, told) = match accounts::paused(tx, account)? {
            Some(pause) => (DistributionState::Paused, Some(Because::Account), Some(pause.says)),
            None => (DistributionState::Sending, None, None),
        };
        rows::set_state(&mut chain, id, state, because, told.as_ref())?;
        Ok(())
    })
    .await
}

/// The rest no longer goes by itself: it waits for the user.
pub(super) fn ask(tx: &WriteTx<'_>, chain: &mut Chain<'_, '_>, id: DistributionId, key: &'static str) -> Result<(), Problem> {
    first::set_until(tx, id, None)?;
    let told = Message::new(key).with("n", first::rows(tx, id)?.count());
    rows::set_state(chain, id, DistributionState::Paused, Some(Because::First), Some(&told))?;
    Ok(())
}
