//! The rules of blocks over their tables; composes within one transaction.

use super::expand::may_refer;
use super::store::{self, BlockRow};
use super::{BlockCard, BlockEdit, BlockSort, BlockUse, BlockView, SaidBlock, UsedBlock, key, reference};
use crate::error::{Place, Problem};
use crate::ids::{BlockId, DocumentId};
use crate::literature::approval;
use crate::literature::blocks::Block;
use crate::literature::document::{Document, Finding};
use crate::messages::Message;
use crate::workspace::{ReadTx, Topic, WriteTx};

/// Longest name, in characters.
const LONGEST_NAME: usize = 200;
/// Longest text of a block, in bytes: it is a part of a text, and no text.
const LONGEST: usize = 64 * 1024;
/// So many characters of a block stand in lists.
const BEGINS: usize = 120;

/// The block, or the problem that there is none.
pub(in crate::literature) fn block(tx: &ReadTx<'_>, id: BlockId) -> Result<String, Problem> {
    Ok(row(tx, id)?.name)
}

fn row(tx: &ReadTx<'_>, id: BlockId) -> Result<BlockRow, Problem> {
    store::one(tx, id)?.ok_or_else(|| Problem::missing("literature.no_block").with("block", id.to_string()))
}

/// The block of a name or a number.
///
/// # Errors
/// `literature.no_block`.
pub(in crate::literature) fn named(tx: &ReadTx<'_>, name: &str) -> Result<BlockId, Problem> {
    if let Some(found) = store::by_name(tx, name)? {
        return Ok(found.id);
    }
    let number = name.trim().parse().ok().map(|id| store::one(tx, id)).transpose()?.flatten();
    number.map(|found| found.id).ok_or_else(|| Problem::missing("literature.no_block").with("block", name))
}

/// All blocks, by sort and name.
pub(in crate::literature) fn list(tx: &ReadTx<'_>) -> Result<Vec<BlockCard>, Problem> {
    let referring = store::referring(tx)?;
    store::all(tx)?.into_iter().map(|row| card(tx, row, &referring).map(|(card, _)| card)).collect()
}

fn card(tx: &ReadTx<'_>, row: BlockRow, referring: &[(DocumentId, String)]) -> Result<(BlockCard, String), Problem> {
    let uses = users(tx, row.id, referring)?.len();
    let begins: String = Document::parse(&row.text).plain().split_whitespace().collect::<Vec<_>>().join(" ").chars().take(BEGINS).collect();
    let card = BlockCard {
        id: row.id,
        name: row.name,
        sort: row.sort,
        language: row.language,
        begins,
        uses: u32::try_from(uses).unwrap_or(u32::MAX),
        changed_at: row.changed_at,
    };
    Ok((card, row.text))
}

/// The documents that refer to a block, by whatever name it has or had.
fn users(tx: &ReadTx<'_>, id: BlockId, referring: &[(DocumentId, String)]) -> Result<Vec<DocumentId>, Problem> {
    let keys = store::keys(tx, id)?;
    let uses = |names: &str| names.lines().any(|name| keys.iter().any(|key| key == name));
    Ok(referring.iter().filter(|(_, names)| uses(names)).map(|(document, _)| *document).collect())
}

/// A block with its words and the texts in which it stands.
///
/// # Errors
/// `literature.no_block`.
pub(in crate::literature) fn view(tx: &ReadTx<'_>, id: BlockId) -> Result<BlockView, Problem> {
    let referring = store::referring(tx)?;
    let mut uses = Vec::new();
    for document in users(tx, id, &referring)? {
        uses.extend(store::used_in(tx, document)?);
    }
    uses.sort_by_key(|(one, edited)| std::cmp::Reverse((*edited, one.document)));
    let (card, text) = card(tx, row(tx, id)?, &referring)?;
    Ok(BlockView { card, text, uses: uses.into_iter().map(|(one, _)| one).collect::<Vec<BlockUse>>() })
}

/// A block as it may be kept.
fn judged(tx: &ReadTx<'_>, id: Option<BlockId>, edit: &BlockEdit) -> Result<BlockEdit, Problem> {
    let refused = |code: &'static str, field: &'static str| Problem::refusal(code).at(Place::field(field));
    let name = edit.name.split_whitespace().collect::<Vec<_>>().join(" ");
    // A name that its own line could not say would never be found again.
    let sayable = reference(&super::source(&name)).as_deref() == Some(name.as_str());
    if !sayable || name.chars().count() > LONGEST_NAME {
        return Err(refused("literature.block_name", "name").with("most", LONGEST_NAME));
    }
    if store::by_name(tx, &name)?.is_some_and(|other| Some(other.id) != id) {
        return Err(refused("literature.block_taken", "name").with("name", name));
    }
    let text = edit.text.replace("\r\n", "\n").trim_matches('\n').trim_end().to_owned();
    if text.trim().is_empty() {
        return Err(refused("literature.block_empty", "text"));
    }
    if text.len() > LONGEST || text.contains('\0') {
        return Err(refused("literature.block_long", "text").with("limit", LONGEST / 1024));
    }
    let document = Document::parse(&text);
    if document.body > 0 {
        return Err(refused("literature.block_front", "text"));
    }
    if document.blocks.iter().any(|placed| matches!(placed.block, Block::Shared(_))) {
        return Err(refused("literature.block_within", "text"));
    }
    // What is begun and never ended would swallow whatever stands below it.
    let below = Document::parse(&format!("{text}\n\nbelow\n"));
    let ends =
        below.blocks.last().is_some_and(|last| matches!(&last.block, Block::Paragraph(words) if super::super::plain(words) == "below"));
    if !ends || below.blocks.len() != document.blocks.len() + 1 {
        return Err(refused("literature.block_open", "text"));
    }
    let language = edit.language.trim();
    let language = if language.is_empty() { "en".to_owned() } else { language.to_owned() };
    if language.len() > 35 || !language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(refused("literature.block_language_tag", "language").with("tag", language));
    }
    Ok(BlockEdit { name, sort: edit.sort, language, text })
}

/// Adds a block.
///
/// # Errors
/// `literature.block_name`, `literature.block_taken`, `literature.block_empty`, `literature.block_long`, `literature.block_front`,
/// `literature.block_within`, `literature.block_open`, `literature.block_language_tag`: nothing was added.
pub(in crate::literature) fn add(tx: &WriteTx<'_>, edit: &BlockEdit) -> Result<BlockId, Problem> {
    let edit = judged(tx, None, edit)?;
    let id = store::insert(tx, &edit)?;
    approval::service::wrote_block(tx, id)?;
    tell(tx, id)?;
    Ok(id)
}

/// Keeps a block as it is now. Where it stands it says so at once: an approval of such a text is void, what was sent keeps its words.
///
/// # Errors
/// `literature.no_block`, and as [`add`]: nothing has changed.
pub(in crate::literature) fn save(tx: &WriteTx<'_>, id: BlockId, edit: &BlockEdit) -> Result<(), Problem> {
    let before = row(tx, id)?;
    let edit = judged(tx, Some(id), edit)?;
    let same = (&edit.name, edit.sort, &edit.language, &edit.text) == (&before.name, before.sort, &before.language, &before.text);
    if same {
        return Ok(());
    }
    if key(&before.name) != key(&edit.name) {
        store::had_name(tx, id, &before.name, &edit.name)?;
    }
    store::update(tx, id, &edit)?;
    if edit.text != before.text {
        approval::service::wrote_block(tx, id)?;
    }
    tell(tx, id)
}

/// Deletes a block that stands in no text.
///
/// # Errors
/// `literature.no_block`, `literature.block_in_use`: nothing has changed.
pub(in crate::literature) fn delete(tx: &WriteTx<'_>, id: BlockId) -> Result<(), Problem> {
    let view = view(tx, id)?;
    if let Some(first) = view.uses.first() {
        return Err(Problem::refusal("literature.block_in_use")
            .with("name", view.card.name)
            .with("n", view.uses.len())
            .with("headline", first.headline.as_str())
            .todo("literature.block_in_use.todo"));
    }
    Ok(store::delete(tx, id)?)
}

/// Lets the approvals of all texts in which a block stands follow what it says now.
fn tell(tx: &WriteTx<'_>, id: BlockId) -> Result<(), Problem> {
    for document in users(tx, id, &store::referring(tx)?)? {
        tx.changed(Topic::Document, document.get());
        approval::service::follow(tx, document)?;
    }
    Ok(())
}

/// What the blocks that a text refers to say now, each once.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn said_in(tx: &ReadTx<'_>, text: &str) -> Result<Vec<SaidBlock>, Problem> {
    if !may_refer(text) {
        return Ok(Vec::new());
    }
    let mut said: Vec<SaidBlock> = Vec::new();
    for name in Document::parse(text).references() {
        if said.iter().any(|known| key(&known.name) == key(name)) {
            continue;
        }
        said.extend(store::by_name(tx, name)?.map(|row| SaidBlock { name: name.to_owned(), text: row.text }));
    }
    Ok(said)
}

/// The blocks that a text refers to, as they are now and each once, in the order of the text.
///
/// # Errors
/// What SQLite says.
pub fn used(tx: &ReadTx<'_>, text: &str) -> Result<Vec<UsedBlock>, Problem> {
    if !may_refer(text) {
        return Ok(Vec::new());
    }
    let mut used: Vec<UsedBlock> = Vec::new();
    for called in Document::parse(text).references() {
        let Some(row) = store::by_name(tx, called)? else { continue };
        if !used.iter().any(|known| known.id == row.id) {
            let BlockRow { id, name, language, text, .. } = row;
            used.push(UsedBlock { id, name, called: called.to_owned(), language, text });
        }
    }
    Ok(used)
}

/// Whether the block of this name says what stands at the end of every text: boilerplate, contact, disclaimer.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn is_standing(tx: &ReadTx<'_>, name: &str) -> Result<bool, Problem> {
    Ok(store::by_name(tx, name)?.is_some_and(|row| row.sort != BlockSort::Other))
}

/// What is wrong with the references of a text: a block that is not there, or one in another language.
///
/// # Errors
/// What SQLite says.
pub(in crate::literature) fn findings(tx: &ReadTx<'_>, document: &Document) -> Result<Vec<Finding>, Problem> {
    let mut found = Vec::new();
    let tongue = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    for placed in &document.blocks {
        let Block::Shared(name) = &placed.block else { continue };
        let place = document.place_of(&placed.span);
        match store::by_name(tx, name)? {
            None => found.push(Finding::error(Message::new("literature.block_missing").with("name", name.as_str())).at(place)),
            Some(row) if tongue(&row.language) != tongue(document.language()) => {
                let what = Message::new("literature.block_language").with("name", row.name).with("language", row.language);
                found.push(Finding::warning(what).at(place));
            }
            Some(_) => {}
        }
    }
    Ok(found)
}
