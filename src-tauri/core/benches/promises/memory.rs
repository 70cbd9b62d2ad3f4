//! What the command line holds in memory while it sends, and how long 10,000 letters with a file take to be made and read back.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tidings_core::distribution::api;
use tidings_core::error::Problem;
use tidings_core::importing;

use crate::crowd;
use crate::desk::Desk;
use crate::pace::{self, Sink};
use crate::table::Table;

/// How many people are sent to.
const PEOPLE: u32 = 10_000;
/// The promises: megabytes, and milliseconds.
const MOST_MB: f64 = 57.0;
const MOST_MS: f64 = 5_000.0;
/// How the command line ends when it has sent nothing yet.
const DETACHED: i32 = 6;

/// Measures the peak of the command line's memory while it sends; says so where it was not built or nobody takes mail.
pub(crate) async fn measure(table: &mut Table) -> Result<(), Problem> {
    let (Some(program), Some(sink)) = (std::env::var_os("TIDINGS_CLI"), Sink::start()) else {
        table.told("memory of the command line while sending", "not measured: no command line (TIDINGS_CLI), or no smtp-sink");
        return Ok(());
    };
    let desk = Desk::new()?;
    let path = desk.table("people.csv", &crowd::csv(PEOPLE))?;
    let (card, _) = desk.stage(path).await?;
    importing::api::apply(&desk.ws, card.id).await?;
    let document = pace::release(&desk, None).await?.to_string();
    pace::account(&desk, sink.port, 8).await?;
    // Planned by one process, sent by the next: the promise is the sender's.
    let planned = run(&program, &desk, &["send", &document, "--to", "kind:journalist", "--hold", "0", "--yes", "--detach"], DETACHED)?;
    let sent = run(&program, &desk, &["distribution", "resume", "1"], 0)?;
    match sent.zip(planned) {
        Some((sender, planner)) => {
            table.megabytes(&format!("peak memory of the command line sending to {PEOPLE}"), sender / 1024.0, Some(MOST_MB));
            table.megabytes("  of the one that planned it before", planner / 1024.0, None);
        }
        None => table.told("memory of the command line while sending", "not measured: this system does not tell"),
    }
    Ok(())
}

/// Runs the command line to its end, which is to be this one; the most that it held in memory, in kilobytes, where the system tells.
fn run(program: &OsStr, desk: &Desk, arguments: &[&str], end: i32) -> Result<Option<f64>, Problem> {
    let failed = |why: String| Problem::failure("workspace.unreachable").because(why);
    let mut command = Command::new(program);
    command.env("TIDINGS_DEVICE_FOLDER", desk.folder.path().join("device")).arg("-w").arg(desk.ws.path()).args(arguments);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().map_err(|e| failed(e.to_string()))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = None;
    loop {
        // The system's own mark of the highest so far.
        peak_kb = peak(Path::new(&status)).or(peak_kb);
        match child.try_wait().map_err(|e| failed(e.to_string()))? {
            Some(ended) if ended.code() == Some(end) => return Ok(peak_kb),
            Some(ended) => return Err(failed(format!("the command line ended with {ended}"))),
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// The most that a process has held so far, in kilobytes.
fn peak(status: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(status).ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// Measures the page before Send with a file for everybody: every letter made and read back.
pub(crate) async fn letters(table: &mut Table) -> Result<(), Problem> {
    let desk = Desk::new()?;
    let path = desk.table("people.csv", &crowd::csv(PEOPLE))?;
    let (card, _) = desk.stage(path).await?;
    importing::api::apply(&desk.ws, card.id).await?;
    let document = pace::release(&desk, Some(500_000)).await?;
    let account = pace::account(&desk, 9, 8).await?;
    let mut times = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        let review = api::review(&desk.ws, pace::request(document, account, "kind:journalist")).await?;
        times.push(begun.elapsed());
        assert!(review.recipients == PEOPLE, "{review:?}");
    }
    table.time(&format!("{PEOPLE} letters with a shared 500 KB file made and read back"), &times, Some(MOST_MS));
    Ok(())
}
