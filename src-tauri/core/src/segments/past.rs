//! A segment's past: its names, its questions, and who was pinned in it and out of it.

use crate::contacts::{Lines, Names, PastLine, Told, kept_number, kept_text};
use crate::workspace::{Belongs, Standing, StoreError};

/// A saved segment.
pub(super) const SEGMENT: Told = Told {
    tables: &[Belongs { table: "segment", column: "id" }, Belongs { table: "segment_pin", column: "segment_id" }],
    lines: of_a_segment,
};

/// What a line of a segment is called.
fn called(key: &str) -> String {
    format!("segments.past.{key}")
}

fn of_a_segment(standing: &Standing, names: &mut Names<'_, '_>, step: i64) -> Result<Vec<PastLine>, StoreError> {
    let mut lines = Lines::of(called);
    let Some((_, segment)) = standing.rows("segment").first() else { return Ok(Vec::new()) };
    lines.known("name", "", kept_text(segment, "name"));
    lines.known("query", "", kept_text(segment, "query"));
    for (_, row) in standing.rows("segment_pin") {
        let name = match kept_number(row, "person_id") {
            Some(person) => names.of("person", person, step)?,
            None => continue,
        };
        lines.push(if kept_number(row, "inside") == Some(1) { "pinned_in" } else { "pinned_out" }, &name, kept_text(row, "reason"));
    }
    Ok(lines.done())
}
