//! Putting other texts into cells of staged rows: into one that is wrong, or into all whose address has a mistyped domain.

use super::applying;
use super::row_card::{RowCard, row_card};
use super::staging::{self, for_all};
use super::store::{self, Staged};
use super::verdict::{Judged, Seen};
use crate::error::Problem;
use crate::ids::ImportId;
use crate::workspace::{Topic, WriteTx};

/// Rows that are mended in one transaction.
const AT_ONCE: u32 = 200;

/// Puts other texts into cells of one row, and judges it anew.
pub(super) fn one(tx: &WriteTx<'_>, secret: &[u8; 32], import: ImportId, row: u32, texts: Vec<(u32, String)>) -> Result<RowCard, Problem> {
    let about = applying::staged_import(tx, import)?;
    applying::not_busy(tx)?;
    let held = store::row(tx, import, row)?.ok_or_else(|| Problem::missing("importing.no_row").with("row", row))?;
    let all = for_all(tx, &about, tx.now())?;
    let now = anew(tx, secret, import, held, texts, &mut Seen::default())?;
    tx.changed(Topic::Import, import.get());
    Ok(row_card(&about, &all, now))
}

/// Takes the proposals of some rows behind `after` whose address has a mistyped domain; the last of them, and how many cells that were.
pub(super) fn some_slips(tx: &WriteTx<'_>, secret: &[u8; 32], import: ImportId, after: u32) -> Result<Option<(u32, u32)>, Problem> {
    applying::staged_import(tx, import)?;
    applying::not_busy(tx)?;
    let right = crate::contacts::right_domains(tx)?;
    let rows = store::rows_with_slips(tx, import, &right, after, AT_ONCE)?;
    let (mut last, mut cells, mut seen) = (None, 0, Seen::default());
    for held in rows {
        last = Some(held.row);
        let texts: Vec<(u32, String)> = held
            .finding
            .slips
            .iter()
            .filter(|slip| !right.contains(&slip.domain))
            .map(|slip| (slip.column, slip.proposal.clone()))
            .collect();
        cells += u32::try_from(texts.len()).unwrap_or_default();
        anew(tx, secret, import, held, texts, &mut seen)?;
    }
    tx.changed(Topic::Import, import.get());
    Ok(last.map(|last| (last, cells)))
}

/// Writes texts into cells of a row, and what it is judged to be now.
fn anew(
    tx: &WriteTx<'_>,
    secret: &[u8; 32],
    import: ImportId,
    mut held: Staged,
    texts: Vec<(u32, String)>,
    seen: &mut Seen,
) -> Result<Staged, Problem> {
    let about = applying::staged_import(tx, import)?;
    let all = for_all(tx, &about, tx.now())?;
    for (column, text) in texts {
        let at = column as usize;
        if held.broken || at >= super::records::RECORD_CELLS {
            return Err(Problem::refusal("importing.not_mendable").with("row", held.row));
        }
        if held.cells.len() <= at {
            held.cells.resize(at + 1, String::new());
        }
        if let Some(cell) = held.cells.get_mut(at) {
            *cell = text;
        }
    }
    let (mut judged, read) = staging::judge_cells(tx, secret, &about.mapping, &all, seen, held.row, &held.cells)?;
    let address = read.as_ref().and_then(|entry| entry.person.addresses().next()).map(crate::net::EmailAddress::as_typed);
    if let Some(other) = address.as_ref().map(|address| store::row_with_address(tx, import, address, held.row)).transpose()?.flatten() {
        judged = Judged::repeats(other);
    }
    let now = Staged { decision: held.decision, ..staging::staged(held.row, held.cells, &about.mapping, read.as_ref(), judged, false) };
    store::set_judged(tx, import, &now)?;
    Ok(now)
}
