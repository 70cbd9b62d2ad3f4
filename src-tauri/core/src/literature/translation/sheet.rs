//! A text as translators see it: its lines over the text, then its blocks, each with the words by which it is known again.

use std::time::Duration;

use similar::{DiffTag, TextDiff};
use std::collections::{HashMap, HashSet};

use crate::literature::document::Document;
use crate::literature::paper::{self, PaperContent, RawKind};

/// Headline, subhead and dateline are the first three, whether or not anything stands there.
pub(super) const LINES: usize = 3;
/// How long two texts are compared; what is left then is told more coarsely.
const PATIENCE: Duration = Duration::from_millis(200);
/// Beyond so many comparisons blocks between two that stayed are told by their order alone.
const MOST_COMPARED: usize = 20_000;
/// From this share of the same pieces on, one block is what became of another.
const ALIKE: f32 = 0.35;

/// What kind of block it is, as far as one may stand for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum PieceKind {
    Line,
    Paragraph,
    Heading,
    Quote,
    List,
    Table,
    /// A rule, code, a picture's markup: nothing to translate.
    Other,
}

/// A line or a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    /// Its source as it stands.
    pub(super) source: String,
    /// Its source with each run of white space as one blank: a line that was broken elsewhere says the same.
    pub(super) text: String,
}

impl Piece {
    fn of(kind: PieceKind, source: &str) -> Self {
        Self { kind, source: source.to_owned(), text: source.split_whitespace().collect::<Vec<_>>().join(" ") }
    }

    /// Whether it has words that somebody could translate.
    pub(super) fn has_words(&self) -> bool {
        self.kind != PieceKind::Other && self.text.chars().any(char::is_alphabetic)
    }

    /// Whether nothing stands there: of a line over the text only.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// The pieces of a text, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let front = Document::parse(text).front;
    let lines = [&front.headline, &front.subhead, &front.dateline];
    let lines = lines.into_iter().map(|line| Piece::of(PieceKind::Line, line.as_deref().unwrap_or_default()));
    let blocks = paper::open(text).blocks;
    lines.chain(blocks.iter().map(|block| Piece::of(kind(&block.content), &block.source))).collect()
}

fn kind(content: &PaperContent) -> PieceKind {
    match content {
        PaperContent::Paragraph { .. } => PieceKind::Paragraph,
        PaperContent::Heading { .. } => PieceKind::Heading,
        PaperContent::Quote { .. } => PieceKind::Quote,
        PaperContent::List { .. } => PieceKind::List,
        PaperContent::Table { .. } | PaperContent::Raw { what: RawKind::Table, .. } => PieceKind::Table,
        PaperContent::Raw { what: RawKind::Note, .. } => PieceKind::Paragraph,
        PaperContent::Rule | PaperContent::Shared { .. } | PaperContent::Raw { .. } => PieceKind::Other,
    }
}

/// Where each of `old` is in `new`: the same block, the one that it became, or the same words elsewhere; none where it is gone. No two are
/// at one place. Both are blocks; lines over the text stay where they are.
pub(super) fn moves(old: &[Piece], new: &[Piece]) -> Vec<Option<usize>> {
    let mut to = vec![None; old.len()];
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.iter().map(|piece| piece.text.as_str()).collect(), new.iter().map(|piece| piece.text.as_str()).collect());
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(&before, &after);
    // What lies between two runs that stayed: others came, went, or say something else.
    let (mut gone, mut come) = (0..0, 0..0);
    for op in diff.ops() {
        let (tag, olds, news) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            became(old, new, (gone, come), &mut to);
            for (one, other) in olds.clone().zip(news.clone()) {
                set(&mut to, one, other);
            }
            (gone, come) = (olds.end..olds.end, news.end..news.end);
        } else {
            (gone, come) = (gone.start..olds.end, come.start..news.end);
        }
    }
    became(old, new, (gone, come), &mut to);
    carried_elsewhere(old, new, &mut to);
    to
}

fn set(to: &mut [Option<usize>], old: usize, new: usize) {
    if let Some(place) = to.get_mut(old) {
        *place = Some(new);
    }
}

/// Blocks that say something else: paired in order so that as much as possible is the same.
fn became(old: &[Piece], new: &[Piece], (gone, come): (std::ops::Range<usize>, std::ops::Range<usize>), to: &mut [Option<usize>]) {
    let (Some(olds), Some(news)) = (old.get(gone.clone()), new.get(come.clone())) else { return };
    if olds.is_empty() || news.is_empty() {
        return;
    }
    if olds.len() * news.len() > MOST_COMPARED {
        for (at, (one, other)) in olds.iter().zip(news).enumerate() {
            if one.kind == other.kind {
                set(to, gone.start + at, come.start + at);
            }
        }
        return;
    }
    let (one, other): (Vec<_>, Vec<_>) = (olds.iter().map(trigrams).collect(), news.iter().map(trigrams).collect());
    let worth = |i: usize, j: usize| -> Option<f32> {
        let (a, b) = (olds.get(i)?, news.get(j)?);
        let alike = alike(one.get(i)?, other.get(j)?);
        (a.kind == b.kind || alike > ALIKE).then_some(alike * 4.0 + f32::from(u8::from(a.kind == b.kind)))
    };
    // The best pairing of all that come after a place, from the end on.
    let width = news.len() + 1;
    let mut best = vec![0.0_f32; (olds.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    let value = |best: &[f32], i: usize, j: usize| best.get(at(i, j)).copied().unwrap_or_default();
    for i in (0..olds.len()).rev() {
        for j in (0..news.len()).rev() {
            let apart = value(&best, i + 1, j).max(value(&best, i, j + 1));
            let both = worth(i, j).map_or(0.0, |worth| worth + value(&best, i + 1, j + 1));
            if let Some(place) = best.get_mut(at(i, j)) {
                *place = apart.max(both);
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < olds.len() && j < news.len() {
        let here = value(&best, i, j);
        if worth(i, j).is_some_and(|worth| worth + value(&best, i + 1, j + 1) >= here) {
            set(to, gone.start + i, come.start + j);
            (i, j) = (i + 1, j + 1);
        } else if value(&best, i + 1, j) >= here {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Blocks that were cut out here and put in there, as they are.
fn carried_elsewhere(old: &[Piece], new: &[Piece], to: &mut [Option<usize>]) {
    let taken: HashSet<usize> = to.iter().flatten().copied().collect();
    let mut free: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, piece) in new.iter().enumerate().rev().filter(|(at, piece)| !taken.contains(at) && piece.has_words()) {
        free.entry(&piece.text).or_default().push(at);
    }
    for (place, piece) in to.iter_mut().zip(old).filter(|(place, _)| place.is_none()) {
        *place = free.get_mut(piece.text.as_str()).and_then(Vec::pop);
    }
}

/// The pieces of three characters that a text is made of: what tells texts of any script apart, fast.
fn trigrams(piece: &Piece) -> HashSet<[char; 3]> {
    let letters: Vec<char> = piece.text.chars().collect();
    letters.windows(3).filter_map(|three| three.try_into().ok()).collect()
}

/// How much of two texts is the same, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a part of a few thousand")]
fn alike(one: &HashSet<[char; 3]>, other: &HashSet<[char; 3]>) -> f32 {
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * one.intersection(other).count() as f32 / all as f32 }
}
