//! What a client says, read. Pure.

use super::super::reply::Reply;
use crate::net::EmailAddress;

/// A line of the client, without its line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Ehlo,
    Helo,
    Mail {
        sender: String,
        /// What SIZE announced.
        size: Option<u64>,
    },
    Rcpt(EmailAddress),
    Data,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Help,
}

/// An answer in words.
pub(super) fn say(code: u16, text: &str) -> Reply {
    Reply::new(code, vec![text.to_owned()])
}

/// Reads a command.
///
/// # Errors
/// What the client is told instead.
pub(super) fn read(line: &[u8]) -> Result<Command, Reply> {
    let bad = |text| Err(say(501, text));
    let Ok(line) = std::str::from_utf8(line) else { return Err(say(500, "5.5.2 A command is text in UTF-8")) };
    if line.contains(|c: char| c.is_control() && c != '\t') {
        return Err(say(500, "5.5.2 There is a control character in this line"));
    }
    let (verb, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let rest = rest.trim();
    match verb.to_ascii_uppercase().as_str() {
        "EHLO" | "HELO" if rest.is_empty() => bad("5.5.4 Say who you are"),
        "EHLO" => Ok(Command::Ehlo),
        "HELO" => Ok(Command::Helo),
        "MAIL" => mail(rest),
        "RCPT" => rcpt(rest),
        "DATA" if rest.is_empty() => Ok(Command::Data),
        "RSET" if rest.is_empty() => Ok(Command::Rset),
        "QUIT" if rest.is_empty() => Ok(Command::Quit),
        "DATA" | "RSET" | "QUIT" => bad("5.5.4 This command has no parameters"),
        "NOOP" => Ok(Command::Noop),
        "VRFY" => Ok(Command::Vrfy),
        "HELP" => Ok(Command::Help),
        "EXPN" | "AUTH" | "STARTTLS" | "BDAT" | "ETRN" | "TURN" => Err(say(502, "5.5.1 That is not offered here")),
        _ => Err(say(500, "5.5.1 Unknown command")),
    }
}

/// The path between `<` and `>` behind `keyword`, and what follows it.
fn path<'a>(text: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let head = text.get(..keyword.len())?;
    let rest = text.get(keyword.len()..)?.trim_start().strip_prefix('<')?;
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    // A quoted local part may hold a `>`.
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '>' if !quoted => return Some((rest.get(..at)?, rest.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

fn mail(text: &str) -> Result<Command, Reply> {
    let Some((sender, rest)) = path(text, "FROM:") else { return Err(say(501, "5.5.4 The form is MAIL FROM:<address>")) };
    if !sender.is_empty() && EmailAddress::parse(sender).is_err() {
        return Err(say(501, "5.1.7 That is no address of a sender"));
    }
    let mut size = None;
    for word in rest.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        match name.to_ascii_uppercase().as_str() {
            "SIZE" => match value.parse() {
                Ok(bytes) => size = Some(bytes),
                Err(_) => return Err(say(501, "5.5.4 SIZE is a number of bytes")),
            },
            "BODY" if value.eq_ignore_ascii_case("7BIT") || value.eq_ignore_ascii_case("8BITMIME") => {}
            "SMTPUTF8" if value.is_empty() => {}
            _ => return Err(say(555, "5.5.4 Unknown parameter of MAIL")),
        }
    }
    Ok(Command::Mail { sender: sender.to_owned(), size })
}

fn rcpt(text: &str) -> Result<Command, Reply> {
    let Some((recipient, rest)) = path(text, "TO:") else { return Err(say(501, "5.5.4 The form is RCPT TO:<address>")) };
    if !rest.trim().is_empty() {
        return Err(say(555, "5.5.4 Unknown parameter of RCPT"));
    }
    EmailAddress::parse(recipient).map(Command::Rcpt).map_err(|_| say(501, "5.1.3 That is no address"))
}
