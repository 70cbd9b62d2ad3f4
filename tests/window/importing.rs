//! People brought in: an import that is left, and one that is cancelled in its middle.

use std::path::Path;

use tidings_tests::fixtures::Window;

use super::desk::tidings;
use super::people::three_people;

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
