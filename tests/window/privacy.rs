//! The privacy notice: set up once, carried by the first mail, proven by the ledger, and noted by hand for others.

use tidings_tests::fixtures::Sink;

use super::desk::Desk;
use super::sending::review;

#[test]
fn the_notice_is_set_up_counted_before_send_carried_by_first_mails_and_told_on_a_persons_page() {
    let sink = Sink::start(&[]);
    let window = Desk::ready_to_send(3, sink.port, 1).open();
    review(&window);
    window.sees("3 people were never told where you have their data from");
    window.go("#/settings/privacy");
    window.sees("3 people are owed it");
    window.settled();
    window.accessible("the privacy notice");
    window.fits("the privacy notice");
    window.press("First mails to people who are owed it carry it");
    window.sees("First mails carry the privacy notice from now on");

    // One of them was told on the phone.
    window.go("#/contacts");
    window.press("Person 002");
    window.press("Was told otherwise…");
    window.settled();
    window.accessible("who was told otherwise");
    window.fits("who was told otherwise");
    window.press("Note it");
    window.sees("Say in a few words how they were told");
    window.write("How they were told", "on the phone");
    window.keys("Enter");
    window.sees("on the phone (noted by");
    window.press("Take back");
    window.sees("Still owed;");
    window.keys("Ctrl z");
    window.sees("on the phone (noted by");

    review(&window);
    window.sees("2 of these mails carry the privacy notice");
    window.press("Send to 3 people");
    window.heading("Accepted by their servers: 3 of 3");
    window.press_row("Person 001");
    window.sees("This mail carries it");
    let carried = |person: &str| {
        let mails = sink.mails();
        let mail = mails.iter().find(|mail| mail.to.starts_with(person)).expect("their mail");
        String::from_utf8_lossy(&mail.raw).contains("Where we have your data from")
    };
    assert_eq!(["person1@", "person2@", "person3@"].map(carried), [true, false, true]);
    window.go("#/settings/privacy");
    window.press("3 people were told");
    window.sees("Person 001");
    window.go("#/contacts");
    window.press("Person 001");
    window.sees("Told on");
    window.settled();
    window.accessible("a person who was told");
    window.fits("a person who was told");
    window.go("#/settings/privacy");
    window.sees("nobody for more than a month");
    window.sees("3 people were told");
}

#[test]
fn whom_the_retention_rule_asks_about_is_decided_by_keys_and_nobody_goes_by_itself() {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@mare.example.net\nBea Thornley,bea@courier.example.org\n", "journalist");
    let window = desk.open();
    window.go("#/contacts/retention");
    window.sees("The retention rule is off");
    window.go("#/settings/privacy");
    window.write("After so many months", "0");
    window.keys("Enter");
    window.sees("The rule asks after 1 to 240 months");
    window.write("After so many months", "1");
    window.keys("Enter");
    window.press("Ask about people without contact");
    window.sees("It asks about nobody now");
    window.settled();
    window.accessible("the retention rule");
    window.fits("the retention rule");
    window.go("#/contacts/retention");
    window.sees("The rule asks about nobody");
    window.settled();
    window.accessible("nobody to be asked about");
    window.fits("nobody to be asked about");
}
