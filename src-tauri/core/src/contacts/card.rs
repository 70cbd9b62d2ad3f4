//! A person as a visiting card: vCard 4.0 (RFC 6350), for taking elsewhere and for coming back equal (I6).

use super::agreement::Agreement;
use super::consent::consents_cell;
use super::export::{bar_cell, suppressed_cell, tags_cell};
use super::person::PersonInput;
use super::photo::Photo;
use super::positions::{PositionInput, positions_cell};
use super::service::PersonRecord;

/// A line is folded after so many bytes.
const LINE_BYTES: usize = 75;

/// The card of a person. What no card has a place for stands in properties of our own, which others pass over.
#[must_use]
pub fn card(person: &PersonRecord, photo: Option<&Photo>, positions: &[PositionInput]) -> String {
    let PersonInput {
        kind,
        name,
        given_name,
        family_name,
        salutation,
        greeting,
        role,
        outlet,
        beats,
        tags,
        city,
        country,
        language,
        time_zone,
        notes,
        department,
        site,
        manager,
        staff_number,
        owner,
        custom,
        addresses,
        phones,
        handles,
    } = &person.input;
    let mut card = Card(String::from("BEGIN:VCARD\r\nVERSION:4.0\r\n"));
    // A card must have a name, even an empty one.
    card.line("FN", &escaped(name));
    card.line("N", &format!("{};{};;{};", escaped(family_name), escaped(given_name), escaped(salutation)));
    if department.is_empty() {
        card.text("ORG", outlet);
    } else {
        card.line("ORG", &format!("{};{}", escaped(outlet), escaped(department)));
    }
    // Of programs that read cards some know the one, some the other.
    card.text("TITLE", role);
    card.text("ROLE", role);
    let mut group = 0u32;
    for one in addresses {
        group += 1;
        card.line(&format!("item{group}.EMAIL;PREF={}", group.min(100)), &escaped(&one.address));
        card.text(&format!("item{group}.X-TIDINGS-SOURCE"), &one.source);
        card.text(&format!("item{group}.X-TIDINGS-SOURCED-ON"), &one.sourced_on);
        card.text(&format!("item{group}.X-TIDINGS-BASIS"), one.basis.word());
        card.text(&format!("item{group}.X-TIDINGS-BASIS-NOTE"), &one.basis_note);
    }
    for one in phones {
        group += 1;
        card.line(&format!("item{group}.TEL"), &escaped(&one.number));
        card.text(&format!("item{group}.X-ABLABEL"), &one.label);
    }
    for one in handles {
        card.line(&format!("X-SOCIALPROFILE;TYPE={}", one.network.word()), &escaped(&one.handle));
    }
    if !beats.is_empty() {
        card.line("CATEGORIES", &beats.iter().map(|beat| escaped(beat)).collect::<Vec<_>>().join(","));
    }
    if !city.is_empty() || !country.is_empty() {
        card.line("ADR", &format!(";;;{};;;{}", escaped(city), escaped(country)));
    }
    card.text("LANG", language);
    card.text("TZ", time_zone);
    card.text("NOTE", notes);
    card.text("X-TIDINGS-KIND", kind.word());
    card.text("X-TIDINGS-GREETING", greeting);
    card.text("X-TIDINGS-SITE", site);
    card.text("X-TIDINGS-MANAGER", manager);
    card.text("X-TIDINGS-STAFF-NUMBER", staff_number);
    card.text("X-TIDINGS-OWNER", owner);
    card.text("X-TIDINGS-TAGS", &tags_cell(tags));
    card.text("X-TIDINGS-POSITIONS", &positions_cell(positions));
    for (name, value) in custom {
        card.line("X-TIDINGS-FIELD", &format!("{};{}", escaped(name), escaped(value)));
    }
    if let Some((_, reason)) = &person.do_not_contact {
        card.text("X-TIDINGS-DO-NOT-CONTACT", &bar_cell(reason));
    }
    if let Some((at, note)) = &person.embargo_agreement {
        card.text("X-TIDINGS-EMBARGO-AGREEMENT", &Agreement::cell(*at, note));
    }
    if let Some(photo) = photo {
        card.line("PHOTO", &photo.data_uri());
    }
    card.text("X-TIDINGS-RECIPIENT-KIND", person.recipient_kind.map_or("", |kind| kind.word()));
    card.text("X-TIDINGS-CONSENTS", &consents_cell(&person.consents));
    card.text("X-TIDINGS-SUPPRESSED", &suppressed_cell(person));
    card.0.push_str("END:VCARD\r\n");
    card.0
}

struct Card(String);

impl Card {
    /// A property with a text, unless it is empty.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.line(name, &escaped(text));
        }
    }

    /// A line, folded between letters where it is long.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if length + letter.len_utf8() > LINE_BYTES {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as it may stand in a value, or in a part of one.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ',' | ';' => safe.extend(['\\', letter]),
            '\n' => safe.push_str("\\n"),
            '\r' => {}
            other => safe.push(other),
        }
    }
    safe
}
