//! What columns say that no row of the list says itself: of a page of people for the screen, of everybody for an order.

use std::rc::Rc;

use rusqlite::Params;
use rusqlite::types::Value;

use super::custom;
use crate::contacts::columns::{Cell, Column};
use crate::contacts::kinds::{CustomKind, TouchKind};
use crate::contacts::{Agreement, staff, warmth};
use crate::ids::{CustomFieldId, Millis, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// So many letters of a long text count for its order.
const KEY_LETTERS: usize = 100;

/// People as a parameter; everybody without.
type People = Rc<Vec<Value>>;

fn bound(whose: Option<&[PersonId]>) -> People {
    Rc::new(whose.unwrap_or_default().iter().map(|id| Value::Integer(id.get())).collect())
}

/// ` AND person IN …`, if it is not everybody.
fn among(whose: Option<&[PersonId]>, person: &str) -> String {
    // The first parameter is named in both cases, since it is bound in both.
    if whose.is_some() { format!(" AND {person} IN rarray(?1)") } else { " AND (?1 IS NULL OR 1)".to_owned() }
}

fn texts(tx: &ReadTx<'_>, sql: &str, parameters: impl Params) -> Result<Vec<Cell>, StoreError> {
    let mut query = tx.prepare_cached(sql)?;
    let rows = query.query_map(parameters, |row| Ok(Cell::of(row.get::<_, i64>(0)?.into(), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What `column` says of these people, or of everybody.
pub(in crate::contacts) fn read(tx: &ReadTx<'_>, column: Column, whose: Option<&[PersonId]>) -> Result<Vec<Cell>, StoreError> {
    let people = bound(whose);
    match column {
        Column::Tags => {
            let among = among(whose, "pt.person_id");
            let sql = format!(
                "SELECT pt.person_id, group_concat(t.name, ', ' ORDER BY t.name_key)
                 FROM person_tag pt JOIN tag t ON t.id = pt.tag_id WHERE 1{among} GROUP BY pt.person_id"
            );
            texts(tx, &sql, [people])
        }
        Column::Phone => {
            let among = among(whose, "person_id");
            texts(tx, &format!("SELECT person_id, number FROM phone WHERE position = 0{among}"), [people])
        }
        Column::Source => {
            let among = among(whose, "person_id");
            texts(tx, &format!("SELECT person_id, source FROM address WHERE position = 0{among}"), [people])
        }
        Column::Basis => {
            let among = among(whose, "person_id");
            texts(tx, &format!("SELECT person_id, basis FROM address WHERE position = 0{among}"), [people])
        }
        Column::Salutation => of_person(tx, "salutation", whose, people),
        Column::TimeZone => of_person(tx, "time_zone", whose, people),
        Column::Department => of_person(tx, "department", whose, people),
        Column::Site => of_person(tx, "site", whose, people),
        Column::StaffNumber => of_person(tx, "staff_number", whose, people),
        Column::Owner => of_person(tx, "owner", whose, people),
        Column::Manager => managers(tx, whose, people),
        Column::Handles => {
            let among = among(whose, "person_id");
            let sql = format!(
                "SELECT person_id, group_concat(network || ':' || handle, '; ' ORDER BY position) FROM handle WHERE 1{among} GROUP BY person_id"
            );
            texts(tx, &sql, [people])
        }
        Column::Embargoes => {
            let among = among(whose, "person_id");
            let mut query = tx.prepare_cached(&format!("SELECT person_id, agreed_at, note FROM embargo_agreement WHERE 1{among}"))?;
            let rows = query.query_map([people], |row| {
                let (at, note): (i64, String) = (row.get(1)?, row.get(2)?);
                Ok(Cell::of(row.get::<_, i64>(0)?.into(), Agreement::cell(at.into(), &note)))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        }
        Column::Warmth => warmths(tx, whose, people),
        Column::Own(field) => own(tx, field, whose, &people),
        Column::Name
        | Column::Kind
        | Column::Outlet
        | Column::Role
        | Column::Beats
        | Column::City
        | Column::Country
        | Column::Language
        | Column::Address
        | Column::Bars
        | Column::Contact => Ok(Vec::new()),
    }
}

/// A column of the person's own row, of those whose row says something there: of most people nothing is known in it, and an index has the
/// others where there is one.
fn of_person(tx: &ReadTx<'_>, column: &str, whose: Option<&[PersonId]>, people: People) -> Result<Vec<Cell>, StoreError> {
    let among = among(whose, "id");
    let known = match column {
        "staff_number" => "staff_key <> ''".to_owned(),
        "department" | "site" | "owner" => format!("{column}_key <> ''"),
        _ => format!("{column} <> ''"),
    };
    texts(tx, &format!("SELECT id, {column} FROM person WHERE {known}{among}"), [people])
}

/// Who leads people, as they are called and with the address that says who is meant; else what a file said, while nobody is found to whom it points.
fn managers(tx: &ReadTx<'_>, whose: Option<&[PersonId]>, people: People) -> Result<Vec<Cell>, StoreError> {
    let among = among(whose, "p.id");
    let sql = format!(
        "SELECT p.id, m.name, COALESCE((SELECT a.address FROM address a WHERE a.person_id = m.id ORDER BY a.position LIMIT 1), '')
         FROM person p JOIN person m ON m.id = p.manager_id WHERE p.manager_id IS NOT NULL{among}"
    );
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map([people.clone()], |row| {
        let (name, address): (String, String) = (row.get(1)?, row.get(2)?);
        Ok(Cell::of(row.get::<_, i64>(0)?.into(), staff::called(&name, &address)))
    })?;
    let mut cells = rows.collect::<Result<Vec<_>, _>>()?;
    let words = format!("SELECT p.id, p.manager FROM person p WHERE p.manager <> '' AND p.manager_id IS NULL{among}");
    cells.extend(texts(tx, &words, [people])?);
    Ok(cells)
}

fn warmths(tx: &ReadTx<'_>, whose: Option<&[PersonId]>, people: People) -> Result<Vec<Cell>, StoreError> {
    let (today, among) = (warmth::day_of(tx.now()), among(whose, "id"));
    let mut query = tx.prepare_cached(&format!("SELECT id, day, warmth FROM bond WHERE warmth > 0{among}"))?;
    let rows = query.query_map([people], |row| Ok((row.get::<_, i64>(0)?, (row.get(1)?, row.get(2)?))))?;
    let mut cells = Vec::new();
    for row in rows {
        let (person, bond) = row?;
        let points = warmth::on(today, Some(bond));
        if points > 0 {
            cells.push(Cell::numbered(person.into(), points.to_string(), points.into()));
        }
    }
    Ok(cells)
}

fn own(tx: &ReadTx<'_>, id: CustomFieldId, whose: Option<&[PersonId]>, people: &People) -> Result<Vec<Cell>, StoreError> {
    let Some(field) = custom::all(tx)?.into_iter().find(|field| field.id == id) else { return Ok(Vec::new()) };
    let among = among(whose, "person_id");
    let mut query = tx.prepare_cached(&format!("SELECT person_id, value, number FROM person_field WHERE field_id = ?2{among}"))?;
    let rows = query.query_map(rusqlite::params![people, id.get()], |row| {
        let (person, text, number): (i64, String, Option<f64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(match (field.kind, number) {
            (CustomKind::Number, Some(number)) => Cell::numbered(person.into(), text, number),
            (CustomKind::Choice, _) => {
                let at = field.choices.iter().position(|choice| *choice == text).unwrap_or(field.choices.len());
                Cell { person: person.into(), text, key: format!("{at:04}") }
            }
            (CustomKind::LongText, _) => Cell { person: person.into(), key: text.chars().take(KEY_LETTERS).collect(), text },
            _ => Cell::of(person.into(), text),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the last touch of one of these kinds was.
pub(in crate::contacts) fn last_touches(
    tx: &ReadTx<'_>,
    kinds: &[TouchKind],
    whose: Option<&[PersonId]>,
) -> Result<Vec<(PersonId, Millis)>, StoreError> {
    // Words of the vocabulary: nothing that somebody typed.
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.word())).collect();
    let (kinds, among) = (kinds.join(", "), among(whose, "person_id"));
    let sql = format!("SELECT person_id, max(at) FROM touch WHERE kind IN ({kinds}){among} GROUP BY person_id");
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map([bound(whose)], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, i64>(1)?.into())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
