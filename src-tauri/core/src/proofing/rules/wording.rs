//! Words that the house avoids, and what it says instead.

use std::collections::HashMap;

use super::super::house::key_of;
use super::super::stretch::words;
use super::super::{Fix, Hint, HouseWord, Rule};
use super::{Reading, written_like};
use crate::messages::Message;

/// Most words of one entry that are looked at together.
const LONGEST: usize = 8;

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let mut avoided: HashMap<Vec<String>, &HouseWord> = HashMap::new();
    for word in reading.house.iter().filter(|word| !word.right && fits(&word.language, reading.tongue())) {
        let pieces: Vec<String> = words(&word.word).iter().map(|piece| key_of(piece.text)).collect();
        if (1..=LONGEST).contains(&pieces.len()) {
            avoided.insert(pieces, word);
        }
    }
    if avoided.is_empty() {
        return;
    }
    let longest = avoided.keys().map(Vec::len).max().unwrap_or(0);
    for stretch in reading.stretches {
        let all = words(&stretch.text);
        let keys: Vec<String> = all.iter().map(|word| key_of(word.text)).collect();
        let mut at = 0;
        while at < all.len() {
            // The longest entry that begins here is meant.
            let found = (1..=longest.min(all.len() - at))
                .rev()
                .find_map(|count| keys.get(at..at + count).and_then(|run| avoided.get(run)).map(|word| (count, *word)));
            let Some((count, word)) = found else {
                at += 1;
                continue;
            };
            if let (Some(first), Some(last)) = (all.get(at), all.get(at + count - 1)) {
                let range = first.start..last.end;
                let said = stretch.said(&range);
                // An entry that differs in its letters' size alone (`Internet`, `internet`) is right where it stands as it should.
                let is_right = said == word.instead || key_of(&word.instead) == key_of(&word.word) && said != word.word;
                if !is_right {
                    out.push(stretch.hint(Rule::House, range.clone(), message(word), fixes(word, said)));
                }
            }
            at += count;
        }
    }
}

fn fits(language: &str, tongue: &str) -> bool {
    language.is_empty() || language.get(..2) == Some(tongue)
}

fn message(word: &HouseWord) -> Message {
    Message::new("proofing.house")
        .with("instead", word.instead.as_str())
        .with("has", if word.instead.is_empty() { "no" } else { "yes" })
        .with("reason", word.reason.as_str())
        .with("why", if word.reason.is_empty() { "no" } else { "yes" })
}

fn fixes(word: &HouseWord, said: &str) -> Vec<Fix> {
    if word.instead.is_empty() {
        return Vec::new();
    }
    // Whoever enters letters of either size means them.
    let own = word.instead.chars().any(char::is_uppercase) || word.word.chars().any(char::is_uppercase);
    vec![Fix::words(if own { word.instead.clone() } else { written_like(&word.instead, said) })]
}
