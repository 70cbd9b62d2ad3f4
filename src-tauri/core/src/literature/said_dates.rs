//! Dates that a text names: `2026-11-26` in any language, and the written forms of the text's own. Pure, and careful: what could
//! mean something else (`11/12/2026`, a month without a year) is no date.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate};

/// A date as a text says it, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidDate {
    /// The day that is meant.
    pub on: NaiveDate,
    /// The words: `26 November 2026`.
    pub said: String,
    /// The line of the text, counted from 1.
    pub line: u32,
    /// The field of the front block that it stands in; none: it stands in the text itself.
    pub field: Option<String>,
}

/// The months of a language, as they begin a word: what follows after the full name's beginning must be the rest of it.
type Months = [&'static str; 12];

const ENGLISH: Months =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const GERMAN: Months =
    ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"];
const FRENCH: Months =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const DUTCH: Months =
    ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
const SPANISH: Months =
    ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];
const ITALIAN: Months =
    ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"];

/// All dates that `text`, a document with its front block, says in `language` (BCP 47), but for the one of its embargo.
#[must_use]
pub fn said_dates(text: &str, language: &str) -> Vec<SaidDate> {
    let mut found: Vec<SaidDate> = Vec::new();
    for (on, at) in dates_in(text, language) {
        let (line, field) = place(text, at.start);
        if field.as_deref() != Some("embargo") {
            found.push(SaidDate { on, said: text.get(at).unwrap_or_default().to_owned(), line, field });
        }
    }
    found
}

/// All dates with their year that `text` says in `language` (BCP 47), each with its bytes.
#[must_use]
pub fn dates_in(text: &str, language: &str) -> Vec<(NaiveDate, Range<usize>)> {
    let (language, months) = months_of(language);
    let words = said_words(text, &language);
    let mut found = Vec::new();
    for three in words.windows(3) {
        let [first, second, third] = three else { continue };
        let between = |a: &Word<'_>, b: &Word<'_>| between(text, a, b, &language);
        let gaps = [between(first, second), between(second, third)];
        if let Some(on) = date([first.text, second.text, third.text], gaps, months, &language) {
            found.push((on, first.start..third.end));
        }
    }
    found
}

/// All days of a month that `text` says by the month's name, with a year or without: the month from 1, the day, and their bytes.
#[must_use]
pub fn days_in(text: &str, language: &str) -> Vec<(u32, u32, Range<usize>)> {
    let (language, months) = months_of(language);
    let Some(months) = months else { return Vec::new() };
    let words = said_words(text, &language);
    let mut found = Vec::new();
    for two in words.windows(2) {
        let [first, second] = two else { continue };
        let gap = between(text, first, second, &language);
        if gap.contains('\n') || gap.chars().count() > 3 || !matches!(gap.trim(), "" | ".") {
            continue;
        }
        let before = day(first.text, &language).zip(month(second.text, months));
        let behind = month(first.text, months).zip(day(second.text, &language)).filter(|_| language == "en");
        if let Some((day, month)) = before.or(behind.map(|(month, day)| (day, month))) {
            found.push((month, day, first.start..second.end));
        }
    }
    found
}

/// The two letters of a language, and its months if they are known.
fn months_of(language: &str) -> (String, Option<&'static Months>) {
    let language = language.get(..2).unwrap_or_default().to_ascii_lowercase();
    let months = match language.as_str() {
        "en" => Some(&ENGLISH),
        "de" => Some(&GERMAN),
        "fr" => Some(&FRENCH),
        "nl" => Some(&DUTCH),
        "es" => Some(&SPANISH),
        "it" => Some(&ITALIAN),
        _ => None,
    };
    (language, months)
}

fn date(words: [&str; 3], gaps: [&str; 2], months: Option<&Months>, language: &str) -> Option<NaiveDate> {
    // A date may be broken over two lines, but not over two paragraphs.
    if gaps.iter().any(|gap| gap.matches('\n').count() > 1 || gap.chars().count() > 6) {
        return None;
    }
    let [first, second, third] = words;
    let [one, two] = gaps.map(str::trim);
    if gaps == ["-", "-"] && first.len() == 4 && second.len() == 2 && third.len() == 2 {
        return day_of(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?);
    }
    let months = months?;
    let year = Some(third).filter(|year| year.len() == 4).and_then(|year| year.parse::<i32>().ok())?;
    if let (Some(day), Some(month)) = (day(first, language), month(second, months))
        && matches!(one, "" | ".")
        && matches!(two, "" | "." | ",")
    {
        return day_of(year, month, day);
    }
    if let (Some(month), Some(day)) = (month(first, months), day(second, language))
        && language == "en"
        && matches!(one, "" | ".")
        && matches!(two, "" | ",")
    {
        return day_of(year, month, day);
    }
    let dotted = language == "de" && one == "." && two == "." && first.len() <= 2 && second.len() <= 2;
    if dotted { day_of(year, second.parse().ok()?, first.parse().ok()?) } else { None }
}

fn day_of(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| (1900..2200).contains(&date.year()))
}

/// The day of a month: `26`, and where the language writes so `26th` or `1er`.
fn day(word: &str, language: &str) -> Option<u32> {
    let endings: &[&str] = match language {
        "en" => &["st", "nd", "rd", "th"],
        "fr" => &["er"],
        // Letters that stand high are letters; the sign of a degree is none.
        "it" => &["º"],
        _ => &[],
    };
    let number = endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    number.parse().ok().filter(|day| number.len() <= 2 && (1..=31).contains(day))
}

/// The month that a word names, whole or shortened to three letters or more.
fn month(word: &str, months: &Months) -> Option<u32> {
    let word = word.to_lowercase();
    let word = match word.as_str() {
        "jänner" => "januar",
        "setiembre" => "septiembre",
        "feber" => "februar",
        "sept" => "sep",
        other => other,
    };
    let fits = |name: &&str| {
        **name == *word || word.chars().count() >= 3 && word.len() < name.len() && name.starts_with(word) && word.chars().count() <= 4
    };
    let mut found = months.iter().enumerate().filter(|(_, name)| fits(name));
    let (at, _) = found.next()?;
    if found.next().is_some() { None } else { u32::try_from(at + 1).ok() }
}

struct Word<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

/// The words between which dates stand: Spanish joins theirs, `26 de noviembre de 2026`.
fn said_words<'t>(text: &'t str, language: &str) -> Vec<Word<'t>> {
    let mut all = words(text);
    if language == "es" {
        all.retain(|word| !JOINS.contains(&word.text));
    }
    all
}

const JOINS: [&str; 2] = ["de", "del"];

/// What stands between two words, without what joins them.
fn between<'t>(text: &'t str, a: &Word<'_>, b: &Word<'_>, language: &str) -> &'t str {
    let gap = text.get(a.end..b.start).unwrap_or_default();
    if language == "es" && gap.matches('\n').count() < 2 && JOINS.contains(&gap.trim()) { " " } else { gap }
}

/// Runs of letters and digits.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Word { text: text.get(from..at).unwrap_or_default(), start: from, end: at });
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The line at a byte of the text, and the field of the front block that it belongs to.
fn place(text: &str, at: usize) -> (u32, Option<String>) {
    let before = text.get(..at).unwrap_or_default();
    let line = u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX);
    let in_front = text.starts_with("---\n") && before.get(4..).is_some_and(|after| !after.contains("\n---"));
    let field = before.lines().rev().find_map(|line| {
        let (name, _) = line.split_once(':')?;
        (!name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')).then(|| name.to_owned())
    });
    (line, field.filter(|_| in_front))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, language: &str) -> Vec<(String, String)> {
        said_dates(text, language).into_iter().map(|date| (date.on.to_string(), date.said)).collect()
    }

    #[test]
    fn the_written_forms_of_each_language_are_read_and_no_others() {
        for (text, language, dates) in [
            ("on 26 November 2026, at noon", "en", vec![("2026-11-26", "26 November 2026")]),
            ("on the 26th November 2026", "en-GB", vec![("2026-11-26", "26th November 2026")]),
            ("on November 26, 2026.", "en", vec![("2026-11-26", "November 26, 2026")]),
            ("Nov. 26, 2026 and 1 Sept 2027", "en", vec![("2026-11-26", "Nov. 26, 2026"), ("2027-09-01", "1 Sept 2027")]),
            ("am 26. November 2026", "de", vec![("2026-11-26", "26. November 2026")]),
            ("am 6.1.2027 und am 3. Jänner 2027", "de-AT", vec![("2027-01-06", "6.1.2027"), ("2027-01-03", "3. Jänner 2027")]),
            ("le 1er décembre 2026", "fr", vec![("2026-12-01", "1er décembre 2026")]),
            ("op 3 maart 2027", "nl", vec![("2027-03-03", "3 maart 2027")]),
            (
                "el 26 de noviembre de 2026 y 3 marzo del 2027",
                "es",
                vec![("2026-11-26", "26 de noviembre de 2026"), ("2027-03-03", "3 marzo del 2027")],
            ),
            ("el 26 de cada noviembre de 2026", "es", vec![]),
            ("il 1º dicembre 2026 e 3 set. 2027", "it", vec![("2026-12-01", "1º dicembre 2026"), ("2027-09-03", "3 set. 2027")]),
            ("2026-11-26 wherever", "ja", vec![("2026-11-26", "2026-11-26")]),
            ("broken over\n26\nNovember 2026", "en", vec![("2026-11-26", "26\nNovember 2026")]),
            ("26\n\nNovember 2026", "en", vec![]),
            ("11/12/2026, 26.11.2026, 26 November, November 2026", "en", vec![]),
            ("26 november 2026 in English", "de", vec![("2026-11-26", "26 november 2026")]),
            ("26 December 2026", "de", vec![]),
            ("31 February 2026; version 2026-13-01; 12026-11-26", "en", vec![]),
            ("ju 4, 2026; Ma 4, 2026", "en", vec![]),
        ] {
            let dates: Vec<_> = dates.into_iter().map(|(on, words)| (on.to_owned(), words.to_owned())).collect();
            assert_eq!(said(text, language), dates, "{text}");
        }
    }

    #[test]
    fn the_place_is_named_and_the_embargo_is_not_among_them() {
        let text =
            "---\nsubject: The lens is back on 26 November 2026\nembargo: 2026-11-25 06:00 Europe/London\n---\n\nWhen: 27 November\n2026\n";
        let found = said_dates(text, "en");
        let places: Vec<_> = found.iter().map(|date| (date.line, date.field.as_deref())).collect();
        assert_eq!(places, [(2, Some("subject")), (6, None)]);
    }
}
