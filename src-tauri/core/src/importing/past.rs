//! What imports did to somebody, for their past: who they were before is kept here, and in no step of history.

use super::before::Before;
use super::store;
use crate::contacts::BroughtIn;
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::workspace::ReadTx;

/// What imports did to this person, who came into the workspace at `created`.
///
/// # Errors
/// What SQLite says.
pub fn brought_in(tx: &ReadTx<'_>, person: PersonId, created: Millis) -> Result<Vec<BroughtIn>, Problem> {
    let mut brought = Vec::new();
    for done in store::done_to(tx, person, created)? {
        let before: Option<Before> = serde_json::from_str(&done.before).ok();
        brought.push(BroughtIn {
            act: done.act,
            made: done.made,
            barred: before.as_ref().is_some_and(|before| before.barred_by_it),
            agreed: before.as_ref().is_some_and(|before| before.agreed_by_it),
            pictured: before.as_ref().is_some_and(|before| before.pictured_by_it),
            in_law: before.as_ref().map(|before| before.in_law_by_it.clone()).unwrap_or_default(),
            before: before.map(|before| before.input),
            stands: done.stands,
        });
    }
    Ok(brought)
}
