//! What the shells ask about touches; one user action is one transaction, and undo takes it back.

mod retention;

use serde::{Deserialize, Serialize};

use super::fields::{ANSWER, CONTACT, EXCHANGE, LAPSED_DAYS};
use crate::contacts::{self, Every, Reminder, TouchInput, TouchKind, Warmth, When};
use crate::distribution;
use crate::error::Problem;
use crate::ids::{DeliveryId, DistributionId, DocumentId, Millis, PersonId, TouchId};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

pub use crate::touches::retention::RetentionRule;
pub use retention::{ConcernedCard, RetentionCard, concerned, keep, keep_no_longer, kept, retention, set_retention};

/// Most entries of a timeline at once.
const MOST: u32 = 500;
/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// What an entry of a timeline is: a kind of touch, or a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[expect(missing_docs, reason = "the vocabulary's words")]
pub enum EntryKind {
    Mail,
    Call,
    Meeting,
    Reply,
    Clipping,
    Note,
}

impl EntryKind {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Mail, Self::Call, Self::Meeting, Self::Reply, Self::Clipping, Self::Note];

    /// The word, as in questions.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self.touch() {
            Some(kind) => kind.word(),
            None => "mail",
        }
    }

    /// The one that `word` names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word().eq_ignore_ascii_case(word.trim()))
    }

    const fn touch(self) -> Option<TouchKind> {
        match self {
            Self::Mail => None,
            Self::Call => Some(TouchKind::Call),
            Self::Meeting => Some(TouchKind::Meeting),
            Self::Reply => Some(TouchKind::Reply),
            Self::Clipping => Some(TouchKind::Clipping),
            Self::Note => Some(TouchKind::Note),
        }
    }
}

impl From<TouchKind> for EntryKind {
    fn from(kind: TouchKind) -> Self {
        match kind {
            TouchKind::Call => Self::Call,
            TouchKind::Meeting => Self::Meeting,
            TouchKind::Reply => Self::Reply,
            TouchKind::Clipping => Self::Clipping,
            TouchKind::Note => Self::Note,
        }
    }
}

/// A place in a timeline, behind which it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TimelinePlace {
    /// When.
    pub at: Millis,
    /// Whether a mail stands there; at one instant what was noted stands before mails.
    pub mail: bool,
    /// The number of the touch, or of the mail's row in the ledger.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub id: i64,
}

/// An entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TimelineEntry {
    /// Where it stands.
    pub place: TimelinePlace,
    /// What it is.
    pub kind: EntryKind,
    /// When; the middle of its day where no time is known.
    pub at: Millis,
    /// Whether the time is known, not only the day.
    pub timed: bool,
    /// What there is to say: the text of a touch, the headline of a mail.
    pub text: String,
    /// The touch; none of a mail.
    pub touch: Option<TouchId>,
    /// The distribution of a mail.
    pub distribution: Option<DistributionId>,
    /// The document of a mail.
    pub document: Option<DocumentId>,
    /// Who noted it; empty of a mail.
    pub noted_by: String,
}

/// A touch, for the shells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TouchCard {
    /// Which.
    pub touch: TouchId,
    /// With whom.
    pub person: PersonId,
    /// What it was.
    pub kind: TouchKind,
    /// When; the middle of its day where no time is known.
    pub at: Millis,
    /// Whether the time is known, not only the day.
    pub timed: bool,
    /// What there is to say about it.
    pub text: String,
    /// Who noted it.
    pub noted_by: String,
}

impl From<contacts::Touch> for TouchCard {
    fn from(touch: contacts::Touch) -> Self {
        let contacts::Touch { id, person, kind, at, timed, text, noted_by, .. } = touch;
        Self { touch: id, person, kind, at, timed, text, noted_by }
    }
}

/// How many entries of a kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EntryCount {
    /// The kind.
    pub kind: EntryKind,
    /// How many.
    pub count: u32,
    /// When the last one was.
    pub last_at: Millis,
}

/// What touches say of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TouchSum {
    /// How warm they are, and why.
    pub warmth: Warmth,
    /// What there is, by kind.
    pub counts: Vec<EntryCount>,
    /// How and when we reached them last: by a mail, on the phone, in person.
    pub last_contact: Option<EntryCount>,
    /// When they last answered.
    pub last_reply_at: Option<Millis>,
    /// We wrote to them, and never heard from them.
    pub never_answered: bool,
    /// Their last answer, call, meeting or clipping is more than half a year ago.
    pub lapsed: bool,
    /// The reminder to keep in touch.
    pub reminder: Option<ReminderCard>,
}

/// A reminder to keep in touch with somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ReminderCard {
    /// With whom.
    pub person: PersonId,
    /// Their name; their address where there is none.
    pub name: String,
    /// The outlet.
    pub outlet: String,
    /// How often.
    pub every: Every,
    /// When they are to be heard from.
    pub due_at: Millis,
    /// Whether that time has come.
    pub is_due: bool,
    /// When they were last heard from: an answer, a call, a meeting.
    pub heard_at: Option<Millis>,
}

/// When that was, in words, on the clock of `zone`: what the form shows while it is typed.
///
/// # Errors
/// `contacts.refused`: it cannot be told, or has not happened yet.
pub fn when(ws: &Workspace, text: &str, zone: &str) -> Result<When, Problem> {
    contacts::read_when(text, zone, ws.now())
}

/// How often that is, in words: `3 months`.
///
/// # Errors
/// `contacts.refused`.
pub fn every(text: &str) -> Result<Every, Problem> {
    contacts::read_every(text)
}

/// Notes a touch.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused` with a place for each field that is refused: nothing has changed.
pub async fn add(ws: &Workspace, person: PersonId, touch: TouchInput) -> Result<TouchCard, Problem> {
    let checked = contacts::check_touch(&touch, ws.now())?;
    let label = labelled(ws, person, "touches.action.added", touch.kind).await?;
    ws.write(label, move |tx| {
        let id = contacts::add_touch(tx, person, &checked)?;
        Ok(contacts::touch(tx, id)?.into())
    })
    .await
}

/// Changes a touch; with no words about when, that stays.
///
/// # Errors
/// `contacts.no_touch`, `contacts.refused`: nothing has changed.
pub async fn edit(ws: &Workspace, id: TouchId, touch: TouchInput) -> Result<TouchCard, Problem> {
    let held = ws.read(move |tx| contacts::touch(tx, id)).await?;
    let mut checked = contacts::check_touch(&touch, ws.now())?;
    if touch.when.trim().is_empty() {
        checked = checked.on(When { at: held.at, timed: held.timed });
    }
    let label = labelled(ws, held.person, "touches.action.changed", touch.kind).await?;
    ws.write(label, move |tx| {
        contacts::change_touch(tx, id, &checked)?;
        Ok(contacts::touch(tx, id)?.into())
    })
    .await
}

/// Takes a touch away; undo brings it back.
///
/// # Errors
/// `contacts.no_touch`.
pub async fn delete(ws: &Workspace, id: TouchId) -> Result<(), Problem> {
    let held = ws.read(move |tx| contacts::touch(tx, id)).await?;
    let label = labelled(ws, held.person, "touches.action.deleted", held.kind).await?;
    ws.write(label, move |tx| contacts::remove_touch(tx, id)).await
}

/// One touch.
///
/// # Errors
/// `contacts.no_touch`.
pub async fn show(ws: &Workspace, id: TouchId) -> Result<TouchCard, Problem> {
    ws.read(move |tx| Ok(contacts::touch(tx, id)?.into())).await
}

/// A label of history: it names the person, and no word of what was noted.
async fn labelled(ws: &Workspace, person: PersonId, key: &'static str, kind: TouchKind) -> Result<Message, Problem> {
    let name = ws.read(move |tx| Ok(contacts::record(tx, person)?.ok_or_else(|| contacts::no_person(person))?.input)).await?;
    Ok(Message::new(key).with("kind", kind.word()).with("name", contacts::label_name(&name)))
}

/// What passed between a person and us, the newest first: entries of these kinds (all of them, without) behind a place.
///
/// # Errors
/// `contacts.no_person`.
pub async fn timeline(
    ws: &Workspace,
    person: PersonId,
    kinds: Vec<EntryKind>,
    after: Option<TimelinePlace>,
    limit: u32,
) -> Result<Vec<TimelineEntry>, Problem> {
    ws.read(move |tx| page(tx, person, &kinds, after, limit.min(MOST))).await
}

fn page(
    tx: &ReadTx<'_>,
    person: PersonId,
    kinds: &[EntryKind],
    after: Option<TimelinePlace>,
    limit: u32,
) -> Result<Vec<TimelineEntry>, Problem> {
    contacts::record(tx, person)?.ok_or_else(|| contacts::no_person(person))?;
    let kinds = if kinds.is_empty() { EntryKind::ALL } else { kinds };
    let touches: Vec<TouchKind> = kinds.iter().filter_map(|kind| kind.touch()).collect();
    let before_touch = after.map(|place| (place.at, TouchId::from(if place.mail { i64::MIN } else { place.id })));
    let before_mail = after.map(|place| (place.at, DeliveryId::from(if place.mail { place.id } else { i64::MAX })));
    let mut entries = Vec::new();
    if !touches.is_empty() {
        entries.extend(contacts::touches_of(tx, person, &touches, before_touch, limit)?.into_iter().map(noted));
    }
    if kinds.contains(&EntryKind::Mail) {
        entries.extend(distribution::mails_to(tx, person, before_mail, limit)?.into_iter().map(mailed));
    }
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, !entry.place.mail, entry.place.id)));
    entries.truncate(limit as usize);
    Ok(entries)
}

fn noted(touch: contacts::Touch) -> TimelineEntry {
    TimelineEntry {
        place: TimelinePlace { at: touch.at, mail: false, id: touch.id.get() },
        kind: touch.kind.into(),
        at: touch.at,
        timed: touch.timed,
        text: touch.text,
        touch: Some(touch.id),
        distribution: None,
        document: None,
        noted_by: touch.noted_by,
    }
}

fn mailed(mail: distribution::MailTo) -> TimelineEntry {
    TimelineEntry {
        place: TimelinePlace { at: mail.at, mail: true, id: mail.delivery.get() },
        kind: EntryKind::Mail,
        at: mail.at,
        timed: true,
        text: mail.title,
        touch: None,
        distribution: Some(mail.distribution),
        document: Some(mail.document),
        noted_by: String::new(),
    }
}

/// What touches say of a person.
///
/// # Errors
/// `contacts.no_person`.
pub async fn sum(ws: &Workspace, person: PersonId) -> Result<TouchSum, Problem> {
    ws.read(move |tx| {
        contacts::record(tx, person)?.ok_or_else(|| contacts::no_person(person))?;
        let noted = contacts::touch_counts(tx, person)?;
        let mails = distribution::mails_ever(tx, person)?.map(|(count, last)| EntryCount { kind: EntryKind::Mail, count, last_at: last });
        let last_of = |kinds: &[TouchKind]| noted.iter().filter(|(kind, ..)| kinds.contains(kind)).map(|(.., last)| *last).max();
        let mut counts: Vec<EntryCount> = mails.into_iter().collect();
        counts.extend(noted.iter().map(|(kind, count, last)| EntryCount { kind: (*kind).into(), count: *count, last_at: *last }));
        counts.sort_by_key(|one| one.kind);
        let reached = |one: &&EntryCount| one.kind.touch().is_none_or(|kind| CONTACT.contains(&kind));
        let exchange = last_of(EXCHANGE);
        Ok(TouchSum {
            warmth: contacts::warmth_of(tx, person)?,
            last_contact: counts.iter().filter(reached).max_by_key(|one| one.last_at).copied(),
            last_reply_at: last_of(ANSWER),
            never_answered: mails.is_some() && exchange.is_none(),
            lapsed: exchange.is_some_and(|last| last.plus_ms(i64::from(LAPSED_DAYS) * DAY_MS) < tx.now()),
            reminder: contacts::reminder_of(tx, person)?.map(|one| reminder(tx, one)).transpose()?,
            counts,
        })
    })
    .await
}

fn reminder(tx: &ReadTx<'_>, one: Reminder) -> Result<ReminderCard, Problem> {
    let row = contacts::rows_of(tx, &[one.person])?.pop().ok_or_else(|| contacts::no_person(one.person))?;
    let heard = contacts::touch_counts(tx, one.person)?;
    let heard = heard.into_iter().filter(|(kind, ..)| HEARD.contains(kind)).map(|(.., last)| last).max();
    let due = one.due_at.unwrap_or(one.begun_at);
    let name = if row.name.is_empty() { row.address } else { row.name };
    Ok(ReminderCard {
        person: one.person,
        name,
        outlet: row.outlet,
        every: one.every,
        due_at: due,
        is_due: due <= tx.now(),
        heard_at: heard,
    })
}

/// Touches by which somebody was heard from.
const HEARD: &[TouchKind] = &[TouchKind::Reply, TouchKind::Call, TouchKind::Meeting];

/// Reminds to keep in touch with a person so often, or no more.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused`: nothing has changed.
pub async fn keep_in_touch(ws: &Workspace, person: PersonId, every: Option<Every>) -> Result<Option<ReminderCard>, Problem> {
    let key = if every.is_some() { "touches.action.reminds" } else { "touches.action.reminds_no_more" };
    let label = labelled(ws, person, key, TouchKind::Note).await?;
    ws.write(label, move |tx| {
        contacts::keep_in_touch(tx, person, every)?;
        contacts::reminder_of(tx, person)?.map(|one| reminder(tx, one)).transpose()
    })
    .await
}

/// Puts the reminder of a person off for so many days from now.
///
/// # Errors
/// `contacts.no_reminder`, `contacts.no_person`.
pub async fn put_off(ws: &Workspace, person: PersonId, days: u32) -> Result<Option<ReminderCard>, Problem> {
    let until = ws.now().plus_ms(i64::from(days.clamp(1, 3_660)) * DAY_MS);
    let label = labelled(ws, person, "touches.action.put_off", TouchKind::Note).await?;
    ws.write(label, move |tx| {
        contacts::put_off(tx, person, until)?;
        contacts::reminder_of(tx, person)?.map(|one| reminder(tx, one)).transpose()
    })
    .await
}

/// Reminders that are due, or will be within so many days; those that wait longest first.
///
/// # Errors
/// What the file says.
pub async fn reminders(ws: &Workspace, within_days: u32, limit: u32) -> Result<Vec<ReminderCard>, Problem> {
    ws.read(move |tx| {
        let until = tx.now().plus_ms(i64::from(within_days) * DAY_MS);
        contacts::reminders_due(tx, until, limit)?.into_iter().map(|one| reminder(tx, one)).collect()
    })
    .await
}

/// How many reminders are due.
///
/// # Errors
/// What the file says.
pub async fn reminders_count(ws: &Workspace) -> Result<u64, Problem> {
    ws.read(|tx| Ok(contacts::reminders_due_count(tx, tx.now())?)).await
}
