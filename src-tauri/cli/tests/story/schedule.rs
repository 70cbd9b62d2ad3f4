//! A start at a named clock's time (D26, D28): as scripts see it.

use serde_json::json;

use crate::desk::Desk;

const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--account", "Practice", "--yes", "--detach"];

fn a_desk() -> Desk {
    let desk = Desk::new();
    let people = desk.file("people.csv", "name,email\nAna,ana@mare.example.net\nBo,bo@ledger.example.net\n");
    desk.run(&["people", "import", &people, "--apply"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    desk
}

#[test]
fn a_time_on_a_named_clock_is_kept_shown_changed_and_taken_back() {
    let desk = a_desk();
    let clock = ["--at", "2030-07-01T09:00", "--zone", "Europe/Amsterdam"];
    let dry =
        desk.json(&[&["send", "1", "--to", "kind:journalist", "--account", "Practice", "--dry-run"], &clock[..]].concat()).ends(0).json();
    assert_eq!(dry["start"]["at"], "2030-07-01T07:00:00Z", "summer time: {dry}");
    let sent = desk.json(&[SEND, &clock[..], &["--late", "cancel"]].concat()).ends(6).json();
    assert_eq!((&sent["state"], &sent["waiting"]), (&json!("scheduled"), &json!(2)));
    assert_eq!(
        sent["start"],
        json!({ "at": "2030-07-01T07:00:00Z", "local": "2030-07-01 09:00", "zone": "Europe/Amsterdam", "late": "cancel", "late_by_minutes": 1440 })
    );
    let words = desk.run(&["distribution", "show", "1"]).ends(0).stdout;
    assert!(words.contains("Starts 2030-07-01 09:00 Europe/Amsterdam (2030-07-01T07:00:00Z)"), "{words}");
    let change =
        ["distribution", "schedule", "1", "--at", "2030-12-01T09:00", "--zone", "Europe/London", "--late", "send", "--late-by", "120"];
    let changed = desk.json(&change).ends(0).json();
    assert_eq!((&changed["start"]["at"], &changed["start"]["late_by_minutes"]), (&json!("2030-12-01T09:00:00Z"), &json!(120)));
    let ended = desk.json(&["distribution", "stop", "1"]).ends(6).json();
    assert_eq!((&ended["state"], &ended["cancelled"]), (&json!("stopped"), &json!(2)));
    let too_late = desk.json(&change).ends(3).json();
    assert_eq!(too_late["error"]["code"], "distribution.schedule.begun");
    assert!(desk.json(&["practice", "list"]).ends(0).stdout.is_empty(), "nothing left");
}

#[test]
fn a_time_that_is_missing_double_or_past_is_asked_and_nothing_is_written() {
    let desk = a_desk();
    for (at, zone, code, proposal) in [
        ("2030-03-31T02:30", "Europe/Amsterdam", "missing", json!("2030-03-31 03:00 Europe/Amsterdam")),
        ("2030-10-27T02:30", "Europe/Amsterdam", "double", json!("2030-10-27 03:00 Europe/Amsterdam")),
        ("2030-10-27T12:30", "Amsterdam", "zone", json!("Europe/Amsterdam")),
        ("2001-01-01T12:30", "Europe/Amsterdam", "past", json!(null)),
        ("soon", "Europe/Amsterdam", "unreadable", json!(null)),
    ] {
        let error = desk.json(&[SEND, &["--at", at, "--zone", zone]].concat()).ends(3).json()["error"].clone();
        assert_eq!((&error["code"], &error["places"][0]["proposal"]), (&json!(format!("distribution.schedule.{code}")), &proposal), "{at}");
    }
    let nobodys = desk.json(&[SEND, &["--at", "2030-10-27T12:30"]].concat()).ends(3).json();
    assert_eq!(nobodys["error"]["code"], "distribution.schedule.no_zone");
    desk.json(&[SEND, &["--zone", "Europe/Amsterdam"]].concat()).ends(2);
    assert!(desk.json(&["distribution", "list"]).ends(0).stdout.is_empty());
}
