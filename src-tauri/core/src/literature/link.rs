//! Where a file that goes as a link stands: on the organisation's own site, put there by the organisation itself.

use url::Url;

use crate::error::{Place, Problem};

/// Longest address.
const LONGEST: usize = 1000;

/// Judges the address of a file: `https`, a public name, no password. It comes back with plain characters alone, as it is mailed.
///
/// # Errors
/// `literature.link` with the reason.
pub(crate) fn judge(text: &str) -> Result<String, Problem> {
    let refuse = |why: &'static str| Err(Problem::refusal("literature.link").with("why", why).at(Place::field("link")));
    let text = text.trim();
    if !text.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://")) {
        return refuse("https");
    }
    let Ok(url) = Url::parse(text) else { return refuse("address") };
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return refuse("blank");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("password");
    }
    let host = url.domain().unwrap_or_default();
    if !psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known()) || psl::domain_str(host).is_none() {
        return refuse("host");
    }
    if url.as_str().len() > LONGEST {
        return refuse("long");
    }
    Ok(url.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn only_an_address_that_everybody_reaches_is_taken() {
        assert_eq!(judge(" HTTPS://Example.org/press/lens.zip ").unwrap(), "https://example.org/press/lens.zip");
        assert_eq!(judge("https://münchen.example.org/Bücher.pdf").unwrap(), "https://xn--mnchen-3ya.example.org/B%C3%BCcher.pdf");
        let long = format!("https://example.org/{}", "x".repeat(1000));
        for (bad, why) in [
            ("", "https"),
            ("http://example.org/a.zip", "https"),
            ("example.org/a.zip", "https"),
            ("https://", "address"),
            ("https://example.org/a b.zip", "blank"),
            ("https://example.org/a\r\nBcc: x", "blank"),
            ("https://user:secret@example.org/a.zip", "password"),
            ("https://10.0.0.1/a.zip", "host"),
            ("https://localhost/a.zip", "host"),
            ("https://intranet/a.zip", "host"),
            (long.as_str(), "long"),
        ] {
            let problem = judge(bad).unwrap_err();
            assert_eq!((problem.code.as_str(), &problem.what.params["why"]), ("literature.link", &why.into()), "{bad}");
        }
    }
}
