//! What the shells ask of the practice account.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::post::Post;
use super::server::{self, Kept, Serving, Told};
use super::view::Views;
use super::{PracticeConduct, PracticeLetter, PracticeMail, folder, letter, store};
use crate::clock::Clock;
use crate::contacts;
use crate::error::Problem;
use crate::ids::{PracticeMailId, ViewId};
use crate::segments::ViewCard;
use crate::workspace::{ReadTx, Topic, Workspace, set_setting, setting};

/// The setting that holds the conduct.
const CONDUCT: &str = "practice_conduct";
/// Mails that are removed in one transaction.
const MAILS_AT_ONCE: u32 = 100;
/// Shared parts that are removed in one transaction: 8 MB at most.
const PARTS_AT_ONCE: u32 = 8;

/// How the practice server behaves.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn conduct(ws: &Workspace) -> Result<PracticeConduct, Problem> {
    ws.read(|tx| {
        let kept = setting(tx, CONDUCT)?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    })
    .await
}

/// Lets the practice server behave so, from the next recipient on. Gives it back as it is kept.
///
/// # Errors
/// `practice.bad_pattern` with the rule's place, `practice.too_many_rules`: nothing has changed.
pub async fn set_conduct(ws: &Workspace, conduct: PracticeConduct) -> Result<PracticeConduct, Problem> {
    let conduct = conduct.judged()?;
    let text = serde_json::to_string(&conduct).map_err(|error| Problem::failure("workspace.failed").because(error))?;
    ws.write_quietly(move |tx| {
        set_setting(tx, CONDUCT, &text)?;
        tx.changed(Topic::PracticeMail, None);
        Ok(())
    })
    .await?;
    Ok(conduct)
}

/// Opens the mailbox as a list, newest first; with `search` only mails that have the beginnings of all its words in
/// sender, recipient or subject.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn open_view(ws: &Workspace, search: String) -> Result<ViewCard, Problem> {
    let ids = ws.read(move |tx| found(tx, &search)).await?;
    Ok(ws.part::<Views>().open(ids))
}

fn found(tx: &ReadTx<'_>, search: &str) -> Result<Vec<PracticeMailId>, Problem> {
    let words: Vec<String> = search.split_whitespace().map(contacts::words).filter(|word| !word.trim().is_empty()).collect();
    Ok(store::ids(tx, &words)?)
}

/// The mails from place `from` to before `to` of a view; none where a mail is gone.
///
/// # Errors
/// `practice.view_closed`.
pub async fn view_rows(ws: &Workspace, view: ViewId, from: u32, to: u32) -> Result<Vec<Option<PracticeMail>>, Problem> {
    let ids = ws.part::<Views>().ids(view, from, to)?;
    ws.read(move |tx| {
        let mut found = store::mails(tx, &ids)?.into_iter().peekable();
        // Both are in one order: newest first.
        Ok(ids.iter().map(|id| found.next_if(|mail| mail.id == *id)).collect())
    })
    .await
}

/// Closes a view.
pub fn close_view(ws: &Workspace, view: ViewId) {
    ws.part::<Views>().close(view);
}

/// The newest mails, with `search` as in [`open_view`].
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn list(ws: &Workspace, search: String, limit: u32) -> Result<Vec<PracticeMail>, Problem> {
    ws.read(move |tx| {
        let ids = found(tx, &search)?;
        let most = ids.len().min(limit as usize);
        Ok(store::mails(tx, ids.get(..most).unwrap_or_default())?)
    })
    .await
}

/// How many mails there are.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn count(ws: &Workspace) -> Result<u32, Problem> {
    ws.read(|tx| Ok(store::count(tx)?)).await
}

/// Reads a mail: text, harmless HTML, head, files.
///
/// # Errors
/// `practice.no_mail`.
pub async fn read(ws: &Workspace, id: PracticeMailId) -> Result<PracticeLetter, Problem> {
    ws.read(move |tx| {
        let mail = store::mail(tx, id)?.ok_or_else(|| no_mail(id))?;
        Ok(letter::read(mail, &bytes(tx, id)?))
    })
    .await
}

/// A mail byte for byte as it came.
///
/// # Errors
/// `practice.no_mail`.
pub async fn raw(ws: &Workspace, id: PracticeMailId) -> Result<Vec<u8>, Problem> {
    ws.read(move |tx| bytes(tx, id)).await
}

fn bytes(tx: &ReadTx<'_>, id: PracticeMailId) -> Result<Vec<u8>, Problem> {
    store::bytes(tx, id)?.ok_or_else(|| no_mail(id))
}

fn no_mail(id: PracticeMailId) -> Problem {
    Problem::missing("practice.no_mail").with("mail", id.to_string())
}

/// Writes a file of a mail to `to`, whole or not at all. What stood there is replaced: the shell has asked.
///
/// # Errors
/// `practice.no_mail`, `practice.no_file`, `practice.unwritable`.
pub async fn save_file(ws: &Workspace, id: PracticeMailId, number: u32, to: PathBuf) -> Result<(), Problem> {
    ws.read(move |tx| {
        let (_, data) = letter::file(&bytes(tx, id)?, number)
            .ok_or_else(|| Problem::missing("practice.no_file").with("mail", id.to_string()).with("number", number))?;
        written(&to, &data)
    })
    .await
}

/// Writes a whole mail to `to`, as mail programs open it (`.eml`).
///
/// # Errors
/// `practice.no_mail`, `practice.unwritable`.
pub async fn save_mail(ws: &Workspace, id: PracticeMailId, to: PathBuf) -> Result<(), Problem> {
    ws.read(move |tx| written(&to, &bytes(tx, id)?)).await
}

fn written(to: &Path, data: &[u8]) -> Result<(), Problem> {
    let failed =
        |error: &dyn std::fmt::Display| Problem::failure("practice.unwritable").with("file", to.display().to_string()).because(error);
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(data).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    file.persist(to).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// Removes one mail. Nothing else refers to it; it cannot be undone.
///
/// # Errors
/// `practice.no_mail`.
pub async fn remove(ws: &Workspace, id: PracticeMailId) -> Result<(), Problem> {
    ws.write_quietly(move |tx| if store::remove(tx, id)? { Ok(()) } else { Err(no_mail(id)) }).await
}

/// Empties the mailbox, if it holds as many mails as the user saw. Gives how many went. Nothing else refers to them;
/// it cannot be undone. They go a few at a time, so that nobody who writes waits; the file gives their room back by itself.
///
/// # Errors
/// `practice.others_came` when it holds another number by now: nothing has changed.
pub async fn empty(ws: &Workspace, seen: u32) -> Result<u32, Problem> {
    let last = ws
        .read(move |tx| {
            let count = store::count(tx)?;
            if count != seen {
                return Err(Problem::needs_consent("practice.others_came").with("count", count).with("seen", seen));
            }
            Ok(store::newest(tx)?)
        })
        .await?;
    // What came in since is newer than the last, and stays.
    while ws.write_quietly(move |tx| Ok(store::empty_some(tx, last, MAILS_AT_ONCE)?)).await? {}
    while ws.write_quietly(move |tx| Ok(store::drop_parts(tx, PARTS_AT_ONCE)?)).await? {}
    Ok(seen)
}

/// A practice server to be run alone.
#[derive(Debug, Clone, Default)]
pub struct Serve {
    /// The port of 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The folder that mails go to as files; none: into the workspace.
    pub into: Option<PathBuf>,
    /// How it behaves; none: as the workspace says, or it accepts everything.
    pub conduct: Option<PracticeConduct>,
}

/// Runs the practice server alone, on loopback, until it is closed.
///
/// # Errors
/// `practice.port` when the port cannot be had, `practice.no_folder`, `practice.bad_pattern`, and
/// `workspace.none_named` when there is neither a folder nor a workspace to keep mails in.
pub async fn serve(ws: Option<&Workspace>, serve: Serve, clock: Arc<dyn Clock>) -> Result<Serving, Problem> {
    let kept = match (&serve.into, ws) {
        (Some(path), _) => Kept::Folder(folder::made(path)?),
        (None, Some(ws)) => Kept::Workspace(Post::start(ws.weak())),
        (None, None) => return Err(Problem::missing("workspace.none_named").todo("workspace.none_named.todo")),
    };
    let told = match (serve.conduct, ws) {
        (Some(conduct), _) => Told::Once(conduct.judged()?),
        (None, Some(ws)) => Told::ByWorkspace(ws.weak()),
        (None, None) => Told::Once(PracticeConduct::default()),
    };
    let started = server::start(serve.port, kept, told, clock).await;
    started.map_err(|error| Problem::failure("practice.port").with("port", serve.port).todo("practice.port.todo").because(error))
}
