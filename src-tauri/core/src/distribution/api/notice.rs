//! The privacy notice: what it says, who is owed it, and that somebody was told by other means (L2).

use serde::Serialize;

use crate::contacts::{self, NotedNotice, Source};
use crate::distribution::notice::{self, Notice, WITHIN_MONTHS};
use crate::distribution::store::notice as store;
use crate::error::{Place, Problem};
use crate::ids::{AccountId, DeliveryId, DistributionId, DocumentId, Millis, PersonId, RevisionId};
use crate::messages::Message;
use crate::rendering::api::{PreviewCard, preview_telling};
use crate::rendering::{Heading, NoticeText, notice_value};
use crate::segments::{self, Fields};
use crate::workspace::{Topic, Workspace, set_setting};

/// Longest word of how somebody was told, in characters.
const LONGEST_HOW: usize = 300;
/// Most sources that are listed.
const SOURCES: u32 = 500;

/// The notice, and how it stands.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NoticeCard {
    /// The text in both languages; what is proposed, as long as nobody set any.
    pub notice: Notice,
    /// Somebody set it.
    pub set: bool,
    /// How many people are owed it.
    pub due: u32,
    /// How many of them have been for more than a month.
    pub overdue: u32,
    /// How many were told.
    pub given: u32,
}

/// A mail that told somebody.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ToldByMail {
    /// The row of the ledger.
    pub delivery: DeliveryId,
    /// Its distribution.
    pub distribution: DistributionId,
    /// What it was called.
    pub title: String,
    /// When it was accepted.
    pub at: Millis,
}

/// How the notice stands with one person.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NoticeOf {
    /// Where their data come from, if they are owed the notice.
    pub owed_for: Vec<String>,
    /// By which day, `YYYY-MM-DD`, they must have been told; none where nothing is owed.
    pub due_on: Option<String>,
    /// That day has passed.
    pub overdue: bool,
    /// The mail that told them.
    pub by_mail: Option<ToldByMail>,
    /// How they were told by other means.
    pub by_other_means: Option<NotedNotice>,
}

/// The notice and how it stands.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn privacy_notice(ws: &Workspace) -> Result<NoticeCard, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| {
        let kept = notice::kept(tx)?;
        let count = |text: &str| segments::count(tx, &segments::read(tx, text, &fields)?, &fields).map_err(Problem::from);
        Ok(NoticeCard {
            set: kept.is_some(),
            notice: kept.map_or_else(|| notice::proposed(tx), Ok)?,
            due: count("notice:due")?,
            overdue: count("notice:overdue")?,
            given: count("notice:given")?,
        })
    })
    .await
}

/// The notice that is proposed, whatever was set: the organisation's name and what the record of processing says.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn proposed_notice(ws: &Workspace) -> Result<Notice, Problem> {
    ws.read(notice::proposed).await
}

/// Sets the notice. What was sent, or waits to be, keeps the one that it was sealed with.
///
/// # Errors
/// `rendering.notice` with the field (`en`, `de`) and the reason: nothing has changed.
pub async fn set_privacy_notice(ws: &Workspace, wanted: Notice) -> Result<(), Problem> {
    let wanted = notice::judged(&wanted)?;
    ws.write(Message::new("distribution.action.notice"), move |tx| {
        set_setting(tx, notice::SETTING, &serde_json::to_string(&wanted).unwrap_or_default())?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await
}

/// How the notice stands with one person.
///
/// # Errors
/// `contacts.no_person`.
pub async fn notice_of(ws: &Workspace, person: PersonId) -> Result<NoticeOf, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        let owed = notice::owed(tx, &[person])?.remove(&person);
        let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let due = owed.as_ref().and_then(|from| day(&from.since)?.checked_add_months(chrono::Months::new(WITHIN_MONTHS)));
        let told = store::first(tx, &contacts::numbers_of(tx, person)?)?;
        let by_mail =
            told.map(|told| ToldByMail { delivery: told.delivery, distribution: told.distribution, title: told.title, at: told.at });
        Ok(NoticeOf {
            overdue: due.is_some_and(|due| Some(due) < day(now.to_rfc3339().get(..10).unwrap_or_default())),
            due_on: due.map(|due| due.format("%Y-%m-%d").to_string()),
            owed_for: owed.map(|from| from.sources).unwrap_or_default(),
            by_mail,
            by_other_means: contacts::noted_notice(tx, person)?,
        })
    })
    .await
}

/// Notes that everybody whom a question picks and who is owed the notice was told by other means: on that day (`YYYY-MM-DD`, empty for
/// today), in that way. How many there were.
///
/// # Errors
/// `distribution.notice.how`, `distribution.notice.on`, `segments.bad_query`: nothing has changed.
pub async fn note_given(ws: &Workspace, to: String, on: String, how: String) -> Result<u32, Problem> {
    let how = how.split_whitespace().collect::<Vec<_>>().join(" ");
    if how.is_empty() || how.chars().count() > LONGEST_HOW || how.chars().any(char::is_control) {
        return Err(Problem::refusal("distribution.notice.how").with("most", LONGEST_HOW).at(Place::field("how")));
    }
    let today = ws.now().to_rfc3339().get(..10).unwrap_or_default().to_owned();
    let on = if on.trim().is_empty() { today.clone() } else { on.trim().to_owned() };
    let is_day = chrono::NaiveDate::parse_from_str(&on, "%Y-%m-%d").is_ok() && on.len() == 10;
    if !is_day || on > today {
        return Err(Problem::refusal("distribution.notice.on").with("text", on).at(Place::field("on")));
    }
    let fields = ws.part::<Fields>();
    // Who is owed it is known before anything is written.
    let (asking, asked) = (std::sync::Arc::clone(&fields), to.clone());
    let many = ws.read(move |tx| {
        let people = segments::members(tx, &segments::resolve(tx, &asked, &asking)?, &asking)?;
        Ok(notice::owed(tx, &people)?.len())
    });
    let label = Message::new("distribution.action.notice_given").with("n", many.await?);
    ws.write(label, move |tx| {
        let people = segments::members(tx, &segments::resolve(tx, &to, &fields)?, &fields)?;
        let owed = notice::owed(tx, &people)?;
        for person in owed.keys() {
            contacts::note_notice(tx, *person, &on, &how)?;
        }
        Ok(u32::try_from(owed.len()).unwrap_or(u32::MAX))
    })
    .await
}

/// Takes back what was noted of somebody: they are owed the notice again, unless a mail told them.
///
/// # Errors
/// `contacts.no_person`; `distribution.notice.not_noted`.
pub async fn take_back_given(ws: &Workspace, person: PersonId) -> Result<(), Problem> {
    ws.write(Message::new("distribution.action.notice_not_given"), move |tx| {
        if contacts::unnote_notice(tx, person)? { Ok(()) } else { Err(Problem::refusal("distribution.notice.not_noted")) }
    })
    .await
}

/// Where addresses come from that are kept by legitimate interest, the most used first, 500 at most.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn notice_sources(ws: &Workspace) -> Result<Vec<Source>, Problem> {
    ws.read(|tx| Ok(contacts::sources(tx, SOURCES)?)).await
}

/// Says that people gave themselves what came by a source, so that nobody is owed the notice for it; or that they did not.
///
/// # Errors
/// `contacts.no_source`: nothing has changed.
pub async fn set_own_source(ws: &Workspace, source: String, own: bool) -> Result<(), Problem> {
    let label = if own { "distribution.action.own_source" } else { "distribution.action.not_own_source" };
    // A source may name somebody, and labels of history stay when people are forgotten (L5).
    ws.write(Message::new(label), move |tx| contacts::set_own_source(tx, &source, own)).await
}

/// A document as one person gets it, as [`crate::rendering::api::preview`] shows it, and with the privacy notice where their mail would
/// carry it.
///
/// # Errors
/// As there.
pub async fn preview(
    ws: &Workspace,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
    heading: Option<Heading>,
    kept: Option<RevisionId>,
) -> Result<PreviewCard, Problem> {
    let telling = match (person, account) {
        (Some(person), Some(account)) if heading != Some(Heading::Copy) => {
            ws.read(move |tx| telling(tx, document, person, account)).await?
        }
        _ => None,
    };
    preview_telling(ws, document, person, account, heading, kept, telling).await
}

/// The notice that a mail to this person would carry, and what it tells them.
fn telling(
    tx: &crate::workspace::ReadTx<'_>,
    document: DocumentId,
    person: PersonId,
    account: AccountId,
) -> Result<Option<(NoticeText, String)>, Problem> {
    let Some(from) = notice::owed(tx, &[person])?.remove(&person) else { return Ok(None) };
    let account = crate::accounts::find(tx, account)?;
    let draft = crate::literature::draft(tx, document)?;
    let language = crate::literature::Document::parse(&draft.text).language().to_owned();
    let Some(text) = notice::sealed(tx, &account, &language)? else { return Ok(None) };
    Ok(Some((NoticeText::parse(&text)?, notice_value(&from.since, &from.sources))))
}
