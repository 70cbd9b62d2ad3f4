//! What followed on mails of the ledger, for questions about people: who answered, whose address bounced. The ledger says which mails those
//! are; it is read nowhere here.

use std::collections::HashMap;
use std::hash::Hash;

use rusqlite::types::{FromSql, Value};

use super::criteria::{Condition, Shape};
use super::picking::Picked;
use crate::contacts::criteria::{Pattern, Span};
use crate::contacts::kinds::TouchKind;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// Mails of the ledger: a select of the number of whoever accepted one, of when, and of the key of the address that it went to.
#[derive(Debug, Clone)]
pub struct Mails {
    select: String,
    binds: Vec<Value>,
}

impl Mails {
    /// Those of `select`, with a comparison of the folded column `column` in place of its `{}`.
    #[must_use]
    pub fn titled(select: &str, column: &str, pattern: &Pattern) -> Self {
        let inner = Condition::pattern(column, pattern);
        Self { select: select.replacen("{}", &inner.sql, 1), binds: inner.binds }
    }
}

/// A part of a statement that says that `column` lies in this time.
pub(crate) fn in_span(column: &str, span: Span) -> (String, Vec<Value>) {
    match span {
        Span::Ever => ("1".to_owned(), Vec::new()),
        Span::Days(days) => (format!("{column} >= ? - ? * 86400000"), vec![Condition::now(), Value::Integer(days.into())]),
        Span::Between(from, to) => (format!("{column} >= ? AND {column} < ?"), vec![Value::Integer(from), Value::Integer(to)]),
    }
}

impl Condition {
    /// Whoever accepted one of these mails and of whom a touch of such a kind is noted on that day or later. Whoever was merged since is who
    /// was made of them.
    #[must_use]
    pub fn answered(mails: &Mails, kinds: &[TouchKind]) -> Self {
        // The index is named: SQLite would read all answers anew for each mail.
        let select = format!(
            "WITH mail (id, at, key) AS ({}),
               now (id, at) AS (SELECT id, at FROM mail UNION ALL
                 SELECT m.into_id, mail.at FROM mail JOIN person_merged m ON m.gone_id = mail.id)
             SELECT n.id FROM now n WHERE EXISTS (SELECT 1 FROM touch t INDEXED BY touch_person
               WHERE t.person_id = n.id AND t.kind IN ({}) AND t.at >= n.at - n.at % 86400000)",
            mails.select,
            words(kinds)
        );
        let shape = Shape::Followed(mails.select.clone(), Followed::Touch(kinds.to_vec()));
        Self { shape, ..Self::of_ids(select, mails.binds.clone()) }
    }

    /// Whoever accepted one of these mails at an address that was suppressed since because it bounced, be it the first reason or a further one.
    #[must_use]
    pub fn bounced_after(mails: &Mails) -> Self {
        let select = format!(
            "WITH mail (id, at, key) AS ({})
             SELECT mail.id FROM mail WHERE EXISTS (SELECT 1 FROM suppression s WHERE s.key = mail.key
               AND ((s.reason = 'bounced' AND s.at >= mail.at - mail.at % 86400000) OR EXISTS (SELECT 1 FROM suppression_further f
                 WHERE f.suppression_id = s.id AND f.reason = 'bounced' AND f.at >= mail.at - mail.at % 86400000)))",
            mails.select
        );
        let shape = Shape::Followed(mails.select.clone(), Followed::Bounce);
        Self { shape, ..Self::of_numbers(select, mails.binds.clone()) }
    }

    /// Whoever has an address that was suppressed in that time because it bounced.
    #[must_use]
    pub fn bounced(span: Span) -> Self {
        // It may have stood for another reason already.
        let ((first, mut binds), (further, more)) = (in_span("s.at", span), in_span("f.at", span));
        binds.extend(more);
        let select = format!(
            "SELECT a.person_id FROM suppression s CROSS JOIN address a ON a.key = s.key WHERE s.reason = 'bounced' AND {first}
             UNION ALL SELECT a.person_id FROM suppression_further f CROSS JOIN suppression s ON s.id = f.suppression_id
               CROSS JOIN address a ON a.key = s.key WHERE f.reason = 'bounced' AND {further}"
        );
        Self::of_ids(select, binds)
    }
}

/// What followed on a mail, on its day or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Followed {
    /// A touch of one of these kinds.
    Touch(Vec<TouchKind>),
    /// Its address bounced.
    Bounce,
}

/// Those to whom one of these mails went and on whom it followed, by the numbers of then; who was merged since also by that of today. What
/// followed is held in memory and every mail is read once: SQLite would look each mail of a large distribution up.
pub(super) fn followed_by(tx: &ReadTx<'_>, mails: &str, by: &Followed, binds: &[Value]) -> Result<Picked, StoreError> {
    let mut picked = Picked::default();
    match by {
        Followed::Touch(kinds) => {
            let sql = format!("SELECT person_id, at FROM touch INDEXED BY touch_kind WHERE kind IN ({})", words(kinds));
            let touched: HashMap<i64, i64> = last_of_each(tx, &sql)?;
            let merged: HashMap<i64, i64> = last_of_each(tx, "SELECT gone_id, into_id FROM person_merged")?;
            let since = |id: i64, day: i64| touched.get(&id).is_some_and(|at| *at >= day);
            let mut query = tx.prepare_cached(&format!("WITH mail (id, at, key) AS ({mails}) SELECT id, at - at % 86400000 FROM mail"))?;
            let mut rows = query.query(rusqlite::params_from_iter(binds))?;
            while let Some(row) = rows.next()? {
                let (id, day) = (row.get(0)?, row.get(1)?);
                for id in [Some(id), merged.get(&id).copied()].into_iter().flatten() {
                    if since(id, day) {
                        picked.insert(id);
                    }
                }
            }
        }
        Followed::Bounce => {
            let bounced: HashMap<[u8; 32], i64> = last_of_each(
                tx,
                "SELECT key, at FROM suppression WHERE reason = 'bounced' UNION ALL
                 SELECT s.key, f.at FROM suppression_further f CROSS JOIN suppression s ON s.id = f.suppression_id WHERE f.reason = 'bounced'",
            )?;
            let mut query =
                tx.prepare_cached(&format!("WITH mail (id, at, key) AS ({mails}) SELECT id, at - at % 86400000, key FROM mail"))?;
            let mut rows = query.query(rusqlite::params_from_iter(binds))?;
            while let Some(row) = rows.next()? {
                let day: i64 = row.get(1)?;
                if bounced.get(row.get_ref(2)?.as_blob().unwrap_or_default()).is_some_and(|at| *at >= day) {
                    picked.insert(row.get(0)?);
                }
            }
        }
    }
    Ok(picked)
}

/// The last of each, of rows of what it is and of when.
fn last_of_each<K: FromSql + Hash + Eq>(tx: &ReadTx<'_>, sql: &str) -> Result<HashMap<K, i64>, StoreError> {
    let mut query = tx.prepare_cached(sql)?;
    let mut rows = query.query([])?;
    let mut last = HashMap::new();
    while let Some(row) = rows.next()? {
        let at: i64 = row.get(1)?;
        last.entry(row.get(0)?).and_modify(|known: &mut i64| *known = at.max(*known)).or_insert(at);
    }
    Ok(last)
}

/// The kinds, for a statement: words of the vocabulary, nothing that somebody typed.
fn words(kinds: &[TouchKind]) -> String {
    kinds.iter().map(|kind| format!("'{}'", kind.word())).collect::<Vec<_>>().join(", ")
}

/// When an address of somebody was last suppressed because it bounced.
///
/// # Errors
/// What SQLite says.
pub fn last_bounce(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Millis>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT max(at) FROM (
           SELECT s.at FROM address a JOIN suppression s ON s.key = a.key WHERE a.person_id = ?1 AND s.reason = 'bounced'
           UNION ALL SELECT f.at FROM address a JOIN suppression s ON s.key = a.key JOIN suppression_further f ON f.suppression_id = s.id
             WHERE a.person_id = ?1 AND f.reason = 'bounced')",
    )?;
    let last: Option<i64> = query.query_row([person.get()], |row| row.get(0))?;
    Ok(last.map(Into::into))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::criteria::{plan, select};
    use super::*;
    use crate::contacts::{PersonInput, PersonKind, api};
    use crate::workspace::testing::Desk;

    const HALF: i64 = 43_200_000;

    /// Mails as the ledger would name them: to whom, in which half day, at which of a few addresses.
    fn mails(sent: &[(i64, i64, u8)]) -> Mails {
        let rows = sent.iter().map(|(id, half, key)| format!("SELECT {id}, {}, {}", half * HALF, blob(*key)));
        Mails { select: rows.collect::<Vec<_>>().join(" UNION ALL "), binds: Vec::new() }
    }

    fn blob(key: u8) -> String {
        format!("x'{}'", format!("{key:02x}").repeat(32))
    }

    async fn desk_of_six() -> Desk {
        let desk = Desk::new();
        for n in 0..6 {
            let mut person = PersonInput::of_kind(PersonKind::Journalist);
            person.name = format!("Person {n}");
            api::add(&desk.ws, person).await.unwrap();
        }
        desk
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn what_followed_on_mails_is_the_same_by_one_statement_and_in_memory(
            sent in prop::collection::vec((1_i64..9, 0_i64..8, 0_u8..4), 1..12),
            touched in prop::collection::vec((1_i64..7, 0_i64..8, prop::sample::select(&["reply", "call", "note"][..])), 0..8),
            bounced in prop::collection::btree_map(0_u8..4, (0_i64..8, prop::bool::ANY, 0_i64..8), 0..4),
            merged in prop::option::of((7_i64..9, 1_i64..7)),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let desk = runtime.block_on(desk_of_six());
            desk.ws.write_blocking(None, move |tx| {
                for (person, half, kind) in touched {
                    let sql = "INSERT INTO touch (person_id, kind, at, timed, text, noted_by, noted_at) VALUES (?1, ?2, ?3, 1, '', 'Ada', 0)";
                    tx.change(sql, (person, kind, half * HALF))?;
                }
                for (key, (half, first, later)) in bounced {
                    let reason = if first { "bounced" } else { "asked" };
                    let sql = format!("INSERT INTO suppression (key, reason, evidence, at) VALUES ({}, ?1, 'said so', ?2)", blob(key));
                    tx.change(&sql, (reason, half * HALF))?;
                    let sql = "INSERT INTO suppression_further (suppression_id, reason, evidence, by, at)
                               VALUES ((SELECT max(id) FROM suppression), 'bounced', 'said so', 'Ada', ?1)";
                    if later > 3 {
                        tx.change(sql, [later * HALF])?;
                    }
                }
                if let Some((gone, into)) = merged {
                    tx.change("INSERT INTO person_merged (gone_id, into_id, merged_at) VALUES (?1, ?2, 0)", (gone, into))?;
                }
                Ok(())
            }).unwrap();
            for condition in [Condition::answered(&mails(&sent), &[TouchKind::Reply, TouchKind::Call]), Condition::bounced_after(&mails(&sent))] {
                let by_statement = Condition { shape: Shape::One, ..condition.clone() };
                let of = |condition: Condition| desk.ws.read_blocking(move |tx| Ok(select(tx, &condition)?)).unwrap();
                prop_assert_eq!(of(condition), of(by_statement));
            }
        }
    }

    /// Where a name is typed beside it: all answers read anew for each mail of a large distribution would take an hour.
    #[tokio::test]
    async fn one_statement_looks_the_touches_of_each_person_up() {
        let desk = desk_of_six().await;
        let answered = Condition::answered(&mails(&[(1, 0, 0)]), &[TouchKind::Reply]);
        let plan = desk.ws.read_blocking(move |tx| Ok(plan(tx, &answered)?)).unwrap();
        assert!(plan.contains("touch_person (person_id=?"), "{plan}");
    }
}
