//! Letters that are not like the others: values that look like mistakes, and lengths far from the rest (D22). Pure.

use std::collections::BTreeSet;

use crate::contacts::MergeValues;
use crate::rendering::{bad_character, is_garbled};

/// Longest value of a field that is read as a name or a place.
const LONGEST: usize = 80;
/// Letters beyond the middle one that make an outlier, beside its own share.
const FAR_BYTES: u64 = 1_500;

/// Why a value looks like a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// It stands for nothing: `N/A`, `null`, `-`.
    Placeholder,
    /// It was read in another encoding than it was written in, or has lost letters.
    Garbled,
    /// A mail or web address where words belong.
    Address,
    /// A field of a template that nobody filled.
    Template,
    /// Nothing but digits and signs.
    NoLetters,
    /// ALL CAPITALS.
    Capitals,
    /// Much longer than a name.
    Long,
}

impl Odd {
    /// The word in the catalogue.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Placeholder => "placeholder",
            Self::Garbled => "garbled",
            Self::Address => "address",
            Self::Template => "template",
            Self::NoLetters => "no_letters",
            Self::Capitals => "capitals",
            Self::Long => "long",
        }
    }
}

const PLACEHOLDERS: [&str; 16] = [
    "n/a",
    "na",
    "#n/a",
    "null",
    "none",
    "nil",
    "undefined",
    "unknown",
    "unbekannt",
    "test",
    "xxx",
    "tbd",
    "tba",
    "k.a.",
    "first name",
    "vorname",
];

/// Why this value of a field looks like a mistake; none for one that people have.
pub(super) fn judge(field: &str, value: &str) -> Option<Odd> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    let lower = value.to_lowercase();
    if PLACEHOLDERS.contains(&lower.as_str()) {
        // “NA” and “Test” are outlets, and “None” is a town; as somebody's name they are none.
        return matches!(field, "first_name" | "last_name" | "name" | "greeting" | "salutation").then_some(Odd::Placeholder);
    }
    if value.contains("{{") || value.contains("}}") || value.contains("%%") || lower.starts_with("{$") {
        return Some(Odd::Template);
    }
    if is_garbled(value) || value.contains(|c| bad_character(c).is_some()) {
        return Some(Odd::Garbled);
    }
    if lower.contains("http://") || lower.contains("https://") || (value.contains('@') && field != "outlet" && !value.contains(' ')) {
        return Some(Odd::Address);
    }
    if !value.contains(char::is_alphabetic) && field != "outlet" {
        return Some(Odd::NoLetters);
    }
    if value.chars().count() > LONGEST {
        return Some(Odd::Long);
    }
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let shouts = letters > 3 && !value.contains(char::is_lowercase) && value.contains(char::is_uppercase);
    (shouts && matches!(field, "first_name" | "last_name" | "name" | "city" | "greeting")).then_some(Odd::Capitals)
}

/// The values of one person's letter that look like mistakes, of the fields that the text uses.
pub(super) fn odd_values<'v>(values: &'v MergeValues, used: &BTreeSet<String>) -> Vec<(&'v str, &'v str, Odd)> {
    let judged = |(field, value): (&'v str, &'v str)| Some((field, value, judge(field, value)?));
    values.iter().filter(|(field, _)| used.contains(*field)).filter_map(judged).collect()
}

/// Which letters are far longer or shorter than the one in the middle; by their place, with that one's length. A letter is as long as
/// what is one person's own in it.
pub(super) fn outliers(lengths: &[u64]) -> (Vec<usize>, u64) {
    let mut sorted = lengths.to_vec();
    sorted.sort_unstable();
    let Some(middle) = sorted.get(sorted.len() / 2).copied().filter(|_| sorted.len() >= 3) else { return (Vec::new(), 0) };
    let far = FAR_BYTES.max(middle / 2);
    let found = lengths.iter().enumerate().filter(|(_, length)| length.abs_diff(middle) > far).map(|(at, _)| at).collect();
    (found, middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_have_are_left_alone() {
        for (field, value) in [
            ("first_name", "Ana"),
            ("first_name", "J."),
            ("first_name", "BJ"),
            ("last_name", "O'Brien-Ærø"),
            ("last_name", "Null-Smith"),
            ("name", "田中 さくら"),
            ("name", "يوسف الحداد"),
            ("outlet", "BBC NEWS"),
            ("outlet", "20 Minutes"),
            ("outlet", "404"),
            ("outlet", "Test"),
            ("outlet", "media@night"),
            ("city", "São Paulo"),
            ("role", "Editor, Heritage & Culture"),
            ("greeting", ""),
        ] {
            assert_eq!(judge(field, value), None, "{field} {value}");
        }
    }

    #[test]
    fn values_that_nobody_has_are_seen() {
        for (field, value, odd) in [
            ("first_name", "N/A", Odd::Placeholder),
            ("last_name", "null", Odd::Placeholder),
            ("first_name", "{{ first_name }}", Odd::Template),
            ("first_name", "JÃ¼rgen", Odd::Garbled),
            ("city", "M\u{FFFD}nchen", Odd::Garbled),
            ("first_name", "ana@example.org", Odd::Address),
            ("outlet", "https://example.org", Odd::Address),
            ("first_name", "12", Odd::NoLetters),
            ("last_name", "-", Odd::NoLetters),
            ("last_name", "CALDER", Odd::Capitals),
        ] {
            assert_eq!(judge(field, value), Some(odd), "{field} {value}");
        }
        assert_eq!(judge("role", &"x".repeat(81)), Some(Odd::Long));
    }

    #[test]
    fn letters_far_from_the_middle_are_seen() {
        assert_eq!(outliers(&[8_000, 8_100, 8_050, 8_020, 14_000]), (vec![4], 8_050));
        assert_eq!(outliers(&[8_000, 8_100, 2_000]), (vec![2], 8_000));
        assert_eq!(outliers(&[8_000, 9_000, 9_400]).0, Vec::<usize>::new());
        assert_eq!(outliers(&[8_000, 20_000]), (Vec::new(), 0), "two have no middle");
    }
}
