//! Running one program after another, saying which, how long it took, and what it counted.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// More failures than this are no accident: none of them is tried again.
const SECOND_TRIES: usize = 3;

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
    /// Tests that passed only when they were run once more, alone.
    pub(crate) shaky: Vec<String>,
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

/// The test that a line of `cargo test` calls failed.
fn failed_test(line: &str) -> Option<&str> {
    line.trim().strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

/// Runs `command` to its end, its output passed on; says the name before and the time after.
pub(crate) fn step(name: &str, command: &mut Command) -> Step {
    println!("\n── {name}");
    let begin = Instant::now();
    let (ok, tests, _) = run(command);
    finish(name, ok, begin, tests)
}

/// The same for tests that share a screen with whatever else the machine does: the few that fail are run once more, one after the
/// other. What passes then is named in the summary: somebody has to find out why, but it says nothing against the change.
pub(crate) fn step_with_second_try(name: &str, command: impl Fn(&[String]) -> Command) -> Step {
    println!("\n── {name}");
    let begin = Instant::now();
    let (ok, tests, failed) = run(&mut command(&[]));
    if ok || failed.is_empty() || failed.len() > SECOND_TRIES {
        return finish(name, ok, begin, tests);
    }
    println!("\n── {name}, once more alone: {}", failed.join(", "));
    let (ok, again, _) = run(&mut command(&failed));
    let passed = tests.passed + again.passed;
    let mut done = finish(name, ok && again.passed as usize == failed.len(), begin, Tests { passed, failed: again.failed });
    done.shaky = if done.ok { failed } else { Vec::new() };
    done
}

/// Runs a command with its output passed on; whether it ended well, what it counted, and the tests that failed.
fn run(command: &mut Command) -> (bool, Tests, Vec<String>) {
    let mut tests = Tests::default();
    let mut failed = Vec::new();
    let ok = match command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
        Ok(mut child) => {
            if let Some(out) = child.stdout.take() {
                for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
                    let line = String::from_utf8_lossy(&line);
                    tests.read(&line);
                    failed.extend(failed_test(&line).map(str::to_owned));
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
    (ok, tests, failed)
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
    Step { name: name.to_owned(), ok, took, tests, shaky: Vec::new() }
}

/// `cargo`, the one that runs us, in the checkout.
pub(crate) fn cargo(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words).current_dir(root);
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
    for step in steps {
        for test in &step.shaky {
            println!("SHAKY   {}: {test} passed only the second time. Find out why.", step.name);
        }
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
    use std::process::Command;

    use super::{Tests, failed_test, step_with_second_try};

    #[test]
    fn totals_of_cargo_and_vitest_are_read() {
        let mut tests = Tests::default();
        tests.read("test result: FAILED. 41 passed; 2 failed; 0 ignored; 0 measured");
        tests.read("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m | \u{1b}[32m17 passed\u{1b}[39m (18)");
        tests.read("Test Files  3 passed (3)");
        assert_eq!(tests, Tests { passed: 58, failed: 3 });
    }

    #[test]
    fn the_tests_that_failed_are_known_by_name() {
        assert_eq!(failed_test("test start::the_sample_opens ... FAILED"), Some("start::the_sample_opens"));
        assert_eq!(failed_test("test start::the_sample_opens ... ok"), None);
        assert_eq!(failed_test("test result: FAILED. 41 passed; 2 failed"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_few_failures_are_tried_again_alone_and_named_and_many_are_not() {
        let tried = |first: u32, second: &'static str| {
            let runs = std::cell::Cell::new(0);
            let done = step_with_second_try("window", |only| {
                runs.set(runs.get() + 1);
                let lines: String = (0..first).map(|n| format!("test story{n} ... FAILED\n")).collect();
                let all = format!("{lines}test result: FAILED. 60 passed; {first} failed\n");
                let mut command = Command::new("sh");
                command.args(["-c", "printf '%s' \"$0\"; exit $1"]);
                if only.is_empty() {
                    command.args([&all, "1"])
                } else {
                    command.args([second, if second.contains("FAILED") { "1" } else { "0" }])
                };
                command
            });
            (done.ok, done.shaky, done.tests, runs.get())
        };
        let (ok, shaky, tests, runs) = tried(1, "test result: ok. 1 passed; 0 failed\n");
        assert!(ok && shaky == ["story0"] && runs == 2);
        assert_eq!(tests, Tests { passed: 61, failed: 0 });
        let (ok, shaky, tests, _) = tried(2, "test story1 ... FAILED\ntest result: FAILED. 1 passed; 1 failed\n");
        assert!(!ok && shaky.is_empty());
        assert_eq!(tests, Tests { passed: 61, failed: 1 });
        assert!(!tried(1, "test result: ok. 0 passed; 0 failed\n").0, "what was not run has not passed");
        let (ok, _, _, runs) = tried(4, "test result: ok. 4 passed; 0 failed\n");
        assert!(!ok && runs == 1);
    }
}
