//! The refused rows as a file: as they were, with the reason beside each, to be mended and imported once more (I8).

use std::path::Path;

use super::api::known;
use super::saving::saved;
use super::store;
use super::verdict::Verdict;
use crate::contacts::disarmed;
use crate::error::Problem;
use crate::ids::ImportId;
use crate::messages::{Language, Message};
use crate::workspace::Workspace;

/// Writes the file and gives how many rows it has.
pub(super) fn save(ws: &Workspace, id: ImportId, to: &Path, language: Language) -> Result<u32, Problem> {
    let import = ws.read_blocking(|tx| known(tx, id))?;
    saved(to, import.mapping.delimiter_byte()?, |table| {
        let columns = import.header.len();
        table.write(import.header.iter().cloned().chain([Message::new("importing.reason_column").text(language)]).map(disarmed))?;
        let (mut after, mut saved) = (0, 0u32);
        loop {
            let rows = ws.read_blocking(|tx| Ok(store::rows_of_verdict_after(tx, id, Verdict::Refused, after, 1_000)?))?;
            let Some(last) = rows.last() else { break };
            after = last.row;
            for row in rows {
                let reason = row.finding.fault.as_ref().map(|fault| fault.what.text(language)).unwrap_or_default();
                let mut cells = row.cells;
                // The reason stands in its column, unless the row has more cells than there are columns: then behind them.
                cells.resize(cells.len().max(columns), String::new());
                // What came in armed leaves disarmed; what was disarmed already stays as it is.
                let cells = cells.into_iter().map(|cell| if crate::contacts::armed(&cell) == cell { disarmed(cell) } else { cell });
                table.write(cells.chain([reason]))?;
                saved += 1;
            }
        }
        if saved == 0 { Err(Problem::refusal("importing.none_refused")) } else { Ok(saved) }
    })
}
