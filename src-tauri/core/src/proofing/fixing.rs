//! Fixes of hints put into a text without a sheet: as the sheet would, each within its block, all others byte for byte. Pure.

use super::{Fix, HintPlace, Where};
use crate::literature::{EditedPaper, Mark, Paper, PaperContent, Run, RunKind};

/// The text with these fixes in it, and how many there are. One that has no words to put there, that lies over another one, or
/// whose place is none of words, is left out.
pub(super) fn fixed(paper: Paper, fixes: &[(HintPlace, Fix)]) -> (EditedPaper, usize) {
    let contents: Vec<(u32, PaperContent)> = paper.blocks.iter().map(|block| (block.from, block.content.clone())).collect();
    let mut edited = paper.untouched();
    let mut sorted: Vec<&(HintPlace, Fix)> = fixes.iter().collect();
    // The last first: what stands before keeps its place.
    sorted.sort_by(|(one, _), (other, _)| other.cmp(one));
    let mut done = 0;
    let mut last: Option<&HintPlace> = None;
    for (place, fix) in sorted {
        let same = |other: &HintPlace| (other.at, other.block, other.line) == (place.at, place.block, place.line);
        if last.is_some_and(|last| same(last) && place.to > last.from) {
            continue;
        }
        let lines = &mut edited.lines;
        let did = match place.at {
            Where::Document => false,
            Where::Headline => put(&mut lines.headline, place, fix),
            Where::Subhead => put(&mut lines.subhead, place, fix),
            Where::Dateline => put(&mut lines.dateline, place, fix),
            Where::Block => {
                let found = contents.iter().position(|(from, _)| *from == place.block);
                found.is_some_and(|at| match (edited.blocks.get_mut(at), contents.get(at)) {
                    (Some(block), Some((_, before))) => {
                        let mut content = block.content.clone().unwrap_or_else(|| before.clone());
                        let did = line(&mut content, &mut { place.line }).is_some_and(|runs| put(runs, place, fix));
                        if did {
                            (block.source, block.content) = (None, Some(content));
                        }
                        did
                    }
                    _ => false,
                })
            }
        };
        if did {
            done += 1;
            last = Some(place);
        }
    }
    (edited, done)
}

/// The line of words at this number within a block, counted as the hints count them; what is left to count is in `wanted`.
fn line<'a>(content: &'a mut PaperContent, wanted: &mut u32) -> Option<&'a mut Vec<Run>> {
    match content {
        PaperContent::Paragraph { words } | PaperContent::Heading { words, .. } => reached(words, wanted),
        PaperContent::Quote { blocks, speaker } => {
            if blocks.is_empty() && passes(wanted) {
                return None;
            }
            blocks.iter_mut().find_map(|block| line(block, wanted)).or_else(|| reached(speaker, wanted))
        }
        PaperContent::List { items, .. } => items.iter_mut().find_map(|item| {
            if !matches!(item.first(), Some(PaperContent::Paragraph { .. })) && passes(wanted) {
                return None;
            }
            item.iter_mut().find_map(|block| line(block, wanted))
        }),
        PaperContent::Table { head, rows, .. } => head.iter_mut().chain(rows.iter_mut().flatten()).find_map(|cell| reached(cell, wanted)),
        PaperContent::Raw { .. } => {
            passes(wanted);
            None
        }
        PaperContent::Rule | PaperContent::Shared { .. } => None,
    }
}

/// Counts a line without words; true where it is the wanted one, of which nothing can be found any more.
fn passes(wanted: &mut u32) -> bool {
    let here = *wanted == 0;
    *wanted = wanted.checked_sub(1).unwrap_or(u32::MAX);
    here
}

fn reached<'a>(words: &'a mut Vec<Run>, wanted: &mut u32) -> Option<&'a mut Vec<Run>> {
    passes(wanted).then_some(words)
}

/// How many units of UTF-16 a run takes on the sheet.
fn units(run: &Run) -> u32 {
    match &run.what {
        RunKind::Text { text } => u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX),
        _ => 1,
    }
}

/// Puts a fix into a line of words; false where it does not fit there, and nothing is changed.
fn put(runs: &mut Vec<Run>, place: &HintPlace, fix: &Fix) -> bool {
    let mut out = Vec::with_capacity(runs.len() + 2);
    let mut at: u32 = 0;
    let mut there = false;
    for run in runs.iter() {
        let (from, to) = (at, at.saturating_add(units(run)));
        at = to;
        if to <= place.from || from >= place.to {
            out.push(run.clone());
            continue;
        }
        match (fix, &run.what) {
            (Fix::Address { url }, _) => {
                let marks = run.marks.iter().map(|mark| match mark {
                    Mark::Link { title, .. } => Mark::Link { url: url.clone(), title: title.clone() },
                    other => other.clone(),
                });
                let marks: Vec<Mark> = marks.collect();
                there |= marks != run.marks;
                out.push(Run { what: run.what.clone(), marks });
            }
            (Fix::Words { text: new }, RunKind::Text { text }) => {
                let (Some(before), Some(after)) =
                    (cut(text, 0, place.from.saturating_sub(from)), cut(text, place.to.saturating_sub(from), u32::MAX))
                else {
                    return false;
                };
                let said = |text: String| Run { what: RunKind::Text { text }, marks: run.marks.clone() };
                // The words come once, marked as the first of those that go.
                let new = if there { "" } else { new.as_str() };
                out.extend([before, new, after].into_iter().filter(|part| !part.is_empty()).map(|part| said(part.to_owned())));
                there = true;
            }
            // What is no words would be lost.
            _ => return false,
        }
    }
    if there {
        *runs = out;
    }
    there
}

/// The part of a text between two units of UTF-16; none where one of them lies within a sign.
fn cut(text: &str, from: u32, to: u32) -> Option<&str> {
    let byte = |unit: u32| {
        let mut units = 0;
        for (at, letter) in text.char_indices() {
            if units >= unit {
                return (units == unit).then_some(at);
            }
            units += u32::try_from(letter.len_utf16()).unwrap_or(1);
        }
        (unit >= units).then_some(text.len())
    };
    text.get(byte(from)?..byte(to)?)
}
