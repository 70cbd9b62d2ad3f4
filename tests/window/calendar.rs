//! A day is chosen from the calendar by keys alone, and typed as people write it.

use serde_json::json;
use tidings_tests::fixtures::{Window, free_port};

use super::desk::{Desk, tidings};

/// What the keyboard's day in the calendar is called.
fn on(window: &Window) -> String {
    window.focus()["name"].as_str().unwrap_or_default().to_owned()
}

fn is_on(window: &Window, day: &str) {
    window.wait(&format!("the keyboard is on {day}"), || on(window) == day);
}

fn open(window: &Window) -> bool {
    window.ask("return document.querySelector('.days[role=\"dialog\"]') !== null;", &[]) == json!(true)
}

#[test]
fn a_day_is_chosen_by_keys_alone_and_escape_leaves_it_as_it_was() {
    let desk = Desk::ready_to_send(1, free_port(), 1);
    let file = desk.file.clone();
    let window = desk.open();
    window.go("#/literature/1");
    window.settled();
    // Typed as people write it.
    window.write("Day of the lift", "30 January 2031");
    window.keys("Tab");
    window.wait("the calendar's button has the focus", || on(&window).starts_with("Day of the lift"));
    window.keys("Enter");
    window.wait("the calendar opens", || open(&window));
    is_on(&window, "Thursday 30 January 2031");
    window.settled();
    window.accessible("the days of a month");
    for (keys, day) in [
        ("Right", "Friday 31 January 2031"),
        ("Right", "Saturday 1 February 2031"),
        ("Down", "Saturday 8 February 2031"),
        ("Up", "Saturday 1 February 2031"),
        ("Home", "Monday 27 January 2031"),
        ("End", "Sunday 2 February 2031"),
        ("Left", "Saturday 1 February 2031"),
        ("PageDown", "Saturday 1 March 2031"),
        ("Left", "Friday 28 February 2031"),
    ] {
        window.keys(keys);
        is_on(&window, day);
    }
    // Tab goes round among the months and the day, and Escape changes nothing.
    window.keys("Tab");
    is_on(&window, &window.text("parts.day.previous"));
    window.keys("Enter");
    window.sees("January 2031");
    // On the keyboard itself: the driver's Shift Tab has no name that a page could know it by.
    window.press_keys(&["shift+Tab"]);
    is_on(&window, "Tuesday 28 January 2031");
    window.keys("Escape");
    window.wait("the calendar closes", || !open(&window));
    assert_eq!(window.value("Day of the lift"), "30 Jan 2031");
    window.wait("the focus is back on the button", || on(&window).starts_with("Day of the lift"));
    window.keys("Space");
    window.wait("the calendar opens again", || open(&window));
    is_on(&window, "Thursday 30 January 2031");
    window.keys("Down");
    is_on(&window, "Thursday 6 February 2031");
    window.keys("Enter");
    window.wait("the calendar closes", || !open(&window));
    assert_eq!(window.value("Day of the lift"), "6 Feb 2031");
    // What is no day says so, and the day that was chosen is kept with its time.
    window.write("Time of the lift", "09:30");
    window.keys("Tab");
    window.wait("it is kept", || {
        let shown = tidings(window.screen(), &file, &["document", "show", "1"]);
        shown[0]["embargo"].to_string().contains("2031-02-06")
    });
    window.write("Day of the lift", "the 40th of May");
    window.keys("Tab");
    window.sees("Write a day such as");
}
