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
    window.press("In review");
    window.sees("The lens turns: In review");
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
    speak_german(&window);
    window.go("#/literature");
    window.sees("1 in Arbeit");
    window.sees("Tage überfällig");
    window.settled();
    window.fits("the desk in German");
}
