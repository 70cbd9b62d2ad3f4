//! A release: written, kept, and its files.

use std::time::Duration;

use super::desk::{Desk, tidings};

#[test]
fn what_is_written_survives_a_kill_of_the_program() {
    let mut window = Desk::new("Harbour Trust").open();
    window.press("Literature");
    window.sees("No text yet");
    window.accessible("Literature without a text");
    window.press("New press release");
    window.write_sheet(&[
        "The lens is back in its tower",
        "",
        "Port Averil, 26 November",
        "After four years the lens of 1874 turns again.",
    ]);
    window.sees("Saved");
    window.settled();
    window.accessible("a release");
    window.fits("a release");
    let before = std::time::Instant::now();
    window.type_text(" The press view is on Friday.");
    // R10: at most two seconds lie between a word and the file.
    std::thread::sleep(Duration::from_millis(2_000).saturating_sub(before.elapsed()));
    window.kill();
    window.start_again();
    window.press("Literature");
    window.press("The lens is back in its tower");
    window.wait("the last words are there", || window.value("The text").ends_with("The press view is on Friday."));
    for (form, place) in [("Mail", "the mail"), ("Text", "the text"), ("Web", "the web page")] {
        window.press(form);
        window.settled();
        window.accessible(place);
        window.fits(place);
    }
}

#[test]
fn a_release_is_seen_on_paper_saved_as_pdf_and_attached() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens is back", &"The lens of 1874 turns again, once every ninety seconds.\n\n".repeat(120));
    let window = desk.open();
    window.press("Literature");
    window.press("The lens is back");
    window.press("PDF");
    window.wait("the first page is a picture of its own", || {
        window.ask("const one = document.querySelector('img[alt^=\"Page 1 of\"]'); return !!one && one.naturalWidth > 0;", &[]) == true
    });
    window.settled();
    window.accessible("a release on paper");
    window.fits("a release on paper");
    let saved = window.folder().join("lens.pdf");
    window.press("Save as PDF…");
    window.screen().answer_file_dialog(&saved);
    window.sees("Saved as");
    assert!(std::fs::read(&saved).unwrap().starts_with(b"%PDF-1.7"));
    window.press("Attach the PDF");
    window.sees("The lens is back.pdf");
    window.press_in("Messages", "Undo");
    window.sees("no file");
    // Another paper is another page.
    window.choose("Paper of the organisation", "US Letter");
    window.wait("the page is a letter", || window.ask("return !!document.querySelector('img.wide');", &[]) == true);
}

#[test]
fn a_word_document_dropped_on_the_list_becomes_a_text_and_says_what_it_lost() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens is here", "A text.\n");
    let window = desk.open();
    let word = window.folder().join("lantern.docx");
    let none = window.folder().join("none.docx");
    std::fs::write(&word, include_bytes!("../../src-tauri/cli/tests/story/lantern.docx")).unwrap();
    std::fs::write(&none, b"no package").unwrap();
    window.press("Literature");
    window.sees("The lens is here");
    window.drop_files(&[&word, &none], "[role=\"grid\"]");
    window.sees("From Word");
    window.sees("a passage that tracked changes took out");
    window.sees("none.docx was not taken: it is no Word document");
    window.settled();
    window.accessible("what became of two Word documents");
    window.fits("what became of two Word documents");
    window.press("The lens is back");
    window.wait("the text is there as it was written", || window.value("The text").contains("opens on Saturday again."));
}

#[test]
fn files_dropped_from_another_program_become_attachments_and_dangerous_ones_are_refused() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens is back", "The lens of 1874 turns again.\n");
    let window = desk.open();
    let files = window.folder().join("press kit");
    std::fs::create_dir(&files).unwrap();
    let table = files.join("tide tables 2027.pdf");
    let program = files.join("setup.exe");
    let empty = files.join("empty.pdf");
    std::fs::write(&table, b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").unwrap();
    std::fs::write(&program, b"MZ\x90\x00").unwrap();
    std::fs::write(&empty, b"").unwrap();
    window.press("Literature");
    window.press("The lens is back");
    window.sees("no file");
    window.drop_files(&[&table, &program, &empty], "aside .drop");
    window.sees("1 file attached");
    window.sees("tide tables 2027.pdf");
    window.sees("setup.exe");
    window.sees("empty.pdf");
    window.wait("each refused file has its reason", || window.ask("return document.querySelectorAll('aside .refused').length;", &[]) == 2);
    window.settled();
    window.accessible("a release with a file and two refused");
    window.fits("a release with a file and two refused");

    // The same by the system's dialog, on the keyboard.
    let photo = files.join("lens.png");
    std::fs::write(&photo, include_bytes!("../../icons/32x32.png")).unwrap();
    window.press("choose");
    window.screen().answer_file_dialog(&photo);
    window.sees("lens.png");
    window.sees("2 files");
    window.press("Remove tide tables 2027.pdf");
    window.sees("tide tables 2027.pdf taken off");
    window.press_in("Messages", "Undo");
    window.sees("2 files");
}

#[test]
fn what_is_written_on_the_sheet_is_markdown_in_the_file() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens is back", "Untouched  \n*as it was*.\n\n* one\n* two\n\nThe end.\n");
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Literature");
    window.press("The lens is back");
    window.sees("Untouched");
    let sheet = "return document.querySelector('.ProseMirror')?.innerText ?? '';";
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window.keys("Ctrl End");
    window.type_text(" Then ");
    window.keys("Ctrl b");
    window.type_text("strong");
    window.keys("Ctrl b");
    window.type_text(".");
    window.keys("Enter");
    window.type_text("> A promise.");
    window.keys("Enter");
    window.keys("Enter");
    window.type_text("Ines");
    window.keys("Enter");
    window.type_text("# no heading, {{");
    window.sees("For whoever has none");
    window.settled();
    window.accessible("a merge field is asked for");
    window.write("For whoever has none", "editor");
    window.press("Put it here");
    window.keys("Alt Up");
    window.wait("the words stand there", || window.ask(sheet, &[]).as_str().is_some_and(|words| words.contains("no heading, editor")));
    window.sees("Saved");
    window.wait("the file has them", || {
        let shown = tidings(window.screen(), &file, &["document", "show", "1"]);
        shown.first().and_then(|card| card["text"].as_str()).is_some_and(|text| text.ends_with(
            "Untouched  \n*as it was*.\n\n* one\n* two\n\nThe end. Then **strong**.\n\n\\# no heading, {{ first_name | \"editor\" }}\n\n> A promise.\n>\n> — Ines\n",
        ))
    });
    // Undo gives the old words back, and with them the old bytes.
    window.press("Undo");
    window.sees("Saved");
}
