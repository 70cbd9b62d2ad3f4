use super::api::{self, PersonCard, PersonPatch};
use super::*;
use crate::error::Problem;
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

fn employee(name: &str, address: &str) -> PersonInput {
    PersonInput {
        name: name.to_owned(),
        addresses: vec![api::new_address(address.to_owned())],
        ..PersonInput::of_kind(PersonKind::Employee)
    }
}

fn led_by(words: &str) -> PersonPatch {
    PersonPatch { manager: Some(words.to_owned()), ..PersonPatch::default() }
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

async fn shown(desk: &Desk, id: PersonId) -> PersonCard {
    api::show(&desk.ws, id).await.unwrap()
}

async fn count(desk: &Desk, question: &str) -> u32 {
    let whom = crate::segments::api::Whom { query: Some(question.to_owned()), segment: None };
    crate::segments::api::count(&desk.ws, whom).await.unwrap()
}

fn places(problem: &Problem) -> Vec<(String, String)> {
    problem.places.iter().map(|place| (place.field.clone().unwrap(), place.what.clone().unwrap().key.into_owned())).collect()
}

#[tokio::test]
async fn whoever_leads_is_a_person_whatever_becomes_of_their_address_and_name() {
    let desk = Desk::new();
    let ada = api::add(&desk.ws, employee("Ada Quist", "ada@trust.example.org")).await.unwrap().id;
    let bo =
        api::add(&desk.ws, PersonInput { manager: "ADA quist".to_owned(), ..employee("Bo Lund", "bo@trust.example.org") }).await.unwrap();
    assert_eq!((bo.manager.clone().unwrap().id, bo.fields.manager.as_str()), (ada, "ada@trust.example.org"));
    let renamed = PersonPatch {
        name: Some("Ada Lovelace".to_owned()),
        addresses: Some(vec![api::new_address("lovelace@trust.example.org".to_owned())]),
        ..PersonPatch::default()
    };
    let ada_now = api::edit(&desk.ws, ada, renamed).await.unwrap();
    assert_eq!(ada_now.leads.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Bo Lund"]);
    let bo_now = shown(&desk, bo.id).await;
    assert_eq!((bo_now.manager.unwrap().name.as_str(), bo_now.fields.manager.as_str()), ("Ada Lovelace", "lovelace@trust.example.org"));
    assert_eq!((count(&desk, "manager:lovelace").await, count(&desk, "manager:empty").await), (1, 1));
    for (who, words, fault) in [
        (bo.id, "Nobody Here", "contacts.fault.no_such_manager"),
        (bo.id, "gone@trust.example.org", "contacts.fault.no_such_manager"),
        (bo.id, "bo@trust.example.org", "contacts.fault.leads_themselves"),
    ] {
        let problem = api::edit(&desk.ws, who, led_by(words)).await.unwrap_err();
        assert_eq!(places(&problem), [("manager".to_owned(), fault.to_owned())], "{words}");
    }
    assert_eq!(shown(&desk, bo.id).await.manager.unwrap().id, ada, "a refusal changes nothing");
    // Whoever goes leaves their address with those whom they led, and comes back to them.
    api::delete(&desk.ws, vec![ada]).await.unwrap();
    let alone = shown(&desk, bo.id).await;
    assert_eq!((alone.manager, alone.fields.manager.as_str()), (None, "lovelace@trust.example.org"));
    undo(&desk).await;
    assert_eq!(shown(&desk, bo.id).await.manager.unwrap().id, ada);
    api::edit(&desk.ws, bo.id, led_by("")).await.unwrap();
    assert_eq!(count(&desk, "manager:empty").await, 2);
    undo(&desk).await;
    assert_eq!(count(&desk, "-manager:empty manager:ada").await, 1);
}

#[tokio::test]
async fn a_number_of_the_staff_is_one_employees() {
    let desk = Desk::new();
    let numbered = |name: &str, kind: PersonKind| PersonInput {
        name: name.to_owned(),
        staff_number: " 00-42 ".to_owned(),
        department: "Press office".to_owned(),
        site: "Delft".to_owned(),
        owner: "Ines".to_owned(),
        ..PersonInput::of_kind(kind)
    };
    let first = api::add(&desk.ws, numbered("Ada Quist", PersonKind::Employee)).await.unwrap();
    assert_eq!(first.fields.staff_number, "00-42");
    let problem = api::add(&desk.ws, numbered("Bo Lund", PersonKind::Employee)).await.unwrap_err();
    assert_eq!(places(&problem), [("staff_number".to_owned(), "contacts.fault.staff_number_taken".to_owned())]);
    assert_eq!(problem.places[0].what.as_ref().unwrap().to_string(), "Ada Quist has this staff number.");
    // Whoever is no employee may have any number: it is of another house.
    let client = api::add(&desk.ws, numbered("Cy Fox", PersonKind::Client)).await.unwrap();
    let patch = PersonPatch { kind: Some(PersonKind::Employee), ..PersonPatch::default() };
    assert_eq!(places(&api::edit(&desk.ws, client.id, patch).await.unwrap_err())[0].0, "staff_number");
    assert_eq!(count(&desk, "kind:employee staff-number:00-42 department:\"press OFFICE\" site:delft owner:ines").await, 1);
    assert_eq!(count(&desk, "department:press*").await, 2);
}

#[tokio::test]
async fn two_records_made_one_lead_and_are_led_as_both_were() {
    let desk = Desk::new();
    let chief = api::add(&desk.ws, employee("Zoë Chief", "zoe@trust.example.org")).await.unwrap().id;
    let ada = api::add(&desk.ws, employee("Ada Quist", "ada@trust.example.org")).await.unwrap().id;
    let again = PersonInput {
        manager: "zoe@trust.example.org".to_owned(),
        department: "Culture".to_owned(),
        handles: vec![
            HandleInput { network: Network::Mastodon, handle: "@Ada@newsie.social".to_owned() },
            HandleInput { network: Network::Other, handle: "https://www.linkedin.com/in/ada-quist".to_owned() },
        ],
        ..employee("A. Quist", "quist@trust.example.org")
    };
    let other = api::add(&desk.ws, again).await.unwrap().id;
    let own = vec![HandleInput { network: Network::Mastodon, handle: "ada@newsie.social".to_owned() }];
    api::edit(&desk.ws, ada, PersonPatch { handles: Some(own), ..PersonPatch::default() }).await.unwrap();
    let bo = api::add(&desk.ws, PersonInput { manager: "quist@trust.example.org".to_owned(), ..employee("Bo", "bo@trust.example.org") });
    let bo = bo.await.unwrap().id;
    api::merge(&desk.ws, ada, other, Vec::new()).await.unwrap();
    let one = shown(&desk, ada).await;
    assert_eq!((one.manager.unwrap().id, one.fields.department.as_str()), (chief, "Culture"));
    assert_eq!(one.fields.handles.iter().map(HandleInput::cell).collect::<Vec<_>>(), ["mastodon:ada@newsie.social", "linkedin:ada-quist"]);
    assert_eq!(shown(&desk, bo).await.manager.unwrap().id, ada);
    undo(&desk).await;
    assert_eq!((shown(&desk, bo).await.manager.unwrap().id, shown(&desk, ada).await.manager), (other, None));
    // Whoever was led by the other record of themselves leads nobody of that name any more.
    api::edit(&desk.ws, ada, led_by("quist@trust.example.org")).await.unwrap();
    api::merge(&desk.ws, ada, other, Vec::new()).await.unwrap();
    assert_eq!(shown(&desk, ada).await.manager.map(|one| one.id), None);
}

#[tokio::test]
async fn whoever_is_forgotten_is_named_by_nobody_whom_they_led() {
    let desk = Desk::new();
    let ada = api::add(&desk.ws, employee("Ada Quist", "ada@trust.example.org")).await.unwrap().id;
    let bo = api::add(&desk.ws, PersonInput { manager: "Ada Quist".to_owned(), ..employee("Bo Lund", "bo@trust.example.org") });
    let bo = bo.await.unwrap().id;
    // Gone once and back, so that history has their words, too.
    api::delete(&desk.ws, vec![ada]).await.unwrap();
    api::edit(&desk.ws, bo, PersonPatch { city: Some("Delft".to_owned()), ..led_by("") }).await.unwrap();
    undo(&desk).await;
    undo(&desk).await;
    api::forget(&desk.ws, ada).await.unwrap();
    let left = shown(&desk, bo).await;
    assert_eq!((left.manager, left.fields.manager.as_str()), (None, ""));
    let files: Vec<u8> =
        std::fs::read_dir(desk.folder.path()).unwrap().filter_map(|entry| std::fs::read(entry.unwrap().path()).ok()).flatten().collect();
    for words in ["ada@trust", "Ada Quist"] {
        assert!(!files.windows(words.len()).any(|part| part == words.as_bytes()), "{words} stands in the file");
    }
}

#[tokio::test]
async fn whom_an_address_means_is_not_looked_for_in_every_address() {
    let desk = Desk::new();
    let plan = desk.ws.read_blocking(|tx| Ok(super::store::staff::plan_of_address(tx)?)).unwrap();
    assert!(plan.contains("address_key") && !plan.contains("SCAN"), "{plan}");
    let ada = api::add(&desk.ws, employee("Ada Quist", "Ada@Trust.example.org")).await.unwrap().id;
    let led = PersonInput { manager: "ADA <ada@TRUST.example.org>".to_owned(), ..employee("Bo Lund", "bo@trust.example.org") };
    assert_eq!(api::add(&desk.ws, led).await.unwrap().manager.unwrap().id, ada, "however it is written");
}
