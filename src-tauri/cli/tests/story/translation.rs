//! A document is translated, and what became stale in the version is found and said to be right.

use serde_json::{Value, json};

use crate::desk::Desk;

fn states(lines: &[Value]) -> Vec<String> {
    lines.iter().map(|line| line["state"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_version_in_another_language_knows_which_paragraphs_are_stale() {
    let desk = Desk::new();
    let source = "---\nheadline: The lens turns\nlanguage: en\n---\n\nThe lens turns again.\n\nFour people cleaned it.\n";
    desk.run(&["document", "add", &desk.file("lens.md", source)]).ends(0);
    let made = desk.json(&["document", "translate", "1", "de-at"]).ends(0).json();
    assert_eq!((&made["id"], &made["source"], &made["language"]), (&json!(2), &json!(1), &json!("de-AT")));
    assert_eq!(states(&desk.json(&["document", "stale", "2"]).ends(0).lines()), ["untranslated"; 3]);
    let german =
        "---\nheadline: Die Linse dreht sich\nlanguage: de-AT\n---\n\nDie Linse dreht sich wieder.\n\nVier Leute haben sie gereinigt.\n";
    desk.run(&["document", "save", "2", &desk.file("linse.md", german)]).ends(0);
    assert!(desk.run(&["document", "stale", "2"]).ends(0).stderr.contains("Every paragraph in de-AT is right."));

    desk.run(&["document", "save", "1", &desk.file("lens.md", source.replace("Four", "Seven"))]).ends(0);
    let stale = desk.json(&["document", "stale", "2"]).ends(0).lines();
    assert_eq!(states(&stale), ["stale"]);
    assert_eq!((&stale[0]["difference"][0]["text"], &stale[0]["difference"][1]["text"]), (&json!("Four"), &json!("Seven")));
    let said = desk.run(&["document", "stale", "2"]).ends(0).stdout;
    assert!(said.contains("stale: the source says something else") && said.contains("Vier Leute"), "{said}");
    let versions = desk.json(&["document", "versions", "2"]).ends(0).lines();
    assert_eq!(versions.iter().map(|one| one["stale"].clone()).collect::<Vec<_>>(), [json!(0), json!(1)]);
    assert!(desk.run(&["document", "versions", "1"]).ends(0).stdout.contains("de-AT"));

    let number = stale[0]["pair"].to_string();
    assert!(desk.json(&["document", "stale", "2", "--right", &number]).ends(0).lines().is_empty());
    desk.run(&["undo"]).ends(0);
    assert_eq!(states(&desk.json(&["document", "stale", "2"]).ends(0).lines()), ["stale"]);
    assert!(desk.json(&["document", "stale", "2", "--all-right"]).ends(0).lines().is_empty());
    assert_eq!(desk.json(&["document", "stale", "2", "--all"]).ends(0).lines().len(), 3);
}

#[test]
fn a_version_is_proofread_for_paragraphs_that_still_have_the_sources_words_or_went_stale() {
    let desk = Desk::new();
    let source = "---\nheadline: The lens turns\nlanguage: en\n---\n\nThe lens turns again.\n\nFour people cleaned it.\n";
    desk.run(&["document", "add", &desk.file("lens.md", source)]).ends(0);
    desk.run(&["document", "translate", "1", "ja"]).ends(0);
    let read = |document: &str, code: i32| {
        let hints = desk.json(&["document", "proof", document, "--rule", "translation"]).ends(code).lines();
        hints.iter().map(|hint| (hint["words"].as_str().unwrap().to_owned(), hint["says"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
    };
    let untranslated = read("2", 1);
    assert_eq!(
        untranslated.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>(),
        ["The lens turns", "The lens turns again.", "Four people cleaned it."]
    );
    assert!(untranslated.iter().all(|(_, says)| says == "This still has the words of the source."), "{untranslated:?}");
    let japanese = "---\nheadline: レンズが回る\nlanguage: ja\n---\n\nレンズはまた回る。\n\n四人が磨いた。\n";
    desk.run(&["document", "save", "2", &desk.file("renzu.md", japanese)]).ends(0);
    assert!(read("2", 0).is_empty());
    desk.run(&["document", "save", "1", &desk.file("lens.md", source.replace("Four", "Seven"))]).ends(0);
    let stale = read("2", 1);
    assert_eq!(stale.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>(), ["四人が磨いた。"]);
    assert_ne!(stale[0].1, untranslated[0].1);
    assert!(desk.run(&["document", "proof", "2"]).ends(1).stdout.contains(&stale[0].1));
    assert!(read("1", 0).is_empty(), "the source is no version");
    // Right is what its translator says is right, and the undo of that is asked about again.
    desk.run(&["document", "stale", "2", "--all-right"]).ends(0);
    assert!(read("2", 0).is_empty());
    desk.run(&["undo"]).ends(0);
    assert_eq!(read("2", 1), stale);
    desk.run(&["house", "rules", "off", "translation"]).ends(0);
    assert!(read("2", 0).is_empty());
}

#[test]
fn what_is_no_language_or_no_version_is_refused() {
    let desk = Desk::new();
    desk.run(&["document", "add", &desk.file("lens.md", "---\nheadline: The lens\n---\n\nWords.\n")]).ends(0);
    for (arguments, code) in [
        (&["document", "translate", "1", "Deutsch"][..], "literature.translation_language"),
        (&["document", "translate", "1", "en"], "literature.translation_there"),
        (&["document", "stale", "1"], "literature.no_translation"),
    ] {
        assert_eq!(desk.json(arguments).ends(3).json()["error"]["code"], code, "{arguments:?}");
    }
    desk.json(&["document", "translate", "9", "de"]).ends(4);
    desk.json(&["document", "versions", "9"]).ends(4);
    desk.run(&["document", "translate", "1", "de"]).ends(0);
    desk.json(&["document", "stale", "2", "--right", "99"]).ends(4);
}
