//! Whose consent the law asks for and who has not given it: asked before Send, never left out by itself (L9).

use super::desk::{RELEASE, Sending, journalist, work};
use crate::contacts::{self, ConsentGround, ConsentInput, PersonInput, PersonKind};
use crate::distribution::DistributionState;
use crate::distribution::api::{self, FindingCard, PressNews, Review, SendRequest};
use crate::ids::PersonId;
use crate::messages::Language;

const YES: fn(&str, usize) -> &'static str = |_, _| "250 ok";

impl Sending {
    async fn living_in(&self, kind: PersonKind, name: &str, country: &str) -> PersonId {
        let address = format!("{}@paper.example.net", name.to_lowercase());
        let input = PersonInput { kind, country: country.to_owned(), ..journalist(name, &address) };
        contacts::api::add(&self.ws, input).await.unwrap().id
    }

    async fn look(&self, to: &str) -> Review {
        let request = SendRequest { to: to.to_owned(), ..self.request() };
        api::review(&self.ws, request).await.unwrap()
    }
}

fn said(review: &Review) -> Vec<&FindingCard> {
    review.findings.iter().filter(|found| found.what.key.starts_with("distribution.finding.consent")).collect()
}

#[tokio::test]
async fn whose_consent_is_missing_is_named_with_count_rule_and_source_and_left_out_only_when_asked() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    let anna = sending.living_in(PersonKind::Public, "Anna", "DE").await;
    let carl = sending.living_in(PersonKind::Client, "Carl", "CA").await;
    let dora = sending.living_in(PersonKind::Client, "Dora", "CA").await;
    sending.living_in(PersonKind::Public, "Uma", "US").await;
    sending.living_in(PersonKind::Public, "Nemo", "").await;
    let old =
        ConsentInput { ground: ConsentGround::Enquiry, on: "2025-01-01".to_owned(), how: "a mail".to_owned(), evidence: String::new() };
    contacts::api::note_consent(&sending.ws, dora, old.clone()).await.unwrap();
    let review = sending.look("kind:public or kind:client").await;
    assert_eq!((review.recipients, &review.without_consent), (5, &vec![anna, carl, dora]));
    let found = said(&review);
    assert_eq!((found.len(), found[0].blocks), (1, false));
    let what = &found[0].what;
    assert_eq!(what.params["n"], 3.into());
    assert_eq!(what.params["laws"], "CA: CASL s. 6, 10 (2); DE: UWG § 7(2) no. 2, (3) (1)".into());
    assert_eq!(what.params["expired"], 1.into());
    assert!(what.to_string().contains("One consent has expired"), "{what}");
    let request = SendRequest { to: "kind:public or kind:client".to_owned(), ..sending.request() };
    let cards = api::review_without_consent(&sending.ws, request.clone()).await.unwrap();
    assert_eq!(
        cards.iter().map(|card| (card.name.as_str(), card.unsettled)).collect::<Vec<_>>(),
        [("Anna", false), ("Carl", false), ("Dora", false)]
    );
    // Left out by hand, nobody is named any more; a consent that holds does the same.
    let without = SendRequest { left_out: vec![anna, carl], ..request.clone() };
    contacts::api::note_consent(&sending.ws, dora, ConsentInput { on: "2026-11-01".to_owned(), ..old }).await.unwrap();
    let review = api::review(&sending.ws, without).await.unwrap();
    assert!(review.without_consent.is_empty() && said(&review).is_empty());
    // Nobody is left out by the rule.
    let imprint = crate::rendering::Imprint { postal: "1 Quay Street, Hull".to_owned(), contact: String::new() };
    crate::rendering::api::set_imprint(&sending.ws, imprint).await.unwrap();
    let card = sending.send(request).await;
    assert_eq!(sending.drive(card.distribution).await.accepted, 5);
}

#[tokio::test]
async fn news_to_journalists_asks_what_it_is_until_that_is_decided() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    let anna = sending.living_in(PersonKind::Journalist, "Anna", "DE").await;
    sending.living_in(PersonKind::Journalist, "Uma", "US").await;
    let review = sending.look("kind:journalist").await;
    assert_eq!((&review.without_consent, &review.consent_unsettled), (&Vec::new(), &vec![anna]));
    assert_eq!(said(&review)[0].what.key, "distribution.finding.consent_news");
    api::set_press_news(&sending.ws, PressNews::News).await.unwrap();
    let review = sending.look("kind:journalist").await;
    assert!(said(&review).is_empty() && review.consent_unsettled.is_empty());
    api::set_press_news(&sending.ws, PressNews::Advertising).await.unwrap();
    let review = sending.look("kind:journalist").await;
    assert_eq!((&review.without_consent, said(&review)[0].what.key.as_ref()), (&vec![anna], "distribution.finding.consent"));
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::press_news(&sending.ws).await.unwrap(), PressNews::News);
    // A mail to one person is none to many.
    api::set_press_news(&sending.ws, PressNews::Advertising).await.unwrap();
    assert!(said(&sending.look(&format!("person:{anna}")).await).is_empty());
}

#[tokio::test]
async fn whoever_comes_onto_a_list_without_consent_after_the_look_is_asked_about_once_before_anything_goes() {
    for asked_at_resume in [false, true] {
        let sending = Sending::new(0, RELEASE, |_| (), YES).await;
        sending.living_in(PersonKind::Public, "Anna", "DE").await;
        let request = SendRequest { to: "kind:public".to_owned(), follow: true, hold_ms: 30_000, ..sending.request() };
        let id = sending.send(request).await.distribution;
        sending.living_in(PersonKind::Public, "Bert", "DE").await;
        sending.living_in(PersonKind::Public, "Carl", "CA").await;
        sending.living_in(PersonKind::Public, "Uma", "US").await;
        let asked = if asked_at_resume {
            api::pause(&sending.ws, id).await.unwrap();
            api::resume(&sending.ws, id).await.unwrap();
            api::show(&sending.ws, id).await.unwrap()
        } else {
            work(&sending.ws, id, |card| card.state == DistributionState::Paused).await
        };
        let told = asked.trouble.unwrap();
        assert_eq!((asked.state, asked.waiting, &*told.key), (DistributionState::Paused, 4, "distribution.law_since"));
        assert_eq!((&told.params["consents"], &told.params["addresses"]), (&2.into(), &2.into()), "Anna was named before Send");
        let said = told.text(Language::En);
        assert!(said.starts_with("2 people came onto the list since you looked who have not consented"), "{said}");
        assert!(said.contains("DE: UWG § 7(2) no. 2, (3) (1)") && said.contains("The law of 2 people on it wants"), "{said}");
        assert!(told.text(Language::De).contains("deren Gesetz vor Werbung eine Einwilligung verlangt"));
        assert!(sending.server.taken().is_empty());
        api::resume(&sending.ws, id).await.unwrap();
        assert_eq!(work(&sending.ws, id, |card| card.state == DistributionState::Finished).await.accepted, 4);
    }
}

#[tokio::test]
async fn a_list_that_follows_its_segment_and_gains_nobody_without_consent_goes_without_a_question() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    sending.living_in(PersonKind::Public, "Anna", "DE").await;
    let request = SendRequest { to: "kind:public".to_owned(), follow: true, hold_ms: 30_000, ..sending.request() };
    let id = sending.send(request).await.distribution;
    sending.living_in(PersonKind::Public, "Nemo", "").await;
    let bert = sending.living_in(PersonKind::Public, "Bert", "DE").await;
    let letter =
        ConsentInput { ground: ConsentGround::Express, on: "2026-01-01".to_owned(), how: "a letter".to_owned(), evidence: String::new() };
    contacts::api::note_consent(&sending.ws, bert, letter).await.unwrap();
    let card = work(&sending.ws, id, |card| matches!(card.state, DistributionState::Finished | DistributionState::Paused)).await;
    assert_eq!((card.state, card.accepted), (DistributionState::Finished, 3), "{:?}", card.trouble);
}
