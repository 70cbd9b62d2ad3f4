//! When a distribution starts by itself (D26), and what becomes of it if the machine was away then (D28). Pure.

use serde::{Deserialize, Serialize};

use super::api::EmbargoMode;
use crate::error::{Place, Problem};
use crate::ids::Millis;
use crate::literature::{EmbargoFault, SaidDate, parse_embargo};

/// How late something may start by itself whatever the rule says, in milliseconds.
pub(super) const GRACE_MS: i64 = 15 * 60_000;
/// How late the rule `send` may start it where the user names no limit, in milliseconds.
pub(super) const WITHIN_MS: u32 = 24 * 60 * 60_000;
/// What the limit of the rule `send` may be, in milliseconds.
const WITHIN: std::ops::RangeInclusive<u32> = 60_000..=7 * 24 * 60 * 60_000;

/// What becomes of a start that was missed by more than a quarter of an hour: the machine slept, or the program was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Late {
    /// The user is asked.
    #[default]
    Ask,
    /// It is sent, if not later than the limit and if its embargo has not lifted meanwhile; else the user is asked.
    Send,
    /// It is stopped.
    Cancel,
}

impl Late {
    /// The word in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Send => "send",
            Self::Cancel => "cancel",
        }
    }

    /// The rule that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Ask, Self::Send, Self::Cancel].into_iter().find(|late| late.word() == word)
    }
}

/// A start as the user says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Schedule {
    /// Date and time on that clock: `2026-12-01 09:00`.
    pub local: String,
    /// The IANA zone whose clock is meant: `Europe/Amsterdam`.
    pub zone: String,
    /// What becomes of it if it is late.
    pub late: Late,
    /// For the rule `send`: how late at most, in milliseconds; none: a day.
    pub within_ms: Option<u32>,
}

/// A start that can be: the instant, and whose clock said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Start {
    /// The instant.
    pub at: Millis,
    /// What the user said: `2026-12-01 09:00`.
    pub local: String,
    /// The IANA zone whose clock is meant.
    pub zone: String,
    /// What becomes of it if it is late.
    pub late: Late,
    /// For the rule `send`: how late at most, in milliseconds.
    pub within_ms: u32,
}

impl Schedule {
    /// Reads it. A local time that is missing or comes twice is asked, with the one that may be meant (D26).
    fn read(&self) -> Result<Start, Problem> {
        let (local, mut zone) = (self.local.trim(), self.zone.trim());
        let mut local = local;
        if let (Some(utc), "") = (local.strip_suffix('Z'), zone) {
            (local, zone) = (utc, "UTC");
        }
        let text = format!("{local} {zone}");
        let refused = |key: &'static str, field: &'static str, proposal: Option<String>| {
            let mut problem = Problem::refusal(key).with("text", text.trim().to_owned()).with("zone", zone);
            if let Some(proposal) = &proposal {
                problem = problem.with("proposal", proposal.clone());
            }
            problem.at(Place { proposal, ..Place::field(field) })
        };
        if zone.is_empty() {
            return Err(refused("distribution.schedule.no_zone", "zone", None));
        }
        let read = parse_embargo(&text).map_err(|fault| match fault {
            EmbargoFault::Unreadable => refused("distribution.schedule.unreadable", "at", None),
            EmbargoFault::UnknownZone { proposal, .. } => refused("distribution.schedule.zone", "zone", proposal),
            EmbargoFault::Missing { proposal } => refused("distribution.schedule.missing", "at", Some(proposal)),
            EmbargoFault::Double { proposal } => refused("distribution.schedule.double", "at", Some(proposal)),
        })?;
        let within_ms = self.within_ms.unwrap_or(WITHIN_MS);
        if !WITHIN.contains(&within_ms) {
            return Err(Problem::refusal("distribution.schedule.within").at(Place::field("late")));
        }
        Ok(Start { at: read.at, local: read.local, zone: read.zone, late: self.late, within_ms })
    }

    /// Reads it and judges whether it can be: not in the past, and on the right side of an embargo's lift.
    pub(super) fn judged(&self, embargo: EmbargoMode, lift_at: Option<Millis>, now: Millis) -> Result<Start, Problem> {
        let start = self.read()?;
        let refused = |key: &'static str| Err(Problem::refusal(key).at(Place::field("at")));
        if start.at <= now {
            return refused("distribution.schedule.past");
        }
        match (embargo, lift_at) {
            (EmbargoMode::Under, Some(lift)) if start.at >= lift => refused("distribution.schedule.after_lift"),
            (EmbargoMode::Lift, Some(lift)) if start.at < lift => refused("distribution.schedule.before_lift"),
            _ => Ok(start),
        }
    }
}

/// What becomes of a start now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Its time has not come.
    NotYet,
    /// It starts.
    Go,
    /// It is late: the user is asked.
    AskLate,
    /// Its letters are marked as embargoed, and the embargo has lifted: the user is asked.
    AskLifted,
    /// It is late, and a date that it names has passed since: the user is asked, whatever the rule.
    AskDate,
    /// It is late, and the user said that it is not sent then.
    Cancel,
}

impl Start {
    /// What becomes of it at `now`; `lifted` says that it goes under an embargo that has lifted, `outdated` that a date in it has passed
    /// since it was to start.
    pub(super) fn due(&self, lifted: bool, outdated: bool, now: Millis) -> Due {
        let late_ms = now.get() - self.at.get();
        match self.late {
            _ if late_ms < 0 => Due::NotYet,
            Late::Cancel if late_ms > GRACE_MS => Due::Cancel,
            _ if lifted => Due::AskLifted,
            _ if late_ms <= GRACE_MS => Due::Go,
            _ if outdated => Due::AskDate,
            Late::Send if late_ms <= i64::from(self.within_ms) => Due::Go,
            _ => Due::AskLate,
        }
    }
}

impl Start {
    /// The first of these dates that had not passed when it was to start and has passed at `now`, by the clock that was meant.
    pub(super) fn outdated(&self, dates: Vec<SaidDate>, now: Millis) -> Option<SaidDate> {
        let zone: chrono_tz::Tz = self.zone.parse().unwrap_or(chrono_tz::UTC);
        let day = |at: Millis| chrono::DateTime::from_timestamp_millis(at.get()).map(|utc| utc.with_timezone(&zone).date_naive());
        let (from, today) = (day(self.at)?, day(now)?);
        dates.into_iter().filter(|date| (from..today).contains(&date.on)).min_by_key(|date| date.on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Millis {
        Millis::from(crate::workspace::testing::TODAY)
    }

    fn said(local: &str, zone: &str) -> Schedule {
        Schedule { local: local.to_owned(), zone: zone.to_owned(), late: Late::Ask, within_ms: None }
    }

    #[test]
    fn a_local_time_is_the_zones_own_in_winter_and_in_summer() {
        let at = |local: &str, zone: &str| said(local, zone).judged(EmbargoMode::None, None, now()).unwrap().at.to_rfc3339();
        assert_eq!(at("2027-03-27T09:00", "Europe/Amsterdam"), "2027-03-27T08:00:00Z");
        assert_eq!(at("2027-03-28 09:00", "Europe/Amsterdam"), "2027-03-28T07:00:00Z", "the clocks were set forward in the night");
        assert_eq!(at("2027-03-28 09:00", "America/New_York"), "2027-03-28T13:00:00Z");
        assert_eq!(at("2027-03-28T09:00Z", ""), "2027-03-28T09:00:00Z");
    }

    #[test]
    fn a_time_that_is_missing_or_double_is_asked_with_what_may_be_meant() {
        for (local, zone, key, proposal) in [
            ("2027-03-28 02:30", "Europe/Amsterdam", "distribution.schedule.missing", Some("2027-03-28 03:00 Europe/Amsterdam")),
            ("2027-10-31 02:30", "Europe/Amsterdam", "distribution.schedule.double", Some("2027-10-31 03:00 Europe/Amsterdam")),
            ("2027-10-31 12:30", "Amsterdam", "distribution.schedule.zone", Some("Europe/Amsterdam")),
            ("2027-10-31 12:30", "Nowhere/At_All", "distribution.schedule.zone", None),
            ("2027-10-31 12:30", "", "distribution.schedule.no_zone", None),
            ("tomorrow", "Europe/Amsterdam", "distribution.schedule.unreadable", None),
            ("2027-02-30 12:00", "Europe/Amsterdam", "distribution.schedule.unreadable", None),
            ("2020-01-01 12:00", "Europe/Amsterdam", "distribution.schedule.past", None),
        ] {
            let refused = said(local, zone).judged(EmbargoMode::None, None, now()).unwrap_err();
            assert_eq!((refused.code.as_str(), refused.places[0].proposal.as_deref()), (key, proposal), "{local} {zone}");
        }
        let forever = Schedule { within_ms: Some(u32::MAX), ..said("2027-10-31 12:30", "UTC") };
        assert_eq!(forever.judged(EmbargoMode::None, None, now()).unwrap_err().code, "distribution.schedule.within");
    }

    #[test]
    fn a_start_stands_on_the_right_side_of_the_embargos_lift() {
        let start = said("2027-06-01 12:00", "UTC");
        let noon = start.judged(EmbargoMode::None, None, now()).unwrap().at;
        let code = |mode, lift: Millis| start.judged(mode, Some(lift), now()).err().map(|refused| refused.code);
        assert_eq!(code(EmbargoMode::Under, noon).as_deref(), Some("distribution.schedule.after_lift"));
        assert_eq!(code(EmbargoMode::Under, noon.plus_ms(1)), None);
        assert_eq!(code(EmbargoMode::Lift, noon), None);
        assert_eq!(code(EmbargoMode::Lift, noon.plus_ms(1)).as_deref(), Some("distribution.schedule.before_lift"));
    }

    #[test]
    fn what_is_late_is_asked_sent_or_stopped_as_the_rule_says_and_never_goes_by_itself_after_its_embargo() {
        let start = |late| Start { at: now(), local: String::new(), zone: String::new(), late, within_ms: 60 * 60_000 };
        let (quarter, hour) = (GRACE_MS, 60 * 60_000);
        for late in [Late::Ask, Late::Send, Late::Cancel] {
            assert_eq!(start(late).due(false, false, now().plus_ms(-1)), Due::NotYet);
            assert_eq!(start(late).due(false, false, now()), Due::Go);
            assert_eq!(start(late).due(false, false, now().plus_ms(quarter)), Due::Go, "{late:?}");
            assert_eq!(start(late).due(true, false, now().plus_ms(quarter)), Due::AskLifted, "{late:?}");
        }
        assert_eq!(start(Late::Ask).due(false, false, now().plus_ms(quarter + 1)), Due::AskLate);
        assert_eq!(start(Late::Cancel).due(false, false, now().plus_ms(quarter + 1)), Due::Cancel);
        assert_eq!(start(Late::Cancel).due(true, false, now().plus_ms(quarter + 1)), Due::Cancel);
        assert_eq!(start(Late::Send).due(false, false, now().plus_ms(hour)), Due::Go);
        assert_eq!(start(Late::Send).due(true, false, now().plus_ms(hour)), Due::AskLifted);
        assert_eq!(start(Late::Send).due(false, false, now().plus_ms(hour + 1)), Due::AskLate);
        assert_eq!(start(Late::Send).due(false, true, now().plus_ms(hour)), Due::AskDate, "a date in it has passed");
        assert_eq!(start(Late::Send).due(false, true, now().plus_ms(quarter)), Due::Go, "it is not late");
        assert_eq!(start(Late::Cancel).due(false, true, now().plus_ms(hour)), Due::Cancel);
    }

    #[test]
    fn a_date_counts_that_passed_while_it_was_late_by_the_clock_that_was_meant() {
        let start = |at: Millis, zone: &str| Start { at, local: String::new(), zone: zone.to_owned(), late: Late::Send, within_ms: 0 };
        let text = "Founded on 3 May 1921; open on 24 November 2026 and on 26 November 2026.";
        let passed =
            |start: &Start, ms: i64| start.outdated(crate::literature::said_dates(text, "en"), now().plus_ms(ms)).map(|date| date.said);
        const HOUR_MS: i64 = 60 * 60_000;
        let today = start(now(), "Europe/Amsterdam");
        assert_eq!(passed(&today, 5 * HOUR_MS), None, "the day is not over");
        // Ten in the morning, UTC; in Amsterdam midnight comes 13 hours later, in Auckland it is 23:00 already.
        assert_eq!(passed(&today, 13 * HOUR_MS).as_deref(), Some("24 November 2026"));
        assert_eq!(passed(&start(now(), "Pacific/Auckland"), 2 * HOUR_MS).as_deref(), Some("24 November 2026"));
        let next = start(now().plus_ms(24 * HOUR_MS), "Europe/Amsterdam");
        assert_eq!(passed(&next, 30 * HOUR_MS), None, "what had passed when it was to start is history");
        assert_eq!(passed(&next, 72 * HOUR_MS).as_deref(), Some("26 November 2026"));
    }
}
