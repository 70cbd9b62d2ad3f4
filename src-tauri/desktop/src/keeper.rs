//! What goes on behind a window while its workspace is open: the engine, backups, revisions of texts at rest, the watch
//! over the file, and the news for the page. None of it needs the page: a dead window does not stop the ledger (R9).

use std::future::Future;
use std::time::Duration;

use tauri::{AppHandle, Emitter as _, EventTarget, Manager as _};
use tidings_core::error::Problem;
use tidings_core::jobs::Registry;
use tidings_core::workspace::{Change, Topic, Workspace};
use tidings_core::{distribution, literature, workspace};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::shell::Shell;
use crate::{tray, windows};

/// The event that tells a page what changed.
pub(crate) const CHANGED: &str = "changed";
/// The event that tells a page to ask anew what its window shows.
pub(crate) const WINDOW: &str = "workspace";

/// News are joined for so long: ten times a second at most.
const JOINED: Duration = Duration::from_millis(100);
/// A letter in flight is waited for so long when the window closes.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AT_DUE: Duration = Duration::from_secs(30);
/// While much changes the tray is drawn anew once in so long.
const SETTLED: Duration = Duration::from_millis(700);
const LOOK_AT_FILE: Duration = Duration::from_secs(5);
const LOOK_AT_TEXTS: Duration = Duration::from_secs(60);
const LOOK_AT_BACKUPS: Duration = Duration::from_secs(60 * 60);

/// An open workspace with everything that goes on behind its window.
pub(crate) struct Keeper {
    ws: Workspace,
    until: CancellationToken,
    engine: JoinHandle<()>,
    tasks: TaskTracker,
}

impl Keeper {
    /// Begins everything for the window `label`.
    pub(crate) fn begin(app: &AppHandle, label: &str, ws: Workspace) -> Self {
        let until = CancellationToken::new();
        let tasks = TaskTracker::new();
        let engine = distribution::api::start_engine(&ws, until.clone());
        let run = |work: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>| {
            let until = until.clone();
            tasks.spawn(async move {
                tokio::select! {
                    () = until.cancelled() => {}
                    () = work => {}
                }
            });
        };
        run(Box::pin(tell_changes(app.clone(), label.to_owned(), ws.clone())));
        run(Box::pin(tell_jobs(app.clone(), label.to_owned(), ws.clone())));
        run(Box::pin(verify(app.clone(), label.to_owned(), ws.clone())));
        run(Box::pin(watch_due(app.clone(), ws.clone())));
        run(Box::pin(watch_file(app.clone(), label.to_owned(), ws.clone())));
        run(Box::pin(keep_texts(ws.clone())));
        run(Box::pin(back_up(ws.clone())));
        Self { ws, until, engine, tasks }
    }

    /// The workspace.
    pub(crate) fn workspace(&self) -> &Workspace {
        &self.ws
    }

    /// Cancels what runs, waits for the letter in flight, and lets go of the file.
    pub(crate) async fn end(self) {
        self.until.cancel();
        self.ws.part::<Registry>().cancel_all();
        match tokio::time::timeout(PATIENCE, self.engine).await {
            Ok(Ok(())) => {}
            Ok(Err(why)) => tracing::error!(%why, "the engine ended badly"),
            // The ledger has its mark: the next opening takes that letter for uncertain and asks.
            Err(_) => tracing::warn!("a server did not answer; its letter is left uncertain"),
        }
        self.tasks.close();
        self.tasks.wait().await;
    }
}

fn emit<T: serde::Serialize + Clone>(app: &AppHandle, label: &str, event: &str, payload: T) {
    if let Err(why) = app.emit_to(EventTarget::webview_window(label), event, payload) {
        // The page is dead or not there yet: whoever comes later asks anew.
        tracing::debug!(%why, event, "nobody heard it");
    }
}

/// Joins the change feed into one event, ten times a second at most. Whoever lags is told that everything changed.
async fn tell_changes(app: AppHandle, label: String, ws: Workspace) {
    let mut feed = ws.changes();
    loop {
        let mut news = News::default();
        match feed.recv().await {
            Ok(changes) => news.add(&changes),
            Err(RecvError::Lagged(_)) => news.everything(),
            Err(RecvError::Closed) => return,
        }
        tokio::time::sleep(JOINED).await;
        loop {
            match feed.try_recv() {
                Ok(changes) => news.add(&changes),
                Err(TryRecvError::Lagged(_)) => news.everything(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let news = news.told();
        if news.iter().any(|change| change.topic == Topic::Workspace)
            && let Ok(card) = workspace::api::info(&ws).await
        {
            windows::set_title(&app, &label, &card.organisation);
        }
        emit(&app, &label, CHANGED, news);
    }
}

/// Tells of running work, as the change feed tells of the file.
async fn tell_jobs(app: AppHandle, label: String, ws: Workspace) {
    let mut news = ws.part::<Registry>().news();
    while news.changed().await.is_ok() {
        emit(&app, &label, CHANGED, vec![Change { topic: Topic::Job, id: None }]);
        tokio::time::sleep(JOINED).await;
    }
}

/// Checks the whole file behind the open window (R12); what is broken is said where the workspace is shown.
async fn verify(app: AppHandle, label: String, ws: Workspace) {
    let trouble = match tidings_core::verify(&ws).await {
        Ok(checks) => checks.into_iter().find(|check| !check.ok).map(|check| {
            tracing::error!(check = check.name, "a check of the workspace failed");
            Problem::failure("workspace.check_failed").with("check", check.name).todo("workspace.damaged.todo")
        }),
        Err(problem) => Some(problem),
    };
    if trouble.is_some() {
        app.state::<Shell>().set_trouble(&label, trouble);
        emit(&app, &label, WINDOW, ());
    }
}

/// Shows in the tray what goes by itself, as it changes.
async fn watch_due(app: AppHandle, ws: Workspace) {
    let mut feed = ws.changes();
    loop {
        tray::refresh(&app).await;
        // What is due now is due no more after a while, without anybody writing.
        drop(tokio::time::timeout(LOOK_AT_DUE, feed.recv()).await);
        tokio::time::sleep(SETTLED).await;
        while matches!(feed.try_recv(), Ok(_) | Err(TryRecvError::Lagged(_))) {}
    }
}

/// Notices a file that was moved, unplugged or replaced (R8), and that it is back.
async fn watch_file(app: AppHandle, label: String, ws: Workspace) {
    let mut away = false;
    loop {
        tokio::time::sleep(LOOK_AT_FILE).await;
        let file = ws.clone();
        let found = tokio::task::spawn_blocking(move || file.still_there()).await.unwrap_or(Ok(()));
        if away != found.is_err() {
            away = found.is_err();
            app.state::<Shell>().set_trouble(&label, found.err());
            emit(&app, &label, WINDOW, ());
        }
    }
}

/// Makes a revision of each text on which nobody wrote for ten minutes.
async fn keep_texts(ws: Workspace) {
    loop {
        tokio::time::sleep(LOOK_AT_TEXTS).await;
        if let Err(problem) = literature::api::keep_idle(&ws).await {
            tracing::warn!(code = problem.code, cause = problem.cause, "no revision was made");
        }
    }
}

/// Makes the daily backup at opening, and each day that the workspace stays open (R6).
async fn back_up(ws: Workspace) {
    loop {
        match workspace::api::backup_daily(&ws).await {
            Ok(_) => {}
            Err(problem) => tracing::warn!(code = problem.code, cause = problem.cause, "no backup was made"),
        }
        tokio::time::sleep(LOOK_AT_BACKUPS).await;
    }
}

/// What changed since the page heard last.
#[derive(Default)]
struct News {
    changes: Vec<Change>,
}

/// More single things than this are told as "many of the kind".
const SINGLE: usize = 200;

impl News {
    fn add(&mut self, changes: &[Change]) {
        for change in changes {
            let told = |known: &Change| known == change || (known.topic == change.topic && known.id.is_none());
            if !self.changes.iter().any(told) {
                self.changes.push(*change);
            }
        }
        if self.changes.len() > SINGLE {
            let topics: std::collections::BTreeSet<Topic> = self.changes.iter().map(|change| change.topic).collect();
            self.changes = topics.into_iter().map(|topic| Change { topic, id: None }).collect();
        }
    }

    fn everything(&mut self) {
        self.changes = Change::everything();
    }

    fn told(self) -> Vec<Change> {
        self.changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(topic: Topic, id: i64) -> Change {
        Change { topic, id: Some(id) }
    }

    #[test]
    fn the_same_news_are_told_once() {
        let mut news = News::default();
        news.add(&[one(Topic::Person, 1), one(Topic::Person, 1), one(Topic::Segment, 1)]);
        assert_eq!(news.told(), [one(Topic::Person, 1), one(Topic::Segment, 1)]);
    }

    #[test]
    fn many_of_a_kind_become_one_word() {
        let mut news = News::default();
        let many: Vec<Change> = (0..5_000).map(|id| one(Topic::Delivery, id)).collect();
        news.add(&many);
        news.add(&[one(Topic::Delivery, 9_999)]);
        assert_eq!(news.told(), [Change { topic: Topic::Delivery, id: None }]);
    }

    #[test]
    fn who_lags_is_told_that_everything_changed() {
        let mut news = News::default();
        news.everything();
        assert!(news.told().iter().all(|change| change.id.is_none()));
    }
}
