//! A second mail to exactly those who have the first (D39): whom it goes to, what it names, and what it stops.

use std::collections::{BTreeMap, BTreeSet};

use mail_parser::MessageParser;

use super::desk::{HANG_UP, RELEASE, Sending, Taken, journalist};
use crate::contacts::{self, PersonInput, PersonKind, SuppressionReason};
use crate::distribution::api::{self, Breakers, Correcting, DeliveryCard, DistributionCard, SendRequest, Settle, Which};
use crate::distribution::{DistributionState, Exclusion, Relation};
use crate::error::Problem;
use crate::ids::{DistributionId, DocumentId};
use crate::literature;

const CORRECTED: &str = "---\nheadline: The lens is back on Friday\n---\n\nDear {{ first_name | \"editor\" }},\n\nit was not Thursday.\n";

impl Sending {
    /// As many refusals and lost connections as a test needs pause nothing.
    async fn without_breakers(self) -> Self {
        let off = Breakers { domain_running: 0, domain_percent: 0, lost: 0, equal: 0, first_hundred: 0 };
        api::set_breakers(&self.ws, off).await.unwrap();
        self
    }

    async fn correction(&self, of: DistributionId) -> DistributionCard {
        let other = literature::api::add_file(&self.ws, CORRECTED.as_bytes().to_vec(), None).await.unwrap().id;
        self.correction_with(of, other).await
    }

    async fn correction_with(&self, of: DistributionId, document: DocumentId) -> DistributionCard {
        let request = api::correct(&self.ws, of, Some(document), Correcting::Text).await.unwrap();
        let sent = self.send(SendRequest { hold_ms: 0, ..request }).await;
        self.drive(sent.distribution).await
    }

    /// The mails that came since so many had come, by address.
    fn since(&self, before: usize) -> BTreeMap<String, Vec<Taken>> {
        let mut found: BTreeMap<String, Vec<Taken>> = BTreeMap::new();
        for mail in self.server.taken().into_iter().skip(before) {
            found.entry(mail.to.clone()).or_default().push(mail);
        }
        found
    }
}

/// Subject, `In-Reply-To` and `References` as a parser that is not ours reads them.
fn heads(mail: &Taken) -> (String, Vec<String>, Vec<String>) {
    let mail = MessageParser::default().parse(mail.text.as_bytes()).unwrap();
    let ids = |value: &mail_parser::HeaderValue<'_>| value.as_text_list().unwrap_or_default().iter().map(ToString::to_string).collect();
    (mail.subject().unwrap().to_owned(), ids(mail.in_reply_to()), ids(mail.references()))
}

fn by_address(rows: Vec<DeliveryCard>) -> BTreeMap<String, DeliveryCard> {
    rows.into_iter().map(|row| (row.address.clone().unwrap(), row)).collect()
}

fn code<T>(refused: Result<T, Problem>) -> String {
    refused.err().map(|problem| problem.code).unwrap_or_default()
}

/// Every way in which the first mail can have ended, times everything that can have become of its person since.
#[tokio::test]
async fn a_correction_goes_to_exactly_those_who_have_the_mail_or_may_have_it_whatever_became_of_them_since() {
    const ENDS: [(&str, &str); 3] = [("has", "250 ok"), ("not", "550 5.1.1 no such user"), ("may", HANG_UP)];
    const SINCE: [&str; 6] = ["same", "moved", "suppressed", "barred", "deleted", "hand"];
    let answers = |to: &str, before: usize| {
        let end = ENDS.iter().find(|(word, _)| to.starts_with(word)).map_or("250 ok", |(_, answer)| answer);
        if before == 0 { end } else { "250 ok" }
    };
    let sending = Sending::new(0, RELEASE, |_| (), answers).await.without_breakers().await;
    let mut people = BTreeMap::new();
    for (end, _) in ENDS {
        for since in SINCE {
            let address = format!("{end}-{since}@paper.example.net");
            let card = contacts::api::add(&sending.ws, journalist(&format!("{end} {since}"), &address)).await.unwrap();
            people.insert((end, since), card.id);
        }
    }
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    assert_eq!((first.accepted, first.refused, first.uncertain), (6, 6, 6));
    let of_first = by_address(sending.rows(first.distribution).await);
    // Somebody joins the segment: not one of those who have it.
    contacts::api::add(&sending.ws, journalist("new", "has-new@paper.example.net")).await.unwrap();
    for (end, _) in ENDS {
        let moved = contacts::api::PersonPatch {
            addresses: Some(vec![contacts::api::new_address(format!("{end}@elsewhere.example.net"))]),
            ..contacts::api::PersonPatch::default()
        };
        contacts::api::edit(&sending.ws, people[&(end, "moved")], moved).await.unwrap();
        let address = format!("{end}-suppressed@paper.example.net");
        contacts::api::suppress(&sending.ws, address, SuppressionReason::Unsubscribed, "asked".to_owned()).await.unwrap();
        contacts::api::do_not_contact(&sending.ws, people[&(end, "barred")], "asked".to_owned()).await.unwrap();
        contacts::api::delete(&sending.ws, vec![people[&(end, "deleted")]]).await.unwrap();
    }

    let other = literature::api::add_file(&sending.ws, CORRECTED.as_bytes().to_vec(), None).await.unwrap().id;
    let request = api::correct(&sending.ws, first.distribution, Some(other), Correcting::Text).await.unwrap();
    let request = SendRequest { hold_ms: 0, left_out: vec![people[&("has", "hand")], people[&("may", "hand")]], ..request };
    let review = api::review(&sending.ws, request.clone()).await.unwrap();
    assert_eq!((review.audience, review.recipients), (12, 4), "those who have it, and of them who may be mailed");
    let before = sending.server.taken().len();
    let sent = sending.send(request).await;
    assert_eq!(sent.parent.map(|parent| (parent.distribution, parent.relation)), Some((first.distribution, Relation::Correction)));
    let sent = sending.drive(sent.distribution).await;
    let reasons: BTreeMap<Exclusion, u32> = sent.excluded.iter().map(|out| (out.reason, out.count)).collect();
    let two = |reason| (reason, 2);
    let named = [Exclusion::Suppressed, Exclusion::DoNotContact, Exclusion::NoAddress, Exclusion::LeftOutByHand].map(two);
    assert_eq!(reasons, BTreeMap::from(named), "everybody else has one named reason");

    let came = sending.since(before);
    let wanted: BTreeSet<String> = ["has-same", "has-moved", "may-same", "may-moved"].map(|who| format!("{who}@paper.example.net")).into();
    assert_eq!(came.keys().cloned().collect::<BTreeSet<_>>(), wanted, "there where the first went");
    for (address, mails) in &came {
        assert_eq!(mails.len(), 1, "once each");
        let own = vec![of_first[address].message_id.clone()];
        assert_eq!(heads(&mails[0]), ("Correction: The lens is back on Friday".to_owned(), own.clone(), own), "{address}");
    }
    let of_second = by_address(sending.rows(sent.distribution).await);
    assert!(of_second.values().all(|row| of_first.values().all(|other| other.message_id != row.message_id)), "a changed message (D7)");
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn a_correction_covers_all_who_got_the_mail_by_any_distribution_of_it_and_its_own_missing_get_it_later() {
    let answers = |to: &str, before: usize| match (to.starts_with("person1"), before) {
        (true, 0 | 2) => "550 5.1.1 later",
        _ => "250 ok",
    };
    let sending = Sending::new(3, RELEASE, |_| (), answers).await.without_breakers().await;
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    let missing = api::missing(&sending.ws, first.distribution).await.unwrap();
    let child = sending.send(SendRequest { hold_ms: 0, ..missing }).await;
    let child = sending.drive(child.distribution).await;
    assert_eq!((first.accepted, first.refused, child.accepted), (2, 1, 1));

    // Asked of the child it is the same mail, and so the same people.
    let second = sending.correction(child.distribution).await;
    assert_eq!((second.recipients, second.accepted, second.refused), (3, 2, 1));
    let request = api::missing(&sending.ws, second.distribution).await.unwrap();
    assert_eq!(request.document, second.document, "the corrected text");
    let before = sending.server.taken().len();
    let third = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    let third = sending.drive(third.distribution).await;
    assert_eq!((third.recipients, third.accepted), (1, 1), "who has the mail and not its correction");
    let mail = &sending.since(before)["person1@paper1.example.net"][0];
    let own = by_address(sending.rows(child.distribution).await)["person1@paper1.example.net"].message_id.clone();
    assert_eq!(heads(mail), ("Correction: The lens is back on Friday".to_owned(), vec![own.clone()], vec![own]));

    // A correction of the correction answers it, and names both.
    let before = sending.server.taken().len();
    let last = sending.correction(second.distribution).await;
    assert_eq!(last.accepted, 3);
    let first_id = by_address(sending.rows(first.distribution).await)["person0@paper0.example.net"].message_id.clone();
    let second_id = by_address(sending.rows(second.distribution).await)["person0@paper0.example.net"].message_id.clone();
    let (_, answered, before_it) = heads(&sending.since(before)["person0@paper0.example.net"][0]);
    assert_eq!((answered, before_it), (vec![second_id.clone()], vec![first_id, second_id]));
    // Whoever joins gets the corrected text, as a first mail.
    contacts::api::add(&sending.ws, journalist("New", "new@paper.example.net")).await.unwrap();
    let request = api::missing(&sending.ws, first.distribution).await.unwrap();
    assert_eq!(request.document, second.document);
    let before = sending.server.taken().len();
    let late = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    assert_eq!(sending.drive(late.distribution).await.accepted, 1);
    assert_eq!(heads(&sending.since(before)["new@paper.example.net"][0]), ("The lens is back on Friday".to_owned(), vec![], vec![]));
}

#[tokio::test]
async fn nobody_gets_what_was_corrected_after_its_correction() {
    let answers = |to: &str, before: usize| match before {
        0 if to.starts_with("person1") => "550 5.1.1 no",
        0 if to.starts_with("person2") => HANG_UP,
        _ => "250 ok",
    };
    let sending = Sending::new(3, RELEASE, |_| (), answers).await.without_breakers().await;
    let first = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    assert_eq!(code(api::correct(&sending.ws, first.distribution, None, Correcting::Text).await), "distribution.nobody_has_it");
    let first = sending.drive(first.distribution).await;
    // A second one is paused half way.
    let other = sending.send(SendRequest { hold_ms: 60_000, ..sending.request() }).await;
    api::pause(&sending.ws, other.distribution).await.unwrap();
    let request = api::correct(&sending.ws, first.distribution, None, Correcting::Text).await.unwrap();
    let review = api::review(&sending.ws, request.clone()).await.unwrap();
    let said: Vec<_> = review.findings.iter().map(|found| found.what.key.to_string()).collect();
    assert!(said.contains(&"distribution.finding.same_text".to_owned()), "nothing is corrected yet: {said:?}");

    let second = sending.correction(first.distribution).await;
    assert_eq!(second.accepted, 2, "also whoever may have it");
    let before = sending.server.taken().len();
    assert_eq!(code(api::retry(&sending.ws, first.distribution).await), "distribution.corrected_since");
    let again = api::resolve(&sending.ws, first.distribution, Which::All, Settle::Again).await;
    assert_eq!(code(again), "distribution.corrected_since");
    assert_eq!(api::resolve(&sending.ws, first.distribution, Which::All, Settle::Accepted).await.unwrap(), 1);
    sending.drive(first.distribution).await;
    assert_eq!(sending.server.taken().len(), before);

    // What waits is stopped first; once stopped and corrected it does not go on.
    api::stop(&sending.ws, other.distribution).await.unwrap();
    let third = sending.send(sending.request()).await;
    let third = sending.drive(third.distribution).await;
    assert_eq!(third.accepted, 3);
    let held = sending.send(SendRequest { hold_ms: 60_000, parent: None, ..sending.request() }).await;
    let missing = crate::distribution::Parent { distribution: third.distribution, relation: Relation::Missing };
    contacts::api::add(&sending.ws, journalist("New", "new@paper.example.net")).await.unwrap();
    let waiting = sending.send(SendRequest { hold_ms: 60_000, parent: Some(missing), ..sending.request() }).await;
    let request = api::correct(&sending.ws, third.distribution, Some(second.document), Correcting::Text).await.unwrap();
    assert_eq!(code(api::review(&sending.ws, request.clone()).await), "distribution.correct_under_way", "the child still waits");
    api::stop(&sending.ws, waiting.distribution).await.unwrap();
    let fourth = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    assert_eq!(sending.drive(fourth.distribution).await.accepted, 3);
    assert_eq!(code(api::resume(&sending.ws, waiting.distribution).await), "distribution.corrected_since");
    assert_eq!(api::resume(&sending.ws, held.distribution).await.unwrap().state, DistributionState::Sending, "another mail goes on");
}

#[tokio::test]
async fn a_changed_embargo_is_told_to_those_who_have_the_mail_and_heads_it() {
    let text = |day: &str| {
        format!("---\nheadline: The lens is back\nembargo: {day} 06:00 Europe/London\nlanguage: de\n---\n\nThe lens is back.\n")
    };
    let sending = Sending::new(2, &text("2031-11-26"), |_| (), |_, _| "250 ok").await;
    let request = SendRequest { embargo: api::EmbargoMode::Under, ..sending.request() };
    let first = sending.send(request).await;
    let first = sending.drive(first.distribution).await;
    literature::api::save_file(&sending.ws, sending.document, text("2031-12-01").into_bytes()).await.unwrap();
    let before = sending.server.taken().len();
    let request = api::correct(&sending.ws, first.distribution, None, Correcting::Embargo).await.unwrap();
    assert_eq!(request.embargo, api::EmbargoMode::Under);
    let second = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    assert_eq!(sending.drive(second.distribution).await.accepted, 2);
    let rows = by_address(sending.rows(first.distribution).await);
    for (address, mails) in sending.since(before) {
        let (subject, answered, _) = heads(&mails[0]);
        assert_eq!(subject, "Sperrfrist: Sperrfrist geändert: The lens is back");
        assert_eq!(answered, [rows[&address].message_id.clone()]);
    }
}

#[tokio::test]
async fn colleagues_get_one_marked_copy_of_what_went_on_a_list_of_its_own() {
    let sending = Sending::new(2, RELEASE, |_| (), |_, _| "250 ok").await;
    let staff = |name: &str, address: &str| PersonInput { kind: PersonKind::Employee, ..journalist(name, address) };
    contacts::api::add(&sending.ws, staff("Ana", "ana@harbourtrust.example.org")).await.unwrap();
    contacts::api::add(&sending.ws, staff("Tom", "tom@harbourtrust.example.org")).await.unwrap();
    let first = sending.send(sending.request()).await;
    let first = sending.drive(first.distribution).await;
    assert_eq!((first.recipients, first.accepted), (2, 2));
    // What the text has become meanwhile is not what they see.
    literature::api::save_file(&sending.ws, sending.document, CORRECTED.as_bytes().to_vec()).await.unwrap();
    let before = sending.server.taken().len();
    let request = api::copy(&sending.ws, first.distribution, Some("kind:employee,journalist".to_owned())).await.unwrap();
    let copies = sending.send(SendRequest { hold_ms: 0, ..request }).await;
    assert_eq!((copies.revision, copies.parent.map(|parent| parent.relation)), (first.revision, Some(Relation::Copy)));
    let copies = sending.drive(copies.distribution).await;
    let internal = copies.excluded.iter().find(|out| out.reason == Exclusion::InternalList).unwrap();
    assert_eq!((copies.accepted, internal.count), (2, 2), "nobody outside the house");
    let came = sending.since(before);
    assert_eq!(came.keys().map(String::as_str).collect::<Vec<_>>(), ["ana@harbourtrust.example.org", "tom@harbourtrust.example.org"]);
    for mails in came.values() {
        let (subject, answered, _) = heads(&mails[0]);
        assert!(mails.len() == 1 && answered.is_empty() && subject.starts_with("Copy: ") && !subject.contains("Friday"), "{subject}");
        assert!(!mails[0].text.contains("List-Unsubscribe"));
    }
    let now = api::show(&sending.ws, first.distribution).await.unwrap();
    assert_eq!((now.recipients, now.accepted), (2, 2), "outside its count");
    assert_eq!(code(api::missing(&sending.ws, copies.distribution).await), "distribution.is_copy");
    assert_eq!(code(api::correct(&sending.ws, copies.distribution, None, Correcting::Text).await), "distribution.is_copy");
    // A copy corrects nothing, and is none of those who have the mail.
    let second = sending.correction_with(first.distribution, sending.document).await;
    assert_eq!((second.recipients, second.accepted), (2, 2));
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}
