//! What was missed (D28): a start whose time went by while nobody was there is asked about, goes, or is not sent, as was said.

use std::process::Stdio;

use tidings_tests::fixtures::{Earlier, Sink, programs};

use super::desk::{Desk, tidings};
use super::sending::received;
use super::starts::{now, utc};

const HOUR: u64 = 3_600;

/// Plans a document's sending as somebody did two hours ago, for an hour ago.
fn planned_earlier(desk: &Desk, document: &str, rule: &[&str]) {
    let (day, time) = utc(now() - HOUR);
    let at = format!("{day}T{time}");
    let mut command = desk.screen.command(&programs("tidings").display().to_string());
    command.arg("--json").arg("-w").arg(&desk.file).args(["send", document, "--to", "Heritage press", "--recent", "0"]);
    command.args(["--at", &at, "--zone", "Etc/UTC", "--yes", "--detach"]).args(rule).stdin(Stdio::null());
    let out = Earlier::by(2 * HOUR).shown_to(&mut command).output().expect("tidings starts");
    assert_eq!(out.status.code(), Some(6), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}

#[test]
fn what_was_missed_is_asked_about_goes_or_is_not_sent_as_was_said() {
    let sink = Sink::start(&[]);
    let desk = Desk::ready_to_send(2, sink.port, 1);
    desk.add_release("The second text", "Dear {{ first_name | \"editor\" }},\n\nmore of it.\n");
    desk.add_release("The third text", "Dear {{ first_name | \"editor\" }},\n\nthe end of it.\n");
    planned_earlier(&desk, "1", &["--late", "ask"]);
    planned_earlier(&desk, "2", &["--late", "send", "--late-by", "180"]);
    planned_earlier(&desk, "3", &["--late", "cancel"]);
    let file = desk.file.clone();
    let window = desk.open();

    // What may be three hours late goes by itself.
    window.go("#/distributions/2");
    window.heading("Accepted by their servers: 2 of 2");
    // What is not to be late is not sent, and says why.
    window.go("#/distributions/3");
    window.heading("Stopped:");
    window.sees("nobody was there. As you said, it was not sent.");
    window.settled();
    window.accessible("a distribution that was not sent because it was late");
    window.fits("a distribution that was not sent because it was late");
    // The first is asked about, on the first page too.
    window.go("#/today");
    window.press("Decide");
    window.heading("Its time was missed, and nothing has left");
    window.sees("and that is more than 15 minutes ago. Send it now, or stop it?");
    window.settled();
    window.accessible("a distribution that is late");
    window.fits("a distribution that is late");
    assert!(received(&sink).values().all(|n| *n == 1), "only what may be late has gone: {:?}", received(&sink));
    window.press("Send to");
    window.heading("Accepted by their servers: 2 of 2");
    let counts = received(&sink);
    assert!(counts.len() == 2 && counts.values().all(|n| *n == 2), "both texts, once each: {counts:?}");
    let states: Vec<_> = tidings(window.screen(), &file, &["distribution", "list"]).iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["stopped", "finished", "finished"]);
}
