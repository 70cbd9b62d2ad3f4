//! Approval of one document: asked for, given, taken back, and whether it still holds.

use serde::{Deserialize, Serialize};

use super::before::{EmbargoMode, SendRequest};
use crate::contacts::ListKind;
use crate::distribution::approved::{self, ApprovalChange, ApprovalPart, Parts};
use crate::distribution::draw;
use crate::distribution::lineage::Parent;
use crate::error::{Kind, Problem};
use crate::ids::{AccountId, ApprovalAskId, DocumentId, Millis};
use crate::literature::approval::{ApprovalAnswer, ApprovalAsk, ApprovalRule, ApprovalWay, ApprovalWriter, NewAsk, service as approvals};
use crate::literature::desk::{self, Stage};
use crate::literature::{self, DocumentKind};
use crate::messages::Message;
use crate::segments::Fields;
use crate::workspace::{ReadTx, Workspace, WriteTx};

/// From whom and to whom something is to go: what is approved besides the text and its files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalFor {
    /// From which account; none: the text alone is approved, and nothing can be mailed on that.
    pub account: Option<AccountId>,
    /// A segment's name, or a query; empty: no audience is approved.
    pub to: String,
    /// Segments or queries whose people are taken out.
    pub except: Vec<String>,
    /// The distribution that it is made from.
    pub parent: Option<Parent>,
}

/// What is asked, of whom.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AskApproval {
    /// From whom and to whom it is to go; none: as it was asked last.
    pub goes: Option<ApprovalFor>,
    /// Who is asked, in order; empty: those who were asked last, else those whom the rule names.
    pub people: Vec<String>,
    /// How many of them must approve; none: as the rule says, 0: all.
    pub needed: Option<u32>,
    /// Whether one is asked after the other; none: as the rule says.
    pub ordered: Option<bool>,
}

/// How a document stands with its approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ApprovalState {
    /// Nobody was asked.
    None,
    /// Answers are waited for.
    Waiting,
    /// It is approved, exactly as it is now.
    Approved,
    /// Somebody sent it back.
    SentBack,
    /// It is another now than what was asked or approved.
    Void,
}

impl ApprovalState {
    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::SentBack => "sent-back",
            Self::Void => "void",
        }
    }
}

/// What somebody looked at who answers: which asking, and of exactly what. An answer is to that alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalSeen {
    /// The asking; none where nobody was asked.
    pub ask: Option<ApprovalAskId>,
    /// The digest that stood beside it.
    pub digest: String,
}

/// A document's approval.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalView {
    /// The document.
    pub document: DocumentId,
    /// Its headline.
    pub headline: String,
    /// How it stands.
    pub state: ApprovalState,
    /// The workspace's rule.
    pub rule: ApprovalRule,
    /// What was asked last, and what was answered; none: nobody was asked.
    pub ask: Option<ApprovalAsk>,
    /// Of whom an answer is waited for now.
    pub waits_for: Vec<String>,
    /// How many approvals count.
    pub given: u32,
    /// When the last one came that made it whole.
    pub approved_at: Option<Millis>,
    /// What would have to be approved now, as a digest in hex.
    pub digest: String,
    /// The number of the revision that is the text now, or that it will get.
    pub revision: u32,
    /// What is another now, if it is void.
    pub changes: Vec<ApprovalChange>,
    /// Since when the text is another.
    pub void_since: Option<Millis>,
    /// From whom and to whom it is to go.
    pub goes: ApprovalFor,
    /// What people call the audience; empty: there is none.
    pub audience: String,
    /// From which address; empty: from none.
    pub from: String,
    /// How many files are approved with it, pictures within the text not counted.
    pub attachments: u32,
    /// Who works here, as this device says it.
    pub me: String,
    /// Whether an answer of mine is waited for.
    pub mine: bool,
    /// Whether I may approve it as it is now.
    pub may_approve: bool,
    /// Whom the rule has asked unless others are named, without those who wrote it.
    pub usual: Vec<String>,
    /// Who may be asked by the rule, without those who wrote it; nobody where it names nobody.
    pub may_be_asked: Vec<String>,
    /// Who wrote it and so may not approve it as it is asked for, or if I ask now where nobody did, and why; nobody where the rule lets writers approve.
    pub writers: Vec<ApprovalWriter>,
}

impl ApprovalView {
    /// What whoever looks at it sees, to be said with their answer.
    #[must_use]
    pub fn seen(&self) -> ApprovalSeen {
        ApprovalSeen { ask: self.ask.as_ref().map(|ask| ask.id), digest: self.digest.clone() }
    }
}

/// What would have to be approved of a document that goes as `goes` says.
struct Now {
    parts: Parts,
    text: literature::Revision,
    /// Why it cannot be told; then no digest fits.
    fault: Option<ApprovalPart>,
}

/// Works it out. A segment or an account that is gone is a change, no error.
fn now_of(tx: &ReadTx<'_>, document: DocumentId, goes: &ApprovalFor, fields: &Fields) -> Result<Now, Problem> {
    let text = literature::draft(tx, document)?;
    let list_kind = if text.kind == DocumentKind::Announcement { ListKind::Internal } else { ListKind::External };
    let bare = Parts::of_text(&text.hash, list_kind);
    let Some(account) = goes.account else { return Ok(Now { parts: bare, text, fault: None }) };
    match draw::terms(tx, &request(document, account, goes), fields) {
        Ok(terms) => Ok(Now { parts: Parts::of(&terms.revision.hash, &terms.sealing, &terms.account), text, fault: None }),
        Err(problem) if matches!(problem.kind, Kind::Refusal | Kind::Missing | Kind::NeedsConsent) => {
            let fault = if problem.code.starts_with("accounts.") { ApprovalPart::Sender } else { ApprovalPart::Audience };
            Ok(Now { parts: bare, text, fault: Some(fault) })
        }
        Err(problem) => Err(problem),
    }
}

/// As Send would ask for it, with nothing that is decided there.
fn request(document: DocumentId, account: AccountId, goes: &ApprovalFor) -> SendRequest {
    SendRequest {
        document,
        account,
        to: goes.to.clone(),
        except: goes.except.clone(),
        left_out: Vec::new(),
        put_back: Vec::new(),
        recent_days: 0,
        follow: false,
        embargo: EmbargoMode::None,
        hold_ms: 0,
        go_on: false,
        first: None,
        schedule: None,
        parent: goes.parent,
        hours: None,
        languages: Vec::new(),
    }
}

pub(super) fn view(tx: &ReadTx<'_>, document: DocumentId, fields: &Fields, me: &str) -> Result<ApprovalView, Problem> {
    let rule = approvals::rule(tx)?;
    let ask = approvals::asks(tx, document)?.into_iter().find(|ask| ask.withdrawn_at.is_none());
    let goes: ApprovalFor = ask.as_ref().and_then(|ask| serde_json::from_str(&ask.envelope).ok()).unwrap_or_default();
    let now = now_of(tx, document, &goes, fields)?;
    let digest = now.parts.digest();
    let holds = ask.as_ref().is_some_and(|ask| ask.digest == digest && now.fault.is_none());
    let mut changes = Vec::new();
    if let Some(ask) = ask.as_ref().filter(|_| !holds) {
        changes = approved::changes(&Parts::read(&ask.sealed), &now.parts, &literature::revision(tx, ask.revision)?, &now.text);
        if let Some(fault) = now.fault {
            // What cannot be worked out any more is one thing, not each part that follows from it.
            changes.retain(|change| matches!(change.part, ApprovalPart::Text | ApprovalPart::Attachments) || change.part == fault);
        }
    }
    let state = match &ask {
        None => ApprovalState::None,
        Some(_) if !holds => ApprovalState::Void,
        Some(ask) if ask.is_full(&rule) => ApprovalState::Approved,
        Some(ask) if ask.sent_back().is_some() => ApprovalState::SentBack,
        Some(_) => ApprovalState::Waiting,
    };
    let waits_for: Vec<String> = match (&ask, state) {
        (Some(ask), ApprovalState::Waiting) => ask.waits_for().iter().map(|one| one.name.clone()).collect(),
        _ => Vec::new(),
    };
    let may = ask.as_ref().and_then(|ask| ask.may_answer(me, &rule).ok());
    // What is another now is asked for anew by whoever asked before, of me too: unless it has words of mine by now.
    let mine_now = match &ask {
        Some(ask) if !holds => approvals::barred(tx, document, &ask.asked_by)?.iter().any(|writer| writer.is(me)),
        _ => false,
    };
    let may_approve = may.is_some_and(|one| !holds || one.answer != Some(ApprovalAnswer::Approved)) && !mine_now;
    let mine = state == ApprovalState::Waiting
        && may.is_some_and(|one| !matches!(one.answer, Some(ApprovalAnswer::Approved | ApprovalAnswer::SentBack)));
    let given = ask.as_ref().map_or(0, |ask| ask.approved(&rule).count());
    let approved_at = ask.as_ref().and_then(|ask| ask.approved(&rule).filter_map(|one| one.at).max());
    let text_changed = changes.iter().any(|change| matches!(change.part, ApprovalPart::Text | ApprovalPart::Attachments));
    let number = literature::revision_of_draft(tx, document)?.unwrap_or(now.text.number);
    let writers = approvals::barred(tx, document, ask.as_ref().map_or(me, |ask| &ask.asked_by))?;
    let unwritten = |names: Vec<String>| names.into_iter().filter(|name| !writers.iter().any(|writer| writer.is(name))).collect();
    Ok(ApprovalView {
        document,
        headline: literature::headline(tx, document)?.unwrap_or_default(),
        state,
        waits_for,
        given: u32::try_from(given).unwrap_or(u32::MAX),
        approved_at,
        digest,
        revision: number,
        changes,
        void_since: (state == ApprovalState::Void && text_changed).then_some(now.text.made_at),
        audience: if now.parts.audience_name.is_empty() { goes.to.clone() } else { now.parts.audience_name },
        from: now.parts.from_address,
        attachments: u32::try_from(now.text.attachments.iter().filter(|file| !file.inline).count()).unwrap_or(u32::MAX),
        goes,
        me: me.to_owned(),
        mine,
        may_approve,
        usual: unwritten(rule.usual()),
        may_be_asked: unwritten(rule.may()),
        writers,
        rule,
        ask,
    })
}

/// How a document stands with its approval. That it is void is worked out of what it is now, and undone by putting it back.
///
/// # Errors
/// `literature.no_document`.
pub async fn approval(ws: &Workspace, document: DocumentId) -> Result<ApprovalView, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    ws.read(move |tx| view(tx, document, &fields, &me)).await
}

/// Of `names` and of those whom the rule lets approve, however they are written: who may not approve the document since they wrote it, and why.
///
/// # Errors
/// `literature.no_document`.
pub async fn approval_barred(ws: &Workspace, document: DocumentId, names: Vec<String>) -> Result<Vec<ApprovalWriter>, Problem> {
    let me = ws.host().actor.clone();
    ws.read(move |tx| {
        let asked_by = current(tx, document).map_or(me, |ask| ask.asked_by);
        let mut barred = approvals::barred(tx, document, &asked_by)?;
        let names: Vec<String> = names.into_iter().chain(approvals::rule(tx)?.may()).collect();
        barred.retain(|writer| names.iter().any(|name| writer.is(name)));
        Ok(barred)
    })
    .await
}

/// So many documents are looked at for the list of approvals: those that were asked for last.
const LISTED: u32 = 200;

/// The documents that were asked for last, and how they stand.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn approvals(ws: &Workspace) -> Result<Vec<ApprovalView>, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    ws.read(move |tx| {
        let mut documents = approvals::asked_documents(tx, LISTED)?;
        // What went out is written on as anybody likes.
        let mut released = Vec::new();
        for id in &documents {
            if desk::stage(tx, *id)? == Stage::Released {
                released.push(*id);
            }
        }
        documents.retain(|id| !released.contains(id));
        documents.into_iter().map(|document| view(tx, document, &fields, &me)).collect()
    })
    .await
}

/// Asks that the document be approved as it is now: its text, its files, its sender and its audience. Makes a revision of it.
///
/// # Errors
/// `literature.no_document`, what cannot be sent as it is said (`segments.…`, `accounts.not_found`), `literature.approval.nobody`,
/// `literature.approval.may_not`, `literature.approval.writer`, `literature.approval.needed`: nothing has changed.
pub async fn ask_approval(ws: &Workspace, document: DocumentId, asked: AskApproval) -> Result<ApprovalView, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    let headline = ws.read(move |tx| Ok(literature::headline(tx, document)?.unwrap_or_default())).await?;
    ws.write(Message::new("literature.action.asked").with("headline", headline), move |tx| {
        // What is approved is what goes: without what cameras wrote.
        literature::forms::bare_draft(tx, document)?;
        ask(tx, document, &asked, None, &fields)?;
        view(tx, document, &fields, &me)
    })
    .await
}

/// Asks that everything be approved that `request` would send and that is neither approved nor asked for as it is now: the text, and each
/// version that goes along. All of them are asked of the same people. One act, undone as one; what stands is left standing.
///
/// # Errors
/// As [`ask_approval`], and `distribution.copy_not_asked` of a copy for colleagues.
pub async fn ask_approval_to_send(ws: &Workspace, request: SendRequest) -> Result<ApprovalView, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    approved::refuse_asking_for_copy(request.parent)?;
    let document = request.document;
    let headline = ws.read(move |tx| Ok(literature::headline(tx, document)?.unwrap_or_default())).await?;
    ws.write(Message::new("literature.action.asked").with("headline", headline), move |tx| {
        let goes = ApprovalFor { account: Some(request.account), to: request.to, except: request.except, parent: request.parent };
        let rule = approvals::rule(tx)?;
        let mut people = Vec::new();
        for one in std::iter::once(document).chain(request.languages) {
            literature::forms::bare_draft(tx, one)?;
            let digest = now_of(tx, one, &goes, &fields)?.parts.digest();
            let asks = approvals::asks(tx, one)?;
            let stands = |ask: &ApprovalAsk| ask.is_full(&rule) || ask.sent_back().is_none() && !ask.waits_for().is_empty();
            if !approved::ask_for(&asks, &digest).is_some_and(stands) {
                let asked = AskApproval { goes: Some(goes.clone()), people: people.clone(), ..AskApproval::default() };
                ask(tx, one, &asked, None, &fields)?;
            }
            if one == document {
                people = current(tx, document)?.people.into_iter().map(|one| one.name).collect();
            }
        }
        view(tx, document, &fields, &me)
    })
    .await
}

/// Asks it of the draft as it is: nothing is changed by it, so that an answer is of what was seen.
fn ask(tx: &WriteTx<'_>, document: DocumentId, asked: &AskApproval, asked_by: Option<String>, fields: &Fields) -> Result<(), Problem> {
    let before = approvals::asks(tx, document)?.into_iter().find(|ask| ask.withdrawn_at.is_none());
    let goes: ApprovalFor = match (&asked.goes, &before) {
        (Some(goes), _) => goes.clone(),
        (None, Some(before)) => serde_json::from_str(&before.envelope).unwrap_or_default(),
        (None, None) => ApprovalFor::default(),
    };
    let people = match (&before, asked.people.is_empty()) {
        (Some(before), true) => before.people.iter().map(|one| one.name.clone()).collect(),
        _ => asked.people.clone(),
    };
    let parts = match goes.account {
        Some(account) => {
            let terms = draw::terms(tx, &request(document, account, &goes), fields)?;
            Parts::of(&terms.revision.hash, &terms.sealing, &terms.account)
        }
        None => now_of(tx, document, &goes, fields)?.parts,
    };
    // Who is asked again is asked as before, unless it is said otherwise.
    let again = before.as_ref().filter(|_| asked.people.is_empty());
    let new = NewAsk {
        document,
        digest: parts.digest(),
        sealed: parts.kept(),
        envelope: serde_json::to_string(&goes).unwrap_or_default(),
        asked_by,
        people,
        needed: asked.needed.or(again.map(|ask| ask.needed)),
        ordered: asked.ordered.or(again.map(|ask| ask.ordered)),
    };
    approvals::ask(tx, &new).map(drop)
}

/// Asks `name` for approval and notes their yes: for a world that is invented.
///
/// # Errors
/// As [`ask_approval`] and [`approve`].
pub(crate) fn approved_by(tx: &WriteTx<'_>, document: DocumentId, goes: ApprovalFor, name: &str, fields: &Fields) -> Result<(), Problem> {
    let asked = AskApproval { goes: Some(goes), people: vec![name.to_owned()], ..AskApproval::default() };
    ask(tx, document, &asked, None, fields)?;
    approvals::answer(tx, &current(tx, document)?, name, ApprovalAnswer::Approved, ApprovalWay::Here, "")
}

/// Approves the document as it is now, by whoever works here. `seen` is what [`approval`] showed: what changed since then, or was asked for
/// again, is refused, never approved unseen. What was changed since it was asked for is asked for anew in the same act.
///
/// # Errors
/// `literature.approval.moved_on`, `literature.approval.asked_again`, `literature.approval.not_asked`, `literature.approval.may_not`, `literature.approval.writer`,
/// `literature.approval.not_your_turn`, `literature.approval.note`: nothing has changed.
pub async fn approve(ws: &Workspace, document: DocumentId, seen: ApprovalSeen, note: String) -> Result<ApprovalView, Problem> {
    answered(ws, document, seen, ApprovalAnswer::Approved, note).await
}

/// Sends the document back, by whoever works here, with a word why.
///
/// # Errors
/// As [`approve`].
pub async fn send_back(ws: &Workspace, document: DocumentId, seen: ApprovalSeen, note: String) -> Result<ApprovalView, Problem> {
    answered(ws, document, seen, ApprovalAnswer::SentBack, note).await
}

/// Takes one's own approval back, in the asking that was `seen`.
///
/// # Errors
/// As [`approve`], and `literature.approval.nothing_to_take_back`.
pub async fn take_back_approval(ws: &Workspace, document: DocumentId, seen: Option<ApprovalAskId>) -> Result<ApprovalView, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    ws.write(Message::new("literature.action.approval_taken_back"), move |tx| {
        let ask = as_seen(tx, document, seen)?;
        approvals::answer(tx, &ask, &me, ApprovalAnswer::TakenBack, ApprovalWay::Here, "")?;
        view(tx, document, &fields, &me)
    })
    .await
}

/// Takes the asking itself back that was `seen`: nobody is waited for, and what was approved by it is approved no more.
///
/// # Errors
/// `literature.approval.none`, `literature.approval.asked_again`: nothing has changed.
pub async fn withdraw_approval(ws: &Workspace, document: DocumentId, seen: Option<ApprovalAskId>) -> Result<ApprovalView, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    ws.write(Message::new("literature.action.approval_withdrawn"), move |tx| {
        approvals::withdraw(tx, &as_seen(tx, document, seen)?)?;
        view(tx, document, &fields, &me)
    })
    .await
}

/// What was asked last.
fn current(tx: &ReadTx<'_>, document: DocumentId) -> Result<ApprovalAsk, Problem> {
    let ask = approvals::asks(tx, document)?.into_iter().find(|ask| ask.withdrawn_at.is_none());
    ask.ok_or_else(|| Problem::refusal("literature.approval.none").todo("literature.approval.none.todo"))
}

/// What was asked last, if that is what was looked at.
fn as_seen(tx: &ReadTx<'_>, document: DocumentId, seen: Option<ApprovalAskId>) -> Result<ApprovalAsk, Problem> {
    let ask = current(tx, document)?;
    if seen != Some(ask.id) {
        return Err(Problem::needs_consent("literature.approval.asked_again").todo("literature.approval.moved_on.todo"));
    }
    Ok(ask)
}

async fn answered(
    ws: &Workspace,
    document: DocumentId,
    seen: ApprovalSeen,
    said: ApprovalAnswer,
    note: String,
) -> Result<ApprovalView, Problem> {
    let (fields, me) = (ws.part::<Fields>(), ws.host().actor.clone());
    let headline = ws.read(move |tx| Ok(literature::headline(tx, document)?.unwrap_or_default())).await?;
    let label = if said == ApprovalAnswer::Approved { "literature.action.approved" } else { "literature.action.sent_back" };
    ws.write(Message::new(label).with("headline", headline), move |tx| {
        let is = view(tx, document, &fields, &me)?;
        // Two may act at once: what is answered is what was asked of whoever looked, as it stood.
        let ask = as_seen(tx, document, seen.ask)?;
        if is.digest != seen.digest {
            return Err(Problem::needs_consent("literature.approval.moved_on").todo("literature.approval.moved_on.todo"));
        }
        // Who may not answer is told so before anything is asked anew.
        ask.may_answer(&me, &is.rule)?;
        let ask = if is.state == ApprovalState::Void {
            self::ask(tx, document, &AskApproval::default(), Some(ask.asked_by.clone()), &fields)?;
            current(tx, document)?
        } else {
            ask
        };
        approvals::answer(tx, &ask, &me, said, ApprovalWay::Here, &note)?;
        view(tx, document, &fields, &me)
    })
    .await
}
