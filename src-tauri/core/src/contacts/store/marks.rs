//! What is judged of an address once, when it is written: whether its domain is a large mail provider's or a slip away from one's, and
//! whether its name is a role's. The lists are the program's own; the column `mark` and its indexes answer by them.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::consent::SHORT;
use crate::contacts::typos::{self, PROVIDERS};
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// The bits of a mark, as the schema has them.
const PROVIDER: i64 = 1;
const ROLE: i64 = 2;
const SLIP: i64 = 4;

/// The marks of which this bit is one, or is none, as words of SQL: each is a place in the index.
fn marks(bit: i64, is_set: bool) -> String {
    let marks: Vec<String> = (0..8_i64).filter(|mark| (mark & bit != 0) == is_set).map(|mark| mark.to_string()).collect();
    marks.join(", ")
}

/// Whoever's first address is with no large mail provider: a statement that selects ids.
pub(super) static ELSEWHERE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT a.person_id FROM address a WHERE a.position = 0 AND a.mark IN ({})", marks(PROVIDER, false)));

/// Whoever's first address is a role's.
pub(super) static AT_ROLE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT a.person_id FROM address a WHERE a.position = 0 AND a.mark IN ({})", marks(ROLE, true)));

static LARGE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| PROVIDERS.iter().chain(SHORT).copied().collect());
static ROLES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| EmailAddress::ROLES.iter().copied().collect());

/// By which lists addresses are judged now.
static LISTS: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for word in PROVIDERS.iter().chain(&["/"]).chain(SHORT).chain(&["/"]).chain(EmailAddress::ROLES) {
        digest.update(word.as_bytes());
        digest.update(b"\n");
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
});

/// The mark of an address in its normalised form.
pub(super) fn of(normalised: &str) -> i64 {
    let (local, domain) = normalised.split_once('@').unwrap_or(("", normalised));
    let bit = |is: bool, bit: i64| if is { bit } else { 0 };
    bit(LARGE.contains(domain), PROVIDER) | bit(ROLES.contains(local), ROLE) | bit(typos::meant(domain).is_some(), SLIP)
}

/// Whether the addresses of this file were judged by the lists of this program.
pub(in crate::contacts) fn are_current(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    let by: Option<String> = tx.query_row("SELECT \"by\" FROM address_judged", [], |row| row.get(0)).optional()?;
    Ok(by.as_deref() == Some(LISTS.as_str()))
}

/// Notes that they are.
pub(in crate::contacts) fn set_current(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("INSERT INTO address_judged (id, \"by\") VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET \"by\" = excluded.\"by\"", [&*LISTS])?;
    Ok(())
}

/// Judges up to `most` addresses whose number is above `after`; the last one's number, none where there is none.
pub(in crate::contacts) fn judge_some(tx: &WriteTx<'_>, after: i64, most: u32) -> Result<Option<i64>, StoreError> {
    judge(tx, "SELECT id, normalised, mark FROM address WHERE id > ?1 ORDER BY id LIMIT ?2", params![after, most])
}

/// Judges these addresses: what history brought back may be from before they were judged so.
pub(in crate::contacts) fn judge_these(tx: &WriteTx<'_>, rows: &[i64]) -> Result<(), StoreError> {
    if !rows.is_empty() {
        let rows = Rc::new(rows.iter().map(|row| Value::Integer(*row)).collect::<Vec<_>>());
        judge(tx, "SELECT a.id, a.normalised, a.mark FROM rarray(?1) r CROSS JOIN address a ON a.id = r.value", [rows])?;
    }
    Ok(())
}

fn judge(tx: &WriteTx<'_>, sql: &str, binds: impl rusqlite::Params) -> Result<Option<i64>, StoreError> {
    let mut query = tx.prepare_cached(sql)?;
    let (mut last, mut wrong) = (None, Vec::new());
    let mut rows = query.query(binds)?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let mark = of(row.get_ref(1)?.as_str().unwrap_or_default());
        last = Some(id);
        if row.get::<_, i64>(2)? != mark {
            wrong.push((id, mark));
        }
    }
    for (id, mark) in wrong {
        tx.change("UPDATE address SET mark = ?2 WHERE id = ?1", [id, mark])?;
    }
    Ok(last)
}
