//! What somebody wrote in one field, `philanthropists in Zeeland`, read as names that this workspace knows.

use serde::Serialize;

use super::wanted::{Sort, Wanted};
use crate::contacts::{self, fold_key, stem, words_in_place};
use crate::error::{Place, Problem};
use crate::segments::nearest;
use crate::workspace::{ReadTx, StoreError};

/// Longest text in characters.
pub(super) const LONGEST: usize = 500;
/// Names that begin like a word and are compared with what follows it.
const LOOKED_AT: u32 = 500;
/// Letters of a word that is compared with names for a slip.
const LONG_ENOUGH: usize = 4;

/// Words that join others or say what the page does anyway, unless a name has them: in English, German and Dutch.
const JOINING: &[&str] = &[
    "a",
    "about",
    "all",
    "an",
    "and",
    "around",
    "at",
    "based",
    "by",
    "cover",
    "covering",
    "for",
    "from",
    "in",
    "journalist",
    "journalists",
    "live",
    "living",
    "media",
    "near",
    "of",
    "on",
    "or",
    "our",
    "outlet",
    "outlets",
    "people",
    "press",
    "reach",
    "reaching",
    "read",
    "readers",
    "reading",
    "that",
    "the",
    "to",
    "who",
    "with",
    "write",
    "writing",
    "alle",
    "am",
    "auf",
    "aus",
    "bei",
    "das",
    "dem",
    "den",
    "der",
    "des",
    "die",
    "ein",
    "eine",
    "einer",
    "erreichen",
    "fur",
    "fuer",
    "im",
    "journalistin",
    "journalisten",
    "journalistinnen",
    "lesen",
    "leser",
    "leute",
    "medien",
    "menschen",
    "mit",
    "oder",
    "presse",
    "rund",
    "schreiben",
    "uber",
    "ueber",
    "um",
    "und",
    "unsere",
    "von",
    "vom",
    "zu",
    "zum",
    "zur",
    "de",
    "een",
    "en",
    "het",
    "mensen",
    "over",
    "pers",
    "van",
    "voor",
];

/// A part of the text that no name explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "ReachUnknown")]
pub struct Unknown {
    /// As it was written.
    pub words: String,
    /// The name that was perhaps meant.
    pub perhaps: Option<String>,
}

/// A text as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "ReachUnderstood")]
pub struct Understood {
    /// The names that were found in it.
    pub wanted: Wanted,
    /// What was not understood.
    pub unknown: Vec<Unknown>,
}

/// Reads a text: the longest names first, in whatever form of their words; a name that is an audience's or a region's and also a beat's
/// is taken as both.
///
/// # Errors
/// `reach.long`.
pub(super) fn understand(tx: &ReadTx<'_>, text: &str) -> Result<Understood, Problem> {
    if text.chars().count() > LONGEST {
        return Err(Problem::refusal("reach.long").with("most", LONGEST).at(Place::field("words")));
    }
    let words = words_in_place(text);
    let (mut understood, mut at) = (Understood::default(), 0);
    // Where what was not understood begins and ends; it grows as long as the words follow one another.
    let mut open: Option<std::ops::Range<usize>> = None;
    while let Some((word, place)) = words.get(at) {
        let rest = words.get(at..).unwrap_or_default();
        let found = found_at(tx, rest)?;
        let joins = JOINING.contains(&word.as_str());
        if found.is_empty() && !joins {
            let begun = open.take().map_or(place.start, |run| run.start);
            open = Some(begun..place.end);
            at += 1;
            continue;
        }
        close(tx, text, open.take(), &mut understood.unknown)?;
        at += found.iter().map(|(_, _, length)| *length).max().unwrap_or(1);
        for (sort, name, _) in found {
            let names = understood.wanted.names(sort);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    close(tx, text, open, &mut understood.unknown)?;
    Ok(understood)
}

fn close(tx: &ReadTx<'_>, text: &str, open: Option<std::ops::Range<usize>>, unknown: &mut Vec<Unknown>) -> Result<(), StoreError> {
    let Some(words) = open.and_then(|run| text.get(run)).map(str::to_owned) else { return Ok(()) };
    let perhaps = perhaps(tx, &words)?;
    unknown.push(Unknown { words, perhaps });
    Ok(())
}

/// The longest names that these words begin with, each with how many words it has.
fn found_at(tx: &ReadTx<'_>, words: &[(String, std::ops::Range<usize>)]) -> Result<Vec<(Sort, String, usize)>, StoreError> {
    let Some((first, _)) = words.first() else { return Ok(Vec::new()) };
    let mut found: Vec<(Sort, String, usize)> = Vec::new();
    for sort in Sort::ALL {
        let begun = names_beginning(tx, sort, stem(first))?;
        let best = begun.into_iter().filter_map(|name| Some((length_if_said(&name, words)?, name)));
        // Of two forms of one name the one that was written.
        let exactly = |length: usize, name: &str| {
            let said: Vec<&str> = words.iter().take(length).map(|(word, _)| word.as_str()).collect();
            fold_key(name) == said.join(" ")
        };
        if let Some((length, name)) = best.max_by_key(|(length, name)| (*length, exactly(*length, name))) {
            found.push((sort, name, length));
        }
    }
    let longest = found.iter().map(|(.., length)| *length).max().unwrap_or_default();
    found.retain(|(.., length)| *length == longest);
    if let Some((first, ..)) = found.first().cloned() {
        found.retain(|(sort, ..)| *sort == first || *sort == Sort::Beat);
    }
    Ok(found)
}

/// How many words a name has, if these begin with a form of each of them.
fn length_if_said(name: &str, words: &[(String, std::ops::Range<usize>)]) -> Option<usize> {
    let key = fold_key(name);
    let mut length = 0;
    for word in key.split(' ') {
        let (said, _) = words.get(length)?;
        if stem(said) != stem(word) {
            return None;
        }
        length += 1;
    }
    (length > 0).then_some(length)
}

fn names_beginning(tx: &ReadTx<'_>, sort: Sort, beginning: &str) -> Result<Vec<String>, StoreError> {
    match sort.of_outlets() {
        Some(which) => contacts::outlet_names_in_use(tx, which, beginning, LOOKED_AT),
        None => contacts::beats_beginning(tx, beginning, LOOKED_AT),
    }
}

/// The name that was perhaps meant by words that are none: one that begins with the same letter.
fn perhaps(tx: &ReadTx<'_>, words: &str) -> Result<Option<String>, StoreError> {
    let key = fold_key(words);
    let Some(first) = key.chars().next().filter(|_| key.chars().count() >= LONG_ENOUGH) else { return Ok(None) };
    let mut names = Vec::new();
    for sort in Sort::ALL {
        names.extend(names_beginning(tx, sort, &first.to_string())?);
    }
    let keys: Vec<String> = names.iter().map(|name| fold_key(name)).collect();
    let near = nearest(&key, keys.iter().map(String::as_str));
    Ok(near.and_then(|near| keys.iter().position(|key| key == near)).and_then(|at| names.get(at).cloned()))
}
