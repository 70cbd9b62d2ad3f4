//! Who is probably not interested: asked before Send, never left out by itself.

use super::desk::{RELEASE, Sending, journalist};
use crate::contacts::{self, PersonInput, PersonKind, TouchInput, TouchKind};
use crate::distribution::api::{self, SendRequest};
use crate::ids::PersonId;
use crate::literature::DocumentKind;
use crate::literature::api::NewDocument;

/// A text that says enough of itself.
fn lighthouse() -> String {
    RELEASE.replace("it is back", "the lens of the lighthouse is back")
}

const YES: fn(&str, usize) -> &'static str = |_, _| "250 ok";

async fn with_beats(sending: &Sending, name: &str, beats: &[&str]) -> PersonId {
    let address = format!("{}@paper.example.net", name.to_lowercase());
    let input = PersonInput { beats: beats.iter().map(|beat| (*beat).to_owned()).collect(), ..journalist(name, &address) };
    contacts::api::add(&sending.ws, input).await.unwrap().id
}

async fn uninterested(sending: &Sending, request: SendRequest) -> Vec<PersonId> {
    let review = api::review(&sending.ws, request).await.unwrap();
    let said: Vec<_> = review.findings.iter().filter(|found| found.what.key == "distribution.finding.uninterested").collect();
    assert_eq!(said.len(), usize::from(!review.uninterested.is_empty()));
    assert!(said.iter().all(|found| !found.blocks), "it asks, and keeps nothing from going");
    review.uninterested
}

#[tokio::test]
async fn a_low_score_is_named_with_who_and_why_and_whoever_is_left_out_is_named_no_more() {
    let sending = Sending::new(2, &lighthouse(), |_| (), YES).await;
    let music = with_beats(&sending, "Mia", &["music"]).await;
    let lens = with_beats(&sending, "Lea", &["lighthouses"]).await;
    assert_eq!(uninterested(&sending, sending.request()).await, [music], "of the others nothing is known");
    let cards = api::review_uninterested(&sending.ws, sending.request()).await.unwrap();
    assert_eq!((cards.len(), cards[0].name.as_str(), cards[0].relevance.score), (1, "Mia", Some(0)));
    assert_eq!(cards[0].relevance.beats, ["music"]);
    // Whoever was chosen by their beat was chosen for this text.
    let chosen = SendRequest { to: "kind:journalist (beat:music or -beat:sport)".to_owned(), ..sending.request() };
    assert!(uninterested(&sending, chosen).await.is_empty());
    let without = SendRequest { left_out: vec![music], ..sending.request() };
    assert!(uninterested(&sending, without.clone()).await.is_empty());
    // Whoever answered lately is interested, whatever their beat.
    let reply = TouchInput { kind: TouchKind::Reply, when: String::new(), zone: "UTC".to_owned(), text: "Thank you.".to_owned() };
    crate::touches::api::add(&sending.ws, music, reply).await.unwrap();
    assert!(uninterested(&sending, sending.request()).await.is_empty());
    // It can be sent all the same; nobody is left out by a score.
    let card = sending.send(sending.request()).await;
    assert_eq!(sending.drive(card.distribution).await.accepted, 4);
    let document = sending.document;
    let near = api::relevance_of(&sending.ws, lens, document).await.unwrap();
    assert!(near.relevance.score.is_some_and(|score| score >= 20), "{near:?}");
}

#[tokio::test]
async fn what_is_for_one_person_or_for_the_house_asks_nothing() {
    let sending = Sending::new(1, &lighthouse(), |_| (), YES).await;
    let music = with_beats(&sending, "Mia", &["music"]).await;
    let one = SendRequest { to: format!("person:{music}"), ..sending.request() };
    assert!(uninterested(&sending, one).await.is_empty());
    let staff = PersonInput {
        beats: vec!["music".to_owned()],
        addresses: vec![contacts::api::new_address("ada@trust.example.org".to_owned())],
        name: "Ada".to_owned(),
        ..PersonInput::of_kind(PersonKind::Employee)
    };
    contacts::api::add(&sending.ws, staff).await.unwrap();
    let new = NewDocument {
        kind: DocumentKind::Announcement,
        headline: "The lens of the lighthouse is back".to_owned(),
        language: String::new(),
    };
    let document = crate::literature::api::add(&sending.ws, new).await.unwrap().id;
    let announced = SendRequest { document, to: "kind:employee".to_owned(), ..sending.request() };
    assert!(uninterested(&sending, announced).await.is_empty());
}

#[tokio::test]
async fn many_are_told_in_rank_order_with_the_sentences_that_speak_for_it() {
    let sending = Sending::new(1, &lighthouse(), |_| (), YES).await;
    let lea = with_beats(&sending, "Lea", &["lighthouses"]).await;
    with_beats(&sending, "Mia", &["music"]).await;
    let sum = api::relevance_to(&sending.ws, "kind:journalist".to_owned(), sending.document, 2).await.unwrap();
    assert_eq!((sum.people, sum.low, sum.unknown, sum.cards.len()), (3, 1, 1, 2));
    assert_eq!(sum.cards[0].person, lea);
    contacts::api::restrict(&sending.ws, lea, "says it is wrong".to_owned()).await.unwrap();
    let refused = api::relevance_of(&sending.ws, lea, sending.document).await.unwrap_err();
    assert_eq!(refused.code, "distribution.restricted_person");
    assert_eq!(api::relevance_of(&sending.ws, 999.into(), sending.document).await.unwrap_err().code, "contacts.no_person");
}
