//! Keys to sign with: made, published, looked for, renewed, forgotten; the private ones are in the keychain alone.

use std::sync::Arc;

use super::api::{self, AccountCard, AccountInput, make_dkim, sign_with_dkim};
use super::*;
use crate::net::Tls;
use crate::net::dkim::Algorithm;
use crate::net::dns::testing::NameServer;
use crate::workspace::testing::Desk;

async fn desk() -> (Desk, AccountCard, NameServer) {
    let desk = Desk::new();
    desk.ws.set_part(Arc::new(Keychain::in_memory()));
    let server = NameServer::start();
    api::use_resolver(&desk.ws, &server.at().to_string()).unwrap();
    let input = AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@news.example.org>".to_owned(),
        server: ServerChoice { host: "127.0.0.1".to_owned(), port: 25, tls: Tls::None, user: String::new() },
        ..AccountInput::practice("Press".to_owned(), None)
    };
    let card = api::add(&desk.ws, input).await.unwrap();
    (desk, card, server)
}

fn asked(domain: &str, selector: &str, kind: DkimKind) -> DkimInput {
    DkimInput { domain: domain.to_owned(), selector: selector.to_owned(), kind }
}

#[tokio::test]
async fn keys_sign_only_once_their_records_are_found_or_the_user_says_so() {
    let (desk, card, server) = desk().await;
    let before = api::dkim(&desk.ws, card.id).await.unwrap();
    assert_eq!((before.keys.len(), before.proposed.clone()), (0, asked("news.example.org", "tidings1", DkimKind::Rsa)));
    assert_eq!(sign_with_dkim(&desk.ws, card.id, true, false).await.unwrap_err().code, "accounts.dkim_no_key");

    let made = make_dkim(&desk.ws, card.id, asked("Example.ORG.", "Press", DkimKind::Both)).await.unwrap();
    let names: Vec<_> = made.keys.iter().map(|key| (key.algorithm, key.record_name.as_str(), key.signs)).collect();
    assert_eq!(
        names,
        [(Algorithm::Rsa, "press._domainkey.example.org", false), (Algorithm::Ed25519, "press-ed._domainkey.example.org", false)]
    );
    assert!(signer(&desk.ws, &by_id(&desk.ws, card.id).await.unwrap()).await.unwrap().is_none(), "nothing is signed with them yet");
    let seen = async || -> Vec<Published> {
        api::look_for_dkim(&desk.ws, card.id).await.unwrap().into_iter().map(|seen| seen.published).collect()
    };
    assert_eq!(seen().await, [Published::Missing, Published::Missing]);
    assert_eq!(sign_with_dkim(&desk.ws, card.id, true, false).await.unwrap_err().code, "accounts.dkim_not_published");
    server.text("press._domainkey.example.org", &made.keys[0].record);
    server.text("press-ed._domainkey.example.org", &made.keys[0].record);
    assert_eq!(seen().await, [Published::Yes, Published::Other], "another's key is not ours");
    server.forget("press-ed._domainkey.example.org").text("press-ed._domainkey.example.org", &format!("{}; t=y", made.keys[1].record));
    assert_eq!(seen().await, [Published::Yes, Published::Testing]);
    server.forget("press-ed._domainkey.example.org").fails_at("press-ed._domainkey.example.org");
    assert_eq!(seen().await, [Published::Yes, Published::Unknown]);
    assert_eq!(sign_with_dkim(&desk.ws, card.id, true, false).await.unwrap_err().code, "accounts.dkim_not_seen");
    assert!(sign_with_dkim(&desk.ws, card.id, true, true).await.unwrap().keys.iter().all(|key| key.signs), "the user said so");
    assert!(signer(&desk.ws, &by_id(&desk.ws, card.id).await.unwrap()).await.unwrap().is_some());
    assert!(sign_with_dkim(&desk.ws, card.id, false, false).await.unwrap().keys.iter().all(|key| !key.signs));
}

#[tokio::test]
async fn a_key_is_renewed_while_the_old_one_goes_on_and_then_forgotten() {
    let (desk, card, server) = desk().await;
    let made = make_dkim(&desk.ws, card.id, asked("example.org", "one", DkimKind::Ed25519)).await.unwrap();
    server.text("one._domainkey.example.org", &made.keys[0].record);
    sign_with_dkim(&desk.ws, card.id, true, false).await.unwrap();
    let renewed = make_dkim(&desk.ws, card.id, asked("example.org", "two", DkimKind::Ed25519)).await.unwrap();
    assert_eq!(renewed.keys.iter().map(|key| key.signs).collect::<Vec<_>>(), [true, false]);
    assert_eq!(api::remove_dkim(&desk.ws, card.id, "one".to_owned()).await.unwrap_err().code, "accounts.dkim_signs");
    sign_with_dkim(&desk.ws, card.id, true, true).await.unwrap();
    let left = api::remove_dkim(&desk.ws, card.id, "one".to_owned()).await.unwrap();
    assert_eq!(left.keys.iter().map(|key| (key.selector.as_str(), key.signs)).collect::<Vec<_>>(), [("two", true)]);
    assert_eq!(api::remove_dkim(&desk.ws, card.id, "one".to_owned()).await.unwrap_err().code, "accounts.dkim_no_such_key");
    // A machine without the private key sends nothing unsigned that should be signed.
    desk.ws.set_part(Arc::new(Keychain::in_memory()));
    let account = by_id(&desk.ws, card.id).await.unwrap();
    assert_eq!(signer(&desk.ws, &account).await.unwrap_err().code, "accounts.dkim_no_secret");
    api::remove(&desk.ws, card.id).await.unwrap();
    assert!(signer(&desk.ws, &account).await.unwrap().is_none(), "its keys went with it");
}

#[tokio::test]
async fn what_cannot_be_published_or_would_not_count_is_refused() {
    let (desk, card, _server) = desk().await;
    for (domain, selector, code) in [
        ("example.net", "press", "accounts.dkim_unaligned"),
        ("more.news.example.org", "press", "accounts.dkim_unaligned"),
        ("org", "press", "accounts.dkim_bad_domain"),
        ("example.org; p=x", "press", "accounts.dkim_bad_domain"),
        ("example.org", "", "accounts.dkim_bad_selector"),
        ("example.org", "a;b", "accounts.dkim_bad_selector"),
        ("example.org", "-a", "accounts.dkim_bad_selector"),
        ("example.org", "a\r\nb", "accounts.dkim_bad_selector"),
    ] {
        let refused = make_dkim(&desk.ws, card.id, asked(domain, selector, DkimKind::Ed25519)).await.unwrap_err();
        assert_eq!(refused.code, code, "{domain} {selector}");
    }
    make_dkim(&desk.ws, card.id, asked("example.org", "press", DkimKind::Ed25519)).await.unwrap();
    let twice = make_dkim(&desk.ws, card.id, asked("example.org", "press", DkimKind::Ed25519)).await.unwrap_err();
    assert_eq!(twice.code, "accounts.dkim_selector_taken");
    desk.ws.set_part(Arc::new(Keychain::missing()));
    let nowhere = make_dkim(&desk.ws, card.id, asked("example.org", "next", DkimKind::Ed25519)).await.unwrap_err();
    assert_eq!(nowhere.code, "accounts.dkim_no_keychain");
    assert_eq!(api::dkim(&desk.ws, card.id).await.unwrap().keys.len(), 1, "S1: kept in the keychain or nowhere");
    let practice = api::list(&desk.ws).await.unwrap().into_iter().find(|card| card.fields.kind == AccountKind::Practice).unwrap();
    let refused = make_dkim(&desk.ws, practice.id, asked("tidings.example", "press", DkimKind::Ed25519)).await.unwrap_err();
    assert_eq!(refused.code, "accounts.dkim_practice");
    assert_eq!(api::use_resolver(&desk.ws, "dns.example.org").unwrap_err().code, "accounts.bad_resolver");
}
