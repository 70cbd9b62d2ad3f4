//! Looking for people who may be there twice, and keeping what was found and what was decided.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::people::not_a_word;
use super::unseen::Unseen;
use crate::contacts::kinds::DuplicateRule;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Two people, the lower number first.
pub(in crate::contacts) type Two = (PersonId, PersonId);

/// Two people, the lower number first.
pub(in crate::contacts) fn two(one: PersonId, other: PersonId) -> Two {
    (one.min(other), one.max(other))
}

/// The condition that nobody decided that the two of `d` are two people, and that both are seen.
fn open_pairs(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    let unseen = Unseen::read(tx)?;
    Ok(format!(
        "NOT EXISTS (SELECT 1 FROM two_people t WHERE t.one_id = d.one_id AND t.other_id = d.other_id){}{}",
        unseen.and_seen("d.one_id"),
        unseen.and_seen("d.other_id")
    ))
}

/// Of whom something is asked: everybody, or these.
pub(in crate::contacts) type Whose = Option<Rc<Vec<Value>>>;

pub(in crate::contacts) fn these(people: &BTreeSet<PersonId>) -> Rc<Vec<Value>> {
    Rc::new(people.iter().map(|id| Value::Integer(id.get())).collect())
}

/// Somebody in a group: who, and whether they hold what the group shares as their first address, or have an address at all.
#[derive(Debug)]
pub(in crate::contacts) struct Member {
    pub(in crate::contacts) person: PersonId,
    pub(in crate::contacts) marked: bool,
}

/// Calls `each` with those who share something, one group after another, in the order of the list.
fn groups(
    query: &mut rusqlite::Statement<'_>,
    params: impl rusqlite::Params,
    unseen: &Unseen,
    mut each: impl FnMut(&[Member]),
) -> Result<(), StoreError> {
    let mut rows = query.query(params)?;
    let (mut shared, mut group): (Value, Vec<Member>) = (Value::Null, Vec::new());
    while let Some(row) = rows.next()? {
        let key: Value = row.get(0)?;
        if key != shared {
            if group.len() > 1 {
                each(&group);
            }
            group.clear();
            shared = key;
        }
        let person = row.get::<_, i64>(1)?.into();
        if !unseen.has(person) {
            group.push(Member { person, marked: row.get(2)? });
        }
    }
    if group.len() > 1 {
        each(&group);
    }
    Ok(())
}

/// Those who hold one address: marked who holds it as their first.
pub(in crate::contacts) fn of_addresses(tx: &ReadTx<'_>, whose: &Whose, each: impl FnMut(&[Member])) -> Result<(), StoreError> {
    // The keyed hash is the same exactly where the normalised form is, and has an index that tells without a look at any row
    // which of them there are twice.
    let which = if whose.is_some() {
        "SELECT key FROM address WHERE person_id IN rarray(?1)"
    } else {
        "SELECT key FROM address WHERE ?1 IS NULL GROUP BY key HAVING count(*) > 1"
    };
    let unseen = Unseen::read(tx)?;
    let seen = unseen.and_seen("a.person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT a.key, a.person_id, a.position = 0 FROM address a JOIN person p ON p.id = a.person_id
         WHERE a.key IN ({which}){seen} ORDER BY a.key, p.sort_key, p.id"
    ))?;
    groups(&mut query, [whose.clone()], &unseen, each)
}

/// Those who have one name on one network.
pub(in crate::contacts) fn of_handles(tx: &ReadTx<'_>, whose: &Whose, each: impl FnMut(&[Member])) -> Result<(), StoreError> {
    let which = if whose.is_some() {
        "SELECT key, network FROM handle WHERE person_id IN rarray(?1)"
    } else {
        "SELECT key, network FROM handle WHERE ?1 IS NULL GROUP BY key, network HAVING count(*) > 1"
    };
    let mut query = tx.prepare_cached(&format!(
        "SELECT h.key || ' ' || h.network, h.person_id, h.position = 0 FROM handle h JOIN person p ON p.id = h.person_id
         WHERE (h.key, h.network) IN ({which}) ORDER BY h.key, h.network, p.sort_key, p.id"
    ))?;
    groups(&mut query, [whose.clone()], &Unseen::read(tx)?, each)
}

/// Those of one name, of whom at least one has no address: marked who has one.
pub(in crate::contacts) fn of_names(tx: &ReadTx<'_>, whose: &Whose, mut each: impl FnMut(&[Member])) -> Result<(), StoreError> {
    let which = if whose.is_some() {
        "SELECT p.sort_key FROM person p WHERE p.id IN rarray(?1) AND p.name <> ''"
    } else {
        "SELECT p.sort_key FROM person p WHERE ?1 IS NULL AND p.name <> '' AND NOT EXISTS (SELECT 1 FROM address a WHERE a.person_id = p.id)"
    };
    let unseen = Unseen::read(tx)?;
    let seen = unseen.and_seen("q.id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT q.sort_key, q.id, EXISTS (SELECT 1 FROM address a WHERE a.person_id = q.id) FROM person q
         WHERE q.name <> '' AND q.sort_key <> '' AND q.sort_key IN ({which}){seen} ORDER BY q.sort_key, q.id"
    ))?;
    groups(&mut query, [whose.clone()], &unseen, |group| {
        if group.iter().any(|member| !member.marked) {
            each(group);
        }
    })
}

/// Somebody at an outlet, with their name and its parts.
pub(in crate::contacts) struct AtOutlet {
    pub(in crate::contacts) person: PersonId,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) given: String,
    pub(in crate::contacts) family: String,
}

/// Calls `each` with the people of one outlet after another who have a name, until it says that it is enough; whether all were told.
pub(in crate::contacts) fn at_outlets(
    tx: &ReadTx<'_>,
    whose: &Whose,
    mut each: impl FnMut(&[AtOutlet]) -> bool,
) -> Result<bool, StoreError> {
    let which = if whose.is_some() {
        "IN (SELECT o.outlet_id FROM person o WHERE o.id IN rarray(?1) AND o.outlet_id IS NOT NULL)"
    } else {
        "IS NOT NULL AND ?1 IS NULL"
    };
    let unseen = Unseen::read(tx)?;
    let seen = unseen.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT p.outlet_id, p.id, p.name, p.given_name, p.family_name FROM person p INDEXED BY person_outlet
         WHERE p.outlet_id {which} AND p.name <> ''{seen} ORDER BY p.outlet_id, p.id"
    ))?;
    let mut rows = query.query([whose.clone()])?;
    let (mut outlet, mut people): (i64, Vec<AtOutlet>) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let at: i64 = row.get(0)?;
        if at != outlet {
            if !people.is_empty() && !each(&people) {
                return Ok(false);
            }
            people.clear();
            outlet = at;
        }
        let person = row.get::<_, i64>(1)?.into();
        if !unseen.has(person) {
            people.push(AtOutlet { person, name: row.get(2)?, given: row.get(3)?, family: row.get(4)? });
        }
    }
    Ok(people.is_empty() || each(&people))
}

/// The people whose rows of `table`, addresses or handles, these are.
pub(in crate::contacts) fn owners(tx: &ReadTx<'_>, table: &'static str, rows: &[i64]) -> Result<Vec<PersonId>, StoreError> {
    let rows = Rc::new(rows.iter().map(|row| Value::Integer(*row)).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(&format!("SELECT DISTINCT person_id FROM {table} WHERE id IN rarray(?1)"))?;
    let found = query.query_map([rows], |row| Ok(row.get::<_, i64>(0)?.into()))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// How much of history a look knew: the newest step and the newest act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::contacts) struct Looked {
    pub(in crate::contacts) step: i64,
    pub(in crate::contacts) act: i64,
    pub(in crate::contacts) at: Millis,
}

/// The last look; none where nobody looked yet.
pub(in crate::contacts) fn looked(tx: &ReadTx<'_>) -> Result<Option<Looked>, StoreError> {
    let mut query = tx.prepare_cached("SELECT step, act, looked_at FROM duplicate_look")?;
    Ok(query.query_row([], |row| Ok(Looked { step: row.get(0)?, act: row.get(1)?, at: row.get::<_, i64>(2)?.into() })).optional()?)
}

/// Keeps how much a look knew.
pub(in crate::contacts) fn keep_look(tx: &WriteTx<'_>, look: Looked) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO duplicate_look (id, step, act, looked_at) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET step = excluded.step, act = excluded.act, looked_at = excluded.looked_at",
        params![look.step, look.act, look.at.get()],
    )?;
    Ok(())
}

fn rule(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<DuplicateRule> {
    DuplicateRule::from_word(row.get_ref(index)?.as_str()?).ok_or_else(|| not_a_word(index))
}

/// What is kept as found of these.
pub(in crate::contacts) fn kept(tx: &ReadTx<'_>, whose: &Whose) -> Result<BTreeMap<Two, DuplicateRule>, StoreError> {
    let which = if whose.is_some() { "one_id IN rarray(?1) OR other_id IN rarray(?1)" } else { "?1 IS NULL" };
    let mut query = tx.prepare_cached(&format!("SELECT one_id, other_id, rule FROM duplicate WHERE {which}"))?;
    let rows = query.query_map([whose.clone()], |row| Ok(((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into()), rule(row, 2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps that two may be one, as long as both are there.
pub(in crate::contacts) fn keep(tx: &WriteTx<'_>, (one, other): Two, rule: DuplicateRule) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO duplicate (one_id, other_id, rule) SELECT ?1, ?2, ?3
         WHERE EXISTS (SELECT 1 FROM person WHERE id = ?1) AND EXISTS (SELECT 1 FROM person WHERE id = ?2)
         ON CONFLICT (one_id, other_id) DO UPDATE SET rule = excluded.rule",
        params![one.get(), other.get(), rule.word()],
    )?;
    Ok(())
}

/// Forgets that two may be one.
pub(in crate::contacts) fn forget(tx: &WriteTx<'_>, (one, other): Two) -> Result<(), StoreError> {
    tx.change("DELETE FROM duplicate WHERE one_id = ?1 AND other_id = ?2", params![one.get(), other.get()])?;
    Ok(())
}

/// Pairs that nobody decided about: by rule, then as they were found; `count` from place `from` on.
pub(in crate::contacts) fn open(tx: &ReadTx<'_>, from: u32, count: u32) -> Result<Vec<(DuplicateRule, Two)>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT d.one_id, d.other_id, d.rule FROM duplicate d WHERE {}
         ORDER BY CASE d.rule{} END, d.id LIMIT ?2 OFFSET ?1",
        open_pairs(tx)?,
        DuplicateRule::ALL.iter().zip(0..).map(|(rule, place)| format!(" WHEN '{}' THEN {place}", rule.word())).collect::<String>(),
    ))?;
    let rows =
        query.query_map(params![from, count], |row| Ok((rule(row, 2)?, (row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into()))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many pairs nobody decided about, and how many were found to be two people.
pub(in crate::contacts) fn count(tx: &ReadTx<'_>) -> Result<(u32, u32), StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT (SELECT count(*) FROM duplicate d WHERE {}), (SELECT count(*) FROM two_people)",
        open_pairs(tx)?
    ))?;
    Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Keeps that two are two people; `false` if that was known.
pub(in crate::contacts) fn keep_apart(tx: &WriteTx<'_>, (one, other): Two) -> Result<bool, StoreError> {
    let new = tx.change(
        "INSERT OR IGNORE INTO two_people (one_id, other_id, decided_at) VALUES (?1, ?2, ?3)",
        params![one.get(), other.get(), tx.now().get()],
    )?;
    Ok(new > 0)
}

/// A name on a network that both have, with the network's word; none if they share none.
pub(in crate::contacts) fn shared_handle(tx: &ReadTx<'_>, (one, other): Two) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT a.network || ': ' || a.handle FROM handle a JOIN handle b ON b.key = a.key AND b.network = a.network
         WHERE a.person_id = ?1 AND b.person_id = ?2 ORDER BY a.position LIMIT 1",
    )?;
    Ok(query.query_row(params![one.get(), other.get()], |row| row.get(0)).optional()?)
}

/// An address that both hold, as the first of them typed it; none if they share none.
pub(in crate::contacts) fn shared_address(tx: &ReadTx<'_>, (one, other): Two) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT a.address FROM address a JOIN address b ON b.key = a.key WHERE a.person_id = ?1 AND b.person_id = ?2 ORDER BY a.position LIMIT 1",
    )?;
    Ok(query.query_row(params![one.get(), other.get()], |row| row.get(0)).optional()?)
}
