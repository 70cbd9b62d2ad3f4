//! What must be right before a text can be mailed to anybody, with the place and what could stand there instead.

use super::{escape, oddities};
use crate::contacts::MERGE_FIELDS;
use crate::error::Place;
use crate::literature::templates::open_places;
use crate::literature::{self, Attachment, Block, Document, Finding, Inline};
use crate::messages::Message;

/// Fields that cannot be read, names that are none of the vocabulary, and fallbacks that are missing (W4).
/// `greeting` needs none: every language greets somebody whose name it does not know.
#[must_use]
pub fn check_fields(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    for found in &document.fields {
        let place = document.place_of(&found.span);
        let Some(field) = &found.field else {
            let proposal = "{{ first_name | \"…\" }}".to_owned();
            findings.push(Finding::error(Message::new("rendering.field_unreadable")).at(Place { proposal: Some(proposal), ..place }));
            continue;
        };
        if !MERGE_FIELDS.contains(&field.name.as_str()) {
            let likely = likely_field(&field.name);
            let mut what = Message::new(if likely.is_some() { "rendering.field_unknown_likely" } else { "rendering.field_unknown" })
                .with("field", field.name.as_str())
                .with("fields", MERGE_FIELDS.join(", "));
            if let Some(likely) = likely {
                what.set("likely", likely.into());
            }
            let proposal =
                likely.map(|name| crate::literature::Field { name: name.to_owned(), fallback: field.fallback.clone() }.to_source());
            findings.push(Finding::error(what).at(Place { proposal, ..place }));
        } else if field.name != "greeting" && field.fallback.as_deref().is_none_or(|words| words.trim().is_empty()) {
            let fallback = Some(usual_fallback(&field.name).to_owned());
            let proposal = Some(crate::literature::Field { name: field.name.clone(), fallback }.to_source());
            let what = Message::new("rendering.no_fallback").with("field", field.name.as_str());
            findings.push(Finding::error(what).at(Place { proposal, ..place }));
        }
    }
    findings
}

/// Everything that is to be said about a text with its files before it is mailed.
#[must_use]
pub fn check(document: &Document, files: &[Attachment]) -> Vec<Finding> {
    let mut findings = document.findings.clone();
    findings.extend(check_fields(document));
    let front = &document.front;
    for (name, value) in [("headline", &front.headline), ("subject", &front.subject), ("preheader", &front.preheader)] {
        if value.as_deref().is_some_and(|value| value.trim().contains(|c: char| c.is_control())) {
            let what = Message::new("rendering.header_break").with("header", name);
            findings.push(Finding::error(what).at(document.place_of_field(name)));
        } else {
            let odd = oddities::characters(value.as_deref().unwrap_or_default());
            findings.extend(odd.into_iter().map(|found| found.at(document.place_of_field(name))));
        }
    }
    let blank = |value: &Option<String>| value.as_deref().is_none_or(|value| value.trim().is_empty());
    if blank(&front.subject) && blank(&front.headline) {
        findings.push(Finding::error(Message::new("rendering.no_subject")).at(document.place_of_field("subject")));
    }
    if document.blocks.iter().all(|placed| matches!(placed.block, Block::Raw | Block::Shared(_))) {
        findings.push(Finding::error(Message::new("rendering.no_text")));
    }
    let keep_place = literature::place_told(files.iter().filter(|file| file.keeps_place).map(|file| file.name.as_str()));
    findings.extend(keep_place.map(Finding::warning));
    for placed in &document.blocks {
        let place = document.place_of(&placed.span);
        // What is there stands in the place of its reference by now.
        if let Block::Shared(name) = &placed.block {
            findings.push(Finding::error(Message::new("literature.block_missing").with("name", name.as_str())).at(place));
            continue;
        }
        if matches!(placed.block, Block::Raw) {
            let source = document.text.get(placed.span.clone()).unwrap_or_default();
            if source.trim_start().starts_with('<') {
                findings.push(Finding::warning(Message::new("rendering.raw_dropped")).at(place.clone()));
            }
        }
        if !open_places(document.text.get(placed.span.clone()).unwrap_or_default()).is_empty()
            && !matches!(placed.block, Block::Code { .. })
        {
            findings.push(Finding::warning(Message::new("rendering.placeholder")).at(place.clone()));
        }
        let mut faults = oddities::characters(document.text.get(placed.span.clone()).unwrap_or_default());
        walk(&placed.block, &mut |inline| judge_inline(inline, files, &mut faults));
        findings.extend(faults.into_iter().map(|fault| fault.at(place.clone())));
    }
    findings
}

/// The pages of the web that a text leads to, each once, with the place; those whose address hangs on who reads it are left out.
#[must_use]
pub fn web_links(document: &Document) -> Vec<(String, Place)> {
    let mut found: Vec<(String, Place)> = Vec::new();
    for placed in &document.blocks {
        walk(&placed.block, &mut |inline| {
            if let Inline::Link { url, .. } = inline
                && let Some(address) = oddities::web_address(url)
                && !found.iter().any(|(known, _)| *known == address)
            {
                found.push((address, document.place_of(&placed.span)));
            }
        });
    }
    found
}

fn judge_inline(inline: &Inline, files: &[Attachment], faults: &mut Vec<Finding>) {
    match inline {
        Inline::Link { url, .. } if !escape::may_link(url) => {
            let shown: String = escape::fixed_start(url).chars().take(60).collect();
            faults.push(Finding::error(Message::new("rendering.link_refused").with("link", shown)));
        }
        Inline::Link { url, words, .. } => oddities::link(url, words, faults),
        Inline::Image { src, alt, .. } => {
            let key = super::page::picture_key(src);
            match files.iter().find(|file| file.inline && file.name.to_lowercase() == key) {
                None => faults
                    .push(Finding::error(Message::new("rendering.picture_missing").with("file", src.chars().take(80).collect::<String>()))),
                Some(file) if alt.trim().is_empty() && file.alt.trim().is_empty() => {
                    faults.push(Finding::warning(Message::new("rendering.no_alt").with("file", file.name.as_str())));
                }
                Some(_) => {}
            }
        }
        Inline::Raw(_) => faults.push(Finding::warning(Message::new("rendering.raw_dropped"))),
        _ => {}
    }
}

/// Calls `each` for every inline of a block, however deep.
pub(super) fn walk(block: &Block, each: &mut dyn FnMut(&Inline)) {
    match block {
        Block::Paragraph(words) | Block::Heading { words, .. } => walk_words(words, each),
        Block::Quote { blocks, speaker } => {
            blocks.iter().for_each(|block| walk(block, each));
            walk_words(speaker.as_deref().unwrap_or_default(), each);
        }
        Block::List { items, .. } => items.iter().flatten().for_each(|block| walk(block, each)),
        Block::Note { blocks, .. } => blocks.iter().for_each(|block| walk(block, each)),
        Block::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).for_each(|cell| walk_words(cell, each)),
        Block::Code { .. } | Block::Rule | Block::Shared(_) | Block::Raw => {}
    }
}

fn walk_words(words: &[Inline], each: &mut dyn FnMut(&Inline)) {
    for word in words {
        each(word);
        match word {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) | Inline::Link { words: inner, .. } => {
                walk_words(inner, each);
            }
            _ => {}
        }
    }
}

/// The field that a misspelt name may mean.
fn likely_field(name: &str) -> Option<&'static str> {
    let folded = name.replace('_', "");
    let known = match folded.as_str() {
        "firstname" | "givenname" | "forename" | "vorname" => Some("first_name"),
        "lastname" | "surname" | "familyname" | "nachname" => Some("last_name"),
        "fullname" => Some("name"),
        "salute" | "hello" | "dear" => Some("greeting"),
        "company" | "newspaper" | "medium" => Some("outlet"),
        "town" => Some("city"),
        "title" => Some("salutation"),
        _ => None,
    };
    known.or_else(|| {
        MERGE_FIELDS.iter().map(|field| (distance(name, field), *field)).filter(|(far, _)| *far <= 2).min().map(|(_, field)| field)
    })
}

/// How many letters must change to make `b` of `a` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let get = |at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let left = next.last().copied().unwrap_or(usize::MAX / 2);
            next.push((get(j) + usize::from(x != *y)).min(get(j + 1) + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

fn usual_fallback(field: &str) -> &'static str {
    match field {
        "outlet" => "your paper",
        "city" => "your city",
        "country" => "your country",
        "role" | "last_name" | "first_name" | "name" | "salutation" => "editor",
        _ => "…",
    }
}
