//! Of whom nobody can know, the user's own mailbox may: set up, trusted and looked at in the window, over a real Dovecot (D6, A3).

use serde_json::{Value, json};
use tidings_tests::fixtures::{Dovecot, Oracle, Rule, Window, programs};

use super::desk::Desk;

/// The address of the account, and the name of its mailbox.
pub(crate) const PRESS: &str = "press@harbourtrust.example.org";

/// A mail as its provider files it among the sent ones.
pub(crate) fn filed(message_id: &str) -> Vec<u8> {
    format!("From: <{PRESS}>\r\nSubject: The lens is back\r\nMessage-ID: <{message_id}>\r\n\r\nThe lens is back.\r\n").into_bytes()
}

/// Lets the command line plan or send, and end as a sending ends of which something is open.
fn open_ended(desk: &Desk, words: &[&str]) {
    let mut command = desk.screen.command(&programs("tidings").display().to_string());
    let out = command.arg("-w").arg(&desk.file).args(words).output().expect("tidings starts");
    assert_eq!(out.status.code(), Some(6), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}

/// The Message-ID of one of a distribution's rows, by the beginning of its address.
pub(crate) fn message_id(rows: &[Value], person: &str) -> String {
    let row = rows.iter().find(|row| row["address"].as_str().is_some_and(|to| to.starts_with(person)));
    row.and_then(|row| row["message_id"].as_str()).expect("a row with an id").to_owned()
}

/// Sets the mailbox of the second account up, and trusts the certificate that nobody vouches for.
fn read_the_mailbox(window: &Window, dovecot: &Dovecot) {
    window.go("#/settings/accounts/2");
    window.settled();
    window.press("Set up");
    window.wait("the server has the focus", || window.focus()["name"] == "Server");
    window.write("Server", "localhost");
    window.choose("Encryption", "TLS from the start");
    window.write("Port", &dovecot.imaps.to_string());
    window.write("User name at the server", PRESS);
    window.write("Password", dovecot.password());
    window.press("Keep and test");
    window.wait("its certificate is not known", || window.offers(&window.text("account.trust")));
    window.settled();
    window.accessible("a mailbox with a certificate that nobody vouches for");
    window.fits("a mailbox with a certificate that nobody vouches for");
    window.press(&window.text("account.trust"));
    window.wait("it asks", || window.ask("return document.querySelector('dialog:modal') !== null;", &[]) == json!(true));
    let shown = dovecot.certificate.sha256.get(..8).unwrap_or_default().to_uppercase();
    let said = window.says().replace([':', ' '], "").to_uppercase();
    assert!(said.contains(&shown), "the very certificate is shown: {said}");
    window.settled();
    window.accessible("the question about a mailbox's certificate");
    window.fits("the question about a mailbox's certificate");
    window.press(&window.text("account.trust.act"));
    window.sees("“Sent” and the inbox can be read");
}

#[test]
fn what_the_mailbox_shows_of_uncertain_rows_stands_beside_the_question_and_settles_them() {
    let dovecot = Dovecot::start();
    let oracle = Oracle::start(None, &["person1@", "person2@"].map(|to| Rule::take_and_hang_up(to).times(1)));
    let desk = Desk::ready_to_send(4, oracle.port, 1);
    open_ended(&desk, &["send", "1", "--to", "Heritage press", "--hold", "0", "--yes"]);
    let rows = desk.tidings(&["distribution", "show", "1", "--deliveries"]);
    dovecot.put(PRESS, "Sent", &filed(&message_id(&rows, "person1@")));
    dovecot.put(PRESS, "Sent", &filed("somebody.else@example.org"));
    let before = dovecot.flags(PRESS, "Sent");
    let window = desk.open();

    // Before anybody said where the mailbox is, the question says so.
    window.go("#/distributions/1");
    window.heading("Finished for 4, 2 uncertain");
    window.sees("Nothing says where this account’s mailbox is");
    window.settled();
    window.accessible("a question without a mailbox");
    window.fits("a question without a mailbox");
    read_the_mailbox(&window, &dovecot);

    window.go("#/distributions/1");
    window.press("Look in the mailbox");
    window.sees("Found in “Sent”");
    window.sees("Count the one that was found as arrived");
    window.settled();
    window.accessible("a question with what the mailbox shows");
    window.fits("a question with what the mailbox shows");
    window.press("Count the one that was found as arrived");
    window.heading("Finished for 4, 1 uncertain");
    // Of the other nobody knows: the answer is the user's.
    window.sees("Found nowhere. That alone says nothing.");
    window.press("Send again");
    window.wait("nobody is asked about any more", || !window.shows("was this received? We cannot know."));
    let taken = oracle.taken();
    let to = |person: &str| taken.iter().filter(|mail| mail.to.starts_with(person)).count();
    assert_eq!(to("person1@"), 1, "what was found is not sent again: {taken:?}");
    assert_eq!(dovecot.flags(PRESS, "Sent"), before, "A17: nothing in the mailbox was touched");
}
