//! From the tree of marks to runs and to their one normal form, in which two documents that mean the same are the same.

use super::{Mark, PaperContent, Run, RunKind, SEPARATOR, Side};
use crate::literature::blocks::{Block, Inline};
use crate::literature::fields::{self, Field, Piece};

/// The block as the editor holds it; none if the editor does not know such a block.
pub(super) fn known(block: &Block) -> Option<PaperContent> {
    let content = match block {
        Block::Paragraph(words) => PaperContent::Paragraph { words: flat(words) },
        Block::Heading { level, id, class, words } => {
            PaperContent::Heading { level: *level, id: id.clone(), class: class.clone(), words: flat(words) }
        }
        Block::Quote { blocks, speaker } => {
            PaperContent::Quote { blocks: inner(blocks)?, speaker: flat(speaker.as_deref().unwrap_or_default()) }
        }
        Block::List { start, items } => PaperContent::List {
            start: start.map(|start| u32::try_from(start).unwrap_or(u32::MAX)),
            items: items.iter().map(|item| inner(item)).collect::<Option<_>>()?,
        },
        Block::Table { align, head, rows } => PaperContent::Table {
            align: align.iter().map(|side| side.and_then(side_of)).collect(),
            head: head.iter().map(|cell| flat(cell)).collect(),
            rows: rows.iter().map(|row| row.iter().map(|cell| flat(cell)).collect()).collect(),
        },
        Block::Rule => PaperContent::Rule,
        Block::Shared(name) => PaperContent::Shared { name: name.clone() },
        _ => return None,
    };
    Some(normal(content))
}

fn side_of(side: &str) -> Option<Side> {
    match side {
        "left" => Some(Side::Left),
        "center" => Some(Side::Center),
        "right" => Some(Side::Right),
        _ => None,
    }
}

fn inner(blocks: &[Block]) -> Option<Vec<PaperContent>> {
    blocks.iter().map(|block| matches!(block, Block::Paragraph(_) | Block::List { .. }).then(|| known(block))?).collect()
}

fn flat(words: &[Inline]) -> Vec<Run> {
    let mut out = Vec::new();
    flatten(words, &mut Vec::new(), &mut out);
    out
}

fn flatten(words: &[Inline], marks: &mut Vec<Mark>, out: &mut Vec<Run>) {
    for word in words {
        let mut push = |what| out.push(Run { what, marks: marks.clone() });
        match word {
            Inline::Text(text) => push(RunKind::Text { text: text.clone() }),
            Inline::Soft => push(RunKind::Text { text: " ".to_owned() }),
            Inline::Break => push(RunKind::Break),
            Inline::Field(field) => push(RunKind::Field { field: field.clone() }),
            Inline::Image { src, alt, title } => push(RunKind::Image { src: src.clone(), alt: alt.clone(), title: title.clone() }),
            Inline::NoteRef(label) => push(RunKind::Note { label: label.clone() }),
            Inline::Raw(text) if text == SEPARATOR => {}
            Inline::Raw(text) => push(RunKind::Raw { text: text.clone() }),
            Inline::Code(text) => {
                let mut marks = marks.clone();
                marks.push(Mark::Code);
                out.push(Run { what: RunKind::Text { text: text.clone() }, marks });
            }
            Inline::Emphasis(words) => within(Mark::Emphasis, words, marks, out),
            Inline::Strong(words) => within(Mark::Strong, words, marks, out),
            Inline::Strike(words) => within(Mark::Strike, words, marks, out),
            Inline::Link { url, title, words } => within(Mark::Link { url: address(url), title: title.clone() }, words, marks, out),
        }
    }
}

fn within(mark: Mark, words: &[Inline], marks: &mut Vec<Mark>, out: &mut Vec<Run>) {
    marks.push(mark);
    flatten(words, marks, out);
    marks.pop();
}

fn address(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(field) => field.to_source(),
        })
        .collect()
}

/// A line of the front block, cut at its fields.
pub(super) fn line(text: &str) -> Vec<Run> {
    let runs = fields::pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => Run { what: RunKind::Text { text }, marks: Vec::new() },
            Piece::Field(field) => Run { what: RunKind::Field { field }, marks: Vec::new() },
        })
        .collect();
    normal_words(runs, true)
}

/// A line as it stands in the front block.
pub(super) fn line_source(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        match &run.what {
            RunKind::Text { text } => out.push_str(text),
            RunKind::Field { field } => {
                // A brace right before the field's own would make three of two.
                out.push_str(if out.ends_with('{') { " " } else { "" });
                out.push_str(&field.to_source());
            }
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The one form of what means the same.
pub(in crate::literature) fn normal(content: PaperContent) -> PaperContent {
    match content {
        PaperContent::Paragraph { words } => {
            let words = normal_words(words, false);
            let raw = !words.is_empty() && words.iter().all(|run| matches!(run.what, RunKind::Raw { .. }));
            if !raw {
                return PaperContent::Paragraph { words };
            }
            let source = words.iter().map(|run| if let RunKind::Raw { text } = &run.what { text.as_str() } else { "" }).collect();
            PaperContent::Raw { what: super::RawKind::Html, text: source }
        }
        PaperContent::Heading { level, id, class, words } => {
            PaperContent::Heading { level: level.clamp(1, 6), id, class, words: normal_words(words, true) }
        }
        PaperContent::Quote { blocks, speaker } => quote(blocks, speaker),
        PaperContent::List { start, items } => PaperContent::List {
            start: start.map(|start| start.min(999_999_999 - u32::try_from(items.len()).unwrap_or(0).min(999_999))),
            items: items.into_iter().map(normal_blocks).collect(),
        },
        PaperContent::Table { align, head, rows } => table(align, head, rows),
        PaperContent::Rule => PaperContent::Rule,
        PaperContent::Shared { name } => PaperContent::Shared { name },
        PaperContent::Raw { what, text } => PaperContent::Raw { what, text },
    }
}

/// Every row has the cells that the head names, and each cell is one line.
fn table(mut align: Vec<Option<Side>>, head: Vec<Vec<Run>>, rows: Vec<Vec<Vec<Run>>>) -> PaperContent {
    let columns = head.len().max(1);
    let row = |cells: Vec<Vec<Run>>| {
        let mut cells: Vec<_> = cells.into_iter().map(|cell| normal_cell(normal_words(cell, true))).collect();
        cells.resize(columns, Vec::new());
        cells
    };
    align.resize(columns, None);
    PaperContent::Table { align, head: row(head), rows: rows.into_iter().map(row).collect() }
}

/// In a cell's code a backslash before a pipe is the pipe's own (GitHub Flavored Markdown, 4.10): one that stands there alone cannot be
/// written.
fn normal_cell(mut words: Vec<Run>) -> Vec<Run> {
    for run in &mut words {
        if let RunKind::Text { text } = &mut run.what
            && run.marks.contains(&Mark::Code)
            && text.contains("\\|")
        {
            let mut kept = String::with_capacity(text.len());
            for c in text.chars() {
                if c == '|' && !(kept.len() - kept.trim_end_matches('\\').len()).is_multiple_of(2) {
                    kept.pop();
                }
                kept.push(c);
            }
            *text = kept;
        }
    }
    words
}

fn normal_blocks(blocks: Vec<PaperContent>) -> Vec<PaperContent> {
    let mut out: Vec<PaperContent> = Vec::new();
    for block in blocks.into_iter().map(normal).filter(|block| !is_empty(block)) {
        match (out.last_mut(), block) {
            // Two lists in one item or quote cannot be told from one.
            (Some(PaperContent::List { start: None, items }), PaperContent::List { start: None, items: more })
            | (Some(PaperContent::List { start: Some(_), items }), PaperContent::List { start: Some(_), items: more }) => {
                items.extend(more);
            }
            (_, block) => out.push(block),
        }
    }
    out
}

/// Whether nothing is to be written for it.
pub(super) fn is_empty(content: &PaperContent) -> bool {
    match content {
        PaperContent::Paragraph { words } => words.is_empty(),
        PaperContent::Quote { blocks, speaker } => blocks.is_empty() && speaker.is_empty(),
        PaperContent::List { items, .. } => items.is_empty(),
        PaperContent::Raw { text, .. } => text.trim().is_empty(),
        PaperContent::Heading { id, class, words, .. } => id.is_none() && class.is_none() && words.is_empty(),
        PaperContent::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).all(Vec::is_empty),
        PaperContent::Rule | PaperContent::Shared { .. } => false,
    }
}

/// The speaker is the last line after `— `, whoever wrote it there.
fn quote(blocks: Vec<PaperContent>, speaker: Vec<Run>) -> PaperContent {
    let mut blocks = normal_blocks(blocks);
    let mut speaker = normal_words(speaker, true);
    let dash = |runs: &mut Vec<Run>| runs.insert(0, Run { what: RunKind::Text { text: "— ".to_owned() }, marks: Vec::new() });
    if blocks.is_empty() && !speaker.is_empty() {
        dash(&mut speaker);
        return PaperContent::Quote { blocks: vec![PaperContent::Paragraph { words: normal_words(speaker, true) }], speaker: Vec::new() };
    }
    if speaker.is_empty() {
        let alone = blocks.len() == 1;
        if let Some(PaperContent::Paragraph { words }) = blocks.last_mut() {
            let line = words.iter().rposition(|run| run.what == RunKind::Break);
            let first = line.map_or(0, |at| at + 1);
            let named = words
                .get(first)
                .is_some_and(|run| run.marks.is_empty() && matches!(&run.what, RunKind::Text { text } if text.starts_with("— ")));
            if named && !(alone && line.is_none()) {
                speaker = words.split_off(first);
                words.truncate(line.unwrap_or(0));
                if let Some(Run { what: RunKind::Text { text }, .. }) = speaker.first_mut() {
                    *text = text.trim_start_matches("— ").to_owned();
                }
                speaker = normal_words(speaker, true);
                blocks = normal_blocks(blocks);
            }
        }
    }
    PaperContent::Quote { blocks, speaker }
}

/// Words in their one form; `single` for what stands on one line.
pub(super) fn normal_words(runs: Vec<Run>, single: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = runs.into_iter().filter_map(|run| clean(run, single)).collect();
    trim(&mut runs);
    unlink_edges(&mut runs);
    let mut runs = loosened(joined(runs));
    // White space that lost its mark may stand at the edge of a line now.
    trim(&mut runs);
    unlink_edges(&mut runs);
    loosened(joined(runs))
}

/// A line break at the edge of a link stands outside of it.
fn unlink_edges(runs: &mut [Run]) {
    let links: Vec<Option<Mark>> =
        runs.iter().map(|run| run.marks.iter().find(|mark| matches!(mark, Mark::Link { .. })).cloned()).collect();
    let breaks: Vec<bool> = runs.iter().map(|run| run.what == RunKind::Break).collect();
    let beside = |mut order: Box<dyn Iterator<Item = usize>>| {
        order.find(|at| breaks.get(*at) == Some(&false)).and_then(|at| links.get(at).cloned().flatten())
    };
    for (at, run) in runs.iter_mut().enumerate() {
        let here = links.get(at).cloned().flatten();
        if run.what == RunKind::Break && here.is_some() {
            let inside = beside(Box::new((0..at).rev())) == here && beside(Box::new(at + 1..links.len())) == here;
            if !inside {
                run.marks.retain(|mark| !matches!(mark, Mark::Link { .. }));
            }
        }
    }
}

fn clean(run: Run, single: bool) -> Option<Run> {
    let Run { what, mut marks } = run;
    marks.sort();
    marks.dedup();
    let mut linked = false;
    marks.retain_mut(|mark| {
        let Mark::Link { url, title } = mark else { return true };
        url.retain(|c| !c.is_control());
        *url = plain(url).trim().to_owned();
        *title = title.take().and_then(|title| said(&title));
        !std::mem::replace(&mut linked, true)
    });
    let code = marks.contains(&Mark::Code);
    let what = match what {
        RunKind::Text { text } => {
            let text = plain(&text).replace(['\n', '\r', '\t'], " ");
            if text.is_empty() {
                return None;
            }
            RunKind::Text { text }
        }
        RunKind::Break if single => RunKind::Text { text: " ".to_owned() },
        RunKind::Field { field } => field_of(field),
        RunKind::Image { src, alt, title } => RunKind::Image {
            src: plain(&src).replace(char::is_control, "").trim().to_owned(),
            alt: said(&alt).unwrap_or_default(),
            title: title.and_then(|title| said(&title)),
        },
        RunKind::Raw { text } => RunKind::Raw { text: plain(&text).replace("\r\n", "\n").replace('\r', "\n") },
        other => other,
    };
    if code && !matches!(what, RunKind::Text { .. }) {
        marks.retain(|mark| *mark != Mark::Code);
    }
    Some(Run { what, marks })
}

/// Words in one line; none if there are none.
fn said(text: &str) -> Option<String> {
    let line = plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Without the characters that no text may have.
fn plain(text: &str) -> String {
    text.replace(['\0', '\u{E000}', '\u{E001}'], "\u{FFFD}")
}

/// The field as it reads after it was written; words, if it cannot be written.
fn field_of(field: Field) -> RunKind {
    let field = Field { fallback: field.fallback.map(|words| plain(&words).replace(['\n', '\r'], " ")), ..field };
    let source = field.to_source();
    match fields::pieces(&source).as_slice() {
        [Piece::Field(read)] => RunKind::Field { field: read.clone() },
        _ => RunKind::Text { text: field.name },
    }
}

/// The mark that is written around the first of `runs`, and how many runs it goes around: the one that reaches farthest.
pub(super) fn outer<'a>(runs: &'a [Run], open: &[Mark]) -> Option<(&'a Mark, usize)> {
    let reach = |mark: &Mark| runs.iter().take_while(|run| run.marks.contains(mark)).count();
    let marks = runs.first()?.marks.iter().filter(|mark| **mark != Mark::Code && !open.contains(mark));
    marks.rev().map(|mark| (mark, reach(mark))).max_by_key(|(_, reach)| *reach)
}

/// White space at the edges of a mark carries no mark: Markdown cannot say it.
fn loosened(mut runs: Vec<Run>) -> Vec<Run> {
    while let Some((at, mark, start)) = loose(&runs, &[], 0) {
        let Some(run) = runs.get_mut(at) else { break };
        let mut off = run.clone();
        off.marks.retain(|other| *other != mark);
        let (RunKind::Text { text }, RunKind::Text { text: gone }) = (&mut run.what, &mut off.what) else {
            run.marks.retain(|other| *other != mark);
            continue;
        };
        let kept = if start { text.trim_start() } else { text.trim_end() };
        *gone = if start { text.get(..text.len() - kept.len()) } else { text.get(kept.len()..) }.unwrap_or_default().to_owned();
        *text = kept.to_owned();
        if text.is_empty() {
            *run = off;
        } else {
            runs.insert(if start { at } else { at + 1 }, off);
        }
        runs = joined(runs);
    }
    runs
}

/// The first white space at an edge: which run, of which mark, and whether at its start.
fn loose(runs: &[Run], open: &[Mark], offset: usize) -> Option<(usize, Mark, bool)> {
    let mut at = 0;
    while let Some(rest) = runs.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((mark, length)) = outer(rest, open) else {
            at += 1;
            continue;
        };
        let within = rest.get(..length).unwrap_or_default();
        if !matches!(mark, Mark::Link { .. }) {
            if within.first().is_some_and(|run| has_edge(run, true)) {
                return Some((offset + at, mark.clone(), true));
            }
            if within.last().is_some_and(|run| has_edge(run, false)) {
                return Some((offset + at + length - 1, mark.clone(), false));
            }
        }
        let open: Vec<Mark> = open.iter().chain([mark]).cloned().collect();
        if let Some(found) = loose(within, &open, offset + at) {
            return Some(found);
        }
        at += length;
    }
    None
}

fn has_edge(run: &Run, start: bool) -> bool {
    match &run.what {
        RunKind::Break => true,
        RunKind::Text { text } if !run.marks.contains(&Mark::Code) => {
            if start {
                text.starts_with(char::is_whitespace)
            } else {
                text.ends_with(char::is_whitespace)
            }
        }
        _ => false,
    }
}

/// Neighbours with the same marks joined.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match (out.last_mut(), run) {
            (Some(Run { what: RunKind::Text { text: before }, marks: has }), Run { what: RunKind::Text { text }, marks })
                if *has == marks =>
            {
                before.push_str(&text);
            }
            (_, run) => out.push(run),
        }
    }
    out
}

/// No white space at the edges of a line.
fn trim(runs: &mut Vec<Run>) {
    let space = [' ', '\t'];
    let blank = |run: &Run| matches!(&run.what, RunKind::Text { text } if text.is_empty());
    let soft = |run: &Run| matches!(run.what, RunKind::Text { .. }) && !run.marks.contains(&Mark::Code);
    for backwards in [false, true] {
        if backwards {
            runs.reverse();
        }
        let mut edge = true;
        for run in runs.iter_mut() {
            if run.what == RunKind::Break {
                edge = true;
                continue;
            }
            let trims = edge && soft(run);
            if let (true, RunKind::Text { text }) = (trims, &mut run.what) {
                *text = if backwards { text.trim_end_matches(space) } else { text.trim_start_matches(space) }.to_owned();
            }
            edge = edge && blank(run);
        }
        if backwards {
            runs.reverse();
        }
    }
    runs.retain(|run| !blank(run));
    while runs.last().is_some_and(|run| run.what == RunKind::Break) {
        runs.pop();
    }
    let lead = runs.iter().take_while(|run| run.what == RunKind::Break).count();
    runs.drain(..lead);
}
