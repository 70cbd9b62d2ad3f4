//! How near people are to a document, and who is probably not interested.

use serde_json::json;

use crate::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    let add = |name: &str, address: &str, more: &[&str]| {
        desk.run(&[&["people", "add", "--name", name, "--email", address], more].concat()).ends(0);
    };
    add("Ruth Vale", "ruth@tide.example.org", &["--beat", "maritime heritage"]);
    add("Jan Vos", "jan@ledger.example.net", &["--beat", "music"]);
    add("Bo Lund", "bo@bank.example.net", &[]);
    let text = desk.file("release.md", "---\nheadline: The lighthouse lens is back\n---\n\nA lens of maritime heritage shines again.\n");
    desk.run(&["document", "add", &text]).ends(0);
    desk
}

#[test]
fn one_person_and_many_are_told_with_the_sentences_that_speak_for_it() {
    let desk = desk();
    desk.run(&["touch", "add", "ruth@tide.example.org", "call", "Busy on Mondays. Wants the lens as a picture.", "--when", "yesterday"])
        .ends(0);
    let one = desk.json(&["people", "relevance", "ruth@tide.example.org", "--document", "1"]).ends(0).json();
    assert_eq!((&one["score"], &one["name"]), (&json!(70), &json!("Ruth Vale")));
    assert_eq!(one["speaks"][1]["text"], "Wants the lens as a picture.");
    assert_eq!(one["speaks"][1]["marks"], json!([{ "start": 10, "length": 4 }]));
    let said = desk.run(&["people", "relevance", "1", "--document", "1"]).ends(0).stdout;
    assert!(said.contains("beat: *maritime* *heritage*") && said.contains(": Wants the *lens* as a picture."), "{said}");
    let sum = desk.json(&["people", "relevance", "--to", "kind:journalist", "--document", "1"]).ends(0).json();
    assert_eq!((&sum["people"], &sum["low"], &sum["unknown"]), (&json!(3), &json!(1), &json!(1)));
    assert_eq!(
        sum["cards"].as_array().unwrap().iter().map(|one| one["score"].clone()).collect::<Vec<_>>(),
        [json!(70), json!(0), json!(null)]
    );
    desk.run(&["people", "restrict", "1", "--reason", "says it is wrong"]).ends(0);
    let refused = desk.json(&["people", "relevance", "1", "--document", "1"]).ends(3).json();
    assert_eq!(refused["error"]["code"], "distribution.restricted_person");
    desk.json(&["people", "relevance", "1", "--document", "9"]).ends(4);
    desk.run(&["people", "relevance", "--document", "1"]).ends(2);
}

#[test]
fn who_is_probably_not_interested_is_named_before_it_goes_and_gets_it_all_the_same() {
    let desk = desk();
    let look = desk.run(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--dry-run"]).ends(0);
    assert!(look.stderr.contains("One of 3 people is probably not interested"), "{}", look.stderr);
    let sent = desk.json(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes"]).ends(0).json();
    assert_eq!(sent["accepted"], 3);
    // Whoever was chosen by their beat was chosen for the text.
    let look =
        desk.run(&["send", "1", "--to", "kind:journalist beat:music", "--account", "Practice", "--recent", "0", "--dry-run"]).ends(0);
    assert!(!look.stderr.contains("not interested"), "{}", look.stderr);
}
