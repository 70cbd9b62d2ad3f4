//! Translations over their tables; composes within one transaction.

use super::pairing::{self, Pair, Side, carry, pair_written};
use super::sheet::{LINES, pieces};
use super::store;
use super::view::{PairState, SideBySide, side_by_side, state};
use crate::error::{Place, Problem};
use crate::ids::{DocumentId, PairId};
use crate::literature::approval;
use crate::literature::document::Document;
use crate::literature::front::{self, Front};
use crate::literature::paper;
use crate::literature::revision::Why;
use crate::literature::service::{check_length, document, freeze, save_draft};
use crate::literature::store as documents;
use crate::workspace::{ReadTx, WriteTx};

/// A document with its versions in other languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The one that the others are translations of.
    pub source: DocumentId,
    /// All of them with their languages: the source first, then in the order in which they were begun.
    pub versions: Vec<(DocumentId, String)>,
}

/// The versions of a document, whichever of them it is; itself alone where it has none.
///
/// # Errors
/// What SQLite says.
pub fn family(tx: &ReadTx<'_>, id: DocumentId) -> Result<Family, Problem> {
    let source = store::source(tx, id)?.unwrap_or(id);
    let mut versions = Vec::new();
    for one in std::iter::once(source).chain(store::translations(tx, source)?) {
        versions.extend(store::language(tx, one)?.map(|language| (one, language)));
    }
    Ok(Family { source, versions })
}

/// Whether a document is a version of another.
///
/// # Errors
/// What SQLite says.
pub fn is_translation(tx: &ReadTx<'_>, id: DocumentId) -> Result<bool, Problem> {
    Ok(store::source(tx, id)?.is_some())
}

/// How many paragraphs of a translation a translator has to look at; 0 of what is none.
///
/// # Errors
/// `literature.no_document`.
pub fn open_paragraphs(tx: &ReadTx<'_>, id: DocumentId) -> Result<u32, Problem> {
    if !is_translation(tx, id)? {
        return Ok(0);
    }
    let side = side_by_side(tx, id)?;
    Ok(side.stale + side.untranslated + side.missing + side.left_over)
}

/// The paragraphs of a translation that still have the source's words or whose source says something else since, by their places as
/// [`super::SideText::block`] counts them; none of what is no translation.
///
/// # Errors
/// `literature.no_document`.
pub fn open_here(tx: &ReadTx<'_>, id: DocumentId) -> Result<Vec<(usize, PairState)>, Problem> {
    if !is_translation(tx, id)? {
        return Ok(Vec::new());
    }
    let rows = side_by_side(tx, id)?.rows.into_iter();
    let open = rows.filter(|row| matches!(row.state, PairState::Stale | PairState::Untranslated));
    Ok(open.filter_map(|row| Some((row.here?.block as usize, row.state))).collect())
}

/// The source of a translation.
pub(super) fn require_source(tx: &ReadTx<'_>, id: DocumentId) -> Result<DocumentId, Problem> {
    document(tx, id)?;
    store::source(tx, id)?.ok_or_else(|| Problem::refusal("literature.no_translation").with("id", id.to_string()))
}

/// Begins a version of a document, or of the source that it is a version of, in a language: the source's text with its fields and files,
/// every paragraph still in the source's words.
///
/// # Errors
/// `literature.no_document`, `literature.translation_language` for what is no language, `literature.translation_there` where there is such
/// a version: nothing was added.
pub(in crate::literature) fn translate(tx: &WriteTx<'_>, id: DocumentId, language: &str) -> Result<DocumentId, Problem> {
    let source = store::source(tx, id)?.unwrap_or(id);
    let (row, language) = (document(tx, source)?, tag(language)?);
    let Family { versions, .. } = family(tx, source)?;
    if versions.iter().any(|(_, known)| known.eq_ignore_ascii_case(&language)) {
        let there = Problem::refusal("literature.translation_there").with("language", language.as_str());
        return Err(there.with("headline", row.headline.as_str()).at(Place::field("language")));
    }
    let read = Document::parse(&row.draft);
    let text = front::set(&row.draft, &Front { language: Some(language.clone()), ..read.front });
    check_length(&text)?;
    let begun = Document::parse(&text);
    if begun.language() != language {
        // The fields of the source cannot be read, so that no language could stand among them.
        return Err(Problem::refusal("literature.translation_fields").with("headline", row.headline.as_str()));
    }
    let made = documents::insert_document(tx, row.kind, &begun)?;
    approval::service::copied(tx, source, made)?;
    for file in documents::files(tx, source, None)? {
        documents::insert_file(tx, made, None, &file)?;
    }
    store::insert(tx, made, source)?;
    store::keep(tx, made, &[], &pairing::begin(&pieces(&text)))?;
    Ok(made)
}

/// A tag of BCP 47 in its usual writing: `de`, `de-AT`, `zh-Hant`.
fn tag(text: &str) -> Result<String, Problem> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let letters = |part: &&str| part.len() <= 8 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = parts.first().is_some_and(|first| (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if !first || !parts.iter().all(letters) || text.trim().len() > 35 {
        return Err(Problem::refusal("literature.translation_language").with("text", text.trim()).at(Place::field("language")));
    }
    let write = |(at, part): (usize, &&str)| match (at, part.len()) {
        (0, _) => part.to_ascii_lowercase(),
        (_, 2) => part.to_ascii_uppercase(),
        (_, 4) if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            let lower = part.to_ascii_lowercase();
            lower.get(..1).unwrap_or_default().to_ascii_uppercase() + lower.get(1..).unwrap_or_default()
        }
        _ => part.to_ascii_lowercase(),
    };
    Ok(parts.iter().enumerate().map(write).collect::<Vec<_>>().join("-"))
}

/// The pairs of all versions go along with a draft that was just kept.
pub(in crate::literature) fn follow(tx: &WriteTx<'_>, id: DocumentId, old: &str, text: &str) -> Result<(), Problem> {
    if let Some(source) = store::source(tx, id)? {
        let before = store::pairs(tx, id)?;
        let (was, now, theirs) = (pieces(old), pieces(text), pieces(&document(tx, source)?.draft));
        let mut pairs = before.clone();
        carry(&mut pairs, Side::Here, Some(&was), &now);
        carry(&mut pairs, Side::Source, None, &theirs);
        pair_written(&mut pairs, &was, &theirs, &now);
        return keep(tx, id, &before, pairs);
    }
    let versions = store::translations(tx, id)?;
    if versions.is_empty() {
        return Ok(());
    }
    let (was, now) = (pieces(old), pieces(text));
    for version in versions {
        let before = store::pairs(tx, version)?;
        let mut pairs = before.clone();
        carry(&mut pairs, Side::Source, Some(&was), &now);
        keep(tx, version, &before, pairs)?;
    }
    Ok(())
}

fn keep(tx: &WriteTx<'_>, id: DocumentId, before: &[Pair], mut pairs: Vec<Pair>) -> Result<(), Problem> {
    let gone = |pair: &Pair| pair.source.block.is_none() && pair.here.block.is_none();
    for pair in pairs.iter().filter(|pair| gone(pair)) {
        if let Some(id) = pair.id {
            store::delete_pair(tx, id)?;
        }
    }
    pairs.retain(|pair| !gone(pair));
    Ok(store::keep(tx, id, before, &pairs)?)
}

/// Says that paragraphs of a translation are right as they are: one, or (without) all that are stale or untranslated. Gives how many.
///
/// # Errors
/// `literature.no_document`, `literature.no_translation`, `literature.no_pair`: nothing has changed.
pub(in crate::literature) fn mark_right(tx: &WriteTx<'_>, id: DocumentId, only: Option<PairId>) -> Result<u32, Problem> {
    let source = require_source(tx, id)?;
    let (theirs, ours) = (pieces(&document(tx, source)?.draft), pieces(&document(tx, id)?.draft));
    let before = store::pairs(tx, id)?;
    let mut pairs = before.clone();
    carry(&mut pairs, Side::Source, None, &theirs);
    carry(&mut pairs, Side::Here, None, &ours);
    let (mut marked, mut found) = (0, only.is_none());
    for pair in pairs.iter_mut().filter(|pair| only.is_none_or(|only| pair.id == Some(only))) {
        let piece = |at: Option<usize>, of: &[_]| -> Option<super::sheet::Piece> { of.get(at?).cloned() };
        let (Some(their), Some(our)) = (piece(pair.source.block, &theirs), piece(pair.here.block, &ours)) else { continue };
        let now = state(pair, &their, &our);
        found |= matches!(now, PairState::Stale | PairState::Untranslated | PairState::Right);
        if matches!(now, PairState::Stale | PairState::Untranslated) {
            (pair.words, pair.marked) = (their.text, true);
            marked += 1;
        }
    }
    if !found {
        return Err(Problem::missing("literature.no_pair"));
    }
    store::keep(tx, id, &before, &pairs)?;
    tx.changed(crate::workspace::Topic::Document, id.get());
    Ok(marked)
}

/// Writes what one paragraph of a translation says: of a block of it, or (with the block of the source alone) of one that it has not
/// yet. Nothing said takes it out; what stood there is kept as a revision then.
///
/// # Errors
/// `literature.no_document`, `literature.no_translation`, `literature.moved_on` where `base` names another text than the one there,
/// `literature.no_pair` where there is no such paragraph, `literature.too_long`: nothing has changed.
pub(in crate::literature) fn say(
    tx: &WriteTx<'_>,
    id: DocumentId,
    (source_block, block): (Option<u32>, Option<u32>),
    base: &str,
    text: &str,
) -> Result<SideBySide, Problem> {
    require_source(tx, id)?;
    let draft = document(tx, id)?.draft;
    if paper::base(&draft) != base {
        return Err(Problem::refusal("literature.moved_on").todo("literature.moved_on.look"));
    }
    let side = side_by_side(tx, id)?;
    let at = match (block, source_block) {
        (Some(block), _) => paper::At::Block(block as usize),
        (None, Some(from)) if (from as usize) < LINES => paper::At::Block(from as usize),
        // After the paragraph that stands before it in the source.
        (None, Some(from)) => {
            let before = side.rows.iter().take_while(|row| row.source.as_ref().is_none_or(|source| source.block < from));
            let after = before.filter_map(|row| row.here.as_ref()).map(|here| here.block as usize).filter(|at| *at >= LINES).last();
            paper::At::After(after)
        }
        (None, None) => return Err(Problem::missing("literature.no_pair")),
    };
    let text = text.trim();
    if text.is_empty() {
        freeze(tx, id, Why::Restored)?;
    }
    let new = paper::with(&draft, at, text).ok_or_else(|| Problem::missing("literature.no_pair"))?;
    save_draft(tx, id, &new)?;
    side_by_side(tx, id)
}

/// A document is deleted: it is no translation any more, and its translations stand for themselves.
pub(in crate::literature) fn remove_all(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), Problem> {
    store::remove(tx, id)?;
    for version in store::translations(tx, id)? {
        store::remove(tx, version)?;
    }
    Ok(())
}
