//! One writer on a thread of its own with a queue, one who carries the log into the file behind its back, and a stack of
//! readers: SQLite has one writer, and a stack keeps the warmest reader's cache in use.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::broadcast;

use super::tx::{ReadTx, look};
use super::{Change, Plugs, bits, history, place, store};
use crate::error::Problem;
use crate::ids::Millis;

/// How long a connection waits for another process's transaction, in milliseconds.
const BUSY_TIMEOUT_MS: u64 = 10_000;
/// How often it is tried to empty the log, and how long others have in between.
const EMPTIED_TRIES: u32 = 100;
const EMPTIED_AGAIN: Duration = Duration::from_millis(50);
/// Readers beyond this number close when they are given back.
const KEPT_READERS: usize = 4;
/// Pages that the log grows by before they are carried into the file: 32 MB. Many are in it several times, and carried once.
const CARRIED_PAGES: u32 = 8_000;
/// The same while others write between much that is written: carrying more at once would keep the disk from their commits. 8 MB.
const CARRIED_BETWEEN: u32 = 2_000;
/// After somebody wrote between, so many transactions in bulk are taken for ones between which they come again.
const BETWEEN: u32 = 50;
/// Pages in the log from which on whoever writes much should pause until it is empty: 64 MB.
const LONG_LOG: u32 = 16_000;
/// Pages in the log from which on the writer carries them itself: 512 MB.
const LONGEST_LOG: u32 = 128_000;
/// Pages of the log that may be written and not on the disk yet: whoever commits in earnest waits for all of them. 16 MB.
const MOST_UNSYNCED: u32 = 4_000;
/// What is kept of the file in memory while much is written, in KB: an import touches the same pages of many indexes again
/// and again.
const BULK_CACHE_KB: i64 = 192 * 1024;
/// What a reader keeps of the file in memory at most, in KB.
const READER_CACHE_KB: i64 = 2 * 1024;
/// The same while it answers a wide question: an import looks for each row in two indexes of everybody.
const WIDE_CACHE_KB: i64 = 48 * 1024;

/// How often an idle writer looks round.
const LOOK: Duration = Duration::from_secs(1);
/// After so long without a write the log is moved into the file (R8).
const IDLE: Duration = Duration::from_secs(5);
/// After so long without a write, the connection for bulk is closed and its memory given back.
const BULK_KEPT: Duration = Duration::from_secs(2);

/// Unused pages that stay in the file, since they will soon be used again: 2 MB.
const SPARE_PAGES: i64 = 500;
/// Pages given back at a time: nobody who writes waits longer for that than a few milliseconds.
const GIVEN_BACK: i64 = 500;
/// How often they are given back at most when the file is closed: 400 MB.
const MOST_AT_CLOSING: u32 = 200;

type Feed = broadcast::Sender<Arc<[Change]>>;

/// How a transaction is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A user's act, and whatever is small.
    Usual,
    /// One that writes much and is none of a user's: on a connection without history's triggers, since with them SQLite keeps a
    /// copy of every page that a statement touches.
    Bulk,
    /// One of many in bulk, which count for nothing until a last one says that they are whole. Its commit is written to the log
    /// and brought to the disk behind the writer's back, by the next commit of another kind at the latest: should the power fail
    /// before, it is gone, and with it only what came after it.
    Ahead,
}

/// A transaction.
pub(super) struct Job {
    pub(super) kind: Kind,
    pub(super) work: Box<dyn FnOnce(&mut Connection) + Send>,
}

/// The queue in front of the one writing connection.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    threads: Vec<std::thread::JoinHandle<()>>,
    carrier: Option<mpsc::Sender<Carry>>,
    log_pages: Arc<AtomicU32>,
}

/// A wish that the log be carried into the file; the one who waits for it, if anybody does.
type Carry = Option<mpsc::SyncSender<()>>;

thread_local! {
    /// Pages in the log after this thread's last commit.
    static LOG_PAGES: Cell<u32> = const { Cell::new(0) };
}

impl Writer {
    /// Opens the writing connection and starts its thread; gives the file's secret too.
    pub(super) fn open(path: &Path, plugs: Plugs, feed: Feed) -> Result<(Self, [u8; 32]), Problem> {
        let mut connection = writing(path)?;
        let secret = store::secret(&connection)?;
        history::install(&connection, plugs.unrecorded)?;
        let (carrier, carrying) = carrier(path)?;
        let (log_pages, on_disk) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let (follower, following) = follower(path, Arc::clone(&log_pages), Arc::clone(&on_disk))?;
        let (queue, jobs) = mpsc::channel::<Job>();
        let mut desk = Serving {
            path: path.to_owned(),
            in_bulk: None,
            feed,
            wish: carrier.clone(),
            follower,
            log_pages: Arc::clone(&log_pages),
            on_disk,
            carried: 0,
            between: 0,
            seen: data_version(&connection),
        };
        let writing = started("workspace-writer", move || {
            desk.serve(&mut connection, &jobs);
            // The last handle is gone: leave one whole file behind, for whoever copies it (R8).
            drop(desk);
            let _given = (0..MOST_AT_CLOSING).find(|_| !gave_back(&connection));
            drop(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
        })?;
        Ok((Self { queue: Some(queue), threads: vec![writing, carrying, following], carrier: Some(carrier), log_pages }, secret))
    }

    /// Whether the log has grown so long that whoever writes much should [`settle`](Self::settle).
    pub(super) fn has_long_log(&self) -> bool {
        self.log_pages.load(Ordering::Relaxed) >= LONG_LOG
    }

    /// Waits until the log is carried into the file, so that the next write begins it anew. Others may write meanwhile: what they
    /// wrote while most of it was carried is carried next, and the little that is left then in its turn of the queue, where
    /// nobody can add to it. A log of which a part is left is never begun anew, and whoever waits for a short one would wait
    /// again and again.
    pub(super) fn settle(&self) {
        for _ in 0..2 {
            let (done, wait) = mpsc::sync_channel(1);
            if self.carrier.as_ref().is_some_and(|carrier| carrier.send(Some(done)).is_ok()) {
                // Whether it came to an answer or to its end: nothing is waited for any longer.
                let _ended = wait.recv();
            }
        }
        let (done, wait) = mpsc::sync_channel(1);
        let rest = Box::new(move |connection: &mut Connection| {
            checkpointed(connection);
            let _gone = done.send(());
        });
        if self.enqueue(Job { kind: Kind::Bulk, work: rest }).is_ok() {
            let _ended = wait.recv();
        }
    }

    /// Carries the log into the file and empties it, so that nothing stands in it any more; whether it is empty. Whoever reads just now
    /// is waited for a while, and nobody who writes waits for that.
    pub(super) fn empty_log(&self) -> bool {
        self.settle();
        for _ in 0..EMPTIED_TRIES {
            let (done, wait) = mpsc::sync_channel(1);
            let empty = Box::new(move |connection: &mut Connection| {
                let _gone = done.send(emptied(connection).unwrap_or(false));
            });
            if self.enqueue(Job { kind: Kind::Usual, work: empty }).is_err() || wait.recv().unwrap_or(true) {
                return true;
            }
            std::thread::sleep(EMPTIED_AGAIN);
        }
        false
    }

    /// Puts a transaction into the queue.
    pub(super) fn enqueue(&self, job: Job) -> Result<(), Problem> {
        self.queue.as_ref().and_then(|queue| queue.send(job).ok()).ok_or_else(|| Problem::failure("workspace.write_lost"))
    }
}

/// What the writer's thread works with.
struct Serving {
    path: PathBuf,
    in_bulk: Option<Bulk>,
    feed: Feed,
    wish: mpsc::Sender<Carry>,
    /// Told of each commit that is not on the disk yet.
    follower: mpsc::Sender<()>,
    log_pages: Arc<AtomicU32>,
    /// Pages of the log that the follower has brought to the disk.
    on_disk: Arc<AtomicU32>,
    /// Pages of the log that were to be carried already.
    carried: u32,
    /// Transactions in bulk that are still to come before the others are taken for gone.
    between: u32,
    seen: Option<i64>,
}

impl Serving {
    /// Works through the queue. In between it looks whether another process wrote, and makes the file whole again once nobody
    /// has written for a while, so that whoever copies it has everything (R8).
    fn serve(&mut self, connection: &mut Connection, jobs: &mpsc::Receiver<Job>) {
        let (mut quiet, mut whole, mut giving) = (Duration::ZERO, false, false);
        loop {
            match jobs.recv_timeout(if giving { Duration::ZERO } else { LOOK }) {
                Ok(job) => {
                    self.work(connection, job);
                    (quiet, whole, giving) = (Duration::ZERO, false, false);
                }
                Err(mpsc::RecvTimeoutError::Timeout) if giving => giving = gave_back(connection),
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    quiet += LOOK;
                    if quiet >= BULK_KEPT {
                        self.in_bulk = None;
                        giving = gave_back(connection);
                        whole &= !giving;
                    }
                    whole &= !self.hear_others(connection);
                    if quiet >= IDLE && !whole {
                        whole = checkpointed(connection);
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn work(&mut self, connection: &mut Connection, job: Job) {
        let kind = job.kind;
        if kind == Kind::Usual {
            if self.in_bulk.is_some() {
                self.between = BETWEEN;
            }
            (job.work)(connection);
        } else {
            self.between = self.between.saturating_sub(1);
            self.hear_others(connection);
            if self.in_bulk.is_none() {
                self.in_bulk = Bulk::open(&self.path).ok();
            }
            // Where there is none, the usual one waits for the disk each time.
            match self.in_bulk.as_mut().and_then(|bulk| bulk.ready_for(kind)) {
                Some(bulk) => (job.work)(bulk),
                None => (job.work)(connection),
            }
            if kind == Kind::Ahead {
                // It lives as long as this thread does.
                let _told = self.follower.send(());
            }
            // That was this process's own.
            self.seen = data_version(connection);
        }
        let most = if self.between > 0 { CARRIED_BETWEEN } else { CARRIED_PAGES };
        let pages = LOG_PAGES.get();
        self.log_pages.store(pages, Ordering::Relaxed);
        // Where the log began anew its pages are few again.
        self.carried = self.carried.min(pages);
        if kind == Kind::Ahead && pages.saturating_sub(self.on_disk.fetch_min(pages, Ordering::Relaxed)) > MOST_UNSYNCED {
            sync_log(&self.path);
            self.on_disk.store(pages, Ordering::Relaxed);
        }
        if pages >= LONGEST_LOG {
            checkpointed(connection);
        } else if pages - self.carried >= most {
            self.carried = pages;
            drop(self.wish.send(None));
        }
    }

    /// Tells everybody to look anew if another process wrote; whether one did.
    fn hear_others(&mut self, connection: &Connection) -> bool {
        let now = data_version(connection);
        if now == self.seen {
            return false;
        }
        self.seen = now;
        // A listener that is not there hears nothing.
        drop(self.feed.send(Change::everything().into()));
        true
    }
}

/// A number that changes when anybody but this connection commits.
fn data_version(connection: &Connection) -> Option<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0)).ok()
}

/// Gives some of the file's unused pages back to the disk; whether there may be more. A file of an earlier version keeps
/// them, to be used again.
fn gave_back(connection: &Connection) -> bool {
    let unused = || connection.query_row("PRAGMA freelist_count", [], |row| row.get::<_, i64>(0)).unwrap_or_default();
    let before = unused();
    if before <= SPARE_PAGES {
        return false;
    }
    let give = || {
        // It gives a page back at each step.
        let mut giving = connection.prepare(&format!("PRAGMA incremental_vacuum({})", GIVEN_BACK.min(before - SPARE_PAGES)))?;
        let mut steps = giving.query([])?;
        while steps.next()?.is_some() {}
        Ok::<_, rusqlite::Error>(())
    };
    give().is_ok() && unused() < before
}

/// Moves the log into the file as far as no reader needs it, and waits for nobody; whether all of it is there.
fn checkpointed(connection: &Connection) -> bool {
    let moved = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)));
    moved.is_ok_and(|(logged, moved)| logged == moved)
}

/// Empties the log if nobody reads from it at this moment; whether it did.
pub(super) fn emptied(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(Duration::ZERO)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    Ok(!busy?)
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        self.carrier = None;
        for thread in self.threads.drain(..) {
            if thread.thread().id() != std::thread::current().id() {
                drop(thread.join());
            }
        }
    }
}

fn started(name: &str, work: impl FnOnce() + Send + 'static) -> Result<std::thread::JoinHandle<()>, Problem> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|e| Problem::failure("workspace.failed").because(e))
}

/// Starts the one who carries the log into the file while others write: no commit waits for it.
fn carrier(path: &Path) -> Result<(mpsc::Sender<Carry>, std::thread::JoinHandle<()>), Problem> {
    let connection = reading(path)?;
    let (wishes, wished) = mpsc::channel::<Carry>();
    let thread = started("workspace-carrier", move || {
        while let Ok(wish) = wished.recv() {
            drop(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
            if let Some(done) = wish {
                let _gone = done.send(());
            }
        }
    })?;
    Ok((wishes, thread))
}

/// Starts the one who brings the log to the disk behind commits that did not wait for it, so that the next one that does finds
/// little left. `log_pages` tells how much there is, `on_disk` how much of it is there.
fn follower(
    path: &Path,
    log_pages: Arc<AtomicU32>,
    on_disk: Arc<AtomicU32>,
) -> Result<(mpsc::Sender<()>, std::thread::JoinHandle<()>), Problem> {
    let path = path.to_owned();
    let (commits, committed) = mpsc::channel();
    let thread = started("workspace-follower", move || {
        while committed.recv().is_ok() {
            // One time for all that came meanwhile.
            while committed.try_recv().is_ok() {}
            let pages = log_pages.load(Ordering::Relaxed);
            sync_log(&path);
            on_disk.store(pages, Ordering::Relaxed);
        }
    })?;
    Ok((commits, thread))
}

/// Brings what is in the log to the disk. Should it fail, the next commit that waits for the disk fails too, and says so. The log
/// is no file that anybody locks: another handle to it drops nothing.
pub(super) fn sync_log(file: &Path) {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    if let Ok(log) = std::fs::OpenOptions::new().write(true).open(log) {
        drop(log.sync_data());
    }
}

/// The reading connections that are not in use.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        Ok(Self { path: path.to_owned(), idle: Mutex::new(vec![reading(path)?]) })
    }

    /// Lends a reader to `question`. A reader that a panic left in an unknown state is not kept.
    pub(super) fn with<T>(&self, question: impl FnOnce(&Connection) -> Result<T, Problem>) -> Result<T, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => reading(&self.path)?,
        };
        let answer = question(&connection);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT_READERS {
            idle.push(connection);
        }
        answer
    }

    /// As [`with`](Self::with), for a long question that comes back to the same wide parts of the file again and again.
    pub(super) fn with_wide<T>(&self, question: impl FnOnce(&Connection) -> Result<T, Problem>) -> Result<T, Problem> {
        self.with(|connection| {
            connection.pragma_update(None, "cache_size", -WIDE_CACHE_KB)?;
            let answer = question(connection);
            connection.pragma_update(None, "cache_size", -READER_CACHE_KB)?;
            answer
        })
    }
}

/// A connection that looked at the file, and knows whether anybody wrote since: this process or another.
pub struct Witness {
    connection: Connection,
    version: Option<i64>,
}

impl Witness {
    /// Answers `question` in one snapshot.
    pub(super) fn look<T>(
        path: &Path,
        now: Millis,
        question: impl FnOnce(&ReadTx<'_>) -> Result<T, Problem>,
    ) -> Result<(T, Self), Problem> {
        let connection = reading(path)?;
        // Before the snapshot: what is written between the two is taken for a change.
        let version = data_version(&connection);
        let answer = look(&connection, now, question)?;
        Ok((answer, Self { connection, version }))
    }

    /// Whether the file is exactly as it was. Asked within a write transaction, nobody can change it any more.
    #[must_use]
    pub fn nothing_changed(&self) -> bool {
        self.version.is_some() && data_version(&self.connection) == self.version
    }
}

/// A connection that may write, with every pragma of R1 and S12.
pub(super) fn writing(path: &Path) -> Result<Connection, Problem> {
    let connection = place::opened(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    guard(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // NORMAL may forget the last commits at power loss; a forgotten mark could send a mail twice (D2).
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    // A statement that is kept is planned once: without this, one that is bound to a LIMIT is planned anew each time it runs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // The log is carried into the file by somebody else, who must know how long it is.
    connection.wal_hook(Some(|_, pages| {
        LOG_PAGES.set(u32::try_from(pages).unwrap_or_default());
        Ok(())
    }));
    Ok(connection)
}

/// A connection that writes much.
struct Bulk {
    connection: Connection,
    /// Whether its commits wait for the disk.
    waits: bool,
}

impl Bulk {
    fn open(path: &Path) -> Result<Self, Problem> {
        let connection = writing(path)?;
        connection.pragma_update(None, "cache_size", -BULK_CACHE_KB)?;
        Ok(Self { connection, waits: true })
    }

    /// The connection, once its commits are as this kind wants them; none if that could not be set.
    fn ready_for(&mut self, kind: Kind) -> Option<&mut Connection> {
        let waits = kind != Kind::Ahead;
        if waits != self.waits {
            self.connection.pragma_update(None, "synchronous", if waits { "FULL" } else { "NORMAL" }).ok()?;
            self.waits = waits;
        }
        Some(&mut self.connection)
    }
}

/// A connection that only reads.
pub(super) fn reading(path: &Path) -> Result<Connection, Problem> {
    let connection = place::opened(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    guard(&connection)?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KB)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// What every connection needs: the file is untrusted, and other processes may hold it for a moment.
fn guard(connection: &Connection) -> Result<(), Problem> {
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_TIMEOUT_MS))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(256);
    rusqlite::vtab::array::load_module(connection)?;
    bits::register(connection)?;
    Ok(())
}
