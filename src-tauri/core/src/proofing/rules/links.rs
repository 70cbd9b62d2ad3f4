//! Links, looked at without going anywhere: addresses that no browser opens, that are not encrypted, that say one thing and
//! lead elsewhere; words that lead to two places.

use std::collections::BTreeMap;

use url::Url;

use super::super::stretch::{Linked, Stretch};
use super::super::{Fix, Hint, Rule};
use super::Reading;
use crate::messages::Message;

/// Words that do not say where a link leads (WCAG 2.2, 2.4.4).
const EMPTY: &[&str] =
    &["here", "click here", "this link", "link", "read more", "more", "hier", "hier klicken", "klicken sie hier", "mehr", "weiterlesen"];

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let mut leads: BTreeMap<String, &str> = BTreeMap::new();
    for stretch in reading.stretches {
        for link in &stretch.links {
            let words = stretch.said(&link.at).split_whitespace().collect::<Vec<_>>().join(" ");
            let folded = words.to_lowercase();
            if let Some((what, fix)) = fault(link, &words) {
                let fixes = fix.map(|url| Fix::Address { url }).into_iter().collect();
                out.push(stretch.hint(Rule::Links, link.at.clone(), what, fixes));
            } else if EMPTY.contains(&folded.trim_end_matches(['.', '…', ':', '!'])) {
                out.push(stretch.hint(Rule::Links, link.at.clone(), Message::new("proofing.links.empty"), Vec::new()));
            } else {
                twice(stretch, link, folded, &mut leads, out);
            }
        }
    }
}

/// The same words that led elsewhere before.
fn twice<'a>(stretch: &'a Stretch, link: &'a Linked, folded: String, leads: &mut BTreeMap<String, &'a str>, out: &mut Vec<Hint>) {
    if folded.chars().all(|letter| !letter.is_alphanumeric()) {
        return;
    }
    match leads.get(&folded) {
        Some(first) if same(first, &link.url) => {}
        Some(first) => {
            let what = Message::new("proofing.links.two").with("first", *first).with("second", link.url.as_str());
            out.push(stretch.hint(Rule::Links, link.at.clone(), what, vec![Fix::Address { url: (*first).to_owned() }]));
        }
        None => {
            leads.insert(folded, &link.url);
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// What is wrong with an address, and the one that was likely meant.
fn fault(link: &Linked, words: &str) -> Option<(Message, Option<String>)> {
    let url = link.url.trim();
    let message = |key: &'static str| Message::new(key).with("url", url);
    // What a field stands for is known to whoever renders it.
    if url.contains("{{") || url.starts_with('#') {
        return None;
    }
    if url.is_empty() {
        return Some((message("proofing.links.none"), None));
    }
    let lower = url.to_ascii_lowercase();
    if let Some(address) = lower.strip_prefix("mailto:") {
        let to = address.split('?').next().unwrap_or_default();
        let good = to.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.')) && !to.contains(' ');
        return (!good).then(|| (message("proofing.links.mail"), None));
    }
    if lower.starts_with("tel:") {
        let good = lower.chars().filter(char::is_ascii_digit).count() >= 3;
        return (!good).then(|| (message("proofing.links.bad"), None));
    }
    if !lower.contains(':') && url.contains('@') && !url.contains('/') {
        return Some((message("proofing.links.scheme"), Some(format!("mailto:{url}"))));
    }
    let begun = ["http//", "https//", "http:/", "https:/", "htp://", "htps://", "htttp://", "htttps://", "hhtp://", "hhtps://"];
    let meant = begun.iter().find_map(|wrong| lower.strip_prefix(wrong).filter(|rest| !rest.starts_with('/')).map(str::len));
    if let Some(rest) = meant {
        let host = url.get(url.len() - rest..).unwrap_or_default();
        return Some((message("proofing.links.bad"), Some(format!("https://{host}"))));
    }
    let Some((scheme, _)) = lower.split_once("://") else {
        let host = lower.split(['/', '?', '#']).next().unwrap_or_default();
        let fix = (host.contains('.') && !host.contains([' ', ':'])).then(|| format!("https://{url}"));
        return Some((message("proofing.links.scheme"), fix));
    };
    if !matches!(scheme, "http" | "https") {
        return Some((message("proofing.links.bad"), None));
    }
    let Ok(read) = Url::parse(url) else { return Some((message("proofing.links.bad"), None)) };
    let host = read.host_str().unwrap_or_default();
    if url.contains(char::is_whitespace) {
        return Some((message("proofing.links.bad"), Some(url.split_whitespace().collect::<Vec<_>>().join("%20"))));
    }
    if !host.contains('.') && !host.contains(':') || host.ends_with('.') || host.contains("..") {
        return Some((message("proofing.links.bad"), None));
    }
    if let Some(said) = host_said(words)
        && bare(&said) != bare(host)
    {
        return Some((message("proofing.links.other").with("said", said.as_str()).with("host", host), None));
    }
    if scheme == "http" && !host.chars().all(|one| one.is_ascii_digit() || one == '.') {
        let rest = url.get("http".len()..).unwrap_or_default();
        return Some((message("proofing.links.plain"), Some(format!("https{rest}"))));
    }
    None
}

fn bare(host: &str) -> String {
    host.trim_start_matches("www.").to_ascii_lowercase()
}

/// The host that the words of a link name, if they are an address themselves.
fn host_said(words: &str) -> Option<String> {
    let lower = words.to_ascii_lowercase();
    let after = lower.split_once("://").map(|(_, after)| after);
    let host = after.or(lower.strip_prefix("www.").map(|_| lower.as_str()))?.split(['/', '?', '#']).next()?;
    (host.contains('.') && !host.contains(' ')).then(|| host.to_owned())
}
