//! After a mistake: an address that did not work is corrected beside its row, and what was wrong is corrected for those who have it.

use tidings_tests::fixtures::free_port;

use super::after::{behave, send_for_practice};
use super::desk::{Desk, tidings};

#[test]
fn a_refused_address_is_corrected_beside_its_row_and_a_correction_goes_to_all_who_have_the_mail() {
    let desk = Desk::ready_to_send(3, free_port(), 1);
    let file = desk.file.clone();
    let window = desk.open();
    behave(&window, &[("person2@*", "Refuses")]);
    send_for_practice(&window, 3);
    window.heading("Accepted by their servers: 2 of 3");
    window.press("Refused");
    window.press_row("Person 002");
    window.press("Correct the address…");
    window.wait("the address has the focus", || window.focus()["name"] == "Address");
    window.accessible("the question for another address");
    window.fits("the question for another address");
    window.write("Address", "person1@paper1.example.net");
    window.press("Send it there");
    window.sees("This address is on the list already");
    window.write("Address", "found2@paper2.example.net");
    window.press("Send it there");
    window.heading("Accepted by their servers: 3 of 4");
    window.sees("By a corrected address");
    window.sees("Its address was corrected; another row stands in its place.");

    // What was wrong is corrected in the text, and then for everybody who has it.
    window.press("More");
    window.press("Send a correction…");
    window.sees("Everybody who has it or may have it");
    window.sees("Nothing is corrected yet.");
    window.settled();
    window.accessible("the page before a correction");
    window.fits("the page before a correction");
    window.choose("Hold", "10 s");
    window.settled();
    window.press("Send it to 3 people");
    window.heading("Nothing has left yet");
    window.heading("Accepted by their servers: 3 of 3");
    window.sees("Corrects");

    let mails = tidings(window.screen(), &file, &["practice", "list"]);
    let to = |address: &str| mails.iter().filter(|mail| mail["to"] == address).count();
    for address in ["person1@paper1.example.net", "found2@paper2.example.net", "person3@paper3.example.net"] {
        assert_eq!(to(address), 2, "{address}: the mail and its correction: {mails:?}");
    }
    let corrections = mails.iter().filter(|mail| mail["subject"].as_str().is_some_and(|subject| subject.starts_with("Correction: ")));
    assert_eq!((corrections.count(), mails.len()), (3, 6));
    // The address that did not work is among the contacts no more.
    assert!(tidings(window.screen(), &file, &["people", "list"]).iter().any(|person| person["address"] == "found2@paper2.example.net"));

    // One person alone is written to from their page.
    window.go("#/contacts");
    window.press_row("Person 001");
    window.settled();
    window.keys("Enter");
    window.press("Write…");
    window.wait("the subject has the focus", || window.focus()["name"] == "Subject");
    window.accessible("the question what one person gets");
    window.fits("the question what one person gets");
    window.write("Subject", "The picture");
    window.write("Text", "Here it is.");
    window.press("Look at it…");
    window.choose("From", "Practice account");
    window.choose("Hold", "10 s");
    window.settled();
    window.press("Send to 1 person");
    window.heading("Nothing has left yet");
    window.heading("Accepted by their servers: 1 of 1");
    let mails = tidings(window.screen(), &file, &["practice", "list"]);
    let letter: Vec<&str> = mails.iter().filter(|mail| mail["subject"] == "The picture").filter_map(|mail| mail["to"].as_str()).collect();
    assert_eq!(letter, ["person1@paper1.example.net"]);
}
