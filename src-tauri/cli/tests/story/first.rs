//! The first few, then the rest (D15): as scripts see it.

use serde_json::json;

use crate::desk::Desk;

fn twelve_people() -> Desk {
    let desk = Desk::new();
    let rows: String = (0..12).map(|n| format!("Person {n},p{n}@paper{}.example.org\n", n % 4)).collect();
    let people = desk.file("people.csv", format!("name,email\n{rows}"));
    desk.run(&["people", "import", &people, "--apply"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    desk
}

const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"];

#[test]
fn the_first_three_go_and_a_script_is_told_that_the_rest_waits_for_an_answer() {
    let desk = twelve_people();
    let waits = desk.json(&[SEND, &["--first", "3"]].concat()).ends(6).json();
    assert_eq!((&waits["state"], &waits["because"]), (&json!("paused"), &json!("first")));
    assert_eq!((&waits["accepted"], &waits["waiting"]), (&json!(3), &json!(9)));
    assert_eq!(waits["first"], json!({ "count": 3, "accepted": 3, "goes_on_at": null }));
    let ledger = desk.json(&["distribution", "show", "1", "--deliveries"]).ends(0).lines();
    let have: std::collections::BTreeSet<String> = ledger
        .iter()
        .filter(|row| row["state"] == "accepted")
        .map(|row| row["address"].as_str().unwrap().split('@').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(have.len(), 3, "of three papers: {have:?}");
    let words = desk.run(&["distribution", "show", "1"]).ends(0).stdout;
    assert!(words.contains("The first 3 were accepted. The rest goes when you say so."), "{words}");
    let done = desk.json(&["distribution", "resume", "1"]).ends(0).json();
    assert_eq!((&done["state"], &done["accepted"]), (&json!("finished"), &json!(12)));
    assert!(done.get("first").is_none(), "{done}");
    assert_eq!(desk.json(&["practice", "list"]).ends(0).lines().len(), 12, "once each");
}

#[test]
fn what_makes_no_sense_is_refused_and_a_refusal_among_the_first_asks_in_spite_of_minutes() {
    let desk = twelve_people();
    let none = desk.json(&[SEND, &["--first", "0"]].concat()).ends(3).json();
    assert_eq!(none["error"]["code"], "distribution.first.count");
    let far = desk.json(&[SEND, &["--first", "3", "--then", "100000"]].concat()).ends(3).json();
    assert_eq!(far["error"]["code"], "distribution.first.wait");
    desk.json(&[SEND, &["--first", "3", "--then", "soon"]].concat()).ends(2);
    desk.json(&[SEND, &["--then", "10"]].concat()).ends(2);
    desk.run(&["practice", "conduct", "accept", "--rule", "p1@*=refuse"]).ends(0);
    let asks = desk.json(&[SEND, &["--first", "4", "--then", "10"]].concat()).ends(6).json();
    assert_eq!((&asks["because"], &asks["accepted"], &asks["refused"]), (&json!("first"), &json!(3), &json!(1)));
    assert_eq!(asks["first"]["goes_on_at"], json!(null));
}
