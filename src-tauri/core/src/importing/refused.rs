//! The refused rows as a file: as they were, with the reason beside each, to be mended and imported once more (I8).

use std::io::Write as _;
use std::path::Path;

use super::api::known;
use super::store;
use super::verdict::Verdict;
use crate::contacts::disarmed;
use crate::error::Problem;
use crate::ids::ImportId;
use crate::messages::{Language, Message};
use crate::workspace::Workspace;

/// Writes the file and gives how many rows it has.
pub(super) fn save(ws: &Workspace, id: ImportId, to: &Path, language: Language) -> Result<u32, Problem> {
    let file = to.display().to_string();
    let fail = |e: &dyn std::fmt::Display| Problem::failure("importing.unwritable").with("file", file.clone()).because(e);
    if to.exists() {
        return Err(Problem::refusal("importing.exists").with("file", file.clone()).todo("importing.exists.todo"));
    }
    let import = ws.read_blocking(|tx| known(tx, id))?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(|e| fail(&e))?;
    // Spreadsheets take a UTF-8 table for Latin-1 unless it says so.
    draft.write_all("\u{feff}".as_bytes()).map_err(|e| fail(&e))?;
    let mut saved = 0u32;
    {
        let delimiter = import.mapping.delimiter_byte()?;
        let mut table =
            csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(std::io::BufWriter::new(draft.as_file_mut()));
        let columns = import.header.len();
        let head = import.header.iter().cloned().chain([Message::new("importing.reason_column").text(language)]).map(disarmed);
        table.write_record(head).map_err(|e| fail(&e))?;
        let mut after = 0;
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
                table.write_record(cells.chain([reason])).map_err(|e| fail(&e))?;
                saved += 1;
            }
        }
        table.flush().map_err(|e| fail(&e))?;
    }
    if saved == 0 {
        return Err(Problem::refusal("importing.none_refused"));
    }
    draft.persist_noclobber(to).map_err(|e| fail(&e.error))?;
    Ok(saved)
}
