//! What to call and how: servers, logins, timeouts, and the line that tests replace.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier;
use rustls_pki_types::CertificateDer;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;

use super::failure::{Failure, Stage, What};
use super::log::{About, Counted, Log, Note};
use super::page::is_public;
use super::tls;

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Tls {
    /// From the first byte, usually port 465 (RFC 8314 §3.3).
    Implicit,
    /// After STARTTLS, usually port 587. Never downgraded (A2).
    StartTls,
    /// Not at all: to this machine itself only (A1).
    None,
}

/// A mail server to send through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How it is encrypted.
    pub tls: Tls,
    /// SHA-256 of the one certificate that is trusted for this host whoever vouches for it (A3).
    pub pin: Option<[u8; 32]>,
}

impl Server {
    /// A server without an exception for its certificate.
    #[must_use]
    pub fn new(host: impl Into<String>, port: u16, tls: Tls) -> Self {
        Self { host: host.into(), port, tls, pin: None }
    }
}

/// Who we are to the server.
#[derive(Debug, Clone)]
pub struct Login {
    /// User name.
    pub user: String,
    /// What shows that we are.
    pub proof: Proof,
}

/// What shows who we are. Its `Debug` shows nothing.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A password.
    Password(SecretString),
    /// A token of somebody who signed in in the browser, good for an hour or so.
    Token(SecretString),
}

impl Login {
    /// A login with a password.
    #[must_use]
    pub fn with_password(user: impl Into<String>, password: SecretString) -> Self {
        Self { user: user.into(), proof: Proof::Password(password) }
    }

    /// A login with a token.
    #[must_use]
    pub fn with_token(user: impl Into<String>, token: SecretString) -> Self {
        Self { user: user.into(), proof: Proof::Token(token) }
    }
}

/// How long each step may take. The defaults are the least that RFC 5321 §4.5.3.2 asks (D10).
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Name and connection.
    pub connect: Duration,
    /// The TLS handshake.
    pub tls: Duration,
    /// The server's first words.
    pub greeting: Duration,
    /// Its silence before them, after which a server that somebody tries is asked whether it waits for a handshake.
    pub silence: Duration,
    /// EHLO, STARTTLS, AUTH, MAIL and RCPT, each.
    pub command: Duration,
    /// DATA.
    pub data: Duration,
    /// A block of the message, without any of it being taken.
    pub block: Duration,
    /// The reply to end-of-data.
    pub eod: Duration,
    /// QUIT: nothing hangs on its answer.
    pub quit: Duration,
    /// A step of reading a mailbox, its answer to the end.
    pub mailbox: Duration,
    /// A question to a web server and its answer.
    pub web: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(60),
            tls: Duration::from_secs(60),
            greeting: Duration::from_secs(300),
            silence: Duration::from_secs(8),
            command: Duration::from_secs(300),
            data: Duration::from_secs(120),
            block: Duration::from_secs(180),
            eod: Duration::from_secs(600),
            quit: Duration::from_secs(5),
            mailbox: Duration::from_secs(120),
            web: Duration::from_secs(60),
        }
    }
}

/// A stream of bytes to a server.
pub trait Pipe: AsyncRead + AsyncWrite + Send + Sync + Unpin + fmt::Debug {
    /// Our end.
    ///
    /// # Errors
    /// What the system says.
    fn local_addr(&self) -> io::Result<SocketAddr>;
    /// The server's end.
    ///
    /// # Errors
    /// What the system says.
    fn peer_addr(&self) -> io::Result<SocketAddr>;
    /// Its place in the list of connections (S10); what is not written down has an empty one.
    fn note(&self) -> Note {
        Note::default()
    }
}

impl Pipe for TcpStream {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.local_addr()
    }
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.peer_addr()
    }
}

/// Makes pipes: TCP in users' hands; tests bring lines that break where they like.
#[async_trait::async_trait]
pub trait Line: Send + Sync {
    /// A pipe to `host`; with `loopback_only` no packet leaves this machine.
    ///
    /// # Errors
    /// [`Stage::Name`] or [`Stage::Connect`].
    async fn connect(&self, host: &str, port: u16, loopback_only: bool) -> Result<Box<dyn Pipe>, Failure>;
}

/// TCP, without Nagle's delay: it would cost 40 ms a message against delayed acknowledgements.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tcp;

#[async_trait::async_trait]
impl Line for Tcp {
    async fn connect(&self, host: &str, port: u16, loopback_only: bool) -> Result<Box<dyn Pipe>, Failure> {
        let name_failed = |error: io::Error| Failure::at(Stage::Name, What::Name(error.to_string()));
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let found: Vec<SocketAddr> = tokio::net::lookup_host((bare, port)).await.map_err(name_failed)?.collect();
        let mut failure = Failure::at(Stage::Name, What::Name("no address".to_owned()));
        for address in found {
            if loopback_only && !address.ip().to_canonical().is_loopback() {
                failure = Failure::at(Stage::Connect, What::NotLoopback);
                continue;
            }
            let connected = TcpStream::connect(address).await.and_then(|stream| stream.set_nodelay(true).map(|()| stream));
            match connected {
                Ok(stream) => return Ok(Box::new(stream)),
                Err(error) => failure = Failure::at(Stage::Connect, What::Unreachable(error.to_string())),
            }
        }
        Err(failure)
    }
}

/// Opens conversations: the line, the timeouts and the roots that all of them share. Cheap to clone.
#[derive(Clone)]
pub struct Dialer {
    line: Arc<dyn Line>,
    /// How long each step may take.
    pub timeouts: Timeouts,
    extra_roots: Arc<[CertificateDer<'static>]>,
    roots: Arc<OnceCell<Arc<dyn ServerCertVerifier>>>,
    told: Option<Arc<dyn Fn(Stage) + Send + Sync>>,
    noted: Option<(Log, About)>,
}

impl Default for Dialer {
    fn default() -> Self {
        Self::new(Arc::new(Tcp), Timeouts::default())
    }
}

impl fmt::Debug for Dialer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Dialer").field("timeouts", &self.timeouts).finish_non_exhaustive()
    }
}

impl Dialer {
    /// A dialer over `line`.
    #[must_use]
    pub fn new(line: Arc<dyn Line>, timeouts: Timeouts) -> Self {
        Self { line, timeouts, extra_roots: Arc::from([]), roots: Arc::default(), told: None, noted: None }
    }

    /// Trusts `roots` beside the system's. In no program: users name authorities to their system, and one certificate by a pin.
    #[cfg(test)]
    pub(crate) fn trusting(mut self, roots: Vec<CertificateDer<'static>>) -> Self {
        self.extra_roots = roots.into();
        self.roots = Arc::default();
        self
    }

    /// Tells `told` each stage of opening a conversation once it is behind.
    #[must_use]
    pub fn telling(mut self, told: Arc<dyn Fn(Stage) + Send + Sync>) -> Self {
        self.told = Some(told);
        self
    }

    /// Writes every connection down in `log`, with what it is for (S10).
    #[must_use]
    pub fn noting(mut self, log: &Log, about: About) -> Self {
        self.noted = Some((log.clone(), about));
        self
    }

    /// A pipe to `server`, within its time: the one way out of this machine. Without TLS nothing but this machine is reached (A1).
    pub(super) async fn reach(&self, server: &Server) -> Result<Box<dyn Pipe>, Failure> {
        let Some((log, about)) = &self.noted else { return self.reach_unnoted(server).await };
        let note = log.begin(&server.host, server.port, *about);
        let pipe = self.reach_unnoted(server).await.inspect_err(|failure| note.failed(failure))?;
        if let Ok(peer) = pipe.peer_addr() {
            note.reached(peer);
        }
        if server.tls == Tls::None {
            note.secured("none");
        }
        Ok(Box::new(Counted::new(pipe, note)))
    }

    /// A pipe to a site that everybody reaches, written down as [`reach`](Self::reach) does; none where its name means only places that
    /// this network alone reaches. The address that was judged is the one that is connected to.
    pub(super) async fn reach_public(&self, host: &str, port: u16, private_too: bool) -> Result<Option<Box<dyn Pipe>>, Failure> {
        let bare = host.trim_matches(['[', ']']);
        let name_failed = |error: io::Error| Failure::at(Stage::Name, What::Name(error.to_string()));
        let mut found = tokio::net::lookup_host((bare, port)).await.map_err(name_failed)?;
        let Some(at) = found.find(|at| private_too || is_public(at.ip())) else { return Ok(None) };
        let note = self.noted.as_ref().map(|(log, about)| log.begin(host, port, *about));
        let connect = tokio::time::timeout(self.timeouts.connect, TcpStream::connect(at)).await;
        let failed = |what| Failure::at(Stage::Connect, what);
        let reached =
            connect.map_err(|_| failed(What::Timeout)).and_then(|line| line.map_err(|e| failed(What::Unreachable(e.to_string()))));
        match (reached, note) {
            (Ok(line), None) => Ok(Some(Box::new(line))),
            (Ok(line), Some(note)) => {
                note.reached(at);
                Ok(Some(Box::new(Counted::new(Box::new(line), note))))
            }
            (Err(failure), note) => {
                if let Some(note) = note {
                    note.failed(&failure);
                }
                Err(failure)
            }
        }
    }

    async fn reach_unnoted(&self, server: &Server) -> Result<Box<dyn Pipe>, Failure> {
        let plain = server.tls == Tls::None;
        let connect = self.line.connect(&server.host, server.port, plain);
        let pipe = tokio::time::timeout(self.timeouts.connect, connect).await.map_err(|_| Failure::at(Stage::Connect, What::Timeout))??;
        let peer = pipe.peer_addr().map_err(|error| Failure::at(Stage::Connect, What::Unreachable(error.to_string())))?;
        if plain && !peer.ip().to_canonical().is_loopback() {
            return Err(Failure::at(Stage::Connect, What::NotLoopback));
        }
        Ok(pipe)
    }

    /// A server's first words as `hears` has them. One that is tried and says nothing may wait for a handshake: that is found out at
    /// once, where somebody would else wait in vain. Nobody is asked so while mail goes: servers that let one wait mean it.
    pub(super) async fn first_words<T>(&self, server: &Server, hears: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        if self.told.is_none() || server.tls == Tls::Implicit {
            return hears.await;
        }
        let silence = self.timeouts.silence;
        let mut hears = std::pin::pin!(hears);
        match tokio::time::timeout(silence, &mut hears).await {
            Ok(heard) => heard,
            Err(_) if tokio::time::timeout(silence * 4, tls::is_awaited(self, server)).await == Ok(true) => {
                Err(Failure::at(Stage::Greeting, What::WaitsForTls))
            }
            Err(_) => hears.await,
        }
    }

    pub(super) fn passed(&self, stage: Stage) {
        if let Some(told) = &self.told {
            told(stage);
        }
    }

    /// Who judges certificates; the system's roots are read once.
    pub(super) async fn roots(&self) -> Result<Arc<dyn ServerCertVerifier>, Failure> {
        let read = || async {
            let extra = self.extra_roots.to_vec();
            tokio::task::spawn_blocking(move || tls::system_roots(extra))
                .await
                .map_err(|_| Failure::at(Stage::Tls, What::Over))?
                .map_err(|error| Failure::at(Stage::Tls, What::Tls(tls::setup_fault(&error))))
        };
        self.roots.get_or_try_init(read).await.cloned()
    }
}
