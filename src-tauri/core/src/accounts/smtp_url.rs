//! A server in one line, as the command line takes it: `smtps://user@host:465` to send, `imaps://user@host:993` to read.

use serde::{Deserialize, Serialize};

use crate::error::{Place, Problem};
use crate::net::Tls;

/// Which server, and who we are to it. Never the password: that has other ways in (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ServerChoice {
    /// Name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How it is encrypted.
    pub tls: Tls,
    /// User name; empty where none is asked for.
    pub user: String,
}

/// How a server's line begins, and what it means without a port.
struct Form {
    field: &'static str,
    ports: [u16; 3],
    bad: &'static str,
}

const SMTP: Form = Form { field: "smtp", ports: [465, 587, 25], bad: "accounts.bad_server" };
const IMAP: Form = Form { field: "imap", ports: [993, 143, 143], bad: "accounts.bad_reading_server" };

impl ServerChoice {
    /// Reads `smtp[s]://[user@]host[:port][?tls=none|starttls|implicit]`. The user may hold `%40` for `@`.
    /// `smtps` means TLS from the first byte on port 465, `smtp` means STARTTLS on port 587.
    ///
    /// # Errors
    /// `accounts.bad_server` with the field; `accounts.password_in_url` where a password stands in it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Self::parse_as(text, &SMTP)
    }

    /// Reads `imap[s]://[user@]host[:port][?tls=none|starttls|implicit]`, as [`parse`](Self::parse): `imaps` means TLS from the
    /// first byte on port 993, `imap` means STARTTLS on port 143.
    ///
    /// # Errors
    /// `accounts.bad_reading_server` with the field; `accounts.password_in_url` where a password stands in it.
    pub fn parse_reading(text: &str) -> Result<Self, Problem> {
        Self::parse_as(text, &IMAP)
    }

    fn parse_as(text: &str, form: &Form) -> Result<Self, Problem> {
        let bad = || Problem::refusal(form.bad).with("text", text).at(Place::field(form.field));
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(bad)?;
        let (rest, question) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        if user.contains(':') {
            // Not repeated in the problem: it may be shown and kept.
            return Err(Problem::refusal("accounts.password_in_url").todo("accounts.password_in_url.todo").at(Place::field(form.field)));
        }
        let default_tls = match scheme {
            secure if secure.strip_suffix('s') == Some(form.field) => Tls::Implicit,
            open if open == form.field => Tls::StartTls,
            _ => return Err(bad()),
        };
        let tls = match question {
            "" => default_tls,
            "tls=implicit" => Tls::Implicit,
            "tls=starttls" => Tls::StartTls,
            "tls=none" => Tls::None,
            _ => return Err(bad()),
        };
        let [implicit, starttls, none] = form.ports;
        let usual = match tls {
            Tls::Implicit => implicit,
            Tls::StartTls => starttls,
            Tls::None => none,
        };
        let ends_in_port = place.rsplit_once(':').filter(|(host, _)| !host.contains(':') || host.ends_with(']'));
        let (host, port) = match ends_in_port {
            Some((host, port)) => (host, port.parse().map_err(|_| bad())?),
            None => (place, usual),
        };
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
            return Err(bad());
        }
        Ok(Self { host: host.to_owned(), port, tls, user: unescaped(user).ok_or_else(bad)? })
    }
}

/// `%40` and its like as the characters they stand for.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}
