//! What a text may hold by mistake: links that lead nowhere or elsewhere than they say, and characters that nobody sees (D22).
//! None of it is an error: whoever wrote it may have meant it.

use super::escape;
use crate::literature::{Finding, Inline, Piece};
use crate::messages::Message;
use crate::net::{EmailAddress, is_public};

/// The text of a link's address, what people's values fill in left out.
fn fixed(url: &[Piece]) -> String {
    url.iter().map(|piece| if let Piece::Text(text) = piece { text.as_str() } else { "" }).collect()
}

/// The host of a web address; none if it has none.
fn host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    Some(host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(host, _)| host))
}

/// A host without what makes two of one site.
fn site(host: &str) -> String {
    let host = host.to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).trim_end_matches('.').to_owned()
}

/// Judges a link that may stand in a mail.
pub(super) fn link(url: &[Piece], words: &[Inline], faults: &mut Vec<Finding>) {
    let text = fixed(url).trim().to_owned();
    let odd = |why: &'static str| {
        let shown: String = text.chars().take(60).collect();
        Finding::warning(Message::new("rendering.link_odd").with("why", why).with("link", shown))
    };
    if let Some(why) = fault(&text, url.iter().any(|piece| matches!(piece, Piece::Field(_)))) {
        faults.push(odd(why));
    } else if let Some(real) = host(&text) {
        // Words that are an address themselves, and another one: readers and their filters take that for a trap.
        let said = plain(words);
        let said = said.trim();
        let named = host(said).or_else(|| said.strip_prefix("www.").map(|_| said.split('/').next().unwrap_or_default()));
        if let Some(named) = named.filter(|named| named.contains('.') && site(named) != site(real)) {
            let what = Message::new("rendering.link_misleads").with("said", named).with("host", real);
            faults.push(Finding::warning(what));
        }
    }
}

/// Why a link surely does not lead where it should.
fn fault(text: &str, has_fields: bool) -> Option<&'static str> {
    let lower = text.to_lowercase();
    if let Some(address) = lower.strip_prefix("mailto:") {
        let address = address.split('?').next().unwrap_or_default();
        return (!has_fields && EmailAddress::parse(&address.replace("%40", "@")).is_err()).then_some("address");
    }
    if lower.starts_with("tel:") {
        let digits = lower.bytes().filter(u8::is_ascii_digit).count();
        return (!has_fields && digits < 3).then_some("address");
    }
    let host = host(text)?;
    if text.contains(char::is_whitespace) {
        return Some("blank");
    }
    if lower.matches("http://").count() + lower.matches("https://").count() > 1 && !lower.contains('?') && !lower.contains("/web/") {
        return Some("twice");
    }
    if host.is_empty() || host.starts_with('.') || host.ends_with('-') || host.contains("..") {
        return (!has_fields).then_some("host");
    }
    let bare = host.trim_matches(['[', ']']);
    if let Ok(ip) = bare.parse::<std::net::IpAddr>() {
        return (!is_public(ip)).then_some("private");
    }
    if bare.eq_ignore_ascii_case("localhost") || [".local", ".lan", ".internal", ".home.arpa"].iter().any(|end| lower_ends(bare, end)) {
        return Some("private");
    }
    if !has_fields && !bare.contains('.') {
        return Some("host");
    }
    if ["example.com", "example.net", "example.org"].contains(&site(bare).as_str()) && !text.contains("://example.org/") {
        return Some("sample");
    }
    (lower.ends_with(['.', ',', ';', ':']) || (lower.ends_with(')') && !lower.contains('('))).then_some("end")
}

fn lower_ends(host: &str, end: &str) -> bool {
    host.to_lowercase().ends_with(end)
}

fn plain(words: &[Inline]) -> String {
    let mut out = String::new();
    for word in words {
        match word {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) => out.push_str(&plain(inner)),
            _ => {}
        }
    }
    out
}

/// Why a character surely came by accident; none for one that people write.
pub(crate) fn bad_character(c: char) -> Option<&'static str> {
    match c {
        '\u{FFFD}' => Some("lost"),
        // Turning the direction of what follows, unseen: used to make words read otherwise than they are.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some("direction"),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => Some("private"),
        '\u{FEFF}' | '\u{200B}' | '\u{2060}' => Some("unseen"),
        c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => Some("control"),
        _ => None,
    }
}

/// Whether text was read in another encoding than it was written in: `Ã¼` for `ü`, `â€™` for `’`.
pub(crate) fn is_garbled(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let trails = next.is_some_and(|next| matches!(next, '\u{80}'..='\u{BF}' | '€' | '™' | 'œ' | '“' | '”' | 'š' | 'ž' | '‚' | '„'));
        if (matches!(c, 'Ã' | 'Â' | 'Å' | 'Ä') && trails) || (c == 'â' && next == Some('€')) {
            return true;
        }
    }
    false
}

/// The first bad character of each kind in a piece of source, and whether it is garbled.
pub(super) fn characters(source: &str) -> Vec<Finding> {
    let mut found: Vec<(&'static str, char)> = Vec::new();
    for c in source.chars() {
        if let Some(why) = bad_character(c)
            && !found.iter().any(|(known, _)| *known == why)
        {
            found.push((why, c));
        }
    }
    let say = |(why, c): (&'static str, char)| {
        Finding::warning(Message::new("rendering.bad_character").with("why", why).with("code", format!("U+{:04X}", u32::from(c))))
    };
    let mut findings: Vec<Finding> = found.into_iter().map(say).collect();
    if is_garbled(source) {
        findings.push(Finding::warning(Message::new("rendering.garbled")));
    }
    findings
}

/// Whether a link leads to another page of the web: only such are looked for online.
pub(super) fn web_address(url: &[Piece]) -> Option<String> {
    if url.iter().any(|piece| matches!(piece, Piece::Field(_))) {
        return None;
    }
    let text = fixed(url).trim().to_owned();
    host(&text).filter(|host| !host.is_empty()).map(|_| escape::url_text(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(url: &str, words: &str) -> Vec<String> {
        let mut faults = Vec::new();
        link(&[Piece::Text(url.to_owned())], &[Inline::Text(words.to_owned())], &mut faults);
        let why = |fault: &Finding| fault.what.params.get("why").map_or("misleads".to_owned(), |why| format!("{why:?}"));
        faults.iter().map(why).map(|why| why.trim_start_matches("Text(\"").trim_end_matches("\")").to_owned()).collect()
    }

    #[test]
    fn links_that_lead_nowhere_are_seen_and_others_are_left_alone() {
        for good in [
            "https://harbourtrust.org/lantern",
            "http://www.harbourtrust.org:8080/a(b)?x=1",
            "https://web.archive.org/web/2020/https://harbourtrust.org/",
            "https://harbourtrust.org/?to=https://other.org/",
            "mailto:press@harbourtrust.org?subject=Hello",
            "tel:+44 20 7946 0000",
            "https://192.0.2.1/x",
        ] {
            assert_eq!(judged(good, "words"), Vec::<String>::new(), "{good}");
        }
        for (bad, why) in [
            ("https://", "host"),
            ("https://harbourtrust/", "host"),
            ("https://harbour..org/", "host"),
            ("https://localhost:3000/", "private"),
            ("http://192.168.1.4/x", "private"),
            ("http://[::1]/x", "private"),
            ("https://intranet.local/x", "private"),
            ("https://https://harbourtrust.org", "twice"),
            ("https://harbourtrust.org/a b", "blank"),
            ("https://harbourtrust.org/lantern.", "end"),
            ("https://harbourtrust.org/lantern)", "end"),
            ("https://example.com/lantern", "sample"),
            ("mailto:press", "address"),
            ("tel:call", "address"),
        ] {
            assert_eq!(judged(bad, "words"), [why], "{bad}");
        }
    }

    #[test]
    fn words_that_name_another_site_than_the_link_are_seen() {
        assert_eq!(judged("https://tracker.example.net/r/1", "https://harbourtrust.org"), ["misleads"]);
        assert_eq!(judged("https://other.org/", "www.harbourtrust.org/lantern"), ["misleads"]);
        assert_eq!(judged("https://harbourtrust.org/lantern", "www.harbourtrust.org"), Vec::<String>::new());
        assert_eq!(judged("https://harbourtrust.org/lantern", "the lantern, at last."), Vec::<String>::new());
    }

    #[test]
    fn characters_that_came_by_accident_are_seen_and_those_of_the_world_are_not() {
        for fine in ["Ærø, Žižek’s “lens” — 灯台 🗼 👩‍🔬 العربية\u{200F} naïve É\u{301}\tTab\nÄrger Ã la carte", "Âge Å"]
        {
            assert!(characters(fine).is_empty(), "{fine}: {:?}", characters(fine));
        }
        for (bad, n) in
            [("lost \u{FFFD}\u{FFFD}", 1), ("turned \u{202E}round", 1), ("zero\u{200B}width \u{7}bell", 2), ("fÃ¼r", 1), ("itâ€™s", 1)]
        {
            assert_eq!(characters(bad).len(), n, "{bad:?}");
        }
    }
}
