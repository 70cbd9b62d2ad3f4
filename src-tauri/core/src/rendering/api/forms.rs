//! The forms of a document that are files of words: its mail, its plain text, its web page.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{may_leave, preview, replace};
use crate::error::Problem;
use crate::ids::{AccountId, DocumentId, PersonId};
use crate::messages::Message;
use crate::workspace::Workspace;

/// A form that is a file by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum WordForm {
    /// The mail's HTML, its pictures in it.
    Mail,
    /// The mail's text, without any picture.
    Text,
    /// The web page, its pictures in it.
    Web,
}

/// A form as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFile {
    /// What stands in it.
    pub text: String,
    /// What whoever saves it must know: the files of the document whose licence or consent ended, and that the words go without them.
    pub said: Vec<Message>,
}

/// The draft in one of its forms, as `person` will get it from `account`. The one rule of what ended: a form that carries pictures is not made
/// as long as the document holds a file that may not be used any more; the plain text carries none, so it is, and says it.
///
/// # Errors
/// As [`preview`]; `assets.ended` with a file that may not be used any more.
pub async fn form(
    ws: &Workspace,
    document: DocumentId,
    form: WordForm,
    person: Option<PersonId>,
    account: Option<AccountId>,
) -> Result<FormFile, Problem> {
    if form != WordForm::Text {
        may_leave(ws, document).await?;
    }
    let card = preview(ws, document, person, account, None, None).await?;
    let mut said = card.ended;
    if !said.is_empty() {
        said.push(Message::new("rendering.text_goes"));
    }
    let text = match form {
        WordForm::Mail => card.html,
        WordForm::Text => card.text,
        WordForm::Web => card.web,
    };
    Ok(FormFile { text, said })
}

/// Writes a form of the draft to a path that the user chose; what stood there is replaced. Gives what they must know, as [`FormFile::said`].
///
/// # Errors
/// As [`form`]; `importing.unwritable` if the file cannot be written: what stood there still does.
pub async fn save_form(
    ws: &Workspace,
    document: DocumentId,
    wanted: WordForm,
    person: Option<PersonId>,
    path: PathBuf,
) -> Result<Vec<Message>, Problem> {
    let made = form(ws, document, wanted, person, None).await?;
    replace(path, made.text.into_bytes()).await?;
    Ok(made.said)
}
