//! Taking an import back from what it kept.

use std::collections::HashSet;

use crate::contacts::{self, PeopleWriter, PersonInput};
use crate::error::Problem;
use crate::ids::{ActionId, Millis, PersonId};
use crate::messages::Message;
use crate::workspace::{TakenBack, Topic, Touched, Workspace, WriteTx};

use super::applying::Before;
use super::store::{self, Done};

/// Rows that are read at a time.
const CHUNK: u32 = 1_000;
/// Most names in the sentence about who stays at an undo.
const NAMED: usize = 3;

/// Takes an import back as far as nobody changed the people since; those stay and are named. Whom it added nobody sees any
/// more; [`tidy`](super::applying::tidy) clears them away afterwards, a few at a time.
///
/// # Errors
/// `importing.no_import` if the action is none of an import; `importing.busy` while another one is being applied.
pub fn take_back(ws: &Workspace, tx: &WriteTx<'_>, action: ActionId) -> Result<TakenBack, Problem> {
    let import = store::import_of_action(tx, action)?.ok_or_else(|| Problem::missing("importing.no_import").with("import", ""))?;
    super::applying::not_busy(tx)?;
    let applied_at = import.applied_at.unwrap_or_default();
    let added = store::added(tx, import.id)?;
    let mut left: Vec<PersonId> = Vec::new();
    tx.unrecorded(|| {
        let mut writer = PeopleWriter::new(tx, ws.secret());
        // Of several rows about one person the last one was done last; once it is back, the person is as before it.
        let mut reverted = HashSet::new();
        let mut before = u32::MAX;
        loop {
            let rows = store::changed_before(tx, import.id, before, CHUNK)?;
            let Some(last) = rows.last() else { break };
            before = last.row;
            for row in rows.iter().filter(|row| added.binary_search(&row.person).is_err()) {
                take_row_back(tx, &mut writer, row, applied_at, &mut reverted, &mut left)?;
            }
        }
        let (changed, rest) = contacts::hide_untouched(tx, &added, applied_at)?;
        left.extend(changed);
        for person in rest {
            writer.remove(person)?;
        }
        Ok(())
    })?;
    left.sort_unstable();
    left.dedup();
    let mut named = Vec::with_capacity(left.len());
    for person in left {
        named.extend(contacts::record(tx, person)?.map(|held| (person, shown(&held.input))));
    }
    store::set_undone(tx, import.id, &store::json(&named))?;
    tx.changed(Topic::Person, None);
    Ok(TakenBack { touched: Vec::<Touched>::new(), left: sentence(&named) })
}

/// The import that changed one of these rows after `action`, and still stands: what was before it must not be put back
/// beneath it.
///
/// # Errors
/// What SQLite says.
pub fn changed_since(tx: &WriteTx<'_>, action: ActionId, touched: &[Touched]) -> Result<Option<Message>, Problem> {
    let people: Vec<PersonId> = touched.iter().filter(|one| one.table == "person").map(|one| one.row.into()).collect();
    Ok(store::changed_by_import_since(tx, action, &people)?.map(|file| Message::new("importing.changed_since").with("file", file)))
}

/// Puts one changed person back, unless somebody changed them since.
fn take_row_back(
    tx: &WriteTx<'_>,
    writer: &mut PeopleWriter<'_, '_>,
    row: &Done,
    applied_at: Millis,
    reverted: &mut HashSet<PersonId>,
    left: &mut Vec<PersonId>,
) -> Result<(), Problem> {
    // Who is gone was taken away since; there is nothing to take back.
    let Some(held) = contacts::record(tx, row.person)? else { return Ok(()) };
    if held.changed_at != applied_at && !reverted.contains(&row.person) {
        left.push(row.person);
        return Ok(());
    }
    let before: Before = serde_json::from_str(&row.before).map_err(|e| Problem::failure("workspace.damaged").because(e))?;
    let unless_given = contacts::Provenance { source: String::new(), on: String::new() };
    let checked = contacts::check(before.input, &unless_given)?;
    writer.replace(row.person, &checked)?;
    if before.barred_by_it {
        writer.bar(row.person, None)?;
    }
    reverted.insert(row.person);
    Ok(())
}

fn shown(person: &PersonInput) -> String {
    if person.name.is_empty() { person.addresses.first().map(|one| one.address.clone()).unwrap_or_default() } else { person.name.clone() }
}

/// Who stays, in a sentence.
pub(super) fn sentence(left: &[(PersonId, String)]) -> Option<Message> {
    if left.is_empty() {
        return None;
    }
    let names: Vec<&str> = left.iter().take(NAMED).map(|(_, name)| name.as_str()).collect();
    let more = left.len().saturating_sub(NAMED);
    Some(Message::new("importing.undo_left").with("count", left.len()).with("names", names.join(", ")).with("more", more))
}
