//! Rows of the table of people for another program.

use super::view::Told;
use crate::contacts::{self, Column, Copied, Copying};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::workspace::ReadTx;

/// People who are read at a time.
const PAGE: usize = 1_000;

/// These people's rows in these columns, in the order given.
pub(super) fn copy(tx: &ReadTx<'_>, told: &Told, people: &[PersonId], columns: &[Column]) -> Result<Copied, Problem> {
    let mut copying = Copying::of(people.len())?;
    for page in people.chunks(PAGE) {
        let rows = contacts::rows_of(tx, page)?;
        let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
        let cells = super::api::cells_of(tx, told, &ids, columns)?;
        for (row, cells) in rows.iter().zip(&cells) {
            copying.row(columns.iter().map(|column| {
                let said = if column.is_of_rows() { column.text(row) } else { cells.get(&column.to_string()).cloned().unwrap_or_default() };
                match column {
                    Column::Contact => said.parse().map(|at: i64| Millis::from(at).to_rfc3339()).unwrap_or_default(),
                    // A name that is not known is told by the address, as the list does.
                    Column::Name if said.is_empty() => row.address.clone(),
                    _ => said,
                }
            }));
        }
    }
    Ok(copying.done())
}
