//! People who are there twice, worked through by keys; and what the law gives people: all that is kept, and to be forgotten.

use serde_json::json;

use super::desk::{Desk, tidings};

/// One at two addresses of one outlet, in nearly the same spelling; another twice under one name, once without an address.
fn twice() -> Desk {
    let desk = Desk::new("Harbour Trust");
    for (name, address, outlet, role) in [
        ("Ana Pereira", "ana@mare.example.net", "Rádio Mare", "Editor"),
        ("Ana Perreira", "reis@mare.example.net", "Rádio Mare", "Chief editor"),
        ("Bea Thornley", "bea@courier.example.org", "The Courier", ""),
    ] {
        desk.tidings(&["people", "add", "--kind", "journalist", "--name", name, "--email", address, "--outlet", outlet, "--role", role]);
    }
    desk.tidings(&["people", "add", "--kind", "journalist", "--name", "Bea Thornley", "--city", "Leeds"]);
    desk
}

#[test]
fn people_who_are_there_twice_are_worked_through_by_keys_and_a_merge_is_taken_back() {
    let window = twice().open();
    window.press("Contacts");
    window.sees("4 people");
    window.press("Duplicates 2");
    window.sees("2 pairs left");
    window.settled();
    window.accessible("a pair that may be one person");
    window.fits("a pair that may be one person");
    window.sees("2 pairs left");
    window.settled();
    let heading = || window.ask("return document.querySelector('main h2')?.textContent.replace(/\\s+/g, ' ').trim() ?? '';", &[]);
    let first = heading();
    let near = "Nearly the same name at one outlet: Rádio Mare";
    assert_ne!(first, json!(near), "who has no address comes before whose names differ");
    // The first is put off, looked at again, put off once more: it comes again in the end.
    window.keys("s");
    window.wait("the two spellings", || heading() == json!(near));
    window.sees("1 put off");
    window.keys("b");
    window.wait("the first pair again", || heading() == first);
    window.keys("s");
    window.wait("the two spellings", || heading() == json!(near));
    // The one is the other, the name of the one who goes stays.
    let keeps = window.ask("return document.querySelector('thead th:nth-child(2) a')?.textContent.trim() ?? '';", &[]);
    window.keys("x");
    window.wait("the other is to stay", || {
        window.ask("return document.querySelector('thead th:nth-child(2) a')?.textContent.trim() ?? '';", &[]) != keeps
    });
    window.ask("document.querySelector('input[name=\"merge-role\"]:not(:checked)').click();", &[]);
    window.settled();
    window.accessible("a merge with a choice");
    window.keys("m");
    window.sees("two records made one");
    window.sees("1 pair left");
    window.press("From the first again");
    window.wait("the pair that was put off", || heading() == first);
    window.keys("d");
    window.sees("Nobody is there twice");
    window.settled();
    window.accessible("nobody is there twice");
    window.press("To the people");
    window.sees("3 people");
    window.keys("Ctrl z");
    window.keys("Ctrl z");
    window.sees("4 people");
    window.sees("Duplicates 2");
}

#[test]
fn all_that_is_kept_of_somebody_is_one_file_and_whoever_is_forgotten_does_not_come_back() {
    let window = twice().open();
    window.press("Contacts");
    window.press("Ana Perreira");
    window.heading("Ana Perreira");
    window.press("More about this person");
    window.press("Everything kept about them…");
    let page = window.folder().join("kept.html");
    window.screen().answer_file_dialog(&page);
    window.wait("the page is written", || page.is_file());
    let written = std::fs::read_to_string(&page).expect("the page");
    assert!(written.contains("reis@mare.example.net") && written.contains("Chief editor"), "{written}");
    window.press("More about this person");
    window.press("Forget…");
    window.wait("it is asked", || window.ask("return document.querySelector('dialog:modal dl') !== null;", &[]) == json!(true));
    window.settled();
    window.accessible("the question before somebody is forgotten");
    window.fits("the question before somebody is forgotten");
    assert_eq!(window.focus()["name"], json!("Keep"), "the safe answer has the focus");
    window.keys("Escape");
    window.heading("Ana Perreira");
    window.press("More about this person");
    window.press("Forget…");
    window.press("Forget for good");
    window.sees("Ana Perreira is forgotten");
    window.sees("3 people");
    window.press("New person");
    window.settled();
    window.write("Name", "A. Perreira");
    window.press("Address");
    window.write("Mail", "reis@mare.example.net");
    window.press("Add person");
    window.wait("the address is refused at its field", || {
        window.ask("return document.querySelector('dialog [aria-invalid=\"true\"]') !== null;", &[]) == json!(true)
    });
}

#[test]
fn of_two_photos_the_one_that_is_pressed_stays_with_the_person() {
    let desk = twice();
    let icons: [(&str, &[u8]); 2] = [("1", include_bytes!("../../icons/128x128.png")), ("2", include_bytes!("../../icons/32x32.png"))];
    for (who, bytes) in icons {
        let picture = desk.screen.home().join(format!("{who}.png"));
        std::fs::write(&picture, bytes).expect("a picture");
        desk.tidings(&["people", "photo", who, "--set", &picture.display().to_string()]);
    }
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    window.go("#/contacts/duplicates");
    window.sees("2 pairs left");
    window.settled();
    let heading = || window.ask("return document.querySelector('main h2')?.textContent.replace(/\\s+/g, ' ').trim() ?? '';", &[]);
    if heading() != json!("Nearly the same name at one outlet: Rádio Mare") {
        window.keys("s");
    }
    let shown = || window.ask("return [...document.querySelectorAll('main td img')].filter((one) => one.naturalWidth > 0).length;", &[]);
    window.wait("both photos", || shown() == json!(2));
    window.settled();
    window.accessible("two photos to choose from");
    window.fits("two photos to choose from");
    let kept = window.ask("return document.querySelector('main td img').alt;", &[]).as_str().unwrap_or_default().to_owned();
    window.ask("document.querySelector('input[name=\"merge-photo\"]:not(:checked)').click();", &[]);
    window.keys("m");
    window.sees("two records made one");
    let (keeps, size) = if kept.contains("number 1,") { ("1", 32) } else { ("2", 128) };
    assert_eq!(tidings(window.screen(), &file, &["people", "photo", keeps])[0]["photo"]["width"], size, "{kept}: the other's");
    window.keys("Ctrl z");
    window.sees("2 pairs left");
}
