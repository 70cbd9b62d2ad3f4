//! Which domains belong together (RFC 7489 §3.1, RFC 9989 §4.4): a signature or a return address answers for a sender only if its
//! domain is of the same organisation.

/// The domain that an organisation registered: `example.co.uk` of `press.example.co.uk`.
#[must_use]
pub fn organisation(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}

/// Whether both are of one organisation.
pub(super) fn are_aligned(one: &str, other: &str) -> bool {
    organisation(one).eq_ignore_ascii_case(organisation(other))
}

/// A domain as it stands in DNS; none if it cannot be one.
pub(super) fn ascii(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii(domain.trim().trim_end_matches('.')).ok()?;
    let label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    (ascii.len() <= 253 && ascii.contains('.') && ascii.split('.').all(label)).then(|| ascii.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_of_one_organisation_belong_together_and_no_others() {
        for (one, other, aligned) in [
            ("example.org", "press.example.org", true),
            ("a.b.example.co.uk", "EXAMPLE.co.uk", true),
            ("one.co.uk", "two.co.uk", false),
            ("example.org", "example.net", false),
            ("co.uk", "one.co.uk", false),
        ] {
            assert_eq!(are_aligned(one, other), aligned, "{one} {other}");
        }
    }

    #[test]
    fn what_cannot_be_a_domain_is_seen() {
        assert_eq!(ascii(" Bücher.Example. ").as_deref(), Some("xn--bcher-kva.example"));
        for bad in ["", "localhost", "a..b", "a b.org", "a/b.org", "x.org\r\nBcc: y"] {
            assert_eq!(ascii(bad), None, "{bad}");
        }
    }
}
