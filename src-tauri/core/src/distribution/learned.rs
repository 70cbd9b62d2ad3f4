//! A pace that adapts: a server that asks to wait is sent to at half the pace, and by and by faster again. Pure.

use super::pace::Limits;
use crate::ids::Millis;

/// Never slower than this, in letters a minute: the slowest pace that a provider publishes (Microsoft 365). A sending that has only just
/// begun has few letters behind it, and says nothing of the pace that its server bears.
const SLOWEST: u32 = 30;
/// After so long without another such answer the pace grows by half, in milliseconds.
const GROWS_MS: i64 = 15 * 60_000;
/// So often it grows; then the server is asked anew, at the account's own pace.
const STEPS: i64 = 24;

/// What a server's answer taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Learned {
    /// So many letters a minute, to begin with.
    pub(super) per_minute: u32,
    /// When it was learned.
    pub(super) at: Millis,
}

impl Learned {
    /// What is learned where the server asks to wait, and so many letters went to it in the last minute; nothing where they were few.
    pub(super) fn from_answer(last_minute: u32, now: Millis) -> Option<Self> {
        (last_minute / 2 >= SLOWEST).then_some(Self { per_minute: last_minute / 2, at: now })
    }

    /// How many letters a minute that still allows; none once it is forgotten.
    pub(super) fn allows(self, now: Millis) -> Option<u32> {
        let steps = (now.get() - self.at.get()).max(0) / GROWS_MS;
        (steps < STEPS).then(|| (0..steps).fold(self.per_minute, |pace, _| pace.saturating_add((pace / 2).max(1))))
    }
}

impl Limits {
    /// These limits, and no more a minute than was learned.
    pub(super) fn slowed(self, learned: Option<Learned>, now: Millis) -> Self {
        let Some(allows) = learned.and_then(|learned| learned.allows(now)) else { return self };
        Self { per_minute: Some(self.per_minute.map_or(allows, |own| own.min(allows))), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_asks_to_wait_gets_half_and_by_and_by_more_until_it_is_forgotten() {
        let now = Millis::from(crate::workspace::testing::TODAY);
        assert_eq!(Learned::from_answer(59, now), None, "so few tell nothing");
        let learned = Learned::from_answer(60, now).unwrap();
        let after = |minutes: i64| learned.allows(now.plus_ms(minutes * 60_000));
        assert_eq!([after(0), after(14), after(15), after(30)], [Some(30), Some(30), Some(45), Some(67)]);
        assert_eq!([after(359).is_some(), after(360).is_some()], [true, false]);
        assert_eq!(Learned { per_minute: 1, at: now }.allows(now.plus_ms(15 * 60_000)), Some(2), "the slowest grows too");
        let own = Limits { per_minute: Some(40), per_day: Some(500), ..Limits::default() };
        assert_eq!(own.slowed(Some(learned), now), Limits { per_minute: Some(30), ..own });
        assert_eq!(own.slowed(Some(learned), now.plus_ms(15 * 60_000)), own, "never faster than the account's own");
        assert_eq!(Limits::default().slowed(None, now), Limits::default());
    }
}
