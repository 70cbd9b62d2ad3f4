//! The engine's own time (D26): the wall clock's as it was when the engine took the right to send, and from there on by time that only
//! goes ahead. Pace, second tries and the minutes between the first few and the rest go by it, so that a clock that is set an hour
//! back or forward sends nothing early. What a named clock was asked for, schedules and embargoes, goes by the wall clock alone.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::ids::Millis;
use crate::workspace::Workspace;

/// When the engine's time began, on both clocks; a [part](Workspace::part) of the workspace.
#[derive(Debug, Default)]
pub(super) struct OwnTime(Mutex<Option<(Millis, Duration)>>);

impl OwnTime {
    /// The engine takes the right to send: what other runs wrote down is read by the wall clock.
    pub(super) fn begin(ws: &Workspace) {
        let begun = (ws.now(), ws.clock().steady());
        *ws.part::<Self>().0.lock().unwrap_or_else(PoisonError::into_inner) = Some(begun);
    }

    /// What time it is for the engine.
    pub(super) fn now(ws: &Workspace) -> Millis {
        let begun = *ws.part::<Self>().0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((wall, steady)) = begun else { return ws.now() };
        let passed = ws.clock().steady().saturating_sub(steady).as_millis();
        wall.plus_ms(i64::try_from(passed).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::Desk;

    #[test]
    fn it_goes_on_evenly_whatever_the_wall_clock_does() {
        let desk = Desk::new();
        assert_eq!(OwnTime::now(&desk.ws), desk.ws.now(), "before it begins it is the wall clock's");
        OwnTime::begin(&desk.ws);
        let begun = desk.ws.now();
        desk.clock.advance_ms(5_000);
        desk.clock.jump_ms(3_600_000);
        assert_eq!(OwnTime::now(&desk.ws), begun.plus_ms(5_000));
        desk.clock.jump_ms(-7_200_000);
        desk.clock.advance_ms(1_000);
        assert_eq!(OwnTime::now(&desk.ws), begun.plus_ms(6_000));
        OwnTime::begin(&desk.ws);
        assert_eq!(OwnTime::now(&desk.ws), desk.ws.now());
    }
}
