//! Transactions: reading and writing are different types, and a write knows who does it and when.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::faults::FaultPoint;
use super::feed::{Change, Topic};
use super::history;
use super::{Faults, Host, Via};
use crate::error::Problem;
use crate::ids::{ActionId, Millis};
use crate::messages::Message;

/// What SQLite said. Becomes a [`Problem`] that says what state things are in.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreError(#[from] pub rusqlite::Error);

impl StoreError {
    /// Whether a uniqueness rule of the schema said no.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(&self.0, rusqlite::Error::SqliteFailure(e, _)
            if e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE || e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
    }

    /// Whether the file itself is broken, where it was read.
    pub(super) fn is_damage(&self) -> bool {
        matches!(self.0.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
    }

    fn is_index_too_small(&self) -> bool {
        matches!(&self.0, rusqlite::Error::SqliteFailure(e, _) if e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
    }

    /// Whether something still refers to what should go.
    #[must_use]
    pub fn is_still_referred_to(&self) -> bool {
        matches!(&self.0, rusqlite::Error::SqliteFailure(e, _)
            if matches!(e.extended_code, rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY | rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let code = match error.0.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => "workspace.disk_full",
            Some(ErrorCode::ReadOnly) => "workspace.read_only",
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => "workspace.damaged",
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "workspace.busy",
            // The index of the log of changes could not grow: its file is written to the disk before it is used.
            Some(ErrorCode::SystemIoFailure) if error.is_index_too_small() => "workspace.disk_full",
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => "workspace.unreachable",
            _ => "workspace.failed",
        };
        let problem = Problem::failure(code).because(&error.0);
        match code {
            "workspace.disk_full" => problem.todo("workspace.disk_full.todo"),
            "workspace.damaged" => problem.todo("workspace.damaged.todo"),
            "workspace.busy" => problem.todo("workspace.busy.todo"),
            _ => problem,
        }
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        StoreError(error).into()
    }
}

/// One snapshot of the file. `Deref` gives the connection to `store` modules, which alone speak SQL.
#[derive(Debug)]
pub struct ReadTx<'c> {
    connection: &'c Connection,
    now: Millis,
}

impl ReadTx<'_> {
    /// The time of this transaction: one for all that is asked in it.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.now
    }
}

impl Deref for ReadTx<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// A transaction tells at most this many things of a kind one by one; beyond that, that many changed.
const MOST_TOLD: usize = 1_000;

/// While it is held, no trigger of the file does anything on its connection.
#[derive(Debug)]
pub struct Resting<'c>(&'c Connection);

/// What rests.
const RESTING: [DbConfig; 2] = [DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY];

impl Drop for Resting<'_> {
    fn drop(&mut self) {
        // It only sets marks of the connection: it cannot fail where setting them did not.
        for guard in RESTING {
            drop(self.0.set_db_config(guard, true));
        }
    }
}

/// Says at its end that something is over.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Which things of a kind changed.
#[derive(Debug)]
enum Ids {
    These(BTreeSet<i64>),
    Many,
}

/// Steps of a long act after which what it changed is written to the disk: some 3 MB at most.
const FLUSHED_AFTER: usize = 500;

/// One write transaction. It also reads.
#[derive(Debug)]
pub struct WriteTx<'c> {
    read: ReadTx<'c>,
    actor: &'c str,
    device: &'c str,
    via: Option<Via>,
    action: Option<ActionId>,
    changes: RefCell<BTreeMap<Topic, Ids>>,
    queue: &'c Queue,
    faults: &'c Faults,
    yields: Cell<Yields>,
    gave_way: Cell<bool>,
}

/// What a transaction is in history.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// A user's, kept under this label: triggers keep the rows that it changes.
    Recorded(Message),
    /// A user's, whose old rows a module keeps and takes back itself ([`Plugs::undo_elsewhere`](super::Plugs::undo_elsewhere)).
    KeptElsewhere(Message),
    /// More of a user's that began in an earlier transaction.
    Continued(ActionId),
    /// None: the ledger's marks, staging, what can be made anew.
    Quiet,
}

impl Act {
    fn is_users(&self) -> bool {
        matches!(self, Self::Recorded(_) | Self::KeptElsewhere(_))
    }
}

/// Steps of SQLite's machine after which a statement that gives way looks whether somebody waits: less than a millisecond.
const ASKED_AFTER_STEPS: i32 = 100;

/// How often what a long statement writes is brought to the disk.
const FOLLOWED_AFTER: Duration = Duration::from_millis(20);

/// How many transactions wait for their turn.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    all: AtomicUsize,
    /// Those of them that are a user's.
    acts: AtomicUsize,
}

impl Queue {
    pub(super) fn joined(&self, act: &Act) {
        self.0.all.fetch_add(1, Ordering::Relaxed);
        self.0.acts.fetch_add(usize::from(act.is_users()), Ordering::Relaxed);
    }

    pub(super) fn left(&self, act: &Act) {
        self.0.all.fetch_sub(1, Ordering::Relaxed);
        self.0.acts.fetch_sub(usize::from(act.is_users()), Ordering::Relaxed);
    }

    #[cfg(test)]
    pub(super) fn is_awaited(&self) -> bool {
        self.holds(Yields::Everybody)
    }

    /// Whether one of these waits.
    fn holds(&self, whom: Yields) -> bool {
        match whom {
            Yields::Nobody => false,
            Yields::Acts => self.0.acts.load(Ordering::Relaxed) > 0,
            Yields::Everybody => self.0.all.load(Ordering::Relaxed) > 0,
        }
    }
}

/// To whom a long transaction gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Yields {
    /// It is short, or was patient long enough.
    Nobody,
    /// To what a user does. What the engine tells the ledger can wait for it.
    Acts,
    /// To whoever waits.
    Everybody,
}

impl<'c> Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;
    fn deref(&self) -> &ReadTx<'c> {
        &self.read
    }
}

impl WriteTx<'_> {
    /// Who does it.
    #[must_use]
    pub fn actor(&self) -> &str {
        self.actor
    }

    /// By which program it is done, in the word of the database.
    pub(super) fn via(&self) -> &'static str {
        self.via.map_or("", Via::word)
    }

    /// The machine it is done on.
    #[must_use]
    pub fn device(&self) -> &str {
        self.device
    }

    /// The action that history keeps this under; none for what is not a user's act.
    #[must_use]
    pub fn action(&self) -> Option<ActionId> {
        self.action
    }

    /// Inserts one row and gives its id.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn insert(&self, sql: &str, params: impl rusqlite::Params) -> Result<i64, StoreError> {
        self.prepare_cached(sql)?.execute(params)?;
        Ok(self.last_insert_rowid())
    }

    /// Changes rows and gives how many.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn change(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize, StoreError> {
        Ok(self.prepare_cached(sql)?.execute(params)?)
    }

    /// It passes a point where tests strike.
    pub fn point(&self, name: FaultPoint) {
        self.faults.point(name);
    }

    /// Notes a change for those who look at it; they hear of it after the commit.
    pub fn changed(&self, topic: Topic, id: impl Into<Option<i64>>) {
        let mut changes = self.changes.borrow_mut();
        let ids = changes.entry(topic).or_insert_with(|| Ids::These(BTreeSet::new()));
        match (ids, id.into()) {
            (Ids::These(these), Some(id)) if these.len() < MOST_TOLD => {
                these.insert(id);
            }
            (Ids::These(these), Some(id)) if these.contains(&id) => {}
            (ids, _) => *ids = Ids::Many,
        }
    }

    /// Says that what this act upon many changed so far is whole by itself: whoever takes it back may pause here
    /// ([`Workspace::write_in_parts`](super::Workspace::write_in_parts)).
    ///
    /// # Errors
    /// What SQLite says.
    pub fn step_ends(&self) -> Result<(), StoreError> {
        history::end_step(self)
    }

    /// Whether somebody waits for this transaction to end. Long quiet work ends it early then, and goes on in the next.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.queue.holds(Yields::Everybody)
    }

    /// Does `work`, one statement that may be long and is wanted by nobody: once somebody waits, it ends in the middle, and with it
    /// the whole transaction, of which nothing is done. None then; whoever gets it ends with an error.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn while_nobody_waits<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        let queue = self.queue.clone();
        self.progress_handler(ASKED_AFTER_STEPS, Some(move || queue.holds(Yields::Everybody)))?;
        let done = work();
        self.progress_handler(0, None::<fn() -> bool>)?;
        match done {
            Err(StoreError(rusqlite::Error::SqliteFailure(why, _))) if why.code == ErrorCode::OperationInterrupted => Ok(None),
            done => done.map(Some),
        }
    }

    /// The file's own triggers rest as long as what this gives is held, since with one SQLite keeps a copy of every page that a statement
    /// touches; and references are not looked up, of which a person with all that hangs on them has a dozen. Whoever holds it does what the
    /// triggers would, and knows that what is referred to is there.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unguarded(&self) -> Result<Resting<'_>, StoreError> {
        RESTING.into_iter().try_for_each(|guard| self.set_db_config(guard, false).map(drop))?;
        Ok(Resting(self))
    }

    /// Does `work`, one statement that writes much, and brings what it writes to the log to the disk meanwhile: little is left of that for
    /// whoever commits next.
    pub fn followed<T>(&self, work: impl FnOnce() -> T) -> T {
        let Some(file) = self.path().map(std::path::PathBuf::from) else { return work() };
        let done = AtomicBool::new(false);
        std::thread::scope(|threads| {
            threads.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    std::thread::sleep(FOLLOWED_AFTER);
                    super::pool::sync_log(&file);
                }
            });
            // Should it panic, too.
            let _ends = Ends(&done);
            work()
        })
    }

    /// Ends a long act for now if somebody waits: nothing of it is done, and it begins anew when they are served
    /// ([`Workspace::write_yielding`](super::Workspace::write_yielding)).
    ///
    /// # Errors
    /// That it gave way; whoever gets it hands it on.
    pub fn give_way(&self) -> Result<(), Problem> {
        if self.queue.holds(self.yields.get()) { Err(self.given_way()) } else { Ok(()) }
    }

    /// Answers `question`, which writes nothing and may take long: it ends in the middle once somebody waits to whom this
    /// transaction gives way. What it came to by then is thrown away.
    ///
    /// # Errors
    /// Whatever `question` says, and as [`give_way`](Self::give_way).
    pub fn ask_yielding<T>(&self, question: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
        let (queue, yields, ended) = (self.queue.clone(), self.yields.get(), Arc::new(AtomicBool::new(false)));
        let ends = Arc::clone(&ended);
        let look = move || {
            let waits = queue.holds(yields);
            ends.fetch_or(waits, Ordering::Relaxed);
            waits
        };
        self.progress_handler(ASKED_AFTER_STEPS, Some(look))?;
        let answer = question();
        self.progress_handler(0, None::<fn() -> bool>)?;
        // Whoever asked may have taken the end for an answer.
        if ended.load(Ordering::Relaxed) { Err(self.given_way()) } else { answer }
    }

    fn given_way(&self) -> Problem {
        self.gave_way.set(true);
        Problem::failure("workspace.busy")
    }

    /// The same in a loop, at the step `n`.
    ///
    /// # Errors
    /// As [`give_way`](Self::give_way).
    pub fn give_way_at(&self, n: usize) -> Result<(), Problem> {
        if n > 0 && n.is_multiple_of(FLUSHED_AFTER) {
            self.flush()?;
        }
        self.give_way()
    }

    /// Writes to the disk what this transaction changed so far, where nobody sees it yet: whoever comes while a long one is
    /// committed waits for the rest only.
    fn flush(&self) -> Result<(), StoreError> {
        self.cache_flush()?;
        if let Some(file) = self.path() {
            super::pool::sync_log(std::path::Path::new(file));
        }
        Ok(())
    }

    /// Says to whom [`give_way`](Self::give_way) does.
    pub(super) fn gives_way(&self, yields: Yields) {
        self.yields.set(yields);
    }

    /// Whether [`give_way`](Self::give_way) ended it.
    pub(super) fn gave_way(&self) -> bool {
        self.gave_way.get()
    }
}

/// Runs `action` in one IMMEDIATE transaction. A panic inside rolls back and ends alone (R9).
pub(super) fn run<T>(
    connection: &mut Connection,
    host: &Host,
    queue: &Queue,
    act: &Act,
    action: impl FnOnce(&WriteTx<'_>) -> Result<T, Problem>,
) -> Result<(T, Vec<Change>), Problem> {
    host.faults.point("before-transaction");
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now = host.clock.now();
    let mut tx = WriteTx {
        read: ReadTx { connection: &transaction, now },
        actor: &host.actor,
        device: &host.device.id,
        via: host.via,
        action: None,
        changes: RefCell::default(),
        queue,
        faults: &host.faults,
        yields: Cell::new(Yields::Nobody),
        gave_way: Cell::default(),
    };
    match act {
        Act::Recorded(label) => {
            tx.action = Some(history::begin(&tx, label)?);
            history::set_recording(&tx, tx.action)?;
        }
        Act::Continued(id) => {
            if !history::is_standing(&tx, *id)? {
                return Err(Problem::refusal("workspace.undo_done"));
            }
            tx.action = Some(*id);
            history::set_recording(&tx, tx.action)?;
        }
        Act::KeptElsewhere(label) => tx.action = Some(history::begin_elsewhere(&tx, label)?),
        Act::Quiet => {}
    }
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| action(&tx))).unwrap_or_else(|_| {
        // It may have died in a question that was being watched: the watch would end what others ask of this connection.
        tx.progress_handler(0, None::<fn() -> bool>)?;
        Err(Problem::failure("workspace.write_panicked"))
    });
    let value = result?;
    if let Some(id) = tx.action {
        history::end(&tx, id)?;
    }
    if matches!(act, Act::Recorded(_) | Act::Continued(_)) {
        history::set_recording(&tx, None)?;
    }
    let changes = told(tx.changes.take());
    drop(tx);
    host.faults.point("before-commit");
    transaction.commit()?;
    host.faults.point("after-commit");
    Ok((value, changes))
}

/// The changes as those who look hear of them.
fn told(changes: BTreeMap<Topic, Ids>) -> Vec<Change> {
    let each = |(topic, ids)| match ids {
        Ids::Many => vec![Change { topic, id: None }],
        Ids::These(these) => these.into_iter().map(|id| Change { topic, id: Some(id) }).collect(),
    };
    changes.into_iter().flat_map(each).collect()
}

/// Answers `question` in one snapshot.
pub(super) fn look<T>(
    connection: &Connection,
    now: Millis,
    question: impl FnOnce(&ReadTx<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let transaction = connection.unchecked_transaction()?;
    let result = question(&ReadTx { connection: &transaction, now });
    // Nothing was written: there is nothing that ending the snapshot could lose.
    drop(transaction);
    result
}
