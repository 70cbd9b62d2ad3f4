//! What concerns windows: which workspace they show, dialogs of the system, zoom, links.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Manager as _, WebviewWindow};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};
use tauri_plugin_opener::OpenerExt as _;
use tidings_core::error::{Place, Problem};
use tidings_core::ids::{DistributionId, Millis};
use tidings_core::workspace::Host;
use tidings_core::workspace::api::WorkspaceCard;
use tidings_core::{distribution, literature, workspace};

use crate::device::{Settings, documents, file_name, with_ending};
use crate::grants::not_granted;
use crate::shell::{Open, Shell};
use crate::windows;

/// What a window shows.
#[derive(Debug, Serialize, Type)]
pub(crate) struct WindowState {
    /// Its workspace; none shows the welcome.
    pub(crate) workspace: Option<WorkspaceCard>,
    /// What went wrong at opening, or was found in the background.
    pub(crate) trouble: Option<Problem>,
    /// Where a new workspace is kept unless another place is chosen.
    pub(crate) folder: String,
    /// The user's name.
    pub(crate) user: String,
}

/// A workspace that was open on this machine.
#[derive(Debug, Serialize, Type)]
pub(crate) struct RecentWorkspace {
    /// The file.
    pub(crate) path: String,
    /// Whose it is.
    pub(crate) organisation: String,
    /// The name of its folder.
    pub(crate) folder: String,
    /// Its size in bytes.
    #[specta(type = u32)]
    pub(crate) bytes: u64,
    /// When it was opened last.
    pub(crate) opened_at: Millis,
    /// It is not where it was, or its disk is not connected.
    pub(crate) missing: bool,
}

/// How a window that was asked to close is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Closing {
    /// At once: nothing is under way.
    Now,
    /// Once everything that is under way is sent.
    WhenSent,
    /// What is under way or due is paused first.
    Paused,
    /// What is under way is left to the agent, which goes on with it.
    ToAgent,
    /// Not at all.
    Stay,
}

/// What this window shows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_state(window: WebviewWindow) -> Result<WindowState, Problem> {
    let shell = window.state::<Shell>();
    let workspace = match shell.workspace(window.label()) {
        Some(ws) => Some(workspace::api::info(&ws).await?),
        None => None,
    };
    Ok(WindowState {
        workspace,
        trouble: shell.trouble(window.label()),
        folder: documents().display().to_string(),
        user: shell.host().actor,
    })
}

/// The workspaces that were open on this machine, the last one first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_recent(window: WebviewWindow) -> Result<Vec<RecentWorkspace>, Problem> {
    let device = window.state::<Shell>().host().device;
    windows::blocking(move || {
        let recent = Settings::read(&device).recent.into_iter().map(|one| {
            let about = std::fs::metadata(&one.path).ok().filter(std::fs::Metadata::is_file);
            let folder = one.path.parent().and_then(Path::file_name).unwrap_or_default();
            RecentWorkspace {
                organisation: one.organisation,
                folder: folder.to_string_lossy().into_owned(),
                bytes: about.as_ref().map_or(0, std::fs::Metadata::len),
                opened_at: one.opened_at,
                missing: about.is_none(),
                path: one.path.display().to_string(),
            }
        });
        Ok(recent.collect())
    })
    .await
}

/// Takes a workspace off the list; its file stays where it is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_forget_recent(window: WebviewWindow, path: PathBuf) -> Result<(), Problem> {
    let device = window.state::<Shell>().host().device;
    let mut settings = Settings::read(&device);
    settings.forget(&path);
    settings.write(&device)
}

/// Asks where a new workspace is to be kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_choose_place(window: WebviewWindow, organisation: String) -> Result<Option<String>, Problem> {
    let name = format!("{}.tidings", file_name(&organisation));
    let chosen = ask(&window, |dialog, answer| {
        workspaces(dialog).set_directory(documents()).set_file_name(name).save_file(move |path| answer(path.into_iter().collect()));
    })
    .await?;
    Ok(chosen.into_iter().next().map(|path| shown(&path)))
}

/// Asks for a workspace to open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_choose_open(window: WebviewWindow) -> Result<Option<String>, Problem> {
    let chosen = ask(&window, |dialog, answer| workspaces(dialog).pick_file(move |path| answer(path.into_iter().collect()))).await?;
    Ok(chosen.into_iter().next().map(|path| shown(&path)))
}

/// The files that people can be imported from.
const IMPORTED: &[&str] = &["csv", "tsv", "txt", "xlsx", "xlsm", "ods", "vcf", "vcard", "ldif", "ldi", "json", "jsonl", "ndjson"];

/// Asks for a file of people to import.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_choose_table(window: WebviewWindow) -> Result<Option<String>, Problem> {
    let chosen = ask(&window, |dialog, answer| {
        dialog.add_filter("CSV, XLSX, ODS, vCard, LDIF, JSON", IMPORTED).pick_file(move |path| answer(path.into_iter().collect()));
    })
    .await?;
    Ok(chosen.into_iter().next().map(|path| shown(&path)))
}

/// Asks for a certificate to check.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_choose_certificate(window: WebviewWindow) -> Result<Option<String>, Problem> {
    let chosen = ask(&window, |dialog, answer| {
        dialog.add_filter("JSON", &["json"]).pick_file(move |path| answer(path.into_iter().collect()));
    })
    .await?;
    Ok(chosen.into_iter().next().map(|path| shown(&path)))
}

/// Asks for files to attach.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_choose_files(window: WebviewWindow) -> Result<Vec<String>, Problem> {
    let chosen = ask(&window, |dialog, answer| dialog.pick_files(move |paths| answer(paths.unwrap_or_default()))).await?;
    Ok(chosen.iter().map(|path| shown(path)).collect())
}

/// Asks for a folder whose files are attached.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_choose_folder(window: WebviewWindow) -> Result<Option<String>, Problem> {
    let chosen = ask(&window, |dialog, answer| dialog.pick_folder(move |path| answer(path.into_iter().collect()))).await?;
    Ok(chosen.into_iter().next().map(|path| shown(&path)))
}

/// Asks where to write a file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_choose_save(window: WebviewWindow, name: String) -> Result<Option<String>, Problem> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name.as_str(), "csv"));
    let (name, ending) = (format!("{}.{ending}", file_name(stem)), ending.to_owned());
    let chosen = ask(&window, |dialog, answer| {
        dialog.add_filter(ending.to_uppercase(), &[&ending]).set_file_name(name).save_file(move |path| answer(path.into_iter().collect()));
    })
    .await?;
    Ok(chosen.into_iter().next().map(|path| shown(&path)))
}

/// Makes a workspace and shows it; without a path it is kept among the user's documents.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_create(
    app: AppHandle,
    window: WebviewWindow,
    organisation: String,
    user: String,
    path: Option<PathBuf>,
) -> Result<(), Problem> {
    let shell = app.state::<Shell>();
    if organisation.trim().is_empty() {
        return Err(Problem::refusal("workspace.no_name").at(Place::field("organisation")));
    }
    let path = match path {
        Some(chosen) => {
            shell.check(window.label(), &[&chosen])?;
            with_ending(chosen)
        }
        None => documents().join(format!("{}.tidings", file_name(&organisation))),
    };
    keep_user(&shell, &user).await?;
    let host = shell.host();
    let ws = windows::blocking(move || tidings_core::create(&path, organisation.trim(), host)).await?;
    let label = seat_for(&app, &window);
    windows::show(&app, &label, ws).await
}

/// Opens a workspace that the user named, or that was open here before; one that is open comes to the front.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_open(app: AppHandle, window: WebviewWindow, path: PathBuf) -> Result<(), Problem> {
    let shell = app.state::<Shell>();
    let known = Settings::read(&shell.host().device).recent.iter().any(|one| one.path == path);
    // What is open in another window comes forward, by whichever path it was named.
    if !known && shell.check(window.label(), &[&path]).is_err_and(|why| why.code == not_granted(&path).code) {
        return Err(not_granted(&path));
    }
    open(&app, &window, path).await
}

/// Opens the sample; the first time it is made, on this machine and apart from the user's own files.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_open_sample(app: AppHandle, window: WebviewWindow) -> Result<(), Problem> {
    let host = app.state::<Shell>().host();
    let folder = host.device.folder.join("sample");
    let path = folder.join(format!("{}.tidings", tidings_core::sample::ORGANISATION));
    if !path.exists() {
        // Made beside its place, under a name that is no workspace's: nobody takes what is half there, or was interrupted, for a whole one.
        let draft = folder.join("draft");
        let fail = |why: std::io::Error| Problem::failure("workspace.device_folder").because(why);
        std::fs::create_dir_all(&folder).map_err(fail)?;
        // An earlier version called it a workspace.
        for left in ["draft", "draft-wal", "draft-shm", "draft.tidings", "draft.tidings-wal", "draft.tidings-shm"] {
            drop(std::fs::remove_file(folder.join(left)));
        }
        let made = draft.clone();
        let ws = windows::blocking(move || tidings_core::create(&made, tidings_core::sample::ORGANISATION, host)).await?;
        tidings_core::sample::fill(&ws).await?;
        drop(ws);
        std::fs::rename(&draft, &path).map_err(fail)?;
    }
    open(&app, &window, path).await
}

/// Opens one more window, with the welcome.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_new(app: AppHandle) -> Result<(), Problem> {
    windows::make(&app).map(drop).ok_or_else(|| Problem::failure("workspace.no_window"))
}

/// Scales everything in the window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_zoom(window: WebviewWindow, factor: f64) -> Result<(), Problem> {
    let factor = if factor.is_finite() { factor.clamp(0.5, 3.0) } else { 1.0 };
    window.set_zoom(factor).map_err(|why| Problem::failure("workspace.no_window").because(why))
}

/// Opens a link in the program that the system has for it: web pages, mail and telephone numbers alone (S4).
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_open_link(app: AppHandle, link: String) -> Result<(), Problem> {
    if !may_leave(&link) {
        return Err(Problem::refusal("workspace.link_refused").with("link", link));
    }
    app.opener().open_url(link, None::<&str>).map_err(|why| Problem::failure("workspace.no_program").because(why))
}

/// Shows this window's workspace in the system's file manager.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_reveal(app: AppHandle, ws: Open) -> Result<(), Problem> {
    app.opener().reveal_item_in_dir(ws.path()).map_err(|why| Problem::failure("workspace.no_program").because(why))
}

/// Answers the question how this window is to close (U14).
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_close(app: AppHandle, window: WebviewWindow, how: Closing) -> Result<(), Problem> {
    let (shell, label) = (app.state::<Shell>(), window.label().to_owned());
    shell.note_closing(&label, how != Closing::Stay);
    match how {
        Closing::Stay => {}
        Closing::Now => windows::close(&app, &label).await,
        Closing::WhenSent => {
            tauri::async_runtime::spawn(async move { windows::close_when_sent(&app, &label).await });
        }
        Closing::Paused => {
            if let Some(ws) = shell.workspace(&label) {
                let under_way = distribution::api::under_way(&ws).await?.into_iter().map(|card| card.distribution);
                let due = distribution::api::due(&ws).await?.into_iter().map(|due| due.distribution);
                let all: BTreeSet<DistributionId> = under_way.chain(due).collect();
                for id in all {
                    // Of one whose rest waits for its minutes nothing goes before the next start asks.
                    if let Err(problem) = distribution::api::pause(&ws, id).await
                        && problem.code != "distribution.not_running"
                    {
                        return Err(problem);
                    }
                }
            }
            windows::close(&app, &label).await;
        }
        Closing::ToAgent => {
            if let Some(ws) = shell.workspace(&label) {
                distribution::api::hand_over(&ws).await?;
            }
            windows::close(&app, &label).await;
        }
    }
    Ok(())
}

/// Opens `path` here if this window shows the welcome, else in a window of its own.
async fn open(app: &AppHandle, window: &WebviewWindow, path: PathBuf) -> Result<(), Problem> {
    if let Some(there) = windows::window_of(app, &path) {
        windows::bring_back(&there);
        return Ok(());
    }
    let label = seat_for(app, window);
    let opened = windows::open_into(app, &label, path).await;
    if opened.is_err()
        && label != window.label()
        && let Some(empty) = app.get_webview_window(&label)
    {
        drop(empty.destroy());
    }
    opened
}

/// This window while it shows the welcome, else a new one.
fn seat_for(app: &AppHandle, window: &WebviewWindow) -> String {
    let free = app.state::<Shell>().workspace(window.label()).is_none();
    let made = if free { None } else { windows::make(app) };
    made.map_or_else(|| window.label().to_owned(), |made| made.label().to_owned())
}

/// Whoever works here goes by another name, on this machine and in every workspace that is open; an empty one changes nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_rename_user(app: AppHandle, name: String) -> Result<(), Problem> {
    let shell = app.state::<Shell>();
    keep_user(&shell, &name).await?;
    shell.workspaces().iter().for_each(|(label, _)| windows::tell(&app, label));
    Ok(())
}

async fn keep_user(shell: &Shell, user: &str) -> Result<(), Problem> {
    let user = user.split_whitespace().collect::<Vec<_>>().join(" ");
    if user.is_empty() {
        return Ok(());
    }
    for (_, ws) in shell.workspaces() {
        literature::api::write_as(&ws, user.clone()).await?;
    }
    let Host { actor: before, device, .. } = shell.host();
    shell.rename_user(&user);
    let mut settings = Settings::read(&device);
    settings.rename_user(before, user);
    settings.write(&device)
}

fn may_leave(link: &str) -> bool {
    tauri::Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto" | "tel"))
}

fn workspaces(dialog: FileDialogBuilder<tauri::Wry>) -> FileDialogBuilder<tauri::Wry> {
    dialog.add_filter("Tidings", &["tidings"])
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Shows a dialog of the system over `window`; what the user names is granted to the window (S6).
async fn ask(
    window: &WebviewWindow,
    show: impl FnOnce(FileDialogBuilder<tauri::Wry>, Box<dyn FnOnce(Vec<FilePath>) + Send>),
) -> Result<Vec<PathBuf>, Problem> {
    let (answer, wait) = tokio::sync::oneshot::channel();
    let dialog = window.dialog().file().set_parent(window);
    show(dialog, Box::new(move |chosen| drop(answer.send(chosen))));
    let chosen: Vec<PathBuf> = wait.await.unwrap_or_default().into_iter().filter_map(|path| path.into_path().ok()).collect();
    window.state::<Shell>().grant(window.label(), &chosen);
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::may_leave;

    #[test]
    fn web_mail_and_telephone_links_leave_and_nothing_else() {
        for link in ["https://example.org/", "http://example.org", "mailto:press@example.org", "tel:+31201234567"] {
            assert!(may_leave(link), "{link}");
        }
        for link in ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ssh://host", "/etc/passwd", "C:\\Windows", ""] {
            assert!(!may_leave(link), "{link}");
        }
    }
}
