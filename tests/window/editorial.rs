//! The editorial desk: a text is written, planned, moved by keys and by hand, and found again where it belongs.

use serde_json::json;
use tidings_tests::fixtures::{Window, speak_german};

use super::desk::{Desk, tidings};

/// In which column of the board the card of this headline is.
fn column(window: &Window, headline: &str) -> String {
    let script = "const card = [...document.querySelectorAll('.board a')].find((card) => card.textContent.includes(arguments[0]));
         return card?.closest('section').querySelector('h2').firstChild.textContent ?? '';";
    window.ask(script, &[json!(headline)]).as_str().unwrap_or_default().to_owned()
}

/// Carries a card into a column, as a hand does.
fn carry(window: &Window, headline: &str, stage: &str) {
    let script = "const card = [...document.querySelectorAll('.board a')].find((card) => card.textContent.includes(arguments[0]));
         const to = [...document.querySelectorAll('.board section')].find((one) => one.querySelector('h2').textContent.startsWith(arguments[1]));
         const middle = (one) => { const box = one.getBoundingClientRect(); return { clientX: box.left + box.width / 2, clientY: box.top + 20 }; };
         const tell = (on, kind, at) => on.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, button: 0, buttons: 1, ...at }));
         tell(card, 'pointerdown', middle(card));
         tell(window, 'pointermove', middle(to));
         tell(window, 'pointerup', middle(to));";
    window.ask(script, &[json!(headline), json!(stage)]);
}

fn focus_card(window: &Window, headline: &str) {
    let script = "[...document.querySelectorAll('.board a')].find((card) => card.textContent.includes(arguments[0]))?.focus();";
    window.ask(script, &[json!(headline)]);
}

#[test]
fn a_text_is_planned_moved_by_keys_and_by_hand_and_a_refused_move_says_why() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens turns", "The lens of 1874 turns again.\n");
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/1");
    window.settled();
    window.write("Writer", "Leila Osei");
    window.write("Editor", "Ines Calder");
    window.write("For", "Education");
    window.write("Due", "20 November 2020");
    window.write("Brief", "For parents of small children: it is free.");
    window.keys("Tab");
    window.press("Quotes agreed by whoever said them");
    window.sees("1 of 7");
    window.press("In review");
    window.sees("The lens turns: In review. Open on its checklist: Facts and figures");
    window.settled();
    window.accessible("a planned text");
    window.fits("a planned text");

    window.press("Literature");
    window.sees("1 in hand");
    window.sees("Leila Osei");
    window.sees("days late");
    window.press("Board");
    window.wait("the card is in review", || column(&window, "The lens turns") == "In review");
    window.settled();
    window.accessible("the board");
    window.fits("the board");

    // By keys: back, on, on.
    focus_card(&window, "The lens turns");
    window.keys("Alt Left");
    window.wait("it went back", || column(&window, "The lens turns") == "Draft");
    window.wait("it keeps the keyboard", || window.focus()["name"].as_str().unwrap_or_default().contains("The lens turns"));
    assert_eq!(window.place(), "#/literature/board", "the keys are the card's, not the way back");
    window.keys("Alt Right");
    window.wait("it went on", || column(&window, "The lens turns") == "In review");
    // By hand: not to Released, for it is not approved.
    carry(&window, "The lens turns", "Released");
    window.sees("only what is approved is released");
    assert_eq!(column(&window, "The lens turns"), "In review");
    carry(&window, "The lens turns", "Approved");
    window.wait("a hand moves it", || column(&window, "The lens turns") == "Approved");
    window.keys("Ctrl z");
    window.wait("undo moves it back", || column(&window, "The lens turns") == "In review");

    window.press("Calendar");
    window.settled();
    window.accessible("the month");
    window.fits("the month");
    let shown = tidings(window.screen(), &file, &["document", "show", "1"]);
    assert_eq!(shown[0]["plan"]["brief"], "For parents of small children: it is free.");
    assert_eq!(shown[0]["card"]["due_on"], "2020-11-20");
    window.go("#/settings/checklists");
    window.write("Press release", "Lawyers asked");
    window.keys("Enter");
    window.type_text("Links lead where they say");
    window.keys("Tab");
    window.sees("Checklist kept: Press release");
    window.settled();
    window.accessible("the checklists");
    window.fits("the checklists");
    let items = tidings(window.screen(), &file, &["document", "check", "1"]);
    assert_eq!((&items[0]["item"], &items[1]["item"]), (&json!("Lawyers asked"), &json!("=links")));
    speak_german(&window);
    window.go("#/literature");
    window.sees("1 in Arbeit");
    window.sees("Tage überfällig");
    window.settled();
    window.fits("the desk in German");
}

/// Chooses words of the sheet, as a hand does.
pub(super) fn choose_words(window: &Window, words: &str) {
    let script = "const walk = document.createTreeWalker(document.querySelector('.ProseMirror'), NodeFilter.SHOW_TEXT);
         while (walk.nextNode()) {
           const at = walk.currentNode.data.indexOf(arguments[0]);
           if (at < 0) continue;
           walk.currentNode.parentElement.closest('.ProseMirror').focus();
           getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + arguments[0].length);
           return true;
         }
         return false;";
    assert_eq!(window.ask(script, &[json!(words)]), json!(true), "{words}");
}

/// The words of the sheet that are marked as commented on.
fn commented(window: &Window) -> String {
    let script = "return [...document.querySelectorAll('.ProseMirror .commented')].map((one) => one.textContent).join('|');";
    window.ask(script, &[]).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_comment_is_made_answered_stays_with_its_words_and_a_suggestion_is_taken() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("Winter hours", "Dogs are welcome in the grounds.\n\nThere is no café until March; the kiosk sells soup.\n");
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/1");
    window.settled();
    choose_words(&window, "There is no café until March");
    window.press_keys(&["ctrl+alt+m"]);
    window.settled();
    window.accessible("a new comment");
    window.fits("a new comment");
    window.write("What is to be said", "Is that still so?");
    window.press("Add comment");
    window.wait("its words are marked", || commented(&window) == "There is no café until March");
    window.sees("1 open");
    window.settled();
    window.accessible("a text with a comment");
    window.fits("a text with a comment");
    window.press("Answer");
    window.write("Answer", "Yes, until the 7th.");
    window.press("Answer");
    window.sees("Yes, until the 7th.");

    // Written around it: the words stay the same ones.
    choose_words(&window, "There is");
    window.keys("Left");
    window.type_text("Nota bene: ");
    window.sees("Saved");
    window.wait("the words stay the same", || commented(&window) == "There is no café until March");
    let kept = || tidings(window.screen(), &file, &["document", "comments", "1"]);
    window.wait("the file has them so", || kept()[0]["place"]["start"] == json!(11));
    assert_eq!(kept()[0]["quote"], "There is no café until March");

    // Other words are proposed and taken with one press; undo in the text takes them back.
    choose_words(&window, "grounds");
    window.press("Comment");
    window.press("Propose other words");
    window.write("Words in their place", "yard");
    window.press("Propose");
    window.sees("2 open");
    window.press("Take");
    window.sees("Comment 2 taken");
    window.wait("the text has them", || window.value("The text").contains("welcome in the yard."));
    window.press("Resolve");
    window.sees("2 settled");
    assert_eq!(commented(&window), "");
    window.wait("it is kept", || kept().iter().all(|one| one["outcome"] != json!(null)));
    window.press("2 settled");
    window.sees("Resolved by");
    window.settled();
    window.accessible("settled comments");
    window.fits("settled comments");
}

#[test]
fn what_is_late_is_named_on_today_and_led_to() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The gala", "It is on Saturday.\n");
    desk.tidings(&["document", "set", "1", "--due", "2020-11-20", "--writer", "Leila Osei"]);
    let window = desk.open_sized(1000, 700);
    window.go("#/today");
    window.sees("days late");
    window.sees("Writer: Leila Osei.");
    window.settled();
    window.accessible("Today with a text that is late");
    window.fits("Today with a text that is late");
    window.press("Open");
    window.wait("the text is open", || window.place() == "#/literature/1");
}

#[test]
fn the_list_stands_stage_by_stage_says_how_each_is_approved_and_folds_by_keys() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens turns", "The lens of 1874 turns again.\n");
    desk.add_release("Winter hours", "Dogs are welcome in the grounds.\n");
    desk.add_release("日本語の灯台", "مرحبا بكم في المنارة.\n");
    desk.add_release("What went out", "It went out.\n");
    desk.tidings(&["document", "set", "4", "--stage", "approved"]);
    desk.tidings(&["document", "set", "4", "--stage", "released"]);
    desk.tidings(&["document", "ask", "1", "--of", "Margaret Oyelaran"]);
    desk.tidings(&["document", "ask", "2", "--of", "Tomas Reid"]);
    let edited = desk.screen.home().join("edited.md");
    std::fs::write(&edited, "---\nheadline: Winter hours\n---\n\nDogs are not welcome in the grounds.\n").expect("another text");
    desk.tidings(&["document", "save", "2", &edited.display().to_string()]);
    let window = desk.open_sized(1000, 700);
    window.go("#/literature");
    window.sees("3 in hand");
    window.sees("Asked Margaret Oyelaran, today");
    window.sees("Void: 4 words changed");
    window.sees("waits for somebody’s yes");
    window.sees("日本語の灯台");
    window.sees("last worked on: What went out");
    window.sees_no("What went out Press release");
    window.settled();
    window.accessible("the list by stage");
    window.fits("the list by stage");

    window.ask("document.querySelector('[role=grid]').focus();", &[]);
    window.keys("Left");
    window.sees_no("Winter hours");
    window.sees("In review 2");
    window.keys("Right");
    window.sees("Winter hours");
    // What went out is folded until somebody opens it.
    window.keys("End");
    window.keys("Right");
    window.sees("What went out Press release");
    window.settled();
    window.accessible("the list with what went out");
    window.go("#/today");
    window.go("#/literature");
    window.sees("What went out Press release");
    speak_german(&window);
    window.go("#/literature");
    window.sees("Gebeten: Margaret Oyelaran, heute");
    window.sees("Ungültig: 4 Wörter");
    window.settled();
    window.fits("the list by stage in German");
}
