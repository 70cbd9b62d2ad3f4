//! Rows of a table for another program: as text with tabs between the cells, and as a table. No cell is run as a formula (S7).

use serde::Serialize;

use super::export::disarmed;
use crate::error::Problem;

/// So many rows fit on a clipboard.
const MOST_ROWS: usize = 50_000;

/// Rows of a table as other programs take them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Copied {
    /// How many.
    pub rows: u32,
    /// A row a line, with tabs between the cells.
    pub text: String,
    /// The same as an HTML table.
    pub html: String,
}

/// Rows that are being put together.
#[derive(Debug)]
pub struct Copying(Copied);

impl Copying {
    /// Begins with so many to come.
    ///
    /// # Errors
    /// `segments.too_many_to_copy`.
    pub fn of(rows: usize) -> Result<Self, Problem> {
        if rows > MOST_ROWS {
            return Err(Problem::refusal("segments.too_many_to_copy").with("most", MOST_ROWS));
        }
        Ok(Self(Copied { rows: 0, text: String::new(), html: String::from("<table>") }))
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl Iterator<Item = String>) {
        let Copied { rows, text, html } = &mut self.0;
        html.push_str("<tr>");
        for (at, cell) in cells.enumerate() {
            let safe = disarmed(cell);
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
        *rows += 1;
    }

    /// All of them.
    #[must_use]
    pub fn done(mut self) -> Copied {
        self.0.html.push_str("</table>");
        self.0
    }
}

/// A cell as spreadsheets read it back: in quotes where it has what stands between cells and rows.
fn quoted(cell: &str) -> String {
    if cell.contains(['\t', '\n', '\r', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>")
}
