//! A document read: its fields, its blocks and parts with their places, and what is wrong with it.

use std::ops::Range;

use serde::Serialize;

use super::blocks::{self, Block, Placed};
use super::embargo::{self, Embargo, EmbargoFault};
use super::fields::{self, FieldUse};
use super::front::{self, Front};
use super::kind::{AnnouncementSort, DocumentKind, LINES, PART_CLASSES};
use crate::error::Place;
use crate::messages::Message;

/// How grave a [`Finding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Gravity {
    /// Worth one look.
    Warning,
    /// Nothing can be sent like this.
    Error,
}

/// Something about a text that its writer should know, with the place and what could stand there.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Finding {
    /// How grave it is.
    pub gravity: Gravity,
    /// What it is.
    pub what: Message,
    /// Where: `row` is the line of the text, counted from 1; `field` names a field of the front block.
    pub place: Place,
}

impl Finding {
    /// A finding that keeps the text from being sent.
    #[must_use]
    pub fn error(what: Message) -> Self {
        Self { gravity: Gravity::Error, what, place: Place::default() }
    }

    /// A finding that is worth a look.
    #[must_use]
    pub fn warning(what: Message) -> Self {
        Self { gravity: Gravity::Warning, what, place: Place::default() }
    }

    /// The same at a place.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }
}

/// A part of a release: its id (`lead`, `quote-2`, `boilerplate`) and its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Unique within the document; comments will hang on it.
    pub id: String,
    /// Which blocks.
    pub blocks: Range<usize>,
}

impl Part {
    /// Whether it is one of these: `contact` is `contact-2`, too.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.id.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// Whether it is set small: what stands under a text and is no text of its own.
    #[must_use]
    pub fn is_small(&self) -> bool {
        ["boilerplate", "notes", "contact"].iter().any(|name| self.is(name))
    }
}

/// A text read. Reading never fails: what is wrong is in `findings`.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text as it was written.
    pub text: String,
    /// The fields in front.
    pub front: Front,
    /// When it may be published, if an embargo is written and can be understood.
    pub embargo: Option<Embargo>,
    /// Its kind, by the front block.
    pub kind: Option<DocumentKind>,
    /// The sort of an announcement, by the front block; none for every other kind.
    pub sort: Option<AnnouncementSort>,
    /// Byte at which the body begins.
    pub body: usize,
    /// The body's blocks with their bytes.
    pub blocks: Vec<Placed>,
    /// Its parts, in order, without gaps.
    pub parts: Vec<Part>,
    /// Every place where a merge field stands or was begun.
    pub fields: Vec<FieldUse>,
    /// What is wrong with the front block.
    pub findings: Vec<Finding>,
}

/// Longest title in lists, in characters.
const LONGEST_TITLE: usize = 500;

impl Document {
    /// Reads a text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (yaml, body) = front::split(text);
        let mut findings = Vec::new();
        let first_line = yaml.as_ref().map_or(1, |range| line_at(text, range.start).0);
        let front = match front::read(yaml.clone().and_then(|range| text.get(range)).unwrap_or_default()) {
            Ok(front) => front,
            Err(fault) => {
                let place = Place { row: Some(first_line + fault.line.saturating_sub(1)), column: Some(fault.column), ..Place::default() };
                findings.push(Finding::error(Message::new("literature.bad_front")).at(place));
                Front::default()
            }
        };
        let blocks = blocks::read(text.get(body..).unwrap_or_default(), body);
        let mut document = Self {
            text: text.to_owned(),
            kind: None,
            sort: None,
            embargo: None,
            body,
            parts: parts(&blocks),
            blocks,
            fields: fields::find_in_document(text, body),
            findings,
            front,
        };
        // What refers to a block is no field that was begun.
        let refer: Vec<_> =
            document.blocks.iter().filter(|one| matches!(one.block, Block::Shared(_))).map(|one| one.span.clone()).collect();
        document.fields.retain(|found| !refer.iter().any(|span| span.contains(&found.span.start)));
        document.judge_kind();
        document.judge_sort();
        document.judge_lines();
        document.judge_embargo();
        document
    }

    /// The headline, or the first words of the body for lists; empty for an empty text.
    #[must_use]
    pub fn title(&self) -> String {
        let front = self.front.headline.as_deref().map(str::trim).filter(|headline| !headline.is_empty());
        let title = match front {
            Some(headline) => without_fields(headline),
            None => self
                .blocks
                .iter()
                .find_map(|placed| match &placed.block {
                    Block::Heading { words, .. } | Block::Paragraph(words) => Some(blocks::plain(words)),
                    _ => None,
                })
                .unwrap_or_default(),
        };
        title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_TITLE).collect()
    }

    /// The language of the text, `en` where none is written.
    #[must_use]
    pub fn language(&self) -> &str {
        let tag = self.front.language.as_deref().unwrap_or_default().trim();
        let fits = !tag.is_empty() && tag.len() <= 35 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits { tag } else { "en" }
    }

    /// The words of the subhead and of the body, a block a line, without any mark-up; fields by their fallback.
    #[must_use]
    pub fn plain(&self) -> String {
        let subhead = self.front.subhead.as_deref().map(without_fields);
        subhead.into_iter().chain(self.blocks.iter().map(|placed| block_words(&placed.block))).collect::<Vec<_>>().join("\n")
    }

    /// The names of the reusable blocks that it refers to, in order; one that it refers to twice comes twice.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|placed| if let Block::Shared(name) = &placed.block { Some(name.as_str()) } else { None })
    }

    /// How many words the body has.
    #[must_use]
    pub fn words(&self) -> u32 {
        use unicode_segmentation::UnicodeSegmentation as _;
        let count: usize = self.blocks.iter().map(|placed| block_words(&placed.block).unicode_words().count()).sum();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The line and column (both from 1, columns in characters) of a byte of the text.
    #[must_use]
    pub fn place_of(&self, span: &Range<usize>) -> Place {
        let (row, column) = line_at(&self.text, span.start);
        let length = self.text.get(span.clone()).map(|text| u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
        Place { row: Some(row), column: Some(column), length, ..Place::default() }
    }

    fn judge_kind(&mut self) {
        let Some(word) = self.front.kind.as_deref().filter(|word| !word.trim().is_empty()) else { return };
        self.kind = DocumentKind::from_word(word);
        if self.kind.is_none() {
            let place = Place { proposal: Some("press-release".to_owned()), ..self.place_of_field("kind") };
            self.findings.push(Finding::error(Message::new("literature.bad_kind").with("kind", word)).at(place));
        }
    }

    fn judge_sort(&mut self) {
        let word = self.front.announcement.as_deref().filter(|word| !word.trim().is_empty());
        let Some(word) = word.filter(|_| self.kind == Some(DocumentKind::Announcement)) else { return };
        self.sort = AnnouncementSort::from_word(word);
        if self.sort.is_none() {
            let place = Place { proposal: Some("policy-change".to_owned()), ..self.place_of_field("announcement") };
            self.findings.push(Finding::error(Message::new("literature.bad_sort").with("sort", word)).at(place));
        }
    }

    /// Somebody meant lines to take, and what they wrote begins none: it would go out with all else.
    fn judge_lines(&mut self) {
        let begins = |block: &Block| matches!(block, Block::Heading { class: Some(class), .. } if class == LINES);
        let adrift = self.blocks.iter().filter(|placed| !begins(&placed.block) && !matches!(placed.block, Block::Code { .. }));
        let adrift = adrift
            .filter(|placed| self.text.get(placed.span.clone()).is_some_and(|source| source.to_ascii_lowercase().contains(".lines}")));
        let found: Vec<_> = adrift.map(|placed| self.place_of(&placed.span)).collect();
        let what = || Message::new("literature.lines_adrift").with("example", "## Lines to take {.lines}");
        self.findings.extend(found.into_iter().map(|place| Finding::error(what()).at(place)));
    }

    fn judge_embargo(&mut self) {
        let Some(text) = self.front.embargo.as_deref().filter(|text| !text.trim().is_empty()) else { return };
        match embargo::parse(text) {
            Ok(embargo) => self.embargo = Some(embargo),
            Err(fault) => {
                let (key, proposal) = match &fault {
                    EmbargoFault::Unreadable => ("literature.embargo_unreadable", None),
                    EmbargoFault::UnknownZone { proposal, .. } => ("literature.embargo_zone", proposal.clone()),
                    EmbargoFault::Missing { proposal } => ("literature.embargo_missing", Some(proposal.clone())),
                    EmbargoFault::Double { proposal } => ("literature.embargo_double", Some(proposal.clone())),
                };
                let mut what = Message::new(key).with("text", text.trim());
                if let Some(proposal) = &proposal {
                    what.set("proposal", proposal.as_str().into());
                }
                if let EmbargoFault::UnknownZone { zone, .. } = &fault {
                    what.set("zone", zone.as_str().into());
                }
                let place = Place { proposal, ..self.place_of_field("embargo") };
                self.findings.push(Finding::error(what).at(place));
            }
        }
    }

    /// Where a field of the front block stands.
    #[must_use]
    pub fn place_of_field(&self, name: &str) -> Place {
        let head = self.text.get(..self.body).unwrap_or_default();
        let row = head.lines().position(|line| line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':')));
        Place { row: row.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)), ..Place::field(name) }
    }
}

/// A line of words with each field's fallback in its place.
pub(super) fn without_fields(text: &str) -> String {
    fields::pieces(text)
        .into_iter()
        .map(|piece| match piece {
            fields::Piece::Text(text) => text,
            fields::Piece::Field(field) => field.fallback.unwrap_or_default(),
        })
        .collect()
}

fn line_at(text: &str, byte: usize) -> (u32, u32) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    let number = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
    (number(before.matches('\n').count()), number(column))
}

fn block_words(block: &Block) -> String {
    match block {
        Block::Heading { words, .. } | Block::Paragraph(words) => blocks::plain(words),
        Block::Quote { blocks, speaker } => {
            let said: Vec<_> = blocks.iter().map(block_words).collect();
            format!("{} {}", said.join(" "), speaker.as_deref().map(blocks::plain).unwrap_or_default())
        }
        Block::List { items, .. } => items.iter().flatten().map(block_words).collect::<Vec<_>>().join(" "),
        Block::Note { blocks, .. } => blocks.iter().map(block_words).collect::<Vec<_>>().join(" "),
        Block::Table { head, rows, .. } => {
            head.iter().chain(rows.iter().flatten()).map(|cell| blocks::plain(cell)).collect::<Vec<_>>().join(" ")
        }
        Block::Code { .. } | Block::Rule | Block::Shared(_) | Block::Raw => String::new(),
    }
}

/// The lead is the first paragraph; a heading with a part's class begins that part, up to the next heading of its level or
/// above; a quote is a part of its own; the rest is body.
fn parts(blocks: &[Placed]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut counts = std::collections::BTreeMap::<String, u32>::new();
    let mut within: Option<(String, u8)> = None;
    let mut lead_seen = false;
    for (at, placed) in blocks.iter().enumerate() {
        let mut begins = false;
        if let Block::Heading { level, class, .. } = &placed.block {
            if within.as_ref().is_some_and(|(_, of)| level <= of) {
                within = None;
            }
            if let Some(class) = class.as_deref().filter(|class| PART_CLASSES.contains(class)) {
                within = Some((class.to_owned(), *level));
                begins = true;
            }
        }
        let name = match (&within, &placed.block) {
            (Some((class, _)), _) => class.clone(),
            (None, Block::Quote { .. }) => {
                begins = true;
                "quote".to_owned()
            }
            (None, Block::Paragraph(_)) if !lead_seen => {
                lead_seen = true;
                "lead".to_owned()
            }
            _ => "body".to_owned(),
        };
        let same = parts.last().is_some_and(|part| part.id == name || part.id.rsplit_once('-').is_some_and(|(word, _)| word == name));
        match parts.last_mut() {
            Some(part) if same && !begins => part.blocks.end = at + 1,
            _ => {
                let count = counts.entry(name.clone()).or_default();
                *count += 1;
                let id = if *count == 1 { name } else { format!("{name}-{count}") };
                parts.push(Part { id, blocks: at..at + 1 });
            }
        }
    }
    parts
}
