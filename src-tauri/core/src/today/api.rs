//! What the shells ask of today.

mod calendar;

pub use calendar::{CalendarFile, calendar_text, save_calendar};

use super::{Need, NeedGroup, texts};
use crate::assets::{self, AssetStanding};
use crate::distribution::DistributionState;
use crate::distribution::api::{self as distribution, ApprovalState, ApprovalView, DistributionCard};
use crate::error::{Place, Problem};
use crate::literature;
use crate::literature::approval::ApprovalAnswer;
use crate::messages::Message;
use crate::touches;
use crate::workspace::{self, Workspace};

/// As many reminders as are told at once.
const REMINDERS: u32 = 1000;

/// What waits for whoever works here, most urgent first, then what comes in the next seven days. `zone` (IANA) says on whose clock it is which
/// day; none: on the clock of the usual working hours.
///
/// # Errors
/// `literature.plan_zone` for a zone that is none.
pub async fn needs(ws: &Workspace, zone: Option<String>) -> Result<Vec<Need>, Problem> {
    let zone = zone_meant(ws, zone).await?;
    let now = ws.now();
    // Side by side: the slowest of them decides how long it takes.
    let (info, cards, sent, asked, files, lawful, reminders) = tokio::try_join!(
        workspace::api::info(ws),
        literature::api::list(ws),
        distribution::list(ws),
        distribution::approvals(ws),
        files(ws),
        lawful(ws),
        reminders(ws, REMINDERS),
    )?;
    let mut needs: Vec<Need> = info.backup_trouble.map(of_copies).into_iter().collect();
    needs.extend(sent.iter().flat_map(of_distribution));
    needs.extend(texts::duties(&cards, &ws.host().actor, now, zone));
    needs.extend(asked.iter().filter_map(of_approval));
    needs.extend(files);
    needs.extend(lawful);
    needs.extend(reminders);
    needs.extend(texts::week(&cards, now, zone));
    Ok(needs)
}

/// A copy that failed is told before anything else could need it.
fn of_copies(trouble: Message) -> Need {
    Need { why: vec![trouble], ..Need::of(NeedGroup::Copies, Message::new("today.copies")) }
}

/// The zone that somebody named, or that of the usual working hours.
async fn zone_meant(ws: &Workspace, zone: Option<String>) -> Result<chrono_tz::Tz, Problem> {
    let zone = match zone {
        Some(zone) => zone,
        None => distribution::usual_hours(ws).await?.hours.zone,
    };
    let refused = |_| Problem::refusal("literature.plan_zone").with("text", zone.as_str()).at(Place::field("zone"));
    zone.trim().parse().map_err(refused)
}

fn of_distribution(card: &DistributionCard) -> Vec<Need> {
    let need = |group, what: Message| Need {
        distribution: Some(card.distribution),
        document: Some(card.document),
        ..Need::of(group, what.with("title", card.title.as_str()))
    };
    let mut found = Vec::new();
    if card.state == DistributionState::Holding {
        let held = need(NeedGroup::Held, Message::new("today.held").with("n", card.recipients));
        found.push(Need { at: Some(card.hold_until), ..held });
    }
    if card.state == DistributionState::Paused {
        found.push(need(NeedGroup::Paused, Message::new("today.paused").with("n", card.waiting + card.retrying)));
    }
    if card.uncertain > 0 {
        found.push(need(NeedGroup::Uncertain, Message::new("today.uncertain").with("n", card.uncertain)));
    }
    found
}

/// What waits for my approval, and what was approved and is another by now, or was sent back.
fn of_approval(view: &ApprovalView) -> Option<Need> {
    let ask = view.ask.as_ref()?;
    let need =
        |group, what: Message| Need { document: Some(view.document), ..Need::of(group, what.with("headline", view.headline.as_str())) };
    if view.mine {
        let asked = need(NeedGroup::Approve, Message::new("today.approve").with("by", ask.asked_by.as_str()));
        return Some(Need { at: Some(ask.asked_at), ..asked });
    }
    match view.state {
        ApprovalState::Void => {
            let names = ask.people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
            let void = need(NeedGroup::Void, Message::new("today.void").with("number", ask.number).with("names", names));
            Some(Need { at: view.void_since, ..void })
        }
        ApprovalState::SentBack => {
            let back = ask.people.iter().find(|one| one.answer == Some(ApprovalAnswer::SentBack))?;
            let what = Message::new("today.sent_back").with("by", back.name.as_str()).with("note", back.note.as_str());
            Some(Need { at: back.at, ..need(NeedGroup::SentBack, what) })
        }
        ApprovalState::None | ApprovalState::Waiting | ApprovalState::Approved => None,
    }
}

/// Files that end, and those that ended while texts use them.
async fn files(ws: &Workspace) -> Result<Vec<Need>, Problem> {
    let ending = assets::api::ending(ws).await?.into_iter().filter(|card| card.standing == AssetStanding::Ending || card.used > 0);
    Ok(ending
        .map(|card| {
            let ended = if card.standing == AssetStanding::Ended { "yes" } else { "no" };
            let what = Message::new("today.files").with("name", card.fields.name.as_str()).with("ended", ended).with("used", card.used);
            Need { on: card.ends_on, asset: Some(card.id), why: card.why, ..Need::of(NeedGroup::Files, what) }
        })
        .collect())
}

/// People of whom nothing was heard for too long: `most` of them, and how many there are beside them.
pub(super) async fn reminders(ws: &Workspace, most: u32) -> Result<Vec<Need>, Problem> {
    let told = touches::api::reminders(ws, 0, most).await?;
    let many = u64::try_from(told.len()).unwrap_or(u64::MAX);
    let more = touches::api::reminders_count(ws).await?.saturating_sub(many);
    let mut found: Vec<Need> = told
        .into_iter()
        .map(|one| {
            let what = Message::new("today.touch").with("name", one.name).with("outlet", one.outlet);
            let what = what.with("every", one.every.many).with("period", one.every.period.word());
            Need { person: Some(one.person), at: one.heard_at, ..Need::of(NeedGroup::Touch, what) }
        })
        .collect();
    if more > 0 {
        found.push(Need::of(NeedGroup::Touch, Message::new("today.touch_more").with("n", more)));
    }
    Ok(found)
}

/// What the law of data protection asks for.
async fn lawful(ws: &Workspace) -> Result<Vec<Need>, Problem> {
    let (notice, retention) = (distribution::privacy_notice(ws).await?, touches::api::retention(ws).await?);
    let mut found = Vec::new();
    if notice.overdue > 0 {
        let on = if notice.notice.on { "yes" } else { "no" };
        found.push(Need::of(NeedGroup::Notice, Message::new("today.notice").with("n", notice.overdue).with("on", on)));
    }
    if retention.rule.on && retention.concerned > 0 {
        let what = Message::new("today.retention").with("n", retention.concerned).with("months", retention.rule.months);
        found.push(Need::of(NeedGroup::Retention, what));
    }
    Ok(found)
}
