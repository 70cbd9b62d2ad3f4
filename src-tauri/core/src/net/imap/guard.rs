//! The line beneath async-imap: a server that is not what it should be cannot fill the memory or the stack.
//!
//! The library takes up to 512 MiB for one answer, all at once if the server announces so much, and reads brackets within
//! brackets as deep as they come.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::client::TlsStream;

use crate::net::Pipe;

/// Most bytes that one answer may have, all of its lines together.
pub(super) const LONGEST_ANSWER: usize = 2 * 1024 * 1024;
/// How deep brackets may stand within brackets; what we ask for has three.
const DEEPEST: u32 = 32;

/// The line to a mailbox's server.
pub(super) struct Guarded {
    stream: Stream,
    watch: Watch,
}

enum Stream {
    Plain(Box<dyn Pipe>),
    Secure(Box<TlsStream<Box<dyn Pipe>>>),
}

impl Guarded {
    pub(super) fn plain(pipe: Box<dyn Pipe>) -> Self {
        Self { stream: Stream::Plain(pipe), watch: Watch::default() }
    }

    pub(super) fn secure(stream: TlsStream<Box<dyn Pipe>>) -> Self {
        Self { stream: Stream::Secure(Box::new(stream)), watch: Watch::default() }
    }

    /// The bare line, for a handshake; none if it is secure already.
    pub(super) fn into_plain(self) -> Option<Box<dyn Pipe>> {
        match self.stream {
            Stream::Plain(pipe) => Some(pipe),
            Stream::Secure(_) => None,
        }
    }

    /// A question goes out: its answer may be as long as an answer may be.
    pub(super) fn expect_answer(&mut self) {
        self.watch.left = LONGEST_ANSWER;
    }
}

impl fmt::Debug for Guarded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What goes over it may be a password.
        out.write_str("Guarded")
    }
}

impl AsyncRead for Guarded {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = into.filled().len();
        ready!(match &mut this.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_read(context, into),
            Stream::Secure(tls) => Pin::new(tls).poll_read(context, into),
        })?;
        let came = into.filled().get(before..).unwrap_or_default();
        Poll::Ready(this.watch.see(came).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why)))
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_write(context, bytes),
            Stream::Secure(tls) => Pin::new(tls).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_flush(context),
            Stream::Secure(tls) => Pin::new(tls).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(pipe) => Pin::new(pipe).poll_shutdown(context),
            Stream::Secure(tls) => Pin::new(tls).poll_shutdown(context),
        }
    }
}

/// Follows what the server says, as far as the limits need it.
#[derive(Debug)]
struct Watch {
    left: usize,
    /// The first bytes of the response: those whose second word is a status are free text.
    begins: Vec<u8>,
    free_text: bool,
    depth: u32,
    quoted: bool,
    escaped: bool,
    /// A length in braces that is being read, or was read and waits for its line to end.
    brace: Brace,
    literal: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Brace {
    None,
    Reading(usize),
    Closed(usize),
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            left: LONGEST_ANSWER,
            begins: Vec::new(),
            free_text: false,
            depth: 0,
            quoted: false,
            escaped: false,
            brace: Brace::None,
            literal: 0,
        }
    }
}

impl Watch {
    fn see(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        self.left = self.left.checked_sub(bytes.len()).ok_or("the answer does not end")?;
        let mut rest = bytes;
        while let Some((byte, after)) = rest.split_first() {
            if self.literal > 0 {
                let (taken, after) = rest.split_at(self.literal.min(rest.len()));
                self.literal -= taken.len();
                rest = after;
                continue;
            }
            self.step(*byte)?;
            rest = after;
        }
        Ok(())
    }

    fn step(&mut self, byte: u8) -> Result<(), &'static str> {
        if byte == b'\n' {
            return self.line_ends();
        }
        if self.begins.len() < 32 {
            self.begins.push(byte);
            self.free_text |= is_free_text(&self.begins);
        }
        if self.free_text || byte == b'\r' {
            return Ok(());
        }
        if self.quoted {
            (self.quoted, self.escaped) = match (self.escaped, byte) {
                (true, _) => (true, false),
                (false, b'\\') => (true, true),
                (false, b'"') => (false, false),
                (false, _) => (true, false),
            };
            return Ok(());
        }
        self.brace = match (self.brace, byte) {
            (_, b'{') => Brace::Reading(0),
            (Brace::Reading(length), b'0'..=b'9') => Brace::Reading(length.saturating_mul(10).saturating_add(usize::from(byte - b'0'))),
            (Brace::Reading(length), b'}') => Brace::Closed(length),
            _ => Brace::None,
        };
        match byte {
            b'"' => self.quoted = true,
            b'(' => self.depth += 1,
            b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEEPEST { Err("brackets within brackets without end") } else { Ok(()) }
    }

    fn line_ends(&mut self) -> Result<(), &'static str> {
        match self.brace {
            Brace::Closed(length) if !self.free_text => {
                // Refused before the library makes room for it.
                if length > self.left {
                    return Err("the answer does not end");
                }
                (self.literal, self.brace) = (length, Brace::None);
            }
            _ => *self = Self { left: self.left, ..Self::default() },
        }
        Ok(())
    }
}

/// Whether a response that begins so is a line of words for people: brackets and braces in it mean nothing.
fn is_free_text(begins: &[u8]) -> bool {
    if begins.first() == Some(&b'+') {
        return true;
    }
    let mut words = begins.split(|byte| *byte == b' ');
    let (_, word, behind) = (words.next(), words.next(), words.next());
    behind.is_some()
        && word.is_some_and(|word| ["OK", "NO", "BAD", "BYE", "PREAUTH"].iter().any(|said| word.eq_ignore_ascii_case(said.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Result<(), &'static str> {
        let mut watch = Watch::default();
        // However it is cut into packets.
        text.as_bytes().chunks(7).try_for_each(|packet| watch.see(packet))
    }

    #[test]
    fn ordinary_answers_pass() {
        let header = "* 3 FETCH (UID 9 BODY[HEADER.FIELDS (MESSAGE-ID)] {26}\r\nMessage-ID: <((((((@x>\r\n\r\n)\r\n";
        assert_eq!(seen(&header.repeat(100)), Ok(()));
        assert_eq!(seen("* OK (((((((((((((((((((((((((((((((((((((((( {99999999999}\r\n* 1 EXISTS\r\n"), Ok(()), "words for people");
        assert_eq!(seen(&"* LIST (\\Sent) \"/\" \"((((((\\\"((((\"\r\n".repeat(100)), Ok(()), "names of folders");
    }

    #[test]
    fn brackets_within_brackets_end_it_also_across_literals_and_never_reach_the_stack() {
        assert!(seen(&format!("* 1 FETCH (BODYSTRUCTURE {}", "(".repeat(100))).is_err());
        assert!(seen(&format!("* 1 FETCH {}", "(\"message\" {2}\r\n\r\n ".repeat(100))).is_err());
        assert!(seen(&format!("* 1 FETCH {}", "(\"message\" {0}\r\n ".repeat(100))).is_err());
    }

    #[test]
    fn an_endless_answer_and_an_announced_flood_end_it() {
        assert!(seen(&"x".repeat(LONGEST_ANSWER + 1)).is_err());
        assert!(seen("* 1 FETCH (BODY[] {400000000}\r\n").is_err());
        assert!(seen("* 1 FETCH (BODY[] {99999999999999999999999999}\r\n").is_err());
    }
}
