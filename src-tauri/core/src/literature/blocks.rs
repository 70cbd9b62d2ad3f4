//! Markdown as a tree of blocks that know their place in the source. One parser for mail, web page and editor.

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::fields::{self, Field, Piece};
use super::kind::PART_CLASSES;
use super::shared;

/// How deep blocks and marks may nest; what is deeper stays raw.
const DEEPEST: usize = 32;

/// What stands on its own in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; the class names a part of a release.
    Heading {
        /// 1 to 6.
        level: u8,
        /// `{#id}`.
        id: Option<String>,
        /// `{.boilerplate}`.
        class: Option<String>,
        /// Its words.
        words: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A quote; the speaker is its last line, after `— `.
    Quote {
        /// What was said.
        blocks: Vec<Block>,
        /// Who said it.
        speaker: Option<Vec<Inline>>,
    },
    /// A list.
    List {
        /// The first number; none for bullets.
        start: Option<u64>,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// Code, with the word after the fence.
    Code {
        /// The word after the fence.
        info: String,
        /// The code.
        text: String,
    },
    /// A table.
    Table {
        /// Per column: `left`, `center`, `right` or none.
        align: Vec<Option<&'static str>>,
        /// The head's cells.
        head: Vec<Vec<Inline>>,
        /// The rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A note at the end, `[^1]: …`.
    Note {
        /// Its label.
        label: String,
        /// Its blocks.
        blocks: Vec<Block>,
    },
    /// A rule across the page.
    Rule,
    /// A reference to a reusable block, alone on its line: the block's name. Outputs have what the block says in its place.
    Shared(String),
    /// Raw HTML, definitions, what nests too deep: stays in the source and reaches no output.
    Raw,
}

/// What stands within a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// A merge field.
    Field(Field),
    /// Code.
    Code(String),
    /// Stress.
    Emphasis(Vec<Inline>),
    /// Strong stress.
    Strong(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// A link.
    Link {
        /// Its address, which may hold fields.
        url: Vec<Piece>,
        /// What is shown where a pointer rests on it; may hold fields.
        title: Option<String>,
        /// Its words.
        words: Vec<Inline>,
    },
    /// A picture.
    Image {
        /// The name of a picture that belongs to the document.
        src: String,
        /// What is to be seen on it.
        alt: String,
        /// What is shown where a pointer rests on it; may hold fields.
        title: Option<String>,
    },
    /// A line break in the source that means a space.
    Soft,
    /// A line break that is meant.
    Break,
    /// A reference to a note.
    NoteRef(String),
    /// Raw HTML: stays in the source and reaches no output.
    Raw(String),
}

/// A block and the bytes of the text that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The block.
    pub block: Block,
    /// Its bytes, without the blank lines around it.
    pub span: Range<usize>,
}

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The blocks of `body`, which begins at byte `offset` of the whole text. What the parser gives no block for
/// (link definitions) becomes [`Block::Raw`], so that no byte but blank lines lies outside of all blocks.
pub(super) fn read(body: &str, offset: usize) -> Vec<Placed> {
    let (masked, fields) = fields::mask(body);
    let events: Vec<_> = Parser::new_ext(&masked, options()).into_offset_iter().collect();
    let mut reader = Reader { events: events.into_iter().peekable(), fields, depth: 0, too_deep: false };
    let mut out: Vec<Placed> = Vec::new();
    let mut done = 0;
    while let Some((event, span)) = reader.events.next() {
        reader.too_deep = false;
        let block = reader.block(event);
        let end = trimmed_end(body, &span);
        gap(body, done..span.start, offset, &mut out);
        done = end.max(done);
        let block = if reader.too_deep { Some(Block::Raw) } else { block };
        let block = block.map(|block| referring(block, body.get(span.start..end).unwrap_or_default()));
        out.push(Placed { block: block.unwrap_or(Block::Raw), span: span.start + offset..end + offset });
    }
    gap(body, done..body.len(), offset, &mut out);
    out
}

/// The block, or the reference that a paragraph is.
fn referring(block: Block, source: &str) -> Block {
    let name = matches!(block, Block::Paragraph(_)).then(|| shared::reference(source)).flatten();
    name.map_or(block, Block::Shared)
}

/// The class of a heading: one that names a part before any other, however its letters are written.
fn part_of(classes: &[pulldown_cmark::CowStr<'_>]) -> Option<String> {
    let part = classes.iter().map(|class| class.to_ascii_lowercase()).find(|class| PART_CLASSES.contains(&class.as_str()));
    part.or_else(|| classes.first().map(ToString::to_string))
}

fn trimmed_end(body: &str, span: &Range<usize>) -> usize {
    let text = body.get(span.clone()).unwrap_or_default();
    span.start + text.trim_end_matches(['\n', '\r', ' ', '\t']).len()
}

fn gap(body: &str, range: Range<usize>, offset: usize, out: &mut Vec<Placed>) {
    let Some(text) = body.get(range.clone()) else { return };
    if text.trim().is_empty() {
        return;
    }
    let start = range.start + (text.len() - text.trim_start().len());
    let end = range.start + text.trim_end().len();
    out.push(Placed { block: Block::Raw, span: start + offset..end + offset });
}

struct Reader<'a> {
    events: Peekable<IntoIter<(Event<'a>, Range<usize>)>>,
    fields: Vec<(Field, String)>,
    depth: usize,
    too_deep: bool,
}

impl<'a> Reader<'a> {
    /// The block that `event` begins.
    fn block(&mut self, event: Event<'a>) -> Option<Block> {
        let Event::Start(tag) = event else {
            return match event {
                Event::Rule => Some(Block::Rule),
                Event::Html(_) => Some(Block::Raw),
                _ => None,
            };
        };
        self.depth += 1;
        if self.depth > DEEPEST {
            self.too_deep = true;
            self.skip();
            self.depth -= 1;
            return Some(Block::Raw);
        }
        let block = self.started(tag);
        self.depth -= 1;
        Some(block)
    }

    fn started(&mut self, tag: Tag<'a>) -> Block {
        match tag {
            Tag::Paragraph => Block::Paragraph(self.inlines()),
            Tag::Heading { level, id, classes, .. } => {
                Block::Heading { level: level as u8, id: id.map(|id| id.to_string()), class: part_of(&classes), words: self.inlines() }
            }
            Tag::BlockQuote(_) => {
                let mut blocks = self.blocks();
                let speaker = take_speaker(&mut blocks);
                Block::Quote { blocks, speaker }
            }
            Tag::List(start) => Block::List { start, items: self.items() },
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => self.as_source(&info),
                    CodeBlockKind::Indented => String::new(),
                };
                Block::Code { info, text: self.plain() }
            }
            Tag::Table(align) => self.table(&align),
            Tag::FootnoteDefinition(label) => Block::Note { label: label.to_string(), blocks: self.blocks() },
            _ => {
                self.skip();
                Block::Raw
            }
        }
    }

    /// Everything to the end of the tag that was begun, thrown away.
    fn skip(&mut self) {
        let mut open = 1usize;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                _ => {}
            }
            if open == 0 {
                return;
            }
        }
    }

    /// The blocks to the end of the tag that was begun. Bare words (a tight list's) are a paragraph.
    fn blocks(&mut self) -> Vec<Block> {
        let mut out = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            match event {
                Event::End(_) => {
                    self.events.next();
                    return out;
                }
                Event::Start(tag) if !is_inline(tag) => {
                    if let Some((event, _)) = self.events.next() {
                        out.extend(self.block(event));
                    }
                }
                Event::Rule | Event::Html(_) => {
                    if let Some((event, _)) = self.events.next() {
                        out.extend(self.block(event));
                    }
                }
                _ => out.push(Block::Paragraph(self.bare())),
            }
        }
        out
    }

    fn items(&mut self) -> Vec<Vec<Block>> {
        let mut items = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(_) => items.push(self.blocks()),
                Event::End(_) => break,
                _ => {}
            }
        }
        items
    }

    fn table(&mut self, align: &[Alignment]) -> Block {
        let align = align
            .iter()
            .map(|align| match align {
                Alignment::None => None,
                Alignment::Left => Some("left"),
                Alignment::Center => Some("center"),
                Alignment::Right => Some("right"),
            })
            .collect();
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => head = self.cells(),
                Event::Start(_) => rows.push(self.cells()),
                Event::End(_) => break,
                _ => {}
            }
        }
        Block::Table { align, head, rows }
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(_) => cells.push(self.inlines()),
                Event::End(_) => break,
                _ => {}
            }
        }
        cells
    }

    /// The words to the end of the tag that was begun.
    fn inlines(&mut self) -> Vec<Inline> {
        let mut out = Vec::new();
        while let Some((event, _)) = self.events.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            self.inline(event, &mut out);
        }
        joined(out)
    }

    /// Words that stand bare between blocks.
    fn bare(&mut self) -> Vec<Inline> {
        let mut out = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            let ends = match event {
                Event::Start(tag) => !is_inline(tag),
                Event::End(_) | Event::Rule | Event::Html(_) => true,
                _ => false,
            };
            if ends {
                break;
            }
            if let Some((event, _)) = self.events.next() {
                self.inline(event, &mut out);
            }
        }
        joined(out)
    }

    fn inline(&mut self, event: Event<'a>, out: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => self.text(&text, out),
            Event::Code(text) => out.push(Inline::Code(self.as_source(&text))),
            Event::SoftBreak => out.push(Inline::Soft),
            Event::HardBreak => out.push(Inline::Break),
            Event::InlineHtml(text) | Event::Html(text) => out.push(Inline::Raw(self.as_source(&text))),
            Event::FootnoteReference(label) => out.push(Inline::NoteRef(label.to_string())),
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    self.too_deep = true;
                    self.skip();
                } else {
                    self.marked(tag, out);
                }
                self.depth -= 1;
            }
            _ => {}
        }
    }

    fn marked(&mut self, tag: Tag<'a>, out: &mut Vec<Inline>) {
        match tag {
            Tag::Emphasis => out.push(Inline::Emphasis(self.inlines())),
            Tag::Strong => out.push(Inline::Strong(self.inlines())),
            Tag::Strikethrough => out.push(Inline::Strike(self.inlines())),
            Tag::Link { link_type, dest_url, title, .. } => {
                let mut url = Vec::new();
                if link_type == LinkType::Email {
                    url.push(Piece::Text("mailto:".to_owned()));
                }
                fields::unmask(&dest_url, |piece| match (piece, url.last_mut()) {
                    (Err(text), Some(Piece::Text(before))) => before.push_str(text),
                    (Err(text), _) => url.push(Piece::Text(text.to_owned())),
                    (Ok(number), _) => url.extend(self.fields.get(number).map(|(field, _)| Piece::Field(field.clone()))),
                });
                let title = self.title(&title);
                out.push(Inline::Link { url, title, words: self.inlines() });
            }
            Tag::Image { dest_url, title, .. } => {
                let (src, title) = (self.as_source(&dest_url), self.title(&title));
                out.push(Inline::Image { src, alt: self.plain(), title });
            }
            _ => out.extend(self.inlines()),
        }
    }

    fn text(&self, text: &str, out: &mut Vec<Inline>) {
        fields::unmask(text, |piece| match piece {
            Err(text) => out.push(Inline::Text(text.to_owned())),
            Ok(number) => out.extend(self.fields.get(number).map(|(field, _)| Inline::Field(field.clone()))),
        });
    }

    /// A title in one line; none if it says nothing.
    fn title(&self, title: &str) -> Option<String> {
        let title = self.as_source(title).split_whitespace().collect::<Vec<_>>().join(" ");
        (!title.is_empty()).then_some(title)
    }

    /// The text as it was written, fields too.
    fn as_source(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        fields::unmask(text, |piece| match piece {
            Err(text) => out.push_str(text),
            Ok(number) => out.push_str(self.fields.get(number).map_or("", |(_, source)| source)),
        });
        out
    }

    /// All words to the end of the tag that was begun, without marks.
    fn plain(&mut self) -> String {
        let mut out = String::new();
        let mut open = 1usize;
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                Event::Text(text) | Event::Code(text) => out.push_str(&self.as_source(&text)),
                Event::SoftBreak | Event::HardBreak => out.push(' '),
                _ => {}
            }
        }
        out
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag.to_end(),
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image | TagEnd::Superscript | TagEnd::Subscript
    )
}

/// Neighbouring texts joined.
fn joined(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => out.push(inline),
        }
    }
    out
}

/// Takes the last line of a quote off it, if it begins with `— ` and something was said before it.
fn take_speaker(blocks: &mut Vec<Block>) -> Option<Vec<Inline>> {
    let alone = blocks.len() == 1;
    let Some(Block::Paragraph(words)) = blocks.last_mut() else { return None };
    let line = words.iter().rposition(|word| matches!(word, Inline::Soft | Inline::Break));
    let first = line.map_or(0, |at| at + 1);
    let Some(Inline::Text(text)) = words.get(first) else { return None };
    let name = text.strip_prefix("— ")?.to_owned();
    if alone && line.is_none() {
        return None;
    }
    let mut speaker = words.split_off(first);
    if let Some(at) = line {
        words.truncate(at);
    }
    if words.is_empty() {
        blocks.pop();
    }
    match speaker.first_mut() {
        Some(Inline::Text(text)) if !name.is_empty() => *text = name,
        _ => drop(speaker.drain(..1.min(speaker.len()))),
    }
    Some(speaker)
}

/// The words alone, fields by their fallback: for lists, titles, alternative texts.
#[must_use]
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Field(field) => out.push_str(field.fallback.as_deref().unwrap_or_default()),
            Inline::Emphasis(words) | Inline::Strong(words) | Inline::Strike(words) | Inline::Link { words, .. } => {
                out.push_str(&plain(words));
            }
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::Soft | Inline::Break => out.push(' '),
            Inline::NoteRef(_) | Inline::Raw(_) => {}
        }
    }
    out
}
