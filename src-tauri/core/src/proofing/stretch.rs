//! A text as the rules read it: its stretches of words in order, each with its place on the sheet.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::{Fix, Hint, HintPlace, Rule, Where};
use crate::literature::{Mark, Paper, PaperContent, Run, RunKind};
use crate::messages::Message;

/// Stands in a stretch for what is no words: a field, a picture, code. One unit of UTF-16, as on the sheet.
pub(super) const ATOM: char = '\u{FFFC}';

/// What a stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Line,
    Heading,
    Words,
    Speaker,
    Cell,
}

/// A link within a stretch.
#[derive(Debug, Clone)]
pub(super) struct Linked {
    /// The bytes of its words.
    pub(super) at: Range<usize>,
    pub(super) url: String,
}

/// A picture within a stretch.
#[derive(Debug, Clone)]
pub(super) struct Picture {
    /// The byte of its [`ATOM`].
    pub(super) at: usize,
    pub(super) src: String,
    pub(super) alt: String,
}

/// Words that stand together.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub(super) place: HintPlace,
    pub(super) kind: Kind,
    /// The part that it belongs to: `lead`, `contact`.
    pub(super) part: String,
    pub(super) text: String,
    pub(super) links: Vec<Linked>,
    pub(super) pictures: Vec<Picture>,
}

impl Stretch {
    /// A hint about these bytes.
    pub(super) fn hint(&self, rule: Rule, at: Range<usize>, what: Message, fixes: Vec<Fix>) -> Hint {
        let units = |end: usize| {
            let before = self.text.get(..end).unwrap_or(&self.text);
            u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        let place = HintPlace { from: units(at.start), to: units(at.end), ..self.place.clone() };
        let said = self.said(&at);
        // What is no words would be lost with them.
        let keeps = |fix: &Fix| !matches!(fix, Fix::Words { .. }) || !said.contains(ATOM);
        let fixes = fixes.into_iter().filter(keeps).collect();
        let words = said.replace(ATOM, "");
        Hint { rule, place, words, around: around(&self.text, &at), what, fixes, block: None }
    }

    pub(super) fn said(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or_default()
    }
}

/// A name for the words around a place: the three before it and the three behind it.
fn around(text: &str, at: &Range<usize>) -> String {
    let before: Vec<&str> = text.get(..at.start).unwrap_or_default().split_whitespace().rev().take(3).collect();
    let after: Vec<&str> = text.get(at.end..).unwrap_or_default().split_whitespace().take(3).collect();
    let whole = format!("{}\u{1}{}", before.join(" "), after.join(" ")).to_lowercase();
    Sha256::digest(whole.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// All stretches of a text, in its order.
pub(super) fn stretches(paper: &Paper) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut rows = Rows { text: &paper.text, byte: 0, row: 1 };
    for (at, name, runs) in [
        (Where::Headline, "headline", &paper.lines.headline),
        (Where::Subhead, "subhead", &paper.lines.subhead),
        (Where::Dateline, "dateline", &paper.lines.dateline),
    ] {
        let row = paper.head.lines().position(|line| line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':')));
        let row = row.and_then(|row| u32::try_from(row + 1).ok());
        let place = HintPlace { at, block: 0, line: 0, from: 0, to: 0, row };
        out.push(of_runs(runs, place, Kind::Line, name));
    }
    for block in &paper.blocks {
        let row = Some(rows.of(block.from as usize));
        let place = HintPlace { at: Where::Block, block: block.from, line: 0, from: 0, to: 0, row };
        let mut walk = Walk { out: &mut out, place, part: &block.part };
        walk.content(&block.content, Kind::Words);
    }
    out
}

/// Where a text refers to reusable blocks, each reference with the name that it says.
pub(super) fn references(paper: &Paper) -> Vec<(HintPlace, &str)> {
    let mut rows = Rows { text: &paper.text, byte: 0, row: 1 };
    let mut out = Vec::new();
    for block in &paper.blocks {
        let row = Some(rows.of(block.from as usize));
        if let PaperContent::Shared { name } = &block.content {
            out.push((HintPlace { at: Where::Block, block: block.from, line: 0, from: 0, to: 0, row }, name.as_str()));
        }
    }
    out
}

/// Counts the lines of a text from one byte to the next.
struct Rows<'t> {
    text: &'t str,
    byte: usize,
    row: u32,
}

impl Rows<'_> {
    fn of(&mut self, byte: usize) -> u32 {
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.row = self.row.saturating_add(u32::try_from(between.matches('\n').count()).unwrap_or(u32::MAX));
        self.byte = self.byte.max(byte);
        self.row
    }
}

/// Walks a block as the sheet builds it, so that the lines of words are counted in the same way.
struct Walk<'a> {
    out: &'a mut Vec<Stretch>,
    place: HintPlace,
    part: &'a str,
}

impl Walk<'_> {
    fn content(&mut self, content: &PaperContent, kind: Kind) {
        match content {
            PaperContent::Paragraph { words } => self.words(words, kind),
            PaperContent::Heading { words, .. } => self.words(words, Kind::Heading),
            PaperContent::Quote { blocks, speaker } => {
                if blocks.is_empty() {
                    self.place.line += 1;
                }
                blocks.iter().for_each(|block| self.content(block, kind));
                self.words(speaker, Kind::Speaker);
            }
            PaperContent::List { items, .. } => {
                for item in items {
                    // An item begins with a line, if an empty one.
                    if !matches!(item.first(), Some(PaperContent::Paragraph { .. })) {
                        self.place.line += 1;
                    }
                    item.iter().for_each(|block| self.content(block, kind));
                }
            }
            PaperContent::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| self.words(cell, Kind::Cell));
            }
            PaperContent::Raw { .. } => self.place.line += 1,
            PaperContent::Rule | PaperContent::Shared { .. } => {}
        }
    }

    fn words(&mut self, runs: &[Run], kind: Kind) {
        self.out.push(of_runs(runs, self.place.clone(), kind, self.part));
        self.place.line += 1;
    }
}

fn of_runs(runs: &[Run], place: HintPlace, kind: Kind, part: &str) -> Stretch {
    let mut stretch = Stretch { place, kind, part: part.to_owned(), text: String::new(), links: Vec::new(), pictures: Vec::new() };
    for run in runs {
        let from = stretch.text.len();
        match &run.what {
            RunKind::Text { text } if run.marks.contains(&Mark::Code) => {
                stretch.text.extend(std::iter::repeat_n(ATOM, text.encode_utf16().count()));
            }
            RunKind::Text { text } => stretch.text.push_str(text),
            RunKind::Break => stretch.text.push('\n'),
            RunKind::Image { src, alt, .. } => {
                stretch.pictures.push(Picture { at: from, src: src.clone(), alt: alt.clone() });
                stretch.text.push(ATOM);
            }
            RunKind::Field { .. } | RunKind::Note { .. } | RunKind::Raw { .. } => stretch.text.push(ATOM),
        }
        let to = stretch.text.len();
        let url = run.marks.iter().find_map(|mark| if let Mark::Link { url, .. } = mark { Some(url) } else { None });
        match (url, stretch.links.last_mut()) {
            // A link whose words are marked in several ways is one link.
            (Some(url), Some(last)) if last.at.end == from && last.url == *url => last.at.end = to,
            (Some(url), _) => stretch.links.push(Linked { at: from..to, url: url.clone() }),
            (None, _) => {}
        }
    }
    stretch
}

/// A word of a text with its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The words of a text: letters and digits, with apostrophes, hyphens and full stops within them (`don't`, `e-mail`, `1.5`).
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let inner = matches!(letter, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '\u{AD}') && next && start.is_some();
        let in_number = matches!(letter, '.' | ',')
            && start.is_some()
            && text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(|before| before.is_ascii_digit())
            && letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        // Letters of scripts without blanks between words are words of their own nowhere here: their runs stay whole.
        let within = letter.is_alphanumeric() || is_mark(letter) && start.is_some() || inner || in_number;
        match (within, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Word { text: text.get(from..at).unwrap_or_default(), start: from, end: at });
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        found.push(Word { text: text.get(from..).unwrap_or_default(), start: from, end: text.len() });
    }
    found
}

/// A sign that sits on the letter before it.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

const SHORTENED: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "st", "no", "vs", "inc", "ltd", "co", "jr", "sr", "e.g", "i.e", "approx", "jan", "feb", "aug", "sept",
    "oct", "nov", "dec", "nr", "bzw", "usw", "z.b", "d.h", "u.a", "ca", "abs", "hr", "fr", "str", "tel", "ggf", "inkl", "evtl", "vgl",
    "jh", "mio", "mrd",
];

/// The bytes of each sentence. Full stops behind what is usually shortened, behind a single letter and behind a number end none.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends = match letter {
            '\n' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' => true,
            '.' => {
                let word = text.get(from..at).unwrap_or_default().rsplit([' ', '\n', '\u{A0}']).next().unwrap_or_default();
                let bare = word.trim_start_matches(['(', '“', '„', '"']).to_lowercase();
                let single = bare.chars().count() == 1 && bare.chars().all(char::is_alphabetic);
                let number = !bare.is_empty() && bare.chars().count() <= 2 && bare.chars().all(|one| one.is_ascii_digit());
                let begins_again = text.get(at + 1..).unwrap_or_default().starts_with(|next: char| next.is_whitespace())
                    || text.get(at + 1..).unwrap_or_default().starts_with(['”', '“', '"', ')', '’', '»', '«']);
                let last = text.get(at + 1..).unwrap_or_default().trim().is_empty();
                last || begins_again && !single && !number && !SHORTENED.contains(&bare.as_str())
            }
            _ => false,
        };
        if !ends {
            continue;
        }
        let mut end = at + letter.len_utf8();
        while let Some((next, closing)) = letters.peek().copied() {
            if !matches!(closing, '.' | '!' | '?' | '”' | '“' | '"' | ')' | '’' | '»' | '«') {
                break;
            }
            end = next + closing.len_utf8();
            letters.next();
        }
        push(text, from..end, &mut found);
        from = end;
    }
    push(text, from..text.len(), &mut found);
    found
}

fn push(text: &str, at: Range<usize>, found: &mut Vec<Range<usize>>) {
    let said = text.get(at.clone()).unwrap_or_default();
    let start = at.start + (said.len() - said.trim_start().len());
    let end = at.start + said.trim_end().len();
    if start < end && said.chars().any(char::is_alphanumeric) {
        found.push(start..end);
    }
}
