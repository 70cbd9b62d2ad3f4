//! Counts, first pages and search as you type among many people.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tidings_core::contacts;
use tidings_core::contacts::api::PersonPatch;
use tidings_core::error::Problem;
use tidings_core::segments::api::{self, Whom};
use tidings_core::segments::{Column, ViewQuestion};

use crate::desk::Desk;
use crate::importing::count;
use crate::table::Table;

/// What a count or a first page may take at 200,000 people.
const LOOK_MS: f64 = 50.0;
/// How often each is asked.
const TIMES: usize = 9;

/// Every column of the list.
const SORTS: &[Column] = &[
    Column::Name,
    Column::Kind,
    Column::Outlet,
    Column::Role,
    Column::Beats,
    Column::City,
    Column::Country,
    Column::Language,
    Column::Address,
    Column::Bars,
];

const QUERIES: &[&str] = &[
    "kind:journalist",
    "beat:heritage",
    "beat:heritage,health role:Editor",
    "country:NL -city:Rotterdam",
    "kind:journalist (beat:heritage or beat:museums) -beat:sport",
    "rotterdam anders",
];

/// Measures lists in a workspace full of people.
pub(crate) async fn measure(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let (mut counts, mut pages) = (Vec::new(), Vec::new());
    for query in QUERIES {
        let (mut counted, mut paged) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let begun = Instant::now();
            count(&desk.ws, query).await?;
            counted.push(begun.elapsed());
            let begun = Instant::now();
            api::people(&desk.ws, Whom { query: Some((*query).to_owned()), segment: None }, None, 50).await?;
            paged.push(begun.elapsed());
        }
        counts.push((*query, counted));
        pages.push((*query, paged));
    }
    for (query, times) in counts {
        table.time(&format!("count {query}"), &times, Some(LOOK_MS));
    }
    for (query, times) in pages {
        table.time(&format!("first 50 of {query}"), &times, Some(LOOK_MS));
    }
    cold_count(desk, table).await?;
    views(desk, table).await
}

/// A count by a process that begins for it.
async fn cold_count(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let Some(program) = std::env::var_os("TIDINGS_CLI") else {
        table.told("count by the command line, from a cold start", "not measured: TIDINGS_CLI names no program");
        return Ok(());
    };
    let query = "kind:journalist beat:heritage country:NL -city:Rotterdam".to_owned();
    api::save(&desk.ws, "Dutch heritage press".to_owned(), query).await?;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let mut command = Command::new(&program);
        command.args(["segment", "count", "Dutch heritage press", "-w"]).arg(desk.ws.path());
        command.env("TIDINGS_DEVICE_FOLDER", desk.folder.path().join("device"));
        let begun = Instant::now();
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
        times.push(begun.elapsed());
        if !status.as_ref().is_ok_and(std::process::ExitStatus::success) {
            return Err(Problem::failure("workspace.unreachable").because(format!("the command line ended with {status:?}")));
        }
    }
    table.time("count by the command line, from a cold start", &times, Some(LOOK_MS));
    Ok(())
}

async fn views(desk: &Desk, table: &mut Table) -> Result<(), Problem> {
    let before = resident_kb();
    let begun = Instant::now();
    // Sorted by anything but the name, a view waits for the columns.
    look(desk, "", Column::City).await?;
    let filled = begun.elapsed();
    if let (Some(before), Some(after)) = (before, resident_kb()) {
        table.told("memory of the columns", &format!("{} MB", after.saturating_sub(before) / 1024));
    }
    table.time("columns filled from the file", &[filled], None);
    for (what, search, sort) in [
        ("everybody by name", "", Column::Name),
        ("everybody by outlet", "", Column::Outlet),
        ("typed a", "a", Column::Name),
        ("typed an", "an", Column::Name),
        ("typed la", "la", Column::Name),
        ("typed anders", "anders", Column::Name),
        ("typed anders rot", "anders rot", Column::City),
    ] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            times.push(look(desk, search, sort).await?);
        }
        table.time(&format!("list, first 50: {what}"), &times, Some(LOOK_MS));
    }
    for sort in SORTS {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let query = Some("kind:journalist country:NL".to_owned());
            times.push(look_at(desk, ViewQuestion { query, search: "a".to_owned(), sort: *sort, ..ViewQuestion::default() }).await?);
        }
        table.slowest(&format!("list, first 50: a filter, typed a, sorted by {sort:?}"), &times, LOOK_MS);
    }
    let person = api::people(&desk.ws, Whom::default(), None, 1).await?.rows.into_iter().next();
    let Some(person) = person else { return Ok(()) };
    let mut times = Vec::new();
    for n in 0..TIMES {
        let begun = Instant::now();
        let patch = PersonPatch { city: Some(format!("Port Averil {n}")), ..PersonPatch::default() };
        contacts::api::edit(&desk.ws, person.id, patch).await?;
        look(desk, "averil", Column::Name).await?;
        times.push(begun.elapsed());
    }
    table.time("an edit, then the list anew", &times, Some(LOOK_MS));
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let patch = PersonPatch { city: Some("Port Averil".to_owned()), ..PersonPatch::default() };
        contacts::api::edit(&desk.ws, person.id, patch).await?;
        let begun = Instant::now();
        tidings_core::workspace::api::undo(&desk.ws, tidings_core::PLUGS, None).await?;
        look(desk, "averil", Column::Name).await?;
        times.push(begun.elapsed());
    }
    table.time("an undo, then the list anew", &times, Some(LOOK_MS));
    Ok(())
}

/// Opens a view and reads its first rows, as the window does at each keystroke.
async fn look(desk: &Desk, search: &str, sort: Column) -> Result<Duration, Problem> {
    look_at(desk, ViewQuestion { search: search.to_owned(), sort, ..ViewQuestion::default() }).await
}

async fn look_at(desk: &Desk, question: ViewQuestion) -> Result<Duration, Problem> {
    let begun = Instant::now();
    let view = api::open_view(&desk.ws, question).await?;
    api::view_rows(&desk.ws, view.id, 0, 50).await?;
    let took = begun.elapsed();
    api::close_view(&desk.ws, view.id).await;
    Ok(took)
}

/// What this process holds in memory, where the system tells.
fn resident_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}
