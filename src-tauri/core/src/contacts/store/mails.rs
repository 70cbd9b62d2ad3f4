//! What followed on mails of the ledger, for questions about people: who answered, whose address bounced. The ledger says which mails those
//! are; it is read nowhere here.

use rusqlite::types::Value;

use super::criteria::Condition;
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
        // Words of the vocabulary: nothing that somebody typed.
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.word())).collect();
        let select = format!(
            "WITH mail (id, at, key) AS ({}),
               now (id, at) AS (SELECT id, at FROM mail UNION ALL
                 SELECT m.into_id, mail.at FROM mail JOIN person_merged m ON m.gone_id = mail.id)
             SELECT n.id FROM now n WHERE EXISTS (SELECT 1 FROM touch t
               WHERE t.person_id = n.id AND t.kind IN ({}) AND t.at >= n.at - n.at % 86400000)",
            mails.select,
            kinds.join(", ")
        );
        Self::of_ids(select, mails.binds.clone())
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
        Self::of_numbers(select, mails.binds.clone())
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
