//! Where a comment hangs, and how its words are found again in a text that was changed.
//!
//! A block of the text is seen as the editor sees it: its characters in order, each line of it (an item, a cell, the speaker) after a
//! `\n`, and U+FFFC for what has no characters of its own (a merge field, a picture). Blocks 0 to 2 are headline, subhead and dateline.

use std::collections::HashSet;
use std::ops::Range;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use similar::{DiffOp, TextDiff};

use crate::literature::paper::{self, PaperContent, Run, RunKind};

/// Where the words of a comment are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CommentPlace {
    /// The block, from 0; headline, subhead and dateline are the first three.
    pub block: u32,
    /// The first character within the block, from 0.
    pub start: u32,
    /// How many characters.
    pub length: u32,
}

impl CommentPlace {
    fn of(block: usize, range: &Range<usize>) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { block: number(block), start: number(range.start), length: number(range.len()) }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.length as usize
    }

    /// The characters of the place in `block`; none where it has fewer.
    pub(super) fn words(self, block: &str) -> Option<String> {
        let words: String = block.chars().skip(self.start as usize).take(self.length as usize).collect();
        (self.length > 0 && words.chars().count() == self.length as usize).then_some(words)
    }
}

/// A place with its block as it stood when the place was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) place: CommentPlace,
    pub(super) block_text: String,
}

impl Anchor {
    /// The words that it holds.
    pub(super) fn quote(&self) -> String {
        self.place.words(&self.block_text).unwrap_or_default()
    }
}

/// What stands for a thing without characters of its own.
const THING: char = '\u{FFFC}';
/// How long a comparison of two blocks may take; then it is a coarser one.
const PATIENCE: Duration = Duration::from_millis(50);
/// How many characters before and after the words tell which of several same words are meant.
const CONTEXT: usize = 32;
/// Beyond so many same words in a text nobody can tell which are meant.
const MOST_SAME: usize = 500;

/// The blocks of a text as the editor sees them.
pub(super) fn blocks(text: &str) -> Vec<String> {
    let paper = paper::open(text);
    let lines = [&paper.lines.headline, &paper.lines.subhead, &paper.lines.dateline].map(|line| {
        let mut words = String::new();
        runs(line, &mut words);
        words
    });
    lines.into_iter().chain(paper.blocks.iter().map(|block| block_words(&block.content))).collect()
}

/// As [`blocks`], without the lines above the text.
pub(in crate::literature) fn read_blocks(text: &str) -> impl Iterator<Item = String> {
    paper::open(text).blocks.into_iter().map(|block| block_words(&block.content))
}

fn block_words(content: &PaperContent) -> String {
    let mut lines = Vec::new();
    collect(content, &mut lines);
    lines.join("\n")
}

fn collect(content: &PaperContent, lines: &mut Vec<String>) {
    let line = |words: &[Run]| {
        let mut out = String::new();
        runs(words, &mut out);
        out
    };
    match content {
        PaperContent::Paragraph { words } | PaperContent::Heading { words, .. } => lines.push(line(words)),
        PaperContent::Quote { blocks, speaker } => {
            blocks.iter().for_each(|block| collect(block, lines));
            lines.push(line(speaker));
        }
        PaperContent::List { items, .. } => items.iter().flatten().for_each(|block| collect(block, lines)),
        PaperContent::Table { head, rows, .. } => lines.extend(head.iter().chain(rows.iter().flatten()).map(|cell| line(cell))),
        PaperContent::Rule | PaperContent::Shared { .. } => {}
        PaperContent::Raw { text, .. } => lines.push(text.clone()),
    }
}

fn runs(runs: &[Run], out: &mut String) {
    for run in runs {
        match &run.what {
            RunKind::Text { text } => out.push_str(text),
            RunKind::Break => out.push('\n'),
            RunKind::Field { .. } | RunKind::Image { .. } | RunKind::Note { .. } | RunKind::Raw { .. } => out.push(THING),
        }
    }
}

/// Where the anchor's words are in `blocks` now; none where they are gone. `before` are the blocks as they were when the anchor was
/// right, where that is known: what stood there already with the same words is not where they went.
pub(super) fn find(anchor: &Anchor, blocks: &[String], before: &[String]) -> Option<Anchor> {
    let at = anchor.place.block as usize;
    let held = |block: usize, range: &Range<usize>| {
        let text = blocks.get(block)?;
        Some(Anchor { place: CommentPlace::of(block, range), block_text: text.clone() })
    };
    if blocks.get(at) == Some(&anchor.block_text) {
        return Some(anchor.clone());
    }
    // The block as it was, elsewhere: others came or went before it.
    let same = blocks.iter().enumerate().filter(|(_, text)| **text == anchor.block_text).min_by_key(|(block, _)| block.abs_diff(at));
    if let Some((block, _)) = same {
        return held(block, &anchor.place.range());
    }
    let quote = anchor.quote();
    // The likeliest block, changed around the words.
    let likely = likely(anchor, blocks);
    let carried = likely.and_then(|block| Some((block, carry(anchor, blocks.get(block)?)?)));
    if let Some((block, range)) = &carried {
        let found = held(*block, range)?;
        if found.quote() == quote {
            return Some(found);
        }
    }
    let elsewhere = same_words(anchor, &quote, blocks, before).or_else(|| same_words(anchor, &quote, blocks, &[]));
    if let Some((block, range)) = elsewhere {
        return held(block, &range);
    }
    let (block, range) = carried?;
    let found = held(block, &range)?;
    // What was written in the place of the words is not what the comment was about.
    is_alike(&quote, &found.quote()).then_some(found)
}

/// The block that the anchor's was, by how much of it is the same; the nearest of several.
fn likely(anchor: &Anchor, blocks: &[String]) -> Option<usize> {
    let at = anchor.place.block as usize;
    let wanted = pieces(&anchor.block_text);
    // Where the block with its number still is much like it, nothing else is looked at: that is nearly always so.
    if blocks.get(at).is_some_and(|text| alike(&wanted, &pieces(text)) > 0.6) {
        return Some(at);
    }
    let shared = blocks.iter().enumerate().map(|(block, text)| (block, alike(&wanted, &pieces(text))));
    let best = shared.filter(|(_, shared)| *shared > 0.35);
    best.max_by(|(one, a), (other, b)| a.total_cmp(b).then(other.abs_diff(at).cmp(&one.abs_diff(at)))).map(|(block, _)| block)
}

/// The pieces of three characters that a text is made of: what tells texts of any script apart, fast.
fn pieces(text: &str) -> HashSet<[char; 3]> {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).filter_map(|three| three.try_into().ok()).collect()
}

/// How much of two texts is the same, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a part of a few thousand")]
fn alike(one: &HashSet<[char; 3]>, other: &HashSet<[char; 3]>) -> f32 {
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * one.intersection(other).count() as f32 / all as f32 }
}

/// The anchor's characters carried over to what its block says now; none where nothing of them is left.
fn carry(anchor: &Anchor, text: &str) -> Option<Range<usize>> {
    let wanted = anchor.place.range();
    let diff = TextDiff::configure().timeout(PATIENCE).diff_chars(anchor.block_text.as_str(), text);
    let (mut start, mut end) = (None, None);
    for op in diff.ops() {
        let DiffOp::Equal { old_index, new_index, len } = *op else { continue };
        let (from, to) = (old_index.max(wanted.start), (old_index + len).min(wanted.end));
        if from < to {
            start.get_or_insert(new_index + (from - old_index));
            end = Some(new_index + (to - old_index));
        }
    }
    Some(start?..end?)
}

/// Whether one is what became of the other: at least half of it.
fn is_alike(quote: &str, now: &str) -> bool {
    let kept = TextDiff::configure().timeout(PATIENCE).diff_chars(quote, now).ratio();
    !now.trim().is_empty() && kept >= 0.5
}

/// The same words elsewhere: those with the most of the same around them, and enough of it to be told from other words.
fn same_words(anchor: &Anchor, quote: &str, blocks: &[String], not: &[String]) -> Option<(usize, Range<usize>)> {
    let old: Vec<char> = anchor.block_text.chars().collect();
    let wanted: Vec<char> = quote.chars().collect();
    let range = anchor.place.range();
    let (before, after) = (old.get(..range.start)?, old.get(range.end..)?);
    let at = anchor.place.block as usize;
    let mut best: Option<(usize, usize, usize, Range<usize>)> = None;
    let mut seen = 0;
    for (block, text) in blocks.iter().enumerate().filter(|(_, text)| text.contains(quote) && !not.contains(text)) {
        let text: Vec<char> = text.chars().collect();
        for start in (0..).take((text.len() + 1).saturating_sub(wanted.len())) {
            let end = start + wanted.len();
            if text.get(start..end) != Some(wanted.as_slice()) {
                continue;
            }
            seen += 1;
            if seen > MOST_SAME {
                return None;
            }
            let around = same_end(before, text.get(..start)?) + same_begin(after, text.get(end..)?);
            let far = block.abs_diff(at);
            if best.as_ref().is_none_or(|(most, near, ..)| around > *most || around == *most && far < *near) {
                best = Some((around, far, block, start..end));
            }
        }
    }
    let (around, _, block, found) = best?;
    // A few letters could stand anywhere; a sentence that stands once is itself.
    let told = around + wanted.len() >= 12 && (around >= 4 || seen == 1);
    told.then_some((block, found))
}

fn same_end(one: &[char], other: &[char]) -> usize {
    one.iter().rev().zip(other.iter().rev()).take(CONTEXT).take_while(|(a, b)| a == b).count()
}

fn same_begin(one: &[char], other: &[char]) -> usize {
    one.iter().zip(other).take(CONTEXT).take_while(|(a, b)| a == b).count()
}

/// Where `quote` stands first in the blocks; none where it does not.
pub(super) fn first(quote: &str, blocks: &[String]) -> Option<Anchor> {
    blocks.iter().enumerate().find_map(|(block, text)| {
        let byte = text.find(quote)?;
        let start = text.get(..byte)?.chars().count();
        let range = start..start + quote.chars().count();
        (!range.is_empty()).then(|| Anchor { place: CommentPlace::of(block, &range), block_text: text.clone() })
    })
}
