use super::api::{self, Whom, lists, pinning};
use super::*;
use crate::contacts::{self, AddressInput, Bar, PersonInput, PersonKind};
use crate::ids::{PersonId, SegmentId};
use crate::workspace::testing::Desk;

async fn put(desk: &Desk, name: &str, city: &str, beats: &[&str]) -> PersonId {
    let address = format!("{}@example.org", contacts::fold_key(name).replace(' ', "."));
    let input = PersonInput {
        name: name.to_owned(),
        city: city.to_owned(),
        beats: beats.iter().map(|beat| (*beat).to_owned()).collect(),
        addresses: vec![AddressInput { source: "guild".to_owned(), ..contacts::api::new_address(address) }],
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    contacts::api::add(&desk.ws, input).await.unwrap().id
}

async fn save(desk: &Desk, name: &str, text: &str) -> SegmentId {
    api::save(&desk.ws, name.to_owned(), text.to_owned()).await.unwrap_or_else(|problem| panic!("{text}: {problem:?}")).id
}

async fn picked(desk: &Desk, question: &str) -> Vec<PersonId> {
    let question = question.to_owned();
    desk.ws
        .read(move |tx| {
            let fields = Fields::default();
            Ok(members(tx, &resolve(tx, &question, &fields)?, &fields)?)
        })
        .await
        .unwrap()
}

async fn fault(desk: &Desk, question: &str) -> String {
    let whom = Whom { query: Some(question.to_owned()), segment: None };
    let problem = api::count(&desk.ws, whom).await.unwrap_err();
    assert_eq!(problem.code, "segments.bad_query");
    problem.places[0].what.as_ref().unwrap().key.to_string()
}

async fn undo(desk: &Desk) {
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
}

#[tokio::test]
async fn whoever_is_pinned_is_in_or_out_whatever_the_question_says_and_it_is_known_why() {
    let desk = Desk::new();
    let (ines, ruth, aiko) = (
        put(&desk, "Ines", "Goes", &["heritage"]).await,
        put(&desk, "Ruth", "Goes", &[]).await,
        put(&desk, "Aiko", "Tholen", &["arts"]).await,
    );
    let id = save(&desk, "Goes", "city:Goes").await;
    for reason in ["", "  ", &"a".repeat(501)] {
        let refused = pinning::pin(&desk.ws, id, aiko, true, reason.to_owned()).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.places[0].field.as_deref()), ("contacts.refused", Some("reason")));
    }
    pinning::pin(&desk.ws, id, aiko, true, "moves to Goes in May".to_owned()).await.unwrap();
    let pins = pinning::pin(&desk.ws, id, ruth, false, " asked  to be left alone ".to_owned()).await.unwrap();
    let told: Vec<_> = pins.iter().map(|pin| (pin.person, pin.inside, pin.reason.as_str())).collect();
    assert_eq!(told, [(aiko, true, "moves to Goes in May"), (ruth, false, "asked to be left alone")]);
    assert!(pins.iter().all(|pin| !pin.by.is_empty() && pin.at == desk.ws.now()));
    assert_eq!(picked(&desk, "Goes").await, [ines, aiko]);
    assert_eq!(picked(&desk, "city:Goes").await, [ines, ruth], "a pin is the segment's, not the question's");
    assert_eq!((api::list(&desk.ws).await.unwrap()[0].count, api::show(&desk.ws, "Goes").await.unwrap().answer.count), (Some(2), 2));
    let whom = Whom { query: None, segment: Some("Goes".to_owned()) };
    assert_eq!(api::count(&desk.ws, whom).await.unwrap(), 2);
    let kept = desk.ws.read_blocking(|tx| Ok(resolve(tx, "Goes", &Fields::default())?.to_text())).unwrap();
    assert_eq!(kept, format!("(city:Goes or person:{aiko}) -person:{ruth}"), "a distribution keeps the pins as they were");
    // What is said anew stands in the place of what was said.
    pinning::pin(&desk.ws, id, ruth, true, "writes about us again".to_owned()).await.unwrap();
    assert_eq!(picked(&desk, "Goes").await, [ines, ruth, aiko]);
    undo(&desk).await;
    assert_eq!(picked(&desk, "Goes").await, [ines, aiko]);
    pinning::unpin(&desk.ws, id, aiko).await.unwrap();
    assert_eq!(picked(&desk, "Goes").await, [ines]);
    assert_eq!(pinning::unpin(&desk.ws, id, aiko).await.unwrap_err().code, "segments.no_pin");
}

#[tokio::test]
async fn why_somebody_is_in_a_segment_is_told_condition_by_condition() {
    let desk = Desk::new();
    let ines = put(&desk, "Ines", "Goes", &["heritage", "arts"]).await;
    lists::make(&desk.ws, "Board".to_owned(), Some(api::ExportWhom { people: Some(vec![ines]), ..Default::default() })).await.unwrap();
    save(&desk, "Culture", "beat:arts,music").await;
    let id = save(&desk, "Coast", "segment:culture (city:Tholen or list:board) -beat:sport").await;
    let told = pinning::why(&desk.ws, Some(id), None, ines).await.unwrap();
    assert!(told.picked && told.pin.is_none() && told.bar.is_none());
    let parts = &told.why.parts;
    assert_eq!((told.why.joined, parts.len()), (Joined::All, 3));
    assert_eq!((parts[0].text.as_str(), parts[0].holds, parts[0].joined), ("segment:Culture", true, Joined::Within));
    assert_eq!(
        (parts[0].parts[0].text.as_str(), parts[0].parts[0].known.clone()),
        ("beat:arts,music", vec!["heritage".to_owned(), "arts".to_owned()])
    );
    let either: Vec<_> = parts[1].parts.iter().map(|part| (part.text.as_str(), part.holds, part.known.join(" "))).collect();
    assert_eq!(either, [("city:Tholen", false, "Goes".to_owned()), ("list:Board", true, "Board".to_owned())]);
    assert_eq!((parts[2].joined, parts[2].holds, parts[2].parts[0].holds), (Joined::Not, true, false));
    // A pin counts whatever the question says; a bar is told beside it.
    pinning::pin(&desk.ws, id, ines, false, "on leave".to_owned()).await.unwrap();
    contacts::api::do_not_contact(&desk.ws, ines, "asked".to_owned()).await.unwrap();
    let told = pinning::why(&desk.ws, Some(id), None, ines).await.unwrap();
    assert!(!told.picked && told.why.holds);
    assert_eq!(told.pin.unwrap().reason, "on leave");
    assert_eq!(told.bar, Some(Bar::DoNotContact { reason: "asked".to_owned() }));
    let other = pinning::why(&desk.ws, None, Some("city:Hull".to_owned()), ines).await.unwrap();
    assert!(!other.picked && other.pin.is_none());
}

#[tokio::test]
async fn a_segment_is_asked_for_in_others_and_never_by_itself() {
    let desk = Desk::new();
    let (ines, ruth) = (put(&desk, "Ines", "Goes", &["arts"]).await, put(&desk, "Ruth", "Tholen", &["arts"]).await);
    let goes = save(&desk, "Goes", "city:Goes").await;
    pinning::pin(&desk.ws, goes, ruth, true, "lives in both".to_owned()).await.unwrap();
    assert_eq!(picked(&desk, "segment:goes").await, [ines, ruth], "with its pins");
    let arts = save(&desk, "Arts", "beat:arts segment:Goes").await;
    assert_eq!(picked(&desk, "-segment:Arts beat:arts").await, Vec::<PersonId>::new());
    let kept = desk.ws.read_blocking(|tx| Ok(resolve(tx, "Arts", &Fields::default())?.to_text())).unwrap();
    assert_eq!(kept, format!("beat:arts (city:Goes or person:{ruth})"), "a distribution keeps what it asks, not its name");
    // A circle is refused where it would close.
    for (id, text) in [(goes, "segment:Arts"), (goes, "city:Goes or segment:goes"), (arts, "-segment:art*")] {
        let problem = api::change(&desk.ws, id, None, Some(text.to_owned())).await.unwrap_err();
        assert_eq!(
            (problem.code.as_str(), problem.places[0].what.as_ref().unwrap().key.as_ref()),
            ("segments.bad_query", "segments.fault.cycle"),
            "{text}"
        );
    }
    // A new name goes into the questions; without it they pick nobody, however it is negated.
    api::change(&desk.ws, goes, Some("Zeeland".to_owned()), None).await.unwrap();
    assert_eq!(api::show(&desk.ws, "Arts").await.unwrap().answer.text, "beat:arts segment:Zeeland");
    assert_eq!(api::show(&desk.ws, "Zeeland").await.unwrap().asked_by, ["Arts"]);
    save(&desk, "Rest", "beat:arts -segment:Arts").await;
    assert_eq!(api::delete(&desk.ws, "Zeeland").await.unwrap().asked_by, ["Arts"]);
    let counts = || async { api::list(&desk.ws).await.unwrap().into_iter().map(|card| (card.name, card.count)).collect::<Vec<_>>() };
    assert_eq!(counts().await, [("Arts".to_owned(), None), ("Rest".to_owned(), None)]);
    assert_eq!(fault(&desk, "-segment:Zeeland").await, "segments.fault.no_segment");
    assert_eq!(fault(&desk, "-segment:Arts").await, "segments.fault.unanswerable");
    undo(&desk).await;
    assert_eq!(counts().await[0], ("Arts".to_owned(), Some(2)));
    assert_eq!(picked(&desk, "Arts").await, [ines, ruth]);
}

#[tokio::test]
async fn segments_that_ask_for_one_another_many_times_are_told_to_be_too_large() {
    let desk = Desk::new();
    save(&desk, "S0", "city:Goes,Tholen,Hull").await;
    for n in 1..=9 {
        save(&desk, &format!("S{n}"), &format!("segment:S{} or segment:S{}", n - 1, n - 1)).await;
    }
    assert_eq!(picked(&desk, "segment:S8").await, []);
    assert_eq!(fault(&desk, "segment:S9").await, "segments.fault.large");
}

#[tokio::test]
async fn pins_follow_whoever_is_merged_and_one_out_of_a_segment_outlives_it() {
    let desk = Desk::new();
    let (ines, twin) = (put(&desk, "Ines", "Goes", &[]).await, put(&desk, "I. Calder", "Hull", &[]).await);
    let (one, two) = (save(&desk, "One", "city:Goes").await, save(&desk, "Two", "city:Goes").await);
    pinning::pin(&desk.ws, one, ines, true, "ours".to_owned()).await.unwrap();
    pinning::pin(&desk.ws, one, twin, false, "asked us".to_owned()).await.unwrap();
    pinning::pin(&desk.ws, two, twin, false, "asked us".to_owned()).await.unwrap();
    let kept = format!("city:Goes -person:{twin}");
    contacts::api::merge(&desk.ws, ines, twin, Vec::new()).await.unwrap();
    assert_eq!((picked(&desk, "One").await, picked(&desk, "Two").await), (vec![], vec![]));
    assert_eq!(picked(&desk, &kept).await, [], "what a distribution keeps means who they are now");
    undo(&desk).await;
    assert_eq!((picked(&desk, "One").await, picked(&desk, "Two").await), (vec![ines], vec![ines]));
    let of = |id: SegmentId| pinning::pins(&desk.ws, id);
    assert_eq!((of(one).await.unwrap().len(), of(two).await.unwrap().len()), (2, 1));
    contacts::api::forget(&desk.ws, twin).await.unwrap();
    assert_eq!((of(one).await.unwrap().len(), of(two).await.unwrap().len()), (1, 0));
}
