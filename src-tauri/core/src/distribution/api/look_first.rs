//! Before a run goes on with what an earlier run planned: a copy of this file may have sent it meanwhile. The account's sent mails say
//! so, where they can be read (D24).

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::go_on::resume;
use super::watch::{DistributionCard, show};
use crate::accounts;
use crate::distribution::evidence::Found;
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::evidence::{self, Planned};
use crate::distribution::store::ledger::{self, Chain, Move};
use crate::error::Problem;
use crate::ids::{DeliveryId, DistributionId, JobId, Millis};
use crate::jobs::{Handle, Outcome, Registry};
use crate::messages::Message;
use crate::workspace::{ReadTx, Topic, Workspace};

/// Rows that are named; the rest is counted.
const NAMED: usize = 50;

/// Distributions of which this run knows that nobody else sent them: those it began itself, those it looked for, and those that the user
/// let go on without.
#[derive(Debug, Default)]
pub(in crate::distribution) struct Known(Mutex<HashSet<DistributionId>>);

impl Known {
    pub(in crate::distribution) fn note(&self, id: DistributionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    fn has(&self, id: DistributionId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }

    /// Refuses to let go on what has to be looked for first.
    pub(in crate::distribution) fn refuse_unknown(&self, tx: &ReadTx<'_>, id: DistributionId) -> Result<(), Problem> {
        match self.waiting(tx, id)? {
            0 => Ok(()),
            n => Err(Problem::needs_consent("distribution.look_first")
                .with("id", id.get())
                .with("n", n)
                .todo("distribution.look_first.todo")),
        }
    }

    /// How many rows have to be looked for before it goes on.
    pub(in crate::distribution) fn waiting(&self, tx: &ReadTx<'_>, id: DistributionId) -> Result<u32, Problem> {
        let Some(standing) = ledger::standing(tx, id)? else { return Ok(0) };
        if self.has(id) || accounts::reading(tx, standing.account)?.is_none() {
            return Ok(0);
        }
        Ok(u32::try_from(evidence::planned(tx, id)?.len()).unwrap_or(u32::MAX))
    }
}

/// A row that was found among the sent mails although this file had not sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FoundSent {
    /// The row; it is uncertain now, with what was found beside it.
    pub delivery: DeliveryId,
    /// Its person's name, unless it was erased.
    pub name: Option<String>,
    /// Its address, unless it was erased.
    pub address: Option<String>,
    /// When its server filed the copy.
    pub filed_at: Option<Millis>,
}

/// What a look before going on came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LookedFirst {
    /// Rows that were looked for.
    pub looked: u32,
    /// How many of them had been sent.
    pub found: u32,
    /// The first of those.
    pub rows: Vec<FoundSent>,
}

/// How many planned rows have to be looked for among the sent mails before the distribution goes on; zero where this run began it or
/// looked already, and where nothing says where the account's mailbox is.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn to_look_first(ws: &Workspace, id: DistributionId) -> Result<u32, Problem> {
    let known = ws.part::<Known>();
    ws.read(move |tx| known.waiting(tx, id)).await
}

/// The user's word that it goes on without a look.
pub fn without_look(ws: &Workspace, id: DistributionId) {
    ws.part::<Known>().note(id);
}

/// Looks among the sent mails for the rows that wait. What is found there is not sent: it becomes uncertain, with what was found beside
/// it, and is asked as everything of which nobody can know (D6).
///
/// # Errors
/// `distribution.not_found`, `distribution.look_cancelled`; which step failed, as [`look`](super::look): it has not been looked then, and
/// what was found until then stays.
pub async fn look_first(ws: &Workspace, id: DistributionId) -> Result<LookedFirst, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("distribution.job.look_first"));
    looking_job(ws, id, &job).await
}

/// Lets a distribution go on, after a look where one is needed: then the id of the job, at whose end it goes on, or waits with the reason
/// why nobody could look.
///
/// # Errors
/// As [`resume`](super::resume).
pub async fn begin_resume(ws: &Workspace, id: DistributionId) -> Result<Option<JobId>, Problem> {
    if to_look_first(ws, id).await? == 0 {
        resume(ws, id).await?;
        return Ok(None);
    }
    wait(ws, id, Message::new("distribution.looking_first")).await?;
    let job = ws.part::<Registry>().begin(Message::new("distribution.job.look_first"));
    let (ws, shown) = (ws.clone(), job.id());
    tokio::spawn(async move {
        if looking_job(&ws, id, &job).await.is_ok()
            && let Err(problem) = resume(&ws, id).await
        {
            tracing::warn!(distribution = id.get(), code = problem.code, "a distribution that was looked for does not go on");
        }
    });
    Ok(Some(shown))
}

/// Before the engine goes on by itself with what an earlier run had begun: it waits while it is looked for, and is asked if nobody can.
pub(in crate::distribution) async fn before_going_on(ws: &Workspace, id: DistributionId) -> Result<(), Problem> {
    if to_look_first(ws, id).await? > 0 {
        begin_resume(ws, id).await?;
    }
    Ok(())
}

/// Lets it wait for the user, and says why.
async fn wait(ws: &Workspace, id: DistributionId, told: Message) -> Result<(), Problem> {
    ws.write_quietly(move |tx| {
        if ledger::standing(tx, id)?.is_some_and(|now| matches!(now.state, DistributionState::Sending | DistributionState::Paused)) {
            ledger::set_state(&mut Chain::at_head(tx)?, id, DistributionState::Paused, Some(Because::User), Some(&told))?;
        }
        Ok(())
    })
    .await
}

async fn looking_job(ws: &Workspace, id: DistributionId, job: &Handle) -> Result<LookedFirst, Problem> {
    let done = looking(ws, id, job).await;
    if let Err(problem) = &done {
        let told = Message::new("distribution.look_first_failed").with("why", problem.what.to_string());
        let told = told.with("code", problem.what.key.to_string());
        wait(ws, id, told).await?;
    }
    job.end(match &done {
        Ok(_) => Outcome::Done,
        Err(problem) if problem.code == "distribution.look_cancelled" => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
    done
}

async fn looking(ws: &Workspace, id: DistributionId, job: &Handle) -> Result<LookedFirst, Problem> {
    let card: DistributionCard = show(ws, id).await?;
    let rows = ws.read(move |tx| Ok(evidence::planned(tx, id)?)).await?;
    let mut open = accounts::open_mailbox(ws, card.account).await?;
    open.look_in_sent().await?;
    let total = rows.len() as u64;
    let mut outcome = LookedFirst { looked: u32::try_from(total).unwrap_or(u32::MAX), found: 0, rows: Vec::new() };
    let ids: Vec<String> = rows.iter().map(|row| row.message_id.clone()).collect();
    let mut looked_for: HashMap<String, Planned> = rows.into_iter().map(|row| (row.message_id.clone(), row)).collect();
    let mut copies = open.look_for(&ids, card.created_at).await?;
    loop {
        if job.cancelled() {
            return Err(Problem::refusal("distribution.look_cancelled"));
        }
        let Some(found) = open.look_on(&mut copies).await? else { break };
        job.progress(copies.done_of(total), Some(total));
        for (message_id, copy) in found {
            let Some(row) = looked_for.remove(&message_id) else { continue };
            if !keep(ws, id, &row, open.folder().to_owned(), copy.filed_at).await? {
                continue;
            }
            outcome.found += 1;
            if outcome.rows.len() < NAMED {
                let Planned { delivery, name, address, .. } = row;
                outcome.rows.push(FoundSent { delivery, name, address, filed_at: copy.filed_at });
            }
        }
    }
    open.close().await;
    ws.part::<Known>().note(id);
    Ok(outcome)
}

/// A row that somebody sent: by the ledger's own moves to where nobody can know, in one transaction. False if it has moved meanwhile.
async fn keep(ws: &Workspace, id: DistributionId, row: &Planned, folder: String, filed_at: Option<Millis>) -> Result<bool, Problem> {
    const NOTE: Option<&str> = Some("found-sent");
    let delivery = row.delivery;
    ws.write_quietly(move |tx| {
        if !evidence::waits(tx, delivery)? {
            return Ok(false);
        }
        let mut chain = Chain::at_head(tx)?;
        for state in [DeliveryState::Claimed, DeliveryState::InFlight, DeliveryState::Uncertain] {
            ledger::make_move(&mut chain, &Move::plain(delivery, state, NOTE))?;
        }
        evidence::keep(tx, delivery, Found::SentCopy, Some(&folder), filed_at)?;
        tx.changed(Topic::Delivery, id.get());
        Ok(true)
    })
    .await
}
