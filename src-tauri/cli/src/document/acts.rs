//! `tidings document checklist`, `describe`, `reorder`, `delete` and `undelete`.

use clap::Subcommand;
use tidings_core::error::Problem;
use tidings_core::ids::{CommentId, DocumentId};
use tidings_core::literature::{AnnouncementSort, Attachment, DocumentKind, api};
use tidings_core::workspace::{self, Workspace};

use super::desk;
use super::new::{kind, sort};
use crate::output::Output;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// The checklist of a kind of documents, or of a sort of announcement; with items, those take its place.
    #[command(
        after_help = "Example:\n  tidings document checklist press-release\n  tidings document checklist article --item =facts --item 'The archive was asked'\n  tidings document checklist announcement --sort policy-change --none"
    )]
    Checklist {
        /// press-release, article, statement, brochure, web-page, announcement.
        #[arg(value_parser = kind)]
        kind: DocumentKind,
        /// Of an announcement, what it is about: industry-report, personnel-change, policy-change.
        #[arg(long, value_parser = sort)]
        sort: Option<AnnouncementSort>,
        /// An item, once for each, in order: its words, or one of the usual ones by its code (=facts).
        #[arg(long = "item", value_name = "WORDS")]
        items: Vec<String>,
        /// Nothing is looked at.
        #[arg(long, conflicts_with = "items")]
        none: bool,
    },
    /// Say what is to be seen on a picture of a document, for readers who do not see it.
    #[command(after_help = "Example:\n  tidings document describe 4 lens.jpg 'The lens in its tower'")]
    Describe {
        /// The document.
        id: DocumentId,
        /// The file.
        name: String,
        /// What is to be seen; empty for nothing.
        alt: String,
    },
    /// Put the attached files in this order; those that are not named follow as they stood.
    #[command(after_help = "Example:\n  tidings document reorder 4 plan.pdf lens.jpg")]
    Reorder {
        /// The document.
        id: DocumentId,
        /// The files.
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Delete a document that was never sent, with its comments and history, or one comment with its answers. `undelete` brings it back.
    #[command(after_help = "Example:\n  tidings document delete 4\n  tidings document delete 4 --comment 7")]
    Delete {
        /// The document.
        id: DocumentId,
        /// This comment alone.
        #[arg(long, value_name = "COMMENT")]
        comment: Option<CommentId>,
    },
    /// Bring a document back that was deleted, with all that was its own, or a comment with its answers.
    #[command(after_help = "Example:\n  tidings document undelete 4\n  tidings document undelete --comment 7")]
    Undelete {
        /// The document.
        #[arg(required_unless_present = "comment", conflicts_with = "comment")]
        id: Option<DocumentId>,
        /// A comment.
        #[arg(long, value_name = "COMMENT")]
        comment: Option<CommentId>,
    },
}

pub(super) async fn run(verb: Verb, ws: &Workspace, output: &Output) -> Result<(), Problem> {
    match verb {
        Verb::Checklist { kind, sort, items, none } => {
            if none || !items.is_empty() {
                api::set_checklist(ws, kind, sort, items).await?;
            }
            let items = api::checklist_of(ws, kind, sort).await?;
            output.answer(&serde_json::json!({ "kind": kind, "sort": sort, "items": items }), || {
                items.iter().map(|item| desk::check_words(output, item)).collect::<Vec<_>>().join("\n")
            });
        }
        Verb::Describe { id, name, alt } => {
            api::describe(ws, id, name.clone(), alt.clone()).await?;
            output.answer(&serde_json::json!({ "document": id, "file": name, "alt": alt.trim() }), || format!("{name}  {}", alt.trim()));
        }
        Verb::Reorder { id, names } => {
            let files = api::reorder(ws, id, names).await?;
            let names: Vec<&str> = files.iter().map(|file: &Attachment| file.name.as_str()).collect();
            output.answer(&serde_json::json!({ "document": id, "files": names }), || names.join("\n"));
        }
        Verb::Delete { id, comment: None } => {
            api::delete(ws, id).await?;
            output.answer(&serde_json::json!({ "deleted": id }), || id.to_string());
        }
        Verb::Delete { id, comment: Some(comment) } => {
            desk::of(id, comment, &api::comments(ws, id).await?)?;
            api::delete_comment(ws, comment).await?;
            output.answer(&serde_json::json!({ "document": id, "deleted": comment }), || comment.to_string());
        }
        Verb::Undelete { id: Some(id), .. } => {
            let act = api::deletion(ws, id).await?;
            workspace::api::undo(ws, tidings_core::PLUGS, Some(act)).await?;
            let card = api::show(ws, id).await?.card;
            output.answer(&card, || format!("{}  {}", card.id, card.headline));
        }
        Verb::Undelete { comment: Some(comment), .. } => {
            let act = api::comment_deletion(ws, comment).await?;
            workspace::api::undo(ws, tidings_core::PLUGS, Some(act)).await?;
            output.answer(&serde_json::json!({ "comment": comment }), || comment.to_string());
        }
        // The parser asks for one of them.
        Verb::Undelete { .. } => {}
    }
    Ok(())
}
