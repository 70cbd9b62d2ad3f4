//! Moves of rows, each with its event in the hash chain.

use std::sync::Arc;

use rusqlite::{OptionalExtension, params};
use sha2::{Digest as _, Sha256};

pub(in crate::distribution) use super::batches::{claim, make_moves};
pub(in crate::distribution) use super::chain::{Chain, Event, hex};
use super::hours;
use super::lineage::thread_of;
use super::schedule::start_row;
use crate::contacts::ListKind;
use crate::distribution::schedule::Start;
use crate::distribution::state::{Because, DeliveryState, DistributionState, Illegal};
use crate::error::Problem;
use crate::ids::{AccountId, DeliveryId, DistributionId, Millis, PersonId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// What went wrong with a move of the ledger.
#[derive(Debug, thiserror::Error)]
pub(in crate::distribution) enum LedgerError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Illegal(#[from] Illegal),
    #[error("delivery {0} is not in the ledger")]
    Missing(DeliveryId),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(StoreError(error))
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Store(error) => error.into(),
            other => Self::failure("distribution.ledger_refused").because(other),
        }
    }
}

/// A move of one row.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct Move {
    pub(in crate::distribution) delivery: DeliveryId,
    pub(in crate::distribution) to: DeliveryState,
    pub(in crate::distribution) because: Option<Because>,
    /// Why it was left out at the last instant (D19), in the words of [`Exclusion`](crate::distribution::Exclusion).
    pub(in crate::distribution) left_out: Option<&'static str>,
    pub(in crate::distribution) facts: Facts,
}

impl Move {
    /// A move with nothing more to say.
    pub(in crate::distribution) fn plain(delivery: DeliveryId, to: DeliveryState, note: Option<&'static str>) -> Self {
        Self { delivery, to, because: None, left_out: None, facts: Facts { note, ..Facts::default() } }
    }
}

/// What is kept of a message's bytes.
#[derive(Debug, Clone, Copy)]
pub(in crate::distribution) struct MessageMark {
    /// SHA-256 over the hashes of its two parts: the personal one and the one that all share.
    pub(in crate::distribution) hash: [u8; 32],
    /// SHA-256 of the personal part (D33).
    pub(in crate::distribution) personal: [u8; 32],
    /// Length in bytes.
    pub(in crate::distribution) bytes: u64,
}

/// What is written with a move.
#[derive(Debug, Clone, Default)]
pub(in crate::distribution) struct Facts {
    /// The message, when it goes in flight.
    pub(in crate::distribution) message: Option<MessageMark>,
    /// The server and the TLS version of the conversation.
    pub(in crate::distribution) server: Option<(Arc<str>, Arc<str>)>,
    /// The answer: code, enhanced code, all lines.
    pub(in crate::distribution) reply: Option<(u16, Option<String>, String)>,
    /// When a row that was refused for now is tried again.
    pub(in crate::distribution) next_try_at: Option<Millis>,
    /// Why, in a word for the chain: `crash`, `user`, `gate`, `given-up`.
    pub(in crate::distribution) note: Option<&'static str>,
}

/// Makes one move: read, judged, written, kept in the chain.
pub(in crate::distribution) fn make_move(chain: &mut Chain<'_, '_>, step: &Move) -> Result<(), LedgerError> {
    let tx = chain.tx();
    let found = tx
        .prepare_cached("SELECT distribution_id, state FROM delivery WHERE id = ?1")?
        .query_row([step.delivery.get()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let Some((distribution, word)) = found else { return Err(LedgerError::Missing(step.delivery)) };
    let from = DeliveryState::of_word(&word).unwrap_or(DeliveryState::Accepted);
    let to = from.next(step.to)?;
    let facts = &step.facts;
    let attempt =
        i64::from(to == DeliveryState::RefusedTemporary || to == DeliveryState::RefusedPermanent || to == DeliveryState::Accepted);
    tx.change(
        "UPDATE delivery SET state = ?2, because = ?3, state_at = ?4, attempts = attempts + ?5,
           message_hash = coalesce(?6, message_hash), bytes = coalesce(?7, bytes),
           server = coalesce(?8, server), tls = coalesce(?9, tls),
           reply_code = coalesce(?10, reply_code), reply_enhanced = CASE WHEN ?10 IS NULL THEN reply_enhanced ELSE ?11 END,
           next_try_at = ?12, left_out = ?13
         WHERE id = ?1",
        params![
            step.delivery.get(),
            to.word(),
            step.because.map(Because::word),
            tx.now().get(),
            attempt,
            facts.message.as_ref().map(|message| message.hash),
            facts.message.as_ref().map(|message| i64::try_from(message.bytes).unwrap_or(i64::MAX)),
            facts.server.as_ref().map(|(server, _)| &**server),
            facts.server.as_ref().map(|(_, tls)| &**tls),
            facts.reply.as_ref().map(|(code, _, _)| code),
            facts.reply.as_ref().and_then(|(_, enhanced, _)| enhanced.as_deref()),
            facts.next_try_at.map(Millis::get),
            step.left_out,
        ],
    )?;
    tell(chain, distribution.into(), step)
}

/// Keeps a move in the chain, with the server's words beside it.
pub(super) fn tell(chain: &mut Chain<'_, '_>, distribution: DistributionId, step: &Move) -> Result<(), LedgerError> {
    let facts = words(&step.facts);
    let id = chain.append(&Event { distribution, delivery: Some(step.delivery), state: step.to.word(), facts: &facts })?;
    if let Some((_, _, lines)) = &step.facts.reply {
        chain.answered(id, lines)?;
    }
    Ok(())
}

/// The facts of an event without names: the reply's words may hold an address, so only their hash is chained.
fn words(facts: &Facts) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(200);
    // Writing to a String cannot fail.
    if let Some(MessageMark { hash, personal, bytes }) = &facts.message {
        let _ = write!(out, "message={} personal={} bytes={bytes} ", hex(hash), hex(personal));
    }
    if let Some((code, enhanced, lines)) = &facts.reply {
        let _ = write!(out, "reply={code}/{} reply-hash={} ", enhanced.as_deref().unwrap_or("-"), hex(&Sha256::digest(lines.as_bytes())));
    }
    if let Some((server, tls)) = &facts.server {
        let _ = write!(out, "server={server} tls={tls} ");
    }
    if let Some(at) = facts.next_try_at {
        let _ = write!(out, "next-try={} ", at.get());
    }
    if let Some(note) = facts.note {
        let _ = write!(out, "note={note}");
    }
    out.truncate(out.trim_end().len());
    out
}

/// A row that was claimed, with all that its letter needs.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct Claimed {
    pub(in crate::distribution) delivery: DeliveryId,
    /// Where it stood before: planned, or refused for now.
    pub(in crate::distribution) from: DeliveryState,
    pub(in crate::distribution) person: PersonId,
    pub(in crate::distribution) key: [u8; 32],
    pub(in crate::distribution) address: String,
    pub(in crate::distribution) name: String,
    pub(in crate::distribution) fields: String,
    pub(in crate::distribution) message_id: String,
    /// The Message-IDs of the mails that its letter answers (D39).
    pub(in crate::distribution) thread: Vec<String>,
    /// The Date header, fixed at the first claim (D7).
    pub(in crate::distribution) date: Millis,
    /// Whether it is fixed already.
    pub(in crate::distribution) dated: bool,
    /// The hash of the bytes that went before, when this row is tried again: they must be the same.
    pub(in crate::distribution) message_hash: Option<[u8; 32]>,
    pub(in crate::distribution) attempts: u32,
    /// The kind of list that the row was frozen for (L13).
    pub(in crate::distribution) list_kind: ListKind,
    /// Which version of the text its letter is; none: the main one.
    pub(in crate::distribution) text: Option<i64>,
}

/// What a letter needs of its row; after it stands where the rows are looked for.
const CLAIMED: &str =
    "SELECT d.id, d.person_id, d.address_key, r.address, r.name, r.fields, d.message_id, d.date_at, d.message_hash, d.attempts, d.list_kind, d.thread, d.text_id
 FROM";
/// All rows.
const OF_ALL: &str = "delivery d INDEXED BY delivery_state JOIN recipient r ON r.delivery_id = d.id WHERE d.distribution_id = ?1";
/// The first few (D15).
const OF_FIRST: &str =
    "delivery_first f JOIN delivery d ON d.id = f.delivery_id JOIN recipient r ON r.delivery_id = d.id WHERE f.distribution_id = ?1";

/// Those whose clock stands within the working hours: the zones of `?4`.
const IN_HOURS: &str = " AND coalesce((SELECT zone FROM delivery_zone WHERE delivery_id = d.id), '') IN (SELECT value FROM json_each(?4))";

fn claimed(from: DeliveryState, row: &rusqlite::Row<'_>, now: Millis) -> rusqlite::Result<Claimed> {
    Ok(Claimed {
        delivery: row.get::<_, i64>(0)?.into(),
        from,
        person: row.get::<_, i64>(1)?.into(),
        key: row.get(2)?,
        address: row.get(3)?,
        name: row.get(4)?,
        fields: row.get(5)?,
        message_id: row.get(6)?,
        thread: row.get_ref(11)?.as_str_or_null()?.map(thread_of).unwrap_or_default(),
        date: row.get::<_, Option<i64>>(7)?.unwrap_or(now.get()).into(),
        dated: row.get_ref(7)? != rusqlite::types::ValueRef::Null,
        message_hash: row.get(8)?,
        attempts: row.get(9)?,
        list_kind: if row.get_ref(10)?.as_str()? == "internal" { ListKind::Internal } else { ListKind::External },
        text: row.get(12)?,
    })
}

/// One row with all that its letter is made of, and its distribution; none where whoever got it was erased. It claims nothing.
pub(in crate::distribution) fn row_of(tx: &ReadTx<'_>, id: DeliveryId) -> Result<Option<(DistributionId, Claimed)>, StoreError> {
    let head = tx
        .prepare_cached("SELECT distribution_id, state, state_at FROM delivery WHERE id = ?1")?
        .query_row([id.get()], |row| Ok((row.get::<_, i64>(0)?, DeliveryState::of_word(&row.get::<_, String>(1)?), row.get::<_, i64>(2)?)));
    let Some((distribution, Some(state), at)) = head.optional()? else { return Ok(None) };
    let mut letter = tx.prepare_cached(&format!("{CLAIMED} delivery d JOIN recipient r ON r.delivery_id = d.id WHERE d.id = ?1"))?;
    let row = letter.query_row([id.get()], |row| claimed(state, row, at.into())).optional()?;
    Ok(row.map(|row| (distribution.into(), row)))
}

/// Whether another row of the distribution that stands for one of these numbers has arrived, may have, or is to go before this one.
pub(in crate::distribution) fn is_under_way(
    tx: &ReadTx<'_>,
    distribution: DistributionId,
    row: DeliveryId,
    numbers: &[PersonId],
) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM delivery d WHERE d.distribution_id = ?1 AND d.person_id = ?2 AND d.id <> ?3
           AND (d.state IN ('accepted', 'in-flight', 'uncertain', 'claimed', 'refused-temporary') OR d.state = 'planned' AND d.id < ?3))",
    )?;
    for number in numbers {
        if query.query_row(params![distribution.get(), number.get(), row.get()], |found| found.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The next rows of a distribution that may be claimed now, planned ones first, then those due for another try. While the first few
/// are open, they are the only ones. What waits for its domain (D13) is not among them. `now` is the time by which second tries are due.
/// What may not leave yet by its own clock (D29) is not among them: that is told by `wall`, the clocks that people look at.
pub(in crate::distribution) fn claimable(
    tx: &ReadTx<'_>,
    of: &Standing,
    limit: u32,
    now: Millis,
    wall: Millis,
) -> Result<Vec<Claimed>, StoreError> {
    let distribution = of.id;
    let open = hours::open_now(tx, distribution, wall)?;
    let in_hours = if open.is_some() { IN_HOURS } else { "" };
    let rows_of = if of.first_open { OF_FIRST } else { OF_ALL };
    let read = |from: DeliveryState, row: &rusqlite::Row<'_>| claimed(from, row, now);
    let mut planned = tx.prepare_cached(&format!(
        "{CLAIMED} {rows_of} AND d.state = 'planned' AND d.because IS NOT 'domain'{in_hours} ORDER BY d.id LIMIT ?2"
    ))?;
    if let Some(open) = &open {
        planned.raw_bind_parameter(4, open)?;
    }
    planned.raw_bind_parameter(1, distribution.get())?;
    planned.raw_bind_parameter(2, limit)?;
    let mut rows = planned.raw_query().mapped(|row| read(DeliveryState::Planned, row)).collect::<Result<Vec<_>, _>>()?;
    let room = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(limit));
    if room > 0 {
        let mut due = tx.prepare_cached(&format!(
            "{CLAIMED} {rows_of} AND d.state = 'refused-temporary' AND d.because IS NOT 'domain' AND d.next_try_at <= ?3{in_hours}
             ORDER BY d.next_try_at LIMIT ?2"
        ))?;
        if let Some(open) = &open {
            due.raw_bind_parameter(4, open)?;
        }
        due.raw_bind_parameter(1, distribution.get())?;
        due.raw_bind_parameter(2, room)?;
        due.raw_bind_parameter(3, now.get())?;
        let more = due.raw_query().mapped(|row| read(DeliveryState::RefusedTemporary, row));
        for row in more {
            rows.push(row?);
        }
    }
    Ok(rows)
}

/// Rows of any distribution in one of `states`.
pub(in crate::distribution) fn rows_in(
    tx: &ReadTx<'_>,
    distribution: Option<DistributionId>,
    states: &[DeliveryState],
) -> Result<Vec<DeliveryId>, StoreError> {
    let mut found = Vec::new();
    for state in states {
        let mut query = tx.prepare_cached(
            "SELECT d.id FROM distribution x JOIN delivery d INDEXED BY delivery_state ON d.distribution_id = x.id AND d.state = ?2
             WHERE ?1 IS NULL OR x.id = ?1 ORDER BY d.id",
        )?;
        let rows = query.query_map(params![distribution.map(DistributionId::get), state.word()], |row| row.get::<_, i64>(0))?;
        for row in rows {
            found.push(row?.into());
        }
    }
    Ok(found)
}

/// Stopped distributions that still have rows on the list.
pub(in crate::distribution) fn stopped_with_planned(tx: &ReadTx<'_>) -> Result<Vec<DistributionId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT x.id FROM distribution x WHERE x.state = 'stopped'
           AND EXISTS (SELECT 1 FROM delivery d WHERE d.distribution_id = x.id AND d.state IN ('planned', 'refused-temporary'))",
    )?;
    Ok(query.query_map([], |row| Ok(row.get::<_, i64>(0)?.into()))?.collect::<Result<_, _>>()?)
}

/// What the engine must know of a distribution.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct Standing {
    pub(in crate::distribution) id: DistributionId,
    pub(in crate::distribution) account: AccountId,
    pub(in crate::distribution) state: DistributionState,
    pub(in crate::distribution) because: Option<Because>,
    pub(in crate::distribution) hold_until: Millis,
    pub(in crate::distribution) due_at: Option<Millis>,
    pub(in crate::distribution) embargo: String,
    pub(in crate::distribution) go_on: bool,
    pub(in crate::distribution) follows: bool,
    pub(in crate::distribution) run: String,
    /// Only the first few may go for now (D15).
    pub(in crate::distribution) first_open: bool,
    /// When the rest goes by itself, once the first few are through.
    pub(in crate::distribution) first_until: Option<Millis>,
    /// When it starts by itself (D26).
    pub(in crate::distribution) start: Option<Start>,
}

fn standing_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        id: row.get::<_, i64>(0)?.into(),
        account: row.get::<_, i64>(1)?.into(),
        state: DistributionState::of_word(&row.get::<_, String>(2)?).unwrap_or(DistributionState::Stopped),
        because: row.get::<_, Option<String>>(3)?.and_then(|word| Because::of_word(&word)),
        hold_until: row.get::<_, i64>(4)?.into(),
        due_at: row.get::<_, Option<i64>>(5)?.map(Into::into),
        embargo: row.get(6)?,
        go_on: row.get(7)?,
        follows: row.get::<_, String>(8)? == "follow",
        run: row.get(9)?,
        first_open: row.get(10)?,
        first_until: row.get::<_, Option<i64>>(11)?.map(Into::into),
        start: start_row(row, 12)?,
    })
}

const STANDING: &str =
    "SELECT id, account_id, state, because, hold_until_at, due_at, embargo, go_on, membership, run, first_open, first_until_at,
   start_at, start_local, start_zone, late, late_within_ms FROM distribution";

/// One distribution's standing.
pub(in crate::distribution) fn standing(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<Standing>, StoreError> {
    Ok(tx.prepare_cached(&format!("{STANDING} WHERE id = ?1"))?.query_row([id.get()], standing_row).optional()?)
}

/// All distributions that are not at rest: those that go, and those whose rest goes by itself after the first few.
pub(in crate::distribution) fn unsettled(tx: &ReadTx<'_>) -> Result<Vec<Standing>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "{STANDING} WHERE settled = 0 AND (state IN ('scheduled', 'holding', 'sending') OR state = 'paused' AND because = 'first' AND first_until_at IS NOT NULL)
         ORDER BY id"
    ))?;
    Ok(query.query_map([], standing_row)?.collect::<Result<_, _>>()?)
}

/// Sets what a distribution is and what it waits for; the chain keeps it.
pub(in crate::distribution) fn set_state(
    chain: &mut Chain<'_, '_>,
    id: DistributionId,
    state: DistributionState,
    because: Option<Because>,
    trouble: Option<&Message>,
) -> Result<(), StoreError> {
    let tx = chain.tx();
    let trouble = trouble.and_then(|message| serde_json::to_string(message).ok());
    let before: (String, Option<String>, Option<String>) =
        tx.query_row("SELECT state, because, trouble FROM distribution WHERE id = ?1", [id.get()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let after = (state.word().to_owned(), because.map(|b| b.word().to_owned()), trouble);
    if before == after {
        return Ok(());
    }
    tx.change(
        "UPDATE distribution SET state = ?2, because = ?3, trouble = ?4 WHERE id = ?1",
        params![id.get(), after.0, after.1, after.2],
    )?;
    let facts = after.1.as_deref().map(|word| format!("because={word}"));
    if before.0 != after.0 || before.1 != after.1 {
        chain.append(&Event { distribution: id, delivery: None, state: &after.0, facts: facts.as_deref().unwrap_or_default() })?;
    }
    tx.changed(Topic::Distribution, id.get());
    Ok(())
}

/// All distributions.
pub(in crate::distribution) fn all(tx: &ReadTx<'_>) -> Result<Vec<Standing>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{STANDING} ORDER BY id"))?;
    Ok(query.query_map([], standing_row)?.collect::<Result<_, _>>()?)
}

/// Rows that a stop cancelled; those left out for a reason of their own are not among them.
pub(in crate::distribution) fn cancelled_by_user(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<DeliveryId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT id FROM delivery WHERE distribution_id = ?1 AND state = 'cancelled' AND because = 'user' AND left_out IS NULL ORDER BY id",
    )?;
    Ok(query.query_map([id.get()], |row| Ok(row.get::<_, i64>(0)?.into()))?.collect::<Result<_, _>>()?)
}

/// The user answered what becomes of rows that wait beyond their embargo: it is not asked again.
pub(in crate::distribution) fn lift_answered(tx: &WriteTx<'_>, id: DistributionId) -> Result<(), StoreError> {
    tx.change("UPDATE distribution SET due_at = NULL WHERE id = ?1 AND embargo = 'under'", [id.get()])?;
    Ok(())
}

/// Tells the engine to look at a distribution again, on behalf of `run`, or no more.
pub(in crate::distribution) fn set_settled(
    tx: &WriteTx<'_>,
    id: DistributionId,
    settled: bool,
    run: Option<&str>,
) -> Result<(), StoreError> {
    tx.change("UPDATE distribution SET settled = ?2, run = coalesce(?3, run) WHERE id = ?1", params![id.get(), settled, run])?;
    tx.changed(Topic::Distribution, id.get());
    Ok(())
}

/// When letters of an account went in the last day, from the ledger over all distributions and tests (D17). A mark that was taken
/// back before its letter was begun is no letter.
pub(in crate::distribution) fn sent_since(tx: &ReadTx<'_>, account: AccountId, since: Millis) -> Result<Vec<i64>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT e.at FROM delivery_event e INDEXED BY delivery_event_pace JOIN distribution x ON x.id = e.distribution_id
         WHERE e.state = 'in-flight' AND e.at > ?2 AND x.account_id = ?1
           AND NOT EXISTS (
             SELECT 1 FROM delivery_event next
             WHERE next.id = (SELECT min(id) FROM delivery_event later WHERE later.delivery_id = e.delivery_id AND later.id > e.id)
               AND next.state = 'planned' AND next.facts IN ('note=not-begun', 'note=withheld'))
         UNION ALL SELECT at FROM test_mail WHERE account_id = ?1 AND at > ?2",
    )?;
    Ok(query.query_map(params![account.get(), since.get()], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The ids of an account's mails to oneself after the one with this id, in order.
pub(in crate::distribution) fn tests_after(tx: &ReadTx<'_>, account: AccountId, after: i64) -> Result<Vec<i64>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM test_mail WHERE account_id = ?1 AND id > ?2 ORDER BY id")?;
    Ok(query.query_map(params![account.get(), after], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
