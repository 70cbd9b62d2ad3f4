//! Sheets of an OpenDocument file, read as they stand in it: what a cell shows is written in it word for word.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};

use super::cells::iso_date;
use super::rows::Builder;
use super::{Fault, OTHER_BYTES, Tame, damaged, unread};
use crate::importing::records::{RECORD_BYTES, RECORD_CELLS, Record};
use crate::package;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// A row is repeated so often at most: a sheet has no more of them.
const MOST_ROWS: u32 = 1_048_576;
/// What a package says of its files is read up to here.
const MANIFEST_BYTES: u64 = 4 * 1024 * 1024;

type Package = package::Package<BufReader<File>>;

/// An OpenDocument spreadsheet.
pub(super) struct Book {
    package: Package,
}

/// Whether the package says that it is one.
pub(super) fn is_one(package: &mut Package) -> bool {
    let Some(said) = package.part("mimetype") else { return false };
    let mut text = String::new();
    said.take(100).read_to_string(&mut text).is_ok() && text.starts_with("application/vnd.oasis.opendocument.spreadsheet")
}

impl Book {
    pub(super) fn open(mut package: Package) -> Result<Self, Fault> {
        if let Some(manifest) = package.part("META-INF/manifest.xml") {
            let mut text = Vec::new();
            manifest.take(MANIFEST_BYTES).read_to_end(&mut text).map_err(|e| unread(&e))?;
            if text.windows(15).any(|part| part == b"encryption-data") {
                return Err(Fault::Protected);
            }
        }
        Ok(Self { package })
    }

    /// The names of its sheets, and whether each is hidden.
    pub(super) fn sheets(&mut self) -> Result<Vec<(String, bool)>, Fault> {
        let mut xml = content(&mut self.package)?;
        let (mut buffer, mut sheets) = (Vec::new(), Vec::new());
        let (mut hiding, mut style) = (std::collections::HashSet::new(), None);
        let mut kept = 0u64;
        loop {
            match event(&mut xml, &mut buffer)? {
                Event::Start(tag) if tag.name().as_ref() == "style:style" => style = attribute(&tag, "style:name")?,
                Event::Start(tag) if tag.name().as_ref() == "style:table-properties" => {
                    if let Some(style) = style.take().filter(|_| is_hidden(&tag)) {
                        kept += room(&style);
                        hiding.insert(style);
                    }
                }
                Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                    let hidden = attribute(&tag, "table:style-name")?.is_some_and(|name| hiding.contains(&name));
                    let name = attribute(&tag, "table:name")?.unwrap_or_default();
                    kept += room(&name);
                    sheets.push((name, hidden));
                    pass(&mut xml, &tag)?;
                }
                Event::Eof => return Ok(sheets),
                _ => {}
            }
            if kept > OTHER_BYTES {
                return Err(Fault::Bomb);
            }
        }
    }

    pub(super) fn read(&mut self, sheet: &str, take: &mut dyn FnMut(Record) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut xml = content(&mut self.package)?;
        let mut buffer = Vec::new();
        loop {
            match event(&mut xml, &mut buffer)? {
                Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                    if attribute(&tag, "table:name")?.unwrap_or_default() == sheet {
                        return table(&mut xml, &mut Builder::new(take));
                    }
                    pass(&mut xml, &tag)?;
                }
                Event::Eof => return Err(Fault::NoSheet(sheet.to_owned())),
                _ => {}
            }
        }
    }
}

/// How much memory a name takes.
const fn room(name: &str) -> u64 {
    name.len() as u64 + 64
}

type Content<'p> = Reader<BufReader<Tame<package::Part<'p, BufReader<File>>>>>;

/// What stands in all sheets.
fn content(package: &mut Package) -> Result<Content<'_>, Fault> {
    let part = package.part("content.xml").ok_or_else(|| damaged("it has no content.xml"))?;
    let mut xml = Reader::from_reader(BufReader::new(Tame::new(part)));
    let config = xml.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    Ok(xml)
}

fn event<'b, R: BufRead>(xml: &mut Reader<R>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Fault> {
    buffer.clear();
    xml.read_event_into(buffer).map_err(|error| match error {
        quick_xml::Error::Io(error) => unread(&error),
        other => damaged(other),
    })
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    let Some(found) = tag.try_get_attribute(name).map_err(damaged)? else { return Ok(None) };
    Ok(Some(found.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned()))
}

/// Whether what has this style is not displayed.
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "table:display").is_ok_and(|display| display.as_deref() == Some("false"))
}

fn number(tag: &BytesStart<'_>, name: &str) -> Result<u32, Fault> {
    Ok(attribute(tag, name)?.and_then(|text| text.parse().ok()).unwrap_or(1))
}

/// Reads on to the end of an element.
fn pass<R: BufRead>(xml: &mut Reader<R>, tag: &BytesStart<'_>) -> Result<(), Fault> {
    let (name, mut buffer, mut depth) = (tag.name().as_ref().to_owned(), Vec::new(), 1u32);
    while depth > 0 {
        match event(xml, &mut buffer)? {
            Event::Start(tag) if tag.name().as_ref() == name => depth += 1,
            Event::End(tag) if tag.name().as_ref() == name => depth -= 1,
            Event::Eof => return Err(Fault::Damaged("it ends within a sheet".to_owned())),
            _ => {}
        }
    }
    Ok(())
}

fn table<R: BufRead>(xml: &mut Reader<R>, rows: &mut Builder<'_>) -> Result<(), Fault> {
    let (mut buffer, mut row) = (Vec::new(), 0u32);
    loop {
        match event(xml, &mut buffer)? {
            Event::Start(tag) if tag.name().as_ref() == "table:table-row" => {
                let repeated = number(&tag, "table:number-rows-repeated")?;
                let cells = cells(xml)?;
                // What a row of nothing stands for is nothing, however often.
                let times = if cells.is_empty() { 0 } else { repeated };
                for more in 0..times.min(MOST_ROWS.saturating_sub(row)) {
                    rows.begin(row + more + 1)?;
                    for cell in &cells {
                        cell.put(rows)?;
                    }
                }
                row = row.saturating_add(repeated).min(MOST_ROWS);
            }
            Event::End(tag) if tag.name().as_ref() == "table:table" => return rows.finish(),
            Event::Eof => return Err(Fault::Damaged("it ends within a sheet".to_owned())),
            _ => {}
        }
    }
}

/// A filled cell of a row, or several of the same side by side.
struct Cell {
    column: usize,
    repeated: u32,
    /// How many rows it is merged over.
    rows: u32,
    text: String,
}

impl Cell {
    fn put(&self, rows: &mut Builder<'_>) -> Result<(), Fault> {
        if self.column.saturating_add(self.repeated as usize) > RECORD_CELLS {
            return rows.too_wide(self.repeated);
        }
        for more in 0..self.repeated as usize {
            rows.put(self.column + more, self.text.clone())?;
        }
        if self.rows > 1 {
            rows.merged_down(self.column, rows.row().saturating_add(self.rows - 1));
        }
        Ok(())
    }
}

/// The filled cells of a row.
fn cells<R: BufRead>(xml: &mut Reader<R>) -> Result<Vec<Cell>, Fault> {
    let (mut buffer, mut column, mut found, mut bytes) = (Vec::new(), 0usize, Vec::new(), 0usize);
    loop {
        match event(xml, &mut buffer)? {
            Event::Start(tag) if matches!(tag.name().as_ref(), "table:table-cell" | "table:covered-table-cell") => {
                let covered = tag.name().as_ref() == "table:covered-table-cell";
                let repeated = number(&tag, "table:number-columns-repeated")?;
                let rows = number(&tag, "table:number-rows-spanned")?;
                let date = attribute(&tag, "office:date-value")?;
                let text = text(xml)?;
                let text = match date {
                    Some(date) if !text.is_empty() => iso_date(&date),
                    _ => text,
                };
                // Of a row that has more than a row may have, so much is kept that it is refused.
                if !text.trim().is_empty() && !covered && repeated > 0 && found.len() <= RECORD_CELLS && bytes <= RECORD_BYTES {
                    bytes += text.len();
                    found.push(Cell { column, repeated, rows, text });
                }
                column = column.saturating_add(repeated as usize);
            }
            Event::End(tag) if tag.name().as_ref() == "table:table-row" => return Ok(found),
            Event::Eof => return Err(Fault::Damaged("it ends within a row".to_owned())),
            _ => {}
        }
    }
}

/// The text of a cell, a paragraph a line, without the note that hangs on it. Of a text that is longer than a row may be, the
/// beginning: that row is refused for its length.
fn text<R: BufRead>(xml: &mut Reader<R>) -> Result<String, Fault> {
    let (mut buffer, mut text, mut paragraphs, mut inside) = (Vec::new(), String::new(), 0u32, false);
    loop {
        match event(xml, &mut buffer)? {
            Event::Start(tag) => match tag.name().as_ref() {
                "office:annotation" | "draw:frame" | "table:shapes" => {
                    let tag = tag.into_owned();
                    pass(xml, &tag)?;
                }
                "text:p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    inside = true;
                }
                "text:s" => text.extend(std::iter::repeat_n(' ', (number(&tag, "text:c")? as usize).min(100))),
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                _ => {}
            },
            Event::Text(words) if inside && text.len() <= RECORD_BYTES => text.push_str(&words.xml10_content()),
            Event::CData(words) if inside && text.len() <= RECORD_BYTES => text.push_str(&words.xml10_content()),
            Event::GeneralRef(name) if inside => match name.resolve_char_ref().map_err(damaged)? {
                Some(letter) => text.push(letter),
                None => text.push_str(resolve_predefined_entity(&name.xml10_content()).unwrap_or_default()),
            },
            Event::End(tag) if tag.name().as_ref() == "text:p" => inside = false,
            Event::End(tag) if matches!(tag.name().as_ref(), "table:table-cell" | "table:covered-table-cell") => return Ok(text),
            Event::Eof => return Err(Fault::Damaged("it ends within a cell".to_owned())),
            _ => {}
        }
    }
}
