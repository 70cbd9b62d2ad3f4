//! Sheets of an XLSX file, read cell by cell.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{Dimensions, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError, open_workbook};

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::cells::shown;
use super::rows::Builder;
use super::{Fault, damaged, unread};
use crate::importing::records::Record;

/// Merged cells that are looked at; a sheet with more of them shows the rest as they are kept.
const MOST_MERGED: usize = 200_000;

/// The head of the shared texts is read up to here.
const HEAD_BYTES: u64 = 64 * 1024;

/// How many shared texts the head of their part promises.
pub(super) fn promised_texts(part: &mut impl Read) -> Result<u64, Fault> {
    let mut head = Vec::new();
    part.take(HEAD_BYTES).read_to_end(&mut head).map_err(|e| unread(&e))?;
    let mut xml = Reader::from_reader(head.as_slice());
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                let said = tag.try_get_attribute("uniqueCount").map_err(damaged)?;
                // What is no plain number might be read as any.
                return Ok(said.map_or(0, |said| said.value.parse().unwrap_or(u64::MAX)));
            }
            Ok(Event::Eof) => return Err(damaged("its shared texts have no head")),
            Err(e) => return Err(damaged(e)),
            Ok(_) => {}
        }
    }
}

/// What relations name: the last word of each one's kind, and its target, as they stand.
pub(super) fn relations(part: &mut impl Read) -> Result<Vec<(String, String)>, Fault> {
    let (mut bytes, mut buffer, mut found) = (Vec::new(), Vec::new(), Vec::new());
    part.read_to_end(&mut bytes).map_err(|e| unread(&e))?;
    let mut xml = Reader::from_reader(bytes.as_slice());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "Relationship" => {
                let (mut kind, mut target) = (String::new(), String::new());
                // Said twice is an error here: nobody could know which of them is read.
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(damaged)?;
                    match attribute.key.as_ref() {
                        "Type" => attribute.value.rsplit('/').next().unwrap_or_default().clone_into(&mut kind),
                        "Target" => target = attribute.value.into_owned(),
                        _ => {}
                    }
                }
                found.push((kind, target));
            }
            Ok(Event::Eof) => return Ok(found),
            Err(e) => return Err(damaged(e)),
            Ok(_) => {}
        }
    }
}

/// An XLSX file.
pub(super) struct Book {
    workbook: Xlsx<BufReader<File>>,
}

fn fault(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Protected,
        XlsxError::WorksheetNotFound(name) => Fault::NoSheet(name),
        other => damaged(other),
    }
}

impl Book {
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        Ok(Self { workbook: open_workbook(path).map_err(fault)? })
    }

    /// The names of its sheets of cells, and whether each is hidden.
    pub(super) fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = self.workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        sheets.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
    }

    pub(super) fn read(&mut self, sheet: &str, take: &mut dyn FnMut(Record) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut merged: Vec<Dimensions> = self.workbook.merge_cells_by_sheet_name(sheet).map_err(fault)?;
        merged.truncate(MOST_MERGED);
        merged.retain(|area| area.end.0 > area.start.0);
        merged.sort_unstable();
        let mut merged = merged.into_iter().peekable();
        let mut reader = self.workbook.worksheet_cells_reader(sheet).map_err(fault)?;
        // Which style shows a number how.
        let formats: Vec<Option<String>> =
            reader.styles().iter().map(|style| style.number_format.as_ref().map(|format| format.format_code.clone())).collect();
        let mut rows = Builder::new(take);
        let mut merge = |rows: &mut Builder<'_>, before: u32| {
            while let Some(area) = merged.next_if(|area| area.start.0 < before) {
                if area.start.0 + 1 == rows.row() {
                    rows.merged_down(area.start.1 as usize, area.end.0 + 1);
                }
            }
        };
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(fault)? {
            let (row, column) = cell.get_position();
            if row + 1 != rows.row() {
                merge(&mut rows, row);
                rows.begin(row + 1)?;
            }
            let format = formats.get(style).and_then(Option::as_deref);
            rows.put(column as usize, shown(cell.get_value(), format))?;
        }
        merge(&mut rows, u32::MAX);
        rows.finish()
    }
}
