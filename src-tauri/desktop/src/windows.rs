//! Windows: how they begin, where they stand, and how they end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tauri::{
    AppHandle, DragDropEvent, Emitter as _, EventTarget, Manager as _, PhysicalSize, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    Window, WindowEvent, Wry,
};
use tauri_plugin_window_state::StateFlags;
use tidings_core::distribution::api::DistributionCard;
use tidings_core::distribution::{self, Because, DistributionState};
use tidings_core::error::Problem;
use tidings_core::ids::{DistributionId, Millis};
use tidings_core::rendering::Press;
use tidings_core::workspace::{Device, Workspace, same_file};

use crate::device::{Recent, Settings};
use crate::keeper::{Keeper, WINDOW};
use crate::shell::Shell;
use crate::tray::{self, Tray};

const NAME: &str = "Tidings";
const USUAL: (f64, f64) = (1280.0, 800.0);
/// Below this a screen loses something (U6); a smaller screen is taken as it is.
const LEAST: (f64, f64) = (1000.0, 700.0);
/// The event that asks a page to keep what is unsaved, and to say how to close.
const CLOSING: &str = "closing";
/// A page that has nothing to ask and does not answer for so long is dead: its window closes all the same.
const DEAD: std::time::Duration = std::time::Duration::from_secs(2);

/// Places and sizes of windows, kept in this machine's folder for settings.
pub(crate) fn remembered_places(device: &Device) -> tauri::plugin::TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        // A whole path: the machine's folder may be put elsewhere.
        .with_filename(device.folder.join("places.json").to_string_lossy())
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// The first start: the window of the workspace that was named, else the welcome.
pub(crate) fn first_start(app: &AppHandle, named: Option<PathBuf>) {
    match named {
        Some(path) => open_in_own_window(app, path),
        None => drop(make(app)),
    }
}

/// A second start: the window that is there comes to the front; a workspace that was named opens.
pub(crate) fn second_start(app: &AppHandle, named: Option<PathBuf>) {
    match named {
        Some(path) => open_in_own_window(app, path),
        None => {
            let mut windows: Vec<_> = app.webview_windows().into_iter().collect();
            windows.sort_by(|a, b| a.0.len().cmp(&b.0.len()).then_with(|| a.0.cmp(&b.0)));
            if let Some((_, window)) = windows.first() {
                bring_back(window);
            }
        }
    }
}

fn open_in_own_window(app: &AppHandle, path: PathBuf) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(there) = window_of(&app, &path) {
            bring_back(&there);
            return;
        }
        let empty = app.webview_windows().into_values().find(|window| app.state::<Shell>().workspace(window.label()).is_none());
        let Some(window) = empty.or_else(|| make(&app)) else { return };
        if let Err(problem) = open_into(&app, window.label(), path).await {
            app.state::<Shell>().set_trouble(window.label(), Some(problem));
            tell(&app, window.label());
        }
        bring_forward(&window);
    });
}

/// A new window, empty: its page shows the welcome.
pub(crate) fn make(app: &AppHandle) -> Option<WebviewWindow> {
    let label = app.state::<Shell>().new_label();
    let built = WebviewWindowBuilder::new(app, &label, WebviewUrl::App("index.html".into()))
        .title(NAME)
        .inner_size(USUAL.0, USUAL.1)
        .min_inner_size(LEAST.0, LEAST.1)
        // Windows' web view would keep what is typed, names and addresses too, outside the file.
        .general_autofill_enabled(false)
        .on_navigation(is_own)
        .build();
    match built {
        Ok(window) => {
            fit(&window);
            #[cfg(target_os = "linux")]
            revive(&window);
            Some(window)
        }
        Err(why) => {
            tracing::error!(%why, "no window could be made");
            app.state::<Shell>().forget(&label);
            None
        }
    }
}

/// A page that died is loaded anew, a few times; what goes on behind the window never noticed (R9).
#[cfg(target_os = "linux")]
fn revive(window: &WebviewWindow) {
    use std::sync::atomic::{AtomicU32, Ordering};
    use webkit2gtk::WebViewExt as _;

    const TIMES: u32 = 3;
    let died = AtomicU32::new(0);
    let watched = window.with_webview(move |webview| {
        webview.inner().connect_web_process_terminated(move |page, why| {
            tracing::error!(?why, "the page died");
            if died.fetch_add(1, Ordering::Relaxed) < TIMES {
                page.reload();
            }
        });
    });
    if let Err(why) = watched {
        tracing::warn!(%why, "the page is not watched over");
    }
}

/// The page goes nowhere: links leave through the system's browser (S4).
fn is_own(url: &tauri::Url) -> bool {
    matches!((url.scheme(), url.host_str()), ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) | ("about", _))
}

/// A screen smaller than the least size gets a window that fits on it.
fn fit(window: &WebviewWindow) {
    let Ok(Some(screen)) = window.current_monitor() else { return };
    let room = screen.size().to_logical::<f64>(screen.scale_factor());
    if room.width < LEAST.0 || room.height < LEAST.1 {
        let least = tauri::LogicalSize::new(room.width.min(LEAST.0), room.height.min(LEAST.1));
        drop(window.set_min_size(Some(least)));
        drop(window.set_size(PhysicalSize::new(screen.size().width, screen.size().height)));
    }
}

/// The window that shows the workspace at `path`.
pub(crate) fn window_of(app: &AppHandle, path: &Path) -> Option<WebviewWindow> {
    app.state::<Shell>().window_of(path).and_then(|label| app.get_webview_window(&label))
}

/// Shows a window and gives it the keyboard.
pub(crate) fn bring_forward(window: &WebviewWindow) {
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(why) = done {
            tracing::debug!(%why, "the window could not be brought forward");
        }
    }
}

/// Shows a window that may have been put away: it is not closed by itself any more.
pub(crate) fn bring_back(window: &WebviewWindow) {
    window.state::<Shell>().note_closing(window.label(), false);
    bring_forward(window);
}

/// Opens the workspace at `path` in the window `label`.
pub(crate) async fn open_into(app: &AppHandle, label: &str, path: PathBuf) -> Result<(), Problem> {
    let host = app.state::<Shell>().host();
    let ws = blocking(move || tidings_core::open(&path, host)).await?;
    show(app, label, ws).await
}

/// The window `label` shows `ws` from now on.
pub(crate) async fn show(app: &AppHandle, label: &str, ws: Workspace) -> Result<(), Problem> {
    ws.part::<Press>().plug(Arc::new(tidings_pdf::Typst));
    let organisation = tidings_core::workspace::api::info(&ws).await?.organisation;
    let shell = app.state::<Shell>();
    let device = shell.host().device;
    let mut settings = Settings::read(&device);
    settings.remember(Recent { path: ws.path().to_owned(), organisation: organisation.clone(), opened_at: ws.now() });
    if let Err(problem) = settings.write(&device) {
        tracing::warn!(code = problem.code, cause = problem.cause, "the list of workspaces could not be kept");
    }
    shell.seat(label, Keeper::begin(app, label, ws));
    set_title(app, label, &organisation);
    tell(app, label);
    Ok(())
}

/// The title is the organisation's name.
pub(crate) fn set_title(app: &AppHandle, label: &str, organisation: &str) {
    if let Some(window) = app.get_webview_window(label)
        && let Err(why) = window.set_title(&format!("{organisation} – {NAME}"))
    {
        tracing::debug!(%why, "the title stays");
    }
}

/// Tells the page of `label` to ask anew what it shows.
pub(crate) fn tell(app: &AppHandle, label: &str) {
    drop(app.emit_to(EventTarget::webview_window(label), WINDOW, ()));
}

/// Runs what may block on a thread that may.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|why| Problem::failure("workspace.read_lost").because(why))?
}

/// What happens to a window from outside.
pub(crate) fn happened(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    let shell = app.state::<Shell>();
    match event {
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => shell.grant(window.label(), paths),
        WindowEvent::CloseRequested { api, .. } if shell.workspace(window.label()).is_some() => {
            api.prevent_close();
            let again = shell.note_closing(window.label(), true);
            tauri::async_runtime::spawn(asked_to_close(app.clone(), window.label().to_owned(), again));
        }
        WindowEvent::Destroyed => {
            let (app, label) = (app.clone(), window.label().to_owned());
            tauri::async_runtime::spawn(async move {
                let shell = app.state::<Shell>();
                shell.close(&label).await;
                shell.forget(&label);
                tray::refresh(&app).await;
            });
        }
        _ => {}
    }
}

/// What the page needs to ask how to close (U14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub(crate) struct ClosingCard {
    /// Mails that are under way.
    pub(crate) sending: u32,
    /// When something goes by itself next; none: nothing does.
    pub(crate) next_at: Option<Millis>,
    /// Whether this desktop shows a tray: there the window goes; else it is made small.
    pub(crate) tray: bool,
    /// Whether the agent watches this workspace: it sends what is due without a window.
    pub(crate) agent: bool,
}

impl ClosingCard {
    async fn of(app: &AppHandle, ws: &Workspace) -> Self {
        let sending = distribution::api::under_way(ws).await.unwrap_or_default().iter().map(|card| card.waiting).sum();
        let due = distribution::api::due(ws).await.unwrap_or_default();
        // It was drawn when something became due, unless that is a moment ago.
        if !due.is_empty() {
            tray::refresh(app).await;
        }
        let device = app.state::<Shell>().host().device;
        let agent = tidings_core::agent::api::status(&device)
            .is_ok_and(|card| card.runs && card.workspaces.iter().any(|file| same_file(file, ws.path())));
        Self { sending, next_at: due.first().map(|next| next.at), tray: app.state::<Tray>().is_shown(), agent }
    }

    /// Whether closing would keep something from going that is not the agent's.
    fn asks(&self) -> bool {
        self.sending > 0 || (self.next_at.is_some() && !self.agent)
    }
}

/// Asks the page how to close (U14). A page that answers nothing is dead: then its window closes, after sending if it sends.
async fn asked_to_close(app: AppHandle, label: String, again: bool) {
    let Some(ws) = app.state::<Shell>().workspace(&label) else { return };
    let card = ClosingCard::of(&app, &ws).await;
    drop(app.emit_to(EventTarget::webview_window(&label), CLOSING, card.clone()));
    if card.asks() {
        if again {
            close_when_sent(&app, &label).await;
        }
        return;
    }
    tokio::time::sleep(DEAD).await;
    close(&app, &label).await;
}

/// Ends the window's work and takes it off the screen.
pub(crate) async fn close(app: &AppHandle, label: &str) {
    app.state::<Shell>().close(label).await;
    if let Some(window) = app.get_webview_window(label)
        && let Err(why) = window.destroy()
    {
        tracing::error!(%why, "the window could not be closed");
    }
}

/// All windows come forward, also those that were put away.
pub(crate) fn show_all(app: &AppHandle) {
    for window in app.webview_windows().into_values() {
        bring_back(&window);
    }
}

/// Asks every window to close, as its own button does; those that have a question come forward with it.
pub(crate) fn ask_all_to_close(app: &AppHandle) {
    show_all(app);
    for window in app.webview_windows().into_values() {
        drop(window.close());
    }
}

/// What waits for the user's answer; what the user paused by hand asks nothing.
async fn asking(ws: &Workspace) -> Vec<DistributionId> {
    let all = distribution::api::list(ws).await.unwrap_or_default();
    let asks = |card: &&DistributionCard| {
        let by_hand = card.because == Some(Because::User) && card.trouble.is_none();
        card.state == DistributionState::Paused && !by_hand && card.first.is_none_or(|first| first.goes_on_at.is_none())
    };
    all.iter().filter(asks).map(|card| card.distribution).collect()
}

/// Puts the window into the tray, or makes it small where there is none, and closes it once nothing goes by itself any more. Where
/// something has to be answered meanwhile, it comes back.
pub(crate) async fn close_when_sent(app: &AppHandle, label: &str) {
    if let Some(window) = app.get_webview_window(label) {
        drop(if app.state::<Tray>().is_shown() { window.hide() } else { window.minimize() });
    }
    let Some(ws) = app.state::<Shell>().workspace(label) else { return };
    let asked_before = asking(&ws).await;
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let shell = app.state::<Shell>();
        let Some(ws) = shell.workspace(label) else { return };
        if shell.stays_open(label) {
            return;
        }
        if asking(&ws).await.iter().any(|id| !asked_before.contains(id)) {
            shell.note_closing(label, false);
            if let Some(window) = app.get_webview_window(label) {
                bring_forward(&window);
            }
            return;
        }
        // What cannot be asked is not waited for.
        let goes = !distribution::api::under_way(&ws).await.unwrap_or_default().is_empty();
        let held = app.state::<Tray>().holds(label);
        if !goes && !held && distribution::api::due(&ws).await.unwrap_or_default().is_empty() {
            break;
        }
    }
    close(app, label).await;
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn the_page_goes_nowhere() {
        let own = |url: &str| is_own(&url.parse().unwrap());
        assert!(own("tauri://localhost/index.html") && own("http://tauri.localhost/"));
        for url in ["https://example.org/", "http://localhost/", "file:///etc/passwd", "tauri://elsewhere/", "javascript:alert(1)"] {
            assert!(!own(url), "{url}");
        }
    }
}
