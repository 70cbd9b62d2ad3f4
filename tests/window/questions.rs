//! The questions that only come while something is under way: stop, send to all again, close while it sends, a certificate that
//! nobody vouches for, a password that no keychain holds. In both languages, light and dark, at the least size; on the keyboard.

use serde_json::json;
use tidings_tests::fixtures::{Certificate, Fault, Peer, Sink, Window, free_port, speak_german};

use super::desk::Desk;

/// The password that the peer takes.
const PASSWORD: &str = "canary-7f3a";

const OPEN: &str = "return document.querySelector('dialog:modal') !== null;";

/// Waits for a question, looks at it with every eye, and sees that its safe answer has the focus.
fn look(window: &Window, name: &str, focused: &str, found: &mut Vec<String>) {
    window.wait(&format!("{name} is asked"), || window.ask(OPEN, &[]) == json!(true));
    window.wait(&format!("{name}: “{focused}” has the focus"), || window.focus()["name"] == json!(focused));
    found.extend(window.lost().into_iter().map(|fault| format!("{name}: {fault}")));
    for look in ["light", "dark"] {
        found.extend(window.axe(look).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    // Tab stays among the answers, wherever it is pressed from.
    let stay =
        "return document.activeElement === document.body || document.querySelector('dialog:modal').contains(document.activeElement);";
    for _ in 0..6 {
        window.keys("Tab");
        assert_eq!(window.ask(stay, &[]), json!(true), "{name}: Tab leaves the question");
    }
}

/// Escape answers no: the question goes, and what asked it has the focus again.
fn put_away(window: &Window, name: &str, opener: &str) {
    window.keys("Escape");
    window.wait(&format!("{name} goes"), || window.ask(OPEN, &[]) == json!(false));
    window.wait(&format!("{name}: the focus is back on “{opener}”"), || {
        window.focus()["name"].as_str().is_some_and(|name| name.starts_with(opener))
    });
}

fn opened(desk: Desk, german: bool) -> Window {
    let window = desk.open_sized(1000, 700);
    if german {
        speak_german(&window);
    }
    window
}

/// Opens the page before Send for the release, to everybody in the segment.
fn review(window: &Window, account: Option<&str>) {
    window.go("#/distributions/new?document=1&to=Heritage%20press");
    window.settled();
    window.choose(&window.text("send.hold"), "10");
    if let Some(account) = account {
        window.choose(&window.text("send.from"), account);
    }
    window.settled();
    window.click_at("button.send:not([aria-disabled])");
    window.heading(&window.text("hold.title"));
}

fn stopping_and_closing(german: bool) {
    let sink = Sink::start(&["-w", "1"]);
    let window = opened(Desk::ready_to_send(40, sink.port, 1), german);
    let mut found = Vec::new();
    review(&window, None);
    let stop = window.text("ledger.stop");
    window.wait("it sends", || window.offers(&stop));
    window.tab_to(&stop);
    window.keys("Enter");
    look(&window, "the question about stopping", &window.text("ledger.stop.keep"), &mut found);
    put_away(&window, "the question about stopping", &stop);
    window.ask_to_close();
    look(&window, "the question at closing", &window.text("closing.whenSent"), &mut found);
    put_away(&window, "the question at closing", &stop);
    // On the keyboard alone the grave answer is one Tab away from the safe one.
    window.keys("Enter");
    window.wait("it is asked again", || window.ask(OPEN, &[]) == json!(true));
    window.tab_to(&window.text("ledger.stop.act"));
    window.keys("Enter");
    window.wait("it is stopped", || !window.offers(&stop));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn stopping_and_closing_are_asked_about_in_english() {
    stopping_and_closing(false);
}

#[test]
fn stopping_and_closing_are_asked_about_in_german() {
    stopping_and_closing(true);
}

fn sending_to_all_again(german: bool) {
    let window = opened(Desk::ready_to_send(4, free_port(), 1), german);
    let mut found = Vec::new();
    window.go("#/practice/behaviour");
    window.settled();
    window.press(&window.text("practice.conduct.lose"));
    window.settled();
    review(&window, Some(&window.text("frame.practice")));
    window.wait("all four are asked about", || {
        window.ask("return document.querySelector('.ask .acts [aria-haspopup]') !== null;", &[]) == json!(true)
    });
    window.settled();
    let all = window.ask("return name(document.querySelector('.ask .acts [aria-haspopup]'));", &[]);
    let all = all.as_str().expect("the menu has a name");
    window.tab_to(all);
    window.keys("Enter");
    window.keys("Down");
    window.keys("Enter");
    look(&window, "the question about sending to all again", &window.text("ledger.again.keep"), &mut found);
    put_away(&window, "the question about sending to all again", all);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn sending_to_all_again_is_asked_about_in_english() {
    sending_to_all_again(false);
}

#[test]
fn sending_to_all_again_is_asked_about_in_german() {
    sending_to_all_again(true);
}

fn certificates_and_passwords(german: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::make(folder.path(), &["localhost"]);
    let peer = Peer::start(&certificate, true, Fault::None, PASSWORD);
    let desk = Desk::new("Harbour Trust");
    let smtp = format!("smtp://press%40harbourtrust.example.org@localhost:{}?tls=implicit", peer.port);
    desk.tidings(&["account", "add", "press", "--from", "Ines Calder <press@harbourtrust.example.org>", "--smtp", &smtp]);
    let window = opened(desk, german);
    let mut found = Vec::new();
    window.go("#/settings/accounts/2");
    window.settled();
    window.tab_to(&window.text("account.test.act"));
    window.keys("Enter");
    let password = |found: &mut Vec<String>| {
        look(&window, "the question for a password", &window.text("password.field"), found);
        put_away(&window, "the question for a password", &window.text("account.test.again"));
    };
    password(&mut found);
    // The same question again, answered this time.
    window.keys("Enter");
    window.wait("the password is asked for again", || window.ask(OPEN, &[]) == json!(true));
    window.type_text(PASSWORD);
    window.keys("Enter");
    let trust = window.text("account.trust");
    window.wait("the certificate is not known", || window.offers(&trust));
    window.tab_to(&trust);
    window.keys("Enter");
    look(&window, "the question about a certificate", &window.text("account.trust.not"), &mut found);
    put_away(&window, "the question about a certificate", &trust);
    window.keys("Enter");
    window.wait("it is asked again", || window.ask(OPEN, &[]) == json!(true));
    window.tab_to(&window.text("account.trust.act"));
    window.keys("Enter");
    window.sees(&window.text("account.trusted.end"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_certificate_and_a_password_are_asked_about_in_english() {
    certificates_and_passwords(false);
}

#[test]
fn a_certificate_and_a_password_are_asked_about_in_german() {
    certificates_and_passwords(true);
}
