//! History and undo for every table but the ledger's, by triggers generated from the schema as it is.
//!
//! The triggers are TEMP: they belong to the writing connection, fit whatever columns a migration left,
//! and need no step of their own. They keep the old row as JSON; [`super::undo`] puts it back, or says why not.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::feed::Topic;
use super::tx::{ReadTx, StoreError, WriteTx};
use crate::ids::ActionId;
use crate::messages::Message;

/// A row that an undo changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The table.
    pub table: String,
    /// The row.
    pub row: i64,
    /// Those of its columns that it changed; none where the row came or went, or nobody looked.
    pub columns: Option<Vec<String>>,
}

/// What a module took back of an action whose old rows it keeps itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TakenBack {
    /// The rows that changed.
    pub touched: Vec<Touched>,
    /// What could not be taken back because it was changed since, in a sentence.
    pub left: Option<Message>,
}

/// Tables that history itself is made of, or that say what the file is. Of the last only the organisation's name is a user's:
/// who may send, and how far it went, is never put back.
const OWN: &[&str] = &["action", "action_step", "change", "workspace"];

const RENAMING: &str = "CREATE TEMP TRIGGER \"history_workspace_U\" AFTER UPDATE OF organisation ON main.workspace
     WHEN EXISTS (SELECT 1 FROM recording) AND OLD.organisation IS NOT NEW.organisation
     BEGIN
       INSERT INTO change (action_id, table_name, row_id, op, old)
       VALUES ((SELECT action_id FROM recording), 'workspace', OLD.id, 'U', json_object('organisation', OLD.organisation));
     END;";

/// Makes the triggers for all tables but `unrecorded`.
pub(super) fn install(connection: &Connection, unrecorded: &[&str]) -> Result<(), StoreError> {
    connection.execute_batch("CREATE TEMP TABLE recording (action_id INTEGER NOT NULL) STRICT;")?;
    connection.execute_batch(RENAMING)?;
    let mut tables =
        connection.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let names = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    for table in names.iter().filter(|name| !OWN.contains(&name.as_str()) && !unrecorded.contains(&name.as_str())) {
        let columns = columns(connection, table)?;
        for (verb, op, side) in [("INSERT", "I", "NEW"), ("UPDATE", "U", "OLD"), ("DELETE", "D", "OLD")] {
            let old = if op == "I" { "NULL".to_owned() } else { json_of_row(&columns, side) };
            connection.execute_batch(&format!(
                "CREATE TEMP TRIGGER \"history_{table}_{op}\" AFTER {verb} ON main.\"{table}\"
                 WHEN EXISTS (SELECT 1 FROM recording)
                 BEGIN
                   INSERT INTO change (action_id, table_name, row_id, op, old)
                   VALUES ((SELECT action_id FROM recording), '{table}', {side}.id, '{op}', {old});
                 END;"
            ))?;
        }
    }
    Ok(())
}

/// The columns of `table` that hold values of their own, and whether they hold bytes.
pub(super) fn columns(connection: &Connection, table: &str) -> Result<Vec<(String, bool)>, StoreError> {
    let mut query = connection.prepare_cached("SELECT name, type = 'BLOB' FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
    Ok(query.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

pub(super) fn json_of_row(columns: &[(String, bool)], side: &str) -> String {
    let pairs: Vec<String> = columns
        .iter()
        .map(|(name, bytes)| {
            if *bytes {
                format!("'{name}', iif({side}.\"{name}\" IS NULL, NULL, hex({side}.\"{name}\"))")
            } else {
                format!("'{name}', {side}.\"{name}\"")
            }
        })
        .collect();
    format!("json_object({})", pairs.join(", "))
}

/// Opens an action under `label`.
pub(super) fn begin(tx: &WriteTx<'_>, label: &Message) -> Result<ActionId, StoreError> {
    let params = serde_json::to_string(&label.params).unwrap_or_default();
    let id = tx.insert(
        "INSERT INTO action (label, params, actor, device, at, via) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![label.key, params, tx.actor(), tx.device(), tx.now().get(), tx.via()],
    )?;
    Ok(id.into())
}

/// Opens an action whose old rows a module keeps itself.
pub(super) fn begin_elsewhere(tx: &WriteTx<'_>, label: &Message) -> Result<ActionId, StoreError> {
    let id = begin(tx, label)?;
    tx.change("UPDATE action SET kept_elsewhere = 1 WHERE id = ?1", [id.get()])?;
    Ok(id)
}

/// Whether an action is there, and nobody took it back or began to.
///
/// # Errors
/// What SQLite says.
pub fn is_standing(tx: &ReadTx<'_>, id: ActionId) -> Result<bool, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM action WHERE id = ?1 AND undone_by IS NULL AND stands_until IS NULL)")?;
    Ok(query.query_row([id.get()], |row| row.get(0))?)
}

/// Says what the action of this transaction is, where it is known only by and by.
pub(super) fn relabel(tx: &WriteTx<'_>, label: &Message) -> Result<(), StoreError> {
    let params = serde_json::to_string(&label.params).unwrap_or_default();
    tx.change("UPDATE action SET label = ?2, params = ?3 WHERE id = ?1", params![tx.action().map(ActionId::get), label.key, params])?;
    Ok(())
}

/// Notes that what the action of this transaction changed so far is whole by itself: taking it back may pause here.
pub(super) fn end_step(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    // The last one by its index: a maximum of a group would read all that the action changed, at each of its steps.
    tx.change(
        "INSERT OR IGNORE INTO action_step (id, action_id)
         SELECT id, action_id FROM change WHERE action_id = ?1 ORDER BY id DESC LIMIT 1",
        [tx.action().map(ActionId::get)],
    )?;
    Ok(())
}

/// Closes an action; one that changed nothing leaves no trace.
pub(super) fn end(tx: &WriteTx<'_>, id: ActionId) -> Result<(), StoreError> {
    let gone = tx.change(
        "DELETE FROM action WHERE id = ?1 AND kept_elsewhere = 0 AND NOT EXISTS (SELECT 1 FROM change WHERE action_id = ?1)",
        [id.get()],
    )?;
    if gone == 0 {
        tx.changed(Topic::Action, id.get());
    }
    Ok(())
}

/// Switches the triggers on for `action`, or off.
pub(super) fn set_recording(tx: &WriteTx<'_>, action: Option<ActionId>) -> Result<(), StoreError> {
    tx.change("DELETE FROM temp.recording", [])?;
    if let Some(id) = action {
        tx.insert("INSERT INTO temp.recording (action_id) VALUES (?1)", [id.get()])?;
    }
    Ok(())
}

/// The newest step of history, to ask [`touched_since`] later.
///
/// # Errors
/// What SQLite says.
pub fn newest_step(tx: &ReadTx<'_>) -> Result<i64, StoreError> {
    Ok(tx.prepare_cached("SELECT COALESCE(max(id), 0) FROM change")?.query_row([], |row| row.get(0))?)
}

/// Whether a module did an act after this one whose old rows it keeps itself: [`touched_since`] knows nothing of those.
///
/// # Errors
/// What SQLite says.
pub fn elsewhere_since(tx: &WriteTx<'_>, action: i64) -> Result<bool, StoreError> {
    kept_elsewhere_since(tx, action, tx.action())
}

/// The same of a snapshot; the act `but` does not count.
///
/// # Errors
/// What SQLite says.
pub fn kept_elsewhere_since(tx: &ReadTx<'_>, action: i64, but: Option<ActionId>) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM action WHERE id > ?1 AND id IS NOT ?2 AND kept_elsewhere = 1)")?;
    Ok(query.query_row(params![action, but.map(ActionId::get)], |row| row.get(0))?)
}

/// The names of those who did something here, by name.
///
/// # Errors
/// What SQLite says.
pub fn actors(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT DISTINCT actor FROM action WHERE actor <> '' ORDER BY actor")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest act, to ask [`elsewhere_since`] later.
///
/// # Errors
/// What SQLite says.
pub fn newest_act(tx: &ReadTx<'_>) -> Result<i64, StoreError> {
    Ok(tx.prepare_cached("SELECT COALESCE(max(id), 0) FROM action")?.query_row([], |row| row.get(0))?)
}

/// The rows that users changed after the step `since` of history.
///
/// # Errors
/// What SQLite says.
pub fn touched_since(tx: &ReadTx<'_>, since: i64) -> Result<Vec<Touched>, StoreError> {
    let mut query = tx.prepare_cached("SELECT DISTINCT table_name, row_id FROM change WHERE id > ?1")?;
    let rows = query.query_map([since], |row| Ok(Touched { table: row.get(0)?, row: row.get(1)?, columns: None }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest act that took this row away and still stands.
///
/// # Errors
/// What SQLite says.
pub fn deleted_by(tx: &ReadTx<'_>, table: &str, row: i64) -> Result<Option<ActionId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT max(a.id) FROM change c JOIN action a ON a.id = c.action_id
         WHERE c.table_name = ?1 AND c.row_id = ?2 AND c.op = 'D' AND a.undone_by IS NULL",
    )?;
    Ok(query.query_row(params![table, row], |row| row.get::<_, Option<i64>>(0))?.map(Into::into))
}

/// Whether history knows this row.
///
/// # Errors
/// What SQLite says.
pub fn is_recorded(tx: &ReadTx<'_>, table: &str, row: i64) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM change WHERE table_name = ?1 AND row_id = ?2)")?;
    Ok(query.query_row(params![table, row], |row| row.get(0))?)
}

/// From now on, or no longer, what this connection takes out of the file is overwritten with zeros.
///
/// # Errors
/// What SQLite says.
pub fn overwrite_what_goes(tx: &WriteTx<'_>, overwrite: bool) -> Result<(), StoreError> {
    tx.execute_batch(if overwrite { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" })?;
    Ok(())
}

/// Rows of which history keeps nothing.
#[derive(Debug, Clone, Copy)]
pub struct Forgotten<'a> {
    /// Their table.
    pub table: &'a str,
    /// The columns by which other tables name one of them.
    pub columns: &'a [&'a str],
    /// The rows.
    pub rows: &'a [i64],
    /// The names that they have and had, as far as history does not know them.
    pub names: &'a [String],
    /// The label of acts that make two rows of the table one.
    pub joined_by: &'a str,
}

/// Forgets what history kept of these rows and of those that name one of them, and the names that stood in them wherever a label of
/// history says one. For erasure alone: what is forgotten cannot be undone (L5).
///
/// # Errors
/// What SQLite says.
pub fn erase_history(tx: &WriteTx<'_>, gone: &Forgotten<'_>) -> Result<(), StoreError> {
    let ids = std::rc::Rc::new(gone.rows.iter().map(|row| Sql::Integer(*row)).collect::<Vec<_>>());
    let mut names = kept_names(tx, gone.table, gone.rows)?;
    names.extend(gone.names.iter().cloned());
    erase_joined(tx, gone, &ids)?;
    tx.change("DELETE FROM change WHERE table_name = ?1 AND row_id IN rarray(?2)", params![gone.table, ids])?;
    for column in gone.columns {
        tx.change("DELETE FROM change WHERE json_extract(old, ?2) IN rarray(?1)", params![ids, format!("$.{column}")])?;
    }
    // That a row came has no old values to know it by: it went with the row that it named, and nothing else says so.
    let mut tables = std::collections::BTreeSet::new();
    for column in gone.columns {
        let mut query = tx.prepare(
            "SELECT t.name FROM pragma_table_list t, pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' AND c.name = ?1",
        )?;
        for table in query.query_map([column], |row| row.get::<_, String>(0))? {
            tables.insert(table?);
        }
    }
    for table in tables {
        tx.change(
            &format!(
                "DELETE FROM change WHERE table_name = ?1 AND op = 'I' AND NOT EXISTS (SELECT 1 FROM main.\"{table}\" r WHERE r.id = change.row_id)
                   AND NOT EXISTS (SELECT 1 FROM change d WHERE d.table_name = ?1 AND d.row_id = change.row_id AND d.op = 'D')"
            ),
            [&table],
        )?;
    }
    // A step that changed nothing any more leaves no trace: an undo of it would come to nothing again and again.
    tx.change("DELETE FROM action WHERE kept_elsewhere = 0 AND NOT EXISTS (SELECT 1 FROM change c WHERE c.action_id = action.id)", [])?;
    for name in names.iter().filter(|name| !name.is_empty()) {
        tx.change("UPDATE action SET params = json_set(params, '$.name', '—') WHERE json_extract(params, '$.name') = ?1", [name])?;
    }
    Ok(())
}

/// The names that history kept in these rows of a table, each once, the newest first.
///
/// # Errors
/// What SQLite says.
pub fn kept_names(tx: &ReadTx<'_>, table: &str, rows: &[i64]) -> Result<Vec<String>, StoreError> {
    let ids = std::rc::Rc::new(rows.iter().map(|row| Sql::Integer(*row)).collect::<Vec<_>>());
    let mut query = tx.prepare(
        "SELECT json_extract(old, '$.name') AS name FROM change WHERE table_name = ?1 AND row_id IN rarray(?2) AND json_extract(old, '$.name') <> ''
         GROUP BY name ORDER BY max(id) DESC",
    )?;
    Ok(query.query_map(params![table, ids], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?)
}

/// Puts `instead` into a column of a table wherever history kept one of the texts that `names` knows. For erasure alone.
///
/// # Errors
/// What SQLite says.
pub fn erase_text(tx: &WriteTx<'_>, table: &str, column: &str, names: impl Fn(&str) -> bool, instead: &str) -> Result<(), StoreError> {
    let path = format!("$.{column}");
    let kept = {
        let mut query =
            tx.prepare("SELECT DISTINCT json_extract(old, ?2) FROM change WHERE table_name = ?1 AND json_extract(old, ?2) <> ''")?;
        query.query_map([table, &path], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?
    };
    for text in kept.iter().filter(|text| names(text)) {
        tx.change(
            "UPDATE change SET old = json_set(old, ?2, ?4) WHERE table_name = ?1 AND json_extract(old, ?2) = ?3",
            params![table, path, text, instead],
        )?;
    }
    Ok(())
}

/// Takes out of history every step of the rows of a table whose `column` holds these bytes, of the rows with these numbers in it, and of
/// the rows of another table that name one of them. For erasure alone.
///
/// # Errors
/// What SQLite says.
pub fn erase_steps_of(
    tx: &WriteTx<'_>,
    (table, column, bytes): (&str, &str, &[u8]),
    (named_by, naming): (&str, &str),
    rows: &[i64],
) -> Result<(), StoreError> {
    let mut ids: std::collections::BTreeSet<i64> = rows.iter().copied().collect();
    {
        // Rows that were taken back are known by what history kept of them alone.
        let mut query = tx.prepare("SELECT DISTINCT row_id FROM change WHERE table_name = ?1 AND json_extract(old, ?2) = hex(?3)")?;
        for row in query.query_map(params![table, format!("$.{column}"), bytes], |row| row.get::<_, i64>(0))? {
            ids.insert(row?);
        }
    }
    let ids = std::rc::Rc::new(ids.into_iter().map(Sql::Integer).collect::<Vec<_>>());
    tx.change(
        &format!(
            "DELETE FROM change WHERE table_name = ?1 AND (json_extract(old, ?2) IN rarray(?3)
               OR row_id IN (SELECT n.id FROM main.\"{named_by}\" n WHERE n.\"{naming}\" IN rarray(?3)))"
        ),
        params![named_by, format!("$.{naming}"), ids],
    )?;
    tx.change("DELETE FROM change WHERE table_name = ?1 AND row_id IN rarray(?2)", params![table, ids])?;
    Ok(())
}

/// The numbers that history kept in a column of a table: what a step could bring back.
///
/// # Errors
/// What SQLite says.
pub fn kept_numbers(tx: &ReadTx<'_>, table: &str, column: &str) -> Result<std::collections::BTreeSet<i64>, StoreError> {
    let mut query = tx
        .prepare("SELECT DISTINCT json_extract(old, ?2) FROM change WHERE table_name = ?1 AND typeof(json_extract(old, ?2)) = 'integer'")?;
    let rows = query.query_map(params![table, format!("$.{column}")], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A step of history as it is looked at before it is forgotten.
#[derive(Debug)]
pub struct OldRow {
    /// The row.
    pub row: i64,
    /// What it said before; empty where it was not there.
    pub kept: Map<String, Value>,
}

/// Forgets what history kept of the rows of a table of which `is_forgotten` says so, and acts that did nothing else. For erasure alone, and for
/// tables with few changes: all of them are looked at.
///
/// # Errors
/// What SQLite says.
pub fn erase_rows(tx: &WriteTx<'_>, table: &str, is_forgotten: impl Fn(&OldRow) -> bool) -> Result<(), StoreError> {
    let steps = {
        let mut query = tx.prepare("SELECT id, row_id, COALESCE(old, '') FROM change WHERE table_name = ?1")?;
        let rows = query.query_map([table], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))?;
        rows.collect::<Result<Vec<_>, _>>()?
    };
    for (id, row, old) in steps {
        if is_forgotten(&OldRow { row, kept: serde_json::from_str(&old).unwrap_or_default() }) {
            tx.change("DELETE FROM change WHERE id = ?1", [id])?;
        }
    }
    tx.change("DELETE FROM action WHERE kept_elsewhere = 0 AND NOT EXISTS (SELECT 1 FROM change c WHERE c.action_id = action.id)", [])?;
    Ok(())
}

/// Two rows that were one for a while are two again, and history has the steps of that while under the number of the one that stayed:
/// with what is the other's in them. Every act on what the joining touched goes, from it to its last taking back: all of them were taken
/// back before it could be.
fn erase_joined(tx: &WriteTx<'_>, gone: &Forgotten<'_>, ids: &std::rc::Rc<Vec<Sql>>) -> Result<(), StoreError> {
    let spans = {
        let mut query = tx.prepare(
            "WITH RECURSIVE one(id) AS (
               SELECT value FROM rarray(?2)
               UNION
               SELECT with_it.row_id FROM one
                 JOIN change c ON c.table_name = ?1 AND c.row_id = one.id
                 JOIN action a ON a.id = c.action_id AND a.label = ?3 AND a.undone_by IS NOT NULL
                 JOIN change with_it ON with_it.action_id = a.id AND with_it.table_name = ?1)
             SELECT DISTINCT a.id, a.undone_by FROM one
               JOIN change c ON c.table_name = ?1 AND c.row_id = one.id
               JOIN action a ON a.id = c.action_id AND a.label = ?3 AND a.undone_by IS NOT NULL",
        )?;
        let rows = query.query_map(params![gone.table, ids, gone.joined_by], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        rows.collect::<Result<Vec<_>, _>>()?
    };
    let mut acts = std::collections::BTreeSet::new();
    let mut query = tx.prepare(
        "SELECT DISTINCT c.action_id FROM change j JOIN change c ON c.table_name = j.table_name AND c.row_id = j.row_id
         WHERE j.action_id = ?1 AND c.action_id BETWEEN ?1 AND ?2",
    )?;
    for span in spans {
        for act in query.query_map(span, |row| row.get::<_, i64>(0))? {
            acts.insert(act?);
        }
    }
    for act in acts {
        tx.change("DELETE FROM change WHERE action_id = ?1", [act])?;
    }
    Ok(())
}
