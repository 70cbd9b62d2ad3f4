//! What was: the past of an outlet and of a segment, the imports that there were, and whom the retention rule asks about.

use super::desk::{Desk, tidings};

const LONG: &str = "محمد عبد الله";

/// Two journalists who were entered three months ago, and one today.
fn entered_long_ago() -> Desk {
    let desk = Desk::new("Harbour Trust");
    desk.import(&format!("name,address,outlet\nAna Reis,ana@mare.example.net,Mare\n{LONG},m@lens.example.org,\n"), "journalist");
    let days = 92_i64 * 86_400_000;
    let file = rusqlite::Connection::open(&desk.file).expect("the workspace");
    file.execute("UPDATE person SET created_at = created_at - ?1", [days]).expect("they are older");
    drop(file);
    desk.import("name,address\nBea Thornley,bea@courier.example.org\n", "journalist");
    desk.tidings(&["privacy", "retention", "--months", "1", "--on"]);
    desk
}

#[test]
fn whom_the_retention_rule_asks_about_are_kept_put_off_and_restricted_by_keys() {
    let desk = entered_long_ago();
    let file = desk.file.clone();
    let window = desk.open();
    window.go("#/today");
    window.sees("2 people without contact for a month");
    window.go("#/contacts/retention");
    window.sees("2 people left");
    window.heading("Ana Reis");
    window.settled();
    window.accessible("somebody whom the retention rule asks about");
    window.fits("somebody whom the retention rule asks about");
    window.resize(1000, 700);
    window.settled();
    window.fits("somebody whom the retention rule asks about, in a small window");
    window.resize(1280, 800);
    window.keys("s");
    window.heading(LONG);
    window.sees("1 put off");
    window.keys("b");
    window.heading("Ana Reis");
    window.keys("k");
    window.settled();
    window.accessible("until when somebody is kept");
    window.fits("until when somebody is kept");
    window.keys("Enter");
    window.sees("Say why they are kept");
    window.write("Reason", "owns the picture archive");
    window.keys("Enter");
    window.sees("Ana Reis is kept until");
    window.heading(LONG);
    window.sees("One person left");
    window.keys("r");
    window.write("Reason", "says that it is wrong");
    window.keys("Enter");
    window.sees("The rule asks about nobody");
    // Each was one act, and both come back.
    window.keys("Ctrl z");
    window.keys("Ctrl z");
    window.sees("2 people left");
    assert_eq!(tidings(window.screen(), &file, &["people", "count"])[0]["count"], 3, "nobody goes by itself");
}

#[test]
fn what_happened_to_an_outlet_is_told_with_the_program_and_what_it_was_on_a_day() {
    let desk = Desk::ready_to_send(1, 9, 1);
    let file = desk.file.clone();
    let window = desk.open();
    tidings(window.screen(), &file, &["outlet", "edit", "1", "--region", "Zeeland", "--reach", "12000"]);
    tidings(window.screen(), &file, &["outlet", "edit", "1", "--region", "Holland"]);
    window.go("#/contacts/outlets/1");
    window.sees("Region: Zeeland → Holland");
    window.sees("on the command line");
    window.press("Edit");
    window.write("Region", "Friesland");
    window.press("Keep changes");
    window.sees("Region: Holland → Friesland");
    window.sees("in the window");
    window.settled();
    window.accessible("an outlet with a past");
    window.fits("an outlet with a past");
    window.press("As it was on…");
    window.write("At the end of this day", "31 Dec 2098");
    window.sees("12,000");
    window.settled();
    window.accessible("an outlet as it was on a day");
    window.fits("an outlet as it was on a day");
    window.write("At the end of this day", "31 Dec 2001");
    window.sees("Nothing was here on that day.");
}

#[test]
fn what_happened_to_a_segment_is_told_and_what_it_asked_on_a_day() {
    let desk = Desk::ready_to_send(2, 9, 1);
    let file = desk.file.clone();
    let window = desk.open();
    tidings(window.screen(), &file, &["segment", "pin", "Heritage press", "1", "--out", "--reason", "asked by phone"]);
    tidings(window.screen(), &file, &["segment", "save", "Heritage press", "kind:journalist"]);
    window.go("#/segments/1");
    window.press("History");
    window.sees("kind:journalist beat:heritage");
    window.sees("asked by phone");
    window.sees("on the command line");
    window.settled();
    window.accessible("the history of a segment with a past");
    window.fits("the history of a segment with a past");
    window.press("As it was on…");
    window.write("At the end of this day", "31 Dec 2098");
    window.sees("pinned out");
    window.settled();
    window.accessible("a segment as it was on a day");
    window.fits("a segment as it was on a day");
    window.write("At the end of this day", "31 Dec 2001");
    window.sees("Nothing was here on that day.");
}

#[test]
fn earlier_imports_are_listed_with_what_each_did_and_one_press_takes_one_back() {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@mare.example.net\nBea Thornley,bea@courier.example.org\n", "journalist");
    let other = desk.screen.home().join("客人の名簿.csv");
    std::fs::write(&other, "name,address,city\nAna Reis,ana@mare.example.net,Porto\nIda Berg,ida@example.org,Bergen\n").expect("a table");
    let other = other.display().to_string();
    desk.tidings(&["people", "import", &other, "--kind", "journalist", "--source", "guests", "--basis", "legitimate-interest", "--apply"]);
    let file = desk.file.clone();
    let window = desk.open();
    window.go("#/contacts/import");
    window.sees("Earlier imports");
    window.sees("1 person added, 1 changed, 0 rows refused");
    window.sees("2 people added");
    window.settled();
    window.accessible("the imports that there were");
    window.fits("the imports that there were");
    window.press("Undo the import of 客人の名簿.csv");
    window.sees("taken back since");
    window.wait("whoever came with it is gone", || tidings(window.screen(), &file, &["people", "count"])[0]["count"] == 2);
    window.settled();
    window.fits("an import that was taken back");
    window.go("#/contacts");
    window.sees_no("Ida Berg");
}

#[test]
fn an_import_gives_people_who_are_here_what_they_lack_and_its_report_names_relations_to_nobody() {
    let desk = Desk::new("Harbour Trust");
    desk.import("name,address\nAna Reis,ana@mare.example.net\nBea Thornley,bea@courier.example.org\n", "journalist");
    let relation = |other: &str| format!(r#"{{"other":"{other}","kind":"assistant-of","word":"","back":"","note":""}}"#);
    let line = format!(
        r#"{{"id":9,"kind":"journalist","name":"Ana Reis","given_name":"","do_not_contact":null,"addresses":[{{"address":"ana@mare.example.net"}}],"positions":[{{"outlet":"Rádio Mare","role":"Editor","from":"2019","to":"2024"}}],"relations":[{},{}]}}"#,
        relation("bea@courier.example.org"),
        relation(LONG)
    );
    let other = desk.screen.home().join("people.json");
    std::fs::write(&other, line).expect("an export");
    let other = other.display().to_string();
    desk.tidings(&[
        "people",
        "import",
        &other,
        "--kind",
        "journalist",
        "--source",
        "elsewhere",
        "--basis",
        "legitimate-interest",
        "--apply",
    ]);
    let window = desk.open_sized(1000, 700);
    window.go("#/contacts/import");
    window.sees("1 relation left out: its row says to whom");
    window.settled();
    window.accessible("an import that left a relation out");
    window.fits("an import that left a relation out");
    window.go("#/contacts/1");
    window.sees("Rádio Mare");
    window.sees("Assistant of Bea Thornley");
    window.go("#/contacts/import");
    window.press("Undo the import of people.json");
    window.sees("taken back since");
    window.go("#/contacts/1");
    window.sees("Ana Reis");
    window.sees_no("Assistant of Bea Thornley");
}
