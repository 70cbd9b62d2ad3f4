//! A document as the editor holds it: blocks that carry their own source. An untouched block goes back byte for byte (W1);
//! only what was edited is written anew, and what the editor cannot hold is kept as source.

mod compose;
mod runs;
#[cfg(test)]
mod tests;
mod write;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub(super) use compose::compose;
pub(in crate::literature) use runs::normal;
pub(in crate::literature) use write::target;

use super::blocks::{self, Block, Placed};
use super::document::{Document, Finding};
use super::fields::Field;
use super::front::Front;

/// Stands between two blocks, or two marks, that would run together without it. It reaches no output.
const SEPARATOR: &str = "<!-- -->";

/// A document opened for the editor.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Paper {
    /// The whole text.
    pub text: String,
    /// Names this very text: a save says which text it stands on.
    pub base: String,
    /// The bytes of the front block, with its rules.
    pub head: String,
    /// The fields of the front block.
    pub front: Front,
    /// The lines over the text, cut at their merge fields.
    pub lines: PaperLines,
    /// The bytes between the front block and the first block.
    pub lead: String,
    /// The blocks.
    pub blocks: Vec<PaperBlock>,
    /// The bytes after the last block.
    pub tail: String,
    /// What is wrong with the front block.
    pub findings: Vec<Finding>,
}

/// The lines over a text; they are kept in the front block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PaperLines {
    /// The headline.
    pub headline: Vec<Run>,
    /// The line under it.
    pub subhead: Vec<Run>,
    /// Place and date.
    pub dateline: Vec<Run>,
}

/// A block on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PaperBlock {
    /// Its identity as long as the document is open; from 1. Comments hang on it.
    pub id: u32,
    /// The part of the release that it belongs to: `lead`, `quote-2`.
    pub part: String,
    /// First byte in the text.
    pub from: u32,
    /// The byte after its last.
    pub to: u32,
    /// The bytes between the block before it and itself; empty for the first.
    pub before: String,
    /// Its own bytes.
    pub source: String,
    /// What it says.
    pub content: PaperContent,
}

/// What a block says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum PaperContent {
    /// A paragraph.
    Paragraph {
        /// Its words.
        words: Vec<Run>,
    },
    /// A heading; the class names a part of a release.
    Heading {
        /// 1 to 6.
        level: u8,
        /// `{#id}`.
        id: Option<String>,
        /// `{.boilerplate}`.
        class: Option<String>,
        /// Its words.
        words: Vec<Run>,
    },
    /// A quote.
    Quote {
        /// Paragraphs and lists.
        blocks: Vec<PaperContent>,
        /// Who said it; empty if that is not said.
        speaker: Vec<Run>,
    },
    /// A list.
    List {
        /// The first number; none for bullets.
        start: Option<u32>,
        /// Its items, of paragraphs and lists.
        items: Vec<Vec<PaperContent>>,
    },
    /// A table; its first row names the columns.
    Table {
        /// On which side the words of each column stand; none if that is not said.
        align: Vec<Option<Side>>,
        /// The names of the columns.
        head: Vec<Vec<Run>>,
        /// The rows, each of as many cells.
        rows: Vec<Vec<Vec<Run>>>,
    },
    /// A rule across the page.
    Rule,
    /// A reference to a reusable block.
    Shared {
        /// The block's name.
        name: String,
    },
    /// What the editor shows as source.
    Raw {
        /// What it is.
        what: RawKind,
        /// Its source, with `\n` at the end of lines.
        text: String,
    },
}

/// On which side the words of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Side {
    /// Left.
    Left,
    /// In the middle.
    Center,
    /// Right.
    Right,
}

/// What is shown as source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum RawKind {
    /// Code.
    Code,
    /// A table that the editor cannot hold.
    Table,
    /// A note, `[^1]: …`.
    Note,
    /// HTML, which reaches no output.
    Html,
    /// Anything else: definitions of links, blocks within blocks that the editor does not know.
    Other,
}

/// Words with one set of marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Run {
    /// What stands there.
    pub what: RunKind,
    /// How it is marked, in the order of [`Mark`].
    pub marks: Vec<Mark>,
}

/// What a run is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum RunKind {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A merge field.
    Field {
        /// Its name and fallback.
        field: Field,
    },
    /// A picture of the document.
    Image {
        /// The name of the file.
        src: String,
        /// What is to be seen on it.
        alt: String,
        /// What is shown where a pointer rests on it; may hold merge fields.
        title: Option<String>,
    },
    /// A line break that is meant.
    Break,
    /// A reference to a note.
    Note {
        /// Its label.
        label: String,
    },
    /// Raw HTML, which reaches no output.
    Raw {
        /// Its source.
        text: String,
    },
}

/// A mark on words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "mark", rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Mark {
    /// Strong stress.
    Strong,
    /// Stress.
    Emphasis,
    /// Struck out.
    Strike,
    /// A link.
    Link {
        /// Where it leads; may hold merge fields.
        url: String,
        /// What is shown where a pointer rests on it; may hold merge fields.
        title: Option<String>,
    },
    /// Code.
    Code,
}

/// A document as it comes back from the editor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EditedPaper {
    /// As [`Paper::head`] was.
    pub head: String,
    /// The fields as they are to be; the three lines are taken from `lines`.
    pub front: Front,
    /// The lines over the text.
    pub lines: PaperLines,
    /// As [`Paper::lead`] was.
    pub lead: String,
    /// The blocks, in order.
    pub blocks: Vec<EditedBlock>,
    /// As [`Paper::tail`] was.
    pub tail: String,
}

/// A block as it comes back: its source where it was not touched, else what it says now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EditedBlock {
    /// Its identity; the editor gives new blocks numbers that were not used.
    pub id: u32,
    /// As [`PaperBlock::before`] was; empty for a new block.
    pub before: String,
    /// Its bytes, if it was not touched.
    pub source: Option<String>,
    /// What it says now, if it was.
    pub content: Option<PaperContent>,
}

/// The source of a block after a save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct KeptBlock {
    /// Its identity.
    pub id: u32,
    /// First byte in the text.
    pub from: u32,
    /// The byte after its last.
    pub to: u32,
    /// The bytes between the block before it and itself.
    pub before: String,
    /// Its own bytes.
    pub source: String,
}

impl Paper {
    /// As it comes back where nothing was touched.
    pub(crate) fn untouched(self) -> EditedPaper {
        let block = |block: PaperBlock| EditedBlock { id: block.id, before: block.before, source: Some(block.source), content: None };
        let Self { head, front, lines, lead, tail, blocks, .. } = self;
        EditedPaper { head, front, lines, lead, tail, blocks: blocks.into_iter().map(block).collect() }
    }
}

/// A name for this very text.
pub(super) fn base(text: &str) -> String {
    super::revision::hex(Sha256::digest(text.as_bytes()).as_slice()).chars().take(32).collect()
}

/// A document for the editor.
#[must_use]
pub fn open(text: &str) -> Paper {
    let document = Document::parse(text);
    let sheet = sheet(text, &document);
    let cut = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let first = sheet.first().map_or(text.len(), |first| first.span.start);
    let last = sheet.last().map_or(first, |last| last.span.end);
    let mut done = first;
    let mut blocks = Vec::with_capacity(sheet.len());
    for (at, placed) in sheet.iter().enumerate() {
        let source = cut(placed.span.clone());
        let part = document.parts.iter().find(|part| part.blocks.contains(&placed.at));
        blocks.push(PaperBlock {
            id: number(at + 1),
            part: part.map(|part| part.id.clone()).unwrap_or_default(),
            from: number(placed.span.start),
            to: number(placed.span.end),
            before: cut(done..placed.span.start),
            content: content(placed.block, &source),
            source,
        });
        done = placed.span.end;
    }
    Paper {
        base: base(text),
        head: cut(0..document.body),
        lines: lines(&document.front),
        lead: cut(document.body..first),
        tail: cut(last..text.len()),
        text: text.to_owned(),
        front: document.front,
        blocks,
        findings: document.findings,
    }
}

/// A block of a text, with the indent of its first line.
struct Sheet<'a> {
    at: usize,
    block: &'a Block,
    span: Range<usize>,
}

/// The blocks of a text; a bare separator is no block but belongs to the bytes between two.
fn sheet<'a>(text: &str, document: &'a Document) -> Vec<Sheet<'a>> {
    let mut out: Vec<Sheet<'a>> = Vec::with_capacity(document.blocks.len());
    for (at, Placed { block, span }) in document.blocks.iter().enumerate() {
        if text.get(span.clone()) == Some(SEPARATOR) {
            continue;
        }
        let before = text.get(document.body..span.start).unwrap_or_default();
        let bare = before.trim_end_matches([' ', '\t']);
        let indented = bare.is_empty() || bare.ends_with(['\n', '\r']);
        let start = if indented { span.start - (before.len() - bare.len()) } else { span.start };
        out.push(Sheet { at, block, span: start..span.end });
    }
    out
}

fn lines(front: &Front) -> PaperLines {
    let line = |value: &Option<String>| runs::line(value.as_deref().unwrap_or_default());
    PaperLines { headline: line(&front.headline), subhead: line(&front.subhead), dateline: line(&front.dateline) }
}

/// What a block says, as long as writing it anew would say the same; else its source.
fn content(block: &Block, source: &str) -> PaperContent {
    let raw = |what| PaperContent::Raw { what, text: source.replace("\r\n", "\n").replace('\r', "\n") };
    let what = match block {
        Block::Code { .. } => RawKind::Code,
        Block::Table { .. } => RawKind::Table,
        Block::Note { .. } => RawKind::Note,
        Block::Raw if source.starts_with('<') => RawKind::Html,
        _ => RawKind::Other,
    };
    match runs::known(block) {
        Some(known) if !runs::is_empty(&known) && write::block(&known, None).is_some() => known,
        _ => raw(what),
    }
}

/// The one block that `text` is, if it is one, as the editor holds it.
fn read_one(text: &str) -> Option<PaperContent> {
    let mut found = blocks::read(text, 0);
    found.retain(|placed| !matches!(placed.block, Block::Note { .. }));
    match found.as_slice() {
        [one] => runs::known(&one.block),
        _ => None,
    }
}

/// A paragraph of a text, as translators count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// One that is there: headline, subhead and dateline are the first three.
    Block(usize),
    /// A new one after this block; without, before all others.
    After(Option<usize>),
}

/// `text` with other words at one place, every other block byte for byte; nothing said takes the block out. None if there is no such block.
pub(super) fn with(text: &str, at: At, said: &str) -> Option<String> {
    const LINES: usize = 3;
    let Paper { head, front, mut lines, lead, blocks, tail, .. } = open(text);
    let first_free = number_after(&blocks);
    let kept = |block: PaperBlock| EditedBlock { id: block.id, before: block.before, source: Some(block.source), content: None };
    let mut blocks: Vec<EditedBlock> = blocks.into_iter().map(kept).collect();
    let content = (!said.is_empty()).then(|| PaperContent::Raw { what: RawKind::Other, text: said.replace("\r\n", "\n") });
    match at {
        At::Block(line) if line < LINES => {
            let line = [&mut lines.headline, &mut lines.subhead, &mut lines.dateline].into_iter().nth(line)?;
            *line = runs::line(&said.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        At::Block(block) => {
            let one = blocks.get_mut(block - LINES)?;
            (one.source, one.content) = (None, content);
        }
        At::After(block) => {
            let place = block.map_or(0, |block| block + 1 - LINES.min(block + 1));
            if place > blocks.len() {
                return None;
            }
            blocks.insert(place, EditedBlock { id: first_free, before: String::new(), source: None, content });
        }
    }
    Some(compose(EditedPaper { head, front, lines, lead, blocks, tail }).text)
}

fn number_after(blocks: &[PaperBlock]) -> u32 {
    blocks.iter().map(|block| block.id).max().unwrap_or_default() + 1
}
