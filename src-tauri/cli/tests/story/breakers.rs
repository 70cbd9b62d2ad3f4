//! Breakers (D13): as scripts see them.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn a_domain_that_refuses_waits_says_why_and_goes_on_when_it_is_told_so() {
    let desk = Desk::new();
    let rows: String = (0..204).map(|n| format!("Person {n},p{n}@{}.example.org\n", if n < 200 { "one" } else { "two" })).collect();
    let people = desk.file("people.csv", format!("name,email\n{rows}"));
    desk.run(&["people", "import", &people, "--apply"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let usual = desk.json(&["distribution", "breakers"]).ends(0).json();
    assert_eq!(usual, json!({ "domain_running": 5, "domain_percent": 20, "lost": 3, "equal": 3, "first_hundred": 5 }));
    let changed = desk.json(&["distribution", "breakers", "--first-hundred", "0", "--equal", "0"]).ends(0).json();
    assert_eq!((&changed["first_hundred"], &changed["domain_running"]), (&json!(0), &json!(5)));
    desk.json(&["distribution", "breakers", "--lost", "1000"]).ends(3);
    desk.run(&["practice", "conduct", "accept", "--rule", "one.example.org=refuse"]).ends(0);
    let send = ["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"];
    let waits = desk.json(&send).ends(6).json();
    assert_eq!((&waits["state"], &waits["because"], &waits["held"]), (&json!("paused"), &json!("domain"), &json!(["one.example.org"])));
    assert_eq!(waits["accepted"], 4, "everybody else has it: {waits}");
    let words = desk.run(&["distribution", "show", "1"]).ends(0).stdout;
    assert!(words.contains("one.example.org refused 5 letters running"), "{words}");
    desk.run(&["practice", "conduct", "accept", "--no-rules"]).ends(0);
    desk.json(&["distribution", "resume", "1", "--domain", "nowhere.example.org"]).ends(3);
    let done = desk.json(&["distribution", "resume", "1", "--domain", "one.example.org"]).ends(6).json();
    assert_eq!(done["state"], "finished", "{done}");
    assert_eq!(done["accepted"].as_u64().unwrap() + done["refused"].as_u64().unwrap(), 204, "{done}");
}
