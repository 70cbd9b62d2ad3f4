//! Quotes of which nobody knows who said them.

use super::super::stretch::{ATOM, Kind, Stretch};
use super::super::{Hint, Rule};
use super::Reading;
use crate::literature::outline_of;
use crate::messages::Message;

/// What closes words that somebody said, in the scripts that people write here.
const CLOSING: [char; 9] = ['”', '“', '"', '»', '«', '’', '」', '』', '›'];

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    // Where quotes belong to no outline, what is set as one may be no words of anybody.
    if !outline_of(reading.kind, reading.sort).iter().any(|one| one.part == "quote") {
        return;
    }
    for (at, speaker) in reading.stretches.iter().enumerate().filter(|(_, one)| one.kind == Kind::Speaker) {
        if is_said(&speaker.text) || speaker.text.contains(ATOM) {
            continue;
        }
        let before = reading.stretches.get(..at).unwrap_or_default();
        let quote = || before.iter().rev().take_while(|one| one.place.block == speaker.place.block);
        let Some(words) = quote().find(|one| is_said(&one.text)) else { continue };
        let lead = before.get(..at - quote().count()).and_then(<[Stretch]>::last);
        if quote().any(|one| names_speaker(&one.text)) || lead.is_some_and(|lead| introduces(&lead.text)) {
            continue;
        }
        out.push(words.hint(Rule::Speaker, 0..words.text.len(), Message::new("proofing.speaker"), Vec::new()));
    }
}

fn is_said(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether words stand behind those that were said: `“It turns,” said Ana Reis.`
fn names_speaker(text: &str) -> bool {
    let Some((at, closing)) = text.char_indices().rev().find(|(_, letter)| CLOSING.contains(letter)) else { return false };
    let inner = text.get(..at).unwrap_or_default();
    // An apostrophe within a word closes nothing.
    let apostrophe = closing == '’' && inner.chars().next_back().is_some_and(char::is_alphanumeric);
    !apostrophe && is_said(text.get(at..).unwrap_or_default()) && is_said(inner)
}

/// Whether the paragraph before says whose words come: `The director said:`
fn introduces(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}
