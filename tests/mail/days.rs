//! The calendar file as a reader by other hands finds it: Python's icalendar.

use std::process::Command;

use serde_json::{Value, json};
use tidings_tests::fixtures::PYTHON;

use crate::desk::Desk;

/// Headlines that would break out of a line or a value, or that are not of the usual letters.
const HEADLINES: [&str; 4] = [
    "The lens, back; in its \\ tower: \"turning\"",
    "END:VEVENT BEGIN:VEVENT: x",
    "عودة «عدسة» المنارة، 灯台の光が港に戻る。灯台の光が港に戻る。灯台の光が港に戻る。灯台の光が港に戻る。",
    "Dampfschiff Dampfschiff Dampfschiff Dampfschiff Dampfschiff Dampfschiff Dampfschiff Dampfschiff",
];

#[test]
fn what_has_a_day_is_read_back_from_the_calendar_file_as_it_was_entered() {
    let desk = Desk::empty();
    for (at, headline) in HEADLINES.iter().enumerate() {
        let quoted = serde_json::to_string(headline).expect("JSON is YAML");
        desk.add_document(&format!("---\nheadline: {quoted}\nembargo: 2031-11-26 06:00 Europe/Berlin\n---\n\nIt turns.\n"));
        desk.must(&["document", "set", &(at + 1).to_string(), "--due", "2031-12-31", "--writer", "Ines, Calder"]);
    }
    desk.must(&["campaign", "add", "The Light; Returns", "--from", "2031-11-02", "--to", "2031-11-30"]);
    let text = desk.must(&["calendar", "export", "--zone", "Europe/Berlin"]).lines[0]["calendar"].as_str().expect("the file").to_owned();
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &text).expect("the calendar");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/mail/days.py");
    let output = Command::new(PYTHON).arg(script).arg(file.path()).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&read["version"], &read["faults"]), (&json!("2.0"), &json!([])));
    let entries = read["entries"].as_array().expect("entries");
    let uids: std::collections::BTreeSet<&str> = entries.iter().filter_map(|one| one["uid"].as_str()).collect();
    assert_eq!((entries.len(), uids.len()), (HEADLINES.len() * 2 + 1, HEADLINES.len() * 2 + 1), "{read:#}");
    let of = |uid: &str| entries.iter().find(|one| one["uid"].as_str().is_some_and(|one| one.starts_with(uid))).expect("the entry");
    for (at, headline) in HEADLINES.iter().enumerate() {
        let (due, lifts) = (of(&format!("due-{}@", at + 1)), of(&format!("embargo-{}@", at + 1)));
        assert_eq!((&due["summary"], &due["description"]), (&json!(format!("Due: {headline}")), &json!("Ines, Calder")));
        assert_eq!((&due["from"], &due["to"]), (&json!("2031-12-31"), &json!("2032-01-01")));
        assert_eq!(
            (&lifts["summary"], &lifts["from"]),
            (&json!(format!("Embargo lifts: {headline}")), &json!("2031-11-26T05:00:00+00:00"))
        );
    }
    let campaign = of("campaign-1@");
    assert_eq!(
        (&campaign["summary"], &campaign["from"], &campaign["to"]),
        (&json!("Campaign: The Light; Returns"), &json!("2031-11-02"), &json!("2031-12-01"))
    );
}
