//! A correction through Postfix into Dovecot's mailboxes: each one stands beneath the mail that it corrects, as two parsers read it
//! that are not ours (D39).

use std::time::Duration;

use tidings_tests::fixtures::{Dovecot, Mail, Oracle, Postfix, Rule, until};

use crate::desk::Desk;

const FIRST: &str = "---\nheadline: Das Licht kehrt zurück\nlanguage: de\nkind: press-release\n---\n\n{{ greeting }},\n\nam Donnerstag.\n";
const SECOND: &str = "---\nheadline: Das Licht kehrt zurück\nlanguage: de\nkind: press-release\n---\n\n{{ greeting }},\n\nam Freitag.\n";

fn arrived(dovecot: &Dovecot, address: &str, mails: usize) -> Vec<Mail> {
    let found = std::cell::RefCell::new(Vec::new());
    until(&format!("{mails} mails at {address}"), Duration::from_secs(30), || {
        if dovecot.mailboxes().iter().any(|known| known == address) {
            *found.borrow_mut() = dovecot.mails(address);
        }
        found.borrow().len() >= mails
    });
    found.into_inner()
}

fn header(mail: &Mail, name: &str) -> String {
    mail.header(name).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_correction_stands_beneath_the_mail_that_it_corrects_and_goes_to_nobody_else() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot, &[]);
    let mut desk = Desk::empty();
    desk.variables =
        vec![("SSL_CERT_FILE", postfix.certificate.authority.display().to_string()), ("THE_PASSWORD", dovecot.password().to_owned())];
    desk.import(
        "name,address\nPriya Nandakumar,priya@ledger.example.net\n田中 さくら,sakura@asahi.example.net\nيوسف الحداد,yusuf@harbour.example.net\n\
         Ruth Vale,ruth@tide.example.net\n",
    );
    desk.add_document(FIRST);
    let smtp = format!("smtp://press%40harbourtrust.example.org@localhost:{}?tls=starttls", postfix.starttls);
    desk.must(&["account", "add", "press", "--from", "Inès Calder <press@harbourtrust.example.org>", "--smtp", &smtp]);
    let with_password = |words: &[&str]| {
        let words: Vec<&str> = [words, &["--hold", "0", "--yes", "--password-env", "THE_PASSWORD"]].concat();
        desk.must(&words)
    };
    with_password(&["send", "1", "--to", "kind:journalist"]);
    // One of them asks for no more mail, and somebody joins who never had it.
    desk.must(&["people", "suppress", "ruth@tide.example.net", "--reason", "asked"]);
    desk.import("name,address\nNew One,new@ledger.example.net\n");
    desk.must(&["document", "save", "1", &desk.write("corrected.md", SECOND.as_bytes())]);

    let dry = desk.must(&["distribution", "correct", "1", "1", "--dry-run"]).lines.remove(0);
    assert_eq!((&dry["audience"], &dry["recipients"], &dry["excluded"]["suppressed"]), (&4.into(), &3.into(), &1.into()), "{dry}");
    let refused = desk.must_end(&["distribution", "correct", "1", "1"], 5);
    assert_eq!(refused.lines[0]["error"]["code"], "distribution.not_confirmed", "nothing goes without a word");
    let sent = with_password(&["distribution", "correct", "1", "1"]).lines.remove(0);
    assert_eq!((&sent["kind"], &sent["parent"], &sent["accepted"]), (&"correction".into(), &1.into(), &3.into()), "{sent}");
    desk.sum(2);

    let (first, second) = (desk.ledger(1), desk.ledger(2));
    for address in ["priya@ledger.example.net", "sakura@asahi.example.net", "yusuf@harbour.example.net"] {
        let mails = arrived(&dovecot, address, 2);
        assert_eq!(mails.len(), 2, "once each");
        let own = header(&mails[0], "Message-ID");
        for mail in [Mail { raw: mails[1].raw.clone(), ..mails[1].by_perl() }, Mail { ..mails.into_iter().nth(1).expect("two") }] {
            assert_eq!(header(&mail, "In-Reply-To"), own, "{address}");
            assert_eq!(header(&mail, "References"), own, "{address}");
            assert_eq!(mail.header("Subject"), Some("Korrektur: Das Licht kehrt zurück"));
            let text = mail.parts[0].text.clone().expect("a text");
            assert!(text.starts_with("Korrektur") && text.contains("am Freitag"), "{text}");
            assert!(mail.defects.is_empty(), "{:?}", mail.defects);
        }
        let row = |ledger: &[serde_json::Value]| ledger.iter().find(|row| row["address"] == address).expect("a row").clone();
        assert_eq!(format!("<{}>", row(&first)["message_id"].as_str().expect("an id")), own);
        assert_eq!(row(&second)["in_reply_to"], row(&first)["message_id"], "the ledger says so too");
    }
    until("an empty queue", Duration::from_secs(20), || postfix.queued() == 0);
    assert_eq!(arrived(&dovecot, "ruth@tide.example.net", 1).len(), 1, "who asked for no more gets no correction either");
    assert!(!dovecot.mailboxes().iter().any(|known| known == "new@ledger.example.net"));
    // What was corrected does not go on as it was.
    let refused = desk.must_end(&["distribution", "retry", "1"], 3);
    assert_eq!(refused.lines[0]["error"]["code"], "distribution.corrected_since");
    desk.verify();
}

#[test]
fn a_corrected_address_gets_the_one_letter_that_the_wrong_one_refused() {
    let oracle = Oracle::start(None, &[Rule::refuse_recipient("^wrong@", "550 5.1.1 no such user")]);
    let desk = Desk::new(2, oracle.port, 1);
    desk.import("name,address\nRuth Vale,wrong@tide.example.net\n");
    desk.must_end(&["send", "1", "--to", "kind:journalist", "--hold", "0", "--yes"], 6);
    let repair = ["distribution", "repair", "1", "Wrong@tide.example.net", "ruth@tide.example.net"];
    let dry = desk.must(&[&repair[..], &["--dry-run"]].concat()).lines.remove(0);
    assert_eq!((&dry["recipients"], &dry["waiting"], &dry["repaired"]), (&4.into(), &1.into(), &1.into()), "{dry}");
    assert_eq!(desk.must_end(&repair, 5).lines[0]["error"]["code"], "distribution.not_confirmed");
    assert_eq!(desk.sum(1)["recipients"], 3, "nothing was written");
    let taken = oracle.taken().len();
    desk.must_end(&[&repair[..], &["--contact", "--yes"]].concat(), 6);
    let sum = desk.sum(1);
    assert_eq!(
        (&sum["recipients"], &sum["accepted"], &sum["refused"], &sum["repaired"]),
        (&4.into(), &3.into(), &1.into(), &1.into()),
        "{sum}"
    );
    let came: Vec<String> = oracle.taken().into_iter().skip(taken).map(|mail| mail.to).collect();
    assert_eq!(came, ["ruth@tide.example.net"], "one letter more, and nobody gets a second");
    let ledger = desk.ledger(1);
    let row = |address: &str| ledger.iter().find(|row| row["address"] == address).expect("a row");
    assert_eq!(
        (&row("wrong@tide.example.net")["state"], &row("wrong@tide.example.net")["repaired"]),
        (&"refused-permanent".into(), &true.into())
    );
    assert_eq!(row("ruth@tide.example.net")["repairs"], true);
    assert_eq!(desk.must(&["people", "show", "ruth@tide.example.net"]).lines[0]["fields"]["name"], "Ruth Vale", "the contact, too");
    assert_eq!(desk.must_end(&repair, 3).lines[0]["error"]["code"], "distribution.repair.before");
    desk.must_end(&["distribution", "retry", "1"], 6);
    assert_eq!(oracle.taken().len(), taken + 1, "the old row rests");
    desk.verify();
}
