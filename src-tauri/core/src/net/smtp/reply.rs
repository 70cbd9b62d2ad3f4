//! One answer of the server, kept whole (D11), and the reader that finds it in the bytes.

use std::collections::VecDeque;
use std::io;

use serde::{Deserialize, Serialize};

/// Longest answer that is listened to, in bytes; Postfix's own limit is the same.
const LONGEST: usize = 100_000;

/// Subjects of enhanced codes that are about the sender: its address (RFC 3463 §3.2: X.1.7, X.1.8), and Exchange's for a client
/// that did not log in or may not send as this sender (November 2026).
const ABOUT_SENDER: &[&str] = &[".1.7", ".1.8", ".7.57", ".7.60"];
/// What servers write with a general code: Postfix, Exim, Exchange (November 2026). Lower case.
const SENDER_WORDS: &[&str] = &["sender address rejected", "sender verify failed", "sendasdenied", "not allowed to send as"];

/// What the server answered, with every line as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Reply {
    /// The three digits (RFC 5321 §4.2).
    pub code: u16,
    /// The enhanced code of the first line, `5.7.1` (RFC 3463), if its class agrees with the first digit (RFC 2034 §4).
    pub enhanced: Option<String>,
    /// The texts of all lines, without code and line end. What is no UTF-8 is replaced.
    pub lines: Vec<String>,
}

impl Reply {
    /// An answer as it would stand in the server's words; the enhanced code is read from the first line.
    #[must_use]
    pub fn new(code: u16, lines: Vec<String>) -> Self {
        let enhanced = lines.first().and_then(|line| enhanced(code, line));
        Self { code, enhanced, lines }
    }

    /// Whether it says yes: 2yz.
    #[must_use]
    pub const fn is_yes(&self) -> bool {
        self.code / 100 == 2
    }

    /// Whether it says "not now": 4yz.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        self.code / 100 == 4
    }

    /// Whether it says no: 5yz.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        self.code / 100 == 5
    }

    /// Whether it refuses who sends rather than what or whom it was said to. Servers say that late: Postfix with RCPT, Exchange
    /// after the data (D12).
    #[must_use]
    pub fn refuses_sender(&self) -> bool {
        if self.code < 400 {
            return false;
        }
        let status = self.enhanced.as_deref().and_then(|enhanced| enhanced.get(1..)).unwrap_or_default();
        let known = |table: &[&str]| table.contains(&status);
        self.code == 530
            || known(ABOUT_SENDER)
            || self.lines.iter().any(|line| {
                let line = line.to_ascii_lowercase();
                SENDER_WORDS.iter().any(|words| line.contains(words))
            })
    }

    /// All of it in one line, as the ledger shows it: `550 5.1.1 No such user`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" ")).trim_end().to_owned()
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.text())
    }
}

fn enhanced(code: u16, line: &str) -> Option<String> {
    let word = line.split_whitespace().next()?;
    let mut parts = word.split('.');
    let class: u16 = parts.next()?.parse().ok()?;
    let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let fits = class == code / 100 && matches!(class, 2 | 4 | 5) && parts.next().is_some_and(digits) && parts.next().is_some_and(digits);
    (fits && parts.next().is_none()).then(|| word.to_owned())
}

/// Finds answers in what the server sends, however it is cut into packets.
#[derive(Debug, Default)]
pub(super) struct Reader {
    bytes: Vec<u8>,
    lines: Vec<String>,
    held: usize,
}

impl Reader {
    /// Takes `bytes` in and adds each answer that is now whole to `found`.
    pub(super) fn hear(&mut self, mut bytes: &[u8], found: &mut VecDeque<Reply>) -> io::Result<()> {
        while let Some(at) = super::body::find(bytes, b'\n') {
            let (line, rest) = bytes.split_at(at + 1);
            self.bytes.extend_from_slice(line);
            bytes = rest;
            self.held += self.bytes.len();
            if self.held > LONGEST {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the answer does not end"));
            }
            let whole = self.line()?;
            self.bytes.clear();
            if let Some(code) = whole {
                self.held = 0;
                found.push_back(Reply::new(code, std::mem::take(&mut self.lines)));
            }
        }
        self.bytes.extend_from_slice(bytes);
        if self.held + self.bytes.len() > LONGEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the answer does not end"));
        }
        Ok(())
    }

    /// Forgets what is half heard.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Reads the line in `bytes`; gives the code if it is an answer's last.
    fn line(&mut self) -> io::Result<Option<u16>> {
        let text = String::from_utf8_lossy(&self.bytes);
        let text = text.trim_end_matches(['\r', '\n']);
        let not_smtp = || io::Error::new(io::ErrorKind::InvalidData, "this is no answer of a mail server");
        let (digits, rest) = text.split_at_checked(3).ok_or_else(not_smtp)?;
        let code: u16 = digits.parse().map_err(|_| not_smtp())?;
        if !(200..600).contains(&code) {
            return Err(not_smtp());
        }
        let (more, rest) = match rest.as_bytes().first() {
            Some(b'-') => (true, rest.get(1..).unwrap_or_default()),
            Some(b' ') => (false, rest.get(1..).unwrap_or_default()),
            // RFC 5321 §4.2: a bare code is to be taken too.
            None => (false, ""),
            Some(_) => return Err(not_smtp()),
        };
        self.lines.push(rest.to_owned());
        Ok((!more).then_some(code))
    }
}

/// The answer in the narrow form that lettre's reader takes: ASCII, second digit at most 5, never empty.
/// It reads only code and AUTH mechanisms from it; the ledger gets [`Reply`] itself.
pub(super) fn for_lettre(reply: &Reply, out: &mut Vec<u8>) {
    let code = reply.code / 100 * 100 + (reply.code / 10 % 10).min(5) * 10 + reply.code % 10;
    let last = reply.lines.len().saturating_sub(1);
    for (at, line) in reply.lines.iter().enumerate() {
        let mut text: String = line.chars().take(800).map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' }).collect();
        if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("auth")) {
            text = text.to_ascii_uppercase().replacen('=', " ", 1);
        }
        if text.trim().is_empty() {
            text = "-".to_owned();
        }
        let mark = if at == last { ' ' } else { '-' };
        out.extend_from_slice(format!("{code}{mark}{text}\r\n").as_bytes());
    }
}
