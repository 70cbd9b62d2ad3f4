//! Reusable blocks as the shells ask for them.

use serde::Serialize;

use crate::error::Problem;
use crate::ids::BlockId;
use crate::literature::paper::{PaperContent, open};
use crate::literature::shared::{self, BlockCard, BlockEdit, BlockView};
use crate::messages::Message;
use crate::workspace::Workspace;

/// A block as the sheet shows it in the place of its reference.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BlockOnPaper {
    /// Its id.
    pub id: BlockId,
    /// Its name of now.
    pub name: String,
    /// What it says, as the sheet holds it.
    pub blocks: Vec<PaperContent>,
}

/// All blocks, by sort and name.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn blocks(ws: &Workspace) -> Result<Vec<BlockCard>, Problem> {
    ws.read(shared::list).await
}

/// A block with its words and the texts in which it stands.
///
/// # Errors
/// `literature.no_block`.
pub async fn block(ws: &Workspace, id: BlockId) -> Result<BlockView, Problem> {
    ws.read(move |tx| shared::view(tx, id)).await
}

/// The block of a name (or of one that it had), or of a number.
///
/// # Errors
/// `literature.no_block`.
pub async fn block_named(ws: &Workspace, name: String) -> Result<BlockId, Problem> {
    ws.read(move |tx| shared::named(tx, &name)).await
}

/// A block as the sheet shows it, by the name with which a text refers to it.
///
/// # Errors
/// `literature.no_block`.
pub async fn block_on_paper(ws: &Workspace, name: String) -> Result<BlockOnPaper, Problem> {
    ws.read(move |tx| {
        let view = shared::view(tx, shared::named(tx, &name)?)?;
        let blocks = open(&view.text).blocks.into_iter().map(|block| block.content).collect();
        Ok(BlockOnPaper { id: view.card.id, name: view.card.name, blocks })
    })
    .await
}

/// Adds a block.
///
/// # Errors
/// `literature.block_name`, `literature.block_taken`, `literature.block_empty`, `literature.block_long`, `literature.block_front`,
/// `literature.block_within`, `literature.block_open`, `literature.block_language_tag`: nothing was added.
pub async fn add_block(ws: &Workspace, block: BlockEdit) -> Result<BlockView, Problem> {
    ws.write(Message::new("literature.action.block_added").with("name", block.name.as_str()), move |tx| {
        let id = shared::add(tx, &block)?;
        shared::view(tx, id)
    })
    .await
}

/// Keeps a block as it is now: in every text in which it stands. What was sent keeps what it was sent with.
///
/// # Errors
/// `literature.no_block`, and as [`add_block`]: nothing has changed.
pub async fn save_block(ws: &Workspace, id: BlockId, block: BlockEdit) -> Result<BlockView, Problem> {
    ws.write(Message::new("literature.action.block_saved").with("name", block.name.as_str()), move |tx| {
        shared::save(tx, id, &block)?;
        shared::view(tx, id)
    })
    .await
}

/// Deletes a block that stands in no text; undo brings it back.
///
/// # Errors
/// `literature.no_block`, `literature.block_in_use`: nothing has changed.
pub async fn delete_block(ws: &Workspace, id: BlockId) -> Result<(), Problem> {
    let name = ws.read(move |tx| shared::block(tx, id)).await?;
    ws.write(Message::new("literature.action.block_deleted").with("name", name), move |tx| shared::delete(tx, id)).await
}
