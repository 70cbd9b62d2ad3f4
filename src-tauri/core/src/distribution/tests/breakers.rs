//! Breakers (D13): against a server of the test's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::desk::{HANG_UP, RELEASE, Sending, journalist};
use crate::accounts;
use crate::contacts;
use crate::distribution::api::{self, Breakers};
use crate::distribution::{Because, DeliveryState, DistributionState};

/// A server that can be told to take everything from now on.
fn until_told(refusal: fn(&str) -> &'static str) -> (Arc<AtomicBool>, impl Fn(&str, usize) -> &'static str + Send + Sync + 'static) {
    let told = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&told);
    (told, move |to: &str, _: usize| if heard.load(Ordering::SeqCst) { "250 2.0.0 taken" } else { refusal(to) })
}

async fn add(sending: &Sending, people: usize, domain: impl Fn(usize) -> String) {
    for n in 0..people {
        contacts::api::add(&sending.ws, journalist(&format!("Person {n}"), &format!("person{n}@{}", domain(n)))).await.unwrap();
    }
}

#[tokio::test]
async fn a_domain_that_refuses_five_running_waits_and_everybody_else_gets_theirs() {
    let (told, answers) = until_told(|to| if to.contains("@one.") { "550 5.7.1 not from you" } else { "250 ok" });
    let sending = Sending::new(0, RELEASE, |_| (), answers).await;
    add(&sending, 30, |n| if n < 24 { "one.example.net".to_owned() } else { format!("paper{n}.example.net") }).await;
    api::set_breakers(&sending.ws, Breakers { equal: 0, first_hundred: 0, ..Breakers::default() }).await.unwrap();
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, card.accepted), (DistributionState::Paused, Some(Because::Domain), 6));
    // What was on the wire already ended as it ended.
    assert!((5..=14).contains(&card.refused), "{}", card.refused);
    assert_eq!(card.waiting, 24 - card.refused);
    let held: Vec<&str> = card.held.iter().map(|held| held.domain.as_str()).collect();
    assert_eq!(held, ["one.example.net"]);
    assert!(card.held[0].says.to_string().contains("one.example.net refused 5 letters running"), "{}", card.held[0].says);
    let waiting = sending.rows(card.distribution).await.into_iter().filter(|row| row.state == DeliveryState::Planned);
    assert!(waiting.into_iter().all(|row| row.because == Some(Because::Domain)));
    // Over a restart it waits all the same.
    let again = sending.reopened();
    let still = super::desk::work(&again, card.distribution, |card| card.state == DistributionState::Paused).await;
    assert_eq!((still.because, still.waiting), (card.because, card.waiting));
    told.store(true, Ordering::SeqCst);
    let unknown = api::release_domain(&again, card.distribution, "two.example.net".to_owned()).await.unwrap_err();
    assert_eq!(unknown.code, "distribution.not_held");
    api::release_domain(&again, card.distribution, "one.example.net".to_owned()).await.unwrap();
    let done = super::desk::work(&again, card.distribution, |card| card.state == DistributionState::Finished).await;
    assert_eq!((done.accepted + done.refused, done.held.len()), (30, 0));
    assert!(api::verify(&again).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn three_equal_refusals_and_too_many_of_the_first_hundred_ask_once_each() {
    let sending = Sending::new(14, RELEASE, |_| (), |_, _| "554 5.7.1 we do not take this (4Tz9Ks)").await;
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because), (DistributionState::Paused, Some(Because::User)));
    let trouble = card.trouble.clone().unwrap().to_string();
    assert!(trouble.contains("3 letters running") && trouble.contains("we do not take this"), "{trouble}");
    assert!((3..=5).contains(&card.refused), "{}", card.refused);
    api::resume(&sending.ws, card.distribution).await.unwrap();
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because), (DistributionState::Paused, Some(Because::User)));
    assert!(card.trouble.unwrap().key.ends_with("breaker.first"));
    api::resume(&sending.ws, card.distribution).await.unwrap();
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.refused), (DistributionState::Finished, 14), "the user said twice that it goes on");
}

#[tokio::test]
async fn three_connections_lost_running_pause_the_account_until_the_user_says_so() {
    let (told, answers) = until_told(|_| HANG_UP);
    let sending = Sending::new(9, RELEASE, |_| (), answers).await;
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, card.uncertain, card.waiting), (DistributionState::Paused, Some(Because::Account), 3, 6));
    assert!(card.trouble.unwrap().key.ends_with("connections_lost"));
    assert!(accounts::api::list(&sending.ws).await.unwrap().iter().any(|one| one.paused.is_some()), "the account itself");
    told.store(true, Ordering::SeqCst);
    api::resume_account(&sending.ws, card.account).await.unwrap();
    let card = sending.drive(card.distribution).await;
    assert_eq!(
        (card.state, card.accepted, card.uncertain),
        (DistributionState::Finished, 6, 3),
        "what nobody knows is asked, never repeated"
    );
}

#[tokio::test]
async fn a_breaker_that_is_switched_off_breaks_nothing() {
    let sending = Sending::new(14, RELEASE, |_| (), |_, _| "554 5.7.1 we do not take this").await;
    let none = Breakers { domain_running: 0, domain_percent: 0, lost: 0, equal: 0, first_hundred: 0 };
    api::set_breakers(&sending.ws, none).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::breakers(&sending.ws).await.unwrap(), Breakers::default(), "taken back");
    assert_eq!(api::set_breakers(&sending.ws, none).await.unwrap(), none);
    assert_eq!(api::breakers(&sending.reopened()).await.unwrap(), none, "kept");
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.refused), (DistributionState::Finished, 14));
    let refused = api::set_breakers(&sending.ws, Breakers { lost: 1_000, ..none }).await.unwrap_err();
    assert_eq!(refused.code, "distribution.breakers.too_many");
    assert_eq!(api::breakers(&sending.ws).await.unwrap(), none);
}
