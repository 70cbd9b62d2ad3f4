//! Several approvers, one after the other, who have no Tidings: review files go out, codes and answer files come back.

use std::path::Path;

use tidings_tests::fixtures::Window;

use super::desk::{Desk, tidings};
use super::pages::accessible;

/// The two codes at the end of a review file: for yes, and for no.
fn codes(review: &Path) -> (String, String) {
    let page = std::fs::read_to_string(review).expect("the review file");
    let mut found =
        page.split("<b>").filter_map(|rest| rest.split_once("</b>")).map(|(code, _)| code).filter(|code| {
            code.len() == 11 && code.split('-').all(|half| half.len() == 5 && half.chars().all(|c| c.is_ascii_alphanumeric()))
        });
    let mut next = || found.next().unwrap_or_else(|| panic!("no code stands in {page}")).to_owned();
    (next(), next())
}

fn save_review(window: &Window, name: &str, file: &Path) {
    window.press("Save a review file…");
    window.screen().answer_file_dialog(file);
    window.sees(&format!("Review file for {name} saved"));
}

/// Enters a code, as it was read out on the phone.
fn enter(window: &Window, code: &str, note: &str) {
    window.press("Enter a code…");
    window.write("Code of the review file", code);
    window.write("Note with the answer", note);
    window.press("Note the answer");
}

/// Two who approve in order without Tidings: the one by a code, the other by a file.
fn approved_from_afar(first: &str, second: &str, headline: &str) {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@mare.example.net\n", "journalist");
    desk.tidings(&["segment", "save", "Heritage press", "kind:journalist"]);
    desk.add_release(headline, "The lens of 1874 turns again.\n\n| Gallery | Keepers |\n| --- | --: |\n| Kept Lights | 61 |\n");
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    let state = || tidings(window.screen(), &file, &["document", "approval", "1"])[0]["state"].as_str().unwrap_or_default().to_owned();
    window.go("#/literature/1");
    window.settled();
    window.press("Ask for approval…");
    window.write("Who is asked", first);
    window.keys("Enter");
    window.type_text(second);
    window.press("One after the other");
    window.choose("Goes to", "Heritage press");
    window.press("Ask");
    window.sees("Not answered yet");
    window.sees("Asked after the others");
    window.settled();
    window.accessible("two approvers in order");
    window.fits("two approvers in order");

    // Only whose turn it is gets a file. A code that is none, and one of nobody, are refused, and nothing is noted.
    let reviews = ["first", "second"].map(|name| window.folder().join(format!("{name}.html")));
    save_review(&window, first, &reviews[0]);
    let (yes, no) = codes(&reviews[0]);
    accessible(&reviews[0], "the review file");
    enter(&window, "K7QF2", "");
    window.sees("That is no code.");
    window.settled();
    window.accessible("a code that is none");
    window.write("Code of the review file", "K7QF2-9MXA4");
    window.press("Note the answer");
    window.sees("This code fits nothing that was asked in this workspace.");
    window.keys("Escape");
    assert_eq!(state(), "waiting");
    // As it was typed on a telephone.
    enter(&window, &yes.to_lowercase().replace('-', " "), "By phone");
    window.sees("Noted");
    window.sees("By phone");
    assert_eq!(state(), "waiting");

    // The other one answers by a file; a file that answers nothing is refused.
    save_review(&window, second, &reviews[1]);
    let answer = window.folder().join("answer.txt");
    std::fs::write(&answer, "Yes, gladly.\n").expect("a file");
    window.press("Enter a code…");
    window.press("Open an answer file…");
    window.screen().answer_file_dialog(&answer);
    window.sees("answer.txt is no answer file.");
    window.settled();
    window.accessible("an answer file that answers nothing");
    assert_eq!(state(), "waiting");
    std::fs::write(&answer, format!("Yes, gladly.\nTidings-Answer: {}\nNote: 了解しました\n", codes(&reviews[1]).0)).expect("a file");
    window.press("Open an answer file…");
    window.screen().answer_file_dialog(&answer);
    window.sees("Noted: it is approved");
    window.sees("Any edit voids the approval");
    assert_eq!(state(), "approved");

    // After an edit both are asked again, and the codes of then are good for nothing, neither yes nor no.
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window.keys("Ctrl Home");
    window.keys("End");
    window.type_text(" Nota bene");
    window.sees("Approval void: 2 words changed");
    window.press("Ask all 2 again");
    window.sees("Not answered yet");
    for code in [&yes, &no] {
        enter(&window, code, "");
        window.sees("its approval was asked for anew since");
        window.keys("Escape");
    }
    assert_eq!(state(), "waiting");
    // The new one says no, with a reason that everybody sees.
    let again = window.folder().join("again.html");
    save_review(&window, first, &again);
    enter(&window, &codes(&again).1, "The date is wrong.");
    window.sees("Noted: it was sent back");
    window.sees("The date is wrong.");
    window.settled();
    window.accessible("a text that was sent back");
    window.fits("a text that was sent back");
    assert_eq!(state(), "sent-back");
    window.keys("Ctrl z");
    window.wait("the answer is taken back", || state() == "waiting");
}

#[test]
fn two_approve_in_order_by_a_review_file_one_with_a_code_one_with_a_file_and_wrong_answers_are_refused() {
    approved_from_afar("Tomas Reid", "Margaret Oyelaran", "The lens turns");
}

#[test]
fn approvers_with_long_arabic_and_japanese_names_answer_from_afar_too() {
    let long: String = "ليلى بنت عبد الرحمن الحداد ".chars().cycle().take(199).collect();
    approved_from_afar(long.trim(), "山田 花子", "灯台の光が港に戻る");
}
