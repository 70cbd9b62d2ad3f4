//! Names: their parts, where they stand in a list, and what may not be in one.

use super::fold;
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::workspace::alphabetical;

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

/// Whether a word of a name says something of whoever has it: no particle, no letter alone, no name of a task.
pub(super) fn is_telling(word: &str) -> bool {
    let lower = word.to_lowercase();
    let short = lower.chars().nth(1).is_none() && !is_family_first(word);
    !short && !PARTICLES.contains(&lower.as_str()) && !EmailAddress::ROLES.contains(&lower.as_str())
}

/// Whether a name is one that a person has whole, given name and family name: no family name alone (`de Vries`), no initial before one, no
/// task (`News Desk`). Of Han and Hangul in one piece nobody sees the parts: three letters are taken for both, two may be a family.
pub(super) fn is_whole(name: &str) -> bool {
    let words = |part: &str| part.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    if words(name).iter().any(|word| EmailAddress::ROLES.contains(&word.to_lowercase().as_str())) {
        return false;
    }
    let (given, family) = split(name);
    let tells = |part: &str| words(part).iter().any(|word| is_telling(word));
    let letters = || name.chars().filter(|letter| is_family_first(letter.encode_utf8(&mut [0; 4]))).count();
    tells(&given) && tells(&family) || !name.trim().contains(' ') && letters() >= 3
}

/// A word of a text, and how it follows the one before it.
struct Word {
    text: String,
    /// With a hyphen alone between them: half of a name.
    joined: bool,
    /// With something between them that ends a name.
    apart: bool,
}

fn words_of(text: &str) -> Vec<Word> {
    const ENDING: &str = ",;:/|<>()[]{}&\n\r\t،؛、，；";
    let mut words = Vec::new();
    let (mut word, mut joined, mut apart) = (String::new(), false, false);
    for letter in fold::fold(text).chars().chain([' ']) {
        if letter.is_alphanumeric() {
            word.push(letter);
            continue;
        }
        let ended = !word.is_empty();
        if ended {
            words.push(Word { text: std::mem::take(&mut word), joined, apart });
            apart = false;
        }
        joined = ended && matches!(letter, '-' | '\u{2010}');
        apart |= ENDING.contains(letter);
    }
    words
}

/// Whether a name stands in a text as words of their own: `Ann Lee` in `Dr Ann Lee (desk)`, but neither in `Joann Leeson`, nor in `Ann
/// Lee-Holt`, nor in `Vale, Ann; Lee, Bo`. Names in Han and Hangul are written with a blank and without one.
fn stands_in(name: &str, text: &str) -> bool {
    let (theirs, words) = (words_of(name), words_of(text));
    let whole: String = theirs.iter().map(|word| word.text.as_str()).collect();
    let one_piece = is_family_first(name);
    let is_it = |here: &[Word]| {
        if one_piece {
            let said: String = here.iter().map(|word| word.text.as_str()).collect();
            return said == whole && !here.iter().skip(1).any(|word| word.apart);
        }
        let same = |at: usize, here: &Word, own: &Word| here.text == own.text && (at == 0 || here.apart == own.apart);
        here.iter().zip(&theirs).enumerate().all(|(at, (here, own))| same(at, here, own))
    };
    let (least, most) = if one_piece { (1, whole.chars().count()) } else { (theirs.len().max(1), theirs.len()) };
    (least..=most).any(|many| {
        words.windows(many).enumerate().any(|(at, here)| {
            let begins = here.first().is_some_and(|word| !word.joined);
            begins && words.get(at + many).is_none_or(|next| !next.joined) && is_it(here)
        })
    })
}

/// Whether words name whoever has this name: a name that is whole stands in them as words of their own, any other is all that they say.
pub(super) fn is_said(name: &str, text: &str) -> bool {
    let key = fold::key(name);
    !key.is_empty() && (key == fold::key(text) || is_whole(name) && stands_in(name, text))
}

/// Whether an address is written in a text, and not as the end or the beginning of another one: `ann@b.example` is not in `joann@b.example`.
pub(super) fn is_written(address: &str, text: &str) -> bool {
    let (address, text) = (address.to_lowercase(), text.to_lowercase());
    let of_local = |letter: &char| letter.is_alphanumeric() || ".+-_'%!#$*^`~".contains(*letter);
    let of_domain = |letter: &char| letter.is_alphanumeric() || ".-_".contains(*letter);
    !address.is_empty()
        && text.match_indices(address.as_str()).any(|(at, found)| {
            let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + found.len()..).unwrap_or_default());
            !before.chars().rev().take_while(of_local).any(char::is_alphanumeric)
                && !after.chars().take_while(of_domain).any(char::is_alphanumeric)
        })
}

/// The name in the order in which it is spoken, of a name that may be written `Abernathy, Ruth`.
#[must_use]
pub(super) fn joined(given: &str, family: &str) -> String {
    let (given, family) = if is_family_first(family) { (family, given) } else { (given, family) };
    [given, family].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Where a person stands in a list (Q7): by family name, then given name; by the whole name where it is not taken
/// apart; by the address where there is no name; as the alphabet has its letters ([`alphabetical`]). Order within one key is by
/// id, so that paging never skips or repeats.
#[must_use]
pub fn sort_key(name: &str, given: &str, family: &str, address: &str) -> String {
    let shown = if family.is_empty() { name.to_owned() } else { format!("{family} {given}") };
    let key = fold::key(&shown);
    let key = if key.is_empty() { fold::key(address) } else { key };
    alphabetical(&key).into_owned()
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

    use super::{is_said, is_tidy, is_whole, is_written, tidy};

    #[test]
    fn a_name_is_whole_with_a_given_and_a_family_name_and_no_task_nor_initial() {
        for name in ["Ann Lee", "Jan de Vries", "Ludwig van der Rohe", "Lee, Ann", "田中 愛子", "李 明", "水原愛子", "김민수"]
        {
            assert!(is_whole(name), "{name}");
        }
        for name in ["", "Zenobia", "de Vries", "van der Berg", "Van der Berg", "J. de Vries", "Anna K.", "News Desk", "Press Office"] {
            assert!(!is_whole(name), "{name}");
        }
        for name in ["金", "李明", "田中", "佐々木", "Kim金"] {
            assert!(!is_whole(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_said_as_words_of_its_own_and_an_address_as_one() {
        for (name, text) in [
            ("Ann Lee", "Dr. ANN  Lee (Kultur)"),
            ("Ann Lee", "\"Ann Lee\" <desk@b.example>"),
            ("Jean-Luc Moreau", "Jean Luc Moreau"),
            ("水原愛子", "部長 水原 愛子"),
            ("水原 愛子", "水原愛子 (Tokyo)"),
            ("Kim", "KIM"),
            ("de Vries", "De Vries"),
        ] {
            assert!(is_said(name, text), "{name}: {text}");
        }
        for (name, text) in [
            ("Ann Lee", "Joann Leeson"),
            ("Ann Lee", "Ann Lee-Holt"),
            ("Ann Lee", "Vale, Ann; Lee, Bo"),
            ("de Vries", "Jan de Vries"),
            ("Kim", "Kim Lee"),
            ("林明美", "小林明美"),
            ("水原愛", "水原愛子"),
            ("", ""),
        ] {
            assert!(!is_said(name, text), "{name}: {text}");
        }
        for text in ["ann@b.example", "Ann <ANN@b.example>.", "mailto:ann@b.example, x@b.example"] {
            assert!(is_written("ann@b.example", text), "{text}");
        }
        for text in ["joann@b.example", "jo.ann@b.example", "ann@b.example.org", "d'ann@b.example", "ann@b.examples"] {
            assert!(!is_written("ann@b.example", text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_tidy_stays_as_it_is(text in "[ a-zA-Zé\u{a0}\t\n]{0,12}") {
            prop_assert!(!is_tidy(&text) || tidy(&text) == text);
            let tidied = tidy(&text);
            prop_assert_eq!(tidy(&tidied), tidied);
        }
    }
}
