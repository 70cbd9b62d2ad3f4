//! The tray: as long as something goes by itself, Tidings stands there too, and a window may be put away (U14).

#[cfg(target_os = "linux")]
mod item;
#[cfg(not(target_os = "linux"))]
mod other;

use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager as _};
use tidings_core::distribution::DistributionState;
use tidings_core::distribution::api;
use tidings_core::ids::{DistributionId, Millis};
use tidings_core::messages::{Language, Message};

use crate::shell::Shell;
use crate::windows;

#[cfg(not(target_os = "linux"))]
pub(crate) use other::heard;

#[cfg(target_os = "linux")]
use item as system;
#[cfg(not(target_os = "linux"))]
use other as system;

/// What the tray shows now; no texts of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Face {
    /// What is due next, in words.
    next: String,
    /// Whether the tray's “Pause” stopped it: then “Go on” stands there.
    paused: bool,
}

/// What somebody chose in its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chosen {
    Open,
    Pause,
    GoOn,
    Quit,
}

impl Face {
    /// The menu: what is said, and what choosing it does; the second line only tells.
    fn lines(&self) -> [(String, Option<Chosen>); 4] {
        let say = |key: &'static str| Message::new(key).text(language());
        let brake =
            if self.paused { (say("agent.tray.go_on"), Some(Chosen::GoOn)) } else { (say("agent.tray.pause"), Some(Chosen::Pause)) };
        [(say("agent.tray.open"), Some(Chosen::Open)), (self.next.clone(), None), brake, (say("agent.tray.quit"), Some(Chosen::Quit))]
    }
}

/// The tray of this run.
#[derive(Default)]
pub(crate) struct Tray {
    system: tokio::sync::Mutex<system::Icon>,
    /// What the tray's “Pause” stopped, by window.
    paused: Mutex<Vec<(String, DistributionId)>>,
    /// Whether the desktop shows the icon.
    shown: std::sync::atomic::AtomicBool,
}

impl Tray {
    /// Whether the desktop shows the icon now.
    pub(crate) fn is_shown(&self) -> bool {
        self.shown.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// Whether its “Pause” stopped something of this window that “Go on” would let go.
    pub(crate) fn holds(&self, label: &str) -> bool {
        self.paused().iter().any(|(window, _)| window == label)
    }

    fn note_shown(&self, shown: bool) {
        self.shown.store(shown, std::sync::atomic::Ordering::SeqCst);
    }

    fn paused(&self) -> std::sync::MutexGuard<'_, Vec<(String, DistributionId)>> {
        self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The language of this session.
fn language() -> Language {
    Language::of_this_user()
}

/// Looks anew what is due in all windows, and shows it, or nothing.
pub(crate) async fn refresh(app: &AppHandle) {
    let (shell, tray) = (app.state::<Shell>(), app.state::<Tray>());
    let mut next: Option<(Millis, String)> = None;
    for (label, ws) in shell.workspaces() {
        for due in api::due(&ws).await.unwrap_or_default() {
            if next.as_ref().is_some_and(|(at, _)| *at <= due.at) {
                break;
            }
            let Ok(card) = api::show(&ws, due.distribution).await else { continue };
            next = Some((due.at, said(&card.title, due.at, ws.now())));
        }
        tray.paused().retain(|(window, _)| *window != label || shell.workspace(window).is_some());
    }
    let paused = !tray.paused().is_empty();
    let face = match next {
        Some((_, next)) => Some(Face { next, paused }),
        None if paused => Some(Face { next: Message::new("agent.tray.paused").text(language()), paused }),
        None => None,
    };
    let mut system = tray.system.lock().await;
    let shown = system.show(app, face).await;
    tray.note_shown(shown);
}

/// What is due next, on this machine's clock.
fn said(title: &str, at: Millis, now: Millis) -> String {
    // A menu is narrow.
    let short: String = title.chars().take(40).collect();
    let title = if short.len() < title.len() { format!("{short}…") } else { short };
    if at <= now {
        return Message::new("agent.tray.now").with("title", title).text(language());
    }
    let local = chrono::DateTime::from_timestamp_millis(at.get()).map(|at| at.with_timezone(&chrono::Local));
    let at = local.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    Message::new("agent.tray.next").with("title", title).with("at", at).text(language())
}

/// Does what was chosen in the menu.
pub(crate) fn chosen(app: &AppHandle, what: Chosen) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match what {
            Chosen::Open => windows::show_all(&app),
            Chosen::Quit => windows::ask_all_to_close(&app),
            Chosen::Pause => pause(&app).await,
            Chosen::GoOn => go_on(&app).await,
        }
        refresh(&app).await;
    });
}

/// Holds everything that goes by itself, or would.
async fn pause(app: &AppHandle) {
    for (label, ws) in app.state::<Shell>().workspaces() {
        for due in api::due(&ws).await.unwrap_or_default() {
            let goes = api::show(&ws, due.distribution).await.is_ok_and(|card| {
                matches!(card.state, DistributionState::Sending | DistributionState::Holding | DistributionState::Scheduled)
            });
            if goes && api::pause(&ws, due.distribution).await.is_ok() {
                app.state::<Tray>().paused().push((label.clone(), due.distribution));
            }
        }
    }
}

/// Lets go on what the menu's “Pause” held, as far as it waits for the user still.
async fn go_on(app: &AppHandle) {
    let held = std::mem::take(&mut *app.state::<Tray>().paused());
    for (label, id) in held {
        let Some(ws) = app.state::<Shell>().workspace(&label) else { continue };
        let waits = api::show(&ws, id).await.is_ok_and(|card| card.state == DistributionState::Paused);
        if waits && let Err(problem) = api::resume(&ws, id).await {
            tracing::warn!(code = problem.code, "it does not go on");
        }
    }
}

/// The desktop shows no tray any more: windows that were put away come back, small.
#[cfg(target_os = "linux")]
fn went_away(app: &AppHandle) {
    app.state::<Tray>().note_shown(false);
    for window in app.webview_windows().into_values() {
        if !window.is_visible().unwrap_or(true) {
            for done in [window.show(), window.minimize()] {
                drop(done);
            }
        }
    }
}
