use super::api::{self, Chosen, Placed, Whom, lists, pinning};
use crate::contacts::{self, PersonInput, PersonKind};
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

async fn people(desk: &Desk, names: &[&str]) -> Vec<PersonId> {
    let mut ids = Vec::new();
    for name in names {
        let input = PersonInput { name: (*name).to_owned(), city: "Goes".to_owned(), ..PersonInput::of_kind(PersonKind::Journalist) };
        ids.push(contacts::api::add(&desk.ws, input).await.unwrap().id);
    }
    ids
}

async fn whole_table(desk: &Desk) -> Chosen {
    Chosen::View(api::open_view(&desk.ws, super::ViewQuestion::default()).await.unwrap().id)
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

#[tokio::test]
async fn a_whole_table_goes_onto_a_list_counted_before_and_comes_off_it_with_one_undo() {
    let desk = Desk::new();
    let ids = people(&desk, &["Ines", "ليلى", "美咲", &"Wilhelmina ".repeat(27)]).await;
    let list = api::list_of(&desk.ws, "Opening night".to_owned(), Chosen::People(vec![ids[1]])).await.unwrap().list.id;
    let all = whole_table(&desk).await;
    let would = api::would_list(&desk.ws, list, all.clone()).await.unwrap();
    assert_eq!(would, Placed { people: 3, there: 1, turned: 0 });
    assert_eq!(api::show_list(&desk.ws, list).await.unwrap().card.list.people, 1, "a look changes nothing");
    assert_eq!(api::put_on_list(&desk.ws, list, all).await.unwrap(), 3);
    assert_eq!(api::show_list(&desk.ws, list).await.unwrap().card.list.people, 4);
    undo(&desk).await;
    assert_eq!(api::show_list(&desk.ws, list).await.unwrap().card.list.people, 1);
    let closed = api::put_on_list(&desk.ws, list, Chosen::View(99.into())).await.unwrap_err();
    assert_eq!(closed.code, "segments.view_closed");
    let nobody = api::would_list(&desk.ws, list, Chosen::People(Vec::new())).await.unwrap();
    assert_eq!((nobody.people, nobody.there), (0, 0));
}

#[tokio::test]
async fn many_are_pinned_in_with_one_reason_and_an_earlier_reason_stays() {
    let desk = Desk::new();
    let ids = people(&desk, &["Ines", "Ruth", "Aiko"]).await;
    let id = api::save(&desk.ws, "Hull".to_owned(), "city:Hull".to_owned()).await.unwrap().id;
    pinning::pin(&desk.ws, id, ids[0], true, "ours since May".to_owned()).await.unwrap();
    pinning::pin(&desk.ws, id, ids[1], false, "asked us".to_owned()).await.unwrap();
    let all = whole_table(&desk).await;
    let would = Placed { people: 2, there: 1, turned: 1 };
    assert_eq!(api::would_pin(&desk.ws, id, all.clone(), true).await.unwrap(), would);
    let unsaid = api::pin_people(&desk.ws, id, all.clone(), true, "  ".to_owned()).await.unwrap_err();
    assert_eq!(unsaid.places[0].field.as_deref(), Some("reason"));
    assert_eq!(pinning::pins(&desk.ws, id).await.unwrap().len(), 2, "nothing has changed");
    assert_eq!(api::pin_people(&desk.ws, id, all, true, "the whole desk".to_owned()).await.unwrap(), would);
    let pins = pinning::pins(&desk.ws, id).await.unwrap();
    let mut said: Vec<_> = pins.iter().map(|pin| (pin.person, pin.inside, pin.reason.as_str())).collect();
    said.sort();
    assert_eq!(said, [(ids[0], true, "ours since May"), (ids[1], true, "the whole desk"), (ids[2], true, "the whole desk")]);
    let whom = Whom { query: None, segment: Some("Hull".to_owned()) };
    assert_eq!(api::count(&desk.ws, whom.clone()).await.unwrap(), 3);
    undo(&desk).await;
    assert_eq!(api::count(&desk.ws, whom).await.unwrap(), 1, "one undo takes back all of it");
}

#[tokio::test]
async fn more_than_a_segment_takes_are_refused_as_a_whole() {
    let desk = Desk::new();
    let names: Vec<String> = (0..201).map(|n| format!("Person {n}")).collect();
    let ids = people(&desk, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let id = api::save(&desk.ws, "Hull".to_owned(), "city:Hull".to_owned()).await.unwrap().id;
    for who in [Chosen::People(ids.clone()), whole_table(&desk).await] {
        let refused = api::pin_people(&desk.ws, id, who, true, "all".to_owned()).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.todo.is_some()), ("segments.many_pins", true));
    }
    assert_eq!(pinning::pins(&desk.ws, id).await.unwrap(), []);
    api::pin_people(&desk.ws, id, Chosen::People(ids[..200].to_vec()), true, "most".to_owned()).await.unwrap();
    let twice = Chosen::People([&ids[..200], &ids[..200]].concat());
    assert_eq!(api::would_pin(&desk.ws, id, twice, true).await.unwrap().there, 200, "each once");
    assert_eq!(lists::all(&desk.ws).await.unwrap(), []);
}
