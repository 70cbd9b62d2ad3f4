//! Merge fields: `{{ first_name | "editor" }}`, a name of the vocabulary and the words for where it is empty (W4).
//!
//! Here they are only found and read; which names exist and which need a fallback is rendering's to say.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A merge field as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Field {
    /// The name, `first_name`.
    pub name: String,
    /// What stands there for whoever has no such value; none if the writer gave none.
    pub fallback: Option<String>,
}

impl Field {
    /// The field as text: `{{ first_name | "editor" }}`.
    #[must_use]
    pub fn to_source(&self) -> String {
        match &self.fallback {
            None => format!("{{{{ {} }}}}", self.name),
            Some(words) if words.contains('"') => format!("{{{{ {} | '{}' }}}}", self.name, words.replace('\'', "’")),
            Some(words) => format!("{{{{ {} | \"{words}\" }}}}", self.name),
        }
    }
}

/// Text, or a field within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words as they are.
    Text(String),
    /// A field to fill.
    Field(Field),
}

/// One place where `{{` stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldUse {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What it says; none if it cannot be read as a field.
    pub field: Option<Field>,
}

/// Every place where a field stands or was begun, in order.
#[must_use]
pub fn find(text: &str) -> Vec<FieldUse> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("{{")) {
        let start = from + at;
        let rest = text.get(start..).unwrap_or_default();
        let (length, field) = match read(rest) {
            Some((field, length)) => (length, Some(field)),
            None => {
                // What begins before it ends is another one.
                let line = rest.split(['\n', '\r']).next().unwrap_or_default();
                let line = line.get(2..).and_then(|after| after.find("{{")).and_then(|next| line.get(..next + 2)).unwrap_or(line);
                (line.find("}}").map_or(2, |end| end + 2), None)
            }
        };
        from = start + length;
        found.push(FieldUse { span: start..from, field });
    }
    found
}

/// As [`find`], in a text whose front block ends at byte `body`: there a field is what YAML says, so that within double
/// quotes `\"` is a quote.
pub(super) fn find_in_document(text: &str, body: usize) -> Vec<FieldUse> {
    let (head, tail) = text.split_at_checked(body).unwrap_or(("", text));
    let (said, places) = said_in_front(head);
    let place = |at: usize| places.get(at).copied().unwrap_or(head.len());
    let moved = |found: FieldUse| FieldUse { span: place(found.span.start)..place(found.span.end), ..found };
    let in_front: Vec<_> = find(&said).into_iter().map(moved).collect();
    let shift = text.len() - tail.len();
    let below = find(tail).into_iter().map(|found| FieldUse { span: found.span.start + shift..found.span.end + shift, ..found });
    in_front.into_iter().chain(below).collect()
}

/// A front block without the escapes of its quoted values, and for each byte of that where it stands in the block.
fn said_in_front(head: &str) -> (String, Vec<usize>) {
    let (mut said, mut places) = (String::with_capacity(head.len()), Vec::with_capacity(head.len()));
    let (mut at, mut quote) = (0, None);
    for line in head.split_inclusive('\n') {
        let value = line.split_once(':').map_or("", |(_, value)| value.trim_start());
        let begins = line.len() - value.len();
        let mut letters = line.char_indices().peekable();
        while let Some((offset, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            let escaped = match (quote, letter, next) {
                (Some('"'), '\\', Some(next @ ('"' | '\\'))) | (Some('\''), '\'', Some(next @ '\'')) => Some(next),
                _ => None,
            };
            if escaped.is_some() {
                letters.next();
            } else if quote == Some(letter) {
                quote = None;
            } else if quote.is_none() && offset == begins && matches!(letter, '"' | '\'') {
                quote = Some(letter);
            }
            let letter = escaped.unwrap_or(letter);
            places.extend(std::iter::repeat_n(at + offset, letter.len_utf8()));
            said.push(letter);
        }
        at += line.len();
    }
    (said, places)
}

/// Text cut at its fields. What cannot be read stays text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut done = 0;
    for found in find(text) {
        let Some(field) = found.field else { continue };
        push_text(&mut out, text.get(done..found.span.start).unwrap_or_default());
        out.push(Piece::Field(field));
        done = found.span.end;
    }
    push_text(&mut out, text.get(done..).unwrap_or_default());
    out
}

fn push_text(out: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        out.push(Piece::Text(text.to_owned()));
    }
}

/// Reads one field at the very start of `text`: the field and its length in bytes.
fn read(text: &str) -> Option<(Field, usize)> {
    let mut at = 2;
    let blank = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
    };
    at = blank(at);
    let rest = text.get(at..)?;
    let length = rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')).unwrap_or(rest.len());
    let name = rest.get(..length)?;
    // The shortest name of the vocabulary has four letters; `mask` needs the room of three.
    if length < 3 || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    at = blank(at + length);
    let mut fallback = None;
    if text.get(at..)?.starts_with('|') {
        at = blank(at + 1);
        let rest = text.get(at..)?;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let words = rest.get(1..)?;
        let end = words.find([quote, '\n', '\r'])?;
        if !words.get(end..)?.starts_with(quote) {
            return None;
        }
        fallback = Some(words.get(..end)?.to_owned());
        at = blank(at + 1 + end + 1);
    }
    text.get(at..)?.starts_with("}}").then(|| (Field { name: name.to_owned(), fallback }, at + 2))
}

const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// `text` with each field replaced by a mark of the same length that no Markdown rule knows, so that the parser neither
/// cuts a field in two nor moves a byte; and the fields by the number in their mark.
pub(super) fn mask(text: &str) -> (String, Vec<(Field, String)>) {
    // The two private characters of the marks are as long as U+FFFD, which stands for them where the text has them.
    let mut masked = text.replace([OPEN, CLOSE], "\u{FFFD}");
    let mut fields = Vec::new();
    for found in find(text) {
        let (Some(field), Some(source)) = (found.field, text.get(found.span.clone())) else { continue };
        let room = found.span.len().saturating_sub(OPEN.len_utf8() + CLOSE.len_utf8());
        let number = base36(fields.len(), room);
        if number.len() != room {
            continue;
        }
        masked.replace_range(found.span.clone(), &format!("{OPEN}{number}{CLOSE}"));
        fields.push((field, source.to_owned()));
    }
    (masked, fields)
}

/// Cuts masked text at its marks; `number` is the field's place in what [`mask`] gave.
pub(super) fn unmask(text: &str, mut each: impl FnMut(Result<usize, &str>)) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((number, tail)) = after.split_once(CLOSE) else { break };
        if !before.is_empty() {
            each(Err(before));
        }
        if let Ok(number) = usize::from_str_radix(number, 36) {
            each(Ok(number));
        }
        rest = tail;
    }
    if !rest.is_empty() {
        each(Err(rest));
    }
}

/// `n` in base 36, filled with zeros to `width`; wider if it does not fit.
fn base36(mut n: usize, width: usize) -> String {
    let mut digits = Vec::new();
    while n > 0 || digits.is_empty() {
        digits.push(char::from_digit(u32::try_from(n % 36).unwrap_or(0), 36).unwrap_or('0'));
        n /= 36;
    }
    while digits.len() < width {
        digits.push('0');
    }
    digits.iter().rev().collect()
}
