//! The house's own words: what it avoids, and what is always right.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::stretch::words;
use crate::error::{Place, Problem};
use crate::ids::HouseWordId;
use crate::messages::Message;

/// Longest word or phrase, and longest of what stands instead, in characters.
const LONGEST: usize = 120;
/// Longest reason, in characters.
const LONGEST_REASON: usize = 300;
/// Most words of a phrase.
const WORDS: usize = 8;

/// A word of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct HouseWord {
    /// Its number.
    pub id: HouseWordId,
    /// The word or phrase.
    pub word: String,
    /// What the house says instead; empty where the word is just to go.
    pub instead: String,
    /// Why; may be empty.
    pub reason: String,
    /// The two letters of the language that it belongs to; empty for every language.
    pub language: String,
    /// It is always right, whatever a dictionary says; else it is avoided.
    pub right: bool,
}

/// A word of the house as somebody enters it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct HouseWordEdit {
    /// The word or phrase.
    pub word: String,
    /// What the house says instead; may be empty.
    pub instead: String,
    /// Why; may be empty.
    pub reason: String,
    /// The two letters of its language; empty for every language.
    pub language: String,
    /// It is always right.
    pub right: bool,
}

impl HouseWordEdit {
    /// Tidied.
    ///
    /// # Errors
    /// `proofing.house_word` with the field and the reason: `empty`, `long`, `many`, `same`, `control`, `language`, `both`.
    pub(super) fn judged(self) -> Result<Self, Problem> {
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let edit = Self {
            word: line(&self.word),
            instead: line(&self.instead),
            reason: line(&self.reason),
            language: self.language.trim().to_ascii_lowercase(),
            right: self.right,
        };
        let refuse = |field: &'static str, why: &'static str, most: usize| {
            let what = Message::new("proofing.house_word").with("why", why).with("most", most);
            Err(Problem { what, ..Problem::refusal("proofing.house_word") }.at(Place::field(field)))
        };
        let count = words(&edit.word).len();
        if count == 0 {
            return refuse("word", "empty", 0);
        }
        for (field, text, most) in
            [("word", &edit.word, LONGEST), ("instead", &edit.instead, LONGEST), ("reason", &edit.reason, LONGEST_REASON)]
        {
            if text.chars().count() > most {
                return refuse(field, "long", most);
            }
            if text.chars().any(char::is_control) {
                return refuse(field, "control", 0);
            }
        }
        if count > WORDS {
            return refuse("word", "many", WORDS);
        }
        if edit.right && !edit.instead.is_empty() {
            return refuse("instead", "both", 0);
        }
        if edit.word == edit.instead {
            return refuse("instead", "same", 0);
        }
        let plain = edit.language.is_empty() || edit.language.len() == 2 && edit.language.bytes().all(|one| one.is_ascii_lowercase());
        if plain { Ok(edit) } else { refuse("language", "language", 0) }
    }
}

/// A word without the size and the width of its letters; accents count, since `Müller` is not `Muller`.
pub(super) fn key_of(word: &str) -> String {
    word.nfkc().flat_map(char::to_lowercase).map(|one| if one == '’' { '\'' } else { one }).collect()
}
