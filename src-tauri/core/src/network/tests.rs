//! The list of connections through the door that shells use.

use std::sync::Arc;

use super::api;
use crate::accounts;
use crate::accounts::api::AccountInput;
use crate::accounts::{AccountKind, Keychain, ServerChoice};
use crate::messages::Language;
use crate::net::smtp::tests::peer::{hasty, serve};
use crate::net::{ConnectionEnd, Purpose, Tls};
use crate::workspace::testing::Desk;

async fn tested(desk: &Desk) -> accounts::api::AccountCard {
    let (server, _peer) = serve(async |mut peer| {
        peer.welcome(&[]).await;
        peer.on("MAIL", "250 ok").await;
        peer.on("RCPT", "250 ok").await;
        peer.on("QUIT", "221 bye").await;
    })
    .await;
    let input = AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        server: ServerChoice { host: server.host.clone(), port: server.port, tls: Tls::None, user: String::new() },
        ..AccountInput::practice("=Press".to_owned(), None)
    };
    let card = accounts::api::add(&desk.ws, input).await.unwrap();
    accounts::api::test(&desk.ws, card.id, |_| {}).await.unwrap();
    card
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.ws.set_part(Arc::new(Keychain::in_memory()));
    desk.ws.set_part(Arc::new(hasty()));
    desk
}

#[tokio::test]
async fn the_test_of_an_account_is_in_the_list_and_a_cleared_list_is_empty() {
    let desk = desk();
    assert!(api::log(&desk.ws, 100).await.unwrap().is_empty(), "opening a workspace connects to nothing");
    let account = tested(&desk).await;
    let found = api::log(&desk.ws, 100).await.unwrap();
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.purpose, one.outcome, one.here), (Purpose::AccountTest, ConnectionEnd::Ended, true));
    assert_eq!((one.account, one.account_name.as_deref()), (Some(account.id), Some("=Press")));
    for language in [Language::En, Language::De] {
        assert!(!one.purpose_says.text(language).contains("network."));
        assert!(!one.outcome_says.text(language).contains("network."));
    }
    let csv = String::from_utf8(api::csv(&desk.ws, 100).await.unwrap()).unwrap();
    let row: Vec<&str> = csv.lines().nth(1).unwrap().split(',').collect();
    assert_eq!((row.len(), row[5], row[7], row[12]), (13, "account-test", "'=Press", "ended"), "{csv}");
    api::clear(&desk.ws).await.unwrap();
    assert!(api::log(&desk.ws, 100).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_list_is_not_in_the_workspace() {
    let desk = desk();
    tested(&desk).await;
    let folder = desk.ws.host().device.folder.join("network");
    let list = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
    let uid = desk.ws.uid().await.unwrap();
    assert!(list.contains(&format!("{uid}.jsonl")), "{list:?}");
    let another = self::desk();
    assert!(api::log(&another.ws, 100).await.unwrap().is_empty(), "each workspace has its own");
}
