//! The one judge of mail addresses, for entry, import and sending.
//!
//! What it lets through can be written into an SMTP command and a header field as it stands: no control
//! character, no line end, no bracket outside quotes (S2).

use std::borrow::Cow;

use hmac::{Hmac, Mac, digest::KeyInit};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;

use crate::error::{Place, Problem};
use crate::messages::Message;

/// Longest local part, in octets (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// Longest address, in octets: a path of 256 less its angle brackets (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;

/// An address that mail can go to, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EmailAddress {
    local: String,
    domain: String,
    /// The domain as lower-case A-label, or the literal in its brackets.
    ascii_domain: String,
}

/// Why a text is no address that mail can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AddressFault {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// There is no `@`.
    #[error("the address has no @")]
    NoAt,
    /// There is a blank, or a control character such as a line end, inside (S2).
    #[error("the address has a blank or a control character inside")]
    Blank,
    /// Two addresses, or a list of them, where one belongs.
    #[error("there is more than one address")]
    Several,
    /// What stands before the `@` cannot be (RFC 5321 §4.1.2).
    #[error("the part before the @ is malformed")]
    Local,
    /// What stands after the `@` is no domain (RFC 5321 §4.1.2, RFC 5890).
    #[error("the domain is malformed")]
    Domain,
    /// The domain has no dot: `ana@example`.
    #[error("the domain has no ending")]
    NoEnding,
    /// Longer than any server takes (RFC 5321 §4.5.3.1).
    #[error("the address is too long")]
    TooLong,
}

impl AddressFault {
    /// The sentence for this fault; its key is also the problem's code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "net.address_empty",
            Self::NoAt => "net.address_no_at",
            Self::Blank => "net.address_blank",
            Self::Several => "net.address_several",
            Self::Local => "net.address_local",
            Self::Domain => "net.address_domain",
            Self::NoEnding => "net.address_no_ending",
            Self::TooLong => "net.address_too_long",
        }
    }

    /// The sentence for this fault.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(self.code())
    }
}

impl From<AddressFault> for Problem {
    fn from(fault: AddressFault) -> Self {
        Self::refusal(fault.code()).at(Place::field("address"))
    }
}

impl EmailAddress {
    /// What the parts before the `@` are called that belong to a task, in their order.
    pub(crate) const ROLES: &'static [&'static str] = ROLES;
    /// Those of them that people are called, too: with more behind them they tell nothing.
    pub(crate) const PERSONAL: &'static [&'static str] = PERSONAL;

    /// Judges `text`, with blanks around it removed and in Unicode's composed form (NFC).
    ///
    /// # Errors
    /// The first fault found.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressFault::Empty);
        }
        let text: Cow<'_, str> = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) };
        let Some((local, domain)) = text.rsplit_once('@') else { return Err(AddressFault::NoAt) };
        let quoted = local.starts_with('"');
        // Invisible characters would make two addresses of what a person reads as one.
        let hidden = |c: char| {
            c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        };
        if text.chars().any(|c| hidden(c) || (c.is_whitespace() && c != ' ')) || domain.contains(' ') || (!quoted && local.contains(' ')) {
            let list = text.matches('@').count() > 1;
            return Err(if list { AddressFault::Several } else { AddressFault::Blank });
        }
        if text.contains([',', ';']) && text.matches('@').count() > 1 && !quoted {
            return Err(AddressFault::Several);
        }
        if local.is_empty() || local.contains(['<', '>']) && !quoted {
            return Err(AddressFault::Local);
        }
        if local.len() > LONGEST_LOCAL {
            return Err(AddressFault::TooLong);
        }
        let ascii_domain = ascii_domain(domain)?;
        if local.len() + 1 + ascii_domain.len() > LONGEST {
            return Err(AddressFault::TooLong);
        }
        lettre::Address::new(local, &ascii_domain).map_err(|error| match error {
            lettre::address::AddressError::InvalidDomain => AddressFault::Domain,
            _ => AddressFault::Local,
        })?;
        Ok(Self { local: local.to_owned(), domain: domain.to_owned(), ascii_domain })
    }

    /// The address as it was typed, for people to read.
    #[must_use]
    pub fn as_typed(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// The address as mail goes to it: the local part as typed, the domain as A-label (M6).
    #[must_use]
    pub fn for_wire(&self) -> String {
        format!("{}@{}", self.local, self.ascii_domain)
    }

    /// The form in which two spellings of one address are equal (D1): composed, the domain as lower-case A-label,
    /// the local part caseless, nothing else folded.
    #[must_use]
    pub fn normalised(&self) -> String {
        let local: String = if self.local.is_ascii() { self.local.to_ascii_lowercase() } else { self.local.to_lowercase().nfc().collect() };
        format!("{local}@{}", self.ascii_domain)
    }

    /// What stands before the `@`, as typed.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The domain as lower-case A-label, or an address literal in its brackets.
    #[must_use]
    #[expect(clippy::misnamed_getters, reason = "the domain that mail goes to; how it was typed is for people alone")]
    pub fn domain(&self) -> &str {
        &self.ascii_domain
    }

    /// Whether only a server that knows SMTPUTF8 can take it (RFC 6531): the local part is not ASCII.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.local.is_ascii()
    }

    /// Whether it belongs to a task rather than to a person: `press@`, `newsdesk@`, `info@`.
    #[must_use]
    pub fn is_role(&self) -> bool {
        let local = self.local.to_ascii_lowercase();
        let name = local.split(['+', '-', '.', '_']).next().unwrap_or_default();
        ROLES.binary_search(&local.as_str()).is_ok()
            || ROLES.binary_search(&name).is_ok() && local.len() > name.len() && !PERSONAL.contains(&name)
    }

    /// Whether its ending is on no list of the world's: `example.con` is likely a slip, `mail.internal` a house's own.
    #[must_use]
    pub fn has_unknown_ending(&self) -> bool {
        !self.ascii_domain.starts_with('[') && !psl::suffix(self.ascii_domain.as_bytes()).is_some_and(|suffix| suffix.is_known())
    }

    /// The keyed hash of the normalised form, which carries uniqueness and suppression after the address is erased (D1, D23).
    #[must_use]
    pub fn key(&self, secret: &[u8; 32]) -> AddressKey {
        // HMAC pads a short key with zeros to its block of 64; doing so here spares the error of a wrong length.
        let mut block = [0_u8; 64];
        for (to, from) in block.iter_mut().zip(secret) {
            *to = *from;
        }
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(self.normalised().as_bytes());
        AddressKey(mac.finalize().into_bytes().into())
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}@{}", self.local, self.domain)
    }
}

impl std::str::FromStr for EmailAddress {
    type Err = AddressFault;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressFault;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.as_typed()
    }
}

/// An address that nobody can read back: the keyed hash of its normalised form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressKey(pub [u8; 32]);

impl AddressKey {
    /// The key in a database's blob; none if that has another length.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for AddressKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(out, "{byte:02x}"))?;
        out.write_str("…")
    }
}

/// Reads `Ana Reis <press@example.org>`, `"Reis, Ana" <press@example.org>` or a bare address.
///
/// # Errors
/// As [`EmailAddress::parse`]; [`AddressFault::Blank`] for a name with a control character inside (S2).
pub fn parse_mailbox(text: &str) -> Result<(Option<String>, EmailAddress), AddressFault> {
    let text = text.trim();
    let Some(inner) = text.strip_suffix('>') else { return Ok((None, EmailAddress::parse(text)?)) };
    let Some((name, address)) = inner.rsplit_once('<') else { return Err(AddressFault::Local) };
    let name = name.trim();
    let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name).replace("\\\"", "\"");
    if name.chars().any(char::is_control) {
        return Err(AddressFault::Blank);
    }
    let name: String = name.trim().nfc().collect();
    Ok((Some(name).filter(|name| !name.is_empty()), EmailAddress::parse(address)?))
}

fn ascii_domain(domain: &str) -> Result<String, AddressFault> {
    if domain.is_empty() {
        return Err(AddressFault::Domain);
    }
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let ip = literal.strip_prefix("IPv6:").unwrap_or(literal);
        return if ip.parse::<std::net::IpAddr>().is_ok() { Ok(domain.to_owned()) } else { Err(AddressFault::Domain) };
    }
    let ascii =
        if domain.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-') && !domain.contains("xn--") {
            domain.to_owned()
        } else {
            idna::domain_to_ascii(domain).map_err(|_| AddressFault::Domain)?
        };
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if ascii.len() > 253 || !ascii.split('.').all(label_ok) {
        return Err(AddressFault::Domain);
    }
    match ascii.rsplit_once('.') {
        // A number as ending is an IP address without its brackets: nothing that a mail server takes.
        Some((_, ending)) if ending.bytes().all(|b| b.is_ascii_digit()) => Err(AddressFault::Domain),
        Some(_) => Ok(ascii),
        None if ascii == "localhost" => Ok(ascii),
        None => Err(AddressFault::NoEnding),
    }
}

/// Names of tasks, sorted.
pub(super) const ROLES: &[&str] = &[
    "abuse",
    "admin",
    "agenda",
    "communication",
    "communications",
    "comunicacion",
    "contact",
    "contacto",
    "contato",
    "desk",
    "editor",
    "editorial",
    "editors",
    "enquiries",
    "events",
    "feedback",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "info",
    "information",
    "inquiries",
    "jobs",
    "kontakt",
    "mail",
    "marketing",
    "media",
    "news",
    "newsdesk",
    "newsroom",
    "noreply",
    "office",
    "pers",
    "post",
    "postmaster",
    "pr",
    "prensa",
    "press",
    "pressdesk",
    "presse",
    "pressoffice",
    "redacao",
    "redaccion",
    "redactie",
    "redaction",
    "redaktion",
    "redazione",
    "sales",
    "secretariat",
    "service",
    "stampa",
    "studio",
    "support",
    "team",
    "tips",
    "webmaster",
    "welcome",
];
/// Names of tasks that are also how people's own addresses begin (`p.r.`, `post.malone@`).
const PERSONAL: &[&str] = &["pr", "post", "pers", "desk", "mail"];
