//! What the shells ask of the calendar file.

use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use crate::campaigns;
use crate::distribution::DistributionState;
use crate::distribution::api as distribution;
use crate::error::Problem;
use crate::literature;
use crate::messages::{Language, Message};
use crate::today::calendar::{Entry, When, calendar};
use crate::touches;
use crate::workspace::{Workspace, api as workspace, save_new};

/// How far ahead reminders are told, in days.
const AHEAD: u32 = 366;

/// A calendar file that was made.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CalendarFile {
    /// Where it is.
    pub file: PathBuf,
    /// How many entries it has.
    pub entries: u32,
}

/// All that has a day, as iCalendar: texts that are due, campaigns, embargoes that lift, distributions that start by themselves, and who is
/// to be heard from. How many entries, and the file's text. `zone` (IANA) says on whose clock a reminder has its day; none: on the clock of
/// the usual working hours.
///
/// # Errors
/// `today.calendar_empty` where nothing has a day; `literature.plan_zone` for a zone that is none.
pub async fn calendar_text(ws: &Workspace, zone: Option<String>, language: Language) -> Result<(u32, String), Problem> {
    let zone = super::zone_meant(ws, zone).await?;
    let mut entries = Vec::new();
    let mut put = |about: String, when: When, key: &'static str, title: &str, more: String| {
        let title = Message::new(key).with("title", title).text(language);
        entries.push(Entry { about, when, title, more });
    };
    let day = |text: &Option<String>| text.as_deref().and_then(|day| day.parse::<chrono::NaiveDate>().ok());
    for card in literature::api::list(ws).await? {
        let headline = if card.headline.is_empty() { format!("#{}", card.id) } else { card.headline };
        if let Some(on) = day(&card.due_on) {
            let names: Vec<String> = [card.writer, card.editor].into_iter().filter(|name| !name.is_empty()).collect();
            put(format!("due-{}", card.id), When::Days(on, on), "today.calendar.due", &headline, names.join(", "));
        }
        if let Some(at) = card.embargo_at {
            put(format!("embargo-{}", card.id), When::At(at), "today.calendar.lifts", &headline, String::new());
        }
    }
    for card in campaigns::api::list(ws).await? {
        let (first, last) = (day(&card.starts_on), day(&card.ends_on));
        if let Some((first, last)) = first.or(last).zip(last.or(first)) {
            put(format!("campaign-{}", card.id), When::Days(first, last), "today.calendar.campaign", &card.name, card.aim);
        }
    }
    for card in distribution::list(ws).await?.into_iter().filter(|card| card.state == DistributionState::Scheduled) {
        if let Some(start) = card.start {
            put(format!("distribution-{}", card.distribution), When::At(start.at), "today.calendar.starts", &card.title, String::new());
        }
    }
    for one in touches::api::reminders(ws, AHEAD, u32::MAX).await? {
        if let Some(on) = chrono::DateTime::from_timestamp_millis(one.due_at.get()).map(|at| at.with_timezone(&zone).date_naive()) {
            put(format!("person-{}", one.person), When::Days(on, on), "today.calendar.touch", &one.name, one.outlet);
        }
    }
    if entries.is_empty() {
        return Err(Problem::refusal("today.calendar_empty"));
    }
    let about = workspace::info(ws).await?;
    let text = calendar(&about.organisation, &about.uid, ws.now(), &entries);
    Ok((u32::try_from(entries.len()).unwrap_or(u32::MAX), text))
}

/// Saves that file at `to`, which must not exist.
///
/// # Errors
/// As [`calendar_text`], `workspace.exists`, `today.calendar_unwritten`: no half file is left.
pub async fn save_calendar(ws: &Workspace, to: PathBuf, zone: Option<String>, language: Language) -> Result<CalendarFile, Problem> {
    let (entries, text) = calendar_text(ws, zone, language).await?;
    save_new(&to, "today.calendar_unwritten", |file| file.write_all(text.as_bytes()))?;
    Ok(CalendarFile { file: to, entries })
}
