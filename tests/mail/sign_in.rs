//! Signing in in the browser: real servers that ask about each token, a keychain over its bus, and nothing that lies around.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use tidings_tests::fixtures::{Authorization, CLIENT, Dovecot, Manner, Postfix, SessionKeychain, browse};

use crate::desk::{Desk, Said};

const PRESS: &str = "press@harbourtrust.example.org";
const SECRET: &str = "client-secret-5512";

/// A workspace whose account is at `smtp` and signs in at `authorization`.
fn desk(keychain: &SessionKeychain, smtp: &str, authorities: &[&std::path::Path], authorization: &Authorization) -> Desk {
    let mut desk = Desk::empty();
    let together: String = authorities.iter().map(|file| std::fs::read_to_string(file).expect("a certificate")).collect();
    desk.variables.push(("SSL_CERT_FILE", desk.write("authorities.pem", together.as_bytes())));
    desk.variables.push(("DBUS_SESSION_BUS_ADDRESS", keychain.bus().to_owned()));
    desk.variables.push(("THE_SECRET", SECRET.to_owned()));
    desk.variables.push(("TIDINGS_LOG", "trace".to_owned()));
    desk.must(&["account", "add", "press", "--from", &format!("Ines Calder <{PRESS}>"), "--smtp", smtp]);
    desk.must(&[
        "account",
        "sign-in",
        "press",
        "--provider",
        "other",
        "--client-id",
        CLIENT,
        "--client-secret-env",
        "THE_SECRET",
        "--authorize-url",
        &authorization.authorize_url(),
        "--token-url",
        &authorization.token_url(),
        "--scopes",
        "mail offline_access",
        "--show",
    ]);
    desk
}

/// Signs in as somebody at a terminal does: the address that is printed is opened in a browser.
fn sign_in(desk: &Desk) -> (Said, String) {
    let mut command = desk.command(&["account", "sign-in", "press", "--no-browser"]);
    command.env_remove("TIDINGS_LOG");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("tidings starts");
    let mut said = BufReader::new(child.stderr.take().expect("its stderr is piped"));
    let mut told = String::new();
    let address = loop {
        let mut line = String::new();
        assert!(said.read_line(&mut line).expect("it says something") > 0, "no address was printed: {told}");
        told.push_str(&line);
        if line.starts_with("http://127.0.0.1:") {
            break line.trim().to_owned();
        }
    };
    let page = browse(&address);
    drop(said.read_to_string(&mut told));
    let out = child.wait_with_output().expect("it ends");
    let mut ended = crate::desk::said(&out);
    ended.stderr = told;
    (ended, page)
}

/// Nothing that was said, and no file of the workspace or of the machine, holds a token, a code or the client's secret.
fn quiet(desk: &Desk, authorization: &Authorization, all: &[&Said]) {
    let secrets: Vec<String> = authorization.secrets().into_iter().filter(|secret| !secret.starts_with("code-")).collect();
    assert!(secrets.len() > 2);
    let said: String = all.iter().map(|said| format!("{:?}{}", said.lines, said.stderr)).collect();
    for (path, bytes) in desk.all_bytes() {
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "S1: {secret} in {}", path.display());
            assert!(!said.contains(secret), "S1: {secret} was said");
        }
    }
}

fn code(said: &Said) -> &str {
    said.lines.first().and_then(|line| line["error"]["code"].as_str()).unwrap_or_default()
}

#[test]
fn an_account_that_signs_in_sends_through_postfix_and_reads_in_dovecot_until_that_is_taken_back() {
    let authorization = Authorization::start(Manner::Grants, Some(SECRET));
    let dovecot = Dovecot::asking(&authorization);
    let postfix = Postfix::start(&dovecot, &[]);
    let keychain = SessionKeychain::unlocked();
    let smtp = format!("smtp://press%40harbourtrust.example.org@localhost:{}", postfix.starttls);
    let authorities = [postfix.certificate.authority.as_path(), dovecot.certificate.authority.as_path()];
    let desk = desk(&keychain, &smtp, &authorities, &authorization);
    let needed = desk.must_end(&["account", "test", "press"], 5);
    assert_eq!(code(&needed), "accounts.sign_in_needed");

    let (signed_in, page) = sign_in(&desk);
    assert_eq!(signed_in.code, Some(0), "{}", signed_in.stderr);
    assert_eq!(signed_in.lines[0]["signed_in"], true);
    assert!(page.contains("You are signed in"), "{page}");
    // Every command is a new start of the program: it has the permission from the keychain, and gets a token of its own with it.
    let tested = desk.run(&["account", "test", "press"]);
    assert_eq!(tested.code, Some(0), "{}\n{}\n{}", tested.stderr, postfix.log(), dovecot.log());
    desk.import("name,address\nMina Park,mina@paper.example.net\nJan Vos,jan@ledger.example.net\n");
    desk.add_release("The lens is back", "The lens is back in its tower.\n");
    let sent = desk.run(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    assert_eq!(sent.code, Some(0), "{}\n{}", sent.stderr, postfix.log());
    assert_eq!(desk.sum(1)["accepted"], 2);

    dovecot.put(PRESS, "Sent", b"From: <press@harbourtrust.example.org>\r\nMessage-ID: <a@example.org>\r\n\r\nx\r\n");
    let imap = format!("imaps://press%40harbourtrust.example.org@localhost:{}", dovecot.imaps);
    desk.must(&["account", "reading", "press", &imap]);
    let read = desk.run(&["account", "test-reading", "press"]);
    assert_eq!(read.code, Some(0), "{}\n{}", read.stderr, dovecot.log());
    assert_eq!(read.lines[0]["sent_folder"], "Sent");

    // A long token, as the great providers give them, goes through as well.
    authorization.gives(1_600, 3600);
    let long = desk.run(&["account", "test", "press"]);
    assert_eq!(long.code, Some(0), "{}\n{}", long.stderr, postfix.log());

    authorization.revoke();
    let ended = desk.must_end(&["account", "test", "press"], 5);
    assert_eq!(code(&ended), "accounts.sign_in_ended");
    // Others than before: who had a mail a moment ago is left out.
    desk.import("name,address\nAda Lund,ada@paper.example.net\nBo Reis,bo@ledger.example.net\n");
    desk.add_release("The lens is lit", "The lens is lit.\n");
    let paused = desk.run(&["send", "2", "--to", "kind:journalist", "--hold", "0", "--yes"]);
    assert_eq!(paused.code, Some(6), "{}", paused.stderr);
    let sum = desk.sum(2);
    assert_eq!((&sum["waiting"], &sum["refused"], &sum["because"]), (&2.into(), &0.into(), &"account".into()), "D12: {sum}");
    let (again, _) = sign_in(&desk);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    let resumed = desk.run(&["account", "resume", "press", "--yes"]);
    assert_eq!(resumed.code, Some(0), "{}", resumed.stderr);
    assert_eq!(desk.sum(2)["accepted"], 2);

    let log = desk.must(&["network", "log"]);
    assert!(log.lines.iter().any(|one| one["purpose"] == "sign-in" && one["outcome"] == "ended"), "{:?}", log.lines);
    assert!(log.lines.iter().any(|one| one["purpose"] == "sending" && one["tls"] == "TLS 1.3" && one["distribution"] == 1), "S10");
    let removed = desk.must(&["account", "remove", "press"]);
    assert_eq!(keychain.entries().matches("secret = ").count(), 0, "{}", keychain.entries());
    quiet(&desk, &authorization, &[&needed, &signed_in, &tested, &sent, &read, &long, &ended, &paused, &again, &resumed, &log, &removed]);
}

#[test]
fn without_a_keychain_a_sign_in_on_the_command_line_says_that_it_is_forgotten() {
    let authorization = Authorization::start(Manner::Grants, Some(SECRET));
    let keychain = SessionKeychain::unlocked();
    let mut desk = desk(&keychain, "smtp://press%40harbourtrust.example.org@127.0.0.1:1?tls=none", &[], &authorization);
    desk.variables.retain(|(name, _)| *name != "DBUS_SESSION_BUS_ADDRESS");
    // Without its secret the client is nobody there.
    let (refused, page) = sign_in(&desk);
    assert_eq!((refused.code, code(&refused)), (Some(1), "accounts.sign_in_client"), "{}", refused.stderr);
    assert!(page.contains("did not work"), "{page}");
    let open = Authorization::start(Manner::Grants, None);
    desk.must(&["account", "sign-in", "press", "--authorize-url", &open.authorize_url(), "--token-url", &open.token_url(), "--show"]);
    let (forgotten, _) = sign_in(&desk);
    assert_eq!((forgotten.code, code(&forgotten)), (Some(1), "accounts.sign_in_not_kept"), "{}", forgotten.stderr);
}
