//! Own addresses and proven senders (D34, A8): a code that was mailed is the only way to either.

use std::sync::Arc;

use secrecy::SecretString;

use super::api::{self, AccountCard, AccountInput};
use super::{AccountKind, Keychain, ServerChoice, by_id, require_own_address, require_proven_sender};
use crate::error::Problem;
use crate::messages::Language;
use crate::net::EmailAddress;
use crate::net::Tls;
use crate::net::smtp::tests::peer::serve;
use crate::workspace::testing::Desk;

const MINUTE_MS: i64 = 60_000;

/// An account that logs in as `user` and sends as the press desk; nobody listens at its server yet.
async fn desk(user: &str) -> (Desk, AccountCard) {
    let desk = Desk::new();
    desk.ws.set_part(Arc::new(Keychain::in_memory()));
    let input = AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        server: ServerChoice { host: "127.0.0.1".to_owned(), port: 25, tls: Tls::None, user: user.to_owned() },
        ..AccountInput::practice("Press".to_owned(), None)
    };
    let card = api::add(&desk.ws, input).await.unwrap();
    api::keep_password(&desk.ws, card.id, SecretString::from("seagull-17")).await.unwrap();
    (desk, card)
}

/// Has a code mailed to `address` and reads it as its owner would.
async fn mailed_code(desk: &Desk, card: &AccountCard, address: &str) -> String {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["AUTH PLAIN"]).await;
        peer.on("AUTH PLAIN", "235 in").await;
        assert!(peer.on("MAIL FROM:", "250 ok").await.contains("<press@harbourtrust.example.org>"));
        peer.on("RCPT TO:", "250 ok").await;
        peer.on("DATA", "354 go on").await;
        let body = peer.body().await;
        peer.say("250 2.0.0 queued").await;
        body
    })
    .await;
    let fields = AccountInput { server: ServerChoice { port: server.port, ..card.fields.server.clone() }, ..card.fields.clone() };
    api::edit(&desk.ws, card.id, fields).await.unwrap();
    api::send_code(&desk.ws, card.id, address.to_owned(), Language::En).await.unwrap();
    let mail = peer.await.unwrap();
    let code = mail.split_once("The code is ").unwrap().1.get(..6).unwrap().to_owned();
    assert!(code.bytes().all(|byte| byte.is_ascii_digit()), "{mail}");
    code
}

async fn own(desk: &Desk, card: &AccountCard, address: &str) -> Result<(), Problem> {
    let (account, address, secret) = (by_id(&desk.ws, card.id).await?, EmailAddress::parse(address).unwrap(), *desk.ws.secret());
    desk.ws.read(move |tx| require_own_address(tx, &account, &address, &secret)).await
}

async fn proven(desk: &Desk, card: &AccountCard) -> Result<(), Problem> {
    let (account, secret) = (by_id(&desk.ws, card.id).await?, *desk.ws.secret());
    desk.ws.read(move |tx| require_proven_sender(tx, &account, &secret)).await
}

#[tokio::test]
async fn an_address_is_the_users_own_once_its_code_was_entered_and_not_before() {
    let (desk, card) = desk("press").await;
    let address = "ines@harbourtrust.example.org";
    assert_eq!(own(&desk, &card, address).await.unwrap_err().code, "accounts.not_own_address");
    assert_eq!(api::confirm_code(&desk.ws, address.to_owned(), "123456".to_owned()).await.unwrap_err().code, "accounts.code_never_sent");
    let code = mailed_code(&desk, &card, address).await;
    assert_eq!(own(&desk, &card, address).await.unwrap_err().code, "accounts.not_own_address");
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    assert_eq!(api::confirm_code(&desk.ws, address.to_owned(), wrong).await.unwrap_err().code, "accounts.code_wrong");
    // As people type it, and in another spelling of the same mailbox.
    let typed = format!(" {} {} ", &code[..3], &code[3..]);
    api::confirm_code(&desk.ws, "Ines@HARBOURTRUST.example.org".to_owned(), typed).await.unwrap();
    own(&desk, &card, address).await.unwrap();
    assert!(own(&desk, &card, "other@harbourtrust.example.org").await.is_err());
    api::forget_address(&desk.ws, address.to_owned()).await.unwrap();
    assert!(own(&desk, &card, address).await.is_err());
}

#[tokio::test]
async fn a_code_is_too_late_after_half_an_hour_and_dead_after_five_wrong_ones() {
    let (desk, card) = desk("press").await;
    let address = "ines@harbourtrust.example.org";
    let confirm = async |code: &str| api::confirm_code(&desk.ws, address.to_owned(), code.to_owned()).await.map_err(|problem| problem.code);
    let code = mailed_code(&desk, &card, address).await;
    desk.clock.advance_ms(30 * MINUTE_MS + 1);
    assert_eq!(confirm(&code).await, Err("accounts.code_too_late".to_owned()));
    let code = mailed_code(&desk, &card, address).await;
    let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
    for _ in 0..5 {
        assert_eq!(confirm(&wrong).await, Err("accounts.code_wrong".to_owned()));
    }
    assert_eq!(confirm(&code).await, Err("accounts.code_too_often".to_owned()), "though it is the right one");
    // The tries are counted in the file: another start of the program gives no new ones.
    let again = desk.reopened();
    let refused = api::confirm_code(&again, address.to_owned(), code.clone()).await.unwrap_err();
    assert_eq!(refused.code, "accounts.code_too_often");
    let code = mailed_code(&desk, &card, address).await;
    desk.clock.advance_ms(30 * MINUTE_MS);
    assert_eq!(confirm(&code).await, Ok(()));
}

#[tokio::test]
async fn an_account_sends_as_another_address_than_its_logins_only_once_a_code_came_from_there() {
    for user in ["press@harbourtrust.example.org", "Press@HarbourTrust.example.org", "press", ""] {
        let (desk, card) = desk(user).await;
        assert!(card.sender_proven && proven(&desk, &card).await.is_ok(), "{user:?} has no other address");
    }
    let (desk, card) = desk("ines@harbourtrust.example.org").await;
    assert!(!card.sender_proven);
    assert_eq!(proven(&desk, &card).await.unwrap_err().code, "accounts.sender_unproven");
    // A code to some other address of the user's says nothing about the sender.
    let code = mailed_code(&desk, &card, "ines@harbourtrust.example.org").await;
    api::confirm_code(&desk.ws, "ines@harbourtrust.example.org".to_owned(), code).await.unwrap();
    assert!(proven(&desk, &card).await.is_err());
    let code = mailed_code(&desk, &card, "press@harbourtrust.example.org").await;
    api::confirm_code(&desk.ws, "press@harbourtrust.example.org".to_owned(), code).await.unwrap();
    proven(&desk, &card).await.unwrap();
    let card = api::named(&desk.ws, None).await.unwrap();
    assert!(card.sender_proven);
    // It was proven for this address and this login.
    let other = AccountInput { from: "news@harbourtrust.example.org".to_owned(), ..card.fields.clone() };
    assert!(!api::edit(&desk.ws, card.id, other).await.unwrap().sender_proven);
    assert!(api::edit(&desk.ws, card.id, card.fields.clone()).await.unwrap().sender_proven);
    let login = ServerChoice { user: "tom@harbourtrust.example.org".to_owned(), ..card.fields.server.clone() };
    api::edit(&desk.ws, card.id, AccountInput { server: login, ..card.fields.clone() }).await.unwrap();
    assert!(!api::edit(&desk.ws, card.id, card.fields).await.unwrap().sender_proven, "the proof went with the login");
}

#[tokio::test]
async fn practice_needs_no_proof_and_no_code() {
    let desk = Desk::new();
    let card = api::named(&desk.ws, Some("Practice".to_owned())).await.unwrap();
    assert!(card.sender_proven);
    proven(&desk, &card).await.unwrap();
    own(&desk, &card, &card.from_address).await.unwrap();
    let refused = api::send_code(&desk.ws, card.id, "ines@harbourtrust.example.org".to_owned(), Language::En).await.unwrap_err();
    assert_eq!(refused.code, "accounts.code_from_practice", "a code that stays here shows nothing about an address out there");
}
