//! The machine's sleep (D27), as a machine tells of it that the test puts to sleep.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::desk::{RELEASE, Sending};
use crate::distribution::api::{self, DistributionCard};
use crate::distribution::{DeliveryState, DistributionState};
use crate::power::{Hold, Power, Sleeper};

/// A machine that counts what is asked of it.
#[derive(Clone)]
struct Machine {
    awake: Arc<AtomicU32>,
    delay: Arc<AtomicU32>,
    sleeps: Arc<watch::Sender<bool>>,
}

impl Machine {
    fn new() -> Self {
        Self { awake: Arc::default(), delay: Arc::default(), sleeps: Arc::new(watch::channel(false).0) }
    }

    fn held(&self) -> (u32, u32) {
        (self.awake.load(Ordering::SeqCst), self.delay.load(Ordering::SeqCst))
    }
}

struct Counted(Arc<AtomicU32>);

impl Counted {
    fn hold(count: &Arc<AtomicU32>) -> Option<Hold> {
        count.fetch_add(1, Ordering::SeqCst);
        Some(Box::new(Self(Arc::clone(count))))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl Sleeper for Machine {
    async fn keep_awake(&self) -> Option<Hold> {
        Counted::hold(&self.awake)
    }
    async fn delay_sleep(&self) -> Option<Hold> {
        Counted::hold(&self.delay)
    }
    async fn going_to_sleep(&self) -> watch::Receiver<bool> {
        self.sleeps.subscribe()
    }
}

/// Waits for something, for a few seconds of the machine's own clock.
async fn until(sending: &Sending, what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..2_000 {
        if done() {
            return;
        }
        sending.ws.clock().sleep(Duration::from_millis(100)).await;
    }
    panic!("{what} did not come about");
}

async fn show(sending: &Sending, card: &DistributionCard) -> DistributionCard {
    api::show(&sending.ws, card.distribution).await.unwrap()
}

#[tokio::test]
async fn the_machine_is_kept_awake_while_letters_go_and_no_longer() {
    let machine = Machine::new();
    let sending = Sending::new(40, RELEASE, |input| input.per_minute = Some(60), |_, _| "250 2.0.0 taken").await;
    sending.ws.set_part(Arc::new(Power::over(machine.clone())));
    let card = sending.send(sending.request()).await;
    assert_eq!(machine.held(), (0, 0));
    let end = CancellationToken::new();
    let engine = api::start_engine(&sending.ws, end.clone());
    until(&sending, "the hold", || machine.held() == (1, 1)).await;
    assert!(sending.server.taken().len() < 40);
    until(&sending, "the end", || sending.server.taken().len() == 40).await;
    until(&sending, "the release", || machine.held() == (0, 0)).await;
    assert_eq!(show(&sending, &card).await.state, DistributionState::Finished);
    end.cancel();
    engine.await.unwrap();
}

#[tokio::test]
async fn before_the_sleep_nothing_more_begins_and_after_it_the_rest_goes_over_new_connections() {
    let machine = Machine::new();
    let sending = Sending::new(60, RELEASE, |input| input.per_minute = Some(240), |_, _| "250 2.0.0 taken").await;
    sending.ws.set_part(Arc::new(Power::over(machine.clone())));
    let card = sending.send(sending.request()).await;
    let end = CancellationToken::new();
    let engine = api::start_engine(&sending.ws, end.clone());
    until(&sending, "some letters", || sending.server.taken().len() >= 10).await;
    machine.sleeps.send(true).unwrap();
    until(&sending, "the leave to sleep", || machine.held() == (1, 0)).await;
    let gone = sending.server.taken().len();
    sending.ws.clock().sleep(Duration::from_secs(60)).await;
    assert_eq!(sending.server.taken().len(), gone, "it sleeps");
    assert!(gone < 60);
    let rows = sending.rows(card.distribution).await;
    assert!(rows.iter().all(|row| matches!(row.state, DeliveryState::Accepted | DeliveryState::Planned)), "nothing is in doubt");
    machine.sleeps.send(false).unwrap();
    until(&sending, "the rest", || sending.server.taken().len() == 60).await;
    end.cancel();
    engine.await.unwrap();
    let card = show(&sending, &card).await;
    assert_eq!((card.state, card.accepted, card.uncertain), (DistributionState::Finished, 60, 0));
    assert_eq!(machine.held(), (0, 0));
}

#[tokio::test]
async fn a_letter_whose_answer_the_sleep_swallowed_is_uncertain_soon_after_and_is_not_sent_again() {
    let machine = Machine::new();
    // One server that takes the third letter and never answers.
    let sending =
        Sending::new(5, RELEASE, |_| (), |to, _| if to.starts_with("person2@") { super::desk::SILENCE } else { "250 2.0.0 taken" }).await;
    sending.ws.set_part(Arc::new(Power::over(machine.clone())));
    let card = sending.send(sending.request()).await;
    let end = CancellationToken::new();
    let engine = api::start_engine(&sending.ws, end.clone());
    until(&sending, "the silence", || sending.server.taken().iter().any(|mail| mail.to.starts_with("person2@"))).await;
    // Ten minutes are the server's by right (D10); nobody said that the machine would sleep, and it did.
    sending.clock.sleep_through(Duration::from_secs(8 * 60 * 60));
    until(&sending, "the rest", || sending.server.taken().len() == 5).await;
    sending.ws.clock().sleep(Duration::from_secs(5)).await;
    end.cancel();
    engine.await.unwrap();
    let card = show(&sending, &card).await;
    assert_eq!((card.accepted, card.uncertain), (4, 1));
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}
