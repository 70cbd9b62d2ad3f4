//! The mailbox as a long list: the ordered ids of what was asked, kept while a window scrolls through them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Problem;
use crate::ids::{PracticeMailId, ViewId};
use crate::segments::ViewCard;

/// Views beyond this number close, the oldest first.
const MOST_OPEN: usize = 16;

/// The views that are open on a workspace. A part of the workspace.
#[derive(Debug, Default)]
pub(super) struct Views(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    open: BTreeMap<ViewId, Arc<[PracticeMailId]>>,
    last: i64,
}

impl Views {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(&self, ids: Vec<PracticeMailId>) -> ViewCard {
        let mut state = self.state();
        state.last += 1;
        let card = ViewCard { id: state.last.into(), count: u32::try_from(ids.len()).unwrap_or(u32::MAX) };
        state.open.insert(card.id, ids.into());
        if state.open.len() > MOST_OPEN {
            state.open.pop_first();
        }
        card
    }

    /// The ids of a part of a view.
    pub(super) fn ids(&self, view: ViewId, from: u32, to: u32) -> Result<Vec<PracticeMailId>, Problem> {
        let state = self.state();
        let ids = state.open.get(&view).ok_or_else(|| Problem::missing("practice.view_closed"))?;
        let (from, to) = ((from as usize).min(ids.len()), (to as usize).min(ids.len()));
        Ok(ids.get(from..to.max(from)).unwrap_or_default().to_vec())
    }

    pub(super) fn close(&self, view: ViewId) {
        self.state().open.remove(&view);
    }
}
