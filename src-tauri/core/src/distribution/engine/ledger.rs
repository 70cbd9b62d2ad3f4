//! One ledger for all connections: it joins their marks, results and claims into shared commits (D4).
//!
//! A connection is answered only after the commit returned, so nothing that it does next can be ahead of the disk.

use tokio::sync::{mpsc, oneshot};

use crate::contacts;
use crate::distribution::service;
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::ledger::{self, Chain, Claimed, Move, Standing};
use crate::error::Problem;
use crate::ids::DistributionId;
use crate::messages::Message;
use crate::net::AddressKey;
use crate::workspace::{Topic, Workspace, WriteTx, lease};

/// At most so many turns share one commit: none waits for a transaction without end.
const TURNS_PER_COMMIT: usize = 64;
/// How long the ledger waits before it tries again to write what it could not, in milliseconds.
const RETRY_MS: u64 = 1000;

/// What one connection asks of the ledger at once.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) distribution: DistributionId,
    /// Results of letters that went, marks of those that go next, in this order.
    pub(super) moves: Vec<Move>,
    /// How many further rows it wants.
    pub(super) claim: u32,
}

/// What it gets.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) claimed: Vec<Claimed>,
    pub(super) standing: Standing,
    /// Why nothing more may be claimed: what would go is not what was sealed (D20). What was told is written all the same.
    pub(super) broken: Option<Problem>,
}

type Request = (Turn, oneshot::Sender<Result<Answer, Problem>>);

/// The way to the ledger; cheap to clone.
#[derive(Clone)]
pub(super) struct Ledger(mpsc::Sender<Request>);

impl Ledger {
    /// Starts the ledger's task for `run`. It ends when the last handle is gone.
    pub(super) fn start(ws: Workspace, run: String, memory: service::SequenceMemory) -> Self {
        let (sender, receiver) = mpsc::channel(1024);
        tokio::spawn(serve(ws, run, memory, receiver));
        Self(sender)
    }

    /// Writes what happened and what is to happen, and claims rows; returns after the commit.
    pub(super) async fn turn(&self, turn: Turn) -> Result<Answer, Problem> {
        let (answer, wait) = oneshot::channel();
        let lost = || Problem::failure("workspace.write_lost");
        self.0.send((turn, answer)).await.map_err(|_| lost())?;
        wait.await.map_err(|_| lost())?
    }
}

async fn serve(ws: Workspace, run: String, memory: service::SequenceMemory, mut requests: mpsc::Receiver<Request>) {
    while let Some(first) = requests.recv().await {
        let (mut turns, mut answers) = (vec![first.0], vec![first.1]);
        // Company that came while the last commit ran rides along; nobody is waited for.
        while turns.len() < TURNS_PER_COMMIT {
            let Ok((turn, answer)) = requests.try_recv() else { break };
            turns.push(turn);
            answers.push(answer);
        }
        match commit(&ws, &run, &memory, turns).await {
            Ok(done) => answers.into_iter().zip(done).for_each(|(answer, done)| drop(answer.send(Ok(done)))),
            Err(problem) => answers.into_iter().for_each(|answer| drop(answer.send(Err(problem.clone())))),
        }
    }
}

/// One commit for many turns. What happened on the wire must be written: a full disk is waited out (R5), and
/// meanwhile no connection is released, so nothing further leaves.
async fn commit(ws: &Workspace, run: &str, memory: &service::SequenceMemory, turns: Vec<Turn>) -> Result<Vec<Answer>, Problem> {
    loop {
        ws.still_there()?;
        let (again, run) = (turns.clone(), run.to_owned());
        let faults = ws.faults().clone();
        let done = ws
            .write_quietly(move |tx| {
                let mut chain = Chain::at_head(tx)?;
                let mut sequence = None;
                let mut answers = Vec::with_capacity(again.len());
                for turn in &again {
                    answers.push(apply(tx, &mut chain, turn, &run, &mut sequence, &faults)?);
                }
                Ok((answers, sequence))
            })
            .await;
        match done {
            Err(problem) if problem.code == "workspace.disk_full" || problem.code == "workspace.busy" => {
                tracing::warn!(code = problem.code, "the ledger waits to write");
                ws.clock().sleep(std::time::Duration::from_millis(RETRY_MS)).await;
            }
            Ok((answers, sequence)) => {
                // After the commit: a memory ahead of the file would take its own file for an older copy (D24).
                if let Some(sequence) = sequence {
                    memory.remember(sequence);
                }
                return Ok(answers);
            }
            Err(problem) => return Err(problem),
        }
    }
}

fn apply(
    tx: &WriteTx<'_>,
    chain: &mut Chain<'_, '_>,
    turn: &Turn,
    run: &str,
    sequence: &mut Option<i64>,
    faults: &crate::workspace::Faults,
) -> Result<Answer, Problem> {
    if turn.moves.iter().any(|step| step.to == DeliveryState::InFlight) {
        faults.point("before-mark");
    }
    for step in &turn.moves {
        ledger::make_move(chain, step)?;
    }
    if !turn.moves.is_empty() {
        tx.changed(Topic::Delivery, turn.distribution.get());
    }
    let standing = ledger::standing(tx, turn.distribution)?.ok_or_else(|| Problem::missing("distribution.not_found"))?;
    let mut claimed = Vec::new();
    if turn.claim > 0 && standing.state == DistributionState::Sending {
        faults.point("before-claim");
        // An error would take back the results of this turn, and of every turn that shares its commit.
        match service::assert_seal(tx, turn.distribution) {
            Ok(()) => {}
            Err(problem) if problem.kind == crate::error::Kind::Refusal => {
                return Ok(Answer { claimed, standing, broken: Some(problem) });
            }
            Err(problem) => return Err(problem),
        }
        if standing.embargo == "under" && standing.due_at.is_some_and(|due| due <= tx.now()) {
            // Marked as embargoed, and the embargo has lifted: what still waits is asked (D37).
            let told = Message::new("distribution.embargo_lifted");
            ledger::set_state(chain, turn.distribution, DistributionState::Paused, Some(Because::Late), Some(&told))?;
            let standing = Standing { state: DistributionState::Paused, ..standing };
            return Ok(Answer { claimed, standing, broken: None });
        }
        for row in ledger::claimable(tx, turn.distribution, turn.claim, tx.now())? {
            match contacts::bar_now(tx, row.person, &AddressKey(row.key))? {
                // An unsubscribe that was read meanwhile takes effect at once (D19).
                Some(bar) => ledger::make_move(chain, &service::left_out_now(row.delivery, &bar))?,
                None => {
                    let number = match *sequence {
                        Some(number) => number,
                        None => *sequence.insert(lease::next_sequence(tx, tx.device(), run)?),
                    };
                    ledger::claim(chain, &row, run, number)?;
                    claimed.push(row);
                }
            }
        }
    }
    Ok(Answer { claimed, standing, broken: None })
}
