//! Pre-flight: every letter is made and read back, what is wrong blocks, what needs a look is said once (D22).

use super::desk::{RELEASE, Sending, journalist};
use crate::contacts;
use crate::distribution::api;
use crate::literature::api::{NewFile, attach};

const YES: fn(&str, usize) -> &'static str = |_, _| "250 ok";

async fn keys(sending: &Sending) -> Vec<(String, bool, Option<String>)> {
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let count = |message: &crate::messages::Message| message.params.get("n").map(|n| format!("{n:?}"));
    review.findings.iter().map(|found| (found.what.key.to_string(), found.blocks, count(&found.what))).collect()
}

#[tokio::test]
async fn what_needs_a_look_is_said_once_and_does_not_block() {
    let text = RELEASE.replace("it is back", "<b>it</b> is back in {{ city | \"your city\" }}, {{ city | \"there\" }}");
    let sending = Sending::new(3, &text, |_| (), YES).await;
    contacts::api::add(&sending.ws, journalist("", "newsdesk@coast.example.net")).await.unwrap();
    let found = keys(&sending).await;
    let named = |key: &str| found.iter().filter(|(known, _, _)| known == key).collect::<Vec<_>>();
    assert_eq!(named("distribution.finding.fallback").len(), 2, "one for each field: {found:?}");
    assert!(named("distribution.finding.fallback").iter().any(|(_, _, n)| n.as_deref() == Some("Count(4)")), "{found:?}");
    assert!(named("distribution.finding.fallback").iter().any(|(_, _, n)| n.as_deref() == Some("Count(1)")), "{found:?}");
    assert_eq!((named("rendering.raw_dropped").is_empty(), named("distribution.finding.role").len()), (false, 1));
    assert!(found.iter().all(|(_, blocks, _)| !blocks));
    let card = sending.send(sending.request()).await;
    assert_eq!(sending.drive(card.distribution).await.accepted, 4);
}

#[tokio::test]
async fn a_letter_that_is_too_big_blocks_and_nothing_is_written() {
    let sending = Sending::new(2, RELEASE, |input| input.size_limit = Some(100_000), YES).await;
    let files = vec![NewFile { name: "tides.txt".to_owned(), bytes: vec![b'x'; 90_000] }];
    attach(&sending.ws, sending.document, files).await.unwrap();
    assert!(keys(&sending).await.contains(&("distribution.finding.too_big".to_owned(), true, None)));
    let seal = api::review(&sending.ws, sending.request()).await.unwrap().seal;
    assert_eq!(api::send(&sending.ws, sending.request(), seal).await.unwrap_err().code, "distribution.blocked");
    assert!(api::list(&sending.ws).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_shared_attachment_is_encoded_and_read_back_once_not_once_a_person() {
    let sending = Sending::at_speed(1, 200, RELEASE, |_| (), YES).await;
    let clock = sending.ws.clock();
    let timed = async || {
        let begun = clock.steady();
        let review = api::review(&sending.ws, sending.request()).await.unwrap();
        assert!(review.findings.iter().all(|found| !found.blocks), "{:?}", review.findings);
        (clock.steady().saturating_sub(begun), review.biggest)
    };
    let (without, small) = timed().await;
    let bytes: Vec<u8> = (0..500_000u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    attach(&sending.ws, sending.document, vec![NewFile { name: "Pressemappe für Ærø.txt".to_owned(), bytes }]).await.unwrap();
    let (with, big) = timed().await;
    assert!(big > small + 670_000);
    // Once a person would be two hundred times half a megabyte: seconds, not a fraction of one.
    assert!(with < without * 3 + std::time::Duration::from_secs(2), "{with:?} with, {without:?} without");
}
