//! What was: the acts of history upon one thing, and its rows as they stood before each of them.
//!
//! History keeps of every change the row as it was before. So the past is walked from now backwards: taking the steps of an act back
//! from what stands after it gives what stood before it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Map, Value};

use super::Via;
use super::history::{columns, json_of_row};
use super::tx::{ReadTx, StoreError};
use crate::ids::{ActionId, Millis};
use crate::messages::Message;

/// A row as history keeps it: its columns by name.
pub type Kept = Map<String, Value>;

/// A table of which rows belong to a thing, and the column that says to which: `id` in the thing's own table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Belongs {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}

/// An act of history upon a thing.
#[derive(Debug, Clone, PartialEq)]
pub struct PastAct {
    /// Which.
    pub id: ActionId,
    /// What was done.
    pub label: Message,
    /// Who did it.
    pub actor: String,
    /// By which program; none where nobody knows.
    pub via: Option<Via>,
    /// When.
    pub at: Millis,
    /// It was taken back since.
    pub undone: bool,
    /// What it took back, if it is an undo.
    pub took_back: Option<Message>,
    /// The rows of the thing that it changed, the last one first.
    steps: Vec<Step>,
}

/// One row that an act changed.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    id: i64,
    table: String,
    row: i64,
    old: Option<Kept>,
}

impl PastAct {
    /// The step of history right before it.
    #[must_use]
    pub fn before(&self) -> Option<i64> {
        self.steps.last().map(|step| step.id - 1)
    }

    /// Its last step.
    #[must_use]
    pub fn after(&self) -> Option<i64> {
        self.steps.first().map(|step| step.id)
    }
}

/// The rows of a thing as they stood at one time. A row that somebody knows but by what it said has no number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing(BTreeMap<&'static str, Vec<(Option<i64>, Kept)>>);

impl Standing {
    /// As they stand now.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn now(tx: &ReadTx<'_>, tables: &[Belongs], thing: i64) -> Result<Self, StoreError> {
        let mut standing = BTreeMap::new();
        for Belongs { table, column } in tables {
            let row = json_of_row(&columns(tx, table)?, "r");
            let mut query =
                tx.prepare_cached(&format!("SELECT r.id, {row} FROM main.\"{table}\" r WHERE r.\"{column}\" = ?1 ORDER BY r.id"))?;
            let rows = query.query_map([thing], |row| Ok((Some(row.get(0)?), kept(&row.get::<_, String>(1)?))))?;
            standing.entry(*table).or_insert_with(Vec::new).extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(Self(standing))
    }

    /// The rows of a table.
    #[must_use]
    pub fn rows(&self, table: &str) -> &[(Option<i64>, Kept)] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }

    /// Puts other rows in the place of a table's.
    pub fn put(&mut self, table: &'static str, rows: Vec<(Option<i64>, Kept)>) {
        self.0.insert(table, rows);
    }

    /// As they stood before `act`.
    pub fn take_back(&mut self, act: &PastAct, tables: &[Belongs], thing: i64) {
        for step in &act.steps {
            // A table may say in two columns whose a row is.
            let own: Vec<&Belongs> = tables.iter().filter(|one| one.table == step.table).collect();
            let Some(Belongs { table, .. }) = own.first() else { continue };
            let rows = self.0.entry(table).or_default();
            let at = rows.iter().position(|(id, _)| *id == Some(step.row));
            // A row may have been another's then.
            let is_of = |old: &Kept, column: &str| column == "id" || old.get(column).and_then(Value::as_i64) == Some(thing);
            let old = step.old.as_ref().filter(|old| own.iter().any(|one| is_of(old, one.column)));
            match (old, at) {
                (Some(old), Some(at)) => rows.get_mut(at).into_iter().for_each(|row| row.1 = old.clone()),
                (Some(old), None) => rows.push((Some(step.row), old.clone())),
                (None, Some(at)) => drop(rows.remove(at)),
                // It came with this act and was lost past history: the last of those that nobody knows by number.
                (None, None) if step.old.is_none() => {
                    if let Some(at) = rows.iter().rposition(|(id, _)| id.is_none()) {
                        rows.remove(at);
                    }
                }
                (None, None) => {}
            }
        }
    }
}

fn kept(text: &str) -> Kept {
    serde_json::from_str(text).unwrap_or_default()
}

/// The acts of history that changed a thing's rows, the newest first. `standing` are its rows as they stand now.
///
/// # Errors
/// What SQLite says.
pub fn acts_upon(tx: &ReadTx<'_>, tables: &[Belongs], thing: i64, standing: &Standing) -> Result<Vec<PastAct>, StoreError> {
    let mut rows: BTreeSet<(&str, i64)> = BTreeSet::new();
    let mut asked_of_person = false;
    for Belongs { table, column } in tables {
        rows.extend(standing.rows(table).iter().filter_map(|(id, _)| Some((*table, (*id)?))));
        if *column == "id" {
            rows.insert((*table, thing));
        }
    }
    // What was a row of the thing once, and is gone or another's now.
    for Belongs { table, column } in tables {
        let (index, of) = match *column {
            "person_id" => ("change_of_person", String::new()),
            "other_id" => ("change_of_other", format!("table_name = '{table}' AND ")),
            "outlet_id" if *table == "outlet_name" => ("change_of_outlet_name", format!("table_name = '{table}' AND ")),
            "outlet_id" => ("change_of_outlet", format!("table_name = '{table}' AND ")),
            "segment_id" => ("change_of_segment", format!("table_name = '{table}' AND ")),
            _ => continue,
        };
        if index == "change_of_person" && asked_of_person {
            continue;
        }
        asked_of_person |= index == "change_of_person";
        // By its own index alone: the one of rows would read everybody's.
        let mut query = tx.prepare_cached(&format!(
            "SELECT DISTINCT table_name, row_id FROM change INDEXED BY {index} WHERE {of}json_extract(old, '$.{column}') = ?1"
        ))?;
        let found = query.query_map([thing], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        for once in found {
            let (name, row) = once?;
            rows.extend(tables.iter().find(|one| one.table == name && one.column == *column).map(|one| (one.table, row)));
        }
    }
    let mut steps: BTreeMap<i64, Vec<Step>> = BTreeMap::new();
    let mut query = tx.prepare_cached("SELECT id, action_id, old FROM change WHERE table_name = ?1 AND row_id = ?2")?;
    for (table, row) in rows {
        let found = query.query_map(params![table, row], |one| {
            let old: Option<String> = one.get(2)?;
            let step = Step { id: one.get(0)?, table: table.to_owned(), row, old: old.as_deref().map(kept) };
            Ok((one.get::<_, i64>(1)?, step))
        })?;
        for step in found {
            let (act, step) = step?;
            steps.entry(act).or_default().push(step);
        }
    }
    let mut acts = Vec::with_capacity(steps.len());
    for (id, mut steps) in steps.into_iter().rev() {
        steps.sort_by_key(|step| std::cmp::Reverse(step.id));
        if let Some(act) = past_act(tx, id.into())? {
            acts.push(PastAct { steps, ..act });
        }
    }
    Ok(acts)
}

/// An act of history, whatever it changed.
///
/// # Errors
/// What SQLite says.
pub fn past_act(tx: &ReadTx<'_>, id: ActionId) -> Result<Option<PastAct>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT a.id, a.label, a.params, a.actor, a.at, a.undone_by IS NOT NULL, u.label, u.params, a.via
         FROM action a LEFT JOIN action u ON u.id = a.undoes WHERE a.id = ?1",
    )?;
    Ok(query.query_row([id.get()], act).optional()?)
}

fn act(row: &Row<'_>) -> rusqlite::Result<PastAct> {
    let message = |key: String, params: String| Message { key: key.into(), params: serde_json::from_str(&params).unwrap_or_default() };
    let took_back = row.get::<_, Option<String>>(6)?.zip(row.get::<_, Option<String>>(7)?);
    Ok(PastAct {
        id: row.get::<_, i64>(0)?.into(),
        label: message(row.get(1)?, row.get(2)?),
        actor: row.get(3)?,
        via: Via::of_word(&row.get::<_, String>(8)?),
        at: row.get::<_, i64>(4)?.into(),
        undone: row.get(5)?,
        took_back: took_back.map(|(key, params)| message(key, params)),
        steps: Vec::new(),
    })
}

/// The last step of history before `act`.
///
/// # Errors
/// What SQLite says.
pub fn step_before(tx: &ReadTx<'_>, act: ActionId) -> Result<i64, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM change WHERE action_id < ?1 ORDER BY action_id DESC, id DESC LIMIT 1")?;
    Ok(query.query_row([act.get()], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// The last step of history that was done by then.
///
/// # Errors
/// What SQLite says.
pub fn step_at(tx: &ReadTx<'_>, at: Millis) -> Result<i64, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM action WHERE at <= ?1 ORDER BY id DESC LIMIT 1")?;
    match query.query_row([at.get()], |row| row.get::<_, i64>(0)).optional()? {
        Some(act) => step_before(tx, (act + 1).into()),
        None => Ok(0),
    }
}

/// What a named row was called after the step `step` of history; none if it was not there, or is forgotten.
///
/// # Errors
/// What SQLite says.
pub fn name_after(tx: &ReadTx<'_>, table: &str, row: i64, step: i64) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT json_extract(old, '$.name') FROM change WHERE table_name = ?1 AND row_id = ?2 AND id > ?3 AND old IS NOT NULL ORDER BY id LIMIT 1",
    )?;
    if let Some(name) = query.query_row(params![table, row, step], |row| row.get::<_, Option<String>>(0)).optional()? {
        return Ok(name);
    }
    let mut query = tx.prepare_cached(&format!("SELECT name FROM main.\"{table}\" WHERE id = ?1"))?;
    Ok(query.query_row([row], |row| row.get(0)).optional()?)
}
