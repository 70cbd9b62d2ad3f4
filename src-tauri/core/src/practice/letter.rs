//! A mail of the practice mailbox, read: its text, its HTML made harmless (S3), its head and its files.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use serde::Serialize;

use super::PracticeMail;
use crate::literature::{clean_name, is_picture};

/// What is shown of a text or a page, in bytes; a mail that says more is saved and read elsewhere.
const SHOWN: usize = 1024 * 1024;
/// What is shown of the head.
const HEAD: usize = 256 * 1024;
/// All pictures within one page together.
const PICTURES: usize = 16 * 1024 * 1024;

/// A file of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PracticeFile {
    /// Which one of the mail's, from 1.
    pub number: u32,
    /// Its name without folders and tricks.
    pub name: String,
    /// Its type as the mail says.
    pub media_type: String,
    /// Its size, decoded.
    pub bytes: u32,
    /// Whether it is a picture within the text.
    pub inline: bool,
}

/// A mail, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PracticeLetter {
    /// What the list says of it.
    #[serde(flatten)]
    pub mail: PracticeMail,
    /// A whole page without script, forms and anything from outside; pictures of the mail itself as `data:`. Empty if it has no HTML.
    pub html: String,
    /// The text.
    pub text: String,
    /// The head as it came.
    pub headers: String,
    /// Its files, pictures within the text too.
    pub files: Vec<PracticeFile>,
    /// How many pictures from outside were left out.
    pub remote_pictures: u32,
}

/// Reads a mail.
pub(super) fn read(mail: PracticeMail, bytes: &[u8]) -> PracticeLetter {
    let head = memchr::memmem::find(bytes, b"\r\n\r\n").map_or(bytes, |at| bytes.get(..at + 2).unwrap_or_default());
    let headers = String::from_utf8_lossy(head.get(..HEAD).unwrap_or(head)).into_owned();
    let Some(message) = MessageParser::default().parse(bytes) else {
        let text = shown(&String::from_utf8_lossy(bytes)).to_owned();
        return PracticeLetter { mail, html: String::new(), text, headers, files: Vec::new(), remote_pictures: 0 };
    };
    let page = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) if !is_too_deep(shown(html)) => Some(harmless(shown(html), &message)),
        _ => None,
    });
    let (html, remote_pictures) = page.unwrap_or_default();
    let text = message.body_text(0).unwrap_or_default();
    PracticeLetter {
        mail,
        html,
        text: shown(&text).to_owned(),
        headers,
        files: files(&message).enumerate().map(|(at, part)| card(at, part)).collect(),
        remote_pictures,
    }
}

/// The name and the bytes of a file of a mail; none if it has no such.
pub(super) fn file(bytes: &[u8], number: u32) -> Option<(String, Vec<u8>)> {
    let message = MessageParser::default().parse(bytes)?;
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    let part = files(&message).nth(at)?;
    Some((name(at, part), content(part).into_owned()))
}

fn shown(text: &str) -> &str {
    text.get(..text.floor_char_boundary(SHOWN)).unwrap_or(text)
}

/// The parts that are files: all but the bodies that are read, and the containers.
fn files<'m>(message: &'m Message<'m>) -> impl Iterator<Item = &'m MessagePart<'m>> {
    let bodies: HashSet<usize> = message.text_body.iter().chain(&message.html_body).filter_map(|id| usize::try_from(*id).ok()).collect();
    message.parts.iter().enumerate().filter_map(move |(at, part)| {
        let is_file = match &part.body {
            PartType::Multipart(_) => false,
            PartType::Text(_) | PartType::Html(_) => !bodies.contains(&at) || part.attachment_name().is_some(),
            PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) => true,
        };
        is_file.then_some(part)
    })
}

fn content<'m>(part: &'m MessagePart<'m>) -> Cow<'m, [u8]> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Cow::Borrowed(text.as_bytes()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes),
        PartType::Message(inner) => Cow::Borrowed(inner.raw_message()),
        PartType::Multipart(_) => Cow::Borrowed(&[]),
    }
}

fn media_type(part: &MessagePart<'_>) -> String {
    let typed = part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain")).to_ascii_lowercase());
    typed.unwrap_or_else(|| "text/plain".to_owned())
}

fn name(at: usize, part: &MessagePart<'_>) -> String {
    part.attachment_name().map_or_else(|| format!("part-{}", at + 1), clean_name)
}

fn card(at: usize, part: &MessagePart<'_>) -> PracticeFile {
    let media_type = media_type(part);
    PracticeFile {
        number: u32::try_from(at + 1).unwrap_or(u32::MAX),
        name: name(at, part),
        bytes: u32::try_from(content(part).len()).unwrap_or(u32::MAX),
        inline: part.content_id().is_some()
            && is_picture(&media_type)
            && !part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment),
        media_type,
    }
}

/// The pictures of this message by their Content-ID, as `data:` addresses.
fn own_pictures(message: &Message<'_>) -> HashMap<String, String> {
    let mut pictures = HashMap::new();
    let mut bytes = 0;
    for part in &message.parts {
        let (Some(id), kind, data) = (part.content_id(), media_type(part), content(part)) else { continue };
        // What the bytes say counts, not what the mail says of them.
        let is_one = is_picture(&kind) && infer::get(&data).is_some_and(|found| found.mime_type() == kind);
        bytes += data.len();
        if is_one && bytes <= PICTURES {
            pictures.insert(id.trim_matches(['<', '>']).to_owned(), format!("data:{kind};base64,{}", base64(&data)));
        }
    }
    pictures
}

pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or_default());
        let joined = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4_usize {
            let letter = LETTERS.get((joined >> (18 - 6 * n) & 63) as usize).copied().unwrap_or(b'=');
            text.push(if n <= three.len() { letter.into() } else { '=' });
        }
    }
    text
}

/// Style properties that move nothing out of its place and fetch nothing.
const STYLES: &[&str] = &[
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "direction",
    "display",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "min-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-wrap",
];

/// The page as it may be shown: an allow-list of elements, no script, nothing from outside, pictures of this message alone.
fn harmless(html: &str, message: &Message<'_>) -> (String, u32) {
    let pictures = own_pictures(message);
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .add_tags(["center", "font", "main", "section"])
        .add_clean_content_tags(["iframe", "math", "noscript", "object", "svg", "template", "title"])
        .add_generic_attributes(["style", "dir", "align", "valign", "bgcolor", "width", "height", "role"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .filter_style_properties(STYLES.iter().copied().collect())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid", "data"]))
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => {
                let own = value.strip_prefix("cid:").and_then(|id| pictures.get(id).or_else(|| pictures.get(&percent_decoded(id))));
                own.map(|data| Cow::Owned(data.clone()))
            }
            (_, "href") => ["http://", "https://", "mailto:", "tel:", "#"]
                .iter()
                .any(|start| value.trim_start().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
                .then_some(Cow::Borrowed(value)),
            (_, "cite" | "background") => None,
            _ => Some(Cow::Borrowed(value)),
        });
    let body = cleaner.clean(html).to_string();
    // What is written anew has one form: a picture without a source is one that was left out.
    let left_out = body.matches("<img").count().saturating_sub(body.matches("src=\"data:").count());
    let page = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\
         </head><body>{body}</body></html>"
    );
    (page, u32::try_from(left_out).unwrap_or(u32::MAX))
}

/// Whether elements are nested deeper than any mail needs: a page like that takes its reader minutes. Then the text is read.
fn is_too_deep(html: &str) -> bool {
    const DEEPEST: i32 = 400;
    // Those that have no end, or whose end is often left out, and cannot stand in themselves.
    const FLAT: &[&str] = &[
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "source", "td", "th",
        "tr", "track", "wbr",
    ];
    let mut depth = 0;
    for tag in html.split('<').skip(1) {
        let (step, name) = tag.strip_prefix('/').map_or((1, tag), |name| (-1, name));
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).take(16).collect::<String>().to_ascii_lowercase();
        if !name.is_empty() && !FLAT.contains(&name.as_str()) {
            depth = (depth + step).max(0);
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// A Content-ID as it may stand in an address: `%40` for `@`.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        match hex.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
