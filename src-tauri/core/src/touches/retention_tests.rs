//! The retention rule (L7): whom it asks about, what keeps somebody from it, and that it deletes nobody.

use crate::clock::ManualClock;
use crate::contacts::{self, AddressInput, Basis, Every, Period, PersonInput, PersonKind, TouchInput, TouchKind};
use crate::ids::{Millis, PersonId};
use crate::touches::api::{self, RetentionRule};
use crate::workspace::testing::{TODAY, host};
use crate::workspace::{Faults, Workspace};
use std::sync::Arc;

const DAY_MS: i64 = 86_400_000;

fn desk() -> (tempfile::TempDir, Arc<ManualClock>, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at(Millis::from(TODAY));
    let ws = crate::create(&folder.path().join("Trust.tidings"), "Trust", host(&folder, Arc::clone(&clock), Faults::default())).unwrap();
    (folder, clock, ws)
}

async fn add(ws: &Workspace, name: &str, kind: PersonKind, basis: Basis) -> PersonId {
    let address = AddressInput { basis, basis_note: "noted".to_owned(), ..contacts::api::new_address(format!("{name}@paper.example.net")) };
    let person = PersonInput { name: name.to_owned(), addresses: vec![address], ..PersonInput::of_kind(kind) };
    contacts::api::add(ws, person).await.unwrap().id
}

async fn names(ws: &Workspace) -> Vec<String> {
    api::concerned(ws, 0, 100).await.unwrap().into_iter().map(|one| one.row.name).collect()
}

#[tokio::test]
async fn the_rule_asks_about_those_whom_nothing_speaks_for_and_deletes_nobody() {
    let (_folder, clock, ws) = desk();
    let plain = add(&ws, "plain", PersonKind::Journalist, Basis::LegitimateInterest).await;
    let consented = add(&ws, "consented", PersonKind::Public, Basis::Consent).await;
    add(&ws, "client", PersonKind::Client, Basis::Contract).await;
    add(&ws, "staff", PersonKind::Employee, Basis::LegitimateInterest).await;
    let wanted = add(&ws, "wanted", PersonKind::Journalist, Basis::LegitimateInterest).await;
    api::keep_in_touch(&ws, wanted, Some(Every { many: 6, period: Period::Month })).await.unwrap();
    let held = add(&ws, "held", PersonKind::Journalist, Basis::LegitimateInterest).await;
    contacts::api::restrict(&ws, held, "says it is wrong".to_owned()).await.unwrap();
    let noted = add(&ws, "noted", PersonKind::Journalist, Basis::LegitimateInterest).await;
    let called = add(&ws, "called", PersonKind::Journalist, Basis::LegitimateInterest).await;
    clock.advance_ms(400 * DAY_MS);
    let touch = |kind| TouchInput { kind, when: String::new(), zone: String::new(), text: "said".to_owned() };
    api::add(&ws, called, touch(TouchKind::Call)).await.unwrap();
    api::add(&ws, noted, touch(TouchKind::Note)).await.unwrap();
    clock.advance_ms(400 * DAY_MS);
    let new = add(&ws, "new", PersonKind::Journalist, Basis::LegitimateInterest).await;

    assert!(names(&ws).await.is_empty(), "it is off until somebody switches it on");
    let card = api::set_retention(&ws, RetentionRule { on: true, months: 24 }).await.unwrap();
    // What somebody noted to themselves is no contact.
    assert_eq!((card.concerned, names(&ws).await), (3, vec!["consented".to_owned(), "noted".to_owned(), "plain".to_owned()]));
    let one = api::concerned(&ws, 1, 1).await.unwrap().pop().unwrap();
    assert_eq!((one.row.id, one.entered_at.get(), one.mailed_at, one.touched_at), (noted, TODAY, None, None));
    let card = api::set_retention(&ws, RetentionRule { on: true, months: 12 }).await.unwrap();
    assert_eq!(card.concerned, 4, "a call of more than a year ago");

    let until = "2029-06-01".to_owned();
    api::keep(&ws, plain, until.clone(), " owns the\n archive ".to_owned()).await.unwrap();
    assert_eq!(api::kept(&ws, plain).await.unwrap().unwrap().reason, "owns the archive");
    assert_eq!(names(&ws).await, ["called", "consented", "noted"]);
    let access = contacts::api::access(&ws, plain).await.unwrap();
    assert_eq!(access["person"]["kept_until"]["until"], "2029-06-01");
    for (until, reason, code) in [
        ("2029-06-01", " ", "touches.retention.reason"),
        ("2029-06-01", &*"x".repeat(301), "touches.retention.reason"),
        ("2020-06-01", "why", "touches.retention.until"),
        ("2099-06-01", "why", "touches.retention.until"),
        ("soon", "why", "touches.retention.until"),
        ("", "why", "touches.retention.until"),
    ] {
        assert_eq!(api::keep(&ws, consented, until.to_owned(), reason.to_owned()).await.unwrap_err().code, code, "{until} {reason}");
    }
    assert_eq!(api::keep(&ws, PersonId::from(999), until, "why".to_owned()).await.unwrap_err().code, "contacts.no_person");
    for months in [0, 241] {
        assert_eq!(api::set_retention(&ws, RetentionRule { on: true, months }).await.unwrap_err().code, "touches.retention.months");
    }

    // Taken back, it asks again; and once the day has passed, it asks again by itself and says what was decided.
    crate::workspace::api::undo(&ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(names(&ws).await.len(), 4);
    api::keep(&ws, plain, "2029-06-01".to_owned(), "owns the archive".to_owned()).await.unwrap();
    clock.advance_ms(1_000 * DAY_MS);
    let again = api::concerned(&ws, 0, 100).await.unwrap();
    assert_eq!(again.iter().find(|one| one.row.id == plain).unwrap().kept.as_ref().unwrap().reason, "owns the archive");
    assert!(again.iter().any(|one| one.row.id == new));
    api::keep_no_longer(&ws, plain).await.unwrap();
    assert_eq!(api::keep_no_longer(&ws, plain).await.unwrap_err().code, "touches.retention.not_kept");
    // Nobody went by it.
    let everybody = crate::segments::api::Whom { query: Some("kind:journalist,public,client,employee".to_owned()), segment: None };
    assert_eq!(crate::segments::api::count(&ws, everybody).await.unwrap(), 9);
}

#[tokio::test]
async fn how_long_nothing_passed_is_asked_in_a_question_too() {
    let (_folder, clock, ws) = desk();
    add(&ws, "plain", PersonKind::Journalist, Basis::LegitimateInterest).await;
    let count = async |query: &str| {
        crate::segments::api::count(&ws, crate::segments::api::Whom { query: Some(query.to_owned()), segment: None }).await
    };
    assert_eq!(count("quiet:1y").await.unwrap(), 0);
    clock.advance_ms(366 * DAY_MS);
    assert_eq!((count("quiet:1y").await.unwrap(), count("-quiet:1y").await.unwrap(), count("quiet:2y").await.unwrap()), (1, 0, 0));
    assert_eq!(count("quiet:long").await.unwrap_err().code, "segments.bad_query");
}
