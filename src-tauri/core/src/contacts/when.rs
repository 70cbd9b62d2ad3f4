//! When something was, in the words that people use: `yesterday`, `monday 14:30`, `3 weeks ago`, `25 Nov`, `vorgestern`.
//! Pure. What is doubtful is not guessed, and a day without its year is the last one that was so.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Weekday};
use chrono_tz::Tz;
use serde::Serialize;

use super::fold;
use super::kinds::Period;
use crate::ids::Millis;

/// An instant that was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct When {
    /// When; the middle of the day where no time was said, or now on this very day.
    pub at: Millis,
    /// Whether a time was said.
    pub timed: bool,
}

/// Days of the week and months, in the window's languages; three letters of one are enough.
const WEEKDAYS: [[&str; 7]; 2] = [
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"],
];
const MONTHS: [[&str; 12]; 2] = [
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
    ["januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"],
];

/// Reads `text` on the clock of `zone`; none where it cannot be told, or where there is no such day.
#[must_use]
pub(super) fn read(text: &str, now: Millis, zone: Tz) -> Option<When> {
    let today = DateTime::from_timestamp_millis(now.get())?.with_timezone(&zone).date_naive();
    let plain = fold::fold(text.trim());
    let words: Vec<&str> =
        plain.split([' ', ',']).filter(|word| !["", "at", "um", "on", "am", "uhr", "the", "den"].contains(word)).collect();
    if matches!(words.as_slice(), [] | ["now" | "jetzt"]) {
        return Some(When { at: now, timed: true });
    }
    let (words, time) = match words.split_last() {
        Some((last, before)) => time(last).map_or((words.as_slice(), None), |time| (before, Some(time))),
        None => (words.as_slice(), None),
    };
    let day = if words.is_empty() { today } else { day(words, today)? };
    let at = match time {
        None if day == today => return Some(When { at: now, timed: false }),
        None => NaiveTime::from_hms_opt(12, 0, 0)?,
        Some(time) => time,
    };
    Some(When { at: instant(day.and_time(at), zone)?, timed: time.is_some() })
}

/// The instant of a local time; where clocks jump over it, an hour later.
fn instant(local: chrono::NaiveDateTime, zone: Tz) -> Option<Millis> {
    let found = zone.from_local_datetime(&local).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&local.checked_add_signed(TimeDelta::hours(1))?).earliest())?;
    Some(found.timestamp_millis().into())
}

/// The last instant of a day, `2026-05-03`, on the clock of `zone`, or on this machine's; none where there is no such day.
#[must_use]
pub(super) fn end_of_day(day: &str, zone: &str) -> Option<Millis> {
    let zone: Tz = zone.parse().ok().or_else(super::touches::machine_zone).unwrap_or(chrono_tz::UTC);
    let day = NaiveDate::parse_from_str(day.trim(), "%Y-%m-%d").ok()?;
    let next = instant(day.succ_opt()?.and_time(NaiveTime::MIN), zone)?;
    Some(next.plus_ms(-1))
}

/// `14:30`, `9:05`, `3pm`.
fn time(word: &str) -> Option<NaiveTime> {
    let (clock, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (None, Some(clock)) => (clock, Some(12)),
        (None, None) => (word, None),
    };
    let (hours, minutes) = match clock.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?),
        None if half.is_some() => (clock.parse::<u32>().ok()?, 0),
        _ => return None,
    };
    let hours = match half {
        Some(half) if (1..=12).contains(&hours) => hours % 12 + half,
        Some(_) => return None,
        None => hours,
    };
    NaiveTime::from_hms_opt(hours, minutes, 0)
}

fn day(words: &[&str], today: NaiveDate) -> Option<NaiveDate> {
    match words {
        ["today" | "heute"] => Some(today),
        ["yesterday" | "gestern"] => today.pred_opt(),
        ["vorgestern"] => today.checked_sub_days(Days::new(2)),
        ["day", "before", "yesterday"] => today.checked_sub_days(Days::new(2)),
        ["last" | "letzte" | "letzten" | "letzter", word] => match period(word) {
            Some(period) => before(today, 1, period),
            None => last_such(weekday(word)?, today, 1),
        },
        [many, word, "ago"] | ["vor", many, word] => before(today, number(many)?, period(word)?),
        [word] => match weekday(word) {
            Some(weekday) => last_such(weekday, today, 0),
            None => figures(word, today),
        },
        [day, month] | [day, month, _] if day.trim_end_matches('.').parse::<u32>().is_ok() => {
            named(day.trim_end_matches('.').parse().ok()?, month, words.get(2), today)
        }
        [month, day] | [month, day, _] => named(day.trim_end_matches('.').parse().ok()?, month, words.get(2), today),
        _ => None,
    }
}

fn number(word: &str) -> Option<u32> {
    match word {
        "a" | "an" | "one" | "ein" | "eine" | "einem" | "einer" => Some(1),
        _ => word.parse().ok(),
    }
}

/// The period that a word names, in any number and case.
pub(super) fn period(word: &str) -> Option<Period> {
    Some(match word {
        "d" | "day" | "days" | "tag" | "tage" | "tagen" => Period::Day,
        "w" | "week" | "weeks" | "woche" | "wochen" => Period::Week,
        "m" | "month" | "months" | "monat" | "monate" | "monaten" => Period::Month,
        "y" | "year" | "years" | "jahr" | "jahre" | "jahren" => Period::Year,
        _ => return None,
    })
}

/// So many periods before a day.
pub(super) fn before(day: NaiveDate, many: u32, period: Period) -> Option<NaiveDate> {
    match period {
        Period::Day => day.checked_sub_days(Days::new(many.into())),
        Period::Week => day.checked_sub_days(Days::new(u64::from(many) * 7)),
        Period::Month => day.checked_sub_months(Months::new(many)),
        Period::Year => day.checked_sub_months(Months::new(many.checked_mul(12)?)),
    }
}

/// The place of the one name that begins so.
fn named_so<const N: usize>(word: &str, lists: [[&str; N]; 2]) -> Option<usize> {
    let word = word.trim_end_matches('.');
    lists.iter().filter(|_| word.chars().count() >= 2).find_map(|list| {
        let mut found = list.iter().enumerate().filter(|(_, name)| name.starts_with(word)).map(|(at, _)| at);
        found.next().filter(|_| found.next().is_none())
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    u8::try_from(named_so(word, WEEKDAYS)?).ok()?.try_into().ok()
}

fn last_such(weekday: Weekday, today: NaiveDate, at_least: u64) -> Option<NaiveDate> {
    (at_least..at_least + 7).find_map(|days| today.checked_sub_days(Days::new(days)).filter(|day| day.weekday() == weekday))
}

/// `25 nov` and `25 nov 2026`.
fn named(day: u32, month: &str, year: Option<&&str>, today: NaiveDate) -> Option<NaiveDate> {
    let month = u32::try_from(named_so(month, MONTHS)?).ok()? + 1;
    match year {
        Some(year) => of_year(year, month, day),
        None => last_one(month, day, today),
    }
}

fn of_year(year: &str, month: u32, day: u32) -> Option<NaiveDate> {
    let number: i32 = year.parse().ok()?;
    let year = match year.len() {
        2 => 2_000 + number,
        4 => number,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| year >= 1_900)
}

/// The last such day up to this one.
fn last_one(month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    (0..9).filter_map(|years| NaiveDate::from_ymd_opt(today.year() - years, month, day)).find(|day| *day <= today)
}

/// `2026-11-25`, `25.11.2026`, `25.11.`; `25/11/2026` where it can be no other day.
fn figures(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Ok(day) = NaiveDate::parse_from_str(word, "%Y-%m-%d") {
        return Some(day).filter(|day| day.year() >= 1_900);
    }
    let mark = word.chars().find(|letter| ['.', '/'].contains(letter))?;
    let parts: Vec<&str> = word.split(mark).filter(|part| !part.is_empty()).collect();
    let (one, two): (u32, u32) = (parts.first()?.parse().ok()?, parts.get(1)?.parse().ok()?);
    let (day, month) = match (mark, one > 12, two > 12) {
        ('.', ..) | (_, true, false) => (one, two),
        (_, false, true) => (two, one),
        (_, false, false) if one == two => (one, two),
        _ => return None,
    };
    match parts.as_slice() {
        [_, _] => last_one(month, day, today),
        [_, _, year] => of_year(year, month, day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tuesday, 24 November 2026, 11:00 in Amsterdam.
    fn now() -> Millis {
        1_795_514_400_000.into()
    }

    fn said(text: &str) -> Option<String> {
        let zone = chrono_tz::Europe::Amsterdam;
        let when = read(text, now(), zone)?;
        let local = DateTime::from_timestamp_millis(when.at.get()).unwrap().with_timezone(&zone);
        Some(local.format(if when.timed { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" }).to_string())
    }

    #[test]
    fn people_say_when_in_their_own_words() {
        for (text, meant) in [
            ("", "2026-11-24 11:00"),
            ("now", "2026-11-24 11:00"),
            ("today", "2026-11-24"),
            ("9:05", "2026-11-24 09:05"),
            ("Yesterday", "2026-11-23"),
            ("yesterday 3pm", "2026-11-23 15:00"),
            ("gestern um 14:30 Uhr", "2026-11-23 14:30"),
            ("vorgestern", "2026-11-22"),
            ("tuesday", "2026-11-24"),
            ("last Tuesday", "2026-11-17"),
            ("Mon 8:00", "2026-11-23 08:00"),
            ("mittwoch", "2026-11-18"),
            ("3 weeks ago", "2026-11-03"),
            ("vor 2 Monaten", "2026-09-24"),
            ("a year ago", "2025-11-24"),
            ("25 Nov", "2025-11-25"),
            ("24 nov", "2026-11-24"),
            ("3. März 2024", "2024-03-03"),
            ("May 3, 2024", "2024-05-03"),
            ("2024-02-29 23:59", "2024-02-29 23:59"),
            ("29 feb", "2024-02-29"),
            ("25.11.", "2025-11-25"),
            ("1.2.26", "2026-02-01"),
            ("23/11/2026", "2026-11-23"),
            ("11/23/2026", "2026-11-23"),
        ] {
            assert_eq!(said(text).as_deref(), Some(meant), "{text:?}");
        }
    }

    #[test]
    fn what_is_doubtful_or_no_day_is_not_guessed() {
        for text in [
            "3/4/2026",
            "soon",
            "30 feb",
            "2026-02-30",
            "13:99",
            "25:00",
            "ju 3",
            "32.1.",
            "5 5",
            "-1 days ago",
            "99999999999 days ago",
            "عشرة",
            "昨日",
        ] {
            assert_eq!(said(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_hour_that_the_clocks_jump_over_is_the_next_one() {
        assert_eq!(said("2026-03-29 2:30").as_deref(), Some("2026-03-29 03:30"));
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_can_break_it(text in "\\PC{0,40}", more in "[0-9./: a-z-]{0,20}") {
            let _day = read(&text, now(), chrono_tz::UTC);
            let _other = read(&more, now(), chrono_tz::America::New_York);
        }
    }
}
