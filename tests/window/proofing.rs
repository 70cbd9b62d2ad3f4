//! Proofing in the real window: hints under the words, taken and ignored by keys.

use serde_json::json;

use super::desk::{Desk, tidings};

const SHEET: &str = "return document.querySelector('.ProseMirror')?.innerText ?? '';";
const UNDERLINED: &str = "return [...document.querySelectorAll('.ProseMirror .hint')].map((one) => one.textContent);";

#[test]
fn a_wrong_weekday_is_mended_by_keys_a_house_word_replaced_and_what_is_ignored_stays_so() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release(
        "The lens is back",
        "It opens on Monday 26 November 2026 for less than £50.\n\nIn the the tower it turns, and the the keeper lights it.\n\n\
         ## Press contact {.contact}\n\nInes Calder, +44 1632 960214\n",
    );
    desk.tidings(&["house", "words", "add", "less than", "--instead", "under"]);
    // What harper says of these words is not this story's.
    desk.tidings(&["house", "rules", "off", "grammar", "spelling", "missing"]);
    let file = desk.file.clone();
    let mut window = desk.open();
    window.press("Literature");
    window.press("The lens is back");
    let underlined = |window: &tidings_tests::fixtures::Window, words: &[&str]| {
        window.wait(&format!("{words:?} are underlined"), || window.ask(UNDERLINED, &[]) == json!(words));
    };
    underlined(&window, &["Monday 26 November 2026", "less than", "the the", "the the"]);
    window.sees("4 hints");
    window.sees("26 November 2026 is a Thursday.");
    window.settled();
    window.accessible("a release with hints");
    window.fits("a release with hints");

    window.keys("F7");
    window.sees("Write “Thursday 26 November 2026”");
    window.settled();
    window.accessible("a hint is looked at");
    window.fits("a hint is looked at");
    window.keys("Enter");
    window.wait("the weekday is right", || window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains("Thursday 26 November 2026")));
    // The focus went on to the next hint; taking one back by keys brings its words, and the hint, back.
    window.sees("Write “under”");
    window.keys("Ctrl z");
    window.wait("the weekday is back", || window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains("Monday 26 November 2026")));
    underlined(&window, &["Monday 26 November 2026", "less than", "the the", "the the"]);
    window.keys("Shift F7");
    window.keys("Enter");
    window.sees("Write “under”");
    window.keys("Enter");
    window.wait("both are mended", || {
        window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains("It opens on Thursday 26 November 2026 for under £50."))
    });
    underlined(&window, &["the the", "the the"]);

    // One is ignored where it stands; the same words elsewhere are not.
    window.press("What else");
    window.press("Ignore here");
    window.sees("Hint ignored");
    underlined(&window, &["the the"]);
    window.sees("Saved");
    window.kill();
    window.start_again();
    window.press("Literature");
    window.press("The lens is back");
    underlined(&window, &["the the"]);
    window.sees("One is ignored.");
    window.keys("F7");
    window.press("What else");
    window.press("Ignore in this document");
    window.sees("Nothing to ask about.");
    window.press_in("Messages", "Undo");
    underlined(&window, &["the the"]);
    window.press("Show them again");
    underlined(&window, &["the the", "the the"]);

    // Hints follow what is written before them, and go with their words.
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window.keys("Ctrl Home");
    window.type_text("Look: ");
    underlined(&window, &["the the", "the the"]);
    let shown = tidings(window.screen(), &file, &["document", "show", "1"]);
    let text = shown.first().and_then(|card| card["text"].as_str()).unwrap_or_default();
    assert!(text.contains("It opens on Thursday 26 November 2026 for under £50.\n"), "{text}");
}

#[test]
fn a_version_underlines_what_is_not_translated_and_what_went_stale_until_it_is_right() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens turns", "The lens of 1874 turns again.\n\nFour people cleaned it.\n");
    desk.tidings(&["house", "rules", "off", "grammar", "spelling", "missing"]);
    desk.tidings(&["document", "translate", "1", "de"]);
    let (file, folder) = (desk.file.clone(), desk.file.parent().expect("a folder").to_owned());
    let save = |window: &tidings_tests::fixtures::Window, id: &str, text: &str| {
        let other = folder.join("other.md");
        std::fs::write(&other, text).expect("a file");
        tidings(window.screen(), &file, &["document", "save", id, &other.display().to_string()]);
    };
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/2");
    let underlined = |words: &[&str]| {
        window.wait(&format!("{words:?} are underlined"), || window.ask(UNDERLINED, &[]) == json!(words));
    };
    underlined(&["The lens turns", "The lens of 1874 turns again.", "Four people cleaned it."]);
    window.sees("3 hints");
    window.keys("F7");
    window.sees("This still has the words of the source.");
    window.settled();
    window.accessible("a version with hints");
    window.fits("a version with hints");
    window.keys("Escape");
    // Written elsewhere, as a translator sends it back.
    let german = "---\nheadline: Die Linse dreht sich\nkind: press-release\nlanguage: de\n---\n\n\
                  Die Linse von 1874 dreht sich wieder.\n\nVier Leute haben sie gereinigt.\n";
    save(&window, "2", german);
    underlined(&[]);
    window.sees("Nothing to ask about.");
    let source = tidings(window.screen(), &file, &["document", "show", "1"])[0]["text"].as_str().expect("a text").to_owned();
    save(&window, "1", &source.replace("Four", "Seven"));
    underlined(&["Vier Leute haben sie gereinigt."]);
    window.sees("Compare: the source says something else since this was translated.");
    // Right is what its translator says is right; the edit alone is not.
    save(&window, "2", &german.replace("Vier", "Sieben"));
    underlined(&["Sieben Leute haben sie gereinigt."]);
    tidings(window.screen(), &file, &["document", "stale", "2", "--all-right"]);
    underlined(&[]);
    window.go("#/literature/1");
    window.sees("Nothing to ask about.");
}

#[test]
fn words_of_the_house_and_rules_are_kept_in_settings_and_count_at_once() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens is back", "They utilise a very very old lens.\n");
    desk.tidings(&["house", "rules", "off", "grammar", "spelling", "missing"]);
    let window = desk.open();
    window.press("Settings");
    window.press("Proofing");
    window.sees("No house words yet");
    window.press("Add a word");
    window.write("Word or phrase", "old lens");
    window.write("Instead", "lens of 1874");
    window.keys("Enter");
    window.sees("lens of 1874");
    window.press("Jargon");
    window.press("Literature");
    window.press("The lens is back");
    let words = json!(["very very", "old lens"]);
    window.wait("both are underlined, and no jargon is", || window.ask(UNDERLINED, &[]) == words);
    window.press("Settings");
    window.press("Proofing");
    window.press("More about old lens");
    window.press("Delete");
    window.sees("“old lens” removed");
    window.press_in("Messages", "Undo");
    window.sees("lens of 1874");
}

#[test]
fn words_of_a_block_are_asked_about_in_the_text_and_mended_in_the_block_by_keys() {
    let desk = Desk::new("Harbour Trust");
    let about = desk.screen.home().join("about.md");
    std::fs::write(&about, "Fine words.\n\nThey utilise the the lens.\n").expect("a block");
    desk.tidings(&["block", "add", "Trust, short", &about.display().to_string(), "--sort", "boilerplate"]);
    desk.add_release("The lens is back", "It turns again.\n\n{{ block \"Trust, short\" }}\n");
    desk.tidings(&["house", "rules", "off", "grammar", "spelling", "missing"]);
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/1");
    window.sees("In the block “Trust, short”.");
    window.keys("F7");
    window.sees("Change the block");
    window.settled();
    window.accessible("a hint within a block");
    window.fits("a hint within a block");
    // Enter takes it to where it is mended, since nothing of it is the text's own.
    window.keys("Enter");
    window.sees("It stands in 1 text");
    window.sees("2 hints");
    window.settled();
    window.accessible("a block with hints");
    window.fits("a block with hints");
    window.press("Write “use”");
    window.press("Write “the”");
    window.sees("no hints");
    window.press("Change it in 1 text");
    window.sees("Nothing to ask about.");
    let kept = tidings(window.screen(), &file, &["block", "show", "1"]);
    assert_eq!(kept[0]["text"], json!("Fine words.\n\nThey use the lens."));
}
