//! What a mail to oneself shows when it came back: who signed it, what the signature covers, and what its receiver wrote of it (A6, A10).

use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};

use super::alignment::are_aligned;

/// What the header of a mail that arrived says of its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Authentication {
    /// A signature of the sender's organisation stands on it.
    pub signed: bool,
    /// Such a signature covers both fields of one-click unsubscribe; without that, mail programs show no button (RFC 8058 §4).
    pub covers_list: bool,
    /// Whether the receiver found that the sender's domain lets the server send; none: it wrote nothing of it.
    pub spf: Option<bool>,
    /// Whether the receiver found a signature that holds.
    pub dkim: Option<bool>,
    /// Whether the receiver found that anything answers for the sender.
    pub dmarc: Option<bool>,
}

/// Reads the header of a mail from a sender of `domain`.
pub(super) fn read(header: &[u8], domain: &str) -> Authentication {
    let mut found = Authentication::default();
    let Some(mail) = MessageParser::new().parse(header) else { return found };
    // Whoever received it last wrote the first line; what stands further below may be anybody's.
    let mut results: Option<String> = None;
    for (name, value) in mail.headers_raw() {
        let value: String = value.split(['\r', '\n']).collect::<Vec<_>>().join("");
        if name.eq_ignore_ascii_case("Authentication-Results") {
            results.get_or_insert(value.to_lowercase());
        } else if name.eq_ignore_ascii_case("DKIM-Signature") {
            let tag = |wanted: &str| {
                let tags = value.split(';').filter_map(|tag| tag.split_once('='));
                tags.into_iter().find(|(name, _)| name.trim() == wanted).map(|(_, value)| value.split_whitespace().collect::<String>())
            };
            if tag("d").is_some_and(|signer| are_aligned(&signer, domain)) {
                found.signed = true;
                let covered = tag("h").unwrap_or_default().to_lowercase();
                let covers = |field: &str| covered.split(':').any(|name| name == field);
                found.covers_list |= covers("list-unsubscribe") && covers("list-unsubscribe-post");
            }
        }
    }
    let results = results.unwrap_or_default();
    let verdict = |method: &str| {
        let mut words = results.split(';').flat_map(|part| part.split_whitespace().take(1)).filter_map(|word| word.split_once('='));
        let said: Vec<&str> = words.by_ref().filter(|(name, _)| *name == method).map(|(_, verdict)| verdict).collect();
        (!said.is_empty()).then(|| said.contains(&"pass"))
    };
    (found.spf, found.dkim, found.dmarc) = (verdict("spf"), verdict("dkim"), verdict("dmarc"));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_receiver_wrote_is_read_and_what_others_wrote_below_is_not() {
        let header = b"Authentication-Results: mx.example.net;\r\n dkim=pass header.d=example.org;\r\n dkim=fail header.d=esp.example;\r\n spf=softfail (not named) smtp.mailfrom=press@example.org; dmarc=pass\r\n\
            Authentication-Results: liar.example; spf=pass\r\n\
            DKIM-Signature: v=1; a=rsa-sha256; d=esp.example; s=x; h=From:List-Unsubscribe:List-Unsubscribe-Post; bh=x; b=x\r\n\
            DKIM-Signature: v=1; a=rsa-sha256; d=mail.example.org; s=y;\r\n h=From:Subject:list-unsubscribe;\r\n bh=x; b=x\r\n\
            From: press@example.org\r\n\r\n";
        let found = read(header, "example.org");
        assert_eq!((found.spf, found.dkim, found.dmarc), (Some(false), Some(true), Some(true)));
        assert_eq!((found.signed, found.covers_list), (true, false), "another's signature covers nothing of ours");
        let both =
            b"DKIM-Signature: v=1; d=example.org; h=From:List-Unsubscribe:\r\n List-Unsubscribe-Post; b=x\r\nFrom: a@example.org\r\n\r\n";
        let found = read(both, "example.org");
        assert_eq!((found.signed, found.covers_list, found.spf), (true, true, None));
        assert_eq!(read(b"From: a@example.org\r\n\r\n", "example.org"), Authentication::default());
    }
}
