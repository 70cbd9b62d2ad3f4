//! The index of words, made true again from the rows that are the truth.

use super::store::{marks, outlets, relevance, search};
use super::touches;
use crate::error::Problem;
use crate::ids::PersonId;
use crate::workspace::{Topic, Touched, Workspace, WriteTx};

/// Addresses that are judged anew in one transaction.
const JUDGED: u32 = 5_000;

/// The columns of a person by whose words they are found.
const WORDS: [&str; 3] = ["name", "outlet_id", "city"];

/// Makes the word index true again after an undo that changed these rows, and tells windows of exactly those people: a list
/// of 200,000 need not be read anew for one of them.
///
/// # Errors
/// What SQLite says.
pub fn reindex(tx: &WriteTx<'_>, touched: &[Touched]) -> Result<(), Problem> {
    let touches = |tables: &[&str]| touched.iter().any(|one| tables.contains(&one.table.as_str()));
    // Whom none of their words changed, whoever was tagged, stays found as they are.
    let all_anew = touches(&["address"]);
    let mut ids = Vec::new();
    for one in touched.iter().filter(|one| one.table == "person") {
        match &one.columns {
            Some(columns) if !all_anew && !columns.iter().any(|column| WORDS.contains(&column.as_str())) => {
                tx.changed(Topic::Person, one.row);
            }
            _ => ids.push(one.row),
        }
    }
    // Whoever works at an outlet is found by its name.
    for one in touched.iter().filter(|one| one.table == "outlet") {
        ids.extend(outlets::people_of(tx, one.row.into())?.into_iter().map(PersonId::get));
    }
    ids.sort_unstable();
    ids.dedup();
    // What hangs on a person is not changed without the person; should it ever be, all are looked at anew.
    let hangs = [
        "address",
        "phone",
        "person_beat",
        "person_tag",
        "person_field",
        "person_position",
        "embargo_agreement",
        "restriction",
        "handle",
        "notice",
        "own_source",
        "kept_until",
    ];
    if ids.is_empty() && !touches(&["person"]) && touches(&hangs) {
        tx.changed(Topic::Person, None);
    }
    for id in ids {
        search::index(tx, id.into())?;
        tx.changed(Topic::Person, id);
    }
    let addresses: Vec<i64> = touched.iter().filter(|one| one.table == "address").map(|one| one.row).collect();
    marks::judge_these(tx, &addresses)?;
    if touches(&["outlet", "outlet_audience", "outlet_name", "beat"]) {
        tx.changed(Topic::Outlet, None);
    }
    if touches(&["beat"]) {
        super::beats::require_tree(tx)?;
        tx.changed(Topic::Beat, None);
    }
    if touches(&["tag", "custom_field"]) {
        tx.changed(Topic::CustomField, None);
    }
    if touches(&["suppression"]) {
        tx.changed(Topic::Suppression, None);
    }
    touches::settle_bonds(tx)?;
    if touches(&["two_people"]) {
        tx.changed(Topic::Duplicate, None);
    }
    Ok(())
}

/// Judges all addresses anew if others' lists judged them: an earlier program's, or none. Nobody asks before that is done.
///
/// # Errors
/// What the file says.
pub fn judge_addresses(ws: &Workspace) -> Result<(), Problem> {
    if ws.read_blocking(|tx| Ok(marks::are_current(tx)?))? {
        return Ok(());
    }
    let mut after = Some(0);
    while let Some(last) = after {
        after = ws.write_blocking(None, move |tx| Ok(marks::judge_some(tx, last, JUDGED)?))?;
    }
    ws.write_blocking(None, |tx| Ok(marks::set_current(tx)?))
}

/// Makes the whole word index anew, from the rows that are the truth.
///
/// # Errors
/// What SQLite says.
pub fn rebuild_index(tx: &WriteTx<'_>) -> Result<(), Problem> {
    search::rebuild(tx)?;
    Ok(relevance::rebuild(tx)?)
}
