//! What takes a while to count and is asked for again and again: kept until anybody writes.

use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Problem;
use crate::workspace::{ReadTx, Witness, Workspace};

/// What was counted last, and who knows whether anything was written since. A part of the workspace, one for each kind of count.
struct Last<T>(Mutex<Option<(Arc<T>, Witness)>>);

impl<T> Default for Last<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Last<T> {
    fn kept(&self) -> Option<Arc<T>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(_, witness)| witness.nothing_changed()).map(|(counted, _)| Arc::clone(counted))
    }
}

/// What was counted last, if nothing was written since.
pub(super) fn kept<T: Send + Sync + 'static>(ws: &Workspace) -> Option<Arc<T>> {
    ws.part::<Last<T>>().kept()
}

/// The same, counted anew if anything was.
pub(super) async fn counted<T, F>(ws: &Workspace, count: F) -> Result<Arc<T>, Problem>
where
    T: Send + Sync + 'static,
    F: FnOnce(&ReadTx<'_>) -> Result<T, Problem> + Send + 'static,
{
    let last = ws.part::<Last<T>>();
    if let Some(kept) = last.kept() {
        return Ok(kept);
    }
    let (counted, witness) = ws.witness(count).await?;
    let counted = Arc::new(counted);
    *last.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(&counted), witness));
    Ok(counted)
}
