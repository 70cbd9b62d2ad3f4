//! One ledger for all connections: it joins their marks, results and claims into shared commits (D4).
//!
//! A connection is answered only after the commit returned, so nothing that it does next can be ahead of the disk.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::own_time::OwnTime;
use crate::contacts;
use crate::distribution::audience::Exclusion;
use crate::distribution::service;
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::ledger::{self, Chain, Claimed, Move, Standing};
use crate::error::{Kind, Problem};
use crate::ids::{DistributionId, Millis};
use crate::messages::Message;
use crate::net::AddressKey;
use crate::workspace::{Faults, Topic, Workspace, WriteTx, lease};

/// At most so many turns share one commit: none waits for a transaction without end.
const TURNS_PER_COMMIT: usize = 64;
/// How long a commit waits for the turns of the other connections, in milliseconds; at most 20 (D4).
const COMPANY_MS: u64 = 3;
/// How long the ledger waits before it tries again to write what it could not, in milliseconds.
const RETRY_MS: u64 = 1000;

/// What one connection asks of the ledger at once.
#[derive(Debug)]
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
    /// Where the distribution stands; none where nothing was asked.
    pub(super) standing: Option<Standing>,
    /// Why nothing more may be claimed: what would go is not what was sealed (D20). What was told is written all the same.
    pub(super) broken: Option<Problem>,
}

impl Answer {
    /// The answer where there was nothing to tell and nothing to ask.
    pub(super) const fn nothing() -> Self {
        Self { claimed: Vec::new(), standing: None, broken: None }
    }
}

type Request = (Turn, oneshot::Sender<Result<Answer, Problem>>);

/// The way to the ledger; cheap to clone.
#[derive(Clone)]
pub(super) struct Ledger {
    requests: mpsc::Sender<Request>,
    connections: Arc<AtomicUsize>,
}

/// A connection that takes turns, as long as it lasts.
pub(super) struct Seat(Arc<AtomicUsize>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Ledger {
    /// Starts the ledger's task for `run`. It ends when the last handle is gone.
    pub(super) fn start(ws: Workspace, run: Arc<str>, memory: service::SequenceMemory) -> Self {
        let (requests, receiver) = mpsc::channel(1024);
        let connections = Arc::new(AtomicUsize::new(0));
        tokio::spawn(serve(ws, run, memory, receiver, Arc::clone(&connections)));
        Self { requests, connections }
    }

    /// Takes part: commits wait a moment for all who do.
    pub(super) fn seat(&self) -> Seat {
        self.connections.fetch_add(1, Ordering::Relaxed);
        Seat(Arc::clone(&self.connections))
    }

    /// Writes what happened and what is to happen, and claims rows; returns after the commit.
    pub(super) async fn turn(&self, turn: Turn) -> Result<Answer, Problem> {
        let (answer, wait) = oneshot::channel();
        let lost = || Problem::failure("workspace.write_lost");
        self.requests.send((turn, answer)).await.map_err(|_| lost())?;
        wait.await.map_err(|_| lost())?
    }
}

async fn serve(
    ws: Workspace,
    run: Arc<str>,
    memory: service::SequenceMemory,
    mut requests: mpsc::Receiver<Request>,
    connections: Arc<AtomicUsize>,
) {
    while let Some(first) = requests.recv().await {
        let (mut turns, mut answers) = (vec![first.0], vec![first.1]);
        // The letters that are marked already go meanwhile; who does not come in time has the next commit.
        let company = async {
            while turns.len() < connections.load(Ordering::Relaxed).min(TURNS_PER_COMMIT) {
                let Some((turn, answer)) = requests.recv().await else { break };
                turns.push(turn);
                answers.push(answer);
            }
        };
        let _late = tokio::time::timeout(Duration::from_millis(COMPANY_MS), company).await;
        match commit(&ws, &run, &memory, turns).await {
            Ok(done) => answers.into_iter().zip(done).for_each(|(answer, done)| drop(answer.send(Ok(done)))),
            Err(problem) => answers.into_iter().for_each(|answer| drop(answer.send(Err(problem.clone())))),
        }
    }
}

/// One commit for many turns. What happened on the wire must be written: a full disk is waited out (R5), and
/// meanwhile no connection is released, so nothing further leaves.
async fn commit(ws: &Workspace, run: &Arc<str>, memory: &service::SequenceMemory, turns: Vec<Turn>) -> Result<Vec<Answer>, Problem> {
    let turns = Arc::new(turns);
    loop {
        ws.still_there()?;
        let (again, run) = (Arc::clone(&turns), Arc::clone(run));
        let (faults, own) = (ws.faults().clone(), OwnTime::now(ws));
        let done = ws
            .write_quietly(move |tx| {
                let mut page =
                    Page { tx, chain: Chain::gathering(tx)?, run: &run, own, faults: &faults, sequence: None, known: HashMap::new() };
                let answers = page.write(&again)?;
                page.chain.finish()?;
                Ok((answers, page.sequence))
            })
            .await;
        match done {
            Err(problem) if problem.code == "workspace.disk_full" || problem.code == "workspace.busy" => {
                tracing::warn!(code = problem.code, "the ledger waits to write");
                ws.clock().sleep(Duration::from_millis(RETRY_MS)).await;
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

/// What one commit writes. Between its turns nobody else writes, so what is known of a distribution is asked once.
struct Page<'t, 'c> {
    tx: &'t WriteTx<'c>,
    chain: Chain<'t, 'c>,
    run: &'t str,
    /// The engine's own time: second tries are due by it.
    own: Millis,
    faults: &'t Faults,
    sequence: Option<i64>,
    known: HashMap<DistributionId, Known>,
}

/// A distribution within one commit.
struct Known {
    standing: Standing,
    /// What the seal said (D20); none before it was asked.
    sealed: Option<Result<(), Problem>>,
}

impl Page<'_, '_> {
    /// Writes what all turns tell, and claims what they ask for: the moves of a distribution together, whichever connection made them, since
    /// a statement costs less for many rows. No row is in the hands of two connections.
    fn write(&mut self, turns: &[Turn]) -> Result<Vec<Answer>, Problem> {
        let mut by_distribution: BTreeMap<DistributionId, Vec<usize>> = BTreeMap::new();
        for (at, turn) in turns.iter().enumerate() {
            by_distribution.entry(turn.distribution).or_default().push(at);
        }
        let mut answers: Vec<Answer> = turns.iter().map(|_| Answer::nothing()).collect();
        for (distribution, places) in by_distribution {
            let of: Vec<&Turn> = places.iter().filter_map(|at| turns.get(*at)).collect();
            self.write_moves(distribution, &of)?;
            let asked = of.iter().map(|turn| turn.claim).sum();
            let (claimed, broken) = self.claims(distribution, asked)?;
            let standing = self.known(distribution)?.standing.clone();
            let mut claimed = claimed.into_iter();
            for (at, turn) in places.into_iter().zip(of) {
                let Some(answer) = answers.get_mut(at) else { continue };
                answer.claimed = claimed.by_ref().take(usize::try_from(turn.claim).unwrap_or(usize::MAX)).collect();
                answer.broken = broken.clone().filter(|_| turn.claim > 0);
                answer.standing = Some(standing.clone());
            }
        }
        Ok(answers)
    }

    fn write_moves(&mut self, distribution: DistributionId, turns: &[&Turn]) -> Result<(), Problem> {
        let moves: Vec<&[Move]> = turns.iter().map(|turn| turn.moves.as_slice()).filter(|moves| !moves.is_empty()).collect();
        if moves.iter().copied().flatten().any(|step| step.to == DeliveryState::InFlight) {
            self.faults.point("before-mark");
        }
        ledger::make_moves(&mut self.chain, distribution, &moves)?;
        if !moves.is_empty() {
            self.tx.changed(Topic::Delivery, distribution.get());
        }
        Ok(())
    }

    /// Claims so many rows, or says why none may be claimed any more. That is no error: it would take back the results of every turn that
    /// shares the commit.
    fn claims(&mut self, distribution: DistributionId, asked: u32) -> Result<(Vec<Claimed>, Option<Problem>), Problem> {
        let standing = self.known(distribution)?.standing.clone();
        if asked == 0 || standing.state != DistributionState::Sending {
            return Ok((Vec::new(), None));
        }
        self.faults.point("before-claim");
        match self.sealed(distribution)? {
            Ok(()) if self.has_lifted(&standing) => {
                self.ask_about_lift(distribution)?;
                Ok((Vec::new(), None))
            }
            Ok(()) => Ok((self.claim(distribution, asked, &standing)?, None)),
            Err(problem) => Ok((Vec::new(), Some(problem))),
        }
    }

    fn known(&mut self, id: DistributionId) -> Result<&mut Known, Problem> {
        match self.known.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let standing = ledger::standing(self.tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found"))?;
                Ok(unknown.insert(Known { standing, sealed: None }))
            }
        }
    }

    /// Whether what goes is still what was sealed; the outer error is one of the file.
    fn sealed(&mut self, id: DistributionId) -> Result<Result<(), Problem>, Problem> {
        let tx = self.tx;
        let known = self.known(id)?;
        if known.sealed.is_none() {
            known.sealed = Some(match service::assert_seal(tx, id) {
                Err(problem) if problem.kind != Kind::Refusal => return Err(problem),
                said => said,
            });
        }
        Ok(known.sealed.clone().unwrap_or(Ok(())))
    }

    /// Marked as embargoed, and the embargo has lifted.
    fn has_lifted(&self, standing: &Standing) -> bool {
        standing.embargo == "under" && standing.due_at.is_some_and(|due| due <= self.tx.now())
    }

    /// What still waits at the lift is asked (D37).
    fn ask_about_lift(&mut self, id: DistributionId) -> Result<(), Problem> {
        let told = Message::new("distribution.embargo_lifted");
        ledger::set_state(&mut self.chain, id, DistributionState::Paused, Some(Because::Late), Some(&told))?;
        self.known(id)?.standing.state = DistributionState::Paused;
        Ok(())
    }

    /// Whether the person of this row is on this list by another number, since the two were merged, and has the mail by that one or is
    /// about to. A correction goes to each mail that they have (D39).
    fn has_it_by_another_number(&self, distribution: DistributionId, row: &Claimed) -> Result<bool, Problem> {
        let numbers = contacts::numbers_of(self.tx, row.person)?;
        Ok(numbers.len() > 1 && row.thread.is_empty() && ledger::is_under_way(self.tx, distribution, row.delivery, &numbers)?)
    }

    fn claim(&mut self, distribution: DistributionId, asked: u32, standing: &Standing) -> Result<Vec<Claimed>, Problem> {
        let (mut claimed, any_merged) = (Vec::new(), contacts::any_merged(self.tx)?);
        for mut row in ledger::claimable(self.tx, standing, asked, self.own, self.tx.now())? {
            if !row.dated {
                row.date = self.tx.now();
            }
            // An unsubscribe that was read meanwhile takes effect at once, and so does a move into the house or out of it (D19).
            let now = contacts::now(self.tx, row.person, &AddressKey(row.key))?;
            let left_out = match now.bar {
                Some(bar) => Some(bar.word()),
                None => match now.list_kind.filter(|now| *now != row.list_kind) {
                    Some(_) => Some(service::not_on(row.list_kind).word()),
                    None if any_merged => self.has_it_by_another_number(distribution, &row)?.then(|| Exclusion::AlreadyHas.word()),
                    None => None,
                },
            };
            match left_out {
                Some(word) => ledger::make_move(&mut self.chain, &service::left_out_now(row.delivery, word))?,
                None => claimed.push(row),
            }
        }
        if !claimed.is_empty() {
            let number = match self.sequence {
                Some(number) => number,
                None => *self.sequence.insert(lease::next_sequence(self.tx, self.tx.device(), self.run)?),
            };
            ledger::claim(&mut self.chain, distribution, &claimed, self.run, number)?;
        }
        Ok(claimed)
    }
}
