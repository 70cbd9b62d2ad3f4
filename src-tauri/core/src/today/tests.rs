use super::{Need, NeedGroup, api, texts};
use crate::assets::{AssetFields, api as assets};
use crate::contacts::{self, PersonInput, PersonKind};
use crate::ids::{DocumentId, Millis};
use crate::literature::DocumentKind;
use crate::literature::api::{self as literature, DocumentCard, NewDocument, NewFile};
use crate::literature::desk::{PlanChange, Stage};
use crate::messages::Language;
use crate::touches::api as touches;
use crate::workspace::testing::Desk;

const ZONE: chrono_tz::Tz = chrono_tz::Europe::London;

async fn text(desk: &Desk, headline: &str, change: PlanChange) -> DocumentCard {
    let new = NewDocument { kind: DocumentKind::PressRelease, headline: headline.to_owned(), language: String::new() };
    let id = literature::add(&desk.ws, new).await.unwrap().id;
    literature::save(&desk.ws, id, format!("---\nheadline: {headline}\n---\n\nIt turns.\n")).await.unwrap();
    literature::plan(&desk.ws, id, change).await.unwrap()
}

fn due(day: &str) -> PlanChange {
    PlanChange { due_on: Some(day.to_owned()), ..PlanChange::default() }
}

fn groups(needs: &[Need]) -> Vec<(NeedGroup, Option<DocumentId>)> {
    needs.iter().map(|need| (need.group, need.document)).collect()
}

#[tokio::test]
async fn texts_that_are_due_come_first_those_for_my_review_after_and_the_week_last() {
    let desk = Desk::new();
    // Today is 24 November 2026.
    let me = desk.ws.host().actor.to_uppercase();
    let review = PlanChange { stage: Some(Stage::InReview), editor: Some(me.clone()), ..PlanChange::default() };
    let mine = text(&desk, "For my review", review.clone()).await.id;
    let both = text(&desk, "Late and mine", PlanChange { due_on: Some("2026-11-20".to_owned()), ..review }).await.id;
    let today = text(&desk, "Today", due("2026-11-24")).await.id;
    let soon = text(&desk, "Soon", due("2026-12-01")).await.id;
    text(&desk, "Far", due("2026-12-02")).await;
    text(&desk, "عدسة 写真", PlanChange::default()).await;
    let lifts = text(&desk, "Lifts", PlanChange::default()).await.id;
    let embargoed = "---\nheadline: Lifts\nembargo: 2026-11-26 06:00 Europe/London\n---\n\nIt turns.\n";
    literature::save(&desk.ws, lifts, embargoed.to_owned()).await.unwrap();

    let needs = api::needs(&desk.ws, Some("Europe/London".to_owned())).await.unwrap();
    assert_eq!(
        groups(&needs),
        [
            (NeedGroup::Due, Some(both)),
            (NeedGroup::Due, Some(today)),
            (NeedGroup::Review, Some(mine)),
            (NeedGroup::WeekLifts, Some(lifts)),
            (NeedGroup::WeekDue, Some(soon)),
        ]
    );
    let said: Vec<_> = needs.iter().map(|need| need.what.text(Language::En)).collect();
    assert!(said[0].contains("is 4 days late") && said[0].contains("waits for your review"), "{said:?}");
    assert!(said[1].contains("is due today") && !said[1].contains("review"), "{said:?}");
    assert!(needs.iter().all(|need| !need.what.text(Language::De).contains("today.")));
    assert_eq!(needs[3].on.as_deref(), Some("2026-11-26"));
    let refused = api::needs(&desk.ws, Some("Europe/Nowhere".to_owned())).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("literature.plan_zone", Some("zone")));
}

#[tokio::test]
async fn what_waits_for_me_goes_by_the_name_that_i_have_now() {
    let desk = Desk::new();
    let for_mila = PlanChange { stage: Some(Stage::InReview), editor: Some("Mila Brandt".to_owned()), ..PlanChange::default() };
    let id = text(&desk, "For Mila", for_mila).await.id;
    assert_eq!(api::needs(&desk.ws, None).await.unwrap(), []);
    desk.ws.rename_user("mila brandt");
    assert_eq!(groups(&api::needs(&desk.ws, None).await.unwrap()), [(NeedGroup::Review, Some(id))]);
    // History has the name, too.
    text(&desk, "Another", PlanChange::default()).await;
    assert_eq!(crate::workspace::api::history(&desk.ws, 1).await.unwrap()[0].actor, "mila brandt");
}

#[tokio::test]
async fn nothing_waits_in_an_empty_file_and_files_that_end_do() {
    let desk = Desk::new();
    assert_eq!(api::needs(&desk.ws, None).await.unwrap(), []);
    let logo = NewFile { name: "logo.svg".to_owned(), bytes: b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>".to_vec() };
    let id = assets::add(&desk.ws, vec![logo]).await.unwrap().added[0].id;
    let until = |day: &str| AssetFields { name: "logo.svg".to_owned(), licence_until: Some(day.to_owned()), ..AssetFields::default() };
    assets::set(&desk.ws, id, until("2026-12-24")).await.unwrap();
    let needs = api::needs(&desk.ws, None).await.unwrap();
    assert_eq!((needs.len(), needs[0].group, needs[0].asset, needs[0].on.as_deref()), (1, NeedGroup::Files, Some(id), Some("2026-12-24")));
    // A consent that is over counts before a licence that holds, and why is told.
    let shown = crate::assets::AssetPerson {
        person: None,
        name: "Ruth".to_owned(),
        consent: crate::assets::Consent::Given,
        until: Some("2026-12-01".to_owned()),
    };
    assets::set(&desk.ws, id, AssetFields { people: vec![shown], ..until("2026-12-24") }).await.unwrap();
    let needs = api::needs(&desk.ws, None).await.unwrap();
    assert_eq!((needs[0].on.as_deref(), needs[0].why.len()), (Some("2026-12-01"), 2));
    assert!(needs[0].why[1].text(Language::En).contains("Ruth"), "{:?}", needs[0].why);
    // What ended and is in no text bothers nobody.
    assets::set(&desk.ws, id, until("2026-11-01")).await.unwrap();
    assert_eq!(api::needs(&desk.ws, None).await.unwrap(), []);
}

#[tokio::test]
async fn a_day_ends_at_midnight_of_the_zone_and_nobody_without_a_name_reviews() {
    let desk = Desk::new();
    let nobody = PlanChange { stage: Some(Stage::InReview), ..due("2026-11-25") };
    let card = text(&desk, "Tomorrow", nobody).await;
    let at = |text: &str| Millis::from(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis());
    let cards = [card];
    let before = at("2026-11-24T23:59:59Z");
    assert_eq!(texts::duties(&cards, "", before, ZONE).len(), 0);
    assert_eq!(texts::week(&cards, before, ZONE).len(), 1);
    assert_eq!(texts::duties(&cards, "", at("2026-11-25T00:00:00Z"), ZONE).len(), 1);
    assert_eq!(texts::duties(&cards, "", before, chrono_tz::Asia::Tokyo).len(), 1, "there it is tomorrow");
    assert_eq!(texts::week(&cards, at("2026-11-17T12:00:00Z"), ZONE).len(), 0, "eight days ahead");
    assert_eq!(texts::week(&cards, at("2026-11-18T12:00:00Z"), ZONE).len(), 1);
}

#[tokio::test]
async fn how_many_reminders_are_not_named_is_said() {
    let desk = Desk::new();
    for name in ["Ruth", "مها", "愛子"] {
        let input = PersonInput { name: name.to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
        let id = contacts::api::add(&desk.ws, input).await.unwrap().id;
        touches::keep_in_touch(&desk.ws, id, touches::every("1 day").ok()).await.unwrap();
    }
    desk.clock.advance_ms(3 * 86_400_000);
    let needs = api::reminders(&desk.ws, 2).await.unwrap();
    assert_eq!((needs.len(), needs[1].person.is_some(), needs[2].person), (3, true, None));
    assert!(needs[2].what.text(Language::En).starts_with("And 1 more person"), "{:?}", needs[2].what);
    assert_eq!(api::reminders(&desk.ws, 3).await.unwrap().len(), 3);
}
