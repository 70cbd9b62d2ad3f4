//! Bytes as they go over the wire: quoted-printable, base64, encoded words, file names. 7 bit, CRLF, short lines (M1, M4, M5).

use crate::literature::Finding;
use crate::messages::Message;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Quoted-printable (RFC 2045 §6.7) that can stop and go on: text in several pieces, each beginning a new line if it must.
#[derive(Debug, Default)]
pub(super) struct Quoted {
    pub(super) out: Vec<u8>,
    column: usize,
}

impl Quoted {
    pub(super) fn into(out: Vec<u8>) -> Self {
        Self { out, column: 0 }
    }

    /// Appends text; its line ends (`\n`, `\r\n`) become CRLF.
    pub(super) fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'\n' => self.line_end(),
                b'\r' => {
                    if bytes.get(at) == Some(&b'\n') {
                        at += 1;
                    }
                    self.line_end();
                }
                b' ' | b'\t' => {
                    // A blank at a line's end would be lost on the way.
                    let last = matches!(bytes.get(at), None | Some(b'\n' | b'\r'));
                    self.put(byte, last);
                }
                // A dot or `From ` that begins a line is safe from every relay when it is encoded.
                b'.' => self.put(byte, self.column == 0),
                b'F' => self.put(byte, self.column == 0),
                b'!'..=b'<' | b'>'..=b'~' => self.put(byte, false),
                _ => self.put(byte, true),
            }
        }
    }

    /// Begins a new line of the wire without one in the text.
    pub(super) fn soft_break(&mut self) {
        if self.column > 0 {
            self.out.extend_from_slice(b"=\r\n");
            self.column = 0;
        }
    }

    fn line_end(&mut self) {
        self.out.extend_from_slice(b"\r\n");
        self.column = 0;
    }

    fn put(&mut self, byte: u8, encode: bool) {
        let width = if encode { 3 } else { 1 };
        if self.column + width > 75 {
            self.out.extend_from_slice(b"=\r\n");
            self.column = 0;
        }
        if encode || self.column == 0 && (byte == b'.' || byte == b'F') {
            let digit = |half: u8| HEX.get(usize::from(half)).copied().unwrap_or(b'0');
            self.out.extend_from_slice(&[b'=', digit(byte >> 4), digit(byte & 15)]);
            self.column += 3;
        } else {
            self.out.push(byte);
            self.column += 1;
        }
    }
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 without line ends.
pub(super) fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    let digit = |n: u32| BASE64.get((n & 63) as usize).copied().unwrap_or(b'A');
    for three in bytes.chunks(3) {
        let (a, b, c) = (three.first().copied().unwrap_or(0), three.get(1).copied(), three.get(2).copied());
        let n = u32::from(a) << 16 | u32::from(b.unwrap_or(0)) << 8 | u32::from(c.unwrap_or(0));
        out.push(digit(n >> 18));
        out.push(digit(n >> 12));
        out.push(if b.is_some() { digit(n >> 6) } else { b'=' });
        out.push(if c.is_some() { digit(n) } else { b'=' });
    }
}

/// Base64 in lines of 76 characters (RFC 2045 §6.8), the last one ended too.
pub(super) fn base64_lines(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len().div_ceil(3) * 4 + bytes.len() / 57 * 2 + 4);
    for line in bytes.chunks(57) {
        base64(line, out);
        out.extend_from_slice(b"\r\n");
    }
}

/// How many bytes [`base64_lines`] writes for so many.
pub(super) const fn base64_size(bytes: u64) -> u64 {
    bytes.div_ceil(3) * 4 + bytes.div_ceil(57) * 2
}

/// Where a header would break, by its name: CR, LF or NUL in a value, refused here however it came (S2).
fn checked<'a>(name: &'static str, value: &'a str) -> Result<&'a str, Box<Finding>> {
    if value.contains(['\r', '\n', '\0']) {
        return Err(Box::new(Finding::error(Message::new("rendering.header_break").with("header", name))));
    }
    Ok(value)
}

/// A header of words (RFC 5322 §2.2.1), folded at 78, in encoded words (RFC 2047 §2) where it is not plain ASCII.
pub(super) fn unstructured(out: &mut Vec<u8>, name: &'static str, value: &str) -> Result<(), Box<Finding>> {
    let value = checked(name, value)?;
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    words(out, value, name.len() + 2);
    out.extend_from_slice(b"\r\n");
    Ok(())
}

/// Words of a header from `column` on.
fn words(out: &mut Vec<u8>, value: &str, mut column: usize) {
    let simple =
        value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !value.contains("=?") && value.split(' ').all(|word| word.len() <= 60);
    if !simple {
        encoded_words(out, value, column);
        return;
    }
    for (at, word) in value.split(' ').filter(|word| !word.is_empty()).enumerate() {
        if at > 0 {
            if column + 1 + word.len() > 78 {
                out.extend_from_slice(b"\r\n");
                column = 0;
            }
            out.push(b' ');
            column += 1;
        }
        out.extend_from_slice(word.as_bytes());
        column += word.len();
    }
}

/// `=?utf-8?B?…?=`, each at most 75 characters and no character split.
fn encoded_words(out: &mut Vec<u8>, value: &str, mut column: usize) {
    const FRAME: usize = 12;
    let mut rest = value;
    let mut first = true;
    while !rest.is_empty() || first {
        if !first {
            out.extend_from_slice(b"\r\n ");
            column = 1;
        }
        first = false;
        // Four characters stand for three bytes; the line must end at 76 (RFC 2047 §2).
        let room = 76usize.saturating_sub(column + FRAME).min(63) / 4 * 3;
        let mut end = room.max(9).min(rest.len());
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (chunk, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.extend_from_slice(b"=?utf-8?B?");
        base64(chunk.as_bytes(), out);
        out.extend_from_slice(b"?=");
        rest = tail;
    }
}

/// A header with one mailbox: `Ines Calder <press@example.org>`.
pub(super) fn mailbox(out: &mut Vec<u8>, header: &'static str, name: &str, address: &str) -> Result<(), Box<Finding>> {
    let (name, address) = (checked(header, name)?, checked(header, address)?);
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(b": ");
    let column = header.len() + 2;
    let start = out.len();
    let atoms = |c: char| c.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(c);
    if name.is_empty() {
    } else if name.chars().all(atoms) && !name.contains("=?") && name.len() <= 60 && !name.contains("  ") {
        out.extend_from_slice(name.as_bytes());
    } else if name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && name.len() <= 60 && !name.contains("=?") {
        out.push(b'"');
        for byte in name.bytes() {
            if matches!(byte, b'"' | b'\\') {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        encoded_words(out, name, column);
    }
    if !name.is_empty() {
        let last_line = out.iter().rev().take_while(|byte| **byte != b'\n').count();
        let fold = last_line + address.len() + 3 > 78 || out.len() - start > 78;
        out.extend_from_slice(if fold { b"\r\n " } else { b" " });
    }
    out.push(b'<');
    out.extend_from_slice(address.as_bytes());
    out.extend_from_slice(b">\r\n");
    Ok(())
}

/// A header whose value is already of the wire's characters: identities, types, list addresses.
pub(super) fn structured(out: &mut Vec<u8>, name: &'static str, value: &str) -> Result<(), Box<Finding>> {
    let value = checked(name, value)?;
    if !value.is_ascii() || value.len() > 900 {
        return Err(Box::new(Finding::error(Message::new("rendering.header_break").with("header", name))));
    }
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value.as_bytes());
    out.extend_from_slice(b"\r\n");
    Ok(())
}

/// Message-IDs in a header, each on a line of its own, so that none grows too long (M1).
pub(super) fn message_ids(out: &mut Vec<u8>, name: &'static str, ids: &[String]) -> Result<(), Box<Finding>> {
    for (at, id) in ids.iter().enumerate() {
        let id = checked(name, id)?;
        if id.is_empty() || id.len() > 900 || !id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>')) {
            return Err(Box::new(Finding::error(Message::new("rendering.header_break").with("header", name))));
        }
        let before = match at {
            0 if name.len() + id.len() + 4 <= 78 => format!("{name}: "),
            0 => format!("{name}:\r\n "),
            _ => " ".to_owned(),
        };
        out.extend_from_slice(format!("{before}<{id}>\r\n").as_bytes());
    }
    Ok(())
}

/// The name of a file for readers who know only ASCII: what is not becomes `_`, at most 60 characters.
pub(super) fn plain_name(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' }).collect();
    if plain.len() <= 60 {
        return plain;
    }
    let (stem, ending) = plain.rsplit_once('.').map_or((plain.as_str(), String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    format!("{}{ending}", stem.get(..60usize.saturating_sub(ending.len())).unwrap_or(stem))
}

/// The parameter that names a file (RFC 2183 §2.3): as it is, or after RFC 2231 §4.1 in numbered sections, none of which
/// splits a character. The plain name stands only in the type's `name`: readers take two forms in one header for one name.
pub(super) fn file_name(name: &str) -> String {
    let plain = plain_name(name);
    if plain == name {
        return format!(";\r\n filename=\"{plain}\"");
    }
    let mut sections = vec![String::new()];
    for c in name.chars() {
        let mut bytes = [0; 4];
        let encoded = super::escape::url(c.encode_utf8(&mut bytes));
        match sections.last_mut() {
            Some(section) if section.len() + encoded.len() <= 50 => section.push_str(&encoded),
            _ => sections.push(encoded),
        }
    }
    if let [only] = sections.as_slice() {
        return format!(";\r\n filename*=utf-8''{only}");
    }
    let charset = |at: usize| if at == 0 { "utf-8''" } else { "" };
    sections.iter().enumerate().map(|(at, section)| format!(";\r\n filename*{at}*={}{section}", charset(at))).collect()
}
