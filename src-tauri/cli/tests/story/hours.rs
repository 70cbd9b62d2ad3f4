//! Working hours (D29): as scripts see them.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn hours_are_set_once_kept_with_a_distribution_and_counted_in_the_forecast() {
    let desk = Desk::new();
    let people = desk.file("people.csv", "name,email,time zone\nAna,ana@mare.example.net,Asia/Tokyo\nBo,bo@ledger.example.net,\n");
    desk.run(&["people", "import", &people, "--apply"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let usual = desk.json(&["distribution", "hours"]).ends(0).json();
    assert_eq!(
        (&usual["on"], &usual["from"], &usual["to"], &usual["theirs"]),
        (&json!(false), &json!("09:00"), &json!("18:00"), &json!(true))
    );
    let set = [
        "distribution",
        "hours",
        "--on",
        "--hours",
        "08:30-17:00",
        "--days",
        "mon-thu",
        "--zone",
        "Europe/Amsterdam",
        "--holiday",
        "2030-07-02",
    ];
    let set = desk.json(&set).ends(0).json();
    assert_eq!((&set["on"], &set["days"], &set["holidays"]), (&json!(true), &json!(["mon", "tue", "wed", "thu"]), &json!(["2030-07-02"])));
    assert_eq!(desk.json(&["distribution", "hours"]).ends(0).json(), set, "kept");
    let refused = desk.json(&["distribution", "hours", "--zone", "Amsterdam"]).ends(3).json();
    assert_eq!(refused["error"]["code"], "distribution.hours.zone");
    desk.json(&["distribution", "hours", "--hours", "18:00-09:00"]).ends(2);
    // A Monday; the Tuesday after it is a holiday. Tokyo's day began before Amsterdam's.
    let send = ["send", "1", "--to", "kind:journalist", "--account", "Practice", "--at", "2030-07-01T18:00", "--zone", "Europe/Amsterdam"];
    let dry = desk.json(&[&send[..], &["--dry-run"]].concat()).ends(0).json();
    assert_eq!(dry["hours"]["from"], "08:30");
    assert!(dry["forecast_at"].as_str().unwrap().starts_with("2030-07-03T06:30"), "{dry}");
    let any = desk.json(&[&send[..], &["--dry-run", "--any-time"]].concat()).ends(0).json();
    assert!(any["forecast_at"].as_str().unwrap().starts_with("2030-07-01T16:00"), "{any}");
    let sent = desk.json(&[&send[..], &["--yes", "--detach"]].concat()).ends(6).json();
    assert_eq!((&sent["hours"]["zone"], &sent["state"]), (&json!("Europe/Amsterdam"), &json!("scheduled")));
    let words = desk.run(&["distribution", "show", "1"]).ends(0).stdout;
    assert!(words.contains("mon, tue, wed, thu, 08:30 to 17:00, where each person is (else Europe/Amsterdam)."), "{words}");
}

#[test]
fn the_same_hour_for_everybody_where_they_are_begins_where_the_day_begins() {
    let desk = Desk::new();
    let people =
        desk.file("people.csv", "name,email,time zone\nAna,ana@mare.example.net,Asia/Tokyo\nBo,bo@ledger.example.net,America/New_York\n");
    desk.run(&["people", "import", &people, "--apply"]).ends(0);
    let text = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nText.\n");
    desk.run(&["document", "add", &text]).ends(0);
    let send = ["send", "1", "--to", "kind:journalist", "--account", "Practice", "--at", "2030-07-01T09:00", "--zone", "theirs"];
    let dry = desk.json(&[&send[..], &["--dry-run"]].concat()).ends(0).json();
    assert_eq!((&dry["hours"]["since"], &dry["start"]["at"]), (&json!("2030-07-01 09:00"), &json!("2030-06-30T19:00:00Z")));
    assert!(dry["forecast_at"].as_str().unwrap().starts_with("2030-07-01T13:00"), "nine in New York: {dry}");
}
