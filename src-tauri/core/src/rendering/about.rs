//! What a web page says about itself in its head: for search engines (schema.org) and for whoever shows a link to it (Open Graph, X's
//! cards). It says what the text says and nothing else, and names a picture by its own address on the web alone: nothing is fetched.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation as _;

use super::escape;
use crate::ids::Millis;
use crate::literature::{Attachment, Block, Document, DocumentKind, plain};

/// Longest description, in characters as readers count them: search engines show about so many.
const LONGEST_DESCRIPTION: usize = 200;

/// Who publishes a page, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// What the organisation is called.
    pub organisation: String,
    /// How it is reached, as its imprint says; its website where that is one.
    pub contact: String,
    /// When the text was released; none as long as it was not.
    pub at: Option<Millis>,
    /// What time it is: what was never released is published when its embargo ends, as long as that is still to come.
    pub now: Millis,
}

impl Published {
    /// When the text was or will be published: never before its embargo ends. What was released by hand only later was published then.
    fn instant(&self, document: &Document) -> Option<Millis> {
        let lifts = document.embargo.as_ref().map(|embargo| embargo.at);
        match self.at {
            Some(released) => Some(lifts.map_or(released, |lifts| lifts.max(released))),
            None => lifts.filter(|lifts| *lifts > self.now),
        }
    }

    /// The organisation's website, where its way of contact is one.
    fn site(&self) -> Option<&str> {
        let site = self.contact.as_str();
        let whole = !site.contains(|c: char| c.is_whitespace() || c.is_control());
        (whole && ["https://", "http://"].iter().any(|scheme| site.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty())))
            .then_some(site)
    }
}

/// Facts of a page as schema.org writes them. The order of the fields is the order in the page.
#[derive(Serialize)]
struct Facts<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    headline: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a Organisation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a Organisation<'a>>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    image: &'a [&'a str],
}

#[derive(Serialize)]
struct Organisation<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The lines of the head: description, author, Open Graph, card, JSON-LD. Merge fields stand by their fallback: a page is for everybody.
pub(super) fn head(document: &Document, kind: DocumentKind, files: &[Attachment], published: &Published) -> String {
    let title = document.title();
    let title = escape::one_line(&title);
    let description = description(document);
    let organisation = escape::one_line(&published.organisation);
    let at = published.instant(document).map(Millis::to_rfc3339);
    let picture = files.iter().filter(|file| file.inline).find_map(|file| Some((file.link.as_deref()?, escape::one_line(&file.alt))));
    let is_news = matches!(kind, DocumentKind::PressRelease | DocumentKind::Statement | DocumentKind::Announcement);
    let is_page = matches!(kind, DocumentKind::WebPage | DocumentKind::Brochure);

    let mut out = String::new();
    let mut meta = |by: &str, name: &str, content: &str| {
        if !content.is_empty() {
            out.push_str(&format!("<meta {by}=\"{name}\" content=\"{}\">\n", escape::html(content)));
        }
    };
    meta("name", "description", &description);
    meta("name", "author", &organisation);
    meta("property", "og:type", if is_page { "website" } else { "article" });
    meta("property", "og:title", &title);
    meta("property", "og:description", &description);
    meta("property", "og:site_name", &organisation);
    meta("property", "og:locale", &locale(document.language()));
    if let Some(at) = at.as_deref().filter(|_| !is_page) {
        meta("property", "article:published_time", at);
    }
    if let Some((address, words)) = &picture {
        meta("property", "og:image", address);
        meta("property", "og:image:alt", words);
    }
    meta("name", "twitter:card", if picture.is_some() { "summary_large_image" } else { "summary" });

    let by = Organisation { kind: "Organization", name: &organisation, url: published.site() };
    let by = (!organisation.is_empty()).then_some(&by);
    let images: Vec<&str> = picture.iter().map(|(address, _)| *address).collect();
    let facts = Facts {
        context: "https://schema.org",
        kind: if is_news {
            "NewsArticle"
        } else if is_page {
            "WebPage"
        } else {
            "Article"
        },
        headline: &title,
        description: &description,
        language: document.language(),
        published: at.as_deref(),
        author: by,
        publisher: by,
        image: &images,
    };
    let facts = serde_json::to_string(&facts).unwrap_or_default();
    out.push_str(&format!("<script type=\"application/ld+json\">{}</script>\n", within_script(&facts)));
    out
}

/// JSON that nothing can break out of: HTML ends a script at `</script` and at `<!--`, whatever JSON says about it.
fn within_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            // They stand within strings alone, where JSON knows them by their number, too.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// What the text begins with, in one line: its lead, else the line under its headline. A salutation is no beginning.
fn description(document: &Document) -> String {
    let paragraphs = document.blocks.iter().filter_map(|placed| match &placed.block {
        Block::Paragraph(words) => Some(plain(words)),
        _ => None,
    });
    let says = |words: &String| words.contains(char::is_alphanumeric) && !words.trim_end().ends_with([',', '،', '、', ':']);
    let lead = paragraphs.take(3).find(says);
    let words = lead.or_else(|| document.front.subhead.clone()).unwrap_or_default();
    shortened(&escape::one_line(&words), LONGEST_DESCRIPTION)
}

/// The first `most` characters, cut between words where there are any, with a sign that more follows.
fn shortened(words: &str, most: usize) -> String {
    let letters: Vec<(usize, &str)> = words.grapheme_indices(true).take(most + 1).collect();
    let Some((end, _)) = letters.get(most) else { return words.to_owned() };
    let head = words.get(..letters.get(most - 1).map_or(*end, |(last, _)| *last)).unwrap_or_default();
    let whole = head.rsplit_once(' ').map_or(head, |(whole, _)| whole);
    // A script without blanks, or one very long word, is cut between two letters.
    let kept = if whole.chars().count() * 2 < head.chars().count() { head } else { whole };
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '–' | '—')))
}

/// `en_GB` for `en-GB`, as Open Graph writes it; nothing where the tag names no country.
fn locale(tag: &str) -> String {
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default().to_ascii_lowercase();
    let country = subtags.find(|subtag| subtag.len() == 2 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()));
    country.map(|country| format!("{language}_{}", country.to_ascii_uppercase())).unwrap_or_default()
}
