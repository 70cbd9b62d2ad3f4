//! One act of a user in many transactions: whoever edits meanwhile waits for one of them, and one undo takes all of it back.

use std::sync::Arc;

use super::{Workspace, WriteTx, history, pool, tx};
use crate::error::Problem;
use crate::ids::ActionId;
use crate::messages::Message;

/// What one transaction of an act in parts came to.
#[derive(Debug, Clone)]
pub struct Part {
    /// What the act is, with all that is done of it so far: history tells it so, should it end here.
    pub label: Message,
    /// Whether nothing is left to do.
    pub whole: bool,
}

impl Workspace {
    /// Runs one user action in as many transactions as it takes. `part` does some of it, goes on where the one before ended, and ends early
    /// once somebody waits ([`WriteTx::is_awaited`]). Others see what is done so far. Where it fails in between, or the program ends, what was
    /// done stays, as an act that undo takes back: in the same parts, the last one first, and in the smaller ones that `part` tells of
    /// ([`WriteTx::step_ends`]). For threads that may block.
    ///
    /// # Errors
    /// Whatever `part` says; `workspace.undo_done` once somebody took back what was done so far, or began to.
    pub fn write_in_parts<F>(&self, label: &Message, part: F) -> Result<(), Problem>
    where
        F: Fn(&WriteTx<'_>) -> Result<Part, Problem> + Send + Sync + 'static,
    {
        self.go_on_in_parts(None, label, part)
    }

    /// The same as more of an act that began earlier, if `begun` names one.
    pub(super) fn go_on_in_parts<F>(&self, begun: Option<ActionId>, label: &Message, part: F) -> Result<(), Problem>
    where
        F: Fn(&WriteTx<'_>) -> Result<Part, Problem> + Send + Sync + 'static,
    {
        let (part, mut act) = (Arc::new(part), begun);
        loop {
            let again = Arc::clone(&part);
            let work = move |tx: &WriteTx<'_>| {
                let done = again(tx)?;
                history::relabel(tx, &done.label)?;
                history::end_step(tx)?;
                Ok((done.whole, tx.action()))
            };
            let (answer, wait) = std::sync::mpsc::sync_channel(1);
            let as_act = act.map_or_else(|| tx::Act::Recorded(label.clone()), tx::Act::Continued);
            self.enqueue(pool::Kind::Usual, as_act, work, move |result| drop(answer.send(result)))?;
            let (whole, id) = wait.recv().map_err(|_| Problem::failure("workspace.write_lost"))??;
            if whole {
                return Ok(());
            }
            // One that changed nothing yet left no trace: the next one begins.
            if let (None, Some(id)) = (act, id) {
                act = self.read_blocking(|tx| Ok(history::is_standing(tx, id)?.then_some(id)))?;
            }
        }
    }
}
