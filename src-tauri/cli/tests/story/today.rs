//! What waits, as scripts and a terminal see it: `tidings today`.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn what_waits_is_told_from_every_desk_and_goes_when_it_is_settled() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["today"]).ends(0).stdout, "Nothing needs you.\n");
    assert_eq!(desk.json(&["today"]).ends(0).stdout, "");
    desk.run(&["people", "add", "--name", "Ruth Vale", "--email", "ruth@tide.example.org"]).ends(0);
    let long = "Lantern ".repeat(38);
    for headline in ["The lens is back", "عودة العدسة", long.trim()] {
        let file = desk.file("release.md", format!("---\nheadline: {headline}\n---\n\nThe museum is open.\n"));
        desk.run(&["document", "add", &file]).ends(0);
    }
    desk.run(&["document", "set", "1", "--due", "2020-01-31"]).ends(0);
    desk.run(&["workspace", "approval-rule", "--required", "--person", "Margaret Oyelaran:approver"]).ends(0);
    desk.run(&["document", "ask", "2", "--to", "kind:journalist", "--account", "Practice"]).ends(0);
    let file = desk.file("later.md", "---\nheadline: عودة العدسة\n---\n\nThe museum is shut.\n");
    desk.run(&["document", "save", "2", &file]).ends(0);
    let logo = desk.file("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>");
    desk.run(&["asset", "add", &logo, "--expires", "2020-02-01"]).ends(0);
    desk.run(&["asset", "attach", "1", "--document", "3"]).ends(0);

    let needs = desk.json(&["today", "--zone", "Europe/London"]).ends(0).lines();
    let told: Vec<_> = needs.iter().map(|need| (need["group"].as_str().unwrap(), &need["document"], &need["asset"])).collect();
    assert_eq!(told, [("due", &json!(1), &json!(null)), ("void", &json!(2), &json!(null)), ("files", &json!(null), &json!(1))]);
    assert!(needs[0]["text"].as_str().unwrap().contains("days late") && needs[0]["on"] == "2020-01-31");
    let shown = desk.run(&["today"]).ends(0).stdout;
    for words in ["document 1", "document 2", "asset 1", "عودة العدسة", "needs you"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let refused = desk.json(&["today", "--zone", "Mars"]).ends(3).json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["field"]), (&json!("literature.plan_zone"), &json!("zone")));

    desk.run(&["document", "set", "1", "--due", ""]).ends(0);
    desk.run(&["document", "ask", "2"]).ends(0);
    desk.run(&["asset", "set", "1", "--expires", "2031-01-01"]).ends(0);
    assert_eq!(desk.json(&["today"]).ends(0).stdout, "");
}

#[test]
fn who_works_here_is_called_as_in_the_window_of_this_machine() {
    let desk = Desk::new();
    let file = desk.file("release.md", "---\nheadline: The lens is back\n---\n\nIt turns.\n");
    desk.run(&["document", "add", &file]).ends(0);
    // As the window keeps the name that was entered in it.
    std::fs::write(desk.path("device").join("window.json"), "{\"user\":\"Mila Brandt\",\"recent\":[]}").unwrap();
    desk.run(&["workspace", "approval-rule", "--writer", "yes"]).ends(0);
    desk.run(&["document", "ask", "1", "--of", "Mila Brandt"]).ends(0);
    let needs = desk.json(&["today"]).ends(0).lines();
    assert_eq!(needs.iter().map(|need| need["group"].as_str().unwrap()).collect::<Vec<_>>(), ["approve"]);
    assert!(needs[0]["text"].as_str().unwrap().contains("Mila Brandt asked you"), "{needs:?}");
    // A file that cannot be read is as good as none.
    std::fs::write(desk.path("device").join("window.json"), "{").unwrap();
    assert_eq!(desk.json(&["today"]).ends(0).stdout, "");
}

#[test]
fn all_that_has_a_day_goes_out_as_one_calendar_file() {
    let desk = Desk::new();
    assert_eq!(desk.json(&["calendar", "export"]).ends(3).json()["error"]["code"], "today.calendar_empty");
    let file = desk.file("release.md", "---\nheadline: The lens, back\nembargo: 2031-11-26 06:00 Europe/London\n---\n\nIt turns.\n");
    desk.run(&["document", "add", &file]).ends(0);
    desk.run(&["document", "set", "1", "--due", "2031-11-20"]).ends(0);
    let out = desk.path("days.ics").display().to_string();
    assert_eq!(desk.json(&["calendar", "export", "--out", &out]).ends(0).json()["entries"], 2);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("DTSTART;VALUE=DATE:20311120\r\n") && text.contains("DTSTART:20311126T060000Z\r\n"), "{text}");
    assert!(desk.run(&["calendar", "export", "--zone", "Europe/Lisbon"]).ends(0).stdout.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(desk.json(&["calendar", "export", "--out", &out]).ends(3).json()["error"]["code"], "workspace.exists");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), text, "what was there is left as it is");
    assert_eq!(desk.json(&["calendar", "export", "--zone", "Mars"]).ends(3).json()["error"]["code"], "literature.plan_zone");
}
