//! Figures that contradict each other for certain: a number in words and another in brackets behind it, numbers of which some
//! group their digits and others do not.

use std::ops::Range;

use super::super::stretch::{ATOM, Stretch, Word, words};
use super::super::{Fix, Hint, Rule};
use super::Reading;
use crate::messages::Message;

const ENGLISH: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const GERMAN: [&str; 21] = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
    "zwanzig",
];

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    let (Some(names), Some(sign)) = (reading.either(ENGLISH, GERMAN), reading.either(',', '.')) else { return };
    let mut grouped = 0usize;
    let mut bare: Vec<(&Stretch, Range<usize>, String)> = Vec::new();
    for stretch in reading.stretches {
        let all = words(&stretch.text);
        for (at, word) in all.iter().enumerate() {
            contradiction(stretch, &all, at, &names, out);
            let digits = word.text.chars().filter(char::is_ascii_digit).count();
            let plain = word.text.chars().all(|one| one.is_ascii_digit());
            if plain && (5..=9).contains(&digits) && !word.text.starts_with('0') && !is_a_code(&stretch.text, word) {
                bare.push((stretch, word.start..word.end, group(word.text, sign)));
            } else if is_grouped(word.text, sign) {
                grouped += 1;
            }
        }
    }
    if grouped < 2 {
        return;
    }
    for (stretch, range, text) in bare {
        let what = Message::new("proofing.figures.grouped").with("other", text.as_str());
        out.push(stretch.hint(Rule::Figures, range, what, vec![Fix::words(text)]));
    }
}

/// `twelve (13)`.
fn contradiction(stretch: &Stretch, all: &[Word<'_>], at: usize, names: &[&str], out: &mut Vec<Hint>) {
    let (Some(word), Some(next)) = (all.get(at), all.get(at + 1)) else { return };
    let Some(named) = names.iter().position(|name| *name == word.text.to_lowercase()) else { return };
    let Ok(figure) = next.text.parse::<usize>() else { return };
    let between = stretch.text.get(word.end..next.start).unwrap_or_default();
    let closed = stretch.text.get(next.end..).unwrap_or_default().starts_with(')');
    if between.trim() != "(" || !closed || figure == named {
        return;
    }
    let range = word.start..next.end + 1;
    let said = names.get(figure).map(|name| super::written_like(name, word.text));
    let mut fixes = vec![Fix::words(format!("{} ({named})", word.text))];
    fixes.extend(said.map(|name| Fix::words(format!("{name} ({figure})"))));
    out.push(stretch.hint(Rule::Figures, range, Message::new("proofing.figures.two"), fixes));
}

/// A phone number, a post code, a part of something that is no quantity.
fn is_a_code(text: &str, word: &Word<'_>) -> bool {
    let before = text.get(..word.start).unwrap_or_default();
    let near: Vec<char> = before.chars().rev().take(2).collect();
    let joined = near.first().is_some_and(|one| matches!(*one, '+' | '/' | '-' | '–' | '(' | '.' | ':' | '#' | '@' | '_' | ATOM))
        || near.iter().any(|one| one.is_ascii_digit() || matches!(one, '+' | '#' | '('));
    let after: String = text.get(word.end..).unwrap_or_default().chars().take(2).collect();
    // A post code stands before its place: `20457 Hamburg`.
    let place = word.text.len() == 5 && after.starts_with(' ') && after.chars().nth(1).is_some_and(char::is_uppercase);
    joined || place || after.starts_with(['/', '-', '–', ':']) || after.chars().nth(1).is_some_and(|one| one.is_ascii_digit())
}

fn is_grouped(word: &str, sign: char) -> bool {
    let parts: Vec<&str> = word.split(sign).collect();
    let digits = |part: &&str| part.chars().all(|one| one.is_ascii_digit());
    parts.len() > 1
        && parts.iter().all(digits)
        && parts.first().is_some_and(|first| (1..=3).contains(&first.len()))
        && parts.iter().skip(1).all(|part| part.len() == 3)
}

fn group(digits: &str, sign: char) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(sign);
        }
        out.push(digit);
    }
    out
}
