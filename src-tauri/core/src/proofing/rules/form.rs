//! What a document of its kind has, and this one lacks; pictures without words.

use super::super::stretch::Kind;
use super::super::{Fix, Hint, HintPlace, Rule, Where};
use super::Reading;
use crate::literature::DocumentKind;
use crate::messages::Message;

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    missing(reading, out);
    for stretch in reading.stretches {
        for picture in &stretch.pictures {
            let range = picture.at..picture.at + super::super::stretch::ATOM.len_utf8();
            let stem = picture.src.rsplit_once('.').map_or(picture.src.as_str(), |(stem, _)| stem);
            let alt = picture.alt.trim();
            if alt.is_empty() {
                let what = Message::new("proofing.alternative.none").with("name", picture.src.as_str());
                out.push(stretch.hint(Rule::Alternative, range, what, Vec::new()));
            } else if alt == picture.src || alt == stem {
                let what = Message::new("proofing.alternative.name").with("name", picture.src.as_str());
                out.push(stretch.hint(Rule::Alternative, range, what, Vec::new()));
            }
        }
    }
}

fn missing(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let has_words = |at: Where| reading.stretches.iter().any(|one| one.place.at == at && !one.text.trim().is_empty());
    // A text that is only begun lacks nothing yet.
    if !has_words(Where::Block) {
        return;
    }
    let place = |at: Where| HintPlace { at, block: 0, line: 0, from: 0, to: 0, row: None };
    let mut lacks = |at: Where, what: &'static str, fixes: Vec<Fix>| {
        let said = Message::new("proofing.missing").with("part", what).with("kind", reading.kind.as_str());
        out.push(Hint { rule: Rule::Missing, place: place(at), words: String::new(), around: what.to_owned(), what: said, fixes });
    };
    if !has_words(Where::Headline) {
        lacks(Where::Headline, "headline", Vec::new());
    }
    let release = reading.kind == DocumentKind::PressRelease;
    if release && !has_words(Where::Dateline) {
        lacks(Where::Dateline, "dateline", Vec::new());
    }
    if !matches!(reading.kind, DocumentKind::PressRelease | DocumentKind::Statement) {
        return;
    }
    let contact: Vec<_> = reading.stretches.iter().filter(|one| one.part == "contact" || one.part.starts_with("contact-")).collect();
    if contact.is_empty() {
        lacks(Where::Document, "contact", vec![Fix::Part { part: "contact".to_owned() }]);
    } else if !contact.iter().any(|one| reaches(&one.text) || !one.links.is_empty()) {
        let Some(first) = contact.iter().find(|one| one.kind != Kind::Heading).or(contact.first()) else { return };
        out.push(first.hint(Rule::Missing, 0..first.text.len(), Message::new("proofing.missing.reach"), Vec::new()));
    }
}

/// Whether words hold a mail address or a phone number.
fn reaches(text: &str) -> bool {
    text.contains('@') || text.contains(super::super::stretch::ATOM) || text.chars().filter(char::is_ascii_digit).count() >= 6
}
