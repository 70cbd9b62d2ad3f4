//! What rows say of a person or an outlet, in lines that people read.

use std::collections::HashMap;

use serde_json::Value;

use super::fold;
use super::kinds::RelationKind;
use super::past::PastLine;
use crate::messages::Message;
use crate::workspace::{Kept, ReadTx, Standing, StoreError, name_after};

/// Columns of a person's own row that are told as they are.
pub(super) const COLUMNS: &[&str] = &[
    "kind",
    "name",
    "given_name",
    "family_name",
    "salutation",
    "greeting",
    "role",
    "outlet",
    "department",
    "site",
    "manager",
    "staff_number",
    "owner",
    "city",
    "country",
    "language",
    "time_zone",
    "notes",
];

/// The names of what rows refer to, as they were called at one step of history.
pub struct Names<'t, 'c> {
    tx: &'t ReadTx<'c>,
    known: HashMap<(&'static str, i64, i64), String>,
}

impl<'t, 'c> Names<'t, 'c> {
    pub(super) fn new(tx: &'t ReadTx<'c>) -> Self {
        Self { tx, known: HashMap::new() }
    }

    /// What the row of that number was called after the step.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn of(&mut self, table: &'static str, row: i64, step: i64) -> Result<String, StoreError> {
        if let Some(name) = self.known.get(&(table, row, step)) {
            return Ok(name.clone());
        }
        let name = name_after(self.tx, table, row, step)?.unwrap_or_else(|| "—".to_owned());
        self.known.insert((table, row, step), name.clone());
        Ok(name)
    }
}

/// What a column of a row says.
#[must_use]
pub fn kept_text<'k>(row: &'k Kept, column: &str) -> &'k str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}

/// The number in a column of a row.
#[must_use]
pub fn kept_number(row: &Kept, column: &str) -> Option<i64> {
    row.get(column).and_then(Value::as_i64)
}

/// What a line of a person is called.
pub(super) fn called(key: &str) -> String {
    format!("contacts.past.{key}")
}

/// Lines of one thing, in their order.
#[derive(Debug)]
pub struct Lines {
    called: fn(&str) -> String,
    lines: Vec<PastLine>,
}

impl Lines {
    /// `called` gives the key of what a line is called.
    #[must_use]
    pub fn of(called: fn(&str) -> String) -> Self {
        Self { called, lines: Vec::new() }
    }

    /// Adds one.
    pub fn push(&mut self, key: &str, of: &str, text: impl Into<String>) {
        let label = Message { key: (self.called)(key).into(), ..Message::new("") }.with("of", of);
        self.lines.push(PastLine { key: key.to_owned(), of: of.to_owned(), label, text: text.into() });
    }

    /// Adds one, if there is anything to say.
    pub fn known(&mut self, key: &str, of: &str, text: &str) {
        if !text.is_empty() {
            self.push(key, of, text);
        }
    }

    /// All of them.
    #[must_use]
    pub fn done(self) -> Vec<PastLine> {
        self.lines
    }
}

fn in_order(rows: &[(Option<i64>, Kept)]) -> Vec<&Kept> {
    let mut rows: Vec<&Kept> = rows.iter().map(|(_, row)| row).collect();
    rows.sort_by_key(|row| kept_number(row, "position"));
    rows
}

/// All that is known of a person whose rows stand so, after the step `step` of history.
pub(super) fn of_a_person(standing: &Standing, names: &mut Names<'_, '_>, step: i64) -> Result<Vec<PastLine>, StoreError> {
    let mut lines = Lines::of(called);
    let Some((_, person)) = standing.rows("person").first() else { return Ok(Vec::new()) };
    for column in COLUMNS {
        // What an import kept names the outlet and the one who leads; a row of history has their numbers.
        let referred = match *column {
            "outlet" => kept_number(person, "outlet_id").map(|id| ("outlet", id)),
            "manager" => kept_number(person, "manager_id").map(|id| ("person", id)),
            _ => None,
        };
        match referred {
            Some((table, id)) => lines.push(column, "", names.of(table, id, step)?),
            None => lines.known(column, "", kept_text(person, column)),
        }
    }
    if person.get("barred_at").is_some_and(|at| !at.is_null()) {
        lines.push("do_not_contact", "", kept_text(person, "barred_reason"));
    }
    for (_, row) in standing.rows("restriction") {
        lines.push("restricted", "", kept_text(row, "reason"));
    }
    for (_, row) in standing.rows("embargo_agreement") {
        lines.push("embargoes", "", kept_text(row, "note"));
    }
    for (table, key, day, why) in [("notice", "told_of_source", "given_on", "how"), ("kept_until", "kept_until", "until_on", "reason")] {
        for (_, row) in standing.rows(table) {
            lines.push(key, "", format!("{} {}", kept_text(row, day), kept_text(row, why)));
        }
    }
    for (_, row) in standing.rows("recipient_kind") {
        lines.push("recipient_kind", "", kept_text(row, "kind"));
    }
    for (_, row) in standing.rows("consent") {
        let said = ["given_on", "how", "evidence"].map(|column| kept_text(row, column));
        lines.push("consent", kept_text(row, "ground"), said.join(" ").trim_end());
    }
    let addresses = in_order(standing.rows("address"));
    for row in &addresses {
        let address = kept_text(row, "address");
        lines.push("address", kept_text(row, "normalised"), address);
        for column in ["source", "sourced_on", "basis", "basis_note"] {
            lines.known(column, address, kept_text(row, column));
        }
    }
    if let [first, _, ..] = addresses.as_slice() {
        lines.push("mail_to", "", kept_text(first, "address"));
    }
    let joined =
        |table: &str, say: &dyn Fn(&Kept) -> String| in_order(standing.rows(table)).into_iter().map(say).collect::<Vec<_>>().join(", ");
    lines.known(
        "phones",
        "",
        &joined("phone", &|row| format!("{} {}", kept_text(row, "number"), kept_text(row, "label")).trim().to_owned()),
    );
    lines.known("handles", "", &joined("handle", &|row| format!("{}: {}", kept_text(row, "network"), kept_text(row, "handle"))));
    let mut beats = Vec::new();
    for row in in_order(standing.rows("person_beat")) {
        beats.push(named(names, row, "beat", "beat_id", step)?);
    }
    lines.known("beats", "", &beats.join(", "));
    let mut tags = Vec::new();
    for (_, row) in standing.rows("person_tag") {
        tags.push(named(names, row, "tag", "tag_id", step)?);
    }
    tags.sort_by_key(|tag| fold::key(tag));
    lines.known("tags", "", &tags.join(", "));
    for (_, row) in standing.rows("person_field") {
        lines.push("field", &named(names, row, "custom_field", "field_id", step)?, kept_text(row, "value"));
    }
    for (_, row) in standing.rows("person_position") {
        let outlet = named(names, row, "outlet", "outlet_id", step)?;
        let span = [kept_text(row, "from_on"), kept_text(row, "to_on")].join("–");
        let said = [kept_text(row, "role"), span.as_str()].into_iter().filter(|part| !part.is_empty() && *part != "–").collect::<Vec<_>>();
        lines.push("position", &outlet, said.join(", "));
    }
    for (_, row) in standing.rows("person_photo") {
        let number = |column: &str| kept_number(row, column).unwrap_or_default();
        // Its number tells it from another of the same size.
        lines.push("photo", "", format!("{} × {} (#{})", number("width"), number("height"), number("photo_id")));
    }
    relations(standing, names, step, &mut lines)?;
    for (_, row) in standing.rows("list_person") {
        let list = named(names, row, "list", "list_id", step)?;
        lines.push("list", "", list);
    }
    for (_, row) in standing.rows("segment_pin") {
        let segment = named(names, row, "segment", "segment_id", step)?;
        lines.push(if kept_number(row, "inside") == Some(1) { "pinned_in" } else { "pinned_out" }, &segment, kept_text(row, "reason"));
    }
    Ok(lines.done())
}

/// What a person was to others, from whichever side it was noted.
fn relations(standing: &Standing, names: &mut Names<'_, '_>, step: i64, lines: &mut Lines) -> Result<(), StoreError> {
    let person = standing.rows("person").first().and_then(|(id, _)| *id);
    for (_, row) in standing.rows("relation") {
        let kind = RelationKind::from_word(kept_text(row, "kind")).unwrap_or(RelationKind::Other);
        let is_own = kept_number(row, "person_id") == person;
        let (kind, word, other) = if is_own { (kind, "word", "other_id") } else { (kind.turned(), "back", "person_id") };
        let name = kept_number(row, other).map(|id| names.of("person", id, step)).transpose()?.filter(|name| !name.is_empty());
        let (key, of) = super::relations::line(kind.word(), kept_text(row, word), name.as_deref().unwrap_or("—"));
        lines.push(&key, &of, kept_text(row, "note"));
    }
    Ok(())
}

/// What a line of an outlet is called.
fn called_of_outlet(key: &str) -> String {
    format!("contacts.past_outlet.{key}")
}

/// All that is known of an outlet.
pub(super) fn of_an_outlet(standing: &Standing, names: &mut Names<'_, '_>, step: i64) -> Result<Vec<PastLine>, StoreError> {
    let mut lines = Lines::of(called_of_outlet);
    let Some((_, outlet)) = standing.rows("outlet").first() else { return Ok(Vec::new()) };
    for column in ["name", "kind", "frequency", "reach", "region", "language", "website", "note"] {
        let said = match kept_number(outlet, column) {
            Some(number) => number.to_string(),
            None => kept_text(outlet, column).to_owned(),
        };
        if said != "unknown" {
            lines.known(if column == "kind" { "outlet_kind" } else { column }, "", &said);
        }
    }
    let mut audiences = Vec::new();
    for (_, row) in standing.rows("outlet_audience") {
        audiences.push(named(names, row, "audience", "audience_id", step)?);
    }
    audiences.sort_by_key(|name| fold::key(name));
    lines.known("audiences", "", &audiences.join(", "));
    let mut others: Vec<&str> = standing.rows("outlet_name").iter().map(|(_, row)| kept_text(row, "name")).collect();
    others.sort_by_key(|name| fold::key(name));
    lines.known("other_names", "", &others.join(", "));
    Ok(lines.done())
}

/// The name of what a row refers to; what an import kept has it written out.
pub(super) fn named(names: &mut Names<'_, '_>, row: &Kept, table: &'static str, column: &str, step: i64) -> Result<String, StoreError> {
    match kept_number(row, column) {
        Some(id) => names.of(table, id, step),
        None => Ok(kept_text(row, "name").to_owned()),
    }
}
