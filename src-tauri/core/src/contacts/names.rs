//! Names: their parts, where they stand in a list, and what may not be in one.

use super::fold;
use crate::messages::Message;

/// Longest name in characters. Real names end below 750; what is longer is a file pasted into a field.
pub(super) const LONGEST_NAME: usize = 1_000;
/// Longest note in characters.
pub(super) const LONGEST_NOTE: usize = 20_000;
/// Longest other field in characters.
pub(super) const LONGEST_FIELD: usize = 500;

/// Words before a family name that belong to it.
const PARTICLES: &[&str] = &[
    "al", "af", "av", "ben", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "le",
    "st", "st.", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur", "’t", "'t", "abu", "e",
];

/// What may follow a name after a comma without being a given name.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "cbe", "mbe", "obe"];

/// Given and family name of a name written in one piece: `Ruth Abernathy`, `Abernathy, Ruth`, `Ludwig van der Rohe`,
/// `田中 愛子` (the family comes first). A name without spaces (`田中愛子`, `Madonna`) is not taken apart.
#[must_use]
pub fn split(name: &str) -> (String, String) {
    if let Some((family, given)) = inverted(name) {
        return (given.to_owned(), family.to_owned());
    }
    // What follows a comma now is no part of the name that letters greet.
    let name = name.split(',').next().unwrap_or_default().trim();
    if let Some((family, given)) = name.split_once(' ')
        && is_family_first(family)
    {
        return (given.trim().to_owned(), family.to_owned());
    }
    let parts: Vec<&str> = name.split_whitespace().collect();
    let Some((last, before)) = parts.split_last() else { return Default::default() };
    let particles = before.iter().skip(1).rev().take_while(|part| PARTICLES.contains(&part.to_lowercase().as_str())).count();
    let (given, particles) = before.split_at(before.len() - particles);
    if given.is_empty() {
        return Default::default();
    }
    let family: Vec<&str> = particles.iter().chain([last]).copied().collect();
    (given.join(" "), family.join(" "))
}

/// Family and given name of one that is written `Abernathy, Ruth`; not of `King, Jr.`.
#[must_use]
pub(super) fn inverted(name: &str) -> Option<(&str, &str)> {
    let (family, given) = name.split_once(',')?;
    let (family, given) = (family.trim(), given.trim());
    let suffix = SUFFIXES.contains(&given.replace('.', "").to_lowercase().as_str());
    (!family.is_empty() && !given.is_empty() && !suffix).then_some((family, given))
}

/// Whether names of this script begin with the family: Han and Hangul. Katakana alone is how foreign names are written.
pub(super) fn is_family_first(part: &str) -> bool {
    part.chars()
        .any(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'))
}

/// The name in the order in which it is spoken, of a name that may be written `Abernathy, Ruth`.
#[must_use]
pub(super) fn joined(given: &str, family: &str) -> String {
    let (given, family) = if is_family_first(family) { (family, given) } else { (given, family) };
    [given, family].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Where a person stands in a list (Q7): by family name, then given name; by the whole name where it is not taken
/// apart; by the address where there is no name. Order within one key is by id, so that paging never skips or repeats.
#[must_use]
pub fn sort_key(name: &str, given: &str, family: &str, address: &str) -> String {
    let shown = if family.is_empty() { name.to_owned() } else { format!("{family} {given}") };
    let key = fold::key(&shown);
    if key.is_empty() { fold::key(address) } else { key }
}

/// The name that a user gives to a thing, tidied to one line, and what it is told apart by.
///
/// # Errors
/// What is wrong with it.
pub fn of_a_thing(name: &str) -> Result<(String, String), Message> {
    let tidy = tidy(name);
    if fold::words(&tidy).is_empty() {
        Err(Message::new("contacts.fault.nameless"))
    } else if has_control(&tidy) {
        Err(Message::new("contacts.fault.control"))
    } else if tidy.chars().count() > LONGEST_FIELD {
        Err(Message::new("contacts.fault.long").with("most", LONGEST_FIELD))
    } else {
        let key = fold::key(&tidy);
        Ok((tidy, key))
    }
}

/// Whether `text` holds a character that has no place in one line: it could end a header field (S2), or hide what
/// is written. Marks that set the direction of Arabic and Hebrew are part of the text.
#[must_use]
pub(super) fn has_control(text: &str) -> bool {
    text.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{FEFF}'))
}

/// Whether [`tidy`] would surely leave `text` as it is.
#[must_use]
pub(super) fn is_tidy(text: &str) -> bool {
    text.is_ascii() && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

/// `text` in Unicode's composed form, without blanks at its ends and with single ones inside.
#[must_use]
pub(super) fn tidy(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let composed: String = text.nfc().collect();
    // Only blanks: a line break is not quietly made harmless, it is refused by name.
    composed.split([' ', '\u{A0}', '\u{3000}']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_tidy, tidy};

    proptest! {
        #[test]
        fn what_is_tidy_stays_as_it_is(text in "[ a-zA-Zé\u{a0}\t\n]{0,12}") {
            prop_assert!(!is_tidy(&text) || tidy(&text) == text);
            let tidied = tidy(&text);
            prop_assert_eq!(tidy(&tidied), tidied);
        }
    }
}
