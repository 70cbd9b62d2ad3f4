//! The promises of speed about literature, measured on this machine: `cargo xtask bench literature`. It stands here since setting a page
//! is measured too, and the core knows no typesetter.

#![expect(clippy::print_stdout, reason = "its table is what it is for")]

#[expect(dead_code, reason = "the other promises use the rest of it")]
#[path = "../../core/benches/promises/table.rs"]
mod table;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use table::Table;
use tidings_core::clock::SystemClock;
use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::workspace::{Device, Faults, Host, Workspace};
use tidings_core::{literature, rendering};

/// How often each is measured, after one look that warms it up.
const RUNS: usize = 9;
/// A page has so many words.
const WORDS: usize = 400;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let measured = runtime.map_err(|error| Problem::failure("bench").because(error)).and_then(|runtime| runtime.block_on(measure()));
    match measured {
        Ok(table) if table.print() == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            println!("{} {:?}", problem.what, problem.cause);
            ExitCode::FAILURE
        }
    }
}

/// A text of so many pages with what releases have; `word` stands in every tenth paragraph.
fn text(pages: usize, word: &str) -> String {
    let mut out = "---\nheadline: Lighthouse museum reopens its Lantern Wing\ndateline: Port Averil, 26 November 2026\n\
         embargo: 2026-11-26 06:00 Europe/London\nlanguage: en-GB\n---\n\n"
        .to_owned();
    let sentence = "The Lantern Wing of the museum at Skerry Point opens to the **public** again, years after *storm water* closed it. ";
    let paragraphs = pages * WORDS / (sentence.split(' ').count() * 3);
    for at in 0..paragraphs {
        match at % 10 {
            3 => out.push_str(&format!("## Part {at}\n\n")),
            5 => out.push_str("> A lighthouse is a promise kept every night.\n> — Margaret Oyelaran, director\n\n"),
            7 => out.push_str("| Gallery | Keepers |\n| --- | --: |\n| Kept Lights | 61 |\n\n"),
            _ => {}
        }
        let more = if at % 10 == 0 { word } else { "" };
        out.push_str(&format!("{at}. {}{more}\n\n", sentence.repeat(3)).replace(". T", ") T"));
    }
    out
}

async fn add(ws: &Workspace, text: String) -> Result<DocumentId, Problem> {
    Ok(literature::api::add_file(ws, text.into_bytes(), None).await?.id)
}

macro_rules! times {
    ($work:expr) => {{
        drop($work);
        let mut times = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            let begun = Instant::now();
            drop($work);
            times.push(begun.elapsed());
        }
        times
    }};
}

async fn measure() -> Result<Table, Problem> {
    let folder = tempfile::tempdir().map_err(|error| Problem::failure("bench").because(error))?;
    let host = Host {
        clock: SystemClock::shared(),
        actor: "bench".to_owned(),
        via: None,
        device: Device::at(folder.path().join("device"))?,
        faults: Faults::default(),
    };
    let ws = tidings_core::create(&folder.path().join("bench.tidings"), "Harbour Trust", host)?;
    ws.part::<rendering::Press>().plug(Arc::new(tidings_pdf::Typst));
    let release = add(&ws, text(2, "")).await?;
    let long = add(&ws, text(100, "")).await?;

    let mut table = Table::default();
    let first = Instant::now();
    rendering::api::pdf(&ws, release, None, rendering::Fold::Flat).await?;
    table.time("a release of two pages as PDF, the first of the program", &[first.elapsed()], None);
    // Each time another word: what was set before is no help for that paragraph.
    let mut set = Vec::<Duration>::with_capacity(RUNS);
    for run in 0..RUNS {
        literature::api::save(&ws, release, text(2, &format!("Run {run}."))).await?;
        let begun = Instant::now();
        rendering::api::pdf(&ws, release, None, rendering::Fold::Flat).await?;
        set.push(begun.elapsed());
    }
    table.time("a release of two pages as PDF, a word changed", &set, Some(300.0));
    table.time("its mail as HTML and text", &times!(rendering::api::preview(&ws, release, None, None, None, None).await?), Some(2.0));
    let pages = rendering::api::pages(&ws, long, None, rendering::Fold::Flat, 0, 1).await?.pages;
    table.told("pages of the long text", &pages.to_string());
    table.time("the long text opened in the editor", &times!(literature::api::open(&ws, long).await?), Some(200.0));
    let kept = literature::api::name_revision(&ws, long, "before".to_owned()).await?;
    literature::api::save(&ws, long, text(100, "And that was not said before.")).await?;
    table.time("the difference of two revisions of it", &times!(literature::api::difference(&ws, kept.id).await?), Some(100.0));
    let begun = Instant::now();
    rendering::api::pdf(&ws, long, None, rendering::Fold::Flat).await?;
    table.time("the long text as PDF", &[begun.elapsed()], None);
    Ok(table)
}
