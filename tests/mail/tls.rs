//! TLS against servers that are not ours, through the command line: what opens, what does not, and that a password never
//! leaves where it does not (A1–A4).

use std::path::Path;

use tidings_tests::fixtures::{Certificate, Dovecot, Fault, Peer, Postfix};

use crate::desk::{Desk, Said};

const PASSWORD: &str = "canary-7f3a";
/// The password as it may stand on a wire: plain, and in the words of PLAIN and LOGIN.
const ON_THE_WIRE: [&[u8]; 3] = [b"canary-7f3a", b"AHByZXNzQGhhcmJvdXJ0cnVzdC5leGFtcGxlLm9yZwBjYW5hcnktN2YzYQ==", b"Y2FuYXJ5LTdmM2E="];

/// Adds an account at a port of this machine.
fn add(desk: &Desk, host: &str, port: u16, implicit: bool) {
    let way = if implicit { "implicit" } else { "starttls" };
    let smtp = format!("smtp://press%40harbourtrust.example.org@{host}:{port}?tls={way}");
    desk.must(&["account", "add", "press", "--from", "Ines Calder <press@harbourtrust.example.org>", "--smtp", &smtp]);
}

/// Tests the account; the machine trusts `authority` beside nothing, by the variable that Linux' libraries know.
fn test(desk: &Desk, authority: &Path) -> Said {
    let mut command = desk.command(&["account", "test", "press", "--password-env", "THE_PASSWORD"]);
    command.env("THE_PASSWORD", PASSWORD).env("SSL_CERT_FILE", authority);
    crate::desk::said(&command.output().expect("tidings starts"))
}

fn code(said: &Said) -> String {
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    said.lines[0]["error"]["code"].as_str().expect("a code").to_owned()
}

fn no_password(heard: &[u8], what: &str) {
    for form in ON_THE_WIRE {
        assert!(!heard.windows(form.len()).any(|window| window == form), "{what}: the password was on the wire");
    }
}

#[test]
fn a_server_that_is_not_what_it_should_be_never_hears_the_password_and_the_user_reads_why() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str, names: &[&str], from, until| {
        let place = folder.path().join(name);
        std::fs::create_dir(&place).unwrap();
        Certificate::valid(&place, names, from, until)
    };
    let right = make("right", &["localhost"], 2020, 2090);
    let name = make("name", &["mail.elsewhere.example"], 2020, 2090);
    let expired = make("expired", &["localhost"], 2020, 2021);
    let early = make("early", &["localhost"], 2090, 2091);
    // (whose certificate, whom the machine trusts, the fault, what is said; the kinds of TLS in which it can happen)
    let cases = [
        (&name, &name, Fault::None, "accounts.certificate_name", &[true, false][..]),
        (&expired, &expired, Fault::None, "accounts.certificate_expired", &[true, false]),
        (&early, &early, Fault::None, "accounts.certificate_early", &[true, false]),
        (&right, &name, Fault::None, "accounts.certificate_unknown", &[true, false]),
        (&right, &right, Fault::Old, "accounts.tls_too_old", &[true, false]),
        (&right, &right, Fault::Stripped, "accounts.no_starttls", &[false]),
        (&right, &right, Fault::Refused, "accounts.no_starttls", &[false]),
    ];
    for (certificate, trusted, fault, expected, ways) in cases {
        for implicit in ways {
            let peer = Peer::start(certificate, *implicit, fault, PASSWORD);
            let desk = Desk::empty();
            add(&desk, "localhost", peer.port, *implicit);
            let said = test(&desk, &trusted.authority);
            assert_eq!(code(&said), expected, "{fault:?} {implicit}: {}", said.stderr);
            assert!(!said.stderr.contains(PASSWORD));
            no_password(&peer.heard(), expected);
        }
    }
}

#[test]
fn a_right_server_hears_the_password_within_tls_alone_and_its_refusals_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let right = Certificate::make(folder.path(), &["localhost"]);
    for (fault, implicit, expected) in [
        (Fault::None, true, None),
        (Fault::None, false, None),
        // What somebody on the way put before the handshake counts for nothing: neither its size nor its way to log in.
        (Fault::Injected, false, None),
        (Fault::Password, false, Some("accounts.password_refused")),
        (Fault::Sender, true, Some("accounts.sender_refused")),
    ] {
        let peer = Peer::start(&right, implicit, fault, PASSWORD);
        let desk = Desk::empty();
        add(&desk, "localhost", peer.port, implicit);
        let said = test(&desk, &right.authority);
        match expected {
            None => {
                assert_eq!(said.code, Some(0), "{fault:?}: {}", said.stderr);
                assert_eq!((said.lines[0]["tls"].as_str(), said.lines[0]["size_limit"].as_u64()), (Some("TLS 1.3"), Some(1_000_000)));
            }
            Some(expected) => assert_eq!(code(&said), expected, "{}", said.stderr),
        }
        // The peer keeps what came encrypted, so the password is not to be found in the bytes of the line.
        no_password(&peer.heard(), "on the line");
    }
}

#[test]
fn one_certificate_can_be_trusted_for_one_server_and_a_changed_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| {
        let place = folder.path().join(name);
        std::fs::create_dir(&place).unwrap();
        place
    };
    let ours = Certificate::make(&place("ours"), &["mail.elsewhere.example"]);
    let other = Certificate::make(&place("other"), &["mail.elsewhere.example"]);
    let stranger = Certificate::make(&place("stranger"), &["localhost"]);
    let peer = Peer::start(&ours, true, Fault::None, PASSWORD);
    let desk = Desk::empty();
    add(&desk, "localhost", peer.port, true);
    let said = test(&desk, &stranger.authority);
    assert_eq!(code(&said), "accounts.certificate_unknown");
    assert!(said.stderr.contains(&ours.sha256), "the fingerprint is shown: {}", said.stderr);
    assert_eq!(desk.run(&["account", "trust", "press", "beef"]).code, Some(3));
    desk.must(&["account", "trust", "press", &ours.sha256]);
    assert_eq!(test(&desk, &stranger.authority).code, Some(0));
    desk.must(&["account", "trust", "press", &other.sha256]);
    let changed = test(&desk, &stranger.authority);
    assert_eq!(code(&changed), "accounts.certificate_changed");
    desk.must(&["account", "trust", "press", "--none"]);
    assert_eq!(code(&test(&desk, &stranger.authority)), "accounts.certificate_unknown");
    no_password(&peer.heard(), "on the line");
}

#[test]
fn name_port_and_a_missing_password_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let right = Certificate::make(folder.path(), &["localhost"]);
    let at = |host: &str, port: u16| {
        let desk = Desk::empty();
        add(&desk, host, port, true);
        code(&test(&desk, &right.authority))
    };
    assert_eq!(at("mail.harbourtrust.invalid", 465), "accounts.name_unknown");
    assert_eq!(at("localhost", tidings_tests::fixtures::free_port()), "accounts.port_closed");
    let peer = Peer::start(&right, true, Fault::None, PASSWORD);
    let desk = Desk::empty();
    add(&desk, "localhost", peer.port, true);
    let said = desk.run(&["account", "test", "press"]);
    assert_eq!((said.code, said.lines[0]["error"]["code"].as_str()), (Some(5), Some("accounts.password_needed")));
    // Without encryption nothing but this machine is even entered.
    let plain = desk.run(&["account", "add", "far", "--from", "a@example.org", "--smtp", "smtp://ines@mail.example.org:25?tls=none"]);
    assert_eq!((plain.code, plain.lines[0]["error"]["code"].as_str()), (Some(3), Some("accounts.plain_only_here")));
}

#[test]
fn postfix_is_reached_in_both_ways_and_its_refusals_are_read() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(
        &dovecot,
        &["smtpd_sender_restrictions = reject_sender_login_mismatch", "smtpd_sender_login_maps = static:{nobody@else.example}"],
    );
    let open = Postfix::start(&dovecot, &[]);
    for (port, implicit) in [(open.implicit, true), (open.starttls, false)] {
        let desk = Desk::empty();
        add(&desk, "localhost", port, implicit);
        assert_eq!(code(&test(&desk, &open.certificate.authority)), "accounts.password_refused");
        let mut command = desk.command(&["account", "test", "press", "--password-env", "THE_PASSWORD"]);
        command.env("THE_PASSWORD", dovecot.password()).env("SSL_CERT_FILE", &open.certificate.authority);
        let said = crate::desk::said(&command.output().unwrap());
        assert_eq!(said.code, Some(0), "{} {}", said.stderr, open.log());
        assert!(said.lines[0]["server"].as_str().unwrap().starts_with("mail.test "));
    }
    let desk = Desk::empty();
    add(&desk, "localhost", postfix.starttls, false);
    let mut command = desk.command(&["account", "test", "press", "--password-env", "THE_PASSWORD"]);
    command.env("THE_PASSWORD", dovecot.password()).env("SSL_CERT_FILE", &postfix.certificate.authority);
    assert_eq!(code(&crate::desk::said(&command.output().unwrap())), "accounts.sender_refused", "{}", postfix.log());
}
