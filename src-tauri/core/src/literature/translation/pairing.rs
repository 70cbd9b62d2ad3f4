//! Which paragraph stands for which, carried along while both texts are written. Pure.

use std::collections::HashSet;

use super::sheet::{LINES, Piece, moves};
use crate::ids::PairId;

/// Where a paragraph stands in its text, and what it said when that was looked at last; no place where it is gone for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) block: Option<usize>,
    pub(super) text: String,
}

/// A paragraph of the translation and the one that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// None before it was kept for the first time.
    pub(super) id: Option<PairId>,
    pub(super) source: Spot,
    pub(super) here: Spot,
    /// With which words of the source it is right.
    pub(super) words: String,
    /// Somebody said that it is right, though it may say the same as the source.
    pub(super) marked: bool,
}

/// Which of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Source,
    Here,
}

impl Pair {
    pub(super) fn spot(&self, side: Side) -> &Spot {
        match side {
            Side::Source => &self.source,
            Side::Here => &self.here,
        }
    }

    fn spot_mut(&mut self, side: Side) -> &mut Spot {
        match side {
            Side::Source => &mut self.source,
            Side::Here => &mut self.here,
        }
    }
}

/// A translation begun: each paragraph stands for the one whose words it still has.
pub(super) fn begin(pieces: &[Piece]) -> Vec<Pair> {
    let spot = |(at, piece): (usize, &Piece)| Spot { block: Some(at), text: piece.text.clone() };
    let pair = |one: (usize, &Piece)| Pair { id: None, source: spot(one), here: spot(one), words: one.1.text.clone(), marked: false };
    pieces.iter().enumerate().map(pair).collect()
}

/// Finds one side of all pairs in what the text says now. `before` are its pieces before the change, where that is known; without, what
/// the pairs remember of it stands for them.
pub(super) fn carry(pairs: &mut [Pair], side: Side, before: Option<&[Piece]>, now: &[Piece]) {
    let fits = |pieces: &[Piece], spot: &Spot| spot.block.is_none_or(|at| pieces.get(at).is_some_and(|piece| piece.text == spot.text));
    if before.is_none() && pairs.iter().all(|pair| fits(now, pair.spot(side))) {
        return reattach(pairs, side, now);
    }
    let known = before.filter(|before| pairs.iter().all(|pair| fits(before, pair.spot(side))));
    let goes: std::collections::HashMap<usize, Option<usize>> = match known {
        Some(before) => moves(before.get(LINES..).unwrap_or_default(), now.get(LINES..).unwrap_or_default())
            .into_iter()
            .enumerate()
            .map(|(at, to)| (at + LINES, to.map(|to| to + LINES)))
            .collect(),
        None => {
            let mut places: Vec<(usize, Piece)> = pairs
                .iter()
                .filter_map(|pair| {
                    let (spot, other) = (pair.spot(side), pair);
                    let at = spot.block.filter(|at| *at >= LINES)?;
                    // Of what kind it was is not remembered: what it stands at now tells it best.
                    let kind = now.iter().find(|piece| piece.text == other.spot(side).text).or_else(|| now.get(at))?.kind;
                    Some((at, Piece { kind, source: spot.text.clone(), text: spot.text.clone() }))
                })
                .collect();
            places.sort_by_key(|(at, _)| *at);
            let old: Vec<Piece> = places.iter().map(|(_, piece)| piece.clone()).collect();
            let to = moves(&old, now.get(LINES..).unwrap_or_default());
            places.into_iter().zip(to).map(|((at, _), to)| (at, to.map(|to| to + LINES))).collect()
        }
    };
    for pair in pairs.iter_mut() {
        let spot = pair.spot_mut(side);
        let Some(at) = spot.block else { continue };
        let to = if at < LINES { Some(at) } else { goes.get(&at).copied().flatten() };
        // What a paragraph said last is remembered: it may come back.
        if let Some(piece) = to.and_then(|to| now.get(to)) {
            spot.text.clone_from(&piece.text);
        }
        spot.block = to;
    }
    reattach(pairs, side, now);
}

/// A paragraph that was gone and stands there again, as it was.
fn reattach(pairs: &mut [Pair], side: Side, now: &[Piece]) {
    if pairs.iter().all(|pair| pair.spot(side).block.is_some()) {
        return;
    }
    let mut taken: HashSet<usize> = pairs.iter().filter_map(|pair| pair.spot(side).block).collect();
    for pair in pairs.iter_mut().filter(|pair| pair.spot(side).block.is_none()) {
        let spot = pair.spot_mut(side);
        let back = now.iter().enumerate().skip(LINES).find(|(at, piece)| !taken.contains(at) && piece.text == spot.text);
        if let Some((at, _)) = back {
            taken.insert(at);
            spot.block = Some(at);
        }
    }
}

/// Paragraphs of the translation that stand for nothing yet, where the source has one that nothing stands for between the same two: they
/// are its translation, written a moment ago. Lines that were empty count as written by the same rule.
pub(super) fn pair_written(pairs: &mut Vec<Pair>, before: &[Piece], source: &[Piece], now: &[Piece]) {
    for pair in pairs.iter_mut() {
        let line = pair.here.block.filter(|at| *at < LINES);
        let (Some(at), Some(from)) = (line, pair.source.block) else { continue };
        if before.get(at).is_some_and(Piece::is_empty) && now.get(at).is_some_and(|piece| !piece.is_empty()) {
            pair.words = source.get(from).map(|piece| piece.text.clone()).unwrap_or_default();
            pair.marked = false;
        }
    }
    let here: HashSet<usize> = pairs.iter().filter_map(|pair| pair.here.block).collect();
    let was: HashSet<&str> = before.iter().map(|piece| piece.text.as_str()).collect();
    for at in (LINES..now.len()).filter(|at| !here.contains(at)) {
        let Some(piece) = now.get(at).filter(|piece| piece.has_words() && !was.contains(piece.text.as_str())) else { continue };
        // Between which two paragraphs of the source it belongs, by its neighbours.
        let standing = || pairs.iter().filter_map(|pair| Some((pair.here.block?, pair.source.block?)));
        let after = standing().filter(|(here, _)| *here < at).max().map_or(LINES, |(_, source)| source.max(LINES - 1) + 1);
        let until = standing().filter(|(here, _)| *here > at).min().map_or(source.len(), |(_, source)| source);
        let taken: HashSet<usize> = standing().map(|(_, source)| source).collect();
        let fits = |from: &usize| !taken.contains(from) && source.get(*from).is_some_and(|other| other.kind == piece.kind);
        let Some(from) = (after..until).find(fits) else { continue };
        let Some(words) = source.get(from).map(|piece| piece.text.clone()) else { continue };
        let spot = Spot { block: Some(at), text: piece.text.clone() };
        match pairs.iter_mut().find(|pair| pair.source.block == Some(from)) {
            Some(pair) => (pair.here, pair.words, pair.marked) = (spot, words, false),
            None => {
                let source = Spot { block: Some(from), text: words.clone() };
                pairs.push(Pair { id: None, source, here: spot, words, marked: false });
            }
        }
    }
}
