//! Working out who would receive what, without writing anything: the same for the page before Send and for Send.

use serde::Serialize;

use super::api::{EmbargoMode, SendRequest};
use super::approved;
use super::audience::{Chosen, LeftOut};
use super::languages::{SealedText, Version};
use super::lineage::{Answers, Parent, Relation};
use super::notice;
use super::schedule::{Late, Start, WITHIN_MS};
use super::service::{self, Except, Hand, Wanted};
use super::state::DistributionState;
use super::store::plan::{self, Sealing};
use super::store::{ledger, lineage, report};
use crate::accounts::{self, Account};
use crate::contacts::{self, ListKind};
use crate::error::Problem;
use crate::ids::{DistributionId, Millis, PersonId, RevisionId};
use crate::literature::{self, Document, DocumentKind, Revision};
use crate::net::EmailAddress;
use crate::rendering::{self, Marks};
use crate::segments::{self, Fields};
use crate::workspace::ReadTx;

/// A distribution as it would be.
pub(super) struct Drawn {
    pub(super) sealing: Sealing,
    pub(super) account: Account,
    /// The draft as the revision that Send would make of it.
    pub(super) revision: Revision,
    pub(super) chosen: Vec<Chosen>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) lift_at: Option<Millis>,
    /// When it starts by itself.
    pub(super) start: Option<Start>,
    pub(super) embargo: EmbargoMode,
    pub(super) marks: Marks,
    /// The mails that it answers (D39).
    pub(super) answers: Option<Answers>,
    /// The revision that goes, where it is not the draft: a copy of what went.
    pub(super) kept: Option<RevisionId>,
    /// Why the account may not send as its sender (A8); none where it may.
    pub(super) unproven: Option<Problem>,
    /// Why it is not approved, where the workspace's rule asks for that; none where it may go.
    pub(super) unapproved: Option<Problem>,
    /// Its versions in other languages, in the order of the sealed texts after the first.
    pub(super) versions: Vec<Version>,
    /// Paragraphs of the main text that a translator has to look at.
    pub(super) open: u32,
}

impl Drawn {
    /// As it is for those who get the version at this place, and nobody else.
    pub(super) fn reading(&self, text: usize) -> Self {
        let revision = text.checked_sub(1).and_then(|at| self.versions.get(at)).map_or(&self.revision, |version| &version.revision);
        Self {
            sealing: self.sealing.reading(text),
            account: self.account.clone(),
            revision: revision.clone(),
            chosen: self.chosen.iter().filter(|one| one.text == text).cloned().collect(),
            left_out: Vec::new(),
            lift_at: self.lift_at,
            start: self.start.clone(),
            embargo: self.embargo,
            marks: self.marks,
            answers: self.answers,
            kept: self.kept,
            unproven: None,
            unapproved: None,
            versions: Vec::new(),
            open: 0,
        }
    }
}

/// Draws `request` as of `now`.
pub(super) fn draw(tx: &ReadTx<'_>, request: &SendRequest, fields: &Fields, secret: &[u8; 32], now: Millis) -> Result<Drawn, Problem> {
    let terms = terms(tx, request, fields)?;
    let Terms { mut sealing, account, revision, except, hand, answers, origin, kept, versions, open } = terms;
    let languages = sealing.languages();
    let wanted = Wanted {
        audience: &sealing.audience,
        except: &except,
        hand: &hand,
        list_kind: sealing.list_kind,
        parent: request.parent,
        notice: sealing.notice.is_some(),
        languages: &languages,
    };
    let audience = service::audience(tx, &wanted, fields, secret, now)?;
    let lift = Document::parse(&revision.text).embargo.filter(|embargo| embargo.at > now);
    let lift_at = lift.as_ref().map(|embargo| embargo.at);
    require_one_embargo(&sealing.texts, &revision, &versions)?;
    let embargo = match (lift_at, request.embargo) {
        (None, _) => EmbargoMode::None,
        (Some(_), EmbargoMode::None) => {
            return Err(Problem::needs_consent("distribution.embargo_unanswered").todo("distribution.embargo_unanswered.todo"));
        }
        (Some(_), chosen) => chosen,
    };
    let start = match (&request.schedule, lift) {
        (Some(said), _) => Some(said.judged(embargo, lift_at, now)?),
        (None, Some(lift)) if embargo == EmbargoMode::Lift => {
            Some(Start { at: lift.at, local: lift.local, zone: lift.zone, late: Late::Ask, within_ms: WITHIN_MS })
        }
        (None, _) => None,
    };
    sealing.embargo = embargo.word().to_owned();
    sealing.due_at = lift_at;
    sealing.seal = service::seal_of(&revision.hash, &sealing, &account);
    let marks = Marks { embargo: embargo == EmbargoMode::Under, test: false, heading: origin.and_then(|origin| origin.relation.heading()) };
    let unproven = accounts::require_proven_sender(tx, &account, secret).err();
    let unapproved = approved::refusal_of_all(tx, &sealing, &revision.hash, &account)?;
    Ok(Drawn {
        sealing,
        account,
        revision,
        chosen: audience.chosen,
        left_out: audience.left_out,
        lift_at,
        start,
        embargo,
        marks,
        answers,
        kept,
        unproven,
        unapproved,
        versions,
        open,
    })
}

/// What is sealed of a request, whoever is on its list today.
pub(super) struct Terms {
    pub(super) sealing: Sealing,
    pub(super) account: Account,
    pub(super) revision: Revision,
    except: Vec<Except>,
    hand: Hand,
    answers: Option<Answers>,
    origin: Option<Parent>,
    kept: Option<RevisionId>,
    versions: Vec<Version>,
    open: u32,
}

/// The terms of `request`; what is to become of an embargo is not among them yet, nor the seal.
pub(super) fn terms(tx: &ReadTx<'_>, request: &SendRequest, fields: &Fields) -> Result<Terms, Problem> {
    let account = accounts::find(tx, request.account)?;
    let origin = lineage::origin(tx, request.parent)?;
    let copied = origin.filter(|origin| origin.relation == Relation::Copy);
    // What colleagues see is what went, whatever has become of the text.
    let copied = copied.map(|origin| sealed(tx, origin.distribution)).transpose()?;
    let revision = match &copied {
        Some(sent) => literature::revision(tx, sent.revision)?,
        None => literature::draft(tx, request.document)?,
    };
    let internal = copied.is_some() || revision.kind == DocumentKind::Announcement;
    let list_kind = if internal { ListKind::Internal } else { ListKind::External };
    let answers = lineage::answers(tx, request.parent)?;
    let Asked { to, name, except, hand } = asked(tx, request, answers, fields)?;
    let notice = match list_kind {
        ListKind::External => notice::sealed(tx, &account, Document::parse(&revision.text).language())?,
        ListKind::Internal => None,
    };
    let (texts, versions) = match (request.languages.is_empty(), &copied) {
        (false, None) => texts(tx, request, (&revision, notice.clone()), (&account, list_kind))?,
        // A copy is what went.
        _ => (Vec::new(), Vec::new()),
    };
    let open = if texts.is_empty() { 0 } else { literature::translation::open_paragraphs(tx, request.document)? };
    let sealing = Sealing {
        document: copied.as_ref().map_or(request.document, |sent| sent.document),
        revision: revision.id,
        account: request.account,
        parent: request.parent,
        list_kind,
        audience: to,
        audience_name: name,
        except_json: json(&except),
        hand_json: json(&hand),
        embargo: String::new(),
        due_at: None,
        from_name: account.from_name.clone(),
        from_address: account.from.as_typed(),
        reply_to: account.reply_to.as_ref().map(EmailAddress::as_typed),
        one_click: match list_kind {
            ListKind::External => rendering::one_click(tx)?.map(|one| one.as_str().to_owned()),
            ListKind::Internal => None,
        },
        notice,
        imprint: match list_kind {
            ListKind::External => rendering::imprint(tx)?.sealed(),
            ListKind::Internal => None,
        },
        organisation: Some(crate::workspace::organisation(tx)?),
        texts,
        theme: rendering::theme(tx)?.and_then(|theme| theme.sealed()),
        seal: String::new(),
    };
    let kept = copied.map(|sent| sent.revision);
    Ok(Terms { sealing, account, revision, except, hand, answers, origin, kept, versions, open })
}

/// The versions that go along, the main one first, with what each is made of.
fn texts(
    tx: &ReadTx<'_>,
    request: &SendRequest,
    (main, notice): (&Revision, Option<String>),
    (account, list_kind): (&Account, ListKind),
) -> Result<(Vec<SealedText>, Vec<Version>), Problem> {
    let family = literature::translation::family(tx, request.document)?.versions;
    let text = |revision: &Revision, notice| SealedText {
        row: 0,
        language: Document::parse(&revision.text).language().to_owned(),
        document: revision.document,
        revision: revision.id,
        number: revision.number,
        hash: revision.hash,
        notice,
    };
    let (mut texts, mut versions) = (vec![text(main, notice)], Vec::new());
    for document in &request.languages {
        if !family.iter().any(|(known, _)| known == document) || *document == request.document {
            return Err(Problem::refusal("distribution.languages.no_version").with("id", document.get()));
        }
        let revision = literature::draft(tx, *document)?;
        if (revision.kind == DocumentKind::Announcement) != (main.kind == DocumentKind::Announcement) {
            return Err(Problem::refusal("distribution.languages.kind").with("id", document.get()));
        }
        let language = Document::parse(&revision.text).language().to_owned();
        let notice = match list_kind {
            ListKind::External => notice::sealed(tx, account, &language)?,
            ListKind::Internal => None,
        };
        if texts.iter().any(|known: &SealedText| known.language.eq_ignore_ascii_case(&language)) {
            return Err(Problem::refusal("distribution.languages.twice").with("language", language));
        }
        texts.push(text(&revision, notice));
        versions.push(Version { open: literature::translation::open_paragraphs(tx, *document)?, revision });
    }
    Ok((texts, versions))
}

/// What one version keeps back until a time, no other tells before.
fn require_one_embargo(texts: &[SealedText], main: &Revision, versions: &[Version]) -> Result<(), Problem> {
    let lift = |revision: &Revision| Document::parse(&revision.text).embargo.map(|embargo| embargo.at);
    for (text, version) in texts.iter().skip(1).zip(versions) {
        if lift(&version.revision) != lift(main) {
            let other = Problem::refusal("distribution.languages.embargo").with("language", text.language.as_str());
            return Err(other.todo("distribution.languages.embargo.todo"));
        }
    }
    Ok(())
}

/// What was sealed of a distribution.
fn sealed(tx: &ReadTx<'_>, id: DistributionId) -> Result<Sealing, Problem> {
    plan::sealing(tx, id)?.ok_or_else(|| Problem::missing("distribution.not_found").with("id", id.get()))
}

/// Whom a request is for, in printed form.
struct Asked {
    to: String,
    name: String,
    except: Vec<Except>,
    hand: Hand,
}

/// Whom it is for: what the request says, or exactly those who have the mail that it answers, of whom no segment and no earlier mail
/// takes anybody away (D39).
fn asked(tx: &ReadTx<'_>, request: &SendRequest, answers: Option<Answers>, fields: &Fields) -> Result<Asked, Problem> {
    let Some(answers) = answers else {
        let mut except = Vec::with_capacity(request.except.len());
        for text in &request.except {
            except.push(Except { name: text.clone(), query: segments::resolve(tx, text, fields)?.to_text() });
        }
        let hand = Hand { left_out: request.left_out.clone(), put_back: request.put_back.clone(), recent_days: request.recent_days };
        let to = segments::resolve(tx, &request.to, fields)?.to_text();
        let name = name_of_one(tx, &to)?.unwrap_or_else(|| request.to.clone());
        return Ok(Asked { to, name, except, hand });
    };
    let before = sealed(tx, answers.distribution)?;
    require_rest(tx, answers)?;
    let hand = Hand { left_out: request.left_out.clone(), put_back: Vec::new(), recent_days: 0 };
    Ok(Asked { to: before.audience, name: before.audience_name, except: Vec::new(), hand })
}

/// The one person that a question asks for and nobody else.
pub(super) fn one_person(query: &str) -> Option<PersonId> {
    query.strip_prefix("person:")?.parse().ok()
}

/// The name of that person.
fn name_of_one(tx: &ReadTx<'_>, query: &str) -> Result<Option<String>, Problem> {
    let Some(id) = one_person(query) else { return Ok(None) };
    let one = contacts::recipients(tx, &[id])?.into_iter().next();
    Ok(one.map(|one| if one.name.is_empty() { one.address.unwrap_or_default() } else { one.name }))
}

/// Whoever has not got yet what is corrected must not get it after the correction: it is at rest first.
fn require_rest(tx: &ReadTx<'_>, answers: Answers) -> Result<(), Problem> {
    for member in lineage::edition(tx, answers.distribution)? {
        let waits =
            ledger::standing(tx, member)?.is_some_and(|now| matches!(now.state, DistributionState::Scheduled | DistributionState::Holding));
        let open = report::counts(tx, member)?.open();
        if waits || open > 0 {
            let under_way = Problem::refusal("distribution.correct_under_way").with("id", member.get()).with("n", open);
            return Err(under_way.todo("distribution.correct_under_way.todo"));
        }
    }
    Ok(())
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
