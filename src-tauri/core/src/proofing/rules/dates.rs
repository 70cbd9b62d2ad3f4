//! Dates whose weekday is another, and embargoes that say no zone.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::super::stretch::{Stretch, Word, sentences, words};
use super::super::{Fix, Hint, Rule};
use super::Reading;
use super::tongue::Tongue;
use crate::literature::{dates_in, days_in};
use crate::messages::Message;

/// As far as this a day without a year may be away.
const NEAR_DAYS: i64 = 200;
/// The words by which the catalogue knows them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Behind these so many hours are how long something lasts: `un embargo de 24 heures`, `een embargo van 24 uur`.
const BEFORE_DURATIONS: &[&str] = &["dans", "de", "durante", "van"];

pub(super) fn hints(reading: &Reading<'_>, out: &mut Vec<Hint>) {
    for stretch in reading.stretches {
        if let Some(tongue) = Tongue::of(reading.tongue()) {
            weekdays(reading, stretch, tongue, out);
            embargo(reading, stretch, tongue, out);
        }
    }
}

fn weekdays(reading: &Reading<'_>, stretch: &Stretch, tongue: &Tongue, out: &mut Vec<Hint>) {
    let text = &stretch.text;
    let dates = dates_in(text, reading.language);
    let all = words(text);
    for (on, at) in &dates {
        if let Some((word, day)) = before(text, &all, at.start, tongue).or_else(|| behind(text, &all, at.end, tongue)) {
            judge(stretch, (word, day), at, &[*on], tongue, out);
        }
    }
    for (month, day, at) in days_in(text, reading.language) {
        if dates.iter().any(|(_, with_year)| at.start < with_year.end && with_year.start < at.end) {
            continue;
        }
        let Some((word, named)) = before(text, &all, at.start, tongue) else { continue };
        let year = reading.day.year();
        // Which year is meant is not said: whoever names a weekday means a day that is near. Around half a year away two are meant.
        let far = |on: &NaiveDate| (*on - reading.day).num_days().abs();
        let mut likely: Vec<NaiveDate> = (year - 1..=year + 1).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).collect();
        likely.retain(|on| far(on) <= NEAR_DAYS);
        likely.sort_by_key(far);
        judge(stretch, (word, named), &at, &likely, tongue, out);
    }
}

/// The weekday right before a date: `Monday, the 26th …`, `Montag, den 26. …`.
fn before<'t>(text: &str, all: &[Word<'t>], start: usize, tongue: &Tongue) -> Option<(Word<'t>, usize)> {
    let mut index = all.iter().rposition(|word| word.end <= start)?;
    let mut next = start;
    if tongue.articles.contains(&all.get(index)?.text.to_lowercase().as_str()) {
        next = all.get(index)?.start;
        index = index.checked_sub(1)?;
    }
    let word = *all.get(index)?;
    let (day, whole) = tongue.weekday(word.text)?;
    let earlier = index.checked_sub(1).and_then(|earlier| all.get(earlier));
    let is_word = earlier.is_some_and(|earlier| {
        let touches = text.get(earlier.end..word.start).is_some_and(|gap| gap.chars().all(char::is_whitespace));
        touches && tongue.before_words.contains(&earlier.text.to_lowercase().as_str())
    });
    if is_word && !whole {
        return None;
    }
    let between = text.get(word.end..next)?;
    let joined = between.chars().all(|one| one.is_whitespace() || matches!(one, ',' | '.')) && between.len() <= 4;
    let is_meant = whole || tongue.bare_short && word.text.chars().next().is_some_and(char::is_uppercase) || between.starts_with('.');
    (joined && is_meant).then_some((word, day))
}

/// The weekday in brackets behind a date: `26 November 2026 (Monday)`.
fn behind<'t>(text: &str, all: &[Word<'t>], end: usize, tongue: &Tongue) -> Option<(Word<'t>, usize)> {
    let word = *all.iter().find(|word| word.start >= end)?;
    let (day, whole) = tongue.weekday(word.text)?;
    let between = text.get(end..word.start)?.trim();
    let closed = text.get(word.end..)?.starts_with(')');
    (whole && between == "(" && closed).then_some((word, day))
}

fn judge(
    stretch: &Stretch,
    (word, named): (Word<'_>, usize),
    at: &Range<usize>,
    likely: &[NaiveDate],
    tongue: &Tongue,
    out: &mut Vec<Hint>,
) {
    let has_year = stretch.said(at).contains(&likely.first().map(|on| on.year().to_string()).unwrap_or_default());
    let index = |day: Weekday| day.num_days_from_monday() as usize;
    let Some(on) = likely.first() else { return };
    if likely.iter().any(|date| index(date.weekday()) == named) {
        return;
    }
    let is = tongue.days.get(index(on.weekday())).copied().unwrap_or_default();
    let is_whole = tongue.weekday(word.text).is_some_and(|(_, whole)| whole);
    let right = if is_whole {
        super::written_like(is, word.text)
    } else {
        let form = tongue.short.get(index(on.weekday())).and_then(|forms| forms.first()).copied().unwrap_or_default();
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

/// Languages in which a date may stand behind a time.
const DATED: [&str; 6] = ["en", "de", "fr", "nl", "es", "it"];

/// Short names of zones: in capitals, since small letters make words of other meanings (`est`, `et`, `ist`).
const ZONES: &[&str] = &[
    "GMT", "UTC", "BST", "IST", "CET", "CEST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "ET", "CT", "PT", "MEZ", "MESZ",
    "JST", "AEST", "AEDT", "WET", "WEST", "EET", "EEST", "HNEC", "HEEC",
];
/// Words that say whose time it is.
const LOCAL: &[&str] = &["ortszeit", "local", "zulu", "locale", "plaatselijke", "peninsular"];

/// An embargo with a time of the day and no zone in its sentence.
fn embargo(reading: &Reading<'_>, stretch: &Stretch, tongue: &Tongue, out: &mut Vec<Hint>) {
    for at in sentences(&stretch.text) {
        let said = stretch.said(&at);
        let all = words(said);
        let lower: Vec<String> = all.iter().map(|word| word.text.to_lowercase()).collect();
        let speaks = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| lower.get(before));
            let is_else = before.is_some_and(|word| tongue.no_embargo.contains(&word.as_str()));
            lower.get(at).is_some_and(|word| tongue.embargo.contains(&word.rsplit(['\'', '’']).next().unwrap_or_default())) && !is_else
        };
        let Some(word) = (0..lower.len()).find(|at| speaks(*at)) else { continue };
        let Some(time) = time_of_day(said, &all, tongue) else { continue };
        let first = all.get(word).map_or(0, |word| word.start);
        let range = at.start + first.min(time.start)..at.start + time.end;
        let zone = all.iter().any(|word| ZONES.contains(&word.text))
            || lower.iter().any(|word| LOCAL.contains(&word.as_str()))
            || named_zone(said, &all, time.end, tongue);
        if reading.paper.front.embargo.as_deref().is_none_or(|embargo| embargo.trim().is_empty()) {
            out.push(stretch.hint(Rule::Embargo, range, Message::new("proofing.embargo.unset"), Vec::new()));
        } else if !zone {
            let place = reading.paper.front.embargo.as_deref().unwrap_or_default().split_whitespace().last().unwrap_or_default();
            let city = place.rsplit('/').next().unwrap_or_default().replace('_', " ");
            let (before, behind) = tongue.local;
            let with = format!("{}{before}{city}{behind}", stretch.said(&range));
            let fixes = if place.contains('/') { vec![Fix::words(with)] } else { Vec::new() };
            out.push(stretch.hint(Rule::Embargo, range, Message::new("proofing.embargo.zone"), fixes));
        }
    }
}

/// The bytes of a time of the day: `06:00`, `6 am`, `6.30 p.m.`, `6 Uhr`, `6h30`, `ore 6`.
fn time_of_day(text: &str, all: &[Word<'_>], tongue: &Tongue) -> Option<Range<usize>> {
    let is_hour = |word: &str| word.parse::<u32>().is_ok_and(|hour| hour <= 24);
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    for (index, word) in all.iter().enumerate() {
        let lower = word.text.to_lowercase();
        let hour = lower.split('.').next().unwrap_or_default().trim_end_matches(['a', 'p', 'm']);
        let word_before = |back: usize| index.checked_sub(back).and_then(|at| all.get(at)).map(|before| before.text.to_lowercase());
        let before = word_before(1);
        // `À partir de 6 heures` is a time.
        let lasts =
            before.as_deref().is_some_and(|before| BEFORE_DURATIONS.contains(&before)) && word_before(2).as_deref() != Some("partir");
        let joined = (lower.ends_with("am") || lower.ends_with("pm")) && is_hour(hour);
        let joined_hour = tongue.clock.contains(&"h") && is_joined_hour(&lower) && !(lasts && lower.ends_with('h'));
        if joined || joined_hour {
            return Some(word.start..word.end);
        }
        if is_hour(hour) && before.is_some_and(|before| tongue.at.contains(&before.as_str())) {
            let minutes = all.get(index + 1).filter(|next| text.get(word.end..next.start) == Some(":"));
            return Some(word.start..minutes.map_or(word.end, |next| next.end));
        }
        let Some(next) = all.get(index + 1) else { continue };
        let gap = text.get(word.end..next.start).unwrap_or_default();
        let minutes = is_hour(word.text) && gap == ":" && next.text.len() == 2 && next.text.parse::<u32>().is_ok_and(|minute| minute < 60);
        if minutes {
            let suffix = all.get(index + 2).filter(|third| tongue.clock.contains(&third.text.to_lowercase().as_str()));
            return Some(word.start..suffix.map_or(next.end, |third| third.end));
        }
        let named = tongue.clock.contains(&next.text.to_lowercase().as_str())
            || next.text.eq_ignore_ascii_case("a") && rest(next.end).starts_with(".m")
            || next.text.eq_ignore_ascii_case("p") && rest(next.end).starts_with(".m");
        if is_hour(hour) && gap.trim().is_empty() && named && !lasts {
            return Some(word.start..next.end);
        }
    }
    None
}

/// `6h`, `06h30`.
fn is_joined_hour(word: &str) -> bool {
    word.split_once('h').is_some_and(|(hour, minutes)| {
        hour.parse::<u32>().is_ok_and(|hour| hour <= 24)
            && (minutes.is_empty() || minutes.len() == 2 && minutes.parse::<u32>().is_ok_and(|minute| minute < 60))
    })
}

/// `London time`, `(London)`, `Europe/London` behind a time; a city right behind it, `06:00 London`.
fn named_zone(text: &str, all: &[Word<'_>], end: usize, tongue: &Tongue) -> bool {
    let behind: Vec<&Word<'_>> = all.iter().filter(|word| word.start >= end).take(6).collect();
    let time = behind.iter().any(|word| tongue.zone.contains(&word.text.to_lowercase().as_str()));
    let close = behind.first().is_some_and(|word| {
        let gap = text.get(end..word.start).unwrap_or_default();
        let capital = word.text.chars().next().is_some_and(char::is_uppercase);
        let month_or_day = DATED.iter().any(|language| dates_in(text, language).iter().any(|(_, at)| at.contains(&word.start)));
        capital
            && !month_or_day
            && (gap.trim().is_empty() || gap.trim() == "(")
            && DATED.iter().filter_map(|language| Tongue::of(language)).all(|tongue| tongue.weekday(word.text).is_none())
    });
    time || close || text.contains("Europe/") || text.contains("America/") || text.contains("Asia/")
}
