//! How fast an account may send, counted from the ledger so that a restart resets nothing (D17), and when a
//! distribution will be through (D18). Pure: time comes in, decisions go out.

use std::collections::VecDeque;

use serde::Serialize;

use crate::ids::Millis;

pub(super) const MINUTE_MS: i64 = 60_000;
/// The rolling hour of providers' limits.
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
/// The rolling day of providers' limits.
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;

/// What an account allows; none means no limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Limits {
    pub(super) per_minute: Option<u32>,
    pub(super) per_hour: Option<u32>,
    pub(super) per_day: Option<u32>,
}

/// What an account sent in the last day.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    limits: Limits,
    /// When each letter went, oldest first; not older than a day.
    sent: VecDeque<i64>,
}

/// Whether the next letter may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    /// This many may go now.
    Now(u32),
    /// Not before this instant.
    At(Millis),
}

impl Pace {
    /// A pace with what the ledger says of the last day.
    pub(super) fn new(limits: Limits, mut sent: Vec<i64>) -> Self {
        sent.sort_unstable();
        Self { limits, sent: sent.into() }
    }

    /// Holds to other limits from now on.
    pub(super) fn limit(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// A letter goes at `now`.
    pub(super) fn went(&mut self, now: Millis) {
        if self.limits != Limits::default() {
            // Connections may tell of their letters in another order than that of their going.
            let at = self.sent.partition_point(|sent| *sent <= now.get());
            self.sent.insert(at, now.get());
        }
    }

    /// How many letters went in the `window_ms` before `now`.
    pub(super) fn used(&self, now: Millis, window_ms: i64) -> u32 {
        let before = self.sent.partition_point(|at| *at <= now.get() - window_ms);
        u32::try_from(self.sent.len() - before).unwrap_or(u32::MAX)
    }

    /// How many of `wanted` may go at `now`. A minute's share is spread evenly: servers dislike bursts.
    pub(super) fn allowance(&mut self, now: Millis, wanted: u32) -> Allowance {
        let now = now.get();
        while self.sent.front().is_some_and(|at| *at <= now - DAY_MS) {
            self.sent.pop_front();
        }
        let mut room = wanted;
        let windows = [(self.limits.per_day, DAY_MS), (self.limits.per_hour, HOUR_MS), (self.limits.per_minute, MINUTE_MS)];
        for (limit, window_ms) in windows.into_iter().filter_map(|(limit, window)| Some((limit?, window))) {
            let used = self.used(Millis::from(now), window_ms) as usize;
            let limit_n = limit as usize;
            if used >= limit_n {
                // The letter whose leaving the window makes room.
                let oldest = self.sent.len().checked_sub(limit_n.max(1)).and_then(|at| self.sent.get(at)).copied();
                return Allowance::At(Millis::from(oldest.unwrap_or(now) + window_ms));
            }
            room = room.min(u32::try_from(limit_n - used).unwrap_or(u32::MAX));
        }
        if let (Some(per_minute), Some(last)) = (self.limits.per_minute, self.sent.back()) {
            let gap_ms = MINUTE_MS / i64::from(per_minute.max(1));
            if gap_ms > 0 {
                let free_at = last + gap_ms;
                if free_at > now {
                    return Allowance::At(Millis::from(free_at));
                }
                room = room.min(1);
            }
        }
        Allowance::Now(room.max(1).min(wanted.max(1)))
    }
}

/// The measured milliseconds of one letter over all connections, from when the last results came, newest first; none before enough
/// came. A night's wait for the next day's limit is no letter's time.
pub(super) fn measured_ms(results: &[i64]) -> Option<f64> {
    const ENOUGH: usize = 20;
    let gaps: Vec<i64> = results.windows(2).filter_map(|two| Some(two.first()? - two.get(1)?)).filter(|gap| *gap <= MINUTE_MS).collect();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of some hundred letters")]
    (gaps.len() >= ENOUGH).then(|| gaps.iter().sum::<i64>() as f64 / gaps.len() as f64)
}

/// What a forecast rests on, to be shown beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Assumptions {
    /// Letters still to go.
    pub(super) letters: u64,
    /// Measured milliseconds for one letter over all connections, or an estimate before the first.
    pub(super) letter_ms: f64,
}

/// When the last of the letters will have gone: the pace is walked through, not divided, so that day limits count.
pub(super) fn forecast(pace: &Pace, start: Millis, assumptions: Assumptions) -> Millis {
    let limits = pace.limits;
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "letters below 2^52, milliseconds within a century")]
    if limits == Limits::default() {
        return start.plus_ms((assumptions.letter_ms * assumptions.letters as f64) as i64);
    }
    let mut walk = pace.clone();
    let mut now = start;
    let mut left = assumptions.letters;
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of one letter")]
    let own_ms = assumptions.letter_ms.max(0.0) as i64;
    // A day's worth is walked letter by letter; what is beyond repeats day by day.
    while left > 0 {
        match walk.allowance(now, 1) {
            Allowance::Now(_) => {
                walk.went(now);
                left -= 1;
                if left > 0 {
                    now = now.plus_ms(own_ms);
                }
            }
            Allowance::At(at) => now = if at > now { at } else { now.plus_ms(1) },
        }
    }
    now
}

/// A first large sending spread over days: receivers trust a sender that begins slowly (A13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Spread {
    /// Most letters in any 24 hours.
    pub per_day: u32,
    /// Over how many days.
    pub days: u32,
}

/// As long as an account sent fewer letters, it is new.
pub(super) const NEW_UNTIL: u32 = 200;
/// So many letters at once are a large sending.
const LARGE: u32 = 500;
/// The days that are proposed, and the least letters of a day.
const DAYS: u32 = 5;
const LEAST_A_DAY: u32 = 200;

/// What is proposed for a sending of `letters` from an account that sent `before` and may send `per_day`; none where nothing is.
pub(super) fn spread(letters: u32, before: u32, per_day: Option<u32>) -> Option<Spread> {
    let share = letters.div_ceil(DAYS).max(LEAST_A_DAY);
    let proposed = letters >= LARGE && before < NEW_UNTIL && per_day.is_none_or(|limit| limit > share);
    proposed.then(|| Spread { per_day: share, days: letters.div_ceil(share) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_large_sending_of_a_new_account_is_spread_and_no_other() {
        assert_eq!(spread(2_000, 0, None), Some(Spread { per_day: 400, days: 5 }));
        assert_eq!(spread(500, 199, Some(10_000)), Some(Spread { per_day: 200, days: 3 }));
        assert_eq!(spread(499, 0, None), None, "not large");
        assert_eq!(spread(2_000, 200, None), None, "not new");
        assert_eq!(spread(2_000, 0, Some(400)), None, "its own limit does it already");
    }
}
