//! Watching long work: a progress line where a person looks at it, and Ctrl-C that stops it cleanly.

use std::future::Future;
use std::io::IsTerminal as _;
use std::pin::pin;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tidings_core::error::Problem;
use tidings_core::jobs::{Outcome, Registry, api};

use crate::output::Output;

/// Waits for `work`, shows how far its job is, and asks all jobs to stop at Ctrl-C: then the work says itself how it ended.
pub(crate) async fn watched<T>(jobs: &Registry, output: &Output, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let mut work = pin!(work);
    let line = bar(output);
    let mut tick = tokio::time::interval(Duration::from_millis(120));
    let mut asked_to_stop = false;
    loop {
        tokio::select! {
            done = &mut work => {
                line.finish_and_clear();
                return done;
            }
            _ = tokio::signal::ctrl_c(), if !asked_to_stop => {
                asked_to_stop = true;
                for job in api::list(jobs) {
                    api::cancel(jobs, job.id);
                }
            }
            _ = tick.tick() => {
                let Some(job) = api::list(jobs).into_iter().find(|job| job.outcome == Outcome::Running) else { continue };
                line.set_message(output.say(&job.title));
                if let Some(total) = job.progress.total {
                    line.set_length(total);
                }
                line.set_position(job.progress.done);
            }
        }
    }
}

fn bar(output: &Output) -> ProgressBar {
    if output.is_quiet() || !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let line = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos}{bar:30}") {
        line.set_style(style);
    }
    line
}
