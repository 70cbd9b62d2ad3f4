//! A Word document let go on the sheet: it asks, and puts its words where they were let go.

use tidings_tests::fixtures::speak_german;

use super::desk::{Desk, tidings};

#[test]
fn a_word_document_let_go_on_the_sheet_is_asked_about_and_put_in_or_attached() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("Five keepers", "First words.\n\nLast words.\n");
    let file = desk.file.clone();
    let word = file.with_file_name("lantern.docx");
    std::fs::write(&word, include_bytes!("../../src-tauri/cli/tests/story/lantern.docx")).expect("a Word document");
    let window = desk.open_sized(1000, 700);
    let text = || tidings(window.screen(), &file, &["document", "show", "1"])[0]["text"].as_str().unwrap_or_default().to_owned();
    window.go("#/literature/1");
    window.sees("First words.");
    window.settled();
    window.drop_files(&[&word], ".ProseMirror > p:nth-last-of-type(2)");
    window.sees("What is to become of lantern.docx?");
    window.settled();
    window.accessible("what is to become of a Word document");
    window.fits("what is to become of a Word document");
    window.press("Put in here");
    window.sees("Press view");
    window.sees("lantern.docx put into the text.");
    window.wait("its words stand between those that were there", || {
        let text = text();
        let at = |words: &str| text.find(words);
        at("First words.") < at("Press view") && at("Press view") < at("Last words.") && at("Press view").is_some()
    });
    window.keys("Ctrl z");
    window.wait("an undo on the sheet takes them back", || !text().contains("Press view"));
    // Attached as it is; a text of its own.
    window.drop_files(&[&word], ".ProseMirror > p:nth-last-of-type(2)");
    window.press("Attach as file");
    window.wait("it is attached", || {
        tidings(window.screen(), &file, &["document", "show", "1"])[0]["files"].to_string().contains("\"lantern.docx\"")
    });
    window.drop_files(&[&word], ".ProseMirror > p:nth-last-of-type(2)");
    window.press("New text");
    window.sees("The lens is back");
    assert_eq!(tidings(window.screen(), &file, &["document", "list"]).len(), 2);
    window.press("Close");
    speak_german(&window);
    window.go("#/literature/1");
    window.sees("First words.");
    window.settled();
    window.drop_files(&[&word], ".ProseMirror > p:nth-last-of-type(2)");
    window.sees("Was soll aus lantern.docx werden?");
    window.settled();
    window.fits("what is to become of a Word document, in German");
}
