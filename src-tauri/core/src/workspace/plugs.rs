//! What the modules above plug into the file.

use std::sync::Arc;

use super::api::Undone;
use super::{TakenBack, Touched, Workspace, WriteTx};
use crate::error::Problem;
use crate::ids::ActionId;
use crate::messages::Message;

/// One step of the schema, kept as a file beside the module that owns its tables.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// File name, `0003_contacts.sql`; its number is the `user_version` it leads to.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

/// A column of bytes that are written once and never changed, in a table whose rows have a number.
#[derive(Debug, Clone, Copy)]
pub struct Shared {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}

/// What the modules above plug into the file; collected in `lib.rs`.
#[derive(Debug, Clone, Copy)]
pub struct Plugs {
    /// All steps of the schema, in order.
    pub steps: &'static [Step],
    /// Tables whose rows are not kept in history: the ledger's, and what can be made anew.
    pub unrecorded: &'static [&'static str],
    /// Large contents that stay the same from day to day: automatic backups keep each once (R6).
    pub shared: &'static [Shared],
    /// Called inside the transaction after an undo, with the rows that it changed: makes indexes true again.
    pub reindex: fn(&WriteTx<'_>, &[Touched]) -> Result<(), Problem>,
    /// Prepares to undo an action whose old rows a module keeps itself (`action.kept_elsewhere`): an import. What takes long is
    /// done here, while others write; what it gives is done in the one transaction of the undo, and perhaps more than once.
    pub undo_elsewhere: fn(&Workspace, ActionId) -> Result<TakeBack, Problem>,
    /// Does such an action again after its undo. What takes long is done in steps that nobody sees; the one transaction that makes it so is an
    /// action of this label, and `Finish` ends it.
    pub redo_elsewhere: fn(&Workspace, ActionId, &Message, Finish) -> Result<Undone, Problem>,
    /// Whether such an action came after this one and changed the same rows: why they cannot be put back beneath it.
    pub changed_elsewhere: ChangedElsewhere,
    /// Clears away, after an undo and after a crash, what nobody sees any more.
    pub tidy: fn(&Workspace) -> Result<(), Problem>,
    /// Enters long work where the user sees how far it is, and can stop it.
    pub watched: fn(&Workspace, Message) -> Box<dyn Watched>,
}

/// See [`Plugs::watched`].
pub trait Watched: Send + Sync {
    /// Tells how far it is, and asks whether it goes on.
    fn goes_on(&self, done: u64, total: u64) -> bool;
    /// Tells that it ended, and why, if not as it should.
    fn ended(&self, why: Option<&Problem>);
}

/// See [`Plugs::undo_elsewhere`].
pub type TakeBack = Box<dyn Fn(&WriteTx<'_>) -> Result<TakenBack, Problem> + Send + Sync>;

/// See [`Plugs::redo_elsewhere`]: notes in history what was done again.
pub type Finish = Arc<dyn Fn(&WriteTx<'_>, TakenBack) -> Result<Undone, Problem> + Send + Sync>;

/// See [`Plugs::changed_elsewhere`].
pub type ChangedElsewhere = fn(&WriteTx<'_>, ActionId, &[Touched]) -> Result<Option<Message>, Problem>;
