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

#[test]
fn the_crowd_is_the_same_every_time() {
    assert!(crowd(300).eq(crowd(300)));
    assert_eq!(crowd(1_000).map(|one| one.addresses.first().map(|one| one.address.clone())).filter(Option::is_none).count(), 9);
}
