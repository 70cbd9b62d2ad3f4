//! The rules, one file for what belongs together. Each reads the stretches of a text and adds its hints.

mod dates;
mod figures;
mod form;
mod jargon;
mod links;
pub(super) mod reading;
mod speaker;
mod spelt;
mod tongue;
mod translated;
mod typing;
mod wording;

use chrono::NaiveDate;

use super::stretch::Stretch;
use super::{Hint, HouseWord, Rule};
use crate::literature::translation::PairState;
use crate::literature::{AnnouncementSort, DocumentKind, Paper, Part};

/// A text that is proofed, with what its rules need to know.
pub(super) struct Reading<'a> {
    pub(super) paper: &'a Paper,
    pub(super) stretches: &'a [Stretch],
    /// The whole tag of its language, `de-AT`.
    pub(super) language: &'a str,
    pub(super) kind: DocumentKind,
    /// Of an announcement, what it is about.
    pub(super) sort: Option<AnnouncementSort>,
    /// The day of its dateline or its embargo, else today: dates without a year are counted from it.
    pub(super) day: NaiveDate,
    pub(super) house: &'a [HouseWord],
    /// Its parts, with those that stand in reusable blocks.
    pub(super) parts: &'a [Part],
    /// Of a version in another language: what a translator has to look at, the three lines over the text counted as its first blocks.
    pub(super) open: &'a [(usize, PairState)],
}

impl Reading<'_> {
    /// The two letters of the language.
    pub(super) fn tongue(&self) -> &str {
        self.language.get(..2).unwrap_or_default()
    }

    /// The one of two that is the text's language; none in any other.
    pub(super) fn either<T>(&self, english: T, german: T) -> Option<T> {
        match self.tongue() {
            "en" => Some(english),
            "de" => Some(german),
            _ => None,
        }
    }
}

/// The hints of all rules that `is_on`.
pub(super) fn hints(reading: &Reading<'_>, is_on: impl Fn(Rule) -> bool) -> Vec<Hint> {
    let all: [fn(&Reading<'_>, &mut Vec<Hint>); 11] = [
        dates::hints,
        form::hints,
        speaker::hints,
        links::hints,
        wording::hints,
        spelt::hints,
        figures::hints,
        typing::hints,
        reading::hints,
        jargon::hints,
        translated::hints,
    ];
    let mut found = Vec::new();
    all.iter().for_each(|rule| rule(reading, &mut found));
    found.retain(|hint| is_on(hint.rule));
    found
}

/// `text` written as `like` is: all in capitals, with one in front, or as it stands.
pub(super) fn written_like(text: &str, like: &str) -> String {
    let mut letters = like.chars().filter(|letter| letter.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    let rest: Vec<char> = letters.collect();
    if !rest.is_empty() && rest.iter().all(|letter| letter.is_uppercase()) {
        return text.to_uppercase();
    }
    let mut given = text.chars();
    match given.next() {
        Some(begin) => begin.to_uppercase().collect::<String>() + given.as_str(),
        None => String::new(),
    }
}
