//! A document in its forms: as text, as a message, on paper.

use std::path::{Path, PathBuf};

use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DocumentId, PersonId};
use tidings_core::literature::api;
use tidings_core::messages::Message;
use tidings_core::rendering::api::WordForm;
use tidings_core::rendering::{Fold, PaperSize};
use tidings_core::workspace::Workspace;
use tidings_core::{accounts, contacts, rendering};

use crate::output::{Answer, Output, new_file, unwritable};

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// The text itself, as the file it came from.
    Markdown,
    /// The mail, as HTML.
    Mail,
    /// The mail's text.
    Text,
    /// The web page.
    Web,
    /// The whole message with its attachments, as it goes to the server.
    Eml,
}

impl Form {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Mail => "mail",
            Self::Text => "text",
            Self::Web => "web",
            Self::Eml => "eml",
        }
    }
}

pub(super) fn paper(word: &str) -> Result<PaperSize, String> {
    PaperSize::from_word(word).ok_or_else(|| format!("“{word}” is neither a4 nor letter"))
}

pub(super) fn fold(word: &str) -> Result<Fold, String> {
    Fold::from_word(word).ok_or_else(|| format!("“{word}” is none of flat, a5 and trifold"))
}

/// The document as a PDF: to a file, onto the document, or both.
pub(super) async fn pdf(
    ws: &Workspace,
    id: DocumentId,
    to: Option<PathBuf>,
    attached: bool,
    (paper, fold): (Option<PaperSize>, Fold),
    output: &Output,
) -> Result<Answer, Problem> {
    if let Some(path) = to {
        let (card, bytes) = rendering::api::pdf(ws, id, paper, fold).await?;
        write(&path, &bytes)?;
        let done = serde_json::json!({
            "document": id, "to": path, "paper": card.paper, "fold": card.fold, "pages": card.pages, "bytes": card.bytes, "unset": card.unset
        });
        output.answer(&done, || path.display().to_string());
        if let Some(most) = fold.most_pages().filter(|most| card.pages > *most) {
            output.must_know(&output.say(&Message::new("cli.fold.over").with("pages", card.pages).with("most", most)));
        }
        if !card.unset.is_empty() {
            output.note(&output.say(&Message::new("rendering.unset_letters").with("letters", card.unset)));
        }
    }
    if attached { super::files::attach(rendering::api::attach_pdf(ws, id, paper, fold).await?, output) } else { Ok(Answer::Done) }
}

/// A form of the document as one person gets it.
pub(super) async fn exported(
    ws: &Workspace,
    id: DocumentId,
    form: Form,
    to: Option<String>,
    account: Option<String>,
    output: &Output,
) -> Result<String, Problem> {
    let person = match to {
        Some(to) => Some(contacts::api::who(ws, &to).await?),
        None => None,
    };
    let account = match account {
        Some(name) => Some(accounts::api::named(ws, Some(name)).await?.id),
        None => None,
    };
    Ok(match form {
        Form::Markdown => api::markdown(ws, id).await?,
        Form::Mail => words(ws, id, WordForm::Mail, (person, account), output).await?,
        Form::Text => words(ws, id, WordForm::Text, (person, account), output).await?,
        Form::Web => words(ws, id, WordForm::Web, (person, account), output).await?,
        // A message as it goes to a server is of 7 bits: nothing is lost in a text.
        Form::Eml => String::from_utf8_lossy(&rendering::api::message(ws, id, person, account).await?).into_owned(),
    })
}

/// A form that is a file of words; what whoever takes it must know is told.
async fn words(
    ws: &Workspace,
    id: DocumentId,
    form: WordForm,
    (person, account): (Option<PersonId>, Option<AccountId>),
    output: &Output,
) -> Result<String, Problem> {
    let made = rendering::api::form(ws, id, form, person, account).await?;
    made.said.iter().for_each(|what| output.must_know(&output.say(what)));
    Ok(made.text)
}

/// Writes a new file, whole or not at all: half a document is worse than none.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    use std::io::Write as _;
    new_file(path)?.write_all(bytes).map_err(|error| {
        drop(std::fs::remove_file(path));
        unwritable(path, &error)
    })
}
