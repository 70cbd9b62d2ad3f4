//! Signing one message with every key of an account.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::canonical::{self, Body};
use super::key::{Algorithm, SigningKey};
use crate::ids::Millis;

/// Fields that are signed once more than they stand there: nobody can add a second one unseen (RFC 6376 §8.15).
const ONCE_MORE: [&str; 5] = ["From", "To", "Subject", "Date", "Message-ID"];
/// Fields that are signed where they stand. The list's two must be (RFC 8058 §4).
const WHERE_THERE: [&str; 8] = [
    "Reply-To",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

/// A key, and where it is published.
#[derive(Debug)]
pub struct Signing {
    /// The domain that answers for the mails.
    pub domain: String,
    /// The name under which the key is found there.
    pub selector: String,
    /// The key.
    pub key: SigningKey,
}

/// Signs the mails of one sender, with each of its keys.
#[derive(Debug)]
pub struct Signer(Vec<Signing>);

impl Signer {
    /// A signer with these keys.
    #[must_use]
    pub fn new(keys: Vec<Signing>) -> Self {
        Self(keys)
    }

    /// The lines that stand before the message whose bytes are these parts, one after the other; the header ends within the first. `at`
    /// is the message's own date. Empty if there is nothing to sign with, or no header.
    #[must_use]
    pub fn lines(&self, parts: &[&[u8]], at: Millis) -> Vec<u8> {
        let Some((first, rest)) = parts.split_first() else { return Vec::new() };
        let Some((header, body)) = halves(first) else { return Vec::new() };
        let mut hash = Body::default();
        hash.part(body);
        rest.iter().for_each(|part| hash.part(part));
        let body = STANDARD.encode(hash.finish());
        let fields = fields(header);
        self.0.iter().filter_map(|with| with.line(&fields, &body, at)).flatten().collect()
    }

    /// As many bytes [`lines`](Self::lines) may add to a message, to judge its size before anything is signed.
    #[must_use]
    pub fn size(&self) -> u64 {
        let signature = |key: &SigningKey| if key.algorithm() == Algorithm::Rsa { 380 } else { 100 };
        self.0.iter().map(|with| 460 + signature(&with.key) + with.selector.len() + with.domain.len()).sum::<usize>() as u64
    }
}

impl Signing {
    fn line(&self, fields: &[Field<'_>], body: &str, at: Millis) -> Option<Vec<u8>> {
        let mut signed = Vec::with_capacity(2048);
        let mut names = Vec::new();
        let mut take = |name: &'static str, once_more: bool| {
            let mut there = 0;
            // The last one first, as receivers count them (RFC 6376 §5.4.2).
            for field in fields.iter().rev().filter(|field| field.name.eq_ignore_ascii_case(name)) {
                signed.extend_from_slice(&canonical::header(field.name, field.value));
                signed.extend_from_slice(b"\r\n");
                there += 1;
            }
            names.extend(std::iter::repeat_n(name, there + usize::from(once_more)));
        };
        ONCE_MORE.into_iter().for_each(|name| take(name, true));
        WHERE_THERE.into_iter().for_each(|name| take(name, false));
        let mut line = format!(
            "DKIM-Signature: v=1; a={}-sha256; c=relaxed/relaxed;\r\n d={};\r\n s={}; t={};\r\n h=",
            self.key.algorithm().word(),
            self.domain,
            self.selector,
            at.get().div_euclid(1000),
        );
        fold_names(&names, &mut line);
        line.push_str(&format!(";\r\n bh={body};\r\n b="));
        let (_, value) = line.split_once(':')?;
        signed.extend_from_slice(&canonical::header("DKIM-Signature", value.as_bytes()));
        let signature = STANDARD.encode(self.key.sign(&signed)?);
        for (at, piece) in signature.as_bytes().chunks(72).enumerate() {
            if at > 0 {
                line.push_str("\r\n ");
            }
            line.push_str(std::str::from_utf8(piece).ok()?);
        }
        line.push_str("\r\n");
        Some(line.into_bytes())
    }
}

/// Names with colons between them, no line longer than 78.
fn fold_names(names: &[&str], out: &mut String) {
    let mut column = 3;
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            out.push(':');
            column += 1;
            if column + name.len() > 76 {
                out.push_str("\r\n  ");
                column = 2;
            }
        }
        out.push_str(name);
        column += name.len();
    }
}

struct Field<'m> {
    name: &'m str,
    value: &'m [u8],
}

/// Header and body, without the empty line between them.
fn halves(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memmem::find(message, b"\r\n\r\n")?;
    Some((message.get(..at + 2)?, message.get(at + 4..)?))
}

/// The fields of a header, folded lines with the one that they continue.
fn fields(header: &[u8]) -> Vec<Field<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    for end in memchr::memmem::find_iter(header, b"\r\n") {
        if matches!(header.get(end + 2), Some(b' ' | b'\t')) {
            continue;
        }
        let field = header.get(from..end).unwrap_or_default();
        from = end + 2;
        if let Some(colon) = memchr::memchr(b':', field)
            && let Some(name) = field.get(..colon).and_then(|name| std::str::from_utf8(name).ok())
        {
            found.push(Field { name, value: field.get(colon + 1..).unwrap_or_default() });
        }
    }
    found
}
