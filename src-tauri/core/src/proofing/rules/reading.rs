//! How easily a text is read: Flesch's reading ease for English (R. Flesch, "A new readability yardstick", Journal of Applied
//! Psychology 32, 1948: 206.835 − 1.015 × words a sentence − 84.6 × syllables a word) and Amstad's form of it for German
//! (T. Amstad, "Wie verständlich sind unsere Zeitungen?", Zürich 1978: 180 − words a sentence − 58.5 × syllables a word).
//! Syllables are counted by their vowels; of a hundred words that is off by a few, so the figure is told without decimals.

use serde::Serialize;

use super::super::stretch::{ATOM, Kind, Stretch, sentences, words};
use super::super::{Hint, HintPlace, Rule, Where};
use super::Reading;
use crate::messages::Message;

/// Fewest words of which an ease is told.
const FEWEST: usize = 60;
/// More words than these are too many for one sentence, in English and in German.
const LONG: (usize, usize) = (35, 30);
/// What is harder than this is for graduates (Flesch's own table: 0 to 30, "very difficult").
const HARD: i32 = 30;

/// How easily a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Readability {
    /// 0 is very hard, 100 very easy; beyond both in odd texts.
    pub ease: i32,
    /// Words a sentence, rounded.
    pub words: u32,
}

/// The ease of a text's own words; none in a language without a formula, and of a few words.
pub(in super::super) fn readability(reading: &Reading<'_>) -> Option<Readability> {
    let german = reading.either(false, true)?;
    let (mut sentence_count, mut word_count, mut syllable_count) = (0usize, 0usize, 0usize);
    // Names and numbers of the press contact are no sentences.
    let running = |one: &&Stretch| one.kind == Kind::Words && one.place.at == Where::Block && !one.part.starts_with("contact");
    for stretch in reading.stretches.iter().filter(running) {
        for at in sentences(&stretch.text) {
            let found = words(stretch.said(&at));
            let counted = found.iter().filter(|word| word.text.chars().any(char::is_alphabetic));
            let before = word_count;
            for word in counted {
                word_count += 1;
                syllable_count += syllables(word.text, german);
            }
            sentence_count += usize::from(word_count > before);
        }
    }
    if word_count < FEWEST {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    let (sentences, words, syllables) = (sentence_count as f64, word_count as f64, syllable_count as f64);
    let (length, weight) = (words / sentences, syllables / words);
    let ease = if german { 180.0 - length - 58.5 * weight } else { 206.835 - 1.015 * length - 84.6 * weight };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a few thousand")]
    Some(Readability { ease: ease.round() as i32, words: length.round() as u32 })
}

/// Syllables of a word, by its vowels.
fn syllables(word: &str, german: bool) -> usize {
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    let is_vowel = |one: char| matches!(one, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'é' | 'è' | 'à' | 'á' | 'í' | 'ó' | 'ú');
    let mut count = 0;
    let mut at = 0;
    while let Some(letter) = lower.get(at).copied() {
        if !is_vowel(letter) {
            at += 1;
            continue;
        }
        count += 1;
        if german {
            // Two vowels are one sound in these alone; all others are spoken apart (`The-a-ter`).
            let two: String = lower.iter().skip(at).take(2).collect();
            at += if matches!(two.as_str(), "au" | "ei" | "ai" | "eu" | "äu" | "ie" | "aa" | "ee" | "oo" | "ey" | "ay") { 2 } else { 1 };
        } else {
            while lower.get(at).copied().is_some_and(is_vowel) {
                at += 1;
            }
        }
    }
    if !german && count > 1 {
        let ends = |tail: &str| word.to_lowercase().ends_with(tail);
        let silent = ends("e") && !ends("le")
            || ends("es") && !ends("ses") && !ends("ches") && !ends("shes") && !ends("xes")
            || ends("ed") && !ends("ted") && !ends("ded");
        count -= usize::from(silent);
    }
    count.max(1)
}

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let Some(most) = reading.either(LONG.0, LONG.1) else { return };
    for stretch in reading.stretches.iter().filter(|one| one.kind == Kind::Words && one.place.at == Where::Block) {
        for at in sentences(&stretch.text) {
            let count = words(stretch.said(&at)).len();
            if count > most && !stretch.said(&at).contains(ATOM) {
                out.push(stretch.hint(Rule::Sentences, at, Message::new("proofing.sentences.long").with("n", count), Vec::new()));
            }
        }
    }
    if let Some(found) = readability(reading).filter(|found| found.ease < HARD) {
        let place = HintPlace { at: Where::Document, block: 0, line: 0, from: 0, to: 0, row: None };
        let what = Message::new("proofing.sentences.hard").with("ease", i64::from(found.ease)).with("n", found.words);
        let around = "ease".to_owned();
        out.push(Hint { rule: Rule::Sentences, place, words: String::new(), around, what, fixes: Vec::new(), block: None });
    }
}
