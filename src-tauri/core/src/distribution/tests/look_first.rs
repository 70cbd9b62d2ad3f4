//! A later run looks before it goes on (D24): when it must, and what its word lets go on. The mailbox itself is a real server's, among
//! the tests of mail.

use super::desk::{RELEASE, Sending, work};
use crate::accounts::api::ReadingInput;
use crate::accounts::{self, ServerChoice};
use crate::distribution::api::{self, SendRequest};
use crate::distribution::{Because, DistributionState};
use crate::net::Tls;

/// A mailbox that nobody reaches.
async fn read_nowhere(sending: &Sending) {
    let server = ServerChoice { host: "127.0.0.1".to_owned(), port: 1, tls: Tls::None, user: String::new() };
    let reading = ReadingInput { server, sent_folder: String::new() };
    accounts::api::set_reading(&sending.ws, sending.account.id, Some(reading)).await.unwrap();
}

#[tokio::test]
async fn a_later_run_goes_on_only_after_a_look_or_the_users_word_and_the_run_that_began_it_needs_neither() {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    let held = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let id = held.distribution;
    api::pause(&sending.ws, id).await.unwrap();
    let again = sending.reopened();
    assert_eq!(api::to_look_first(&again, id).await.unwrap(), 0, "nothing says where the mailbox is");
    read_nowhere(&sending).await;
    assert_eq!((api::to_look_first(&sending.ws, id).await.unwrap(), api::to_look_first(&again, id).await.unwrap()), (0, 2));
    let refused = api::resume(&again, id).await.unwrap_err();
    assert_eq!(refused.code, "distribution.look_first");
    assert_eq!(api::look_first(&again, id).await.unwrap_err().kind, crate::error::Kind::Failure);
    let shown = api::show(&again, id).await.unwrap();
    let told = shown.trouble.unwrap();
    assert_eq!((shown.state, &*told.key), (DistributionState::Paused, "distribution.look_first_failed"), "nobody could look: it is asked");
    assert_eq!(api::resume(&again, id).await.unwrap_err().code, "distribution.look_first", "and asked again");
    assert!(sending.server.taken().is_empty());
    api::without_look(&again, id);
    api::resume(&again, id).await.unwrap();
    let done = work(&again, id, |card| card.state == DistributionState::Finished).await;
    assert_eq!((done.accepted, sending.server.taken().len()), (2, 2));
}

#[tokio::test]
async fn what_goes_on_by_itself_after_a_crash_waits_for_the_look_and_asks_if_nobody_can() {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    let sent = sending.send(SendRequest { go_on: true, ..sending.request() }).await;
    read_nowhere(&sending).await;
    let again = sending.reopened();
    let asked = work(&again, sent.distribution, |card| {
        card.state == DistributionState::Paused && card.trouble.as_ref().is_some_and(|told| told.key == "distribution.look_first_failed")
    })
    .await;
    assert_eq!((asked.because, asked.waiting, sending.server.taken().len()), (Some(Because::User), 2, 0));
    // Where no mailbox is read, it goes on by itself as it was told to.
    accounts::api::set_reading(&sending.ws, sending.account.id, None).await.unwrap();
    let other = sending.send(SendRequest { go_on: true, ..sending.request() }).await;
    let third = sending.reopened();
    let done = work(&third, other.distribution, |card| card.state == DistributionState::Finished).await;
    assert_eq!(done.accepted, 2);
}
