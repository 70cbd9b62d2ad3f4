//! Rows of cells as spreadsheets copy them, laid over a table. Pure.

use super::export::armed;
use crate::error::Problem;

/// A paste has no more cells.
const MOST_CELLS: usize = 100_000;

/// The rows of a text with tabs between its cells; what a spreadsheet puts into quotes may have line breaks, and a blank line is a row of
/// one empty cell.
fn rows_of(text: &str) -> Result<Vec<Vec<String>>, Problem> {
    if text.is_empty() {
        return Err(Problem::refusal("contacts.paste_empty"));
    }
    let mut rest = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    let (mut rows, mut row, mut cells) = (Vec::new(), Vec::new(), 0);
    loop {
        let (cell, after) = first_cell(rest);
        row.push(armed(&cell).to_owned());
        cells += 1;
        if cells > MOST_CELLS {
            return Err(Problem::refusal("contacts.paste_too_large").with("most", MOST_CELLS));
        }
        let Some(mark) = after.chars().next() else {
            rows.push(row);
            return Ok(rows);
        };
        rest = after.get(mark.len_utf8()..).unwrap_or_default();
        if mark == '\n' {
            rows.push(std::mem::take(&mut row));
        }
    }
}

/// The first cell of a text, and the text from the tab or the line break behind it on.
fn first_cell(text: &str) -> (String, &str) {
    if let Some(inner) = text.strip_prefix('"') {
        let mut from = 0;
        while let Some(quote) = inner.get(from..).and_then(|rest| rest.find('"')).map(|at| from + at) {
            let after = inner.get(quote + 1..).unwrap_or_default();
            if after.starts_with('"') {
                from = quote + 2;
                continue;
            }
            // A quote in the middle of a cell is one that somebody wrote.
            let plain = after.strip_prefix('\r').unwrap_or(after);
            if plain.is_empty() || plain.starts_with(['\t', '\n']) {
                return (inner.get(..quote).unwrap_or_default().replace("\"\"", "\""), plain);
            }
            break;
        }
    }
    let end = text.find(['\t', '\n']).unwrap_or(text.len());
    let (cell, after) = text.split_at(end);
    (cell.strip_suffix('\r').unwrap_or(cell).to_owned(), after)
}

/// What a paste writes, and how large it is.
#[derive(Debug)]
pub(super) struct Laid<R, C> {
    /// Each cell: of which row, in which column, and what it is to say.
    pub(super) cells: Vec<(R, C, String)>,
    /// Rows of the text.
    pub(super) rows: u32,
    /// Cells of its widest row.
    pub(super) columns: u32,
    /// Cells for which there is no row or no column.
    pub(super) beyond: u32,
}

/// A text with rows of cells, laid over rows and columns of a table.
pub(super) fn laid<R: Copy, C: Copy>(over: &[R], columns: &[C], text: &str) -> Result<Laid<R, C>, Problem> {
    let rows = rows_of(text)?;
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let mut cells = Vec::new();
    let mut beyond = 0;
    if let ([row], [column, ..]) = (rows.as_slice(), columns)
        && let [text] = row.as_slice()
    {
        cells.extend(over.iter().map(|one| (*one, *column, text.clone())));
    } else {
        for (at, row) in rows.iter().enumerate() {
            let Some(one) = over.get(at) else {
                beyond += row.len();
                continue;
            };
            beyond += row.len().saturating_sub(columns.len());
            cells.extend(columns.iter().zip(row).map(|(column, text)| (*one, *column, text.clone())));
        }
    }
    Ok(Laid { cells, rows: count(rows.len()), columns: count(widest), beyond: count(beyond) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::Column;
    use crate::ids::PersonId;

    fn laid_over(people: i64, columns: &[Column], text: &str) -> (Vec<String>, Laid<PersonId, Column>) {
        let people: Vec<PersonId> = (1..=people).map(PersonId::from).collect();
        let laid = laid(&people, columns, text).unwrap();
        (laid.cells.iter().map(|(person, column, text)| format!("{person} {column} {text}")).collect(), laid)
    }

    #[test]
    fn rows_go_over_people_and_cells_over_columns() {
        let columns = [Column::Outlet, Column::City];
        let (edits, pasted) = laid_over(3, &columns, "The Tide\tHull\r\n\t\"Port\nAveril\"\r\n");
        assert_eq!(edits, ["1 outlet The Tide", "1 city Hull", "2 outlet ", "2 city Port\nAveril"]);
        assert_eq!((pasted.rows, pasted.columns, pasted.beyond), (2, 2, 0));
        let (edits, pasted) = laid_over(1, &columns, "a\tb\tc\nd\te\tf\n");
        assert_eq!((edits.len(), pasted.beyond), (2, 4), "what has no place is counted");
    }

    #[test]
    fn a_blank_row_is_one_of_its_own_and_one_cell_is_everybodys() {
        let (edits, _) = laid_over(3, &[Column::City], "Porto\n\nHull\n");
        assert_eq!(edits, ["1 city Porto", "2 city ", "3 city Hull"]);
        let (edits, _) = laid_over(3, &[Column::City], "Porto\n");
        assert_eq!(edits, ["1 city Porto", "2 city Porto", "3 city Porto"]);
    }

    #[test]
    fn what_our_copies_made_safe_is_as_it_was() {
        let (edits, _) = laid_over(1, &[Column::Role, Column::City], "'=Editor\t''s-Hertogenbosch\n");
        assert_eq!(edits[0], "1 role =Editor");
        let (edits, _) = laid_over(1, &[Column::Role, Column::City], "\"The \"\"Tide\"\"\"\t\"7\" disk\n");
        assert_eq!(edits, ["1 role The \"Tide\"", "1 city \"7\" disk"]);
        assert!(laid::<PersonId, Column>(&[], &[], "").is_err());
        let wide = "x\t".repeat(MOST_CELLS + 1);
        assert_eq!(laid::<PersonId, Column>(&[], &[], &wide).unwrap_err().code, "contacts.paste_too_large");
    }
}
