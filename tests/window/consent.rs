//! What the law asks before somebody is written to: told on their page, proven by a consent, and asked about before Send.

use std::time::Duration;

use tidings_tests::fixtures::{Sink, Window};

use super::desk::{Desk, tidings};
use super::sending::received;

fn two() -> Desk {
    let desk = Desk::ready_to_send(1, 9, 1);
    desk.import(
        "name,address,country\nMia Quist,mia@gmx.de,DE\nمحمد عبد الله,m@lens.example.org,CA\nUma Hall,uma@ledger.example.net,US\n",
        "public",
    );
    desk.tidings(&["segment", "save", "The public", "kind:public"]);
    desk.tidings(&["workspace", "imprint", "--postal", "1 Quay Street; Hull HU1 1AA"]);
    desk
}

#[test]
fn a_consent_is_noted_on_a_persons_page_and_who_has_none_is_asked_about_before_it_goes() {
    let window = two().open();
    window.go("#/contacts");
    window.press("Mia Quist");
    window.sees("In Germany the law asks for consent beforehand, and none is recorded.");
    window.sees("DE: UWG § 7(2) no. 2");
    window.settled();
    window.accessible("a person without a consent that is asked for");
    window.fits("a person without a consent that is asked for");
    window.choose("Recipient in law", "Company or organisation");
    window.sees("It is kept what the law takes Mia Quist for");
    window.keys("Ctrl z");
    window.sees("taken back since");

    window.go("#/distributions/new?document=1&to=The%20public");
    window.choose("From", "Practice account");
    window.sees("2 people have not consented, as far as is recorded");
    window.settled();
    window.accessible("the page before Send with people who have not consented");
    window.fits("the page before Send with people who have not consented");
    window.press("Who, and by which rule");
    window.sees("CA: CASL s. 6, 10");
    window.settled();
    window.accessible("who has not consented");
    window.fits("who has not consented");
    window.resize(1000, 700);
    window.settled();
    window.fits("who has not consented, in a small window");
    window.resize(1280, 800);
    window.keys("Escape");
    // Pressed, it asks first; nothing has gone.
    window.press("Send to 3 people");
    window.sees("Send to all 3 all the same");
    window.settled();
    window.accessible("the question about people who have not consented");
    window.keys("Escape");

    // One of them did: noted with its proof, they are asked about no more.
    window.go("#/contacts");
    window.press("Mia Quist");
    window.press("Note a consent…");
    window.settled();
    window.accessible("the form of a consent");
    window.fits("the form of a consent");
    window.press("Note the consent");
    window.sees("Consent needs its proof");
    window.write("How it was given", "ticked the box on our form");
    window.keys("Enter");
    window.sees("In Germany the law asks for consent beforehand; it is recorded.");
    window.go("#/distributions/new?document=1&to=The%20public");
    window.choose("From", "Practice account");
    window.sees("One person has not consented, as far as is recorded");
    window.press("Leave this person out");
    window.sees_no("not consented, as far as");
    window.press("Send to 2 people");
    window.sees("Take it back");
}

#[test]
fn what_news_to_journalists_is_in_law_is_decided_once_in_the_settings() {
    let desk = Desk::ready_to_send(1, 9, 1);
    desk.import("name,address,country,beats\nMia Quist,mia@gmx.de,DE,heritage\n", "journalist");
    let window = desk.open();
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.choose("From", "Practice account");
    window.sees("One journalist lives where the law asks for consent before advertising");
    window.settled();
    window.fits("the page before Send with news that nobody has decided about");
    window.press("Decide");
    window.settled();
    window.accessible("what news to journalists is");
    window.fits("what news to journalists is");
    window.choose("News to journalists", "Is no advertising: ask nothing");
    window.sees("Decided what news to journalists is");
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.choose("From", "Practice account");
    window.sees("Send to 2 people");
    window.sees_no("One journalist lives");
}

#[test]
fn advertising_to_the_usa_waits_for_the_postal_address_which_is_entered_in_the_settings() {
    let desk = Desk::ready_to_send(1, 9, 1);
    desk.import("name,address,country\nUma Hall,uma@ledger.example.net,US\n", "public");
    desk.tidings(&["segment", "save", "The public", "kind:public"]);
    let window = desk.open();
    window.go("#/distributions/new?document=1&to=The%20public");
    window.choose("From", "Practice account");
    window.sees("US: CAN-SPAM, 15 USC 7704(a)(5)");
    window.settled();
    window.accessible("the page before Send without a postal address");
    window.fits("the page before Send without a postal address");
    assert!(window.off("Send to 1 person").is_some(), "advertising stays here");
    window.press("Enter the postal address");
    window.write("Phone, mail address or website", "+44 1482 0000");
    window.write("Where letters reach your organisation", "1 Quay Street");
    window.write("Name of the organisation", "Harbour Trust");
    window.sees("Mails say from now on how you are reached.");
    window.settled();
    window.accessible("the postal address");
    window.fits("the postal address");
    window.go("#/distributions/new?document=1&to=The%20public");
    window.choose("From", "Practice account");
    window.sees("Send to 1 person");
    window.sees_no("US: CAN-SPAM");
    window.press("Send to 1 person");
    window.sees("Take it back");
}

/// Writes the one row of a table into the workspace, as somebody does at another desk meanwhile.
fn joins(window: &Window, file: &std::path::Path, row: &str) {
    let table = window.screen().home().join("late.csv");
    std::fs::write(&table, format!("name,address,country\n{row}\n")).expect("a table");
    let table = table.display().to_string();
    let words = ["people", "import", &table, "--kind", "public", "--source", "the gate", "--basis", "legitimate-interest", "--apply"];
    tidings(window.screen(), file, &words);
}

#[test]
fn whoever_comes_onto_a_list_that_follows_its_segment_is_asked_about_when_it_is_frozen() {
    let sink = Sink::start(&[]);
    let desk = Desk::ready_to_send(1, sink.port, 1);
    desk.import("name,address,country\nBea Field,bea@quay.example.org,US\n", "public");
    desk.tidings(&["segment", "save", "The public", "kind:public"]);
    desk.tidings(&["workspace", "imprint", "--postal", "1 Quay Street; Hull HU1 1AA"]);
    let file = desk.file.clone();
    let window = desk.open();
    window.go("#/distributions/new?document=1&to=The%20public");
    window.press("Follow segment");
    window.choose("Hold", "10 s");
    std::thread::sleep(Duration::from_millis(800));
    window.settled();
    window.press("Send to 1 person");
    window.heading("Nothing has left yet");
    joins(&window, &file, "Mia Quist,mia@gmx.de,DE");
    window.heading("Paused after");
    window.sees("One person came onto the list since you looked who has not consented");
    window.sees("DE: UWG § 7(2) no. 2");
    assert!(received(&sink).is_empty(), "nobody has it before it is answered: {:?}", received(&sink));
    window.settled();
    window.accessible("a distribution that asks about consent when its list is frozen");
    window.fits("a distribution that asks about consent when its list is frozen");
    window.resize(1000, 700);
    window.settled();
    window.fits("a distribution that asks about consent when its list is frozen, in a small window");
    window.resize(1280, 800);
    window.press("Send to 2 people");
    window.heading("Accepted by their servers: 2 of 2");
    let counts = received(&sink);
    assert!(counts.len() == 2 && counts.values().all(|n| *n == 1), "both, once each: {counts:?}");
}

#[test]
fn an_organisation_that_is_renamed_after_send_signs_what_was_confirmed_by_its_old_name() {
    let desk = Desk::ready_to_send(2, 9, 1);
    desk.tidings(&["workspace", "imprint", "--postal", "1 Quay Street; Hull HU1 1AA"]);
    let file = desk.file.clone();
    let window = desk.open();
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.choose("From", "Practice account");
    window.choose("Hold", "10 s");
    std::thread::sleep(Duration::from_millis(800));
    window.settled();
    window.press("Send to 2 people");
    window.heading("Nothing has left yet");
    window.go("#/settings/organisation");
    window.write("Name of the organisation", "Humber Trust");
    window.keys("Tab");
    window.wait("the organisation has its new name", || {
        tidings(window.screen(), &file, &["workspace", "info"])[0]["organisation"] == "Humber Trust"
    });
    window.go("#/distributions/1");
    window.heading("Accepted by their servers: 2 of 2");
    let mails = tidings(window.screen(), &file, &["practice", "list"]);
    assert_eq!(mails.len(), 2);
    for mail in mails {
        let told = tidings(window.screen(), &file, &["practice", "show", &mail["id"].to_string()]);
        let text = serde_json::Value::from(told).to_string();
        assert!(text.contains("Harbour Trust · 1 Quay Street") && !text.contains("Humber Trust"), "{text}");
    }
}
