//! A server in one line: `smtps://user@host:465`, as the command line takes it.

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

impl ServerChoice {
    /// Reads `smtp[s]://[user@]host[:port][?tls=none|starttls|implicit]`. The user may hold `%40` for `@`.
    /// `smtps` means TLS from the first byte on port 465, `smtp` means STARTTLS on port 587.
    ///
    /// # Errors
    /// `accounts.bad_server` with the field; `accounts.password_in_url` where a password stands in it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bad = || Problem::refusal("accounts.bad_server").with("text", text).at(Place::field("smtp"));
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(bad)?;
        let (rest, question) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        if user.contains(':') {
            // Not repeated in the problem: it may be shown and kept.
            return Err(Problem::refusal("accounts.password_in_url").todo("accounts.password_in_url.todo").at(Place::field("smtp")));
        }
        let default_tls = match scheme {
            "smtps" => Tls::Implicit,
            "smtp" => Tls::StartTls,
            _ => return Err(bad()),
        };
        let tls = match question {
            "" => default_tls,
            "tls=implicit" => Tls::Implicit,
            "tls=starttls" => Tls::StartTls,
            "tls=none" => Tls::None,
            _ => return Err(bad()),
        };
        let usual = match tls {
            Tls::Implicit => 465,
            Tls::StartTls => 587,
            Tls::None => 25,
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
