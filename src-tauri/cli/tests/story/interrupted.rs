//! Ctrl-C while much comes in: nothing of it is left, it is said, and the next command works (R11).
#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::desk::{Desk, Run};

/// A table of so many people.
fn table(people: u32) -> String {
    let mut csv = String::from("name,email,outlet,city,notes\n");
    for n in 0..people {
        csv.push_str(&format!("Person Number{n},person{n}@example.org,Paper {},Hull,a note of some length about person {n}\n", n % 997));
    }
    csv
}

/// Runs the program and presses Ctrl-C once `now` says so; what it left, and how long it took to end.
fn interrupted(desk: &Desk, words: &[&str], now: impl Fn() -> bool) -> (Run, Duration) {
    let child = desk.command(words).stdin(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(120);
    while !now() {
        assert!(Instant::now() < until, "it never came so far");
        std::thread::sleep(Duration::from_millis(10));
    }
    let pressed = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    (run, pressed.elapsed())
}

#[test]
fn an_import_that_is_stopped_by_ctrl_c_leaves_nothing_and_says_so() {
    let desk = Desk::new();
    let few = desk.file("few.csv", "name,email\nRuth Vale,ruth@example.org\n");
    let many = desk.file("many.csv", table(40_000));
    desk.run(&["people", "import", &few, "--source", "list", "--apply"]).ends(0);
    let import = ["people", "import", &many, "--source", "list", "--apply"];
    let acts = desk.json(&["undo", "--list"]).ends(0).stdout;
    let log = || std::fs::metadata(desk.path("trust.tidings-wal")).map_or(0, |about| about.len());
    // While its rows are looked at, and while its people are written.
    let applying = desk.path("trust.tidings-importing");
    std::fs::remove_file(&applying).unwrap();
    for far in [0, 1] {
        let began = std::cell::Cell::new(None::<Instant>);
        let now = || {
            let there = if far == 0 { log() > 500_000 } else { applying.exists() };
            if there && began.get().is_none() {
                began.set(Some(Instant::now()));
            }
            began.get().is_some_and(|at| far == 0 || at.elapsed() > Duration::from_millis(300))
        };
        let (run, took) = interrupted(&desk, &import, now);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stderr.contains("Nothing of it is left") && run.stdout.is_empty(), "{run:?}");
        assert!(took < Duration::from_secs(30), "it ends soon: {took:?}");
        assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 1);
        let checked = desk.json(&["workspace", "verify"]).ends(0).json();
        assert_eq!(checked["ok"], true, "{checked}");
        assert_eq!(desk.json(&["undo", "--list"]).ends(0).stdout, acts, "nothing of it is in history");
    }
    // The same command does it whole.
    let done = desk.json(&import).ends(0).json();
    assert_eq!((&done["new"], &done["applied"]), (&40_000.into(), &true.into()));
    assert_eq!(desk.json(&["people", "count"]).ends(0).json()["count"], 40_001);
}
