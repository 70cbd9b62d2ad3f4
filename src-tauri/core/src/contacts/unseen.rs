//! People who are written and seen by nobody: those of an import that is not shown yet, and those whom an undo took away
//! (docs/decisions/0001).

use std::collections::HashSet;

use super::store::{people, photos, search, unseen};
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx, touched_since};

/// Sets ids aside for `count` people whom nobody sees until [`show_all`]; the first of them.
///
/// # Errors
/// What SQLite says.
pub fn set_aside(tx: &WriteTx<'_>, count: u32) -> Result<PersonId, StoreError> {
    unseen::reserve(tx, count)
}

/// From now on everybody who is written is seen.
///
/// # Errors
/// What SQLite says.
pub fn show_all(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    unseen::show(tx)
}

/// Whether anybody is written whom nobody sees.
///
/// # Errors
/// What SQLite says.
pub fn any_unseen(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    unseen::any(tx, None)
}

/// Whether anybody is being brought in whom nobody sees yet.
///
/// # Errors
/// What SQLite says.
pub fn any_arriving(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    unseen::any(tx, Some(false))
}

/// Those of `people` (by id, ascending) whom nobody changed since `at`, and those whom somebody did; who is gone is neither.
///
/// # Errors
/// What SQLite says.
pub fn untouched(tx: &ReadTx<'_>, people: &[PersonId], at: Millis) -> Result<(Vec<PersonId>, Vec<PersonId>), StoreError> {
    unseen::untouched(tx, people, at)
}

/// Nobody sees these people (by id, ascending) any more; [`clear_unseen`] takes them away.
///
/// # Errors
/// What SQLite says.
pub fn hide(tx: &WriteTx<'_>, people: &[PersonId]) -> Result<(), StoreError> {
    unseen::hide_all(tx, people)
}

/// The people whom users changed, or took away, after the step `since` of history.
///
/// # Errors
/// What SQLite says.
pub fn changed_since(tx: &ReadTx<'_>, since: i64) -> Result<HashSet<PersonId>, StoreError> {
    // What hangs on a person is not changed without the person.
    Ok(touched_since(tx, since)?.into_iter().filter(|one| one.table == "person").map(|one| one.row.into()).collect())
}

/// How many people are still to be cleared away, or to be shown.
///
/// # Errors
/// What SQLite says.
pub fn count_unseen(tx: &ReadTx<'_>) -> Result<u64, StoreError> {
    unseen::count(tx)
}

/// Whether anybody was taken away and is still to be cleared.
///
/// # Errors
/// What SQLite says.
pub fn any_leaving(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    unseen::any(tx, Some(true))
}

/// Takes at most so many people away whom nobody sees; how many.
///
/// # Errors
/// What SQLite says.
pub fn clear_unseen(tx: &WriteTx<'_>, most: u32) -> Result<u32, StoreError> {
    unseen::clear_some(tx, most)
}

/// Takes pictures away that are nobody's any more and that no undo could bring back.
///
/// # Errors
/// What SQLite says.
pub fn leave_no_photos(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    photos::leave_none(tx)
}

/// Takes out of the index of words what is left there of many who were cleared away; whether there was anything. None: somebody
/// waits, and the whole transaction is undone; whoever gets it ends with an error.
///
/// # Errors
/// What SQLite says.
pub fn tidy_words(tx: &WriteTx<'_>) -> Result<Option<bool>, StoreError> {
    search::merge_some(tx)
}

/// Takes one person away whom nobody sees.
///
/// # Errors
/// What SQLite says.
pub fn remove_unseen(tx: &WriteTx<'_>, id: PersonId) -> Result<(), StoreError> {
    people::remove(tx, id)?;
    Ok(())
}

/// People whom nobody sees yet and who meet somebody that came in after the step `since` of history.
///
/// # Errors
/// What SQLite says.
pub fn met_since(tx: &ReadTx<'_>, since: i64) -> Result<Vec<PersonId>, StoreError> {
    unseen::met_since(tx, since)
}
