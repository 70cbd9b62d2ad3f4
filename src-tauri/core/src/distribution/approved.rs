//! What an approval is of, and whether what would go is what was approved (D20, W10).
//!
//! The digest is the seal's own hash over the same parts, without two that are decided at Send: who of the audience is left out or put
//! back by hand, and whether an embargoed text goes marked now or at the lift. Both stay within what was approved: the audience and the
//! text with its embargo.

use serde::{Deserialize, Serialize};

use super::lineage::{Parent, Relation};
use super::seal::Sealed;
use super::service::{self, list_word};
use super::store::ledger;
use super::store::plan::{self, Sealing};
use crate::accounts::Account;
use crate::contacts::ListKind;
use crate::error::Problem;
use crate::ids::{DistributionId, DocumentId, Millis};
use crate::literature::approval::{ApprovalAsk, ApprovalRule, service as approvals};
use crate::literature::{self, Attachment, Revision};
use crate::net::EmailAddress;
use crate::workspace::ReadTx;

/// What a digest covers, part by part, so that what changed can be named. What is not known is empty and never equal to what is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Parts {
    /// The hash of text and attachments, in hex.
    pub(super) revision: String,
    pub(super) from_name: String,
    pub(super) from_address: String,
    pub(super) reply_to: Option<String>,
    /// The audience's question in printed form, and what is taken from it.
    pub(super) audience: String,
    pub(super) except: String,
    pub(super) list_kind: String,
    pub(super) answers: Option<String>,
    pub(super) one_click: Option<String>,
    pub(super) notice: Option<String>,
    pub(super) imprint: Option<String>,
    pub(super) organisation: Option<String>,
    /// How the letters look.
    pub(super) theme: Option<String>,
    /// What people call the audience; no part of the digest.
    pub(super) audience_name: String,
}

impl Parts {
    /// Of what would go.
    pub(super) fn of(revision_hash: &[u8; 32], sealing: &Sealing, account: &Account) -> Self {
        Self {
            from_name: account.from_name.clone(),
            from_address: account.from.as_typed(),
            reply_to: account.reply_to.as_ref().map(EmailAddress::as_typed),
            ..Self::as_sealed(revision_hash, sealing)
        }
    }

    /// Of what went: its sender as it was then, whatever the account says by now.
    fn as_sealed(revision_hash: &[u8; 32], sealing: &Sealing) -> Self {
        Self {
            revision: ledger::hex(revision_hash),
            from_name: sealing.from_name.clone(),
            from_address: sealing.from_address.clone(),
            reply_to: sealing.reply_to.clone(),
            audience: sealing.audience.clone(),
            except: sealing.except_json.clone(),
            list_kind: list_word(sealing.list_kind).to_owned(),
            answers: service::answered(sealing.parent),
            one_click: sealing.one_click.clone(),
            notice: sealing.notice.clone(),
            imprint: sealing.imprint.clone(),
            organisation: sealing.organisation.clone(),
            theme: sealing.theme.clone(),
            audience_name: sealing.audience_name.clone(),
        }
    }

    /// Of a text that is not to be mailed: its words and files alone.
    pub(super) fn of_text(revision_hash: &[u8; 32], list_kind: ListKind) -> Self {
        Self { revision: ledger::hex(revision_hash), list_kind: list_word(list_kind).to_owned(), ..Self::default() }
    }

    /// As they were kept with an asking.
    pub(super) fn read(sealed: &str) -> Self {
        serde_json::from_str(sealed).unwrap_or_default()
    }

    /// In the form that is kept.
    pub(super) fn kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The seal's hash over them.
    pub(super) fn digest(&self) -> String {
        Sealed {
            revision: &self.revision,
            from_name: &self.from_name,
            from_address: &self.from_address,
            reply_to: self.reply_to.as_deref(),
            audience: &self.audience,
            except: &self.except,
            hand: "",
            list_kind: &self.list_kind,
            embargo: "",
            answers: self.answers.as_deref(),
            one_click: self.one_click.as_deref(),
            notice: self.notice.as_deref(),
            imprint: self.imprint.as_deref(),
            organisation: self.organisation.as_deref(),
            // Each version is approved for itself.
            texts: None,
            theme: self.theme.as_deref(),
        }
        .hash()
    }
}

/// A part of what was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ApprovalPart {
    /// Its words.
    Text,
    /// Its files.
    Attachments,
    /// From whom it goes.
    Sender,
    /// Where answers go.
    ReplyTo,
    /// To whom it goes: the question and what is taken from it, never who answers to it today.
    Audience,
    /// Whether it is for people of the house or outside.
    Kind,
    /// Which mail it answers.
    Answers,
    /// Its last lines: how to unsubscribe, the privacy notice, what the organisation is called and how it is reached.
    Foot,
    /// How it looks.
    Look,
}

impl ApprovalPart {
    /// The word in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Attachments => "attachments",
            Self::Sender => "sender",
            Self::ReplyTo => "reply-to",
            Self::Audience => "audience",
            Self::Kind => "kind",
            Self::Answers => "answers",
            Self::Foot => "foot",
            Self::Look => "look",
        }
    }
}

/// One part that is another than what was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalChange {
    /// Which.
    pub part: ApprovalPart,
    /// Of the text: how many words are others.
    pub words: u32,
    /// Of the text: at how many places.
    pub places: u32,
    /// What it was, in words; of attachments those that are gone.
    pub was: String,
    /// What it is, in words; of attachments those that are new, of the text the reusable blocks that say something else.
    pub is: String,
}

/// What is another now than in an asking. `before` and `now` are the texts of both.
pub(super) fn changes(asked: &Parts, parts: &Parts, before: &Revision, now: &Revision) -> Vec<ApprovalChange> {
    let mut found = Vec::new();
    let change = |part, was: &str, is: &str| ApprovalChange { part, words: 0, places: 0, was: was.to_owned(), is: is.to_owned() };
    if asked.revision != parts.revision {
        let files = files_of(&before.attachments) != files_of(&now.attachments);
        let (was, is) = (before.whole(), now.whole());
        if was != is || !files {
            let words = literature::between(&was, &is);
            let blocks = now.blocks_changed_since(before).join(", ");
            found.push(ApprovalChange { words: words.changed, places: words.places, ..change(ApprovalPart::Text, "", &blocks) });
        }
        if files {
            let (was, is) = (files_of(&before.attachments), files_of(&now.attachments));
            let names = |of: &[[String; 6]], not: &[[String; 6]]| {
                of.iter().filter(|file| !not.contains(file)).map(|[name, ..]| name.clone()).collect::<Vec<_>>().join(", ")
            };
            found.push(change(ApprovalPart::Attachments, &names(&was, &is), &names(&is, &was)));
        }
    }
    let sender = |of: &Parts| match (of.from_name.is_empty(), of.from_address.is_empty()) {
        (false, false) => format!("{} <{}>", of.from_name, of.from_address),
        _ => of.from_address.clone(),
    };
    let audience = |of: &Parts| if of.audience_name.is_empty() { of.audience.clone() } else { of.audience_name.clone() };
    let lines = |of: &Parts| [of.one_click.clone(), of.notice.clone(), of.imprint.clone(), of.organisation.clone()];
    let foot = |of: &Parts| lines(of).into_iter().flatten().collect::<Vec<_>>().join("\n");
    let reply = |of: &Parts| of.reply_to.clone().unwrap_or_default();
    if (&asked.from_name, &asked.from_address) != (&parts.from_name, &parts.from_address) {
        found.push(change(ApprovalPart::Sender, &sender(asked), &sender(parts)));
    }
    if asked.reply_to != parts.reply_to {
        found.push(change(ApprovalPart::ReplyTo, &reply(asked), &reply(parts)));
    }
    if (&asked.audience, &asked.except) != (&parts.audience, &parts.except) {
        found.push(change(ApprovalPart::Audience, &audience(asked), &audience(parts)));
    }
    if asked.list_kind != parts.list_kind {
        found.push(change(ApprovalPart::Kind, &asked.list_kind, &parts.list_kind));
    }
    if asked.answers != parts.answers {
        found.push(change(
            ApprovalPart::Answers,
            asked.answers.as_deref().unwrap_or_default(),
            parts.answers.as_deref().unwrap_or_default(),
        ));
    }
    if lines(asked) != lines(parts) {
        found.push(change(ApprovalPart::Foot, &foot(asked), &foot(parts)));
    }
    if asked.theme != parts.theme {
        found.push(change(ApprovalPart::Look, "", ""));
    }
    found
}

/// What tells one file from another in what is approved.
fn files_of(files: &[Attachment]) -> Vec<[String; 6]> {
    let one = |file: &Attachment| {
        let whom = file.for_whom.as_ref().map(|whom| format!("{} {} {} {}", whom.set, whom.key.word(), whom.value, whom.optional));
        [
            file.name.clone(),
            file.media_type.clone(),
            file.sha256.clone(),
            format!("{} {}", file.inline, file.alt),
            whom.unwrap_or_default(),
            file.link.clone().unwrap_or_default(),
        ]
    };
    files.iter().map(one).collect()
}

/// The newest asking for exactly this digest: it decides, whatever older ones say.
pub(super) fn ask_for<'a>(asks: &'a [ApprovalAsk], digest: &str) -> Option<&'a ApprovalAsk> {
    asks.iter().find(|ask| ask.digest == digest && ask.withdrawn_at.is_none())
}

/// Why what would go may not, where the workspace's rule asks for approval: it is absent, open, refused or void. None where it may go.
/// Of a copy for colleagues it is asked whether what went was approved: they see those very bytes.
pub(super) fn refusal(tx: &ReadTx<'_>, sealing: &Sealing, revision_hash: &[u8; 32], account: &Account) -> Result<Option<Problem>, Problem> {
    let rule = approvals::rule(tx)?;
    if !rule.required {
        return Ok(None);
    }
    if let Some(original) = copied(sealing.parent) {
        return refusal_of_copy(tx, original, &rule);
    }
    let parts = Parts::of(revision_hash, sealing, account);
    let asks = approvals::asks(tx, sealing.document)?;
    let refused = |code: &'static str| Problem::refusal(code).todo("distribution.not_approved.todo");
    if let Some(ask) = ask_for(&asks, &parts.digest()) {
        if ask.is_full(&rule) {
            return Ok(None);
        }
        if let Some(back) = ask.sent_back() {
            return Ok(Some(refused("distribution.not_approved.sent_back").with("name", back.name.as_str())));
        }
        let names: Vec<&str> = ask.waits_for().iter().map(|one| one.name.as_str()).collect();
        return Ok(Some(match names.is_empty() {
            // Everybody said yes, and the rule asks for more or for others by now.
            true => refused("distribution.not_approved.rule"),
            false => refused("distribution.not_approved.waiting").with("names", names.join(", ")),
        }));
    }
    let Some(ask) = asks.iter().find(|ask| ask.withdrawn_at.is_none()) else {
        return Ok(Some(refused("distribution.not_approved.absent")));
    };
    let now = sent_text(tx, sealing.document, sealing, revision_hash)?;
    let changed = changes(&Parts::read(&ask.sealed), &parts, &literature::revision(tx, ask.revision)?, &now);
    let first = changed.first();
    let block = first.filter(|first| first.part == ApprovalPart::Text).map_or("", |first| first.is.as_str());
    Ok(Some(
        refused("distribution.not_approved.changed")
            .with("what", first.map_or("text", |first| first.part.word()))
            .with("words", first.map_or(0, |first| first.words))
            .with("block", block)
            .with("by_block", if block.is_empty() { "no" } else { "yes" })
            .with("revision", ask.number),
    ))
}

/// The distribution that a copy for colleagues shows.
fn copied(parent: Option<Parent>) -> Option<DistributionId> {
    parent.filter(|parent| parent.relation == Relation::Copy).map(|parent| parent.distribution)
}

/// Why colleagues may not see what a distribution sent: exactly that, as it was sealed then, has no approval that counts today.
fn refusal_of_copy(tx: &ReadTx<'_>, original: DistributionId, rule: &ApprovalRule) -> Result<Option<Problem>, Problem> {
    let sent = plan::sealing(tx, original)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", original.get()))?;
    let text = literature::revision(tx, sent.revision)?;
    let digest = Parts::as_sealed(&text.hash, &sent).digest();
    let approved = ask_for(&approvals::asks(tx, sent.document)?, &digest).is_some_and(|ask| ask.is_full(rule));
    Ok((!approved).then(|| {
        Problem::refusal("distribution.not_approved.copy").with("revision", text.number).todo("distribution.not_approved.copy.todo")
    }))
}

/// Refuses to ask for an approval of a copy: what colleagues see was approved when it went, or never.
pub(super) fn refuse_asking_for_copy(parent: Option<Parent>) -> Result<(), Problem> {
    match copied(parent) {
        Some(_) => Err(Problem::refusal("distribution.copy_not_asked").todo("distribution.not_approved.copy.todo")),
        None => Ok(()),
    }
}

/// Whether a problem's code says that something is not approved.
pub(super) fn is_refusal(code: &str) -> bool {
    [
        "distribution.not_approved.absent",
        "distribution.not_approved.waiting",
        "distribution.not_approved.sent_back",
        "distribution.not_approved.rule",
        "distribution.not_approved.changed",
        "distribution.not_approved.version",
        "distribution.not_approved.copy",
    ]
    .contains(&code)
}

/// As [`refusal`] of every version that goes: each is approved for itself, as a text of its own that goes to the same people.
pub(super) fn refusal_of_all(
    tx: &ReadTx<'_>,
    sealing: &Sealing,
    revision_hash: &[u8; 32],
    account: &Account,
) -> Result<Option<Problem>, Problem> {
    if let Some(problem) = refusal(tx, sealing, revision_hash, account)? {
        return Ok(Some(problem));
    }
    for (at, text) in sealing.texts.iter().enumerate().skip(1) {
        if refusal(tx, &sealing.reading(at), &text.hash, account)?.is_some() {
            let refused = Problem::refusal("distribution.not_approved.version").with("language", text.language.as_str());
            return Ok(Some(refused.todo("distribution.not_approved.todo")));
        }
    }
    Ok(None)
}

/// The text that would go: the revision that was sealed, or the draft.
fn sent_text(tx: &ReadTx<'_>, document: DocumentId, sealing: &Sealing, hash: &[u8; 32]) -> Result<Revision, Problem> {
    match literature::revision(tx, sealing.revision) {
        Ok(kept) if kept.hash == *hash => Ok(kept),
        _ => literature::draft(tx, document),
    }
}

/// Whether the workspace's rule asks for approval.
pub(super) fn is_asked_for(tx: &ReadTx<'_>) -> Result<bool, Problem> {
    Ok(approvals::rule(tx)?.required)
}

/// Whoever approved exactly what is sealed, and when, whether or not the rule asks for it; nobody where it is not approved.
pub(super) fn given(tx: &ReadTx<'_>, sealing: &Sealing, revision_hash: &[u8; 32]) -> Result<Vec<(String, Millis)>, Problem> {
    let (rule, asks) = (approvals::rule(tx)?, approvals::asks(tx, sealing.document)?);
    let parts = match copied(sealing.parent) {
        Some(original) => plan::sealing(tx, original)?.map_or_else(Parts::default, |sent| Parts::as_sealed(revision_hash, &sent)),
        None => Parts::as_sealed(revision_hash, sealing),
    };
    let digest = parts.digest();
    let ask = ask_for(&asks, &digest).filter(|ask| ask.is_full(&rule));
    Ok(ask.into_iter().flat_map(|ask| ask.approved(&rule)).filter_map(|one| Some((one.name.clone(), one.at?))).collect())
}

/// Since when exactly this is approved.
pub(super) fn since(tx: &ReadTx<'_>, sealing: &Sealing, revision_hash: &[u8; 32]) -> Result<Option<Millis>, Problem> {
    Ok(given(tx, sealing, revision_hash)?.into_iter().map(|(_, at)| at).max())
}
