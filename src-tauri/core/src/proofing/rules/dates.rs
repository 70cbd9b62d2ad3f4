//! Dates whose weekday is another, and embargoes that say no zone.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::super::stretch::{Stretch, Word, sentences, words};
use super::super::{Fix, Hint, Rule};
use super::Reading;
use crate::literature::{dates_in, days_in};
use crate::messages::Message;

const ENGLISH: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const GERMAN: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
/// As far as this a day without a year may be away.
const NEAR_DAYS: i64 = 200;
/// The words by which the catalogue knows them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const ENGLISH_SHORT: [&[&str]; 7] = [&["mon"], &["tue", "tues"], &["wed"], &["thu", "thur", "thurs"], &["fri"], &["sat"], &["sun"]];
const GERMAN_SHORT: [&[&str]; 7] = [&["mo"], &["di"], &["mi"], &["do"], &["fr"], &["sa"], &["so"]];

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    for stretch in reading.stretches {
        if let Some(german) = reading.either(false, true) {
            weekdays(reading, stretch, german, out);
            embargo(reading, stretch, german, out);
        }
    }
}

/// The weekday that a word names, and whether it is written whole.
fn weekday(word: &str, german: bool) -> Option<(usize, bool)> {
    let names = if german { GERMAN } else { ENGLISH };
    let lower = word.to_lowercase();
    // German declines it in compounds alone (`Montags`, `am Montagabend`), which is no date's weekday.
    let whole = names.iter().position(|name| name.to_lowercase() == lower).or((german && lower == "sonnabend").then_some(5));
    let short = if german { GERMAN_SHORT } else { ENGLISH_SHORT };
    whole.map(|at| (at, true)).or_else(|| short.iter().position(|forms| forms.contains(&lower.as_str())).map(|at| (at, false)))
}

fn weekdays(reading: &Reading<'_>, stretch: &Stretch, german: bool, out: &mut Vec<Hint>) {
    let text = &stretch.text;
    let dates = dates_in(text, reading.language);
    let all = words(text);
    for (on, at) in &dates {
        if let Some((word, day)) = before(text, &all, at.start, german).or_else(|| behind(text, &all, at.end, german)) {
            judge(stretch, (word, day), at, &[*on], german, out);
        }
    }
    for (month, day, at) in days_in(text, reading.language) {
        if dates.iter().any(|(_, with_year)| at.start < with_year.end && with_year.start < at.end) {
            continue;
        }
        let Some((word, named)) = before(text, &all, at.start, german) else { continue };
        let year = reading.day.year();
        // Which year is meant is not said: whoever names a weekday means a day that is near. Around half a year away two are meant.
        let far = |on: &NaiveDate| (*on - reading.day).num_days().abs();
        let mut likely: Vec<NaiveDate> = (year - 1..=year + 1).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).collect();
        likely.retain(|on| far(on) <= NEAR_DAYS);
        likely.sort_by_key(far);
        judge(stretch, (word, named), &at, &likely, german, out);
    }
}

/// The weekday right before a date: `Monday, the 26th …`, `Montag, den 26. …`.
fn before<'t>(text: &str, all: &[Word<'t>], start: usize, german: bool) -> Option<(Word<'t>, usize)> {
    let mut index = all.iter().rposition(|word| word.end <= start)?;
    let mut next = start;
    if matches!(all.get(index)?.text.to_lowercase().as_str(), "the" | "den" | "dem") {
        next = all.get(index)?.start;
        index = index.checked_sub(1)?;
    }
    let word = *all.get(index)?;
    let (day, whole) = weekday(word.text, german)?;
    let between = text.get(word.end..next)?;
    let joined = between.chars().all(|one| one.is_whitespace() || matches!(one, ',' | '.')) && between.len() <= 4;
    // A short form in German is one with its full stop alone: `So` begins sentences.
    let is_meant = whole || !german && word.text.chars().next().is_some_and(char::is_uppercase) || between.starts_with('.');
    (joined && is_meant).then_some((word, day))
}

/// The weekday in brackets behind a date: `26 November 2026 (Monday)`.
fn behind<'t>(text: &str, all: &[Word<'t>], end: usize, german: bool) -> Option<(Word<'t>, usize)> {
    let word = *all.iter().find(|word| word.start >= end)?;
    let (day, whole) = weekday(word.text, german)?;
    let between = text.get(end..word.start)?.trim();
    let closed = text.get(word.end..)?.starts_with(')');
    (whole && between == "(" && closed).then_some((word, day))
}

fn judge(stretch: &Stretch, (word, named): (Word<'_>, usize), at: &Range<usize>, likely: &[NaiveDate], german: bool, out: &mut Vec<Hint>) {
    let has_year = stretch.said(at).contains(&likely.first().map(|on| on.year().to_string()).unwrap_or_default());
    let index = |day: Weekday| day.num_days_from_monday() as usize;
    let Some(on) = likely.first() else { return };
    if likely.iter().any(|date| index(date.weekday()) == named) {
        return;
    }
    let names = if german { GERMAN } else { ENGLISH };
    let is = names.get(index(on.weekday())).copied().unwrap_or_default();
    let is_whole = word.text.chars().count() > 5 || weekday(word.text, german).is_some_and(|(_, whole)| whole);
    let right = if is_whole {
        super::written_like(is, word.text)
    } else {
        let short = if german { GERMAN_SHORT } else { ENGLISH_SHORT };
        let form = short.get(index(on.weekday())).and_then(|forms| forms.first()).copied().unwrap_or_default();
        super::written_like(form, word.text)
    };
    let whole = word.start.min(at.start)..word.end.max(at.end);
    let said = stretch.said(&whole).to_owned();
    let replaced = |range: Range<usize>, with: &str| {
        let (from, to) = (range.start - whole.start, range.end - whole.start);
        format!("{}{with}{}", said.get(..from).unwrap_or_default(), said.get(to..).unwrap_or_default())
    };
    let mut fixes = vec![Fix::words(replaced(word.start..word.end, &right))];
    // The nearest day that is the weekday named: perhaps the number is wrong.
    let number =
        words(stretch.said(at)).into_iter().find(|one| one.text.trim_end_matches(char::is_alphabetic).parse::<u32>() == Ok(on.day()));
    if let (Some(number), Some(near)) = (number, nearest(*on, named))
        && number.text.chars().all(|digit| digit.is_ascii_digit())
    {
        let place = at.start + number.start..at.start + number.end;
        fixes.push(Fix::words(replaced(place, &near.day().to_string())));
    }
    let what = Message::new("proofing.weekday")
        .with("date", stretch.said(at))
        .with("year", on.year().to_string())
        .with("day", DAYS.get(index(on.weekday())).copied().unwrap_or_default())
        .with("assumed", if has_year { "no" } else { "yes" });
    out.push(stretch.hint(Rule::Weekday, whole, what, fixes));
}

/// The day of the same month that is nearest to `on` and has this weekday.
fn nearest(on: NaiveDate, weekday: usize) -> Option<NaiveDate> {
    (1..=6i64)
        .flat_map(|step| [step, -step])
        .filter_map(|step| on.checked_add_signed(chrono::Duration::days(step)))
        .find(|date| date.month() == on.month() && date.weekday().num_days_from_monday() as usize == weekday)
}

/// Words that name a zone, as texts of these languages write it.
const ZONES: &[&str] = &[
    "gmt", "utc", "bst", "ist", "cet", "cest", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "et", "ct", "pt", "mez", "mesz",
    "jst", "aest", "aedt", "wet", "west", "eet", "eest", "ortszeit", "local", "zulu",
];

/// An embargo with a time of the day and no zone in its sentence.
fn embargo(reading: &Reading<'_>, stretch: &Stretch, german: bool, out: &mut Vec<Hint>) {
    for at in sentences(&stretch.text) {
        let said = stretch.said(&at);
        let all = words(said);
        let lower: Vec<String> = all.iter().map(|word| word.text.to_lowercase()).collect();
        let Some(word) = lower.iter().position(|word| {
            matches!(word.as_str(), "embargo" | "embargoed") || german && (word == "sperrfrist" || word == "sperrvermerk")
        }) else {
            continue;
        };
        let Some(time) = time_of_day(said, &all) else { continue };
        let first = all.get(word).map_or(0, |word| word.start);
        let range = at.start + first.min(time.start)..at.start + time.end;
        let zone = lower.iter().any(|word| ZONES.contains(&word.as_str())) || named_zone(said, &all, time.end);
        if reading.paper.front.embargo.as_deref().is_none_or(|embargo| embargo.trim().is_empty()) {
            out.push(stretch.hint(Rule::Embargo, range, Message::new("proofing.embargo.unset"), Vec::new()));
        } else if !zone {
            let place = reading.paper.front.embargo.as_deref().unwrap_or_default().split_whitespace().last().unwrap_or_default();
            let city = place.rsplit('/').next().unwrap_or_default().replace('_', " ");
            let with = if german {
                format!("{} (Ortszeit {city})", stretch.said(&range))
            } else {
                format!("{} {city} time", stretch.said(&range))
            };
            let fixes = if place.contains('/') { vec![Fix::words(with)] } else { Vec::new() };
            out.push(stretch.hint(Rule::Embargo, range, Message::new("proofing.embargo.zone"), fixes));
        }
    }
}

/// The bytes of a time of the day: `06:00`, `6 am`, `6.30 p.m.`, `6 Uhr`.
fn time_of_day(text: &str, all: &[Word<'_>]) -> Option<Range<usize>> {
    let is_hour = |word: &str| word.parse::<u32>().is_ok_and(|hour| hour <= 24);
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    for (index, word) in all.iter().enumerate() {
        let lower = word.text.to_lowercase();
        let hour = lower.split('.').next().unwrap_or_default().trim_end_matches(['a', 'p', 'm']);
        let joined = (lower.ends_with("am") || lower.ends_with("pm")) && is_hour(hour);
        if joined {
            return Some(word.start..word.end);
        }
        let Some(next) = all.get(index + 1) else { continue };
        let gap = text.get(word.end..next.start).unwrap_or_default();
        let minutes = is_hour(word.text) && gap == ":" && next.text.len() == 2 && next.text.parse::<u32>().is_ok_and(|minute| minute < 60);
        if minutes {
            let suffix = all.get(index + 2).filter(|third| matches!(third.text.to_lowercase().as_str(), "uhr" | "am" | "pm"));
            return Some(word.start..suffix.map_or(next.end, |third| third.end));
        }
        let named = matches!(next.text.to_lowercase().as_str(), "am" | "pm" | "uhr" | "noon")
            || next.text.eq_ignore_ascii_case("a") && rest(next.end).starts_with(".m")
            || next.text.eq_ignore_ascii_case("p") && rest(next.end).starts_with(".m");
        if is_hour(hour) && gap.trim().is_empty() && named {
            return Some(word.start..next.end);
        }
    }
    None
}

/// `London time`, `(London)`, `Europe/London` behind a time; a city right behind it, `06:00 London`.
fn named_zone(text: &str, all: &[Word<'_>], end: usize) -> bool {
    let behind: Vec<&Word<'_>> = all.iter().filter(|word| word.start >= end).take(6).collect();
    let time = behind.iter().any(|word| matches!(word.text.to_lowercase().as_str(), "time" | "zeit"));
    let close = behind.first().is_some_and(|word| {
        let gap = text.get(end..word.start).unwrap_or_default();
        let capital = word.text.chars().next().is_some_and(char::is_uppercase);
        let month_or_day = dates_in(text, "en").iter().chain(&dates_in(text, "de")).any(|(_, at)| at.contains(&word.start));
        capital
            && !month_or_day
            && (gap.trim().is_empty() || gap.trim() == "(")
            && weekday(word.text, true).or(weekday(word.text, false)).is_none()
    });
    time || close || text.contains("Europe/") || text.contains("America/") || text.contains("Asia/")
}
