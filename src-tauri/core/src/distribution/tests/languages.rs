//! A text in several languages: each person gets one letter, in their language or in the main one.

use std::collections::BTreeMap;

use super::approval::as_user;
use super::desk::{RELEASE, Sending, Taken, journalist};
use crate::accounts::api::AccountInput;
use crate::contacts::{self, OutletInput, PersonInput};
use crate::distribution::api::{self, Correcting, EmbargoMode, SendRequest, Whose};
use crate::distribution::{DistributionState, LanguageWanted};
use crate::ids::{DocumentId, PersonId};
use crate::literature;
use crate::literature::approval::{ApprovalPerson, ApprovalRole, ApprovalRule};

const MARGARET: &str = "Margaret Oyelaran";

const GERMAN: &str = "---\nheadline: Die Linse ist zurück\nkind: press-release\nlanguage: de\n---\n\nGuten Tag {{ first_name | \"Redaktion\" }},\n\nsie ist zurück.\n";
const ARABIC: &str = "---\nheadline: عادت العدسة\nkind: press-release\nlanguage: ar\n---\n\n{{ first_name | \"أهلا\" }}،\n\nلقد عادت.\n";

impl Sending {
    /// Journalists by the language that each reads, and the text in English, German and Arabic.
    async fn in_three_languages(languages: &[&str]) -> Self {
        let sending = Self::new(0, RELEASE, |_: &mut AccountInput| {}, |_, _| "250 ok").await;
        for (n, language) in languages.iter().enumerate() {
            sending.who_reads(&format!("person{n}"), language).await;
        }
        for (language, text) in [("de", GERMAN), ("ar", ARABIC)] {
            let made = literature::api::translate(&sending.ws, sending.document, language.to_owned()).await.unwrap();
            literature::api::save(&sending.ws, made.id, text.to_owned()).await.unwrap();
        }
        sending
    }

    async fn who_reads(&self, name: &str, language: &str) -> PersonId {
        let input = PersonInput { language: language.to_owned(), ..journalist(name, &format!("{name}@{name}.example.net")) };
        contacts::api::add(&self.ws, input).await.unwrap().id
    }

    async fn versions(&self) -> Vec<DocumentId> {
        let all = literature::api::versions(&self.ws, self.document).await.unwrap();
        all.into_iter().map(|one| one.document).filter(|id| *id != self.document).collect()
    }

    async fn in_all(&self) -> SendRequest {
        SendRequest { languages: self.versions().await, ..self.request() }
    }

    /// In which language each address got its one letter.
    fn by_language(&self, before: usize) -> BTreeMap<String, &'static str> {
        let mut found = BTreeMap::new();
        for mail in self.server.taken().iter().skip(before) {
            let again = found.insert(mail.to.split('@').next().unwrap().to_owned(), language(mail));
            assert_eq!(again, None, "nobody gets two");
        }
        found
    }
}

fn language(mail: &Taken) -> &'static str {
    let mail = mail_parser::MessageParser::default().parse(mail.text.as_bytes()).unwrap();
    let text = mail.body_text(0).unwrap().into_owned();
    match (text.contains("it is back"), text.contains("zurück"), text.contains("لقد عادت")) {
        (true, false, false) => "en",
        (false, true, false) => "de",
        (false, false, true) => "ar",
        _ => panic!("{text}"),
    }
}

fn named(pairs: &[(&str, &'static str)]) -> BTreeMap<String, &'static str> {
    pairs.iter().map(|(name, language)| ((*name).to_owned(), *language)).collect()
}

#[tokio::test]
async fn each_person_gets_one_letter_in_their_language_their_outlets_or_the_main_one() {
    let sending = Sending::in_three_languages(&["de-AT", "ar", "", "nl", "en-GB"]).await;
    let outlet = OutletInput { language: "de".to_owned(), ..OutletInput::named("Averil Kurier") };
    contacts::api::add_outlet(&sending.ws, outlet).await.unwrap();
    let input = PersonInput { outlet: "Averil Kurier".to_owned(), ..journalist("kurier", "kurier@kurier.example.net") };
    contacts::api::add(&sending.ws, input).await.unwrap();
    let request = sending.in_all().await;
    let review = api::review(&sending.ws, request.clone()).await.unwrap();
    let shares: Vec<_> = review.languages.iter().map(|one| (one.language.as_str(), one.is_main, one.recipients, one.unknown)).collect();
    assert_eq!(shares, [("en", true, 3, 1), ("de", false, 2, 0), ("ar", false, 1, 0)]);
    assert_eq!(review.languages[0].instead, [LanguageWanted { language: "nl".to_owned(), people: 1 }]);
    assert_eq!(review.reads.len(), review.people.len());
    let sent = sending.send(request).await;
    let card = sending.drive(sent.distribution).await;
    assert_eq!((card.state, card.accepted), (DistributionState::Finished, 6));
    let expected = [("person0", "de"), ("person1", "ar"), ("person2", "en"), ("person3", "en"), ("person4", "en"), ("kurier", "de")];
    assert_eq!(sending.by_language(0), named(&expected));
    let counts: Vec<_> = card.languages.iter().map(|one| (one.language.as_str(), one.recipients, one.accepted)).collect();
    assert_eq!(counts, [("en", 3, 3), ("de", 2, 2), ("ar", 1, 1)]);
    // The ledger says of each letter in which language it is, and shows those of one alone.
    let view = async |language: Option<&str>, search: &str| {
        let n = api::open_view(&sending.ws, card.distribution, Vec::new(), search.to_owned(), language.map(str::to_owned)).await.unwrap();
        let rows = api::view_rows(&sending.ws, 0, n).await.unwrap();
        rows.into_iter().map(|row| (row.address.unwrap().split('@').next().unwrap().to_owned(), row.language.unwrap())).collect::<Vec<_>>()
    };
    let all: BTreeMap<String, String> = view(None, "").await.into_iter().collect();
    assert_eq!(all, expected.iter().map(|(name, language)| ((*name).to_owned(), (*language).to_owned())).collect());
    assert_eq!(view(Some("de"), "").await.len(), 2);
    assert_eq!(view(Some("de"), "kurier").await, [("kurier".to_owned(), "de".to_owned())]);
    assert_eq!(view(Some("en"), "").await.len(), 3);
    assert!(view(Some("nl"), "").await.is_empty());
    // What somebody got is made again from the version that their row names.
    for row in sending.rows(card.distribution).await {
        let letter = api::letter(&sending.ws, row.delivery).await.unwrap();
        assert_eq!(letter.as_it_went, Some(true), "{letter:?}");
    }
    assert!(crate::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
    for version in sending.versions().await {
        let stage = literature::api::show(&sending.ws, version).await.unwrap().card.stage;
        assert_eq!(stage, literature::desk::Stage::Released);
        assert_eq!(literature::api::delete(&sending.ws, version).await.unwrap_err().code, "literature.in_use");
    }
}

#[tokio::test]
async fn without_versions_everybody_gets_the_text_and_the_seal_is_as_ever() {
    let sending = Sending::in_three_languages(&["de", "ar", "en"]).await;
    let alone = api::review(&sending.ws, sending.request()).await.unwrap();
    assert!(alone.languages.is_empty() && alone.reads.is_empty());
    let all = api::review(&sending.ws, sending.in_all().await).await.unwrap();
    assert_ne!(alone.seal, all.seal, "the seal names the versions");
    let sent = sending.send(sending.request()).await;
    let card = sending.drive(sent.distribution).await;
    assert!(card.languages.is_empty());
    assert_eq!(sending.by_language(0), named(&[("person0", "en"), ("person1", "en"), ("person2", "en")]));
}

#[tokio::test]
async fn a_version_that_changes_after_the_look_or_after_send_is_never_sent_unseen() {
    let sending = Sending::in_three_languages(&["de", "en"]).await;
    let request = sending.in_all().await;
    let seal = api::review(&sending.ws, request.clone()).await.unwrap().seal;
    let german = sending.versions().await[0];
    literature::api::save(&sending.ws, german, GERMAN.replace("sie ist", "sie war")).await.unwrap();
    let refused = api::send(&sending.ws, request.clone(), seal).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.what.text(crate::messages::Language::En).contains("versions")),
        ("distribution.changed_since_review", true)
    );
    let held = sending.send(SendRequest { hold_ms: 60_000, ..request }).await;
    literature::api::save(&sending.ws, german, GERMAN.replace("sie ist", "sie bleibt")).await.unwrap();
    let card = sending.drive(held.distribution).await;
    assert_eq!(card.accepted, 2);
    let german = sending.server.taken().into_iter().find(|mail| mail.to.starts_with("person0")).unwrap();
    assert!(german.text.contains("sie war") && !german.text.contains("sie bleibt"), "what was sealed goes");
}

#[tokio::test]
async fn what_cannot_go_together_is_refused_in_words() {
    let sending = Sending::in_three_languages(&["de"]).await;
    let [german, arabic] = sending.versions().await[..] else { panic!() };
    let refused = async |languages: Vec<DocumentId>| {
        api::review(&sending.ws, SendRequest { languages, embargo: EmbargoMode::Under, ..sending.request() })
            .await
            .map(|_| ())
            .unwrap_err()
            .code
    };
    let other = literature::api::add_file(&sending.ws, GERMAN.as_bytes().to_vec(), None).await.unwrap().id;
    assert_eq!(refused(vec![other]).await, "distribution.languages.no_version");
    assert_eq!(refused(vec![sending.document]).await, "distribution.languages.no_version");
    assert_eq!(refused(vec![german, german]).await, "distribution.languages.twice");
    literature::api::save(&sending.ws, arabic, ARABIC.replace("ar\n---", "DE\n---")).await.unwrap();
    assert_eq!(refused(vec![german, arabic]).await, "distribution.languages.twice");
    literature::api::save(&sending.ws, arabic, ARABIC.replace("ar\n---", "ar\nembargo: 2030-01-01 06:00 Europe/London\n---"))
        .await
        .unwrap();
    assert_eq!(refused(vec![arabic]).await, "distribution.languages.embargo");
    literature::api::save(&sending.ws, german, GERMAN.replace("press-release", "announcement")).await.unwrap();
    assert_eq!(refused(vec![german]).await, "distribution.languages.kind");
}

#[tokio::test]
async fn every_version_must_be_sendable_and_what_is_wrong_names_its_language() {
    let sending = Sending::in_three_languages(&["en"]).await;
    let [german, _] = sending.versions().await[..] else { panic!() };
    literature::api::save(&sending.ws, german, GERMAN.replace("Redaktion\" }}", "Redaktion\" }} {{ nonsense }}")).await.unwrap();
    let review = api::review(&sending.ws, sending.in_all().await).await.unwrap();
    let blocking: Vec<_> = review.findings.iter().filter(|found| found.blocks).collect();
    assert!(!blocking.is_empty(), "nobody reads it, and still it does not go: {:?}", review.findings);
    assert!(blocking.iter().all(|found| found.version == Some((german, "de".to_owned()))), "{blocking:?}");
    assert_eq!(api::send(&sending.ws, sending.in_all().await, review.seal).await.unwrap_err().code, "distribution.blocked");
    // The source has a new paragraph: a warning.
    literature::api::save(&sending.ws, german, GERMAN.to_owned()).await.unwrap();
    literature::api::save(&sending.ws, sending.document, format!("{RELEASE}\nMore of it.\n")).await.unwrap();
    let review = api::review(&sending.ws, sending.in_all().await).await.unwrap();
    let open: Vec<_> = review.findings.iter().filter(|found| found.what.key == "distribution.finding.translation_open").collect();
    assert_eq!(
        open.iter().map(|found| (found.blocks, found.version.clone().unwrap().1)).collect::<Vec<_>>(),
        [(false, "de".to_owned()), (false, "ar".to_owned())]
    );
}

#[tokio::test]
async fn a_correction_keeps_the_language_of_each_first_mail_and_the_missing_get_theirs() {
    let sending = Sending::in_three_languages(&["de", "ar", "en"]).await;
    let first = sending.send(sending.in_all().await).await;
    sending.drive(first.distribution).await;
    let person = contacts::api::who(&sending.ws, "person0@person0.example.net").await.unwrap();
    let patch = contacts::api::PersonPatch { language: Some("en".to_owned()), ..contacts::api::PersonPatch::default() };
    contacts::api::edit(&sending.ws, person, patch).await.unwrap();
    let before = sending.server.taken().len();
    let request = api::correct(&sending.ws, first.distribution, None, Correcting::Text).await.unwrap();
    assert_eq!(request.languages, sending.versions().await);
    let second = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    sending.drive(second.distribution).await;
    assert_eq!(sending.by_language(before), named(&[("person0", "de"), ("person1", "ar"), ("person2", "en")]));
    sending.who_reads("late", "ar-EG").await;
    let before = sending.server.taken().len();
    let request = api::missing(&sending.ws, first.distribution).await.unwrap();
    let third = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    sending.drive(third.distribution).await;
    assert_eq!(sending.by_language(before), named(&[("late", "ar")]));
}

#[tokio::test]
async fn a_repaired_row_keeps_the_version_of_the_one_that_it_replaces() {
    let sending =
        Sending::new(0, RELEASE, |_| {}, |to, _| if to.starts_with("old") { "550 5.1.1 no such mailbox" } else { "250 ok" }).await;
    sending.who_reads("old", "de").await;
    let german = literature::api::translate(&sending.ws, sending.document, "de".to_owned()).await.unwrap().id;
    literature::api::save(&sending.ws, german, GERMAN.to_owned()).await.unwrap();
    let sent = sending.send(sending.in_all().await).await;
    let card = sending.drive(sent.distribution).await;
    assert_eq!(card.refused, 1);
    let before = sending.server.taken().len();
    let delivery = sending.rows(card.distribution).await[0].delivery;
    let wanted = api::Repair { whose: Whose::Row { delivery }, address: "new@paper.example.net".to_owned(), in_contacts: false };
    api::repair(&sending.ws, card.distribution, wanted).await.unwrap();
    sending.drive(card.distribution).await;
    assert_eq!(sending.by_language(before), named(&[("new", "de")]));
}

#[tokio::test]
async fn where_the_rule_asks_for_approval_each_version_is_approved_for_itself() {
    let sending = Sending::in_three_languages(&["de", "en"]).await;
    let rule = ApprovalRule {
        required: true,
        people: vec![ApprovalPerson { name: MARGARET.to_owned(), role: ApprovalRole::Approver }],
        ..ApprovalRule::default()
    };
    literature::approval::api::set_approval_rule(&sending.ws, rule).await.unwrap();
    let [german, _] = sending.versions().await[..] else { panic!() };
    let request = SendRequest { languages: vec![german], ..sending.request() };
    let goes = api::ApprovalFor { account: Some(sending.account.id), to: request.to.clone(), ..api::ApprovalFor::default() };
    let approve = async |document: DocumentId| {
        let asked = api::AskApproval { goes: Some(goes.clone()), ..api::AskApproval::default() };
        api::ask_approval(&sending.ws, document, asked).await.unwrap();
        let ws = as_user(&sending, MARGARET);
        let seen = api::approval(&ws, document).await.unwrap();
        api::approve(&ws, document, seen.seen(), String::new()).await.unwrap();
    };
    let unapproved = async || api::review(&sending.ws, request.clone()).await.unwrap().unapproved.map(|what| what.key.to_string());
    assert!(unapproved().await.is_some());
    approve(sending.document).await;
    assert_eq!(unapproved().await.as_deref(), Some("distribution.not_approved.version"));
    approve(german).await;
    assert_eq!(unapproved().await, None);
    let sent = sending.send(request.clone()).await;
    assert_eq!(sending.drive(sent.distribution).await.accepted, 2);
    literature::api::save(&sending.ws, german, GERMAN.replace("zurück.", "zurück!")).await.unwrap();
    assert_eq!(unapproved().await.as_deref(), Some("distribution.not_approved.version"), "a change of the version voids its own");
}

#[tokio::test]
async fn what_is_not_approved_is_asked_for_in_one_act_and_what_is_approved_stays_so() {
    let sending = Sending::in_three_languages(&["de", "en"]).await;
    let rule = ApprovalRule {
        required: true,
        people: vec![ApprovalPerson { name: MARGARET.to_owned(), role: ApprovalRole::Approver }],
        ..ApprovalRule::default()
    };
    literature::approval::api::set_approval_rule(&sending.ws, rule).await.unwrap();
    let request = sending.in_all().await;
    let all: Vec<DocumentId> = std::iter::once(sending.document).chain(sending.versions().await).collect();
    let states = async || {
        let mut found = Vec::new();
        for document in &all {
            found.push(api::approval(&sending.ws, *document).await.unwrap().state.word());
        }
        found
    };
    api::ask_approval_to_send(&sending.ws, request.clone()).await.unwrap();
    assert_eq!(states().await, ["waiting"; 3]);
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(states().await, ["none"; 3], "one act, taken back as one");
    api::ask_approval_to_send(&sending.ws, request.clone()).await.unwrap();
    let approve = async |document: DocumentId| {
        let ws = as_user(&sending, MARGARET);
        let seen = api::approval(&ws, document).await.unwrap();
        api::approve(&ws, document, seen.seen(), String::new()).await.unwrap();
    };
    for document in &all {
        approve(*document).await;
    }
    literature::api::save(&sending.ws, all[1], GERMAN.replace("zurück.", "zurück!")).await.unwrap();
    assert_eq!(states().await, ["approved", "void", "approved"]);
    api::ask_approval_to_send(&sending.ws, request.clone()).await.unwrap();
    assert_eq!(states().await, ["approved", "waiting", "approved"], "nobody is asked again for what they approved");
    approve(all[1]).await;
    assert_eq!(api::review(&sending.ws, request).await.unwrap().unapproved, None);
}

/// Any people in any languages, any versions, lists frozen or followed: the choice is the plainest reading of the rule, one row each.
#[tokio::test]
async fn whoever_reads_whatever_gets_exactly_one_row_by_the_naive_rule() {
    const READ: [&str; 9] = ["en", "en-US", "de", "de-CH", "ar", "ar-MA", "nl", "fr-CA", ""];
    let naive = |reads: &str| match reads.split('-').next().unwrap() {
        "de" => "de",
        "ar" => "ar",
        _ => "en",
    };
    let people: Vec<&str> = (0..45).map(|n| READ[n * 7 % READ.len()]).collect();
    let sending = Sending::in_three_languages(&people).await;
    for follow in [false, true] {
        let before = sending.server.taken().len();
        let sent = sending.send(SendRequest { follow, hold_ms: if follow { 10_000 } else { 0 }, ..sending.in_all().await }).await;
        let card = sending.drive(sent.distribution).await;
        assert_eq!(card.accepted, 45);
        let expected: BTreeMap<String, &str> = people.iter().enumerate().map(|(n, reads)| (format!("person{n}"), naive(reads))).collect();
        assert_eq!(sending.by_language(before), expected);
    }
}
