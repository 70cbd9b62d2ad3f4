//! Rules and store of approvals together, inside a transaction that the caller opened.

use super::ask::{ApprovalAnswer, ApprovalAsk, ApprovalWay, ApprovalWriter, NewAsk, refused_writer, writers};
use super::rule::{ApprovalRule, LONGEST_NAME, clean, key};
use super::store;
use crate::error::{Place, Problem};
use crate::ids::{ApprovalAskId, BlockId, DocumentId, Millis, RevisionId, TemplateId};
use crate::literature::desk::{self, Stage};
use crate::literature::{Why, service, shared, store as revisions};
use crate::workspace::{ReadTx, Topic, Workspace, WriteTx, set_setting, setting};

/// Under this name the rule is kept among the settings.
const SETTING: &str = "approval_rule";
/// The longest note with an answer, in characters.
const LONGEST_NOTE: usize = 2000;
/// So many people are asked at most.
const MOST_ASKED: usize = 20;

/// The workspace's rule.
///
/// # Errors
/// What SQLite says.
pub(crate) fn rule(tx: &ReadTx<'_>) -> Result<ApprovalRule, Problem> {
    // A rule that cannot be read is no rule that asks for nothing.
    let read = |kept: String| serde_json::from_str(&kept).map_err(|error| Problem::failure("workspace.damaged").because(error));
    setting(tx, SETTING)?.map_or_else(|| Ok(ApprovalRule::default()), read)
}

/// Sets it.
///
/// # Errors
/// What [`ApprovalRule::judged`] refuses.
pub(crate) fn set_rule(tx: &WriteTx<'_>, rule: ApprovalRule) -> Result<ApprovalRule, Problem> {
    let rule = rule.judged()?;
    set_setting(tx, SETTING, &serde_json::to_string(&rule).unwrap_or_default())?;
    tx.changed(Topic::Workspace, None);
    Ok(rule)
}

/// Takes whom `is` knows by their name out of the rule, and out of what is known of blocks and templates.
pub(in crate::literature) fn forget(tx: &WriteTx<'_>, is: &dyn Fn(&str) -> bool) -> Result<(), Problem> {
    let mut rule = rule(tx)?;
    for name in store::writer_names(tx)?.iter().filter(|name| is(name)) {
        store::forget_writer(tx, name)?;
    }
    let before = rule.people.len();
    rule.people.retain(|person| !is(&person.name));
    if rule.people.len() < before {
        set_rule(tx, rule)?;
    }
    Ok(())
}

/// The askings of a document, the newest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn asks(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<ApprovalAsk>, Problem> {
    Ok(store::of_document(tx, document)?)
}

/// The documents of the newest askings, at most so many.
///
/// # Errors
/// What SQLite says.
pub(crate) fn asked_documents(tx: &ReadTx<'_>, most: u32) -> Result<Vec<DocumentId>, Problem> {
    Ok(store::documents(tx, most)?)
}

/// Every asking since an instant, whatever its document.
///
/// # Errors
/// What SQLite says.
pub(crate) fn asks_since(tx: &ReadTx<'_>, since: Millis) -> Result<Vec<ApprovalAsk>, Problem> {
    Ok(store::since(tx, since)?)
}

/// Asks: makes a revision of the text as it is and names those who are to approve it.
///
/// # Errors
/// `literature.no_document`, `literature.approval.nobody`, `literature.approval.name`, `literature.approval.too_many`,
/// `literature.approval.may_not`, `literature.approval.writer`, `literature.approval.needed`: nothing has changed.
pub(crate) fn ask(tx: &WriteTx<'_>, new: &NewAsk) -> Result<ApprovalAskId, Problem> {
    let rule = rule(tx)?;
    let mut people: Vec<String> = Vec::new();
    let wanted = if new.people.is_empty() { rule.usual() } else { new.people.clone() };
    for name in wanted.iter().map(|name| clean(name)) {
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Problem::refusal("literature.approval.name").at(Place::field("people")));
        }
        if !rule.lets(&name) {
            return Err(Problem::refusal("literature.approval.may_not")
                .with("name", name)
                .todo("literature.approval.may_not.todo")
                .at(Place::field("people")));
        }
        if !people.iter().any(|known| key(known) == key(&name)) {
            people.push(name);
        }
    }
    if people.is_empty() {
        return Err(Problem::refusal("literature.approval.nobody").at(Place::field("people")));
    }
    if people.len() > MOST_ASKED {
        return Err(Problem::refusal("literature.approval.too_many").with("most", MOST_ASKED).at(Place::field("people")));
    }
    let all = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let needed = match new.needed.unwrap_or(rule.needed) {
        0 => all,
        n if n > all => return Err(Problem::refusal("literature.approval.needed").with("n", all).at(Place::field("needed"))),
        n => n,
    };
    let revision = service::freeze(tx, new.document, Why::Asked)?;
    let planned = desk::plan(tx, new.document)?.writer;
    let asks = new.asked_by.as_deref().unwrap_or_else(|| tx.actor());
    let writers = writers(asks, &planned, &store::saved_by(tx, new.document, revision)?);
    let wrote = |name: &String| writers.iter().find(|writer| writer.is(name)).map(|writer| (name.clone(), writer.why));
    if let Some((name, why)) = people.iter().find_map(wrote).filter(|_| !rule.writer_may) {
        return Err(refused_writer(&name, why).at(Place::field("people")));
    }
    let made = store::insert(tx, new, revision, needed, new.ordered.unwrap_or(rule.ordered), &people)?;
    follow(tx, new.document)?;
    Ok(made)
}

/// Notes that `name` put words into a document by saving it.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn wrote(tx: &WriteTx<'_>, document: DocumentId, name: &str) -> Result<(), Problem> {
    Ok(store::note_writer(tx, document, name)?)
}

/// Notes that a proposal of `name` is taken into a document: until undo takes that back.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn proposed(tx: &WriteTx<'_>, document: DocumentId, name: &str) -> Result<(), Problem> {
    Ok(store::note_proposer(tx, document, name)?)
}

/// Notes that whoever works here saved the words of a reusable block: they are a writer of every text that uses it.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn wrote_block(tx: &WriteTx<'_>, block: BlockId) -> Result<(), Problem> {
    Ok(store::note_block_writer(tx, block, tx.actor())?)
}

/// Has a template be written by whoever wrote the document that it is made of.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn kept_as(tx: &WriteTx<'_>, document: DocumentId, template: TemplateId) -> Result<(), Problem> {
    Ok(store::keep_writers(tx, document, template)?)
}

/// Has a document that begins with a template be written by whoever wrote that.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn begun_with(tx: &WriteTx<'_>, template: TemplateId, document: DocumentId) -> Result<(), Problem> {
    Ok(store::begin_writers(tx, template, document)?)
}

/// Has whatever was written by somebody called `before` count as written by `now`, as they are called from now on.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn write_as(tx: &WriteTx<'_>, before: &str, now: &str) -> Result<(), Problem> {
    if key(before) == key(now) || key(now).is_empty() {
        return Ok(());
    }
    for name in store::writer_names(tx)?.iter().filter(|name| key(name) == key(before)) {
        store::write_as(tx, name, now)?;
    }
    Ok(())
}

/// Has whatever was written under earlier names of whoever works here be theirs by the present one, too: the file may have been closed when
/// they took it. Nothing is written where all of it is known.
///
/// # Errors
/// What the file says.
pub(crate) fn know_earlier_names(ws: &Workspace) -> Result<(), Problem> {
    let host = ws.host();
    let (earlier, now) = (host.device.earlier_users(), host.actor.clone());
    let is_earlier = |name: &String| key(name) != key(&now) && earlier.iter().any(|before| key(before) == key(name));
    let open = ws.read_blocking(|tx| {
        let mut open = store::writer_names(tx)?;
        open.retain(is_earlier);
        let mut kept = Vec::new();
        for name in open {
            if store::is_to_write_as(tx, &name, &now)? {
                kept.push(name);
            }
        }
        Ok(kept)
    })?;
    if open.is_empty() {
        return Ok(());
    }
    ws.write_blocking(None, move |tx| open.iter().try_for_each(|before| Ok(store::write_as(tx, before, &now)?)))
}

/// Has a text that begins with words of another one be written by whoever wrote that.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn copied(tx: &WriteTx<'_>, from: DocumentId, to: DocumentId) -> Result<(), Problem> {
    Ok(store::copy_writers(tx, from, to)?)
}

/// Whom the rule would refuse as an approver if `asked_by` asked for it now; nobody where writers may approve.
///
/// # Errors
/// `literature.no_document`.
pub(crate) fn barred(tx: &ReadTx<'_>, document: DocumentId, asked_by: &str) -> Result<Vec<ApprovalWriter>, Problem> {
    if rule(tx)?.writer_may {
        return Ok(Vec::new());
    }
    let draft = service::draft(tx, document)?;
    let kept = revisions::newest_revision(tx, document)?.filter(|newest| newest.hash == draft.hash);
    // What is no revision yet becomes the next one.
    let revision = kept.as_ref().map_or(RevisionId::from(i64::MAX), |newest| newest.id);
    let mut saved_by = store::saved_by(tx, document, revision)?;
    if kept.is_none() {
        for block in shared::used(tx, &draft.source)? {
            saved_by.extend(store::block_writers(tx, block.id)?);
        }
    }
    Ok(writers(asked_by, &desk::plan(tx, document)?.writer, &saved_by))
}

/// Lets the document's stage follow its approval: in review while it is asked for or void, approved while it holds. What nobody was asked
/// for, and what went out, stays where it is.
///
/// # Errors
/// `literature.no_document`.
pub(crate) fn follow(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), Problem> {
    let Some(ask) = asks(tx, document)?.into_iter().find(|ask| ask.withdrawn_at.is_none()) else { return Ok(()) };
    if desk::stage(tx, document)? == Stage::Released {
        return Ok(());
    }
    let holds = ask.revision_hash == service::draft(tx, document)?.hash && ask.is_full(&rule(tx)?);
    desk::put(tx, document, if holds { Stage::Approved } else { Stage::InReview }).map(drop)
}

/// Notes what `name` answered.
///
/// # Errors
/// Those of [`ApprovalAsk::may_answer`], `literature.approval.note`: nothing has changed.
pub(crate) fn answer(
    tx: &WriteTx<'_>,
    ask: &ApprovalAsk,
    name: &str,
    said: ApprovalAnswer,
    way: ApprovalWay,
    note: &str,
) -> Result<(), Problem> {
    let note = note.trim();
    if note.chars().count() > LONGEST_NOTE {
        return Err(Problem::refusal("literature.approval.note").with("most", LONGEST_NOTE).at(Place::field("note")));
    }
    let rule = rule(tx)?;
    let asked = ask.may_answer(name, &rule)?;
    if said == ApprovalAnswer::TakenBack && asked.answer != Some(ApprovalAnswer::Approved) {
        return Err(Problem::refusal("literature.approval.nothing_to_take_back").with("name", name));
    }
    store::answer(tx, ask, name, said, way, note)?;
    follow(tx, ask.document)
}

/// Takes the asking itself back.
///
/// # Errors
/// What SQLite says.
pub(crate) fn withdraw(tx: &WriteTx<'_>, ask: &ApprovalAsk) -> Result<(), Problem> {
    store::withdraw(tx, ask)?;
    if desk::stage(tx, ask.document)? != Stage::Released {
        desk::put(tx, ask.document, Stage::Draft)?;
    }
    Ok(())
}
