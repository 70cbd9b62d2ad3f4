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

/// The words of `text` with the bytes where each stands in it; folded as [`words`] folds them.
#[must_use]
pub fn words_in_place(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let mut inside = false;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        // A sign can be a letter in another shape.
        let signs = || !letter.is_ascii() && !words(letter.encode_utf8(&mut [0; 4])).is_empty();
        let part = letter.is_alphanumeric() || (inside && is_combining_mark(letter)) || signs();
        let alone = is_word_alone(letter);
        match runs.last_mut() {
            Some(run) if part && inside && !alone => run.end = end,
            _ if part => runs.push(at..end),
            _ => {}
        }
        inside = part && !alone;
    }
    let split = |run: std::ops::Range<usize>| {
        let folded = words(text.get(run.clone()).unwrap_or_default());
        folded.split_whitespace().map(|word| (word.to_owned(), run.clone())).collect::<Vec<_>>()
    };
    runs.into_iter().flat_map(split).collect()
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
pub(super) fn is_word_alone(letter: char) -> bool {
    matches!(u32::from(letter),
        0x1100..=0x11FF | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fold, key, words, words_in_place};

    proptest! {
        #[test]
        fn words_in_their_place_are_the_words(text in "[ -~\\PC]{0,30}") {
            let placed = words_in_place(&text);
            let one_by_one: Vec<&str> = placed.iter().map(|(word, _)| word.as_str()).collect();
            let folded = words(&text);
            prop_assert_eq!(one_by_one.concat(), folded.replace(' ', ""));
            prop_assert!(placed.windows(2).all(|two| two[0].1.start <= two[1].1.start));
            prop_assert!(placed.iter().all(|(_, at)| text.get(at.clone()).is_some_and(|part| !part.is_empty())));
        }

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
