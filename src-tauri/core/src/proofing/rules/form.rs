//! What a document of its kind has, and this one lacks; pictures without words.

use super::super::stretch::{Kind, Stretch};
use super::super::{Fix, Hint, HintPlace, Rule, Where};
use super::Reading;
use crate::literature::templates::open_places;
use crate::literature::{AnnouncementSort, OutlinePart, outline_of};
use crate::messages::Message;

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    missing(reading, out);
    for stretch in reading.stretches {
        for place in open_places(&stretch.text) {
            out.push(stretch.hint(Rule::Placeholder, place, Message::new("proofing.placeholder"), Vec::new()));
        }
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
        let said = Message::new("proofing.missing")
            .with("part", what)
            .with("kind", reading.sort.map_or(reading.kind.as_str(), AnnouncementSort::as_str));
        let (words, around) = (String::new(), what.to_owned());
        out.push(Hint { rule: Rule::Missing, place: place(at), words, around, what: said, fixes, block: None });
    };
    let parts = outline_of(reading.kind, reading.sort);
    for one in parts.iter().filter(|one| one.required) {
        match one.part {
            "headline" if !has_words(Where::Headline) => lacks(Where::Headline, "headline", Vec::new()),
            "dateline" if !has_words(Where::Dateline) => lacks(Where::Dateline, "dateline", Vec::new()),
            // Words are there: the first of them are the lead.
            "headline" | "dateline" | "lead" | "body" => {}
            part if !reading.parts.iter().any(|one| one.is(part)) => {
                lacks(Where::Document, part, vec![Fix::Part { part: part.to_owned() }]);
            }
            _ => {}
        }
    }
    order(reading, parts, out);
    if !parts.iter().any(|one| one.part == "contact" && one.required) {
        return;
    }
    let contact: Vec<_> = reading.stretches.iter().filter(|one| is(one, "contact")).collect();
    if !contact.is_empty() && !contact.iter().any(|one| reaches(&one.text) || !one.links.is_empty()) {
        let Some(first) = contact.iter().find(|one| one.kind != Kind::Heading).or(contact.first()) else { return };
        out.push(first.hint(Rule::Missing, 0..first.text.len(), Message::new("proofing.missing.reach"), Vec::new()));
    }
}

/// Whether a stretch belongs to a part.
fn is(stretch: &Stretch, part: &str) -> bool {
    stretch.part.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Parts under headings of their own that stand behind one that usually follows them.
fn order(reading: &Reading<'_>, parts: &[OutlinePart], out: &mut Vec<Hint>) {
    let mut latest: Option<(usize, &str)> = None;
    for stretch in reading.stretches.iter().filter(|one| one.kind == Kind::Heading) {
        let place = parts.iter().enumerate().find(|(_, one)| !["lead", "body", "quote"].contains(&one.part) && is(stretch, one.part));
        let Some((at, one)) = place else { continue };
        match latest {
            Some((last, before)) if at < last => {
                let what = Message::new("proofing.order").with("part", one.part).with("before", before);
                out.push(stretch.hint(Rule::Missing, 0..stretch.text.len(), what, Vec::new()));
            }
            _ => latest = Some((at, one.part)),
        }
    }
}

/// Whether words hold a mail address or a phone number.
fn reaches(text: &str) -> bool {
    text.contains('@') || text.contains(super::super::stretch::ATOM) || text.chars().filter(char::is_ascii_digit).count() >= 6
}
