//! DKIM (RFC 6376, 8463): a mail says with a key of its sender's domain that it is as it was sent.
//!
//! A signature is worked out of nothing but the message, the key and the message's own date: the same message gets the same
//! lines again. They stand before the message, which they leave as it is.

mod canonical;
mod key;
mod sign;

#[cfg(test)]
mod tests;

pub use key::{Algorithm, KeyFault, SigningKey};
pub use sign::{Signer, Signing};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The name under which the key of `selector` is published.
#[must_use]
pub fn record_name(selector: &str, domain: &str) -> String {
    format!("{selector}._domainkey.{domain}")
}

/// What is published there (RFC 6376 §3.6.1).
#[must_use]
pub fn record(algorithm: Algorithm, public: &[u8]) -> String {
    format!("v=DKIM1; k={}; p={}", algorithm.word(), STANDARD.encode(public))
}

/// What a record says, as far as it is needed to tell whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKey {
    /// The kind of key; none: one that we do not know.
    pub algorithm: Option<Algorithm>,
    /// The key's bytes; empty where it was revoked.
    pub public: Vec<u8>,
    /// Whether the owner only tries it (`t=y`): receivers then take a signature for none.
    pub testing: bool,
}

/// Reads a key's record; none if it is no such record.
#[must_use]
pub fn read_record(text: &str) -> Option<PublishedKey> {
    let mut found = PublishedKey { algorithm: Some(Algorithm::Rsa), public: Vec::new(), testing: false };
    let mut named = false;
    for (at, tag) in text.split(';').enumerate() {
        let Some((name, value)) = tag.split_once('=') else { continue };
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        match name.trim() {
            "v" if at == 0 && value != "DKIM1" => return None,
            "k" => found.algorithm = Algorithm::of_word(&value.to_ascii_lowercase()),
            "p" => {
                named = true;
                found.public = STANDARD.decode(value).ok()?;
            }
            "t" => found.testing = value.split(':').any(|flag| flag == "y"),
            _ => {}
        }
    }
    named.then_some(found)
}
