//! Word documents come in.

use std::path::PathBuf;

use serde::Serialize;

use super::{DocumentCard, desk};
use crate::error::Problem;
use crate::ids::DocumentId;
use crate::literature::document::Document;
use crate::literature::kind::DocumentKind;
use crate::literature::paper::{self, PaperContent};
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
    let (read, document) = read_word(path).await?;
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

async fn read_word(path: PathBuf) -> Result<(word::Word, Document), Problem> {
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
    Ok((read, document))
}

/// What a Word document says, to be put into a text that is being written.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct WordWithin {
    /// Its blocks as the sheet holds them; its headline is a heading.
    pub blocks: Vec<PaperContent>,
    /// What could not be kept, each with its count.
    pub lost: Vec<Message>,
}

/// Reads a Word document (DOCX) for a text that is there: its pictures are taken into that document, its words are given back, for the sheet to
/// put where they are to stand.
///
/// # Errors
/// As [`import_word`], and `literature.no_document`: nothing has changed.
pub async fn word_within(ws: &Workspace, id: DocumentId, path: PathBuf) -> Result<WordWithin, Problem> {
    let (read, document) = read_word(path).await?;
    service::check_length(&read.text)?;
    let headline = document.front.headline.as_deref().map(str::trim).filter(|headline| !headline.is_empty());
    let body = read.text.get(document.body..).unwrap_or_default();
    let mut text = headline.map(|headline| format!("## {headline}\n\n")).unwrap_or_default() + body;
    let pictures = read.pictures;
    if pictures.is_empty() {
        ws.read(move |tx| service::document(tx, id).map(drop)).await?;
    } else {
        let label = Message::new("literature.action.word_within").with("pictures", pictures.len());
        text = ws
            .write(label, move |tx| {
                for picture in &pictures {
                    let taken = service::attach(tx, id, &files::judge(&picture.name, &picture.bytes)?, &picture.bytes, true, &picture.alt)?;
                    // Another picture of the text may have had the name.
                    let name = taken.name.replace(' ', "%20");
                    for end in [")", " "] {
                        text = text.replace(&format!("]({}{end}", picture.name), &format!("]({name}{end}"));
                    }
                }
                Ok(text)
            })
            .await?;
    }
    Ok(WordWithin { blocks: paper::open(&text).blocks.into_iter().map(|block| block.content).collect(), lost: read.lost })
}
