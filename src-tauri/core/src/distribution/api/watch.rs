//! During and after: the ledger in plain words.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::Settle;
use super::before::{LeftOutCard, limits_of};
use super::breakers::{HeldDomain, held_of};
use super::first::{self, FirstCard};
use super::repair::for_its_address;
use crate::accounts;
use crate::contacts;
use crate::distribution::audience::Exclusion;
use crate::distribution::evidence::Found;
use crate::distribution::hours::{self, Hours};
use crate::distribution::languages::{self, LanguageCount};
use crate::distribution::lineage::Parent;
use crate::distribution::pace::{self, Allowance, Assumptions, DAY_MS, HOUR_MS, Limits, Pace};
use crate::distribution::schedule::Start;
use crate::distribution::service;
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::report::{self, Counts, DeliveryRow, HeadRow};
use crate::distribution::store::{hours as hours_store, learned, ledger, plan, repair, schedule, verify as checks};
use crate::error::Problem;
use crate::ids::{AccountId, DeliveryId, DistributionId, DocumentId, Millis, PersonId, RevisionId};
use crate::literature;
use crate::messages::Message;
use crate::workspace::api::Check;
use crate::workspace::{ReadTx, Workspace, save_new};

/// A distribution with its sum: `recipients = waiting + accepted + refused + retrying + uncertain + cancelled` (D31).
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DistributionCard {
    /// Its id.
    pub distribution: DistributionId,
    /// What is sent.
    pub document: DocumentId,
    /// The document's headline.
    pub title: String,
    /// The revision that is sent, and its number.
    pub revision: RevisionId,
    /// The revision's number.
    pub revision_number: u32,
    /// The account it goes from.
    pub account: AccountId,
    /// The sender's address as sealed.
    pub from: String,
    /// The distribution that it was made from, and what it is to it; none for an original.
    pub parent: Option<Parent>,
    /// The segment or query it goes to.
    pub audience: String,
    /// Where it stands.
    pub state: DistributionState,
    /// Why it waits (D40).
    pub because: Option<Because>,
    /// What it waits for, in words.
    pub trouble: Option<Message>,
    /// Rows of the list: those that were frozen, and those that came by repair.
    pub recipients: u32,
    /// How many of them came by repair (D35).
    pub repaired: u32,
    /// How many of them get it in which language, the main version first; empty where it goes in one.
    pub languages: Vec<LanguageCount>,
    /// Left out, by reason.
    pub excluded: Vec<ExcludedCount>,
    /// Planned, claimed and in flight.
    pub waiting: u32,
    /// Taken by their servers.
    pub accepted: u32,
    /// Refused for good.
    pub refused: u32,
    /// Refused for now.
    pub retrying: u32,
    /// Nobody can know.
    pub uncertain: u32,
    /// Left out at the last instant, or stopped.
    pub cancelled: u32,
    /// Bytes of accepted letters.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
    /// Milliseconds from the first claim to the last commit.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub spent_ms: Option<u64>,
    /// When it will be through, while it goes.
    pub forecast_at: Option<Millis>,
    /// The first few and the rest that waits for them (D15), until the rest may go.
    pub first: Option<FirstCard>,
    /// Domains whose servers refused several: the others there wait (D13).
    pub held: Vec<HeldDomain>,
    /// When the hold ends.
    pub hold_until: Millis,
    /// When its embargo lifts.
    pub due_at: Option<Millis>,
    /// When it starts, or was to start, by itself (D26): a time that was said, or the lift of its embargo.
    pub start: Option<Start>,
    /// Outside these hours nothing leaves (D29).
    pub hours: Option<Hours>,
    /// When a row that was refused for now is tried again.
    pub next_try_at: Option<Millis>,
    /// When Send was pressed.
    pub created_at: Millis,
    /// Who pressed it.
    pub created_by: String,
}

/// How many were left out for a reason.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ExcludedCount {
    /// The reason.
    pub reason: Exclusion,
    /// How many.
    pub count: u32,
}

/// One person's row as people read it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DeliveryCard {
    /// Its id.
    pub delivery: DeliveryId,
    /// The person; may be gone.
    pub person: PersonId,
    /// The name, unless it was erased.
    pub name: Option<String>,
    /// The address, unless it was erased.
    pub address: Option<String>,
    /// Where it stands.
    pub state: DeliveryState,
    /// Why it waits or was left out.
    pub because: Option<Because>,
    /// The state and the server's answer in plain words.
    pub says: Message,
    /// The fixed Message-ID, without angle brackets.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: u32,
    /// The server's answer, whole.
    pub reply: Option<String>,
    /// The server it was given to.
    pub server: Option<String>,
    /// The TLS version of that conversation.
    pub tls: Option<String>,
    /// Bytes as encoded.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub bytes: Option<i64>,
    /// The next try.
    pub next_try_at: Option<Millis>,
    /// When it came to stand there.
    pub at: Millis,
    /// What the sender's own mailbox shows of it, while it is uncertain and once it was looked for.
    pub evidence: Option<EvidenceCard>,
    /// The Message-ID of the mail that this one answers, without angle brackets (D39); none where it answers none.
    pub answers: Option<String>,
    /// The row that this one replaces (D35).
    pub repairs: Option<DeliveryId>,
    /// The row that has replaced this one.
    pub repaired_by: Option<DeliveryId>,
    /// Whether a corrected address can replace it.
    pub repairable: bool,
    /// Its letter carries the privacy notice (L2).
    pub notice: bool,
    /// It does so in practice only: nobody was told anything.
    pub notice_practised: bool,
    /// BCP 47 language of its letter, where the text goes in several; none where it goes in one.
    pub language: Option<String>,
}

/// What a mailbox shows of a row.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EvidenceCard {
    /// What was found.
    pub found: Found,
    /// The same in words, with the place.
    pub says: Message,
    /// The answer that it speaks for. The user gives it.
    pub proposes: Option<Settle>,
    /// When it was looked for.
    pub looked_at: Millis,
}

/// All distributions, newest first.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn list(ws: &Workspace) -> Result<Vec<DistributionCard>, Problem> {
    ws.read(|tx| report::heads(tx, None, None)?.into_iter().map(|head| of_head(tx, head, None)).collect()).await
}

/// The distributions of one document, newest first.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn list_of_document(ws: &Workspace, document: DocumentId) -> Result<Vec<DistributionCard>, Problem> {
    ws.read(move |tx| report::heads(tx, None, Some(document))?.into_iter().map(|head| of_head(tx, head, None)).collect()).await
}

/// One distribution.
///
/// # Errors
/// `distribution.not_found`.
pub async fn show(ws: &Workspace, id: DistributionId) -> Result<DistributionCard, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        let head = head(tx, id)?;
        of_head(tx, head, Some(now))
    })
    .await
}

pub(super) fn card(tx: &ReadTx<'_>, id: DistributionId) -> Result<DistributionCard, Problem> {
    of_head(tx, head(tx, id)?, None)
}

/// Distributions as lists show them, in this order.
///
/// # Errors
/// `distribution.not_found`.
pub(crate) fn cards_of(tx: &ReadTx<'_>, ids: &[DistributionId]) -> Result<Vec<DistributionCard>, Problem> {
    ids.iter().map(|id| card(tx, *id)).collect()
}

/// The distributions of a document, newest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn of_document(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<DistributionId>, Problem> {
    Ok(report::heads(tx, None, Some(document))?.into_iter().map(|head| head.id).collect())
}

pub(super) fn head(tx: &ReadTx<'_>, id: DistributionId) -> Result<HeadRow, Problem> {
    report::heads(tx, Some(id), None)?.into_iter().next().ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))
}

/// Why it waits: working hours are kept as a limit, the end of a licence or a consent as a missing approval, and both tell what they are
/// by their words.
fn shown_because(head: &HeadRow) -> Option<Because> {
    let told = head.trouble.as_ref().map_or("", |told| told.key.as_ref());
    match head.because {
        Some(Because::Limit) if told == "distribution.hours" => Some(Because::Hours),
        Some(Because::Approval) if matches!(told, "assets.end.licence" | "assets.end.consent" | "assets.end.withdrawn") => {
            Some(Because::Ended)
        }
        other => other,
    }
}

fn of_head(tx: &ReadTx<'_>, head: HeadRow, forecast_from: Option<Millis>) -> Result<DistributionCard, Problem> {
    let counts = report::counts(tx, head.id)?;
    let span = report::span(tx, head.id)?;
    let state = service::shown_state(head.state, counts.open(), plan::is_frozen(tx, head.id)?);
    let asks = state == DistributionState::Paused && head.because == Some(Because::First);
    let going = asks || matches!(state, DistributionState::Sending | DistributionState::Holding | DistributionState::Scheduled);
    let forecast_at = match forecast_from.filter(|_| going) {
        Some(now) => Some(forecast(tx, &head, &counts, now)?),
        None => None,
    };
    let first = first::card_of(tx, &head)?;
    let start = schedule::of(tx, head.id)?;
    let because = shown_because(&head);
    Ok(DistributionCard {
        distribution: head.id,
        document: head.document,
        title: literature::kept_headline(tx, head.revision)?.unwrap_or_default(),
        revision: head.revision,
        revision_number: head.revision_number,
        account: head.account,
        from: head.from_address,
        parent: head.parent,
        audience: head.audience_name,
        because: because.filter(|_| state != DistributionState::Finished),
        trouble: head.trouble.filter(|_| state != DistributionState::Finished),
        state,
        recipients: counts.recipients(),
        repaired: repair::count(tx, head.id)?,
        languages: languages::counts(tx, head.id)?,
        excluded: report::exclusions(tx, head.id)?
            .into_iter()
            .filter_map(|(word, count)| Some(ExcludedCount { reason: Exclusion::of_word(&word)?, count }))
            .collect(),
        waiting: counts.of(DeliveryState::Planned) + counts.of(DeliveryState::Claimed) + counts.of(DeliveryState::InFlight),
        accepted: counts.of(DeliveryState::Accepted),
        refused: counts.of(DeliveryState::RefusedPermanent),
        retrying: counts.of(DeliveryState::RefusedTemporary),
        uncertain: counts.of(DeliveryState::Uncertain),
        cancelled: counts.of(DeliveryState::Cancelled),
        bytes: counts.bytes,
        spent_ms: span.map(|(first, last)| last.get().abs_diff(first.get())),
        forecast_at,
        first,
        held: if state == DistributionState::Finished { Vec::new() } else { held_of(tx, head.id)? },
        hold_until: head.hold_until,
        due_at: head.due_at,
        start,
        hours: hours_store::of(tx, head.id)?,
        next_try_at: report::next_try(tx, head.id)?,
        created_at: head.created_at,
        created_by: head.created_by,
    })
}

/// Results that a forecast looks back at.
const MEASURED: u32 = 200;

/// When it will be through, from what was measured so far (D18).
fn forecast(tx: &ReadTx<'_>, head: &HeadRow, counts: &Counts, now: Millis) -> Result<Millis, Problem> {
    let account = accounts::find(tx, head.account)?;
    // Without limits it says nothing how many went today: they are many then.
    let limits = limits_of(&account).slowed(learned::of(tx, account.id)?, now);
    let sent = if limits == Limits::default() { Vec::new() } else { ledger::sent_since(tx, account.id, now.plus_ms(-DAY_MS))? };
    let guess_ms = 150.0 / f64::from(account.connections.max(1));
    let letter_ms = pace::measured_ms(&report::last_results(tx, head.id, MEASURED)?).unwrap_or(guess_ms);
    let start = match head.state {
        DistributionState::Holding => head.hold_until,
        DistributionState::Scheduled => schedule::of(tx, head.id)?.map_or(now, |start| start.at),
        // If the user says so now.
        DistributionState::Paused => head.first_until.unwrap_or(now),
        _ => now,
    };
    if let Some(hours) = hours_store::of(tx, head.id)?
        && let Some(at) =
            hours::forecast(&hours, &Pace::new(limits, sent.clone()), start.max(now), &hours_store::waiting(tx, head.id)?, letter_ms)
    {
        return Ok(at);
    }
    let open = counts.of(DeliveryState::Planned) + counts.of(DeliveryState::Claimed) + counts.of(DeliveryState::InFlight);
    Ok(pace::forecast(&Pace::new(limits, sent), start.max(now), Assumptions { letters: u64::from(open), letter_ms }))
}

/// Everybody who was left out at Send, with the reason.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn left_out(ws: &Workspace, id: DistributionId) -> Result<Vec<LeftOutCard>, Problem> {
    ws.read(move |tx| {
        Ok(report::left_out(tx, id)?
            .into_iter()
            .filter_map(|row| {
                let (reason, repairable) = (Exclusion::of_word(&row.reason)?, for_its_address(&row.reason));
                Some(LeftOutCard { person: row.person, name: row.name, reason, detail: row.detail, repairable })
            })
            .collect())
    })
    .await
}

/// The next rows of the ledger after row `after` (0 for the first): a list of any length streams.
///
/// # Errors
/// `distribution.not_found`.
pub async fn deliveries_after(ws: &Workspace, id: DistributionId, after: i64, limit: u32) -> Result<Vec<DeliveryCard>, Problem> {
    ws.read(move |tx| {
        head(tx, id)?;
        Ok(report::rows_after(tx, id, after, limit)?.into_iter().map(delivery_card).collect())
    })
    .await
}

/// What an account has used of its limits, counted from the ledger as the engine counts (D17): tests to oneself too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AccountUse {
    /// Letters in the last hour.
    pub hour: u32,
    /// Letters in the last 24 hours.
    pub day: u32,
    /// When the next may go, if the limit of the hour or of the day is reached.
    pub room_at: Option<Millis>,
    /// How many go in a minute for now, where the server asked to go slower; it grows again by itself.
    pub slower: Option<u32>,
}

/// What `account` has used of its limits.
///
/// # Errors
/// `accounts.not_found`.
pub async fn used(ws: &Workspace, account: AccountId) -> Result<AccountUse, Problem> {
    let account = accounts::by_id(ws, account).await?;
    let (id, now) = (account.id, ws.now());
    let (sent, taught) = ws.read(move |tx| Ok((ledger::sent_since(tx, id, now.plus_ms(-DAY_MS))?, learned::of(tx, id)?))).await?;
    let slower = taught.and_then(|taught| taught.allows(now)).filter(|pace| account.per_minute.is_none_or(|own| *pace < own));
    let mut pace = Pace::new(Limits { per_minute: None, ..limits_of(&account) }, sent);
    let room_at = match pace.allowance(now, 1) {
        Allowance::Now(_) => None,
        Allowance::At(at) => Some(at),
    };
    Ok(AccountUse { hour: pace.used(now, HOUR_MS), day: pace.used(now, DAY_MS), room_at, slower })
}

/// The ledger as a window looks at it: ids in order, uncertain first.
#[derive(Debug, Clone, Default)]
pub struct DeliveryView(Arc<Mutex<Vec<DeliveryId>>>);

/// Opens a view on a ledger: rows in `states` (all if empty) whose name or address has `search`, and whose letter is in `language` where
/// one is said. Gives the number of rows.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn open_view(
    ws: &Workspace,
    id: DistributionId,
    states: Vec<DeliveryState>,
    search: String,
    language: Option<String>,
) -> Result<u32, Problem> {
    let ids = ws.read(move |tx| Ok(report::view_ids(tx, id, &states, search.trim(), language.as_deref())?)).await?;
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    *ws.part::<DeliveryView>().0.lock().unwrap_or_else(PoisonError::into_inner) = ids;
    Ok(count)
}

/// The rows `from..to` of the view that was opened last.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn view_rows(ws: &Workspace, from: u32, to: u32) -> Result<Vec<DeliveryCard>, Problem> {
    let ids: Vec<DeliveryId> = {
        let view = ws.part::<DeliveryView>();
        let kept = view.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().skip(from as usize).take(to.saturating_sub(from) as usize).copied().collect()
    };
    ws.read(move |tx| Ok(report::rows_of(tx, &ids)?.into_iter().map(delivery_card).collect())).await
}

pub(super) fn delivery_card(row: DeliveryRow) -> DeliveryCard {
    let says = says(&row);
    DeliveryCard {
        delivery: row.id,
        person: row.person,
        name: row.name,
        address: row.address,
        state: row.state,
        because: row.because,
        says,
        message_id: row.message_id,
        attempts: row.attempts,
        reply: row.reply,
        server: row.server,
        tls: row.tls,
        bytes: row.bytes,
        next_try_at: row.next_try_at,
        at: row.at,
        evidence: row.evidence.filter(|_| row.state == DeliveryState::Uncertain).map(|seen| EvidenceCard {
            found: seen.found,
            says: seen.found.says(seen.folder.as_deref(), seen.filed_at),
            proposes: seen.found.proposes(),
            looked_at: seen.looked_at,
        }),
        language: row.language,
        notice: row.notice.is_some(),
        notice_practised: row.notice.as_deref() == Some("practised"),
        answers: row.answers,
        repairs: row.repairs,
        repaired_by: row.repaired_by,
        repairable: row.repaired_by.is_none()
            && (row.state == DeliveryState::RefusedPermanent
                || row.state == DeliveryState::Cancelled && row.left_out.as_deref().is_some_and(for_its_address)),
    }
}

/// The ledger in plain words: what happened with this row.
fn says(row: &DeliveryRow) -> Message {
    // The name alone, without address and port: those stand in the card for whoever asks.
    let server = row.server.as_deref().and_then(|server| server.split_whitespace().next()).unwrap_or_default();
    let code = row.reply_code.unwrap_or_default();
    let status = row.reply.as_deref().and_then(|reply| reply.split_whitespace().next()).unwrap_or_default();
    match row.state {
        DeliveryState::Planned => Message::new("distribution.says.planned"),
        DeliveryState::Claimed => Message::new("distribution.says.claimed"),
        DeliveryState::InFlight => Message::new("distribution.says.in_flight"),
        DeliveryState::Accepted if row.server.is_none() => Message::new("distribution.says.counted_as_sent"),
        DeliveryState::Accepted => Message::new("distribution.says.accepted").with("server", server),
        DeliveryState::RefusedTemporary if row.reply_code.is_none() => Message::new("distribution.says.lost"),
        DeliveryState::RefusedTemporary => Message::new("distribution.says.retrying").with("tries", row.attempts),
        DeliveryState::RefusedPermanent => match row.reply_code {
            // The last of a day of tries: what was a refusal for now became one for good.
            Some(400..500) => Message::new("distribution.says.given_up"),
            // The enhanced code says more than the number: 550 is said of mailboxes and of rules alike (D11).
            Some(_) if status.starts_with("5.7.") => Message::new("distribution.says.rejected"),
            Some(_) if matches!(status, "5.2.2" | "5.2.3" | "5.3.4") => Message::new("distribution.says.too_large"),
            Some(550 | 551 | 553) => Message::new("distribution.says.no_mailbox"),
            Some(552) => Message::new("distribution.says.too_large"),
            Some(554) => Message::new("distribution.says.rejected"),
            Some(_) => Message::new("distribution.says.refused").with("code", u32::from(code)),
            None => Message::new("distribution.says.given_up"),
        },
        DeliveryState::Uncertain => Message::new("distribution.says.uncertain"),
        DeliveryState::Cancelled if row.because == Some(Because::User) => Message::new("distribution.says.stopped"),
        DeliveryState::Cancelled => Message::new("distribution.says.left_out").with("why", row.left_out.as_deref().unwrap_or_default()),
    }
}

/// One mail of ours that a person's server accepted: a touch, derived from the ledger.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct MailTouch {
    /// The distribution.
    pub distribution: DistributionId,
    /// The document.
    pub document: DocumentId,
    /// When.
    pub at: Millis,
}

/// The mails that a person's server accepted, newest first.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn touches(ws: &Workspace, person: PersonId, limit: u32) -> Result<Vec<MailTouch>, Problem> {
    ws.read(move |tx| {
        Ok(report::accepted_by(tx, &contacts::numbers_of(tx, person)?, limit)?
            .into_iter()
            .map(|(distribution, document, at)| MailTouch { distribution, document, at })
            .collect())
    })
    .await
}

/// Writes the ledger as CSV to `to`, which must not exist. Cells that a spreadsheet would read as a formula are disarmed (S7).
///
/// # Errors
/// `workspace.exists`, `distribution.export`: no half file is left.
pub async fn export_csv(ws: &Workspace, id: DistributionId, to: PathBuf) -> Result<u32, Problem> {
    ws.read(move |tx| {
        head(tx, id)?;
        save_new(&to, "distribution.export", |file| write_csv(tx, id, file))
    })
    .await
}

fn write_csv(tx: &ReadTx<'_>, id: DistributionId, file: &std::fs::File) -> Result<u32, Box<dyn std::error::Error>> {
    let mut csv = csv::Writer::from_writer(std::io::BufWriter::new(file));
    csv.write_record(["name", "address", "state", "says", "attempts", "reply", "server", "tls", "message_id", "at", "language"])?;
    let (mut after, mut written) = (0, 0);
    loop {
        let rows = report::rows_after(tx, id, after, 1000)?;
        let Some(last) = rows.last() else { break };
        after = last.id.get();
        for row in rows {
            let card = delivery_card(row);
            let cells = [
                card.name.unwrap_or_default(),
                card.address.unwrap_or_default(),
                card.state.word().to_owned(),
                card.says.to_string(),
                card.attempts.to_string(),
                card.reply.unwrap_or_default(),
                card.server.unwrap_or_default(),
                card.tls.unwrap_or_default(),
                card.message_id,
                card.at.to_rfc3339(),
                card.language.unwrap_or_default(),
            ];
            csv.write_record(cells.map(crate::contacts::disarmed))?;
            written += 1;
        }
    }
    csv.flush()?;
    Ok(written)
}

/// Checks the ledger's promises: the hash chain, rows against their events, lists against their rows (D31, D32).
///
/// # Errors
/// `workspace.damaged` when it cannot even be read.
pub async fn verify(ws: &Workspace) -> Result<Vec<Check>, Problem> {
    ws.read(|tx| {
        Ok(vec![
            Check::of("ledger-chain", checks::broken_links(tx))?,
            Check::of("ledger-rows", checks::rows_against_events(tx))?,
            Check::of("ledger-lists", checks::lists_against_rows(tx))?,
            Check::of("ledger-repairs", checks::repairs_against_events(tx))?,
            Check::of("ledger-notices", checks::notices_against_events(tx))?,
        ])
    })
    .await
}
