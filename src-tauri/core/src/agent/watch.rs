//! Watching workspaces: nothing is read as long as nothing is due and nobody writes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::list::Watched;
use crate::clock::Clock;
use crate::distribution::api::{Due, continue_run, due, hand_over, send_due};
use crate::error::{Kind, Problem};
use crate::ids::{DistributionId, Millis};
use crate::workspace::{Device, Workspace};

/// The longest sleep, in milliseconds. At its end the clock is read anew, since it may have been set or the machine may have slept,
/// and it is seen whether somebody wrote to the file; the file itself is left alone.
const LOOK_MS: u64 = 10_000;
/// How soon the right to send is asked for again where another process has it, in milliseconds.
const BUSY_MS: i64 = 3_000;
/// How soon a file that could not be read is tried again, in milliseconds.
const AGAIN_MS: i64 = 60_000;

/// Opens a workspace.
pub type Opener = Arc<dyn Fn(&Path) -> Result<Workspace, Problem> + Send + Sync>;

/// What the agent does with a workspace, for whoever reads its output. It names no person, no address and no text (S13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum News {
    /// Nothing is due before `next_at`; none: nothing is due at all.
    Waits {
        /// When something is due next.
        next_at: Option<Millis>,
    },
    /// It sends what is due.
    Sends {
        /// The distribution that is due first.
        distribution: DistributionId,
    },
    /// Something is due, and another process of this machine sends it.
    Elsewhere,
    /// It cannot send; it tries again in a minute, or when the file changes.
    Trouble {
        /// What is wrong.
        code: String,
    },
}

/// Hears what the agent does with a file.
pub(super) type Listener = Arc<dyn Fn(&Path, &News) + Send + Sync>;

/// What all watches share.
#[derive(Clone)]
pub(super) struct Watch {
    pub(super) open: Opener,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) run: Arc<str>,
    pub(super) told: Listener,
}

/// Watches what the list names, as it changes, until `until`; then all that is under way ends in good order.
pub(super) async fn watch_list(device: &Device, watch: &Watch, until: &CancellationToken) {
    let mut watched: HashMap<PathBuf, (CancellationToken, JoinHandle<()>)> = HashMap::new();
    let mut mark = None;
    while !until.is_cancelled() {
        let now = Mark::of(&super::list::place(device));
        if mark.as_ref() != Some(&now) {
            mark = Some(now);
            let wanted = Watched::read(device).workspaces;
            let gone: Vec<PathBuf> = watched.keys().filter(|file| !wanted.contains(file)).cloned().collect();
            for file in gone {
                if let Some((end, task)) = watched.remove(&file) {
                    end.cancel();
                    drop(task.await);
                }
            }
            for file in wanted {
                watched.entry(file.clone()).or_insert_with(|| {
                    let (watch, end) = (watch.clone(), until.child_token());
                    (end.clone(), tokio::spawn(async move { watch_file(&file, &watch, &end).await }))
                });
            }
        }
        pause(&watch.clock, LOOK_MS, until).await;
    }
    for (_, task) in watched.into_values() {
        drop(task.await);
    }
}

/// Watches one file until `until`.
pub(super) async fn watch_file(file: &Path, watch: &Watch, until: &CancellationToken) {
    let (mut seen, mut next) = (None, None);
    let mut last = None;
    while !until.is_cancelled() {
        let (mark, now) = (Mark::of(file), watch.clock.now());
        if seen.as_ref() != Some(&mark) || next.is_some_and(|at| at <= now) {
            let told = |news: News| {
                if last.as_ref() != Some(&news) {
                    (watch.told)(file, &news);
                    last = Some(news);
                }
            };
            next = look(file, watch, until, told).await;
            // The mark from before: what somebody wrote while the file was open here is looked at once more.
            seen = Some(mark);
        }
        let left_ms = next.map_or(LOOK_MS, |at| u64::try_from(at.get() - watch.clock.now().get()).unwrap_or(0));
        pause(&watch.clock, left_ms.min(LOOK_MS), until).await;
    }
}

/// Opens the file, sends what is due, and says when it is to be looked at again.
async fn look(file: &Path, watch: &Watch, until: &CancellationToken, mut told: impl FnMut(News)) -> Option<Millis> {
    match send_all(file, watch, until, &mut told).await {
        Ok(Look::Next(next)) => {
            told(News::Waits { next_at: next });
            next
        }
        Ok(Look::Elsewhere) => {
            told(News::Elsewhere);
            Some(watch.clock.now().plus_ms(BUSY_MS))
        }
        Ok(Look::Ended) => None,
        Err(problem) => {
            tracing::error!(code = problem.code, cause = problem.cause, "a workspace cannot be sent for");
            // A copy is answered by the user, who writes the answer into the file.
            let again = (problem.kind != Kind::Copy).then(|| watch.clock.now().plus_ms(AGAIN_MS));
            told(News::Trouble { code: problem.code });
            again
        }
    }
}

enum Look {
    Next(Option<Millis>),
    Elsewhere,
    Ended,
}

async fn send_all(file: &Path, watch: &Watch, until: &CancellationToken, told: &mut impl FnMut(News)) -> Result<Look, Problem> {
    let (open, path) = (Arc::clone(&watch.open), file.to_owned());
    let opened = tokio::task::spawn_blocking(move || open(&path)).await;
    let ws = opened.map_err(|why| Problem::failure("workspace.read_lost").because(why))??;
    continue_run(&ws, &watch.run);
    loop {
        if until.is_cancelled() {
            return Ok(Look::Ended);
        }
        let next: Option<Due> = due(&ws).await?.into_iter().next();
        let Some(first) = next.filter(|next| next.at <= ws.now()) else { return Ok(Look::Next(next.map(|next| next.at))) };
        told(News::Sends { distribution: first.distribution });
        let had_right = send_due(&ws, until).await?;
        if until.is_cancelled() {
            hand_over(&ws).await?;
            return Ok(Look::Ended);
        }
        if !had_right {
            return Ok(Look::Elsewhere);
        }
    }
}

async fn pause(clock: &Arc<dyn Clock>, ms: u64, until: &CancellationToken) {
    tokio::select! {
        () = until.cancelled() => {}
        () = clock.sleep(Duration::from_millis(ms.max(1))) => {}
    }
}

/// How a file and its log lie on the disk: whoever wrote left another mark.
#[derive(Debug, PartialEq, Eq)]
struct Mark([Option<(u64, SystemTime)>; 2]);

impl Mark {
    fn of(file: &Path) -> Self {
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        Self([file, Path::new(&log)].map(|path| {
            let about = std::fs::metadata(path).ok()?;
            // A log that nobody wrote to is as good as none.
            Some((about.len(), about.modified().ok()?)).filter(|(length, _)| *length > 0)
        }))
    }
}
