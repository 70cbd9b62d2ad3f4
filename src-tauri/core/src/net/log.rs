//! The list of connections (S10): where to, what for, how many bytes each way, under which TLS, and how it ended.
//!
//! It lies in a file of this machine, beside no workspace: a line when a connection is begun and one when it has ended, so that a
//! crash leaves what was begun. Two lines a connection, not one a letter: the sender does not feel them (P1). Nothing of what is
//! said over a connection is in it, neither contents nor passwords nor servers' words.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::dial::Pipe;
use super::failure::{Failure, Stage, TlsKind, What};
use crate::clock::Clock;
use crate::ids::{AccountId, DistributionId, Millis};

/// How large the file grows before it becomes the old one, of which there is one: some 2,500 connections each.
const MOST_BYTES: u64 = 1024 * 1024;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Purpose {
    /// Sending a distribution's letters.
    Sending,
    /// A test of a document, to oneself.
    TestMail,
    /// A code, or a mail that shows what the server does with it, to oneself.
    OwnMail,
    /// The test of an account.
    AccountTest,
    /// Looking into the user's own mailbox.
    Mailbox,
    /// Signing in at the provider, and asking it for a new token.
    SignIn,
    /// Looking whether the links of a text lead somewhere.
    Links,
    /// Asking the domain name system: about a sender's domain, its keys, or where mail for somebody goes.
    Names,
}

/// What a connection is for, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// What for.
    pub purpose: Purpose,
    /// The account whose server it is.
    pub account: Option<AccountId>,
    /// The distribution that is sent over it.
    pub distribution: Option<DistributionId>,
}

impl About {
    /// A connection for this, of nothing more particular.
    #[must_use]
    pub const fn of(purpose: Purpose) -> Self {
        Self { purpose, account: None, distribution: None }
    }

    /// A connection that sends this distribution.
    #[must_use]
    pub const fn sending(distribution: DistributionId) -> Self {
        Self { purpose: Purpose::Sending, account: None, distribution: Some(distribution) }
    }

    /// The same, of this account.
    #[must_use]
    pub const fn by(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ConnectionEnd {
    /// It has not.
    Open,
    /// Nobody saw its end: another program has it, or was killed.
    Unseen,
    /// As it should.
    Ended,
    /// It was lost.
    Lost,
    /// No such name.
    NameUnknown,
    /// Nobody took it.
    Unreachable,
    /// It would have left this machine without encryption, and did not.
    NotAllowed,
    /// The certificate was not trusted, or the line could not be made secure.
    NotSecure,
    /// The server did not let us in.
    LoginRefused,
    /// The server refused it otherwise, or lacks what was needed.
    Refused,
    /// No answer came in time.
    NoAnswer,
}

impl From<&Failure> for ConnectionEnd {
    fn from(failure: &Failure) -> Self {
        match (&failure.what, failure.stage) {
            (What::Name(_), _) => Self::NameUnknown,
            (What::Unreachable(_), _) | (What::Timeout, Stage::Name | Stage::Connect) => Self::Unreachable,
            (What::NotLoopback, _) => Self::NotAllowed,
            (What::Tls(fault), _) if fault.kind == TlsKind::NotTls => Self::NotSecure,
            (What::Tls(_) | What::WaitsForTls | What::NotOffered("STARTTLS"), _) | (_, Stage::Tls | Stage::StartTls) => Self::NotSecure,
            (What::Timeout, _) => Self::NoAnswer,
            (What::Lost | What::Over, _) => Self::Lost,
            (What::Reply(_) | What::Said(_) | What::NotOffered(_), Stage::Auth) => Self::LoginRefused,
            _ => Self::Refused,
        }
    }
}

/// One connection, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// When it was begun.
    pub at: Millis,
    /// When it ended; none while it is open, and where nobody saw it.
    pub ended_at: Option<Millis>,
    /// The server's name, as the user wrote it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The address that was reached; none where none was.
    pub address: Option<String>,
    /// What it was for.
    pub about: About,
    /// Bytes that went out, as they lay on the wire.
    pub sent: u64,
    /// Bytes that came in.
    pub received: u64,
    /// `TLS 1.3`, `TLS 1.2` or `none`; none where it did not come to that.
    pub tls: Option<String>,
    /// How it ended.
    pub outcome: ConnectionEnd,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    id: String,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun: Option<Begun>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Ended>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    host: String,
    port: u16,
    purpose: Purpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<AccountId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distribution: Option<DistributionId>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Ended {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tls: Option<String>,
    sent: u64,
    received: u64,
    outcome: ConnectionEnd,
}

/// Where connections are written down; a part of the workspace. Without a file nothing is.
#[derive(Clone, Default)]
pub struct Log(Option<Arc<Book>>);

struct Book {
    file: PathBuf,
    clock: Arc<dyn Clock>,
    /// This run of the program: what it has open, it knows.
    run: String,
    count: AtomicU64,
    most_bytes: u64,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("Log").field(&self.0.as_ref().map(|book| &book.file)).finish()
    }
}

impl Log {
    /// A list in `file`; its folder is made when it is first written to.
    #[must_use]
    pub fn at(file: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self::bounded(file, clock, MOST_BYTES)
    }

    pub(super) fn bounded(file: PathBuf, clock: Arc<dyn Clock>, most_bytes: u64) -> Self {
        let run = uuid::Uuid::new_v4().simple().to_string().chars().take(12).collect();
        Self(Some(Arc::new(Book { file, clock, run, count: AtomicU64::new(0), most_bytes })))
    }

    /// Writes down that a connection is begun.
    pub(super) fn begin(&self, host: &str, port: u16, about: About) -> Note {
        let Some(book) = &self.0 else { return Note::default() };
        let id = format!("{}-{}", book.run, book.count.fetch_add(1, Ordering::Relaxed));
        let begun = Begun { host: host.to_owned(), port, purpose: about.purpose, account: about.account, distribution: about.distribution };
        book.write(&Line { id: id.clone(), at: book.clock.now().get(), begun: Some(begun), ended: None });
        let known = Mutex::new(Known { address: None, tls: None, outcome: ConnectionEnd::Ended });
        Note(Some(Arc::new(Noted { book: Arc::clone(book), id, sent: AtomicU64::new(0), received: AtomicU64::new(0), known })))
    }

    /// The newest connections first, `most` of them.
    ///
    /// # Errors
    /// What the system says of the file.
    pub fn newest(&self, most: usize) -> io::Result<Vec<Connection>> {
        let Some(book) = &self.0 else { return Ok(Vec::new()) };
        let mut found: Vec<Connection> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for line in book.lines()? {
            match line {
                Line { id, at, begun: Some(begun), .. } => {
                    let outcome = if book.is_ours(&id) { ConnectionEnd::Open } else { ConnectionEnd::Unseen };
                    places.insert(id, found.len());
                    found.push(Connection {
                        at: at.into(),
                        ended_at: None,
                        host: begun.host,
                        port: begun.port,
                        address: None,
                        about: About { purpose: begun.purpose, account: begun.account, distribution: begun.distribution },
                        sent: 0,
                        received: 0,
                        tls: None,
                        outcome,
                    });
                }
                // What began before the oldest line that is kept has gone.
                Line { id, at, ended: Some(ended), .. } => {
                    let Some(one) = places.get(&id).and_then(|place| found.get_mut(*place)) else { continue };
                    one.ended_at = Some(at.into());
                    (one.address, one.tls, one.outcome) = (ended.address, ended.tls, ended.outcome);
                    (one.sent, one.received) = (ended.sent, ended.received);
                }
                Line { .. } => {}
            }
        }
        found.reverse();
        found.truncate(most);
        Ok(found)
    }

    /// Forgets all connections that have ended; what this program has open stays.
    ///
    /// # Errors
    /// What the system says of the file.
    pub fn clear(&self) -> io::Result<()> {
        let Some(book) = &self.0 else { return Ok(()) };
        let _held = book.locked()?;
        let mut open: Vec<Line> = Vec::new();
        for line in book.read()? {
            if line.ended.is_some() {
                open.retain(|begun| begun.id != line.id);
            } else if book.is_ours(&line.id) {
                open.push(line);
            }
        }
        for file in [book.old(), book.file.clone()] {
            match std::fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        open.iter().try_for_each(|line| book.append(line))
    }
}

impl Book {
    fn is_ours(&self, id: &str) -> bool {
        id.split_once('-').is_some_and(|(run, _)| run == self.run)
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.file.as_os_str().to_owned();
        name.push(ending);
        name.into()
    }

    fn old(&self) -> PathBuf {
        self.beside(".old")
    }

    /// Programs take turns: the window and the command line write to the same list.
    fn locked(&self) -> io::Result<File> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let lock = File::options().create(true).truncate(false).write(true).open(self.beside(".lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    /// A list that cannot be written stops no mail; the log says so.
    fn write(&self, line: &Line) {
        let written = self.locked().and_then(|_held| self.append(line));
        if let Err(error) = written {
            tracing::warn!(%error, "a connection could not be written down");
        }
    }

    fn append(&self, line: &Line) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        let full = std::fs::metadata(&self.file).is_ok_and(|file| file.len() + bytes.len() as u64 > self.most_bytes);
        if full {
            std::fs::rename(&self.file, self.old())?;
        }
        File::options().create(true).append(true).open(&self.file)?.write_all(&bytes)
    }

    fn lines(&self) -> io::Result<Vec<Line>> {
        let _held = self.locked()?;
        self.read()
    }

    fn read(&self) -> io::Result<Vec<Line>> {
        let text = |file: &Path| match std::fs::read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            other => other,
        };
        let (old, new) = (text(&self.old())?, text(&self.file)?);
        // A line that a power cut broke says nothing.
        let lines = [old, new]
            .into_iter()
            .flat_map(|text| text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect::<Vec<Line>>());
        Ok(lines.collect())
    }
}

/// One connection that is written down: when the last who knows of it lets go, it has ended.
#[derive(Clone, Default)]
pub struct Note(Option<Arc<Noted>>);

struct Noted {
    book: Arc<Book>,
    id: String,
    sent: AtomicU64,
    received: AtomicU64,
    known: Mutex<Known>,
}

struct Known {
    address: Option<String>,
    tls: Option<String>,
    outcome: ConnectionEnd,
}

impl std::fmt::Debug for Note {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_tuple("Note").field(&self.0.as_ref().map(|noted| &noted.id)).finish()
    }
}

impl Note {
    fn know(&self, tell: impl FnOnce(&mut Known)) {
        if let Some(noted) = &self.0 {
            tell(&mut noted.known.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// The server that was reached.
    pub(super) fn reached(&self, address: SocketAddr) {
        self.know(|known| known.address = Some(address.ip().to_canonical().to_string()));
    }

    /// What TLS was agreed on; `none` where there is none.
    pub(super) fn secured(&self, version: &str) {
        self.know(|known| known.tls = Some(version.to_owned()));
    }

    /// How it failed. What went wrong first stands.
    pub(super) fn failed(&self, failure: &Failure) {
        self.know(|known| {
            if matches!(known.outcome, ConnectionEnd::Ended | ConnectionEnd::Lost) {
                known.outcome = failure.into();
            }
        });
    }

    fn lost(&self) {
        self.know(|known| {
            if known.outcome == ConnectionEnd::Ended {
                known.outcome = ConnectionEnd::Lost;
            }
        });
    }

    /// Nobody answered, if nothing came in.
    pub(super) fn unless_answered(&self) {
        if self.0.as_ref().is_some_and(|noted| noted.received.load(Ordering::Relaxed) == 0) {
            self.know(|known| known.outcome = ConnectionEnd::NoAnswer);
        }
    }

    pub(super) fn count(&self, sent: usize, received: usize) {
        if let Some(noted) = &self.0 {
            noted.sent.fetch_add(sent as u64, Ordering::Relaxed);
            noted.received.fetch_add(received as u64, Ordering::Relaxed);
        }
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        let ended = Ended {
            address: known.address.take(),
            tls: known.tls.take(),
            sent: self.sent.load(Ordering::Relaxed),
            received: self.received.load(Ordering::Relaxed),
            outcome: known.outcome,
        };
        self.book.write(&Line { id: self.id.clone(), at: self.book.clock.now().get(), begun: None, ended: Some(ended) });
    }
}

/// A pipe whose bytes are counted.
#[derive(Debug)]
pub(super) struct Counted {
    pipe: Box<dyn Pipe>,
    note: Note,
}

impl Counted {
    pub(super) fn new(pipe: Box<dyn Pipe>, note: Note) -> Self {
        Self { pipe, note }
    }

    fn wrote(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Ready(Ok(bytes)) => self.note.count(*bytes, 0),
            Poll::Ready(Err(_)) => self.note.lost(),
            Poll::Pending => {}
        }
        written
    }
}

impl Pipe for Counted {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.pipe.local_addr()
    }
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.pipe.peer_addr()
    }
    fn note(&self) -> Note {
        self.note.clone()
    }
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = ready!(Pin::new(&mut self.pipe).poll_read(context, into));
        if read.is_err() {
            self.note.lost();
        }
        self.note.count(0, into.filled().len() - before);
        Poll::Ready(read)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.pipe).poll_write(context, bytes);
        self.wrote(written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.pipe).poll_write_vectored(context, slices);
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.pipe.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.pipe).poll_shutdown(context)
    }
}
