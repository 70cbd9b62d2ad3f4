//! Counting the ledger and showing its rows.

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::lineage::{parent_row, thread_of};
use crate::distribution::evidence::Found;
use crate::distribution::lineage::Parent;
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::ids::{DeliveryId, DistributionId, DocumentId, Millis, PersonId, RevisionId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError};

/// How many rows stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::distribution) struct Counts {
    pub(in crate::distribution) by_state: [u32; 8],
    pub(in crate::distribution) bytes: u64,
}

impl Counts {
    pub(in crate::distribution) fn of(&self, state: DeliveryState) -> u32 {
        DeliveryState::ALL.iter().position(|known| *known == state).and_then(|at| self.by_state.get(at)).copied().unwrap_or_default()
    }

    pub(in crate::distribution) fn recipients(&self) -> u32 {
        self.by_state.iter().sum()
    }

    pub(in crate::distribution) fn open(&self) -> u32 {
        DeliveryState::ALL.into_iter().filter(|state| state.is_open()).map(|state| self.of(state)).sum()
    }
}

/// Counts a distribution's rows.
pub(in crate::distribution) fn counts(tx: &ReadTx<'_>, id: DistributionId) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    for (state, n) in by_state(tx, id)? {
        let at = DeliveryState::ALL.iter().position(|known| *known == state);
        if let Some(place) = at.and_then(|at| counts.by_state.get_mut(at)) {
            *place = n;
        }
    }
    counts.bytes = tx
        .prepare_cached("SELECT coalesce(sum(bytes), 0) FROM delivery WHERE distribution_id = ?1 AND state = 'accepted'")?
        .query_row([id.get()], |row| row.get::<_, i64>(0))?
        .unsigned_abs();
    Ok(counts)
}

/// How many of a distribution's rows stand in each state: an index answers it alone.
pub(in crate::distribution) fn by_state(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<(DeliveryState, u32)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT state, count(*) FROM delivery WHERE distribution_id = ?1 GROUP BY state")?;
    let rows = query.query_map([id.get()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.into_iter().filter_map(|(word, n)| Some((DeliveryState::of_word(&word)?, n))).collect())
}

/// How many rows name each version of a distribution's text, and how many of them were accepted: by the version's place.
pub(in crate::distribution) fn by_text(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<(usize, u32, u32)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT coalesce(t.position, 0), count(*), sum(d.state = 'accepted') FROM delivery d LEFT JOIN distribution_text t ON t.id = d.text_id
         WHERE d.distribution_id = ?1 GROUP BY 1",
    )?;
    let rows = query.query_map([id.get()], |row| Ok((row.get::<_, u32>(0)? as usize, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whom no repair has brought onto the list since (D35).
const STILL: &str = "AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.repairs_exclusion_id = e.id)";

/// How many were left out for each reason.
pub(in crate::distribution) fn exclusions(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<(String, u32)>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT reason, count(*) FROM exclusion e WHERE distribution_id = ?1 {STILL} GROUP BY reason ORDER BY reason"
    ))?;
    Ok(query.query_map([id.get()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// One who was left out.
pub(in crate::distribution) struct ExclusionRow {
    pub(in crate::distribution) person: PersonId,
    pub(in crate::distribution) name: String,
    pub(in crate::distribution) reason: String,
    pub(in crate::distribution) detail: String,
}

/// Everybody who was left out.
pub(in crate::distribution) fn left_out(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<ExclusionRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT person_id, name, reason, detail FROM exclusion e WHERE distribution_id = ?1 {STILL} ORDER BY reason, id"
    ))?;
    let rows = query.query_map([id.get()], |row| {
        Ok(ExclusionRow { person: row.get::<_, i64>(0)?.into(), name: row.get(1)?, reason: row.get(2)?, detail: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A distribution's head, for lists and reports.
pub(in crate::distribution) struct HeadRow {
    pub(in crate::distribution) id: DistributionId,
    pub(in crate::distribution) document: DocumentId,
    pub(in crate::distribution) revision: RevisionId,
    pub(in crate::distribution) revision_number: u32,
    pub(in crate::distribution) account: crate::ids::AccountId,
    pub(in crate::distribution) parent: Option<Parent>,
    pub(in crate::distribution) state: DistributionState,
    pub(in crate::distribution) because: Option<Because>,
    pub(in crate::distribution) trouble: Option<Message>,
    pub(in crate::distribution) audience_name: String,
    pub(in crate::distribution) from_address: String,
    pub(in crate::distribution) hold_until: Millis,
    pub(in crate::distribution) due_at: Option<Millis>,
    pub(in crate::distribution) created_at: Millis,
    pub(in crate::distribution) created_by: String,
    /// Only the first few may go for now (D15).
    pub(in crate::distribution) first_open: bool,
    pub(in crate::distribution) first_until: Option<Millis>,
}

/// The heads of distributions, newest first; of one document, one distribution, or all.
pub(in crate::distribution) fn heads(
    tx: &ReadTx<'_>,
    one: Option<DistributionId>,
    document: Option<DocumentId>,
) -> Result<Vec<HeadRow>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT id, document_id, revision_id, account_id, state, because, trouble, audience_name, from_address, hold_until_at, due_at, created_at, created_by, revision_number,
           first_open, first_until_at, parent_id, relation
         FROM distribution WHERE (?1 IS NULL OR id = ?1) AND (?2 IS NULL OR document_id = ?2 OR id IN (SELECT t.distribution_id FROM distribution_text t WHERE t.document_id = ?2))
         ORDER BY id DESC LIMIT 1000",
    )?;
    let rows = query.query_map(params![one.map(DistributionId::get), document.map(DocumentId::get)], |row| {
        Ok(HeadRow {
            id: row.get::<_, i64>(0)?.into(),
            document: row.get::<_, i64>(1)?.into(),
            revision: row.get::<_, i64>(2)?.into(),
            account: row.get::<_, i64>(3)?.into(),
            parent: parent_row(row, 16)?,
            state: DistributionState::of_word(&row.get::<_, String>(4)?).unwrap_or(DistributionState::Stopped),
            because: row.get::<_, Option<String>>(5)?.and_then(|word| Because::of_word(&word)),
            trouble: row.get::<_, Option<String>>(6)?.and_then(|json| serde_json::from_str(&json).ok()),
            audience_name: row.get(7)?,
            from_address: row.get(8)?,
            hold_until: row.get::<_, i64>(9)?.into(),
            due_at: row.get::<_, Option<i64>>(10)?.map(Into::into),
            created_at: row.get::<_, i64>(11)?.into(),
            created_by: row.get(12)?,
            revision_number: row.get(13)?,
            first_open: row.get(14)?,
            first_until: row.get::<_, Option<i64>>(15)?.map(Into::into),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Of the distributions whose texts are among these revisions, whichever version of theirs it is: how many there are, and the newest `limit` before
/// one of them.
pub(in crate::distribution) fn carrying(
    tx: &ReadTx<'_>,
    revisions: &[RevisionId],
    before: Option<DistributionId>,
    limit: u32,
) -> Result<(u32, Vec<DistributionId>), StoreError> {
    const OF: &str = "(SELECT id FROM distribution WHERE revision_id IN rarray(?1)
        UNION SELECT distribution_id FROM distribution_text WHERE revision_id IN rarray(?1))";
    let revisions = Rc::new(revisions.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut count = tx.prepare_cached(&format!("SELECT count(*) FROM {OF}"))?;
    let found = count.query_row([Rc::clone(&revisions)], |row| row.get(0))?;
    let mut query = tx.prepare_cached(&format!("SELECT id FROM {OF} WHERE ?2 IS NULL OR id < ?2 ORDER BY id DESC LIMIT ?3"))?;
    let rows = query.query_map(params![revisions, before.map(DistributionId::get), limit], |row| row.get::<_, i64>(0).map(Into::into))?;
    Ok((found, rows.collect::<Result<_, _>>()?))
}

/// The first claim and the last event of a row, for "seconds" (from the first claim to the last commit). Asked again and again
/// while it goes: neither question reads more than the ends of an index.
pub(in crate::distribution) fn span(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<(Millis, Millis)>, StoreError> {
    let first: Option<i64> = tx
        .prepare_cached(
            "SELECT at FROM delivery_event INDEXED BY delivery_event_distribution
             WHERE distribution_id = ?1 AND delivery_id IS NOT NULL AND state = 'claimed' ORDER BY id LIMIT 1",
        )?
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    let last: Option<i64> = tx
        .prepare_cached(
            "SELECT at FROM delivery_event INDEXED BY delivery_event_distribution
             WHERE distribution_id = ?1 AND delivery_id IS NOT NULL ORDER BY id DESC LIMIT 1",
        )?
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    Ok(first.zip(last).map(|(first, last)| (first.into(), last.into())))
}

/// When the last results of a distribution came, newest first.
pub(in crate::distribution) fn last_results(tx: &ReadTx<'_>, id: DistributionId, limit: u32) -> Result<Vec<i64>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT at FROM (SELECT id, at, state FROM delivery_event INDEXED BY delivery_event_distribution
           WHERE distribution_id = ?1 AND delivery_id IS NOT NULL ORDER BY id DESC LIMIT ?2 * 4)
         WHERE state IN ('accepted', 'refused-permanent', 'refused-temporary', 'uncertain') ORDER BY id DESC LIMIT ?2",
    )?;
    Ok(query.query_map(params![id.get(), limit], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// A row of the ledger as people read it.
pub(in crate::distribution) struct DeliveryRow {
    pub(in crate::distribution) id: DeliveryId,
    pub(in crate::distribution) person: PersonId,
    pub(in crate::distribution) name: Option<String>,
    pub(in crate::distribution) address: Option<String>,
    pub(in crate::distribution) state: DeliveryState,
    pub(in crate::distribution) because: Option<Because>,
    pub(in crate::distribution) message_id: String,
    pub(in crate::distribution) attempts: u32,
    pub(in crate::distribution) bytes: Option<i64>,
    pub(in crate::distribution) server: Option<String>,
    pub(in crate::distribution) tls: Option<String>,
    pub(in crate::distribution) reply_code: Option<u16>,
    pub(in crate::distribution) reply: Option<String>,
    pub(in crate::distribution) next_try_at: Option<Millis>,
    pub(in crate::distribution) at: Millis,
    pub(in crate::distribution) evidence: Option<Seen>,
    /// The Message-ID of the mail that its letter answers (D39).
    pub(in crate::distribution) answers: Option<String>,
    pub(in crate::distribution) repairs: Option<DeliveryId>,
    pub(in crate::distribution) repaired_by: Option<DeliveryId>,
    /// Why it was left out at the last instant.
    pub(in crate::distribution) left_out: Option<String>,
    /// How its letter carries the privacy notice.
    pub(in crate::distribution) notice: Option<String>,
    /// In which language its letter is, where the text goes in several.
    pub(in crate::distribution) language: Option<String>,
}

/// What was found of a row in the sender's own mailbox.
pub(in crate::distribution) struct Seen {
    pub(in crate::distribution) found: Found,
    pub(in crate::distribution) folder: Option<String>,
    pub(in crate::distribution) filed_at: Option<Millis>,
    pub(in crate::distribution) looked_at: Millis,
}

const ROW: &str =
    "SELECT d.id, d.person_id, r.name, r.address, d.state, d.because, d.message_id, d.attempts, d.bytes, d.server, d.tls, d.reply_code,
   (SELECT p.lines FROM delivery_event e JOIN delivery_reply p ON p.event_id = e.id WHERE e.delivery_id = d.id ORDER BY e.id DESC LIMIT 1),
   d.next_try_at, d.state_at, f.found, f.folder, f.filed_at, f.looked_at, d.thread, d.repairs_id,
   (SELECT n.id FROM delivery n WHERE n.repairs_id = d.id), d.left_out, d.notice,
   (SELECT t.language FROM distribution_text t WHERE t.distribution_id = d.distribution_id
     AND (t.id = d.text_id OR d.text_id IS NULL AND t.position = 0))
 FROM delivery d LEFT JOIN recipient r ON r.delivery_id = d.id LEFT JOIN delivery_evidence f ON f.delivery_id = d.id";

fn delivery_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<DeliveryRow> {
    Ok(DeliveryRow {
        id: row.get::<_, i64>(0)?.into(),
        person: row.get::<_, i64>(1)?.into(),
        name: row.get(2)?,
        address: row.get(3)?,
        state: DeliveryState::of_word(&row.get::<_, String>(4)?).unwrap_or(DeliveryState::Uncertain),
        because: row.get::<_, Option<String>>(5)?.and_then(|word| Because::of_word(&word)),
        message_id: row.get(6)?,
        attempts: row.get(7)?,
        bytes: row.get(8)?,
        server: row.get(9)?,
        tls: row.get(10)?,
        reply_code: row.get(11)?,
        reply: row.get(12)?,
        next_try_at: row.get::<_, Option<i64>>(13)?.map(Into::into),
        at: row.get::<_, i64>(14)?.into(),
        evidence: match row.get::<_, Option<String>>(15)?.and_then(|word| Found::of_word(&word)) {
            None => None,
            Some(found) => Some(Seen {
                found,
                folder: row.get(16)?,
                filed_at: row.get::<_, Option<i64>>(17)?.map(Into::into),
                looked_at: row.get::<_, i64>(18)?.into(),
            }),
        },
        answers: row.get::<_, Option<String>>(19)?.and_then(|thread| thread_of(&thread).pop()),
        repairs: row.get::<_, Option<i64>>(20)?.map(Into::into),
        repaired_by: row.get::<_, Option<i64>>(21)?.map(Into::into),
        left_out: row.get(22)?,
        notice: row.get(23)?,
        language: row.get(24)?,
    })
}

/// The next rows after `after`, by id: a list of any length streams.
pub(in crate::distribution) fn rows_after(
    tx: &ReadTx<'_>,
    id: DistributionId,
    after: i64,
    limit: u32,
) -> Result<Vec<DeliveryRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{ROW} WHERE d.distribution_id = ?1 AND d.id > ?2 ORDER BY d.id LIMIT ?3"))?;
    Ok(query.query_map(params![id.get(), after, limit], delivery_row)?.collect::<Result<_, _>>()?)
}

/// The ids of a view on the ledger: uncertain first, then refused, retrying, waiting, accepted, cancelled; in one state if given, in one
/// language of the text if given; by name or address.
pub(in crate::distribution) fn view_ids(
    tx: &ReadTx<'_>,
    id: DistributionId,
    states: &[DeliveryState],
    search: &str,
    language: Option<&str>,
) -> Result<Vec<DeliveryId>, StoreError> {
    let wanted = serde_json::to_string(&states.iter().map(|state| state.word()).collect::<Vec<_>>()).unwrap_or_default();
    let mut query = tx.prepare_cached(
        "SELECT d.id FROM delivery d LEFT JOIN recipient r ON r.delivery_id = d.id
         WHERE d.distribution_id = ?1 AND (?2 = '[]' OR d.state IN (SELECT value FROM json_each(?2)))
           AND (?3 = '' OR instr(lower(r.name), lower(?3)) > 0 OR instr(lower(r.address), lower(?3)) > 0)
           AND (?4 IS NULL OR ?4 = (SELECT t.language FROM distribution_text t WHERE t.distribution_id = d.distribution_id
             AND (t.id = d.text_id OR d.text_id IS NULL AND t.position = 0)))
         ORDER BY CASE d.state WHEN 'uncertain' THEN 0 WHEN 'refused-permanent' THEN 1 WHEN 'refused-temporary' THEN 2
           WHEN 'in-flight' THEN 3 WHEN 'claimed' THEN 3 WHEN 'planned' THEN 5 WHEN 'cancelled' THEN 6 ELSE 4 END, d.id",
    )?;
    Ok(query.query_map(params![id.get(), wanted, search, language], |row| Ok(row.get::<_, i64>(0)?.into()))?.collect::<Result<_, _>>()?)
}

/// Rows by their ids, in that order.
pub(in crate::distribution) fn rows_of(tx: &ReadTx<'_>, ids: &[DeliveryId]) -> Result<Vec<DeliveryRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{ROW} WHERE d.id = ?1"))?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(row) = query.query_row([id.get()], delivery_row).optional()? {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The row of an address in a distribution, by the address's key.
pub(in crate::distribution) fn row_of_key(tx: &ReadTx<'_>, id: DistributionId, key: &[u8; 32]) -> Result<Option<DeliveryId>, StoreError> {
    Ok(tx
        .query_row("SELECT id FROM delivery WHERE distribution_id = ?1 AND address_key = ?2", params![id.get(), key], |row| {
            row.get::<_, i64>(0)
        })
        .optional()?
        .map(Into::into))
}

/// When the next row that was refused for now is tried again.
pub(in crate::distribution) fn next_try(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<Millis>, StoreError> {
    let next: Option<i64> = tx.query_row(
        "SELECT min(next_try_at) FROM delivery INDEXED BY delivery_state WHERE distribution_id = ?1 AND state = 'refused-temporary'",
        [id.get()],
        |row| row.get(0),
    )?;
    Ok(next.map(Into::into))
}

/// The touches of a person that the ledger knows: mails that were accepted by any of the numbers that mean them. Derived, never
/// copied.
pub(in crate::distribution) fn accepted_by(
    tx: &ReadTx<'_>,
    numbers: &[PersonId],
    limit: u32,
) -> Result<Vec<(DistributionId, DocumentId, Millis)>, StoreError> {
    let numbers = Rc::new(numbers.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT d.distribution_id, x.document_id, d.state_at FROM delivery d INDEXED BY delivery_touch JOIN distribution x ON x.id = d.distribution_id
         WHERE d.person_id IN rarray(?1) AND d.state = 'accepted' ORDER BY d.state_at DESC LIMIT ?2",
    )?;
    let rows = query.query_map(params![numbers, limit], |row| {
        Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into(), row.get::<_, i64>(2)?.into()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
