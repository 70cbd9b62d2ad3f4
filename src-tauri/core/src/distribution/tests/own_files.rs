//! Different files for different people: looked at before Send, each sent to its own, after a repair and in a correction too.

use std::collections::BTreeMap;

use mail_parser::{MessageParser, MimeHeaders as _};

use super::desk::{RELEASE, Sending, journalist, work};
use crate::contacts::{self, PersonInput};
use crate::distribution::api::{self, Correcting, FindingCard, Repair, Whose};
use crate::distribution::{DeliveryState, DistributionState};
use crate::literature::api::{NewFile, attach, attach_own, detach};
use crate::literature::{FileKey, NewSet};
use crate::messages::Language;
use crate::rendering;

fn answers(to: &str, _: usize) -> &'static str {
    if to.starts_with("wrong") { "550 5.1.1 no such user" } else { "250 ok" }
}

/// What stands in somebody's badge: theirs alone.
fn badge(whose: &str) -> Vec<u8> {
    format!("%PDF-1.7 {whose}").repeat(500).into_bytes()
}

fn set(set: &str, key: FileKey) -> NewSet {
    NewSet { set: set.to_owned(), key, pattern: "badge-*".to_owned(), optional: false }
}

impl Sending {
    async fn badges(&self, new: NewSet, whose: &[&str]) {
        let file = |one: &&str| NewFile { name: format!("badge-{one}.pdf"), bytes: badge(one) };
        let report = attach_own(&self.ws, self.document, new, whose.iter().map(file).collect()).await.unwrap();
        assert_eq!(report.refused, []);
    }

    async fn found(&self) -> Vec<FindingCard> {
        let review = api::review(&self.ws, self.request()).await.unwrap();
        review.findings.into_iter().filter(|found| found.what.key.contains(".own_")).collect()
    }

    /// By address, what was attached to the last mail there, as another parser reads it.
    fn got(&self) -> BTreeMap<String, Vec<(String, Vec<u8>)>> {
        let files = |text: &str| {
            let mail = MessageParser::default().parse(text.as_bytes()).unwrap();
            mail.attachments().map(|part| (part.attachment_name().unwrap().to_owned(), part.contents().to_vec())).collect()
        };
        self.server.taken().into_iter().map(|mail| (mail.to, files(&mail.text))).collect()
    }
}

fn keys(found: &[FindingCard]) -> Vec<(&str, bool)> {
    found.iter().map(|one| (one.what.key.rsplit_once(".own_").unwrap().1, one.blocks)).collect()
}

#[tokio::test]
async fn nobody_is_sent_anything_until_everybody_has_their_own_file() {
    let sending = Sending::new(3, RELEASE, |_| (), answers).await;
    let (zero, one, two) = ("person0@paper0.example.net", "Person1@PAPER1.example.net", "person2@paper2.example.net");
    sending.badges(set("Badges", FileKey::Email), &[zero, one, "stranger@tide.example.org"]).await;
    let found = sending.found().await;
    assert_eq!(keys(&found), [("missing", true), ("nobodys", false)]);
    let person = found[0].person.unwrap();
    assert_eq!(contacts::api::show(&sending.ws, person).await.unwrap().fields.name, "Person 2");
    assert_eq!(found[1].places[0].proposal.as_deref(), Some("badge-stranger@tide.example.org.pdf"));
    for found in &found {
        for language in [crate::messages::Language::En, crate::messages::Language::De] {
            assert!(!found.what.text(language).contains(['{', '}']), "{}", found.what.text(language));
        }
    }
    let seal = api::review(&sending.ws, sending.request()).await.unwrap().seal;
    assert_eq!(api::send(&sending.ws, sending.request(), seal.clone()).await.unwrap_err().code, "distribution.blocked");

    sending.badges(set("Badges", FileKey::Email), &[two]).await;
    assert_eq!(keys(&sending.found().await), [("nobodys", false)]);
    assert_eq!(api::send(&sending.ws, sending.request(), seal).await.unwrap_err().code, "distribution.changed_since_review", "D20");
    attach(&sending.ws, sending.document, vec![NewFile { name: "plan.pdf".to_owned(), bytes: b"%PDF-1.7 plan".to_vec() }]).await.unwrap();

    // What is looked at before is what goes.
    let seen = rendering::api::preview(&sending.ws, sending.document, Some(person), None, None, None).await.unwrap();
    assert_eq!((seen.files, seen.missing.len()), (vec!["plan.pdf".to_owned(), format!("badge-{two}.pdf")], 0));
    let nobody = rendering::api::preview(&sending.ws, sending.document, None, None, None, None).await.unwrap();
    assert_eq!((nobody.files, nobody.missing), (vec!["plan.pdf".to_owned()], vec!["Badges".to_owned()]));

    let card = sending.send(sending.request()).await;
    assert_eq!(sending.drive(card.distribution).await.accepted, 3);
    let got = sending.got();
    assert_eq!(got.len(), 3);
    for (name, to) in [(zero, zero), (one, "person1@paper1.example.net"), (two, two)] {
        let plan = ("plan.pdf".to_owned(), b"%PDF-1.7 plan".to_vec());
        assert_eq!(got[to], [plan, (format!("badge-{name}.pdf"), badge(name))], "{to}");
    }
    for row in sending.rows(card.distribution).await {
        let letter = api::letter(&sending.ws, row.delivery).await.unwrap();
        assert_eq!((letter.as_it_went, letter.files.len()), (Some(true), 2), "{letter:?}");
    }
}

#[tokio::test]
async fn a_set_may_be_for_some_and_a_file_for_all_of_an_outlet() {
    let sending = Sending::new(0, RELEASE, |_| (), answers).await;
    for (name, address, outlet) in [
        ("Ruth Vale", "ruth@tide.example.net", "The Tide"),
        ("Ines Calder", "ines@tide.example.net", "The Tide"),
        ("Sam", "sam@coast.example.net", ""),
    ] {
        let mut input = journalist(name, address);
        input.outlet = outlet.to_owned();
        contacts::api::add(&sending.ws, input).await.unwrap();
    }
    sending.badges(NewSet { optional: true, ..set("Invitations", FileKey::Outlet) }, &["the tide"]).await;
    assert_eq!(keys(&sending.found().await), [("optional", false)]);
    let card = sending.send(sending.request()).await;
    assert_eq!(sending.drive(card.distribution).await.accepted, 3);
    let got = sending.got();
    let invited = [("badge-the tide.pdf".to_owned(), badge("the tide"))];
    assert_eq!((&got["ruth@tide.example.net"][..], &got["ines@tide.example.net"][..]), (&invited[..], &invited[..]));
    assert!(got["sam@coast.example.net"].is_empty());
}

#[tokio::test]
async fn a_name_that_two_people_have_gives_neither_of_them_the_others_file() {
    let sending = Sending::new(0, RELEASE, |_| (), answers).await;
    for address in ["ruth@tide.example.net", "ruth@coast.example.net"] {
        contacts::api::add(&sending.ws, journalist("Ruth Vale", address)).await.unwrap();
    }
    sending.badges(set("Badges", FileKey::Name), &["Ruth Vale"]).await;
    assert_eq!(keys(&sending.found().await), [("shared", true)]);
    let seal = api::review(&sending.ws, sending.request()).await.unwrap().seal;
    assert_eq!(api::send(&sending.ws, sending.request(), seal).await.unwrap_err().code, "distribution.blocked");
    assert!(sending.server.taken().is_empty());
}

#[tokio::test]
async fn the_largest_letter_is_judged_with_its_own_file_and_no_other_one() {
    let sending = Sending::new(3, RELEASE, |input| input.size_limit = Some(200_000), answers).await;
    let own = |n: usize, size: usize| NewFile { name: format!("badge-person{n}@paper{n}.example.net.pdf"), bytes: vec![b'x'; size] };
    attach_own(&sending.ws, sending.document, set("Badges", FileKey::Email), vec![own(0, 90_000), own(1, 100_000), own(2, 80_000)])
        .await
        .unwrap();
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    assert!(review.findings.iter().all(|found| !found.blocks), "{:?}", review.findings);
    assert!(review.findings.iter().all(|found| !found.what.key.contains("longer")), "a file is no odd letter: {:?}", review.findings);
    assert!((136_000..160_000).contains(&review.biggest), "{}", review.biggest);
    attach_own(&sending.ws, sending.document, set("Badges", FileKey::Email), vec![own(1, 160_000)]).await.unwrap();
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    assert!(review.findings.iter().any(|found| found.blocks && found.what.key == "distribution.finding.too_big"));
}

#[tokio::test]
async fn a_repair_and_a_correction_keep_to_whose_file_it_is() {
    let sending = Sending::new(1, RELEASE, |_| (), answers).await;
    contacts::api::add(&sending.ws, journalist("Ruth Vale", "wrong@tide.example.net")).await.unwrap();
    let names = ["person0@paper0.example.net", "wrong@tide.example.net"];
    sending.badges(set("Badges", FileKey::Email), &names).await;
    let id = sending.send(sending.request()).await.distribution;
    let card = sending.drive(id).await;
    assert_eq!((card.accepted, card.refused), (1, 1));
    let whose = Whose::Named { who: "wrong@tide.example.net".to_owned() };
    let repair = Repair { whose, address: "ruth@tide.example.net".to_owned(), in_contacts: true };
    api::repair(&sending.ws, id, repair).await.unwrap();
    assert_eq!(sending.drive(id).await.accepted, 2);
    assert_eq!(sending.got()["ruth@tide.example.net"], [(format!("badge-{}.pdf", names[1]), badge(names[1]))]);

    let request = api::correct(&sending.ws, id, None, Correcting::Text).await.unwrap();
    let correction = sending.send(request).await;
    assert_eq!(sending.drive(correction.distribution).await.accepted, 2);
    let got = sending.got();
    assert_eq!(got["ruth@tide.example.net"], [(format!("badge-{}.pdf", names[1]), badge(names[1]))]);
    assert_eq!(got[names[0]], [(format!("badge-{}.pdf", names[0]), badge(names[0]))]);
    assert!(api::verify(&sending.ws).await.unwrap().iter().all(|check| check.ok));
}

#[tokio::test]
async fn who_comes_onto_a_list_without_a_file_is_left_out_by_name_and_gets_nobody_elses() {
    let sending = Sending::new(2, RELEASE, |_| (), answers).await;
    let names = ["person0@paper0.example.net", "person1@paper1.example.net"];
    sending.badges(set("Badges", FileKey::Email), &names).await;
    let mut request = sending.request();
    (request.follow, request.hold_ms) = (true, 30_000);
    let card = sending.send(request).await;
    contacts::api::add(&sending.ws, journalist("Late", "late@coast.example.net")).await.unwrap();
    // The draft moves on; what was sealed goes.
    detach(&sending.ws, sending.document, format!("badge-{}.pdf", names[0])).await.unwrap();
    let card = sending.drive(card.distribution).await;
    assert_eq!((card.recipients, card.accepted, card.cancelled), (3, 2, 1));
    let got = sending.got();
    assert_eq!(got.keys().map(String::as_str).collect::<Vec<_>>(), names);
    for name in names {
        assert_eq!(got[name], [(format!("badge-{name}.pdf"), badge(name))]);
    }
    let late = sending.rows(card.distribution).await.into_iter().find(|row| row.name.as_deref() == Some("Late")).unwrap();
    assert_eq!(late.state, DeliveryState::Cancelled);
    assert!(late.says.text(Language::En).contains("their own file is missing"), "{}", late.says.text(Language::En));
}

#[tokio::test]
async fn who_comes_onto_a_list_under_somebody_elses_name_is_asked_about_and_neither_gets_the_file() {
    for asked_at_resume in [false, true] {
        let sending = Sending::new(0, RELEASE, |_| (), answers).await;
        for (name, address) in [("Ruth Vale", "ruth@tide.example.net"), ("Sam Holt", "sam@coast.example.net")] {
            contacts::api::add(&sending.ws, journalist(name, address)).await.unwrap();
        }
        sending.badges(set("Badges", FileKey::Name), &["Ruth Vale", "Sam Holt"]).await;
        assert_eq!(keys(&sending.found().await), []);
        let mut request = sending.request();
        (request.follow, request.hold_ms) = (true, 30_000);
        let id = sending.send(request).await.distribution;
        contacts::api::add(&sending.ws, journalist("RUTH  Vale", "r.vale@harbour.example.net")).await.unwrap();
        let asked = if asked_at_resume {
            api::pause(&sending.ws, id).await.unwrap();
            api::resume(&sending.ws, id).await.unwrap();
            api::show(&sending.ws, id).await.unwrap()
        } else {
            work(&sending.ws, id, |card| card.state == DistributionState::Paused).await
        };
        let told = asked.trouble.unwrap();
        assert_eq!((asked.state, asked.waiting, &*told.key), (DistributionState::Paused, 3, "distribution.own_unclear"));
        let said = told.text(Language::En);
        assert!(said.contains("Ruth Vale’s or RUTH  Vale’s") || said.contains("Ruth Vale’s or RUTH Vale’s"), "{said}");
        assert!(sending.server.taken().is_empty(), "it is named before anything goes");

        api::resume(&sending.ws, id).await.unwrap();
        let done = work(&sending.ws, id, |card| card.state == DistributionState::Finished).await;
        assert_eq!((done.recipients, done.accepted, done.cancelled), (3, 1, 2));
        assert_eq!(
            sending.got().into_iter().collect::<Vec<_>>(),
            [("sam@coast.example.net".to_owned(), vec![("badge-Sam Holt.pdf".to_owned(), badge("Sam Holt"))])]
        );
    }
}

#[tokio::test]
async fn a_repair_gives_nobody_a_file_that_could_be_somebody_elses() {
    let sending = Sending::new(0, RELEASE, |_| (), answers).await;
    let nobody = contacts::api::add(&sending.ws, PersonInput { addresses: Vec::new(), ..journalist("Ruth Vale", "") }).await.unwrap().id;
    contacts::api::add(&sending.ws, journalist("Ruth Vale", "ruth@tide.example.net")).await.unwrap();
    sending.badges(set("Badges", FileKey::Name), &["Ruth Vale"]).await;
    let id = sending.send(sending.request()).await.distribution;
    assert_eq!(sending.drive(id).await.accepted, 1);
    let repair = Repair { whose: Whose::LeftOut { person: nobody }, address: "r.vale@harbour.example.net".to_owned(), in_contacts: false };
    assert_eq!(api::repair(&sending.ws, id, repair).await.unwrap_err().code, "distribution.repair.own_unclear");
    assert_eq!(sending.got().len(), 1);
}
