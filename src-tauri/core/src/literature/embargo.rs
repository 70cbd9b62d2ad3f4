//! An embargo: a local time, the zone whose clock is meant, and the instant that both say (D37).

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;

use crate::ids::Millis;

/// Until when a text must not be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Embargo {
    /// What people agreed on: `2026-11-26 06:00`.
    pub local: String,
    /// The IANA zone whose clock is meant: `Europe/London`.
    pub zone: String,
    /// The instant.
    pub at: Millis,
}

/// Why a text is no embargo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmbargoFault {
    /// Neither date nor time can be read.
    #[error("no local time")]
    Unreadable,
    /// No such zone, or none given.
    #[error("no such zone")]
    UnknownZone {
        /// What stands there.
        zone: String,
        /// A zone that may be meant.
        proposal: Option<String>,
    },
    /// The clocks jump over this time.
    #[error("missing local time")]
    Missing {
        /// The first time after the jump.
        proposal: String,
    },
    /// The clocks show this time twice.
    #[error("double local time")]
    Double {
        /// The first time that is shown only once again.
        proposal: String,
    },
}

const SHOWN: &str = "%Y-%m-%d %H:%M";

/// Reads `2026-11-26 06:00 Europe/London` (a `T` may stand between date and time).
///
/// # Errors
/// What is wrong, with what could stand there instead.
pub fn parse(text: &str) -> Result<Embargo, EmbargoFault> {
    let text = text.trim();
    let (date, rest) = text.split_once(['T', ' ']).ok_or(EmbargoFault::Unreadable)?;
    let (time, zone) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let local = NaiveDateTime::parse_from_str(&format!("{date} {}", minute(time)?), SHOWN).map_err(|_| EmbargoFault::Unreadable)?;
    let zone = zone.trim();
    let tz: Tz = zone.parse().map_err(|_| EmbargoFault::UnknownZone { zone: zone.to_owned(), proposal: likely_zone(zone) })?;
    let shown = |local: NaiveDateTime| format!("{} {}", local.format(SHOWN), tz.name());
    match tz.from_local_datetime(&local) {
        LocalResult::Single(at) => {
            Ok(Embargo { local: local.format(SHOWN).to_string(), zone: tz.name().to_owned(), at: at.timestamp_millis().into() })
        }
        LocalResult::None => Err(EmbargoFault::Missing { proposal: shown(first_single(tz, local)) }),
        LocalResult::Ambiguous(..) => Err(EmbargoFault::Double { proposal: shown(first_single(tz, local)) }),
    }
}

/// The time to the minute, of `06:00` or `06:00:30`. What else stands there could mean another hour (`06:00pm`): it is no time.
fn minute(time: &str) -> Result<&str, EmbargoFault> {
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = time.split(':').collect();
    let reads = matches!(parts.len(), 2 | 3) && parts.iter().all(|part| digits(part));
    time.get(..5).filter(|_| reads).ok_or(EmbargoFault::Unreadable)
}

/// The first minute after `local` that the zone's clocks show exactly once.
fn first_single(tz: Tz, local: NaiveDateTime) -> NaiveDateTime {
    (1..=48 * 60)
        .filter_map(|minutes| local.checked_add_signed(TimeDelta::minutes(minutes)))
        .find(|later| matches!(tz.from_local_datetime(later), LocalResult::Single(_)))
        .unwrap_or(local)
}

/// The zone whose city `word` names: `London` for `Europe/London`.
fn likely_zone(word: &str) -> Option<String> {
    let folded = word.to_ascii_lowercase().replace(' ', "_");
    if folded.is_empty() {
        return None;
    }
    let name = |tz: &Tz| tz.name().to_ascii_lowercase();
    chrono_tz::TZ_VARIANTS
        .iter()
        .find(|tz| name(tz) == folded || name(tz).rsplit('/').next() == Some(folded.as_str()))
        .map(|tz| tz.name().to_owned())
}

impl Embargo {
    /// The local time with its offset; none only if the zone's rules changed since it was written.
    #[must_use]
    pub fn local_time(&self) -> Option<DateTime<Tz>> {
        let tz: Tz = self.zone.parse().ok()?;
        tz.timestamp_millis_opt(self.at.get()).single()
    }
}
