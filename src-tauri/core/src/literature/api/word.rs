//! Word documents come in.

use std::path::PathBuf;

use serde::Serialize;

use super::{DocumentCard, desk};
use crate::error::Problem;
use crate::literature::document::Document;
use crate::literature::kind::DocumentKind;
use crate::literature::{files, service, store, word};
use crate::messages::Message;
use crate::workspace::Workspace;

/// What became of a Word document.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct WordReport {
    /// The text that was made of it.
    pub document: DocumentCard,
    /// How many pictures came with it.
    pub pictures: u32,
    /// What could not be kept, each with its count.
    pub lost: Vec<Message>,
}

/// Takes a Word document (DOCX) as a new text: headings, lists, tables, notes, links, stress and pictures; what was changed under
/// tracking is taken as accepted. What could not be kept is named. One undo takes it back.
///
/// # Errors
/// `literature.word` with what is wrong with the file, `literature.file_unreadable`, `literature.file_too_big`, `literature.empty`,
/// `literature.too_long`: nothing was added.
pub async fn import_word(ws: &Workspace, path: PathBuf, kind: Option<DocumentKind>) -> Result<WordReport, Problem> {
    let read = tokio::task::spawn_blocking(move || {
        let file = super::files::read_file(&path)?;
        // A fault in it must not bring down who reads it.
        std::panic::catch_unwind(|| word::read(&file.name, &file.bytes))
            .unwrap_or_else(|_| Err(Problem::failure("literature.word").with("file", file.name.as_str()).with("why", "damaged")))
    });
    let read = read.await.map_err(|error| Problem::failure("workspace.read_lost").because(error))??;
    let document = Document::parse(&read.text);
    if document.blocks.is_empty() && document.front.headline.is_none() {
        return Err(Problem::refusal("literature.empty"));
    }
    service::check_length(&read.text)?;
    let label = Message::new("literature.action.added").with("headline", document.title());
    ws.write(label, move |tx| {
        let id = store::insert_document(tx, kind.unwrap_or_default(), &document)?;
        for picture in &read.pictures {
            service::attach(tx, id, &files::judge(&picture.name, &picture.bytes)?, &picture.bytes, true, &picture.alt)?;
        }
        let pictures = u32::try_from(read.pictures.len()).unwrap_or(u32::MAX);
        Ok(WordReport { document: desk::one(tx, id)?, pictures, lost: read.lost })
    })
    .await
}
