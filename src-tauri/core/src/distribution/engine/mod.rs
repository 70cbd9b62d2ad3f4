//! The engine: the one sender of a workspace. Whoever holds the right to send runs it; everybody else writes rows.

mod breaking;
mod connection;
mod control;
mod gate;
mod ledger;
mod letters;
mod night;
mod own_time;
mod pacing;
mod runner;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub(super) use control::{Brake, Brakes};
pub(super) use letters::Trial;

use super::api;
use super::due;
use super::pace::DAY_MS;
use super::schedule::{Due, GRACE_MS, Start};
use super::service::{self, SequenceMemory};
use super::state::{Because, DeliveryState, DistributionState};
use super::store::ledger::{self as rows, Chain, Standing};
use super::store::{plan, report};
use crate::accounts;
use crate::error::Problem;
use crate::ids::{AccountId, DistributionId, Millis};
use crate::literature::{self, SaidDate};
use crate::messages::Message;
use crate::segments::Fields;
use crate::workspace::{SendRight, Workspace, WriteTx};

/// How often the engine looks for work and for what other processes said, in milliseconds.
const LOOK_MS: u64 = 200;

/// This process's own name in the ledger, and its engine while it runs.
pub(in crate::distribution) struct Run {
    /// A random name, new with every start of the program.
    pub(in crate::distribution) id: String,
    /// Whether an engine of this process holds the right to send.
    sending: Mutex<bool>,
}

impl Default for Run {
    fn default() -> Self {
        Self::named(&uuid::Uuid::new_v4().to_string())
    }
}

impl Run {
    /// The run of this name.
    pub(in crate::distribution) fn named(id: &str) -> Self {
        Self { id: id.to_owned(), sending: Mutex::new(false) }
    }
}

/// What stands for the run of a distribution that was handed over in good order at `at`.
pub(in crate::distribution) fn handed_at(at: Millis) -> String {
    format!("{HANDED}{}", at.get())
}

const HANDED: &str = "handed-over:";

/// Whether it was handed over a moment ago: nobody has to be asked whether it goes on.
fn was_handed(run: &str, now: Millis) -> bool {
    let at = run.strip_prefix(HANDED).and_then(|at| at.parse::<i64>().ok());
    at.is_some_and(|at| now.get().abs_diff(at) <= GRACE_MS.unsigned_abs())
}

/// Trouble that a connection met and that the runner writes down.
#[derive(Clone, Default)]
pub(super) struct Trouble(Arc<Mutex<bool>>);

impl Trouble {
    /// A row's bytes are not those that went before.
    pub(super) fn message_changed(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    fn has_changed_message(&self) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends what is to be sent until `until` says so. Returns at once, with `false`, if another process holds the right.
///
/// # Errors
/// `distribution.copy` when this file may be a copy whose original sends too (D24); `workspace.…`.
pub(super) async fn run(ws: &Workspace, until: CancellationToken) -> Result<bool, Problem> {
    let me = ws.part::<Run>();
    {
        let mut sending = me.sending.lock().unwrap_or_else(PoisonError::into_inner);
        if *sending {
            return Ok(false);
        }
        *sending = true;
    }
    let done = hold_right(ws, &me.id, until).await;
    *me.sending.lock().unwrap_or_else(PoisonError::into_inner) = false;
    done
}

async fn hold_right(ws: &Workspace, run: &str, until: CancellationToken) -> Result<bool, Problem> {
    if until.is_cancelled() {
        return Ok(false);
    }
    let Some(right) = SendRight::try_take(ws.path())? else { return Ok(false) };
    let memory = SequenceMemory::of(ws).await?;
    service::refuse_copy(ws, &memory).await?;
    let going_on = recover(ws, run).await?;
    own_time::OwnTime::begin(ws);
    ws.part::<pacing::Paces>().begin();
    for id in going_on {
        api::before_going_on(ws, id).await?;
    }
    let brakes = ws.part::<Brakes>();
    brakes.begin();
    let ledger = ledger::Ledger::start(ws.clone(), run.into(), memory);
    let mut runners: HashMap<AccountId, tokio::task::JoinHandle<()>> = HashMap::new();
    let worked = work(ws, &ledger, &mut runners, &until).await;
    // Letters in flight finish; everything claimed goes back to the list. When the file is away, nothing more begins.
    brakes.end();
    for (_, runner) in runners {
        drop(runner.await);
    }
    drop(right);
    worked.map(|()| true)
}

/// Looks for work and gives it to a runner for each account, until `until` says so or the file is away (R8).
async fn work(
    ws: &Workspace,
    ledger: &ledger::Ledger,
    runners: &mut HashMap<AccountId, tokio::task::JoinHandle<()>>,
    until: &CancellationToken,
) -> Result<(), Problem> {
    let (mut holds, mut closed, mut night) = (Holds::default(), Closed::default(), night::Night::new(ws));
    while !until.is_cancelled() {
        ws.still_there()?;
        let mut sends = false;
        for standing in ws.read(|tx| Ok(rows::unsettled(tx)?)).await? {
            ws.part::<Brakes>().of(standing.id).follow(standing.state);
            match standing.state {
                DistributionState::Scheduled => start(ws, standing).await?,
                DistributionState::Holding if holds.over(ws, &standing) => go(ws, standing).await?,
                DistributionState::Sending => {
                    breaking::look(ws, &standing).await?;
                    if standing.first_open {
                        gate::look(ws, &standing).await?;
                    }
                    let idle = runners.get(&standing.account).is_none_or(tokio::task::JoinHandle::is_finished);
                    // What waits, for a limit or a server, keeps nobody awake.
                    sends |= standing.because.is_none() && !idle;
                    if idle && !closed.holds(ws, &standing).await? {
                        let (ws, ledger, until) = (ws.clone(), ledger.clone(), until.clone());
                        let account = standing.account;
                        runners.insert(account, tokio::spawn(async move { runner::serve(&ws, &ledger, account, &until).await }));
                    }
                }
                DistributionState::Paused => gate::open_in_time(ws, &standing).await?,
                DistributionState::Holding | DistributionState::Stopped | DistributionState::Finished => {}
            }
        }
        follow_brakes(ws).await?;
        night.keep(ws, sends).await;
        night.pass(ws, runners, until).await;
        let clock = ws.clock();
        tokio::select! {
            () = until.cancelled() => {}
            () = clock.sleep(Duration::from_millis(LOOK_MS)) => {}
        }
    }
    Ok(())
}

/// What another process said reaches the connections within a look.
async fn follow_brakes(ws: &Workspace) -> Result<(), Problem> {
    let brakes = ws.part::<Brakes>();
    let running: Vec<DistributionId> = brakes.known();
    let states = ws
        .read(move |tx| {
            let mut found = Vec::new();
            for id in running {
                if let Some(standing) = rows::standing(tx, id)? {
                    found.push((id, standing.state));
                }
            }
            Ok(found)
        })
        .await?;
    for (id, state) in states {
        brakes.of(id).follow(state);
    }
    Ok(())
}

/// D5: before any sending, in one transaction. Nothing that was under way is sent again without being asked for.
/// Gives those that go on by themselves.
async fn recover(ws: &Workspace, run: &str) -> Result<Vec<DistributionId>, Problem> {
    let run = run.to_owned();
    let guess = ws.faults().mutated("resume-from-the-top");
    ws.write_quietly(move |tx| {
        let mut chain = Chain::at_head(tx)?;
        service::recover_rows(tx, &mut chain, guess)?;
        let mut going_on = Vec::new();
        for standing in rows::unsettled(tx)? {
            let handed = was_handed(&standing.run, tx.now());
            if handed {
                // Taken up: from now on it is this run's, and a crash is one.
                rows::set_settled(tx, standing.id, false, Some(&run))?;
            }
            let own = handed || standing.run == run;
            let goes_on = standing.go_on || standing.because == Some(Because::Limit) || standing.state == DistributionState::Scheduled;
            if own || goes_on || only_retries(tx, &standing)? {
                if !own && standing.state == DistributionState::Sending {
                    going_on.push(standing.id);
                }
                continue;
            }
            if standing.state == DistributionState::Paused {
                // The rest waited for its minutes: nobody watched the first few meanwhile.
                gate::ask(tx, &mut chain, standing.id, "distribution.first.ended")?;
                continue;
            }
            let key = if standing.state == DistributionState::Holding {
                "distribution.ended_in_hold"
            } else {
                "distribution.ended_while_sending"
            };
            rows::set_state(&mut chain, standing.id, DistributionState::Paused, Some(Because::User), Some(&Message::new(key)))?;
        }
        Ok(going_on)
    })
    .await
}

/// Whether all that is left of it are second tries, and nothing of it was interrupted: they go by themselves when their time comes.
fn only_retries(tx: &WriteTx<'_>, standing: &Standing) -> Result<bool, Problem> {
    if standing.state != DistributionState::Sending {
        return Ok(false);
    }
    let counts = report::counts(tx, standing.id)?;
    let retrying = counts.of(DeliveryState::RefusedTemporary);
    Ok(retrying > 0 && retrying == counts.open() && counts.of(DeliveryState::Uncertain) == 0)
}

/// When the holds end by time that only goes ahead: a clock that is set, as daylight saving or a wrong battery does, neither
/// shortens nor lengthens them (D14, D26).
#[derive(Default)]
struct Holds(HashMap<DistributionId, Duration>);

impl Holds {
    fn over(&mut self, ws: &Workspace, standing: &Standing) -> bool {
        let (now, steady) = (ws.now(), ws.clock().steady());
        let left_ms = u64::try_from(standing.hold_until.get() - now.get()).unwrap_or(0);
        let end = *self.0.entry(standing.id).or_insert_with(|| steady.saturating_add(Duration::from_millis(left_ms)));
        end <= steady
    }
}

/// Distributions of which nothing may leave before an instant (D29).
#[derive(Default)]
struct Closed(HashMap<DistributionId, Millis>);

impl Closed {
    /// Whether all that is left of it waits for its working hours; that is written down, and when it goes on.
    async fn holds(&mut self, ws: &Workspace, standing: &Standing) -> Result<bool, Problem> {
        let (id, now) = (standing.id, ws.now());
        if standing.because == Some(Because::Limit) && self.0.get(&id).is_some_and(|until| *until > now && until.get() - now.get() < DAY_MS)
        {
            return Ok(true);
        }
        let Some(until) = ws.read(move |tx| due::closed_until(tx, id, now)).await? else {
            self.0.remove(&id);
            return Ok(false);
        };
        self.0.insert(id, until);
        ws.write_quietly(move |tx| {
            if rows::standing(tx, id)?.is_some_and(|now| now.state == DistributionState::Sending) {
                let told = Message::new("distribution.hours").with("at", until.to_rfc3339());
                rows::set_state(&mut Chain::at_head(tx)?, id, DistributionState::Sending, Some(Because::Limit), Some(&told))?;
            }
            Ok(())
        })
        .await?;
        Ok(true)
    }
}

/// Lets a distribution start whose time has come, or does with it what is to be done with what is late (D26, D28). The lift of an
/// embargo is such a time too.
async fn start(ws: &Workspace, standing: Standing) -> Result<(), Problem> {
    let (id, now) = (standing.id, ws.now());
    let lifted = standing.embargo == "under" && standing.due_at.is_some_and(|lift| lift <= now);
    let Some(start) = &standing.start else { return Ok(()) };
    let late = now.get() - start.at.get() > GRACE_MS;
    let outdated = if late { outdated(ws, id, start.clone()).await? } else { None };
    let (state, told) = match start.due(lifted, outdated.is_some(), now) {
        Due::NotYet => return Ok(()),
        Due::Go => return go(ws, standing).await,
        Due::AskLate => (DistributionState::Paused, Message::new("distribution.late").with("due", start.at.to_rfc3339())),
        Due::AskLifted => (DistributionState::Paused, Message::new("distribution.late_lifted").with("due", start.at.to_rfc3339())),
        Due::AskDate => (DistributionState::Paused, date_has_passed(start, outdated)),
        Due::Cancel => (DistributionState::Stopped, Message::new("distribution.late_cancelled").with("due", start.at.to_rfc3339())),
    };
    ws.write_quietly(move |tx| {
        if waits_still(tx, &standing)? {
            rows::set_state(&mut Chain::at_head(tx)?, id, state, Some(Because::Late), Some(&told))?;
        }
        Ok(())
    })
    .await?;
    if state == DistributionState::Stopped { service::cancel_in_steps(ws, id).await } else { Ok(()) }
}

/// A date in the text that has passed since it was to start (D28).
async fn outdated(ws: &Workspace, id: DistributionId, start: Start) -> Result<Option<SaidDate>, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        let Some(sealing) = plan::sealing(tx, id)? else { return Ok(None) };
        let revision = literature::revision(tx, sealing.revision)?;
        let document = literature::Document::parse(&revision.text);
        Ok(start.outdated(literature::said_dates(&revision.text, document.language()), now))
    })
    .await
}

fn date_has_passed(start: &Start, date: Option<SaidDate>) -> Message {
    let told = |key: &'static str| Message::new(key).with("due", start.at.to_rfc3339());
    match date {
        Some(SaidDate { said, field: Some(field), .. }) => told("distribution.late_date.field").with("said", said).with("field", field),
        Some(SaidDate { said, line, .. }) => told("distribution.late_date.line").with("said", said).with("line", line),
        None => told("distribution.late"),
    }
}

/// Whether it stands as it was found: the user may have changed its time, or taken it back.
fn waits_still(tx: &WriteTx<'_>, found: &Standing) -> Result<bool, Problem> {
    Ok(rows::standing(tx, found.id)?.is_some_and(|now| now.state == found.state && now.start == found.start))
}

/// Nothing holds it back any more. A list that is frozen now may be long: whoever edits does not wait for it.
async fn go(ws: &Workspace, standing: Standing) -> Result<(), Problem> {
    let (secret, fields) = (*ws.secret(), ws.part::<Fields>());
    ws.write_after_edits(move |tx| started(tx, &standing, &fields, &secret)).await
}

/// Starts what stands as it was found.
fn started(tx: &WriteTx<'_>, standing: &Standing, fields: &Fields, secret: &[u8; 32]) -> Result<(), Problem> {
    if !waits_still(tx, standing)? {
        return Ok(());
    }
    let mut chain = Chain::at_head(tx)?;
    let doubt = match standing.follows {
        true => service::freeze_followed(tx, &mut chain, standing.id, fields, secret)?,
        false => None,
    };
    // The account's server may have spoken of the sender meanwhile (D12).
    let (state, because, told) = match accounts::paused(tx, standing.account)? {
        Some(pause) => (DistributionState::Paused, Some(Because::Account), Some(pause.says)),
        None if doubt.is_some() => (DistributionState::Paused, Some(Because::User), doubt),
        None => (DistributionState::Sending, None, None),
    };
    Ok(rows::set_state(&mut chain, standing.id, state, because, told.as_ref())?)
}
