//! What rows of files said about somebody: told, and taken away (L4, L5).

use std::collections::BTreeMap;

use rusqlite::params;

use super::json;
use crate::contacts::Subject;
use crate::ids::{Millis, PersonId};
use crate::importing::field::Field;
use crate::importing::mapping::Mapping;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// The condition that a row of a file is about somebody: by number, or by an address that the row has.
const ABOUT: &str = "(r.person IN rarray(?1) OR (r.address <> '' AND lower(r.address) IN rarray(?2))
   OR EXISTS (SELECT 1 FROM import_done d WHERE d.import_id = r.import_id AND d.row = r.row AND d.person IN rarray(?1)))";

/// Empties rows: nothing is left of them but that they are there.
const EMPTIES: &str = "UPDATE import_row AS r SET verdict = 'refused', name = '', address = '', cells = '[]', finding = '', person = NULL";

type Values = std::rc::Rc<Vec<rusqlite::types::Value>>;

fn marks(of: &Subject) -> (Values, Values) {
    let numbers = of.numbers.iter().map(|number| rusqlite::types::Value::Integer(number.get())).collect();
    let addresses = of.addresses.iter().map(|address| rusqlite::types::Value::Text(address.clone())).collect();
    (std::rc::Rc::new(numbers), std::rc::Rc::new(addresses))
}

/// What rows of files said about somebody.
pub(in crate::importing) fn rows_about(tx: &ReadTx<'_>, of: &Subject) -> Result<Vec<serde_json::Value>, StoreError> {
    let (numbers, addresses) = marks(of);
    let mut query = tx.prepare_cached(&format!(
        "SELECT i.file, i.source, i.created_at, r.row, r.cells FROM import_row r JOIN import i ON i.id = r.import_id WHERE {ABOUT} ORDER BY r.id"
    ))?;
    let rows = query.query_map(params![numbers, addresses], |row| {
        let cells: String = row.get(4)?;
        Ok(serde_json::json!({
            "file": row.get::<_, String>(0)?,
            "source": row.get::<_, String>(1)?,
            "read_at": Millis::from(row.get::<_, i64>(2)?).to_rfc3339(),
            "row": row.get::<_, u32>(3)?,
            "cells": serde_json::from_str::<serde_json::Value>(&cells).ok(),
        }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Empties what rows of files said about somebody, and forgets who they were before an import changed them: its undo has no word of
/// them then.
pub(in crate::importing) fn erase(tx: &WriteTx<'_>, of: &Subject) -> Result<(), StoreError> {
    let (numbers, addresses) = marks(of);
    tx.change(&format!("{EMPTIES} WHERE {ABOUT}"), params![numbers.clone(), addresses])?;
    let fields = fields_of_imports(tx)?;
    empty_rows_that_bring_back(tx, of, &fields)?;
    empty_cells_that_name(tx, of, &fields)?;
    tx.change("DELETE FROM import_done WHERE person IN rarray(?1)", [numbers])?;
    leave_unnamed(tx, of)
}

/// Takes them out of who stayed at an undo, or stayed away: by number, or by what they are called there.
fn leave_unnamed(tx: &WriteTx<'_>, of: &Subject) -> Result<(), StoreError> {
    let kept = {
        let mut query = tx.prepare_cached("SELECT id, undo_left FROM import WHERE undo_left <> '[]'")?;
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<(i64, String)>, _>>()?
    };
    let called = |text: &str| {
        let lower = text.trim().to_lowercase();
        of.names().chain(of.addresses.iter().map(String::as_str)).any(|word| word.trim().to_lowercase() == lower)
    };
    for (import, left) in kept {
        let Ok(mut left) = serde_json::from_str::<Vec<(PersonId, String)>>(&left) else { continue };
        let all = left.len();
        left.retain(|(person, text)| !of.numbers.contains(person) && !called(text));
        if left.len() < all {
            tx.change("UPDATE import SET undo_left = ?2 WHERE id = ?1", params![import, json(&left)])?;
        }
    }
    Ok(())
}

/// Empties the rows of imports that were taken back that would bring somebody of this name, or with one of these addresses, when they are done
/// again: under the number that they had, nobody knows them any more.
fn empty_rows_that_bring_back(tx: &WriteTx<'_>, of: &Subject, fields: &BTreeMap<i64, Vec<Option<Field>>>) -> Result<(), StoreError> {
    let mut gone = Vec::new();
    let addresses = of.addresses.iter().map(|address| (address.as_str(), true));
    for (words, is_address) in addresses.chain(of.names().map(|name| (name, false))) {
        let lower = words.trim().to_lowercase();
        let mut query = tx.prepare_cached(
            "SELECT r.id, r.name, r.cells, r.import_id FROM import_row r JOIN import i ON i.id = r.import_id
             WHERE i.state = 'undone' AND (?1 = '' OR instr(lower(r.name), ?1) > 0 OR instr(lower(r.cells), ?1) > 0)",
        )?;
        let mut rows = query.query([plain_part(&lower)])?;
        while let Some(row) = rows.next()? {
            let brings = if is_address {
                let cells: Vec<String> = serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default();
                let held = fields.get(&row.get::<_, i64>(3)?).map(Vec::as_slice).unwrap_or_default();
                cells
                    .iter()
                    .zip(held)
                    .any(|(cell, field)| matches!(field, Some(Field::Address | Field::OtherAddress)) && Subject::is_written(words, cell))
            } else {
                row.get::<_, String>(1)?.trim().to_lowercase() == lower
            };
            if brings {
                gone.push(rusqlite::types::Value::Integer(row.get(0)?));
            }
        }
    }
    let gone = std::rc::Rc::new(gone);
    tx.change(
        "DELETE FROM import_done WHERE (import_id, row) IN (SELECT import_id, row FROM import_row WHERE id IN rarray(?1))",
        [std::rc::Rc::clone(&gone)],
    )?;
    tx.change(&format!("{EMPTIES} WHERE r.id IN rarray(?1)"), [gone])?;
    Ok(())
}

/// The longest run of plain letters, digits and blanks: what SQLite makes small as we do, and JSON writes as it is. Empty where that says
/// too little.
fn plain_part(lower: &str) -> &str {
    let parts = lower.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != ' ');
    parts.max_by_key(|part| part.len()).filter(|part| part.trim().len() >= 3).unwrap_or_default()
}

/// Whether a column can hold a whole name: not where it holds a part of one, or says something else of somebody.
const fn can_name(field: Option<Field>) -> bool {
    !matches!(
        field,
        Some(
            Field::GivenName
                | Field::FamilyName
                | Field::Salutation
                | Field::Outlet
                | Field::Role
                | Field::Beats
                | Field::City
                | Field::Country
                | Field::Language
                | Field::Kind
                | Field::Tags
                | Field::Department
                | Field::Site
        )
    )
}

/// What the columns of each import hold.
fn fields_of_imports(tx: &ReadTx<'_>) -> Result<BTreeMap<i64, Vec<Option<Field>>>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id, mapping FROM import")?;
    let mut rows = query.query([])?;
    let mut fields = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let columns = Mapping::kept(&row.get::<_, String>(1)?).map(|mapping| mapping.columns).unwrap_or_default();
        fields.insert(row.get(0)?, columns.into_iter().map(|column| column.field).collect());
    }
    Ok(fields)
}

/// The texts in a cell in which our own export says relations; none in any other cell.
fn texts_of_relations(cell: &str) -> Option<Vec<String>> {
    if !cell.starts_with("[{") {
        return None;
    }
    let Ok(entries) = serde_json::from_str::<Vec<serde_json::Map<String, serde_json::Value>>>(cell) else {
        return Some(vec![cell.to_owned()]);
    };
    Some(entries.iter().flat_map(|entry| entry.values().filter_map(serde_json::Value::as_str)).map(str::to_owned).collect())
}

/// Rows about others say who leads them, and to whom they are something: such cells that name somebody go empty.
fn empty_cells_that_name(tx: &WriteTx<'_>, of: &Subject, fields: &BTreeMap<i64, Vec<Option<Field>>>) -> Result<(), StoreError> {
    let addresses = of.addresses.iter().map(|address| (address.as_str(), true));
    for (words, is_address) in addresses.chain(of.names().map(|name| (name, false))) {
        let lower = words.to_lowercase();
        let says = |text: &str| if is_address { Subject::is_written(words, text) } else { Subject::is_said(words, text) };
        // A name alone may be anybody's; what our own export says of relations names people, and so does a cell that says no more.
        let names = |cell: &str, field: Option<Field>| match texts_of_relations(cell) {
            Some(texts) => texts.iter().any(|text| says(text)),
            None if is_address => says(cell),
            None => can_name(field) && cell.to_lowercase().trim() == lower,
        };
        let mut emptied = Vec::new();
        {
            let mut query =
                tx.prepare_cached("SELECT id, cells, import_id FROM import_row WHERE ?1 = '' OR instr(lower(cells), ?1) > 0")?;
            let mut rows = query.query([plain_part(&lower)])?;
            while let Some(row) = rows.next()? {
                let Ok(mut cells) = serde_json::from_str::<Vec<String>>(&row.get::<_, String>(1)?) else { continue };
                let held = fields.get(&row.get::<_, i64>(2)?).map(Vec::as_slice).unwrap_or_default();
                let mut named = cells.iter_mut().enumerate().filter(|(at, cell)| names(cell, held.get(*at).copied().flatten())).peekable();
                if named.peek().is_some() {
                    named.for_each(|(_, cell)| cell.clear());
                    emptied.push((row.get::<_, i64>(0)?, json(&cells)));
                }
            }
        }
        for (id, cells) in emptied {
            tx.change(
                "UPDATE import_row SET cells = ?2, finding = CASE finding WHEN '' THEN '' ELSE json_remove(finding, '$.unrelated') END
                 WHERE id = ?1",
                params![id, cells],
            )?;
        }
    }
    Ok(())
}
