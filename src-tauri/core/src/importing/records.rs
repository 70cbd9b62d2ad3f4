//! The records of a delimited file, one after another, in bounded memory.
//!
//! RFC 4180 as the world writes it: any one-byte delimiter, any line end, quoted cells over several lines,
//! rows of any length. What RFC 4180 leaves open is decided so that one broken row never takes others
//! with it: a quote that nothing closes breaks the line it stands in, and reading goes on with the next.

use std::io::Read;

use encoding_rs::{CoderResult, Decoder, Encoding};

/// A record may be this many bytes long as UTF-8. Nobody has a person of a megabyte.
pub(super) const RECORD_BYTES: usize = 1024 * 1024;
/// A record may have this many cells.
pub(super) const RECORD_CELLS: usize = 1_000;
const READ_BYTES: usize = 128 * 1024;

/// Why a record could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// A quote is opened and never closed.
    OpenQuote,
    /// It is longer than [`RECORD_BYTES`].
    TooLong,
    /// It has more cells than [`RECORD_CELLS`].
    TooManyCells,
    /// Bytes in it are no text in the file's encoding.
    Undecodable,
    /// Lines of a file of cards or entries that are none.
    NoEntry,
    /// A card that does not end.
    OpenEntry,
    /// A card or an entry of a group, not of a person.
    Group,
    /// A change of an entry that somebody else keeps.
    Change,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// Its number, from 1, as a spreadsheet counts: empty lines too, a cell over several lines once.
    pub(super) row: u32,
    /// Its cells. Of a broken record, the line in one cell, at most 2,000 characters of it.
    pub(super) cells: Vec<String>,
    /// Why it is broken.
    pub(super) broken: Option<Broken>,
}

/// Reads records from a file in any encoding.
pub(super) struct Records<R> {
    file: R,
    decoder: Decoder,
    delimiter: u8,
    /// Decoded text that is not yet parsed, from `start`.
    text: String,
    start: usize,
    raw: Vec<u8>,
    ended: bool,
    skip: usize,
    row: u32,
}

/// What parsing found at the beginning of the text.
enum Found {
    /// A record that ends before this byte.
    Whole(Vec<String>, usize),
    /// More text is needed to know.
    More { quoted: bool },
}

impl<R: Read> Records<R> {
    /// Reads `file`, whose first `skip` bytes are its byte order mark.
    pub(super) fn new(file: R, encoding: &'static Encoding, skip: usize, delimiter: u8) -> Self {
        Self {
            file,
            decoder: encoding.new_decoder_without_bom_handling(),
            delimiter,
            text: String::new(),
            start: 0,
            raw: vec![0; READ_BYTES],
            ended: false,
            skip,
            row: 0,
        }
    }

    /// The next record in which anything stands: spreadsheets write rows of nothing but delimiters below a table.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Record>> {
        loop {
            let rest = self.text.get(self.start..).unwrap_or_default();
            if rest.is_empty() && self.ended {
                return Ok(None);
            }
            match parse(rest, self.delimiter, self.ended) {
                Found::Whole(cells, end) => {
                    self.start += end;
                    self.row = self.row.saturating_add(1);
                    if cells.iter().all(|cell| is_blank(cell)) {
                        continue;
                    }
                    return Ok(Some(self.judge(cells)));
                }
                Found::More { quoted } if self.ended => {
                    debug_assert!(quoted, "at the end only an open quote leaves a record unfinished");
                    return self.broken_line(Broken::OpenQuote).map(Some);
                }
                Found::More { quoted } if rest.len() > RECORD_BYTES => {
                    return self.broken_line(if quoted { Broken::OpenQuote } else { Broken::TooLong }).map(Some);
                }
                Found::More { .. } => self.fill()?,
            }
        }
    }

    fn judge(&self, cells: Vec<String>) -> Record {
        let broken = if cells.len() > RECORD_CELLS {
            Some(Broken::TooManyCells)
        } else if cells.iter().map(String::len).sum::<usize>() > RECORD_BYTES {
            Some(Broken::TooLong)
        } else if cells.iter().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
            Some(Broken::Undecodable)
        } else {
            None
        };
        let cells = match broken {
            Some(Broken::TooManyCells | Broken::TooLong) => {
                cells.into_iter().take(RECORD_CELLS).map(|cell| shortened(&cell).to_owned()).collect()
            }
            _ => cells,
        };
        Record { row: self.row, cells, broken }
    }

    /// Takes the line at the beginning of the text as one broken record, however long it is.
    fn broken_line(&mut self, why: Broken) -> std::io::Result<Record> {
        self.row = self.row.saturating_add(1);
        let mut kept: Option<String> = None;
        let mut why = why;
        let mut length = 0usize;
        loop {
            let rest = self.text.get(self.start..).unwrap_or_default();
            if kept.is_none() && !rest.is_empty() {
                let line = rest.find(['\n', '\r']).and_then(|end| rest.get(..end)).unwrap_or(rest);
                kept = Some(shortened(line).to_owned());
            }
            if let Some(end) = rest.find(['\n', '\r']) {
                let tail = rest.get(end..).unwrap_or_default();
                let newline = if tail.starts_with("\r\n") { 2 } else { 1 };
                self.start += end + newline;
                length += end;
                break;
            }
            length += rest.len();
            self.start = self.text.len();
            if self.ended {
                break;
            }
            self.fill()?;
        }
        if length > RECORD_BYTES {
            why = Broken::TooLong;
        }
        Ok(Record { row: self.row, cells: vec![kept.unwrap_or_default()], broken: Some(why) })
    }

    /// Reads and decodes some more.
    fn fill(&mut self) -> std::io::Result<()> {
        if self.start > 0 {
            self.text.drain(..self.start);
            self.start = 0;
        }
        let mut read = self.file.read(&mut self.raw)?;
        let mut from = 0;
        if self.skip > 0 {
            from = self.skip.min(read);
            self.skip -= from;
            read -= from;
        }
        let last = read == 0 && from == 0;
        let mut bytes = self.raw.get(from..from + read).unwrap_or_default();
        loop {
            self.text.reserve(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16));
            let (result, eaten, _) = self.decoder.decode_to_string(bytes, &mut self.text, last);
            bytes = bytes.get(eaten..).unwrap_or_default();
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        self.ended = last;
        Ok(())
    }
}

/// Whether there is nothing in a cell, or nothing but what DOS wrote where a file ends.
fn is_blank(cell: &str) -> bool {
    cell.chars().all(|letter| letter.is_whitespace() || letter == '\u{1a}')
}

fn shortened(text: &str) -> &str {
    let end = text.char_indices().nth(2_000).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// One record from the beginning of `text`. An empty line is a record without cells.
fn parse(text: &str, delimiter: u8, ended: bool) -> Found {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = 0usize;
    loop {
        // One cell from `at`.
        let mut cell = String::new();
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(quote) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'"')) else {
                    return Found::More { quoted: true };
                };
                cell.push_str(text.get(at..at + quote).unwrap_or_default());
                at += quote + 1;
                match bytes.get(at) {
                    Some(b'"') => {
                        cell.push('"');
                        at += 1;
                    }
                    None if !ended => return Found::More { quoted: true },
                    // Databases write it so. Where a cell ends, it is a backslash and the end all the same.
                    Some(next) if cell.ends_with('\\') && !matches!(*next, b'\n' | b'\r') && *next != delimiter => {
                        cell.pop();
                        cell.push('"');
                    }
                    _ => break,
                }
            }
        }
        // What stands without quotes, up to the delimiter or the line's end.
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(stop) = rest.iter().position(|b| *b == delimiter || *b == b'\n' || *b == b'\r') else {
            if !ended {
                return Found::More { quoted: false };
            }
            cell.push_str(text.get(at..).unwrap_or_default());
            cells.push(cell);
            return Found::Whole(end_of_line(cells, text.is_empty()), text.len());
        };
        cell.push_str(text.get(at..at + stop).unwrap_or_default());
        at += stop;
        let empty_line = cells.is_empty() && at == 0;
        cells.push(cell);
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => return Found::Whole(end_of_line(cells, empty_line), at + 2),
            // The other half of the line's end may not be read yet.
            (Some(b'\r'), None) if !ended => return Found::More { quoted: false },
            (Some(b'\r' | b'\n'), _) => return Found::Whole(end_of_line(cells, empty_line), at + 1),
            _ => at += 1,
        }
    }
}

fn end_of_line(cells: Vec<String>, empty: bool) -> Vec<String> {
    if empty { Vec::new() } else { cells }
}
