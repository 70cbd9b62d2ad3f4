//! Rows of the table for another program: as text with tabs between the cells, and as a table. No cell is run as a formula (S7).

use serde::Serialize;

use super::view::Told;
use crate::contacts::{self, Column};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::workspace::ReadTx;

/// So many rows fit on a clipboard.
const MOST_ROWS: usize = 50_000;
/// People who are read at a time.
const PAGE: usize = 1_000;

/// Rows of the table as other programs take them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Copied {
    /// How many people that are.
    pub people: u32,
    /// A row a line, with tabs between the cells.
    pub text: String,
    /// The same as an HTML table.
    pub html: String,
}

/// These people's rows in these columns, in the order given.
pub(super) fn copy(tx: &ReadTx<'_>, told: &Told, people: &[PersonId], columns: &[Column]) -> Result<Copied, Problem> {
    if people.len() > MOST_ROWS {
        return Err(Problem::refusal("segments.too_many_to_copy").with("most", MOST_ROWS));
    }
    let (mut text, mut html, mut count) = (String::new(), String::from("<table>"), 0);
    for page in people.chunks(PAGE) {
        let rows = contacts::rows_of(tx, page)?;
        let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
        let cells = super::api::cells_of(tx, told, &ids, columns)?;
        for (row, cells) in rows.iter().zip(&cells) {
            html.push_str("<tr>");
            for (at, column) in columns.iter().enumerate() {
                let said = if column.is_of_rows() { column.text(row) } else { cells.get(&column.to_string()).cloned().unwrap_or_default() };
                let said = match column {
                    Column::Contact => said.parse().map(|at: i64| Millis::from(at).to_rfc3339()).unwrap_or_default(),
                    // A name that is not known is told by the address, as the list does.
                    Column::Name if said.is_empty() => row.address.clone(),
                    _ => said,
                };
                let safe = contacts::disarmed(said);
                if at > 0 {
                    text.push('\t');
                }
                text.push_str(&quoted(&safe));
                html.push_str("<td>");
                html.push_str(&escaped(&safe));
                html.push_str("</td>");
            }
            text.push('\n');
            html.push_str("</tr>");
            count += 1;
        }
    }
    html.push_str("</table>");
    Ok(Copied { people: count, text, html })
}

/// A cell as spreadsheets read it back: in quotes where it has what stands between cells and rows.
fn quoted(cell: &str) -> String {
    if cell.contains(['\t', '\n', '\r', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>")
}
