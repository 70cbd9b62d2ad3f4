//! The text part: wrapped at 78 columns (W5), links as notes at the end, each wide character counted as two.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::escape;
use super::slots::{Bit, Filling, Slot, fill, unmarked};
use crate::error::Problem;
use crate::literature::{Block, Document, Inline, Piece};

/// The width of a line.
pub(super) const WIDTH: usize = 78;

/// A paragraph that is wrapped once it is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flow {
    /// Before the first line.
    pub(super) first: String,
    /// Before the others.
    pub(super) rest: String,
    /// Its words; `\n` is a line break that is meant.
    pub(super) bits: Vec<Bit>,
    /// Whether it is kept as it is: code, a table's row.
    pub(super) fixed: bool,
}

impl Flow {
    pub(super) fn words(text: &str) -> Self {
        Self { first: String::new(), rest: String::new(), bits: vec![Bit::Text(text.to_owned())], fixed: false }
    }

    pub(super) fn bits(bits: Vec<Bit>) -> Self {
        Self { first: String::new(), rest: String::new(), bits, fixed: false }
    }

    /// Whether it says the same to everybody.
    pub(super) fn is_same_for_all(&self) -> bool {
        self.bits.iter().all(|bit| matches!(bit, Bit::Text(_)))
    }

    /// The lines for one person, each ended.
    pub(super) fn lines(&self, filling: &Filling<'_>) -> Result<String, Box<crate::literature::Finding>> {
        let text = fill(&self.bits, filling)?;
        let mut out = String::with_capacity(text.len() + 32);
        let mut prefix = &self.first;
        for line in text.split('\n') {
            if self.fixed {
                out.push_str(prefix);
                out.push_str(line);
                out.push('\n');
            } else {
                wrap(line, prefix, &self.rest, &mut out);
            }
            prefix = &self.rest;
        }
        Ok(out)
    }
}

/// Wraps one line of words at [`WIDTH`]. A word that is wider stands alone; between wide characters a line may break anywhere.
pub(super) fn wrap(text: &str, first: &str, rest: &str, out: &mut String) {
    out.push_str(first);
    let mut column = first.width();
    let mut fresh = true;
    for word in text.split([' ', '\t']).filter(|word| !word.is_empty()) {
        let width = word.width();
        let gap = usize::from(!fresh);
        if column + gap + width <= WIDTH {
            if gap == 1 {
                out.push(' ');
            }
            out.push_str(word);
            column += gap + width;
            fresh = false;
            continue;
        }
        if width == word.chars().count() || width <= 2 {
            // Nothing wide in it: the word goes to a new line whole, however long (a link must not be cut).
            if !fresh {
                new_line(out, rest, &mut column);
            }
            out.push_str(word);
            column += width;
            fresh = false;
            continue;
        }
        if gap == 1 && column + 3 <= WIDTH {
            out.push(' ');
            column += 1;
        }
        let mut letters = word.graphemes(true).peekable();
        while let Some(letter) = letters.next() {
            let width = letter.width();
            // A mark that must not begin a line takes the letter before it along.
            let after = letters.peek().filter(|next| closes(next)).map_or(0, |next| next.width());
            if column + width + after > WIDTH && column > rest.width() {
                new_line(out, rest, &mut column);
            }
            out.push_str(letter);
            column += width;
        }
        fresh = false;
    }
    let end = out.trim_end_matches(' ').len();
    out.truncate(end);
    out.push('\n');
}

/// Marks that must not begin a line in Chinese and Japanese.
fn closes(letter: &str) -> bool {
    letter.chars().next().is_some_and(|c| "、。，．）」』】〉》！？ー・：；’”".contains(c))
}

fn new_line(out: &mut String, rest: &str, column: &mut usize) {
    let end = out.trim_end_matches(' ').len();
    out.truncate(end);
    out.push('\n');
    out.push_str(rest);
    *column = rest.width();
}

/// Makes the text part's paragraphs out of a document's blocks.
#[derive(Debug, Default)]
pub(super) struct TextWriter {
    pub(super) flows: Vec<Flow>,
    links: Vec<Vec<Bit>>,
    /// How many addresses have their line.
    told: usize,
    notes: Vec<String>,
}

impl TextWriter {
    /// The body's blocks, the dateline before the first paragraph, then the notes and the links' addresses.
    pub(super) fn document(&mut self, document: &Document, dateline: Option<Vec<Bit>>) -> Result<(), Problem> {
        let mut dateline = dateline;
        for placed in &document.blocks {
            if let (Block::Paragraph(words), Some(line)) = (&placed.block, &mut dateline) {
                let mut bits = std::mem::take(line);
                bits.push(Bit::Text(" ".to_owned()));
                self.inlines(words, &mut bits);
                self.push("", "", bits, false);
                dateline = None;
                self.gap();
                continue;
            }
            if matches!(placed.block, Block::Note { .. }) {
                continue;
            }
            self.block(&placed.block, "");
            self.gap();
        }
        if let Some(line) = dateline.filter(|line| !line.is_empty()) {
            self.push("", "", line, false);
            self.gap();
        }
        for placed in &document.blocks {
            if let Block::Note { label, blocks } = &placed.block {
                let number = self.note(label);
                let from = self.flows.len();
                blocks.iter().for_each(|block| self.block(block, "    "));
                if let Some(flow) = self.flows.get_mut(from) {
                    flow.first = format!("({number}) ");
                }
                self.gap();
            }
        }
        self.addresses();
        self.gap();
        Ok(())
    }

    /// Words after the text, with the addresses of their links below them.
    pub(super) fn closing(&mut self, blocks: &[Block]) {
        self.several(blocks, "");
        if !blocks.is_empty() {
            self.gap();
        }
        if !self.links.is_empty() {
            self.addresses();
            self.gap();
        }
    }

    /// The addresses of the links that have no line yet.
    fn addresses(&mut self) {
        for url in std::mem::take(&mut self.links) {
            self.told += 1;
            let mut bits = vec![Bit::Text(format!("[{}] ", self.told))];
            bits.extend(url);
            self.push("", "    ", bits, false);
        }
    }

    /// An empty line, never two.
    pub(super) fn gap(&mut self) {
        let empty = |flow: &Flow| flow.bits.is_empty() && flow.first.is_empty();
        if self.flows.last().is_some_and(|flow| !empty(flow)) {
            self.flows.push(Flow { first: String::new(), rest: String::new(), bits: Vec::new(), fixed: true });
        }
    }

    pub(super) fn push(&mut self, first: &str, rest: &str, bits: Vec<Bit>, fixed: bool) {
        self.flows.push(Flow { first: first.to_owned(), rest: rest.to_owned(), bits, fixed });
    }

    fn block(&mut self, block: &Block, indent: &str) {
        match block {
            Block::Paragraph(words) => {
                let mut bits = Vec::new();
                self.inlines(words, &mut bits);
                if !bits.is_empty() {
                    self.push(indent, indent, bits, false);
                }
            }
            Block::Heading { words, level, .. } => {
                let mut bits = Vec::new();
                self.inlines(words, &mut bits);
                let width = crate::literature::plain(words).width().clamp(3, WIDTH - indent.width());
                self.push(indent, indent, bits, false);
                let rule = if *level <= 2 { "=" } else { "-" };
                self.push(indent, indent, vec![Bit::Text(rule.repeat(width))], true);
            }
            Block::Quote { blocks, speaker } => {
                let inner = format!("{indent}    ");
                self.several(blocks, &inner);
                if let Some(speaker) = speaker {
                    let mut bits = vec![Bit::Text("— ".to_owned())];
                    self.inlines(speaker, &mut bits);
                    self.push(&inner, &format!("{inner}  "), bits, false);
                }
            }
            Block::List { start, items } => {
                for (at, item) in items.iter().enumerate() {
                    let bullet = start.map_or_else(|| "* ".to_owned(), |start| format!("{}. ", start.saturating_add(at as u64)));
                    let inner = format!("{indent}{}", " ".repeat(bullet.len()));
                    let from = self.flows.len();
                    self.several(item, &inner);
                    match self.flows.get_mut(from) {
                        Some(flow) => flow.first = format!("{indent}{bullet}"),
                        None => self.push(&format!("{indent}{}", bullet.trim_end()), "", Vec::new(), true),
                    }
                }
            }
            Block::Code { text, .. } => {
                for line in text.trim_end_matches('\n').split('\n') {
                    self.push(&format!("{indent}    "), "", vec![Bit::Text(unmarked(line))], true);
                }
            }
            Block::Table { head, rows, .. } => self.table(head, rows, indent),
            Block::Rule => self.push(indent, "", vec![Bit::Text("* * *".to_owned())], true),
            Block::Note { .. } | Block::Shared(_) | Block::Raw => {}
        }
    }

    fn several(&mut self, blocks: &[Block], indent: &str) {
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 && !matches!(block, Block::List { .. }) {
                self.gap();
            }
            self.block(block, indent);
        }
    }

    /// A table as lines `Head: cell`, a row a paragraph: columns do not survive a reader's own width.
    fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], indent: &str) {
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                self.gap();
            }
            for (column, cell) in row.iter().enumerate() {
                let mut bits = Vec::new();
                if let Some(name) = head.get(column).filter(|name| !super::page::is_empty(name)) {
                    self.inlines(name, &mut bits);
                    bits.push(Bit::Text(": ".to_owned()));
                }
                self.inlines(cell, &mut bits);
                self.push(indent, &format!("{indent}  "), bits, false);
            }
        }
    }

    fn note(&mut self, label: &str) -> usize {
        if let Some(at) = self.notes.iter().position(|known| known == label) {
            return at + 1;
        }
        self.notes.push(label.to_owned());
        self.notes.len()
    }

    /// Words without marks; a link's address is noted and its number put behind it.
    pub(super) fn inlines(&mut self, inlines: &[Inline], bits: &mut Vec<Bit>) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) => bits.push(Bit::Text(unmarked(text).replace('\n', " "))),
                Inline::Field(field) => bits.push(Bit::Slot(Slot::Field(field.clone()))),
                Inline::Emphasis(words) | Inline::Strong(words) | Inline::Strike(words) => self.inlines(words, bits),
                Inline::Link { url, words, .. } => self.link(url, words, bits),
                Inline::Image { alt, title, .. } if !alt.trim().is_empty() || title.is_some() => {
                    // What is to be seen in brackets, then its caption and credit.
                    let seen = if alt.trim().is_empty() { String::new() } else { format!("[{}]", unmarked(alt)) };
                    let said = [seen, unmarked(title.as_deref().unwrap_or_default())];
                    bits.push(Bit::Text(said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")));
                }
                Inline::Soft => bits.push(Bit::Text(" ".to_owned())),
                Inline::Break => bits.push(Bit::Text("\n".to_owned())),
                Inline::NoteRef(label) => {
                    let number = self.note(label);
                    bits.push(Bit::Text(format!(" ({number})")));
                }
                Inline::Image { .. } | Inline::Raw(_) => {}
            }
        }
    }

    fn link(&mut self, url: &[Piece], words: &[Inline], bits: &mut Vec<Bit>) {
        let from = bits.len();
        self.inlines(words, bits);
        if !escape::may_link(url) {
            return;
        }
        let address = url_bits(url);
        let shown = match bits.get(from..) {
            Some([Bit::Text(text)]) => text.clone(),
            _ => String::new(),
        };
        if let [Bit::Text(fixed)] = address.as_slice() {
            let bare = fixed.trim_start_matches("mailto:").trim_start_matches("tel:");
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            // What says its own address needs no note: a mail address, a number, a link shown in full.
            if shown == *fixed || shown == bare || fixed.starts_with("tel:") && digits(&shown) == digits(bare) {
                return;
            }
        }
        let number = match self.links.iter().position(|known| *known == address) {
            Some(at) => self.told + at + 1,
            None => {
                self.links.push(address);
                self.told + self.links.len()
            }
        };
        bits.push(Bit::Text(format!(" [{number}]")));
    }
}

/// A link's address with places to fill.
pub(super) fn url_bits(url: &[Piece]) -> Vec<Bit> {
    url.iter()
        .map(|piece| match piece {
            Piece::Text(text) => Bit::Text(escape::url_text(text)),
            Piece::Field(field) => Bit::Slot(Slot::InUrl(field.clone())),
        })
        .collect()
}
