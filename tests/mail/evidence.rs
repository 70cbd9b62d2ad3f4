//! Of whom nobody can know, the user's own mailbox may: read in a real Dovecot, into which the test files what a provider files.

use serde_json::Value;
use std::time::Duration;
use tidings_tests::fixtures::{Dovecot, Oracle, Rule, until};

use crate::desk::Desk;

const PRESS: &str = "press@harbourtrust.example.org";
const SEND: &[&str] = &["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"];
const WITH_PASSWORD: &[&str] = &["--password-env", "THE_PASSWORD"];

fn with_password<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [words, WITH_PASSWORD].concat()
}

/// A workspace that sends to `port` and can ask for Dovecot's password.
fn desk(people: usize, port: u16, dovecot: &Dovecot) -> Desk {
    let mut desk = Desk::new(people, port, 1);
    desk.variables =
        vec![("SSL_CERT_FILE", dovecot.certificate.authority.display().to_string()), ("THE_PASSWORD", dovecot.password().to_owned())];
    desk
}

fn imaps(dovecot: &Dovecot) -> String {
    format!("imaps://press%40harbourtrust.example.org@localhost:{}", dovecot.imaps)
}

fn mail(message_id: &str, more: &str) -> Vec<u8> {
    format!("From: <{PRESS}>\r\nSubject: The lens is back\r\nMessage-ID: <{message_id}>\r\n{more}\r\nThe lens is back.\r\n").into_bytes()
}

fn row<'a>(ledger: &'a [Value], person: &str) -> &'a Value {
    ledger.iter().find(|row| row["address"].as_str().is_some_and(|address| address.starts_with(person))).expect("a row")
}

#[test]
fn what_the_mailbox_shows_stands_beside_each_uncertain_row_and_nothing_in_it_is_touched() {
    let dovecot = Dovecot::start();
    let rules = ["person1@", "person2@", "person3@", "person4@"].map(|to| Rule::take_and_hang_up(to).times(1));
    let oracle = Oracle::start(None, &rules);
    let desk = desk(6, oracle.port, &dovecot);
    assert_eq!(desk.run(SEND).code, Some(6));
    // Three connections that were lost pause the account (D13): the fourth is lost after the user said that it goes on.
    assert_eq!(desk.sum(1)["uncertain"], 3);
    assert_eq!(desk.run(&["distribution", "resume", "1"]).code, Some(6));
    assert_eq!(desk.sum(1)["uncertain"], 4);
    let not_read = desk.must_end(&["distribution", "look", "1"], 3);
    assert!(not_read.stderr.contains("Nothing says where the mailbox"), "{}", not_read.stderr);

    let ids: Vec<String> =
        (0..6).map(|n| row(&desk.ledger(1), &format!("person{n}@"))["message_id"].as_str().expect("an id").to_owned()).collect();
    dovecot.put(PRESS, "Sent", &mail("somebody.else@example.org", ""));
    dovecot.put(PRESS, "Sent", &mail(&ids[1], ""));
    dovecot.put(PRESS, "Sent", &mail("new@outlook.example", &format!("X-Microsoft-Original-Message-ID: <{}>\r\n", ids[2])));
    let bounce = format!(
        "From: MAILER-DAEMON@mx.example.net\r\nMessage-ID: <b1@mx.example.net>\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nIt came back.\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Message-ID: <{}>\r\n\r\n--x--\r\n",
        ids[3]
    );
    dovecot.put(PRESS, "INBOX", bounce.as_bytes());
    dovecot.put(PRESS, "INBOX", &mail("chat@example.org", ""));
    let before = (dovecot.flags(PRESS, "Sent"), dovecot.flags(PRESS, "INBOX"));

    desk.must(&with_password(&["account", "reading", "press", &imaps(&dovecot)]));
    let tested = desk.must(&with_password(&["account", "test-reading", "press"])).lines.remove(0);
    assert_eq!((tested["sent_folder"].as_str(), tested["tls"].as_str()), (Some("Sent"), Some("TLS 1.3")));
    let mut look = desk.command(&with_password(&["distribution", "look", "1"]));
    let looked = crate::desk::said(&look.env("TIDINGS_LOG", "trace").output().expect("tidings starts"));
    assert_eq!(looked.code, Some(6), "{}", looked.stderr);
    assert!(!looked.stderr.contains(dovecot.password()), "S1");
    let sum = &looked.lines[0];
    assert_eq!((&sum["found"], &sum["absent"], &sum["silent"], &sum["not_looked"]), (&3.into(), &0.into(), &1.into(), &0.into()), "{sum}");
    assert!(!sum["why_silent"].is_null(), "nobody knows yet what this server files: {sum}");
    let ledger = desk.ledger(1);
    let found = |n: usize| row(&ledger, &format!("person{n}@"))["evidence"]["found"].as_str().map(str::to_owned);
    let expected = [None, Some("sent-copy"), Some("sent-copy"), Some("report"), Some("nothing"), None];
    assert_eq!((0..6).map(found).collect::<Vec<_>>(), expected.map(|word| word.map(str::to_owned)));
    assert_eq!(desk.sum(1)["uncertain"], 4, "it decides nothing by itself");

    let settled = desk.must(&["distribution", "resolve", "1", "--evident", "accepted"]).lines.remove(0);
    assert_eq!(settled["rows"], 3);
    assert_eq!(desk.must(&["distribution", "resolve", "1", "--evident", "again"]).lines[0]["rows"], 0, "nothing speaks for that");
    let sum = desk.sum(1);
    assert_eq!((sum["accepted"].as_u64(), sum["uncertain"].as_u64()), (Some(5), Some(1)));
    assert_eq!((dovecot.flags(PRESS, "Sent"), dovecot.flags(PRESS, "INBOX")), before, "A17");
    assert!(before.0.iter().chain(&before.1).all(|flags| !flags.contains("Seen")), "{before:?}");
    for (path, bytes) in desk.all_bytes() {
        let hit = bytes.windows(dovecot.password().len()).any(|part| part == dovecot.password().as_bytes());
        assert!(!hit, "S1: {}", path.display());
    }
    desk.verify();
}

#[test]
fn after_a_death_in_the_middle_the_sent_folder_tells_who_has_it() {
    const PEOPLE: usize = 20;
    let dovecot = Dovecot::start();
    let oracle = Oracle::start(None, &[]);
    let desk = desk(PEOPLE, oracle.port, &dovecot);
    let mut first = desk.command(SEND);
    let died = first.env("TIDINGS_FAULT", "before-commit:7").output().expect("tidings starts");
    assert_eq!(died.status.code(), None, "{}", String::from_utf8_lossy(&died.stderr));
    let before = oracle.taken();
    for taken in &before {
        dovecot.put(PRESS, "Sent Items", &mail(taken.message_id.trim_matches(['<', '>']), ""));
    }
    // Going on sends to the others; of whom nobody knows is left for the question.
    desk.must_end(&["distribution", "resume", "1"], 6);
    desk.must(&with_password(&["account", "reading", "press", &imaps(&dovecot)]));
    desk.must_end(&with_password(&["distribution", "look", "1"]), 6);
    let uncertain: Vec<Value> = desk.ledger(1).into_iter().filter(|row| row["state"] == "uncertain").collect();
    assert!(!uncertain.is_empty());
    let has_it = |row: &Value| before.iter().any(|taken| Some(taken.message_id.trim_matches(['<', '>'])) == row["message_id"].as_str());
    assert!(uncertain.iter().any(has_it), "somebody got it and nobody had written it down");
    for row in &uncertain {
        assert_eq!(row["evidence"]["found"], if has_it(row) { "sent-copy" } else { "nothing" }, "{row}");
    }
    desk.must(&["distribution", "resolve", "1", "--evident", "accepted"]);
    desk.must(&["distribution", "resolve", "1", "--all", "again"]);
    desk.must(&["distribution", "resume", "1"]);
    let mut ids: Vec<String> = oracle.taken().into_iter().map(|taken| taken.message_id).collect();
    assert_eq!(ids.len(), PEOPLE);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), PEOPLE, "nobody twice, nobody lost");
    desk.verify();
}

/// How a server files a copy of a mail, by its Message-ID.
type Filing<'f> = &'f dyn Fn(&str) -> Vec<u8>;

#[test]
fn a_mail_to_oneself_shows_whether_the_server_files_copies() {
    let dovecot = Dovecot::start();
    let oracle = Oracle::start(None, &[]);
    let desk = desk(1, oracle.port, &dovecot);
    dovecot.put(PRESS, "Sent", &mail("older@example.org", ""));
    desk.must(&with_password(&["account", "reading", "press", &imaps(&dovecot)]));
    let asked = desk.must_end(&with_password(&["account", "probe", "press"]), 5);
    assert!(oracle.taken().is_empty(), "nothing goes without --yes: {}", asked.stderr);
    let probe = |file_as: Option<Filing<'_>>| {
        let before = oracle.taken().len();
        let running = desk.command(&with_password(&["account", "probe", "press", "--yes"])).stdout(std::process::Stdio::piped()).spawn();
        let running = running.expect("tidings starts");
        until("the mail to oneself", Duration::from_secs(30), || oracle.taken().len() > before);
        let sent = oracle.taken().pop().expect("a mail");
        assert_eq!(sent.to, PRESS);
        if let Some(file_as) = file_as {
            dovecot.put(PRESS, "Sent", &file_as(sent.message_id.trim_matches(['<', '>'])));
        }
        crate::desk::said(&running.wait_with_output().expect("tidings ends")).lines.remove(0)
    };
    let kept = probe(Some(&|id: &str| {
        let arrived = "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=x; dkim=pass; dmarc=pass\r\n\
            DKIM-Signature: v=1; a=rsa-sha256; d=harbourtrust.example.org; s=a; h=From:List-Unsubscribe:List-Unsubscribe-Post; b=x\r\n";
        dovecot.put(PRESS, "INBOX", &mail(id, arrived));
        mail(id, "")
    }));
    let seen = serde_json::json!({ "signed": true, "covers_list": true, "spf": true, "dkim": true, "dmarc": true });
    assert_eq!(kept["authentication"], seen, "A10: read from the mail that arrived");
    assert_eq!((&kept["sent_copy"], &kept["id_kept"]), (&true.into(), &true.into()), "{kept}");
    let replaced = probe(Some(&|id: &str| mail("n@outlook.example", &format!("X-Microsoft-Original-Message-ID: <{id}>\r\n"))));
    assert_eq!((&replaced["sent_copy"], &replaced["id_kept"]), (&true.into(), &false.into()), "{replaced}");
    let shown = desk.must(&["account", "reading", "press"]).lines.remove(0);
    assert_eq!(shown["probe"]["id_kept"], false, "it is kept with the account: {shown}");
    let none = probe(None);
    assert_eq!((&none["sent_copy"], none["id_kept"].is_null()), (&false.into(), true), "{none}");
}

#[test]
fn tls_is_as_strict_as_for_sending_and_a_server_that_is_away_leaves_the_choice_with_the_user() {
    let dovecot = Dovecot::start();
    let oracle = Oracle::start(None, &[Rule::take_and_hang_up("person0@").times(1)]);
    let mut desk = desk(2, oracle.port, &dovecot);
    assert_eq!(desk.run(SEND).code, Some(6));
    dovecot.put(PRESS, "Sent", &mail("older@example.org", ""));
    let starttls = format!("imap://press%40harbourtrust.example.org@localhost:{}", dovecot.imap);
    for server in [imaps(&dovecot), starttls] {
        desk.must(&with_password(&["account", "reading", "press", &server]));
        desk.must(&with_password(&["account", "test-reading", "press"]));
    }
    // Without the authority nobody vouches for it; one certificate can be trusted, no other.
    desk.variables.retain(|(name, _)| *name != "SSL_CERT_FILE");
    let unknown = desk.must_end(&with_password(&["account", "test-reading", "press"]), 1);
    assert!(unknown.stderr.contains(&dovecot.certificate.sha256), "{}", unknown.stderr);
    desk.must(&["account", "reading", "press", "--trust", &dovecot.certificate.sha256]);
    desk.must(&with_password(&["account", "test-reading", "press"]));
    let wrong = format!("0{}", &dovecot.certificate.sha256[1..]);
    desk.must(&["account", "reading", "press", "--trust", &wrong]);
    let changed = desk.run(&with_password(&["account", "test-reading", "press"]));
    assert!(changed.code == Some(1) || dovecot.certificate.sha256.starts_with('0'), "{}", changed.stderr);
    assert!(desk.must_end(&["account", "reading", "press", "imap://press@mail.example.org?tls=none"], 3).stderr.contains("993"));

    desk.must(&with_password(&["account", "reading", "press", "imap://press@localhost:1?tls=none"]));
    let away = desk.must_end(&with_password(&["distribution", "look", "1"]), 1);
    assert!(away.stderr.contains("993") && !away.stderr.contains("587"), "{}", away.stderr);
    assert_eq!(desk.sum(1)["uncertain"], 1);
    desk.must(&["distribution", "resolve", "1", "--all", "accepted"]);
    desk.verify();
}

#[test]
fn what_a_copy_of_the_workspace_may_have_sent_is_looked_for_before_a_later_run_goes_on() {
    let dovecot = Dovecot::start();
    let oracle = Oracle::start(None, &[]);
    let desk = desk(4, oracle.port, &dovecot);
    let planned = ["send", "1", "--to", "kind:journalist", "--recent", "0", "--hold", "600", "--yes", "--detach"];
    desk.must_end(&planned, 6);
    let ids: Vec<String> =
        (0..4).map(|n| row(&desk.ledger(1), &format!("person{n}@"))["message_id"].as_str().expect("an id").to_owned()).collect();
    // Another copy of the file sent two of them meanwhile.
    dovecot.put(PRESS, "Sent", &mail(&ids[1], ""));
    dovecot.put(PRESS, "Sent", &mail(&ids[2], ""));
    // Among so many the server is asked for the Message-IDs; in the other stories the few headers are read.
    dovecot.fill(PRESS, "Sent", 850);
    desk.must(&with_password(&["account", "reading", "press", &imaps(&dovecot)]));
    let went = desk.must_end(&with_password(&["distribution", "resume", "1"]), 6);
    assert!(went.stderr.contains("2 mails were sent already") && went.stderr.contains("person2@"), "{}", went.stderr);
    let mut came: Vec<String> = oracle.taken().into_iter().map(|mail| mail.message_id.trim_matches(['<', '>']).to_owned()).collect();
    came.sort();
    let mut wanted = vec![ids[0].clone(), ids[3].clone()];
    wanted.sort();
    assert_eq!(came, wanted, "what was found is not sent again");
    let sum = desk.sum(1);
    assert_eq!((&sum["accepted"], &sum["uncertain"], &sum["waiting"]), (&2.into(), &2.into(), &0.into()), "{sum}");
    let ledger = desk.ledger(1);
    for n in [1, 2] {
        let row = row(&ledger, &format!("person{n}@"));
        assert_eq!((row["state"].as_str(), row["evidence"]["found"].as_str()), (Some("uncertain"), Some("sent-copy")), "{row}");
    }
    assert_eq!(desk.must(&["distribution", "resolve", "1", "--evident", "accepted"]).lines[0]["rows"], 2);
    assert_eq!(desk.sum(1)["accepted"], 4);

    // A mailbox that is away is said, and asked: nothing goes before the answer.
    desk.must_end(&planned, 6);
    desk.must(&with_password(&["account", "reading", "press", "imap://press@localhost:1?tls=none"]));
    let before = oracle.taken().len();
    let away = desk.must_end(&with_password(&["distribution", "resume", "2"]), 5);
    assert_eq!(away.lines[0]["error"]["code"], "distribution.look_first_failed", "{}", away.stderr);
    assert_eq!((oracle.taken().len(), desk.sum(2)["waiting"].clone()), (before, 4.into()));
    desk.must(&["distribution", "resume", "2", "--without-look"]);
    assert_eq!((oracle.taken().len(), desk.sum(2)["accepted"].clone()), (before + 4, 4.into()));
    desk.verify();
}
