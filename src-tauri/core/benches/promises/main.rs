//! The promises of speed, measured on this machine in one run: `cargo xtask bench`.
//!
//! Ends with an error when one is not kept: a figure on the wrong side of its promise is, by however little; the least and the most of
//! its runs stand beside it. `cargo xtask test` does not run it.

#![expect(clippy::print_stdout, reason = "its table is what it is for")]
#![expect(clippy::disallowed_methods, reason = "it measures time that really passes")]

mod crowd;
mod desk;
mod importing;
mod lists;
mod memory;
mod network;
mod pace;
mod pages;
mod people;
mod planning;
mod signing;
mod table;
mod years;

use std::process::ExitCode;

use tidings_core::error::Problem;

/// The command line's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is measured.
pub(crate) struct Asked {
    people: u32,
    runs: u32,
    /// Sending is measured more often: its figures lie further apart.
    pace_runs: u32,
    /// Only with so many connections.
    connections: Option<u32>,
    only: Vec<String>,
}

impl Asked {
    fn new() -> Self {
        let mut asked = Self { people: 200_000, runs: 3, pace_runs: 5, connections: None, only: Vec::new() };
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            match word.as_str() {
                "--people" => asked.people = words.next().and_then(|n| n.parse().ok()).unwrap_or(asked.people),
                "--runs" => {
                    asked.runs = words.next().and_then(|n| n.parse().ok()).unwrap_or(asked.runs);
                    asked.pace_runs = asked.runs;
                }
                "--connections" => asked.connections = words.next().and_then(|n| n.parse().ok()),
                other => asked.only.push(other.to_owned()),
            }
        }
        asked
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one == name)
    }
}

async fn measure(asked: &Asked, table: &mut table::Table) -> Result<(), Problem> {
    if asked.wants("pace") {
        pace::measure(asked, table).await?;
    }
    if asked.wants("memory") {
        memory::measure(table).await?;
    }
    if asked.wants("letters") {
        memory::letters(table).await?;
    }
    if asked.wants("planning") {
        planning::measure(table).await?;
    }
    if asked.only.iter().any(|one| one == "people") {
        people::measure(asked, table).await?;
    }
    if asked.wants("signing") {
        signing::measure(asked, table)?;
    }
    if asked.wants("import") || asked.wants("lists") || asked.wants("apply") {
        let desk = importing::measure(asked, table).await?;
        if asked.wants("lists") {
            lists::measure(&desk, table).await?;
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let asked = Asked::new();
    let mut table = table::Table::default();
    let Ok(runtime) = tokio::runtime::Runtime::new() else { return ExitCode::FAILURE };
    let done = runtime.block_on(measure(&asked, &mut table));
    let missed = table.print();
    if let Err(problem) = done {
        println!("{problem}: {problem:?}");
        return ExitCode::FAILURE;
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
