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
    let (_, ahead) = api::review_ahead(&sending.ws, sending.request()).await.unwrap();
    assert_eq!(api::send_ahead(&sending.ws, ahead).await.unwrap_err().code, "distribution.blocked");
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

#[tokio::test]
async fn letters_unlike_the_others_are_found_with_the_person() {
    let text = RELEASE.replace("it is back.", "it is back in {{ city | \"your city\" }}. [More](https://localhost/lens)");
    let sending = Sending::new(5, &text, |_| (), YES).await;
    let mut odd = journalist("JÃ¼rgen Weber", "j@ledger.example.net");
    odd.city = "ø".repeat(480);
    let id = contacts::api::add(&sending.ws, odd).await.unwrap().id;
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let of = |key: &str| -> Vec<_> { review.findings.iter().filter(|found| found.what.key == key).collect() };
    let values = of("distribution.finding.odd_value");
    assert_eq!(values.len(), 2, "{:?}", review.findings);
    assert!(values.iter().all(|found| found.person == Some(id) && !found.blocks));
    let longer = of("distribution.finding.longer");
    assert_eq!(longer.iter().map(|found| found.person).collect::<Vec<_>>(), [Some(id)], "{:?}", review.findings);
    let links = of("rendering.link_odd");
    assert!(links.len() == 1 && links[0].places[0].row.is_some(), "the place is named: {links:?}");
    for found in &review.findings {
        for language in [crate::messages::Language::En, crate::messages::Language::De] {
            assert!(!found.what.text(language).contains(['{', '}']), "{}", found.what.text(language));
        }
    }
}

#[tokio::test]
async fn a_free_mailbox_over_a_foreign_server_never_begins() {
    let sending = Sending::new(
        1,
        RELEASE,
        |input| {
            input.from = "harbour.trust@gmail.com".to_owned();
            input.server.host = "mail.example.org".to_owned();
            input.server.tls = crate::net::Tls::Implicit;
        },
        YES,
    )
    .await;
    assert!(keys(&sending).await.contains(&("distribution.finding.free_mail".to_owned(), true, None)), "A7");
}

#[tokio::test]
async fn a_thousand_personal_mailboxes_of_one_provider_are_told_before_and_practice_is_not() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    for n in 0..1_000 {
        contacts::api::add(&sending.ws, journalist(&format!("Person {n}"), &format!("person{n}@gmail.com"))).await.unwrap();
    }
    let found = keys(&sending).await;
    let bulk: Vec<_> = found.iter().filter(|(key, ..)| key == "distribution.finding.bulk").collect();
    assert_eq!(bulk, [&("distribution.finding.bulk".to_owned(), false, Some("Count(1000)".to_owned()))], "A9");
}

#[tokio::test]
async fn one_click_is_sealed_at_send_and_goes_first_with_the_mail_beside_it() {
    let sending = Sending::new(2, RELEASE, |_| (), YES).await;
    let refused = crate::rendering::api::set_one_click(&sending.ws, "http://harbourtrust.org/{token}".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, "rendering.one_click");
    crate::rendering::api::set_one_click(&sending.ws, "https://harbourtrust.org/leave/{token}".to_owned()).await.unwrap();
    let card = sending.send(sending.request()).await;
    // What is being distributed keeps what it began with.
    crate::rendering::api::set_one_click(&sending.ws, String::new()).await.unwrap();
    assert_eq!(sending.drive(card.distribution).await.accepted, 2);
    for taken in sending.server.taken() {
        let id = taken.text.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap();
        let token = id.split('@').next().unwrap();
        assert!(taken.text.contains(&format!("List-Unsubscribe: <https://harbourtrust.org/leave/{token}>,\n <mailto:")), "{}", taken.text);
        assert!(taken.text.contains("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"), "{}", taken.text);
    }
    let again = sending.send(sending.request()).await;
    assert_eq!(sending.drive(again.distribution).await.accepted, 2);
    assert!(sending.server.taken().iter().skip(2).all(|taken| !taken.text.contains("List-Unsubscribe-Post")));
}

#[tokio::test]
async fn what_is_signed_is_signed_alike_at_every_try() {
    use std::sync::Arc;
    let sending = Sending::new(1, RELEASE, |_| (), |_, before| if before == 0 { "451 later" } else { "250 ok" }).await;
    sending.ws.set_part(Arc::new(crate::accounts::Keychain::in_memory()));
    let input = crate::accounts::api::DkimInput {
        domain: "harbourtrust.example.org".to_owned(),
        selector: "press".to_owned(),
        kind: crate::accounts::api::DkimKind::Ed25519,
    };
    crate::accounts::api::make_dkim(&sending.ws, sending.account.id, input).await.unwrap();
    crate::accounts::api::sign_with_dkim(&sending.ws, sending.account.id, true, true).await.unwrap();
    let card = sending.send(sending.request()).await;
    let id = card.distribution;
    sending.work(id, |card| card.retrying == 1).await;
    sending.clock.advance_ms(60 * 60_000);
    sending.work(id, |card| card.accepted == 1).await;
    let taken = sending.server.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].text, taken[1].text, "D7: byte for byte the same, signature and all");
    assert!(taken[0].text.starts_with("DKIM-Signature: v=1; a=ed25519-sha256;"), "{}", taken[0].text);
    // Without its key nothing goes unsigned.
    sending.ws.set_part(Arc::new(crate::accounts::Keychain::in_memory()));
    assert!(keys(&sending).await.contains(&("accounts.dkim_no_secret".to_owned(), true, None)));
}

#[tokio::test]
async fn tokens_that_a_site_took_suppress_whoever_got_those_mails_and_no_other() {
    let sending = Sending::new(3, RELEASE, |_| (), YES).await;
    let card = sending.send(sending.request()).await;
    sending.drive(card.distribution).await;
    let rows = sending.rows(card.distribution).await;
    let token = |at: usize| rows[at].message_id.split('@').next().unwrap().to_owned();
    let tokens = vec![token(0), format!(" {} ", token(1).to_uppercase()), "0".repeat(40), "x' OR 1=1".to_owned(), String::new()];
    let left = api::leave_by_click(&sending.ws, tokens).await.unwrap();
    assert_eq!((left.known, left.suppressed, left.unknown.len()), (2, 2, 3));
    assert_eq!(api::leave_by_click(&sending.ws, vec![token(0)]).await.unwrap().suppressed, 0, "twice is once");
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    assert_eq!(review.recipients, 1);
    crate::workspace::api::undo(&sending.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(api::review(&sending.ws, sending.request()).await.unwrap().recipients, 3, "one act, taken back");
}

#[tokio::test]
async fn a_new_account_is_offered_to_spread_a_large_sending_and_one_limit_does_it() {
    let sending = Sending::new(0, RELEASE, |_| (), YES).await;
    for n in 0..600 {
        contacts::api::add(&sending.ws, journalist(&format!("Person {n}"), &format!("person{n}@paper.example.net"))).await.unwrap();
    }
    let review = api::review(&sending.ws, sending.request()).await.unwrap();
    let spread = review.spread.expect("A13");
    assert_eq!((spread.per_day, spread.days), (200, 3));
    let fields = crate::accounts::api::AccountInput { per_day: Some(spread.per_day), ..sending.account.fields.clone() };
    crate::accounts::api::edit(&sending.ws, sending.account.id, fields).await.unwrap();
    let slow = api::review(&sending.ws, sending.request()).await.unwrap();
    assert_eq!(slow.spread, None);
    assert!(
        slow.forecast_at.get() - review.forecast_at.get() > 24 * 3_600_000,
        "the forecast knows: {} {}",
        slow.forecast_at.get(),
        review.forecast_at.get()
    );
}

#[tokio::test]
async fn the_network_is_asked_only_when_the_user_asks_and_unknown_is_not_missing() {
    use std::sync::Arc;
    let names = crate::net::dns::testing::NameServer::start();
    let text = RELEASE.replace(
        "it is back.",
        "it is back: [here](http://127.0.0.1:1/x), [there](http://nowhere.invalid/), [you](https://{{ city | \"a\" }}.org).",
    );
    let sending = Sending::new(4, &text, |_| (), YES).await;
    crate::accounts::api::use_resolver(&sending.ws, &names.at().to_string()).unwrap();
    names.exchange("paper0.example.net", 10, "mx.example.net").exchange("paper1.example.net", 0, "");
    names.address("paper3.example.net", "192.0.2.1").fails_at("paper2.example.net");
    let report = api::check_online(&sending.ws, sending.request()).await.unwrap();
    let keys: Vec<_> = report.findings.iter().map(|found| (found.what.key.to_string(), found.person.is_some())).collect();
    assert_eq!((report.domains, report.links, report.unknown), (4, 2, 1), "{report:?}");
    assert_eq!(keys[0], ("distribution.finding.null_mx".to_owned(), true), "RFC 7505");
    assert_eq!(keys.len(), 3, "{report:?}");
    assert!(
        report.findings.iter().skip(1).all(|found| found.what.key == "distribution.finding.dead_link" && found.places[0].row.is_some())
    );
    assert!(report.findings.iter().all(|found| !found.blocks));
    names.forget("paper3.example.net");
    let gone = api::check_online(&sending.ws, sending.request()).await.unwrap();
    assert!(gone.findings.iter().any(|found| found.what.key == "distribution.finding.no_mx"));
    let web = crate::net::Web::of_this_machine(crate::net::Dialer::default());
    sending.ws.set_part(Arc::new(api::Looking(Some(web))));
    let reached = api::check_online(&sending.ws, sending.request()).await.unwrap();
    assert_eq!(reached.unknown, 2, "a site that takes no connection now may take one tomorrow: {reached:?}");
}
