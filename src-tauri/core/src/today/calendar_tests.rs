//! What a calendar file says.

use proptest::prelude::*;

use super::api;
use super::calendar::{Entry, When, calendar};
use crate::campaigns::{self, CampaignInput};
use crate::contacts::{Every, Period, PersonInput, PersonKind, api as people};
use crate::ids::Millis;
use crate::literature::DocumentKind;
use crate::literature::api::{self as literature, NewDocument};
use crate::literature::desk::PlanChange;
use crate::messages::Language;
use crate::touches::api as touches;
use crate::workspace::testing::{Desk, TODAY};

#[tokio::test]
async fn all_that_has_a_day_is_told_once_and_keeps_its_number() {
    let desk = Desk::new();
    let ask = async |language| api::calendar_text(&desk.ws, Some("Asia/Tokyo".to_owned()), language).await;
    assert_eq!(ask(Language::En).await.unwrap_err().code, "today.calendar_empty");
    assert_eq!(api::calendar_text(&desk.ws, Some("Atlantis".to_owned()), Language::En).await.unwrap_err().code, "literature.plan_zone");
    let new = NewDocument { kind: DocumentKind::PressRelease, headline: "Lens".to_owned(), language: String::new() };
    let id = literature::add(&desk.ws, new).await.unwrap().id;
    let text = "---\nheadline: The lens, back; \\ عدسة\nembargo: 2026-11-26 06:00 Europe/London\n---\n\nIt turns.\n";
    literature::save(&desk.ws, id, text.to_owned()).await.unwrap();
    let due = PlanChange { due_on: Some("2026-11-25".to_owned()), writer: Some("Ines".to_owned()), ..PlanChange::default() };
    literature::plan(&desk.ws, id, due).await.unwrap();
    let campaign = CampaignInput {
        name: "The Light Returns".to_owned(),
        starts_on: "2026-11-02".to_owned(),
        ends_on: "2026-11-30".to_owned(),
        ..CampaignInput::default()
    };
    campaigns::api::add(&desk.ws, campaign).await.unwrap();
    let ruth =
        people::add(&desk.ws, PersonInput { name: "Ruth Vale".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) }).await.unwrap();
    touches::keep_in_touch(&desk.ws, ruth.id, Some(Every { many: 1, period: Period::Week })).await.unwrap();

    let (entries, text) = ask(Language::En).await.unwrap();
    assert_eq!(entries, 4);
    let lines: Vec<&str> = text.split("\r\n").collect();
    for wanted in [
        "DTSTART;VALUE=DATE:20261125",
        "DTEND;VALUE=DATE:20261126",
        "SUMMARY:Due: The lens\\, back\\; \\\\ عدسة",
        "DTSTART:20261126T060000Z",
        "DTSTART;VALUE=DATE:20261102",
        "DTEND;VALUE=DATE:20261201",
        "DTSTART;VALUE=DATE:20261201",
        "SUMMARY:Keep in touch: Ruth Vale",
        "DTSTAMP:20261124T100000Z",
    ] {
        assert!(lines.contains(&wanted), "{wanted} in {text}");
    }
    let numbers = |text: &str| text.split("\r\n").filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    desk.clock.advance_ms(60_000);
    let (_, german) = ask(Language::De).await.unwrap();
    assert_eq!(numbers(&german), numbers(&text));
    assert!(!german.contains("today."), "{german}");

    let file = desk.folder.path().join("days.ics");
    let saved = api::save_calendar(&desk.ws, file.clone(), None, Language::En).await.unwrap();
    assert_eq!((saved.entries, saved.file), (4, file.clone()));
    assert_eq!(api::save_calendar(&desk.ws, file, None, Language::En).await.unwrap_err().code, "workspace.exists");
}

/// The lines as they were before they were folded, and the text that was in a value.
fn unfolded(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

fn plain(value: &str) -> String {
    let (mut text, mut letters) = (String::new(), value.chars());
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => text.extend(letters.next().map(|next| if next == 'n' { '\n' } else { next })),
            _ => text.push(letter),
        }
    }
    text
}

proptest! {
    #[test]
    fn whatever_a_title_says_no_line_is_too_long_and_it_is_read_as_it_was(title in "[ -~À-ÿא-ת一-龥😀\n]{0,200}", more in "\\PC{0,120}") {
        let entry = Entry { about: "due-1".to_owned(), when: When::At(Millis::from(TODAY)), title: title.clone(), more: more.clone() };
        let text = calendar("Harbour, Trust", "u-1", Millis::from(TODAY), &[entry]);
        prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split("\r\n") {
            prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{:?}", line);
        }
        let lines = unfolded(&text);
        let says = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).map(plain);
        prop_assert_eq!(says("SUMMARY:"), Some(title));
        prop_assert_eq!(says("DESCRIPTION:").unwrap_or_default(), more);
        prop_assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 2, "nothing of a title is a line of its own");
    }
}
