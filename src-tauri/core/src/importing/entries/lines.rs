//! Lines of bytes, and lines that are folded into several.

use std::io::{BufRead, BufReader, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Of a longer line the beginning is kept: a photograph, or nothing that a person says.
pub(super) const LINE_BYTES: usize = 2 * 1024 * 1024;

/// A file in an encoding of two bytes a letter as UTF-8, and any other as it is: its lines may each be in an encoding of their own.
pub(super) struct AsUtf8<R> {
    source: R,
    decoder: Option<Decoder>,
    skip: usize,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl<R: Read> AsUtf8<R> {
    /// The file, whose first `mark` bytes are no text, and the encoding that its lines are in.
    pub(super) fn of(source: R, encoding: &'static Encoding, mark: usize) -> (Self, &'static Encoding) {
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let decoder = wide.then(|| encoding.new_decoder_without_bom_handling());
        let file = Self { source, decoder, skip: mark, ready: Vec::new(), taken: 0, ended: false };
        (file, if wide { UTF_8 } else { encoding })
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let mut raw = [0u8; 16 * 1024];
        let read = self.source.read(&mut raw)?;
        let skipped = self.skip.min(read);
        self.skip -= skipped;
        let bytes = raw.get(skipped..read).unwrap_or_default();
        self.ended = read == 0;
        self.taken = 0;
        self.ready.clear();
        match &mut self.decoder {
            None => self.ready.extend_from_slice(bytes),
            Some(decoder) => {
                let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16));
                let (_, _, _) = decoder.decode_to_string(bytes, &mut text, self.ended);
                self.ready.extend_from_slice(text.as_bytes());
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for AsUtf8<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.taken == self.ready.len() && !self.ended {
            self.fill()?;
        }
        let rest = self.ready.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}

/// Lines one after another, whatever they end with.
pub(super) struct Lines<R> {
    source: BufReader<R>,
    ahead: Option<Vec<u8>>,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source: BufReader::with_capacity(64 * 1024, source), ahead: None }
    }

    /// The next line without its end.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        match self.ahead.take() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    /// The next line, which stays the next one.
    pub(super) fn peek(&mut self) -> std::io::Result<Option<&[u8]>> {
        if self.ahead.is_none() {
            self.ahead = self.read()?;
        }
        Ok(self.ahead.as_deref())
    }

    fn read(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let (mut line, mut any) = (Vec::new(), false);
        loop {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                return Ok(any.then_some(line));
            }
            any = true;
            let end = memchr::memchr2(b'\n', b'\r', buffer);
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let room = LINE_BYTES.saturating_sub(line.len());
            line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
            let Some(end) = end else {
                let whole = buffer.len();
                self.source.consume(whole);
                continue;
            };
            let returned = buffer.get(end) == Some(&b'\r');
            self.source.consume(end + 1);
            if returned && self.source.fill_buf()?.first() == Some(&b'\n') {
                self.source.consume(1);
            }
            return Ok(Some(line));
        }
    }

    /// Adds the lines that continue this one: each begins with a blank or a tab, which is taken away unless `kept`.
    pub(super) fn unfold(&mut self, line: &mut Vec<u8>, kept: bool) -> std::io::Result<()> {
        while self.peek()?.is_some_and(|next| next.starts_with(b" ") || next.starts_with(b"\t")) {
            let next = self.next()?.unwrap_or_default();
            let part = next.get(usize::from(!kept)..).unwrap_or_default();
            let room = LINE_BYTES.saturating_sub(line.len());
            line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
        }
        Ok(())
    }
}

/// The text of bytes that nobody said the encoding of. What was folded within a letter is UTF-8 again only now, whatever the file
/// looked like as a whole.
pub(super) fn text(bytes: &[u8], encoding: &'static Encoding) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
