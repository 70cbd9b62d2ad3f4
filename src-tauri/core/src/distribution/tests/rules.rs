use proptest::prelude::*;

use crate::distribution::message_id::message_id;
use crate::distribution::pace::{Allowance, Assumptions, DAY_MS, Limits, Pace, forecast, measured_ms};
use crate::distribution::seal::Sealed;
use crate::distribution::state::DeliveryState;
use crate::distribution::verdict::{SenderTrouble, Verdict, next_try_ms, on_failure, on_reply};
use crate::ids::Millis;
use crate::net::smtp::Reply;
use crate::net::{Failure, Stage, What};

const NOON: i64 = 1_795_521_600_000;

fn reply(code: u16, enhanced: &str, line: &str) -> Reply {
    Reply { code, enhanced: (!enhanced.is_empty()).then(|| enhanced.to_owned()), lines: vec![line.to_owned()] }
}

#[test]
fn accepted_is_the_end_and_no_state_leads_to_itself() {
    for state in DeliveryState::ALL {
        assert!(DeliveryState::Accepted.next(state).is_err());
        assert!(state.next(state).is_err());
    }
}

#[test]
fn a_refusal_of_the_recipient_is_final_or_not_by_its_first_digit() {
    assert!(matches!(on_reply(reply(250, "2.0.0", "ok")), Verdict::Accepted(_)));
    assert!(matches!(on_reply(reply(550, "5.1.1", "no such user")), Verdict::Permanent(_)));
    assert!(matches!(on_reply(reply(451, "4.7.1", "later")), Verdict::Temporary(Some(_))));
}

#[test]
fn a_refusal_of_the_sender_is_never_the_recipients_fault() {
    for (code, enhanced) in [(550, "5.4.5"), (432, "4.3.2"), (554, "5.2.0"), (550, "5.2.252"), (550, "5.7.705")] {
        assert!(matches!(on_reply(reply(code, enhanced, "quota")), Verdict::Sender(SenderTrouble::Quota, _)), "{code} {enhanced}");
    }
    for enhanced in ["5.2.251", "5.2.252", "5.2.253", "5.2.254", "5.2.255", "5.7.233"] {
        assert!(matches!(on_reply(reply(550, enhanced, "quota")), Verdict::Sender(SenderTrouble::Quota, _)), "{enhanced}");
    }
    for (code, enhanced, line) in [
        (553, "5.7.1", "5.7.1 <press@example.org>: Sender address rejected: not owned by user ines"),
        (450, "4.1.8", "4.1.8 <press@example.org>: Sender address rejected: Domain not found"),
        (553, "5.1.8", "5.1.8 Domain of sender address press@example.org does not exist"),
        (501, "5.1.7", "5.1.7 Invalid address"),
        (530, "5.7.0", "5.7.0 Authentication required"),
        (550, "5.7.60", "5.7.60 SMTP; Client does not have permissions to send as this sender"),
        (550, "", "Sender verify failed"),
    ] {
        for stage in [Stage::Rcpt, Stage::Data, Stage::Eod] {
            let said = on_failure(Failure { stage, what: What::Reply(reply(code, enhanced, line)) }, false);
            assert!(matches!(said, Verdict::Sender(SenderTrouble::Refused, _)), "{code} {line}");
        }
    }
    // Their neighbours speak of the recipient or of the message.
    for (code, enhanced, line) in [
        (550, "5.1.1", "no such user"),
        (550, "5.1.6", "moved"),
        (550, "5.2.2", "full"),
        (554, "5.7.1", "spam"),
        (550, "5.2.256", ""),
        (550, "5.4.4", ""),
    ] {
        assert!(matches!(on_reply(reply(code, enhanced, line)), Verdict::Permanent(_)), "{code} {enhanced}");
    }
    // Everything that is said before a recipient is named is about us, whatever its number.
    for stage in [Stage::Greeting, Stage::Ehlo, Stage::StartTls, Stage::Auth, Stage::Mail] {
        for code in [450, 454, 500, 535, 550, 554] {
            let said = on_failure(Failure { stage, what: What::Reply(reply(code, "", "no")) }, true);
            assert!(matches!(said, Verdict::Sender(..)), "{stage:?} {code}");
        }
    }
    let at = |stage, what| on_failure(Failure { stage, what }, true);
    assert!(matches!(at(Stage::Mail, What::Reply(reply(550, "5.7.1", "not you"))), Verdict::Sender(SenderTrouble::Refused, _)));
    assert!(matches!(at(Stage::Auth, What::Reply(reply(535, "5.7.8", "password"))), Verdict::Sender(SenderTrouble::Authentication, _)));
    assert!(matches!(at(Stage::Rcpt, What::Reply(reply(421, "", "going down"))), Verdict::Sender(SenderTrouble::Refused, _)));
    assert!(matches!(at(Stage::Connect, What::Lost), Verdict::Sender(SenderTrouble::Unreachable, _)));
}

#[test]
fn a_connection_that_went_away_between_letters_is_taken_anew_without_a_try_counted() {
    let lost = |fresh| on_failure(Failure { stage: Stage::Mail, what: What::Lost }, fresh);
    assert_eq!(lost(false), Verdict::Reconnect);
    assert_eq!(lost(true), Verdict::Temporary(None));
}

#[test]
fn a_yes_to_what_was_not_asked_is_never_an_acceptance() {
    for code in [220, 250, 251, 354, 399] {
        for stage in [Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Body, Stage::Rset] {
            let said = |fresh| on_failure(Failure { stage, what: What::Reply(reply(code, "", "ok")) }, fresh);
            assert_eq!((said(false), said(true)), (Verdict::Reconnect, Verdict::Temporary(None)), "{stage:?} {code}");
        }
        let at_the_door = on_failure(Failure { stage: Stage::Greeting, what: What::Reply(reply(code, "", "ok")) }, true);
        assert_eq!(at_the_door, Verdict::Sender(SenderTrouble::Unreachable, None));
    }
    // To the end of the data it has no meaning: nobody knows.
    assert_eq!(on_reply(reply(354, "", "go on")), Verdict::Uncertain);
    // A refused reset says nothing about the sender.
    let reset = on_failure(Failure { stage: Stage::Rset, what: What::Reply(reply(503, "", "no")) }, false);
    assert_eq!(reset, Verdict::Reconnect);
}

#[test]
fn tries_are_half_an_hour_apart_at_least_five_minutes_when_greylisted_and_end_after_a_day() {
    assert_eq!(next_try_ms(1, 0, None, 0.0), Some(30 * 60_000));
    assert_eq!(next_try_ms(1, 0, Some(&reply(451, "", "Greylisted, come back")), 0.0), Some(5 * 60_000));
    assert_eq!(next_try_ms(2, 0, None, 0.0), Some(60 * 60_000));
    assert_eq!(next_try_ms(3, 24 * 60 * 60_000, None, 0.0), None);
}

#[test]
fn a_message_id_is_fixed_per_row_and_shows_no_address() {
    let id = |secret: u8, distribution: i64, key: u8, generation| {
        message_id(&[secret; 32], distribution.into(), &[key; 32], generation, "harbourtrust.example.org")
    };
    assert_eq!(id(1, 1, 1, 1), id(1, 1, 1, 1));
    let others = [id(2, 1, 1, 1), id(1, 2, 1, 1), id(1, 1, 2, 1), id(1, 1, 1, 2)];
    assert!(others.iter().all(|other| *other != id(1, 1, 1, 1)));
    assert!(id(1, 1, 1, 1).ends_with("@harbourtrust.example.org"));
}

#[test]
fn a_seal_breaks_when_any_part_of_it_changes() {
    let sealed = Sealed {
        revision: "r",
        from_name: "Ines Calder",
        from_address: "press@harbourtrust.example.org",
        reply_to: None,
        audience: "kind:journalist",
        except: "[]",
        hand: "{}",
        list_kind: "external",
        embargo: "none",
        answers: None,
        one_click: None,
        notice: None,
        imprint: None,
        theme: None,
        organisation: None,
        texts: None,
    };
    let others = [
        Sealed { revision: "s", ..sealed.clone() },
        Sealed { from_name: "Ines", ..sealed.clone() },
        Sealed { from_address: "news@harbourtrust.example.org", ..sealed.clone() },
        Sealed { reply_to: Some("ines@harbourtrust.example.org"), ..sealed.clone() },
        Sealed { audience: "kind:public", ..sealed.clone() },
        Sealed { embargo: "lift", ..sealed.clone() },
        Sealed { answers: Some("correction of 3"), ..sealed.clone() },
        Sealed { one_click: Some("https://harbourtrust.org/leave/{token}"), ..sealed.clone() },
        Sealed { notice: Some("From {{ source }}"), ..sealed.clone() },
        Sealed { imprint: Some("From {{ source }}"), ..sealed.clone() },
        Sealed { organisation: Some("From {{ source }}"), ..sealed.clone() },
        Sealed { texts: Some("From {{ source }}"), ..sealed.clone() },
        Sealed { theme: Some("From {{ source }}"), ..sealed.clone() },
        // Parts cannot run into each other.
        Sealed { revision: "rI", from_name: "nes Calder", ..sealed.clone() },
    ];
    assert!(others.iter().all(|other| other.hash() != sealed.hash()));
    let [.., notice, imprint, organisation, theme, _] = &others;
    let same_words = [notice, imprint, organisation, theme].map(Sealed::hash);
    assert!(same_words.iter().enumerate().all(|(at, one)| !same_words[..at].contains(one)), "the same words in another place");
}

/// A provider with limits of its own, whose letters take as long as they take: when each of `letters` was answered, by a clock that is
/// only counted. The pace is the engine's; the provider counts for itself and refuses nothing of it.
fn simulated(limits: Limits, letters: usize, letter_ms: impl Fn(usize) -> i64) -> Vec<i64> {
    let mut pace = Pace::new(limits, vec![]);
    let (mut now, mut answered, mut begun) = (NOON, Vec::new(), Vec::<i64>::new());
    while answered.len() < letters {
        match pace.allowance(Millis::from(now), 1) {
            Allowance::At(at) => now = at.get(),
            Allowance::Now(_) => {
                for (limit, window) in [(limits.per_minute, 60_000), (limits.per_hour, 3_600_000), (limits.per_day, DAY_MS)] {
                    let before = begun.iter().rev().take_while(|at| **at > now - window).count();
                    assert!(limit.is_none_or(|limit| before < limit as usize), "the provider would refuse");
                }
                pace.went(Millis::from(now));
                begun.push(now);
                now += letter_ms(answered.len());
                answered.push(now);
            }
        }
    }
    answered
}

#[test]
fn the_forecast_is_within_a_twentieth_before_and_during_whatever_the_provider_allows() {
    let providers = [
        (Limits { per_minute: Some(30), ..Limits::default() }, 2_000),
        (Limits { per_minute: Some(30), per_hour: Some(300), ..Limits::default() }, 2_000),
        (Limits { per_minute: Some(30), per_day: Some(500), ..Limits::default() }, 1_200),
        (Limits { per_day: Some(2_000), ..Limits::default() }, 5_000),
    ];
    for (limits, letters) in providers {
        // Between 60 and 240 ms, 150 in the mean.
        let answered = simulated(limits, letters, |n| 60 + (n as i64 * 7_919) % 181);
        let end = *answered.last().unwrap();
        for done in [0, letters / 10, letters / 4, letters / 2, letters * 3 / 4, letters * 9 / 10] {
            let now = if done == 0 { NOON } else { answered[done - 1] };
            let newest_first: Vec<i64> = answered[..done].iter().rev().take(200).copied().collect();
            let letter_ms = measured_ms(&newest_first).unwrap_or(150.0);
            let sent = answered[..done].to_vec();
            let said = forecast(&Pace::new(limits, sent), now.into(), Assumptions { letters: (letters - done) as u64, letter_ms });
            let off = (said.get() - end).abs() as f64 / (end - now) as f64;
            assert!(off < 0.05, "{limits:?} after {done} of {letters}: {off}");
        }
    }
}

#[test]
fn two_thousand_at_thirty_a_minute_take_sixty_seven_minutes() {
    let limits = Limits { per_minute: Some(30), ..Limits::default() };
    let end = forecast(&Pace::new(limits, vec![]), NOON.into(), Assumptions { letters: 2000, letter_ms: 50.0 });
    let minutes = (end.get() - NOON) as f64 / 60_000.0;
    assert!((66.0..67.5).contains(&minutes), "{minutes}");
}

#[test]
fn a_day_limit_sends_the_rest_tomorrow() {
    let limits = Limits { per_day: Some(500), ..Limits::default() };
    let end = forecast(&Pace::new(limits, vec![NOON - 1000; 100]), NOON.into(), Assumptions { letters: 600, letter_ms: 10.0 });
    let days = (end.get() - NOON) as f64 / DAY_MS as f64;
    assert!((1.0..1.1).contains(&days), "{days}");
}

#[test]
fn every_step_has_at_least_the_time_that_the_standard_asks() {
    let times = crate::net::Timeouts::default();
    let minutes = |n: u64| std::time::Duration::from_secs(n * 60);
    assert!(times.greeting >= minutes(5) && times.command >= minutes(5) && times.data >= minutes(2));
    assert!(times.block >= minutes(3) && times.eod >= minutes(10), "D10");
}

proptest! {
    /// However a row is refused, the wait is long enough, grows, and ends within a day of the first try (D9).
    #[test]
    fn a_wait_is_never_short_and_never_leads_beyond_a_day(attempts in 1u32..40, since in 0i64..100_000_000, jitter in 0.0f64..1.0, grey: bool) {
        let said = grey.then(|| reply(451, "4.7.1", "Greylisting in action"));
        let least = if grey { 5 } else { 30 } * 60_000;
        if let Some(wait) = next_try_ms(attempts, since, said.as_ref(), jitter) {
            prop_assert!(wait >= least);
            prop_assert!(since + wait <= DAY_MS);
            let later = next_try_ms(attempts + 1, 0, said.as_ref(), jitter).unwrap_or(i64::MAX);
            prop_assert!(later >= wait);
        } else {
            prop_assert!(since + least > DAY_MS || attempts > 1);
        }
    }

    /// Whatever was sent before, no window of a minute, an hour or a day ever holds more than its limit.
    #[test]
    fn no_window_ever_holds_more_than_its_limit(
        per_minute in proptest::option::of(1u32..40), per_hour in proptest::option::of(1u32..80), per_day in proptest::option::of(1u32..120),
        steps in proptest::collection::vec(0i64..400_000, 1..200),
    ) {
        let mut pace = Pace::new(Limits { per_minute, per_hour, per_day }, vec![]);
        let (mut now, mut sent) = (NOON, Vec::new());
        for step in steps {
            now += step;
            if let Allowance::Now(n) = pace.allowance(Millis::from(now), 8) {
                for _ in 0..n {
                    pace.went(Millis::from(now));
                    sent.push(now);
                }
            }
        }
        for (limit, window) in [(per_minute, 60_000), (per_hour, 3_600_000), (per_day, DAY_MS)] {
            let Some(limit) = limit else { continue };
            for at in &sent {
                let within = sent.iter().filter(|other| **other > at - window && **other <= *at).count();
                prop_assert!(within <= limit as usize);
            }
        }
    }
}
