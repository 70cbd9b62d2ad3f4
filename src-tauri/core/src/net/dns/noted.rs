//! Questions to name servers in the list of connections (S10): one line for each server that is asked, as long as somebody asks it,
//! with the bytes of all its questions and answers.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hickory_resolver::net::runtime::iocompat::AsyncIoTokioAsStd;
use hickory_resolver::net::runtime::{DnsUdpSocket, RuntimeProvider, TokioHandle, TokioRuntimeProvider, TokioTime};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::net::log::{About, Log, Note, Purpose};

type Reached<T> = Pin<Box<dyn Send + Future<Output = io::Result<T>>>>;

/// Sockets of the system, whose bytes are counted.
#[derive(Clone, Default)]
pub(super) struct Noting {
    sockets: TokioRuntimeProvider,
    servers: Arc<Servers>,
}

/// The name servers that were asked.
#[derive(Default)]
struct Servers {
    log: Log,
    notes: Mutex<HashMap<SocketAddr, Note>>,
}

impl Drop for Servers {
    fn drop(&mut self) {
        for note in self.notes.get_mut().unwrap_or_else(PoisonError::into_inner).values() {
            note.unless_answered();
        }
    }
}

impl Noting {
    pub(super) fn into(log: &Log) -> Self {
        let servers = Servers { log: log.clone(), notes: Mutex::default() };
        Self { sockets: TokioRuntimeProvider::default(), servers: Arc::new(servers) }
    }

    fn note(&self, server: SocketAddr) -> Note {
        let mut notes = self.servers.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = || {
            let note = self.servers.log.begin(&server.ip().to_string(), server.port(), About::of(Purpose::Names));
            note.reached(server);
            note.secured("none");
            note
        };
        notes.entry(server).or_insert_with(begun).clone()
    }
}

impl RuntimeProvider for Noting {
    type Handle = TokioHandle;
    type Timer = TokioTime;
    type Udp = Counted<<TokioRuntimeProvider as RuntimeProvider>::Udp>;
    type Tcp = AsyncIoTokioAsStd<Counted<TcpStream>>;

    fn create_handle(&self) -> TokioHandle {
        self.sockets.create_handle()
    }

    fn connect_tcp(&self, server: SocketAddr, own: Option<SocketAddr>, patience: Option<Duration>) -> Reached<Self::Tcp> {
        let (note, reached) = (self.note(server), self.sockets.connect_tcp(server, own, patience));
        Box::pin(async move { Ok(AsyncIoTokioAsStd(Counted { socket: reached.await?.0, note })) })
    }

    fn bind_udp(&self, own: SocketAddr, server: SocketAddr) -> Reached<Self::Udp> {
        let (note, bound) = (self.note(server), self.sockets.bind_udp(own, server));
        Box::pin(async move { Ok(Counted { socket: bound.await?, note }) })
    }
}

/// A socket whose bytes are counted.
pub(super) struct Counted<S> {
    socket: S,
    note: Note,
}

impl<S: DnsUdpSocket> DnsUdpSocket for Counted<S> {
    type Time = S::Time;

    fn poll_recv_from(&self, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<(usize, SocketAddr)>> {
        let heard = self.socket.poll_recv_from(context, buffer);
        if let Poll::Ready(Ok((bytes, _))) = &heard {
            self.note.count(0, *bytes);
        }
        heard
    }

    fn poll_send_to(&self, context: &mut Context<'_>, said: &[u8], server: SocketAddr) -> Poll<io::Result<usize>> {
        let sent = self.socket.poll_send_to(context, said, server);
        if let Poll::Ready(Ok(bytes)) = &sent {
            self.note.count(*bytes, 0);
        }
        sent
    }
}

impl AsyncRead for Counted<TcpStream> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let heard = Pin::new(&mut self.socket).poll_read(context, buffer);
        self.note.count(0, buffer.filled().len() - before);
        heard
    }
}

impl AsyncWrite for Counted<TcpStream> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, said: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.socket).poll_write(context, said);
        if let Poll::Ready(Ok(bytes)) = &sent {
            self.note.count(*bytes, 0);
        }
        sent
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
