//! Send itself.

use std::sync::Arc;

use super::before::{Review, Reviewing, SendRequest, reviewed, texts_of};
use super::look_first::Known;
use super::watch::{DistributionCard, card};
use crate::distribution::audience::Audience;
use crate::distribution::consent;
use crate::distribution::contacted;
use crate::distribution::draw::{Drawn, draw};
use crate::distribution::engine::Run;
use crate::distribution::first::First;
use crate::distribution::hours::Hours;
use crate::distribution::languages::SealedText;
use crate::distribution::notice;
use crate::distribution::preflight;
use crate::distribution::reviewed::Reviewed;
use crate::distribution::service::{self, SequenceMemory};
use crate::distribution::state::{Because, DistributionState};
use crate::distribution::store::ledger::Chain;
use crate::distribution::store::plan::{self, NewDistribution};
use crate::distribution::store::{first, hours as hours_store, schedule};
use crate::error::{Place, Problem};
use crate::ids::RevisionId;
use crate::literature;
use crate::messages::Message;
use crate::workspace::{ReadTx, Witness, Workspace, WriteTx};

/// Longest hold, in milliseconds (D14).
const HOLD_MAX_MS: u32 = 30 * 60_000;
/// What was drawn longer ago, in milliseconds, is drawn anew though nobody wrote: questions speak of days and hours.
const FRESH_MS: i64 = 60_000;

/// What a look drew, for the Send that follows it: thousands of people are held once, and drawn once.
pub struct Ahead {
    request: SendRequest,
    with: Arc<Reviewing>,
    drawn: Drawn,
    witness: Witness,
    /// What keeps it from going.
    blocked: Option<Problem>,
}

/// As [`review`](super::review), for a shell that sends next: what was drawn goes with [`send_ahead`]. What is taken off files is an
/// act, since somebody asked to send.
///
/// # Errors
/// As [`review`](super::review).
pub async fn review_ahead(ws: &Workspace, request: SendRequest) -> Result<(Review, Ahead), Problem> {
    for document in texts_of(&request) {
        literature::api::bare_files(ws, document).await?;
    }
    let with = Arc::new(Reviewing::of(ws, request.account).await?);
    let (looking, asked) = (Arc::clone(&with), request.clone());
    let ((review, drawn), witness) = ws.witness(move |tx| reviewed(tx, &asked, &looking)).await?;
    let blocking = review.findings.iter().find(|found| found.blocks);
    let blocked = blocking.map(|found| blocked(found.what.clone(), found.places.clone()));
    Ok((review, Ahead { request, with, drawn, witness, blocked }))
}

/// As [`send`], with what a look drew: drawn anew where anybody wrote since, or where a minute has passed.
///
/// # Errors
/// As [`send`].
pub async fn send_ahead(ws: &Workspace, ahead: Ahead) -> Result<DistributionCard, Problem> {
    let Ahead { request, with, drawn, witness, blocked } = ahead;
    let seal = drawn.sealing.seal.clone();
    let old = ws.now() >= with.now.plus_ms(FRESH_MS) || ws.now() < with.now;
    if old || !witness.nothing_changed() {
        drop((drawn, witness));
        return send(ws, request, seal).await;
    }
    let hours = judged(ws, &request).await?;
    // What is not approved, and an unproven sender, are told in words of their own.
    if let Some(blocked) = blocked.filter(|_| drawn.unapproved.is_none() && drawn.unproven.is_none()) {
        return Err(blocked);
    }
    write(ws, Wanted { request, seal, hours, with }, (drawn, witness)).await
}

/// Sends: in one transaction the revision is made, the list frozen, everybody left out named, and from here a crash
/// costs only time. Nothing leaves before the hold ends (D14).
///
/// `seal` is the one that [`review`](super::review) showed; what changed since then is refused, never sent unseen (D20).
///
/// # Errors
/// `distribution.changed_since_review`, `distribution.not_approved.…` where the workspace's rule asks for approval (W10), `accounts.sender_unproven`, `distribution.blocked` (a place per finding),
/// `distribution.hold_too_long`, `distribution.first.count`, `distribution.first.wait`, `distribution.other_machine` and `distribution.older_copy` (D24), and those of [`review`](super::review):
/// nothing has changed.
pub async fn send(ws: &Workspace, request: SendRequest, seal: String) -> Result<DistributionCard, Problem> {
    let hours = judged(ws, &request).await?;
    let with = Arc::new(Reviewing::of(ws, request.account).await?);
    let drawn = draw_ahead(ws, &with, &request, &seal).await?;
    write(ws, Wanted { request, seal, hours, with }, drawn).await
}

/// Refuses what can be refused before anybody is drawn; the hours that were asked for.
async fn judged(ws: &Workspace, request: &SendRequest) -> Result<Option<Hours>, Problem> {
    if request.hold_ms > HOLD_MAX_MS {
        return Err(Problem::refusal("distribution.hold_too_long").at(Place::field("hold")));
    }
    request.first.map_or(Ok(()), First::judge)?;
    let hours = request.hours.clone().map(Hours::judged).transpose()?;
    // Before anything is written: what a copy wrote down would go out a second time once it is called the original.
    service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    Ok(hours)
}

/// What is sent, as it was looked at.
struct Wanted {
    request: SendRequest,
    seal: String,
    hours: Option<Hours>,
    with: Arc<Reviewing>,
}

/// Writes it down, in one transaction. A long list takes a while, for which nobody waits who edits meanwhile: it is drawn and
/// written anew after them.
async fn write(ws: &Workspace, wanted: Wanted, mut drawn: (Drawn, Witness)) -> Result<DistributionCard, Problem> {
    let (wanted, begun) = (Arc::new(wanted), ws.clock().steady());
    loop {
        let (run, known, reviewed) = (ws.part::<Run>().id.clone(), ws.part::<Known>(), ws.part::<Reviewed>());
        let asked = Arc::clone(&wanted);
        let act = move |tx: &WriteTx<'_>| asked.written(tx, drawn, run, (&known, &reviewed));
        if let Some(card) = ws.write_unless_edited(ws.is_patient_since(begun), act).await? {
            return Ok(card);
        }
        drawn = draw_ahead(ws, &wanted.with, &wanted.request, &wanted.seal).await?;
    }
}

impl Wanted {
    fn written(
        &self,
        tx: &WriteTx<'_>,
        (drawn_ahead, witness): (Drawn, Witness),
        run: String,
        (known, reviewed): (&Known, &Reviewed),
    ) -> Result<DistributionCard, Problem> {
        let Self { request, seal, hours, with } = self;
        let now = tx.now();
        // What was drawn a moment ago is what would be drawn now, unless anybody wrote since, or an embargo ended.
        let ahead = drawn_ahead.lift_at.is_none_or(|at| at > now) && witness.nothing_changed();
        let drawn = if ahead {
            drawn_ahead
        } else {
            drop(drawn_ahead);
            tx.ask_yielding(|| draw(tx, request, &with.fields, &with.secret, now))?
        };
        if drawn.sealing.seal != *seal {
            let what = reviewed.changed(seal, &drawn.sealing, &drawn.revision.hash);
            return Err(Problem::needs_consent("distribution.changed_since_review")
                .with("what", what)
                .todo("distribution.changed_since_review.todo"));
        }
        if let Some(problem) = drawn.unapproved.as_ref().or(drawn.unproven.as_ref()) {
            return Err(problem.clone());
        }
        if !ahead {
            // Somebody was changed in the last instant.
            refuse_blocked(preflight::fly_news(tx, &drawn, now, &with.signing, &with.flights)?)?;
            refuse_without_postal_address(tx, &drawn)?;
        }
        let revision = match drawn.kept {
            Some(revision) => revision,
            None => literature::freeze(tx, request.document, literature::Why::Distributed)?,
        };
        let kept = literature::revision(tx, revision)?;
        if kept.hash != drawn.revision.hash {
            return Err(Problem::needs_consent("distribution.changed_since_review")
                .with("what", "revision")
                .todo("distribution.changed_since_review.todo"));
        }
        literature::desk::released(tx, request.document)?;
        let hold_until = now.plus_ms(i64::from(request.hold_ms));
        let (state, because) = match (drawn.start.is_some(), request.hold_ms) {
            (true, _) => (DistributionState::Scheduled, None),
            (false, 0) => (DistributionState::Sending, None),
            (false, _) => (DistributionState::Holding, Some(Because::Hold)),
        };
        let follow = request.follow && state != DistributionState::Sending;
        let consent_json = if follow { consent::named(tx, &drawn)? } else { "[]".to_owned() };
        let mut sealing = drawn.sealing;
        freeze_versions(tx, &mut sealing.texts, kept.id, kept.number)?;
        let new = NewDistribution {
            document: sealing.document,
            revision,
            revision_number: kept.number,
            account: sealing.account,
            parent: sealing.parent,
            list_kind: sealing.list_kind,
            audience: sealing.audience,
            audience_name: sealing.audience_name,
            except_json: sealing.except_json,
            hand_json: sealing.hand_json,
            follow,
            embargo: drawn.embargo.word(),
            due_at: sealing.due_at,
            from_name: sealing.from_name,
            from_address: sealing.from_address.clone(),
            reply_to: sealing.reply_to,
            one_click: sealing.one_click,
            notice: sealing.notice,
            imprint: sealing.imprint,
            organisation: sealing.organisation,
            theme: sealing.theme,
            consent_json,
            texts: sealing.texts,
            seal: sealing.seal,
            state,
            because,
            go_on: request.go_on,
            hold_until,
            run,
        };
        let mut chain = Chain::at_head(tx)?;
        let id = plan::insert(&mut chain, tx, &new, &kept.hash)?;
        contacted::keep_titles(tx)?;
        if let Some(start) = &drawn.start {
            schedule::keep(&mut chain, id, start)?;
        }
        if let Some(hours) = hours {
            hours_store::keep(tx, id, hours)?;
        }
        if let Some(asked) = request.first {
            first::ask_for(tx, id, asked)?;
        }
        if !follow {
            let audience = Audience { chosen: drawn.chosen, left_out: drawn.left_out };
            plan::freeze(
                &mut chain,
                tx,
                id,
                &audience,
                &with.secret,
                &service::domain_of(&sealing.from_address),
                notice::way(&drawn.account),
            )?;
            service::keep_clocks(tx, id, &audience.chosen)?;
            service::mark_first(tx, id, &audience.chosen)?;
        }
        // Nobody else can have sent it.
        known.note(id);
        card(tx, id)
    }
}

/// Keeps every version as a revision, exactly as it was looked at; the main one is `main` already.
fn freeze_versions(tx: &WriteTx<'_>, texts: &mut [SealedText], main: RevisionId, number: u32) -> Result<(), Problem> {
    for (at, text) in texts.iter_mut().enumerate() {
        (text.revision, text.number) = (main, number);
        if at > 0 {
            let kept = literature::revision(tx, literature::freeze(tx, text.document, literature::Why::Distributed)?)?;
            if kept.hash != text.hash {
                return Err(Problem::needs_consent("distribution.changed_since_review")
                    .with("what", "languages")
                    .todo("distribution.changed_since_review.todo"));
            }
            literature::desk::released(tx, text.document)?;
            (text.revision, text.number) = (kept.id, kept.number);
        }
    }
    Ok(())
}

/// Draws the list and looks at all letters before Send is written (D22), unless the page before Send has: for thousands that takes
/// seconds, in which nobody else could write. The witness knows whether it still holds.
async fn draw_ahead(ws: &Workspace, with: &Arc<Reviewing>, request: &SendRequest, seal: &str) -> Result<(Drawn, Witness), Problem> {
    let (with, request, seal) = (Arc::clone(with), request.clone(), seal.to_owned());
    ws.witness(move |tx| {
        let drawn = draw(tx, &request, &with.fields, &with.secret, with.now)?;
        // Another seal, what is not approved and an unproven sender are told where nothing can change any more.
        if drawn.sealing.seal == seal && drawn.unapproved.is_none() && drawn.unproven.is_none() {
            refuse_blocked(preflight::fly_news(tx, &drawn, with.now, &with.signing, &with.flights)?)?;
            refuse_without_postal_address(tx, &drawn)?;
        }
        Ok(drawn)
    })
    .await
}

/// What decides it is no part of any letter (where people live, what news to them is), so that letters that were looked at say nothing of it.
fn refuse_without_postal_address(tx: &ReadTx<'_>, drawn: &Drawn) -> Result<(), Problem> {
    let found = consent::postal(tx, drawn)?.filter(|found| found.blocks);
    found.map_or(Ok(()), |found| Err(blocked(found.what, found.places)))
}

fn refuse_blocked(flight: preflight::Preflight) -> Result<(), Problem> {
    let blocking = flight.findings.into_iter().find(|found| found.blocks);
    blocking.map_or(Ok(()), |found| Err(blocked(found.what, found.places)))
}

/// What keeps it from going, where it is.
fn blocked(what: Message, places: Vec<Place>) -> Problem {
    let mut blocked = Problem::refusal("distribution.blocked").todo("distribution.blocked.todo");
    blocked.places = places;
    blocked.places.push(Place { what: Some(what), ..Place::default() });
    blocked
}
