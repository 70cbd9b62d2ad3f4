use std::collections::BTreeMap;

use super::*;
use crate::contacts::{self, Bar};
use crate::segments::{Fields, api as segments_api, members, resolve};
use crate::workspace::testing::Desk;

#[tokio::test]
async fn the_sample_is_the_world_of_the_screens_and_can_be_added_up() {
    let desk = Desk::new();
    fill(&desk.ws).await.unwrap();
    let kinds: Vec<u32> = contacts::api::kinds(&desk.ws).await.unwrap().iter().map(|one| one.count).collect();
    assert_eq!(kinds.iter().sum::<u32>(), 2_140);
    let segments = segments_api::list(&desk.ws).await.unwrap();
    assert!(segments.iter().all(|one| one.count.unwrap() > 20), "{segments:?}");
    let fields = Fields::default();
    let recipients = desk
        .ws
        .read_blocking(|tx| Ok(contacts::recipients(tx, &members(tx, &resolve(tx, "heritage press", &fields)?, &fields)?)?))
        .unwrap();
    assert_eq!(recipients.len(), 240);
    let mut bars = BTreeMap::new();
    for one in &recipients {
        *bars.entry(one.bar.as_ref().map_or("free", Bar::word)).or_insert(0) += 1;
    }
    assert_eq!(bars, BTreeMap::from([("do-not-contact", 3), ("free", 229), ("no-address", 2), ("suppressed", 6)]));
    let mut addresses = BTreeMap::new();
    for one in recipients.iter().filter_map(|one| one.email.as_ref()) {
        *addresses.entry(one.normalised()).or_insert(0) += 1;
    }
    assert_eq!(addresses.values().filter(|count| **count > 1).count(), 1, "two share one address");
}

#[tokio::test]
async fn nobody_in_it_can_be_mailed_by_mistake() {
    let desk = Desk::new();
    fill(&desk.ws).await.unwrap();
    let domains = desk
        .ws
        .read_blocking(|tx| {
            let all = contacts::select(tx, &contacts::Condition::everybody())?;
            Ok(contacts::recipients(tx, &all)?
                .into_iter()
                .filter_map(|one| one.email)
                .map(|one| one.domain().to_owned())
                .collect::<Vec<_>>())
        })
        .unwrap();
    let reserved = |domain: &String| ["example.net", "example.org", "example.com"].iter().any(|end| domain.ends_with(end));
    assert!(domains.len() > 2_000 && domains.iter().all(reserved));
}

#[tokio::test]
async fn its_campaign_is_planned_with_its_key_messages() {
    let desk = Desk::new();
    fill(&desk.ws).await.unwrap();
    let campaigns = crate::campaigns::api::list(&desk.ws).await.unwrap();
    let [light] = campaigns.as_slice() else { panic!("{campaigns:?}") };
    assert_eq!((light.name.as_str(), light.ends_on.as_deref()), ("The Light Returns", Some("2027-01-31")));
    assert_eq!(crate::campaigns::api::show(&desk.ws, light.id).await.unwrap().messages.len(), 3);
    assert!(crate::workspace::api::history(&desk.ws, 10).await.unwrap().is_empty(), "the sample is no step that undo takes back");
}

#[tokio::test]
async fn every_feature_has_something_to_show_in_it() {
    let desk = Desk::new();
    fill(&desk.ws).await.unwrap();
    let count = async |question: &str| {
        let whom = segments_api::Whom { query: Some(question.to_owned()), segment: None };
        segments_api::count(&desk.ws, whom).await.unwrap()
    };
    for (question, least) in [
        ("outlet:MQ", 2),
        ("al mina", 2),
        ("beat:Denkmalpflege", 100),
        ("beat:maritime", 20),
        ("has:relation", 12),
        ("consent:held", 700),
        ("consent:missing", 20),
        ("recipient:corporate", 20),
    ] {
        let found = count(question).await;
        assert!(found >= least, "{question}: {found}");
    }
    let tree = contacts::api::beats(&desk.ws, String::new()).await.unwrap();
    let lighthouses = tree.beats.iter().find(|beat| beat.name == "lighthouses").unwrap();
    assert_eq!((lighthouses.path.join(" › "), lighthouses.synonyms.len()), ("heritage › maritime heritage › lighthouses".to_owned(), 3));
    let grounds: std::collections::BTreeSet<_> = desk
        .ws
        .read_blocking(|tx| {
            let all = contacts::select(tx, &contacts::Condition::everybody())?;
            Ok(all.into_iter().filter_map(|id| contacts::record(tx, id).ok()?).flat_map(|one| one.consents).map(|one| one.ground).collect())
        })
        .unwrap();
    assert_eq!(grounds.len(), 5, "consents of every kind: {grounds:?}");
    let imprint = crate::rendering::api::imprint(&desk.ws).await.unwrap();
    assert!(imprint.postal.ends_with("Port Averil"));
    let ines = contacts::api::who(&desk.ws, "ines.calder@harbourtrust.example.org").await.unwrap();
    let card = contacts::api::show(&desk.ws, ines).await.unwrap();
    assert_eq!(card.relations.iter().map(|one| one.name.as_str()).collect::<std::collections::BTreeSet<_>>().len(), 2);
}

#[test]
fn the_crowd_is_the_same_every_time() {
    assert!(crowd(300).eq(crowd(300)));
    assert_eq!(crowd(1_000).map(|one| one.addresses.first().map(|one| one.address.clone())).filter(Option::is_none).count(), 9);
}

#[tokio::test]
async fn its_texts_are_whole_and_go_out_as_they_are() {
    use crate::accounts;
    use crate::distribution::api::{self as distribution_api, EmbargoMode, SendRequest};
    use crate::literature::{DocumentKind, Gravity, api as literature_api};

    let desk = Desk::new();
    fill(&desk.ws).await.unwrap();
    let account = accounts::api::named(&desk.ws, None).await.unwrap();
    assert_eq!(account.fields.from, SENDER);
    let texts = literature_api::list(&desk.ws).await.unwrap();
    let kinds: Vec<_> = texts.iter().map(|text| text.kind).collect();
    use DocumentKind::{Announcement, Article, PressRelease, Statement};
    assert_eq!(kinds, [PressRelease, Article, Statement, Announcement], "the release stands first");
    assert!(texts.iter().all(|text| !text.writer.is_empty()), "somebody has each in hand");
    let mut said = 0;
    for text in &texts {
        let comments = literature_api::comments(&desk.ws, text.id).await.unwrap();
        assert!(comments.iter().all(|comment| comment.place.is_some()));
        said += comments.len();
    }
    assert_eq!(said, 2);
    for text in &texts {
        let view = literature_api::show(&desk.ws, text.id).await.unwrap();
        assert!(view.findings.iter().all(|finding| finding.gravity != Gravity::Error), "{}: {:?}", text.headline, view.findings);
        let to = if text.kind == Announcement { "All staff" } else { "Heritage press" };
        let request = SendRequest {
            document: text.id,
            account: account.id,
            to: to.to_owned(),
            except: Vec::new(),
            left_out: Vec::new(),
            put_back: Vec::new(),
            recent_days: 0,
            follow: false,
            embargo: EmbargoMode::Under,
            hold_ms: 0,
            go_on: false,
            first: None,
            schedule: None,
            hours: None,
            languages: Vec::new(),
            parent: None,
        };
        let review = distribution_api::review(&desk.ws, request).await.unwrap();
        assert!(
            review.recipients > 200 && review.findings.iter().all(|finding| !finding.blocks),
            "{}: {:?}",
            text.headline,
            review.findings
        );
        assert!(review.biggest < 2_000_000);
    }
    let held = distribution_api::approvals(&desk.ws).await.unwrap();
    assert_eq!(
        held.iter().map(|one| (one.document, one.state)).collect::<Vec<_>>(),
        [(texts[2].id, distribution_api::ApprovalState::Approved)]
    );
    let release = literature_api::show(&desk.ws, texts[0].id).await.unwrap();
    let files: Vec<_> = release.files.iter().map(|file| (file.name.as_str(), file.media_type.as_str(), file.inline)).collect();
    assert_eq!(
        files,
        [
            ("lighthouse-at-dusk.jpg", "image/jpeg", true),
            ("lens-restored-0412.jpg", "image/jpeg", false),
            ("floor-plan-kept-lights.pdf", "application/pdf", false)
        ]
    );
    assert_eq!(release.embargo.as_ref().map(|embargo| embargo.zone.as_str()), Some("Europe/London"));
    assert!(crate::workspace::api::history(&desk.ws, 10).await.unwrap().is_empty(), "it is how the file begins, not a step");
}
