//! Comments as the shells ask for them.

use crate::error::Problem;
use crate::ids::{ActionId, CommentId, DocumentId};
use crate::literature::comments::{self, Comment, CommentOutcome, NewComment};
use crate::literature::service;
use crate::messages::Message;
use crate::workspace::{Workspace, deleted_by};

/// All comments of a document, in the order in which they were written.
///
/// # Errors
/// `literature.no_document`.
pub async fn comments(ws: &Workspace, id: DocumentId) -> Result<Vec<Comment>, Problem> {
    ws.read(move |tx| comments::of_document(tx, id)).await
}

/// Says something about words of a document, or proposes others; gives all its comments.
///
/// # Errors
/// `literature.no_document`, `literature.comment_empty`, `literature.comment_long`, `literature.comment_words`: nothing was added.
pub async fn comment(ws: &Workspace, id: DocumentId, new: NewComment) -> Result<Vec<Comment>, Problem> {
    let headline = ws.read(move |tx| Ok(service::document(tx, id)?.headline)).await?;
    ws.write(Message::new("literature.action.commented").with("headline", headline), move |tx| {
        comments::add(tx, id, &new)?;
        comments::of_document(tx, id)
    })
    .await
}

/// Answers a comment; gives all comments of its document.
///
/// # Errors
/// `literature.no_comment`, `literature.comment_empty`, `literature.comment_long`: nothing was added.
pub async fn answer_comment(ws: &Workspace, id: CommentId, text: String, by: String) -> Result<Vec<Comment>, Problem> {
    ws.write(Message::new("literature.action.answered"), move |tx| {
        let document = comments::answer(tx, id, &text, &by)?;
        comments::of_document(tx, document)
    })
    .await
}

/// Settles a comment, or (without an outcome) opens it again; gives all comments of its document. The text stays as it is.
///
/// # Errors
/// `literature.no_comment`, `literature.comment_no_proposal`: nothing has changed.
pub async fn settle_comment(ws: &Workspace, id: CommentId, outcome: Option<CommentOutcome>, by: String) -> Result<Vec<Comment>, Problem> {
    let label = Message::new(if outcome.is_some() { "literature.action.settled" } else { "literature.action.reopened" });
    ws.write(label, move |tx| {
        let document = comments::settle(tx, id, outcome, &by)?;
        comments::of_document(tx, document)
    })
    .await
}

/// Puts the words of a suggestion into the draft and settles it; what stood there is kept as a revision.
///
/// # Errors
/// `literature.no_comment`, `literature.comment_no_proposal`, `literature.comment_gone`, `literature.comment_marked`: nothing has changed.
pub async fn take_comment(ws: &Workspace, id: CommentId, by: String) -> Result<Vec<Comment>, Problem> {
    ws.write(Message::new("literature.action.taken"), move |tx| {
        let document = comments::take(tx, id, &by)?;
        comments::of_document(tx, document)
    })
    .await
}

/// The act that deleted a comment which is not there any more: undoing it brings it back with its answers.
///
/// # Errors
/// `literature.not_deleted`.
pub async fn comment_deletion(ws: &Workspace, id: CommentId) -> Result<ActionId, Problem> {
    ws.read(move |tx| {
        let gone = if comments::is_there(tx, id)? { None } else { deleted_by(tx, "comment", id.get())? };
        gone.ok_or_else(|| Problem::missing("literature.not_deleted").with("what", "comment").with("id", id.to_string()))
    })
    .await
}

/// Deletes a comment with its answers.
///
/// # Errors
/// `literature.no_comment`.
pub async fn delete_comment(ws: &Workspace, id: CommentId) -> Result<(), Problem> {
    ws.write(Message::new("literature.action.uncommented"), move |tx| comments::delete(tx, id)).await
}
