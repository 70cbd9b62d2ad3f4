//! Relaxed canonical forms (RFC 6376 §3.4.2, §3.4.4): what a relay may change on the way, blanks, changes nothing here.

use sha2::{Digest as _, Sha256};

/// A header field: its name in small letters, unfolded, blanks joined; without the line's end.
pub(super) fn header(name: &str, value: &[u8]) -> Vec<u8> {
    let mut out = name.trim_end().to_ascii_lowercase().into_bytes();
    out.push(b':');
    let start = out.len();
    let mut blank = false;
    for byte in value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
        if matches!(byte, b' ' | b'\t') {
            blank = true;
            continue;
        }
        if blank && out.len() > start {
            out.push(b' ');
        }
        blank = false;
        out.push(byte);
    }
    out
}

/// The hash of a body that comes in parts. A large attachment passes here once a person, so what has no blank in it goes to the
/// hash as it is.
#[derive(Default)]
pub(super) struct Body {
    hash: Sha256,
    /// Line ends that count only if something follows.
    ends: usize,
    /// A run of blanks that counts only if something follows on its line.
    blank: bool,
    begun: bool,
}

impl Body {
    pub(super) fn part(&mut self, mut bytes: &[u8]) {
        loop {
            let to = memchr::memchr2(b' ', b'\t', bytes).unwrap_or(bytes.len());
            let (run, rest) = bytes.split_at(to);
            self.run(run);
            let Some(after) = rest.get(1..) else { return };
            self.blank = true;
            bytes = after;
        }
    }

    /// Bytes without any blank; every line end is a pair.
    fn run(&mut self, bytes: &[u8]) {
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let leading = bytes.iter().take_while(|byte| is_end(byte)).count();
        if leading > 0 {
            self.blank = false;
            self.ends += bytes.iter().take(leading).filter(|byte| **byte == b'\n').count();
        }
        let rest = bytes.get(leading..).unwrap_or_default();
        let trailing = rest.iter().rev().take_while(|byte| is_end(byte)).count();
        let (text, ends) = rest.split_at(rest.len() - trailing);
        if text.is_empty() {
            return;
        }
        for _ in 0..std::mem::take(&mut self.ends) {
            self.hash.update(b"\r\n");
        }
        if std::mem::take(&mut self.blank) {
            self.hash.update(b" ");
        }
        self.hash.update(text);
        self.begun = true;
        self.ends = ends.iter().filter(|byte| **byte == b'\n').count();
    }

    /// Empty lines at the end do not count; what there is ends in one line end.
    pub(super) fn finish(mut self) -> [u8; 32] {
        if self.begun {
            self.hash.update(b"\r\n");
        }
        self.hash.finalize().into()
    }
}
