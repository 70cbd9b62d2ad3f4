//! A text in another language: begun, translated paragraph by paragraph beside its source, and looked at again where the source changed.

use serde_json::json;
use tidings_tests::fixtures::{Window, speak_german};

use super::desk::{Desk, tidings};

/// Writes into the field of the line that says this of itself.
fn write(window: &Window, state: &str, words: &str) {
    let script = "const line = [...document.querySelectorAll('[data-row]')].find((one) => one.dataset.state === arguments[0]);
         const field = line.querySelector('textarea');
         field.focus();
         field.value = arguments[1];
         field.dispatchEvent(new Event('input', { bubbles: true }));";
    window.ask(script, &[json!(state), json!(words)]);
}

/// How the line stands in which the focus is.
fn here(window: &Window) -> String {
    let script = "return document.activeElement?.closest('[data-row]')?.dataset.state ?? '';";
    window.ask(script, &[]).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_text_is_translated_beside_its_source_and_what_the_source_changes_is_walked_to_and_marked() {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens turns", "The lens of 1874 turns again.\n\nFour people cleaned it.\n");
    let (file, folder) = (desk.file.clone(), desk.file.parent().expect("a folder").to_owned());
    let window = desk.open_sized(1000, 700);
    window.go("#/literature/1");
    window.settled();
    window.press("Translate into…");
    window.write("Language", "Deutsch");
    window.press("Begin the version");
    window.sees("is no language");
    window.write("Language", "de");
    window.press("Begin the version");
    window.wait("the version is beside its source", || window.place() == "#/literature/2/side");
    window.sees("3 not translated");
    window.settled();
    window.accessible("a translation beside its source");
    window.fits("a translation beside its source");

    for words in ["Die Linse dreht sich", "Die Linse von 1874 dreht sich wieder.", "Vier Leute haben sie gereinigt."] {
        write(&window, "untranslated", words);
        window.keys("Tab");
        window.wait("it is kept", || tidings(window.screen(), &file, &["document", "show", "2"])[0]["text"].to_string().contains(words));
        window.settled();
    }
    window.sees("Every paragraph is the translation");

    // The source changes elsewhere: the version says so at once, and the keys lead there.
    let later = folder.join("later.md");
    let text = tidings(window.screen(), &file, &["document", "show", "1"])[0]["text"].as_str().expect("a text").replace("Four", "Seven");
    std::fs::write(&later, text).expect("a file");
    tidings(window.screen(), &file, &["document", "save", "1", &later.display().to_string()]);
    window.sees("1 paragraph stale");
    window.keys("Alt Down");
    window.wait("the stale one has the focus", || here(&window) == "stale");
    write(&window, "stale", "Sieben Leute haben sie gereinigt.");
    window.keys("Ctrl Enter");
    window.sees("Marked as right.");
    window.sees("Every paragraph is the translation");
    assert!(tidings(window.screen(), &file, &["document", "show", "2"])[0]["text"].to_string().contains("Sieben"));
    window.press("Undo");
    window.sees("1 paragraph stale");

    // The list tells which text is a version of which.
    window.press("Literature");
    window.sees("2 in hand");
    window.sees("en de");
    window.sees("1 stale");
    window.fits("the list with versions");
    speak_german(&window);
    window.go("#/literature/2/side");
    window.sees("Veraltet: die Vorlage sagt etwas anderes");
    window.settled();
    window.fits("a translation beside its source in German");
}
