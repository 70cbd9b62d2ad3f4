use super::api::lists::{self, ListCard};
use super::api::{self, ExportWhom, Whom};
use super::*;
use crate::contacts::{self, AddressInput, PersonInput, PersonKind};
use crate::ids::{ListId, PersonId};
use crate::workspace::testing::Desk;

async fn put(desk: &Desk, name: &str, city: &str) -> PersonId {
    let address = format!("{}@example.org", contacts::fold_key(name).replace(' ', "."));
    let input = PersonInput {
        name: name.to_owned(),
        city: city.to_owned(),
        addresses: vec![AddressInput { source: "guild".to_owned(), ..contacts::api::new_address(address) }],
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    contacts::api::add(&desk.ws, input).await.unwrap().id
}

fn these(people: &[PersonId]) -> ExportWhom {
    ExportWhom { people: Some(people.to_vec()), ..ExportWhom::default() }
}

fn asked(query: &str) -> Whom {
    Whom { query: Some(query.to_owned()), segment: None }
}

async fn count(desk: &Desk, query: &str) -> u32 {
    api::count(&desk.ws, asked(query)).await.unwrap_or_else(|problem| panic!("{query}: {problem:?}"))
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

fn steps(open: &lists::OpenList) -> Vec<(String, bool)> {
    open.steps.iter().map(|step| (step.name.clone(), step.removed)).collect()
}

#[tokio::test]
async fn people_are_put_on_and_taken_off_and_it_is_known_by_whom_and_when() {
    let desk = Desk::new();
    let (ines, ruth, aiko) = (put(&desk, "Ines", "Goes").await, put(&desk, "Ruth", "Goes").await, put(&desk, "Aiko", "Tholen").await);
    let made = lists::make(&desk.ws, "  Opening   night ".to_owned(), Some(these(&[ines, ruth, ines]))).await.unwrap();
    assert_eq!((made.list.name.as_str(), made.list.people, made.question.as_str()), ("Opening night", 2, "list:\"Opening night\""));
    let id = made.list.id;
    assert_eq!(lists::add_people(&desk.ws, id, these(&[ruth])).await.unwrap(), 0, "she is on it");
    desk.clock.advance_ms(60_000);
    assert_eq!(lists::add_people(&desk.ws, id, asked("city:Tholen").into()).await.unwrap(), 1);
    desk.clock.advance_ms(60_000);
    assert_eq!(lists::remove_people(&desk.ws, id, these(&[ruth, aiko])).await.unwrap(), 2);
    let open = lists::show(&desk.ws, id).await.unwrap();
    let told = [("Aiko", true), ("Ruth", true), ("Aiko", false), ("Ines", false), ("Ruth", false)];
    assert_eq!(steps(&open), told.map(|(name, removed)| (name.to_owned(), removed)));
    assert!(open.steps.iter().all(|step| step.by == open.card.list.made_by && !step.by.is_empty()));
    assert!(open.card.list.changed_at > open.card.list.created_at);
    assert_eq!(count(&desk, "list:\"opening NIGHT\"").await, 1);
    assert_eq!(count(&desk, "list:empty").await, 2);
    assert_eq!(count(&desk, "-list:open*").await, 2);
    let card = contacts::api::show(&desk.ws, ines).await.unwrap();
    assert_eq!(card.lists.iter().map(|on| on.name.as_str()).collect::<Vec<_>>(), ["Opening night"]);
    assert!(contacts::api::show(&desk.ws, ruth).await.unwrap().lists.is_empty());
    undo(&desk).await;
    assert_eq!(count(&desk, "list:\"opening night\"").await, 3);
    let nobody = lists::add_people(&desk.ws, id, these(&[ines, PersonId::from(999)])).await.unwrap_err();
    assert_eq!(nobody.code, "contacts.no_person");
}

#[tokio::test]
async fn a_list_is_used_by_its_name_wherever_a_segment_is_and_no_two_things_share_one() {
    let desk = Desk::new();
    let ines = put(&desk, "Ines", "Goes").await;
    put(&desk, "Ruth", "Goes").await;
    lists::make(&desk.ws, "Beirat".to_owned(), Some(these(&[ines]))).await.unwrap();
    let named = Whom { query: Some("city:Goes".to_owned()), segment: Some("BEIRAT".to_owned()) };
    assert_eq!(api::count(&desk.ws, named.clone()).await.unwrap(), 1);
    let card = api::open_view(&desk.ws, ViewQuestion { segment: Some("Beirat".to_owned()), ..ViewQuestion::default() }).await.unwrap();
    assert_eq!(card.count, 1);
    for taken in ["beirat", "BEIRAT", "Beïrat"] {
        let problem = lists::make(&desk.ws, taken.to_owned(), None).await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.places[0].field.as_deref()), ("contacts.list_taken", Some("name")));
        assert_eq!(api::save(&desk.ws, taken.to_owned(), "city:Goes".to_owned()).await.unwrap_err().code, "contacts.list_taken");
    }
    api::save(&desk.ws, "Goes".to_owned(), "city:Goes".to_owned()).await.unwrap();
    assert_eq!(lists::make(&desk.ws, "goes".to_owned(), None).await.unwrap_err().code, "segments.name_taken");
    for refused in ["", " … ", "#12", &"a".repeat(501), "two\nlines"] {
        assert_eq!(lists::make(&desk.ws, refused.to_owned(), None).await.unwrap_err().code, "contacts.refused", "{refused:?}");
    }
    let missing = api::count(&desk.ws, asked("list:beirut")).await.unwrap_err();
    assert_eq!((missing.code.as_str(), missing.places[0].proposal.as_deref()), ("segments.bad_query", Some("Beirat")));
    assert_eq!(missing.places[0].what.as_ref().unwrap().key, "segments.fault.no_list");
    assert_eq!(api::count(&desk.ws, asked("list:xyz*")).await.unwrap_err().code, "segments.bad_query");
    let offered = api::complete(&desk.ws, "list:b".to_owned(), 6).await.unwrap();
    assert_eq!(offered.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["Beirat"]);
}

#[tokio::test]
async fn a_new_name_goes_into_the_questions_and_a_deleted_list_picks_nobody() {
    let desk = Desk::new();
    let ines = put(&desk, "Ines", "Goes").await;
    put(&desk, "Ruth", "Goes").await;
    let ListCard { list, .. } = lists::make(&desk.ws, "Board".to_owned(), Some(these(&[ines]))).await.unwrap();
    let asks = api::save(&desk.ws, "Others".to_owned(), "city:Goes -list:board".to_owned()).await.unwrap();
    assert_eq!((asks.text.as_str(), asks.count), ("city:Goes -list:Board", Some(1)));
    let kept = desk.ws.read_blocking(|tx| Ok(resolve(tx, "Others", &Fields::default())?.to_text())).unwrap();
    assert_eq!(kept, format!("city:Goes -list:#{}", list.id));
    lists::rename(&desk.ws, list.id, "Advisory board".to_owned()).await.unwrap();
    let renamed = &api::list(&desk.ws).await.unwrap()[0];
    assert_eq!((renamed.text.as_str(), renamed.count), ("city:Goes -list:\"Advisory board\"", Some(1)));
    // What a distribution keeps means the same list still, and says so with its name of today.
    let read = desk.ws.read_blocking(|tx| Ok(read(tx, &kept, &Fields::default())?.to_text())).unwrap();
    assert_eq!(read, "city:Goes -list:\"Advisory board\"");
    undo(&desk).await;
    assert_eq!(api::list(&desk.ws).await.unwrap()[0].text, "city:Goes -list:Board");
    assert_eq!(lists::show(&desk.ws, list.id).await.unwrap().asked_by, ["Others"]);
    assert_eq!(lists::delete(&desk.ws, list.id).await.unwrap(), ["Others"]);
    assert_eq!(api::list(&desk.ws).await.unwrap()[0].count, None, "it picks nobody, and never everybody");
    for question in [kept.as_str(), "city:Goes -list:Board", "-list:Board"] {
        assert_eq!(api::count(&desk.ws, asked(question)).await.unwrap_err().code, "segments.bad_query", "{question}");
    }
    undo(&desk).await;
    assert_eq!(api::list(&desk.ws).await.unwrap()[0].count, Some(1));
}

#[tokio::test]
async fn whoever_is_merged_deleted_or_forgotten_is_so_on_lists_too() {
    let desk = Desk::new();
    let (ines, twin, ruth) = (put(&desk, "Ines", "Goes").await, put(&desk, "I. Calder", "Goes").await, put(&desk, "Ruth", "Goes").await);
    let both = lists::make(&desk.ws, "Both".to_owned(), Some(these(&[ines, twin, ruth]))).await.unwrap().list.id;
    let other = lists::make(&desk.ws, "Other".to_owned(), Some(these(&[twin]))).await.unwrap().list.id;
    let left = lists::make(&desk.ws, "Left".to_owned(), Some(these(&[twin]))).await.unwrap().list.id;
    lists::remove_people(&desk.ws, left, these(&[twin])).await.unwrap();
    contacts::api::merge(&desk.ws, ines, twin, Vec::new()).await.unwrap();
    let people = async |id: ListId| lists::show(&desk.ws, id).await.unwrap().card.list.people;
    assert_eq!((people(both).await, people(other).await, people(left).await), (2, 1, 0));
    assert_eq!(steps(&lists::show(&desk.ws, left).await.unwrap()).len(), 2, "that she was taken off is known of the one who stays");
    undo(&desk).await;
    assert_eq!((people(both).await, people(other).await), (3, 1));
    contacts::api::delete(&desk.ws, vec![ruth]).await.unwrap();
    assert_eq!(people(both).await, 2);
    undo(&desk).await;
    assert_eq!(people(both).await, 3);
    let told = contacts::api::access(&desk.ws, ruth).await.unwrap();
    assert_eq!(told["person"]["lists"][0]["list"], "Both", "{told:#}");
    contacts::api::forget(&desk.ws, ruth).await.unwrap();
    assert_eq!((people(both).await, steps(&lists::show(&desk.ws, both).await.unwrap()).len()), (2, 2));
}

#[tokio::test]
async fn many_are_put_on_a_list_in_one_go_and_undone_in_one_go() {
    let desk = Desk::new();
    let mut all = Vec::new();
    for n in 0..300 {
        all.push(put(&desk, &format!("Person {n}"), if n % 2 == 0 { "Goes" } else { "" }).await);
    }
    let list = lists::make(&desk.ws, "Half".to_owned(), Some(asked("city:Goes").into())).await.unwrap();
    assert_eq!(list.list.people, 150);
    assert_eq!(lists::add_people(&desk.ws, list.list.id, these(&all)).await.unwrap(), 150);
    undo(&desk).await;
    assert_eq!(count(&desk, "list:Half").await, 150);
}
