//! People who are written and seen by nobody: those of an import that is not shown yet, and those whom an undo took away
//! (docs/decisions/0001).

use std::collections::HashSet;

use super::store::apart::{self, Sorted};
use super::store::{people, photos, search, unseen};
use crate::error::Problem;
use crate::ids::{Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, Workspace, WriteTx, touched_since};

/// Which imports are written with indexes that wait.
#[derive(Debug, Clone, Copy)]
pub struct Apart {
    /// Those that bring in so many people or more,
    pub from: u32,
    /// where so many are held at most: what they look for meanwhile is looked for in indexes that are made anew of them first.
    pub beside: u32,
}

impl Default for Apart {
    fn default() -> Self {
        Self { from: 50_000, beside: 50_000 }
    }
}

/// Sets ids aside for `count` people whom nobody sees until [`show_all`]; the first of them.
///
/// # Errors
/// What SQLite says.
pub fn set_aside(tx: &WriteTx<'_>, count: u32) -> Result<PersonId, StoreError> {
    unseen::reserve(tx, count)
}

/// Sets ids aside again that an undo took away, as [`hide`] named them, but those at which somebody stands; who they are.
///
/// # Errors
/// What SQLite says.
pub fn set_aside_again(tx: &WriteTx<'_>, ranges: &[(i64, i64)]) -> Result<Vec<PersonId>, StoreError> {
    unseen::hide_free(tx, ranges)
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

/// Nobody sees these people (by id, ascending) any more; [`clear_unseen`] takes them away. Their ids, as ranges from the first to the last.
///
/// # Errors
/// `workspace.busy` where it gives way to somebody; what SQLite says.
pub fn hide(tx: &WriteTx<'_>, people: &[PersonId]) -> Result<Vec<(i64, i64)>, Problem> {
    let ranges = unseen::ranges_of(people);
    for (n, range) in ranges.iter().enumerate() {
        tx.give_way_at(n)?;
        unseen::hide_ranges(tx, &[*range], true)?;
    }
    Ok(ranges)
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

/// Leaves those who are being brought in out of indexes in whose order they do not come, where they are `people` and enough for that; whether
/// it does. [`make_whole`] comes before they are shown, or cleared away.
///
/// # Errors
/// What SQLite says.
pub fn leave_out_of_indexes(ws: &Workspace, people: u32) -> Result<bool, Problem> {
    let limits = if ws.faults().mutated("soon-apart") { Apart { from: 1_000, beside: 1_000 } } else { *ws.part::<Apart>() };
    if people < limits.from || ws.read_blocking(|tx| Ok(unseen::are_more_than(tx, limits.beside)?))? {
        return Ok(false);
    }
    ws.write_blocking(None, |tx| Ok(apart::begin(tx)?))?;
    for which in 0..apart::all() {
        ws.write_blocking(None, move |tx| Ok(apart::leave_out(tx, which)?))?;
    }
    Ok(true)
}

/// Whether an index leaves anybody out.
///
/// # Errors
/// What SQLite says.
pub fn any_left_out(tx: &ReadTx<'_>) -> Result<bool, StoreError> {
    apart::any(tx)
}

/// Makes indexes whole that leave people out, one after another. Each is one long statement: it gives way to whoever waits and begins anew
/// after them, until `patient` says that it was patient enough.
///
/// # Errors
/// What SQLite says; indexes that are not whole yet answer as before.
pub fn make_indexes_whole(ws: &Workspace, patient: impl Fn() -> bool) -> Result<(), Problem> {
    for which in 0..apart::all() {
        let mut sorted = Sorted::InFiles;
        loop {
            let gives_way = patient();
            let made = ws.write_ahead(move |tx| {
                apart::make_whole(tx, which, gives_way, sorted)?.ok_or_else(|| Problem::failure("workspace.busy"))
            })?;
            match made.wait() {
                Ok(_) => break,
                // Whoever waited is served before it begins anew.
                Err(problem) if gives_way && problem.code == "workspace.busy" => {}
                // There may be no room for its files, or no place.
                Err(_) if sorted == Sorted::InFiles => sorted = Sorted::InMemory,
                Err(problem) => return Err(problem),
            }
        }
    }
    ws.write_blocking(None, |tx| Ok(apart::end(tx)?))
}
