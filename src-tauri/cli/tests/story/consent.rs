//! What the law takes people for, what proves that they consented, and who lacks it before a mail goes.

use serde_json::{Value, json};

use crate::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    for (name, mail, country) in
        [("Ruth Vale", "ruth@tide.example.org", "CA"), ("Jan Vos", "jan@gmx.de", "DE"), ("Uma Hall", "uma@ledger.example.net", "US")]
    {
        desk.run(&["people", "add", "--name", name, "--email", mail, "--kind", "public", "--country", country]).ends(0);
    }
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nThe lens is back.\n");
    desk.run(&["document", "add", &text]).ends(0);
    desk
}

fn count(desk: &Desk, question: &str) -> Value {
    desk.json(&["people", "count", "--where", question]).ends(0).json()["count"].clone()
}

#[test]
fn a_consent_is_noted_with_its_proof_told_with_its_end_and_taken_away() {
    let desk = desk();
    let before = desk.json(&["privacy", "consent", "ruth@tide.example.org"]).ends(0).json();
    assert_eq!((&before["kind"], &before["said"], &before["missing"]), (&json!("individual"), &json!(false), &json!(true)));
    assert_eq!((&before["law"]["rule"], &before["law"]["source"]), (&json!("consent"), &json!("CA: CASL s. 6, 10")));
    assert_eq!(count(&desk, "consent:missing"), 2);
    let noted = [
        "privacy",
        "consent",
        "ruth@tide.example.org",
        "--note",
        "enquiry",
        "--how",
        "asked for the programme",
        "--on",
        "2026-09-30",
        "--evidence",
        "mail of 30 September",
    ];
    let noted = desk.json(&noted).ends(0).json();
    assert_eq!((&noted["missing"], &noted["consents"][0]["until"]), (&json!(false), &json!("2027-03-30")));
    let said = desk.run(&["privacy", "consent", "ruth@tide.example.org"]).ends(0).stdout;
    assert!(said.contains("Advertising needs their consent beforehand (CA: CASL s. 6, 10"), "{said}");
    assert!(said.contains("Enquiry, 2026-09-30: asked for the programme (until 2027-03-30)"), "{said}");
    assert_eq!((count(&desk, "consent:missing"), count(&desk, "consent:held")), (json!(1), json!(1)));
    let refused = desk.json(&["privacy", "consent", "1", "--note", "express", "--how", " "]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("contacts.refused"), &json!("how")));
    desk.json(&["privacy", "consent", "1", "--note", "guessed", "--how", "x"]).ends(3);
    desk.run(&["privacy", "consent", "1", "--note", "express"]).ends(2);
    desk.run(&["privacy", "consent", "1", "--end", "enquiry"]).ends(0);
    desk.json(&["privacy", "consent", "1", "--end", "enquiry"]).ends(4);
    desk.run(&["undo"]).ends(0);
    assert_eq!(count(&desk, "consent:held"), 1);
    let corporate = desk.json(&["privacy", "consent", "2", "--recipient", "corporate"]).ends(0).json();
    assert_eq!((&corporate["kind"], &corporate["said"]), (&json!("corporate"), &json!(true)));
    let proposed = desk.json(&["privacy", "consent", "2", "--recipient", "proposed"]).ends(0).json();
    assert_eq!((&proposed["kind"], &proposed["said"]), (&json!("individual"), &json!(false)));
    desk.json(&["privacy", "consent", "2", "--recipient", "ghost"]).ends(3);
    let history = desk.run(&["people", "history", "1"]).ends(0).stdout;
    assert!(history.contains("asked for the programme"), "{history}");
}

#[test]
fn who_has_not_consented_is_named_before_it_goes_and_is_left_out_by_a_question() {
    let desk = desk();
    let send = |more: &[&str]| {
        desk.run(&[&["send", "1", "--to", "kind:public", "--account", "Practice", "--dry-run"], more].concat()).ends(0).stderr
    };
    let look = send(&[]);
    assert!(look.contains("2 people have not consented, as far as is recorded"), "{look}");
    assert!(look.contains("CA: CASL s. 6, 10 (1); DE: UWG § 7(2) no. 2, (3) (1)"), "{look}");
    let look = send(&["--except", "consent:missing"]);
    assert!(!look.contains("consented"), "{look}");
}

#[test]
fn news_to_journalists_is_decided_once_and_the_rules_are_listed_with_where_they_stand() {
    let desk = desk();
    desk.run(&["people", "add", "--name", "Lea Marsh", "--email", "lea@paper.example.net", "--country", "DE"]).ends(0);
    let look = || desk.run(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--dry-run"]).ends(0).stderr;
    assert!(look().contains("One journalist lives where the law asks for consent before advertising"), "{}", look());
    assert_eq!(desk.json(&["privacy", "press-news", "news"]).ends(0).json(), json!({ "press_news": "news" }));
    assert!(!look().contains("One journalist lives"));
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["privacy", "press-news"]).ends(0).json(), json!({ "press_news": "undecided" }));
    desk.json(&["privacy", "press-news", "maybe"]).ends(3);
    let laws = desk.json(&["privacy", "laws"]).ends(0).lines();
    assert!(laws.len() > 20 && laws.iter().all(|law| law["source"] != "" && law["as_of"] != ""));
    assert!(desk.run(&["privacy", "laws"]).ends(0).stdout.contains("US: CAN-SPAM, 15 USC 7704(a)"));
}

#[test]
fn the_look_before_a_merge_names_the_newer_of_two_consents_and_it_is_the_one_that_stays() {
    let desk = desk();
    desk.run(&["people", "add", "--name", "R. Vale", "--email", "r.vale@tide.example.org", "--kind", "public", "--country", "CA"]).ends(0);
    let note = |who: &str, on: &str, how: &str| {
        desk.run(&["privacy", "consent", who, "--note", "enquiry", "--on", on, "--how", how]).ends(0);
    };
    note("1", "2024-02-01", "an old call");
    note("4", "2026-10-01", "asked for the programme");
    let look = desk.run(&["people", "merge", "1", "4"]).ends(0).stdout;
    assert!(look.contains("2026-10-01  asked for the programme") && !look.contains("an old call"), "{look}");
    desk.run(&["people", "merge", "1", "4", "--apply"]).ends(0);
    let kept = desk.json(&["privacy", "consent", "1"]).ends(0).json();
    assert_eq!((kept["consents"].as_array().map(Vec::len), &kept["consents"][0]["on"]), (Some(1), &json!("2026-10-01")));
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["privacy", "consent", "1"]).ends(0).json()["consents"][0]["on"], json!("2024-02-01"));
}
