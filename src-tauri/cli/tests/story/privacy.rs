//! The privacy notice: shown, set from files, carried by first mails, and noted by hand.

use serde_json::{Value, json};

use crate::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    for (name, mail) in [("Ruth Vale", "ruth@tide.example.org"), ("Jan Vos", "jan@ledger.example.net")] {
        desk.run(&["people", "add", "--name", name, "--email", mail, "--source", "Press guide"]).ends(0);
    }
    desk
}

fn count(desk: &Desk, question: &str) -> Value {
    desk.json(&["people", "count", "--where", question]).ends(0).json()["count"].clone()
}

#[test]
fn the_notice_is_read_from_files_and_what_says_no_source_is_refused() {
    let desk = desk();
    let before = desk.json(&["privacy", "notice"]).ends(0).json();
    assert_eq!((&before["notice"]["on"], &before["set"], &before["due"]), (&json!(false), &json!(false), &json!(2)));
    assert!(before["notice"]["de"].as_str().unwrap().contains("{{ source }}"), "{before}");
    let bad = desk.file("bad.txt", "We have your data.");
    let refused = desk.json(&["privacy", "notice", "--en", &bad]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("rendering.notice"), &json!("en")));
    let good = desk.file("good.txt", "We have your address from {{ source }}, since {{ date }}.\n");
    let set = desk.json(&["privacy", "notice", "--en", &good, "--on"]).ends(0).json();
    assert_eq!((&set["notice"]["on"], &set["set"]), (&json!(true), &json!(true)));
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["privacy", "notice"]).ends(0).json(), before);
    desk.json(&["privacy", "notice", "--en", &desk.path("none.txt").display().to_string()]).ends(4);
}

#[test]
fn somebody_told_otherwise_is_noted_and_a_source_of_their_own_owes_nothing() {
    let desk = desk();
    assert_eq!(desk.json(&["privacy", "of", "ruth@tide.example.org"]).ends(0).json()["owed_for"], json!(["Press guide"]));
    let told = desk.json(&["privacy", "told", "ruth@tide.example.org", "--how", "by post", "--on", "2026-03-02"]).ends(0).json();
    assert_eq!(told["noted"], 1);
    let of = desk.run(&["privacy", "of", "ruth@tide.example.org"]).ends(0).stdout;
    assert!(of.contains("Told on 2026-03-02: by post"), "{of}");
    assert_eq!((count(&desk, "notice:due"), count(&desk, "notice:given")), (json!(1), json!(1)));
    desk.json(&["privacy", "told", "--where", "notice:due", "--how", ""]).ends(3);
    desk.run(&["privacy", "told", "ruth@tide.example.org", "--take-back"]).ends(0);
    assert_eq!(count(&desk, "notice:due"), 2);
    let sources = desk.json(&["privacy", "sources", "--own", "press GUIDE"]).ends(0).lines();
    assert_eq!((&sources[0]["source"], &sources[0]["addresses"], &sources[0]["own"]), (&json!("Press guide"), &json!(2), &json!(true)));
    assert_eq!(count(&desk, "notice:due"), 0);
    desk.run(&["undo"]).ends(0);
    assert_eq!(count(&desk, "notice:due"), 2);
    assert_eq!(desk.json(&["privacy", "sources", "--own", "nowhere"]).ends(4).json()["error"]["code"], "contacts.no_source");
}

#[test]
fn the_retention_rule_asks_only_when_it_is_switched_on_and_a_reason_keeps_somebody() {
    let desk = desk();
    let off = desk.json(&["privacy", "retention"]).ends(0).json();
    assert_eq!((&off["on"], &off["months"], &off["concerned"]), (&json!(false), &json!(24), &json!(0)));
    let refused = desk.json(&["privacy", "retention", "--months", "0"]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("touches.retention.months"), &json!("months")));
    let on = desk.json(&["privacy", "retention", "--months", "1", "--on"]).ends(0).json();
    assert_eq!((&on["on"], &on["concerned"]), (&json!(true), &json!(0)), "they were entered today");
    assert!(desk.json(&["privacy", "concerned"]).ends(0).lines().is_empty());
    desk.json(&["privacy", "keep", "ruth@tide.example.org", "--until", "2020-01-01", "--reason", "why"]).ends(3);
    let kept =
        desk.json(&["privacy", "keep", "ruth@tide.example.org", "--until", "2031-01-01", "--reason", "owns the archive"]).ends(0).json();
    assert_eq!((&kept["kept"]["until"], &kept["kept"]["reason"]), (&json!("2031-01-01"), &json!("owns the archive")));
    desk.run(&["privacy", "keep", "ruth@tide.example.org", "--no-longer"]).ends(0);
    desk.json(&["privacy", "keep", "ruth@tide.example.org", "--no-longer"]).ends(3);
}

#[test]
fn an_unsubscription_said_twice_is_no_second_act_and_a_list_of_suppressions_that_is_cut_says_so() {
    let desk = Desk::new();
    let id = desk.json(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0).json()["id"].to_string();
    let said = ["people", "unsubscribe", "--person", &id, "--evidence", "by phone, 3 May"];
    desk.json(&["people", "suppress", "ruth@tide.example.org", "--reason", "bounced"]).ends(0);
    let first = desk.json(&said).ends(0).json();
    assert_eq!((&first["suppressed"], &first["noted"]), (&json!(0), &json!(1)));
    let again = desk.json(&said).ends(0).json();
    assert_eq!((&again["suppressed"], &again["noted"]), (&json!(0), &json!(0)), "it is known in these words");
    desk.json(&["people", "suppress", "nobody@tide.example.org", "--reason", "asked"]).ends(0);
    let cut = desk.run(&["suppression", "list", "--limit", "1"]).ends(0);
    assert!(cut.stderr.contains("--limit") && !cut.stdout.contains("ruth@"), "{}", cut.stderr);
    assert_eq!(desk.run(&["suppression", "list", "--limit", "2"]).ends(0).stderr, "");
    // From where it ended it goes on, to the end.
    let cursor = cut.stderr.split_whitespace().last().unwrap();
    let rest = desk.run(&["suppression", "list", "--limit", "1", "--after", cursor]).ends(0);
    assert!(rest.stdout.contains("ruth@") && !rest.stdout.contains("nobody@"), "{}", rest.stdout);
    assert_eq!(rest.stderr, "");
    let rest = desk.json(&["suppression", "list", "--after", cursor]).ends(0).lines();
    assert_eq!(rest.iter().map(|one| &one["address"]).collect::<Vec<_>>(), ["ruth@tide.example.org"]);
    desk.run(&["suppression", "list", "--after", "yesterday"]).ends(2);
}
