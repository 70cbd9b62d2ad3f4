//! One sending in several languages: ticked on the page before Send, kept there while a version is not approved, and read in the ledger.

use std::collections::BTreeMap;

use tidings_tests::fixtures::{Sink, Window, speak_german};

use super::desk::{Desk, tidings};

const GERMAN: &str = "---\nheadline: Die Linse ist zurück\nkind: press-release\nlanguage: de\n---\n\nSie ist zurück in ihrem Turm.\n";
const ARABIC: &str = "---\nheadline: عادت العدسة\nkind: press-release\nlanguage: ar\n---\n\nلقد عادت إلى برجها.\n";

/// A release in English, German and Arabic, and five people: two read German, one Arabic, one Dutch; of one it is not known.
fn in_three_languages(port: u16) -> Desk {
    let desk = Desk::ready_to_send(5, port, 1);
    for (person, language) in [("1", "de-AT"), ("2", "de"), ("3", "ar-EG"), ("4", "nl")] {
        desk.tidings(&["people", "edit", person, "--language", language]);
    }
    for (number, language, text) in [("2", "de", GERMAN), ("3", "ar", ARABIC)] {
        desk.tidings(&["document", "translate", "1", language]);
        let file = desk.screen.home().join("version.md");
        std::fs::write(&file, text).expect("a text");
        desk.tidings(&["document", "save", number, &file.display().to_string()]);
    }
    desk
}

fn rows(window: &Window) -> String {
    window.ask("return document.querySelector('[role=\"grid\"]')?.getAttribute('aria-rowcount') ?? '';", &[]).to_string()
}

#[test]
fn a_text_goes_in_three_languages_once_every_version_is_approved_and_the_ledger_says_who_got_which() {
    let sink = Sink::start(&[]);
    let desk = in_three_languages(sink.port);
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    let me = tidings(window.screen(), &file, &["document", "approval", "1"])[0]["me"].as_str().unwrap_or_default().to_owned();
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.settled();
    window.sees("English, the text itself");
    window.press("German");
    window.press("Arabic");
    window.sees("1 for want of Dutch and 1 with no language known");
    window.settled();
    window.accessible("the page before Send in three languages");
    window.fits("the page before Send in three languages");

    // The text is approved, its German version is not: nothing goes, the page says which and leads to it.
    tidings(
        window.screen(),
        &file,
        &["workspace", "approval-rule", "--required", "--writer", "yes", "--person", &format!("{me}:approver")],
    );
    let approve = |number: &str| {
        tidings(window.screen(), &file, &["document", "approve", number]);
    };
    window.press("Ask for approval of this");
    window.sees("Asked");
    for number in ["1", "3"] {
        approve(number);
    }
    window.sees("The version in German is not approved as it would go.");
    assert!(window.off("Send to 5 people").is_some(), "Send is shut");
    window.settled();
    window.accessible("a version that is not approved");
    window.fits("a version that is not approved");
    // To ask again leaves what was approved as it is.
    window.press("Ask for approval of this");
    window.settled();
    assert_eq!(tidings(window.screen(), &file, &["document", "approval", "1"])[0]["state"], "approved");
    approve("2");
    window.wait("Send is open", || window.off("Send to 5 people").is_none());
    window.choose("Hold", "10 s");
    window.settled();
    window.press("Send to 5 people");
    window.heading("Accepted by their servers: 5 of 5");

    // Everybody has one letter, in the language that the ledger says.
    let mut got: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in sink.mails() {
        got.entry(mail.to).or_default().push(String::from_utf8_lossy(&mail.raw).into_owned());
    }
    assert!(got.len() == 5 && got.values().all(|mails| mails.len() == 1), "{got:?}");
    let says = |n: u32, words: &str| got.iter().any(|(to, mails)| to.starts_with(&format!("person{n}@")) && mails.concat().contains(words));
    let (german, english) = ("in ihrem Turm", "the lens of 1874 is back");
    assert!(says(1, german) && says(2, german) && says(4, english) && says(5, english), "{got:?}");
    assert!(!says(3, german) && !says(3, english), "{got:?}");
    window.sees("Language");
    window.settled();
    window.accessible("the ledger in several languages");
    window.fits("the ledger in several languages");
    window.choose("Language", "German");
    window.wait("the two who read German", || rows(&window) == "\"3\"");
    window.choose("Language", "Arabic");
    window.wait("the one who reads Arabic", || rows(&window) == "\"2\"");
    window.sees("Person 003");
    speak_german(&window);
    window.go("#/distributions/1");
    window.sees("Person 003 Arabisch");
    window.settled();
    window.fits("the ledger in several languages in German");
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.sees("Englisch");
    window.settled();
    window.fits("the page before Send in several languages in German");
}
