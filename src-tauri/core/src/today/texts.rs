//! What is said of texts: which are due, to be read, and what comes. Pure.

use super::{Need, NeedGroup};
use crate::contacts::fold;
use crate::ids::Millis;
use crate::literature::api::DocumentCard;
use crate::literature::desk::Stage;
use crate::messages::Message;

/// How far ahead the week looks, in days.
const WEEK: u64 = 7;

/// A day in a zone.
fn day_of(at: Millis, zone: chrono_tz::Tz) -> Option<chrono::NaiveDate> {
    chrono::DateTime::from_timestamp_millis(at.get()).map(|at| at.with_timezone(&zone).date_naive())
}

fn about(group: NeedGroup, card: &DocumentCard, what: Message) -> Need {
    let what = what.with("headline", card.headline.as_str()).with("kind", card.kind.as_str());
    let what = what.with("stage", card.stage.as_str()).with("writer", card.writer.as_str());
    Need { document: Some(card.id), ..Need::of(group, what) }
}

/// Texts that were due, are due today, or wait for whoever is called `me`, each once; what is latest comes first.
pub(super) fn duties(cards: &[DocumentCard], me: &str, now: Millis, zone: chrono_tz::Tz) -> Vec<Need> {
    let Some(today) = day_of(now, zone) else { return Vec::new() };
    let open = || cards.iter().filter(|card| card.stage != Stage::Released);
    let due_on =
        |card: &DocumentCard| card.due_on.as_deref().and_then(|day| day.parse::<chrono::NaiveDate>().ok()).filter(|day| *day <= today);
    let me = fold(me);
    let is_mine = |card: &DocumentCard| card.stage == Stage::InReview && !me.is_empty() && fold(&card.editor) == me;
    let mut due: Vec<_> = open().filter_map(|card| Some((due_on(card)?, card))).collect();
    due.sort_by_key(|(day, card)| (*day, card.id));
    let late = due.into_iter().map(|(day, card)| {
        let what = Message::new("today.due")
            .with("late", (today - day).num_days().unsigned_abs())
            .with("mine", if is_mine(card) { "yes" } else { "no" });
        Need { on: Some(day.to_string()), ..about(NeedGroup::Due, card, what) }
    });
    let waits = open().filter(|card| is_mine(card) && due_on(card).is_none());
    late.chain(waits.map(|card| about(NeedGroup::Review, card, Message::new("today.review")))).collect()
}

/// What comes in the next seven days: texts that are due, and embargoes that lift; the soonest first.
pub(super) fn week(cards: &[DocumentCard], now: Millis, zone: chrono_tz::Tz) -> Vec<Need> {
    let Some(today) = day_of(now, zone) else { return Vec::new() };
    let last = today + chrono::Days::new(WEEK);
    let mut coming = Vec::new();
    for card in cards {
        let due = card.due_on.as_deref().and_then(|day| day.parse::<chrono::NaiveDate>().ok());
        if let Some(day) = due.filter(|day| *day > today && *day <= last && card.stage != Stage::Released) {
            let need = about(NeedGroup::WeekDue, card, Message::new("today.week_due"));
            coming.push((day, None, Need { on: Some(day.to_string()), ..need }));
        }
        let lifts = card.embargo_at.filter(|at| *at > now);
        if let Some((at, day)) = lifts.and_then(|at| Some((at, day_of(at, zone)?))).filter(|(_, day)| *day <= last) {
            let need = about(NeedGroup::WeekLifts, card, Message::new("today.week_lifts"));
            coming.push((day, Some(at), Need { on: Some(day.to_string()), at: Some(at), ..need }));
        }
    }
    coming.sort_by_key(|(day, at, need)| (*day, *at, need.document));
    coming.into_iter().map(|(_, _, need)| need).collect()
}
