//! Files that go as a link: a list of them after the text, with what each is and how large, so that nobody is surprised by what comes.

use super::escape;
use super::flow::TextWriter;
use super::language;
use super::page::HtmlWriter;
use super::slots::{Bit, unmarked};
use crate::literature::Attachment;
use crate::messages::{Language, Message};

/// A file that readers fetch themselves.
pub(super) struct Download {
    name: String,
    what: String,
    bytes: u64,
    link: String,
}

/// Those among the files of a revision.
pub(super) fn of(files: &[Attachment]) -> Vec<Download> {
    let download = |file: &Attachment| {
        // A picture of the text is shown where it stands.
        let link = file.link.clone().filter(|_| !file.inline)?;
        Some(Download { name: unmarked(&file.name), what: kind(file), bytes: file.bytes, link })
    };
    files.iter().filter_map(download).collect()
}

/// What a file is, as people call it: `PDF`.
fn kind(file: &Attachment) -> String {
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.len() <= 5 && ending.is_ascii());
    let subtype = file.media_type.rsplit('/').next().unwrap_or_default();
    ending.unwrap_or(subtype).to_uppercase()
}

/// `2.4 MB`, with the language's own point.
fn size(bytes: u64, language: Language) -> String {
    let (unit, name) = if bytes >= 1_000_000 { (1_000_000, "MB") } else { (1_000, "KB") };
    let tenths = bytes.saturating_mul(10).div_ceil(unit);
    let point = if language == Language::De { ',' } else { '.' };
    format!("{}{point}{} {name}", tenths / 10, tenths % 10)
}

pub(super) fn write_html(files: &[Download], tag: &str, html: &mut HtmlWriter<'_>) {
    if files.is_empty() {
        return;
    }
    let language = Language::for_tag(tag);
    let title = Message::new("rendering.downloads").text(language);
    let attr = html.attributes_of("", language::direction_of_text(&title));
    html.out.push_str(&format!("<p{attr}><strong>{}</strong></p>\n<ul>", escape::html(&title)));
    for file in files {
        let attr = html.attributes_of("", language::direction_of_text(&file.name));
        let (link, name) = (escape::html(&file.link), escape::html(&file.name));
        let about = format!("({}, {})", escape::html(&file.what), size(file.bytes, language));
        html.out.push_str(&format!("<li{attr}><a href=\"{link}\">{name}</a> {about}</li>"));
    }
    html.out.push_str("</ul>\n");
}

pub(super) fn write_text(files: &[Download], tag: &str, text: &mut TextWriter) {
    if files.is_empty() {
        return;
    }
    let language = Language::for_tag(tag);
    text.push("", "", vec![Bit::Text(format!("{}:", Message::new("rendering.downloads").text(language)))], false);
    for file in files {
        let about = format!("{} ({}, {})", file.name, file.what, size(file.bytes, language));
        text.push("* ", "  ", vec![Bit::Text(about)], false);
        // A link on a line of its own, whole: mail programs find it there.
        text.push("  ", "  ", vec![Bit::Text(file.link.clone())], true);
    }
    text.gap();
}
