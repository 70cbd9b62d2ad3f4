//! The sheet as a demanding writer uses it: input methods, what other programs put on the clipboard, tables, right to left, length.

use std::time::{Duration, Instant};

use serde_json::json;
use tidings_tests::fixtures::Window;

use super::desk::{Desk, tidings};

const SHEET: &str = "return document.querySelector('.ProseMirror')?.innerText ?? '';";

/// Opens a release with this text, the caret at its end.
fn open(body: &str) -> (Window, std::path::PathBuf) {
    let desk = Desk::new("Harbour Trust");
    desk.add_release("The lens is back", body);
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Literature");
    window.press("The lens is back");
    window.wait("the sheet is there", || !window.ask("return document.querySelector('.ProseMirror');", &[]).is_null());
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window.keys("Ctrl End");
    (window, file)
}

/// Waits until the file's text ends so.
fn ends(window: &Window, file: &std::path::Path, end: &str) {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let shown = tidings(window.screen(), file, &["document", "show", "1"]);
        let text = shown.first().and_then(|card| card["text"].as_str()).unwrap_or_default();
        if text.ends_with(end) {
            return;
        }
        assert!(Instant::now() < until, "the file does not end with\n{end}\nbut says\n{text}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn words_are_composed_without_a_cut_on_the_sheet_and_in_fields() {
    let (window, file) = open("Words.\n");
    let count = "const seen = window.composed = { start: 0, end: 0 };
         for (const kind of ['start', 'end']) document.addEventListener('composition' + kind, () => (seen[kind] += 1), true);";
    drop(window.ask(count, &[]));
    // Dead keys and Compose, as keyboards of half Europe have them.
    window.press_keys(&["dead_acute", "e", "dead_diaeresis", "u", "Multi_key", "s", "s", "space"]);
    window.wait("é, ü and ß stand there", || window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains("éüß")));
    // A sign by its number is composed key by key; the autosave of what was typed comes in the middle of it (R10).
    window.press_keys(&["ctrl+shift+u", "3", "0"]);
    let before = window.ask("return { ...window.composed };", &[]);
    window.sees("Saved");
    std::thread::sleep(Duration::from_millis(2_500));
    let paused = window.ask("return { ...window.composed };", &[]);
    window.press_keys(&["4", "2", "Return"]);
    window.wait("あ stands there", || window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains("éüß あ")));
    let after = window.ask("return { ...window.composed };", &[]);
    let grown = |side: &str| after[side].as_i64().unwrap_or_default() - before[side].as_i64().unwrap_or_default();
    // WebKit tells the end of each word twice.
    assert!(paused["end"] == before["end"] && grown("end") <= 2, "composing was cut: {before}, {paused}, {after}");
    assert_eq!(grown("start"), 0, "composing began anew: {before}, {paused}, {after}");
    // Composing right behind a brace and beside a merge field.
    window.type_text(" {{");
    window.sees("For whoever has none");
    window.write("For whoever has none", "editor");
    window.press("Put it here");
    window.press_keys(&["dead_circumflex", "a", "dead_acute", "e"]);
    ends(&window, &file, "Words.éüß あ {{ first_name | \"editor\" }}âé\n");
    // The same in a field; Return takes the sign and sends nothing.
    window.press("Keep one");
    window.write("Name of the revision", "");
    window.press_keys(&["dead_acute", "e", "ctrl+shift+u", "3", "0", "4", "2", "Return"]);
    window.wait("the name is composed", || window.value("Name of the revision") == "éあ");
}

#[test]
fn what_word_puts_on_the_clipboard_keeps_its_structure_in_the_file() {
    let (window, file) = open("Words.\n");
    let word = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/desks/literature/paper/samples/word.clip");
    let google = word.with_file_name("google.clip");
    window.keys("Enter");
    let clipboard = window.screen().copy(&[("text/html", &word), ("text/plain", &word)]);
    window.keys("Ctrl v");
    window.wait("the words of the document are there", || window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains("programme")));
    window.sees("lies elsewhere");
    drop(clipboard);
    ends(
        &window,
        &file,
        "Words.\n\n## The lens is back\n\n**“After four years”**, the lens of *1874* turns again – and the tower’s light with it.\n\n\
         ## What happens\n\n- Press view\n  - with the keeper\n\n    who lights it.\n- Opening\n\n3. Third, by number\n\n\
         > A lighthouse is a promise kept every night.\n\n\
         | **Day** | Visitors | Visitors |\n| --- | --: | --- |\n| Friday and Saturday | 1,200 | guests |\n|  | 900 | more |\n\n\
         Dear {{ first_name | \"editor\" }}, see [the programme](https://harbourtrust.example.org/lens)\\[1\\].\n",
    );
    window.keys("Ctrl End");
    window.keys("Enter");
    let _clipboard = window.screen().copy(&[("text/html", &google)]);
    window.keys("Ctrl v");
    window.sees("What is to be seen on it");
    window.write("What is to be seen on it", "A dot");
    window.press("Keep");
    ends(
        &window,
        &file,
        "## Opening hours\n\nThe wing **opens** *at ten* ~~or nine~~\\\nand closes late.\n\n- Press view\n  - at nine\n- Opening\n\n\
         | Room | Seats |\n| --- | --- |\n| Lamp room |  |\n\n![A dot](picture-1.png)\n",
    );
    window.settled();
    window.accessible("a release with pasted tables and pictures");
    window.fits("a release with pasted tables and pictures");
}

#[test]
fn a_table_is_made_and_changed_by_keys() {
    let (window, file) = open("Words.\n");
    window.keys("Enter");
    window.press("Table");
    for cell in ["Day", "Visitors", "Price", "Friday"] {
        window.type_text(cell);
        window.keys("Tab");
    }
    window.type_text("1|2");
    window.press("Change the table");
    window.press("Column to the right");
    window.press("Change the table");
    window.press("Remove row");
    window.settled();
    window.accessible("a table is edited");
    window.fits("a table is edited");
    ends(&window, &file, "Words.\n\n| Day | Visitors | Price |\n| --- | --: | --- |\n|  |  |  |\n");
    window.press("Undo");
    ends(&window, &file, "| Day | Visitors | Price |\n| --- | --: | --- |\n| Friday | 1\\|2 |  |\n|  |  |  |\n");
    // The edges of cells hold against the web view's own deleting.
    window.keys("Home");
    window.keys("Backspace");
    window.keys("End");
    window.keys("Delete");
    window.keys("Ctrl Backspace");
    let cells = "return [...document.querySelectorAll('.ProseMirror tr')].map((row) => row.children.length);";
    assert_eq!(window.ask(cells, &[]), json!([3, 3, 3]));
}

#[test]
fn an_arabic_release_is_laid_out_from_right_to_left() {
    let desk = Desk::new("Harbour Trust");
    let text = desk.screen.home().join("release.md");
    let body = "---\nheadline: عودة عدسة المنارة (1874)\nkind: press-release\nlanguage: ar\n---\n\n\
         {{ first_name | \"editor\" }}، تدور العدسة من جديد.\n\nEnglish words, with a full stop.\n\n> المنارة وعد.\n>\n> — Margaret\n";
    std::fs::write(&text, body).unwrap();
    desk.tidings(&["document", "add", &text.display().to_string()]);
    let file = desk.file.clone();
    let window = desk.open();
    window.press("Literature");
    window.press("عودة عدسة");
    window.wait("the sheet is there", || window.ask(SHEET, &[]).as_str().is_some_and(|text| text.contains("English")));
    let ways = "return [...document.querySelectorAll('.ProseMirror > *')].map((one) => getComputedStyle(one).direction);";
    let ways = window.ask(ways, &[]);
    // Headline, the two empty lines, the Arabic paragraph that begins with a Latin merge field, the English one, the quote.
    assert_eq!(ways, json!(["rtl", "rtl", "rtl", "rtl", "ltr", "rtl"]));
    window.fits("an Arabic release");
    drop(window.ask("document.querySelector('.ProseMirror').focus();", &[]));
    window.keys("Ctrl End");
    window.keys("Enter");
    // An Arabic keyboard.
    window.press_keys(&["Arabic_meem", "Arabic_hah", "Arabic_meem", "Arabic_dal"]);
    ends(&window, &file, "\n\nمحمد\n");
    for (form, words) in [("Mail", "text-align"), ("Web", "dir=\"rtl\"")] {
        window.press(form);
        window.settled();
        let frame = "return document.querySelector('iframe')?.srcdoc ?? '';";
        window.wait("the form is there", || {
            window.ask(frame, &[]).as_str().is_some_and(|html| html.contains(words) && html.contains("dir=\"ltr\""))
        });
        window.fits(form);
    }
    window.press("Text");
    window.settled();
    window.fits("the text of an Arabic release");
}

#[test]
fn a_hundred_pages_are_typed_into_without_lag_and_pasted_at_once() {
    let sentence = "The lens of 1874 is back in its tower, and the light turns as it did. ";
    let body: String = (0..2_000).map(|at| format!("{at}\\. {}\n\n", sentence.repeat(2).trim_end())).collect();
    let (window, file) = open(&format!("{}\n", body.trim_end()));
    for _ in 0..4 {
        window.type_text(" quick words to be typed at once");
    }
    ends(&window, &file, " quick words to be typed at once\n");
    // What the page itself does for a letter, at the end and in the middle. The fastest of many: what else the machine does makes the
    // others slower.
    let cost = "const { view } = document.querySelector('.ProseMirror').editor; const took = [];
         const middle = Math.floor(view.state.doc.content.size / 2);
         for (let at = 0; at < 80; at += 1) {
           const began = performance.now();
           view.dispatch(at < 40 ? view.state.tr.insertText('x') : view.state.tr.insertText('x', middle));
           view.dom.offsetHeight;
           took.push(performance.now() - began);
         }
         took.sort((one, other) => one - other);
         return [took[0], took[40], took[76]];";
    let cost: Vec<f64> = window.ask(cost, &[]).as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    assert!(cost[0] < 16.0, "a letter keeps the page busy at best, in the middle, and in one case of twenty: {cost:?} ms");
    let pasted = window.folder().join("long.html");
    let html: String = (0..2_000).map(|_| format!("<p class=MsoNormal><b>{sentence}</b>{sentence}</p>")).collect();
    std::fs::write(&pasted, html).unwrap();
    let _clipboard = window.screen().copy(&[("text/html", &pasted)]);
    let blocks = "return document.querySelectorAll('.ProseMirror > p').length;";
    window.keys("Ctrl v");
    window.wait("the pages are there", || window.ask(blocks, &[]).as_i64().is_some_and(|n| n > 3_900));
    for form in ["Mail", "Edit", "Text", "Edit"] {
        window.press(form);
        window.settled();
    }
}
