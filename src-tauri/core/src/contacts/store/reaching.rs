//! From audiences and regions to outlets, and from outlets to the journalists who work there now.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::params;
use rusqlite::types::Value;

use super::people::not_a_word;
use super::unseen::Unseen;
use crate::contacts::kinds::TouchKind;
use crate::ids::{Millis, OutletId, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// An outlet that reaches somebody who is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaching {
    /// Which.
    pub outlet: OutletId,
    /// Its name.
    pub name: String,
    /// Where it is, as it is written there.
    pub region: String,
    /// Those of the audiences asked for that it reaches, by name.
    pub audiences: Vec<String>,
    /// How many people one issue or day reaches.
    pub reach: Option<i64>,
}

/// How many touches of each kind somebody has, and when the last one was.
pub type TouchCounts = Vec<(TouchKind, u32, Millis)>;

fn texts(texts: &[String]) -> Rc<Vec<Value>> {
    Rc::new(texts.iter().cloned().map(Value::Text).collect())
}

fn numbers<T: Copy>(ids: &[T], number: fn(T) -> i64) -> Rc<Vec<Value>> {
    Rc::new(ids.iter().map(|id| Value::Integer(number(*id))).collect())
}

/// The outlets that reach one of these audiences and stand in one of these regions, both by folded names; where none is named, that is
/// not asked. By number.
///
/// # Errors
/// What SQLite says.
pub fn outlets_reaching(tx: &ReadTx<'_>, audiences: &[String], regions: &[String]) -> Result<Vec<Reaching>, StoreError> {
    let mut held: HashMap<i64, Vec<String>> = HashMap::new();
    let mut query = tx.prepare_cached(
        "SELECT oa.outlet_id, a.name FROM audience a CROSS JOIN outlet_audience oa ON oa.audience_id = a.id
         WHERE a.name_key IN rarray(?1) ORDER BY a.name_key",
    )?;
    let mut rows = query.query([texts(audiences)])?;
    while let Some(row) = rows.next()? {
        held.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let ids: Vec<i64> = held.keys().copied().collect();
    let (mut asked, mut bound) = (Vec::new(), Vec::new());
    if !audiences.is_empty() {
        asked.push("o.id IN rarray(?)");
        bound.push(numbers(&ids, |id| id));
    }
    if !regions.is_empty() {
        asked.push("o.region_key IN rarray(?) AND o.region_key <> ''");
        bound.push(texts(regions));
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT o.id, o.name, o.region, o.reach FROM outlet o WHERE {} ORDER BY o.id", asked.join(" AND "));
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map(rusqlite::params_from_iter(bound), |row| {
        let id: i64 = row.get(0)?;
        let audiences = held.get(&id).cloned().unwrap_or_default();
        Ok(Reaching { outlet: id.into(), name: row.get(1)?, region: row.get(2)?, audiences, reach: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Names of beats that somebody covers, or that were put into the tree by hand, and that begin so, folded.
///
/// # Errors
/// What SQLite says.
pub fn beats_beginning(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("pb.person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT b.name FROM beat b WHERE b.name_key BETWEEN ?1 AND ?2
           AND (b.kept = 1 OR EXISTS (SELECT 1 FROM person_beat pb WHERE pb.beat_id = b.id{seen})) ORDER BY b.name_key LIMIT ?3"
    ))?;
    let rows = query.query_map(params![beginning, format!("{beginning}\u{10FFFF}"), limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Journalists who work at an outlet now, by number, those behind `after`.
///
/// # Errors
/// What SQLite says.
pub fn journalists_at(tx: &ReadTx<'_>, outlet: OutletId, after: PersonId, limit: usize) -> Result<Vec<PersonId>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.id FROM person p WHERE p.outlet_id = ?1 AND p.id > ?2 AND p.kind = 'journalist'{seen} ORDER BY p.id LIMIT ?3"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = query.query_map(params![outlet.get(), after.get(), limit], |row| Ok(row.get::<_, i64>(0)?.into()))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Journalists who cover one of these beats, by folded names, or what stands below it or is a synonym of it: where they work now, and for
/// each of the beats asked the one of theirs that answers it, by its name.
///
/// # Errors
/// What SQLite says.
pub fn journalists_covering(tx: &ReadTx<'_>, beats: &[String]) -> Result<Vec<(PersonId, Option<OutletId>, String)>, StoreError> {
    let mut meant = Vec::with_capacity(beats.len());
    for key in beats {
        meant.push(super::beats::with_below(tx, key)?);
    }
    // What means fewest is answered first: of "health" and "oncology" the latter by an oncologist.
    meant.sort_by_key(Vec::len);
    let mut asked: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, ids) in meant.iter().enumerate() {
        ids.iter().for_each(|id| asked.entry(*id).or_default().push(at));
    }
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.id, p.outlet_id, b.name, b.id FROM beat b CROSS JOIN person_beat pb ON pb.beat_id = b.id
         CROSS JOIN person p ON p.id = pb.person_id
         WHERE b.id IN rarray(?1) AND p.kind = 'journalist'{seen} ORDER BY p.id, pb.position"
    ))?;
    let ids: Vec<i64> = asked.keys().copied().collect();
    let mut rows = query.query([numbers(&ids, |id| id)])?;
    let mut found: Vec<(PersonId, Option<OutletId>, String)> = Vec::new();
    let mut answered: Vec<usize> = Vec::new();
    while let Some(row) = rows.next()? {
        let person = PersonId::from(row.get::<_, i64>(0)?);
        if found.last().is_none_or(|(last, ..)| *last != person) {
            answered.clear();
        }
        // Two beats below the one that is asked for are not two that are asked for.
        let open = asked.get(&row.get(3)?).and_then(|asked| asked.iter().find(|at| !answered.contains(at)));
        if let Some(at) = open {
            answered.push(*at);
            found.push((person, row.get::<_, Option<i64>>(1)?.map(Into::into), row.get(2)?));
        }
    }
    Ok(found)
}

/// Journalists with whom there was a touch of one of these kinds, and where they work now.
///
/// # Errors
/// What SQLite says.
pub fn journalists_touched(tx: &ReadTx<'_>, kinds: &[TouchKind]) -> Result<Vec<(PersonId, Option<OutletId>)>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.word().to_owned()).collect();
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.id, p.outlet_id FROM (SELECT DISTINCT t.person_id FROM touch t WHERE t.kind IN rarray(?1)) t
         CROSS JOIN person p ON p.id = t.person_id WHERE p.kind = 'journalist'{seen} ORDER BY p.id"
    ))?;
    let rows = query.query_map([texts(&kinds)], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, Option<i64>>(1)?.map(Into::into))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Of these people: how many touches of each kind there were, and when the last one was.
///
/// # Errors
/// What SQLite says.
pub fn touches_by_person(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, TouchCounts>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT person_id, kind, count(*), max(at) FROM touch WHERE person_id IN rarray(?1) GROUP BY person_id, kind")?;
    let mut found: HashMap<PersonId, TouchCounts> = HashMap::new();
    let mut rows = query.query([numbers(people, PersonId::get)])?;
    while let Some(row) = rows.next()? {
        let kind = TouchKind::from_word(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?).ok_or_else(|| not_a_word(1))?;
        found.entry(row.get::<_, i64>(0)?.into()).or_default().push((kind, row.get(2)?, row.get::<_, i64>(3)?.into()));
    }
    Ok(found)
}
