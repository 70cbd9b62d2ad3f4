//! Looking in the sender's own mailbox for what became of rows of which nobody can know (D6).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Settle;
use crate::accounts::{self, OpenMailbox};
use crate::distribution::evidence::{Found, why_silent};
use crate::distribution::store::evidence::{self, Uncertain};
use crate::distribution::store::ledger;
use crate::error::Problem;
use crate::ids::{AccountId, DistributionId, JobId, Millis};
use crate::jobs::{Handle, Outcome, Registry};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

/// What is known of the uncertain rows of a distribution, all together.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LookCard {
    /// The account whose mailbox it is.
    pub account: AccountId,
    /// Why nobody can look: nothing says where the account's mailbox is. None where one can.
    pub cannot: Option<Message>,
    /// When the last look ended; none before the first.
    pub looked_at: Option<Millis>,
    /// What was in the way of the last look.
    pub trouble: Option<Message>,
    /// Uncertain rows of which something was found: it speaks for counting them as sent.
    pub found: u32,
    /// Uncertain rows of which nothing was found where something would have been: it speaks for sending them again.
    pub absent: u32,
    /// Uncertain rows of which nothing was found, which says nothing.
    pub silent: u32,
    /// Uncertain rows that were not looked for yet.
    pub not_looked: u32,
    /// Why finding nothing says nothing with this account.
    pub why_silent: Option<Message>,
    /// Whether the server gives mails a Message-ID of its own: then a receiver cannot know a mail that is sent again (D7).
    pub id_replaced: bool,
}

/// What is known of the uncertain rows of a distribution, and whether more can be found out.
///
/// # Errors
/// `distribution.not_found`.
pub async fn look_card(ws: &Workspace, id: DistributionId) -> Result<LookCard, Problem> {
    ws.read(move |tx| card(tx, id)).await
}

fn account_of(tx: &ReadTx<'_>, id: DistributionId) -> Result<AccountId, Problem> {
    let found = ledger::standing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))?;
    Ok(found.account)
}

fn card(tx: &ReadTx<'_>, id: DistributionId) -> Result<LookCard, Problem> {
    let account = account_of(tx, id)?;
    let probe = accounts::probed(tx, account)?;
    let rows = evidence::uncertain(tx, id)?;
    let count =
        |which: &dyn Fn(Option<Found>) -> bool| u32::try_from(rows.iter().filter(|row| which(row.found)).count()).unwrap_or(u32::MAX);
    let proposing = |how: Settle| count(&|found: Option<Found>| found.and_then(Found::proposes) == Some(how));
    let last = evidence::last_look(tx, id)?;
    let cannot = accounts::reading(tx, account)?.is_none().then(|| Message::new("distribution.evidence.cannot_look"));
    Ok(LookCard {
        account,
        cannot,
        looked_at: last.as_ref().map(|(at, _)| *at),
        trouble: last.and_then(|(_, trouble)| trouble),
        found: proposing(Settle::Accepted),
        absent: proposing(Settle::Again),
        silent: count(&|found| found == Some(Found::Nothing)),
        not_looked: count(&|found| found.is_none()),
        why_silent: why_silent(probe),
        id_replaced: probe.is_some_and(|probe| probe.id_kept == Some(false)),
    })
}

/// Looks for all uncertain rows of a distribution, among the sent mails and then where mail arrives. Nothing is decided, and nothing
/// in the mailbox is changed.
///
/// # Errors
/// `distribution.not_found`, `accounts.not_read`, `distribution.look_cancelled`; which step failed, in plain words, as
/// [`test_reading`](crate::accounts::api::test_reading): what was found until then is kept.
pub async fn look(ws: &Workspace, id: DistributionId) -> Result<LookCard, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("distribution.job.look"));
    looking_job(ws, id, &job).await
}

/// As [`look`], without waiting: the id of the job, whose end the change feed tells.
pub fn begin_look(ws: &Workspace, id: DistributionId) -> JobId {
    let job = ws.part::<Registry>().begin(Message::new("distribution.job.look"));
    let (ws, shown) = (ws.clone(), job.id());
    tokio::spawn(async move { drop(looking_job(&ws, id, &job).await) });
    shown
}

async fn looking_job(ws: &Workspace, id: DistributionId, job: &Handle) -> Result<LookCard, Problem> {
    let done = looking(ws, id, job).await;
    let trouble = done.as_ref().err().map(|problem| problem.what.clone());
    let kept = ws.write_quietly(move |tx| Ok(evidence::looked(tx, id, trouble.as_ref())?)).await;
    let shown = match done.and(kept) {
        Ok(()) => look_card(ws, id).await,
        Err(problem) => Err(problem),
    };
    job.end(match &shown {
        Ok(_) => Outcome::Done,
        Err(problem) if problem.code == "distribution.look_cancelled" => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
    shown
}

async fn looking(ws: &Workspace, id: DistributionId, job: &Handle) -> Result<(), Problem> {
    let (account, rows, probe) = ws
        .read(move |tx| {
            let account = account_of(tx, id)?;
            Ok((account, evidence::uncertain(tx, id)?, accounts::probed(tx, account)?))
        })
        .await?;
    let Some(since) = rows.iter().map(|row| row.tried_at).min() else { return Ok(()) };
    let mut open = accounts::open_mailbox(ws, account).await?;
    let all = rows.len() as u64;
    let at = |done: u64| {
        job.progress(done, Some(2 * all));
        if job.cancelled() { Err(Problem::refusal("distribution.look_cancelled")) } else { Ok(()) }
    };
    open.look_in_sent().await?;
    let ids: Vec<String> = rows.iter().map(|row| row.message_id.clone()).collect();
    let mut left: BTreeMap<String, Uncertain> = rows.into_iter().map(|row| (row.message_id.clone(), row)).collect();
    let mut copies = open.look_for(&ids, since).await?;
    while let Some(found) = open.look_on(&mut copies).await? {
        at(copies.done_of(all))?;
        for (message_id, copy) in found {
            let Some(row) = left.remove(&message_id) else { continue };
            let folder = open.folder().to_owned();
            ws.write_quietly(move |tx| Ok(evidence::keep(tx, row.delivery, Found::SentCopy, Some(&folder), copy.filed_at)?)).await?;
        }
    }
    open.look_in_inbox().await?;
    let behind = 2 * all - left.len() as u64;
    for (row, done) in left.into_values().zip(behind..) {
        at(done)?;
        let (found, filed_at) = in_inbox(&mut open, &row, since).await?;
        let found = found.unwrap_or_else(|| Found::nothing(probe, row.tried_at, ws.now()));
        ws.write_quietly(move |tx| Ok(evidence::keep(tx, row.delivery, found, None, filed_at)?)).await?;
    }
    open.close().await;
    Ok(())
}

/// What names a row where mail arrives: the mail itself goes before a report on it, and that before an answer.
async fn in_inbox(open: &mut OpenMailbox, row: &Uncertain, since: Millis) -> Result<(Option<Found>, Option<Millis>), Problem> {
    let heads = open.naming(&row.message_id, since).await?;
    let judged = heads.iter().map(|head| {
        let found = if head.is(&row.message_id) {
            Found::Arrived
        } else if head.is_report {
            Found::Report
        } else {
            Found::Answer
        };
        (found, head.filed_at)
    });
    let best = judged.min_by_key(|(found, _)| match found {
        Found::Arrived => 0,
        Found::Report => 1,
        _ => 2,
    });
    Ok(best.map_or((None, None), |(found, at)| (Some(found), at)))
}
