//! What was kept of a text: named, listed, shown, compared and brought back.

use serde_json::json;

use crate::desk::Desk;

fn text(body: &str) -> String {
    format!("---\nheadline: The lens is back\n---\n\nFirst line stays.\n\nSecond line stays.\n\nThird line stays.\n\n{body}\n")
}

fn desk() -> Desk {
    let desk = Desk::new();
    let file = desk.file("release.md", text("Admission is free for seven days."));
    desk.run(&["document", "add", &file]).ends(0);
    desk
}

fn save(desk: &Desk, body: &str) {
    let file = desk.file("later.md", text(body));
    desk.run(&["document", "save", "1", &file]).ends(0);
}

#[test]
fn a_revision_is_named_shown_compared_and_brought_back_and_what_stood_there_is_kept() {
    let desk = desk();
    let name = format!("Vor den Anwältinnen {} النسخة الأولى 写真", "x".repeat(300));
    let kept = desk.json(&["document", "keep", "1", &name]).ends(0).json();
    assert_eq!((&kept["number"], &kept["name"], &kept["why"]), (&json!(1), &json!(name), &json!("named")));
    assert!(kept["made_at"].as_str().is_some_and(|at| at.ends_with('Z')));
    save(&desk, "Admission is free for nine whole days.");
    desk.run(&["document", "keep", "1", "After the lawyers"]).ends(0);
    save(&desk, "Admission is free.");

    assert_eq!(desk.run(&["document", "revision", "1", "1"]).ends(0).stdout, text("Admission is free for seven days."), "the very bytes");
    let shown = desk.json(&["document", "revision", "1", "2"]).ends(0).json();
    assert_eq!(
        (&shown["revision"]["name"], &shown["text"]),
        (&json!("After the lawyers"), &json!(text("Admission is free for nine whole days.")))
    );

    // With the text of now, and with another that was kept.
    let now = desk.json(&["document", "diff", "1", "1"]).ends(0).json();
    assert_eq!((&now["gone"], &now["added"]), (&json!(3), &json!(0)));
    let kept = desk.json(&["document", "diff", "1", "1", "2"]).ends(0).json();
    assert_eq!((&kept["gone"], &kept["added"], &kept["places"]), (&json!(1), &json!(2), &json!(1)));
    let told = desk.run(&["document", "diff", "1", "1", "2"]).ends(0).stdout;
    assert!(told.contains("[-seven-]{+nine whole+} days."), "{told}");
    assert!(told.contains("lines as before") && told.ends_with("1 word taken out, 2 words added.\n"), "{told}");
    let back = desk.run(&["document", "diff", "1", "2", "1"]).ends(0).stdout;
    assert!(back.contains("[-nine whole-]{+seven+}"), "the other way round: {back}");
    assert_eq!(desk.run(&["document", "diff", "1", "2", "2"]).ends(0).stdout, "Nothing is different.\n");

    desk.run(&["document", "restore", "1", "1"]).ends(0);
    assert_eq!(desk.json(&["document", "diff", "1", "1"]).ends(0).json()["places"], 0);
    let history = desk.json(&["document", "history", "1"]).ends(0).lines();
    assert_eq!(history.iter().map(|one| one["why"].as_str().unwrap()).collect::<Vec<_>>(), ["idle", "restored", "named", "named"]);
    let number = history[1]["number"].to_string();
    let stood = desk.run(&["document", "revision", "1", &number]).ends(0).stdout;
    assert!(stood.ends_with("Admission is free.\n"), "what stood there is kept: {stood}");
    desk.run(&["undo"]).ends(0);
    assert!(desk.run(&["document", "show", "1"]).ends(0).stdout.contains("Admission is free.\n"));
    assert!(desk.run(&["document", "history", "1"]).ends(0).stdout.contains("After the lawyers"));
}

#[test]
fn what_no_revision_is_changes_nothing_and_is_said() {
    let desk = desk();
    let other = desk.file("other.md", text("Another text."));
    desk.run(&["document", "add", &other]).ends(0);
    desk.run(&["document", "keep", "2", "Its own"]).ends(0);
    for verb in [&["revision", "1", "1"][..], &["diff", "1", "1"], &["restore", "1", "1"], &["diff", "2", "1", "7"]] {
        let refused = desk.json(&[&["document"], verb].concat()).ends(4).json();
        assert_eq!(refused["error"]["code"], "literature.no_number", "{verb:?}");
    }
    assert_eq!(desk.json(&["document", "keep", "1", " \t "]).ends(3).json()["error"]["code"], "literature.no_name");
    desk.json(&["document", "keep", "99", "x"]).ends(4);
    desk.json(&["document", "history", "99"]).ends(4);
    desk.run(&["document", "revision", "1", "-1"]).ends(2);
    assert_eq!(desk.json(&["document", "history", "1"]).ends(0).stdout, "", "nothing was kept");
}

#[test]
fn signs_that_are_others_are_a_difference_though_no_word_is() {
    let desk = Desk::new();
    let text = |words: &str| format!("---\nheadline: عدسة المنارة\n---\n\n{words}\n");
    let file = desk.file("release.md", text("The lens turns."));
    desk.run(&["document", "add", &file]).ends(0);
    desk.run(&["document", "keep", "1", "Before"]).ends(0);
    let file = desk.file("release.md", text("The **lens** turns!"));
    desk.run(&["document", "save", "1", &file]).ends(0);
    let told = desk.run(&["document", "diff", "1", "1"]).ends(0).stdout;
    assert!(told.contains("!+}") && told.ends_with("No word is another, but punctuation, stress or layout is.\n"), "{told}");
}
