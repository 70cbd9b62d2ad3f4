//! Sends the distributions of one account, one after the other, over as many connections as it allows.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::breaking::Breaking;
use super::connection::{self, End, Line, TOLD_AS_LIMIT_MS};
use super::ledger::Ledger;
use super::letters::Letters;
use super::own_time::OwnTime;
use super::pacing::Pacing;
use super::{Brakes, Trouble};
use crate::accounts::{self, Account};
use crate::distribution::learned::Learned;
use crate::distribution::pace::{Limits, MINUTE_MS};
use crate::distribution::service;
use crate::distribution::state::{Because, DistributionState};
use crate::distribution::store::ledger::{self as rows, Chain};
use crate::distribution::store::{learned, report};
use crate::distribution::verdict::{self, SenderTrouble, Verdict};
use crate::distribution::{approved, contacted};
use crate::error::Problem;
use crate::ids::{AccountId, DistributionId};
use crate::messages::Message;
use crate::net::About;
use crate::net::smtp::{Conversation, Reply};
use crate::workspace::Workspace;

/// Waits between tries to reach a server, in milliseconds; the last one repeats.
const REACH_AGAIN_MS: [u64; 5] = [1_000, 5_000, 15_000, 30_000, 60_000];
/// How long a server that asks to wait is left alone, in milliseconds.
const BUSY_WAIT_MS: u64 = 30_000;
/// The brake is looked at so often while the runner waits, in milliseconds.
const LOOK_MS: u64 = 200;

/// Whether a runner has more to do after one distribution.
enum After {
    Another,
    Rest,
}

/// Sends until nothing of the account can be sent now. Trouble is written down where the user sees it.
pub(super) async fn serve(ws: &Workspace, ledger: &Ledger, account: AccountId, until: &CancellationToken) {
    while !until.is_cancelled() {
        let Some(id) = next_of(ws, account).await else { break };
        match distribute(ws, ledger, account, id, until).await {
            Ok(After::Another) => {}
            Ok(After::Rest) => break,
            Err(problem) => {
                tracing::error!(distribution = id.get(), code = problem.code, cause = problem.cause, "a distribution cannot go on");
                let unapproved =
                    ["distribution.seal_broken", "assets.ended"].contains(&problem.code.as_str()) || approved::is_refusal(&problem.code);
                let because = if unapproved { Because::Approval } else { Because::Account };
                stand(ws, id, DistributionState::Paused, Some(because), Some(problem.what)).await;
            }
        }
    }
    settle(ws, account).await;
}

/// The account's next distribution with a row that can be claimed now.
async fn next_of(ws: &Workspace, account: AccountId) -> Option<DistributionId> {
    let (now, wall) = (OwnTime::now(ws), ws.now());
    let found = ws
        .read(move |tx| {
            for standing in rows::unsettled(tx)? {
                let ours = standing.account == account && standing.state == DistributionState::Sending;
                if ours && !rows::claimable(tx, &standing, 1, now, wall)?.is_empty() {
                    return Ok(Some(standing.id));
                }
            }
            Ok(None)
        })
        .await;
    found.ok().flatten()
}

async fn distribute(
    ws: &Workspace,
    ledger: &Ledger,
    account: AccountId,
    id: DistributionId,
    until: &CancellationToken,
) -> Result<After, Problem> {
    let brake = ws.part::<Brakes>().of(id);
    let account = accounts::by_id(ws, account).await?;
    let (about, now) = (account.id, OwnTime::now(ws));
    let limits = Limits { per_minute: account.per_minute, per_hour: account.per_hour, per_day: account.per_day };
    let limits = limits.slowed(ws.read(move |tx| Ok(learned::of(tx, about)?)).await?, now);
    let pacing = Pacing::of(ws, about, limits).await?;
    if let Some(at) = pacing.held_back(TOLD_AS_LIMIT_MS) {
        let told = Message::new("distribution.limit").with("at", at.to_rfc3339());
        stand_all(ws, about, |_| true, Some(Because::Limit), Some(told)).await;
        wait(ws, until, at.get() - now.get()).await;
        return Ok(After::Rest);
    }
    if let Some(pause) = ws.read(move |tx| Ok(accounts::paused(tx, about)?)).await? {
        // Sent, or come to its time, after the account's server had spoken (D12).
        pause_account(ws, about, pause.says).await;
        return Ok(After::Rest);
    }
    let prepared = service::prepare(ws, id).await?;
    let letters = Arc::clone(&prepared.letters);
    let versions = prepared.others.clone();
    let (unclear, others) = ws
        .read(move |tx| {
            let mut others = HashMap::new();
            for (text, letters) in versions {
                let unclear = service::unclear(tx, id, &letters, Some(text))?;
                others.insert(text, (letters, unclear));
            }
            Ok((service::unclear(tx, id, &letters, None)?, others))
        })
        .await?;
    // Before anything is claimed: what should be signed does not go unsigned.
    let signer = accounts::signer(ws, &account).await?;
    let Some(first) = reach(ws, &account, id, &brake, until).await? else { return Ok(After::Rest) };
    let line = Arc::new(Line {
        ws: ws.clone(),
        ledger: ledger.clone(),
        distribution: id,
        sender: prepared.sender.clone(),
        letters: Letters::new(Arc::clone(&prepared.letters), prepared.list.clone(), signer)
            .without(unclear)
            .in_languages(others)
            .mixed_up(ws.faults().mutated("anothers-file")),
        brake,
        pacing,
        trouble: Trouble::default(),
        breaking: Breaking::of(ws, id).await?,
        account,
    });
    let connections = connections_for(ws, &line, id).await?;
    let mut running = tokio::task::JoinSet::new();
    running.spawn(connect_and_serve(Arc::clone(&line), Some(first)));
    for _ in 1..connections {
        running.spawn(connect_and_serve(Arc::clone(&line), None));
    }
    let mut trouble = None;
    let mut failed = None;
    while let Some(ended) = running.join_next().await {
        match ended {
            Ok(Ok(End::Trouble(what, reply))) => trouble = trouble.or(Some((what, reply))),
            Ok(Ok(End::NothingLeft | End::Braked)) => {}
            Ok(Err(problem)) => failed = failed.or(Some(problem)),
            // A connection's task that panicked ends alone (R9); its rows are settled at the next start.
            Err(panicked) => failed = failed.or(Some(Problem::failure("distribution.connection_died").because(panicked))),
        }
    }
    if let Some(problem) = failed {
        return Err(problem);
    }
    if line.trouble.has_changed_message() {
        return Err(Problem::refusal("distribution.seal_broken").with("what", "message"));
    }
    match trouble {
        Some((what, reply)) => sender_trouble(ws, (about, id), what, reply.as_ref(), until).await,
        None => Ok(After::Another),
    }
}

/// No more connections than the account allows, or than there are letters to keep them busy.
async fn connections_for(ws: &Workspace, line: &Line, id: DistributionId) -> Result<u32, Problem> {
    let open = ws.read(move |tx| Ok(report::counts(tx, id)?.open())).await?;
    Ok(line.account.connections.clamp(1, 32).min(open.div_ceil(2).max(1)))
}

async fn connect_and_serve(line: Arc<Line>, first: Option<Conversation>) -> Result<End, Problem> {
    let conversation = match first {
        Some(conversation) => conversation,
        None => match accounts::open(&line.ws, &line.account, About::sending(line.distribution)).await {
            Ok(conversation) => conversation,
            // A server that takes fewer connections than the account allows: the others do the work.
            Err(_) => return Ok(End::NothingLeft),
        },
    };
    // Letters on their way make it large.
    Box::pin(connection::serve(line, conversation)).await
}

/// Opens the first connection before any row is claimed; a server that is away is tried again, and that is said.
async fn reach(
    ws: &Workspace,
    account: &Account,
    id: DistributionId,
    brake: &super::Brake,
    until: &CancellationToken,
) -> Result<Option<Conversation>, Problem> {
    for try_no in 0usize.. {
        if until.is_cancelled() || !brake.released() {
            return Ok(None);
        }
        let failure = match accounts::open(ws, account, About::sending(id)).await {
            Ok(conversation) => {
                stand(ws, id, DistributionState::Sending, None, None).await;
                // What the others waited for is over too.
                let waits = |held: &rows::Standing| held.because == Some(Because::Account);
                stand_all(ws, account.id, waits, None, None).await;
                return Ok(Some(conversation));
            }
            Err(failure) => failure,
        };
        let told = accounts::explain(account, &failure);
        let lasting = matches!(
            verdict::on_failure(failure, true),
            Verdict::Sender(SenderTrouble::Authentication | SenderTrouble::SignIn | SenderTrouble::Refused | SenderTrouble::Quota, _)
        );
        if lasting {
            pause_account(ws, account.id, told.what).await;
            return Ok(None);
        }
        let wait_ms = REACH_AGAIN_MS.get(try_no).or(REACH_AGAIN_MS.last()).copied().unwrap_or(60_000);
        stand_all(ws, account.id, |_| true, Some(Because::Account), Some(told.what)).await;
        let mut left_ms = wait_ms;
        while left_ms > 0 && !until.is_cancelled() && brake.released() {
            let step_ms = left_ms.min(LOOK_MS);
            ws.clock().sleep(Duration::from_millis(step_ms)).await;
            left_ms -= step_ms;
        }
    }
    Ok(None)
}

/// What a reply about the sender means for the account and everything that is sent from it (D12).
async fn sender_trouble(
    ws: &Workspace,
    (account, id): (AccountId, DistributionId),
    what: SenderTrouble,
    reply: Option<&Reply>,
    until: &CancellationToken,
) -> Result<After, Problem> {
    let answer = reply.map(|reply| reply.lines.join(" ")).unwrap_or_default();
    match what {
        // The connection was lost: the next round reaches out again and tells if that fails.
        SenderTrouble::Unreachable => {
            wait(ws, until, 1_000).await;
            Ok(After::Another)
        }
        SenderTrouble::Refused if reply.is_some_and(|reply| reply.code == 421) => {
            let told = Message::new("distribution.server_busy").with("answer", answer);
            stand_all(ws, account, |_| true, Some(Because::Account), Some(told)).await;
            slow_down(ws, account).await?;
            let brake = ws.part::<Brakes>().of(id);
            for _ in 0..BUSY_WAIT_MS / LOOK_MS {
                if until.is_cancelled() || !brake.released() {
                    break;
                }
                ws.clock().sleep(Duration::from_millis(LOOK_MS)).await;
            }
            Ok(After::Another)
        }
        _ => {
            let key = match what {
                SenderTrouble::Quota => "distribution.quota",
                SenderTrouble::Authentication => "distribution.authentication",
                SenderTrouble::SignIn => "distribution.sign_in_needed",
                SenderTrouble::Lost => "distribution.connections_lost",
                _ => "distribution.sender_refused",
            };
            pause_account(ws, account, Message::new(key).with("answer", answer)).await;
            Ok(After::Rest)
        }
    }
}

/// A server that asks to wait while letters go to it is sent to at half the pace from now on.
async fn slow_down(ws: &Workspace, account: AccountId) -> Result<(), Problem> {
    ws.still_there()?;
    let now = OwnTime::now(ws);
    ws.write_quietly(move |tx| {
        let last_minute = rows::sent_since(tx, account, now.plus_ms(-MINUTE_MS))?.len();
        if let Some(taught) = Learned::from_answer(u32::try_from(last_minute).unwrap_or(u32::MAX), now) {
            learned::keep(tx, account, taught)?;
        }
        Ok(())
    })
    .await
}

async fn wait(ws: &Workspace, until: &CancellationToken, ms: i64) {
    let clock = ws.clock();
    tokio::select! {
        () = until.cancelled() => {}
        () = clock.sleep(Duration::from_millis(u64::try_from(ms).unwrap_or(0).min(1_000))) => {}
    }
}

/// Pauses the account as one thing: no distribution of it goes on, until the user says that all of them do (D12).
async fn pause_account(ws: &Workspace, account: AccountId, told: Message) {
    if ws.still_there().is_err() {
        return;
    }
    let written = ws
        .write_quietly(move |tx| {
            accounts::pause(tx, account, &told)?;
            let mut chain = Chain::at_head(tx)?;
            let mut paused = Vec::new();
            for held in rows::unsettled(tx)? {
                if held.account == account && held.state == DistributionState::Sending && report::counts(tx, held.id)?.open() > 0 {
                    rows::set_state(&mut chain, held.id, DistributionState::Paused, Some(Because::Account), Some(&told))?;
                    paused.push(held.id);
                }
            }
            Ok(paused)
        })
        .await;
    match written {
        Ok(paused) => {
            for id in paused {
                ws.part::<Brakes>().of(id).follow(DistributionState::Paused);
            }
        }
        Err(problem) => tracing::error!(account = account.get(), code = problem.code, "an account's pause could not be written down"),
    }
}

/// Writes down what those distributions of the account wait for that are sending and `which` picks: what holds one back holds all.
async fn stand_all(
    ws: &Workspace,
    account: AccountId,
    which: impl Fn(&rows::Standing) -> bool,
    because: Option<Because>,
    told: Option<Message>,
) {
    let Ok(all) = ws.read(|tx| Ok(rows::unsettled(tx)?)).await else { return };
    for held in all.into_iter().filter(|held| held.account == account && held.state == DistributionState::Sending && which(held)) {
        stand(ws, held.id, DistributionState::Sending, because, told.clone()).await;
    }
}

/// Writes down what a distribution does and waits for, unless the user said something else meanwhile.
async fn stand(ws: &Workspace, id: DistributionId, state: DistributionState, because: Option<Because>, trouble: Option<Message>) {
    if ws.still_there().is_err() {
        // The file is away (R8): the engine says so, and what is written now could be written beside it.
        return;
    }
    let written = ws
        .write_quietly(move |tx| {
            let ours = rows::standing(tx, id)?.is_some_and(|now| now.state == DistributionState::Sending);
            if ours {
                rows::set_state(&mut Chain::at_head(tx)?, id, state, because, trouble.as_ref())?;
            }
            Ok(ours)
        })
        .await;
    match written {
        Ok(true) => ws.part::<Brakes>().of(id).follow(state),
        Ok(false) => {}
        Err(problem) => {
            tracing::error!(distribution = id.get(), code = problem.code, "what a distribution waits for could not be written down");
        }
    }
}

/// Distributions of the account that have nothing open any more need no looking at.
async fn settle(ws: &Workspace, account: AccountId) {
    let settled = ws
        .write_quietly(move |tx| {
            for standing in rows::unsettled(tx)? {
                if standing.account == account
                    && standing.state == DistributionState::Sending
                    && report::counts(tx, standing.id)?.open() == 0
                {
                    rows::set_settled(tx, standing.id, true, None)?;
                }
            }
            Ok(())
        })
        .await;
    if let Err(problem) = settled {
        tracing::error!(code = problem.code, "a finished distribution could not be marked as such");
        return;
    }
    if let Err(problem) = contacted::catch_up(ws).await {
        tracing::warn!(code = problem.code, "the sum of whom mails reached is behind");
    }
}
