//! A start at a time on a named clock: set, taken back, changed, there after a kill, and gone by itself when it came (D26, D28).

use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use tidings_tests::fixtures::{Sink, Window, until};

use super::desk::{Desk, tidings};
use super::sending::{received, review};

const CLOCK: &str = "On the clock of";

/// The day and the minute of an instant on the clock of UTC.
pub(crate) fn utc(seconds: u64) -> (String, String) {
    let out = Command::new("date").args(["-u", "-d", &format!("@{seconds}"), "+%F %H:%M"]).output().expect("date answers");
    let said = String::from_utf8_lossy(&out.stdout).trim().to_owned();
    let (day, time) = said.split_once(' ').expect("a day and a time");
    (day.to_owned(), time.to_owned())
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs()
}

/// Puts a day or a time into its field, as the system's own picker does.
fn pick(window: &Window, field: &str, value: &str) {
    let script = "const field = [...document.querySelectorAll('dialog input')].find((one) => tidy(one.labels?.[0]?.textContent ?? '') === arguments[0]);
         if (!field) return false;
         field.focus();
         Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, arguments[1]);
         field.dispatchEvent(new Event('input', { bubbles: true }));
         field.dispatchEvent(new Event('change', { bubbles: true })); return true;";
    window.wait(&format!("“{field}” takes {value}"), || window.ask(script, &[json!(field), json!(value)]) == json!(true));
}

#[test]
fn a_start_is_set_taken_back_changed_kept_over_a_kill_and_goes_by_itself() {
    let sink = Sink::start(&[]);
    let people = 6;
    let mut window = Desk::ready_to_send(people, sink.port, 1).open();
    review(&window);
    let (day, _) = utc(now() + 3 * 24 * 3600);
    window.press("Schedule…");
    pick(&window, "Day", &day);
    pick(&window, "Time", "09:00");
    window.write(CLOCK, "Etc/UTC");
    window.sees("09:00");
    window.press("Set this time");
    window.press("Schedule for 6 people");
    window.heading("Nothing has left yet");
    window.sees("Change the time…");
    window.wait("the focus is on what takes it back", || {
        window.focus()["name"].as_str().is_some_and(|name| name.starts_with("Take it back"))
    });
    window.settled();
    window.accessible("a distribution that waits for its time");
    window.fits("a distribution that waits for its time");
    window.press("Take it back");
    window.sees("Taken back. Nothing was sent.");
    // The page has kept what was set.
    window.press("Schedule for 6 people");
    window.heading("Nothing has left yet");
    window.go("#/distributions");
    window.sees("Goes on");

    window.kill();
    window.start_again();
    window.go("#/distributions/2");
    window.heading("Nothing has left yet");
    window.press("Change the time…");
    // The next minute that leaves time to set it.
    let at = (now() + 25).div_ceil(60) * 60;
    let (day, time) = utc(at);
    pick(&window, "Day", &day);
    pick(&window, "Time", &time);
    window.press("Set this time");
    window.sees_no("When does it start?");
    let early = received(&sink);
    assert!(early.is_empty() || now() >= at, "nothing goes before its time: {early:?}");
    until("its time has come", Duration::from_secs(150), || now() >= at);
    window.heading("Accepted by their servers: 6 of 6");
    let counts = received(&sink);
    assert_eq!(counts.len(), people, "nobody is lost: {counts:?}");
    assert!(counts.values().all(|n| *n == 1), "nobody has it twice: {counts:?}");
}

#[test]
fn a_start_may_be_meant_on_everybodys_own_clock() {
    let desk = Desk::ready_to_send(3, 9, 1);
    let file = desk.file.clone();
    let window = desk.open();
    review(&window);
    let (day, _) = utc(now() + 5 * 24 * 3600);
    window.press("Schedule…");
    pick(&window, "Day", &day);
    pick(&window, "Time", "10:30");
    window.press("At this hour on each person’s own clock");
    window.write("For people of whom no time zone is known", "Europe/Amsterdam");
    window.sees("People further east than Amsterdam get it earlier");
    window.press("Set this time");
    window.sees_no("When does it start?");
    window.sees("10:30, where each person is");
    window.press("Schedule for 3 people");
    window.heading("Nothing has left yet");
    window.sees("10:30, where each person is");
    window.wait("one clock cannot take its place", || window.off("Change the time…").is_some_and(|why| why.contains("own clock")));
    let shown = &tidings(window.screen(), &file, &["distribution", "show", "1"])[0];
    assert_eq!(
        (&shown["hours"]["since"], &shown["hours"]["zone"]),
        (&json!(format!("{day} 10:30")), &json!("Europe/Amsterdam")),
        "{shown}"
    );
    // Taken back, the page has kept what was meant.
    window.press("Take it back");
    window.sees("Taken back. Nothing was sent.");
    window.sees("10:30, where each person is");
    window.press("Send now instead");
    window.sees_no("where each person is");
}
