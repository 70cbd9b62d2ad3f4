//! Running one program after another, saying which, how long it took, and what it counted.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One step that has ended.
pub(crate) struct Step {
    /// What it was.
    pub(crate) name: String,
    /// Whether it ended well.
    pub(crate) ok: bool,
    /// How long it took.
    pub(crate) took: Duration,
    /// How many tests it counted as passed and as failed.
    pub(crate) tests: Tests,
}

/// Tests that a step counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tests {
    /// Passed.
    pub(crate) passed: u32,
    /// Failed.
    pub(crate) failed: u32,
}

impl Tests {
    /// Adds what a line of `cargo test` or vitest says of its total.
    fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("test result:") {
            self.passed += number_before(rest, "passed");
            self.failed += number_before(rest, "failed");
        } else if let Some(rest) = line.strip_prefix("Tests ") {
            self.passed += number_before(rest, "passed");
            self.failed += number_before(rest, "failed");
        }
    }
}

/// The line without the colours of a terminal.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            out.push(c);
        }
    }
    out
}

fn number_before(text: &str, word: &str) -> u32 {
    let words: Vec<&str> = text.split([' ', ';', ',', '|']).filter(|w| !w.is_empty()).collect();
    words.windows(2).find(|pair| pair.get(1) == Some(&word)).and_then(|pair| pair.first()?.parse().ok()).unwrap_or(0)
}

/// Runs `command` in `dir` to its end, its output passed on; says the name before and the time after.
pub(crate) fn step(name: &str, command: &mut Command) -> Step {
    println!("\n── {name}");
    let begin = Instant::now();
    let mut tests = Tests::default();
    let ok = match command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
        Ok(mut child) => {
            if let Some(out) = child.stdout.take() {
                for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
                    let line = String::from_utf8_lossy(&line);
                    tests.read(&line);
                    println!("{line}");
                }
            }
            child.wait().is_ok_and(|status| status.success())
        }
        Err(why) => {
            println!("{:?} could not be started: {why}", command.get_program());
            false
        }
    };
    finish(name, ok, begin, tests)
}

/// Runs a check of our own as a step.
pub(crate) fn own(name: &str, check: impl FnOnce() -> Result<(), String>) -> Step {
    println!("\n── {name}");
    let begin = Instant::now();
    let done = check();
    if let Err(why) = &done {
        println!("{why}");
    }
    finish(name, done.is_ok(), begin, Tests::default())
}

fn finish(name: &str, ok: bool, begin: Instant, tests: Tests) -> Step {
    let took = begin.elapsed();
    println!("── {name}: {} ({:.0} s)", if ok { "ok" } else { "FAILED" }, took.as_secs_f32());
    Step { name: name.to_owned(), ok, took, tests }
}

/// The folder of all that cargo builds.
pub(crate) fn built(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}

/// `cargo`, the one that runs us, in the checkout.
pub(crate) fn cargo(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words).current_dir(root);
    // Where a checkout is built once, what the next build would begin from only fills the disk.
    if std::env::var_os("CI").is_some() && std::env::var_os("CARGO_INCREMENTAL").is_none() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    // What cargo tells a program that it runs must not leak into the cargo that this program runs.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|n| n.starts_with("CARGO_PKG_") || n == "CARGO_MANIFEST_DIR" || n == "CARGO_MANIFEST_PATH") {
            command.env_remove(name);
        }
    }
    command
}

/// The last lines: every step, its time, and the sum of the tests.
///
/// # Errors
/// Names the steps that failed.
pub(crate) fn summary(steps: &[Step]) -> Result<(), String> {
    println!("\n════ summary");
    for step in steps {
        let counted = if step.tests == Tests::default() { String::new() } else { format!("  {} tests passed", step.tests.passed) };
        let failed = if step.tests.failed > 0 { format!(", {} failed", step.tests.failed) } else { String::new() };
        println!("{}  {:<34} {:>5.0} s{counted}{failed}", if step.ok { "ok    " } else { "FAILED" }, step.name, step.took.as_secs_f32());
    }
    let passed: u32 = steps.iter().map(|s| s.tests.passed).sum();
    let failed: u32 = steps.iter().map(|s| s.tests.failed).sum();
    let seconds: f32 = steps.iter().map(|s| s.took.as_secs_f32()).sum();
    println!("{passed} tests passed, {failed} failed, in {:.0} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0);
    let bad: Vec<&str> = steps.iter().filter(|s| !s.ok).map(|s| s.name.as_str()).collect();
    if bad.is_empty() { Ok(()) } else { Err(format!("Failed: {}.", bad.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::Tests;

    #[test]
    fn totals_of_cargo_and_vitest_are_read() {
        let mut tests = Tests::default();
        tests.read("test result: FAILED. 41 passed; 2 failed; 0 ignored; 0 measured");
        tests.read("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m | \u{1b}[32m17 passed\u{1b}[39m (18)");
        tests.read("Test Files  3 passed (3)");
        assert_eq!(tests, Tests { passed: 58, failed: 3 });
    }
}
