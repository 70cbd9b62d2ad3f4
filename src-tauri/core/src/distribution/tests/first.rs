//! The first few, then the rest (D15): against a server of the test's own, with a clock that the test moves.

use super::desk::{RELEASE, Sending, work};
use crate::contacts;
use crate::distribution::api::{self, First, SendRequest};
use crate::distribution::{Because, DeliveryState, DistributionState};
use crate::error::Kind;

const MINUTE_MS: i64 = 60_000;
const ASK: Option<First> = Some(First { count: 5, wait_ms: None });
const TEN_MINUTES: Option<First> = Some(First { count: 5, wait_ms: Some(10 * 60_000) });

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";

/// Twelve people, the first eight of them at one paper.
async fn at_few_papers(answers: fn(&str, usize) -> &'static str) -> Sending {
    let sending = Sending::new(0, RELEASE, |input| input.connections = 4, answers).await;
    for n in 0..12 {
        let paper = if n < 8 { 0 } else { n };
        let person = super::desk::journalist(&format!("Person {n}"), &format!("person{n}@paper{paper}.example.net"));
        contacts::api::add(&sending.ws, person).await.unwrap();
    }
    sending
}

fn takers(sending: &Sending) -> Vec<String> {
    let mut takers: Vec<String> = sending.server.taken().into_iter().map(|mail| mail.to).collect();
    takers.sort();
    takers
}

#[tokio::test]
async fn five_of_different_domains_go_to_their_end_and_the_rest_waits_for_the_word() {
    let sending = at_few_papers(YES).await;
    let card = sending.send(SendRequest { first: ASK, ..sending.request() }).await;
    assert_eq!(card.first.map(|first| (first.count, first.accepted)), Some((5, 0)));
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because), (DistributionState::Paused, Some(Because::First)));
    assert_eq!((card.accepted, card.waiting, card.first.unwrap().goes_on_at), (5, 7, None));
    assert!(card.trouble.as_ref().unwrap().to_string().contains("The first 5 were accepted"), "{:?}", card.trouble);
    let domains: std::collections::BTreeSet<String> = takers(&sending).iter().map(|to| to.split('@').nth(1).unwrap().to_owned()).collect();
    assert_eq!(domains.len(), 5, "one of each paper: {domains:?}");
    let first = api::first_few(&sending.ws, card.distribution).await.unwrap();
    assert!(first.len() == 5 && first.iter().all(|row| row.state == DeliveryState::Accepted));
    // What they got can be looked at: made again, it is byte for byte what went.
    let one = &first[0];
    let letter = api::letter(&sending.ws, one.delivery).await.unwrap();
    assert_eq!(letter.as_it_went, Some(true), "{letter:?}");
    assert_eq!(Some(letter.to), one.name.as_ref().zip(one.address.as_ref()).map(|(name, address)| format!("{name} <{address}>")));
    assert!(letter.html.contains("lens") && letter.subject.contains("lens"), "{}", letter.subject);
    // However long nobody answers.
    sending.clock.advance_ms(48 * 60 * MINUTE_MS);
    sending.work(card.distribution, |card| card.state == DistributionState::Paused).await;
    assert_eq!(sending.server.taken().len(), 5);
    api::resume(&sending.ws, card.distribution).await.unwrap();
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.accepted, card.first), (DistributionState::Finished, 12, None));
    assert_eq!(sending.server.taken().len(), 12, "once each");
}

#[tokio::test]
async fn the_rest_goes_by_itself_after_its_minutes_where_all_were_accepted() {
    let sending = at_few_papers(YES).await;
    let card = sending.send(SendRequest { first: TEN_MINUTES, go_on: false, ..sending.request() }).await;
    let card = sending.work(card.distribution, |card| card.because == Some(Because::First)).await;
    let waits_ms = card.first.unwrap().goes_on_at.unwrap().get() - sending.ws.now().get();
    assert!((8 * MINUTE_MS..=10 * MINUTE_MS).contains(&waits_ms), "{waits_ms}");
    assert_eq!(api::under_way(&sending.ws).await.unwrap().len(), 1, "it goes by itself: closing the window would interrupt it (U14)");
    sending.clock.advance_ms(waits_ms - MINUTE_MS);
    sending.work(card.distribution, |card| card.because == Some(Because::First)).await;
    assert_eq!(sending.server.taken().len(), 5);
    sending.clock.advance_ms(MINUTE_MS);
    // The command line that sends waits with it.
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.accepted), (DistributionState::Finished, 12));
    assert_eq!(sending.server.taken().len(), 12, "once each");
}

#[tokio::test]
async fn one_refusal_among_the_first_keeps_the_rest_from_going_by_itself() {
    let sending = at_few_papers(|to, _| if to.starts_with("person9") { "550 5.1.1 no such user" } else { "250 ok" }).await;
    let card = sending.send(SendRequest { first: TEN_MINUTES, ..sending.request() }).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, card.accepted, card.refused), (DistributionState::Paused, Some(Because::First), 4, 1));
    assert_eq!(card.first.unwrap().goes_on_at, None);
    assert!(card.trouble.unwrap().to_string().contains("Of the first 5, 4 were accepted"));
    sending.clock.advance_ms(60 * MINUTE_MS);
    assert_eq!(sending.drive(card.distribution).await.accepted, 4);
}

#[tokio::test]
async fn whoever_must_be_tried_again_is_waited_for_unless_the_user_says_otherwise() {
    for (impatient, at_first) in [(false, 5), (true, 12)] {
        let sending = at_few_papers(|to, before| if to.starts_with("person9") && before == 0 { "451 4.3.0 later" } else { "250 ok" }).await;
        let card = sending.send(SendRequest { first: ASK, ..sending.request() }).await;
        let card = sending.drive(card.distribution).await;
        assert_eq!((card.state, card.because, card.retrying), (DistributionState::Sending, Some(Because::First), 1));
        assert_eq!(sending.server.taken().len(), 5);
        if impatient {
            api::resume(&sending.ws, card.distribution).await.unwrap();
            sending.drive(card.distribution).await;
        } else {
            sending.clock.advance_ms(card.next_try_at.unwrap().get() - sending.ws.now().get());
            let card = sending.drive(card.distribution).await;
            assert_eq!((card.state, card.because, card.accepted), (DistributionState::Paused, Some(Because::First), 5));
        }
        assert_eq!(sending.server.taken().len(), at_first + usize::from(!impatient), "the second try is one of them");
    }
}

#[tokio::test]
async fn after_a_restart_it_still_waits_and_what_would_go_by_itself_asks() {
    for (first, go_on, asks) in [(ASK, true, true), (ASK, false, true), (TEN_MINUTES, false, true), (TEN_MINUTES, true, false)] {
        let sending = at_few_papers(YES).await;
        let card = sending.send(SendRequest { first, go_on, ..sending.request() }).await;
        sending.work(card.distribution, |card| card.because == Some(Because::First)).await;
        let again = sending.reopened();
        sending.clock.advance_ms(11 * MINUTE_MS);
        let done = if asks { DistributionState::Paused } else { DistributionState::Finished };
        let card =
            work(&again, card.distribution, |card| card.state == done && card.first.is_none_or(|first| first.goes_on_at.is_none())).await;
        assert_eq!(sending.server.taken().len(), if asks { 5 } else { 12 }, "{first:?} {go_on}");
        if asks {
            assert_eq!(card.because, Some(Because::First));
            api::resume(&again, card.distribution).await.unwrap();
            work(&again, card.distribution, |card| card.state == DistributionState::Finished).await;
            assert_eq!(sending.server.taken().len(), 12, "once each");
        }
    }
}

#[tokio::test]
async fn a_start_in_the_middle_of_the_first_few_sends_no_more_than_them() {
    let sending = at_few_papers(YES).await;
    // Written down, and the program ended before a letter left.
    let card = sending.send(SendRequest { first: ASK, go_on: true, ..sending.request() }).await;
    let again = sending.reopened();
    let card = work(&again, card.distribution, |card| card.because == Some(Because::First)).await;
    assert_eq!((card.state, card.accepted, sending.server.taken().len()), (DistributionState::Paused, 5, 5));
}

#[tokio::test]
async fn a_machine_that_slept_through_the_minutes_asks() {
    let sending = at_few_papers(YES).await;
    let card = sending.send(SendRequest { first: TEN_MINUTES, ..sending.request() }).await;
    sending.work(card.distribution, |card| card.because == Some(Because::First)).await;
    sending.clock.advance_ms(30 * MINUTE_MS);
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, sending.server.taken().len()), (DistributionState::Paused, Some(Because::First), 5));
    assert!(card.trouble.unwrap().key.ends_with("first.late"));
}

#[tokio::test]
async fn the_rest_that_would_go_by_itself_can_be_kept_waiting_or_ended() {
    let sending = at_few_papers(YES).await;
    let card = sending.send(SendRequest { first: TEN_MINUTES, ..sending.request() }).await;
    let refused = api::keep_waiting(&sending.ws, card.distribution).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("distribution.first.not_waiting", Kind::Refusal));
    sending.work(card.distribution, |card| card.because == Some(Because::First)).await;
    let card = api::keep_waiting(&sending.ws, card.distribution).await.unwrap();
    assert_eq!(card.first.unwrap().goes_on_at, None);
    sending.clock.advance_ms(11 * MINUTE_MS);
    sending.drive(card.distribution).await;
    assert_eq!(sending.server.taken().len(), 5);
    let card = api::stop(&sending.ws, card.distribution).await.unwrap();
    assert_eq!((card.state, card.accepted, card.cancelled), (DistributionState::Stopped, 5, 7));
}

#[tokio::test]
async fn a_list_that_is_no_longer_than_the_first_few_goes_without_a_question() {
    for follow in [false, true] {
        let sending = Sending::new(5, RELEASE, |_| (), YES).await;
        let card = sending.send(SendRequest { first: ASK, follow, hold_ms: 10_000, ..sending.request() }).await;
        let card = sending.drive(card.distribution).await;
        assert_eq!((card.state, card.accepted), (DistributionState::Finished, 5), "follow {follow}");
    }
}

#[tokio::test]
async fn a_list_that_followed_its_segment_has_its_first_few_too() {
    let sending = at_few_papers(YES).await;
    let card = sending.send(SendRequest { first: ASK, follow: true, hold_ms: 10_000, ..sending.request() }).await;
    assert_eq!(card.first.unwrap().count, 5, "as many as they will be");
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, card.accepted, card.waiting), (DistributionState::Paused, Some(Because::First), 5, 7));
}

#[tokio::test]
async fn first_few_that_make_no_sense_are_refused() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let seal = api::review(&sending.ws, sending.request()).await.unwrap().seal;
    for (count, wait_ms, code) in [
        (0, None, "distribution.first.count"),
        (51, None, "distribution.first.count"),
        (5, Some(0), "distribution.first.wait"),
        (5, Some(u32::MAX), "distribution.first.wait"),
    ] {
        let request = SendRequest { first: Some(First { count, wait_ms }), ..sending.request() };
        let refused = api::send(&sending.ws, request, seal.clone()).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.kind), (code, Kind::Refusal));
    }
    assert!(api::list(&sending.ws).await.unwrap().is_empty());
}
