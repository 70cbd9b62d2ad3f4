//! During and after: brake, go on, settle what cannot be known, and run the engine.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::before::{EmbargoMode, SendRequest};
use super::watch::{DistributionCard, card};
use crate::accounts;
use crate::distribution::audience::Exclusion;
use crate::distribution::engine::{self, Brakes, Run};
use crate::distribution::evidence::Found;
use crate::distribution::languages;
use crate::distribution::lineage::{Parent, Relation};
use crate::distribution::service::{self, Except, Hand, SequenceMemory, Wanted};
use crate::distribution::state::{Because, DeliveryState, DistributionState};
use crate::distribution::store::ledger::{self, Chain, Move};
use crate::distribution::store::{evidence, lineage, plan, repair, report};
use crate::error::{Kind, Place, Problem};
use crate::ids::{AccountId, DeliveryId, DistributionId, DocumentId, Millis, PersonId, RevisionId};
use crate::literature;
use crate::net::{About, EmailAddress, Purpose};
use crate::rendering::{Heading, ListHeaders, Marks, OwnFiles, To};
use crate::segments::Fields;
use crate::workspace::{ReadTx, Topic, Workspace, WriteTx, lease};

/// Holds a distribution; letters whose end-of-data line has begun finish (D16).
///
/// # Errors
/// `distribution.not_found`, `distribution.not_running`.
pub async fn pause(ws: &Workspace, id: DistributionId) -> Result<DistributionCard, Problem> {
    change(ws, id, DistributionState::Paused, |state| {
        matches!(state, DistributionState::Sending | DistributionState::Holding | DistributionState::Scheduled)
    })
    .await
}

/// Ends a distribution: whoever has not got it yet receives nothing; `resume` or "send to the missing" go on later (D16).
///
/// # Errors
/// `distribution.not_found`, `distribution.not_running`.
pub async fn stop(ws: &Workspace, id: DistributionId) -> Result<DistributionCard, Problem> {
    change(ws, id, DistributionState::Stopped, |state| state != DistributionState::Stopped).await?;
    service::cancel_in_steps(ws, id).await?;
    super::show(ws, id).await
}

/// Takes a distribution back during its hold: nothing has left, and nothing leaves (D14).
///
/// # Errors
/// `distribution.not_found`, `distribution.hold_over`.
pub async fn take_back(ws: &Workspace, id: DistributionId) -> Result<DistributionCard, Problem> {
    let held = ws.read(move |tx| Ok(matches!(standing(tx, id)?.state, DistributionState::Holding | DistributionState::Scheduled))).await?;
    if !held {
        return Err(Problem::refusal("distribution.hold_over").todo("distribution.hold_over.todo"));
    }
    stop(ws, id).await
}

async fn change(
    ws: &Workspace,
    id: DistributionId,
    to: DistributionState,
    may: fn(DistributionState) -> bool,
) -> Result<DistributionCard, Problem> {
    let shown = ws
        .write_quietly(move |tx| {
            let now = standing(tx, id)?;
            if !may(now.state) {
                return Err(Problem::refusal("distribution.not_running"));
            }
            ledger::set_state(&mut Chain::at_head(tx)?, id, to, Some(Because::User), None)?;
            card(tx, id)
        })
        .await?;
    // Persisted first, obeyed then: by connections of this process at once, by another's within its next look.
    ws.part::<Brakes>().of(id).follow(to);
    Ok(shown)
}

/// As [`standing`], of a distribution that this workspace may send: what came with a copy is its original's to end (D24).
pub(super) fn own(tx: &crate::workspace::ReadTx<'_>, id: DistributionId) -> Result<ledger::Standing, Problem> {
    let found = standing(tx, id)?;
    if found.because == Some(Because::Copy) {
        return Err(Problem::new(Kind::Copy, "distribution.of_the_original").todo("distribution.of_the_original.todo"));
    }
    Ok(found)
}

fn standing(tx: &crate::workspace::ReadTx<'_>, id: DistributionId) -> Result<ledger::Standing, Problem> {
    ledger::standing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))
}

/// Refuses to send on what was corrected since: whoever has the correction must not get after it what it corrects (D39).
pub(super) fn refuse_corrected(tx: &crate::workspace::ReadTx<'_>, id: DistributionId) -> Result<(), Problem> {
    match lineage::corrected_by(tx, id)? {
        None => Ok(()),
        Some(by) => Err(Problem::refusal("distribution.corrected_since").with("by", by.get()).todo("distribution.corrected_since.todo")),
    }
}

/// A colleague's copy is continued and corrected by another copy alone.
pub(super) fn refuse_copies(tx: &crate::workspace::ReadTx<'_>, id: DistributionId) -> Result<(), Problem> {
    match lineage::origin(tx, lineage::parent(tx, id)?)? {
        Some(Parent { relation: Relation::Copy, .. }) => Err(Problem::refusal("distribution.is_copy").todo("distribution.is_copy.todo")),
        _ => Ok(()),
    }
}

/// Which uncertain rows an answer is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "which")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Which {
    /// All of the distribution.
    All,
    /// One row.
    One {
        /// The row.
        delivery: DeliveryId,
    },
    /// All of which what the mailbox shows speaks for this very answer.
    Evident,
    /// The row of an address.
    Address {
        /// The address, in any spelling that means the same mailbox.
        address: String,
    },
}

/// The user's answer about uncertain rows (D6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Settle {
    /// Count as sent.
    Accepted,
    /// Send again: byte for byte the same, so that a receiver can drop the copy (D7).
    Again,
    /// Leave it uncertain.
    Leave,
}

/// Settles uncertain rows as the user says; gives how many.
///
/// # Errors
/// `distribution.not_found`, `distribution.no_such_row`, `distribution.not_uncertain`; to send again, `distribution.corrected_since`, and as
/// [`resume`](super::resume) for copies.
pub async fn resolve(ws: &Workspace, id: DistributionId, which: Which, how: Settle) -> Result<u32, Problem> {
    if how == Settle::Again {
        service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    }
    let (secret, run) = (*ws.secret(), ws.part::<Run>().id.clone());
    ws.write_quietly(move |tx| {
        let before = if how == Settle::Again { own(tx, id)? } else { standing(tx, id)? };
        if how == Settle::Again {
            refuse_corrected(tx, id)?;
        }
        let uncertain = ledger::rows_in(tx, Some(id), &[DeliveryState::Uncertain])?;
        let chosen = match which {
            Which::All => uncertain,
            Which::Evident => {
                let speaks = |row: &evidence::Uncertain| row.found.and_then(Found::proposes) == Some(how);
                evidence::uncertain(tx, id)?.into_iter().filter(speaks).map(|row| row.delivery).collect()
            }
            Which::One { delivery } => only(&uncertain, delivery)?,
            Which::Address { address } => {
                let parsed = EmailAddress::parse(&address).map_err(|_| {
                    Problem::refusal("distribution.bad_address").with("address", address.clone()).at(Place::field("address"))
                })?;
                let row = report::row_of_key(tx, id, &parsed.key(&secret).0)?
                    .ok_or_else(|| Problem::missing("distribution.no_such_row").with("address", address))?;
                only(&uncertain, row)?
            }
        };
        let to = match how {
            Settle::Leave => return Ok(u32::try_from(chosen.len()).unwrap_or(u32::MAX)),
            Settle::Accepted => DeliveryState::Accepted,
            Settle::Again => DeliveryState::Planned,
        };
        let mut chain = Chain::at_head(tx)?;
        for row in &chosen {
            ledger::make_move(&mut chain, &Move::plain(*row, to, Some("user")))?;
        }
        if to == DeliveryState::Planned {
            reopen(tx, &mut chain, &before, &run)?;
        }
        tx.changed(Topic::Delivery, id.get());
        Ok(u32::try_from(chosen.len()).unwrap_or(u32::MAX))
    })
    .await
}

fn only(uncertain: &[DeliveryId], row: DeliveryId) -> Result<Vec<DeliveryId>, Problem> {
    if uncertain.contains(&row) { Ok(vec![row]) } else { Err(Problem::refusal("distribution.not_uncertain")) }
}

/// Rows are on the list again: the distribution goes on, unless the user holds it.
pub(super) fn reopen(tx: &WriteTx<'_>, chain: &mut Chain<'_, '_>, before: &ledger::Standing, run: &str) -> Result<(), Problem> {
    if before.state == DistributionState::Stopped {
        ledger::set_state(chain, before.id, DistributionState::Sending, None, None)?;
    }
    ledger::set_settled(tx, before.id, false, Some(run))?;
    Ok(())
}

/// Plans rows that were refused for good once more; gives how many. Who has it meanwhile from a distribution to the
/// missing is left as refused, and so is a row that was repaired.
///
/// # Errors
/// `distribution.not_found`, `distribution.corrected_since`, and as [`resume`](super::resume) for copies.
pub async fn retry(ws: &Workspace, id: DistributionId) -> Result<u32, Problem> {
    service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    let run = ws.part::<Run>().id.clone();
    ws.write_quietly(move |tx| {
        let before = own(tx, id)?;
        refuse_corrected(tx, id)?;
        let mut chain = Chain::at_head(tx)?;
        let refused = repair::not_replaced(tx, ledger::rows_in(tx, Some(id), &[DeliveryState::RefusedPermanent])?)?;
        let refused = lineage::not_elsewhere(tx, id, refused)?;
        for row in &refused {
            ledger::make_move(&mut chain, &Move::plain(*row, DeliveryState::Planned, Some("user")))?;
        }
        if !refused.is_empty() {
            reopen(tx, &mut chain, &before, &run)?;
        }
        tx.changed(Topic::Delivery, id.get());
        Ok(u32::try_from(refused.len()).unwrap_or(u32::MAX))
    })
    .await
}

/// "Send to the missing" (D31): the request for a distribution that continues this one, to look at and send.
/// People in the segment now who have no accepted, in-flight or uncertain row of the same mail; of a correction, those who have what it
/// corrects. Where it was corrected since, they are offered the text of the correction.
///
/// # Errors
/// `distribution.not_found`; `distribution.uncertain_first` while uncertain rows wait for an answer; `distribution.nobody_missing`
/// when all of them have it or may not be sent it.
pub async fn missing(ws: &Workspace, id: DistributionId) -> Result<SendRequest, Problem> {
    let (secret, now, fields) = (*ws.secret(), ws.now(), ws.part::<Fields>());
    ws.read(move |tx| {
        own(tx, id)?;
        let sealing = plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))?;
        refuse_copies(tx, id)?;
        let mut uncertain = 0;
        for member in lineage::edition(tx, id)? {
            uncertain += ledger::rows_in(tx, Some(member), &[DeliveryState::Uncertain])?.len();
        }
        if uncertain > 0 {
            return Err(Problem::needs_consent("distribution.uncertain_first")
                .with("n", uncertain)
                .todo("distribution.uncertain_first.todo"));
        }
        let except: Vec<Except> = serde_json::from_str(&sealing.except_json).unwrap_or_default();
        let hand: Hand = serde_json::from_str(&sealing.hand_json).unwrap_or_default();
        let list_kind = sealing.list_kind;
        let parent = Some(Parent { distribution: id, relation: Relation::Missing });
        let wanted = Wanted { audience: &sealing.audience, except: &except, hand: &hand, list_kind, parent, notice: false, languages: &[] };
        let audience = service::audience(tx, &wanted, &fields, &secret, now)?;
        // Whom the user can still put back on the page before Send is missing too.
        let by_choice = |reason| matches!(reason, Exclusion::RecentlyPitched | Exclusion::LeftOutByHand);
        if audience.chosen.is_empty() && !audience.left_out.iter().any(|out| by_choice(out.reason)) {
            return Err(Problem::refusal("distribution.nobody_missing").todo("distribution.nobody_missing.todo"));
        }
        let text = match lineage::corrected_by(tx, id)? {
            Some(by) => plan::sealing(tx, by)?.map_or(sealing.document, |corrected| corrected.document),
            None => sealing.document,
        };
        let embargo = match (sealing.embargo.as_str(), sealing.due_at.is_some_and(|due| due > now)) {
            ("under", true) => EmbargoMode::Under,
            ("lift", true) => EmbargoMode::Lift,
            _ => EmbargoMode::None,
        };
        Ok(SendRequest {
            document: text,
            account: sealing.account,
            to: sealing.audience,
            except: except.into_iter().map(|part| part.query).collect(),
            left_out: hand.left_out,
            put_back: hand.put_back,
            recent_days: hand.recent_days,
            follow: false,
            embargo,
            hold_ms: 30_000,
            go_on: false,
            first: None,
            schedule: None,
            parent,
            hours: None,
            languages: languages::again(tx, &sealing.texts, text)?,
        })
    })
    .await
}

/// Sends the draft as `as_person` would get it to one of the user's own addresses, marked TEST (D34). A revision is kept of it.
/// `heading` is what the mail would be to an earlier one. With `kept` it is that revision instead of the draft.
///
/// # Errors
/// `accounts.not_own_address` unless the address was confirmed; `literature.no_revision` where `kept` is none of the document's;
/// `distribution.test_refused` with the server's answer.
pub async fn test_mail(
    ws: &Workspace,
    document: DocumentId,
    account: AccountId,
    to: String,
    as_person: Option<PersonId>,
    heading: Option<Heading>,
    kept: Option<RevisionId>,
) -> Result<String, Problem> {
    let address = EmailAddress::parse(&to)
        .map_err(|_| Problem::refusal("distribution.bad_address").with("address", to.clone()).at(Place::field("address")))?;
    let (own, secret) = (address.clone(), *ws.secret());
    let (revision, account) = ws
        .write_quietly(move |tx| {
            let account = accounts::find(tx, account)?;
            accounts::require_own_address(tx, &account, &own, &secret)?;
            let revision = match kept {
                Some(kept) => kept_of(tx, document, kept)?,
                None => literature::freeze(tx, document, literature::Why::Tested)?,
            };
            Ok((revision, account))
        })
        .await?;
    let sender = account.clone();
    let message_id = format!("{}@{}", uuid::Uuid::new_v4().simple(), account.from.domain());
    let (mine, id, made_at) = (address.clone(), message_id.clone(), ws.now());
    let letter = ws
        .read(move |tx| {
            let marks = Marks {
                embargo: literature::Document::parse(&literature::revision(tx, revision)?.text).embargo.is_some(),
                test: true,
                heading,
            };
            let person = match as_person {
                Some(person) => crate::contacts::recipients(tx, &[person])?.into_iter().next(),
                None => None,
            };
            let bytes = |asset| literature::asset_bytes(tx, asset);
            // Their own files go with it, to the user's own address.
            let theirs = person.as_ref().map(|person| person.address.clone().unwrap_or_default());
            let own = theirs.as_deref().map(|address| OwnFiles { address, bytes: &bytes });
            let values = person.map(|person| person.values).unwrap_or_default();
            let receiver = To { address: &mine, name: "", values: &values, thread: &[], own };
            let theme = crate::rendering::theme(tx)?.and_then(|theme| theme.sealed());
            let look = service::Carried::look(theme.as_deref());
            let prepared = service::prepared(tx, revision, &sender, &marks, ListHeaders::internal(), look)?;
            prepared.letters.letter(&receiver, &id, made_at, &ListHeaders::internal())
        })
        .await?;
    let refused = |what: Problem| Problem::failure("distribution.test_refused").with("answer", what.what.to_string());
    let signature = match accounts::signer(ws, &account).await? {
        Some(signer) => signer.lines(&letter.parts(), made_at),
        None => Vec::new(),
    };
    let mut conversation =
        accounts::open(ws, &account, About::of(Purpose::TestMail)).await.map_err(|failure| accounts::explain(&account, &failure))?;
    let size = signature.len() as u64 + letter.size();
    conversation.envelope(&account.from, &address, size).await.map_err(|failure| refused(accounts::explain(&account, &failure)))?;
    let reply = conversation
        .message(&[&signature, &letter.personal, &letter.shared, &letter.own], &crate::net::smtp::Gate::opened())
        .await
        .map_err(|broken| refused(accounts::explain(&account, &broken.failure)))?;
    conversation.quit().await;
    let answer = reply.lines.join(" ");
    if reply.code / 100 != 2 {
        return Err(Problem::failure("distribution.test_refused").with("answer", answer));
    }
    let (about, kept) = (account.id, answer.clone());
    ws.write_quietly(move |tx| Ok(plan::insert_test(tx, about, revision, &message_id, &kept)?)).await?;
    Ok(answer)
}

fn kept_of(tx: &ReadTx<'_>, document: DocumentId, kept: RevisionId) -> Result<RevisionId, Problem> {
    let theirs = literature::revision(tx, kept)?.document == document;
    if theirs { Ok(kept) } else { Err(Problem::missing("literature.no_revision").with("id", kept.to_string())) }
}

/// Whether this file may be a copy whose original sends too: the question that [`adopt`] answers. Until then nothing is sent (D24).
///
/// # Errors
/// `workspace.…`.
pub async fn copy_question(ws: &Workspace) -> Result<Option<Problem>, Problem> {
    match service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await {
        Ok(()) => Ok(None),
        Err(question) if question.kind == Kind::Copy => Ok(Some(question)),
        Err(other) => Err(other),
    }
}

/// The user's answer to "is this a copy?" (D24).
///
/// # Errors
/// `workspace.…`.
pub async fn adopt(ws: &Workspace, moved: bool) -> Result<(), Problem> {
    let highest = SequenceMemory::of(ws).await?.highest();
    ws.write_quietly(move |tx| {
        let device = tx.device().to_owned();
        tx.changed(Topic::Workspace, None);
        if moved {
            lease::take(tx, &device, highest, None)?;
            return Ok(());
        }
        // A copy begins a life of its own: what the original may be sending is never sent from here.
        let mut chain = Chain::at_head(tx)?;
        service::recover_rows(tx, &mut chain, false)?;
        for standing in ledger::all(tx)? {
            let counts = report::counts(tx, standing.id)?;
            let rest = [DeliveryState::Uncertain, DeliveryState::Cancelled, DeliveryState::RefusedPermanent];
            let waits = matches!(standing.state, DistributionState::Scheduled | DistributionState::Holding);
            if waits || counts.open() > 0 || rest.into_iter().any(|state| counts.of(state) > 0) {
                ledger::set_state(&mut chain, standing.id, DistributionState::Stopped, Some(Because::Copy), None)?;
                service::cancel_rest(&mut chain, tx, standing.id, u32::MAX)?;
            }
        }
        lease::take(tx, &device, 0, Some(&uuid::Uuid::now_v7().to_string()))?;
        Ok(())
    })
    .await
}

/// Starts the engine of a window's workspace: it sends whenever this process holds the right to, until `until`.
/// Its end is the end of the last letter that was under way: wait for it before the file is closed.
pub fn start_engine(ws: &Workspace, until: CancellationToken) -> tokio::task::JoinHandle<()> {
    let ws = ws.clone();
    tokio::spawn(async move {
        while !until.is_cancelled() {
            if let Err(problem) = engine::run(&ws, until.clone()).await {
                tracing::error!(code = problem.code, cause = problem.cause, "the engine stopped");
            }
            // Another process sends for this file, or the file is away: look again.
            let clock = ws.clock();
            tokio::select! {
                () = until.cancelled() => {}
                () = clock.sleep(Duration::from_secs(2)) => {}
            }
        }
    })
}

/// Distributions that go by themselves now: what closing the window would interrupt (U14). A schedule waits in the file.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn under_way(ws: &Workspace) -> Result<Vec<DistributionCard>, Problem> {
    let all = super::list(ws).await?;
    let goes = |card: &DistributionCard| match card.state {
        DistributionState::Holding => true,
        DistributionState::Sending => card.waiting > 0 && card.because.is_none(),
        DistributionState::Paused => card.first.is_some_and(|first| first.goes_on_at.is_some()),
        _ => false,
    };
    Ok(all.into_iter().filter(goes).collect())
}

/// Sends one distribution in this process, or follows the process that does, until nothing more can happen now:
/// finished, paused, stopped, or only rows left whose next try is later. `told` hears of every change.
///
/// # Errors
/// Those of the engine: `distribution.other_machine`, `distribution.older_copy`, `workspace.…`.
pub async fn drive(
    ws: &Workspace,
    id: DistributionId,
    cancel: CancellationToken,
    told: impl Fn(&DistributionCard),
) -> Result<DistributionCard, Problem> {
    const LOOK_MS: u64 = 100;
    let until = cancel.child_token();
    let mut engine = Box::pin(engine::run(ws, until.clone()));
    loop {
        let clock = ws.clock();
        let begun = clock.steady();
        let shown = super::show(ws, id).await?;
        // Counting a long list takes time that its letters need: at most a tenth of it.
        let rest = clock.steady().saturating_sub(begun).saturating_mul(9).clamp(Duration::from_millis(LOOK_MS), Duration::from_secs(1));
        told(&shown);
        if at_rest(ws, &shown) || cancel.is_cancelled() {
            until.cancel();
            engine.await?;
            return super::show(ws, id).await;
        }
        tokio::select! {
            ended = &mut engine => {
                ended?;
                // Another process sends for this file: it is followed, and its place is taken when it ends (D25).
                clock.sleep(rest).await;
                engine = Box::pin(engine::run(ws, until.clone()));
            }
            () = clock.sleep(rest) => {}
        }
    }
}

/// Whether nothing more happens by itself soon.
fn at_rest(ws: &Workspace, shown: &DistributionCard) -> bool {
    const SOON_MS: i64 = 60_000;
    let later = |next: Option<Millis>| next.is_none_or(|at| at.get() - ws.now().get() > SOON_MS);
    match shown.state {
        DistributionState::Paused => shown.first.is_none_or(|first| first.goes_on_at.is_none()),
        DistributionState::Finished | DistributionState::Stopped => true,
        // The first few wait for their second try, and the rest for them.
        DistributionState::Sending if shown.because == Some(Because::First) => later(shown.next_try_at),
        DistributionState::Sending if shown.waiting == 0 => later(shown.next_try_at),
        DistributionState::Sending => matches!(shown.because, Some(Because::Account | Because::Limit | Because::Hours)),
        DistributionState::Scheduled | DistributionState::Holding => false,
    }
}
