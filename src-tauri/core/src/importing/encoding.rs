//! Which encoding a file is in: its mark first, then what its bytes allow, then what they look like.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are read at a time.
const CHUNK: usize = 64 * 1024;
/// The guess for files without a mark looks at no more than this; a table does not change its encoding further down.
const GUESS_BYTES: usize = 4 * 1024 * 1024;

/// What the bytes of a file say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Looked {
    /// The encoding.
    pub(super) encoding: &'static Encoding,
    /// Bytes of the byte order mark, which are no text.
    pub(super) mark: usize,
    /// Bytes in all.
    pub(super) bytes: u64,
    /// Whether the bytes are no text: a picture, an archive, a program.
    pub(super) binary: bool,
}

/// Reads the file once, to its end, and says what it is in. Memory does not grow with the file.
pub(super) fn look(mut file: impl Read) -> std::io::Result<Looked> {
    let mut chunk = vec![0u8; CHUNK];
    let mut beginning: Vec<u8> = Vec::new();
    let mut utf8 = Utf8Check::default();
    let mut bytes = 0u64;
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        let part = chunk.get(..read).unwrap_or_default();
        bytes += read as u64;
        if beginning.len() < GUESS_BYTES {
            beginning.extend_from_slice(part);
        }
        utf8.feed(part);
    }
    let first = beginning.get(..CHUNK).unwrap_or(&beginning);
    if let Some((encoding, mark)) = Encoding::for_bom(first) {
        let text = if encoding == UTF_8 { utf8.holds() } else { !encoding.decode_without_bom_handling(even(first)).1 };
        return Ok(Looked { encoding, mark, bytes, binary: is_binary(first, encoding, text) });
    }
    let (encoding, text) = match utf16_without_mark(first) {
        Some(encoding) => (encoding, false),
        None if utf8.holds() => (UTF_8, true),
        None if utf8.holds_mostly() => (UTF_8, false),
        None => (windows_superset(guessed(&beginning)), false),
    };
    Ok(Looked { encoding, mark: 0, bytes, binary: is_binary(first, encoding, text) })
}

/// What text of one byte a letter looks like. Slow, so only for what is nothing else.
fn guessed(beginning: &[u8]) -> &'static Encoding {
    let mut guess = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    guess.feed(beginning, true);
    guess.guess(None, chardetng::Utf8Detection::Deny)
}

/// The encoding that a user names: `utf-8`, `windows-1252`, `latin1`, `utf-16le` …
pub(super) fn named(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    match label.to_ascii_lowercase().as_str() {
        // The web's labels read these as UTF-16LE and x-user-defined ones as replacement; here they are what they say.
        "utf-16" | "utf16" => Some(UTF_16LE),
        _ => Encoding::for_label_no_replacement(label.as_bytes()),
    }
}

/// A guess that is an ISO table is read by the Windows one that contains it: no table file means C1 control characters.
fn windows_superset(guess: &'static Encoding) -> &'static Encoding {
    if guess == UTF_8 { WINDOWS_1252 } else { guess }
}

/// UTF-16 without a mark: text in it has zero bytes, nearly all of them on one side of the pairs.
fn utf16_without_mark(first: &[u8]) -> Option<&'static Encoding> {
    let pairs = first.len() / 2;
    if pairs < 4 {
        return None;
    }
    let (mut high, mut low) = (0usize, 0usize);
    for pair in first.chunks_exact(2) {
        high += usize::from(pair.first() == Some(&0));
        low += usize::from(pair.last() == Some(&0));
    }
    if low * 10 > pairs * 4 && high * 50 < pairs {
        return Some(UTF_16LE);
    }
    (high * 10 > pairs * 4 && low * 50 < pairs).then_some(UTF_16BE)
}

/// Whole pairs that a longer text begins with: none is cut in two.
fn even(first: &[u8]) -> &[u8] {
    let whole = first.len() / 4 * 4;
    first.get(..if whole < CHUNK { first.len() } else { whole.saturating_sub(2) }).unwrap_or(first)
}

/// Whether the beginning of a file is no text. `text` says that its bytes are valid in an encoding that nobody had to guess:
/// then control characters are what somebody once pasted into a note, and only zero bytes tell that it is none. Where the
/// encoding is a guess, every control character tells. A few make no table a picture: that row is refused later.
fn is_binary(first: &[u8], encoding: &'static Encoding, text: bool) -> bool {
    if infer::get(first).is_some_and(|kind| !matches!(kind.matcher_type(), infer::MatcherType::Text)) && !begins_as_words(first) {
        return true;
    }
    let decoded;
    let bytes = if encoding == UTF_16LE || encoding == UTF_16BE {
        decoded = encoding.decode_without_bom_handling(first).0;
        decoded.as_bytes()
    } else {
        first
    };
    let odd = bytes.iter().filter(|b| if text { **b == 0 } else { is_odd(**b) }).count();
    odd * 20 > bytes.len()
}

/// No character of a table as programs write them.
const fn is_odd(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c | 0x1a)
}

/// Whether what some format begins with may as well be a word: BMW is no bitmap and MZ no program, unless what follows is.
fn begins_as_words(first: &[u8]) -> bool {
    let (word, rest) = first.split_at_checked(3).unwrap_or((first, &[]));
    word.iter().all(|b| b.is_ascii_alphanumeric() || b",;| ".contains(b)) && !rest.iter().take(64).any(|b| is_odd(*b))
}

/// What of the bytes so far is UTF-8, a character over the seam of two chunks included.
#[derive(Default)]
struct Utf8Check {
    /// Bytes that are none.
    broken: u64,
    /// Letters of more than one byte: text of one byte a letter has hardly any that are UTF-8 by chance.
    letters: u64,
    open: Vec<u8>,
}

impl Utf8Check {
    fn feed(&mut self, part: &[u8]) {
        let joined;
        let mut part = if self.open.is_empty() {
            part
        } else {
            joined = [std::mem::take(&mut self.open).as_slice(), part].concat();
            joined.as_slice()
        };
        loop {
            let (valid, fault) = match std::str::from_utf8(part) {
                Ok(text) => (text.len(), None),
                Err(e) => (e.valid_up_to(), Some(e.error_len())),
            };
            let (text, rest) = part.split_at_checked(valid).unwrap_or((part, &[]));
            self.letters += text.iter().filter(|byte| **byte >= 0xC0).count() as u64;
            match fault {
                None => return,
                Some(None) => {
                    self.open = rest.to_vec();
                    return;
                }
                Some(Some(length)) => {
                    self.broken += 1;
                    part = rest.get(length..).unwrap_or_default();
                }
            }
        }
    }

    fn holds(&self) -> bool {
        self.broken == 0 && self.open.is_empty()
    }

    /// Whether it is UTF-8 all the same, of which some rows came from elsewhere or were cut: those are refused, and no other is misread.
    fn holds_mostly(&self) -> bool {
        self.letters > 2 * (self.broken + u64::from(!self.open.is_empty()))
    }
}
