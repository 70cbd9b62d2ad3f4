//! Workbooks: XLSX and OpenDocument sheets as rows of the texts that people see in their cells.
//!
//! A workbook comes from outside and is unpacked, so everything has a limit: what is kept of it, its rows, its cells. It is
//! read by a thread of its own, a row at a time, and what goes wrong there is told and harms nobody.

#[cfg(test)]
mod bombs_tests;
mod cells;
mod ods;
mod rows;
#[cfg(test)]
mod tests;
mod xlsx;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::inspect::unreadable;
use super::records::Record;
use crate::error::{Place, Problem};
use crate::package::{self, Package};
pub(super) use rows::MOST_CELLS;

/// Rows that are sent at a time.
const SENT_ROWS: usize = 256;
/// Portions that may wait to be taken.
const WAITING: usize = 4;
/// So many sheets are looked into for a table; nobody has looked at more.
const LOOKED_INTO: usize = 50;
/// Texts that a workbook keeps apart from its cells are read whole: they may have so many bytes.
const TEXT_BYTES: u64 = 256 * 1024 * 1024;
/// What else of it is read whole.
const OTHER_BYTES: u64 = 32 * 1024 * 1024;
/// And that may have so many tags, since each becomes more than its bytes: a spreadsheet program keeps 64,000 styles at most.
const OTHER_TAGS: u64 = 500_000;
/// Sheets are read a cell at a time, so a workbook may unpack to far more than is ever kept of it.
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// All merged cells of a sheet are kept at first, so it may have so many.
const MOST_MERGED: u64 = 2_000_000;
/// No part may have so many bytes without a tag between them: a tag or a text is read whole.
const PIECE_BYTES: usize = 16 * 1024 * 1024;

/// Whether a file that begins so is packed as workbooks are, or is one in Excel's old form.
pub(super) fn is_one(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(&OLD_FORM)
}

/// How Excel's old form begins, and workbooks that a password protects.
const OLD_FORM: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// A sheet at a first look.
#[derive(Debug, Clone)]
pub(super) struct SheetLook {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) beginning: Vec<Record>,
}

/// What went wrong in a workbook; the file's name is added where it is known.
#[derive(Debug)]
enum Fault {
    /// It is a package of something else: a letter, photographs.
    NotOne,
    Protected,
    Damaged(String),
    NoSheet(String),
    /// It has more cells than are read.
    TooMuch,
    /// It unpacks to more than an honest one.
    Bomb,
    /// It defines entities, or names parts that lie outside of it.
    Hostile,
    /// Nobody wants the rows any more.
    Unwanted,
}

impl Fault {
    fn problem(self, path: &Path) -> Problem {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match self {
            Self::NotOne => Problem::refusal("importing.not_a_table").with("file", file).todo("importing.not_a_table.todo"),
            Self::Protected => Problem::refusal("importing.protected").with("file", file).todo("importing.protected.todo"),
            Self::Damaged(cause) => {
                Problem::failure("importing.damaged").with("file", file).todo("importing.not_a_table.todo").because(cause)
            }
            Self::NoSheet(sheet) => no_sheet(path, &sheet),
            Self::Bomb => Problem::refusal("importing.bomb")
                .with("file", file)
                .with("megabytes", MOST_BYTES / (1024 * 1024))
                .with("times", package::MOST_RATIO)
                .with("parts", package::MOST_PARTS)
                .todo("importing.bomb.todo"),
            Self::Hostile => Problem::refusal("importing.hostile").with("file", file).todo("importing.hostile.todo"),
            Self::TooMuch | Self::Unwanted => Problem::refusal("importing.too_many_cells")
                .with("file", file)
                .with("most", MOST_CELLS)
                .todo("importing.too_many_rows.todo"),
        }
    }
}

/// The workbook has no sheet of this name.
pub(super) fn no_sheet(path: &Path, sheet: &str) -> Problem {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Problem::missing("importing.no_sheet").with("file", file).with("sheet", sheet).at(Place::field("sheet"))
}

impl From<package::Fault> for Fault {
    fn from(fault: package::Fault) -> Self {
        match fault {
            package::Fault::Damaged(cause) => Self::Damaged(cause),
            package::Fault::TooMuch => Self::Bomb,
            package::Fault::Hostile => Self::Hostile,
        }
    }
}

fn damaged(cause: impl std::fmt::Display) -> Fault {
    Fault::Damaged(cause.to_string())
}

/// What went wrong while a part was read.
fn unread(error: &std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::FileTooLarge => Fault::Bomb,
        ErrorKind::Unsupported => Fault::Hostile,
        _ => damaged(error),
    }
}

/// The two kinds, opened.
enum Book {
    Xlsx(Box<xlsx::Book>),
    Ods(Box<ods::Book>),
}

impl Book {
    fn open(path: &Path) -> Result<Self, Fault> {
        let mut file = File::open(path).map_err(damaged)?;
        let mut beginning = [0u8; 8];
        if file.read_exact(&mut beginning).is_ok() && beginning == OLD_FORM {
            return Err(Fault::Protected);
        }
        let mut package = Package::open(BufReader::new(File::open(path).map_err(damaged)?), MOST_BYTES)?;
        if ods::is_one(&mut package) {
            return Ok(Self::Ods(Box::new(ods::Book::open(package)?)));
        }
        check(&mut package)?;
        Ok(Self::Xlsx(Box::new(xlsx::Book::open(path)?)))
    }

    fn sheets(&mut self) -> Result<Vec<(String, bool)>, Fault> {
        match self {
            Self::Xlsx(book) => Ok(book.sheets()),
            Self::Ods(book) => book.sheets(),
        }
    }

    fn read(&mut self, sheet: &str, take: &mut dyn FnMut(Record) -> Result<(), Fault>) -> Result<(), Fault> {
        match self {
            Self::Xlsx(book) => book.read(sheet, take),
            Self::Ods(book) => book.read(sheet, take),
        }
    }
}

const BOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "_rels/.rels";
const BOOK_RELATIONS: &str = "xl/_rels/workbook.xml.rels";

/// A part's name as whoever reads an XLSX looks for it.
fn plain(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

/// Refuses what would not fit into memory: whoever reads an XLSX knows no limits, so all that is read of it is unpacked once before.
/// What nobody reads (calculations in their order, pivot tables, drawings) may be as it likes.
fn check(package: &mut Package<BufReader<File>>) -> Result<(), Fault> {
    let sheets = sheet_parts(package)?;
    package.each(|name, part| {
        let name = plain(name);
        let (most, tags) = match name.as_str() {
            "xl/sharedstrings.xml" => (TEXT_BYTES, u64::MAX),
            RELATIONS | BOOK_RELATIONS | BOOK | "xl/styles.xml" | "xl/theme/theme1.xml" => (OTHER_BYTES, OTHER_TAGS),
            // Whatever it is called: a sheet is where the workbook says that it is.
            sheet if sheets.contains(sheet) => (MOST_BYTES, u64::MAX),
            _ => return Ok(()),
        };
        let mut tame = Tame { most_tags: tags, ..Tame::new(part) };
        let promised = if name == "xl/sharedstrings.xml" { xlsx::promised_texts(&mut tame)? } else { 0 };
        let real = std::io::copy(&mut tame.by_ref().take(most + 1), &mut std::io::sink()).map_err(|e| unread(&e))?;
        // Room for as many texts as it promises is made before the first of them is read, and no text is written without a tag.
        if real > most || promised > tame.tags { Err(Fault::Bomb) } else { Ok(()) }
    })
}

/// The names of the parts that are its sheets. It is no workbook where its workbook is not at its usual place, or named elsewhere.
fn sheet_parts(package: &mut Package<BufReader<File>>) -> Result<HashSet<String>, Fault> {
    let (mut is_there, mut is_elsewhere, mut sheets) = (false, false, HashSet::new());
    package.each(|name, part| {
        let name = plain(name);
        is_there |= name == BOOK;
        if name != RELATIONS && name != BOOK_RELATIONS {
            return Ok(());
        }
        let mut tame = Tame { most_tags: OTHER_TAGS, ..Tame::new(part.take(OTHER_BYTES)) };
        for (kind, target) in xlsx::relations(&mut tame)? {
            let target = plain(&target);
            let whole = target.strip_prefix('/');
            match (name.as_str(), kind.as_str()) {
                (RELATIONS, "officeDocument") => is_elsewhere |= whole.unwrap_or(&target) != BOOK,
                (BOOK_RELATIONS, "worksheet" | "chartsheet" | "dialogsheet") => {
                    sheets.insert(whole.map_or_else(|| format!("xl/{target}"), str::to_owned));
                }
                _ => {}
            }
        }
        Ok::<(), Fault>(())
    })?;
    if is_there && !is_elsewhere { Ok(sheets) } else { Err(Fault::NotOne) }
}

/// Reads XML and fails where a tag or a text is longer than anybody writes it, since whoever parses it keeps each whole; where
/// there are too many tags or merged cells; and where entities are declared, which neither format knows (CWE-611, CWE-776).
struct Tame<R> {
    source: R,
    run: usize,
    tags: u64,
    most_tags: u64,
    merged: u64,
    /// The last bytes that were read, in which a declaration may have begun.
    last: Vec<u8>,
}

const DECLARATION: &[u8] = b"<!DOCTYPE";

impl<R: Read> Tame<R> {
    const fn new(source: R) -> Self {
        Self { source, run: 0, tags: 0, most_tags: u64::MAX, merged: 0, last: Vec::new() }
    }
}

impl<R: Read> Read for Tame<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.source.read(into)?;
        let new = into.get(..read).unwrap_or_default();
        self.run = memchr::memrchr(b'<', new).map_or(self.run + read, |at| read - at);
        self.tags += memchr::memchr_iter(b'<', new).count() as u64;
        // One in two reads is not seen: that does not make many of few.
        self.merged += memchr::memmem::find_iter(new, b"mergeCell").count() as u64;
        self.last.extend_from_slice(new.get(..DECLARATION.len()).unwrap_or(new));
        if memchr::memmem::find(&self.last, DECLARATION).or_else(|| memchr::memmem::find(new, DECLARATION)).is_some() {
            return Err(ErrorKind::Unsupported.into());
        }
        if read >= DECLARATION.len() {
            self.last.clear();
            self.last.extend_from_slice(new.get(read - DECLARATION.len() + 1..).unwrap_or_default());
        } else {
            self.last.drain(..self.last.len().saturating_sub(DECLARATION.len() - 1));
        }
        if self.run > PIECE_BYTES || self.tags > self.most_tags || self.merged > MOST_MERGED {
            Err(ErrorKind::FileTooLarge.into())
        } else {
            Ok(read)
        }
    }
}

/// Does it, and takes a panic in somebody else's code for damage of the file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Fault::Damaged("panic".to_owned())))
}

/// Its sheets with the rows that each begins with, at most `rows` of them.
pub(super) fn look(path: &Path, rows: usize) -> Result<Vec<SheetLook>, Problem> {
    guarded(|| {
        let mut book = Book::open(path)?;
        let mut looks = Vec::new();
        for (at, (name, hidden)) in book.sheets()?.into_iter().enumerate() {
            let mut beginning = Vec::new();
            if at < LOOKED_INTO {
                let read = book.read(&name, &mut |record| {
                    beginning.push(record);
                    if beginning.len() < rows { Ok(()) } else { Err(Fault::Unwanted) }
                });
                match read {
                    Ok(()) | Err(Fault::Unwanted) => {}
                    Err(fault) => return Err(fault),
                }
            }
            looks.push(SheetLook { name, hidden, beginning });
        }
        Ok(looks)
    })
    .map_err(|fault| fault.problem(path))
}

/// The rows of a sheet as they come from its thread.
pub(super) struct Sent {
    rows: Receiver<Result<Vec<Record>, Problem>>,
    portion: std::vec::IntoIter<Record>,
}

impl Sent {
    /// The next row that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Problem> {
        loop {
            if let Some(record) = self.portion.next() {
                return Ok(Some(record));
            }
            match self.rows.recv() {
                Ok(portion) => self.portion = portion?.into_iter(),
                // The thread has sent all and is gone.
                Err(_) => return Ok(None),
            }
        }
    }
}

/// Begins to read a sheet. The thread ends with the sheet, or when nobody takes its rows any more.
pub(super) fn open(path: &Path, sheet: &str) -> Result<Sent, Problem> {
    std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    let (sender, rows) = sync_channel(WAITING);
    let (file, sheet) = (path.to_owned(), sheet.to_owned());
    std::thread::Builder::new()
        .name("importing-workbook".to_owned())
        .spawn(move || send(&file, &sheet, &sender))
        .map_err(|e| Problem::failure("workspace.failed").because(e))?;
    Ok(Sent { rows, portion: Vec::new().into_iter() })
}

fn send(path: &Path, sheet: &str, sender: &SyncSender<Result<Vec<Record>, Problem>>) {
    let mut portion = Vec::with_capacity(SENT_ROWS);
    let read = guarded(|| {
        Book::open(path)?.read(sheet, &mut |record| {
            portion.push(record);
            if portion.len() < SENT_ROWS {
                return Ok(());
            }
            let full = std::mem::replace(&mut portion, Vec::with_capacity(SENT_ROWS));
            sender.send(Ok(full)).map_err(|_| Fault::Unwanted)
        })
    });
    let last = match read {
        Ok(()) => Ok(portion),
        Err(Fault::Unwanted) => return,
        Err(fault) => Err(fault.problem(path)),
    };
    // Whoever is not there any more does not miss it.
    drop(sender.send(last));
}
