//! The hash chain that every event of the ledger is a link of (D32).

use rusqlite::OptionalExtension;
use sha2::{Digest as _, Sha256};

use crate::ids::{DeliveryId, DistributionId, Millis};
use crate::workspace::{StoreError, WriteTx};

/// The head of the hash chain, carried through one transaction.
pub(in crate::distribution) struct Chain<'t, 'c> {
    tx: &'t WriteTx<'c>,
    head: [u8; 32],
    next_id: i64,
    /// Events and answers that wait to be written together.
    gathered: Option<Gathered>,
}

/// What one statement writes instead of many.
#[derive(Default)]
struct Gathered {
    events: Vec<Link>,
    replies: Vec<(i64, String)>,
}

/// An event with its place in the chain.
struct Link {
    id: i64,
    distribution: i64,
    delivery: Option<i64>,
    state: String,
    facts: String,
    at: i64,
    chain: [u8; 32],
}

/// What one event of the chain says.
pub(in crate::distribution) struct Event<'a> {
    pub(in crate::distribution) distribution: DistributionId,
    pub(in crate::distribution) delivery: Option<DeliveryId>,
    /// The state that was reached.
    pub(in crate::distribution) state: &'a str,
    /// Codes, hashes, counts; never a name or an address (L5).
    pub(in crate::distribution) facts: &'a str,
}

impl<'t, 'c> Chain<'t, 'c> {
    /// The transaction that it is written in.
    pub(super) const fn tx(&self) -> &'t WriteTx<'c> {
        self.tx
    }

    /// The chain as it ends now.
    pub(in crate::distribution) fn at_head(tx: &'t WriteTx<'c>) -> Result<Self, StoreError> {
        let last = tx
            .prepare_cached("SELECT id, chain FROM delivery_event ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)))
            .optional()?;
        let (id, head) = last.unwrap_or((0, [0; 32]));
        Ok(Self { tx, head, next_id: id + 1, gathered: None })
    }

    /// As [`at_head`](Self::at_head), for many events: they are written together. Nothing of it counts before
    /// [`finish`](Self::finish).
    pub(in crate::distribution) fn gathering(tx: &'t WriteTx<'c>) -> Result<Self, StoreError> {
        Ok(Self { gathered: Some(Gathered::default()), ..Self::at_head(tx)? })
    }

    /// Appends an event and gives its id.
    pub(in crate::distribution) fn append(&mut self, event: &Event<'_>) -> Result<i64, StoreError> {
        let at = self.tx.now();
        let (id, chain) = (self.next_id, link(&self.head, self.next_id, event, at));
        let link = Link {
            id,
            distribution: event.distribution.get(),
            delivery: event.delivery.map(DeliveryId::get),
            state: event.state.to_owned(),
            facts: event.facts.to_owned(),
            at: at.get(),
            chain,
        };
        match &mut self.gathered {
            Some(gathered) => gathered.events.push(link),
            None => insert_events(self.tx, &[link])?,
        }
        self.head = chain;
        self.next_id = id + 1;
        Ok(id)
    }

    /// Keeps the server's words beside an event.
    pub(super) fn answered(&mut self, event: i64, lines: &str) -> Result<(), StoreError> {
        match &mut self.gathered {
            Some(gathered) => gathered.replies.push((event, lines.to_owned())),
            None => insert_replies(self.tx, &[(event, lines.to_owned())])?,
        }
        Ok(())
    }

    /// Writes what was gathered.
    pub(in crate::distribution) fn finish(mut self) -> Result<(), StoreError> {
        let Some(Gathered { events, replies }) = self.gathered.take() else { return Ok(()) };
        for events in events.chunks(AT_ONCE) {
            insert_events(self.tx, events)?;
        }
        for replies in replies.chunks(AT_ONCE) {
            insert_replies(self.tx, replies)?;
        }
        Ok(())
    }
}

/// Rows that one statement writes.
const AT_ONCE: usize = 16;

/// As many groups of as many question marks.
fn places(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; rows].join(", ")
}

/// The statement for a full group is kept; what is left of a transaction goes row by row, with a statement that is kept too.
fn insert_events(tx: &WriteTx<'_>, events: &[Link]) -> Result<(), StoreError> {
    if events.len() < AT_ONCE && events.len() > 1 {
        return events.chunks(1).try_for_each(|one| insert_events(tx, one));
    }
    let mut insert = tx.prepare_cached(&format!(
        "INSERT INTO delivery_event (id, distribution_id, delivery_id, state, facts, at, chain) VALUES {}",
        places(events.len(), 7)
    ))?;
    for (row, event) in events.iter().enumerate() {
        let at = row * 7;
        insert.raw_bind_parameter(at + 1, event.id)?;
        insert.raw_bind_parameter(at + 2, event.distribution)?;
        insert.raw_bind_parameter(at + 3, event.delivery)?;
        insert.raw_bind_parameter(at + 4, &event.state)?;
        insert.raw_bind_parameter(at + 5, &event.facts)?;
        insert.raw_bind_parameter(at + 6, event.at)?;
        insert.raw_bind_parameter(at + 7, event.chain)?;
    }
    insert.raw_execute()?;
    Ok(())
}

fn insert_replies(tx: &WriteTx<'_>, replies: &[(i64, String)]) -> Result<(), StoreError> {
    if replies.len() < AT_ONCE && replies.len() > 1 {
        return replies.chunks(1).try_for_each(|one| insert_replies(tx, one));
    }
    let mut insert = tx.prepare_cached(&format!("INSERT INTO delivery_reply (event_id, lines) VALUES {}", places(replies.len(), 2)))?;
    for (row, (event, lines)) in replies.iter().enumerate() {
        insert.raw_bind_parameter(row * 2 + 1, event)?;
        insert.raw_bind_parameter(row * 2 + 2, lines)?;
    }
    insert.raw_execute()?;
    Ok(())
}

/// The chain's next link: SHA-256 over the link before and everything that the event says.
pub(in crate::distribution) fn link(before: &[u8; 32], id: i64, event: &Event<'_>, at: Millis) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(id.to_be_bytes());
    hash.update(event.distribution.get().to_be_bytes());
    hash.update(event.delivery.map_or(0, DeliveryId::get).to_be_bytes());
    for part in [event.state, event.facts] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(at.get().to_be_bytes());
    hash.finalize().into()
}

/// Bytes as hexadecimal digits.
pub(in crate::distribution) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}
