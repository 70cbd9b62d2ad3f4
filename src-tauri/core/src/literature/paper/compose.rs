//! An edited document put together: what was not touched byte for byte, the rest written anew, and nothing run together.

use super::runs::{self, is_empty, normal};
use super::{EditedBlock, EditedPaper, KeptBlock, PaperLines, SEPARATOR, lines, sheet, write};
use crate::literature::document::Document;
use crate::literature::front::{self, Front};

/// A text put together.
#[derive(Debug, Clone)]
pub(in crate::literature) struct Composed {
    /// The text.
    pub(in crate::literature) text: String,
    /// Where each block stands now; one of which nothing was written is left out.
    pub(in crate::literature) blocks: Vec<KeptBlock>,
    /// The bytes of the front block.
    pub(in crate::literature) head: String,
    /// The bytes between the front block and the first block.
    pub(in crate::literature) lead: String,
    /// The bytes after the last block.
    pub(in crate::literature) tail: String,
}

struct Piece {
    id: u32,
    before: String,
    source: String,
}

/// Puts a document together.
pub(in crate::literature) fn compose(edited: EditedPaper) -> Composed {
    let eol = line_end(&edited);
    let head = head(&edited.head, edited.front, &edited.lines, eol);
    let was_empty = edited.tail.is_empty() && edited.blocks.iter().all(|block| block.source.is_none());
    let mut pieces: Vec<Piece> = Vec::with_capacity(edited.blocks.len());
    for block in edited.blocks {
        let after = pieces.last().and_then(|piece| marker(&piece.source));
        pieces.extend(piece(block, after, eol));
    }
    let begun = was_empty || edited.head.trim_start_matches('\u{FEFF}').is_empty();
    let mut lead = lead(&head, edited.lead, pieces.first(), begun, eol);
    if let Some(first) = pieces.first_mut() {
        first.before.clear();
    }
    let tail = if was_empty && !pieces.is_empty() { eol.to_owned() } else { edited.tail };
    let mut gaps: Vec<String> = pieces.iter().map(|piece| gap(&piece.before, eol)).collect();
    let mut strength = vec![0u8; pieces.len() + 1];
    loop {
        let (text, places) = join(&head, &lead, &pieces, &gaps, &tail);
        let document = Document::parse(&text);
        let again = if document.body != head.len() {
            // The first block reads as part of a front block: a blank line keeps them apart.
            let fits = strength.first().is_some_and(|strength| *strength == 0);
            fits.then_some(0)
        } else {
            run_together(&text, &document, &places).filter(|at| strength.get(*at).is_some_and(|strength| *strength < 2))
        };
        let Some(at) = again else {
            let blocks = kept(&pieces, &gaps, &places);
            return Composed { text, blocks, head, lead, tail };
        };
        let strength = strength.get_mut(at).map(|strength| {
            *strength += 1;
            *strength
        });
        match gaps.get_mut(at) {
            _ if at == 0 => lead = format!("{eol}{}", lead.trim_start_matches('\u{FEFF}')),
            Some(gap) if strength == Some(1) => {
                *gap = format!("{}{eol}{eol}", gap.trim_end_matches([' ', '\t', '\n', '\r']));
            }
            Some(gap) => *gap = format!("{gap}{SEPARATOR}{eol}{eol}"),
            None => {}
        }
    }
}

fn line_end(edited: &EditedPaper) -> &'static str {
    let sources = edited.blocks.iter().flat_map(|block| [Some(&block.before), block.source.as_ref()]).flatten();
    let windows = [&edited.head, &edited.lead, &edited.tail].into_iter().chain(sources).any(|text| text.contains("\r\n"));
    if windows { "\r\n" } else { "\n" }
}

/// The front block with its fields as they are now; lines of fields that did not change keep their bytes.
fn head(old: &str, front: Front, now: &PaperLines, eol: &str) -> String {
    let was = Document::parse(old).front;
    let before = lines(&was);
    let line = |runs: &[super::Run], old_runs: &[super::Run], old: &Option<String>| {
        let runs = runs::normal_words(runs.to_vec(), true);
        if runs == old_runs { old.clone() } else { Some(runs::line_source(&runs)) }
    };
    let front = Front {
        headline: line(&now.headline, &before.headline, &was.headline),
        subhead: line(&now.subhead, &before.subhead, &was.subhead),
        dateline: line(&now.dateline, &before.dateline, &was.dateline),
        ..front
    };
    let new = front::set(old, &front);
    if new == old || eol == "\n" { new } else { new.replace("\r\n", "\n").replace('\n', "\r\n") }
}

/// One block's bytes; none if there is nothing to write.
fn piece(block: EditedBlock, after: Option<char>, eol: &str) -> Option<Piece> {
    if let Some(source) = block.source {
        return Some(Piece { id: block.id, before: block.before, source });
    }
    let content = normal(block.content?);
    if is_empty(&content) {
        return None;
    }
    let source = write::block_or_nearest(&content, after);
    let source = if eol == "\n" { source } else { source.replace('\n', "\r\n") };
    Some(Piece { id: block.id, before: block.before, source })
}

/// The marker of a list, by its source.
fn marker(source: &str) -> Option<char> {
    source.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).chars().next().filter(|c| matches!(c, '-' | '.'))
}

/// Between the front block and the first block; a blank line if one of them is new.
fn lead(head: &str, old: String, first: Option<&Piece>, begun: bool, eol: &str) -> String {
    if first.is_none() {
        return old;
    }
    let bare = head.trim_start_matches('\u{FEFF}');
    let mut lead = old;
    if begun && !bare.is_empty() && !lead.contains('\n') {
        lead = format!("{eol}{lead}");
    }
    if !bare.is_empty() && !bare.ends_with('\n') && !lead.starts_with(['\n', '\r']) {
        lead = format!("{eol}{lead}");
    }
    lead
}

/// Between two blocks stands at least a line's end.
fn gap(before: &str, eol: &str) -> String {
    if before.contains('\n') || before.contains('\r') { before.to_owned() } else { format!("{eol}{eol}{before}") }
}

fn join(head: &str, lead: &str, pieces: &[Piece], gaps: &[String], tail: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let mut text = format!("{head}{lead}");
    let mut places = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            text.push_str(gaps.get(at).map(String::as_str).unwrap_or_default());
        }
        let from = text.len();
        text.push_str(&piece.source);
        places.push(from..text.len());
    }
    text.push_str(tail);
    (text, places)
}

/// The first block that does not begin where it should because the one before it reaches over it.
fn run_together(text: &str, document: &Document, places: &[std::ops::Range<usize>]) -> Option<usize> {
    let found = sheet(text, document);
    let mut found = found.iter().peekable();
    for (at, place) in places.iter().enumerate() {
        // A block that was edited as source may be several blocks now.
        while let Some(one) = found.next_if(|one| one.span.start < place.end) {
            if one.span.end > place.end {
                return Some(at + 1);
            }
        }
    }
    None
}

fn kept(pieces: &[Piece], gaps: &[String], places: &[std::ops::Range<usize>]) -> Vec<KeptBlock> {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    pieces
        .iter()
        .zip(gaps)
        .zip(places)
        .enumerate()
        .map(|(at, ((piece, gap), place))| KeptBlock {
            id: piece.id,
            from: number(place.start),
            to: number(place.end),
            before: if at == 0 { String::new() } else { gap.clone() },
            source: piece.source.clone(),
        })
        .collect()
}
