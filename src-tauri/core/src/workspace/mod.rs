//! The file: one organisation's workspace, its connections, its history and its safety.
//!
//! **Invariant:** only SQLite opens the file. Closing any other handle to it would drop its POSIX locks.

pub mod api;
mod backup;
mod bits;
mod collation;
mod device;
mod faults;
mod feed;
mod history;
mod identity;
mod lock;
mod parts;
mod past;
mod place;
mod plugs;
mod pool;
mod rows;
mod saving;
mod store;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tx;
mod undo;
#[cfg(test)]
mod upgrade_tests;
mod via;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::broadcast;

pub use collation::alphabetical;
pub use device::{Device, actor};
pub use faults::{FaultPoint, Faults};
pub use feed::{Change, Topic};
pub use history::{
    Forgotten, TakenBack, Touched, actors, deleted_by, elsewhere_since, erase_history, erase_rows, erase_steps_of, erase_text, is_recorded,
    is_standing, kept_elsewhere_since, kept_names, kept_numbers, newest_act, newest_step, overwrite_what_goes, touched_since,
};
pub use lock::{AgentRight, ImportRight, SendRight, SignInRight};
pub use parts::Part;
pub use past::{Belongs, Kept, PastAct, Standing, acts_upon, name_after, past_act, step_at, step_before};
pub use place::{Place as FilePlace, same_file};
pub use plugs::{ChangedElsewhere, Finish, Plugs, Shared, Step, TakeBack, Watched};
pub use pool::Witness;
pub use rows::{Rows, number, text};
pub use saving::save_new;
pub use store::{lease, organisation, secret_of, set_setting, setting};
pub use tx::{ReadTx, Resting, StoreError, WriteTx};
pub use via::Via;

use crate::clock::Clock;
use crate::error::Problem;
use crate::ids::Millis;
use crate::messages::Message;

/// How long an act that gives way does so, while others write without any pause that is long enough for it.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Who opens the file, on which machine, with which clock.
#[derive(Clone)]
pub struct Host {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Who works, as history names them: see [`actor`].
    pub actor: String,
    /// By which program, as history names it; none where that is none of ours.
    pub via: Option<Via>,
    /// This machine and its folder for settings and backups.
    pub device: Device,
    /// Where tests make it fail.
    pub faults: Faults,
}

/// An open workspace. Cheap to clone; the last one closes the file.
#[derive(Clone)]
pub struct Workspace(Arc<Inner>);

/// A workspace that may be closed meanwhile: for what works as long as it is open, and must not hold it open.
#[derive(Clone)]
pub struct WeakWorkspace(Weak<Inner>);

impl WeakWorkspace {
    /// The workspace, if it is still open.
    #[must_use]
    pub fn open(&self) -> Option<Workspace> {
        self.0.upgrade().map(Workspace)
    }
}

/// A transaction on its way.
#[derive(Debug)]
pub struct Ahead<T>(std::sync::mpsc::Receiver<(Result<T, Problem>, Duration)>);

impl<T> Ahead<T> {
    /// Waits for it: its answer, and how long it took from its beginning to the end of its commit.
    ///
    /// # Errors
    /// Whatever it says; then nothing has changed.
    pub fn wait(self) -> Result<(T, Duration), Problem> {
        let (answer, took) = self.0.recv().map_err(|_| Problem::failure("workspace.write_lost"))?;
        Ok((answer?, took))
    }
}

struct Inner {
    path: PathBuf,
    secret: [u8; 32],
    host: Mutex<Arc<Host>>,
    clock: Arc<dyn Clock>,
    faults: Faults,
    shared: &'static [Shared],
    writer: pool::Writer,
    queue: Arc<tx::Queue>,
    readers: pool::Readers,
    feed: broadcast::Sender<Arc<[Change]>>,
    opened_as: place::FileMark,
    parts: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Workspace {
    /// Makes a new workspace at `path` for `organisation`. The file must not exist.
    ///
    /// # Errors
    /// `workspace.exists`, `workspace.no_folder`, `workspace.network_share`, `workspace.disk_full`: nothing is left behind.
    pub fn create(path: &Path, organisation: &str, plugs: Plugs, host: Host) -> Result<Self, Problem> {
        identity::create(path, organisation, &plugs, &host)?;
        Self::open(path, plugs, host)
    }

    /// Opens the workspace at `path`; brings an older schema up to date after a backup.
    ///
    /// # Errors
    /// `workspace.not_found`, `workspace.not_a_workspace`, `workspace.is_backup`, `workspace.newer`, `workspace.read_only`,
    /// `workspace.network_share`, `workspace.damaged`: the file is unchanged.
    pub fn open(path: &Path, plugs: Plugs, host: Host) -> Result<Self, Problem> {
        let path = std::path::absolute(path).map_err(|e| Problem::failure("workspace.not_found").because(e))?;
        identity::check(&path, &plugs)?;
        identity::check_foreign(&path, &host)?;
        identity::migrate(&path, &plugs, &host)?;
        let opened_as = place::FileMark::of(&path);
        let named = |problem: Problem| match problem.code.as_str() {
            "workspace.unreachable" => {
                let cause = problem.cause.unwrap_or_default();
                identity::why_unreachable(&path).with("file", path.display().to_string()).because(cause)
            }
            _ => problem,
        };
        let (feed, _) = broadcast::channel(1024);
        let (writer, secret) = pool::Writer::open(&path, plugs, feed.clone()).map_err(named)?;
        let readers = pool::Readers::open(&path).map_err(named)?;
        Ok(Self(Arc::new(Inner {
            path,
            secret,
            clock: Arc::clone(&host.clock),
            faults: host.faults.clone(),
            host: Mutex::new(Arc::new(host)),
            shared: plugs.shared,
            writer,
            queue: Arc::default(),
            readers,
            feed,
            opened_as,
            parts: Mutex::default(),
        })))
    }

    /// Takes a creation back that could not be finished: closes the file and removes it. For a file that nobody has seen.
    pub fn discard(self) {
        let path = self.0.path.clone();
        drop(self);
        identity::remove(&path);
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The workspace's own identity, a UUID that a copy gets anew: also while it is open, and perhaps from another program.
    ///
    /// # Errors
    /// `workspace.damaged` and its like.
    pub async fn uid(&self) -> Result<String, Problem> {
        self.read(|tx| Ok(lease::uid(tx)?)).await
    }

    /// The secret of the keyed hashes (D7, D23). Lives in the file, since suppression must survive a restore.
    #[must_use]
    pub fn secret(&self) -> &[u8; 32] {
        &self.0.secret
    }

    /// The wall clock's time.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.0.clock)
    }

    /// Who works here and on which machine.
    #[must_use]
    pub fn host(&self) -> Arc<Host> {
        Arc::clone(&self.0.host.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whoever works here goes by another name from now on: history says it, and what waits for them is found by it.
    pub fn rename_user(&self, name: &str) {
        let mut host = self.0.host.lock().unwrap_or_else(PoisonError::into_inner);
        *host = Arc::new(Host { actor: name.to_owned(), ..(**host).clone() });
    }

    /// What its automatic backups have in common.
    fn shared(&self) -> &'static [Shared] {
        self.0.shared
    }

    /// Where tests make it fail.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// Runs one user action as one transaction that history keeps under `label` and undo can take back.
    /// Windows hear of the changes after the commit, never before.
    ///
    /// # Errors
    /// Whatever `action` says; then, and when the commit fails, nothing has changed.
    pub async fn write<T, F>(&self, label: Message, action: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, wait) = tokio::sync::oneshot::channel();
        self.enqueue(pool::Kind::Usual, tx::Act::Recorded(label), action, move |result| drop(answer.send(result)))?;
        wait.await.map_err(|_| Problem::failure("workspace.write_lost"))?
    }

    /// As [`write`](Self::write), but not a user action: the ledger's marks, staging, what can be made anew.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_quietly<T, F>(&self, action: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, wait) = tokio::sync::oneshot::channel();
        self.enqueue(pool::Kind::Usual, tx::Act::Quiet, action, move |result| drop(answer.send(result)))?;
        wait.await.map_err(|_| Problem::failure("workspace.write_lost"))?
    }

    /// As [`write_quietly`](Self::write_quietly), for one transaction that writes many rows: on the connection that keeps more of
    /// the file in memory.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_much<T, F>(&self, action: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, wait) = tokio::sync::oneshot::channel();
        self.enqueue(pool::Kind::Bulk, tx::Act::Quiet, action, move |result| drop(answer.send(result)))?;
        wait.await.map_err(|_| Problem::failure("workspace.write_lost"))?
    }

    /// As [`write_much`](Self::write_much), for what a user's edit must not wait for: where it is `patient`, it ends at each
    /// [`WriteTx::give_way`] if an edit waits. None then: nothing is done, and the caller begins anew.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_unless_edited<T, F>(&self, patient: bool, action: F) -> Result<Option<T>, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let gave_way = Arc::new(AtomicBool::new(false));
        let gives = Arc::clone(&gave_way);
        let written = self.write_much(move |tx| {
            tx.gives_way(if patient { tx::Yields::Acts } else { tx::Yields::Nobody });
            let result = action(tx);
            gives.store(tx.gave_way(), Ordering::Relaxed);
            result
        });
        match written.await {
            Err(_) if gave_way.load(Ordering::Relaxed) => Ok(None),
            written => written.map(Some),
        }
    }

    /// The same, begun anew after each edit until it is done: whoever edits without any pause makes it wait for [`PATIENCE`] at
    /// most.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_after_edits<T, F>(&self, action: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&WriteTx<'_>) -> Result<T, Problem> + Send + Sync + 'static,
    {
        let (action, begun) = (Arc::new(action), self.clock().steady());
        loop {
            let again = Arc::clone(&action);
            if let Some(done) = self.write_unless_edited(self.is_patient_since(begun), move |tx| again(tx)).await? {
                return Ok(done);
            }
        }
    }

    /// Whether what began then, on the steady clock, still gives way to others.
    #[must_use]
    pub fn is_patient_since(&self, begun: Duration) -> bool {
        self.clock().steady().saturating_sub(begun) < PATIENCE
    }

    /// Does `action` as one transaction and takes all of it back: what it would have come to. Others who write wait for its
    /// end, so it is for what somebody asked to try.
    ///
    /// # Errors
    /// Whatever `action` says.
    pub async fn rehearse<T, F>(&self, action: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, wait) = tokio::sync::oneshot::channel();
        let taken_back = self.write_quietly(move |tx| {
            drop(answer.send(action(tx)));
            Err::<(), _>(Problem::failure("workspace.write_lost"))
        });
        let why = taken_back.await.err();
        wait.await.unwrap_or_else(|_| Err(why.unwrap_or_else(|| Problem::failure("workspace.write_lost"))))
    }

    /// As [`write`](Self::write) and [`write_quietly`](Self::write_quietly) (no label) for threads that may block.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_blocking<T, F>(&self, label: Option<Message>, action: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, wait) = std::sync::mpsc::sync_channel(1);
        let act = label.map_or(tx::Act::Quiet, tx::Act::Recorded);
        self.enqueue(pool::Kind::Usual, act, action, move |result| drop(answer.send(result)))?;
        wait.recv().map_err(|_| Problem::failure("workspace.write_lost"))?
    }

    /// As [`write_quietly`](Self::write_quietly), for much that is written in many transactions, by threads that may block
    /// and have something to do meanwhile. Its commit does not wait for the disk: whoever writes so ends with a transaction of
    /// another kind, which does, and before which nothing of it counts. The death of the program loses none of it.
    ///
    /// # Errors
    /// `workspace.write_lost`; the transaction's own at [`Ahead::wait`].
    pub fn write_ahead<T, F>(&self, action: F) -> Result<Ahead<T>, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, wait) = std::sync::mpsc::sync_channel(1);
        let clock = self.clock();
        let (begun, ended) = (Arc::new(Mutex::new(None)), Arc::clone(&clock));
        let begins = Arc::clone(&begun);
        let action = move |tx: &WriteTx<'_>| {
            *begins.lock().unwrap_or_else(PoisonError::into_inner) = Some(clock.steady());
            action(tx)
        };
        self.enqueue(pool::Kind::Ahead, tx::Act::Quiet, action, move |result| {
            let begun = begun.lock().unwrap_or_else(PoisonError::into_inner).take();
            let took = begun.map_or(Duration::ZERO, |begun| ended.steady().saturating_sub(begun));
            drop(answer.send((result, took)));
        })?;
        Ok(Ahead(wait))
    }

    /// Runs one user action whose old rows a module keeps itself, as one transaction that may be long: at each
    /// [`WriteTx::give_way`] it ends if somebody waits, and begins anew after them. Nothing of it is done meanwhile. Whoever
    /// writes without any pause makes it wait for [`PATIENCE`] at most; then it waits for nobody. For threads that may block.
    ///
    /// # Errors
    /// Whatever `action` says; then, and when the commit fails, nothing has changed.
    pub fn write_yielding<T, F>(&self, label: &Message, action: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&WriteTx<'_>) -> Result<T, Problem> + Send + Sync + 'static,
    {
        let (action, begun) = (Arc::new(action), self.clock().steady());
        loop {
            let yields = if self.is_patient_since(begun) { tx::Yields::Everybody } else { tx::Yields::Nobody };
            let gave_way = Arc::new(AtomicBool::new(false));
            let (answer, wait) = std::sync::mpsc::sync_channel(1);
            let (again, gives) = (Arc::clone(&action), Arc::clone(&gave_way));
            let attempt = move |tx: &WriteTx<'_>| {
                tx.gives_way(yields);
                let result = again(tx);
                gives.store(tx.gave_way(), Ordering::Relaxed);
                result
            };
            self.enqueue(pool::Kind::Bulk, tx::Act::KeptElsewhere(label.clone()), attempt, move |result| drop(answer.send(result)))?;
            let result = wait.recv().map_err(|_| Problem::failure("workspace.write_lost"))?;
            if result.is_ok() || !gave_way.load(Ordering::Relaxed) {
                return result;
            }
        }
    }

    /// Whether somebody's transaction waits for its turn.
    #[cfg(test)]
    pub(crate) fn is_awaited(&self) -> bool {
        self.0.queue.is_awaited()
    }

    /// Whether the log before the file has grown long: whoever writes much should [`settle`](Self::settle) between two steps.
    #[must_use]
    pub fn has_long_log(&self) -> bool {
        self.0.writer.has_long_log()
    }

    /// Waits until the log is carried into the file. Others read and write meanwhile; the caller holds no snapshot.
    pub fn settle(&self) {
        self.0.writer.settle();
    }

    /// As [`settle`](Self::settle), and empties the log: what was taken out of the file stands in it no longer (L5).
    /// Whether it is empty: it is not where somebody read on and on.
    #[must_use]
    pub fn empty_log(&self) -> bool {
        self.0.writer.empty_log()
    }

    fn enqueue<T, F, A>(&self, kind: pool::Kind, act: tx::Act, action: F, answer: A) -> Result<(), Problem>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, Problem> + Send + 'static,
        A: FnOnce(Result<T, Problem>) + Send + 'static,
    {
        let (host, feed, queue) = (self.host(), self.0.feed.clone(), Arc::clone(&self.0.queue));
        self.0.queue.joined(&act);
        let work = Box::new(move |connection: &mut rusqlite::Connection| {
            queue.left(&act);
            let result = tx::run(connection, &host, &queue, &act, action);
            answer(result.map(|(value, changes)| {
                if !changes.is_empty() {
                    drop(feed.send(changes.into()));
                }
                value
            }));
        });
        self.0.writer.enqueue(pool::Job { kind, work })
    }

    /// Reads in one snapshot, on a thread that may block.
    ///
    /// # Errors
    /// Whatever `question` says, and `workspace.damaged` and its like.
    pub async fn read<T, F>(&self, question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&ReadTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let ws = self.clone();
        tokio::task::spawn_blocking(move || ws.read_blocking(question))
            .await
            .map_err(|e| Problem::failure("workspace.read_lost").because(e))?
    }

    /// As [`read`](Self::read), for threads that may block.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_blocking<T>(&self, question: impl FnOnce(&ReadTx<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        self.0.readers.with(|connection| tx::look(connection, self.now(), question))
    }

    /// As [`read_blocking`](Self::read_blocking), for a long question that comes back to the same wide parts of the file again
    /// and again: it keeps more of them in memory until it is answered.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_widely<T>(&self, question: impl FnOnce(&ReadTx<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        self.0.readers.with_wide(|connection| tx::look(connection, self.now(), question))
    }

    /// As [`read`](Self::read), through a connection of its own, which knows afterwards whether anybody wrote since.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn witness<T, F>(&self, question: F) -> Result<(T, Witness), Problem>
    where
        T: Send + 'static,
        F: FnOnce(&ReadTx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let ws = self.clone();
        let look = move || {
            // Another file may lie there by now.
            ws.still_there()?;
            pool::Witness::look(ws.path(), ws.now(), question)
        };
        tokio::task::spawn_blocking(look).await.map_err(|e| Problem::failure("workspace.read_lost").because(e))?
    }

    /// Hears of every change after its commit; of another process's within a second or so, as "everything". A listener that lags is told `Lagged` and should read all anew.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Arc<[Change]>> {
        self.0.feed.subscribe()
    }

    /// Whether the file is still the one that was opened (R8): moved, unplugged and replaced files are noticed here.
    ///
    /// # Errors
    /// `workspace.moved`, `workspace.replaced`.
    pub fn still_there(&self) -> Result<(), Problem> {
        self.0.opened_as.still(&self.0.path)
    }

    /// What a module keeps in memory for this workspace while it is open: made at first use.
    #[must_use]
    pub fn part<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut parts = self.0.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let part = parts.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        Arc::clone(part).downcast().unwrap_or_default()
    }

    /// A handle that does not hold the file open.
    #[must_use]
    pub fn weak(&self) -> WeakWorkspace {
        WeakWorkspace(Arc::downgrade(&self.0))
    }

    /// Puts a part in place, so that tests can bring their own.
    pub fn set_part<T: Send + Sync + 'static>(&self, part: Arc<T>) {
        self.0.parts.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), part);
    }
}
