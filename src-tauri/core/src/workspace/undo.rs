//! Taking an act back: the rows that history's triggers kept are put back in reverse, or it is said why not.

use std::collections::HashMap;

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value};

use super::history::{Touched, columns};
use super::tx::{ReadTx, StoreError, WriteTx};
use crate::error::Problem;
use crate::ids::ActionId;
use crate::messages::Message;

struct Kept {
    table: String,
    row: i64,
    op: String,
    old: Option<String>,
}

/// What one transaction takes back of an act that was done in steps, in rows: windows are told of each person.
const MOST_AT_ONCE: usize = 1_800;

/// What a transaction took back of an act.
pub(super) struct Back {
    /// The rows that changed.
    pub(super) touched: Vec<Touched>,
    /// The last of the act's changes that still stands; none once all are taken back.
    pub(super) stands_until: Option<i64>,
}

/// A stretch of an act's changes: those after the first number, up to the second.
#[derive(Debug, Clone, Copy)]
struct Stretch(i64, i64);

/// How many of an act's changes still stand, up to this one.
pub(super) fn standing(tx: &ReadTx<'_>, action: ActionId, until: Option<i64>) -> Result<u64, StoreError> {
    let mut query = tx.prepare_cached("SELECT count(*) FROM change WHERE action_id = ?1 AND id <= ?2")?;
    Ok(query.query_row(params![action.get(), until.unwrap_or(i64::MAX)], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// Whether an act was done in steps, each whole by itself.
pub(super) fn is_in_steps(tx: &ReadTx<'_>, action: ActionId) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT count(*) > 1 FROM (SELECT 1 FROM action_step WHERE action_id = ?1 LIMIT 2)")?;
    Ok(query.query_row([action.get()], |row| row.get(0))?)
}

/// Takes an act back inside `tx`, the last of its steps first: as many as fit into one transaction, until somebody waits. One that knows of
/// no steps is taken back whole.
///
/// # Errors
/// As [`put_back`].
pub(super) fn some_back(tx: &WriteTx<'_>, action: ActionId, stands_until: Option<i64>) -> Result<Back, Problem> {
    let (mut touched, mut until) = (Vec::new(), stands_until.unwrap_or(i64::MAX));
    loop {
        let after = step_before(tx, action, until)?;
        touched.extend(put_back(tx, action, Stretch(after, until))?);
        until = after;
        if until == 0 {
            return Ok(Back { touched, stands_until: None });
        }
        tx.step_ends()?;
        if touched.len() >= MOST_AT_ONCE || tx.is_awaited() {
            return Ok(Back { touched, stands_until: Some(until) });
        }
    }
}

/// The end of the step of an act before the one in which it stands; 0 if that is its first one.
fn step_before(tx: &ReadTx<'_>, action: ActionId, until: i64) -> Result<i64, StoreError> {
    // Its last step ends with its last change.
    let mut query = tx.prepare_cached(
        "SELECT COALESCE(max(id), 0) FROM action_step WHERE action_id = ?1
         AND id < min(?2, (SELECT COALESCE(max(id), 0) FROM change WHERE action_id = ?1))",
    )?;
    Ok(query.query_row([action.get(), until], |row| row.get(0))?)
}

/// Refuses to take back what a later act that still stands has changed again: of an act, what stands up to this change.
///
/// # Errors
/// `workspace.undo_changed_since`.
pub(super) fn require_untouched(tx: &ReadTx<'_>, action: ActionId, stands_until: Option<i64>) -> Result<(), Problem> {
    none_later(tx, action, Stretch(0, stands_until.unwrap_or(i64::MAX)))
}

fn none_later(tx: &ReadTx<'_>, action: ActionId, stretch: Stretch) -> Result<(), Problem> {
    let mut query = tx.prepare_cached(
        "SELECT a.label FROM change c JOIN change l ON l.table_name = c.table_name AND l.row_id = c.row_id AND l.id > c.id AND l.action_id <> c.action_id
         JOIN action a ON a.id = l.action_id
         WHERE c.action_id = ?1 AND c.id > ?2 AND c.id <= ?3 AND a.undone_by IS NULL AND a.undoes IS NOT ?1
           AND NOT EXISTS (SELECT 1 FROM action u WHERE u.id = a.undoes AND u.undone_by = a.id) LIMIT 1",
    )?;
    let later: Option<String> = query.query_row(params![action.get(), stretch.0, stretch.1], |row| row.get(0)).optional()?;
    match later {
        None => Ok(()),
        Some(label) => Err(Problem::refusal("workspace.undo_changed_since").with("later", label).todo("workspace.undo_changed_since.todo")),
    }
}

/// Takes a stretch of an act back inside `tx`, row by row in reverse.
///
/// # Errors
/// `workspace.undo_changed_since` if a row was changed by a later action that still stands, `workspace.undo_taken` if
/// another has its name by now, `workspace.undo_in_use` and `workspace.undo_gone` if something else stands on what would go,
/// or what it stood on is gone: nothing has changed.
fn put_back(tx: &WriteTx<'_>, action: ActionId, stretch: Stretch) -> Result<Vec<Touched>, Problem> {
    // Deletes and inserts come back in an order that references may not like until all are there.
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    none_later(tx, action, stretch)?;
    let kept = {
        let mut query = tx.prepare_cached(
            "SELECT table_name, row_id, op, old FROM change WHERE action_id = ?1 AND id > ?2 AND id <= ?3 ORDER BY id DESC",
        )?;
        let rows = query.query_map(params![action.get(), stretch.0, stretch.1], |row| {
            Ok(Kept { table: row.get(0)?, row: row.get(1)?, op: row.get(2)?, old: row.get(3)? })
        })?;
        rows.collect::<Result<Vec<_>, _>>()?
    };
    let mut touched = Vec::new();
    // Names that came with whoever was the first to have them stay as long as others have them: they are asked for last.
    let (names, rows): (Vec<_>, Vec<_>) = kept.into_iter().partition(|change| change.old.is_none() && named_by_others(&change.table));
    let gone = rows.iter().filter(|change| change.old.is_none()).map(|change| (change.table.clone(), change.row)).collect::<Vec<_>>();
    let back = rows.iter().filter(|change| change.old.is_some()).map(|change| (change.table.clone(), change.row)).collect::<Vec<_>>();
    let (mut known, mut grounds) = (HashMap::new(), Grounds::default());
    for change in rows.into_iter().chain(names) {
        if change.old.is_none() && named_by_others(&change.table) && grounds.is_referred_to(tx, &change.table, change.row)? {
            continue;
        }
        let columns = restore(tx, &mut known, &change)?;
        let row = Touched { table: change.table, row: change.row, columns };
        if touched.last() != Some(&row) {
            touched.push(row);
        }
    }
    for (table, row) in &gone {
        if grounds.is_referred_to(tx, table, *row)? {
            return Err(in_use(tx, table, *row)?);
        }
    }
    for (table, row) in &back {
        if grounds.are_lacking(tx, table, *row)? {
            return Err(Problem::refusal("workspace.undo_gone").todo("workspace.undo_gone.todo"));
        }
    }
    Ok(touched)
}

/// Tables of names that are made by the way and shared: whoever made one does not own it.
fn named_by_others(table: &str) -> bool {
    matches!(table, "outlet" | "audience" | "beat" | "tag")
}

/// A reference: the table and column that refer, the table and column referred to.
type Reference = (String, String, String, String);

/// The references that hold their target fast: a target that takes those who refer to it with it holds nobody up.
fn references(tx: &WriteTx<'_>, which: &str, table: &str) -> Result<Vec<Reference>, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT t.name, f.\"from\", f.\"table\", COALESCE(f.\"to\", 'id') FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
         WHERE t.schema = 'main' AND t.type = 'table' AND {which} = ?1 AND f.on_delete = 'NO ACTION'"
    ))?;
    let rows = query.query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What rows stand on, by tables, as questions about a row: looked up once for each table, however many of its rows are asked about.
#[derive(Default)]
struct Grounds {
    /// Whether any row stands on this one.
    referring: HashMap<String, Vec<String>>,
    /// Whether this one refers to a row that is not there.
    lacking: HashMap<String, Vec<String>>,
}

impl Grounds {
    fn is_referred_to(&mut self, tx: &WriteTx<'_>, table: &str, row: i64) -> Result<bool, StoreError> {
        if !self.referring.contains_key(table) {
            let all = references(tx, "f.\"table\"", table)?.into_iter().filter(|(_, _, _, to)| to == "id");
            let asked = all.map(|(from, column, _, _)| format!("SELECT EXISTS (SELECT 1 FROM main.\"{from}\" WHERE \"{column}\" = ?1)"));
            self.referring.insert(table.to_owned(), asked.collect());
        }
        any_holds(tx, self.referring.get(table), row)
    }

    fn are_lacking(&mut self, tx: &WriteTx<'_>, table: &str, row: i64) -> Result<bool, StoreError> {
        if !self.lacking.contains_key(table) {
            let mut query = tx.prepare_cached("SELECT \"from\", \"table\", COALESCE(\"to\", 'id') FROM pragma_foreign_key_list(?1)")?;
            let own = query.query_map([table], |row| {
                let (column, target, to): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(format!(
                    "SELECT EXISTS (SELECT 1 FROM main.\"{table}\" r WHERE r.id = ?1 AND r.\"{column}\" IS NOT NULL
                                    AND NOT EXISTS (SELECT 1 FROM main.\"{target}\" t WHERE t.\"{to}\" = r.\"{column}\"))"
                ))
            })?;
            self.lacking.insert(table.to_owned(), own.collect::<Result<_, _>>()?);
        }
        any_holds(tx, self.lacking.get(table), row)
    }
}

/// Whether one of these questions about a row is answered with yes.
fn any_holds(tx: &WriteTx<'_>, asked: Option<&Vec<String>>, row: i64) -> Result<bool, StoreError> {
    for sql in asked.into_iter().flatten() {
        if tx.prepare_cached(sql)?.query_row([row], |found| found.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is in the way of a row that should go: something stands on it. Of a revision it is said what.
fn in_use(tx: &WriteTx<'_>, table: &str, row: i64) -> Result<Problem, StoreError> {
    let problem = Problem::refusal("workspace.undo_in_use");
    if table != "revision" {
        return Ok(problem.todo("workspace.undo_in_use.todo"));
    }
    let (sent, asked): (bool, bool) = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM distribution WHERE revision_id = ?1) OR EXISTS (SELECT 1 FROM distribution_text WHERE revision_id = ?1),
           EXISTS (SELECT 1 FROM approval_ask WHERE revision_id = ?1)",
        [row],
        |found| Ok((found.get(0)?, found.get(1)?)),
    )?;
    Ok(match (sent, asked) {
        (true, _) => Problem { what: Message::new("workspace.undo_in_use.sent"), ..problem }.todo("workspace.undo_in_use.todo"),
        (false, true) => {
            Problem { what: Message::new("workspace.undo_in_use.approval"), ..problem }.todo("workspace.undo_in_use.approval.todo")
        }
        (false, false) => problem.todo("workspace.undo_in_use.todo"),
    })
}

/// What is in the way of a row that should come back: another has what only one may have. What people name has a sentence
/// of its own.
fn taken(table: &str, old: &Map<String, Value>) -> Problem {
    let name = ["name", "address"].iter().find_map(|column| old.get(*column)?.as_str()).unwrap_or_default();
    let (what, todo) = match table {
        "account" => ("workspace.undo_taken.account", "workspace.undo_taken.rename"),
        "campaign" => ("workspace.undo_taken.campaign", "workspace.undo_taken.rename"),
        "segment" => ("workspace.undo_taken.segment", "workspace.undo_taken.rename"),
        "table_view" => ("workspace.undo_taken.view", "workspace.undo_taken.rename"),
        "outlet" | "outlet_name" => ("workspace.undo_taken.outlet", "workspace.undo_changed_since.todo"),
        "beat" => ("workspace.undo_taken.beat", "workspace.undo_changed_since.todo"),
        "tag" => ("workspace.undo_taken.tag", "workspace.undo_changed_since.todo"),
        "custom_field" => ("workspace.undo_taken.custom_field", "workspace.undo_changed_since.todo"),
        "address" | "test_address" => ("workspace.undo_taken.address", "workspace.undo_changed_since.todo"),
        "suppression" => ("workspace.undo_taken.suppression", "workspace.undo_changed_since.todo"),
        "campaign_document" => ("workspace.undo_taken.campaign_document", "workspace.undo_taken.take_out"),
        _ => ("workspace.undo_taken", "workspace.undo_changed_since.todo"),
    };
    Problem { what: Message::new(what).with("name", name), ..Problem::refusal("workspace.undo_taken") }.todo(todo)
}

/// Puts one row back; those of its columns that differed, if it was there all the time. `known` holds the columns of tables that came before:
/// an action may have hundreds of thousands of rows.
fn restore(tx: &WriteTx<'_>, known: &mut HashMap<String, Vec<(String, bool)>>, change: &Kept) -> Result<Option<Vec<String>>, Problem> {
    let table = &change.table;
    let Some(old) = &change.old else {
        tx.change(&format!("DELETE FROM main.\"{table}\" WHERE id = ?1"), [change.row])?;
        return Ok(None);
    };
    let old: Map<String, Value> = serde_json::from_str(old).map_err(|e| Problem::failure("workspace.damaged").because(e))?;
    // Columns that a later step of the schema dropped are left out; new ones keep their default.
    if !known.contains_key(table) {
        known.insert(table.clone(), columns(tx, table)?);
    }
    let columns: Vec<_> = known.get(table).into_iter().flatten().filter(|(name, _)| old.contains_key(name)).collect();
    let values = columns.iter().map(|(name, bytes)| to_sql(old.get(name).unwrap_or(&Value::Null), *bytes));
    let mut back: Vec<(&str, Sql)> = columns.iter().map(|(name, _)| name.as_str()).zip(values).collect();
    let quoted = |back: &[(&str, Sql)], after: &str| {
        back.iter()
            .enumerate()
            .map(|(n, (name, _))| format!("\"{name}\"{}", after.replace('?', &format!("?{}", n + 1))))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if change.op == "D" {
        let marks: Vec<String> = (1..=back.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO main.\"{table}\" ({}) VALUES ({})", quoted(&back, ""), marks.join(", "));
        put(tx, table, &old, &sql, back)?;
        return Ok(None);
    }
    // Only what is another now: a column that is set belongs to indexes that are all written anew, and of some rows a part never changes, not
    // even into what it is.
    let Some(now) = values_now(tx, table, &quoted(&back, ""), back.len(), change.row)? else { return Ok(Some(Vec::new())) };
    let mut now = now.iter();
    back.retain(|(_, value)| now.next() != Some(value));
    let differed = back.iter().map(|(name, _)| (*name).to_owned()).collect();
    if !back.is_empty() {
        let sql = format!("UPDATE main.\"{table}\" SET {} WHERE id = ?{}", quoted(&back, " = ?"), back.len() + 1);
        back.push(("id", Sql::Integer(change.row)));
        put(tx, table, &old, &sql, back)?;
    }
    Ok(Some(differed))
}

fn put(tx: &WriteTx<'_>, table: &str, old: &Map<String, Value>, sql: &str, back: Vec<(&str, Sql)>) -> Result<(), Problem> {
    match tx.change(sql, rusqlite::params_from_iter(back.into_iter().map(|(_, value)| value))) {
        Err(error) if error.is_unique_violation() => Err(taken(table, old).because(error)),
        done => Ok(done.map(drop)?),
    }
}

/// What a row says in these columns now, so many; none where it is gone.
fn values_now(tx: &WriteTx<'_>, table: &str, columns: &str, count: usize, row: i64) -> Result<Option<Vec<Sql>>, StoreError> {
    let mut query = tx.prepare_cached(&format!("SELECT {columns} FROM main.\"{table}\" WHERE id = ?1"))?;
    Ok(query.query_row([row], |found| (0..count).map(|n| found.get(n)).collect()).optional()?)
}

fn to_sql(value: &Value, bytes: bool) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Bool(yes) => Sql::Integer((*yes).into()),
        Value::Number(n) => n.as_i64().map_or_else(|| n.as_f64().map_or(Sql::Null, Sql::Real), Sql::Integer),
        // Earlier versions kept a missing value so; no column of ours holds no bytes at all.
        Value::String(text) if bytes && text.is_empty() => Sql::Null,
        Value::String(text) if bytes => Sql::Blob(from_hex(text)),
        Value::String(text) => Sql::Text(text.clone()),
        other => Sql::Text(other.to_string()),
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect()
}
