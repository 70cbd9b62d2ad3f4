//! One writer on a thread of its own with a queue, and a stack of readers: SQLite has one writer, and
//! a stack keeps the warmest reader's cache in use.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::broadcast;

use super::{Change, Plugs, history, store};
use crate::error::Problem;

/// How long a connection waits for another process's transaction, in milliseconds.
const BUSY_TIMEOUT_MS: u64 = 10_000;
/// Readers beyond this number close when they are given back.
const KEPT_READERS: usize = 4;

/// How often an idle writer looks round.
const LOOK: Duration = Duration::from_secs(1);
/// After so long without a write the log is moved into the file (R8).
const IDLE: Duration = Duration::from_secs(5);

type Feed = broadcast::Sender<Arc<[Change]>>;
type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The queue in front of the one writing connection.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    /// Opens the writing connection and starts its thread.
    pub(super) fn open(path: &Path, plugs: Plugs, feed: Feed) -> Result<(Self, store::Identity), Problem> {
        let mut connection = writing(path)?;
        let identity = store::identity(&connection)?;
        history::install(&connection, plugs.unrecorded)?;
        let (queue, jobs) = mpsc::channel::<Job>();
        let thread = std::thread::Builder::new()
            .name("workspace-writer".to_owned())
            .spawn(move || {
                serve(&mut connection, &jobs, &feed);
                // The last handle is gone: leave one whole file behind, for whoever copies it (R8).
                drop(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
            })
            .map_err(|e| Problem::failure("workspace.failed").because(e))?;
        Ok((Self { queue: Some(queue), thread: Some(thread) }, identity))
    }

    /// Puts a transaction into the queue.
    pub(super) fn enqueue(&self, job: Job) -> Result<(), Problem> {
        self.queue.as_ref().and_then(|queue| queue.send(job).ok()).ok_or_else(|| Problem::failure("workspace.write_lost"))
    }
}

/// Works through the queue. In between it looks whether another process wrote, and makes the file whole again once nobody
/// has written for a while, so that whoever copies it has everything (R8).
fn serve(connection: &mut Connection, jobs: &mpsc::Receiver<Job>, feed: &Feed) {
    let mut seen = data_version(connection);
    let (mut quiet, mut whole) = (Duration::ZERO, false);
    loop {
        match jobs.recv_timeout(LOOK) {
            Ok(job) => {
                job(connection);
                (quiet, whole) = (Duration::ZERO, false);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                quiet += LOOK;
                let now = data_version(connection);
                if now != seen {
                    (seen, whole) = (now, false);
                    // A listener that is not there hears nothing.
                    drop(feed.send(Change::everything().into()));
                }
                if quiet >= IDLE && !whole {
                    whole = checkpointed(connection);
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// A number that changes when anybody but this connection commits; it alone writes in this process.
fn data_version(connection: &Connection) -> Option<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0)).ok()
}

/// Moves the log into the file as far as no reader needs it, and waits for nobody; whether all of it is there.
fn checkpointed(connection: &Connection) -> bool {
    let moved = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)));
    moved.is_ok_and(|(logged, moved)| logged == moved)
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            drop(thread.join());
        }
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
}

/// A connection that may write, with every pragma of R1 and S12.
pub(super) fn writing(path: &Path) -> Result<Connection, Problem> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    guard(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // NORMAL may forget the last commits at power loss; a forgotten mark could send a mail twice (D2).
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

/// A connection that only reads.
pub(super) fn reading(path: &Path) -> Result<Connection, Problem> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    guard(&connection)?;
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
    Ok(())
}
