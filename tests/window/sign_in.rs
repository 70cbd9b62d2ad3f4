//! Signing in for an account in the real window; the browser is the test's own, the server that it goes to too.

use serde_json::json;
use tidings_tests::fixtures::{Authorization, CLIENT, Manner, Window, browse};

use super::desk::Desk;

/// The address that the page shows, once it does.
fn address(window: &Window) -> String {
    let script = "return document.querySelector('#account-sign-in ~ .address')?.textContent ?? '';";
    window.wait("the address is shown", || window.ask(script, &[]) != json!(""));
    window.ask(script, &[]).as_str().expect("a text").to_owned()
}

#[test]
fn an_account_signs_in_in_the_browser_and_waiting_for_it_can_be_ended() {
    let authorization = Authorization::start(Manner::Grants, None);
    let desk = Desk::new("Harbour Trust");
    let smtp = "smtp://press%40harbourtrust.example.org@127.0.0.1:1?tls=none";
    desk.tidings(&["account", "add", "press", "--from", "Ines Calder <press@harbourtrust.example.org>", "--smtp", smtp]);
    let (authorize, token) = (authorization.authorize_url(), authorization.token_url());
    let words = ["account", "sign-in", "press", "--provider", "other", "--client-id", CLIENT, "--scopes", "mail", "--show"];
    desk.tidings(&[&words[..], &["--authorize-url", &authorize, "--token-url", &token]].concat());
    let window = desk.open_sized(1000, 700);
    window.go("#/settings/accounts/2");
    window.sees(&window.text("signin.none"));
    let begin = window.text("signin.with.other");
    window.tab_to(&begin);
    window.keys("Enter");
    let first = address(&window);
    window.settled();
    let mut found: Vec<String> = window.lost();
    for look in ["light", "dark"] {
        found.extend(window.axe(look));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    window.press(&window.text("parts.cancel"));
    window.sees(&window.text("signin.none"));
    // A page of the sign-in that was ended finds nobody: what it brings is no answer to the next one either.
    window.tab_to(&begin);
    window.keys("Enter");
    let second = address(&window);
    assert_ne!(first, second, "each sign-in has a state and a port of its own");
    let page = browse(&second);
    assert!(page.contains("You are signed in"), "{page}");
    // This screen has no keychain: it counts until the program ends, and that is said.
    window.sees(&window.text("signin.done.run"));
    window.wait("it can be done again", || window.offers(&window.text("signin.again")));
    window.press(&window.text("signin.end"));
    window.sees(&window.text("signin.ended"));
}
