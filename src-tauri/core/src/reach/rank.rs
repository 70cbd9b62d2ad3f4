//! How near a journalist is to what is asked: points, each with its reason. The rule stands in docs/guide.md. Pure.

use serde::Serialize;

use crate::ids::Millis;
use crate::messages::Message;

/// Each audience that is asked for and that their outlet reaches.
pub(super) const AUDIENCE: i32 = 20;
/// More audiences than this many count for no more.
const AUDIENCES: usize = 2;
/// Their outlet is where it is asked for.
pub(super) const REGION: i32 = 20;
/// Each beat that is asked for and that they cover.
const BEAT: i32 = 25;
/// More beats than this many count for no more.
const BEATS: usize = 2;
/// Each clipping: they wrote about us.
const CLIPPING: i32 = 10;
/// More clippings than this many count for no more.
const CLIPPINGS: u32 = 3;
/// They answered within a year.
const REPLY: i32 = 15;
/// They answered longer ago.
const OLD_REPLY: i32 = 8;
/// A call or a meeting within a year.
const EXCHANGE: i32 = 5;
/// They were written to and never answered, called, met us or wrote about us.
const SILENT: i32 = -10;
/// They had a mail within the last days.
const LATELY: i32 = -10;
/// Days within which a mail counts as lately: the page before Send leaves such people out.
const LATELY_DAYS: i64 = 7;
const YEAR_DAYS: i64 = 365;
const DAY_MS: i64 = 86_400_000;

/// Why somebody stands where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "ReachReason")]
pub struct Reason {
    /// What it counts; 0 for what is only told.
    pub points: i32,
    /// In words.
    pub what: Message,
}

/// What is known of a journalist beside what is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Their outlet, if one is asked for.
    pub(super) outlet: String,
    /// Those of the audiences asked for that it reaches.
    pub(super) audiences: Vec<String>,
    /// Where it is, if that is asked.
    pub(super) region: Option<String>,
    /// Those of the beats asked for that they cover.
    pub(super) beats: Vec<String>,
    /// How often they wrote about us, and when last.
    pub(super) clippings: Option<(u32, Millis)>,
    /// When they last answered.
    pub(super) reply: Option<Millis>,
    /// The last call or meeting.
    pub(super) exchange: Option<Millis>,
    /// The last mail that their server took.
    pub(super) mail: Option<Millis>,
}

fn day(at: Millis) -> String {
    at.to_rfc3339().chars().take(10).collect()
}

/// The reasons, what counts most first; what is only told stands last.
pub(super) fn reasons(facts: &Facts, now: Millis) -> Vec<Reason> {
    let mut said = Vec::new();
    let mut say = |points: i32, what: Message| said.push(Reason { points, what });
    let within = |at: Millis, days: i64| now.get().saturating_sub(at.get()) <= days * DAY_MS;
    for (n, audience) in facts.audiences.iter().enumerate() {
        let what = Message::new("reach.why.audience").with("outlet", facts.outlet.as_str()).with("audience", audience.as_str());
        say(if n < AUDIENCES { AUDIENCE } else { 0 }, what);
    }
    if let Some(region) = &facts.region {
        say(REGION, Message::new("reach.why.region").with("outlet", facts.outlet.as_str()).with("region", region.as_str()));
    }
    for (n, beat) in facts.beats.iter().enumerate() {
        say(if n < BEATS { BEAT } else { 0 }, Message::new("reach.why.beat").with("beat", beat.as_str()));
    }
    if let Some((n, last)) = facts.clippings {
        let points = i32::try_from(n.min(CLIPPINGS)).unwrap_or(0) * CLIPPING;
        say(points, Message::new("reach.why.clippings").with("n", n).with("day", day(last)));
    }
    if let Some(at) = facts.reply {
        say(if within(at, YEAR_DAYS) { REPLY } else { OLD_REPLY }, Message::new("reach.why.reply").with("day", day(at)));
    }
    if let Some(at) = facts.exchange {
        say(if within(at, YEAR_DAYS) { EXCHANGE } else { 0 }, Message::new("reach.why.exchange").with("day", day(at)));
    }
    match facts.mail {
        Some(at) => {
            if facts.clippings.is_none() && facts.reply.is_none() && facts.exchange.is_none() {
                say(SILENT, Message::new("reach.why.silent"));
            }
            say(if within(at, LATELY_DAYS) { LATELY } else { 0 }, Message::new("reach.why.mail").with("day", day(at)));
        }
        None if facts.exchange.is_none() => say(0, Message::new("reach.why.never_contacted")),
        None => {}
    }
    said.sort_by_key(|reason| match reason.points {
        0 => (2, 0),
        less if less < 0 => (1, less),
        more => (0, -more),
    });
    said
}

/// What the reasons come to: never less than nothing.
pub(super) fn points(reasons: &[Reason]) -> i32 {
    reasons.iter().map(|reason| reason.points).sum::<i32>().max(0)
}

/// What an outlet alone brings everybody who works there.
pub(super) fn of_outlet(audiences: usize, in_region: bool) -> i32 {
    let audiences = i32::try_from(audiences.min(AUDIENCES)).unwrap_or(0) * AUDIENCE;
    audiences + if in_region { REGION } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_514_400_000;

    fn days_ago(days: i64) -> Option<Millis> {
        Some(Millis::from(NOW - days * DAY_MS))
    }

    fn told(facts: &Facts) -> (i32, Vec<(i32, String)>) {
        let said = reasons(facts, NOW.into());
        (points(&said), said.into_iter().map(|reason| (reason.points, reason.what.to_string())).collect())
    }

    #[test]
    fn the_points_are_those_of_the_guide_and_each_is_said() {
        let facts = Facts {
            outlet: "The Tide".to_owned(),
            audiences: vec!["parents".to_owned(), "philanthropists".to_owned(), "sailors".to_owned()],
            region: Some("Zeeland".to_owned()),
            beats: vec!["heritage".to_owned()],
            clippings: Some((5, NOW.into())),
            reply: days_ago(400),
            exchange: days_ago(20),
            mail: days_ago(3),
        };
        let (points, said) = told(&facts);
        assert_eq!(points, 40 + 20 + 25 + 30 + 8 + 5 - 10);
        assert_eq!(said[0], (30, "Wrote about you 5 times, last on 2026-11-24".to_owned()));
        assert_eq!(said[1], (25, "Covers heritage".to_owned()));
        assert!(said.contains(&(-10, "Had a mail from you on 2026-11-21".to_owned())), "{said:?}");
        assert_eq!(said.last().unwrap(), &(0, "The Tide reaches sailors".to_owned()), "told, and counts no more");
    }

    #[test]
    fn silence_is_said_of_whoever_was_written_to_and_of_nobody_else() {
        let (points, said) = told(&Facts { mail: days_ago(90), ..Facts::default() });
        assert_eq!((points, said[0].0, said[0].1.as_str()), (0, -10, "Was written to and never answered"));
        let (_, said) = told(&Facts::default());
        assert_eq!(said, [(0, "Not contacted yet".to_owned())]);
        let (points, said) = told(&Facts { mail: days_ago(90), reply: days_ago(89), ..Facts::default() });
        assert_eq!((points, said.len()), (15, 2), "{said:?}");
    }
}
