//! Words put where they cannot do harm: HTML, a header, an address of a link (W4). Each place has its own escape.

use std::borrow::Cow;

use crate::literature::Piece;

/// For text and attribute values of HTML.
pub(crate) fn html(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// For a part of a link's address: everything but unreserved characters is written in percent form (RFC 3986 §2.3).
pub(crate) fn url(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

/// One line of words: line ends and other control characters become a space, runs of blanks one.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let plain = !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{E000}' | '\u{E001}'))
        && !text.contains("  ")
        && text.trim().len() == text.len();
    if plain {
        return Cow::Borrowed(text);
    }
    let blank = |c: char| c.is_whitespace() && c != '\u{A0}' || c.is_control() || matches!(c, '\u{E000}' | '\u{E001}');
    Cow::Owned(text.split(blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// The fixed beginning of a link's address, by which its kind is judged.
pub(super) fn fixed_start(url: &[Piece]) -> &str {
    match url.first() {
        Some(Piece::Text(text)) => text,
        _ => "",
    }
}

/// Whether a link may stand in a mail: web, mail and telephone only (S4).
pub(super) fn may_link(url: &[Piece]) -> bool {
    let start = fixed_start(url).trim_start().to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| start.starts_with(scheme) && start.len() > scheme.len())
        && !start.contains(|c: char| c.is_control() || c == '\u{E000}')
}

/// The fixed text of a link's address: blanks and what no address may hold in percent form; the rest as it was written.
pub(super) fn url_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}') {
            let mut bytes = [0; 4];
            out.push_str(&url(c.encode_utf8(&mut bytes)));
        } else {
            out.push(c);
        }
    }
    out
}
