//! Working hours (D29), on everybody's own clock, with a clock that the test moves.

use super::desk::{RELEASE, Sending, journalist, work};
use crate::contacts;
use crate::distribution::api::{self, DistributionCard, DueFor, Hours, Schedule, SendRequest, UsualHours};
use crate::distribution::{Because, DistributionState};
use crate::workspace::testing::TODAY;

const HOUR_MS: i64 = 60 * 60_000;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";

/// Nine to six from Monday to Friday, in Amsterdam where nothing else is known. The tests begin on a Tuesday at ten, UTC.
fn office() -> Hours {
    Hours { zone: "Europe/Amsterdam".to_owned(), ..Hours::default() }
}

/// One person in Amsterdam, or nobody knows where, one in Tokyo, one in New York.
async fn scattered(hours: Hours) -> (Sending, SendRequest) {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    for (name, zone) in [("Tokyo", "Asia/Tokyo"), ("York", "America/New_York")] {
        let mut person = journalist(name, &format!("{}@paper.example.net", name.to_lowercase()));
        person.time_zone = zone.to_owned();
        contacts::api::add(&sending.ws, person).await.unwrap();
    }
    let request = SendRequest { hours: Some(hours), go_on: false, ..sending.request() };
    (sending, request)
}

fn taken(sending: &Sending) -> Vec<String> {
    sending.server.taken().iter().map(|mail| mail.to.split('@').next().unwrap().to_owned()).collect()
}

fn waits(card: &DistributionCard) -> bool {
    card.because == Some(Because::Hours) || card.state == DistributionState::Finished
}

#[tokio::test]
async fn nobody_gets_it_outside_their_own_hours_and_it_goes_on_by_itself_over_restarts() {
    let (sending, request) = scattered(office()).await;
    let review = api::review(&sending.ws, request.clone()).await.unwrap();
    assert_eq!(review.forecast_at.to_rfc3339(), "2026-11-25T00:00:00Z", "Tokyo begins at midnight, UTC");
    let card = sending.send(request).await;
    let id = card.distribution;
    let card = sending.drive(id).await;
    assert_eq!((taken(&sending), card.state, card.because), (vec!["person0".to_owned()], DistributionState::Sending, Some(Because::Hours)));
    let told = card.trouble.clone().unwrap();
    assert!(told.to_string().contains("2026-11-24T14:00:00Z"), "{told}");
    assert_eq!(card.hours, Some(office()));
    let next = api::due(&sending.ws).await.unwrap();
    assert_eq!((next[0].at.to_rfc3339().as_str(), next[0].why), ("2026-11-24T14:00:00Z", DueFor::Hours));
    sending.clock.pass_ms(3 * HOUR_MS + HOUR_MS / 2);
    work(&sending.ws, id, waits).await;
    assert_eq!(taken(&sending).len(), 1, "half past thirteen");
    // The program ended, and another one began; nobody is asked.
    let again = sending.reopened();
    sending.clock.pass_ms(HOUR_MS);
    let card = work(&again, id, |card| card.accepted == 2 && card.because == Some(Because::Hours)).await;
    assert_eq!(taken(&sending), ["person0", "york"]);
    assert!(card.trouble.unwrap().to_string().contains("2026-11-25T00:00:00Z"));
    sending.clock.pass_ms(10 * HOUR_MS);
    let card = work(&again, id, |card| card.state == DistributionState::Finished).await;
    assert_eq!((taken(&sending), card.accepted), (vec!["person0".to_owned(), "york".to_owned(), "tokyo".to_owned()], 3));
    assert!(api::verify(&again).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn a_second_try_and_the_rest_of_a_list_wait_for_the_next_morning_holidays_left_out() {
    let busy = |_: &str, before: usize| if before == 0 { "450 4.2.1 busy" } else { "250 2.0.0 taken" };
    let sending = Sending::new(2, RELEASE, |_| (), busy).await;
    // Until half past eleven in Amsterdam: the second try would come after the end. Wednesday is a holiday.
    let hours = Hours { to: 11 * 60 + 15, holidays: vec!["2026-11-25".to_owned()], ..office() };
    let card = sending.send(SendRequest { hours: Some(hours), ..sending.request() }).await;
    sending.drive(card.distribution).await;
    assert_eq!(sending.server.taken().len(), 2);
    sending.clock.pass_ms(2 * HOUR_MS);
    let card = work(&sending.ws, card.distribution, waits).await;
    assert_eq!((card.retrying, card.because), (2, Some(Because::Hours)));
    assert!(card.trouble.unwrap().to_string().contains("2026-11-26T08:00:00Z"));
    sending.clock.pass_ms(24 * HOUR_MS);
    work(&sending.ws, card.distribution, waits).await;
    assert_eq!(sending.server.taken().len(), 2, "a holiday");
    sending.clock.pass_ms(21 * HOUR_MS);
    let card = work(&sending.ws, card.distribution, |card| card.state == DistributionState::Finished).await;
    assert_eq!((card.accepted, card.refused), (2, 0));
}

#[tokio::test]
async fn the_same_hour_for_everybody_where_they_are() {
    let (sending, request) = scattered(office()).await;
    let said = Schedule { local: "2026-11-25 09:00".to_owned(), zone: office().zone, late: api::Late::Ask, within_ms: None };
    let made = api::everywhere(&sending.ws, said.clone(), None).await.unwrap();
    assert_eq!((made.hours.days.len(), made.hours.from, made.hours.to), (7, 0, 24 * 60), "at any time from then on");
    let card = sending.send(SendRequest { hours: Some(made.hours), schedule: made.schedule, ..request }).await;
    assert_eq!(card.start.unwrap().at.to_rfc3339(), "2026-11-24T19:00:00Z");
    let one_clock = api::reschedule(&sending.ws, card.distribution, said.clone()).await.unwrap_err();
    assert_eq!(one_clock.code, "distribution.schedule.everywhere");
    let come = api::everywhere(&sending.ws, Schedule { local: "2026-11-20 09:00".to_owned(), ..said }, Some(office())).await.unwrap();
    assert_eq!((come.schedule, come.hours.from), (None, office().from), "that hour has come where the day begins");
    sending.clock.pass_ms(9 * HOUR_MS + 1_000);
    work(&sending.ws, card.distribution, waits).await;
    assert_eq!(taken(&sending), Vec::<String>::new());
    for (hours, who) in [(5, vec!["tokyo"]), (8, vec!["tokyo", "person0"]), (6, vec!["tokyo", "person0", "york"])] {
        sending.clock.pass_ms(hours * HOUR_MS);
        work(&sending.ws, card.distribution, |card| card.accepted as usize == who.len() && waits(card)).await;
        assert_eq!(taken(&sending), who);
    }
}

#[tokio::test]
async fn the_usual_hours_are_kept_and_what_makes_no_sense_is_refused() {
    let sending = Sending::new(1, RELEASE, |_| (), YES).await;
    assert!(!api::usual_hours(&sending.ws).await.unwrap().on);
    let wanted = UsualHours { on: true, hours: Hours { holidays: vec!["2026-12-26".to_owned(), "2026-12-25".to_owned()], ..office() } };
    let kept = api::set_usual_hours(&sending.ws, wanted).await.unwrap();
    assert_eq!(kept.hours.holidays, ["2026-12-25", "2026-12-26"]);
    assert_eq!(api::usual_hours(&sending.reopened()).await.unwrap(), kept);
    let refused = api::set_usual_hours(&sending.ws, UsualHours { hours: Hours { days: vec![], ..office() }, ..kept }).await.unwrap_err();
    assert_eq!(refused.code, "distribution.hours.days");
    let wrong = SendRequest { hours: Some(Hours { from: 900, to: 600, ..office() }), ..sending.request() };
    assert_eq!(api::review(&sending.ws, wrong).await.unwrap_err().code, "distribution.hours.times");
    let never = Hours {
        holidays: (0..400).map(|day| crate::ids::Millis::from(TODAY + day * 24 * HOUR_MS).to_rfc3339()[..10].to_owned()).collect(),
        days: vec![2],
        ..office()
    };
    assert!(
        api::review(&sending.ws, SendRequest { hours: Some(never), ..sending.request() }).await.is_ok(),
        "the year after is a time too"
    );
}
