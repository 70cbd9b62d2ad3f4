//! Before: everything that the user looks at.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::accounts::{self, AccountKind};
use crate::contacts;
use crate::distribution::approved;
use crate::distribution::audience::{Exclusion, LeftOut};
use crate::distribution::consent;
use crate::distribution::draw::{Drawn, draw};
use crate::distribution::first::First;
use crate::distribution::hours::{self, Hours};
use crate::distribution::languages::{self, LanguageShare};
use crate::distribution::lineage::Parent;
use crate::distribution::pace::{self, Assumptions, DAY_MS, Limits, Pace, Spread};
use crate::distribution::preflight::{self, Flights, Signing};
use crate::distribution::relevance;
use crate::distribution::reviewed::Reviewed;
use crate::distribution::schedule::{Schedule, Start};
use crate::distribution::store::learned;
use crate::distribution::store::ledger;
use crate::distribution::store::plan;
use crate::error::{Place, Problem};
use crate::ids::{AccountId, DocumentId, Millis, PersonId, RevisionId};
use crate::literature;
use crate::messages::Message;
use crate::rendering::{self, Heading};
use crate::segments::Fields;
use crate::workspace::{ReadTx, Workspace};

/// A letter's time on one connection before any was measured, in milliseconds: the guess that a forecast begins with.
const LETTER_GUESS_MS: f64 = 150.0;
/// Names shown with a reason; the rest is counted.
const NAMES_SHOWN: usize = 4;

/// What to do with an embargo (D37).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum EmbargoMode {
    /// The document has none, or its instant has passed.
    #[default]
    None,
    /// It goes now, marked as embargoed.
    Under,
    /// It goes at the lift, unmarked.
    Lift,
}

impl EmbargoMode {
    /// The mode that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        [Self::Under, Self::Lift].into_iter().find(|mode| mode.word() == word).unwrap_or_default()
    }

    /// The word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Under => "under",
            Self::Lift => "lift",
        }
    }
}

/// One distribution as the user asks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SendRequest {
    /// What is sent.
    pub document: DocumentId,
    /// From which account.
    pub account: AccountId,
    /// A segment's name, or a query.
    pub to: String,
    /// Segments or queries whose people are taken out.
    pub except: Vec<String>,
    /// People left out by hand.
    pub left_out: Vec<PersonId>,
    /// People put back although they were pitched recently.
    pub put_back: Vec<PersonId>,
    /// Another mail of ours within so many days leaves a person out; 0 switches that off.
    pub recent_days: u32,
    /// Whether the segment is followed until sending begins (else the list is frozen now).
    pub follow: bool,
    /// What to do with an embargo.
    pub embargo: EmbargoMode,
    /// How long nothing leaves, in milliseconds.
    pub hold_ms: u32,
    /// Go on by itself after a crash (else it asks).
    pub go_on: bool,
    /// The first few, before the rest goes (D15); none: all go without a stop.
    pub first: Option<First>,
    /// When it starts by itself (D26); none: after its hold, or at the lift of its embargo.
    pub schedule: Option<Schedule>,
    /// The distribution that this one is made from: for those who have not got it (D31), or for exactly those who have (D39); then `to`
    /// and everything else that says who receives it counts for nothing, but for people left out by hand.
    pub parent: Option<Parent>,
    /// Outside these hours nothing leaves (D29); none: it leaves at any time.
    pub hours: Option<Hours>,
    /// Versions in other languages that go along: each person gets the one in their language, and `document` who has none.
    pub languages: Vec<DocumentId>,
}

/// How many are left out for one reason, and who some of them are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ExclusionSum {
    /// The reason.
    pub reason: Exclusion,
    /// How many.
    pub count: u32,
    /// The first names.
    pub names: Vec<String>,
}

/// Somebody who is left out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LeftOutCard {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Why.
    pub reason: Exclusion,
    /// What stands behind it.
    pub detail: String,
    /// Whether a corrected address brings them onto the list after Send (D35).
    pub repairable: bool,
}

/// Something that pre-flight found (D22).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FindingCard {
    /// Whether it keeps the distribution from going.
    pub blocks: bool,
    /// What it is.
    pub what: Message,
    /// The person whose letter it is about.
    pub person: Option<PersonId>,
    /// Where in the document.
    pub places: Vec<Place>,
    /// The version that it is about, where there are several: its document and its language.
    pub version: Option<(DocumentId, String)>,
}

/// Everything that the user looks at before Send.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Review {
    /// People in the audience.
    pub audience: u32,
    /// Who is left out, by reason.
    pub exclusions: Vec<ExclusionSum>,
    /// People who receive it.
    pub recipients: u32,
    /// Who they are, in the order of sending: ids, for turning the pages of the preview.
    pub people: Vec<PersonId>,
    /// What is sent: the revision's number, or the one it will get.
    pub revision: u32,
    /// The attachments of one mail, at most.
    pub attachments: u32,
    /// The biggest letter as encoded, in bytes.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub biggest: u64,
    /// The account's limit for one mail, in bytes.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub size_limit: Option<u64>,
    /// Whose name and address it comes from.
    pub from: String,
    /// What was found; a blocking finding keeps Send shut.
    pub findings: Vec<FindingCard>,
    /// Those of them who are probably not interested, by what is known of them: asked about, never left out by itself.
    pub uninterested: Vec<PersonId>,
    /// Those of them whose consent the law asks for and who have not given it: asked about, never left out by itself (L9).
    pub without_consent: Vec<PersonId>,
    /// Those to whom it is news, of which nobody has decided whether it is advertising.
    pub consent_unsettled: Vec<PersonId>,
    /// When it will be through.
    pub forecast_at: Millis,
    /// What the forecast assumes.
    pub forecast_assumes: Message,
    /// What each mail says first, where it answers an earlier one (D39).
    pub heading: Option<Heading>,
    /// The revision that goes, where it is not the document as it is written now: a copy of what went.
    pub kept: Option<RevisionId>,
    /// What a new account is offered for a first large sending (A13).
    pub spread: Option<Spread>,
    /// When it leaves at the lift of its embargo.
    pub lift_at: Option<Millis>,
    /// When it starts by itself: at the time that was asked for, or at the lift.
    pub start: Option<Start>,
    /// Whether the workspace's rule asks for approval.
    pub approval_asked: bool,
    /// When exactly this was approved; none where it is not.
    pub approved_at: Option<Millis>,
    /// Why it may not go, where the rule asks for approval: it is absent, waited for, refused or void (W10).
    pub unapproved: Option<Message>,
    /// How many people get which version, the main one first; empty where it goes in one language.
    pub languages: Vec<LanguageShare>,
    /// Which of them each of `people` gets, by its place; empty where it goes in one language.
    pub reads: Vec<u32>,
    /// The hash over all that was looked at; Send wants it back (D20).
    pub seal: String,
}

/// The text that is sent, and each version that goes along.
pub(super) fn texts_of(request: &SendRequest) -> impl Iterator<Item = DocumentId> {
    std::iter::once(request.document).chain(request.languages.iter().copied())
}

/// Before anything is sealed, files that were attached long ago lose what cameras wrote into them. Looking is no act of the user: undo
/// takes back what they did before, and there is no step that the next look would do again.
async fn bared(ws: &Workspace, request: &SendRequest) -> Result<(), Problem> {
    for document in texts_of(request) {
        literature::api::bare_files_quietly(ws, document).await?;
    }
    Ok(())
}

/// Shows everything before Send, and writes nothing but what [`literature::api::bare_files`] does, which is no act here.
///
/// # Errors
/// `segments.…` for a bad query, `accounts.not_found`, `literature.not_found`, `distribution.embargo_unanswered`, `distribution.schedule.…`;
/// for a correction `distribution.correct_under_way`.
pub async fn review(ws: &Workspace, request: SendRequest) -> Result<Review, Problem> {
    bared(ws, &request).await?;
    let with = Reviewing::of(ws, request.account).await?;
    ws.read(move |tx| Ok(reviewed(tx, &request, &with)?.0)).await
}

/// As [`review`], with these files attached first, and taken off again: nothing is written.
///
/// # Errors
/// As [`review`], and what the first refused file is refused for.
pub async fn review_with_files(ws: &Workspace, request: SendRequest, files: Vec<PathBuf>) -> Result<Review, Problem> {
    let read = literature::api::read_all(files).await?;
    bared(ws, &request).await?;
    let with = Reviewing::of(ws, request.account).await?;
    ws.rehearse(move |tx| {
        literature::attach_read(tx, request.document, read)?;
        Ok(reviewed(tx, &request, &with)?.0)
    })
    .await
}

/// What a look before Send needs of the workspace.
pub(super) struct Reviewing {
    pub(super) secret: [u8; 32],
    pub(super) now: Millis,
    pub(super) fields: Arc<Fields>,
    pub(super) flights: Arc<Flights>,
    pub(super) reviewed: Arc<Reviewed>,
    pub(super) signing: Signing,
}

impl Reviewing {
    pub(super) async fn of(ws: &Workspace, account: AccountId) -> Result<Self, Problem> {
        let account = accounts::by_id(ws, account).await?;
        Ok(Self {
            secret: *ws.secret(),
            now: ws.now(),
            fields: ws.part::<Fields>(),
            flights: ws.part::<Flights>(),
            reviewed: ws.part::<Reviewed>(),
            signing: accounts::signer(ws, &account).await,
        })
    }
}

/// What a look shows, and what it drew.
pub(super) fn reviewed(tx: &ReadTx<'_>, request: &SendRequest, with: &Reviewing) -> Result<(Review, Drawn), Problem> {
    let now = with.now;
    let hours = request.hours.clone().map(Hours::judged).transpose()?;
    let drawn = draw(tx, request, &with.fields, &with.secret, now)?;
    with.reviewed.keep(&drawn.sealing, drawn.revision.hash);
    let mut flight = preflight::fly(tx, &drawn, now, &with.signing, &with.flights)?;
    let uninterested: Vec<PersonId> = relevance::uninterested(tx, &drawn, &with.fields, 0)?.into_iter().map(|(person, _)| person).collect();
    flight.findings.extend(relevance::finding(uninterested.len(), drawn.chosen.len()));
    let lacking = consent::lacking(tx, &drawn)?;
    flight.findings.extend(consent::findings(tx, &lacking)?);
    let limits = limits_of(&drawn.account).slowed(learned::of(tx, drawn.account.id)?, now);
    let slowed = limits.per_minute != drawn.account.per_minute;
    let sent = ledger::sent_since(tx, drawn.account.id, now.plus_ms(-DAY_MS))?;
    let letter_ms = LETTER_GUESS_MS / f64::from(drawn.account.connections.max(1));
    let start = drawn.start.as_ref().map_or_else(|| now.plus_ms(i64::from(request.hold_ms)), |start| start.at);
    let assumptions = Assumptions { letters: drawn.chosen.len() as u64, letter_ms };
    let through = match &hours {
        None => pace::forecast(&Pace::new(limits, sent), start, assumptions),
        Some(hours) => {
            let people: Vec<PersonId> = drawn.chosen.iter().map(|chosen| chosen.person).collect();
            let zones = contacts::time_zones(tx, &people)?;
            let mut letters: BTreeMap<String, u64> = BTreeMap::new();
            for person in people {
                *letters.entry(zones.get(&person).cloned().unwrap_or_default()).or_default() += 1;
            }
            let letters: Vec<_> = letters.into_iter().collect();
            hours::forecast(hours, &Pace::new(limits, sent), start, &letters, letter_ms)
                .ok_or_else(|| Problem::refusal("distribution.hours.never").at(Place::field("hours")))?
        }
    };
    let per_minute = match limits.per_minute {
        None => Message::new("distribution.forecast.unlimited"),
        Some(n) if slowed => Message::new("distribution.forecast.slowed").with("n", n),
        Some(n) => Message::new("distribution.forecast.per_minute").with("n", n),
    };
    let review = Review {
        audience: count(drawn.chosen.len() + drawn.left_out.len()),
        exclusions: sums(&drawn.left_out),
        recipients: count(drawn.chosen.len()),
        people: drawn.chosen.iter().map(|chosen| chosen.person).collect(),
        revision: drawn.revision.number,
        attachments: count(in_a_mail(&drawn.revision.attachments)),
        biggest: flight.biggest,
        size_limit: drawn.account.size_limit,
        from: drawn.account.from.as_typed(),
        findings: flight
            .findings
            .into_iter()
            .map(|found| FindingCard {
                blocks: found.blocks,
                what: found.what,
                person: found.person,
                places: found.places,
                version: drawn
                    .sealing
                    .texts
                    .iter()
                    .find(|text| Some(&text.language) == found.language.as_ref())
                    .map(|text| (text.document, text.language.clone())),
            })
            .collect(),
        uninterested,
        without_consent: lacking.missing,
        consent_unsettled: lacking.unsettled,
        forecast_at: through.plus_ms(waits_ms(request.first, drawn.chosen.len())),
        forecast_assumes: per_minute,
        heading: drawn.marks.heading,
        kept: drawn.kept,
        spread: match drawn.account.kind {
            AccountKind::Smtp => {
                pace::spread(count(drawn.chosen.len()), plan::ever_accepted(tx, drawn.account.id, pace::NEW_UNTIL)?, drawn.account.per_day)
            }
            AccountKind::Practice => None,
        },
        lift_at: drawn.lift_at,
        start: drawn.start.clone(),
        approval_asked: approved::is_asked_for(tx)?,
        approved_at: approved::since(tx, &drawn.sealing, &drawn.revision.hash)?,
        unapproved: drawn.unapproved.as_ref().map(|problem| problem.what.clone()),
        languages: languages::shares(&drawn),
        reads: match drawn.versions.is_empty() {
            true => Vec::new(),
            false => drawn.chosen.iter().map(|chosen| count(chosen.text)).collect(),
        },
        seal: drawn.sealing.seal.clone(),
    };
    Ok((review, drawn))
}

/// Everybody who would be left out, with the reason.
///
/// # Errors
/// As [`review`].
pub async fn review_left_out(ws: &Workspace, request: SendRequest) -> Result<Vec<LeftOutCard>, Problem> {
    let (secret, now, fields) = (*ws.secret(), ws.now(), ws.part::<Fields>());
    ws.read(move |tx| {
        let drawn = draw(tx, &request, &fields, &secret, now)?;
        let card = |o: LeftOut| LeftOutCard { person: o.person, name: o.name, reason: o.reason, detail: o.detail, repairable: false };
        Ok(drawn.left_out.into_iter().map(card).collect())
    })
    .await
}

/// How long the rest waits after the first few, where it goes by itself.
fn waits_ms(first: Option<First>, recipients: usize) -> i64 {
    first.filter(|first| recipients > first.count as usize).and_then(|first| first.wait_ms).map_or(0, i64::from)
}

/// How many files one mail has at most: those that everybody gets, and one of each set.
fn in_a_mail(files: &[literature::Attachment]) -> usize {
    files.iter().filter(|file| file.is_everybodys()).count() + rendering::Sets::of(files).iter().count()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

pub(in crate::distribution) fn limits_of(account: &crate::accounts::Account) -> Limits {
    Limits { per_minute: account.per_minute, per_hour: account.per_hour, per_day: account.per_day }
}

fn sums(left_out: &[LeftOut]) -> Vec<ExclusionSum> {
    Exclusion::ALL
        .into_iter()
        .filter_map(|(reason, _)| {
            let mut these = left_out.iter().filter(|out| out.reason == reason).peekable();
            these.peek()?;
            let names: Vec<String> = these.clone().take(NAMES_SHOWN).map(|out| out.name.clone()).collect();
            Some(ExclusionSum { reason, count: count(these.count()), names })
        })
        .collect()
}
