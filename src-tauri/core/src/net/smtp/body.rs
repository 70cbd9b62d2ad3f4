//! The message on its way: line ends judged, dots stuffed (RFC 5321 §4.5.2), nothing copied.

use std::io::BufRead;

/// The first place of `byte` in `bytes`.
pub(super) fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    let mut rest = bytes;
    // A slice never fails to be read; this is the standard library's fast search.
    let passed = rest.skip_until(byte).ok()?;
    let last = passed.checked_sub(1)?;
    (bytes.get(last) == Some(&byte)).then_some(last)
}

/// Whether every line of the message ends in CRLF and neither CR nor LF stands alone, across the seams of parts too (M1).
/// A lone one could be read by some server as the end of the message, and what follows as commands (smuggling).
pub(super) fn ends_lines_with_crlf(parts: &[&[u8]]) -> bool {
    let mut before = 0_u8;
    let (mut returns, mut feeds, mut pairs) = (0_usize, 0_usize, 0_usize);
    for part in parts {
        returns += count(part, b'\r');
        feeds += count(part, b'\n');
        pairs += count_pairs(part) + usize::from(before == b'\r' && part.first() == Some(&b'\n'));
        before = part.last().copied().unwrap_or(before);
    }
    // As many pairs as there are of either: each has its other half.
    returns == feeds && feeds == pairs
}

/// Bytes that are looked at together: their number fits into one, so that the compiler counts many at a time. A large attachment
/// passes here once a person.
const TOGETHER: usize = 192;

/// How often `byte` occurs.
fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.chunks(TOGETHER).map(|some| usize::from(some.iter().fold(0_u8, |n, one| n + u8::from(*one == byte)))).sum()
}

/// How often CR is followed by LF.
fn count_pairs(bytes: &[u8]) -> usize {
    let next = bytes.get(1..).unwrap_or_default();
    let pairs = |(these, those): (&[u8], &[u8])| {
        usize::from(these.iter().zip(those).fold(0_u8, |n, (one, next)| n + u8::from((*one == b'\r') & (*next == b'\n'))))
    };
    bytes.chunks(TOGETHER).zip(next.chunks(TOGETHER)).map(pairs).sum()
}

/// Cuts a message into slices to be written one after the other: a slice that begins with the dot of a line's beginning
/// repeats that dot. The last line end is left out, since the end-of-data line brings its own.
#[derive(Debug)]
pub(super) struct Slices<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    from: usize,
    /// Search on from here; behind `from` when a dot is being repeated.
    search: usize,
    /// The last two bytes before the part.
    tail: [u8; 2],
}

impl<'a> Slices<'a> {
    pub(super) fn new(parts: &[&'a [u8]]) -> Self {
        let mut parts: Vec<&[u8]> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        for byte in [b'\n', b'\r'] {
            if let Some(last) = parts.last_mut()
                && let Some(shorter) = last.strip_suffix(&[byte])
            {
                *last = shorter;
            }
            if parts.last().is_some_and(|last| last.is_empty()) {
                parts.pop();
            }
        }
        Self { parts, part: 0, from: 0, search: 0, tail: *b"\r\n" }
    }
}

impl<'a> Iterator for Slices<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let part: &'a [u8] = self.parts.get(self.part).copied()?;
        while let Some(at) = part.get(self.search..).and_then(|rest| find(rest, b'.')) {
            let dot = self.search + at;
            self.search = dot + 1;
            let before = match dot {
                0 => self.tail,
                1 => [self.tail[1], part.first().copied().unwrap_or_default()],
                _ => part.get(dot - 2..dot).and_then(|two| two.try_into().ok()).unwrap_or_default(),
            };
            if before == *b"\r\n" {
                let slice = part.get(self.from..=dot);
                self.from = dot;
                return slice;
            }
        }
        let slice = part.get(self.from..)?;
        for byte in part.iter().skip(part.len().saturating_sub(2)) {
            self.tail = [self.tail[1], *byte];
        }
        (self.part, self.from, self.search) = (self.part + 1, 0, 0);
        Some(slice)
    }
}
