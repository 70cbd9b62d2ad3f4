//! Campaigns: planned, filled, sent in, and taken back.

use serde_json::{Value, json};

use crate::desk::Desk;

fn release(desk: &Desk, headline: &str) -> String {
    let file = desk.file("release.md", format!("---\nheadline: {headline}\nkind: press-release\n---\n\nThe lens is back.\n"));
    desk.json(&["document", "add", &file]).ends(0).json()["id"].to_string()
}

fn texts(shown: &Value) -> Vec<&str> {
    shown["messages"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect()
}

#[test]
fn a_campaign_holds_its_messages_documents_and_distributions_together() {
    let desk = Desk::new();
    let add = [
        "campaign",
        "add",
        "The Light Returns",
        "--aim",
        "The town comes back to its lighthouse",
        "--from",
        "2026-11-02",
        "--to",
        "2027-01-31",
        "--message",
        "A lighthouse is a promise.",
        "--message",
        "The lens turns again.",
    ];
    let added = desk.json(&add).ends(0).json();
    assert_eq!((&added["from"], &added["documents"]), (&json!("2026-11-02"), &json!(0)));
    let (first, second) = (release(&desk, "The lens is back"), release(&desk, "The gala"));
    desk.json(&["campaign", "put", &first]).ends(0);
    desk.json(&["campaign", "add", "Another"]).ends(0);
    assert_eq!(desk.json(&["campaign", "put", &second]).ends(3).json()["error"]["code"], "campaigns.which");
    desk.json(&["campaign", "put", &second, "--campaign", "the light returns"]).ends(0);

    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let from = "Ines Calder <press@harbourtrust.example.org>";
    desk.run(&["account", "add", "press", "--from", from, "--smtp", "smtp://127.0.0.1:2525?tls=none"]).ends(0);
    desk.json(&["send", &first, "--to", "kind:journalist", "--hold", "600", "--yes", "--detach"]);
    let shown = desk.json(&["campaign", "show", "The Light Returns"]).ends(0).json();
    assert_eq!(texts(&shown), ["A lighthouse is a promise.", "The lens turns again."]);
    assert_eq!(shown["its_documents"].as_array().unwrap().len(), 2);
    let sent = &shown["its_distributions"][0];
    assert_eq!((&sent["title"], &sent["recipients"], &sent["state"]), (&json!("The lens is back"), &json!(1), &json!("holding")));
    assert_eq!((&shown["recipients"], &shown["waiting"], &shown["accepted"]), (&json!(1), &json!(1), &json!(0)));
    let people = desk.run(&["campaign", "show", "1"]).ends(0).stdout;
    assert!(people.contains("  2  The lens turns again.") && people.contains("0 of 1 accepted"), "{people}");
    let list = desk.json(&["campaign", "list"]).ends(0).lines();
    assert_eq!((&list[0]["name"], &list[1]["distributions"]), (&json!("Another"), &json!(1)));

    desk.json(&["campaign", "put", &first, "--campaign", "Another", "--earlier"]).ends(0);
    let shown = desk.json(&["campaign", "show", "1"]).ends(0).json();
    assert_eq!((&shown["documents"], &shown["distributions"]), (&json!(1), &json!(1)), "what was sent stays where it belongs");
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["campaign", "show", "1"]).ends(0).json()["documents"], 2);
    desk.json(&["campaign", "delete", "The Light Returns"]).ends(0);
    desk.json(&["campaign", "show", "The Light Returns"]).ends(4);
    assert_eq!(desk.json(&["document", "list"]).ends(0).lines().len(), 2, "its documents stay");
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["campaign", "show", "1"]).ends(0).json()["distributions"], 1);
    assert_eq!(desk.json(&["workspace", "verify"]).ends(0).json()["ok"], true);
}

#[test]
fn a_campaign_is_changed_in_part_and_bad_input_is_refused() {
    let desk = Desk::new();
    desk.json(&["campaign", "add", "Light", "--to", "2027-01-31", "--message", "one", "--message", "two"]).ends(0);
    let edited = desk.json(&["campaign", "edit", "Light", "--name", "عودة الضوء", "--to", ""]).ends(0).json();
    assert_eq!((&edited["name"], &edited["to"]), (&json!("عودة الضوء"), &json!(null)));
    let before = desk.json(&["campaign", "show", "1"]).ends(0).json();
    desk.json(&["campaign", "edit", "1", "--message", "two", "--message", "one"]).ends(0);
    let after = desk.json(&["campaign", "show", "1"]).ends(0).json();
    assert_eq!(texts(&after), ["two", "one"]);
    assert_eq!(before["messages"][0]["message"], after["messages"][1]["message"], "a message that moves is the same message");
    desk.json(&["campaign", "edit", "1", "--message", ""]).ends(0);
    assert!(texts(&desk.json(&["campaign", "show", "1"]).ends(0).json()).is_empty());
    for (arguments, code, field) in [
        (["campaign", "add", "عودة الضوء"].as_slice(), "campaigns.name_taken", "name"),
        (&["campaign", "add", " "], "campaigns.bad_name", "name"),
        (&["campaign", "add", "X", "--from", "2026-02-30"], "campaigns.bad_date", "starts_on"),
        (&["campaign", "add", "X", "--from", "2026-02-02", "--to", "2026-02-01"], "campaigns.ends_before_start", "ends_on"),
    ] {
        let refused = desk.json(arguments).ends(3).json();
        assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!(code), &json!(field)));
    }
    desk.json(&["campaign", "put", "99"]).ends(4);
    desk.json(&["campaign", "put", "99", "--none"]).ends(4);
    assert_eq!(desk.json(&["campaign", "list"]).ends(0).lines().len(), 1);
}
