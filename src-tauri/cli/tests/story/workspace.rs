//! The file itself.

use crate::desk::Desk;

#[test]
fn a_workspace_is_made_verified_backed_up_and_restored() {
    let desk = Desk::new();
    assert_eq!(desk.json(&["workspace", "info"]).ends(0).json()["organisation"], "Harbour Trust");
    let verified = desk.json(&["workspace", "verify"]).ends(0).json();
    assert_eq!(verified["ok"], true);
    assert!(verified["checks"].as_array().unwrap().iter().all(|check| check["ok"] == true && check["name"].is_string()));
    let (backup, restored) = (desk.path("backup.tidings"), desk.path("restored.tidings"));
    desk.run(&["people", "add", "--name", "Ruth Vale"]).ends(0);
    desk.run(&["workspace", "backup", backup.to_str().unwrap()]).ends(0);
    desk.run(&["-w", restored.to_str().unwrap(), "workspace", "restore", backup.to_str().unwrap()]).ends(0);
    assert_eq!(desk.json(&["-w", restored.to_str().unwrap(), "people", "count"]).ends(0).json()["count"], 1);
    let again = desk.json(&["workspace", "backup", backup.to_str().unwrap()]).ends(3);
    assert_eq!(again.json()["error"]["code"], "workspace.exists");
}

/// Mails of external lists name the organisation's own place for leaving beside the address to write to (RFC 8058).
#[test]
fn one_click_is_named_shown_refused_and_taken_back() {
    let desk = Desk::new();
    let place = "https://harbourtrust.org/leave?who={token}";
    let shown = |words: &[&str]| desk.json(&[&["workspace", "one-click"], words].concat()).ends(0).json()["one_click"].clone();
    assert!(shown(&[]).is_null());
    assert_eq!((shown(&[place]), shown(&[])), (place.into(), place.into()));
    let refused = desk.json(&["workspace", "one-click", "http://harbourtrust.org/{token}"]).ends(3).json();
    assert_eq!(refused["error"]["code"], "rendering.one_click");
    assert_eq!(shown(&[]), place, "nothing has changed");
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let send = ["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"];
    desk.run(&send).ends(0);
    let letter = desk.run(&["practice", "show", "1", "--headers"]).ends(0).stdout;
    assert!(
        letter.contains("List-Unsubscribe: <https://harbourtrust.org/leave?who=") && letter.contains("List-Unsubscribe-Post:"),
        "{letter}"
    );
    assert!(shown(&["--none"]).is_null());
    desk.run(&["workspace", "one-click", "--none", place]).ends(2);
    assert_eq!(desk.run(&["undo", "--list"]).ends(0).stdout.matches("one click").count(), 2);
}

#[test]
fn exit_codes_say_what_kind_of_ending_it_was() {
    let desk = Desk::bare();
    desk.run(&["people", "fly"]).ends(2);
    let none = desk.json(&["workspace", "info"]).ends(4);
    assert_eq!(none.json()["error"]["code"], "workspace.not_found");
    assert!(none.stderr.contains("There is no file"), "{none:?}");
    desk.file("trust.tidings", "no workspace at all, but long enough to be looked at");
    assert_eq!(desk.json(&["workspace", "info"]).ends(3).json()["error"]["code"], "workspace.not_a_workspace");
    let text = std::fs::read_to_string(desk.path("trust.tidings")).unwrap();
    assert!(text.starts_with("no workspace"), "a foreign file is left as it is");
}

#[test]
fn completions_and_the_manual_come_from_the_same_definitions() {
    let desk = Desk::bare();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(desk.run(&["completions", shell]).ends(0).stdout.contains("tidings"), "{shell}");
    }
    assert!(desk.run(&["man"]).ends(0).stdout.contains(".TH"));
    let pages = desk.path("man1");
    desk.json(&["man", "--into", pages.to_str().unwrap()]).ends(0);
    for page in ["tidings.1", "tidings-send.1", "tidings-people-import.1", "tidings-distribution-resolve.1"] {
        let text = std::fs::read_to_string(pages.join(page)).unwrap();
        assert!(text.contains("Example:"), "{page}: {text}");
    }
}

/// Mails to people outside say in their last line how the organisation is reached; advertising to the USA waits for it.
#[test]
fn the_postal_address_is_set_shown_refused_and_stands_in_mails() {
    let desk = Desk::new();
    let shown = |words: &[&str]| desk.json(&[&["workspace", "imprint"], words].concat()).ends(0).json();
    assert_eq!(shown(&[])["postal"], "");
    desk.run(&["people", "add", "--name", "Uma Hall", "--email", "uma@tide.example.org", "--kind", "public", "--country", "US"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let send = ["send", "1", "--to", "kind:public", "--account", "Practice", "--hold", "0", "--yes"];
    let refused = desk.run(&send).ends(3);
    assert!(refused.stderr.contains("US: CAN-SPAM, 15 USC 7704(a)(5)"), "{}", refused.stderr);
    let kept = shown(&["--postal", "1 Quay Street; Hull HU1 1AA", "--contact", "+44 1482 0000"]);
    assert_eq!((&kept["postal"], &kept["contact"]), (&"1 Quay Street\nHull HU1 1AA".into(), &"+44 1482 0000".into()));
    assert_eq!(shown(&["--contact", ""])["postal"], kept["postal"], "the rest stays");
    desk.run(&send).ends(0);
    let letter = desk.run(&["practice", "show", "1"]).ends(0).stdout;
    assert!(letter.contains("1 Quay Street, Hull HU1 1AA"), "{letter}");
    let refused = desk.json(&["workspace", "imprint", "--postal", &"x;".repeat(20)]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&"rendering.imprint".into(), &"postal".into()));
    assert_eq!(shown(&["--none"])["postal"], "");
    desk.run(&["undo"]).ends(0);
    assert_eq!(shown(&[])["postal"], kept["postal"]);
}
