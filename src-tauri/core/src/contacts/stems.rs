//! What a word shares with its usual forms: `parents` and `parent`, `Stiftungen` and `Stiftung`. Light on purpose, and the same rule
//! wherever words are compared: endings of English and German are taken off, one after the other, as long as four letters stay. Pure.

/// Endings that make a form of a word, the longer ones first.
const ENDINGS: &[&str] = &["ungen", "innen", "ings", "ung", "ing", "ed", "en", "er", "es", "em", "s", "n", "e"];
/// Letters that stay.
const LEAST: usize = 4;

/// The part of a word in small letters that its forms share; short words and words of other scripts are themselves.
#[must_use]
pub fn stem(word: &str) -> &str {
    let shorter = |word: &str| {
        let letters = word.chars().count();
        let end = ENDINGS.iter().find(|end| letters >= end.len() + LEAST && word.ends_with(**end))?;
        Some(word.len() - end.len())
    };
    let mut word = word;
    while let Some(left) = shorter(word).and_then(|end| word.get(..end)) {
        word = left;
    }
    word
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_share_a_stem_and_other_words_do_not() {
        for (one, other) in [
            ("philanthropist", "philanthropists"),
            ("parent", "parents"),
            ("reader", "readers"),
            ("lighthouse", "lighthouses"),
            ("stiftung", "stiftungen"),
            ("philanthrop", "philanthropen"),
            ("leuchtturm", "leuchtturms"),
            ("straße", "straßen"),
        ] {
            assert_eq!(stem(one), stem(other), "{one}");
        }
        for (one, other) in [("health", "heal"), ("sport", "spor"), ("music", "museum"), ("kunst", "kunde")] {
            assert_ne!(stem(one), stem(other), "{one}");
        }
        for short in ["art", "news", "sea", "see", "", "東", "музеи"] {
            assert_eq!(stem(short), short);
        }
    }
}
