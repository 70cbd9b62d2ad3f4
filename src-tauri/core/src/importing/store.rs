//! The tables of imports.

mod erasing;
pub(super) mod outlets;

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};

use super::mapping::Mapping;
use super::verdict::{Finding, Verdict};
use crate::contacts::{Basis, PersonKind, Suppressed};
use crate::ids::{ActionId, ImportId, Millis, PersonId, RelationId};
use crate::workspace::{ReadTx, Rows, StoreError, Topic, WriteTx, number, text};

pub(super) use erasing::{erase, rows_about};

/// An import as kept.
#[derive(Debug, Clone)]
pub(super) struct Import {
    pub(super) id: ImportId,
    pub(super) file: String,
    pub(super) path: String,
    pub(super) state: String,
    pub(super) kind: PersonKind,
    pub(super) source: String,
    pub(super) basis: Basis,
    pub(super) basis_note: String,
    pub(super) mapping: Mapping,
    pub(super) header: Vec<String>,
    /// Who was changed since and stayed at the undo, or was not brought back when it was done again, JSON.
    pub(super) undo_left: String,
    /// Whom the undo took away, as ranges of ids, JSON.
    pub(super) taken_back: Option<String>,
    pub(super) action: Option<ActionId>,
    pub(super) created_at: Millis,
    pub(super) applied_at: Option<Millis>,
}

/// A row as kept.
#[derive(Debug, Clone)]
pub(super) struct Staged {
    pub(super) row: u32,
    pub(super) verdict: Verdict,
    pub(super) decision: String,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) cells: Vec<String>,
    pub(super) finding: Finding,
    pub(super) broken: bool,
    pub(super) person: Option<PersonId>,
}

/// A person whom a row changed, and what they were before.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub(super) row: u32,
    pub(super) person: PersonId,
    pub(super) before: String,
}

/// The text of a value of ours as JSON: types that always can be written.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn unreadable(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "a value of the import's own".to_owned(), rusqlite::types::Type::Text)
}

pub(super) fn insert(tx: &WriteTx<'_>, import: &Import) -> Result<ImportId, StoreError> {
    let id = tx.insert(
        "INSERT INTO import (file, path, state, kind, source, basis, basis_note, mapping, header, created_at, touched_at)
         VALUES (?1, ?2, 'staging', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        params![
            import.file,
            import.path,
            import.kind.word(),
            import.source,
            import.basis.word(),
            import.basis_note,
            json(&import.mapping),
            json(&import.header),
            tx.now().get()
        ],
    )?;
    Ok(id.into())
}

const IMPORT: &str = "SELECT id, file, path, state, kind, source, basis, basis_note, mapping, header, undo_left, action_id, created_at, applied_at, taken_back FROM import";

fn import_of(row: &Row<'_>) -> rusqlite::Result<Import> {
    let mapping: String = row.get(8)?;
    let header: String = row.get(9)?;
    Ok(Import {
        id: row.get::<_, i64>(0)?.into(),
        file: row.get(1)?,
        path: row.get(2)?,
        state: row.get(3)?,
        kind: PersonKind::from_word(row.get_ref(4)?.as_str()?).ok_or_else(|| unreadable(4))?,
        source: row.get(5)?,
        basis: Basis::from_word(row.get_ref(6)?.as_str()?).ok_or_else(|| unreadable(6))?,
        basis_note: row.get(7)?,
        mapping: Mapping::kept(&mapping).ok_or_else(|| unreadable(8))?,
        header: serde_json::from_str(&header).map_err(|_| unreadable(9))?,
        undo_left: row.get(10)?,
        action: row.get::<_, Option<i64>>(11)?.map(Into::into),
        created_at: row.get::<_, i64>(12)?.into(),
        applied_at: row.get::<_, Option<i64>>(13)?.map(Into::into),
        taken_back: row.get(14)?,
    })
}

pub(super) fn import(tx: &ReadTx<'_>, id: ImportId) -> Result<Option<Import>, StoreError> {
    Ok(tx.query_row(&format!("{IMPORT} WHERE id = ?1"), [id.get()], import_of).optional()?)
}

pub(super) fn import_of_action(tx: &ReadTx<'_>, action: ActionId) -> Result<Option<Import>, StoreError> {
    Ok(tx.query_row(&format!("{IMPORT} WHERE action_id = ?1"), [action.get()], import_of).optional()?)
}

pub(super) fn imports(tx: &ReadTx<'_>) -> Result<Vec<Import>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{IMPORT} WHERE state <> 'staging' ORDER BY id DESC LIMIT 100"))?;
    let rows = query.query_map([], import_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn insert_row(tx: &WriteTx<'_>, import: ImportId, row: &Staged, why_broken: &str) -> Result<(), StoreError> {
    let finding = if row.finding == Finding::default() { String::new() } else { json(&row.finding) };
    tx.change(
        "INSERT INTO import_row (import_id, row, verdict, name, address, cells, finding, broken, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            import.get(),
            row.row,
            row.verdict.word(),
            row.name,
            row.address,
            json(&row.cells),
            finding,
            why_broken,
            row.person.map(PersonId::get)
        ],
    )?;
    Ok(())
}

pub(super) fn touch(tx: &WriteTx<'_>, import: ImportId) -> Result<(), StoreError> {
    tx.change("UPDATE import SET touched_at = ?2 WHERE id = ?1", params![import.get(), tx.now().get()])?;
    Ok(())
}

pub(super) fn set_state(tx: &WriteTx<'_>, import: ImportId, state: &str) -> Result<(), StoreError> {
    tx.change("UPDATE import SET state = ?2, touched_at = ?3 WHERE id = ?1", params![import.get(), state, tx.now().get()])?;
    tx.changed(Topic::Import, import.get());
    Ok(())
}

pub(super) fn set_applied(tx: &WriteTx<'_>, import: ImportId, at: Millis) -> Result<(), StoreError> {
    tx.change(
        "UPDATE import SET action_id = ?2, applied_at = ?3 WHERE id = ?1",
        params![import.get(), tx.action().map(ActionId::get), at.get()],
    )?;
    set_state(tx, import, "applied")
}

pub(super) fn set_undone(tx: &WriteTx<'_>, import: ImportId, left: &str, taken: &str) -> Result<(), StoreError> {
    tx.change("UPDATE import SET undo_left = ?2, taken_back = ?3 WHERE id = ?1", params![import.get(), left, taken])?;
    // What it suppressed is withdrawn: those numbers may come to mean what others say.
    tx.change("DELETE FROM import_opt_out WHERE import_id = ?1", [import.get()])?;
    tx.change("DELETE FROM import_opt_out_further WHERE import_id = ?1", [import.get()])?;
    set_state(tx, import, "undone")
}

/// It stands again by this transaction's action, but for those who are left.
pub(super) fn set_redone(tx: &WriteTx<'_>, import: ImportId, left: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE import SET undo_left = ?2, taken_back = NULL, redone_by = ?3 WHERE id = ?1",
        params![import.get(), left, tx.action().map(ActionId::get)],
    )?;
    set_state(tx, import, "applied")
}

const ROW: &str = "SELECT r.row, r.verdict, r.decision, r.name, r.address, r.cells, r.finding, r.broken, COALESCE(r.person,
    (SELECT d.person FROM import_done d WHERE d.import_id = r.import_id AND d.row = r.row)) FROM import_row r";

fn row_of(row: &Row<'_>) -> rusqlite::Result<Staged> {
    let cells: String = row.get(5)?;
    let finding: String = row.get(6)?;
    Ok(Staged {
        row: row.get(0)?,
        verdict: Verdict::from_word(row.get_ref(1)?.as_str()?).ok_or_else(|| unreadable(1))?,
        decision: row.get(2)?,
        name: row.get(3)?,
        address: row.get(4)?,
        cells: serde_json::from_str(&cells).map_err(|_| unreadable(5))?,
        finding: if finding.is_empty() { Finding::default() } else { serde_json::from_str(&finding).map_err(|_| unreadable(6))? },
        broken: !row.get_ref(7)?.as_str()?.is_empty(),
        person: row.get::<_, Option<i64>>(8)?.map(Into::into),
    })
}

/// Up to `limit` rows after row `after`, in the file's order.
pub(super) fn rows_after(tx: &ReadTx<'_>, import: ImportId, after: u32, limit: u32) -> Result<Vec<Staged>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{ROW} WHERE r.import_id = ?1 AND r.row > ?2 ORDER BY r.row LIMIT ?3"))?;
    let rows = query.query_map(params![import.get(), after, limit], row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The same, of one verdict.
pub(super) fn rows_of_verdict_after(
    tx: &ReadTx<'_>,
    import: ImportId,
    verdict: Verdict,
    after: u32,
    limit: u32,
) -> Result<Vec<Staged>, StoreError> {
    let mut query =
        tx.prepare_cached(&format!("{ROW} WHERE r.import_id = ?1 AND r.verdict = ?2 AND r.row > ?3 ORDER BY r.row LIMIT ?4"))?;
    let rows = query.query_map(params![import.get(), verdict.word(), after, limit], row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Rows by their place in the list of one verdict, or of all.
pub(super) fn rows_at(
    tx: &ReadTx<'_>,
    import: ImportId,
    verdict: Option<Verdict>,
    from: u32,
    count: u32,
) -> Result<Vec<Staged>, StoreError> {
    let Some(verdict) = verdict else {
        let mut query = tx.prepare_cached(&format!("{ROW} WHERE r.import_id = ?1 ORDER BY r.row LIMIT ?3 OFFSET ?2"))?;
        let rows = query.query_map(params![import.get(), from, count], row_of)?;
        return Ok(rows.collect::<Result<_, _>>()?);
    };
    let mut query = tx.prepare_cached(&format!("{ROW} WHERE r.import_id = ?1 AND r.verdict = ?2 ORDER BY r.row LIMIT ?4 OFFSET ?3"))?;
    let rows = query.query_map(params![import.get(), verdict.word(), from, count], row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn row(tx: &ReadTx<'_>, import: ImportId, row: u32) -> Result<Option<Staged>, StoreError> {
    Ok(tx
        .prepare_cached(&format!("{ROW} WHERE r.import_id = ?1 AND r.row = ?2"))?
        .query_row(params![import.get(), row], row_of)
        .optional()?)
}

/// The first other row of this file with this address.
pub(super) fn row_with_address(tx: &ReadTx<'_>, import: ImportId, address: &str, but: u32) -> Result<Option<u32>, StoreError> {
    let found = tx
        .query_row(
            "SELECT min(row) FROM import_row WHERE import_id = ?1 AND row <> ?2 AND verdict <> 'refused' AND lower(address) = lower(?3)",
            params![import.get(), but, address],
            |row| row.get(0),
        )
        .optional()?;
    Ok(found.flatten())
}

/// What the finding of a row has where its address has a mistyped domain; those that were called right since are bound to `?2`.
const WITH_SLIPS: &str = r#"finding <> '' AND instr(finding, '"slips":[') > 0
   AND EXISTS (SELECT 1 FROM json_each(finding, '$.slips') s WHERE s.value ->> 'domain' NOT IN (SELECT value FROM rarray(?2)))"#;

fn domains(right: &[String]) -> Rc<Vec<Value>> {
    Rc::new(right.iter().cloned().map(Value::Text).collect())
}

/// How many rows have an address whose domain looks mistyped, and is none of those that were called right.
pub(super) fn count_slips(tx: &ReadTx<'_>, import: ImportId, right: &[String]) -> Result<u32, StoreError> {
    let mut query = tx.prepare_cached(&format!("SELECT count(*) FROM import_row WHERE import_id = ?1 AND {WITH_SLIPS}"))?;
    Ok(query.query_row(params![import.get(), domains(right)], |row| row.get(0))?)
}

/// Up to `limit` of them after row `after`, in the file's order.
pub(super) fn rows_with_slips(
    tx: &ReadTx<'_>,
    import: ImportId,
    right: &[String],
    after: u32,
    limit: u32,
) -> Result<Vec<Staged>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{ROW} WHERE r.import_id = ?1 AND r.row > ?3 AND {WITH_SLIPS} ORDER BY r.row LIMIT ?4"))?;
    let rows = query.query_map(params![import.get(), domains(right), after, limit], row_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many rows have each verdict.
pub(super) fn counts(tx: &ReadTx<'_>, import: ImportId) -> Result<Vec<(Verdict, u32)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT verdict, count(*) FROM import_row WHERE import_id = ?1 GROUP BY verdict")?;
    let rows = query
        .query_map([import.get()], |row| Ok((Verdict::from_word(row.get_ref(0)?.as_str()?).ok_or_else(|| unreadable(0))?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many rows of these verdicts will not be done as proposed.
pub(super) fn decided(tx: &ReadTx<'_>, import: ImportId) -> Result<Vec<(Verdict, String, u32)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT verdict, decision, count(*) FROM import_row WHERE import_id = ?1 AND decision <> 'as-proposed' GROUP BY verdict, decision",
    )?;
    let rows = query.query_map([import.get()], |row| {
        Ok((Verdict::from_word(row.get_ref(0)?.as_str()?).ok_or_else(|| unreadable(0))?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many people rows were added and changed.
pub(super) fn outcomes(tx: &ReadTx<'_>, import: ImportId) -> Result<(u32, u32), StoreError> {
    Ok(tx.query_row(
        "SELECT COALESCE(sum(outcome = 'added'), 0), COALESCE(sum(outcome = 'changed'), 0) +
           (SELECT count(DISTINCT o.row) FROM import_opt_out o JOIN import_row r ON r.import_id = o.import_id AND r.row = o.row
            WHERE o.import_id = ?1 AND r.verdict = 'changed'
              AND NOT EXISTS (SELECT 1 FROM import_done d WHERE d.import_id = o.import_id AND d.row = o.row))
         FROM import_done WHERE import_id = ?1",
        [import.get()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

pub(super) fn set_decision(tx: &WriteTx<'_>, import: ImportId, row: u32, decision: &str) -> Result<usize, StoreError> {
    tx.change("UPDATE import_row SET decision = ?3 WHERE import_id = ?1 AND row = ?2", params![import.get(), row, decision])
}

pub(super) fn set_decisions(tx: &WriteTx<'_>, import: ImportId, verdict: Verdict, decision: &str) -> Result<usize, StoreError> {
    tx.change("UPDATE import_row SET decision = ?3 WHERE import_id = ?1 AND verdict = ?2", params![import.get(), verdict.word(), decision])
}

/// Writes what a row is judged to be now.
pub(super) fn set_judged(tx: &WriteTx<'_>, import: ImportId, row: &Staged) -> Result<(), StoreError> {
    let finding = if row.finding == Finding::default() { String::new() } else { json(&row.finding) };
    tx.change(
        "UPDATE import_row SET verdict = ?3, name = ?4, address = ?5, cells = ?6, finding = ?7, person = ?8, broken = CASE WHEN ?9 THEN broken ELSE '' END
         WHERE import_id = ?1 AND row = ?2",
        params![
            import.get(),
            row.row,
            row.verdict.word(),
            row.name,
            row.address,
            json(&row.cells),
            finding,
            row.person.map(PersonId::get),
            row.broken
        ],
    )?;
    Ok(())
}

/// Writes what was done for a row, in place of what was done for it before an undo, and what must be put back at an undo.
pub(super) fn insert_done(
    tx: &WriteTx<'_>,
    import: ImportId,
    row: u32,
    person: PersonId,
    outcome: &str,
    before: &str,
) -> Result<(), StoreError> {
    forget_done(tx, import, row)?;
    insert_all_done(tx, import, &[(row, person, outcome, before)])
}

/// The same for many rows.
pub(super) fn insert_all_done(tx: &WriteTx<'_>, import: ImportId, done: &[(u32, PersonId, &str, &str)]) -> Result<(), StoreError> {
    let mut rows = Rows::new("import_done (import_id, row, person, outcome, before)");
    for (row, person, outcome, before) in done {
        rows.push([number(import.get()), number(i64::from(*row)), number(person.get()), text(outcome), text(before)]);
    }
    rows.write(tx).map(drop)
}

/// What became of the person of a row, if anything was done: `added` or `changed`.
pub(super) fn outcome(tx: &ReadTx<'_>, import: ImportId, row: u32) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT outcome FROM import_done WHERE import_id = ?1 AND row = ?2")?;
    Ok(query.query_row(params![import.get(), row], |row| row.get(0)).optional()?)
}

/// Notes which relations a row that changed somebody brought.
pub(super) fn note_related(tx: &WriteTx<'_>, import: ImportId, row: u32, noted: &[RelationId]) -> Result<(), StoreError> {
    tx.change(
        "UPDATE import_done SET before = json_set(before, '$.related_by_it', json(?3)) WHERE import_id = ?1 AND row = ?2",
        params![import.get(), row, json(&noted)],
    )?;
    Ok(())
}

/// Notes to whom a row says relations that are left out, since nobody here is meant.
pub(super) fn set_unrelated(tx: &WriteTx<'_>, import: ImportId, row: u32, unknown: &[String]) -> Result<(), StoreError> {
    let mut finding = tx
        .prepare_cached(&format!("{ROW} WHERE r.import_id = ?1 AND r.row = ?2"))?
        .query_row(params![import.get(), row], row_of)
        .optional()?
        .map(|row| row.finding)
        .unwrap_or_default();
    unknown.clone_into(&mut finding.unrelated);
    let finding = json(&finding);
    tx.change("UPDATE import_row SET finding = ?3 WHERE import_id = ?1 AND row = ?2", params![import.get(), row, finding])?;
    Ok(())
}

/// How many relations were left out since nobody here is meant.
pub(super) fn count_unrelated(tx: &ReadTx<'_>, import: ImportId) -> Result<u32, StoreError> {
    let mut query = tx.prepare_cached(
        r#"SELECT COALESCE(sum(json_array_length(finding, '$.unrelated')), 0) FROM import_row
         WHERE import_id = ?1 AND finding <> '' AND instr(finding, '"unrelated":[') > 0"#,
    )?;
    Ok(query.query_row([import.get()], |row| row.get(0))?)
}

/// Notes a suppression that a row made, or a further reason of one that stood.
pub(super) fn insert_opt_out(tx: &WriteTx<'_>, import: ImportId, row: u32, suppressed: Suppressed) -> Result<(), StoreError> {
    let (sql, id) = match suppressed {
        Suppressed::Newly(id) => ("INSERT INTO import_opt_out (suppression_id, import_id, row) VALUES (?1, ?2, ?3)", id),
        Suppressed::Beside(id) => ("INSERT INTO import_opt_out_further (further_id, import_id, row) VALUES (?1, ?2, ?3)", id),
        Suppressed::Already => return Ok(()),
    };
    tx.change(sql, params![id, import.get(), row])?;
    Ok(())
}

/// The suppressions that an import made, and the further reasons.
pub(super) fn opt_outs(tx: &ReadTx<'_>, import: ImportId) -> Result<Vec<Suppressed>, StoreError> {
    let mut made = tx.prepare_cached("SELECT suppression_id FROM import_opt_out WHERE import_id = ?1 ORDER BY suppression_id")?;
    let mut beside = tx.prepare_cached("SELECT further_id FROM import_opt_out_further WHERE import_id = ?1 ORDER BY further_id")?;
    let made = made.query_map([import.get()], |row| row.get(0).map(Suppressed::Newly))?;
    let beside = beside.query_map([import.get()], |row| row.get(0).map(Suppressed::Beside))?;
    Ok(beside.chain(made).collect::<Result<_, _>>()?)
}

/// The row that made this person, and forgets that it did.
pub(super) fn take_done(tx: &WriteTx<'_>, import: ImportId, person: PersonId) -> Result<Option<u32>, StoreError> {
    let row = tx
        .prepare_cached("DELETE FROM import_done WHERE import_id = ?1 AND person = ?2 RETURNING row")?
        .query_row([import.get(), person.get()], |row| row.get(0))
        .optional()?;
    Ok(row)
}

/// Forgets what was to be done for a row.
pub(super) fn forget_done(tx: &WriteTx<'_>, import: ImportId, row: u32) -> Result<(), StoreError> {
    tx.change("DELETE FROM import_done WHERE import_id = ?1 AND row = ?2", params![import.get(), row])?;
    Ok(())
}

/// The same for many rows.
pub(super) fn forget_all_done(tx: &WriteTx<'_>, import: ImportId, rows: &[u32]) -> Result<(), StoreError> {
    let rows = Rc::new(rows.iter().map(|row| Value::Integer((*row).into())).collect::<Vec<_>>());
    tx.change("DELETE FROM import_done WHERE import_id = ?1 AND row IN rarray(?2)", params![import.get(), rows])?;
    Ok(())
}

/// What somebody was before a row changed them.
pub(super) fn before(tx: &ReadTx<'_>, import: ImportId, row: u32) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT before FROM import_done WHERE import_id = ?1 AND row = ?2 AND outcome = 'changed'")?;
    Ok(query.query_row(params![import.get(), row], |row| row.get(0)).optional()?)
}

/// Whom an import added, by id.
pub(super) fn added(tx: &ReadTx<'_>, import: ImportId) -> Result<Vec<PersonId>, StoreError> {
    let mut query = tx.prepare_cached(ADDED)?;
    let rows = query.query_map([import.get()], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    let mut people: Vec<PersonId> = rows.collect::<Result<_, _>>()?;
    people.sort_unstable();
    Ok(people)
}

/// What an import did, by row: to whom, and whether it added them.
pub(super) fn done(tx: &ReadTx<'_>, import: ImportId) -> Result<Vec<(u32, PersonId, bool)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT row, person, outcome = 'added' FROM import_done WHERE import_id = ?1")?;
    let rows = query.query_map([import.get()], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.into(), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was changed, the last row first, before row `before`.
pub(super) fn changed_before(tx: &ReadTx<'_>, import: ImportId, before: u32, limit: u32) -> Result<Vec<Done>, StoreError> {
    let mut query = tx.prepare_cached(CHANGED_BEFORE)?;
    let rows = query.query_map(params![import.get(), before, limit], |row| {
        Ok(Done { row: row.get(0)?, person: row.get::<_, i64>(1)?.into(), before: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The file of an import that was applied, or done again, after `action`, still stands, and changed one of these people.
pub(super) fn changed_by_import_since(tx: &ReadTx<'_>, action: ActionId, people: &[PersonId]) -> Result<Option<String>, StoreError> {
    let ids = std::rc::Rc::new(people.iter().map(|id| rusqlite::types::Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(CHANGED_SINCE)?;
    Ok(query.query_row(params![action.get(), ids], |row| row.get(0)).optional()?)
}

const ADDED: &str = "SELECT person FROM import_done WHERE import_id = ?1 AND outcome = 'added' ORDER BY row";
const CHANGED_BEFORE: &str =
    "SELECT row, person, before FROM import_done WHERE import_id = ?1 AND row < ?2 AND outcome = 'changed' ORDER BY row DESC LIMIT ?3";
const CHANGED_SINCE: &str = "SELECT i.file FROM import_done d JOIN import i ON i.id = d.import_id
     WHERE d.outcome = 'changed' AND d.person IN rarray(?2) AND i.state = 'applied' AND COALESCE(i.redone_by, i.action_id) > ?1
     ORDER BY COALESCE(i.redone_by, i.action_id) DESC LIMIT 1";

/// How SQLite goes about the questions that a large import asks, a line for each step (Q2).
#[cfg(test)]
pub(super) fn plans(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let rows = format!("{ROW} WHERE r.import_id = ?1 AND r.row > ?2 ORDER BY r.row LIMIT 1000");
    [CHANGED_SINCE, rows.as_str(), ADDED, CHANGED_BEFORE]
        .iter()
        .map(|sql| {
            let mut query = tx.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let steps = query.query_map(rusqlite::params_from_iter(vec![1; query.parameter_count()]), |row| row.get::<_, String>(3));
            Ok(steps?.collect::<Result<Vec<_>, _>>()?.join("\n"))
        })
        .collect()
}

/// Forgets some of what was done for imports that are not applied: their work was cut off. `true` when nothing is left.
pub(super) fn forget_some_undone(tx: &WriteTx<'_>, limit: u32) -> Result<bool, StoreError> {
    let gone = tx.change(
        "DELETE FROM import_done WHERE (import_id, row) IN
           (SELECT d.import_id, d.row FROM import i JOIN import_done d ON d.import_id = i.id WHERE i.state = 'staged' LIMIT ?1)",
        [limit],
    )?;
    Ok(gone == 0)
}

/// Takes some rows of an import away, and the import itself once none is left; `true` when all is gone.
pub(super) fn discard_some(tx: &WriteTx<'_>, import: ImportId, limit: u32) -> Result<bool, StoreError> {
    let gone = tx.change(
        "DELETE FROM import_row WHERE id IN (SELECT id FROM import_row WHERE import_id = ?1 LIMIT ?2)",
        params![import.get(), limit],
    )?;
    if gone > 0 {
        return Ok(false);
    }
    tx.change("DELETE FROM import WHERE id = ?1", [import.get()])?;
    tx.changed(Topic::Import, import.get());
    Ok(true)
}

/// Imports that were never applied: half-staged ones untouched since `staging_before`, staged ones since `staged_before`.
pub(super) fn abandoned(tx: &ReadTx<'_>, staging_before: Millis, staged_before: Millis) -> Result<Vec<ImportId>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT id FROM import WHERE (state = 'staging' AND touched_at < ?1) OR (state = 'staged' AND touched_at < ?2)")?;
    let rows = query.query_map([staging_before.get(), staged_before.get()], |row| Ok(ImportId::from(row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was chosen for the last file with this header.
pub(super) fn remembered(tx: &ReadTx<'_>, mark: &str) -> Result<Option<(Mapping, String, Basis)>, StoreError> {
    let found = tx
        .query_row("SELECT mapping, source, basis FROM import_mapping WHERE mark = ?1", [mark], |row| {
            let mapping: String = row.get(0)?;
            // A form that an older program wrote and that is no longer understood is proposed anew.
            let basis = Basis::from_word(row.get_ref(2)?.as_str()?).unwrap_or(Basis::LegitimateInterest);
            Ok((Mapping::kept(&mapping), row.get::<_, String>(1)?, basis))
        })
        .optional()?;
    Ok(found.and_then(|(mapping, source, basis)| Some((mapping?, source, basis))))
}

pub(super) fn remember(tx: &WriteTx<'_>, mark: &str, mapping: &Mapping, source: &str, basis: Basis) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO import_mapping (mark, mapping, source, basis, used_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (mark) DO UPDATE SET mapping = excluded.mapping, source = excluded.source, basis = excluded.basis, used_at = excluded.used_at",
        params![mark, json(mapping), source, basis.word(), tx.now().get()],
    )?;
    Ok(())
}

/// What an import did to one person.
pub(super) struct DoneTo {
    pub(super) act: ActionId,
    pub(super) made: bool,
    pub(super) before: String,
    /// It stands, or whom it changed was changed since and stayed at its undo.
    pub(super) stands: bool,
}

/// What imports did to a person, who came into the workspace at `created`: of several rows of one import what stood before the first.
pub(super) fn done_to(tx: &ReadTx<'_>, person: PersonId, created: Millis) -> Result<Vec<DoneTo>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT i.action_id, 0, d.before, i.state = 'applied' OR EXISTS (SELECT 1 FROM json_each(i.undo_left) l WHERE json_extract(l.value, '$[0]') = ?1) FROM import_done d JOIN import i ON i.id = d.import_id
          WHERE d.outcome = 'changed' AND d.person = ?1 AND i.action_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM import_done e WHERE e.person = ?1 AND e.outcome = 'changed' AND e.import_id = d.import_id AND e.row < d.row)
         UNION ALL
         SELECT i.action_id, 1, '', 1 FROM import i JOIN import_done d ON d.import_id = i.id
          WHERE i.applied_at = ?2 AND i.action_id IS NOT NULL AND d.person = ?1 AND d.outcome = 'added'",
    )?;
    let rows = query.query_map(params![person.get(), created.get()], |row| {
        Ok(DoneTo { act: row.get::<_, i64>(0)?.into(), made: row.get(1)?, before: row.get(2)?, stands: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
