//! `test`: every check that decides whether a change may land, the quick ones first.

use std::path::Path;
use std::process::Command;

use crate::bindings;
use crate::house;
use crate::machine::{self, Purpose, npm};
use crate::steps::{Step, built, cargo, own, step, summary};

/// Runs all checks, goes on after a failure so that everything wrong is seen, and ends with the totals.
///
/// # Errors
/// Names the checks that failed.
pub(crate) fn all(root: &Path, yes: bool, long_too: bool) -> Result<(), String> {
    machine::ready(root, Purpose::Tests, yes)?;
    let mut steps = vec![own("house rules", || house::report(root)), step("formatting", &mut cargo(root, &["fmt", "--all", "--check"]))];
    steps.extend(interface(root)?);
    steps.push(step("clippy", &mut cargo(root, &["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])));
    steps.push(step("programs", &mut cargo(root, &["build", "--locked", "--workspace", "--bins"])));
    steps.push(own("bindings", || bindings::check(root)));
    let inside = ["test", "--locked", "--no-fail-fast", "--workspace", "--exclude", "tidings-tests"];
    steps.push(step("core, command line", &mut cargo(root, &inside)));
    let mut mail = cargo(root, &["test", "--locked", "--no-fail-fast", "-p", "tidings-tests", "--test", "mail"]);
    give_programs(root, &mut mail, long_too);
    steps.push(step("mail", &mut mail));
    if long_too {
        let folder = machine::receivers(root, yes)?;
        let mut receivers = cargo(root, &["test", "--locked", "--no-fail-fast", "-p", "tidings-tests", "--test", "receivers"]);
        give_programs(root, &mut receivers, true);
        steps.push(step("mail, other receivers", receivers.env("TIDINGS_RECEIVERS", folder)));
    }
    let mut window = cargo(root, &["test", "--locked", "--no-fail-fast", "-p", "tidings-tests", "--test", "window"]);
    give_programs(root, &mut window, long_too);
    steps.push(step("window", &mut window));
    summary(&steps)
}

/// Installs the window's tools as locked, then checks, tests and builds the window's page.
///
/// # Errors
/// When the tools cannot be installed.
pub(crate) fn interface(root: &Path) -> Result<Vec<Step>, String> {
    let mut steps = vec![step("npm ci", &mut npm(root, &["ci", "--no-audit", "--no-fund"]))];
    if steps.iter().any(|s| !s.ok) {
        return Err("The window's tools could not be installed: “npm ci” in ui/ failed.".into());
    }
    for (name, script) in [("svelte-check", "check"), ("eslint, prettier", "lint"), ("vitest", "test"), ("page", "build")] {
        steps.push(step(name, &mut npm(root, &["run", "--silent", script])));
    }
    Ok(steps)
}

/// Tells a test where the programs are that it tries from outside.
pub(crate) fn give_programs(root: &Path, command: &mut Command, long_too: bool) {
    let target = built(root);
    let program = |name: &str| target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    command.env("TIDINGS_CLI", program("tidings")).env("TIDINGS_DESKTOP", program("tidings-desktop"));
    if long_too {
        command.env("TIDINGS_LONG_TESTS", "1");
    }
}
