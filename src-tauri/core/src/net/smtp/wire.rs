//! The wire beneath lettre's connection: it sees the plain text in both directions.
//!
//! lettre speaks the commands and reads on; the wire keeps every answer whole (lettre joins the lines of refusals),
//! gathers small writes into one packet, and lets end-of-data out only when the gate was passed.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::client::TlsStream;

use super::reply::{self, Reader, Reply};
use crate::net::{Dialer, Failure, Pipe, Server, Stage, What, tls};

/// End-of-data as lettre writes it.
pub(super) const EOD: &[u8] = b"\r\n.\r\n";
/// What is gathered before it is written.
const GATHER: usize = 16 * 1024;

enum Stream {
    Plain(Box<dyn Pipe>),
    Secure(Box<TlsStream<Box<dyn Pipe>>>),
    /// While the handshake has it, and after it failed.
    Gone,
}

/// Both ends of the wire: lettre holds one, the conversation the other.
#[derive(Clone)]
pub(super) struct Wire(Arc<Mutex<Core>>);

/// The wires of this process that are open.
static OPEN: Mutex<Vec<Weak<Mutex<Core>>>> = Mutex::new(Vec::new());

/// The wires that were open at an instant.
pub struct OpenWires(Vec<Weak<Mutex<Core>>>);

impl OpenWires {
    /// Those that are open now.
    #[must_use]
    pub fn now() -> Self {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|wire| wire.strong_count() > 0);
        Self(open.clone())
    }

    /// Cuts those of them that are open still: whoever waits for an answer there hears that the connection is lost.
    pub fn cut(self) {
        for wire in self.0.iter().filter_map(Weak::upgrade) {
            let mut core = wire.lock().unwrap_or_else(PoisonError::into_inner);
            core.stream = Stream::Gone;
            core.ended = true;
            if let Some(waits) = core.waits.take() {
                waits.wake();
            }
        }
    }
}

impl fmt::Debug for OpenWires {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OpenWires({})", self.0.len())
    }
}

struct Core {
    stream: Stream,
    /// Who waits for an answer.
    waits: Option<Waker>,
    out: Vec<u8>,
    sent: usize,
    reader: Reader,
    replies: VecDeque<Reply>,
    for_lettre: Vec<u8>,
    given: usize,
    ended: bool,
    not_smtp: bool,
    /// Set once the gate was passed, for the one end-of-data that may follow.
    eod_may_pass: bool,
    /// After a refusal nothing more is written: lettre would say QUIT and wait for the answer.
    mute_when_refused: bool,
    refused: bool,
    peer: SocketAddr,
}

impl Wire {
    pub(super) fn new(pipe: Box<dyn Pipe>) -> io::Result<Self> {
        let peer = pipe.peer_addr()?;
        let wire = Arc::new(Mutex::new(Core {
            stream: Stream::Plain(pipe),
            waits: None,
            out: Vec::new(),
            sent: 0,
            reader: Reader::default(),
            replies: VecDeque::new(),
            for_lettre: Vec::new(),
            given: 0,
            ended: false,
            not_smtp: false,
            eod_may_pass: false,
            mute_when_refused: false,
            refused: false,
            peer,
        }));
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|wire| wire.strong_count() > 0);
        open.push(Arc::downgrade(&wire));
        Ok(Self(wire))
    }

    fn core(&self) -> MutexGuard<'_, Core> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn peer(&self) -> SocketAddr {
        self.core().peer
    }

    /// The oldest answer that nobody took yet.
    pub(super) fn take(&self) -> Option<Reply> {
        self.core().replies.pop_front()
    }

    /// Why no answer came.
    pub(super) fn silence(&self) -> What {
        if self.core().not_smtp { What::NotAMailServer } else { What::Lost }
    }

    /// From now on, or no longer, a refusal ends all writing.
    pub(super) fn mute_when_refused(&self, mute: bool) {
        let mut core = self.core();
        core.mute_when_refused = mute;
        core.refused = false;
    }

    /// Lets the next end-of-data out: the gate was passed.
    pub(super) fn let_eod_pass(&self) {
        self.core().eod_may_pass = true;
    }

    /// Hears whatever has arrived, without waiting. Gives whether the server is still there and has said nothing.
    pub(super) fn is_quiet(&self) -> bool {
        let mut core = self.core();
        let mut context = Context::from_waker(Waker::noop());
        while core.replies.is_empty() && !core.ended {
            match core.poll_hear(&mut context) {
                Poll::Pending => return true,
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => return false,
            }
        }
        false
    }

    /// Gathers `bytes`, writing what has become much. A time limit holds for each block that is taken.
    pub(super) async fn push(&self, mut bytes: &[u8], block: Duration) -> Result<(), What> {
        while !bytes.is_empty() {
            let taken = self.within(block, poll_fn(|context| self.core().poll_push(context, bytes))).await?;
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Writes all that was gathered.
    pub(super) async fn flush(&self, block: Duration) -> Result<(), What> {
        loop {
            let before = self.core().sent;
            match self.within(block, poll_fn(|context| self.core().poll_drain(context))).await {
                // As long as some of it is taken, the server is only slow.
                Err(What::Timeout) if self.core().sent > before => {}
                result => return result,
            }
        }
    }

    /// The next answer, before lettre has the wire. lettre will read it too, unless it is [forgotten](Self::forget).
    pub(super) async fn answer(&self, limit: Duration) -> Result<Reply, What> {
        loop {
            if let Some(reply) = self.take() {
                return Ok(reply);
            }
            if self.core().ended {
                return Err(self.silence());
            }
            self.within(limit, poll_fn(|context| self.core().poll_hear(context))).await.map_err(|what| match what {
                What::Lost => self.silence(),
                other => other,
            })?;
        }
    }

    /// Forgets all that was heard: nothing said before the handshake counts after it (RFC 3207 §6).
    pub(super) fn forget(&self) {
        let mut core = self.core();
        core.reader.forget();
        core.replies.clear();
        core.for_lettre.clear();
        core.given = 0;
    }

    /// Lets lettre hear a greeting where the server gives none: after STARTTLS.
    pub(super) fn greet_lettre(&self) {
        self.core().for_lettre.extend_from_slice(b"220 -\r\n");
    }

    async fn within<T>(&self, limit: Duration, work: impl Future<Output = io::Result<T>>) -> Result<T, What> {
        match tokio::time::timeout(limit, work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) => Err(What::Lost),
            Err(_) => Err(What::Timeout),
        }
    }

    /// Makes the stream secure. Gives the version as the ledger keeps it: `TLS 1.3`.
    pub(super) async fn secure(&self, dialer: &Dialer, server: &Server) -> Result<String, Failure> {
        let Stream::Plain(pipe) = std::mem::replace(&mut self.core().stream, Stream::Gone) else {
            return Err(Failure::at(Stage::Tls, What::Over));
        };
        let (secured, version) = tls::secure(pipe, dialer, server).await?;
        self.core().stream = Stream::Secure(Box::new(secured));
        Ok(version)
    }
}

impl Core {
    fn poll_read_some(&mut self, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_read(context, into),
            Stream::Secure(tls) => Pin::new(tls).poll_read(context, into),
            Stream::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    /// Hears one packet. Ready without an answer means: hear on, or it [ended](Self::ended).
    fn poll_hear(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut packet = [0_u8; 4096];
        let mut packet = ReadBuf::new(&mut packet);
        let Poll::Ready(read) = self.poll_read_some(context, &mut packet) else {
            self.waits = Some(context.waker().clone());
            return Poll::Pending;
        };
        if read.is_err() || packet.filled().is_empty() {
            self.ended = true;
            return Poll::Ready(read);
        }
        let before = self.replies.len();
        if let Err(error) = self.reader.hear(packet.filled(), &mut self.replies) {
            (self.ended, self.not_smtp) = (true, true);
            return Poll::Ready(Err(error));
        }
        for reply in self.replies.iter().skip(before) {
            reply::for_lettre(reply, &mut self.for_lettre);
            self.refused |= reply.code >= 400;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes what was gathered, as far as it goes.
    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self.out.get(self.sent..).filter(|rest| !rest.is_empty()) {
            let wrote = match &mut self.stream {
                Stream::Plain(pipe) => Pin::new(pipe).poll_write(context, rest),
                Stream::Secure(tls) => Pin::new(tls).poll_write(context, rest),
                Stream::Gone => return Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
            };
            let wrote = ready!(wrote)?;
            if wrote == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += wrote;
        }
        self.out.clear();
        self.sent = 0;
        match &mut self.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_flush(context),
            Stream::Secure(tls) => Pin::new(tls).poll_flush(context),
            Stream::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    /// Takes some of `bytes`: small ones are gathered, big ones go straight through.
    fn poll_push(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.out.len() + bytes.len() <= GATHER {
            self.out.extend_from_slice(bytes);
            return Poll::Ready(Ok(bytes.len()));
        }
        ready!(self.poll_drain(context))?;
        if bytes.len() <= GATHER {
            self.out.extend_from_slice(bytes);
            return Poll::Ready(Ok(bytes.len()));
        }
        match &mut self.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_write(context, bytes),
            Stream::Secure(tls) => Pin::new(tls).poll_write(context, bytes),
            Stream::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What goes over it may be a password.
        out.write_str("Wire")
    }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer())
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut core = self.core();
        while core.given == core.for_lettre.len() && !core.ended {
            core.for_lettre.clear();
            core.given = 0;
            ready!(core.poll_hear(context))?;
        }
        let ready = core.for_lettre.get(core.given..).unwrap_or_default();
        let taken = ready.get(..into.remaining()).unwrap_or(ready);
        into.put_slice(taken);
        let taken = taken.len();
        core.given += taken;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut core = self.core();
        if core.refused && core.mute_when_refused {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if bytes == EOD && !std::mem::take(&mut core.eod_may_pass) {
            return Poll::Ready(Err(io::ErrorKind::PermissionDenied.into()));
        }
        core.poll_push(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.core().poll_drain(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut core = self.core();
        ready!(core.poll_drain(context))?;
        match &mut core.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_shutdown(context),
            Stream::Secure(tls) => Pin::new(tls).poll_shutdown(context),
            Stream::Gone => Poll::Ready(Ok(())),
        }
    }
}
