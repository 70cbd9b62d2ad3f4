//! The block of fields in front of a text: YAML between two lines `---` (`docs`: "A document as a file").

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The fields in front of a text. What a document lacks is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Front {
    /// The headline.
    pub headline: Option<String>,
    /// The mail's subject; else the headline.
    pub subject: Option<String>,
    /// What inboxes show after the subject.
    pub preheader: Option<String>,
    /// The line under the headline.
    pub subhead: Option<String>,
    /// Place and date before the first sentence.
    pub dateline: Option<String>,
    /// Local time and IANA zone: `2026-11-26 06:00 Europe/London`.
    pub embargo: Option<String>,
    /// BCP 47 language of the text.
    pub language: Option<String>,
    /// What kind of literature it is.
    pub kind: Option<String>,
    /// The sort of an announcement.
    pub announcement: Option<String>,
}

const KEYS: [&str; 9] = ["headline", "subject", "preheader", "subhead", "dateline", "embargo", "language", "kind", "announcement"];

impl Front {
    fn get(&self, key: &str) -> Option<&str> {
        match key {
            "headline" => self.headline.as_deref(),
            "subject" => self.subject.as_deref(),
            "preheader" => self.preheader.as_deref(),
            "subhead" => self.subhead.as_deref(),
            "dateline" => self.dateline.as_deref(),
            "embargo" => self.embargo.as_deref(),
            "language" => self.language.as_deref(),
            "kind" => self.kind.as_deref(),
            "announcement" => self.announcement.as_deref(),
            _ => None,
        }
        .map(str::trim)
        .filter(|value| !value.is_empty())
    }
}

/// Where the front block's YAML is, and where the body begins; no range if the text has no front block.
pub(super) fn split(text: &str) -> (Option<Range<usize>>, usize) {
    let start = text.strip_prefix('\u{FEFF}').map_or(0, |rest| text.len() - rest.len());
    let mut at = start;
    let mut inside = None;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let bare = line.trim_end();
        match inside {
            None if bare == "---" => inside = Some(at + line.len()),
            None => return (None, start),
            Some(from) if bare == "---" || bare == "..." => return (Some(from..at), at + line.len()),
            Some(_) => {}
        }
        at += line.len();
    }
    (None, start)
}

/// Why a front block cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FrontFault {
    /// Line of the block's YAML, from 1.
    pub(super) line: u32,
    /// Column in characters, from 1.
    pub(super) column: u32,
}

/// Reads the YAML of a front block. Unknown keys are left alone.
pub(super) fn read(yaml: &str) -> Result<Front, FrontFault> {
    if yaml.trim().is_empty() {
        return Ok(Front::default());
    }
    let front: Option<Front> = serde_norway::from_str(yaml).map_err(|error| {
        let place = error.location();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        FrontFault { line: place.as_ref().map_or(1, |p| number(p.line())), column: place.as_ref().map_or(1, |p| number(p.column())) }
    })?;
    Ok(front.unwrap_or_default())
}

/// `text` with the fields of `front`; lines of fields that did not change keep their bytes.
pub(super) fn set(text: &str, front: &Front) -> String {
    let (yaml, body) = split(text);
    let old = yaml.clone().and_then(|range| text.get(range)).unwrap_or_default();
    let was = read(old).unwrap_or_default();
    let mut new = String::new();
    let mut seen = Vec::new();
    let mut keep = true;
    for line in old.split_inclusive('\n') {
        let key = line.split(':').next().filter(|key| !key.starts_with([' ', '\t', '#', '-']) && line.contains(':'));
        if let Some(key) = key {
            let known = KEYS.iter().find(|known| **known == key.trim());
            keep = true;
            if let Some(known) = known {
                seen.push(*known);
                if front.get(known) != was.get(known) {
                    keep = false;
                    if let Some(value) = front.get(known) {
                        new.push_str(&line_for(known, value));
                    }
                }
            }
        } else if line.trim().is_empty() || line.starts_with('#') {
            keep = true;
        }
        if keep {
            new.push_str(line);
        }
    }
    for key in KEYS.iter().filter(|key| !seen.contains(*key)) {
        if let Some(value) = front.get(key) {
            new.push_str(&line_for(key, value));
        }
    }
    if new == old {
        return text.to_owned();
    }
    let tail = text.get(body..).unwrap_or_default();
    if new.is_empty() && yaml.is_none() {
        return text.to_owned();
    }
    // Between a new front block and the text a blank line, as people write it.
    let gap = if yaml.is_none() && !tail.is_empty() && !tail.starts_with(['\n', '\r']) { "\n" } else { "" };
    format!("---\n{new}---\n{gap}{tail}")
}

fn line_for(key: &str, value: &str) -> String {
    let plain = format!("{key}: {value}\n");
    let risky = value.contains(['\n', '\r', '\t', '#', '{', '}', '"', '\\']) || value.starts_with(|c: char| !c.is_alphanumeric());
    if !risky && read(&plain).ok().as_ref().and_then(|front| front.get(key)) == Some(value) {
        return plain;
    }
    let quoted: String = value
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' | '\r' | '\t' => " ".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("{key}: \"{quoted}\"\n")
}
