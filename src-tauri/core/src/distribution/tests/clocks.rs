//! Clocks that are set while it sends (D26): pace and second tries go by time that only goes ahead.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::desk::{RELEASE, Sending};
use crate::distribution::DistributionState;
use crate::distribution::api;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// An hour passes in six seconds.
const SPEED: u32 = 600;

/// Lets so many minutes pass.
async fn minutes(sending: &Sending, minutes: u64) {
    sending.ws.clock().sleep(Duration::from_secs(60 * minutes)).await;
}

#[tokio::test]
async fn a_clock_that_is_set_forward_or_back_makes_no_room_in_the_hour() {
    let sending = Sending::at_speed(SPEED, 6, RELEASE, |input| input.per_hour = Some(3), |_, _| "250 2.0.0 taken").await;
    let card = sending.send(sending.request()).await;
    let until = CancellationToken::new();
    let engine = api::start_engine(&sending.ws, until.clone());
    minutes(&sending, 10).await;
    assert_eq!(sending.server.taken().len(), 3, "the hour's three");
    sending.clock.advance_ms(HOUR_MS + 5 * MINUTE_MS);
    minutes(&sending, 15).await;
    assert_eq!(sending.server.taken().len(), 3, "nothing early");
    sending.clock.advance_ms(-2 * HOUR_MS);
    minutes(&sending, 15).await;
    assert_eq!(sending.server.taken().len(), 3, "nothing early");
    minutes(&sending, 35).await;
    assert_eq!(sending.server.taken().len(), 6, "nor late: the hour is over");
    assert_eq!(api::show(&sending.ws, card.distribution).await.unwrap().state, DistributionState::Finished);
    until.cancel();
    engine.await.unwrap();
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn a_clock_that_is_set_brings_no_second_try_forward_and_makes_none_twice() {
    let busy = |_: &str, before: usize| if before == 0 { "450 4.2.1 busy" } else { "250 2.0.0 taken" };
    let sending = Sending::at_speed(SPEED, 1, RELEASE, |_| (), busy).await;
    let card = sending.send(sending.request()).await;
    let until = CancellationToken::new();
    let engine = api::start_engine(&sending.ws, until.clone());
    minutes(&sending, 5).await;
    assert_eq!(sending.server.taken().len(), 1);
    sending.clock.advance_ms(HOUR_MS);
    minutes(&sending, 10).await;
    assert_eq!(sending.server.taken().len(), 1, "half an hour has not passed");
    sending.clock.advance_ms(-HOUR_MS);
    minutes(&sending, 50).await;
    assert_eq!(sending.server.taken().len(), 2, "it was tried again in its time");
    sending.clock.advance_ms(-HOUR_MS);
    minutes(&sending, 60).await;
    assert_eq!((sending.server.taken().len(), api::show(&sending.ws, card.distribution).await.unwrap().accepted), (2, 1));
    until.cancel();
    engine.await.unwrap();
}
