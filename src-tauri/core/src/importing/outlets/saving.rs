//! Rows of a file of outlets written to a file: all with what becomes of them, or the refused ones with the reason, to be mended.

use std::path::Path;

use super::judging::OutletRowCard;
use super::reading::{OutletMapping, Rows};
use crate::contacts::{armed, disarmed};
use crate::error::Problem;
use crate::importing::saving::saved;
use crate::importing::verdict::Verdict;
use crate::messages::{Language, Message};

/// The columns in front of the file's own.
const COLUMNS: [&str; 5] =
    ["importing.report.row", "importing.report.verdict", "importing.report.decision", "importing.report.name", "importing.report.reason"];

/// Writes every row with what becomes of it; how many there are.
pub(in crate::importing) fn save_report(
    to: &Path,
    mapping: &OutletMapping,
    rows: &Rows,
    cards: &[OutletRowCard],
    language: Language,
) -> Result<u32, Problem> {
    saved(to, b',', |table| {
        let head = COLUMNS.iter().map(|key| Message::new(key).text(language));
        table.write(head.chain(names(mapping)).map(disarmed))?;
        let mut written = 0;
        for (row, card) in rows.0.iter().zip(cards) {
            let verdict = Message::new("importing.report.says").with("verdict", card.verdict.word()).text(language);
            let decision = Message::new("importing.report.decides").with("decision", card.decision.word()).text(language);
            let own = [card.row.to_string(), verdict, decision, card.name.clone(), card.reason(language)];
            table.write(own.into_iter().chain(row.cells.iter().cloned()).map(disarmed))?;
            written += 1;
        }
        Ok(written)
    })
}

/// Writes the refused rows as they were, each with the reason; how many there are.
pub(in crate::importing) fn save_refused(
    to: &Path,
    mapping: &OutletMapping,
    rows: &Rows,
    cards: &[OutletRowCard],
    language: Language,
) -> Result<u32, Problem> {
    saved(to, mapping.form.delimiter_byte()?, |table| {
        let columns = mapping.form.columns.len();
        table.write(names(mapping).chain([Message::new("importing.reason_column").text(language)]).map(disarmed))?;
        let mut written = 0;
        for (row, card) in rows.0.iter().zip(cards).filter(|(_, card)| card.verdict == Verdict::Refused) {
            let mut cells = row.cells.clone();
            cells.resize(cells.len().max(columns), String::new());
            let cells = cells.into_iter().map(|cell| if armed(&cell) == cell { disarmed(cell) } else { cell });
            table.write(cells.chain([card.reason(language)]))?;
            written += 1;
        }
        if written == 0 { Err(Problem::refusal("importing.none_refused")) } else { Ok(written) }
    })
}

fn names(mapping: &OutletMapping) -> impl Iterator<Item = String> {
    mapping.form.columns.iter().map(|column| column.column.clone())
}
