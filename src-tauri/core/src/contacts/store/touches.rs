//! Touches that somebody noted, reminders to keep in touch, and the bond that follows from both.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};

use super::criteria::Condition;
use super::people::not_a_word;
use crate::contacts::criteria::Span;
use crate::contacts::kinds::{Period, TouchKind};
use crate::contacts::touches::{Every, Reminder, Touch};
use crate::contacts::warmth::{self, FADED_DAYS, LEFT, MOST, POINT, WHOLE};
use crate::ids::{Millis, PersonId, TouchId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

const TOUCH: &str = "SELECT id, person_id, kind, at, timed, text, noted_by, noted_at FROM touch";

fn touch(row: &Row<'_>) -> rusqlite::Result<Touch> {
    Ok(Touch {
        id: row.get::<_, i64>(0)?.into(),
        person: row.get::<_, i64>(1)?.into(),
        kind: TouchKind::from_word(&row.get::<_, String>(2)?).ok_or_else(|| not_a_word(2))?,
        at: row.get::<_, i64>(3)?.into(),
        timed: row.get(4)?,
        text: row.get(5)?,
        noted_by: row.get(6)?,
        noted_at: row.get::<_, i64>(7)?.into(),
    })
}

pub(crate) fn insert(
    tx: &WriteTx<'_>,
    person: PersonId,
    kind: TouchKind,
    at: Millis,
    timed: bool,
    text: &str,
) -> Result<TouchId, StoreError> {
    let id = tx.insert(
        "INSERT INTO touch (person_id, kind, at, timed, text, noted_by, noted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![person.get(), kind.word(), at.get(), timed, text, tx.actor(), tx.now().get()],
    )?;
    Ok(id.into())
}

pub(crate) fn change(tx: &WriteTx<'_>, id: TouchId, kind: TouchKind, at: Millis, timed: bool, text: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE touch SET kind = ?2, at = ?3, timed = ?4, text = ?5 WHERE id = ?1",
        params![id.get(), kind.word(), at.get(), timed, text],
    )?;
    Ok(())
}

pub(crate) fn remove(tx: &WriteTx<'_>, id: TouchId) -> Result<(), StoreError> {
    tx.change("DELETE FROM touch WHERE id = ?1", [id.get()])?;
    Ok(())
}

/// Takes everything of a person away.
pub(crate) fn remove_all(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StoreError> {
    tx.change("DELETE FROM touch WHERE person_id = ?1", [person.get()])?;
    tx.change("DELETE FROM keep_in_touch WHERE person_id = ?1", [person.get()])?;
    Ok(())
}

pub(crate) fn by_id(tx: &ReadTx<'_>, id: TouchId) -> Result<Option<Touch>, StoreError> {
    Ok(tx.prepare_cached(&format!("{TOUCH} WHERE id = ?1"))?.query_row([id.get()], touch).optional()?)
}

/// Touches of a person of these kinds, the newest first, those behind the place that `before` names.
pub(crate) fn page(
    tx: &ReadTx<'_>,
    person: PersonId,
    kinds: &[TouchKind],
    before: Option<(Millis, TouchId)>,
    limit: u32,
) -> Result<Vec<Touch>, StoreError> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let (at, id) = before.unwrap_or((i64::MAX.into(), i64::MAX.into()));
    let mut query = tx.prepare_cached(&format!(
        "{TOUCH} WHERE person_id = ?1 AND (at, id) < (?2, ?3) AND kind IN (SELECT value FROM json_each(?4)) ORDER BY at DESC, id DESC LIMIT ?5"
    ))?;
    let kinds = serde_json::to_string(&kinds).unwrap_or_default();
    let rows = query.query_map(params![person.get(), at.get(), id.get(), kinds, limit], touch)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many touches of each kind a person has, and when the last one was.
pub(crate) fn counts(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<(TouchKind, u32, Millis)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT kind, count(*), max(at) FROM touch WHERE person_id = ?1 GROUP BY kind")?;
    let rows = query.query_map([person.get()], |row| {
        let kind = TouchKind::from_word(&row.get::<_, String>(0)?).ok_or_else(|| not_a_word(0))?;
        Ok((kind, row.get(1)?, row.get::<_, i64>(2)?.into()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Kinds and days of those touches of a person that still count on the day of the last one, the oldest first.
pub(crate) fn days(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<(TouchKind, i64)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT kind, at FROM touch WHERE person_id = ?1 AND at >= (SELECT max(at) FROM touch WHERE person_id = ?1) - ?2 * 86400000 ORDER BY at",
    )?;
    let rows = query.query_map(params![person.get(), FADED_DAYS], |row| {
        let kind = TouchKind::from_word(&row.get::<_, String>(0)?).ok_or_else(|| not_a_word(0))?;
        Ok((kind, warmth::day_of(row.get::<_, i64>(1)?.into())))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives `keep` all touches of `other`.
pub(in crate::contacts) fn hand_over(tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
    tx.change("UPDATE touch SET person_id = ?1 WHERE person_id = ?2", params![keep.get(), other.get()])?;
    Ok(())
}

/// How many touches somebody has.
pub(in crate::contacts) fn count_of(tx: &ReadTx<'_>, person: PersonId) -> Result<u32, StoreError> {
    Ok(tx.prepare_cached("SELECT count(*) FROM touch WHERE person_id = ?1")?.query_row([person.get()], |row| row.get(0))?)
}

fn reminder(row: &Row<'_>) -> rusqlite::Result<Reminder> {
    Ok(Reminder {
        person: row.get::<_, i64>(0)?.into(),
        every: Every { many: row.get(1)?, period: Period::from_word(&row.get::<_, String>(2)?).ok_or_else(|| not_a_word(2))? },
        begun_at: row.get::<_, i64>(3)?.into(),
        later_at: row.get::<_, Option<i64>>(4)?.map(Into::into),
        due_at: row.get::<_, Option<i64>>(5)?.map(Into::into),
    })
}

const REMINDER: &str = "SELECT k.person_id, k.every, k.period, k.begun_at, k.later_at, b.due_at";

pub(crate) fn reminder_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Reminder>, StoreError> {
    let sql = format!("{REMINDER} FROM keep_in_touch k LEFT JOIN bond b ON b.id = k.person_id WHERE k.person_id = ?1");
    Ok(tx.prepare_cached(&sql)?.query_row([person.get()], reminder).optional()?)
}

/// Reminders that are due at `until`, those that wait longest first.
pub(crate) fn due(tx: &ReadTx<'_>, until: Millis, limit: u32) -> Result<Vec<Reminder>, StoreError> {
    let sql = format!(
        "{REMINDER} FROM bond b CROSS JOIN keep_in_touch k ON k.person_id = b.id WHERE b.due_at <= ?1 ORDER BY b.due_at, b.id LIMIT ?2"
    );
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map(params![until.get(), limit], reminder)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many reminders are due at `until`.
pub(crate) fn due_count(tx: &ReadTx<'_>, until: Millis) -> Result<u64, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT count(*) FROM bond b CROSS JOIN keep_in_touch k ON k.person_id = b.id WHERE b.due_at <= ?1")?;
    Ok(query.query_row([until.get()], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// Reminds of a person so often, from now on.
pub(crate) fn remind(tx: &WriteTx<'_>, person: PersonId, every: Every) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO keep_in_touch (person_id, every, period, begun_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (person_id) DO UPDATE SET every = excluded.every, period = excluded.period, later_at = NULL",
        params![person.get(), every.many, every.period.word(), tx.now().get()],
    )?;
    Ok(())
}

/// Not before then.
pub(crate) fn put_off(tx: &WriteTx<'_>, person: PersonId, until: Millis) -> Result<(), StoreError> {
    tx.change("UPDATE keep_in_touch SET later_at = ?2 WHERE person_id = ?1", params![person.get(), until.get()])?;
    Ok(())
}

pub(crate) fn remind_no_more(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StoreError> {
    tx.change("DELETE FROM keep_in_touch WHERE person_id = ?1", [person.get()])?;
    Ok(())
}

/// Works out the bonds of those whose touches or reminders this transaction changed.
pub(crate) fn settle(tx: &WriteTx<'_>) -> Result<Vec<PersonId>, StoreError> {
    let open = {
        let mut query = tx.prepare_cached("SELECT id FROM bond_open ORDER BY id")?;
        query.query_map([], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?.collect::<Result<Vec<_>, _>>()?
    };
    for person in &open {
        settle_one(tx, *person)?;
    }
    if !open.is_empty() {
        tx.change("DELETE FROM bond_open", [])?;
    }
    Ok(open)
}

fn settle_one(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StoreError> {
    let bond = warmth::bond(days(tx, person)?);
    let due = match reminder_of(tx, person)? {
        None => None,
        Some(reminder) => {
            let heard: Option<i64> = tx
                .prepare_cached("SELECT max(at) FROM touch WHERE person_id = ?1 AND kind IN ('call', 'meeting', 'reply')")?
                .query_row([person.get()], |row| row.get(0))?;
            let from = heard.map_or(reminder.begun_at, |heard| reminder.begun_at.max(heard.into()));
            let due = reminder.every.after(from);
            // What was put off is put off until they are heard from.
            Some(reminder.later_at.filter(|later| *later > from).map_or(due, |later| due.max(later)))
        }
    };
    tx.change("DELETE FROM bond WHERE id = ?1", [person.get()])?;
    if bond.is_some() || due.is_some() {
        let (day, warmth) = bond.unwrap_or_default();
        tx.change(
            "INSERT INTO bond (id, day, warmth, due_at) SELECT id, ?2, ?3, ?4 FROM person WHERE id = ?1",
            params![person.get(), day, warmth, due.map(Millis::get)],
        )?;
    }
    Ok(())
}

/// The day and the warmth of a person's bond.
pub(crate) fn bond_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<(i64, i64)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT day, warmth FROM bond WHERE id = ?1 AND warmth > 0")?;
    Ok(query.query_row([person.get()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

impl Condition {
    /// Whoever had a touch of one of these kinds in that time.
    #[must_use]
    pub fn touched(kinds: &[TouchKind], span: Span) -> Self {
        // Words of the vocabulary: nothing that somebody typed.
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.word())).collect();
        let kinds = format!("SELECT t.person_id FROM touch t WHERE t.kind IN ({})", kinds.join(", "));
        match span {
            Span::Ever => Self::of_ids(kinds, Vec::new()),
            Span::Days(days) => {
                Self::of_ids(format!("{kinds} AND t.at >= ? - ? * 86400000"), vec![Self::now(), Value::Integer(days.into())])
            }
            Span::Between(from, to) => {
                Self::of_ids(format!("{kinds} AND t.at >= ? AND t.at < ?"), vec![Value::Integer(from), Value::Integer(to)])
            }
        }
    }

    /// Whoever has at least so many points of warmth now. Each day on which somebody was touched last has its own least warmth that
    /// leaves so many points today: some hundred looks into an index, and nobody is worked out.
    #[must_use]
    pub fn as_warm_as(points: u32) -> Self {
        if points == 0 {
            return Self::everybody();
        }
        let select = format!(
            "WITH RECURSIVE least (day, warmth) AS (
               SELECT ? / 86400000, ? * {POINT}
               UNION ALL SELECT day - 1, (warmth * {WHOLE} + {LEFT} - 1) / {LEFT} FROM least WHERE warmth <= {MOST} * {POINT})
             SELECT b.id FROM least CROSS JOIN bond b ON b.day = least.day AND b.warmth >= least.warmth AND b.warmth > 0
             UNION ALL SELECT b.id FROM bond b WHERE b.day > ? / 86400000 AND b.warmth >= ? * {POINT} AND b.warmth > 0"
        );
        let points = Value::Integer(points.into());
        Self::of_ids(select, vec![Self::now(), points.clone(), Self::now(), points])
    }

    /// Whoever is to be kept in touch with; only those from whom something is due, if `due`.
    #[must_use]
    pub fn kept_in_touch(due: bool) -> Self {
        if due {
            Self::of_ids("SELECT b.id FROM bond b WHERE b.due_at <= ?".to_owned(), vec![Self::now()])
        } else {
            Self::of_ids("SELECT b.id FROM bond b WHERE b.due_at IS NOT NULL".to_owned(), Vec::new())
        }
    }
}
