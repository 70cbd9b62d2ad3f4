//! The fixtures themselves, tried with Python's own mail client: a story that fails must not fail for them.

use std::process::Command;
use std::time::Duration;

use tidings_tests::fixtures::{Dovecot, Oracle, Postfix, Rule, Sink, until};

/// Sends one mail with Python's `smtplib`; gives what the server said, or what went wrong.
fn send(port: u16, to: &str, id: &str, login: Option<(&str, &str)>, tls: &str) -> String {
    let script = r#"
import smtplib, ssl, sys
port, to, id, user, password, tls = sys.argv[1:7]
open_context = ssl._create_unverified_context()
server = smtplib.SMTP_SSL("127.0.0.1", int(port), context=open_context) if tls == "implicit" else smtplib.SMTP("127.0.0.1", int(port))
mail = f"From: press@example.org\r\nTo: {to}\r\nSubject: Gr\u00fc\u00dfe\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nTide table\r\n.dot\r\n".encode()
try:
    if tls == "starttls":
        server.starttls(context=open_context)
    if user:
        server.login(user, password)
    server.sendmail("press@example.org", [to], mail)
    print("taken")
except smtplib.SMTPRecipientsRefused as refused:
    print("refused", refused.recipients[to][0])
except smtplib.SMTPServerDisconnected:
    print("lost")
except smtplib.SMTPResponseException as fault:
    print("refused", fault.smtp_code)
except smtplib.SMTPNotSupportedError:
    print("unsupported")
"#;
    let (user, password) = login.unwrap_or_default();
    let out = Command::new("/usr/bin/python3").args(["-c", script, &port.to_string(), to, id, user, password, tls]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

#[test]
fn the_sink_keeps_every_mail() {
    let sink = Sink::start(&[]);
    for n in 0..5 {
        assert_eq!(send(sink.port, &format!("p{n}@example.org"), &format!("{n}@test"), None, "none"), "taken");
    }
    let mut mails = sink.mails();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(mails.len(), 5);
    assert_eq!((mails[3].to.as_str(), mails[3].message_id.as_str()), ("p3@example.org", "<3@test>"));
    assert!(mails[3].raw.starts_with(b"From: press@example.org\n"), "{}", String::from_utf8_lossy(&mails[3].raw));
}

#[test]
fn the_oracle_sees_what_the_workspace_says_at_the_end_of_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("w.tidings");
    let workspace = rusqlite::Connection::open(&file).unwrap();
    workspace
        .execute_batch(
            "PRAGMA journal_mode = WAL; CREATE TABLE delivery (message_id TEXT, state TEXT) STRICT;
             INSERT INTO delivery VALUES ('<a@test>', 'in-flight'), ('<b@test>', 'claimed');",
        )
        .unwrap();
    let rules = [
        Rule::refuse_recipient("^gone@", "550 5.1.1 no such user"),
        Rule::take_and_hang_up("^lost@").times(1),
        Rule::answer_data("^busy@", "451 4.3.0 later"),
    ];
    let oracle = Oracle::start(Some(&file), &rules);
    assert_eq!(send(oracle.port, "ana@example.org", "a@test", None, "none"), "taken");
    assert_eq!(send(oracle.port, "bea@example.org", "b@test", None, "none"), "taken");
    assert_eq!(send(oracle.port, "cy@example.org", "c@test", None, "none"), "taken");
    assert_eq!(send(oracle.port, "gone@example.org", "d@test", None, "none"), "refused 550");
    assert_eq!(send(oracle.port, "lost@example.org", "e@test", None, "none"), "lost");
    assert_eq!(send(oracle.port, "lost@example.org", "e@test", None, "none"), "taken");
    assert_eq!(send(oracle.port, "busy@example.org", "f@test", None, "none"), "refused 451");
    let taken = oracle.taken();
    let states: Vec<_> = taken.iter().map(|t| t.state.clone().unwrap_or_default()).collect();
    assert_eq!(states[..3], ["in-flight", "claimed", "no such row"]);
    assert_eq!(taken.iter().map(|t| (t.dropped, t.refused)).collect::<Vec<_>>()[3..], [(true, false), (false, false), (false, true)]);
}

#[test]
fn postfix_asks_for_a_password_and_dovecot_gives_the_mail_back() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot, &[]);
    let login = Some(("press@example.org", dovecot.password()));
    assert_eq!(send(postfix.starttls, "ana@example.org", "1@test", None, "none"), "refused 554", "nobody sends without a password");
    assert_eq!(send(postfix.starttls, "ana@example.org", "1@test", login, "none"), "unsupported", "no password before TLS");
    assert_eq!(send(postfix.starttls, "ana@example.org", "1@test", Some(("press@example.org", "wrong")), "starttls"), "refused 535");
    assert_eq!(send(postfix.starttls, "ana@example.org", "1@test", login, "starttls"), "taken", "{}", postfix.log());
    assert_eq!(send(postfix.implicit, "ana@example.org", "2@test", login, "implicit"), "taken", "{}", postfix.log());
    let reached = std::cell::Cell::new(0);
    let both = || {
        reached.set(if dovecot.mailboxes().is_empty() { 0 } else { dovecot.mails("ana@example.org").len() });
        reached.get() == 2
    };
    until("both mails in the mailbox", Duration::from_secs(20), both);
    let mails = dovecot.mails("ana@example.org");
    assert_eq!(mails[0].header("Message-ID"), Some("<1@test>"));
    assert_eq!(mails[0].parts[0].text.as_deref().map(|t| t.replace("\r\n", "\n")), Some("Tide table\n.dot\n".into()));
    assert!(mail_parser::MessageParser::default().parse(&mails[1].raw).is_some_and(|m| m.message_id() == Some("2@test")));
    assert_eq!(postfix.queued(), 0);
}
