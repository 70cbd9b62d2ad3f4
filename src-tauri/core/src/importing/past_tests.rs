//! What imports did to somebody, in their past.

use super::api;
use super::tests::{file, stage};
use crate::contacts::{PastEntry, api as contacts_api};
use crate::workspace::api as workspace_api;
use crate::workspace::testing::Desk;

const DAY: i64 = 86_400_000;
const FIRST: &str = "Name,Email,City,Phone\nRuth Vale,ruth@tide.example.org,Goes,0101\nAna Reis,ana@mare.example.net,Porto,\n";
const LATER: &str = "Name,Email,City,Phone,Beats\nRuth Vale,ruth@tide.example.org,Hull,0202,arts\n";

fn told(entry: &PastEntry) -> String {
    let changes = entry
        .changes
        .iter()
        .map(|one| format!("{}: {} > {}", one.key, one.from.as_deref().unwrap_or("-"), one.to.as_deref().unwrap_or("-")));
    changes.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn what_an_import_changed_and_what_was_edited_around_it_are_told_apart() {
    let desk = Desk::new();
    api::apply(&desk.ws, stage(&desk.ws, file(&desk, "guild.csv", FIRST)).await.id).await.unwrap();
    let ruth = contacts_api::who(&desk.ws, "ruth@tide.example.org").await.unwrap();
    desk.clock.advance_ms(DAY);
    let role = |role: &str| contacts_api::PersonPatch { role: Some(role.to_owned()), ..Default::default() };
    contacts_api::edit(&desk.ws, ruth, role("Reporter")).await.unwrap();
    desk.clock.advance_ms(DAY);
    let later = stage(&desk.ws, file(&desk, "later.csv", LATER)).await.id;
    api::apply(&desk.ws, later).await.unwrap();
    desk.clock.advance_ms(DAY);
    contacts_api::edit(&desk.ws, ruth, role("Editor")).await.unwrap();

    let page = contacts_api::history(&desk.ws, ruth, 0, 50).await.unwrap();
    let changes: Vec<String> = page.entries.iter().map(told).collect();
    assert_eq!(
        changes[..3],
        ["role: Reporter > Editor", "city: Goes > Hull; phones: 0101 > 0101, 0202; beats: - > arts", "role: - > Reporter"]
            .map(str::to_owned)
    );
    assert!(changes[3].contains("name: - > Ruth Vale") && changes[3].contains("phones: - > 0101"), "{changes:?}");
    let labels: Vec<String> = page.entries.iter().map(|entry| entry.label.to_string()).collect();
    assert_eq!(
        (changes.len(), labels[1].as_str(), labels[3].as_str()),
        (4, "Import of later.csv: 1 person", "Import of guild.csv: 2 people")
    );

    let on = async |day: &str| contacts_api::as_they_were(&desk.ws, ruth, day, "UTC").await.unwrap();
    let says = |was: &crate::contacts::AsItWas, key: &str| {
        was.lines.iter().filter(|line| line.key == key).map(|line| line.text.clone()).collect::<Vec<_>>().join("|")
    };
    assert!(!on("2026-11-23").await.there);
    for (day, city, role, phones) in [
        ("2026-11-24", "Goes", "", "0101"),
        ("2026-11-25", "Goes", "Reporter", "0101"),
        ("2026-11-26", "Hull", "Reporter", "0101, 0202"),
        ("2026-11-27", "Hull", "Editor", "0101, 0202"),
    ] {
        let was = on(day).await;
        assert_eq!(
            (says(&was, "city").as_str(), says(&was, "role").as_str(), says(&was, "phones").as_str()),
            (city, role, phones),
            "{day}"
        );
    }
    // Who was changed since stays when the import is taken back, and so does what it did.
    let action = api::show(&desk.ws, later).await.unwrap().action;
    workspace_api::undo(&desk.ws, crate::PLUGS, action).await.unwrap();
    let page = contacts_api::history(&desk.ws, ruth, 0, 50).await.unwrap();
    let import = page.entries.iter().find(|entry| entry.label.to_string().contains("later.csv")).unwrap();
    assert_eq!((import.undone, told(import).starts_with("city: Goes > Hull")), (false, true));
    assert_eq!((says(&on("2026-11-25").await, "city").as_str(), says(&on("2026-11-27").await, "city").as_str()), ("Goes", "Hull"));
}

#[tokio::test]
async fn an_import_that_was_taken_back_says_so_and_is_no_part_of_what_stood() {
    let desk = Desk::new();
    api::apply(&desk.ws, stage(&desk.ws, file(&desk, "guild.csv", FIRST)).await.id).await.unwrap();
    let ruth = contacts_api::who(&desk.ws, "ruth@tide.example.org").await.unwrap();
    desk.clock.advance_ms(DAY);
    api::apply(&desk.ws, stage(&desk.ws, file(&desk, "later.csv", LATER)).await.id).await.unwrap();
    desk.clock.advance_ms(DAY);
    workspace_api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    let page = contacts_api::history(&desk.ws, ruth, 0, 50).await.unwrap();
    let labels: Vec<(String, bool)> = page.entries.iter().map(|entry| (entry.label.to_string(), entry.undone)).collect();
    assert_eq!(labels, [("Import of later.csv: 1 person".to_owned(), true), ("Import of guild.csv: 2 people".to_owned(), false)]);
    for day in ["2026-11-24", "2026-11-26"] {
        let was = contacts_api::as_they_were(&desk.ws, ruth, day, "UTC").await.unwrap();
        assert!(was.lines.iter().any(|line| line.key == "city" && line.text == "Goes"), "{day}");
    }
}
