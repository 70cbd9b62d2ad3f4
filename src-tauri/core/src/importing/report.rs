//! What becomes of every row, as a file: the verdict, the decision and the reason, beside what the row says.

use std::path::Path;

use super::api::known;
use super::row_card::row_card;
use super::saving::saved;
use super::staging::for_all;
use super::store;
use crate::contacts::disarmed;
use crate::error::Problem;
use crate::ids::ImportId;
use crate::jobs::Handle;
use crate::messages::{Language, Message};
use crate::workspace::Workspace;

/// Rows that are read at a time.
const CHUNK: u32 = 1_000;
/// The columns in front of the file's own.
const COLUMNS: [&str; 6] = [
    "importing.report.row",
    "importing.report.verdict",
    "importing.report.decision",
    "importing.report.name",
    "importing.report.address",
    "importing.report.reason",
];

/// Writes the file and gives how many rows it has: as many as the imported file.
pub(super) fn save(ws: &Workspace, id: ImportId, to: &Path, language: Language, job: &Handle) -> Result<u32, Problem> {
    let import = ws.read_blocking(|tx| known(tx, id))?;
    let all: u32 = ws.read_blocking(|tx| Ok(store::counts(tx, id)?))?.into_iter().map(|(_, count)| count).sum();
    let about = ws.read_blocking(|tx| for_all(tx, &import, import.created_at))?;
    saved(to, b',', |table| {
        let head = COLUMNS.iter().map(|key| Message::new(key).text(language));
        table.write(head.chain(import.header.iter().cloned()).map(disarmed))?;
        let (mut after, mut written) = (0, 0u32);
        loop {
            if job.cancelled() {
                return Err(Problem::failure("importing.cancelled"));
            }
            let rows = ws.read_blocking(|tx| Ok(store::rows_after(tx, id, after, CHUNK)?))?;
            let Some(last) = rows.last() else { return Ok(written) };
            after = last.row;
            for row in rows {
                let cells = row.cells.clone();
                let card = row_card(&import, &about, row);
                let verdict = Message::new("importing.report.says").with("verdict", card.verdict.word()).text(language);
                let decision = Message::new("importing.report.decides").with("decision", card.decision.word()).text(language);
                let reason = card.reason(language);
                let own = [card.row.to_string(), verdict, decision, card.name, card.address, reason];
                table.write(own.into_iter().chain(cells).map(disarmed))?;
                written += 1;
            }
            job.progress(written.into(), Some(all.into()));
        }
    })
}
