//! References to blocks in a text: read, written, and replaced by what the blocks say. Pure.

use crate::literature::blocks::Block;
use crate::literature::document::Document;

/// What a block said in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidBlock {
    /// The name by which the text refers to it.
    pub name: String,
    /// What it said: Markdown.
    pub text: String,
}

/// A text whose references are replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::literature) struct Expanded {
    /// The text. A reference to a block that is not there stays.
    pub(in crate::literature) text: String,
    /// The lines that blocks take, from 1, in order: the first, how many, and the line of the source that they stand for.
    pub(in crate::literature) rows: Vec<(u32, u32, u32)>,
}

/// The key by which names are the same: blanks and case make no other.
pub(in crate::literature) fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The line that refers to a block.
pub(in crate::literature) fn source(name: &str) -> String {
    format!("{{{{ block \"{name}\" }}}}")
}

/// The name of the block that a paragraph refers to, if that is all it says.
pub(in crate::literature) fn reference(paragraph: &str) -> Option<String> {
    let inside = paragraph.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim().strip_prefix("block")?;
    let quoted = inside.strip_prefix([' ', '\t'])?.trim();
    let quote = quoted.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    let name = quoted.strip_prefix(quote)?.strip_suffix(quote)?.trim();
    let odd = |letter: char| letter.is_control() || matches!(letter, '{' | '}' | '"') || letter == quote;
    (!name.is_empty() && !name.contains(odd)).then(|| name.to_owned())
}

/// Whether a text may refer to a block: most do not, and need no reading.
pub(in crate::literature) fn may_refer(text: &str) -> bool {
    text.contains("{{") && text.contains("block")
}

/// The text with what each block says in the place of its reference. `said` gives it; none where there is no such block.
pub(in crate::literature) fn expand(text: &str, said: impl Fn(&str) -> Option<String>) -> Expanded {
    if !may_refer(text) {
        return Expanded { text: text.to_owned(), rows: Vec::new() };
    }
    let document = Document::parse(text);
    let lines = |text: &str| u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX);
    let (mut out, mut rows, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
    for placed in &document.blocks {
        let Block::Shared(name) = &placed.block else { continue };
        let Some(words) = said(name) else { continue };
        let (before, after) = (text.get(done..placed.span.start).unwrap_or_default(), text.get(placed.span.end..).unwrap_or_default());
        out.push_str(before);
        let source_row = lines(text.get(..placed.span.start).unwrap_or_default()) + 1;
        let first = lines(&out) + 1;
        // It stands by itself, whatever stands right above or below its line.
        if !out.is_empty() && !blank_end(&out) {
            out.push_str("\n\n");
        }
        out.push_str(words.trim_matches(['\n', '\r']).trim_end());
        if !after.is_empty() && !blank_start(after) {
            out.push('\n');
        }
        rows.push((first, lines(&out) + 1 - first + 1, source_row));
        done = placed.span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Expanded { text: out, rows }
}

/// Whether a blank line ends a text.
fn blank_end(text: &str) -> bool {
    let bare = text.trim_end_matches([' ', '\t']);
    bare.ends_with("\n\n") || bare.ends_with("\n\r\n") || bare.trim().is_empty()
}

/// Whether a text begins with the rest of its line and a blank one, or ends there.
fn blank_start(text: &str) -> bool {
    let mut lines = text.split('\n');
    lines.next().is_none_or(|rest| rest.trim().is_empty()) && lines.next().is_none_or(|line| line.trim().is_empty())
}

/// The line of the source that a line of the expanded text stands for.
pub(in crate::literature) fn row_as_written(rows: &[(u32, u32, u32)], row: u32) -> u32 {
    let mut shift: i64 = 0;
    for (first, count, source) in rows {
        if row < *first {
            break;
        }
        if row < first.saturating_add(*count) {
            return *source;
        }
        shift = i64::from(*source) - (i64::from(*first) + i64::from(*count) - 1);
    }
    u32::try_from(i64::from(row) + shift).unwrap_or(row)
}
