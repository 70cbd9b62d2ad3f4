//! What the shells ask about those whom there is no reason to keep any more (L7): the rule, who is concerned, and what is decided.

use serde::Serialize;

use crate::contacts::{self, KeptUntil, PersonRow};
use crate::distribution;
use crate::error::{Place, Problem};
use crate::ids::{Millis, PersonId};
use crate::messages::Message;
use crate::touches::fields::EXCHANGE;
use crate::touches::retention::{RetentionRule, SETTING};
use crate::workspace::{Topic, Workspace, set_setting};

/// Longest reason, in characters.
const LONGEST: usize = 300;
/// Most people at once.
const MOST: u32 = 500;
/// So far ahead somebody can be kept, in years; then it is asked again.
const YEARS: u32 = 10;

/// The rule, and how many it asks about.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RetentionCard {
    /// The rule.
    #[serde(flatten)]
    pub rule: RetentionRule,
    /// How many it asks about now.
    pub concerned: u32,
}

/// Somebody whom the rule asks about.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ConcernedCard {
    /// Who.
    #[serde(flatten)]
    pub row: PersonRow,
    /// When they were entered.
    pub entered_at: Millis,
    /// When a mail of ours was accepted last.
    pub mailed_at: Option<Millis>,
    /// When they were heard from or spoken to last.
    pub touched_at: Option<Millis>,
    /// What was decided before and has run out.
    pub kept: Option<KeptUntil>,
}

/// The rule, and how many it asks about.
///
/// # Errors
/// What the file says.
pub async fn retention(ws: &Workspace) -> Result<RetentionCard, Problem> {
    ws.read(|tx| {
        let rule = RetentionRule::kept(tx)?;
        Ok(RetentionCard { rule, concerned: contacts::count(tx, &rule.concerned())? })
    })
    .await
}

/// Sets the rule. Nobody is deleted by it: it asks.
///
/// # Errors
/// `touches.retention.months`: nothing has changed.
pub async fn set_retention(ws: &Workspace, rule: RetentionRule) -> Result<RetentionCard, Problem> {
    let rule = rule.judged()?;
    ws.write(Message::new("touches.action.retention"), move |tx| {
        set_setting(tx, SETTING, &serde_json::to_string(&rule).unwrap_or_default())?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await?;
    retention(ws).await
}

/// Whom the rule asks about, in list order: `limit` of them after the first `skip`.
///
/// # Errors
/// What the file says.
pub async fn concerned(ws: &Workspace, skip: u32, limit: u32) -> Result<Vec<ConcernedCard>, Problem> {
    ws.read(move |tx| {
        let condition = RetentionRule::kept(tx)?.concerned();
        let upto = skip.saturating_add(limit.min(MOST));
        let page = contacts::page(tx, &condition, None, upto)?;
        let ids: Vec<PersonId> = page.into_iter().skip(skip as usize).map(|(_, id)| id).collect();
        let mut cards = Vec::with_capacity(ids.len());
        for row in contacts::rows_of(tx, &ids)? {
            let touched = contacts::touch_counts(tx, row.id)?;
            cards.push(ConcernedCard {
                entered_at: contacts::entered_at(tx, row.id)?.unwrap_or_else(|| tx.now()),
                mailed_at: distribution::mails_ever(tx, row.id)?.map(|(_, last)| last),
                touched_at: touched.iter().filter(|(kind, ..)| EXCHANGE.contains(kind)).map(|(.., last)| *last).max(),
                kept: contacts::kept(tx, row.id)?,
                row,
            });
        }
        Ok(cards)
    })
    .await
}

/// Keeps somebody until a day (`YYYY-MM-DD`), for a reason: until then the rule does not ask about them.
///
/// # Errors
/// `contacts.no_person`, `touches.retention.reason`, `touches.retention.until`: nothing has changed.
pub async fn keep(ws: &Workspace, person: PersonId, until: String, reason: String) -> Result<KeptUntil, Problem> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() || reason.chars().count() > LONGEST || reason.chars().any(char::is_control) {
        return Err(Problem::refusal("touches.retention.reason").with("most", LONGEST).at(Place::field("reason")));
    }
    let until = until.trim().to_owned();
    let now = ws.now().to_rfc3339();
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
    let today = day(now.get(..10).unwrap_or_default());
    let latest = today.and_then(|today| today.checked_add_months(chrono::Months::new(YEARS * 12)));
    if day(&until).is_none_or(|day| Some(day) <= today || Some(day) > latest) {
        return Err(Problem::refusal("touches.retention.until").with("text", until).with("years", YEARS).at(Place::field("until")));
    }
    ws.write(Message::new("touches.action.kept"), move |tx| {
        contacts::keep_person(tx, person, &until, &reason)?;
        contacts::kept(tx, person)?.ok_or_else(|| contacts::no_person(person))
    })
    .await
}

/// Until when somebody is kept, and why.
///
/// # Errors
/// What the file says.
pub async fn kept(ws: &Workspace, person: PersonId) -> Result<Option<KeptUntil>, Problem> {
    ws.read(move |tx| Ok(contacts::kept(tx, person)?)).await
}

/// Takes back that somebody is kept: the rule asks about them again.
///
/// # Errors
/// `contacts.no_person`; `touches.retention.not_kept`.
pub async fn keep_no_longer(ws: &Workspace, person: PersonId) -> Result<(), Problem> {
    ws.write(Message::new("touches.action.kept_no_longer"), move |tx| {
        if contacts::keep_no_longer(tx, person)? { Ok(()) } else { Err(Problem::refusal("touches.retention.not_kept")) }
    })
    .await
}
