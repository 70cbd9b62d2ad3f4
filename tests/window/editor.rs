//! What a writer asks of an editor: words found and others put in their place, one's place in a text, quiet.

use serde_json::json;
use tidings_tests::fixtures::Window;

use super::desk::{Desk, tidings};

const SHEET: &str = "return document.querySelector('.ProseMirror')?.innerText ?? '';";
const BODY: &str = "The lens of 1874 is back. A lens turns; the Lens shines.\n\n## The lens and its keeper\n\n> A lens is a promise.\n>\n> — Ines Lens\n\n\
     | Lens | Tower |\n| --- | --- |\n| one lens | two |\n\nLenses elsewhere.\n";

fn open(desk: Desk) -> Window {
    let window = desk.open();
    window.press("Literature");
    window.press("The light returns");
    window.wait("the sheet is there", || !window.ask("return document.querySelector('.ProseMirror');", &[]).is_null());
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window
}

fn says(window: &Window, words: &str) {
    window.wait(&format!("“{words}” stands there"), || window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains(words)));
}

#[test]
fn words_are_found_and_all_replaced_by_keys_and_one_undo_brings_them_back() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The light returns", BODY);
    let file = desk.file.clone();
    let window = open(desk);
    let text = || {
        let shown = tidings(window.screen(), &file, &["document", "show", "1"]);
        shown.first().and_then(|card| card["text"].as_str()).unwrap_or_default().to_owned()
    };
    let before = text();
    window.keys("Ctrl f");
    window.type_text("lens");
    window.sees("1 of 9");
    window.press("Whole words");
    window.sees("1 of 8");
    window.press("Match case");
    window.sees("1 of 5");
    window.settled();
    window.accessible("words are looked for");
    window.fits("words are looked for");
    window.write("Replace with", "lamp");
    window.press("Replace all");
    window.sees("Replaced 5 times");
    says(&window, "The lamp of 1874 is back. A lamp turns; the Lens shines.");
    window.wait("the file has it", || text().contains("| one lamp | two |"));
    window.press_in("Writing", "Undo");
    says(&window, "The lens of 1874 is back. A lens turns; the Lens shines.");
    window.wait("the file is byte for byte as it was", || text() == before);
    window.press("Match case");
    window.write("Find", "no such words");
    window.sees("Not there");
    window.keys("Escape");

    // The same in the Markdown.
    window.press("Markdown");
    window.sees("Back to paper");
    window.keys("Ctrl f");
    window.type_text("lens");
    window.sees("1 of 9");
    window.write("Replace with", "lamp");
    window.press("Replace all");
    window.sees("Replaced 9 times");
    window.wait("the file has the lamps", || text().contains("## The lamp and its keeper") && !text().to_lowercase().contains("lens"));
}

#[test]
fn nothing_but_the_words_is_in_sight_and_headings_and_notes_are_a_key_away() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The light returns", BODY);
    let file = desk.file.clone();
    let window = open(desk);
    let shown = |selector: &str| {
        window.ask(&format!("return [...document.querySelectorAll({selector:?})].filter((one) => one.offsetParent).length;"), &[])
    };
    window.keys("Ctrl End");
    window.keys("F11");
    window.wait("all else is away", || shown("aside, .tools, header.bar") == json!(0));
    let writing = "return [...document.querySelectorAll('.writing')].map((one) => one.innerText);";
    assert_eq!(window.ask(writing, &[]), json!(["Lenses elsewhere."]));
    window.settled();
    window.accessible("a text in focus");
    window.fits("a text in focus");
    window.type_text(" Words.");
    window.keys("Escape");
    window.wait("everything is there again", || shown("aside, .tools, header.bar") != json!(0));
    window.press("Outline");
    window.settled();
    window.accessible("the outline of a text");
    window.press("The lens and its keeper");
    window.type_text("!");
    says(&window, "The lens and its keeper!");
    window.keys("Ctrl a");
    window.sees("words chosen");
    window.keys("Ctrl End");
    window.press("Part");
    window.press("Footnote");
    window.type_text("Kept since 1874.");
    window.wait("the note is in the file", || {
        let shown = tidings(window.screen(), &file, &["document", "show", "1"]);
        shown.first().and_then(|card| card["text"].as_str()).is_some_and(|text| text.contains("Words.[^1]\n\n[^1]: Kept since 1874.\n"))
    });
}
