//! Working hours (D29): chosen in the settings, kept to by a distribution that waits for them with words and goes on by itself.

use std::time::Duration;

use tidings_tests::fixtures::{Sink, until};

use super::desk::Desk;
use super::sending::{received, review};
use super::starts::{now, utc};

/// A zone on whose clock it is about noon, so that no midnight comes into the story; and the time there at an instant of UTC.
fn noon() -> (String, i64) {
    let hour: i64 = utc(now()).1[..2].parse().expect("an hour");
    let east = 12 - hour;
    // The signs of these names are the other way round.
    (format!("Etc/GMT{:+}", -east), east * 3_600)
}

#[test]
fn what_waits_for_the_working_hours_says_so_and_goes_when_they_begin() {
    let people = 3;
    let sink = Sink::start(&[]);
    let desk = Desk::ready_to_send(people, sink.port, 1);
    let (zone, east) = noon();
    // The next minute that leaves time for all that is pressed before.
    let begin = (now() + 100).div_ceil(60) * 60;
    let there = utc(begin.checked_add_signed(east).expect("an instant")).1;
    let hours = format!("{there}-23:30");
    desk.tidings(&["distribution", "hours", "--off", "--hours", &hours, "--days", "mon-sun", "--whose", "sender", "--zone", &zone]);
    let window = desk.open();

    window.go("#/settings/hours");
    window.sees("Nothing leaves outside these hours and days");
    window.press("New distributions keep to them");
    window.settled();
    window.accessible("the working hours");
    window.fits("the working hours");
    review(&window);
    window.sees(&format!("{there} to 23:30"));
    window.accessible("the page before Send with working hours");
    window.fits("the page before Send with working hours");
    window.press("Send to 3 people");
    window.heading("Nothing has left yet");
    if now() + 30 < begin {
        window.sees("Outside the working hours. It goes on by itself at");
        window.settled();
        window.accessible("a distribution outside its working hours");
        window.fits("a distribution outside its working hours");
        let early = received(&sink);
        assert!(early.is_empty() || now() >= begin, "nothing goes outside them: {early:?}");
    }
    until("the hours have begun", Duration::from_secs(200), || now() >= begin);
    window.heading("Accepted by their servers: 3 of 3");
    let counts = received(&sink);
    assert!(counts.len() == people && counts.values().all(|n| *n == 1), "each once: {counts:?}");
}
