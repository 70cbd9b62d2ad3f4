//! How warm somebody is: points for what passed between us, which fade from day to day. Pure, and whole numbers only, so that
//! everybody works out the same. The rule is published in `docs/guide.md`.

use super::kinds::{Heat, TouchKind};
use crate::ids::Millis;

/// Millionths of a point are counted.
pub(super) const POINT: i64 = 1_000_000;
/// Nobody is warmer.
pub(super) const MOST: i64 = 100;
/// Of so many parts ...
pub(super) const WHOLE: i64 = 65_536;
/// ... so many are left a day later: half in 90 days.
pub(super) const LEFT: i64 = 65_033;
/// After so many days nothing is left of a hundred points.
pub(super) const FADED_DAYS: i64 = 2_500;
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// The points of a touch on its day. A mail of ours has none, nor has a note: what warms is what people do, and what we do together.
#[must_use]
pub(super) const fn points(kind: TouchKind) -> i64 {
    match kind {
        TouchKind::Meeting => 30,
        TouchKind::Reply | TouchKind::Clipping => 25,
        TouchKind::Call => 20,
        TouchKind::Note => 0,
    }
}

/// The day of an instant, in days since 1970 UTC.
pub(super) const fn day_of(at: Millis) -> i64 {
    at.get().div_euclid(DAY_MS)
}

/// What is left of `warmth` so many days later.
pub(super) fn faded(mut warmth: i64, days: i64) -> i64 {
    for _ in 0..days.clamp(0, FADED_DAYS) {
        warmth = warmth * LEFT / WHOLE;
        if warmth == 0 {
            break;
        }
    }
    warmth
}

/// The day of the last touch that warms, and the warmth on it; none without one. `touches` are by day, the oldest first.
pub(super) fn bond(touches: impl IntoIterator<Item = (TouchKind, i64)>) -> Option<(i64, i64)> {
    let mut bond: Option<(i64, i64)> = None;
    for (kind, day) in touches {
        let new = points(kind) * POINT;
        if new > 0 {
            let (last, warmth) = bond.unwrap_or((day, 0));
            bond = Some((day, (faded(warmth, day - last) + new).min(MOST * POINT)));
        }
    }
    bond
}

/// Whole points on a day, of a bond of an earlier one.
pub(super) fn on(day: i64, bond: Option<(i64, i64)>) -> u32 {
    bond.and_then(|(last, warmth)| u32::try_from(faded(warmth, day - last) / POINT).ok()).unwrap_or(0)
}

impl Heat {
    /// From how many points on somebody is called so.
    #[must_use]
    pub const fn from(self) -> u32 {
        match self {
            Self::Cold => 0,
            Self::Warm => 20,
            Self::Hot => 60,
        }
    }

    /// The word for so many points.
    #[must_use]
    pub fn of(points: u32) -> Self {
        Self::ALL.iter().rev().copied().find(|heat| points >= heat.from()).unwrap_or(Self::Cold)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rule as the guide tells it, day by day, in the plainest way.
    fn plainly(touches: &[(TouchKind, i64)], today: i64) -> i64 {
        let Some(first) = touches.iter().map(|(_, day)| *day).min() else { return 0 };
        let mut warmth: i128 = 0;
        for day in first..=today {
            if day > first {
                warmth -= (warmth * 503 + 65_535) / 65_536;
            }
            for (kind, on) in touches {
                if *on == day {
                    let points = match kind.word() {
                        "meeting" => 30_000_000,
                        "reply" | "clipping" => 25_000_000,
                        "call" => 20_000_000,
                        _ => 0,
                    };
                    warmth = 100_000_000.min(warmth + points);
                }
            }
        }
        i64::try_from(warmth / 1_000_000).unwrap()
    }

    proptest! {
        #[test]
        fn the_rule_is_the_one_of_the_guide(
            touches in prop::collection::vec((prop::sample::select(TouchKind::ALL), 0_i64..900), 0..40), after in 0_i64..900,
        ) {
            let mut touches = touches;
            touches.sort_by_key(|(_, day)| *day);
            let today = touches.last().map_or(0, |(_, day)| *day) + after;
            prop_assert_eq!(i64::from(on(today, bond(touches.clone()))), plainly(&touches, today));
        }
    }

    #[test]
    fn half_is_left_after_ninety_days_and_nothing_in_the_end() {
        let meeting = bond([(TouchKind::Meeting, 1_000)]);
        let points = |day| on(1_000 + day, meeting);
        assert_eq!([points(0), points(1), points(90), points(180), points(FADED_DAYS)], [30, 29, 14, 7, 0]);
        assert_eq!(points(-3), 30, "a clock that was set back cools nobody");
        assert_eq!(faded(MOST * POINT, FADED_DAYS), 0);
        assert_eq!(bond([(TouchKind::Note, 5)]), None);
        let much = bond((0..10_000).map(|_| (TouchKind::Call, 3)));
        assert_eq!((on(3, much), Heat::of(100), Heat::of(59), Heat::of(19)), (100, Heat::Hot, Heat::Warm, Heat::Cold));
    }
}
