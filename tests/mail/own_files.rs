//! Different files for different people, through Postfix into Dovecot's mailboxes: each has their own, byte for byte, and nobody another's.

use std::collections::BTreeMap;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tidings_tests::fixtures::{Dovecot, Mail, Postfix, until};

use crate::desk::Desk;

const PEOPLE: usize = 24;

fn address(n: usize) -> String {
    // As a list of people has it.
    format!("person{n}@paper{}.example.net", n % 17)
}

/// A badge of its own: no two are alike, of all lengths.
fn badge(n: usize) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.7 badge of {}\n", address(n)).into_bytes();
    bytes.extend((0..4_000 + n * 997).map(|at| u8::try_from((at * (n + 3)) % 256).expect("a byte")));
    bytes
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files of each mail, by the address whose mailbox has it: names and hashes.
type Got = BTreeMap<String, Vec<(String, String)>>;

fn files(mail: &Mail) -> Vec<(String, String)> {
    let attached = mail.parts.iter().filter(|part| part.disposition.as_deref() == Some("attachment"));
    attached.map(|part| (part.name.clone().expect("a name"), part.sha256.clone())).collect()
}

/// Sends everybody their badge, with this mutation or none, and says what stands in the mailboxes after `mails` arrived.
fn sent(mutation: &str) -> (Got, Option<i32>) {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot, &[]);
    let mut desk = Desk::new(PEOPLE, 1, 4);
    let authority = postfix.certificate.authority.display().to_string();
    desk.variables = vec![("SSL_CERT_FILE", authority), ("THE_PASSWORD", dovecot.password().to_owned())];
    let door = format!("smtp://press%40harbourtrust.example.org@localhost:{}?tls=starttls", postfix.starttls);
    desk.must(&["account", "edit", "press", "--smtp", &door]);
    if !mutation.is_empty() {
        desk.variables.push(("TIDINGS_MUTATION", mutation.to_owned()));
    }
    let plan = desk.write("floor plan – 灯台.pdf", b"%PDF-1.7 the same for all\n");
    desk.must(&["document", "attach", "1", &plan]);
    let badges: Vec<String> = (0..PEOPLE).map(|n| desk.write(&format!("badge-{}.pdf", address(n).to_uppercase()), &badge(n))).collect();
    let attach = ["document", "attach", "1", "--for", "email", "--pattern", "BADGE-*", "--set", "Badges"];
    desk.must(&attach.into_iter().chain(badges.iter().map(String::as_str)).collect::<Vec<_>>());
    let said =
        desk.run(&["send", "1", "--to", "kind:journalist", "--account", "press", "--hold", "0", "--yes", "--password-env", "THE_PASSWORD"]);
    let accepted = usize::try_from(desk.sum(1)["accepted"].as_u64().expect("a count")).expect("a size");
    until("the mails", Duration::from_secs(60), || dovecot.mailboxes().len() >= accepted);
    let got = dovecot.mailboxes().into_iter().map(|address| {
        let mails = std::cell::RefCell::new(Vec::new());
        until(&format!("the mail at {address}"), Duration::from_secs(30), || {
            *mails.borrow_mut() = dovecot.mails(&address);
            !mails.borrow().is_empty()
        });
        let mails = mails.into_inner();
        assert_eq!(mails.len(), 1, "once each");
        assert_eq!(mails[0].defects, Vec::<String>::new());
        assert_eq!(files(&mails[0]), files(&mails[0].by_perl()), "two parsers that are not ours (M14)");
        (address, files(&mails[0]))
    });
    (got.collect(), said.code)
}

/// Who has not exactly their own badge after the plan that all have.
fn wronged(got: &Got) -> Vec<String> {
    let plan = ("floor plan – 灯台.pdf".to_owned(), sha256(b"%PDF-1.7 the same for all\n"));
    let own = |n: usize| vec![plan.clone(), (format!("badge-{}.pdf", address(n).to_uppercase()), sha256(&badge(n)))];
    (0..PEOPLE).filter(|n| got.get(&address(*n)) != Some(&own(*n))).map(address).collect()
}

#[test]
fn each_of_many_has_exactly_their_own_file_and_the_judge_notices_a_mix_up() {
    let (got, code) = sent("");
    assert_eq!((got.len(), code), (PEOPLE, Some(0)));
    assert_eq!(wronged(&got), Vec::<String>::new());
    // The files of whoever came before: the same judge must say so.
    let (mixed_up, _) = sent("anothers-file");
    assert!(wronged(&mixed_up).len() > PEOPLE / 2, "it went unnoticed: {mixed_up:?}");
}
