//! What the shells ask of the workspace itself.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::{Faults, Part, Plugs, ReadTx, StoreError, Topic, Via, Watched, Workspace, WriteTx, backup, history, store, undo};
use crate::error::Problem;
use crate::ids::{ActionId, Millis};
use crate::messages::Message;

/// What a workspace is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct WorkspaceCard {
    /// The organisation whose workspace it is.
    pub organisation: String,
    /// Where the file is.
    pub path: String,
    /// The workspace's identity.
    pub uid: String,
    /// The file's size in bytes.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
    /// The newest automatic backup on this machine.
    pub backed_up_at: Option<Millis>,
    /// Why the last automatic backup since the opening failed; none if it did not.
    pub backup_trouble: Option<Message>,
    /// Whether the file lies in a folder that another program keeps in step with other machines.
    pub synced_folder: bool,
}

/// Tells what the workspace is.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn info(ws: &Workspace) -> Result<WorkspaceCard, Problem> {
    let (organisation, uid) = ws.read(|tx| Ok((store::organisation(tx)?, store::lease::uid(tx)?))).await?;
    let path = ws.path();
    Ok(WorkspaceCard {
        organisation,
        path: path.display().to_string(),
        uid,
        bytes: std::fs::metadata(path).map_or(0, |m| m.len()),
        backed_up_at: backup::list(&backup::folder(path, &ws.host())).first().map(|(made, _)| *made),
        backup_trouble: ws.part::<BackupTrouble>().told(),
        synced_folder: super::FilePlace::of(path) == super::FilePlace::Synced,
    })
}

/// Gives the organisation another name.
///
/// # Errors
/// `workspace.no_name` for an empty one.
pub async fn rename(ws: &Workspace, organisation: String) -> Result<(), Problem> {
    let organisation = organisation.trim().to_owned();
    if organisation.is_empty() {
        return Err(Problem::refusal("workspace.no_name").at(crate::error::Place::field("organisation")));
    }
    ws.write(Message::new("workspace.action.renamed"), move |tx| {
        store::rename(tx, &organisation)?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await
}

/// One check of [`verify`].
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Check {
    /// What was checked: `file`, `references`, `ledger`, …
    pub name: String,
    /// Whether it holds.
    pub ok: bool,
    /// What was found.
    pub detail: String,
}

impl Check {
    /// The check of this name. What a damaged file cannot answer is a fault that it found, not an end of the checking.
    ///
    /// # Errors
    /// What SQLite says of a file that cannot be reached.
    pub fn of(name: &str, found: Result<Vec<String>, StoreError>) -> Result<Self, StoreError> {
        let faults = match found {
            Err(error) if error.is_damage() => vec![error.to_string()],
            found => found?,
        };
        Ok(Self { name: name.to_owned(), ok: faults.is_empty(), detail: faults.join("; ") })
    }
}

/// Checks the file and every reference in it. Modules with promises of their own add theirs in `lib.rs`.
///
/// # Errors
/// `workspace.damaged` when it cannot even be read.
pub async fn verify(ws: &Workspace) -> Result<Vec<Check>, Problem> {
    ws.read(|tx| Ok(vec![Check::of("file", store::integrity_faults(tx))?, Check::of("references", store::broken_references(tx))?])).await
}

/// Copies the whole workspace to the one file `to`, which must not exist; the copy is opened to verify it.
///
/// # Errors
/// `workspace.exists`, `workspace.disk_full`, `workspace.unreachable`: no half copy is left.
pub async fn backup(ws: &Workspace, to: PathBuf) -> Result<(), Problem> {
    ws.read(move |tx| backup::to_file(tx, &to)).await
}

/// Makes today's automatic backup unless there is one; called at opening, in the background.
///
/// # Errors
/// As [`backup`].
pub async fn backup_daily(ws: &Workspace) -> Result<Option<PathBuf>, Problem> {
    let file = ws.clone();
    let made = tokio::task::spawn_blocking(move || backup::daily(&file)).await;
    let made = made.unwrap_or_else(|e| Err(Problem::failure("workspace.read_lost").because(e)));
    ws.part::<BackupTrouble>().note(made.as_ref().err().map(|problem| problem.what.clone()));
    made
}

/// Why the last automatic backup failed, as long as the workspace is open; a [part](Workspace::part) of it.
#[derive(Debug, Default)]
struct BackupTrouble(Mutex<Option<Message>>);

impl BackupTrouble {
    fn told(&self) -> Option<Message> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    fn note(&self, trouble: Option<Message>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

/// One automatic backup on this machine.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BackupCard {
    /// The copy.
    pub path: String,
    /// When it was made.
    pub made_at: Millis,
    /// The size of the workspace that it gives back, in bytes.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
}

/// The automatic backups of a workspace.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Backups {
    /// The folder they are in.
    pub folder: String,
    /// The newest first.
    pub copies: Vec<BackupCard>,
    /// What they take together, in bytes: what several of them hold is there once.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
}

/// The automatic backups of this workspace on this machine.
///
/// # Errors
/// `workspace.read_lost` when the program ends meanwhile.
pub async fn backups(ws: &Workspace) -> Result<Backups, Problem> {
    let folder = backup::folder(ws.path(), &ws.host());
    let listed = move || Backups {
        copies: backup::list(&folder)
            .into_iter()
            .map(|(made_at, path)| BackupCard { bytes: backup::bytes_restored(&path), path: path.display().to_string(), made_at })
            .collect(),
        bytes: backup::bytes_taken(&folder),
        folder: folder.display().to_string(),
    };
    tokio::task::spawn_blocking(listed).await.map_err(|e| Problem::failure("workspace.read_lost").because(e))
}

/// Makes a backup before much comes in (R6), whatever the day's backup is.
///
/// # Errors
/// As [`backup`].
pub fn backup_before_import(ws: &Workspace) -> Result<(), Problem> {
    backup::before_import(ws)
}

/// Puts the workspace in the backup `from` at `to`, which must not exist: a whole one, or one of the automatic ones with
/// what stands beside them.
///
/// # Errors
/// `workspace.exists`, `workspace.backup_damaged`, `workspace.backup_alone`: nothing is left behind.
pub fn restore(from: &Path, to: &Path, faults: &Faults) -> Result<(), Problem> {
    if !from.is_file() {
        return Err(Problem::missing("workspace.not_found").with("file", from.display().to_string()));
    }
    backup::restore(from, to, faults)
}

/// One action of history.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ActionCard {
    /// Its id.
    pub id: ActionId,
    /// What was done.
    pub label: Message,
    /// Who did it.
    pub actor: String,
    /// By which program; none where nobody knows.
    pub via: Option<Via>,
    /// When.
    pub at: Millis,
    /// Whether it was taken back.
    pub undone: bool,
    /// Whether it was taken back in part: taking it back goes on with the rest.
    pub in_part: bool,
    /// The action that this one took back.
    pub undoes: Option<ActionId>,
}

/// The newest actions first.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn history(ws: &Workspace, limit: u32) -> Result<Vec<ActionCard>, Problem> {
    ws.read(move |tx| {
        let rows = store::actions(tx, limit)?;
        Ok(rows
            .into_iter()
            .map(|row| ActionCard {
                id: row.id,
                label: row.label,
                actor: row.actor,
                via: row.via,
                at: row.at,
                undone: row.undone,
                in_part: row.stands_until.is_some(),
                undoes: row.undoes,
            })
            .collect())
    })
    .await
}

/// What an undo or a redo took back.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Undone {
    /// The action that is no more.
    pub action: ActionId,
    /// What people know it by; of what is done again, the act itself.
    pub label: Message,
    /// What of it stays, because it was changed since; or what was not done again, because something is in the way.
    pub left: Option<Message>,
}

/// Takes back the newest action that still stands; `None` takes the newest, else that very one. What was done to very many is taken back in
/// parts, as a job that can be stopped.
///
/// # Errors
/// `workspace.nothing_to_undo`, `workspace.undo_changed_since`, `workspace.undo_stopped`: nothing has changed. Of what was done to very
/// many a part is taken back where it says `workspace.undo_in_part` (somebody changed the rest meanwhile) or `workspace.undo_paused`.
pub async fn undo(ws: &Workspace, plugs: Plugs, action: Option<ActionId>) -> Result<Undone, Problem> {
    take_back(ws, plugs, action, false).await
}

/// Does again what the newest undo took back: a new act ends what can be done so. A named action is done again whatever was done since, if
/// nothing is in its way; of what a module keeps itself (an import), as much as nothing is in the way of.
///
/// # Errors
/// `workspace.nothing_to_redo`, `workspace.undo_changed_since`, `importing.not_again`: nothing has changed.
pub async fn redo(ws: &Workspace, plugs: Plugs, action: Option<ActionId>) -> Result<Undone, Problem> {
    take_back(ws, plugs, action, true).await
}

async fn take_back(ws: &Workspace, plugs: Plugs, action: Option<ActionId>, redo: bool) -> Result<Undone, Problem> {
    let file = ws.clone();
    // Of what the key does again, a new act meanwhile is the end.
    let newest = redo && action.is_none();
    let (found, redo, in_steps) = ws
        .read(move |tx| {
            let found = to_take_back(tx, action, redo)?;
            let (found, redo) = if redo { (found, redo) } else { act_meant(tx, found)? };
            let in_steps = undo::is_in_steps(tx, found.id)?;
            Ok((found, redo, in_steps))
        })
        .await?;
    let label = Message::new(if redo { "workspace.action.redo" } else { "workspace.action.undo" });
    if !found.kept_elsewhere && !in_steps {
        return ws.write(label, move |tx| put_back(tx, plugs, found.id, newest)).await;
    }
    let work = move || {
        if in_steps {
            return put_back_in_parts(&file, plugs, found.id, redo, newest);
        }
        if redo {
            let finish = move |tx: &WriteTx<'_>, back| taken_back(tx, plugs, still_standing(tx, found.id)?, back);
            let done = (plugs.redo_elsewhere)(&file, found.undoes.unwrap_or(found.id), &label, Arc::new(finish))?;
            (plugs.tidy)(&file)?;
            return Ok(done);
        }
        let take_back = (plugs.undo_elsewhere)(&file, found.id)?;
        let done = file.write_yielding(&label, move |tx| {
            let found = still_standing(tx, found.id)?;
            let back = take_back(tx)?;
            taken_back(tx, plugs, found, back)
        })?;
        (plugs.tidy)(&file)?;
        Ok(done)
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| Problem::failure("workspace.read_lost").because(e))?
}

/// What an undo or a redo takes back.
fn to_take_back(tx: &ReadTx<'_>, action: Option<ActionId>, redo: bool) -> Result<store::ActionRow, Problem> {
    match action {
        Some(id) if redo => store::undo_of(tx, id)?,
        Some(id) => return still_standing(tx, id),
        None if redo => store::newest_to_redo(tx, None)?,
        None => store::newest_to_undo(tx)?,
    }
    .ok_or_else(|| Problem::refusal(if redo { "workspace.nothing_to_redo" } else { "workspace.nothing_to_undo" }))
}

/// What is meant by taking `found` back, and whether that is a redo: of what a module keeps itself, to take its undo back is to do it again,
/// and to take that back is to undo it once more.
fn act_meant(tx: &ReadTx<'_>, found: store::ActionRow) -> Result<(store::ActionRow, bool), Problem> {
    let undoes = found.undoes.filter(|_| found.kept_elsewhere);
    let Some(undone) = undoes.map(|id| store::action(tx, id)).transpose()?.flatten() else { return Ok((found, false)) };
    match undone.undoes {
        None => Ok((found, true)),
        Some(act) => act_meant(tx, still_standing(tx, act)?),
    }
}

/// The action, if it was not taken back meanwhile.
fn still_standing(tx: &ReadTx<'_>, id: ActionId) -> Result<store::ActionRow, Problem> {
    match store::action(tx, id)? {
        None => Err(Problem::refusal("workspace.nothing_to_undo")),
        Some(found) if found.undone => Err(Problem::refusal("workspace.undo_done")),
        Some(found) => Ok(found),
    }
}

/// Takes back what history's own triggers kept.
fn put_back(tx: &WriteTx<'_>, plugs: Plugs, id: ActionId, newest: bool) -> Result<Undone, Problem> {
    let (found, back) = some_back(tx, plugs, id, newest)?;
    taken_back(tx, plugs, found, history::TakenBack { touched: back.touched, left: None })
}

/// The same of as much as one transaction takes. `newest`: only if it is what comes to be done again next.
fn some_back(tx: &WriteTx<'_>, plugs: Plugs, id: ActionId, newest: bool) -> Result<(store::ActionRow, undo::Back), Problem> {
    let found = still_standing(tx, id)?;
    if newest && found.stands_until.is_none() && store::newest_to_redo(tx, tx.action())?.is_none_or(|newest| newest.id != id) {
        return Err(Problem::refusal("workspace.nothing_to_redo"));
    }
    let back = undo::some_back(tx, id, found.stands_until)?;
    if let Some(why) = (plugs.changed_elsewhere)(tx, id, &back.touched)? {
        return Err(Problem { what: why, ..Problem::refusal("workspace.undo_changed_since") }.todo("workspace.undo_changed_since.todo"));
    }
    Ok((found, back))
}

/// Takes an act upon many back in as many transactions as it takes, so that nobody who edits waits for all of it. Where it ends early, what
/// was taken back stays so: the rest is an act that stands, and taking that back goes on.
fn put_back_in_parts(ws: &Workspace, plugs: Plugs, id: ActionId, redo: bool, newest: bool) -> Result<Undone, Problem> {
    let (begun, total) = ws.read_blocking(|tx| {
        let found = still_standing(tx, id)?;
        undo::require_untouched(tx, id, found.stands_until)?;
        Ok((store::taking_back(tx, id)?, undo::standing(tx, id, found.stands_until)?))
    })?;
    let [title, whole, in_part] = if redo {
        ["workspace.job.redo", "workspace.action.redo", "workspace.action.redo_part"]
    } else {
        ["workspace.job.undo", "workspace.action.undo", "workspace.action.undo_part"]
    };
    let watched: Arc<dyn Watched> = (plugs.watched)(ws, Message::new(title)).into();
    let (watching, undone) = (Arc::clone(&watched), Arc::new(Mutex::new(None)));
    let (answer, rows) = (Arc::clone(&undone), AtomicU64::new(0));
    let done = ws.go_on_in_parts(begun, &Message::new(in_part), move |tx| {
        let so_far = rows.load(Ordering::Relaxed);
        let may_pause = so_far > 0 || begun.is_some();
        if !watching.goes_on(so_far, total) {
            return Err(Problem::refusal(if may_pause { "workspace.undo_paused" } else { "workspace.undo_stopped" }));
        }
        let (found, back) = some_back(tx, plugs, id, newest).map_err(|problem| as_paused(problem, may_pause))?;
        rows.fetch_add(back.touched.len() as u64, Ordering::Relaxed);
        if let Some(until) = back.stands_until {
            store::mark_begun(tx, id, until)?;
            (plugs.reindex)(tx, &back.touched)?;
            return Ok(Part { label: Message::new(in_part), whole: false });
        }
        let whole_back = taken_back(tx, plugs, found, history::TakenBack { touched: back.touched, left: None })?;
        *answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(whole_back);
        Ok(Part { label: Message::new(whole), whole: true })
    });
    watched.ended(done.as_ref().err());
    done?;
    undone.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or_else(|| Problem::failure("workspace.write_lost"))
}

/// What is in the way once a part is taken back does not say that nothing was changed.
fn as_paused(problem: Problem, may_pause: bool) -> Problem {
    let what = match problem.code.as_str() {
        "workspace.undo_changed_since" => Message::new("workspace.undo_in_part"),
        "workspace.undo_taken" | "workspace.undo_in_use" | "workspace.undo_gone" => problem.what.clone(),
        _ => return problem,
    };
    if may_pause { Problem { what, ..problem }.todo("workspace.undo_in_part.todo") } else { problem }
}

fn taken_back(tx: &WriteTx<'_>, plugs: Plugs, found: store::ActionRow, back: history::TakenBack) -> Result<Undone, Problem> {
    store::mark_undone(tx, found.id, found.kept_elsewhere)?;
    (plugs.reindex)(tx, &back.touched)?;
    for topic in Topic::UNDOABLE {
        tx.changed(topic, None);
    }
    let (action, left) = (found.id, back.left);
    Ok(Undone { action, label: act_of(tx, found)?.label, left })
}

/// The act that was taken back, done again, and so on, however often: what people know it by.
fn act_of(tx: &ReadTx<'_>, mut turned: store::ActionRow) -> Result<store::ActionRow, Problem> {
    while let Some(before) = turned.undoes.map(|id| store::action(tx, id)).transpose()?.flatten() {
        turned = before;
    }
    Ok(turned)
}
