//! Word documents come in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::{DocumentCard, desk};
use crate::error::{Place, Problem};
use crate::ids::DocumentId;
use crate::literature::document::Document;
use crate::literature::forms::LookedThrough;
use crate::literature::kind::DocumentKind;
use crate::literature::paper::{self, EditedBlock, PaperBlock, PaperContent, PaperLines, Run, RunKind};
use crate::literature::{comments, files, forms, service, shared, word};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace, WriteTx};

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
    let read = read_word(path).await?;
    let label = Message::new("literature.action.added").with("headline", read.document.title());
    ws.write(label, move |tx| {
        let id = service::insert(tx, kind.unwrap_or_default(), &read.document)?;
        let pictures = u32::try_from(read.pictures.len()).unwrap_or(u32::MAX);
        for picture in read.pictures {
            service::attach(tx, id, picture.looked, true, &picture.alt)?;
        }
        Ok(WordReport { document: desk::one(tx, id)?, pictures, lost: read.lost })
    })
    .await
}

/// A Word document that was read, and can be written.
struct Read {
    text: String,
    document: Document,
    pictures: Vec<Picture>,
    lost: Vec<Message>,
}

/// A picture of it, by its name in the text.
struct Picture {
    name: String,
    alt: String,
    looked: LookedThrough,
}

async fn read_word(path: PathBuf) -> Result<Read, Problem> {
    let read = tokio::task::spawn_blocking(move || {
        let file = super::files::read_file(&path)?;
        // A fault in it must not bring down who reads it.
        let word::Word { text, pictures, lost } = std::panic::catch_unwind(|| word::read(&file.name, &file.bytes))
            .unwrap_or_else(|_| Err(Problem::failure("literature.word").with("file", file.name.as_str()).with("why", "damaged")))?;
        let document = Document::parse(&text);
        if document.blocks.is_empty() && document.front.headline.is_none() {
            return Err(Problem::refusal("literature.empty"));
        }
        service::check_length(&text)?;
        let looked = |word::WordPicture { name, bytes, alt }| {
            let looked = forms::look_through_to_go(files::judge(&name, &bytes)?, bytes);
            Ok(Picture { name, alt, looked })
        };
        Ok(Read { text, document, pictures: pictures.into_iter().map(looked).collect::<Result<_, Problem>>()?, lost })
    });
    read.await.map_err(|error| Problem::failure("workspace.read_lost").because(error))?
}

/// What a Word document says, to be put into a text that is being written.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct WordWithin {
    /// Its blocks as the sheet holds them: its headline is a heading, its line beneath a paragraph, and its dateline begins the first one.
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
    let Read { mut text, pictures, lost, .. } = read_word(path).await?;
    if pictures.is_empty() {
        ws.read(move |tx| service::document(tx, id).map(drop)).await?;
    } else {
        let label = Message::new("literature.action.word_within").with("pictures", pictures.len());
        text = ws.write(label, move |tx| taken(tx, id, &text, pictures)).await?;
    }
    Ok(WordWithin { blocks: within(paper::open(&text)), lost })
}

/// Puts a Word document (DOCX) into a text that is there, with its pictures: behind the block in which the words `after` are read first,
/// however they are marked up and broken, else at the end of the text, before its parts under headings of their own and its blocks of boilerplate,
/// contact and disclaimer. One act; what stood there is kept as a revision.
///
/// # Errors
/// As [`import_word`], and `literature.no_document`, `literature.no_words_there`, `literature.no_words_named`: nothing has changed.
pub async fn put_word(ws: &Workspace, id: DocumentId, path: PathBuf, after: Option<String>) -> Result<WordReport, Problem> {
    let read = read_word(path).await?;
    let label = Message::new("literature.action.word_put")
        .with("headline", ws.read(move |tx| service::headline(tx, id)).await?.unwrap_or_default());
    ws.write(label, move |tx| {
        let draft = service::document(tx, id)?.draft;
        let paper = paper::open(&draft);
        let at = match &after {
            Some(words) => behind(&draft, words)?,
            None => before_standing(tx, &paper.blocks)?,
        };
        let pictures = u32::try_from(read.pictures.len()).unwrap_or(u32::MAX);
        let text = taken(tx, id, &read.text, read.pictures)?;
        let first = paper.blocks.iter().map(|block| block.id + 1).max().unwrap_or(1);
        let base = paper.base.clone();
        let mut edited = paper.untouched();
        let new = (first..).zip(within(paper::open(&text))).map(|(id, content)| EditedBlock {
            id,
            before: String::new(),
            source: None,
            content: Some(content),
        });
        drop(edited.blocks.splice(at..at, new));
        service::save_edited(tx, id, &base, edited)?;
        Ok(WordReport { document: desk::one(tx, id)?, pictures, lost: read.lost })
    })
    .await
}

/// The place behind the first block of a text in which these words are read, whatever blanks stand between them.
fn behind(draft: &str, words: &str) -> Result<usize, Problem> {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = folded(words);
    if wanted.is_empty() {
        return Err(Problem::refusal("literature.no_words_named").at(Place::field("after")));
    }
    comments::read_blocks(draft)
        .position(|block| folded(&block).contains(&wanted))
        .map(|at| at + 1)
        .ok_or_else(|| Problem::refusal("literature.no_words_there").with("words", words).at(Place::field("after")))
}

/// The place before what stands at the end of every text: parts under headings of their own, and such blocks right before them or last.
fn before_standing(tx: &ReadTx<'_>, blocks: &[PaperBlock]) -> Result<usize, Problem> {
    let part = |block: &PaperBlock| matches!(&block.content, PaperContent::Heading { class: Some(_), .. });
    let mut at = blocks.iter().position(part).unwrap_or(blocks.len());
    while let Some(PaperContent::Shared { name }) = at.checked_sub(1).and_then(|last| blocks.get(last)).map(|last| &last.content) {
        if !shared::is_standing(tx, name)? {
            break;
        }
        at -= 1;
    }
    Ok(at)
}

/// Takes the pictures of a Word document into another one; gives its text with the names that they have there.
fn taken(tx: &WriteTx<'_>, id: DocumentId, text: &str, pictures: Vec<Picture>) -> Result<String, Problem> {
    // A picture of the text may have had the name, or the same picture another one.
    let mut names = BTreeMap::new();
    for picture in pictures {
        let taken = service::attach(tx, id, picture.looked, true, &picture.alt)?;
        names.insert(paper::target(&picture.name), paper::target(&taken.name));
    }
    Ok(renamed(text, &names))
}

/// `text` with its pictures by their new names, both as addresses are written, all in one pass: a new name may be another one's old name.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split("](").enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        out.push_str("](");
        let (name, rest) = part.split_at(part.find([')', ' ']).unwrap_or(part.len()));
        out.push_str(names.get(name).map_or(name, String::as_str));
        out.push_str(rest);
    }
    out
}

/// The whole text as blocks of another one, with the lines above it.
fn within(paper: paper::Paper) -> Vec<PaperContent> {
    let PaperLines { headline, subhead, mut dateline } = paper.lines;
    let mut blocks = Vec::new();
    if !headline.is_empty() {
        blocks.push(PaperContent::Heading { level: 2, id: None, class: None, words: headline });
    }
    if !subhead.is_empty() {
        blocks.push(PaperContent::Paragraph { words: subhead });
    }
    let above = blocks.len();
    for block in paper.blocks {
        blocks.push(match block.content {
            PaperContent::Paragraph { mut words } if !dateline.is_empty() => {
                let mut dated = std::mem::take(&mut dateline);
                dated.push(Run { what: RunKind::Text { text: ". ".to_owned() }, marks: Vec::new() });
                dated.append(&mut words);
                paper::normal(PaperContent::Paragraph { words: dated })
            }
            content => content,
        });
    }
    if !dateline.is_empty() {
        blocks.insert(above, PaperContent::Paragraph { words: dateline });
    }
    blocks
}
