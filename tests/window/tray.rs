//! The tray (U14): what is due stands there, a window may be put away into it and comes back, and without one it is said.

use std::time::Duration;

use serde_json::json;
use tidings_tests::fixtures::{TrayHost, Window, until};

use super::desk::{Desk, tidings};

const OPEN: &str = "return document.querySelector('dialog:modal') !== null;";

/// A desk with two people and a distribution that starts by itself in some years.
fn scheduled() -> Desk {
    let desk = Desk::ready_to_send(2, 9, 1);
    let send = ["send", "1", "--to", "Heritage press", "--at", "2031-01-05T09:00", "--zone", "Europe/London", "--yes", "--detach"];
    let mut command = desk.screen.command(&tidings_tests::fixtures::programs("tidings").display().to_string());
    let out = command.arg("--json").arg("-w").arg(&desk.file).args(send).output().expect("tidings starts");
    assert_eq!(out.status.code(), Some(6), "{}", String::from_utf8_lossy(&out.stderr));
    desk
}

fn asked_to_close(window: &Window) {
    window.ask_to_close();
    window.wait("it asks", || window.ask(OPEN, &[]) == json!(true));
}

fn visible(window: &Window) -> bool {
    !window.screen().windows("Tidings$").is_empty()
}

#[test]
fn a_window_goes_into_the_tray_while_something_is_due_and_comes_back_from_it() {
    let desk = scheduled();
    let host = TrayHost::start(&desk.screen);
    let file = desk.file.clone();
    let window = desk.open();
    let state = |window: &Window| tidings(window.screen(), &file, &["distribution", "list"])[0]["state"].clone();
    let said = |lines: &[(String, bool)]| {
        lines.iter().map(|(line, enabled)| format!("{line}{}", if *enabled { "" } else { " ·" })).collect::<Vec<_>>()
    };
    let lines = host.menu(window.screen());
    window.settled();
    assert_eq!(said(&lines), ["Open Tidings", "Next: The lens is back, 2031-01-05 09:00 ·", "Pause what is due", "Quit"]);
    asked_to_close(&window);
    window.sees("Something goes by itself");
    window.accessible("the question at closing over what is due");
    // By its key: a page that is away answers no driver.
    window.wait("the safe answer has the focus", || window.focus()["name"] == "Keep in the tray");
    window.screen().xdotool(&["key", "--clearmodifiers", "Return"]);
    until("the window is away", Duration::from_secs(10), || !visible(&window));
    assert_eq!(state(&window), "scheduled");
    host.choose(window.screen(), "Open Tidings");
    until("the window is back", Duration::from_secs(10), || visible(&window));
    host.choose(window.screen(), "Pause what is due");
    until("it is paused", Duration::from_secs(10), || state(&window) == "paused");
    until("it may go on", Duration::from_secs(10), || host.menu(window.screen()).iter().any(|(line, _)| line == "Go on"));
    host.choose(window.screen(), "Go on");
    until("it goes on", Duration::from_secs(10), || state(&window) == "scheduled");
    until("it may be paused", Duration::from_secs(10), || host.menu(window.screen()).iter().any(|(line, _)| line == "Pause what is due"));
    // Quitting asks as closing does.
    host.choose(window.screen(), "Quit");
    window.wait("it asks", || window.ask(OPEN, &[]) == json!(true));
    window.press("Pause and close");
    until("it is gone", Duration::from_secs(30), || window.screen().windows("Tidings$").is_empty());
    until("its icon too", Duration::from_secs(10), || !host.shows_one(window.screen()));
    assert_eq!(state(&window), "paused");
}

#[test]
fn without_a_tray_the_question_says_so_and_the_window_stays() {
    let window = scheduled().open();
    window.sees("Literature");
    asked_to_close(&window);
    window.sees("This desktop shows no tray");
    window.press("Stay open");
    window.wait("the question goes", || window.ask(OPEN, &[]) == json!(false));
}
