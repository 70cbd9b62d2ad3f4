//! Working hours (D29): no letter leaves outside them, on the clock of whom it goes to, or else on the sender's. Pure.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::pace::{Allowance, Pace};
use crate::error::{Place, Problem};
use crate::ids::Millis;

/// Days that may be free of mail, at most.
const HOLIDAYS: usize = 400;
/// So many days ahead a time is looked for; who never works is asked about.
const AHEAD: u64 = 500;
/// So long before the end of the hours nothing more is claimed, in milliseconds: a claim covers no more sending than this (D19).
const LAST_CALL_MS: i64 = 2_000;

/// When letters may leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Hours {
    /// The days of the week, 1 for Monday to 7 for Sunday.
    pub days: Vec<u8>,
    /// From this time on that clock, in minutes after midnight.
    pub from: u16,
    /// Until this time, in minutes after midnight; 1440 is the day's end.
    pub to: u16,
    /// The sender's IANA zone: whose clock counts for people of whom no zone is known, and for all where `theirs` is not set.
    pub zone: String,
    /// Whether the clock of the person counts, where it is known.
    pub theirs: bool,
    /// Days without mail, `2026-12-25`.
    pub holidays: Vec<String>,
    /// Not before this date and time on that clock, `2026-12-01 09:00`: the same hour for everybody, where they are.
    pub since: Option<String>,
}

impl Default for Hours {
    fn default() -> Self {
        Self {
            days: vec![1, 2, 3, 4, 5],
            from: 9 * 60,
            to: 18 * 60,
            zone: "UTC".to_owned(),
            theirs: true,
            holidays: Vec::new(),
            since: None,
        }
    }
}

const DAY: &str = "%Y-%m-%d";
const LOCAL: &str = "%Y-%m-%d %H:%M";

impl Hours {
    /// Refuses what is no time to send at; puts days and holidays in order.
    ///
    /// # Errors
    /// `distribution.hours.days`, `.times`, `.zone`, `.holiday`, `.since`.
    pub(super) fn judged(mut self) -> Result<Self, Problem> {
        let refused =
            |key: &'static str, field: &'static str, text: String| Err(Problem::refusal(key).with("text", text).at(Place::field(field)));
        self.days.sort_unstable();
        self.days.dedup();
        if self.days.is_empty() || self.days.iter().any(|day| !(1..=7).contains(day)) {
            return refused("distribution.hours.days", "days", String::new());
        }
        if self.from >= self.to || self.to > 24 * 60 {
            return refused("distribution.hours.times", "hours", String::new());
        }
        let Ok(zone) = self.zone.trim().parse::<Tz>() else { return refused("distribution.hours.zone", "zone", self.zone) };
        zone.name().clone_into(&mut self.zone);
        for day in &mut self.holidays {
            match NaiveDate::parse_from_str(day.trim(), DAY) {
                Ok(read) => *day = read.format(DAY).to_string(),
                Err(_) => return refused("distribution.hours.holiday", "holidays", day.clone()),
            }
        }
        self.holidays.sort_unstable();
        self.holidays.dedup();
        if self.holidays.len() > HOLIDAYS {
            return refused("distribution.hours.holiday", "holidays", self.holidays.len().to_string());
        }
        if let Some(since) = &mut self.since {
            match NaiveDateTime::parse_from_str(&since.trim().replace('T', " "), LOCAL) {
                Ok(read) => *since = read.format(LOCAL).to_string(),
                Err(_) => return refused("distribution.hours.since", "at", since.clone()),
            }
        }
        Ok(self)
    }

    /// The clock that counts for somebody whose zone is `zone`; empty: not known.
    fn clock(&self, zone: &str) -> Tz {
        let own = if self.theirs { zone.parse().ok() } else { None };
        own.or_else(|| self.zone.parse().ok()).unwrap_or(Tz::UTC)
    }

    /// The hours of one day on a clock: the instants between which letters may leave.
    fn of_day(&self, clock: Tz, day: NaiveDate) -> Option<(Millis, Millis)> {
        let weekday = u8::try_from(day.weekday().number_from_monday()).unwrap_or_default();
        let holiday = self.holidays.iter().any(|free| *free == day.format(DAY).to_string());
        if holiday || !self.days.contains(&weekday) {
            return None;
        }
        let minutes = |after: u16| day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(after.into()));
        let mut from = instant(clock, minutes(self.from)?);
        let to = instant(clock, minutes(self.to)?);
        if let Some(since) = self.since.as_deref().and_then(|since| NaiveDateTime::parse_from_str(since, LOCAL).ok()) {
            from = from.max(instant(clock, since));
        }
        (from < to).then_some((from, to))
    }

    /// When letters to somebody in `zone` may leave next, at `now` or after it: from and until when.
    pub(super) fn next(&self, zone: &str, now: Millis) -> Option<(Millis, Millis)> {
        let clock = self.clock(zone);
        let today = clock.timestamp_millis_opt(now.get()).single()?.date_naive();
        let first = match self.since.as_deref().and_then(|since| NaiveDateTime::parse_from_str(since, LOCAL).ok()) {
            Some(since) => today.max(since.date()),
            None => today,
        };
        (0..AHEAD)
            .filter_map(|days| self.of_day(clock, first.checked_add_days(Days::new(days))?))
            .find(|(_, to)| to.get() - LAST_CALL_MS > now.get())
            .map(|(from, to)| (from.max(now), to))
    }

    /// Whether letters to somebody in `zone` may leave now.
    pub(super) fn open(&self, zone: &str, now: Millis) -> bool {
        self.next(zone, now).is_some_and(|(from, _)| from <= now)
    }
}

/// The instant of a local time; where the clocks jump over it, the first after the jump, where they show it twice, the first.
fn instant(clock: Tz, local: NaiveDateTime) -> Millis {
    (0..=24 * 60)
        .filter_map(|minutes| local.checked_add_signed(TimeDelta::minutes(minutes)))
        .find_map(|later| clock.from_local_datetime(&later).earliest())
        .map_or(0, |at: DateTime<Tz>| at.timestamp_millis())
        .into()
}

/// When the last of the letters will have gone (D18): so many to each zone, within the hours and the pace. None if the hours never come.
pub(super) fn forecast(hours: &Hours, pace: &Pace, start: Millis, letters: &[(String, u64)], letter_ms: f64) -> Option<Millis> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of one letter")]
    let own_ms = letter_ms.max(0.0) as i64;
    let (mut walk, mut now) = (pace.clone(), start);
    let mut left: Vec<(&str, u64, (Millis, Millis))> = Vec::with_capacity(letters.len());
    for (zone, n) in letters.iter().filter(|(_, n)| *n > 0) {
        left.push((zone, *n, hours.next(zone, now)?));
    }
    // Parts of a millisecond that letters take.
    let (mut rest, part) = (0.0, letter_ms.max(0.0).fract());
    while !left.is_empty() {
        for (zone, _, times) in &mut left {
            if times.1.get() - LAST_CALL_MS <= now.get() {
                *times = hours.next(zone, now)?;
            }
        }
        let Some(open) = left.iter_mut().find(|(_, _, times)| times.0 <= now) else {
            now = left.iter().map(|(_, _, times)| times.0).min()?;
            continue;
        };
        match walk.allowance(now, 1) {
            Allowance::Now(_) => {
                walk.went(now);
                open.1 -= 1;
                rest += part;
                let whole = i64::from(rest >= 1.0);
                if whole == 1 {
                    rest -= 1.0;
                }
                left.retain(|(_, n, _)| *n > 0);
                if !left.is_empty() {
                    now = now.plus_ms(own_ms + whole);
                }
            }
            Allowance::At(at) => now = at.max(now.plus_ms(1)),
        }
    }
    Some(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::pace::Limits;

    fn at(text: &str) -> Millis {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis().into()
    }

    fn office() -> Hours {
        Hours { zone: "Europe/Amsterdam".to_owned(), holidays: vec!["2026-12-25".to_owned()], ..Hours::default() }
    }

    fn next(hours: &Hours, zone: &str, now: &str) -> String {
        hours.next(zone, at(now)).unwrap().0.to_rfc3339()
    }

    #[test]
    fn each_persons_clock_counts_and_the_senders_where_none_is_known() {
        let hours = office();
        // A Thursday.
        for (zone, now, open) in [
            ("", "2026-11-26T07:59:59Z", false),
            ("", "2026-11-26T08:00:00Z", true),
            ("", "2026-11-26T16:59:57Z", true),
            ("", "2026-11-26T16:59:59Z", false),
            ("Asia/Tokyo", "2026-11-26T00:00:00Z", true),
            ("Asia/Tokyo", "2026-11-26T09:00:00Z", false),
            ("America/New_York", "2026-11-26T14:00:00Z", true),
            ("America/New_York", "2026-11-26T13:59:00Z", false),
            ("", "2026-11-28T10:00:00Z", false),
            ("", "2026-12-25T10:00:00Z", false),
            ("Nowhere/At_All", "2026-11-26T08:00:00Z", true),
        ] {
            assert_eq!(hours.open(zone, at(now)), open, "{zone} {now}");
        }
        let senders = Hours { theirs: false, ..hours };
        assert!(senders.open("Asia/Tokyo", at("2026-11-26T08:00:00Z")));
    }

    #[test]
    fn the_next_time_skips_nights_weekends_and_holidays() {
        let hours = office();
        assert_eq!(next(&hours, "", "2026-11-26T10:00:00Z"), "2026-11-26T10:00:00Z");
        assert_eq!(next(&hours, "", "2026-11-26T20:00:00Z"), "2026-11-27T08:00:00Z");
        assert_eq!(next(&hours, "", "2026-11-27T20:00:00Z"), "2026-11-30T08:00:00Z");
        assert_eq!(next(&hours, "", "2026-12-24T20:00:00Z"), "2026-12-28T08:00:00Z", "Christmas is a Friday");
        let never = Hours { since: Some("2400-01-01 00:00".to_owned()), days: vec![7], ..hours };
        assert!(never.next("", at("2026-11-26T10:00:00Z")).is_some_and(|(from, _)| from > at("2399-12-31T00:00:00Z")));
    }

    #[test]
    fn hours_follow_the_clock_when_it_is_set_forward_and_back() {
        let all_week = Hours { days: (1..=7).collect(), ..office() };
        // Amsterdam's clocks are set forward on 28 March 2027 at two, and back on 31 October 2027 at three.
        assert_eq!(next(&all_week, "", "2027-03-27T20:00:00Z"), "2027-03-28T07:00:00Z");
        assert_eq!(next(&all_week, "", "2027-10-30T20:00:00Z"), "2027-10-31T08:00:00Z");
        let night = Hours { from: 2 * 60 + 30, to: 4 * 60, ..all_week.clone() };
        assert_eq!(next(&night, "", "2027-03-28T00:00:00Z"), "2027-03-28T01:00:00Z", "half past two is jumped over: from three on");
        assert_eq!(next(&night, "", "2027-10-31T00:00:00Z"), "2027-10-31T00:30:00Z", "half past two comes twice: from the first on");
        assert!(night.open("", at("2027-10-31T02:59:00Z")) && !night.open("", at("2027-10-31T03:00:00Z")));
        let whole = Hours { from: 0, to: 24 * 60, ..all_week };
        assert_eq!(whole.next("", at("2027-10-31T12:00:00Z")).unwrap().1.to_rfc3339(), "2027-10-31T23:00:00Z", "a day of 25 hours");
    }

    #[test]
    fn the_same_hour_for_everybody_where_they_are() {
        let hours = Hours { since: Some("2026-12-01 09:00".to_owned()), from: 0, to: 24 * 60, days: (1..=7).collect(), ..office() };
        let now = "2026-11-26T10:00:00Z";
        assert_eq!(next(&hours, "Asia/Tokyo", now), "2026-12-01T00:00:00Z");
        assert_eq!(next(&hours, "", now), "2026-12-01T08:00:00Z");
        assert_eq!(next(&hours, "America/New_York", now), "2026-12-01T14:00:00Z");
    }

    #[test]
    fn the_forecast_counts_nights_and_the_pace_within_the_hours() {
        let hours = office();
        let letters = |n: u64| vec![(String::new(), n)];
        let pace = Pace::new(Limits { per_minute: Some(1), ..Limits::default() }, Vec::new());
        let start = at("2026-11-26T10:00:00Z");
        // Seven hours are left today: the first 420 letters; the others go from tomorrow at nine.
        let end = forecast(&hours, &pace, start, &letters(421), 10.0).unwrap();
        assert_eq!(end.to_rfc3339(), "2026-11-27T08:00:00Z");
        let fast = Pace::new(Limits::default(), Vec::new());
        let end = forecast(&hours, &fast, start, &letters(1_000), 1.5).unwrap();
        assert_eq!(end.get() - start.get(), 1_498);
        let spread = vec![(String::new(), 10), ("America/New_York".to_owned(), 1)];
        assert_eq!(forecast(&hours, &fast, start, &spread, 10.0).unwrap().to_rfc3339(), "2026-11-26T14:00:00Z");
    }

    #[test]
    fn what_is_no_time_to_send_at_is_refused() {
        let code = |hours: Hours| hours.judged().unwrap_err().code;
        assert_eq!(code(Hours { days: vec![], ..office() }), "distribution.hours.days");
        assert_eq!(code(Hours { days: vec![0, 8], ..office() }), "distribution.hours.days");
        assert_eq!(code(Hours { from: 600, to: 600, ..office() }), "distribution.hours.times");
        assert_eq!(code(Hours { to: 1441, ..office() }), "distribution.hours.times");
        assert_eq!(code(Hours { zone: "Amsterdam".to_owned(), ..office() }), "distribution.hours.zone");
        assert_eq!(code(Hours { holidays: vec!["25 December".to_owned()], ..office() }), "distribution.hours.holiday");
        assert_eq!(code(Hours { since: Some("nine".to_owned()), ..office() }), "distribution.hours.since");
        let read =
            Hours { days: vec![5, 1, 1], zone: " europe/amsterdam".trim().replace("europe/a", "Europe/A"), ..office() }.judged().unwrap();
        assert_eq!(read.days, [1, 5]);
    }
}
