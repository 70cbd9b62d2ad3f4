//! What of a text leaves the house: with what its reusable blocks say, and without its lines to take.
//!
//! **Invariant:** lines to take stay inside. Every output is made from [`super::Revision::text`], which this file makes, and which never has them.
//! Two things show them, marked as what is not published: talking points, for whoever speaks, and the file that an approver reads.

use super::blocks::{Block, plain};
use super::cutdowns::escape;
use super::document::Document;
use super::kind::LINES;
use super::shared::{self, Expanded, SaidBlock};

/// What goes out of a text. A block within lines to take stays inside, and so do lines to take within a block.
pub(super) fn outgoing(source: &str, said: &[SaidBlock]) -> Expanded {
    let expanded = with_blocks(&without_lines(source), said);
    Expanded { text: without_lines(&expanded.text), ..expanded }
}

/// A text with what its blocks say, for the house.
pub(super) fn with_blocks(source: &str, said: &[SaidBlock]) -> Expanded {
    let of = |name: &str| said.iter().find(|block| shared::key(&block.name) == shared::key(name)).map(|block| block.text.clone());
    shared::expand(source, of)
}

/// `text` without its lines to take. Empty lines stand in their place, so that every other line keeps its number.
pub(super) fn without_lines(text: &str) -> String {
    if !text.to_ascii_lowercase().contains(".lines") {
        return text.to_owned();
    }
    let document = Document::parse(text);
    let begins = |at: usize| document.blocks.get(at).map_or(text.len(), |placed| placed.span.start);
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for part in document.parts.iter().filter(|part| part.is(LINES)) {
        let (from, to) = (begins(part.blocks.start), begins(part.blocks.end));
        out.push_str(text.get(done..from).unwrap_or_default());
        let inside = text.get(from..to).unwrap_or_default();
        out.extend(std::iter::repeat_n('\n', inside.matches('\n').count()));
        done = to;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// The lines to take of a text with what its blocks say, in Markdown: no heading among them begins a part. Empty where it has none.
pub(super) fn lines_of(whole: &str) -> String {
    if !whole.to_ascii_lowercase().contains(".lines") {
        return String::new();
    }
    let document = Document::parse(whole);
    let (mut found, mut says) = (Vec::new(), false);
    for placed in document.parts.iter().filter(|part| part.is(LINES)).filter_map(|part| document.blocks.get(part.blocks.clone())).flatten()
    {
        says |= !matches!(placed.block, Block::Heading { .. });
        match &placed.block {
            Block::Heading { level, class: Some(_), words, .. } => {
                let words = plain(words).split_whitespace().collect::<Vec<_>>().join(" ");
                if !words.is_empty() {
                    found.push(format!("{} {}", "#".repeat(usize::from(*level).clamp(3, 6)), escape(&words)));
                }
            }
            _ => found.push(whole.get(placed.span.clone()).unwrap_or_default().to_owned()),
        }
    }
    // What has a heading alone says nothing.
    if says { found.join("\n\n") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "We were not told before Tuesday";

    #[track_caller]
    fn stays_inside(text: &str) -> String {
        let out = without_lines(text);
        assert!(!out.contains(SECRET) && !out.to_lowercase().contains(".lines}"), "{out}");
        assert_eq!(out.matches('\n').count(), text.matches('\n').count(), "every line keeps its number");
        out
    }

    #[test]
    fn lines_to_take_are_left_out_wherever_they_stand() {
        let lines = format!("## Lines to take {{.lines}}\n\n- {SECRET}\n\n> {SECRET}\n>\n> — Director\n\n[^1]: {SECRET}\n");
        let behind = stays_inside(&format!("---\nkind: statement\n---\n\nWe are sorry.\n\n{lines}\n## Contact {{.contact}}\n\nInes\n"));
        assert!(
            behind.starts_with("---\nkind: statement\n---\n\nWe are sorry.\n\n") && behind.ends_with("## Contact {.contact}\n\nInes\n")
        );
        stays_inside(&format!("{lines}\n### Deeper\n\n{SECRET}\n\n# Above\n\nSaid.\n"));
        stays_inside(&lines);
        stays_inside(&format!("Said.\r\n\r\n{}", lines.replace('\n', "\r\n")));
        stays_inside(&format!("Said.\n\nLines {{.lines}}\n---\n\n{SECRET}\n"));
        stays_inside(&format!("Said.\n\n## {{.small .Lines}}\n\n<p>{SECRET}</p>\n\n```\n{SECRET}\n```\n"));
        stays_inside(&format!("Said.\n\n## A {{.lines}}\n\n{SECRET}\n\n## B {{.lines}}\n\n| {SECRET} |\n|---|\n| {SECRET} |\n"));
    }

    #[test]
    fn a_text_without_them_goes_out_byte_for_byte() {
        for text in ["", "Words.", "---\nkind: article\n---\n\n## 線 {.notes}\n\nThe .lines of a poem.\n"] {
            assert_eq!(without_lines(text), text);
        }
    }

    #[test]
    fn lines_alone_are_what_the_outputs_leave_out() {
        let lines = format!("- {SECRET}\n\n> {SECRET}\n>\n> — Director");
        let text = format!(
            "---\nkind: statement\n---\n\nSorry.\n\n## If *they* ask {{.lines}}\n\n{lines}\n\n#### مرحبا\n\n線\n\n## Contact {{.contact}}\n\nInes\n"
        );
        assert_eq!(lines_of(&text), format!("### If they ask\n\n{lines}\n\n#### مرحبا\n\n線"));
        assert_eq!(lines_of(&without_lines(&text)), "");
        assert_eq!(lines_of("## {.lines}\n\nA\n\n## B {.lines}\n\nC\n"), "A\n\n### B\n\nC");
        // What begins like a heading and is none is said.
        for said in ["#1 priority: nobody is hurt.", "#safety first"] {
            assert_eq!(lines_of(&format!("## {{.lines}}\n\n{said}\n")), said);
        }
        for none in ["", "Words.", "## Only a heading {.lines}\n", "## A {.lines}\n\n### B\n\n#### C\n"] {
            assert_eq!(lines_of(none), "", "{none}");
        }
        // Nothing that is shown of them begins the part that outputs leave out.
        assert!(Document::parse(&lines_of(&text)).parts.iter().all(|part| !part.is(LINES)));
    }

    #[test]
    fn a_mark_that_begins_no_part_is_said_before_anything_is_sent() {
        for text in ["Said.\n\n##Lines {.lines}\n\nInside.\n", "> ## Lines {.LINES}\n>\n> Inside.\n", "- ## L {.lines}\n  Inside\n"] {
            let document = Document::parse(text);
            assert_eq!(document.findings.first().map(|one| one.what.key.as_ref()), Some("literature.lines_adrift"), "{text}");
        }
        assert!(Document::parse("## L {.lines}\n\nInside.\n\n```\n## L {.lines}\n```\n").findings.is_empty());
    }
}
