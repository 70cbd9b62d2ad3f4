//! The editorial desk and the comments of `tidings document`.

use std::collections::HashMap;

use serde::Serialize;
use tidings_core::distribution::ApprovalPart;
use tidings_core::distribution::api::{self as distribution, ApprovalStanding};
use tidings_core::error::Problem;
use tidings_core::ids::{CommentId, DocumentId};
use tidings_core::literature::api::{self, DocumentCard};
use tidings_core::literature::checklist::CheckItem;
use tidings_core::literature::comments::{Comment, CommentOutcome, NewComment};
use tidings_core::literature::desk::{PlanChange, Stage};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::Output;

/// What the editorial desk knows of a document.
#[derive(clap::Args)]
#[group(id = "planned", multiple = true, conflicts_with = "set")]
pub(crate) struct Planned {
    /// Its stage: idea, draft, in-review, approved, released.
    #[arg(long, value_parser = stage)]
    stage: Option<Stage>,
    /// Who writes it; '' for nobody.
    #[arg(long, value_name = "NAME")]
    writer: Option<String>,
    /// Who reads it before it goes out; '' for nobody.
    #[arg(long, value_name = "NAME")]
    editor: Option<String>,
    /// The department that asked for it; '' for none.
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    /// The day on which it is due; '' for none.
    #[arg(long, value_name = "DAY")]
    due: Option<String>,
    /// What it is to say, and to whom; '' for nothing.
    #[arg(long, value_name = "TEXT")]
    brief: Option<String>,
}

impl Planned {
    pub(super) fn change(self) -> PlanChange {
        let Self { stage, writer, editor, department, due, brief } = self;
        PlanChange { stage, writer, editor, department, due_on: due, brief }
    }
}

pub(super) fn stage(word: &str) -> Result<Stage, String> {
    Stage::from_word(word).ok_or_else(|| format!("“{word}” is no stage"))
}

/// How a comment is settled.
pub(super) enum Settling {
    /// The words that it proposes come into the text.
    Take,
    /// The text stays as it is.
    Settle(CommentOutcome),
    /// It is open again.
    Reopen,
}

/// Says something about words of a document, or answers what was said, and shows it.
pub(super) async fn comment(
    ws: &Workspace,
    id: DocumentId,
    new: NewComment,
    answer: Option<CommentId>,
    output: &Output,
) -> Result<(), Problem> {
    let all = match answer {
        Some(comment) => {
            of(id, comment, &api::comments(ws, id).await?)?;
            api::answer_comment(ws, comment, new.text, new.by).await?
        }
        None => api::comment(ws, id, new).await?,
    };
    let said = answer.map_or(all.last(), |comment| all.iter().find(|one| one.id == comment));
    show_comments(said.into_iter(), output);
    Ok(())
}

/// Settles a comment of a document, and shows it.
pub(super) async fn resolve(
    ws: &Workspace,
    (id, comment): (DocumentId, CommentId),
    how: Settling,
    by: String,
    output: &Output,
) -> Result<(), Problem> {
    of(id, comment, &api::comments(ws, id).await?)?;
    let all = match how {
        Settling::Take => api::take_comment(ws, comment, by).await?,
        Settling::Settle(outcome) => api::settle_comment(ws, comment, Some(outcome), by).await?,
        Settling::Reopen => api::settle_comment(ws, comment, None, by).await?,
    };
    show_comments(all.iter().filter(|one| one.id == comment), output);
    Ok(())
}

/// Shows the checklist of a document, after an item by its number was ticked or opened again.
pub(super) async fn check(ws: &Workspace, id: DocumentId, item: Option<(usize, bool)>, by: String, output: &Output) -> Result<(), Problem> {
    let mut all = api::checklist(ws, id).await?;
    if let Some((number, ticked)) = item {
        let found = number.checked_sub(1).and_then(|at| all.get(at));
        let found = found.ok_or_else(|| Problem::missing("literature.no_check").with("item", number.to_string()))?;
        all = api::tick(ws, id, found.item.clone(), ticked, by).await?;
    }
    if output.is_json() {
        all.iter().for_each(|one| output.object(one));
    } else {
        let row = |(number, one): (usize, &CheckItem)| {
            vec![number.to_string(), check_words(output, &one.item), one.ticked_by.clone().unwrap_or_default()]
        };
        output.table(&["", "cli.head.what", "cli.head.ticked"], (1..).zip(&all).map(row).collect());
    }
    Ok(())
}

/// Names what is open on the checklist of a document that goes on: a warning, no bar.
pub(super) async fn name_open(ws: &Workspace, card: &DocumentCard, output: &Output) -> Result<(), Problem> {
    if !matches!(card.stage, Stage::InReview | Stage::Approved) {
        return Ok(());
    }
    let all = api::checklist(ws, card.id).await?;
    let open: Vec<_> = all.iter().filter(|one| one.ticked_by.is_none()).map(|one| check_words(output, &one.item)).collect();
    if !open.is_empty() {
        output.note(&output.say(&Message::new("cli.check.open").with("items", open.join("; "))));
    }
    Ok(())
}

pub(super) fn check_words(output: &Output, item: &str) -> String {
    output.say(&Message::new("cli.check").with("item", item.strip_prefix('=').unwrap_or(item)))
}

/// A document in a list, and how it stands with its approval; null where nobody was asked, nothing is said about it, or it went out.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    card: &'a DocumentCard,
    approval: Option<&'a ApprovalStanding>,
}

/// Documents as a list: an object each for programs, a table for people.
pub(super) async fn list(ws: &Workspace, all: &[DocumentCard], output: &Output) -> Result<(), Problem> {
    let ids = all.iter().filter(|card| card.stage != Stage::Released).map(|card| card.id).collect();
    let standings: HashMap<_, _> = distribution::approval_standings(ws, ids).await?.into_iter().map(|one| (one.document, one)).collect();
    if output.is_json() {
        all.iter().for_each(|card| output.object(&Listed { card, approval: standings.get(&card.id) }));
        return Ok(());
    }
    let row = |c: &DocumentCard| {
        vec![
            c.id.to_string(),
            c.kind.as_str().to_owned(),
            c.headline.clone(),
            stage_word(output, c.stage),
            c.writer.clone(),
            c.due_on.clone().unwrap_or_default(),
            standings.get(&c.id).map(|one| approval_words(output, one)).unwrap_or_default(),
        ]
    };
    output.table(
        &["cli.head.id", "cli.head.kind", "cli.head.headline", "cli.head.stage", "cli.head.writer", "cli.head.due", "cli.head.approval"],
        all.iter().map(row).collect(),
    );
    Ok(())
}

/// How a document stands with its approval, in a few words; what is said about it where nobody was asked.
fn approval_words(output: &Output, one: &ApprovalStanding) -> String {
    let told = Message::new("cli.approval.standing")
        .with("state", one.state.word())
        .with("names", one.names.join(", "))
        .with("words", one.changes.iter().find(|change| change.part == ApprovalPart::Text).map_or(0, |change| change.words))
        .with("comments", one.comments);
    output.say(&told)
}

/// Refuses a comment of another document.
pub(super) fn of(id: DocumentId, comment: CommentId, all: &[Comment]) -> Result<(), Problem> {
    let known = all.iter().any(|one| one.id == comment);
    known
        .then_some(())
        .ok_or_else(|| Problem::missing("literature.comment_elsewhere").with("id", comment.to_string()).with("document", id.to_string()))
}

/// Comments with their answers: an object each for programs, and lines for people.
pub(super) fn show_comments<'a>(all: impl Iterator<Item = &'a Comment>, output: &Output) {
    for one in all {
        if output.is_json() {
            output.object(one);
            continue;
        }
        let words = Message::new(if one.place.is_some() { "cli.comment.on" } else { "cli.comment.gone" }).with("words", one.quote.as_str());
        let outcome = one.outcome.map(|outcome| match outcome {
            CommentOutcome::Resolved => "resolved",
            CommentOutcome::Taken => "taken",
            CommentOutcome::Declined => "declined",
        });
        let state = Message::new("cli.comment.state").with("outcome", outcome.unwrap_or("open"));
        output.line(&format!("{}  {}  {}  {}", one.id, one.by, one.at.to_rfc3339(), output.say(&state)));
        output.line(&format!("    {}", output.say(&words)));
        if let Some(proposal) = &one.proposal {
            output.line(&format!("    {}", output.say(&Message::new("cli.comment.proposes").with("words", proposal.as_str()))));
        }
        one.text.lines().for_each(|line| output.line(&format!("    {line}")));
        for answer in &one.answers {
            output.line(&format!("      {}: {}", answer.by, answer.text));
        }
    }
}

pub(super) fn stage_word(output: &Output, stage: Stage) -> String {
    output.say(&Message::new("cli.stage").with("stage", stage.as_str()))
}
