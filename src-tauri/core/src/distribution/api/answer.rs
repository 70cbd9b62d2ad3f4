//! Approvers without the program: the file that they read, and the code that comes back.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::approval::{ApprovalState, ApprovalView, view};
use crate::contacts::MergeValues;
use crate::distribution::approved::Parts;
use crate::distribution::review_file::{self, ReviewPage};
use crate::error::{Place, Problem};
use crate::ids::DocumentId;
use crate::literature::approval::{ApprovalAnswer, ApprovalAsk, ApprovalWay, service as approvals};
use crate::literature::{self, Document};
use crate::messages::{Language, Message};
use crate::rendering::{self, Theme};
use crate::segments::Fields;
use crate::workspace::{ReadTx, Workspace, save_new};

/// How long a code can be recognised, in milliseconds: long enough that what is older is another text.
const KNOWN_MS: i64 = 400 * 24 * 60 * 60 * 1000;
/// The largest answer file, in bytes.
const LARGEST: u64 = 64 * 1024;

/// The file for one approver, as one page of HTML: the text that was asked for, what is another since it was approved last, the attachments,
/// and a code for each answer.
///
/// # Errors
/// `literature.no_document`, `literature.approval.none`, `literature.approval.not_asked`, `rendering.faults` if the text has errors.
pub async fn review_file(ws: &Workspace, document: DocumentId, name: String, language: Language) -> Result<String, Problem> {
    let secret = *ws.secret();
    ws.read(move |tx| page(tx, document, &name, language, &secret)).await
}

fn page(tx: &ReadTx<'_>, document: DocumentId, name: &str, language: Language, secret: &[u8; 32]) -> Result<String, Problem> {
    literature::kind(tx, document)?;
    let asks = approvals::asks(tx, document)?;
    let ask = asks.iter().find(|ask| ask.withdrawn_at.is_none());
    let ask = ask.ok_or_else(|| Problem::refusal("literature.approval.none").todo("literature.approval.none.todo"))?;
    let rule = approvals::rule(tx)?;
    let who = ask.asked(name)?;
    let revision = literature::revision(tx, ask.revision)?;
    let approved = asks.iter().find(|before| before.id != ask.id && before.digest != ask.digest && before.is_full(&rule));
    let since = match approved {
        Some(before) => {
            let then = literature::revision(tx, before.revision)?;
            Some((before.number, literature::between(&then.whole(), &revision.whole())))
        }
        None => None,
    };
    let parts = Parts::read(&ask.sealed);
    // As it was asked about; what is not to be mailed has the look of today.
    let theme = match &parts.theme {
        Some(sealed) => Some(Theme::kept(sealed)?),
        None if parts.from_address.is_empty() => rendering::theme(tx)?,
        None => None,
    };
    let text = rendering::web_page(&revision, |asset| literature::asset_bytes(tx, asset), &MergeValues::default(), theme.as_ref(), None)?;
    let document = Document::parse(&revision.text);
    let lines = revision.lines_to_take();
    let lines = match lines.is_empty() {
        true => lines,
        false => rendering::web_words(&lines, document.language(), &revision.attachments, |asset| literature::asset_bytes(tx, asset))?,
    };
    let page = ReviewPage {
        ask,
        name: &who.name,
        headline: &document.title(),
        audience: &parts.audience_name,
        from: &parts.from_address,
        text: &text,
        lines: &lines,
        letters: theme.as_ref().map(Theme::letters),
        files: &revision.attachments,
        since,
        approve: &review_file::code(secret, ask, &who.name, ApprovalAnswer::Approved),
        send_back: &review_file::code(secret, ask, &who.name, ApprovalAnswer::SentBack),
        language,
    };
    Ok(page.html())
}

/// Writes [`review_file`] to a file that must not be there; gives its place.
///
/// # Errors
/// As [`review_file`], and `workspace.exists`, `distribution.review_file.unwritten`: nothing was written.
pub async fn save_review_file(
    ws: &Workspace,
    document: DocumentId,
    name: String,
    to: PathBuf,
    language: Language,
) -> Result<PathBuf, Problem> {
    let html = review_file(ws, document, name, language).await?;
    save_new(&to, "distribution.review_file.unwritten", |file| file.write_all(html.as_bytes()))?;
    Ok(to)
}

/// Notes what an approver answered by the code of their review file, typed as it was mailed or read out.
///
/// # Errors
/// `distribution.answer.unreadable`, `distribution.answer.wrong`, `distribution.answer.superseded`, `distribution.answer.withdrawn`,
/// `distribution.answer.changed`, `distribution.answer.taken_back`, and what an answer in the program is refused for: nothing has changed.
pub async fn answer_with_code(ws: &Workspace, code: String, note: String) -> Result<ApprovalView, Problem> {
    answered(ws, code, note, ApprovalWay::Code).await
}

/// Notes what an approver answered by an answer file.
///
/// # Errors
/// As [`answer_with_code`], and `distribution.answer.no_file`.
pub async fn answer_with_file(ws: &Workspace, path: PathBuf) -> Result<ApprovalView, Problem> {
    let unreadable = |path: &Path| Problem::refusal("distribution.answer.no_file").with("file", path.display().to_string());
    let name = path.clone();
    let read = tokio::task::spawn_blocking(move || {
        let fits = std::fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() <= LARGEST);
        fits.then(|| std::fs::read(&path).ok()).flatten()
    });
    let bytes = read.await.map_err(|error| Problem::failure("workspace.read_lost").because(error))?;
    let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let (code, note) = text.and_then(|text| review_file::read_answer(&text)).ok_or_else(|| unreadable(&name))?;
    answered(ws, code, note, ApprovalWay::File).await
}

async fn answered(ws: &Workspace, code: String, note: String, way: ApprovalWay) -> Result<ApprovalView, Problem> {
    let (secret, fields, me) = (*ws.secret(), ws.part::<Fields>(), ws.host().actor.clone());
    ws.write(Message::new("literature.action.approval_answered"), move |tx| {
        let refused = |what: &'static str| Problem::refusal(what).at(Place::field("code"));
        let code = review_file::read_code(&code)
            .ok_or_else(|| refused("distribution.answer.unreadable").todo("distribution.answer.unreadable.todo"))?;
        let asks = approvals::asks_since(tx, tx.now().plus_ms(-KNOWN_MS))?;
        let (ask, name, answer) =
            meant(&asks, &code, &secret).ok_or_else(|| refused("distribution.answer.wrong").todo("distribution.answer.wrong.todo"))?;
        let headline = literature::headline(tx, ask.document)?.unwrap_or_default();
        let known = |what: &'static str| refused(what).with("name", name).with("headline", headline.as_str()).with("revision", ask.number);
        if ask.withdrawn_at.is_some() {
            return Err(known("distribution.answer.withdrawn").todo("distribution.answer.again.todo"));
        }
        let seen = view(tx, ask.document, &fields, &me)?;
        if seen.ask.as_ref().is_none_or(|newest| newest.id != ask.id) {
            return Err(known("distribution.answer.superseded").todo("distribution.answer.again.todo"));
        }
        if seen.state == ApprovalState::Void {
            return Err(known("distribution.answer.changed").todo("distribution.answer.again.todo"));
        }
        let before = ask.asked(name)?.answer;
        if before == Some(ApprovalAnswer::TakenBack) && answer == ApprovalAnswer::Approved {
            // Whoever keeps an old code must not bring back what was taken back.
            return Err(known("distribution.answer.taken_back").todo("distribution.answer.again.todo"));
        }
        approvals::answer(tx, ask, name, answer, way, &note)?;
        view(tx, ask.document, &fields, &me)
    })
    .await
}

/// The asking, the person and the answer that a code stands for.
fn meant<'a>(asks: &'a [ApprovalAsk], code: &str, secret: &[u8; 32]) -> Option<(&'a ApprovalAsk, &'a str, ApprovalAnswer)> {
    asks.iter().find_map(|ask| {
        ask.people.iter().find_map(|one| {
            let said = [ApprovalAnswer::Approved, ApprovalAnswer::SentBack]
                .into_iter()
                .find(|said| review_file::code(secret, ask, &one.name, *said) == code);
            said.map(|said| (ask, one.name.as_str(), said))
        })
    })
}
