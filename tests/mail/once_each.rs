//! Once each: nobody is lost and nobody has it twice, however the program dies; what cannot be known is uncertain.

use std::time::Duration;

use tidings_tests::fixtures::{Oracle, Rule, Running};

use crate::desk::Desk;
use crate::trials::{self, AHEAD, SEND, Verdict, judge};

#[test]
fn a_hundred_kills_lose_nobody_and_double_nobody() {
    let outcome = trials::kills(100, 1600, 2, true);
    assert!(outcome.is_right(), "{outcome:?}");
    assert!(outcome.blows >= 30, "only {} kills fell into the sending", outcome.blows);
}

/// What a power loss leaves is each file as of its last fsync.
#[test]
fn power_losses_lose_nobody_and_double_nobody_and_a_disk_that_lies_is_noticed() {
    let outcome = trials::power_losses(8, 500, 2, false);
    assert!(outcome.is_right(), "{outcome:?}");
    assert!(outcome.blows >= 3, "only {} fell into the sending", outcome.blows);
    let lied_to = trials::power_losses(1, 200, 2, true);
    assert!(!lied_to.verdict.doubled.is_empty(), "marks that were never on the disk went unnoticed: {lied_to:?}");
}

#[test]
fn a_disk_that_is_full_at_random_points_and_a_receiver_that_freezes_cost_nobody_the_letter() {
    for _ in 0..4 {
        let outcome = trials::full_disk(300, 2);
        assert!(outcome.is_right(), "{outcome:?}");
    }
    let outcome = trials::frozen(200, 2);
    assert!(outcome.is_right(), "{outcome:?}");
}

#[test]
fn a_death_at_each_named_point_leaves_every_row_sent_once_or_uncertain() {
    const PEOPLE: usize = 40;
    for point in ["before-claim", "before-mark", "after-mark", "mid-body", "before-eod", "after-reply", "before-commit", "after-commit"] {
        for nth in [1, 7] {
            let oracle = Oracle::start(None, &[]);
            let desk = Desk::new(PEOPLE, oracle.port, 2);
            let mut first = desk.command(SEND);
            first.env("TIDINGS_FAULT", format!("{point}:{nth}"));
            let died = first.output().expect("tidings starts");
            assert_eq!(died.status.code(), None, "{point}:{nth} was passed: {}", String::from_utf8_lossy(&died.stderr));
            let again: &[&str] =
                if desk.run(&["distribution", "show", "1"]).code == Some(4) { SEND } else { &["distribution", "resume", "1"] };
            desk.run(again);
            let verdict = judge(&desk, PEOPLE, oracle.taken().into_iter().map(|mail| mail.message_id));
            assert!(verdict.is_right(), "{point}:{nth}: {verdict:?}");
            assert!(verdict.uncertain() <= 2 * AHEAD, "{point}:{nth}: {} uncertain", verdict.uncertain());
        }
    }
}

#[test]
fn at_the_end_of_each_mail_its_mark_is_already_on_the_disk() {
    let desk = Desk::new(60, 1, 2);
    let oracle = Oracle::start(Some(&desk.file), &[]);
    desk.must(&["account", "edit", "press", "--smtp", &format!("smtp://127.0.0.1:{}?tls=none", oracle.port)]);
    desk.must(SEND);
    let taken = oracle.taken();
    assert_eq!(taken.len(), 60);
    for mail in taken {
        assert_eq!(mail.state.as_deref(), Some("in-flight"), "D2: {}", mail.message_id);
    }
}

/// Kills a sending whose receiver is slow to answer, resumes, and says what came of it.
fn killed_while_waiting(mutation: &str) -> Verdict {
    const PEOPLE: usize = 30;
    let oracle = Oracle::start(None, &[Rule::slow("person", 60)]);
    let desk = Desk::new(PEOPLE, oracle.port, 2);
    let mut arguments = SEND;
    for _ in 0..3 {
        let mut running = Running::start(desk.command(arguments).env("TIDINGS_MUTATION", mutation));
        let before = oracle.taken().len();
        tidings_tests::fixtures::until("some mails", Duration::from_secs(20), || oracle.taken().len() >= before + 4);
        running.kill();
        arguments = &["distribution", "resume", "1"];
    }
    drop(desk.command(arguments).env("TIDINGS_MUTATION", mutation).output());
    judge(&desk, PEOPLE, oracle.taken().into_iter().map(|mail| mail.message_id))
}

#[test]
fn the_kill_test_passes_the_engine_and_notices_its_mutations() {
    let right = killed_while_waiting("");
    assert!(right.is_right(), "{right:?}");
    // The mark behind the final dot, and a resume that guesses: both send twice, and the same judge must say so.
    for mutation in ["mark-after-dot", "resume-from-the-top"] {
        let wrong = killed_while_waiting(mutation);
        assert!(!wrong.doubled.is_empty(), "{mutation} went unnoticed: {wrong:?}");
    }
}

#[test]
fn one_refusal_never_stops_the_rest_and_every_answer_is_kept_whole() {
    let oracle = Oracle::start(
        None,
        &[
            Rule::refuse_recipient("person3@", "550 5.1.1 No such user here"),
            Rule::refuse_recipient("person4@", "451 4.7.1 Greylisted, come back later"),
            Rule::answer_data("person5@", "554 5.7.1 We do not take this"),
            Rule::take_and_hang_up("person6@"),
        ],
    );
    let desk = Desk::new(20, oracle.port, 1);
    let said = desk.run(SEND);
    assert_eq!(said.code, Some(6), "done, but not for everybody: {}", said.stderr);
    let sum = desk.sum(1);
    assert_eq!(
        (sum["accepted"].as_u64(), sum["refused"].as_u64(), sum["retrying"].as_u64(), sum["uncertain"].as_u64()),
        (Some(16), Some(2), Some(1), Some(1))
    );
    let ledger = desk.ledger(1);
    let row =
        |n: usize| ledger.iter().find(|row| row["address"].as_str().is_some_and(|a| a.starts_with(&format!("person{n}@")))).expect("a row");
    assert_eq!(row(3)["state"], "refused-permanent");
    assert!(row(3)["reply"].as_str().expect("a reply").contains("No such user here"));
    assert_eq!(row(4)["state"], "refused-temporary");
    assert_eq!(row(5)["state"], "refused-permanent");
    assert_eq!(row(6)["state"], "uncertain");
    desk.verify();
}

#[test]
fn an_uncertain_row_is_asked_and_sent_again_byte_for_byte_the_same() {
    let oracle = Oracle::start(None, &[Rule::take_and_hang_up("person2@").times(1)]);
    let desk = Desk::new(5, oracle.port, 1);
    assert_eq!(desk.run(SEND).code, Some(6));
    // Nothing is sent again by itself.
    desk.run(&["distribution", "resume", "1"]);
    assert_eq!(oracle.taken().len(), 5);
    let missing = desk.run(&["distribution", "missing", "1", "--hold", "0", "--yes"]);
    assert_eq!(missing.code, Some(5), "the uncertain are asked first: {}", missing.stderr);
    desk.must(&["distribution", "resolve", "1", "person2@paper2.example.net", "again"]);
    desk.run(&["distribution", "resume", "1"]);
    let taken = oracle.taken();
    let copies: Vec<_> = taken.iter().filter(|mail| mail.to.starts_with("person2@")).collect();
    assert_eq!(copies.len(), 2);
    assert_eq!((&copies[0].message_id, &copies[0].sha256), (&copies[1].message_id, &copies[1].sha256), "D7");
    assert_eq!(desk.sum(1)["accepted"], 5);
    desk.verify();
}

#[test]
fn the_missing_are_those_who_came_to_the_segment_since_and_nobody_else() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::new(5, oracle.port, 1);
    desk.must(SEND);
    desk.import("name,address\nLate Comer,late@paper1.example.net\n");
    desk.must(&["distribution", "missing", "1", "--hold", "0", "--yes"]);
    let taken = oracle.taken();
    assert_eq!(taken.len(), 6);
    assert_eq!(taken[5].to, "late@paper1.example.net");
    let sum = desk.sum(2);
    assert_eq!((sum["recipients"].as_u64(), sum["excluded"]["already-has"].as_u64()), (Some(1), Some(5)));
}

#[test]
fn an_unsubscribe_between_two_claims_takes_effect_at_once() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 100)]);
    let desk = Desk::new(30, oracle.port, 1);
    let mut running = Running::start(&mut desk.command(SEND));
    tidings_tests::fixtures::until("the first mails", Duration::from_secs(20), || oracle.taken().len() >= 3);
    desk.must(&["people", "suppress", "person29@paper12.example.net", "--reason", "unsubscribed"]);
    let _ = running.wait();
    assert!(oracle.taken().iter().all(|mail| !mail.to.starts_with("person29@")), "D19");
    let sum = desk.sum(1);
    assert_eq!((sum["accepted"].as_u64(), sum["cancelled"].as_u64()), (Some(29), Some(1)));
}

#[test]
fn stop_stops_within_a_second_and_leaves_no_doubt_about_who_has_it() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 50)]);
    let desk = Desk::new(200, oracle.port, 2);
    let mut running = Running::start(&mut desk.command(SEND));
    tidings_tests::fixtures::until("the first mails", Duration::from_secs(20), || oracle.taken().len() >= 5);
    desk.run(&["distribution", "stop", "1"]);
    std::thread::sleep(Duration::from_secs(1));
    let after_a_second = oracle.taken().len();
    let _ = running.wait();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(oracle.taken().len(), after_a_second, "D16");
    let sum = desk.sum(1);
    assert_eq!(sum["state"], "stopped");
    assert_eq!(
        (sum["accepted"].as_u64(), sum["uncertain"].as_u64(), sum["waiting"].as_u64()),
        (Some(after_a_second as u64), Some(0), Some(0))
    );
    // A stopped one goes on when the user says so, and still nobody gets it twice.
    desk.run(&["distribution", "resume", "1"]);
    let verdict = judge(&desk, 200, oracle.taken().into_iter().map(|mail| mail.message_id));
    assert!(verdict.is_right() && verdict.uncertain() == 0, "{verdict:?}");
}

#[test]
fn nothing_leaves_before_the_hold_ends_and_taking_back_sends_nothing() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::new(3, oracle.port, 1);
    let mut running = Running::start(&mut desk.command(&["send", "1", "--to", "kind:journalist", "--hold", "2", "--yes"]));
    std::thread::sleep(Duration::from_millis(1200));
    assert!(oracle.taken().is_empty(), "D14");
    desk.run(&["distribution", "stop", "1"]);
    let _ = running.wait();
    assert!(oracle.taken().is_empty());
    assert_eq!(desk.sum(1)["cancelled"], 3);
}

#[test]
fn without_a_yes_nothing_is_sent_and_a_dry_run_writes_nothing() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::new(3, oracle.port, 1);
    assert_eq!(desk.run(&["send", "1", "--to", "kind:journalist"]).code, Some(5));
    let dry = desk.must(&["send", "1", "--to", "kind:journalist", "--dry-run"]);
    assert_eq!(dry.lines[0]["recipients"], 3);
    assert!(desk.must(&["distribution", "list"]).lines.is_empty());
    assert!(oracle.taken().is_empty());
}
