//! The privacy notice that the first mail to somebody carries whose data came from elsewhere (L2, L3; GDPR 14, 21(4)): a part of its own
//! between the text and the closing line, with the right to object said by itself.
//!
//! Whose letter carries it is said by a value of theirs that no text can name: where the data come from, and since when. It is sealed
//! with the list, so that the letter that was looked at is the letter that goes.

use super::flow::{Flow, TextWriter};
use super::language;
use super::page::HtmlWriter;
use super::slots::{Bit, Slot, unmarked};
use super::{Sender, escape};
use crate::contacts::MergeValues;
use crate::error::{Place, Problem};
use crate::messages::{Language, Message};

/// The value that says that somebody's letter carries the notice: the day since when, a blank, and the sources.
pub(crate) const NOTICE: &str = "notice";

/// Longest text of a notice, in characters.
const LONGEST: usize = 4_000;

/// A place in a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoticeField {
    /// Where the data come from.
    Source,
    /// Since when.
    Date,
    /// The organisation.
    Organisation,
    /// Where to write to.
    Contact,
}

const FIELDS: [(&str, NoticeField); 4] = [
    ("source", NoticeField::Source),
    ("date", NoticeField::Date),
    ("organisation", NoticeField::Organisation),
    ("contact", NoticeField::Contact),
];

/// Text, or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(NoticeField),
}

/// The text of a notice: paragraphs with places. It says where the data come from, or it is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeText(Vec<Vec<Piece>>);

impl NoticeText {
    /// Reads a text: a blank line ends a paragraph, `{{ source }}` and its like are places.
    ///
    /// # Errors
    /// `rendering.notice` with the reason: too long, empty, a place that there is not, or nothing that says where the data come from.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let refuse = |why: &'static str, what: &str| {
            let problem = Problem::refusal("rendering.notice").with("why", why).with("what", what.to_owned()).with("mark", "{{ source }}");
            Err(problem.at(Place::field("notice")))
        };
        let text = text.replace("\r\n", "\n");
        if text.trim().is_empty() {
            return refuse("empty", "");
        }
        if text.chars().count() > LONGEST {
            return refuse("long", &LONGEST.to_string());
        }
        if text.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\t') {
            return refuse("control", "");
        }
        let mut paragraphs = Vec::new();
        for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            let (mut pieces, mut rest) = (Vec::new(), paragraph);
            while let Some((before, after)) = rest.split_once("{{") {
                let Some((name, tail)) = after.split_once("}}") else { return refuse("open", "") };
                let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == name.trim()) else {
                    return refuse("field", name.trim());
                };
                pieces.push(Piece::Text(before.to_owned()));
                pieces.push(Piece::Field(*field));
                rest = tail;
            }
            pieces.push(Piece::Text(rest.to_owned()));
            pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
            paragraphs.push(pieces);
        }
        let notice = Self(paragraphs);
        if !notice.0.iter().flatten().any(|piece| *piece == Piece::Field(NoticeField::Source)) {
            return refuse("source", "");
        }
        Ok(notice)
    }

    /// The same text with the sender's own places filled: what is sealed means the same whatever the organisation is called later.
    #[must_use]
    pub fn of_sender(&self, sender: &Sender) -> String {
        let contact = sender.reply_to.as_ref().unwrap_or(&sender.address).as_typed();
        let said = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(NoticeField::Source) => "{{ source }}".to_owned(),
            Piece::Field(NoticeField::Date) => "{{ date }}".to_owned(),
            // A name with braces in it would be read as a place.
            Piece::Field(NoticeField::Organisation) => sender.organisation.replace(['{', '}'], ""),
            Piece::Field(NoticeField::Contact) => contact.replace(['{', '}'], ""),
        };
        let paragraphs: Vec<String> = self.0.iter().map(|pieces| pieces.iter().map(said).collect()).collect();
        paragraphs.join("\n\n")
    }

    fn bits(pieces: &[Piece], sender: &Sender) -> Vec<Bit> {
        let text = |text: &str| Bit::Text(unmarked(text));
        let bit = |piece: &Piece| match piece {
            Piece::Text(said) => text(said),
            Piece::Field(NoticeField::Source) => Bit::Slot(Slot::NoticeSource),
            Piece::Field(NoticeField::Date) => Bit::Slot(Slot::NoticeDate),
            Piece::Field(NoticeField::Organisation) => text(&sender.organisation),
            Piece::Field(NoticeField::Contact) => text(&sender.reply_to.as_ref().unwrap_or(&sender.address).as_typed()),
        };
        pieces.iter().map(bit).collect()
    }

    /// The notice as a part of the mail's HTML.
    pub(super) fn write_html(&self, html: &mut HtmlWriter<'_>, sender: &Sender, language: Language) {
        let heading = Message::new("rendering.notice_heading").text(language);
        let attr = html.attributes_of("notice-head", language::direction_of_text(&heading));
        html.out.push_str(&format!("<p{attr}>{}</p>\n", escape::html(&heading)));
        for pieces in &self.0 {
            let words: String = pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.as_str() } else { "" }).collect();
            let attr = html.attributes_of("notice", language::direction_of_text(&words));
            let mut said = String::new();
            for bit in Self::bits(pieces, sender) {
                match bit {
                    Bit::Text(text) => said.push_str(&escape::html(&text).replace('\n', "<br>\n")),
                    Bit::Slot(slot) => said.push_str(&html.slots.mark(slot)),
                }
            }
            html.out.push_str(&format!("<p{attr}>{said}</p>\n"));
        }
        let object = Message::new("rendering.notice_object").text(language);
        let link = format!("<a href=\"{}\">{}</a>", html.slots.mark(Slot::StopLink), html.slots.mark(Slot::StopAddress));
        let attr = html.attributes_of("notice strong", language::direction_of_text(&object));
        html.out.push_str(&format!("<p{attr}>{}</p>\n", escape::html(&object).replace("%1", &link)));
    }

    /// The notice as a part of the mail's text.
    pub(super) fn write_text(&self, text: &mut TextWriter, sender: &Sender, language: Language) {
        let heading = Message::new("rendering.notice_heading").text(language);
        text.flows.push(Flow::words(&"-".repeat(40)));
        text.flows.push(Flow::words(&heading.to_uppercase()));
        text.gap();
        for pieces in &self.0 {
            text.flows.push(Flow::bits(Self::bits(pieces, sender)));
            text.gap();
        }
        let object = Message::new("rendering.notice_object").text(language);
        let (before, after) = object.split_once("%1").unwrap_or((&object, ""));
        let address = Bit::Slot(Slot::StopAddress);
        text.flows.push(Flow::bits(vec![Bit::Text(before.to_owned()), address, Bit::Text(after.to_owned())]));
        text.gap();
    }
}

/// What says that a letter carries the notice.
#[must_use]
pub(crate) fn notice_value(since: &str, sources: &[String]) -> String {
    format!("{since} {}", sources.join("; "))
}

/// Whether a letter with these values carries the notice.
#[must_use]
pub(crate) fn carries_notice(values: &MergeValues) -> bool {
    !values.get(NOTICE).is_empty()
}

/// Since when, and where from.
pub(super) fn read_value(values: &MergeValues) -> (&str, &str) {
    values.get(NOTICE).split_once(' ').unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_says_where_the_data_come_from_or_it_is_none() {
        assert!(NoticeText::parse("We have your address from {{ source }}, since {{date}}.\n\nWrite to {{ contact }}.").is_ok());
        for (bad, why) in [
            ("", "empty"),
            (" \n\n ", "empty"),
            ("We have your address.", "source"),
            ("From {{ source }} to {{ whom }}", "field"),
            ("From {{ source", "open"),
            ("From {{ source }}\u{7}", "control"),
        ] {
            let refused = NoticeText::parse(bad).unwrap_err();
            assert_eq!((refused.code.as_str(), refused.what.params["why"].clone()), ("rendering.notice", why.into()), "{bad}");
        }
        assert!(NoticeText::parse(&format!("{{{{ source }}}}{}", "x".repeat(4_000))).is_err());
    }
}
