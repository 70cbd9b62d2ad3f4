//! One sending in several languages, as scripts see it: who gets which version and why, one letter each, and nothing before every
//! version is approved.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::desk::Desk;

const ENGLISH: &str = "---\nheadline: The lens is back\nkind: press-release\nlanguage: en\n---\n\nIt is back in its tower.\n";
const GERMAN: &str = "---\nheadline: Die Linse ist zurück\nkind: press-release\nlanguage: de\n---\n\nSie ist zurück in ihrem Turm.\n";
const ARABIC: &str = "---\nheadline: عادت العدسة\nkind: press-release\nlanguage: ar\n---\n\nلقد عادت إلى برجها.\n";
const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes", "--languages"];

/// Five journalists by what they read, and the release in three languages.
fn desk() -> Desk {
    let desk = Desk::new();
    for (name, language) in [("Ruth", "de-AT"), ("Nour", "ar-EG"), ("Ina", "en-GB"), ("Piet", "nl"), ("Una", "")] {
        let address = format!("{name}@{name}.example.org");
        desk.run(&["people", "add", "--name", name, "--email", &address, "--language", language]).ends(0);
    }
    desk.run(&["document", "add", &desk.file("en.md", ENGLISH)]).ends(0);
    for (number, language, text) in [("2", "de", GERMAN), ("3", "ar", ARABIC)] {
        desk.run(&["document", "translate", "1", language]).ends(0);
        desk.run(&["document", "save", number, &desk.file("version.md", text)]).ends(0);
    }
    desk
}

fn by_language(shares: &Value) -> Vec<(String, u64)> {
    let share = |one: &Value| (one["language"].as_str().unwrap().to_owned(), one["recipients"].as_u64().unwrap());
    shares.as_array().unwrap().iter().map(share).collect()
}

fn expected() -> Vec<(String, u64)> {
    [("en", 3), ("de", 1), ("ar", 1)].map(|(language, n)| (language.to_owned(), n)).into()
}

#[test]
fn each_person_gets_one_letter_in_their_language_and_the_ledger_says_which() {
    let desk = desk();
    let dry = desk.json(&[SEND, &["all", "--dry-run"]].concat()).ends(0).json();
    assert_eq!(by_language(&dry["languages"]), expected());
    assert_eq!(
        (&dry["languages"][0]["instead"], &dry["languages"][0]["unknown"]),
        (&json!([{ "language": "nl", "people": 1 }]), &json!(1)),
        "who gets the text itself for want of another is said"
    );
    let words = desk.run(&[SEND, &["all", "--dry-run"]].concat()).ends(0).stdout;
    assert!(words.contains("1 of them for want of nl") && words.contains("1 of them with no language known"), "{words}");

    let sent = desk.json(&[SEND, &["all"]].concat()).ends(0).json();
    assert_eq!((&sent["accepted"], by_language(&sent["languages"])), (&json!(5), expected()));
    let subjects: BTreeMap<String, String> = desk
        .json(&["practice", "list"])
        .ends(0)
        .lines()
        .iter()
        .map(|mail| (mail["to"].as_str().unwrap().to_lowercase(), mail["subject"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(subjects.len(), 5, "one letter each: {subjects:?}");
    let got = |name: &str| subjects.iter().find(|(to, _)| to.contains(&format!("{name}@"))).unwrap().1.as_str();
    assert_eq!((got("ruth"), got("nour")), ("Die Linse ist zurück", "عادت العدسة"));
    for name in ["ina", "piet", "una"] {
        assert_eq!(got(name), "The lens is back", "{name}");
    }

    let rows = desk.json(&["distribution", "show", "1", "--deliveries"]).ends(0).lines();
    let of = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["language"].clone();
    assert_eq!(["Ruth", "Nour", "Ina", "Piet", "Una"].map(of), ["de", "ar", "en", "en", "en"].map(|tag| json!(tag)));
    assert!(desk.run(&["distribution", "show", "1", "--deliveries"]).ends(0).stdout.contains("  de  "));
    assert!(desk.run(&["distribution", "show", "1"]).ends(0).stdout.contains("in de"));
    let file = desk.path("ledger.csv");
    desk.run(&["distribution", "show", "1", "--csv", file.to_str().unwrap()]).ends(0);
    let table = std::fs::read_to_string(file).unwrap();
    assert!(table.lines().next().unwrap().ends_with(",at,language"), "{table}");
    assert!(table.lines().any(|line| line.starts_with("Nour,") && line.ends_with(",ar")), "{table}");

    // In one language there is nothing to say.
    desk.run(&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--hold", "0", "--yes", "--recent", "0"]).ends(0);
    let plain = desk.json(&["distribution", "show", "2", "--deliveries"]).ends(0).lines();
    assert!(plain.len() == 5 && plain.iter().all(|row| row.get("language").is_none()), "{plain:?}");
}

#[test]
fn a_version_that_is_not_approved_or_not_there_keeps_everything_from_going() {
    let desk = desk();
    assert_eq!(desk.json(&[SEND, &["de,nl"]].concat()).ends(4).json()["error"]["code"], "distribution.languages.none");
    desk.run(&["workspace", "approval-rule", "--required", "--person", "Margaret Oyelaran:approver"]).ends(0);
    let approve = |number: &str| {
        desk.run(&["document", "ask", number, "--to", "kind:journalist", "--account", "Practice"]).ends(0);
        let mut command = desk.command(&["document", "approve", number]);
        let output = command.env("USER", "Margaret Oyelaran").env("LOGNAME", "Margaret Oyelaran").output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    approve("1");
    approve("2");
    let refused = desk.json(&[SEND, &["all"]].concat()).ends(3).json();
    assert_eq!(
        (&refused["error"]["code"], desk.json(&["practice", "list"]).ends(0).lines().len()),
        (&json!("distribution.not_approved.version"), 0)
    );
    assert!(desk.run(&[SEND, &["all"]].concat()).ends(3).stderr.contains("The version in ar is not approved"));
    // Without it the others go.
    let fewer = desk.json(&[SEND, &["de", "--dry-run"]].concat()).ends(0).json();
    assert_eq!(by_language(&fewer["languages"]), [("en".to_owned(), 4), ("de".to_owned(), 1)]);
    approve("3");
    desk.run(&["document", "save", "2", &desk.file("later.md", GERMAN.replace("Turm", "alten Turm"))]).ends(0);
    let void = desk.run(&[SEND, &["all"]].concat()).ends(3).stderr;
    assert!(void.contains("The version in de is not approved"), "an edit of one version voids its own: {void}");
    // Put back as it was, it is approved again.
    desk.run(&["document", "save", "2", &desk.file("version.md", GERMAN)]).ends(0);
    assert_eq!(desk.json(&[SEND, &["all"]].concat()).ends(0).json()["accepted"], 5);
}
