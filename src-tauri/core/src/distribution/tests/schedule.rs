//! A start at a named clock's time (D26, D28): with a clock that the test moves, as sleep and daylight saving do.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::desk::{RELEASE, Sending, work};
use crate::distribution::api::{self, EmbargoMode, Late, Schedule, SendRequest};
use crate::distribution::{Because, DistributionState};
use crate::ids::Millis;
use crate::workspace::Workspace;
use crate::workspace::testing::TODAY;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";

/// So long from the beginning of each test, as Amsterdam's clocks say it (in November: an hour ahead of UTC).
fn in_ms(ms: i64, late: Late) -> Schedule {
    let local = Millis::from(TODAY + HOUR_MS + ms).to_rfc3339()[..16].to_owned();
    Schedule { local, zone: "Europe/Amsterdam".to_owned(), late, within_ms: Some(4 * 60 * 60_000) }
}

fn at(request: SendRequest, schedule: Schedule) -> SendRequest {
    SendRequest { schedule: Some(schedule), ..request }
}

/// Lets an engine work for half a minute of the clock.
async fn a_while(ws: &Workspace) {
    let until = CancellationToken::new();
    let engine = api::start_engine(ws, until.clone());
    ws.clock().sleep(Duration::from_secs(30)).await;
    until.cancel();
    engine.await.unwrap();
}

#[tokio::test]
async fn it_waits_for_its_time_over_restarts_and_goes_once() {
    let sending = Sending::new(4, RELEASE, |_| (), YES).await;
    let card = sending.send(at(SendRequest { go_on: false, ..sending.request() }, in_ms(48 * HOUR_MS, Late::Ask))).await;
    let start = card.start.clone().unwrap();
    assert_eq!((card.state, start.zone.as_str(), start.late), (DistributionState::Scheduled, "Europe/Amsterdam", Late::Ask));
    assert_eq!(start.at.get() / MINUTE_MS, (TODAY + 48 * HOUR_MS) / MINUTE_MS);
    a_while(&sending.ws).await;
    let again = sending.reopened();
    sending.clock.advance_ms(48 * HOUR_MS - 5 * MINUTE_MS);
    a_while(&again).await;
    assert_eq!(
        (api::show(&again, card.distribution).await.unwrap().state, sending.server.taken().len()),
        (DistributionState::Scheduled, 0)
    );
    let third = sending.reopened();
    sending.clock.advance_ms(6 * MINUTE_MS);
    let card = work(&third, card.distribution, |card| card.state == DistributionState::Finished).await;
    assert_eq!((card.accepted, sending.server.taken().len()), (4, 4));
}

#[tokio::test]
async fn clocks_that_are_set_an_hour_back_or_forward_send_nothing_early_and_nothing_twice() {
    let sending = Sending::new(4, RELEASE, |_| (), YES).await;
    let card = sending.send(at(sending.request(), in_ms(2 * HOUR_MS, Late::Ask))).await;
    // Set back while it waits: what the clock says counts, and it says that there is time.
    sending.clock.advance_ms(2 * HOUR_MS - 5 * MINUTE_MS);
    sending.clock.advance_ms(-HOUR_MS);
    a_while(&sending.ws).await;
    assert_eq!(sending.server.taken().len(), 0, "nothing early");
    sending.clock.advance_ms(HOUR_MS + 6 * MINUTE_MS);
    sending.drive(card.distribution).await;
    assert_eq!(sending.server.taken().len(), 4);
    // Set back once it went: the hour comes a second time, and nothing with it.
    sending.clock.advance_ms(-HOUR_MS);
    a_while(&sending.ws).await;
    sending.clock.advance_ms(HOUR_MS);
    a_while(&sending.ws).await;
    assert_eq!(sending.server.taken().len(), 4, "nothing twice");
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_does_not_shorten_the_hold() {
    let sending = Sending::at_speed(1, 3, RELEASE, |_| (), YES).await;
    let card = sending.send(SendRequest { hold_ms: 4_000, ..sending.request() }).await;
    let until = CancellationToken::new();
    let engine = api::start_engine(&sending.ws, until.clone());
    sending.ws.clock().sleep(Duration::from_millis(500)).await;
    sending.clock.advance_ms(HOUR_MS);
    sending.ws.clock().sleep(Duration::from_millis(1_000)).await;
    assert_eq!(api::show(&sending.ws, card.distribution).await.unwrap().state, DistributionState::Holding);
    sending.clock.advance_ms(-2 * HOUR_MS);
    sending.ws.clock().sleep(Duration::from_millis(5_000)).await;
    assert_eq!(sending.server.taken().len(), 3, "nor does one that is set back lengthen it");
    until.cancel();
    engine.await.unwrap();
}

#[tokio::test]
async fn what_is_late_is_asked_sent_or_stopped_as_the_rule_says() {
    for (late_ms, late, end, gone) in [
        (10 * MINUTE_MS, Late::Ask, DistributionState::Finished, 3),
        (16 * MINUTE_MS, Late::Ask, DistributionState::Paused, 0),
        (3 * HOUR_MS, Late::Send, DistributionState::Finished, 3),
        (5 * HOUR_MS, Late::Send, DistributionState::Paused, 0),
        (16 * MINUTE_MS, Late::Cancel, DistributionState::Stopped, 0),
    ] {
        let sending = Sending::new(3, RELEASE, |_| (), YES).await;
        let card = sending.send(at(sending.request(), in_ms(HOUR_MS, late))).await;
        // The machine slept.
        sending.clock.advance_ms(HOUR_MS + late_ms);
        let card = sending.drive(card.distribution).await;
        a_while(&sending.ws).await;
        assert_eq!((card.state, sending.server.taken().len()), (end, gone), "{late:?} {late_ms}");
        match end {
            DistributionState::Paused => {
                assert_eq!(card.because, Some(Because::Late));
                api::resume(&sending.ws, card.distribution).await.unwrap();
                assert_eq!(sending.drive(card.distribution).await.accepted, 3, "the user says that it goes");
            }
            DistributionState::Stopped => {
                let card = api::show(&sending.ws, card.distribution).await.unwrap();
                assert_eq!((card.because, card.cancelled, card.waiting), (Some(Because::Late), 3, 0));
                assert!(card.trouble.unwrap().key.ends_with("late_cancelled"));
            }
            _ => {}
        }
    }
}

/// A release whose embargo lifts three hours from now.
fn embargoed() -> String {
    let lift = Millis::from(TODAY + 3 * HOUR_MS).to_rfc3339();
    RELEASE.replace("kind:", &format!("embargo: {} UTC\nkind:", lift[..16].replace('T', " ")))
}

#[tokio::test]
async fn what_is_late_never_goes_by_itself_once_its_embargo_has_lifted() {
    let sending = Sending::new(3, &embargoed(), |_| (), YES).await;
    let under = SendRequest { embargo: EmbargoMode::Under, ..sending.request() };
    let too_late = api::review(&sending.ws, at(under.clone(), in_ms(3 * HOUR_MS, Late::Send))).await.unwrap_err();
    assert_eq!(too_late.code, "distribution.schedule.after_lift");
    let card = sending.send(at(under, in_ms(HOUR_MS, Late::Send))).await;
    sending.clock.advance_ms(3 * HOUR_MS + 5 * MINUTE_MS);
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, sending.server.taken().len()), (DistributionState::Paused, Some(Because::Late), 0));
    api::resume(&sending.ws, card.distribution).await.unwrap();
    assert_eq!(sending.drive(card.distribution).await.accepted, 3, "the user was asked, and is not asked again");
}

#[tokio::test]
async fn what_is_late_never_goes_by_itself_once_a_date_in_it_has_passed() {
    let text = RELEASE.replace("kind:", "subject: Open on 24 November 2026\nkind:");
    let sending = Sending::new(3, &text, |_| (), YES).await;
    let card = sending.send(at(sending.request(), Schedule { within_ms: Some(24 * 60 * 60_000), ..in_ms(HOUR_MS, Late::Send) })).await;
    let same_day = sending.send(at(sending.request(), in_ms(HOUR_MS, Late::Send))).await;
    sending.clock.advance_ms(3 * HOUR_MS);
    let one = api::drive(&sending.ws, same_day.distribution, CancellationToken::new(), |_| ()).await.unwrap();
    assert_eq!(one.state, DistributionState::Finished, "the day is not over");
    // The first went in the same look; a third one is missed by a night.
    assert_eq!(sending.drive(card.distribution).await.state, DistributionState::Finished);
    let card = sending.send(at(sending.request(), Schedule { within_ms: Some(24 * 60 * 60_000), ..in_ms(5 * HOUR_MS, Late::Send) })).await;
    sending.clock.advance_ms(16 * HOUR_MS);
    let gone = sending.server.taken().len();
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, sending.server.taken().len()), (DistributionState::Paused, Some(Because::Late), gone));
    let told = card.trouble.unwrap();
    assert_eq!(told.key, "distribution.late_date.field");
    assert!(told.to_string().contains("“24 November 2026” in the field “subject”"), "{told}");
    api::resume(&sending.ws, card.distribution).await.unwrap();
    assert_eq!(sending.drive(card.distribution).await.accepted, 3, "the user says that it goes");
}

#[tokio::test]
async fn at_the_lift_and_after_it_is_one_and_the_same_kind_of_start() {
    let sending = Sending::new(3, &embargoed(), |_| (), YES).await;
    let lift = SendRequest { embargo: EmbargoMode::Lift, ..sending.request() };
    let before = api::review(&sending.ws, at(lift.clone(), in_ms(2 * HOUR_MS, Late::Ask))).await.unwrap_err();
    assert_eq!(before.code, "distribution.schedule.before_lift");
    let at_lift = sending.send(lift.clone()).await;
    let start = at_lift.start.unwrap();
    assert_eq!((start.at, start.zone.as_str()), (at_lift.due_at.unwrap(), "UTC"));
    let after = sending.send(at(lift, in_ms(5 * HOUR_MS, Late::Ask))).await;
    assert_eq!(after.start.unwrap().at.get() / MINUTE_MS, (TODAY + 5 * HOUR_MS) / MINUTE_MS);
    sending.clock.advance_ms(3 * HOUR_MS + MINUTE_MS);
    assert_eq!(sending.drive(at_lift.distribution).await.accepted, 3);
    assert_eq!(api::show(&sending.ws, after.distribution).await.unwrap().state, DistributionState::Scheduled);
    sending.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(sending.drive(after.distribution).await.accepted, 3);
    assert!(sending.server.taken().iter().all(|mail| mail.text.contains("\nSubject: The lens is back\n")), "unmarked");
}

#[tokio::test]
async fn a_schedule_can_be_changed_paused_and_taken_back_until_it_begins() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let card = sending.send(at(sending.request(), in_ms(HOUR_MS, Late::Ask))).await;
    let card = api::reschedule(&sending.ws, card.distribution, in_ms(3 * HOUR_MS, Late::Cancel)).await.unwrap();
    assert_eq!((card.state, card.start.unwrap().late), (DistributionState::Scheduled, Late::Cancel));
    sending.clock.advance_ms(HOUR_MS + MINUTE_MS);
    a_while(&sending.ws).await;
    assert_eq!(sending.server.taken().len(), 0, "the first time counts no more");
    let refused = api::reschedule(&sending.ws, card.distribution, in_ms(HOUR_MS, Late::Ask)).await.unwrap_err();
    assert_eq!(refused.code, "distribution.schedule.past");
    api::pause(&sending.ws, card.distribution).await.unwrap();
    let card = api::resume(&sending.ws, card.distribution).await.unwrap();
    assert_eq!(card.state, DistributionState::Scheduled, "it goes on waiting for its time");
    let other = sending.send(at(sending.request(), in_ms(4 * HOUR_MS, Late::Ask))).await;
    assert_eq!(api::take_back(&sending.ws, other.distribution).await.unwrap().state, DistributionState::Stopped);
    sending.clock.advance_ms(2 * HOUR_MS);
    let card = sending.drive(card.distribution).await;
    assert_eq!(card.accepted, 3);
    let begun = api::reschedule(&sending.ws, card.distribution, in_ms(30 * HOUR_MS, Late::Ask)).await.unwrap_err();
    assert_eq!(begun.code, "distribution.schedule.begun");
    sending.clock.advance_ms(2 * HOUR_MS);
    a_while(&sending.ws).await;
    assert_eq!(sending.server.taken().len(), 3, "what was taken back does not go");
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn the_forecast_begins_with_the_start() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let review = api::review(&sending.ws, at(sending.request(), in_ms(48 * HOUR_MS, Late::Ask))).await.unwrap();
    let start = review.start.unwrap();
    assert!((0..MINUTE_MS).contains(&(review.forecast_at.get() - start.at.get())), "{:?}", review.forecast_at);
}
