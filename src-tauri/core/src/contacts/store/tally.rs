//! How much of what is kept about people, counted over all of them.

use super::unseen::Unseen;
use crate::contacts::kinds::{Basis, PersonKind};
use crate::workspace::{ReadTx, StoreError};

/// Sources that are named; the rest is counted.
const SOURCES: u32 = 20;

/// What is kept about people, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there are of each kind.
    pub kinds: Vec<(PersonKind, u32)>,
    /// By which right how many addresses are kept.
    pub bases: Vec<(Basis, u32)>,
    /// Where most addresses come from.
    pub sources: Vec<(String, u32)>,
    /// How many further sources there are.
    pub more_sources: u32,
    /// How many people have a phone.
    pub phones: u32,
    /// How many people have notes.
    pub notes: u32,
    /// How many calls, meetings, replies and notes were written down.
    pub touches: u32,
    /// Addresses that must not be mailed.
    pub suppressed: u32,
    /// People whose data are kept and not used.
    pub restricted: u32,
}

/// Counts everything that is kept about people.
///
/// # Errors
/// What SQLite says.
pub fn tally(tx: &ReadTx<'_>) -> Result<Tally, StoreError> {
    let unseen = Unseen::read(tx)?;
    let (person, address) = (unseen.and_seen("p.id"), unseen.and_seen("a.person_id"));
    let words = |sql: &str| -> Result<Vec<(String, u32)>, StoreError> {
        let mut query = tx.prepare(sql)?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let one = |sql: &str| -> Result<u32, StoreError> { Ok(tx.query_row(sql, [], |row| row.get(0))?) };
    let kinds = words(&format!("SELECT p.kind, count(*) FROM person p WHERE true{person} GROUP BY p.kind ORDER BY 2 DESC, 1"))?;
    let bases = words(&format!("SELECT a.basis, count(*) FROM address a WHERE true{address} GROUP BY a.basis ORDER BY 2 DESC, 1"))?;
    let by_source = format!("FROM address a WHERE true{address} GROUP BY a.source_key");
    let sources = words(&format!("SELECT min(a.source), count(*) {by_source} ORDER BY 2 DESC, 1 LIMIT {SOURCES}"))?;
    let all = one(&format!("SELECT count(*) FROM (SELECT 1 {by_source})"))?;
    Ok(Tally {
        kinds: kinds.into_iter().filter_map(|(word, n)| Some((PersonKind::from_word(&word)?, n))).collect(),
        bases: bases.into_iter().filter_map(|(word, n)| Some((Basis::from_word(&word)?, n))).collect(),
        more_sources: all.saturating_sub(u32::try_from(sources.len()).unwrap_or(u32::MAX)),
        sources,
        phones: one(&format!("SELECT count(*) FROM person p WHERE EXISTS (SELECT 1 FROM phone f WHERE f.person_id = p.id){person}"))?,
        notes: one(&format!("SELECT count(*) FROM person p WHERE p.notes <> ''{person}"))?,
        touches: one("SELECT count(*) FROM touch")?,
        suppressed: one("SELECT count(*) FROM suppression WHERE lifted_at IS NULL")?,
        restricted: one("SELECT count(*) FROM restriction")?,
    })
}
