//! What was kept of a text: named, seen side by side, held against another that was kept, and brought back.

use serde_json::json;
use tidings_tests::fixtures::{Window, speak_german};

use super::desk::{Desk, tidings};

const THEN: &str = "Admission is free for seven days.\n\nThe lens turns.\n";

/// Keeps the text of now under a name, as a hand does.
fn keep(window: &Window, name: &str) {
    window.press("Keep one");
    window.write("Name of the revision", name);
    window.keys("Enter");
    window.sees(name);
}

#[test]
fn a_named_revision_is_seen_side_by_side_held_against_another_and_brought_back() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens is back", THEN);
    let (file, folder) = (desk.file.clone(), desk.file.parent().expect("a folder").to_owned());
    let window = desk.open_sized(1000, 700);
    let history = || tidings(window.screen(), &file, &["document", "history", "1"]);
    let text = || tidings(window.screen(), &file, &["document", "show", "1"])[0]["text"].as_str().unwrap_or_default().to_owned();
    let save = |from: &str, to: &str| {
        let later = folder.join("later.md");
        std::fs::write(&later, text().replace(from, to)).expect("a file");
        tidings(window.screen(), &file, &["document", "save", "1", &later.display().to_string()]);
    };
    window.go("#/literature/1");
    window.settled();
    keep(&window, "Before the lawyers");
    window.wait("it is kept", || history().first().is_some_and(|one| one["name"] == "Before the lawyers"));
    save("seven", "nine whole");
    window.sees("nine whole");
    keep(&window, "النسخة الثانية 写真");
    save("The lens turns.", "The lens stands still.");
    window.sees("stands still");
    window.settled();

    window.press("Before the lawyers");
    window.sees("Since then 2 words taken out, 4 words added.");
    window.press("Side by side");
    window.sees("As it is now");
    let columns = || {
        let script = "const lines = document.querySelector('dialog .lines');
             const [left, right] = [...lines.querySelectorAll('p.head')].map((one) => one.getBoundingClientRect());
             return [left.right <= right.left, lines.querySelectorAll('del').length, lines.querySelectorAll('ins').length];";
        window.ask(script, &[])
    };
    assert_eq!(columns(), json!([true, 2, 2]), "what was is left of what is");
    window.settled();
    window.accessible("two texts side by side");
    window.fits("two texts side by side");
    // With the one that was kept after it: only what changed between the two.
    window.choose("Compared with", "النسخة الثانية 写真");
    window.sees("Since then 1 word taken out, 2 words added.");
    assert_eq!(columns(), json!([true, 1, 1]));
    window.settled();
    window.accessible("two kept texts side by side");
    window.fits("two kept texts side by side");

    window.press("Bring back");
    window.sees("Revision 1 is the draft again");
    window.wait("the text is back", || text().contains("seven") && text().contains("The lens turns."));
    let all = history();
    assert_eq!(all.iter().map(|one| one["why"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["idle", "restored", "named", "named"]);
    let stood = tidings(window.screen(), &file, &["document", "revision", "1", &all[1]["number"].to_string()]);
    assert!(stood[0]["text"].as_str().is_some_and(|text| text.contains("stands still")), "what stood there is itself kept: {stood:?}");
    window.press("Undo");
    window.wait("undo takes it back", || text().contains("stands still"));

    speak_german(&window);
    window.go("#/literature/1");
    window.press("Before the lawyers");
    window.press("Nebeneinander");
    window.settled();
    window.fits("two texts side by side in German");
}
