//! The rules of templates over their table; composes within one transaction.

use super::store::{self, TemplateRow};
use super::{Beginning, TemplateCard, builtin, like};
use crate::error::{Place, Problem};
use crate::ids::{DocumentId, TemplateId};
use crate::literature::approval;
use crate::literature::blocks::{Block, plain};
use crate::literature::document::Document;
use crate::literature::front::{self, Front};
use crate::literature::kind::{AnnouncementSort, DocumentKind};
use crate::literature::{service as documents, store as kept};
use crate::workspace::{ReadTx, WriteTx};

/// Longest name, in characters.
const LONGEST_NAME: usize = 200;

/// The templates of one's own by name, then the program's outline of each kind in each of its languages.
pub(in crate::literature) fn list(tx: &ReadTx<'_>) -> Result<Vec<TemplateCard>, Problem> {
    let own = store::all(tx)?.into_iter().map(card);
    let outlines = builtin::LANGUAGES.into_iter().flat_map(|language| {
        let kinds = DocumentKind::ALL.into_iter().map(move |kind| (kind, None, builtin::text(kind, language)));
        let sorts = AnnouncementSort::ALL
            .into_iter()
            .map(move |sort| (DocumentKind::Announcement, Some(sort), builtin::text_of_sort(sort, language)));
        kinds.chain(sorts).map(move |(kind, sort, text)| TemplateCard {
            id: None,
            name: String::new(),
            kind,
            sort,
            language: language.to_owned(),
            outline: outline(text),
        })
    });
    Ok(own.chain(outlines).collect())
}

fn card(row: TemplateRow) -> TemplateCard {
    TemplateCard { id: Some(row.id), name: row.name, kind: row.kind, sort: None, language: row.language, outline: outline(&row.text) }
}

/// The words of a text's headings.
fn outline(text: &str) -> Vec<String> {
    let heading = |block: &Block| if let Block::Heading { words, .. } = block { Some(plain(words)) } else { None };
    Document::parse(text).blocks.iter().filter_map(|placed| heading(&placed.block)).collect()
}

fn row(tx: &ReadTx<'_>, id: TemplateId) -> Result<TemplateRow, Problem> {
    store::one(tx, id)?.ok_or_else(|| Problem::missing("literature.no_template").with("template", id.to_string()))
}

/// The template of a name or a number.
///
/// # Errors
/// `literature.no_template`.
pub(in crate::literature) fn named(tx: &ReadTx<'_>, name: &str) -> Result<TemplateCard, Problem> {
    if let Some(found) = store::by_name(tx, name)? {
        return Ok(card(found));
    }
    let number = name.trim().parse().ok().map(|id| store::one(tx, id)).transpose()?.flatten();
    number.map(card).ok_or_else(|| Problem::missing("literature.no_template").with("template", name))
}

fn judged(tx: &ReadTx<'_>, id: Option<TemplateId>, name: &str) -> Result<String, Problem> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Problem::refusal("literature.template_name").with("most", LONGEST_NAME).at(Place::field("name")));
    }
    if store::by_name(tx, &name)?.is_some_and(|other| Some(other.id) != id) {
        return Err(Problem::refusal("literature.template_taken").with("name", name).at(Place::field("name")));
    }
    Ok(name)
}

/// Keeps a document's text as a template; its embargo and its dateline are of their day and stay behind.
///
/// # Errors
/// `literature.no_document`, `literature.template_name`, `literature.template_taken`: nothing was added.
pub(in crate::literature) fn keep(tx: &WriteTx<'_>, document: DocumentId, name: &str) -> Result<TemplateCard, Problem> {
    let row = documents::document(tx, document)?;
    let name = judged(tx, None, name)?;
    let read = Document::parse(&row.draft);
    let front = Front { embargo: None, dateline: None, kind: Some(row.kind.as_str().to_owned()), ..read.front.clone() };
    let id = store::insert(tx, &name, row.kind, read.language(), &front::set(&row.draft, &front))?;
    approval::service::kept_as(tx, document, id)?;
    self::row(tx, id).map(card)
}

/// Gives a template another name.
///
/// # Errors
/// `literature.no_template`, `literature.template_name`, `literature.template_taken`: nothing has changed.
pub(in crate::literature) fn rename(tx: &WriteTx<'_>, id: TemplateId, name: &str) -> Result<TemplateCard, Problem> {
    row(tx, id)?;
    store::rename(tx, id, &judged(tx, Some(id), name)?)?;
    row(tx, id).map(card)
}

/// Deletes a template; no text that began with it changes. Gives its name.
///
/// # Errors
/// `literature.no_template`.
pub(in crate::literature) fn delete(tx: &WriteTx<'_>, id: TemplateId) -> Result<String, Problem> {
    let name = row(tx, id)?.name;
    store::delete(tx, id)?;
    Ok(name)
}

/// Begins a text. `language` is that of an outline; empty for English.
///
/// # Errors
/// `literature.no_template`, `literature.no_document`, `literature.no_last` where there is no text of the kind yet: nothing was added.
pub(in crate::literature) fn begin(tx: &WriteTx<'_>, with: Beginning, language: &str) -> Result<DocumentId, Problem> {
    let (text, kind, from) = match with {
        Beginning::Outline { kind } => (outlined(builtin::text(kind, language), language), kind, None),
        Beginning::Sort { sort } => (outlined(builtin::text_of_sort(sort, language), language), DocumentKind::Announcement, None),
        Beginning::Template { id } => row(tx, id).map(|row| (row.text, row.kind, None))?,
        Beginning::Like { document } => begun_like(tx, document)?,
        Beginning::LikeTheLast { kind } => {
            let last = store::last_of(tx, kind)?;
            begun_like(tx, last.ok_or_else(|| Problem::missing("literature.no_last").with("kind", kind.as_str()))?)?
        }
        Beginning::Copy { document } => documents::document(tx, document).map(|row| (row.draft, row.kind, Some(document)))?,
    };
    documents::check_length(&text)?;
    let id = kept::insert_document(tx, kind, &Document::parse(&text))?;
    if let Some(from) = from {
        approval::service::copied(tx, from, id)?;
    }
    match with {
        Beginning::Template { id: template } => approval::service::begun_with(tx, template, id)?,
        Beginning::Copy { document } => {
            for file in kept::files(tx, document, None)? {
                kept::insert_file(tx, id, None, &file)?;
            }
        }
        _ => {}
    }
    Ok(id)
}

/// An outline as a text in this language begins. That of another language is English; the text to be written is not.
fn outlined(outline: &str, language: &str) -> String {
    let front = Document::parse(outline).front;
    let tag = Some(language.trim()).filter(|tag| !tag.is_empty()).map(str::to_owned).or_else(|| front.language.clone());
    front::set(outline, &Front { language: tag, ..front })
}

fn begun_like(tx: &ReadTx<'_>, document: DocumentId) -> Result<(String, DocumentKind, Option<DocumentId>), Problem> {
    let row = documents::document(tx, document)?;
    Ok((like::like(&row.draft, row.kind), row.kind, Some(document)))
}
