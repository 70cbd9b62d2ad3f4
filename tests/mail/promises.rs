//! What the ledger promises when servers, users and copies get in the way (D12, D16, D20, D24, D25).

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use tidings_tests::fixtures::{Oracle, Rule, Running, until};

use crate::desk::Desk;

const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"];

fn numbers(sum: &Value, names: [&str; 5]) -> [u64; 5] {
    names.map(|name| sum[name].as_u64().expect("a number"))
}

/// Everybody has it, and nobody twice.
fn once_each(desk: &Desk, oracle: &Oracle, people: usize) {
    let taken: Vec<String> = oracle.taken().into_iter().filter(|mail| !mail.refused).map(|mail| mail.to).collect();
    let different: BTreeSet<&String> = taken.iter().collect();
    assert_eq!((taken.len(), different.len()), (people, people), "once each");
    assert_eq!(desk.sum(1)["accepted"].as_u64(), Some(people as u64));
    desk.verify();
}

#[test]
fn a_refusal_of_the_sender_costs_no_recipient_anything_and_pauses_until_the_user_goes_on() {
    // (where it is said, what, how the distribution stands)
    for (at_data, reply, state, because) in [
        (false, "550 5.4.5 Daily user sending limit exceeded", "paused", "account"),
        (true, "554 5.2.0 STOREDRV.Submission.Exception: quota", "paused", "account"),
        (false, "550 5.2.252 recipient rate limit", "paused", "account"),
        (false, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "paused", "account"),
        (false, "553 5.7.1 <press@harbourtrust.example.org>: Sender address rejected: not owned by user", "paused", "account"),
        (false, "421 4.7.0 Try again later", "sending", "account"),
    ] {
        let rule = if at_data { Rule::answer_data("person3@", reply) } else { Rule::refuse_recipient("person3@", reply) };
        let oracle = Oracle::start(None, &[rule.times(1)]);
        let desk = Desk::new(8, oracle.port, 1);
        let said = desk.run(SEND);
        assert_eq!(said.code, Some(6), "{reply}: {}", said.stderr);
        let sum = desk.sum(1);
        assert_eq!((sum["state"].as_str(), sum["because"].as_str()), (Some(state), Some(because)), "{reply}");
        let [accepted, waiting, refused, retrying, uncertain] = numbers(&sum, ["accepted", "waiting", "refused", "retrying", "uncertain"]);
        assert_eq!((accepted + waiting, refused, retrying, uncertain), (8, 0, 0, 0), "{reply}");
        assert!(waiting > 0, "{reply}");
        let ledger = desk.ledger(1);
        let row = ledger.iter().find(|row| row["address"].as_str().is_some_and(|a| a.starts_with("person3@"))).expect("a row");
        assert_eq!((row["state"].as_str(), row["attempts"].as_u64()), (Some("planned"), Some(0)), "{reply}: no attempt counted");
        assert!(said.stderr.contains(reply.split_once(' ').unwrap().1), "the server's words are told: {}", said.stderr);
        assert_eq!(desk.run(&["distribution", "resume", "1"]).code, Some(0), "{reply}");
        once_each(&desk, &oracle, 8);
    }
}

#[test]
fn one_refusal_of_the_sender_pauses_all_distributions_of_the_account_and_they_go_on_as_one() {
    let said = "550 5.4.5 Daily user sending limit exceeded";
    let oracle = Oracle::start(None, &[Rule::slow("person", 40), Rule::refuse_recipient("person9@", said).times(1)]);
    let desk = Desk::new(20, oracle.port, 1);
    for headline in ["The second text", "The third text"] {
        desk.add_release(headline, "Dear {{ first_name | \"editor\" }},\n\nanother text.\n");
    }
    let mut first = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 2);
    let mut second = Running::start(&mut desk.command(&["send", "2", "--to", "kind:journalist", "--hold", "0", "--recent", "0", "--yes"]));
    assert_eq!((first.wait(), second.wait()), (Some(6), Some(6)));
    let taken = oracle.taken().iter().filter(|mail| !mail.refused).count();
    assert!(taken < 20, "it was paused on the way");
    // What is sent later waits too, and nothing of it leaves.
    desk.must_end(&["send", "3", "--to", "kind:journalist", "--hold", "0", "--recent", "0", "--yes"], 6);
    for id in [1, 2, 3] {
        let sum = desk.sum(id);
        assert_eq!((sum["state"].as_str(), sum["because"].as_str()), (Some("paused"), Some("account")), "{id}");
        assert_eq!(sum["refused"].as_u64(), Some(0), "{id}");
    }
    assert_eq!(oracle.taken().iter().filter(|mail| !mail.refused).count(), taken);
    let press = || desk.must(&["account", "list"]).lines.into_iter().find(|card| card["fields"]["name"] == "press").expect("the account");
    assert!(press()["paused"]["says"]["params"]["answer"].as_str().is_some_and(|answer| answer.contains("5.4.5")), "{}", press());
    desk.must(&["account", "resume", "press"]);
    assert!(press()["paused"].is_null());
    for id in [1, 2, 3] {
        assert_eq!((desk.sum(id)["accepted"].as_u64(), desk.sum(id)["state"].as_str()), (Some(20), Some("finished")), "{id}");
    }
    assert_eq!(oracle.taken().iter().filter(|mail| !mail.refused).count(), 60);
    desk.must_end(&["account", "resume", "press"], 3);
    desk.verify();
}

#[test]
fn a_change_of_what_was_sealed_stops_the_rest_and_what_went_keeps_its_result() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 80)]);
    let desk = Desk::new(30, oracle.port, 2);
    let mut running = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 5);
    desk.must(&["account", "edit", "press", "--from", "Somebody Else <press@harbourtrust.example.org>"]);
    let _ = running.wait();
    let taken = oracle.taken().len() as u64;
    let sum = desk.sum(1);
    assert_eq!((sum["state"].as_str(), sum["because"].as_str()), (Some("paused"), Some("approval")), "D20");
    let [accepted, waiting, refused, retrying, uncertain] = numbers(&sum, ["accepted", "waiting", "refused", "retrying", "uncertain"]);
    assert_eq!((accepted, waiting, refused, retrying, uncertain), (taken, 30 - taken, 0, 0, 0), "every answer was kept");
    assert!(taken < 30);
    // It does not go on as somebody else.
    assert_eq!(desk.run(&["distribution", "resume", "1"]).code, Some(6));
    assert_eq!(oracle.taken().len() as u64, taken);
    desk.must(&["account", "edit", "press", "--from", "Ines Calder <press@harbourtrust.example.org>"]);
    desk.must(&["distribution", "resume", "1"]);
    once_each(&desk, &oracle, 30);
}

#[test]
fn a_text_that_is_edited_while_it_goes_out_changes_no_letter() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 60)]);
    let desk = Desk::new(20, oracle.port, 1);
    let mut running = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 3);
    let other = desk.write("other.md", b"---\nheadline: Something else\nkind: press-release\n---\n\nSomething else.\n");
    desk.must(&["document", "save", "1", &other]);
    assert_eq!(running.wait(), Some(0));
    once_each(&desk, &oracle, 20);
    let sizes: BTreeSet<u64> = oracle.taken().iter().map(|mail| mail.bytes).collect();
    assert!(sizes.last().unwrap() - sizes.first().unwrap() < 40, "all are the same letter but for names: {sizes:?}");
}

#[test]
fn a_copy_made_while_sending_sends_nothing_by_itself_on_this_machine_or_another() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 60)]);
    let desk = Desk::new(30, oracle.port, 1);
    let mut running = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 5);
    let copy = desk.file.with_file_name("copy.tidings");
    desk.must(&["workspace", "backup", &copy.display().to_string()]);
    running.kill();
    let before = oracle.taken().len();
    let on_copy = |machine: &str, words: &[&str]| {
        let mut command = std::process::Command::new(tidings_tests::fixtures::programs("tidings"));
        command.env("TIDINGS_DEVICE_FOLDER", desk.file.with_file_name(machine)).env("LC_ALL", "C.UTF-8");
        command.arg("--json").arg("-w").arg(&copy).args(words);
        crate::desk::said(&command.output().expect("tidings starts"))
    };
    let code = |said: &crate::desk::Said| said.lines.last().and_then(|line| line["error"]["code"].as_str().map(str::to_owned));
    // Another machine opens the copy.
    let said = on_copy("elsewhere", &["distribution", "resume", "1"]);
    assert_eq!((said.code, code(&said).as_deref()), (Some(7), Some("distribution.other_machine")), "{}", said.stderr);
    // Nothing is written down either: once the copy is called the original, it would go out a second time.
    let said = on_copy("elsewhere", &["send", "1", "--to", "kind:journalist", "--recent", "0", "--hold", "0", "--yes"]);
    assert_eq!((said.code, code(&said).as_deref()), (Some(7), Some("distribution.other_machine")), "{}", said.stderr);
    assert_eq!(on_copy("elsewhere", &["distribution", "list"]).lines.len(), 1);
    // The original goes on to its end.
    desk.run(&["distribution", "resume", "1"]);
    let sum = desk.sum(1);
    assert_eq!(sum["accepted"].as_u64().unwrap() + sum["uncertain"].as_u64().unwrap(), 30);
    let all = oracle.taken().len();
    assert!(all > before);
    // This machine opens the copy: it is older than what was sent from here.
    let said = on_copy("device", &["distribution", "resume", "1"]);
    assert_eq!((said.code, code(&said).as_deref()), (Some(7), Some("distribution.older_copy")), "{}", said.stderr);
    // As a copy it begins a life of its own, in which the running distribution has no place.
    assert_eq!(on_copy("elsewhere", &["distribution", "adopt", "--copy"]).code, Some(0));
    let said = on_copy("elsewhere", &["distribution", "show", "1"]);
    assert_eq!((said.lines[0]["state"].as_str(), said.lines[0]["because"].as_str()), (Some("stopped"), Some("copy")));
    for words in
        [&["distribution", "resume", "1"][..], &["distribution", "retry", "1"], &["distribution", "missing", "1", "--hold", "0", "--yes"]]
    {
        let said = on_copy("elsewhere", words);
        assert_eq!((said.code, code(&said).as_deref()), (Some(7), Some("distribution.of_the_original")), "{words:?}");
    }
    // What it sends anew is its own.
    assert_eq!(on_copy("elsewhere", &["send", "1", "--to", "address:person1@paper1.example.net", "--dry-run"]).code, Some(0));
    assert_eq!(oracle.taken().len(), all, "nothing left from the copy");
    let different: BTreeSet<String> = oracle.taken().into_iter().map(|mail| mail.message_id).collect();
    assert_eq!(different.len(), all, "nobody has it twice");
}

#[test]
fn what_a_second_program_asks_to_send_is_sent_by_the_one_that_holds_the_right_or_after_it() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 40)]);
    let desk = Desk::new(20, oracle.port, 1);
    desk.add_release("The second text", "Dear {{ first_name | \"editor\" }},\n\nanother text.\n");
    let mut first = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 3);
    let mut second = Running::start(&mut desk.command(&["send", "2", "--to", "kind:journalist", "--recent", "0", "--hold", "0", "--yes"]));
    until("the second list", Duration::from_secs(30), || desk.must(&["distribution", "list"]).lines.len() == 2);
    // While both work, a third reads and writes.
    desk.must(&["people", "add", "--name", "Late Comer", "--email", "late@paper1.example.net"]);
    assert_eq!((first.wait(), second.wait()), (Some(0), Some(0)));
    for id in [1, 2] {
        assert_eq!((desk.sum(id)["accepted"].as_u64(), desk.sum(id)["state"].as_str()), (Some(20), Some("finished")));
    }
    let taken = oracle.taken();
    let different: BTreeSet<&String> = taken.iter().map(|mail| &mail.message_id).collect();
    assert_eq!((taken.len(), different.len()), (40, 40));
    desk.verify();
}

#[test]
fn ctrl_c_begins_no_further_letter_and_resume_goes_on() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 40)]);
    let desk = Desk::new(60, oracle.port, 2);
    let mut running = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 5);
    running.signal("INT");
    let pressed = std::time::Instant::now();
    assert_eq!(running.wait(), Some(6), "it is incomplete");
    assert!(pressed.elapsed() < Duration::from_secs(3), "{:?}", pressed.elapsed());
    let taken = oracle.taken().len() as u64;
    let sum = desk.sum(1);
    let [accepted, waiting, refused, retrying, uncertain] = numbers(&sum, ["accepted", "waiting", "refused", "retrying", "uncertain"]);
    assert_eq!((accepted, waiting, refused, retrying, uncertain), (taken, 60 - taken, 0, 0, 0), "what was confirmed stays");
    assert!(waiting > 20, "{sum}");
    desk.must(&["distribution", "resume", "1"]);
    once_each(&desk, &oracle, 60);
}

#[test]
fn the_same_command_twice_sends_once_unless_told_otherwise() {
    let oracle = Oracle::start(None, &[]);
    let desk = Desk::new(8, oracle.port, 1);
    desk.must(SEND);
    let again = desk.must_end(SEND, 3);
    assert_eq!(again.lines[0]["error"]["code"], "distribution.blocked", "D38: nobody is left who had no mail lately");
    let dry = desk.must(&["send", "1", "--to", "kind:journalist", "--put-back", "person3@paper3.example.net", "--dry-run"]);
    assert_eq!((&dry.lines[0]["recipients"], &dry.lines[0]["excluded"]["recently-pitched"]), (&1.into(), &7.into()));
    once_each(&desk, &oracle, 8);
}

#[test]
fn pause_survives_the_end_of_the_program_and_nothing_leaves_until_resume() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 60)]);
    let desk = Desk::new(30, oracle.port, 1);
    let mut running = Running::start(&mut desk.command(SEND));
    until("the first mails", Duration::from_secs(30), || oracle.taken().len() >= 3);
    desk.must_end(&["distribution", "pause", "1"], 6);
    let _ = running.wait();
    let paused = oracle.taken().len();
    let sum = desk.sum(1);
    assert_eq!((sum["state"].as_str(), sum["because"].as_str()), (Some("paused"), Some("user")));
    // Another distribution's engine leaves it alone.
    desk.add_release("The second text", "Dear {{ first_name | \"editor\" }},\n\nanother text.\n");
    desk.must(&["send", "2", "--to", "address:person1@paper1.example.net", "--recent", "0", "--hold", "0", "--yes"]);
    assert_eq!(oracle.taken().len(), paused + 1);
    desk.must(&["distribution", "resume", "1"]);
    assert_eq!(desk.sum(1)["accepted"], 30);
    assert_eq!(oracle.taken().len(), 31);
}

#[test]
fn a_kill_among_the_first_few_lets_nobody_else_have_it_until_the_user_says_so() {
    let oracle = Oracle::start(None, &[Rule::slow("person", 300)]);
    let desk = Desk::new(20, oracle.port, 2);
    let mut running = Running::start(&mut desk.command(&[SEND, &["--first", "5", "--go-on"]].concat()));
    until("one of the first has it", Duration::from_secs(30), || !oracle.taken().is_empty());
    running.kill();
    // The next program goes on with the first few, and then it waits as before.
    desk.must_end(&["distribution", "resume", "1"], 6);
    let sum = desk.sum(1);
    assert_eq!((sum["state"].as_str(), sum["because"].as_str()), (Some("paused"), Some("first")), "{sum}");
    assert_eq!(sum["waiting"], 15, "{sum}");
    assert!(oracle.taken().len() <= 5, "nobody but the first");
    for row in desk.ledger(1).iter().filter(|row| row["state"] == "uncertain") {
        let address = row["address"].as_str().expect("an address");
        let has = oracle.taken().iter().any(|mail| mail.to == address);
        desk.must(&["distribution", "resolve", "1", address, if has { "accepted" } else { "again" }]);
    }
    assert_eq!(desk.run(&["distribution", "resume", "1"]).code, Some(0));
    once_each(&desk, &oracle, 20);
}
