//! Outlets written to a file with all that is known of them.

use std::io::Write;

use rust_xlsxwriter::{Format, Workbook};
use serde::Serialize;

use super::exporting::{ExportForm, cannot_write, cell};
use crate::contacts::{self, OutletInput, OutletRow};
use crate::error::Problem;
use crate::ids::OutletId;
use crate::messages::{Language, Message};
use crate::workspace::ReadTx;

/// Outlets whose rows are read at a time.
const CHUNK: usize = 500;
/// The columns of the table.
const HEAD: [&str; 12] =
    ["id", "name", "kind", "frequency", "reach", "region", "language", "website", "audiences", "note", "people", "other_names"];

/// One outlet of a JSON export.
#[derive(Serialize)]
struct Exported<'o> {
    id: OutletId,
    #[serde(flatten)]
    fields: &'o OutletInput,
    people: u32,
}

/// Writes these outlets in their order; how many there were.
pub(super) fn write(
    tx: &ReadTx<'_>,
    outlets: &[OutletId],
    form: ExportForm,
    language: Language,
    out: Box<dyn Write + Send>,
) -> Result<u32, Problem> {
    let mut out = std::io::BufWriter::new(out);
    match form {
        ExportForm::Csv => {
            out.write_all("\u{FEFF}".as_bytes()).map_err(cannot_write)?;
            let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            table.write_record(HEAD).map_err(cannot_write)?;
            let written =
                each(tx, outlets, |row, fields| table.write_record(cells(row, fields).map(contacts::disarmed)).map_err(cannot_write))?;
            table.flush().map_err(cannot_write)?;
            Ok(written)
        }
        ExportForm::Xlsx => {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet_with_constant_memory().map_err(cannot_write)?;
            sheet.set_name(Message::new("segments.export_outlets_sheet").text(language)).map_err(cannot_write)?;
            sheet.set_freeze_panes(1, 0).map_err(cannot_write)?;
            let bold = Format::new().set_bold();
            for (column, name) in (0u16..).zip(HEAD) {
                sheet.write_string_with_format(0, column, name, &bold).map_err(cannot_write)?;
            }
            let mut at = 0;
            let written = each(tx, outlets, |row, fields| {
                at += 1;
                (0u16..).zip(cells(row, fields)).try_for_each(|(column, text)| cell(sheet, at, column, &text))
            })?;
            book.save_to_writer(&mut out).map_err(cannot_write)?;
            out.flush().map_err(cannot_write)?;
            Ok(written)
        }
        ExportForm::Json => {
            let written = each(tx, outlets, |row, fields| {
                serde_json::to_writer(&mut out, &Exported { id: row.id, fields, people: row.people }).map_err(cannot_write)?;
                out.write_all(b"\n").map_err(cannot_write)
            })?;
            out.flush().map_err(cannot_write)?;
            Ok(written)
        }
        ExportForm::Vcard => Err(Problem::refusal("segments.no_card_of_outlets").todo("segments.no_card_of_outlets.todo")),
    }
}

/// Gives each to `write`; how many there were. Who is gone meanwhile is left out.
fn each(
    tx: &ReadTx<'_>,
    outlets: &[OutletId],
    mut write: impl FnMut(&OutletRow, &OutletInput) -> Result<(), Problem>,
) -> Result<u32, Problem> {
    let mut written = 0;
    for some in outlets.chunks(CHUNK) {
        for row in contacts::outlet_rows(tx, some)? {
            write(&row, &contacts::whole_outlet(tx, row.id)?)?;
            written += 1;
        }
    }
    Ok(written)
}

fn cells(row: &OutletRow, fields: &OutletInput) -> [String; 12] {
    let known = |word: &str| if word == "unknown" { String::new() } else { word.to_owned() };
    [
        row.id.to_string(),
        fields.name.clone(),
        known(fields.kind.word()),
        known(fields.frequency.word()),
        fields.reach.clone(),
        fields.region.clone(),
        fields.language.clone(),
        fields.website.clone(),
        fields.audiences.join("; "),
        fields.note.clone(),
        row.people.to_string(),
        fields.other_names.join("; "),
    ]
}
