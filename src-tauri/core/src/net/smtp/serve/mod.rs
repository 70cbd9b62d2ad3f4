//! The other end of the conversation: a mail server on this machine's loopback, for the practice account.
//!
//! It speaks SMTP with PIPELINING, SIZE, 8BITMIME, SMTPUTF8 and enhanced codes. What is done with a mail says its
//! [`Host`]; here are the words, the limits and the bytes.
//!
//! **Invariant:** it listens on 127.0.0.1 alone (D36); no other address can be asked for.

mod command;
mod session;
mod stuffing;

#[cfg(test)]
mod tests;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::reply::Reply;
use crate::clock::Clock;
use crate::net::EmailAddress;

/// How much a server puts up with.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest message in bytes, announced with SIZE.
    pub size: u64,
    /// Most bytes of messages that are being taken at once, on all connections together.
    pub in_hand: u64,
    /// Most connections at once.
    pub connections: u64,
    /// Most recipients of one message.
    pub recipients: usize,
    /// Longest line of a command, in bytes.
    pub line: usize,
    /// Wrong commands after which the server hangs up.
    pub mistakes: u32,
    /// How long it waits for the other side.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            size: 50 * 1024 * 1024,
            in_hand: 200 * 1024 * 1024,
            connections: 64,
            recipients: 100,
            line: 2048,
            mistakes: 20,
            idle: Duration::from_secs(300),
        }
    }
}

/// A message that was taken to its end.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The envelope's sender; empty for the null sender of bounces.
    pub sender: String,
    /// The recipients that were taken, in the order in which they were named. Never none.
    pub recipients: Vec<EmailAddress>,
    /// The message, byte for byte, without the dots of its transport.
    pub bytes: Vec<u8>,
}

/// What a server does after the final dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It answers.
    Say(Reply),
    /// It hangs up without a word.
    HangUp,
}

/// Whoever the server works for: it decides about recipients and messages.
#[async_trait::async_trait]
pub trait Host: Send + Sync + 'static {
    /// Whether mail to `recipient` is taken.
    async fn recipient(&self, sender: &str, recipient: &EmailAddress) -> Reply;

    /// Takes a message. When the answer says yes, it must be durable already.
    async fn message(&self, message: Taken) -> Ending;
}

/// A server that listens until this is dropped or closed.
#[derive(Debug)]
pub struct Listening {
    port: u16,
    stop: CancellationToken,
    work: TaskTracker,
}

impl Listening {
    /// The port of 127.0.0.1 on which it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it still takes connections.
    #[must_use]
    pub fn listens(&self) -> bool {
        !self.work.is_empty() && !self.stop.is_cancelled()
    }

    /// Takes no more, lets messages that were taken to their end be answered, and returns when all is quiet.
    pub async fn close(self) {
        self.stop.cancel();
        self.work.wait().await;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Listens on `port` of 127.0.0.1; 0 takes a free one.
///
/// # Errors
/// What the system says: the port is taken, or not allowed.
pub async fn listen(port: u16, host: Arc<dyn Host>, limits: Limits, clock: Arc<dyn Clock>) -> io::Result<Listening> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let (stop, work) = (CancellationToken::new(), TaskTracker::new());
    let listening = Listening { port: listener.local_addr()?.port(), stop: stop.clone(), work: work.clone() };
    let shop = Arc::new(Shop { host, limits, stop, open: AtomicU64::new(0), in_hand: AtomicU64::new(0) });
    let connections = work.clone();
    work.spawn(accept(listener, shop, connections, clock));
    work.close();
    Ok(listening)
}

/// What all connections of a server share.
struct Shop {
    host: Arc<dyn Host>,
    limits: Limits,
    stop: CancellationToken,
    open: AtomicU64,
    in_hand: AtomicU64,
}

async fn accept(listener: TcpListener, shop: Arc<Shop>, connections: TaskTracker, clock: Arc<dyn Clock>) {
    loop {
        let accepted = tokio::select! {
            () = shop.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // No file handles left, say: the connections that are open must end first.
            clock.sleep(Duration::from_millis(100)).await;
            continue;
        };
        let place = Share::take(&shop, |shop| &shop.open, 1, shop.limits.connections);
        let shop = Arc::clone(&shop);
        connections.spawn(async move {
            let full = place.is_none();
            session::serve(stream, &shop, full).await;
            drop(place);
        });
    }
}

/// A share of something that the whole server has only so much of; given back when it is dropped.
struct Share {
    shop: Arc<Shop>,
    of: fn(&Shop) -> &AtomicU64,
    amount: u64,
}

impl Share {
    /// Takes `amount`; none if that would be more than `most` in all.
    fn take(shop: &Arc<Shop>, of: fn(&Shop) -> &AtomicU64, amount: u64, most: u64) -> Option<Self> {
        let mut share = Self::none(shop, of);
        share.grow(amount, most).then_some(share)
    }

    /// Nothing yet.
    fn none(shop: &Arc<Shop>, of: fn(&Shop) -> &AtomicU64) -> Self {
        Self { shop: Arc::clone(shop), of, amount: 0 }
    }

    /// Takes `more`; false, and unchanged, if that would be more than `most` in all.
    fn grow(&mut self, more: u64, most: u64) -> bool {
        let all = (self.of)(&self.shop);
        let fits = |now: u64| now.checked_add(more).filter(|sum| *sum <= most);
        let grown = all.fetch_update(Ordering::AcqRel, Ordering::Acquire, fits).is_ok();
        if grown {
            self.amount += more;
        }
        grown
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        (self.of)(&self.shop).fetch_sub(self.amount, Ordering::AcqRel);
    }
}
