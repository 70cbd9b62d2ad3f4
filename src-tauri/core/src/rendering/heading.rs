//! What stands above and below the text of a letter.

use super::flow::{Flow, TextWriter};
use super::language::{self, Words};
use super::letter::to_bits;
use super::page::HtmlWriter;
use super::slots::{Bit, Slot};
use super::{Marks, escape};
use crate::literature::Document;
use crate::messages::{Language, Message};

/// The lines before the headline: TEST, embargo, what it is to an earlier mail.
pub(super) fn head_lines(document: &Document, marks: &Marks, words: &Words) -> Vec<String> {
    let language = Language::for_tag(document.language());
    let mut lines = Vec::new();
    if marks.test {
        lines.push(Message::new("rendering.test_line").text(language));
    }
    if let Some(embargo) = document.embargo.as_ref().filter(|_| marks.embargo) {
        lines.push(words.embargo_line(embargo));
    }
    lines.extend(marks.heading.map(|heading| words.heading(heading).to_owned()));
    lines
}

pub(super) fn write_head(html: &mut HtmlWriter<'_>, document: &Document, lines: &[String]) {
    for line in lines {
        let attr = html.attributes_of("mark", language::direction_of_text(line));
        html.out.push_str(&format!("<p{attr}>{}</p>\n", escape::html(line)));
    }
    for (tag, class, line) in [("h1", "", &document.front.headline), ("p", "subhead", &document.front.subhead)] {
        if let Some(line) = line.as_deref().map(str::trim).filter(|line| !line.is_empty()) {
            html.line(tag, class, line);
        }
    }
}

pub(super) fn text_head(text: &mut TextWriter, document: &Document, lines: &[String]) {
    for line in lines {
        text.flows.push(Flow::words(line));
        text.gap();
    }
    for line in [&document.front.headline, &document.front.subhead] {
        if let Some(line) = line.as_deref().map(str::trim).filter(|line| !line.is_empty()) {
            text.flows.push(Flow::bits(to_bits(line)));
            text.gap();
        }
    }
}

pub(super) fn text_footer(closing: &str, internal: bool, language: Language) -> Flow {
    let mut bits = Vec::new();
    let (before, after) = closing.split_once("%1").unwrap_or((closing, ""));
    bits.push(Bit::Text(before.to_owned()));
    if !internal {
        bits.push(Bit::Slot(Slot::StopAddress));
        bits.push(Bit::Text(after.to_owned()));
        bits.push(Bit::Text(format!(" {} ", Message::new("rendering.footer_subject").text(language))));
        bits.push(Bit::Slot(Slot::StopSubject));
    }
    Flow::bits(bits)
}
