//! How much of what is known of a person speaks for a text: their beats, what is noted about them, what they answered and wrote. The rule
//! stands in docs/guide.md. Pure, but for the door at its end.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use serde::Serialize;

use super::fold::words_in_place;
use super::kinds::TouchKind;
use super::special;
use super::stems::stem;
use super::store::relevance as store;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// Points of the first beat that the text speaks of, and of each further one.
const BEAT: u32 = 50;
const FURTHER_BEAT: u32 = 20;
/// Points of a word of the headline that is noted, and of another key word.
const OF_HEADLINE: u32 = 20;
const OF_TEXT: u32 = 10;
/// Most points of what is noted.
const MOST_NOTED: u32 = 60;
/// Points of whoever answered or wrote about us within a year.
const ANSWERED: u32 = 20;
const YEAR_MS: i64 = 365 * 86_400_000;
/// Whoever has fewer points is probably not interested.
pub const LOW: u32 = 20;
/// As many letters have to be noted about somebody of whom no beat is known: fewer say nothing.
const KNOWN_LETTERS: u32 = 60;
/// Key words of a text.
const KEY_WORDS: usize = 24;
/// Letters of a key word.
const LETTERS: usize = 4;
/// Letters that a word shares with a longer one that it is part of: `Denkmal` and `Denkmalschutz`.
const PART_LETTERS: usize = 6;
/// Longest part of a text that is shown as a sentence.
const LONGEST_SENTENCE: usize = 240;

/// Words that say nothing of what a text is about: in English, German and Dutch.
const SMALL: &[&str] = &[
    "about", "above", "after", "again", "against", "also", "among", "and", "another", "any", "are", "around", "because", "been", "before",
    "being", "between", "both", "but", "can", "could", "dear", "does", "down", "during", "each", "editor", "every", "first", "for", "from",
    "have", "here", "into", "its", "just", "last", "made", "make", "many", "more", "most", "much", "must", "need", "new", "only", "other",
    "our", "over", "said", "same", "says", "she", "should", "since", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "through", "time", "today", "under", "until", "very", "was", "well", "were", "what", "when",
    "where", "which", "while", "who", "will", "with", "within", "without", "would", "year", "years", "you", "your", "aber", "alle",
    "allem", "allen", "aller", "alles", "auch", "beim", "bereits", "bis", "dann", "das", "dass", "dem", "den", "der", "des", "die", "dies",
    "diese", "diesem", "diesen", "dieser", "dieses", "doch", "dort", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "fuer",
    "fur", "gegen", "haben", "hat", "hatte", "hier", "ihre", "ihrem", "ihren", "ihrer", "immer", "ist", "jahr", "jahre", "jahren", "jede",
    "jeder", "kann", "kein", "keine", "konnen", "mehr", "mit", "nach", "nicht", "noch", "oder", "ohne", "sein", "seine", "seit", "sich",
    "sind", "sowie", "uber", "und", "unser", "unsere", "unter", "viele", "vom", "von", "vor", "war", "waren", "wenn", "werden", "wie",
    "wieder", "wird", "wurde", "wurden", "zum", "zur", "zwischen", "deze", "door", "een", "hebben", "heeft", "het", "maar", "meer", "naar",
    "niet", "onze", "ook", "over", "van", "voor", "werd", "worden", "wordt", "zijn",
];

/// A key word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct KeyWord {
    /// What its forms share, folded.
    stem: String,
    /// The same as the index of words knows it.
    indexed: String,
    points: u32,
}

/// What a text is about, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyWords {
    key: Vec<KeyWord>,
    /// What all of its words share with their forms.
    said: HashSet<String>,
    /// Beginnings of words of beats that it is for.
    begun: Vec<String>,
}

fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

/// The words of a text that say something, with what the index knows each as.
fn telling(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    words_in_place(text).into_iter().filter_map(|(word, at)| {
        let tells = word.chars().count() >= LETTERS && word.chars().any(char::is_alphabetic) && !is_small(&word);
        tells.then(|| (word, text.get(at).unwrap_or_default().to_lowercase()))
    })
}

impl KeyWords {
    /// Of a headline and the text beneath it: all words of the headline, then those that the text says most.
    #[must_use]
    pub fn of(headline: &str, text: &str) -> Self {
        let mut found: BTreeMap<String, (usize, u32, String)> = BTreeMap::new();
        let in_headline: Vec<(String, String)> = telling(headline).collect();
        let all = in_headline.iter().cloned().chain(telling(text));
        for (at, (word, indexed)) in all.enumerate() {
            let held = found.entry(stem(&word).to_owned()).or_insert((at, 0, stem(&indexed).to_owned()));
            held.1 += 1;
        }
        let heads: BTreeSet<&str> = in_headline.iter().map(|(word, _)| stem(word)).collect();
        let said = words_in_place(headline).into_iter().chain(words_in_place(text)).map(|(word, _)| stem(&word).to_owned()).collect();
        let mut ranked: Vec<_> = found.into_iter().collect();
        ranked.sort_by_key(|(stem, (at, many, _))| (!heads.contains(stem.as_str()), std::cmp::Reverse(*many), *at));
        let word = |(stem, (_, _, indexed)): (String, (usize, u32, String))| {
            let points = if heads.contains(stem.as_str()) { OF_HEADLINE } else { OF_TEXT };
            KeyWord { stem, indexed, points }
        };
        Self { key: ranked.into_iter().take(KEY_WORDS).map(word).collect(), said, begun: Vec::new() }
    }

    /// The same of a text that is meant for whoever has a beat that begins so: it was chosen for them.
    #[must_use]
    pub fn meant_for(mut self, beat: &str) -> Self {
        self.begun.extend(words_in_place(beat).into_iter().map(|(word, _)| word).filter(|word| !is_small(word)));
        self
    }

    /// Whether nothing can be told of what the text is about.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    /// The key words, as what their forms share.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.key.iter().map(|key| key.stem.as_str())
    }

    /// The question for the index: one of the key words, or a longer one that begins so. Letters and digits only.
    pub(super) fn question(&self) -> String {
        self.key.iter().map(|key| format!("\"{}\"*", key.indexed.replace('"', ""))).collect::<Vec<_>>().join(" OR ")
    }

    /// The key word that a folded word is a form of.
    fn key_of(&self, word: &str) -> Option<&KeyWord> {
        let its = stem(word);
        let part = |key: &&KeyWord| its == key.stem || (key.stem.chars().count() >= PART_LETTERS && its.starts_with(&key.stem));
        self.key.iter().find(part)
    }

    /// Where words of a beat stand in it, if the text speaks of it.
    fn in_beat(&self, beat: &str) -> Vec<Range<usize>> {
        let begun = |word: &str| self.begun.iter().any(|begun| word.starts_with(begun.as_str()));
        let spoken = |word: &str| !is_small(word) && (self.said.contains(stem(word)) || self.key_of(word).is_some() || begun(word));
        words_in_place(beat).into_iter().filter(|(word, _)| spoken(word)).map(|(_, at)| at).collect()
    }
}

/// What speaks for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum SpeaksBy {
    /// A beat.
    Beat,
    /// The notes about them.
    Notes,
    /// A reply of theirs.
    Reply,
    /// Something that they wrote about us.
    Clipping,
    /// What was noted of a call.
    Call,
    /// What was noted of a meeting.
    Meeting,
    /// A note of a day.
    Note,
}

impl From<TouchKind> for SpeaksBy {
    fn from(kind: TouchKind) -> Self {
        match kind {
            TouchKind::Call => Self::Call,
            TouchKind::Meeting => Self::Meeting,
            TouchKind::Reply => Self::Reply,
            TouchKind::Clipping => Self::Clipping,
            TouchKind::Note => Self::Note,
        }
    }
}

/// A word that is marked, in characters from the beginning of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Marked {
    /// Where it begins.
    pub start: u32,
    /// How long it is.
    pub length: u32,
}

/// A sentence that speaks for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Speaks {
    /// Whence it is.
    pub by: SpeaksBy,
    /// When it was noted; none of beats and notes.
    pub at: Option<Millis>,
    /// The sentence, in the words that are kept.
    pub text: String,
    /// The words in it that the text has, too.
    pub marks: Vec<Marked>,
}

/// How near a person is to a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Relevance {
    /// From 0 to 100; none where too little is known of them, or of the text.
    pub score: Option<u32>,
    /// They answered or wrote about us within a year.
    pub answered: bool,
    /// What they cover.
    pub beats: Vec<String>,
    /// The sentences that speak for it, what speaks loudest first.
    pub speaks: Vec<Speaks>,
}

impl Relevance {
    /// Whether they are probably not interested.
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.score.is_some_and(|score| score < LOW)
    }
}

/// A text about somebody.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Noted {
    pub(super) by: SpeaksBy,
    pub(super) at: Option<Millis>,
    pub(super) text: String,
    /// How well it fits, by BM25: the less the better.
    pub(super) rank: f64,
}

/// What is known of somebody.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Known {
    pub(super) beats: Vec<String>,
    /// What speaks of each of them too: what it stands below, and all the other names.
    pub(super) wider: Vec<std::sync::Arc<[String]>>,
    /// Letters of all that is noted.
    pub(super) letters: u32,
    /// When they last answered or wrote about us.
    pub(super) answered_at: Option<Millis>,
    /// Texts that have one of the key words.
    pub(super) noted: Vec<Noted>,
}

/// The sentences of a text; one that is very long ends between words.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut begin = 0;
        let ends = |at: usize, end: usize| {
            let (letter, next) = (line.get(at..end).unwrap_or_default(), line.get(end..).unwrap_or_default());
            matches!(letter, "." | "!" | "?" | "…") && (next.is_empty() || next.starts_with(char::is_whitespace))
                || matches!(letter, "。" | "！" | "？")
        };
        for (at, letter) in line.char_indices() {
            let end = at + letter.len_utf8();
            let long = line.get(begin..end).is_some_and(|so_far| so_far.chars().count() >= LONGEST_SENTENCE) && letter.is_whitespace();
            if ends(at, end) || long {
                found.push(line.get(begin..end).unwrap_or_default());
                begin = end;
            }
        }
        found.push(line.get(begin..).unwrap_or_default());
    }
    found.into_iter().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

fn marked(text: &str, at: &Range<usize>) -> Marked {
    let count = |range: Range<usize>| u32::try_from(text.get(range).unwrap_or_default().chars().count()).unwrap_or(u32::MAX);
    Marked { start: count(0..at.start), length: count(at.clone()) }
}

/// What is known of somebody, judged; with up to `most` sentences.
pub(super) fn judge(known: Known, key: &KeyWords, now: Millis, most: usize) -> Relevance {
    let mut speaks = Vec::new();
    let (mut of_beats, mut words) = (0, BTreeMap::<&str, u32>::new());
    for (at, own) in known.beats.iter().enumerate() {
        let wider = known.wider.get(at).map_or(&[][..], |wider| &wider[..]);
        let spoken = std::iter::once(own).chain(wider).map(|said| (said, key.in_beat(said))).find(|(_, places)| !places.is_empty());
        if let Some((beat, places)) = spoken {
            of_beats += if of_beats == 0 { BEAT } else { FURTHER_BEAT };
            let marks = places.iter().map(|at| marked(beat, at)).collect();
            speaks.push((0, f64::MIN, Speaks { by: SpeaksBy::Beat, at: None, text: beat.clone(), marks }));
        }
    }
    for noted in &known.noted {
        for sentence in sentences(&noted.text) {
            let found: Vec<(&KeyWord, Range<usize>)> =
                words_in_place(sentence).into_iter().filter_map(|(word, at)| Some((key.key_of(&word)?, at))).collect();
            // What the law protects most is nobody's reason to be written to (L15).
            if found.is_empty() || !special(sentence).is_empty() {
                continue;
            }
            words.extend(found.iter().map(|(key, _)| (key.stem.as_str(), key.points)));
            let marks: Vec<Marked> = found.iter().map(|(_, at)| marked(sentence, at)).collect();
            let loud = i32::try_from(marks.len()).unwrap_or(i32::MAX);
            speaks.push((-loud, noted.rank, Speaks { by: noted.by, at: noted.at, text: sentence.to_owned(), marks }));
        }
    }
    speaks.sort_by(|(a, rank, one), (b, other_rank, other)| {
        let first = |by: SpeaksBy| by != SpeaksBy::Beat;
        first(one.by).cmp(&first(other.by)).then(a.cmp(b)).then(rank.total_cmp(other_rank))
    });
    let answered = answered(&known, now);
    let of_words = words.values().sum::<u32>().min(MOST_NOTED);
    let score = (of_beats + of_words + if answered { ANSWERED } else { 0 }).min(100);
    let is_known = !known.beats.is_empty() || known.letters >= KNOWN_LETTERS || answered || score > 0;
    Relevance {
        score: (is_known && !key.is_empty()).then_some(score),
        answered,
        beats: known.beats,
        speaks: speaks.into_iter().take(most).map(|(.., speaks)| speaks).collect(),
    }
}

/// How near these people are to a text, each with up to `most` sentences that speak for it. Whoever's data are restricted is not among
/// them: what is kept of them is not used (L6).
///
/// # Errors
/// What SQLite says.
pub fn relevance(tx: &ReadTx<'_>, people: &[PersonId], key: &KeyWords, most: usize) -> Result<HashMap<PersonId, Relevance>, StoreError> {
    let now = tx.now();
    let known = store::known(tx, people, key, |_| true)?;
    Ok(known.into_iter().map(|(person, known)| (person, judge(known, key, now, most))).collect())
}

/// Those of these people who are probably not interested, each with up to `most` sentences. Whose beats or answers speak for the text is
/// not read about any further: of very many that is most of the work.
///
/// # Errors
/// What SQLite says.
pub fn uninterested(tx: &ReadTx<'_>, people: &[PersonId], key: &KeyWords, most: usize) -> Result<HashMap<PersonId, Relevance>, StoreError> {
    let now = tx.now();
    let is_open = |known: &Known| !answered(known, now) && !known.beats.iter().any(|beat| !key.in_beat(beat).is_empty());
    let known = store::known(tx, people, key, is_open)?;
    let judged = known.into_iter().filter(|(_, known)| is_open(known)).map(|(person, known)| (person, judge(known, key, now, most)));
    Ok(judged.filter(|(_, one)| one.is_low()).collect())
}

/// Whether somebody answered or wrote about us within a year.
fn answered(known: &Known, now: Millis) -> bool {
    known.answered_at.is_some_and(|at| now.get().saturating_sub(at.get()) <= YEAR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(text: &str) -> Noted {
        Noted { by: SpeaksBy::Note, at: None, text: text.to_owned(), rank: -1.0 }
    }

    fn lens() -> KeyWords {
        KeyWords::of("The lighthouse shines again", "The lens of Averil Point is back. Volunteers restored the lens for heritage.")
    }

    fn judged(beats: &[&str], texts: &[&str], letters: u32) -> Relevance {
        let known = Known {
            beats: beats.iter().map(|beat| (*beat).to_owned()).collect(),
            wider: Vec::new(),
            letters,
            answered_at: None,
            noted: texts.iter().map(|text| noted(text)).collect(),
        };
        judge(known, &lens(), Millis::from(1_795_514_400_000), 3)
    }

    #[test]
    fn a_beat_that_the_text_speaks_of_counts_most_and_stands_first() {
        let found = judged(&["music", "maritime heritage"], &["Asked about the lens. Likes mornings."], 80);
        assert_eq!(found.score, Some(60));
        let said: Vec<_> = found.speaks.iter().map(|one| (one.by, one.text.as_str(), one.marks.clone())).collect();
        assert_eq!(
            said,
            [
                (SpeaksBy::Beat, "maritime heritage", vec![Marked { start: 9, length: 8 }]),
                (SpeaksBy::Note, "Asked about the lens.", vec![Marked { start: 16, length: 4 }]),
            ]
        );
    }

    #[test]
    fn little_known_is_unknown_and_never_low() {
        assert_eq!(judged(&[], &[], 0).score, None);
        assert_eq!(judged(&[], &[], 59).score, None);
        let other = judged(&["music"], &[], 0);
        assert_eq!((other.score, other.is_low()), (Some(0), true));
        assert!(judged(&[], &[], 60).is_low());
        let answered = Known { beats: vec!["music".to_owned()], answered_at: Some(1_795_000_000_000.into()), ..Known::default() };
        assert!(!judge(answered, &lens(), Millis::from(1_795_514_400_000), 3).is_low(), "whoever answered is not told to be uninterested");
        let nothing = Known { beats: vec!["music".to_owned()], ..Known::default() };
        assert_eq!(judge(nothing, &KeyWords::of("", "42 — 東京"), 0.into(), 3).score, None, "nothing can be told of such a text");
    }

    #[test]
    fn what_the_law_protects_most_neither_counts_nor_is_shown() {
        let found = judged(&["music"], &["Is ill since the lighthouse opened."], 80);
        assert_eq!((found.score, found.speaks.len()), (Some(0), 0));
    }

    #[test]
    fn forms_of_a_word_are_the_word_and_parts_of_other_words_are_not() {
        let key = KeyWords::of("Denkmal am Hafen", "");
        let of = |word: &str| key.key_of(word).map(|key| key.points);
        assert_eq!(
            (of("denkmals"), of("denkmalschutz"), of("hafens"), of("hafer"), of("denken")),
            (Some(20), Some(20), Some(20), None, None)
        );
    }

    #[test]
    fn sentences_are_the_persons_own_and_end_where_they_end() {
        assert_eq!(sentences("One. Two!\nThree v1.2 here? 四。五"), ["One.", "Two!", "Three v1.2 here?", "四。", "五"]);
        assert_eq!(sentences(" \n "), Vec::<&str>::new());
        let long = "wörd ".repeat(300);
        assert!(sentences(&long).iter().all(|one| one.chars().count() <= LONGEST_SENTENCE + 5));
    }

    #[test]
    fn the_question_for_the_index_has_nothing_of_its_language() {
        let question = KeyWords::of("\"Lens\" OR NEAR(* NOT) straße:", "").question();
        assert_eq!(question, "\"lens\"* OR \"near\"* OR \"straß\"*");
    }
}
