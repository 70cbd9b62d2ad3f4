//! A text with places to fill: split once a document, filled once a person.

use super::language::Words;
use super::{escape, notice};
use crate::contacts::MergeValues;
use crate::literature::{Field, Finding};
use crate::messages::Message;

/// What a place is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    /// A merge field as words.
    Field(Field),
    /// A merge field within a link's address.
    InUrl(Field),
    /// The address of the link by which a person asks for no more mail.
    StopLink,
    /// The address to write to for that, as words.
    StopAddress,
    /// The subject that such a mail should have.
    StopSubject,
    /// Where a person's data come from.
    NoticeSource,
    /// Since when they are had.
    NoticeDate,
}

/// Text or a place to fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bit {
    Text(String),
    Slot(Slot),
}

/// What fills the places for one person.
pub(super) struct Filling<'a> {
    pub(super) values: &'a MergeValues,
    pub(super) words: Words,
    pub(super) stop_link: &'a str,
    pub(super) stop_address: &'a str,
    pub(super) stop_subject: &'a str,
}

impl Filling<'_> {
    /// The words for a field: the person's own, else the fallback.
    pub(super) fn value(&self, field: &Field) -> Result<String, Box<Finding>> {
        let own = Some(escape::one_line(self.values.get(&field.name))).filter(|value| !value.trim().is_empty());
        if let Some(own) = own {
            // No name is longer; what is would only break layouts.
            return Ok(own.chars().take(1000).collect());
        }
        match &field.fallback {
            Some(fallback) => Ok(escape::one_line(fallback).into_owned()),
            None if field.name == "greeting" => Ok(self.words.greeting.to_owned()),
            None => Err(Box::new(Finding::error(Message::new("rendering.no_fallback").with("field", field.name.as_str())))),
        }
    }

    /// The words for a place, not escaped.
    pub(super) fn plain(&self, slot: &Slot) -> Result<String, Box<Finding>> {
        match slot {
            Slot::Field(field) => self.value(field),
            Slot::InUrl(field) => Ok(escape::url(&self.value(field)?)),
            Slot::StopLink => Ok(self.stop_link.to_owned()),
            Slot::StopAddress => Ok(self.stop_address.to_owned()),
            Slot::StopSubject => Ok(self.stop_subject.to_owned()),
            Slot::NoticeSource => Ok(escape::one_line(notice::read_value(self.values).1).into_owned()),
            Slot::NoticeDate => {
                let day = notice::read_value(self.values).0;
                Ok(chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").map_or_else(|_| day.to_owned(), |day| self.words.day(day)))
            }
        }
    }
}

const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Places by number, while HTML is made and its styles are inlined: marks of private characters stand for them.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Slot>);

impl Slots {
    /// The mark for `slot`.
    pub(super) fn mark(&mut self, slot: Slot) -> String {
        self.0.push(slot);
        format!("{OPEN}{}{CLOSE}", self.0.len() - 1)
    }

    /// Text cut at its marks.
    pub(super) fn cut(&self, text: &str) -> Vec<Bit> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let Some((number, tail)) = after.split_once(CLOSE) else { break };
            if !before.is_empty() {
                out.push(Bit::Text(before.to_owned()));
            }
            if let Some(slot) = number.parse::<usize>().ok().and_then(|number| self.0.get(number)) {
                out.push(Bit::Slot(slot.clone()));
            }
            rest = tail;
        }
        if !rest.is_empty() {
            out.push(Bit::Text(rest.to_owned()));
        }
        out
    }
}

/// A text with the marks' own characters taken out, so that nobody can write a mark.
pub(super) fn unmarked(text: &str) -> String {
    text.replace([OPEN, CLOSE], "\u{FFFD}")
}

/// Bits filled as plain words.
pub(super) fn fill(bits: &[Bit], filling: &Filling<'_>) -> Result<String, Box<Finding>> {
    // Room for what is the same for all, and for a name or two.
    let mut out = String::with_capacity(bits.iter().map(|bit| if let Bit::Text(text) = bit { text.len() } else { 32 }).sum());
    for bit in bits {
        match bit {
            Bit::Text(text) => out.push_str(text),
            Bit::Slot(slot) => out.push_str(&filling.plain(slot)?),
        }
    }
    Ok(out)
}

/// Bits filled as HTML: what comes from people is escaped.
pub(super) fn fill_html(bits: &[Bit], filling: &Filling<'_>) -> Result<String, Box<Finding>> {
    let mut out = String::new();
    for bit in bits {
        match bit {
            Bit::Text(text) => out.push_str(text),
            Bit::Slot(slot) => out.push_str(&escape::html(&filling.plain(slot)?)),
        }
    }
    Ok(out)
}
