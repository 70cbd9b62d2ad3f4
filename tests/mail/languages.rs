//! A text in three languages through Postfix into Dovecot's mailboxes: one mail each, in their language, as two parsers read it that are
//! not ours.

use std::time::Duration;

use tidings_tests::fixtures::{Dovecot, Mail, Postfix, until};

use crate::desk::Desk;

const ENGLISH: &str = "---\nheadline: The light returns\nlanguage: en\nkind: press-release\n---\n\nThe lens turns again.\n";
const GERMAN: &str = "---\nheadline: Das Licht kehrt zurück\nlanguage: de\nkind: press-release\n---\n\nDie Linse dreht sich wieder.\n";
const ARABIC: &str = "---\nheadline: عودة الضوء\nlanguage: ar\nkind: press-release\n---\n\nتدور العدسة من جديد.\n";

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

#[test]
fn each_person_gets_one_mail_in_their_language_with_the_attachments_of_that_version() {
    let dovecot = Dovecot::start();
    let postfix = Postfix::start(&dovecot, &[]);
    let mut desk = Desk::empty();
    desk.variables =
        vec![("SSL_CERT_FILE", postfix.certificate.authority.display().to_string()), ("THE_PASSWORD", dovecot.password().to_owned())];
    desk.import(
        "name,address,language\nPriya Nandakumar,priya@ledger.example.net,en-GB\nJörg Müller,joerg@kurier.example.net,de-AT\n\
         يوسف الحداد,yusuf@harbour.example.net,ar-EG\nJan de Vries,jan@courant.example.net,nl\nRuth Vale,ruth@tide.example.net,\n",
    );
    desk.add_document(ENGLISH);
    let plan = desk.write("plan.pdf", b"%PDF-1.7 the plan\n");
    desk.must(&["document", "attach", "1", &plan]);
    for (id, language, text) in [("2", "de", GERMAN), ("3", "ar", ARABIC)] {
        desk.must(&["document", "translate", "1", language]);
        desk.must(&["document", "save", id, &desk.write(&format!("{language}.md"), text.as_bytes())]);
    }
    // The German version has a file of its own in the plan's place.
    desk.must(&["document", "detach", "2", "plan.pdf"]);
    desk.must(&["document", "attach", "2", &desk.write("lageplan.pdf", b"%PDF-1.7 der Plan\n")]);
    let smtp = format!("smtp://press%40harbourtrust.example.org@localhost:{}?tls=starttls", postfix.starttls);
    desk.must(&["account", "add", "press", "--from", "Inès Calder <press@harbourtrust.example.org>", "--smtp", &smtp]);

    let dry = desk.must(&["send", "1", "--to", "kind:journalist", "--languages", "all", "--dry-run"]).lines.remove(0);
    let counts: Vec<_> = dry["languages"].as_array().expect("languages").iter().map(|one| one["recipients"].clone()).collect();
    assert_eq!(counts, [3, 1, 1].map(serde_json::Value::from), "{dry}");
    let send = ["send", "1", "--to", "kind:journalist", "--languages", "all", "--hold", "0", "--yes", "--password-env", "THE_PASSWORD"];
    let sent = desk.must(&send).lines.pop().expect("a distribution");
    assert_eq!(sent["accepted"], 5, "{sent}");
    for (address, subject, file) in [
        ("priya@ledger.example.net", "The light returns", "plan.pdf"),
        ("joerg@kurier.example.net", "Das Licht kehrt zurück", "lageplan.pdf"),
        ("yusuf@harbour.example.net", "عودة الضوء", "plan.pdf"),
        ("jan@courant.example.net", "The light returns", "plan.pdf"),
        ("ruth@tide.example.net", "The light returns", "plan.pdf"),
    ] {
        let mails = arrived(&dovecot, address, 1);
        assert_eq!(mails.len(), 1, "once each: {address}");
        assert_eq!(mails[0].defects, Vec::<String>::new());
        for read in [&mails[0], &mails[0].by_perl()] {
            assert_eq!(read.header("Subject"), Some(subject), "{address}");
            let files: Vec<_> = read.parts.iter().filter_map(|part| part.name.as_deref()).collect();
            assert_eq!(files, [file], "{address}");
        }
    }
    desk.sum(1);
    desk.verify();

    // A correction in the language of the mail that each has.
    desk.must(&["people", "edit", "joerg@kurier.example.net", "--language", "en"]);
    desk.must(&["document", "save", "2", &desk.write("de.md", GERMAN.replace("wieder", "doch").as_bytes())]);
    desk.must(&["distribution", "correct", "1", "1", "--hold", "0", "--yes", "--password-env", "THE_PASSWORD"]);
    let mails = arrived(&dovecot, "joerg@kurier.example.net", 2);
    assert!(mails.iter().all(|mail| mail.header("Subject").is_some_and(|subject| subject.contains("Das Licht kehrt zurück"))));
}
