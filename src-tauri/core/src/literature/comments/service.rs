//! Comments over their tables; composes within one transaction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::anchor::{self, Anchor, CommentPlace};
use super::store::{self, CommentRow};
use crate::error::{Place, Problem};
use crate::ids::{CommentId, DocumentId, Millis};
use crate::literature::approval;
use crate::literature::paper;
use crate::literature::revision::Why;
use crate::literature::service::{document, freeze, save_draft};
use crate::workspace::{ReadTx, WriteTx};

/// Longest comment, answer or proposal, in characters.
const LONGEST: usize = 5_000;
/// Longest name of who writes, in characters.
const LONGEST_NAME: usize = 200;

/// How a comment was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum CommentOutcome {
    /// It is dealt with.
    Resolved,
    /// The words that it proposed stand in the text.
    Taken,
    /// The words that it proposed are not wanted.
    Declined,
}

impl CommentOutcome {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Taken => "taken",
            Self::Declined => "declined",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Resolved, Self::Taken, Self::Declined].into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// What is said about some words of a document.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NewComment {
    /// The words that it is about, as they stand.
    pub quote: String,
    /// Where they stand; the first such words without it.
    pub place: Option<CommentPlace>,
    /// What is said; may be empty where other words are proposed.
    pub text: String,
    /// Other words that are to stand there: makes a suggestion of it.
    pub proposal: Option<String>,
    /// Who says it; empty for whoever works at this machine.
    pub by: String,
}

/// An answer to a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CommentAnswer {
    /// What is said.
    pub text: String,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// A comment with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Comment {
    /// Which.
    pub id: CommentId,
    /// Its number in the document, from 1, in the order in which they were written.
    pub number: u32,
    /// The words that it is about; those that it was about last, where they are gone.
    pub quote: String,
    /// Where they stand; none where they are gone.
    pub place: Option<CommentPlace>,
    /// What is said.
    pub text: String,
    /// Other words that are proposed.
    pub proposal: Option<String>,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Millis,
    /// How it was settled; none while it is open.
    pub outcome: Option<CommentOutcome>,
    /// Who settled it.
    pub settled_by: Option<String>,
    /// When.
    pub settled_at: Option<Millis>,
    /// What was answered, the oldest first.
    pub answers: Vec<CommentAnswer>,
}

/// All comments of a document, in the order in which they were written, with their words as they stand in its draft now.
pub(in crate::literature) fn of_document(tx: &ReadTx<'_>, id: DocumentId) -> Result<Vec<Comment>, Problem> {
    let draft = document(tx, id)?.draft;
    let rows = store::of_document(tx, id)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let blocks = anchor::blocks(&draft);
    let mut answers: BTreeMap<CommentId, Vec<CommentAnswer>> = BTreeMap::new();
    for (comment, answer) in store::answers(tx, id)? {
        answers.entry(comment).or_default().push(answer);
    }
    Ok(rows
        .into_iter()
        .zip(1..)
        .map(|(row, number)| {
            let found = anchor::find(&row.anchor, &blocks, &[]);
            Comment {
                id: row.id,
                number,
                quote: found.as_ref().unwrap_or(&row.anchor).quote(),
                place: found.map(|found| found.place),
                text: row.text,
                proposal: row.proposal,
                by: row.written_by,
                at: row.written_at,
                outcome: row.outcome,
                settled_by: row.settled_by,
                settled_at: row.settled_at,
                answers: answers.remove(&row.id).unwrap_or_default(),
            }
        })
        .collect())
}

/// The comments of a document go along with a draft that was just kept: each save changes little, so that their words are told easily.
/// Where the words are gone the place stays, for they may come back.
pub(in crate::literature) fn follow(tx: &WriteTx<'_>, id: DocumentId, old: &str, text: &str) -> Result<(), Problem> {
    let rows = store::of_document(tx, id)?;
    if rows.is_empty() {
        return Ok(());
    }
    let (before, blocks) = (anchor::blocks(old), anchor::blocks(text));
    for row in rows {
        match anchor::find(&row.anchor, &blocks, &before) {
            Some(found) if found != row.anchor => store::move_to(tx, row.id, &found)?,
            _ => {}
        }
    }
    Ok(())
}

/// How many comments on a document are open.
///
/// # Errors
/// What SQLite says.
pub(crate) fn open(tx: &ReadTx<'_>, id: DocumentId) -> Result<u32, Problem> {
    Ok(store::open(tx, id)?)
}

/// Says something about words of a document.
///
/// # Errors
/// `literature.no_document`, `literature.comment_empty`, `literature.comment_long`, `literature.comment_words` where the words do not stand
/// there: nothing was added.
pub fn add(tx: &WriteTx<'_>, id: DocumentId, new: &NewComment) -> Result<CommentId, Problem> {
    let draft = document(tx, id)?.draft;
    let (proposal, by) = (new.proposal.as_deref(), named(tx, &new.by)?);
    let text = if proposal.is_some() { optional(&new.text)? } else { said(&new.text)? };
    if let Some(proposal) = proposal {
        optional(proposal)?;
    }
    let blocks = anchor::blocks(&draft);
    let missing = || Problem::refusal("literature.comment_words").with("words", short(&new.quote)).at(Place::field("quote"));
    let anchor = match new.place {
        None => anchor::first(&new.quote, &blocks).ok_or_else(missing)?,
        Some(place) => {
            let block_text = blocks.get(place.block as usize).cloned().unwrap_or_default();
            let anchor = Anchor { place, block_text };
            if anchor.quote().is_empty() || anchor.quote() != new.quote {
                return Err(missing());
            }
            anchor
        }
    };
    Ok(store::insert(tx, id, (&text, proposal), &anchor, &by)?)
}

/// Answers a comment.
///
/// # Errors
/// `literature.no_comment`, `literature.comment_empty`, `literature.comment_long`.
pub(in crate::literature) fn answer(tx: &WriteTx<'_>, id: CommentId, text: &str, by: &str) -> Result<DocumentId, Problem> {
    let (row, text, by) = (comment(tx, id)?, said(text)?, named(tx, by)?);
    store::insert_answer(tx, &row, &text, &by)?;
    Ok(row.document)
}

/// Settles a comment, or opens it again.
///
/// # Errors
/// `literature.no_comment`, `literature.comment_no_proposal` where one without proposal is taken or declined.
pub(in crate::literature) fn settle(
    tx: &WriteTx<'_>,
    id: CommentId,
    outcome: Option<CommentOutcome>,
    by: &str,
) -> Result<DocumentId, Problem> {
    let (row, by) = (comment(tx, id)?, named(tx, by)?);
    if row.proposal.is_none() && matches!(outcome, Some(CommentOutcome::Taken | CommentOutcome::Declined)) {
        return Err(Problem::refusal("literature.comment_no_proposal"));
    }
    if row.outcome != outcome {
        if outcome == Some(CommentOutcome::Taken) {
            approval::service::proposed(tx, row.document, &row.written_by)?;
        }
        store::settle(tx, &row, outcome, &by)?;
    }
    Ok(row.document)
}

/// Puts the words of a suggestion into the draft; what stood there is kept as a revision. For whoever has no editor open.
///
/// # Errors
/// As [`settle`]; `literature.comment_gone` where its words are gone, `literature.comment_marked` where they are marked up, or with a
/// field or line break among them, so that only the editor can replace them.
pub(in crate::literature) fn take(tx: &WriteTx<'_>, id: CommentId, by: &str) -> Result<DocumentId, Problem> {
    let row = comment(tx, id)?;
    let Some(proposal) = row.proposal.clone() else { return Err(Problem::refusal("literature.comment_no_proposal")) };
    let draft = document(tx, row.document)?.draft;
    let quote = row.anchor.quote();
    let found = anchor::find(&row.anchor, &anchor::blocks(&draft), &[])
        .ok_or_else(|| Problem::refusal("literature.comment_gone").with("words", short(&quote)))?;
    let marked = || Problem::refusal("literature.comment_marked").with("words", short(&found.quote()));
    let text = replaced(&draft, &found, &proposal).ok_or_else(marked)?;
    freeze(tx, row.document, Why::Restored)?;
    // Settled first: what is replaced is found again by nobody.
    settle(tx, id, Some(CommentOutcome::Taken), by)?;
    save_draft(tx, row.document, &text)?;
    Ok(row.document)
}

/// The draft with other words at a place of a block; none where the words do not stand there as they are read.
fn replaced(draft: &str, found: &Anchor, proposal: &str) -> Option<String> {
    let paper = paper::open(draft);
    let block = paper.blocks.get((found.place.block as usize).checked_sub(3)?)?;
    let quote = found.quote();
    let plain = proposal.chars().all(|letter| letter.is_alphanumeric() || " .,;:?'’‘“”„–—%€£$/\"".contains(letter));
    // As many times in the source as in what is read: then the same time is the same place.
    let before: String = found.block_text.chars().take(found.place.start as usize).collect();
    let nth = before.matches(quote.as_str()).count();
    if !plain || block.source.matches(quote.as_str()).count() != found.block_text.matches(quote.as_str()).count() {
        return None;
    }
    let (at, _) = block.source.match_indices(quote.as_str()).nth(nth)?;
    let from = block.from as usize + at;
    let text = format!("{}{proposal}{}", draft.get(..from)?, draft.get(from + quote.len()..)?);
    // It must read as the block with these words in it, and as nothing else.
    let after: String = found.block_text.chars().skip((found.place.start + found.place.length) as usize).collect();
    (anchor::blocks(&text).get(found.place.block as usize)? == &format!("{before}{proposal}{after}")).then_some(text)
}

/// Deletes a comment with its answers.
///
/// # Errors
/// `literature.no_comment`.
pub(in crate::literature) fn delete(tx: &WriteTx<'_>, id: CommentId) -> Result<(), Problem> {
    Ok(store::delete(tx, &comment(tx, id)?)?)
}

/// Whether there is this comment.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn is_there(tx: &ReadTx<'_>, id: CommentId) -> Result<bool, Problem> {
    Ok(store::by_id(tx, id)?.is_some())
}

/// Deletes all comments of a document that is being deleted.
pub(in crate::literature) fn remove_all(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), Problem> {
    for row in store::of_document(tx, id)? {
        store::delete(tx, &row)?;
    }
    Ok(())
}

fn comment(tx: &ReadTx<'_>, id: CommentId) -> Result<CommentRow, Problem> {
    store::by_id(tx, id)?.ok_or_else(|| Problem::missing("literature.no_comment").with("id", id.to_string()))
}

fn named(tx: &WriteTx<'_>, by: &str) -> Result<String, Problem> {
    let by = by.split_whitespace().collect::<Vec<_>>().join(" ");
    if by.chars().count() > LONGEST_NAME || by.chars().any(char::is_control) {
        return Err(Problem::refusal("literature.plan_name").with("most", LONGEST_NAME).at(Place::field("by")));
    }
    Ok(if by.is_empty() { tx.actor().to_owned() } else { by })
}

fn said(text: &str) -> Result<String, Problem> {
    let text = optional(text)?;
    if text.is_empty() { Err(Problem::refusal("literature.comment_empty").at(Place::field("text"))) } else { Ok(text) }
}

fn optional(text: &str) -> Result<String, Problem> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let odd = text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t');
    if odd || text.chars().count() > LONGEST {
        return Err(Problem::refusal("literature.comment_long").with("most", LONGEST).at(Place::field("text")));
    }
    Ok(text)
}

/// The beginning of words, for a sentence about them.
fn short(words: &str) -> String {
    let cut: String = words.chars().take(60).collect();
    if cut.len() < words.len() { format!("{cut}…") } else { cut }
}
