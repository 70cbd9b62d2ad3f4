//! People brought in: from the files that other programs write, and left or cancelled in the middle.

use std::path::{Path, PathBuf};

use serde_json::json;
use tidings_tests::fixtures::Window;

use super::desk::{Desk, tidings};
use super::people::three_people;

/// A file of a program by other hands, or an ugly one, from the fixtures.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ugly").join(name)
}

/// Lets a file go on the page of the import, and waits until it is judged.
fn drop_file(window: &Window, file: &Path) {
    window.go("#/contacts/import");
    window.settled();
    window.drop_files(&[file], "main .drop");
    window.sees(&format!("Import {}", file.file_name().unwrap_or_default().to_string_lossy()));
    window.sees("in the file");
    window.settled();
}

#[test]
fn an_import_that_is_left_or_cancelled_in_the_middle_leaves_nobody_and_nothing() {
    let desk = three_people();
    let file = desk.file.clone();
    let window = desk.open();
    let many = 60_000;
    let rows: String = (0..many).map(|n| format!("Person {n:05},person{n}@paper{}.example.net,City {}\n", n % 97, n % 53)).collect();
    let table = window.folder().join("big.csv");
    std::fs::write(&table, format!("name,address,city\n{rows}")).expect("a table");
    let people = || tidings(window.screen(), &file, &["people", "list"]).len();
    // Looked at and left: nothing.
    window.go("#/contacts/import");
    window.settled();
    window.drop_files(&[&table], "main .drop");
    window.sees("Import big.csv");
    window.press("Apply to 60,000 people");
    window.sees("Importing people");
    window.press("Cancel: Importing people");
    window.sees("The import was stopped. Nothing of it is left.");
    window.accessible("an import that was cancelled");
    window.fits("an import that was cancelled");
    assert_eq!(people(), 3);
    window.press("Contacts");
    window.sees("3 people");
    window.go("#/contacts/import");
    window.settled();
    assert!(!window.shows("big.csv"), "an import that did nothing is not among those that were: {}", window.says());
    // The next one begins as if nothing had been.
    std::fs::write(&table, "name,address\nEva Lund,eva@tide.example.org\n").expect("a table");
    drop_file(&window, &table);
    window.keys("Escape");
    window.sees("3 people");
    assert_eq!(people(), 3);
    drop_file(&window, &table);
    window.press("Apply to 1 person");
    window.sees("4 people");
}

#[test]
fn cards_a_directory_and_a_sheet_of_libreoffice_are_let_go_judged_brought_in_and_taken_back() {
    let window = Desk::new("Harbour Trust").open_sized(1000, 700);
    let office = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/src/importing/files/libreoffice.ods");
    for (file, says, name) in [
        (fixture("card-of-a-telephone.vcf"), "1 card.", "Zoë O’Brien"),
        (fixture("card-quoted-printable-utf8-split.vcf"), "1 card.", "Jörg Weiß"),
        (fixture("directory-folded.ldif"), "1 entry of a directory.", "田中 愛子"),
        (fixture("notes-on-cells.ods"), "from row", "Zoë O’Brien"),
        (office, "from row", ""),
    ] {
        let called = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        drop_file(&window, &file);
        window.sees(says);
        if !name.is_empty() {
            window.sees("1 new");
            window.sees(name);
        }
        window.settled();
        window.accessible(&called);
        window.fits(&called);
        window.press("Apply to");
        window.sees("added, 0 changed");
        if !name.is_empty() {
            window.sees("1 person");
            window.sees(name);
        }
        window.keys("Ctrl z");
        window.sees("Nobody yet");
    }
    let state = window.ask("return document.querySelectorAll('[role=\"row\"]').length;", &[]);
    assert!(state.as_u64().unwrap_or_default() <= 1, "nobody is left: {}", json!(window.says()));
}
