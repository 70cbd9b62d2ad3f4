//! The user's word that a distribution, or a whole account, goes on.

use std::sync::Arc;

use super::act::{own, refuse_corrected};
use super::look_first::{Known, look_first};
use super::watch::{DistributionCard, card, cards_of};
use crate::accounts;
use crate::distribution::engine::{Brakes, Run};
use crate::distribution::service::{self, SequenceMemory};
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::ledger::{self, Chain, Move};
use crate::distribution::store::{breakers, first, lineage};
use crate::error::Problem;
use crate::ids::{AccountId, DistributionId};
use crate::segments::Fields;
use crate::workspace::{ReadTx, Workspace, WriteTx};

/// Lets a distribution go on: after a pause, a crash, trouble, or a stop (then the cancelled rows are planned again, but
/// for those who have it meanwhile from a distribution to the missing).
/// Where the account itself is paused (D12) the account goes on with it, and with everything else that waits for it.
///
/// # Errors
/// `distribution.look_first` where its letters are to be looked for among the sent mails first (D24), see [`look_first`](super::look_first).
/// `distribution.not_found`, `distribution.of_the_original`, `distribution.corrected_since`, `distribution.other_machine`,
/// `distribution.older_copy`.
pub async fn resume(ws: &Workspace, id: DistributionId) -> Result<DistributionCard, Problem> {
    service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    let goes_on = GoesOn::of(ws);
    let (shown, also) = ws
        .write_after_edits(move |tx| {
            let mut chain = Chain::at_head(tx)?;
            let standing = own(tx, id)?;
            goes_on.one(tx, &mut chain, &standing)?;
            let also = goes_on.account(tx, &mut chain, standing.account)?.unwrap_or_default();
            Ok((card(tx, id)?, cards_of(tx, &also)?))
        })
        .await?;
    release(ws, also.iter().chain([&shown]));
    Ok(shown)
}

/// Lets an account go on that its server's words had paused, and with it all distributions that wait for it (D12). Gives them. What an
/// earlier run had planned is looked for among the sent mails before (D24); where nobody can look, it waits with the reason.
///
/// # Errors
/// `accounts.not_found`, `accounts.not_paused`, `distribution.other_machine`, `distribution.older_copy`: nothing has changed.
pub async fn resume_account(ws: &Workspace, account: AccountId) -> Result<Vec<DistributionCard>, Problem> {
    service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    let goes_on = GoesOn::of(ws);
    let known = Arc::clone(&goes_on.known);
    let unknown = ws
        .read(move |tx| {
            let ids = waiting_for(tx, account)?.into_iter().map(|one| one.id);
            ids.filter_map(|id| known.waiting(tx, id).map(|n| (n > 0).then_some(id)).transpose()).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    for id in &unknown {
        // Should it fail, the distribution says why and waits for the user.
        drop(look_first(ws, *id).await);
    }
    let shown = ws
        .write_after_edits(move |tx| {
            let name = accounts::find(tx, account)?.name;
            let waited = goes_on.account(tx, &mut Chain::at_head(tx)?, account)?;
            let mut ids = waited.ok_or_else(|| Problem::refusal("accounts.not_paused").with("account", name))?;
            ids.extend(unknown.iter().copied().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
            cards_of(tx, &ids)
        })
        .await?;
    release(ws, &shown);
    Ok(shown)
}

/// Persisted first, obeyed then.
fn release<'c>(ws: &Workspace, cards: impl IntoIterator<Item = &'c DistributionCard>) {
    for card in cards {
        ws.part::<Brakes>().of(card.distribution).follow(card.state);
    }
}

/// What the user's word that it goes on needs to know.
struct GoesOn {
    secret: [u8; 32],
    run: String,
    fields: Arc<Fields>,
    known: Arc<Known>,
}

impl GoesOn {
    fn of(ws: &Workspace) -> Self {
        Self { secret: *ws.secret(), run: ws.part::<Run>().id.clone(), fields: ws.part::<Fields>(), known: ws.part::<Known>() }
    }

    /// One distribution, whatever it waited for.
    fn one(&self, tx: &WriteTx<'_>, chain: &mut Chain<'_, '_>, standing: &ledger::Standing) -> Result<(), Problem> {
        let id = standing.id;
        self.known.refuse_unknown(tx, id)?;
        if standing.because == Some(Because::First) {
            // The user was asked about the first few and says that the rest goes, or does not wait for a second try (D15).
            first::over(tx, id)?;
        }
        // The user was told of the domains that wait, and says that it goes on (D13).
        breakers::release(tx, id, None)?;
        if standing.state == DistributionState::Stopped {
            refuse_corrected(tx, id)?;
            for row in lineage::not_elsewhere(tx, id, ledger::cancelled_by_user(tx, id)?)? {
                ledger::make_move(chain, &Move::plain(row, DeliveryState::Planned, Some("resumed")))?;
            }
        }
        if standing.embargo == "under" && standing.due_at.is_some_and(|due| due <= tx.now()) {
            // The user was asked and says that it goes on, marked as it is (D37).
            ledger::lift_answered(tx, id)?;
        }
        let to = if standing.start.as_ref().is_some_and(|start| start.at > tx.now()) {
            DistributionState::Scheduled
        } else {
            if standing.follows
                && let Some(doubt) = service::freeze_followed(tx, chain, id, &self.fields, &self.secret)?
            {
                // Nobody was told of it before: it is asked first, and the next word lets it go on.
                ledger::set_state(chain, id, DistributionState::Paused, Some(Because::User), Some(&doubt))?;
                return Ok(ledger::set_settled(tx, id, false, Some(&self.run))?);
            }
            DistributionState::Sending
        };
        ledger::set_state(chain, id, to, None, None)?;
        ledger::set_settled(tx, id, false, Some(&self.run))?;
        Ok(())
    }

    /// The account, if it is paused, and what waits for it; none if it is not paused. What has to be looked for first stays as it is.
    fn account(&self, tx: &WriteTx<'_>, chain: &mut Chain<'_, '_>, account: AccountId) -> Result<Option<Vec<DistributionId>>, Problem> {
        if !accounts::end_pause(tx, account)? {
            return Ok(None);
        }
        let mut gone_on = Vec::new();
        for standing in waiting_for(tx, account)? {
            if self.known.waiting(tx, standing.id)? == 0 {
                self.one(tx, chain, &standing)?;
                gone_on.push(standing.id);
            }
        }
        Ok(Some(gone_on))
    }
}

/// The distributions that wait for an account.
fn waiting_for(tx: &ReadTx<'_>, account: AccountId) -> Result<Vec<ledger::Standing>, Problem> {
    let waits =
        |one: &ledger::Standing| one.account == account && one.state == DistributionState::Paused && one.because == Some(Because::Account);
    Ok(ledger::all(tx)?.into_iter().filter(waits).collect())
}
