//! Views of the table of people, and what was: a person's past.

use serde_json::json;
use tidings_tests::fixtures::Window;

use super::desk::tidings;
use super::people::three_people;

/// The heads of the table from the left, but for the boxes.
fn heads(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[role=\"columnheader\"]')].slice(1).map((head) => tidy(head.textContent).replace(/ [↑↓]$/, ''));";
    let said = window.ask(script, &[]);
    said.as_array().into_iter().flatten().filter_map(|head| head.as_str().map(str::to_owned)).collect()
}

#[test]
fn a_table_is_kept_as_a_view_chosen_again_renamed_replaced_deleted_and_back() {
    let desk = three_people();
    let file = desk.file.clone();
    let window = desk.open();
    let names: [String; 3] = ["Ö".repeat(300), "أصدقاء المنارة والبحر".to_owned(), "報道関係者".to_owned()];
    for name in &names {
        tidings(window.screen(), &file, &["view", "save", name, "--columns", "city,tags", "--sort", "city", "--where", "kind:journalist"]);
    }
    window.press("Contacts");
    window.sees("3 people");
    let usual = heads(&window);
    window.press("Columns");
    window.press("City");
    window.press("Tags");
    window.keys("Escape");
    window.write("Find by name, address, outlet or city", "ana");
    window.sees("1 person");
    let kept = heads(&window);
    assert_ne!(kept, usual);
    window.press("Views");
    window.settled();
    window.accessible("the views with names of every kind");
    window.fits("the views with names of every kind");
    window.press("Save this table as a view…");
    window.settled();
    window.accessible("a view being saved");
    window.fits("a view being saved");
    window.write("Name of the view", "Ana, with her tags");
    window.keys("Enter");
    window.sees("View Ana, with her tags saved");
    // Another one, and back.
    window.press("Views");
    window.press("報道関係者");
    window.wait("its columns are there", || heads(&window) == ["Name", "City", "Tags"]);
    window.sees("kind:journalist");
    window.sees("3 people");
    window.sees("Sorted by City");
    window.settled();
    window.accessible("a table that a view asks");
    window.fits("a table that a view asks");
    window.press("Views");
    window.press("Ana, with her tags");
    window.wait("the table is as it was kept", || heads(&window) == kept);
    assert_eq!(window.value("Find by name, address, outlet or city"), "ana");
    window.sees("1 person");
    // Renamed and deleted, and back by the key.
    window.press("Views");
    window.press("Rename and delete views…");
    window.settled();
    window.accessible("all views");
    window.fits("all views");
    window.press("Rename Ana, with her tags");
    window.write("Name of the view", "Ana");
    window.keys("Enter");
    window.sees("View renamed to Ana");
    window.press("Views");
    window.press("Rename and delete views…");
    window.press("Delete Ana");
    window.sees("View Ana deleted");
    window.keys("Escape");
    let listed = tidings(window.screen(), &file, &["view", "list"]);
    assert_eq!(listed.len(), 3, "{listed:?}");
    window.keys("Ctrl z");
    window.wait("it is back", || tidings(window.screen(), &file, &["view", "list"]).iter().any(|view| view["name"] == json!("Ana")));
}

#[test]
fn what_happened_to_a_person_is_told_and_who_they_were_is_shown() {
    let desk = three_people();
    let file = desk.file.clone();
    let window = desk.open();
    for (city, role) in [("Leeds", "Columnist"), ("Hull", "Editor")] {
        tidings(window.screen(), &file, &["people", "edit", "1", "--city", city, "--role", role]);
    }
    tidings(window.screen(), &file, &["people", "do-not-contact", "1", "--reason", "asked by phone"]);
    window.go("#/contacts/1");
    window.sees("Do not contact: asked by phone");
    window.sees("City: Leeds → Hull");
    window.settled();
    window.accessible("a person with a past");
    window.fits("a person with a past");
    tidings(window.screen(), &file, &["people", "edit", "1", "--city", "Delft"]);
    window.sees("City: Hull → Delft");
    window.press("As it was on…");
    window.write("At the end of this day", "31 Dec 2098");
    window.sees("Delft");
    window.settled();
    window.accessible("a person as they were");
    window.fits("a person as they were");
    window.write("At the end of this day", "31 Dec 2001");
    window.sees("Nothing was here on that day.");
}
