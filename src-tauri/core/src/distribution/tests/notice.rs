//! The privacy notice (L2, L3): whoever's data came from elsewhere is told with the first mail, once, and the ledger proves by which.

use mail_parser::MessageParser;

use super::desk::{HANG_UP, RELEASE, Sending, Taken, journalist};
use crate::contacts::{self, AddressInput, Basis, PersonInput, PersonKind};
use crate::distribution::api::{self, Correcting, Notice, Repair, SendRequest, Whose};
use crate::ids::PersonId;
use crate::literature;
use crate::segments;
use crate::segments::api::Whom;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 2.0.0 taken";
const OBJECT: &str = "You may object to this at any time";

fn from(source: &str, on: &str, basis: Basis, address: &str) -> AddressInput {
    AddressInput {
        source: source.to_owned(),
        sourced_on: on.to_owned(),
        basis,
        basis_note: if basis == Basis::Consent { "Form of 3 May".to_owned() } else { String::new() },
        ..contacts::api::new_address(address.to_owned())
    }
}

fn known(name: &str, addresses: Vec<AddressInput>) -> PersonInput {
    PersonInput { addresses, ..journalist(name, "") }
}

impl Sending {
    async fn notice(&self, on: bool) {
        let proposed = api::proposed_notice(&self.ws).await.unwrap();
        api::set_privacy_notice(&self.ws, Notice { on, ..proposed }).await.unwrap();
    }

    async fn count(&self, query: &str) -> u32 {
        segments::api::count(&self.ws, Whom { query: Some(query.to_owned()), segment: None }).await.unwrap()
    }

    async fn add(&self, person: PersonInput) -> PersonId {
        contacts::api::add(&self.ws, person).await.unwrap().id
    }

    fn text_to(&self, beginning: &str) -> String {
        self.server.taken().iter().rev().find(|mail| mail.to.starts_with(beginning)).map(text).unwrap_or_default()
    }

    /// The addresses of rows that say that their letters carry the notice.
    async fn carried(&self, id: crate::ids::DistributionId) -> Vec<String> {
        let rows = self.rows(id).await;
        rows.into_iter().filter(|row| row.notice && !row.notice_practised).filter_map(|row| row.address).collect()
    }
}

/// The text part, unwrapped, as a parser that is not ours reads it.
fn text(mail: &Taken) -> String {
    let mail = MessageParser::default().parse(mail.text.as_bytes()).unwrap();
    mail.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn html(mail: &Taken) -> String {
    MessageParser::default().parse(mail.text.as_bytes()).unwrap().body_html(0).unwrap().into_owned()
}

#[tokio::test]
async fn who_did_not_give_their_data_is_told_with_the_first_mail_and_never_again() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    let guide = || from("Press guide 2026 <b>", "2026-11-03", Basis::LegitimateInterest, "guide@paper.example.net");
    let other = from("القاهرة 名簿", "2026-10-02", Basis::LegitimateInterest, "guide-private@paper.example.net");
    let ruth = sending.add(known("Ruth", vec![guide(), other])).await;
    sending.add(known("Jan", vec![from("Own form", "2026-01-01", Basis::Consent, "consent@paper.example.net")])).await;
    sending.add(known("Ida", vec![from("Contract", "2026-01-01", Basis::Contract, "contract@paper.example.net")])).await;
    sending.add(known("Kit", vec![from("Her card", "2026-01-01", Basis::LegitimateInterest, "card@paper.example.net")])).await;
    let staff = PersonInput {
        kind: PersonKind::Employee,
        ..known("Sam", vec![from("HR", "2026-01-01", Basis::LegitimateInterest, "sam@harbour.example.org")])
    };
    sending.add(staff).await;
    assert_eq!((sending.count("notice:due").await, sending.count("notice:given").await), (2, 0));
    // What came by a card came from themselves; a source that nobody has is no source.
    api::set_own_source(&sending.ws, "her CARD".to_owned(), true).await.unwrap();
    assert_eq!(api::set_own_source(&sending.ws, "Nowhere".to_owned(), true).await.unwrap_err().code, "contacts.no_source");
    assert_eq!(sending.count("notice:due").await, 1);

    // Not set up, it is asked for and added to no mail.
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let said: Vec<_> = review.findings.iter().map(|found| (found.what.key.as_ref(), found.blocks)).collect();
    assert!(said.contains(&("distribution.finding.no_notice", false)), "{said:?}");
    sending.notice(true).await;
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let added = review.findings.iter().find(|found| found.what.key == "distribution.finding.notice").unwrap();
    assert_eq!((added.blocks, added.what.params["n"].clone()), (false, 1_u32.into()));

    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    assert_eq!(first.accepted, 4, "staff is another list");
    assert_eq!(sending.carried(first.distribution).await, ["guide@paper.example.net"]);
    let told = sending.text_to("guide");
    assert!(told.contains("Press guide 2026 <b>; القاهرة 名簿 (since 2 October 2026)"), "{told}");
    assert!(told.contains("Harbour Trust keeps your name") && told.contains("write to press@harbourtrust.example.org"), "{told}");
    // The right to object stands apart from all else (L3).
    let page = html(sending.server.taken().iter().find(|mail| mail.to.starts_with("guide")).unwrap());
    assert!(page.contains("Press guide 2026 &lt;b&gt;"), "{page}");
    let paragraph = page.split("<p").find(|part| part.contains(OBJECT)).unwrap();
    assert!(paragraph.contains("font-weight: bold") && !paragraph.contains("complain"), "{paragraph}");
    for other in ["consent", "contract", "card"] {
        assert!(!sending.text_to(other).contains(OBJECT), "{other}");
    }
    let card = api::notice_of(&sending.ws, ruth).await.unwrap();
    assert_eq!((card.due_on.clone(), card.by_mail.map(|mail| mail.title)), (None, Some("The lens is back".to_owned())));
    assert_eq!((sending.count("notice:due").await, sending.count("notice:given").await), (0, 1));

    // What went can be made again, byte for byte, whatever became of the text and of the person since.
    sending.notice(false).await;
    let row = sending.rows(first.distribution).await.into_iter().find(|row| row.notice).unwrap();
    let letter = api::letter(&sending.ws, row.delivery).await.unwrap();
    assert_eq!((letter.as_it_went, letter.html.contains(OBJECT)), (Some(true), true));
    sending.notice(true).await;
    let second = sending.send(sending.request()).await;
    let second = sending.drive(second.distribution).await;
    assert_eq!((second.accepted, sending.carried(second.distribution).await.len()), (4, 0));
    assert!(!sending.text_to("guide").contains(OBJECT));
    let checks = crate::verify(&sending.ws).await.unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
}

#[tokio::test]
async fn a_mail_that_did_not_arrive_told_nobody_and_the_next_one_does() {
    let answers = |to: &str, before: usize| match (to.split('-').next(), before) {
        (Some("gone"), _) => "550 5.1.1 no such user",
        (Some("may"), 0) => HANG_UP,
        _ => "250 ok",
    };
    let sending = Sending::new(0, RELEASE, |_| (), answers).await;
    sending.notice(true).await;
    for name in ["has", "gone", "may"] {
        sending.add(journalist(name, &format!("{name}-x@paper.example.net"))).await;
    }
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    assert_eq!((first.accepted, first.refused, first.uncertain), (1, 1, 1));
    assert_eq!(sending.carried(first.distribution).await.len(), 3, "each of them carries it");
    assert_eq!(sending.count("notice:due").await, 2, "an uncertain mail proves nothing");
    // Repaired to another address, the letter still carries it.
    let repair = Repair {
        whose: Whose::Named { who: "gone-x@paper.example.net".to_owned() },
        address: "found@paper.example.net".to_owned(),
        in_contacts: true,
    };
    api::repair(&sending.ws, first.distribution, repair).await.unwrap();
    sending.drive(first.distribution).await;
    assert!(sending.text_to("found").contains(OBJECT));
    // A correction tells those whom the first mail may not have reached, and nobody twice.
    let other = RELEASE.replace("it is back", "it is back on Friday");
    let other = literature::api::add_file(&sending.ws, other.into_bytes(), None).await.unwrap().id;
    let request = api::correct(&sending.ws, first.distribution, Some(other), Correcting::Text).await.unwrap();
    let corrected = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    sending.drive(corrected.distribution).await;
    assert_eq!(sending.carried(corrected.distribution).await, ["may-x@paper.example.net"]);
    assert!(sending.text_to("may").contains(OBJECT) && !sending.text_to("has").contains(OBJECT));
    // Colleagues who see what went are told nothing.
    let staff = PersonInput { kind: PersonKind::Employee, ..journalist("Sam", "sam@harbour.example.org") };
    sending.add(staff).await;
    let request = api::copy(&sending.ws, first.distribution, Some("kind:employee".to_owned())).await.unwrap();
    let copied = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    let copied = sending.drive(copied.distribution).await;
    assert_eq!((copied.accepted, sending.carried(copied.distribution).await.len()), (1, 0));
    assert!(!sending.text_to("sam").contains(OBJECT));
    let checks = crate::verify(&sending.ws).await.unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
}

#[tokio::test]
async fn what_changed_since_it_was_looked_at_is_not_sent_and_what_was_sealed_is() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    sending.notice(true).await;
    let seen = api::review(&sending.ws, sending.request()).await.unwrap();
    let mine = |text: &str| Notice { on: true, en: text.to_owned(), de: "Quelle: {{ source }}".to_owned() };
    api::set_privacy_notice(&sending.ws, mine("From {{ source }}.")).await.unwrap();
    let refused = api::send(&sending.ws, sending.request(), seen.seal).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.what.params["what"].clone()), ("distribution.changed_since_review", "notice".into()));
    let held = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    // The text, the sources and the organisation are others by the time it goes.
    api::set_privacy_notice(&sending.ws, mine("Another {{ source }}.")).await.unwrap();
    api::note_given(&sending.ws, "notice:due".to_owned(), String::new(), "by post".to_owned()).await.unwrap();
    let sent = sending.drive(held.distribution).await;
    assert_eq!(sent.accepted, 2);
    assert!(sending.text_to("person0").contains("From Entered by ines."), "{}", sending.text_to("person0"));
}

#[tokio::test]
async fn whoever_was_told_by_other_means_is_noted_with_day_and_way_and_that_is_taken_back() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    sending.notice(true).await;
    let note = |to: &str, on: &str, how: &str| api::note_given(&sending.ws, to.to_owned(), on.to_owned(), how.to_owned());
    for (to, on, how, code) in [
        ("notice:due", "", " ", "distribution.notice.how"),
        ("notice:due", "", &*"x".repeat(301), "distribution.notice.how"),
        ("notice:due", "2999-01-01", "by post", "distribution.notice.on"),
        ("notice:due", "3 May", "by post", "distribution.notice.on"),
        ("notice:never", "", "by post", "segments.bad_query"),
    ] {
        assert_eq!(note(to, on, how).await.unwrap_err().code, code, "{to} {on} {how}");
    }
    assert_eq!(note("name:nobody", "", "by post").await.unwrap(), 0);
    assert_eq!(note("notice:due", "2026-03-02", "  in our\nletter of March ").await.unwrap(), 3);
    let one = contacts::api::who(&sending.ws, "person0@paper0.example.net").await.unwrap();
    let told = api::notice_of(&sending.ws, one).await.unwrap().by_other_means.unwrap();
    assert_eq!((told.on.as_str(), told.how.as_str(), told.by.as_str()), ("2026-03-02", "in our letter of March", "ines"));
    let access = contacts::api::access(&sending.ws, one).await.unwrap();
    assert_eq!(access["person"]["privacy_notice"]["how"], "in our letter of March");
    let sent = sending.send(sending.request()).await;
    sending.drive(sent.distribution).await;
    assert_eq!(sending.carried(sent.distribution).await.len(), 0);
    api::take_back_given(&sending.ws, one).await.unwrap();
    assert_eq!(api::take_back_given(&sending.ws, one).await.unwrap_err().code, "distribution.notice.not_noted");
    assert_eq!(sending.count("notice:due").await, 1);
    for _ in 0..2 {
        crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    }
    assert_eq!((sending.count("notice:due").await, sending.count("notice:given").await), (3, 0));
}

#[tokio::test]
async fn a_month_after_the_data_came_it_is_overdue_and_merging_loses_nothing() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    let at = |on: &str, address: &str| vec![from("Press guide", on, Basis::LegitimateInterest, address)];
    // Today is 24 November 2026.
    let old = sending.add(known("Old", at("2026-10-23", "old@paper.example.net"))).await;
    let just = sending.add(known("Just", at("2026-10-24", "just@paper.example.net"))).await;
    assert_eq!((sending.count("notice:due").await, sending.count("notice:overdue").await), (2, 1));
    let (old_card, just_card) = (api::notice_of(&sending.ws, old).await.unwrap(), api::notice_of(&sending.ws, just).await.unwrap());
    assert_eq!((old_card.due_on.as_deref(), old_card.overdue), (Some("2026-11-23"), true));
    assert_eq!((just_card.due_on.as_deref(), just_card.overdue), (Some("2026-11-24"), false));
    sending.notice(true).await;
    let sent = sending.send(SendRequest { to: format!("person:{old}"), ..sending.request() }).await;
    sending.drive(sent.distribution).await;
    // Whoever was told by the number that is gone was told.
    contacts::api::merge(&sending.ws, just, old, Vec::new()).await.unwrap();
    assert_eq!((sending.count("notice:due").await, sending.count("notice:given").await), (0, 1));
    assert!(api::notice_of(&sending.ws, just).await.unwrap().by_mail.is_some());
    let again = sending.send(sending.request()).await;
    sending.drive(again.distribution).await;
    assert_eq!(sending.carried(again.distribution).await.len(), 0);
}

#[tokio::test]
async fn what_is_practised_tells_nobody_and_the_ledger_cannot_be_made_to_say_so() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    sending.notice(true).await;
    let practice = crate::accounts::api::list(&sending.ws).await.unwrap();
    let practice = practice.iter().find(|card| card.fields.kind == crate::accounts::AccountKind::Practice).unwrap().id;
    let sent = sending.send(SendRequest { account: practice, ..sending.request() }).await;
    let sent = sending.drive(sent.distribution).await;
    assert_eq!(sent.accepted, 2);
    let rows = sending.rows(sent.distribution).await;
    assert!(rows.iter().all(|row| row.notice && row.notice_practised));
    assert_eq!((sending.count("notice:due").await, sending.count("notice:given").await), (2, 0));
    let forged = sending.ws.write_blocking(None, |tx| Ok(tx.change("UPDATE delivery SET notice = 'given'", [])?));
    assert!(forged.is_err(), "what a letter carries never changes");
}

#[tokio::test]
async fn a_text_in_german_has_the_german_notice_and_its_preview_shows_it() {
    let german = "---\nheadline: Die Linse ist zurück\nlanguage: de\n---\n\nGuten Tag,\n\nsie ist zurück.\n";
    let sending = Sending::new(1, german, |_| (), YES).await;
    sending.notice(true).await;
    let person = contacts::api::who(&sending.ws, "person0@paper0.example.net").await.unwrap();
    let seen = api::preview(&sending.ws, sending.document, Some(person), Some(sending.account.id), None, None).await.unwrap();
    assert!(seen.html.contains("Woher wir Ihre Daten haben") && seen.text.contains("WOHER WIR IHRE DATEN HABEN"), "{}", seen.text);
    let sent = sending.send(sending.request()).await;
    sending.drive(sent.distribution).await;
    assert!(sending.text_to("person0").contains("ohne Begründung widersprechen"), "{}", sending.text_to("person0"));
    let seen = api::preview(&sending.ws, sending.document, Some(person), Some(sending.account.id), None, None).await.unwrap();
    assert!(!seen.html.contains("Woher wir Ihre Daten haben"));
}
