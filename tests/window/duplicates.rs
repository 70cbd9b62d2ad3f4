//! People who are there twice, worked through by keys; and what the law gives people: all that is kept, and to be forgotten.

use std::path::Path;

use serde_json::{Value, json};
use tidings_tests::fixtures::{Window, speak_german};

use super::desk::{Desk, tidings};

/// What stands above the pair that is looked at.
fn heading(window: &Window) -> String {
    let said = "return tidy(document.querySelector('main h2')?.textContent);";
    window.ask(said, &[]).as_str().unwrap_or_default().to_owned()
}

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
    let first = heading(&window);
    let near = "Nearly the same name at one outlet: Rádio Mare";
    assert_ne!(first, near, "who has no address comes before whose names differ");
    // The first is put off, looked at again, put off once more: it comes again in the end.
    window.keys("s");
    window.wait("the two spellings", || heading(&window) == near);
    window.sees("1 put off");
    window.keys("b");
    window.wait("the first pair again", || heading(&window) == first);
    window.keys("s");
    window.wait("the two spellings", || heading(&window) == near);
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
    window.wait("the pair that was put off", || heading(&window) == first);
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
    if heading(&window) != "Nearly the same name at one outlet: Rádio Mare" {
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

/// What `people show` and `privacy consent` say of somebody that a merge lets choose: two fields of one's own, what the law takes them for,
/// and the reminder.
fn chosen(window: &Window, file: &Path, who: &str) -> [Value; 4] {
    let person = tidings(window.screen(), file, &["people", "show", who])[0].clone();
    let law = tidings(window.screen(), file, &["privacy", "consent", who])[0]["kind"].clone();
    let own = |name: &str| person["fields"]["custom"][name].clone();
    let due = tidings(window.screen(), file, &["people", "reminders", "--within", "366"]);
    let every = due.iter().find(|one| one["person"].as_u64() == who.parse().ok()).map_or(Value::Null, |one| one["every"].clone());
    [own("Press card"), own("よみ"), law, every]
}

#[test]
fn own_fields_the_kind_of_recipient_and_the_reminder_are_chosen_in_a_merge_and_come_back_by_undo() {
    let desk = twice();
    let long: String = "أخبار المنارة ".chars().cycle().take(300).collect();
    desk.tidings(&["field", "add", "Press card", "--kind", "choice", "--choice", "local", "--choice", "national"]);
    desk.tidings(&["field", "add", "よみ", "--kind", "text"]);
    for (who, card, reading, law, every) in
        [("1", "local", "アナ", "sole-trader", "2 weeks"), ("2", "national", long.trim(), "corporate", "3 months")]
    {
        desk.tidings(&["people", "edit", who, "--field", &format!("Press card={card}"), "--field", &format!("よみ={reading}")]);
        desk.tidings(&["privacy", "consent", who, "--recipient", law]);
        desk.tidings(&["people", "remind", who, "--every", every]);
    }
    let file = desk.file.clone();
    let window = desk.open_sized(1000, 700);
    let people = || tidings(window.screen(), &file, &["people", "count"])[0]["count"].clone();
    let before = ["1", "2"].map(|who| chosen(&window, &file, who));
    assert!(before[0].iter().zip(&before[1]).all(|(one, other)| one != other && !one.is_null()), "they differ in all: {before:?}");
    speak_german(&window);
    window.go("#/contacts/duplicates");
    window.sees("noch 2 Paare");
    window.settled();
    let near = "Fast derselbe Name bei einem Medium: Rádio Mare";
    if heading(&window) != near {
        window.keys("s");
    }
    window.wait("the two spellings", || heading(&window) == near);
    window.settled();
    window.accessible("a merge of own fields, in German");
    window.fits("a merge of own fields, in German");
    let keeps = window.ask("return tidy(document.querySelector('thead th:nth-child(2) .num').textContent);", &[]);
    let (keeps, goes) = if keeps == json!("Nummer 1") { ("1", 1) } else { ("2", 0) };
    // All four of the other, by their own buttons; the rest as it stands.
    let radios = window.ask(
        "const names = ['merge-recipient-kind', 'merge-reminder'], others = [...document.querySelectorAll('input[name^=\"merge-field.\"]:not(:checked)')];
         others.push(...names.map((name) => document.querySelector(`input[name=\"${name}\"]:not(:checked)`)));
         others.forEach((one) => one.click()); return others.length;",
        &[],
    );
    assert_eq!(radios, json!(4), "{}", window.says());
    window.settled();
    window.keys("m");
    window.wait("one of them is left", || people() == json!(3));
    assert_eq!(chosen(&window, &file, keeps), before[goes], "what was chosen stays with the one who stays");
    window.keys("Ctrl z");
    window.wait("both are there again", || people() == json!(4));
    assert_eq!(["1", "2"].map(|who| chosen(&window, &file, who)), before);
    window.sees("noch 2 Paare");
}
