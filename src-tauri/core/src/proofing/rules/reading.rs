//! How easily a text is read, by Flesch's reading ease and the forms that were published of it for other languages, each with words a sentence
//! (W) and syllables a word (S):
//!
//! * English: 206.835 − 1.015 W − 84.6 S (R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32, 1948).
//! * German: 180 − W − 58.5 S (T. Amstad, "Wie verständlich sind unsere Zeitungen?", Zürich 1978).
//! * French: 207 − 1.015 W − 73.6 S (L. Kandel and A. Moles, "Application de l'indice de Flesch à la langue française", Cahiers d'études de
//!   radio-télévision 19, 1958).
//! * Dutch: 206.84 − 0.93 W − 77 S (W. H. Douma, "De leesbaarheid van landbouwbladen", Wageningen 1960).
//! * Spanish: 206.84 − 1.02 W − 60 S (J. Fernández Huerta, "Medidas sencillas de lecturabilidad", Consigna 214, 1959; words a sentence, as Flesch
//!   has them, not the sentences among a hundred words of a misprint).
//! * Italian: 206 − W − 65 S (V. Franchina and R. Vacca's first form, 1972).
//!
//! Syllables are counted by their vowels; of a hundred words that is off by a few, so the figure is told without decimals.

use serde::Serialize;

use super::super::stretch::{ATOM, Kind, Stretch, sentences, words};
use super::super::{Hint, HintPlace, Rule, Where};
use super::Reading;
use crate::messages::Message;

/// Fewest words of which an ease is told.
const FEWEST: usize = 60;
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

/// The formula of a language: the whole, and what words a sentence and syllables a word take of it; none where none was published.
fn formula(tongue: &str) -> Option<(f64, f64, f64)> {
    Some(match tongue {
        "en" => (206.835, 1.015, 84.6),
        "de" => (180.0, 1.0, 58.5),
        "fr" => (207.0, 1.015, 73.6),
        "nl" => (206.84, 0.93, 77.0),
        "es" => (206.84, 1.02, 60.0),
        "it" => (206.0, 1.0, 65.0),
        _ => return None,
    })
}

/// More words than these are too many for one sentence; languages that put words together have fewer.
fn most_words(tongue: &str) -> Option<usize> {
    match tongue {
        "en" | "fr" | "es" | "it" => Some(35),
        "de" | "nl" => Some(30),
        _ => None,
    }
}

/// The ease of a text's own words; none in a language without a formula, and of a few words.
pub(in super::super) fn readability(reading: &Reading<'_>) -> Option<Readability> {
    let tongue = reading.tongue();
    let (whole, of_length, of_weight) = formula(tongue)?;
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
                syllable_count += syllables(word.text, tongue);
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
    let ease = whole - of_length * length - of_weight * weight;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a few thousand")]
    Some(Readability { ease: ease.round() as i32, words: length.round() as u32 })
}

/// Vowels that are one sound, longest first; all others are spoken apart (`The-a-ter`).
const GERMAN_SOUNDS: &[&str] = &["au", "ei", "ai", "eu", "äu", "ie", "aa", "ee", "oo", "ey", "ay"];
const DUTCH_SOUNDS: &[&str] =
    &["aai", "ooi", "oei", "eeu", "ieu", "aa", "ee", "oo", "uu", "ie", "oe", "eu", "ui", "ou", "au", "ei", "ai", "oi", "ey", "ay"];

/// Syllables of a word, by its vowels.
fn syllables(word: &str, tongue: &str) -> usize {
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    let count = match tongue {
        "de" => spoken_apart(&lower, GERMAN_SOUNDS),
        "nl" => spoken_apart(&lower, DUTCH_SOUNDS),
        "es" | "it" => by_strong_vowels(&lower),
        "fr" => french(&lower),
        _ => english(&lower),
    };
    count.max(1)
}

fn is_vowel(one: char) -> bool {
    matches!(
        one,
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'y'
            | 'ä'
            | 'ö'
            | 'ü'
            | 'é'
            | 'è'
            | 'à'
            | 'á'
            | 'í'
            | 'ó'
            | 'ú'
            | 'â'
            | 'ê'
            | 'ë'
            | 'î'
            | 'ï'
            | 'ô'
            | 'û'
            | 'ù'
            | 'ì'
            | 'ò'
            | 'œ'
            | 'æ'
    )
}

fn spoken_apart(lower: &[char], sounds: &[&str]) -> usize {
    let (mut count, mut at) = (0, 0);
    while let Some(letter) = lower.get(at) {
        let begins = |sound: &&&str| sound.chars().eq(lower.iter().skip(at).take(sound.chars().count()).copied());
        count += usize::from(is_vowel(*letter));
        at += sounds.iter().find(begins).map_or(1, |sound| sound.chars().count());
    }
    count
}

fn runs_of_vowels(lower: &[char]) -> usize {
    lower
        .iter()
        .enumerate()
        .filter(|(at, letter)| {
            is_vowel(**letter) && !at.checked_sub(1).and_then(|before| lower.get(before)).is_some_and(|one| is_vowel(*one))
        })
        .count()
}

fn english(lower: &[char]) -> usize {
    let count = runs_of_vowels(lower);
    let word: String = lower.iter().collect();
    let ends = |tail: &str| word.ends_with(tail);
    let silent = ends("e") && !ends("le")
        || ends("es") && !ends("ses") && !ends("ches") && !ends("shes") && !ends("xes")
        || ends("ed") && !ends("ted") && !ends("ded");
    count - usize::from(count > 1 && silent)
}

/// A mark above a vowel begins a syllable after another vowel (`ré-a-li-té`, `ma-ïs`), but for the silent one of `qu` and `gu`; an e at the end is silent.
fn french(lower: &[char]) -> usize {
    let marked = |one: char| matches!(one, 'é' | 'è' | 'ê' | 'ë' | 'ï' | 'â');
    let apart = lower.windows(2).enumerate().filter(|(at, two)| {
        let silent =
            two.first() == Some(&'u') && at.checked_sub(1).and_then(|before| lower.get(before)).is_some_and(|one| matches!(one, 'q' | 'g'));
        matches!(two, [one, next] if is_vowel(*one) && is_vowel(*next) && (marked(*next) && *one != 'i' || *one == 'é' && *next != 'e'))
            && !silent
    });
    let count = runs_of_vowels(lower) + apart.count();
    let silent = match lower {
        [.., before, 'e'] | [.., before, 'e', 's'] => !is_vowel(*before),
        _ => false,
    };
    count - usize::from(count > 1 && silent)
}

/// Strong vowels (a, e, o, and i or u under a mark) are a syllable each; weak ones go with them, or make one by themselves.
fn by_strong_vowels(lower: &[char]) -> usize {
    let strong = |one: char| matches!(one, 'a' | 'e' | 'o' | 'á' | 'é' | 'í' | 'ó' | 'ú' | 'à' | 'è' | 'ì' | 'ò' | 'ù');
    let weak = |at: usize| match lower.get(at) {
        Some('i' | 'u' | 'ü' | 'ï') => true,
        // Spanish y is a vowel at the end alone.
        Some('y') => at + 1 == lower.len(),
        _ => false,
    };
    let (mut count, mut at) = (0, 0);
    while at < lower.len() {
        let begins = at;
        let mut strongs = 0;
        while weak(at) || lower.get(at).is_some_and(|one| strong(*one)) {
            strongs += usize::from(lower.get(at).is_some_and(|one| strong(*one)));
            at += 1;
        }
        count += if at > begins { strongs.max(1) } else { 0 };
        at += usize::from(at == begins);
    }
    count
}

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let Some(most) = most_words(reading.tongue()) else { return };
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

#[cfg(test)]
mod tests {
    use super::syllables;

    #[test]
    fn syllables_are_counted_as_each_language_speaks_them() {
        for (tongue, words) in [
            ("en", &[("light", 1), ("lighthouse", 2), ("people", 2), ("turned", 1), ("noted", 2), ("the", 1)][..]),
            ("de", &[("Leuchtturm", 2), ("Theater", 3), ("häufig", 2), ("Boot", 1)]),
            (
                "fr",
                &[("phare", 1), ("lumière", 2), ("réalité", 4), ("théâtre", 2), ("musées", 2), ("fatigué", 3), ("le", 1), ("création", 3)],
            ),
            ("nl", &[("vuurtoren", 3), ("zeeën", 2), ("leeuw", 1), ("radio", 3), ("theater", 3), ("kooien", 2)]),
            ("es", &[("faro", 2), ("luz", 1), ("país", 2), ("ciudad", 2), ("museo", 3), ("guerra", 2), ("hoy", 1), ("leía", 3)]),
            ("it", &[("faro", 2), ("luce", 2), ("paese", 3), ("città", 2), ("museo", 3), ("quando", 2), ("più", 1)]),
        ] {
            for (word, count) in words {
                assert_eq!(syllables(word, tongue), *count, "{word} in {tongue}");
            }
        }
    }
}
