//! What the literature desk does in the window, done by commands: Word into a text, checklists, pictures, fixes, deleting and back.

use serde_json::json;

use crate::desk::Desk;

const LANTERN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/story/lantern.docx");
const TEXT: &str =
    "---\nheadline: The lens is back\nkind: press-release\n---\n\nThe  lens turns.\n\n## About us {.boilerplate}\n\nWe keep the light.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    let file = desk.file("release.md", TEXT);
    desk.run(&["document", "add", &file]).ends(0);
    desk
}

fn text(desk: &Desk) -> String {
    desk.run(&["document", "export", "1", "--as", "markdown"]).ends(0).stdout
}

#[test]
fn a_word_document_is_put_into_a_text_and_one_undo_takes_it_out_again() {
    let desk = desk();
    let put = desk.json(&["document", "import", LANTERN, "--into", "1"]).ends(0).json();
    assert_eq!(put["document"]["id"], 1);
    let now = text(&desk);
    assert!(now.starts_with(TEXT.split("## About").next().unwrap()) && now.ends_with("## About us {.boilerplate}\n\nWe keep the light.\n"));
    assert!(now.len() > TEXT.len() + 50, "{now}");
    desk.run(&["undo"]).ends(0);
    assert_eq!(text(&desk), TEXT);
    let refused = desk.json(&["document", "import", LANTERN, "--into", "1", "--after", "nowhere"]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("literature.no_words_there"), &json!("after")));
    desk.run(&["document", "import", LANTERN, "--into", "9"]).ends(4);
    desk.run(&["document", "import", LANTERN, "--kind", "article", "--into", "1"]).ends(2);
    desk.run(&["document", "import", LANTERN, "--after", "lens"]).ends(2);
}

#[test]
fn checklists_of_kinds_are_shown_and_set_and_a_text_of_the_kind_has_the_new_one() {
    let desk = desk();
    let items = |arguments: &[&str]| desk.json(&[&["document", "checklist"], arguments].concat()).ends(0).json()["items"].clone();
    assert_eq!(items(&["press-release"]).as_array().unwrap().len(), 7);
    assert!(desk.run(&["document", "checklist", "press-release"]).ends(0).stdout.lines().count() == 7);
    assert_eq!(items(&["press-release", "--item", "=facts", "--item", "  the   archive 写真 "]), json!(["=facts", "the archive 写真"]));
    assert_eq!(desk.json(&["document", "check", "1"]).ends(0).lines().len(), 2);
    assert_eq!(items(&["announcement", "--sort", "policy-change", "--none"]), json!([]));
    assert_eq!(items(&["announcement"]).as_array().unwrap().len(), 4, "of that sort alone");
    let long = "x".repeat(201);
    assert_eq!(desk.json(&["document", "checklist", "article", "--item", &long]).ends(3).json()["error"]["code"], "literature.checklist");
    desk.run(&["document", "checklist", "poem"]).ends(2);
    desk.run(&["document", "checklist", "article", "--none", "--item", "a"]).ends(2);
}

#[test]
fn files_are_put_in_order_and_pictures_described() {
    let desk = desk();
    let files = ["one.txt", "two.txt", "three.txt"].map(|name| desk.file(name, name));
    desk.run(&["document", "attach", "1", &files[0], &files[1], &files[2]]).ends(0);
    let order = desk.json(&["document", "reorder", "1", "three.txt", "one.txt"]).ends(0).json();
    assert_eq!(order["files"], json!(["three.txt", "one.txt", "two.txt"]));
    desk.run(&["document", "reorder", "1", "four.txt"]).ends(4);
    desk.run(&["document", "describe", "1", "one.txt", "  The lens in its tower "]).ends(0);
    let shown = desk.json(&["document", "show", "1"]).ends(0).json();
    let alts: Vec<_> = shown["files"].as_array().unwrap().iter().map(|file| file["alt"].as_str().unwrap()).collect();
    assert_eq!(alts, ["", "The lens in its tower", ""]);
    desk.run(&["document", "describe", "1", "four.txt", "nothing"]).ends(4);
}

#[test]
fn a_hint_is_fixed_by_its_number_and_all_of_a_rule_at_once() {
    let desk = desk();
    desk.run(&["house", "rules", "off", "grammar", "spelling", "missing"]).ends(0);
    let found = desk.json(&["document", "proof", "1"]).ends(1).lines();
    assert_eq!((found.len(), &found[0]["rule"]), (1, &json!("blanks")));
    let fixed = desk.run(&["document", "proof", "1", "--fix", "1"]).ends(0);
    assert!(fixed.stderr.contains("One hint fixed."), "{fixed:?}");
    assert_eq!(text(&desk), TEXT.replace("The  lens", "The lens"));
    assert_eq!(desk.json(&["document", "proof", "1", "--fix", "1"]).ends(4).json()["error"]["code"], "proofing.no_hint");
    desk.run(&["undo"]).ends(0);
    assert_eq!(text(&desk), TEXT);
    desk.run(&["document", "proof", "1", "--rule", "blanks", "--fix-all"]).ends(0);
    assert_eq!(text(&desk), TEXT.replace("The  lens", "The lens"));
    assert_eq!(desk.json(&["document", "proof", "1", "--rule", "blanks", "--fix-all"]).ends(3).json()["error"]["code"], "proofing.no_fix");
    // What was written on since the hints were seen is left alone.
    desk.run(&["undo"]).ends(0);
    let seen = found[0]["base"].as_str().unwrap();
    let other = TEXT.replace("turns", "shines");
    desk.run(&["document", "save", "1", &desk.file("since.md", &other)]).ends(0);
    let late = desk.json(&["document", "proof", "1", "--fix", "1", "--base", seen]).ends(3).json();
    assert_eq!((&late["error"]["code"], text(&desk)), (&json!("literature.moved_on"), other.clone()));
    let seen = desk.json(&["document", "proof", "1"]).ends(1).lines()[0]["base"].as_str().unwrap().to_owned();
    desk.run(&["document", "proof", "1", "--fix", "1", "--base", &seen]).ends(0);
    assert_eq!(text(&desk), other.replace("The  lens", "The lens"));
    desk.run(&["document", "proof", "1", "--base", &seen]).ends(2);
    desk.run(&["document", "proof", "1", "--fix-all"]).ends(2);
    desk.run(&["document", "proof", "1", "--with", "2"]).ends(2);
}

#[test]
fn one_place_of_a_text_is_put_back_and_the_others_stay() {
    let desk = desk();
    desk.run(&["document", "keep", "1", "Before"]).ends(0);
    let other = TEXT.replace("turns", "shines").replace("keep", "kept");
    let file = desk.file("later.md", &other);
    desk.run(&["document", "save", "1", &file]).ends(0);
    let told = desk.run(&["document", "diff", "1", "1", "--numbers"]).ends(0).stdout;
    assert!(told.contains("[1-turns-]{1+shines+}") && told.contains("[2-keep-]{2+kept+}"), "{told}");
    let base = desk.json(&["document", "diff", "1", "1"]).ends(0).json()["base"].as_str().unwrap().to_owned();
    let left = desk.json(&["document", "take-back", "1", "1", "1", "--base", &base]).ends(0).json();
    assert_eq!(left["places"], 1);
    assert_eq!(text(&desk), other.replace("shines", "turns"));
    // What was seen is another text by now.
    let moved = desk.json(&["document", "take-back", "1", "1", "1", "--base", &base]).ends(3).json();
    assert_eq!(moved["error"]["code"], "literature.moved_on");
    desk.run(&["document", "take-back", "1", "1", "7"]).ends(3);
    desk.run(&["document", "take-back", "1", "1", "1"]).ends(0);
    assert_eq!(text(&desk), TEXT);
}

#[test]
fn a_text_and_a_comment_are_deleted_and_brought_back_by_their_numbers() {
    let desk = desk();
    desk.run(&["document", "comment", "1", "Still so?", "--on", "lens"]).ends(0);
    let file = desk.file("other.md", "---\nheadline: Other\n---\n\nWords.\n");
    desk.run(&["document", "add", &file]).ends(0);
    assert_eq!(desk.json(&["document", "delete", "2", "--comment", "1"]).ends(4).json()["error"]["code"], "literature.comment_elsewhere");
    desk.run(&["document", "delete", "1", "--comment", "1"]).ends(0);
    assert_eq!(desk.json(&["document", "comments", "1"]).ends(0).lines().len(), 0);
    desk.run(&["document", "delete", "2"]).ends(0);
    desk.run(&["document", "undelete", "--comment", "1"]).ends(0);
    assert_eq!(desk.json(&["document", "comments", "1"]).ends(0).lines()[0]["text"], "Still so?");
    desk.run(&["document", "show", "2"]).ends(4);
    assert_eq!(desk.json(&["document", "undelete", "2"]).ends(0).json()["headline"], "Other");
    assert_eq!(desk.json(&["document", "undelete", "2"]).ends(4).json()["error"]["code"], "literature.not_deleted");
    desk.run(&["document", "undelete"]).ends(2);
}
