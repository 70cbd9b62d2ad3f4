//! Copies: one for colleagues, outside the count, and a copy of the workspace that asks the mailbox first (D24).

use serde_json::Value;
use tidings_tests::fixtures::{Dovecot, Oracle, free_port};

use super::after::{behave, send_for_practice};
use super::desk::{Desk, tidings};
use super::doubt::{PRESS, filed, message_id};
use super::sending::review;

#[test]
fn colleagues_get_one_marked_copy_that_counts_for_nothing_in_the_sum() {
    let desk = Desk::ready_to_send(3, free_port(), 1);
    desk.import("name,address\nAna Moreau,ana@harbourtrust.example.org\nBo Lund,bo@harbourtrust.example.org\n", "employee");
    desk.tidings(&["segment", "save", "Front desk", "kind:employee name:Ana"]);
    let file = desk.file.clone();
    let window = desk.open();
    behave(&window, &[("person2@*", "Refuses")]);
    send_for_practice(&window, 3);
    window.heading("Accepted by their servers: 2 of 3");
    // The text goes on being written: the copy is of what went.
    window.go("#/literature/1");
    window.write_sheet(&["Changed since: "]);
    window.sees("Saved");
    window.go("#/distributions/1");
    window.press("More");
    window.press("Send colleagues a copy…");
    window.sees("A copy of what went, for 2 colleagues");
    window.settled();
    window.accessible("the page before a copy for colleagues");
    window.fits("the page before a copy for colleagues");
    window.choose("Audience", "Front desk");
    window.sees("for 1 colleague:");
    window.choose("Hold", "10 s");
    window.settled();
    window.press("Send to 1 person");
    window.heading("Nothing has left yet");
    window.heading("Accepted by their servers: 1 of 1");
    window.settled();
    window.accessible("a copy for colleagues");
    window.fits("a copy for colleagues");
    window.press("More");
    window.wait("the menu is open", || window.offers("Export as CSV…"));
    assert!(!window.offers("Send colleagues a copy…"), "a copy is not copied");
    window.keys("Escape");
    let mails = tidings(window.screen(), &file, &["practice", "list"]);
    let to_ana: Vec<&Value> = mails.iter().filter(|mail| mail["to"] == "ana@harbourtrust.example.org").collect();
    assert_eq!(to_ana.len(), 1, "{mails:?}");
    let subject = to_ana[0]["subject"].as_str().unwrap_or_default();
    assert!(subject.contains("The lens is back") && !subject.contains("Changed since"), "the revision that went: {subject}");
    assert!(!mails.iter().any(|mail| mail["to"] == "bo@harbourtrust.example.org"));
    // The sum of what went to the press is what it was.
    window.go("#/distributions/1");
    window.heading("Accepted by their servers: 2 of 3");
}

/// A workspace of which a copy sent meanwhile: what the sent mails show is asked about, not sent again.
#[test]
fn what_a_copy_of_the_workspace_sent_is_found_among_the_sent_mails_before_it_goes_on() {
    let (dovecot, oracle) = (Dovecot::start(), Oracle::start(None, &[]));
    let desk = Desk::ready_to_send(4, oracle.port, 1);
    let server = format!("imaps://press%40harbourtrust.example.org@localhost:{}", dovecot.imaps);
    desk.tidings(&["account", "reading", "press", &server]);
    desk.tidings(&["account", "reading", "press", "--trust", &dovecot.certificate.sha256]);
    let file = desk.file.clone();
    let mut window = desk.open();
    review(&window);
    window.choose("Hold", "30 minutes");
    window.settled();
    window.press("Send to 4 people");
    window.heading("Nothing has left yet");
    // The computer dies; a copy of the file sends to two of them elsewhere.
    window.kill();
    let rows = tidings(window.screen(), &file, &["distribution", "show", "1", "--deliveries"]);
    for person in ["person1@", "person2@"] {
        dovecot.put(PRESS, "Sent", &filed(&message_id(&rows, person)));
    }
    dovecot.put(PRESS, "Sent", &filed("somebody.else@example.org"));
    window.start_again();

    // Nothing goes before somebody looked, and for that the mailbox's password is asked.
    window.go("#/distributions/1");
    window.heading("Paused after");
    window.press("Send to 4 people");
    window.sees("Nobody could look among your sent mails");
    window.settled();
    window.accessible("the question whether to go on without looking");
    window.fits("the question whether to go on without looking");
    assert!(window.offers("Go on without looking"), "the choice is the user's");
    assert!(oracle.taken().is_empty(), "nothing goes before the answer: {:?}", oracle.taken());
    window.press(&window.text("ledger.password"));
    window.wait("the password has the focus", || window.focus()["name"] == window.text("password.field"));
    window.accessible("the question for a mailbox's password");
    window.type_text(dovecot.password());
    window.keys("Enter");
    window.heading("Finished for 4, 2 uncertain");
    window.sees("Found in “Sent”");
    window.settled();
    window.accessible("what a copy of the workspace sent");
    window.fits("what a copy of the workspace sent");
    assert_eq!(oracle.taken().len(), 2, "what was found is not sent again: {:?}", oracle.taken());
    window.press("Count the 2 that were found as arrived");
    window.heading("Accepted by their servers: 4 of 4");
    assert_eq!(oracle.taken().len(), 2);
}

/// Whether a copy sent it cannot be found out where the mailbox is away: that is said, and the choice is the user's.
#[test]
fn a_mailbox_that_is_away_is_named_before_it_goes_on_and_the_choice_is_the_users() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::ready_to_send(3, oracle.port, 1);
    let away = format!("imap://localhost:{}?tls=none", free_port());
    desk.tidings(&["account", "reading", "press", &away]);
    let mut window = desk.open();
    review(&window);
    window.choose("Hold", "30 minutes");
    window.settled();
    window.press("Send to 3 people");
    window.heading("Nothing has left yet");
    window.kill();
    window.start_again();

    window.go("#/distributions/1");
    window.heading("Paused after");
    window.press("Send to 3 people");
    window.sees("Nobody could look among your sent mails");
    window.sees("localhost takes no connection on port");
    window.settled();
    window.accessible("the question whether to go on while the mailbox is away");
    window.fits("the question whether to go on while the mailbox is away");
    assert!(oracle.taken().is_empty(), "nothing goes before the answer: {:?}", oracle.taken());
    // Asked again it is looked for again, and says the same.
    window.press("Send to 3 people");
    window.sees("Nobody could look among your sent mails");
    assert!(oracle.taken().is_empty(), "{:?}", oracle.taken());
    window.press("Go on without looking");
    window.heading("Accepted by their servers: 3 of 3");
    assert_eq!(oracle.taken().len(), 3);
}
