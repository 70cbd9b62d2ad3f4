//! The engine against a server of the test's own, with a clock that the test moves: retries, pace, forecast, embargo, lists.

use super::desk::{RELEASE, Sending, journalist, work};
use crate::contacts::{self, PersonInput, PersonKind};
use crate::distribution::api::{self, EmbargoMode, SendRequest};
use crate::distribution::store::ledger::{self, Chain, Move};
use crate::distribution::{Because, DeliveryState, DistributionState, Exclusion};
use crate::ids::Millis;
use crate::literature;
use crate::messages::Language;
use crate::segments;
use crate::workspace::testing::TODAY;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";

#[tokio::test]
async fn a_row_that_is_refused_for_now_is_tried_again_after_half_an_hour_and_then_has_it_once() {
    let sending =
        Sending::new(3, RELEASE, |_| (), |to, before| if to.starts_with("person1") && before == 0 { "451 4.3.0 later" } else { "250 ok" })
            .await;
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.retrying, card.state), (2, 1, DistributionState::Sending));
    let row = sending.rows(card.distribution).await.remove(1);
    let wait = row.next_try_at.unwrap().get() - sending.ws.now().get();
    assert!((29 * MINUTE_MS..=36 * MINUTE_MS).contains(&wait), "{wait}");
    // Nothing is tried before its time.
    sending.clock.advance_ms(wait - 2 * MINUTE_MS);
    sending.drive(card.distribution).await;
    assert_eq!(sending.server.taken().len(), 3);
    sending.clock.advance_ms(2 * MINUTE_MS);
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.retrying, card.state), (3, 0, DistributionState::Finished));
    // The second try is the first one's bytes (D7).
    let tries: Vec<String> =
        sending.server.taken().into_iter().filter(|mail| mail.to.starts_with("person1")).map(|mail| mail.text).collect();
    assert_eq!(tries.len(), 2);
    assert_eq!(tries[0], tries[1]);
}

#[tokio::test]
async fn tries_are_spaced_ever_wider_and_given_up_after_a_day() {
    let sending = Sending::new(1, RELEASE, |_| (), |_, _| "451 4.3.0 later").await;
    let mut card = sending.send(sending.request()).await;
    let mut tries = Vec::new();
    for _ in 0..40 {
        card = sending.drive(card.distribution).await;
        tries.push(sending.ws.now().get());
        let Some(next) = card.next_try_at else { break };
        sending.clock.advance_ms(next.get() - sending.ws.now().get());
    }
    let row = sending.rows(card.distribution).await.remove(0);
    assert_eq!((row.state, card.state), (DeliveryState::RefusedPermanent, DistributionState::Finished));
    assert!(row.says.key.ends_with("given_up"), "{:?}", row.says);
    let gaps: Vec<i64> = tries.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(gaps.iter().all(|gap| *gap >= 30 * MINUTE_MS), "{gaps:?}");
    assert!(tries.last().unwrap() - tries[0] <= 24 * HOUR_MS, "D9");
    assert!(sending.server.taken().len() >= 4);
}

#[tokio::test]
async fn greylisting_words_are_tried_again_sooner() {
    let sending =
        Sending::new(1, RELEASE, |_| (), |_, before| if before == 0 { "451 4.7.1 Greylisted, please come back" } else { "250 ok" }).await;
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    let wait = card.next_try_at.unwrap().get() - sending.ws.now().get();
    assert!((4 * MINUTE_MS..=6 * MINUTE_MS).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_days_limit_holds_over_distributions_and_a_restart_and_goes_on_by_itself() {
    let sending = Sending::new(8, RELEASE, |input| input.per_day = Some(5), YES).await;
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.waiting, card.because), (5, 3, Some(Because::Limit)));
    let used = api::used(&sending.ws, card.account).await.unwrap();
    assert_eq!((used.hour, used.day), (5, 5));
    let first = sending.rows(card.distribution).await.iter().filter(|row| row.attempts > 0).map(|row| row.at.get()).min().unwrap();
    let room_ms = used.room_at.unwrap().get() - first;
    assert!((24 * HOUR_MS - MINUTE_MS..=24 * HOUR_MS).contains(&room_ms), "a day after the first of the five: {room_ms}");
    // Another start of the program has not forgotten it, and another distribution shares it (D17).
    let other = literature::api::add_file(&sending.ws, RELEASE.as_bytes().to_vec(), None).await.unwrap().id;
    let second = sending.send(SendRequest { document: other, ..sending.request() }).await;
    let again = sending.reopened();
    let held = work(&again, second.distribution, |card| card.because == Some(Because::Limit)).await;
    assert_eq!((held.accepted, sending.server.taken().len()), (0, 5));
    sending.clock.advance_ms(24 * HOUR_MS + MINUTE_MS);
    assert_eq!(api::used(&again, card.account).await.unwrap(), api::AccountUse { hour: 0, day: 0, room_at: None, slower: None });
    work(&again, card.distribution, |card| card.state == DistributionState::Finished).await;
    let rest = work(&again, second.distribution, |card| card.accepted >= 2 && card.because == Some(Because::Limit)).await;
    assert_eq!((rest.accepted, sending.server.taken().len()), (2, 10), "five in any day");
}

#[tokio::test]
async fn a_mark_that_was_taken_back_before_its_letter_began_takes_no_room_of_the_limit() {
    let sending = Sending::new(3, RELEASE, |input| input.per_day = Some(5), YES).await;
    let card = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let row = sending.rows(card.distribution).await[0].delivery;
    let steps = [(DeliveryState::Claimed, None), (DeliveryState::InFlight, None), (DeliveryState::Planned, Some("not-begun"))];
    let make = move |tx: &crate::workspace::WriteTx<'_>| {
        let mut chain = Chain::at_head(tx)?;
        steps.iter().try_for_each(|(to, note)| ledger::make_move(&mut chain, &Move::plain(row, *to, *note)))?;
        Ok(())
    };
    sending.ws.write_blocking(None, make).unwrap();
    assert_eq!(api::used(&sending.ws, card.account).await.unwrap().day, 0);
    sending.drive(card.distribution).await;
    assert_eq!(api::used(&sending.ws, card.account).await.unwrap().day, 3);
}

#[tokio::test]
async fn the_forecast_is_right_within_a_twentieth_and_no_minute_holds_more_than_its_limit() {
    let sending = Sending::at_speed(2, 8, RELEASE, |input| input.per_minute = Some(30), YES).await;
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let begun = sending.ws.now().get();
    let card = sending.send(sending.request()).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!(card.accepted, 8);
    let times: Vec<i64> = sending.rows(card.distribution).await.iter().map(|row| row.at.get()).collect();
    let took = times.iter().max().unwrap() - begun;
    let forecast = review.forecast_at.get() - begun;
    let off = (took - forecast).abs() as f64 / took as f64;
    assert!(off < 0.05, "forecast {forecast} ms, it took {took} ms");
    for at in &times {
        assert!(times.iter().filter(|other| **other > at - MINUTE_MS && *other <= at).count() <= 30);
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_sent_to_at_half_the_pace_and_the_forecast_knows_it() {
    // The 71st letter is answered so, once.
    let sending = Sending::new(
        76,
        RELEASE,
        |_| (),
        |to, before| if to.starts_with("person70@") && before == 0 { "421 4.7.0 too fast" } else { "250 ok" },
    )
    .await;
    let card = sending.send(sending.request()).await;
    sending.work(card.distribution, |card| card.because == Some(Because::Account)).await;
    let card = sending.work(card.distribution, |card| card.state == DistributionState::Finished).await;
    assert_eq!((card.accepted, card.refused), (76, 0), "it cost nobody anything");
    let slower = api::used(&sending.ws, card.account).await.unwrap().slower.unwrap();
    assert!((30..=37).contains(&slower), "{slower}");
    let mut times: Vec<i64> = sending.rows(card.distribution).await.iter().map(|row| row.at.get()).collect();
    times.sort_unstable();
    for two in times[71..].windows(2) {
        assert!(two[1] - two[0] >= MINUTE_MS / i64::from(slower) - 1_000, "{times:?}");
    }
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    assert!(review.forecast_assumes.key.ends_with("slowed"), "{:?}", review.forecast_assumes);
    let takes_ms = review.forecast_at.get() - sending.ws.now().get();
    assert!((75 * MINUTE_MS / i64::from(slower) - 5_000..76 * MINUTE_MS / i64::from(slower) + 5_000).contains(&takes_ms), "{takes_ms}");
    sending.clock.advance_ms(6 * HOUR_MS);
    assert_eq!(api::used(&sending.ws, card.account).await.unwrap().slower, None, "it grows again by itself");
}

/// A release whose embargo lifts two hours from now.
fn embargoed() -> String {
    let lift = Millis::from(TODAY + 2 * HOUR_MS).to_rfc3339();
    let local = lift[..16].replace('T', " ");
    RELEASE.replace("kind:", &format!("embargo: {local} UTC\nkind:"))
}

#[tokio::test]
async fn an_embargo_is_answered_at_send_and_at_the_lift_the_mail_goes_unmarked() {
    let sending = Sending::new(2, &embargoed(), |_| (), YES).await;
    let unanswered = api::review(&sending.ws, sending.request()).await.unwrap_err();
    assert_eq!(unanswered.code, "distribution.embargo_unanswered");
    let card = sending.send(SendRequest { embargo: EmbargoMode::Lift, ..sending.request() }).await;
    assert_eq!((card.state, card.due_at), (DistributionState::Scheduled, Some(Millis::from(TODAY + 2 * HOUR_MS))));
    // The engine waits for the instant and not a letter leaves before it.
    sending.clock.advance_ms(2 * HOUR_MS - MINUTE_MS / 2);
    let card = sending.drive(card.distribution).await;
    assert_eq!(card.accepted, 2);
    for row in sending.rows(card.distribution).await {
        assert!(row.at.get() >= TODAY + 2 * HOUR_MS);
    }
    for mail in sending.server.taken() {
        assert!(mail.text.contains("\nSubject: The lens is back\n"), "{}", mail.text);
    }
}

#[tokio::test]
async fn under_embargo_it_goes_marked_and_what_still_waits_at_the_lift_is_asked() {
    let sending = Sending::new(5, &embargoed(), |input| input.per_hour = Some(2), YES).await;
    let card = sending.send(SendRequest { embargo: EmbargoMode::Under, ..sending.request() }).await;
    let card = sending.work(card.distribution, |card| card.because == Some(Because::Limit)).await;
    assert_eq!(card.accepted, 2);
    sending.clock.advance_ms(HOUR_MS + 1000);
    let card = sending.work(card.distribution, |card| card.accepted == 4 && card.because == Some(Because::Limit)).await;
    sending.clock.advance_ms(HOUR_MS + 1000);
    let card = sending.work(card.distribution, |card| card.state == DistributionState::Paused).await;
    assert_eq!((card.accepted, card.waiting, card.state, card.because), (4, 1, DistributionState::Paused, Some(Because::Late)), "D37");
    assert!(sending.server.taken().iter().all(|mail| mail.text.contains("\nSubject: Embargoed: The lens is back\n")));
    api::resume(&sending.ws, card.distribution).await.unwrap();
    assert_eq!(sending.drive(card.distribution).await.accepted, 5, "the user said that it goes on, and is not asked again");
}

#[tokio::test]
async fn under_embargo_those_who_never_agreed_to_keep_one_are_a_warning() {
    let sending = Sending::new(3, &embargoed(), |_| (), YES).await;
    let warned = async |embargo| {
        let review = api::review(&sending.ws, SendRequest { embargo, ..sending.request() }).await.unwrap();
        review.findings.iter().find(|found| found.what.key == "distribution.finding.embargo_agreement").map(|found| {
            assert!(!found.blocks);
            found.what.to_string()
        })
    };
    assert!(warned(EmbargoMode::Under).await.unwrap().contains("3 people"));
    assert_eq!(warned(EmbargoMode::Lift).await, None, "D37: unmarked at the lift nobody has anything to keep");
    let people = api::review(&sending.ws, SendRequest { embargo: EmbargoMode::Lift, ..sending.request() }).await.unwrap().people;
    for person in &people[..2] {
        contacts::api::agree_to_embargoes(&sending.ws, *person, "by phone".to_owned()).await.unwrap();
    }
    assert!(warned(EmbargoMode::Under).await.unwrap().contains("One person"));
    let card = contacts::api::agree_to_embargoes(&sending.ws, people[2], "by mail".to_owned()).await.unwrap();
    assert_eq!(card.embargo_agreement.unwrap().reason, "by mail");
    assert_eq!(warned(EmbargoMode::Under).await, None);
    let card = contacts::api::end_embargo_agreement(&sending.ws, people[2]).await.unwrap();
    assert!(card.embargo_agreement.is_none() && warned(EmbargoMode::Under).await.is_some());
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(warned(EmbargoMode::Under).await, None, "undo brings it back");
    contacts::api::delete(&sending.ws, vec![people[2]]).await.unwrap();
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(warned(EmbargoMode::Under).await, None, "and with the person");
    let refused = contacts::api::agree_to_embargoes(&sending.ws, people[0], " ".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, "contacts.reason_needed");
}

#[tokio::test]
async fn after_an_end_in_the_hold_or_in_the_middle_it_asks_unless_it_may_go_on_by_itself() {
    for (hold_ms, go_on, asks) in [(60_000, false, true), (60_000, true, false), (0, false, true), (0, true, false)] {
        let sending = Sending::new(3, RELEASE, |_| (), YES).await;
        let card = sending.send(SendRequest { hold_ms, go_on, ..sending.request() }).await;
        // The program ended before a letter left, and begins anew an hour later: another run (D16).
        sending.clock.advance_ms(HOUR_MS);
        let again = sending.reopened();
        let end = if asks { DistributionState::Paused } else { DistributionState::Finished };
        let card = work(&again, card.distribution, |card| card.state == end).await;
        assert_eq!(sending.server.taken().len(), if asks { 0 } else { 3 }, "{hold_ms} {go_on}");
        if asks {
            let told = if hold_ms > 0 { "distribution.ended_in_hold" } else { "distribution.ended_while_sending" };
            assert_eq!((card.because, card.trouble.unwrap().key.to_string().as_str()), (Some(Because::User), told));
            api::resume(&again, card.distribution).await.unwrap();
            work(&again, card.distribution, |card| card.state == DistributionState::Finished).await;
            assert_eq!(sending.server.taken().len(), 3);
        }
    }
}

#[tokio::test]
async fn a_segment_that_is_edited_or_deleted_changes_no_distribution_that_waits() {
    for follow in [false, true] {
        let sending = Sending::new(3, RELEASE, |_| (), YES).await;
        let segment = segments::api::save(&sending.ws, "Press".to_owned(), "name:\"Person 0\",\"Person 1\"".to_owned()).await.unwrap();
        let request = SendRequest { to: "Press".to_owned(), follow, hold_ms: 60_000, ..sending.request() };
        let (first, second) = (sending.send(request.clone()).await, sending.send(request).await);
        segments::api::change(&sending.ws, segment.id, None, Some("name:\"Person 2\"".to_owned())).await.unwrap();
        assert_eq!(sending.drive(first.distribution).await.accepted, 2, "Q8, follow {follow}");
        segments::api::delete(&sending.ws, "Press").await.unwrap();
        assert_eq!(sending.drive(second.distribution).await.accepted, 2, "Q8, follow {follow}");
        assert!(sending.server.taken().iter().all(|mail| !mail.to.starts_with("person2")));
    }
}

#[tokio::test]
async fn what_was_sent_keeps_its_headline_when_the_text_gets_another() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    let card = sending.send(sending.request()).await;
    literature::api::save_file(&sending.ws, sending.document, b"---\nheadline: Something else\n---\n\nText.\n".to_vec()).await.unwrap();
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.title.as_str(), card.accepted), ("The lens is back", 1));
}

#[tokio::test]
async fn a_start_that_is_more_than_a_quarter_of_an_hour_late_asks() {
    let sending = Sending::new(2, &embargoed(), |_| (), YES).await;
    let card = sending.send(SendRequest { embargo: EmbargoMode::Lift, ..sending.request() }).await;
    // The machine slept.
    sending.clock.advance_ms(2 * HOUR_MS + 16 * MINUTE_MS);
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.state, card.because, card.accepted), (DistributionState::Paused, Some(Because::Late), 0));
    assert!(sending.server.taken().is_empty());
}

#[tokio::test]
async fn a_list_is_frozen_at_send_or_follows_its_segment_until_sending_begins() {
    for (follow, expected) in [(false, 2), (true, 3)] {
        let sending = Sending::new(2, RELEASE, |_| (), YES).await;
        let card = sending.send(SendRequest { follow, hold_ms: 20_000, ..sending.request() }).await;
        assert_eq!(card.state, DistributionState::Holding);
        contacts::api::add(&sending.ws, journalist("Late Comer", "late@paper.example.net")).await.unwrap();
        let card = sending.drive(card.distribution).await;
        assert_eq!((card.accepted, card.recipients), (expected, expected), "D21");
    }
}

#[tokio::test]
async fn lists_inside_and_outside_the_house_are_never_exchanged() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    let staff = PersonInput {
        name: "Tom Reed".to_owned(),
        addresses: vec![contacts::api::new_address("tom@harbourtrust.example.org".to_owned())],
        ..PersonInput::of_kind(PersonKind::Employee)
    };
    contacts::api::add(&sending.ws, staff).await.unwrap();
    let outside = sending.send(sending.request()).await;
    assert_eq!((outside.recipients, outside.excluded[0].reason, outside.excluded[0].count), (2, Exclusion::ExternalList, 1));
    sending.drive(outside.distribution).await;
    let text = RELEASE.replace("press-release", "announcement");
    let announcement = literature::api::add_file(&sending.ws, text.into_bytes(), None).await.unwrap().id;
    let inside = sending.send(SendRequest { document: announcement, ..sending.request() }).await;
    assert_eq!((inside.recipients, inside.excluded[0].reason, inside.excluded[0].count), (1, Exclusion::InternalList, 2));
    sending.drive(inside.distribution).await;
    for mail in sending.server.taken() {
        let internal = mail.to.ends_with("@harbourtrust.example.org");
        assert_eq!(mail.text.contains("List-Unsubscribe:"), !internal, "M8, L13: {}", mail.text);
        assert_eq!(mail.text.contains("no unsubscribe"), internal, "it says why: {}", mail.text);
    }
}

#[tokio::test]
async fn the_missing_are_all_who_have_it_not_in_any_distribution_of_the_chain() {
    let sending =
        Sending::new(3, RELEASE, |_| (), |to, _| if to.starts_with("person1") { "550 5.1.1 no such user" } else { "250 ok" }).await;
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    assert_eq!((first.accepted, first.refused, first.state), (2, 1, DistributionState::Finished));
    for (round, name) in ["fourth", "fifth"].into_iter().enumerate() {
        contacts::api::add(&sending.ws, journalist(name, &format!("{name}@paper.example.net"))).await.unwrap();
        // It is asked of the first every time: what its children sent counts too (D31).
        let request = api::missing(&sending.ws, first.distribution).await.unwrap();
        let next = sending.send(SendRequest { hold_ms: 0, ..request }).await;
        let next = sending.drive(next.distribution).await;
        assert_eq!((next.accepted, next.refused), (1, 1), "round {round}: the new one, and the refused one anew");
    }
    let mut taken: Vec<String> = sending.server.taken().into_iter().map(|mail| mail.to).filter(|to| !to.starts_with("person1")).collect();
    let all = taken.len();
    taken.sort();
    taken.dedup();
    assert_eq!((taken.len(), all), (4, 4));
    // Nobody is offered what nobody would get: who refuses all mail is no one missing, whoever was left out by hand is.
    let refused = sending.rows(first.distribution).await.into_iter().find(|row| row.state.word() == "refused-permanent").unwrap();
    contacts::api::do_not_contact(&sending.ws, refused.person, "asked".to_owned()).await.unwrap();
    let offered = api::missing(&sending.ws, first.distribution).await;
    assert_eq!(offered.map(|request| request.to).map_err(|problem| problem.code), Err("distribution.nobody_missing".to_owned()));
    let by_hand = contacts::api::add(&sending.ws, journalist("sixth", "sixth@paper.example.net")).await.unwrap().id;
    let request = SendRequest { left_out: vec![by_hand], ..sending.request() };
    let other = sending.send(request).await;
    let other = sending.drive(other.distribution).await;
    assert_eq!(api::missing(&sending.ws, other.distribution).await.unwrap().left_out, [by_hand]);
}

/// D20: whatever is another than at Send is named, whoever changed it.
#[tokio::test]
async fn what_is_another_than_at_send_is_named() {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    let held = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    let id = held.distribution;
    let said = || sending.ws.read_blocking(move |tx| crate::distribution::service::assert_seal(tx, id));
    said().unwrap();
    let another = "INSERT INTO revision (document_id, number, text, hash, reason, actor, made_at)
       SELECT document_id, number + 1, text, zeroblob(32), reason, actor, made_at FROM revision";
    sending.ws.write_blocking(None, move |tx| Ok(tx.execute(another, [])?)).unwrap();
    for (change, back, what) in [
        ("UPDATE account SET from_name = from_name || '!'", "UPDATE account SET from_name = rtrim(from_name, '!')", "sender"),
        ("UPDATE account SET reply_to = 'other@example.org'", "UPDATE account SET reply_to = NULL", "reply address"),
        ("UPDATE distribution SET embargo = 'under'", "UPDATE distribution SET embargo = 'none'", "embargo"),
        (
            "UPDATE distribution SET revision_id = (SELECT max(id) FROM revision)",
            "UPDATE distribution SET revision_id = (SELECT min(id) FROM revision)",
            "text",
        ),
        ("UPDATE distribution SET list_kind = 'internal'", "UPDATE distribution SET list_kind = 'external'", "kind of list"),
        (
            "UPDATE distribution SET audience = audience || ' city:Hull'",
            "UPDATE distribution SET audience = rtrim(replace(audience, 'city:Hull', ''))",
            "audience",
        ),
    ] {
        sending.ws.write_blocking(None, move |tx| Ok(tx.execute(change, [])?)).unwrap();
        let told = said().unwrap_err();
        assert_eq!(told.code, "distribution.seal_broken");
        assert!(told.what.text(Language::En).contains(&format!("the {what} is another")), "{what}: {}", told.what);
        assert!(!told.what.text(Language::De).contains("{"), "{}", told.what.text(Language::De));
        sending.ws.write_blocking(None, move |tx| Ok(tx.execute(back, [])?)).unwrap();
        said().unwrap();
    }
}

/// D20: what is another than on the page before Send is named, too.
#[tokio::test]
async fn what_changed_since_the_page_before_send_is_named() {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    let seal = api::review(&sending.ws, sending.request()).await.unwrap().seal;
    let person = api::review(&sending.ws, sending.request()).await.unwrap().people[0];
    let said = |request: SendRequest, seal: String| {
        let ws = sending.ws.clone();
        async move {
            let refused = api::send(&ws, request, seal).await.unwrap_err();
            assert_eq!(refused.code, "distribution.changed_since_review");
            assert!(!refused.what.text(Language::De).contains('{'), "{}", refused.what.text(Language::De));
            refused.what.text(Language::En)
        }
    };
    let by_hand = SendRequest { left_out: vec![person], ..sending.request() };
    assert!(said(by_hand, seal.clone()).await.starts_with("Who is left out or put back by hand was changed"));
    let others = SendRequest { to: "kind:journalist".to_owned(), ..sending.request() };
    assert!(said(others, seal.clone()).await.starts_with("What says who receives it was changed"));
    assert!(said(sending.request(), "of another day".to_owned()).await.starts_with("Something was changed"));
    let sender =
        |from: &'static str| move |tx: &crate::workspace::WriteTx<'_>| Ok(tx.execute("UPDATE account SET from_name = ?1", [from])?);
    sending.ws.write_blocking(None, sender("Somebody")).unwrap();
    assert!(said(sending.request(), seal.clone()).await.starts_with("The sender was changed"));
    sending.ws.write_blocking(None, sender("Ines Calder")).unwrap();
    literature::api::save_file(&sending.ws, sending.document, RELEASE.replace("lens", "lamp").into_bytes()).await.unwrap();
    assert!(said(sending.request(), seal).await.starts_with("The text or its files were changed"));
    assert!(api::list(&sending.ws).await.unwrap().is_empty());
}

/// A look that is sent from at once writes what it drew; whatever came between, or a minute, and it is drawn anew.
#[tokio::test]
async fn what_a_look_drew_is_what_goes_unless_anything_came_between() {
    let sending = Sending::new(3, RELEASE, |_| (), |_, _| "250 ok").await;
    let look = async || api::review_ahead(&sending.ws, sending.request()).await.unwrap();
    let newcomer = async |name: &str| contacts::api::add(&sending.ws, journalist(name, &format!("{name}@news.example.net"))).await.unwrap();
    let (review, ahead) = look().await;
    let card = api::send_ahead(&sending.ws, ahead).await.unwrap();
    assert_eq!((review.recipients, card.recipients, card.state), (3, 3, DistributionState::Sending));
    assert_eq!(sending.drive(card.distribution).await.accepted, 3);

    let (review, ahead) = look().await;
    newcomer("late").await;
    let card = api::send_ahead(&sending.ws, ahead).await.unwrap();
    assert_eq!((review.recipients, card.recipients), (3, 4), "whoever came onto the list is on it");

    // Nobody wrote, and yet the clock is another: a question may speak of it.
    let (_, ahead) = look().await;
    sending.clock.advance_ms(61_000);
    assert_eq!(api::send_ahead(&sending.ws, ahead).await.unwrap().recipients, 4);

    let (_, ahead) = look().await;
    literature::api::save_file(&sending.ws, sending.document, RELEASE.replace("lens", "lamp").into_bytes()).await.unwrap();
    let refused = api::send_ahead(&sending.ws, ahead).await.unwrap_err();
    assert_eq!(refused.code, "distribution.changed_since_review", "D20");
}

/// L6: whoever's data may not be used is left out before Send and at the last instant, by that name, and is missing once it is lifted.
#[tokio::test]
async fn whoever_is_restricted_gets_nothing_until_that_is_lifted() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let people = api::review(&sending.ws, sending.request()).await.unwrap().people;
    let restrict = async |at: usize| contacts::api::restrict(&sending.ws, people[at], "says it is wrong".to_owned()).await.unwrap();
    assert_eq!(restrict(0).await.restricted.unwrap().reason, "says it is wrong");
    let out = api::review_left_out(&sending.ws, sending.request()).await.unwrap();
    assert_eq!((out[0].person, out[0].reason, out[0].detail.as_str()), (people[0], Exclusion::Restricted, "says it is wrong"));
    let card = sending.send(sending.request()).await;
    assert_eq!(card.recipients, 2);
    restrict(1).await;
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.accepted, card.cancelled, sending.server.taken().len()), (1, 1, 1), "D19: asked inside the claim of each row");
    let row = sending.rows(card.distribution).await.into_iter().find(|row| row.person == people[1]).unwrap();
    assert!(row.says.text(Language::En).contains("may not be used now"), "{}", row.says.text(Language::En));

    let no_reason = contacts::api::lift_restriction(&sending.ws, people[0], " ".to_owned()).await.unwrap_err();
    assert_eq!(no_reason.code, "contacts.reason_needed");
    for person in &people[..2] {
        assert!(contacts::api::lift_restriction(&sending.ws, *person, "settled".to_owned()).await.unwrap().restricted.is_none());
    }
    let request = api::missing(&sending.ws, card.distribution).await.unwrap();
    let rest = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    assert_eq!(sending.drive(rest.distribution).await.accepted, 2);
}
