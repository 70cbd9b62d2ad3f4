//! One way of folding words, for search, for sort keys and for "the same name": what is told apart by
//! nothing but case, accents, width or typographic habit counts as the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` without case, accents and width: compatibility decomposition, marks dropped, lower case, and the
/// letters that Unicode does not take apart written out (`ø` as `o`, `ß` as `ss`).
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        for lower in letter.to_lowercase().filter(|lower| !is_combining_mark(*lower)) {
            match lower {
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ħ' => folded.push('h'),
                'ı' => folded.push('i'),
                'ŧ' => folded.push('t'),
                'þ' => folded.push_str("th"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ß' => folded.push_str("ss"),
                'ς' => folded.push('σ'),
                // Written apart in some keyboards' Arabic and Persian, read as the same letter.
                'ي' | 'ى' => folded.push('ی'),
                'ك' => folded.push('ک'),
                other => folded.push(other),
            }
        }
    }
    folded
}

/// The words of `text` for the search index, each with a space before it: `" ines calder"`.
///
/// A word is a run of letters and digits; every Chinese, Japanese and Korean character is a word of its own (Q5),
/// so that any part of such a name is found. To look for the beginning of a word is to look for this form inside
/// another: the space is the beginning.
#[must_use]
pub fn words(text: &str) -> String {
    if text.is_ascii() {
        return ascii_words(text);
    }
    let folded = fold(text);
    let mut words = String::with_capacity(folded.len() + 1);
    let mut inside = false;
    for letter in folded.chars() {
        if !letter.is_alphanumeric() {
            inside = false;
            continue;
        }
        let alone = is_word_alone(letter);
        if alone || !inside {
            words.push(' ');
        }
        words.push(letter);
        inside = !alone;
    }
    words
}

/// The same for the letters that most texts are made of, in one pass.
fn ascii_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 1);
    let mut inside = false;
    for letter in text.chars() {
        let part = letter.is_ascii_alphanumeric();
        if part && !inside {
            words.push(' ');
        }
        if part {
            words.push(letter.to_ascii_lowercase());
        }
        inside = part;
    }
    words
}

/// The key that one name shares with all its spellings: its words with single spaces between them; what has
/// none (`???`) is folded only.
#[must_use]
pub fn key(text: &str) -> String {
    let words = words(text);
    let trimmed = words.trim_start();
    if trimmed.is_empty() { fold(text.trim()) } else { trimmed.to_owned() }
}

/// Scripts that put no spaces between words.
fn is_word_alone(letter: char) -> bool {
    matches!(u32::from(letter),
        0x1100..=0x11FF | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fold, key, words};

    proptest! {
        #[test]
        fn plain_letters_are_read_as_all_others_are(text in "[ -~\t\n]{0,30}") {
            // The letter at the end makes it a text that is read letter by letter.
            let other = words(&format!("{text} é"));
            prop_assert_eq!(format!("{} e", words(&text)), other);
            prop_assert_eq!(words(&fold(&text)), words(&text));
            prop_assert!(!key(&text).starts_with(' ') || words(&text).is_empty());
        }
    }
}
