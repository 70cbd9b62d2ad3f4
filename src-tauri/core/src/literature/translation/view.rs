//! A translation beside its source, paragraph by paragraph.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::pairing::{Pair, Side, carry};
use super::service::require_source;
use super::sheet::{LINES, Piece, PieceKind, pieces};
use super::store;
use crate::error::Problem;
use crate::ids::{DocumentId, PairId};
use crate::literature::difference::{self, DifferencePiece};
use crate::literature::paper;
use crate::literature::service::document;
use crate::workspace::ReadTx;

/// How a paragraph of a translation stands to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum PairState {
    /// It is the translation of what the source says.
    Right,
    /// The source says something else since.
    Stale,
    /// It still has the source's words.
    Untranslated,
    /// The source has it, the translation does not.
    Missing,
    /// The source had it and has it no more.
    LeftOver,
    /// The translation's own: the source never had it.
    Own,
}

impl PairState {
    /// Whether a translator has to look at it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Right | Self::Own)
    }

    /// The word in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Stale => "stale",
            Self::Untranslated => "untranslated",
            Self::Missing => "missing",
            Self::LeftOver => "left-over",
            Self::Own => "own",
        }
    }
}

/// A paragraph of one of the two texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SideText {
    /// Which block, from 0; headline, subhead and dateline are the first three.
    pub block: u32,
    /// What it says, as Markdown.
    pub text: String,
}

/// A line of the two texts beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SideRow {
    /// Which pair it is; none of what stands alone.
    pub pair: Option<PairId>,
    /// How it stands.
    pub state: PairState,
    /// What the source says; none where it says nothing.
    pub source: Option<SideText>,
    /// What the translation says; none where it says nothing yet.
    pub here: Option<SideText>,
    /// Of what is stale: what became of the source's words since, word by word.
    pub difference: Vec<DifferencePiece>,
    /// Whether it is a heading or the headline.
    pub is_heading: bool,
}

/// A translation beside its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SideBySide {
    /// The source.
    pub source: DocumentId,
    /// Its language.
    pub source_language: String,
    /// Its headline.
    pub source_headline: String,
    /// The translation.
    pub translation: DocumentId,
    /// Its language.
    pub language: String,
    /// Names the translation's text as it is: what is written into it says that it stands on this.
    pub base: String,
    /// Paragraphs whose source says something else since.
    pub stale: u32,
    /// Paragraphs that still have the source's words.
    pub untranslated: u32,
    /// Paragraphs that only the source has.
    pub missing: u32,
    /// Paragraphs that the source has no more.
    pub left_over: u32,
    /// The lines, in the order of the source.
    pub rows: Vec<SideRow>,
}

/// A translation beside its source, as both are now.
///
/// # Errors
/// `literature.no_document`, `literature.no_translation`.
pub(in crate::literature) fn side_by_side(tx: &ReadTx<'_>, id: DocumentId) -> Result<SideBySide, Problem> {
    let source = require_source(tx, id)?;
    let (original, translated) = (document(tx, source)?, document(tx, id)?);
    let (theirs, ours) = (pieces(&original.draft), pieces(&translated.draft));
    let mut pairs = store::pairs(tx, id)?;
    carry(&mut pairs, Side::Source, None, &theirs);
    carry(&mut pairs, Side::Here, None, &ours);
    let rows = rows(&pairs, &theirs, &ours);
    let count = |state| u32::try_from(rows.iter().filter(|row| row.state == state).count()).unwrap_or(u32::MAX);
    Ok(SideBySide {
        source,
        source_language: store::language(tx, source)?.unwrap_or_default(),
        source_headline: original.headline,
        translation: id,
        language: store::language(tx, id)?.unwrap_or_default(),
        base: paper::base(&translated.draft),
        stale: count(PairState::Stale),
        untranslated: count(PairState::Untranslated),
        missing: count(PairState::Missing),
        left_over: count(PairState::LeftOver),
        rows,
    })
}

/// How a pair stands, both of whose sides are there.
pub(super) fn state(pair: &Pair, source: &Piece, here: &Piece) -> PairState {
    match (source.is_empty(), here.is_empty()) {
        (false, true) => PairState::Missing,
        (true, false) => PairState::LeftOver,
        _ if source.text != pair.words => PairState::Stale,
        _ if here.text == pair.words && !pair.marked && here.has_words() => PairState::Untranslated,
        _ => PairState::Right,
    }
}

/// All lines, in the order of the source; what only the translation has after what stands before it there.
fn rows(pairs: &[Pair], theirs: &[Piece], ours: &[Piece]) -> Vec<SideRow> {
    let by_source: HashMap<usize, &Pair> = pairs.iter().filter_map(|pair| Some((pair.source.block?, pair))).collect();
    let by_here: HashMap<usize, &Pair> = pairs.iter().filter_map(|pair| Some((pair.here.block?, pair))).collect();
    // What stands alone goes after the last paragraph before it that does not.
    let mut alone: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut before = None;
    for at in LINES..ours.len() {
        if by_here.get(&at).is_some_and(|pair| pair.source.block.is_some()) {
            before = Some(at);
        } else {
            alone.entry(before).or_default().push(at);
        }
    }
    let mut rows = Vec::with_capacity(theirs.len());
    let mut stand_alone = |rows: &mut Vec<SideRow>, after: Option<usize>| {
        for at in alone.remove(&after).unwrap_or_default() {
            let Some(piece) = ours.get(at) else { continue };
            let state = if by_here.contains_key(&at) { PairState::LeftOver } else { PairState::Own };
            rows.push(row(by_here.get(&at).copied(), state, None, Some((at, piece))));
        }
    };
    for (at, piece) in theirs.iter().enumerate() {
        if at == LINES {
            stand_alone(&mut rows, None);
        }
        let pair = by_source.get(&at).copied();
        let here = pair.and_then(|pair| pair.here.block).and_then(|block| Some((block, ours.get(block)?)));
        match (pair, here) {
            (Some(pair), Some((block, other))) if !(piece.is_empty() && other.is_empty()) => {
                let said = |at: usize, piece| Some((at, piece)).filter(|(_, piece): &(usize, &Piece)| !piece.is_empty());
                rows.push(row(Some(pair), state(pair, piece, other), said(at, piece), said(block, other)));
            }
            (Some(_), Some(_)) => {}
            // What has no words to translate need not be there.
            _ if piece.has_words() => rows.push(row(pair, PairState::Missing, Some((at, piece)), None)),
            _ => {}
        }
        if let Some((block, _)) = here {
            stand_alone(&mut rows, Some(block));
        }
    }
    if theirs.len() <= LINES {
        stand_alone(&mut rows, None);
    }
    rows
}

fn row(pair: Option<&Pair>, state: PairState, source: Option<(usize, &Piece)>, here: Option<(usize, &Piece)>) -> SideRow {
    let side = |(block, piece): (usize, &Piece)| SideText { block: u32::try_from(block).unwrap_or(u32::MAX), text: piece.source.clone() };
    let difference = match (state, pair, source) {
        (PairState::Stale, Some(pair), Some((_, piece))) => {
            difference::between(&pair.words, &piece.text).lines.into_iter().flat_map(|line| line.pieces).collect()
        }
        _ => Vec::new(),
    };
    let is_heading = source.or(here).is_some_and(|(at, piece)| piece.kind == PieceKind::Heading || at == 0);
    SideRow { pair: pair.and_then(|pair| pair.id), state, source: source.map(side), here: here.map(side), difference, is_heading }
}
