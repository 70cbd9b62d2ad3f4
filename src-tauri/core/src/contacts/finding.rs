//! Where a search found somebody that their row does not say: in a further address, in another name of their outlet, in a phone. The index of
//! words keeps no text, so what was found is looked for once more in what stands in the file. Pure.

use std::ops::Range;

use serde::Serialize;

use super::criteria::phone_digits;
use super::fold::{fold, words, words_in_place};

/// What of somebody a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum FoundIn {
    /// An address that mail does not go to.
    Address,
    /// What their outlet is called besides.
    OutletName,
    /// A phone.
    Phone,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FoundPiece {
    /// Its letters.
    pub text: String,
    /// It is what was looked for.
    pub found: bool,
}

/// A text in which a search found somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FoundText {
    /// What it is.
    pub what: FoundIn,
    /// The text, in pieces.
    pub pieces: Vec<FoundPiece>,
}

/// The words of a search that begin no word of what a row says; each begins a word of something else about its person.
#[must_use]
pub(super) fn left<'s>(search: &'s str, said: &[&str]) -> Vec<&'s str> {
    let said: Vec<String> = said.iter().map(|text| words(text)).collect();
    search.split_whitespace().filter(|word| !said.iter().any(|text| text.contains(&words(word)))).collect()
}

/// The first of these texts in which one of the words is, marked; `search` is all that was typed, which may be a phone.
#[must_use]
pub(super) fn found<'t>(search: &str, left: &[&str], texts: impl IntoIterator<Item = (FoundIn, &'t str)>) -> Option<FoundText> {
    let digits = phone_digits(search);
    texts.into_iter().find_map(|(what, text)| {
        let mut at = match (what, &digits) {
            (FoundIn::Phone, Some(digits)) => in_phone(text, digits).into_iter().collect(),
            (FoundIn::Phone, None) => Vec::new(),
            _ => left.iter().flat_map(|word| places(text, word)).collect::<Vec<_>>(),
        };
        at.sort_by_key(|range| range.start);
        (!at.is_empty()).then(|| FoundText { what, pieces: pieces(text, &at) })
    })
}

/// Where a typed word begins a word of `text`; one of several (“e-mail”) side by side.
fn places(text: &str, typed: &str) -> Vec<Range<usize>> {
    let (inside, typed) = (words_in_place(text), words(typed));
    let typed: Vec<&str> = typed.split_whitespace().collect();
    let Some((last, before)) = typed.split_last() else { return Vec::new() };
    let here = |run: &[(String, Range<usize>)]| {
        let (end, begun) = run.split_last()?;
        let same = begun.iter().zip(before).all(|((word, _), typed)| word == typed) && end.0.starts_with(last);
        let from = run.first()?.1.start;
        same.then(|| from..end.1.start + begun_bytes(text.get(end.1.clone()).unwrap_or_default(), last))
    };
    inside.windows(typed.len()).filter_map(here).collect()
}

/// How many bytes of a word the typed letters are: an accent that stands behind its letter belongs to it.
fn begun_bytes(word: &str, typed: &str) -> usize {
    let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let end = ends.clone().find(|end| words(word.get(..*end).unwrap_or_default()).trim_start().len() >= typed.len()).unwrap_or(word.len());
    let rest = word.get(end..).unwrap_or_default();
    end + rest.chars().take_while(|sign| fold(sign.encode_utf8(&mut [0; 4])).is_empty()).map(char::len_utf8).sum::<usize>()
}

/// Where the digits stand in a phone, however both are grouped; all of it where they say more than it does.
fn in_phone(number: &str, digits: &str) -> Option<Range<usize>> {
    let held = phone_digits(number)?;
    if !held.contains(digits) {
        return digits.contains(&held).then_some(0..number.len());
    }
    // A zero in brackets is dialled at home alone, and is none of the digits that are compared.
    let skipped = number.find("(0)").map_or(0..0, |at| at..at + 3);
    let placed: Vec<(usize, usize, char)> = number
        .char_indices()
        .filter(|(at, _)| !skipped.contains(at))
        .filter_map(|(at, sign)| {
            let plain = fold(sign.encode_utf8(&mut [0; 4])).chars().find(char::is_ascii_digit)?;
            Some((at, at + sign.len_utf8(), plain))
        })
        .collect();
    let all: String = placed.iter().map(|(.., digit)| *digit).collect();
    let from = all.find(digits)?;
    Some(placed.get(from)?.0..placed.get(from + digits.len() - 1)?.1)
}

/// `text` in pieces; places may touch each other, or lie over each other.
fn pieces(text: &str, places: &[Range<usize>]) -> Vec<FoundPiece> {
    let mut pieces: Vec<FoundPiece> = Vec::new();
    let mut at = 0;
    let mut push = |from: usize, to: usize, found: bool| {
        let text = text.get(from..to).unwrap_or_default();
        match pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.found == found => last.text.push_str(text),
            _ => pieces.push(FoundPiece { text: text.to_owned(), found }),
        }
    };
    for place in places {
        push(at, place.start.max(at), false);
        push(place.start.max(at), place.end.max(at), true);
        at = at.max(place.end);
    }
    push(at, text.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(search: &str, texts: &[(FoundIn, &str)]) -> Option<String> {
        let words: Vec<&str> = search.split_whitespace().collect();
        let found = found(search, &words, texts.iter().copied())?;
        Some(found.pieces.into_iter().map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text }).collect())
    }

    #[test]
    fn what_was_looked_for_is_marked_where_it_begins_a_word() {
        for (search, what, text, shown) in [
            ("anna", FoundIn::Address, "anna@old.example", "[anna]@old.example"),
            ("old ann", FoundIn::Address, "anna@old.example", "[ann]a@[old].example"),
            ("anna@old", FoundIn::Address, "anna@old.example", "[anna@old].example"),
            ("strasse", FoundIn::OutletName, "Die Straße heute", "Die [Straße] heute"),
            ("str", FoundIn::OutletName, "Die Straße heute", "Die [Str]aße heute"),
            ("cafe", FoundIn::OutletName, "Le Cafe\u{301} du port", "Le [Cafe\u{301}] du port"),
            ("日新", FoundIn::OutletName, "朝日新聞", "朝[日新]聞"),
            ("020 555", FoundIn::Phone, "+31 (0)20-555 01 00", "+31 (0)[20-555] 01 00"),
            ("+31 20 555 01 00 99", FoundIn::Phone, "20 555 01 00", "[20 555 01 00]"),
        ] {
            assert_eq!(marked(search, &[(what, text)]).as_deref(), Some(shown), "{search}");
        }
        assert_eq!(marked("nna", &[(FoundIn::Address, "anna@old.example")]), None, "inside of a word nothing is found");
        assert_eq!(marked("anna", &[(FoundIn::Phone, "+31 20 555")]), None);
        assert_eq!(left("anna quay", &["Anna Vale", "The Tide"]), ["quay"]);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text_and_what_is_found_is_what_a_search_finds(text in "\\PC{0,30}", search in "\\PC{0,8}") {
            let words: Vec<&str> = search.split_whitespace().collect();
            let found = found(&search, &words, [(FoundIn::Address, text.as_str())]);
            let finds = words.iter().any(|word| {
                let typed = super::words(word);
                !typed.is_empty() && super::words(&text).contains(&typed)
            });
            prop_assert_eq!(found.is_some(), finds);
            if let Some(found) = found {
                prop_assert_eq!(found.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
                prop_assert!(found.pieces.windows(2).all(|pair| pair[0].found != pair[1].found));
            }
        }
    }
}
