//! The tables of the workspace itself.

use rusqlite::{Connection, OptionalExtension, params};

use super::Via;
use super::tx::{ReadTx, StoreError, WriteTx};
use crate::ids::{ActionId, Millis};
use crate::messages::Message;

/// The secret of the keyed hashes.
pub(super) fn secret(connection: &Connection) -> Result<[u8; 32], StoreError> {
    Ok(connection.query_row("SELECT secret FROM workspace", [], |row| row.get(0))?)
}

/// The same, inside somebody's transaction: what must find an address by its hash.
///
/// # Errors
/// What SQLite says.
pub fn secret_of(tx: &ReadTx<'_>) -> Result<[u8; 32], StoreError> {
    secret(tx)
}

/// Writes the one row that says who the file is.
pub(super) fn insert_identity(
    connection: &Connection,
    uid: &str,
    organisation: &str,
    secret: &[u8],
    now: Millis,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO workspace (id, uid, organisation, secret, created_at) VALUES (1, ?1, ?2, ?3, ?4)",
        params![uid, organisation, secret, now.get()],
    )?;
    Ok(())
}

/// The organisation whose workspace it is.
///
/// # Errors
/// What SQLite says.
pub fn organisation(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    Ok(tx.query_row("SELECT organisation FROM workspace", [], |row| row.get(0))?)
}

pub(super) fn rename(tx: &WriteTx<'_>, organisation: &str) -> Result<(), StoreError> {
    tx.change("UPDATE workspace SET organisation = ?1", [organisation])?;
    Ok(())
}

/// A setting of the workspace (not of this machine), none if it was never set.
///
/// # Errors
/// What SQLite says.
pub fn setting(tx: &ReadTx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    Ok(tx.query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0)).optional()?)
}

/// Sets a setting of the workspace.
///
/// # Errors
/// What SQLite says.
pub fn set_setting(tx: &WriteTx<'_>, name: &str, value: &str) -> Result<(), StoreError> {
    tx.change("INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [name, value])?;
    Ok(())
}

/// A row of history.
pub(super) struct ActionRow {
    pub(super) id: ActionId,
    pub(super) label: Message,
    pub(super) actor: String,
    pub(super) via: Option<Via>,
    pub(super) at: Millis,
    pub(super) undone: bool,
    pub(super) undoes: Option<ActionId>,
    pub(super) kept_elsewhere: bool,
    /// Where it is being taken back in parts, the last of its changes that still stands.
    pub(super) stands_until: Option<i64>,
}

const ACTION: &str = "SELECT id, label, params, actor, at, undone_by IS NOT NULL, undoes, kept_elsewhere, via, stands_until FROM action";

fn action_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ActionRow> {
    let key: String = row.get(1)?;
    let params: String = row.get(2)?;
    Ok(ActionRow {
        id: row.get::<_, i64>(0)?.into(),
        label: Message { key: key.into(), params: serde_json::from_str(&params).unwrap_or_default() },
        actor: row.get(3)?,
        at: row.get::<_, i64>(4)?.into(),
        undone: row.get(5)?,
        undoes: row.get::<_, Option<i64>>(6)?.map(Into::into),
        kept_elsewhere: row.get(7)?,
        via: Via::of_word(&row.get::<_, String>(8)?),
        stands_until: row.get(9)?,
    })
}

/// The newest actions first.
pub(super) fn actions(tx: &ReadTx<'_>, limit: u32) -> Result<Vec<ActionRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{ACTION} ORDER BY id DESC LIMIT ?1"))?;
    let rows = query.query_map([limit], action_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn action(tx: &ReadTx<'_>, id: ActionId) -> Result<Option<ActionRow>, StoreError> {
    Ok(tx.query_row(&format!("{ACTION} WHERE id = ?1"), [id.get()], action_row).optional()?)
}

/// The newest act that still stands; the undos themselves are not acts.
pub(super) fn newest_to_undo(tx: &ReadTx<'_>) -> Result<Option<ActionRow>, StoreError> {
    Ok(tx.query_row(&format!("{ACTION} WHERE undoes IS NULL AND undone_by IS NULL ORDER BY id DESC LIMIT 1"), [], action_row).optional()?)
}

/// The newest undo after which no new act was done: a new act ends what can be done again. `own` is the act that asks, once it has begun.
pub(super) fn newest_to_redo(tx: &ReadTx<'_>, own: Option<ActionId>) -> Result<Option<ActionRow>, StoreError> {
    // Whatever was done since: what is half there goes on.
    let begun = format!("{ACTION} WHERE stands_until IS NOT NULL AND undoes IS NOT NULL AND undone_by IS NULL ORDER BY id DESC LIMIT 1");
    if let Some(begun) = tx.query_row(&begun, [], action_row).optional()? {
        return Ok(Some(begun));
    }
    Ok(tx
        .query_row(
            &format!(
                "{ACTION} AS undo WHERE undone_by IS NULL
                   AND EXISTS (SELECT 1 FROM action act WHERE act.id = undo.undoes AND act.undoes IS NULL AND act.undone_by = undo.id)
                   AND NOT EXISTS (SELECT 1 FROM action act WHERE act.id > undo.id AND act.undoes IS NULL AND act.id IS NOT ?1)
                 ORDER BY id DESC LIMIT 1"
            ),
            [own.map(ActionId::get)],
            action_row,
        )
        .optional()?)
}

/// The undo by which this act stands no more.
pub(super) fn undo_of(tx: &ReadTx<'_>, act: ActionId) -> Result<Option<ActionRow>, StoreError> {
    let sql = format!("{ACTION} WHERE id = (SELECT undone_by FROM action WHERE id = ?1) AND undone_by IS NULL");
    Ok(tx.query_row(&sql, [act.get()], action_row).optional()?)
}

/// Notes that this transaction's action took `id` back in part: of its changes, those up to `stands_until` are left.
pub(super) fn mark_begun(tx: &WriteTx<'_>, id: ActionId, stands_until: i64) -> Result<(), StoreError> {
    tx.change("UPDATE action SET stands_until = ?2 WHERE id = ?1", [id.get(), stands_until])?;
    tx.change("UPDATE action SET undoes = ?2 WHERE id = ?1", params![tx.action().map(ActionId::get), id.get()])?;
    Ok(())
}

/// The act that began to take `id` back and has not ended.
pub(super) fn taking_back(tx: &ReadTx<'_>, id: ActionId) -> Result<Option<ActionId>, StoreError> {
    let sql = "SELECT own.id FROM action own JOIN action it ON it.id = own.undoes
               WHERE it.id = ?1 AND it.undone_by IS NULL AND it.stands_until IS NOT NULL AND own.undone_by IS NULL
               ORDER BY own.id DESC LIMIT 1";
    Ok(tx.query_row(sql, [id.get()], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}

/// Notes that this transaction's action took `id` back. If that was an undo, what it had undone stands again.
pub(super) fn mark_undone(tx: &WriteTx<'_>, id: ActionId, kept_elsewhere: bool) -> Result<(), StoreError> {
    let own = tx.action().map(ActionId::get);
    tx.change("UPDATE action SET undone_by = NULL WHERE undone_by = ?1", [id.get()])?;
    tx.change("UPDATE action SET undone_by = ?2, stands_until = NULL WHERE id = ?1", params![id.get(), own])?;
    tx.change("UPDATE action SET undoes = ?2, kept_elsewhere = ?3 WHERE id = ?1", params![own, id.get(), kept_elsewhere])?;
    Ok(())
}

/// Sixteen hex digits that tell texts apart; no secret.
pub(super) fn short_mark(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Makes the indexes of words look at themselves anew. Each holds in memory what it read of itself, and the check alone does not notice
/// that another connection has written since: it would call a whole file damaged. A question does.
fn look_anew(tx: &ReadTx<'_>) -> Result<(), StoreError> {
    let mut indexes = tx.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual'")?;
    for name in indexes.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()? {
        let question = format!("SELECT count(*) FROM (SELECT 1 FROM \"{name}\" WHERE \"{name}\" MATCH 'a' LIMIT 1)");
        tx.query_row(&question, [], |row| row.get::<_, i64>(0))?;
    }
    Ok(())
}

/// What SQLite finds wrong with the file; empty when it is whole.
pub(super) fn integrity_faults(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    look_anew(tx)?;
    let mut query = tx.prepare("PRAGMA integrity_check(20)")?;
    let lines = query.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// Rows whose reference points nowhere, as `table row`.
pub(super) fn broken_references(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare("SELECT \"table\", rowid FROM pragma_foreign_key_check LIMIT 20")?;
    let rows =
        query.query_map([], |row| Ok(format!("{} {}", row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?.unwrap_or_default())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The right of a machine to send from this file (D24): which one sent last, and a number that grows with each turn that claims.
pub mod lease {
    use rusqlite::{Connection, params};

    use super::{ReadTx, StoreError, WriteTx};

    /// Stands where a machine's id stands in a file that was made from a backup, until somebody says which of the two it is.
    pub const RESTORED: &str = "restored";

    /// Notes in a file that nobody has open that it was made from a backup: in the file itself, not in a log beside it.
    pub(in crate::workspace) fn restored(file: &Connection) -> Result<(), StoreError> {
        file.pragma_update(None, "journal_mode", "DELETE")?;
        file.execute("UPDATE workspace SET lease_machine = ?1", [RESTORED])?;
        Ok(())
    }

    /// The sequence, one higher, with this machine and run as those that sent last.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn next_sequence(tx: &WriteTx<'_>, machine: &str, run: &str) -> Result<i64, StoreError> {
        tx.change("UPDATE workspace SET sequence = sequence + 1, lease_machine = ?1, lease_run = ?2", params![machine, run])?;
        sequence(tx)
    }

    /// The sequence as it stands.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn sequence(tx: &ReadTx<'_>) -> Result<i64, StoreError> {
        Ok(tx.prepare_cached("SELECT sequence FROM workspace")?.query_row([], |row| row.get(0))?)
    }

    /// The machine that sent last; none if nothing was sent yet.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn machine(tx: &ReadTx<'_>) -> Result<Option<String>, StoreError> {
        Ok(tx.query_row("SELECT lease_machine FROM workspace", [], |row| row.get(0))?)
    }

    /// The file's own id as it stands: a copy that began a life of its own has another one since.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn uid(tx: &ReadTx<'_>) -> Result<String, StoreError> {
        Ok(tx.query_row("SELECT uid FROM workspace", [], |row| row.get(0))?)
    }

    /// Gives the file to this machine: moved here, or (with `new_uid`) a copy that begins a life of its own.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn take(tx: &WriteTx<'_>, machine: &str, sequence: i64, new_uid: Option<&str>) -> Result<(), StoreError> {
        tx.change(
            "UPDATE workspace SET lease_machine = ?1, sequence = max(sequence, ?2), uid = coalesce(?3, uid)",
            params![machine, sequence, new_uid],
        )?;
        Ok(())
    }
}
