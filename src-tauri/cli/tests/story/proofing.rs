//! A text read through on the command line.

use crate::desk::Desk;

const RELEASE: &str = "---\nheadline: The lens is back\ndateline: Port Averil, 26 November 2026\nkind: press-release\n---\n\n\
    It opens on Monday 26 November 2026 for less than £50.\n\n## Contact {.contact}\n\nInes Calder, press@harbourtrust.example.org\n";

#[test]
fn a_text_is_read_through_hints_are_ignored_and_the_house_has_its_say() {
    let desk = Desk::new();
    let file = desk.file("release.md", RELEASE);
    desk.json(&["document", "add", &file]).ends(0);
    let add = ["house", "words", "add", "less than", "--instead", "under", "--reason", "It is shorter.", "--language", "en"];
    desk.json(&add).ends(0);
    let again = desk.json(&add).ends(3).json();
    assert_eq!(again["error"]["code"], "proofing.house_word_taken");
    assert_eq!(desk.json(&["house", "words", "add", " "]).ends(3).json()["error"]["field"], "word");
    // Grammar and spelling have stories of their own.
    desk.run(&["house", "rules", "off", "grammar", "spelling"]).ends(0);

    let found = desk.json(&["document", "proof", "1"]).ends(1).lines();
    let told: Vec<_> =
        found.iter().map(|hint| (hint["rule"].as_str().unwrap(), hint["words"].as_str().unwrap(), hint["row"].as_u64())).collect();
    assert_eq!(told, [("weekday", "Monday 26 November 2026", Some(7)), ("house", "less than", Some(7))]);
    assert_eq!(found[0]["fixes"][0]["text"], "Thursday 26 November 2026");
    assert_eq!(found[0]["says"], "26 November 2026 is a Thursday.");
    let table = desk.run(&["document", "proof", "1"]).ends(1);
    assert!(table.stdout.contains("The house says “under”. It is shorter.") && table.stderr.contains("2 hints."), "{table:?}");

    assert_eq!(desk.json(&["document", "proof", "1", "--rule", "house"]).ends(1).lines().len(), 1);
    desk.run(&["document", "proof", "1", "--rule", "typos"]).ends(2);
    desk.run(&["document", "proof", "1", "--ignore", "9"]).ends(4);
    desk.run(&["document", "proof", "7"]).ends(4);
    assert_eq!(desk.json(&["document", "proof", "1", "--ignore", "1"]).ends(1).lines().len(), 1);
    assert_eq!(desk.json(&["document", "proof", "1", "--ignore", "1", "--everywhere"]).ends(0).lines().len(), 0);
    desk.run(&["undo"]).ends(0);
    assert_eq!(desk.json(&["document", "proof", "1"]).ends(1).lines()[0]["rule"], "house");
    assert_eq!(desk.json(&["document", "proof", "1", "--show-ignored"]).ends(1).lines().len(), 2);

    desk.run(&["house", "words", "remove", "LESS than"]).ends(0);
    desk.run(&["house", "words", "remove", "less than"]).ends(4);
    desk.run(&["house", "words", "add", "Leuchtturmtage", "--right"]).ends(0);
    let words = desk.json(&["house", "words", "list"]).ends(0).lines();
    assert_eq!(
        words.iter().map(|word| (word["word"].as_str().unwrap(), word["right"].as_bool().unwrap())).collect::<Vec<_>>(),
        [("Leuchtturmtage", true)]
    );
    desk.run(&["house", "rules", "off", "weekday"]).ends(0);
    desk.run(&["document", "proof", "1"]).ends(0);
    let off = desk.json(&["house", "rules", "list"]).ends(0).lines();
    let off: Vec<_> = off.iter().filter(|rule| rule["on"] == false).map(|rule| rule["rule"].as_str().unwrap()).collect();
    assert_eq!(off, ["weekday", "spelling", "grammar"]);
    desk.run(&["house", "rules", "on", "weekday"]).ends(0);
    desk.run(&["document", "proof", "1"]).ends(1);
}

#[test]
fn words_of_a_block_are_told_with_the_block_in_which_they_are_mended() {
    let desk = Desk::new();
    let about = desk.file("about.md", "Fine words.\n\nThey utilise the lens.\n");
    desk.json(&["block", "add", "Harbour Trust, short", &about]).ends(0);
    let file = desk.file("release.md", RELEASE.replace("## Contact", "{{ block \"harbour trust, SHORT\" }}\n\n## Contact"));
    desk.json(&["document", "add", &file]).ends(0);
    desk.run(&["house", "rules", "off", "grammar", "spelling", "weekday"]).ends(0);
    let found = desk.json(&["document", "proof", "1"]).ends(1).lines();
    let one = &found[0];
    assert_eq!(
        (found.len(), &one["words"], one["row"].as_u64(), one["fixes"].as_array().unwrap().len()),
        (1, &"utilise".into(), Some(9), 0)
    );
    assert_eq!((one["block"]["id"].as_u64(), &one["block"]["name"]), (Some(1), &"Harbour Trust, short".into()));
    let table = desk.run(&["document", "proof", "1"]).ends(1);
    assert!(table.stdout.contains("in block 1, Harbour Trust, short"), "{table:?}");
    let own = desk.json(&["block", "proof", "1"]).ends(1).lines();
    assert_eq!((own[0]["row"].as_u64(), &own[0]["block"], &own[0]["fixes"][0]["text"]), (Some(3), &serde_json::Value::Null, &"use".into()));
    let said = desk.run(&["block", "proof", "harbour trust, short"]).ends(1);
    assert!(said.stderr.contains("One hint in the block."), "{said:?}");
    desk.run(&["block", "proof", "1", "--rule", "weekday"]).ends(0);
    desk.run(&["block", "proof", "nobody"]).ends(4);
}
