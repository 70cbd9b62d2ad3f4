//! The mailbox of an account: proposed, entered, tested with a word for each step that fails, probed.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::task::JoinHandle;

use super::api::{self, AccountCard, AccountInput, ReadingInput};
use super::{AccountKind, Keychain, ServerChoice};
use crate::error::Problem;
use crate::messages::Language;
use crate::net::smtp::tests::peer::{Peer, hasty, serve};
use crate::net::smtp::tests::tls::{Shown, secure};
use crate::net::{Dialer, Server, Tcp, Timeouts, Tls};
use crate::workspace::testing::Desk;

const PASSWORD: &str = "canary-7f3a";

async fn desk() -> (Desk, AccountCard) {
    let desk = Desk::new();
    desk.ws.set_part(Arc::new(Keychain::in_memory()));
    desk.ws.set_part(Arc::new(hasty()));
    let input = AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        server: ServerChoice { host: "smtp.harbourtrust.example.org".to_owned(), port: 465, tls: Tls::Implicit, user: "ines".to_owned() },
        ..AccountInput::practice("Press".to_owned(), None)
    };
    let card = api::add(&desk.ws, input).await.unwrap();
    (desk, card)
}

fn at(server: &Server, tls: Tls, sent_folder: &str) -> ReadingInput {
    let server = ServerChoice { host: server.host.clone(), port: server.port, tls, user: "ines".to_owned() };
    ReadingInput { server, sent_folder: sent_folder.to_owned() }
}

/// What a test says of a server that is silent at first, where each step is waited for so long.
async fn problem_within(server: &Server, tls: Tls, limit: Duration) -> Problem {
    let timeouts = Timeouts { silence: Duration::from_millis(300), mailbox: limit, ..hasty().timeouts };
    tested(server, tls, "", Dialer::new(Arc::new(Tcp), timeouts)).await
}

/// What a test says of the mailbox at `server`.
async fn problem_at(server: &Server, tls: Tls, sent_folder: &str) -> Problem {
    tested(server, tls, sent_folder, hasty()).await
}

async fn tested(server: &Server, tls: Tls, sent_folder: &str, dialer: Dialer) -> Problem {
    let (desk, card) = desk().await;
    desk.ws.set_part(Arc::new(dialer));
    api::set_reading(&desk.ws, card.id, Some(at(server, tls, sent_folder))).await.unwrap();
    api::keep_reading_password(&desk.ws, card.id, Some(SecretString::from(PASSWORD))).await.unwrap();
    let problem = api::test_reading(&desk.ws, card.id, |_| {}).await.unwrap_err();
    for language in [Language::En, Language::De] {
        let words =
            format!("{} {}", problem.what.text(language), problem.todo.as_ref().map(|todo| todo.text(language)).unwrap_or_default());
        assert!(!words.contains('{'), "every parameter is given: {words}");
        let mut parts = words.split(|c: char| !c.is_alphanumeric());
        assert!(!parts.any(|part| ["465", "587"].contains(&part)), "not the ports for sending: {words}");
        assert!(!words.contains(PASSWORD) && !format!("{problem:?}").contains(PASSWORD), "S1: {words}");
    }
    assert!(problem.todo.is_some() || problem.what.params.contains_key("reply"), "what to do is said: {problem:?}");
    problem
}

async fn peer(turns: &'static [(&'static str, &'static str, &'static str)]) -> (Server, JoinHandle<()>) {
    serve(async move |mut peer: Peer| {
        peer.imap_welcome().await;
        for (start, said, end) in turns {
            let said: Vec<&str> = if said.is_empty() { Vec::new() } else { said.split('\n').collect() };
            peer.command(start, &said, end).await;
        }
        peer.rest().await;
    })
    .await
}

#[tokio::test]
async fn what_is_known_of_the_provider_or_of_the_server_for_sending_is_proposed() {
    let (desk, card) = desk().await;
    let proposed = api::show_reading(&desk.ws, card.id).await.unwrap();
    assert!(proposed.fields.is_none());
    assert_eq!(
        proposed.proposed.server,
        ServerChoice { host: "imap.harbourtrust.example.org".into(), port: 993, tls: Tls::Implicit, user: "ines".into() }
    );
    let gmail = ServerChoice { host: "smtp.gmail.com".into(), ..card.fields.server.clone() };
    let card = api::edit(&desk.ws, card.id, AccountInput { server: gmail, ..card.fields }).await.unwrap();
    assert_eq!(api::show_reading(&desk.ws, card.id).await.unwrap().proposed.server.host, "imap.gmail.com");
    // That mail goes through a relay of this machine without encryption says nothing of the mailbox.
    let relay = ServerChoice { host: "localhost".into(), port: 25, tls: Tls::None, user: String::new() };
    let card = api::edit(&desk.ws, card.id, AccountInput { server: relay, ..card.fields }).await.unwrap();
    let proposed = api::show_reading(&desk.ws, card.id).await.unwrap().proposed.server;
    assert_eq!((proposed.host.as_str(), proposed.port, proposed.tls), ("localhost", 993, Tls::Implicit));
}

#[tokio::test]
async fn a_server_that_waits_for_a_handshake_is_told_apart_from_one_that_is_silent() {
    let shown = Shown::self_signed("127.0.0.1");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server::new("127.0.0.1", listener.local_addr().unwrap().port(), Tls::None);
    let handshakes = tokio::spawn(async move {
        let mut lines = tokio::task::JoinSet::new();
        while let Ok((line, _)) = listener.accept().await {
            let shown = shown.clone();
            lines.spawn(async move { drop(secure(Peer::over(line), &shown).await) });
        }
    });
    for tls in [Tls::None, Tls::StartTls] {
        let problem = problem_within(&server, tls, Duration::from_secs(60)).await;
        assert_eq!((problem.code.as_str(), problem.todo.unwrap().key.as_ref()), ("accounts.waits_for_tls", "accounts.waits_for_tls.todo"));
    }
    handshakes.abort();
    let (silent, _peer) = serve(async |mut peer: Peer| drop(peer.rest().await)).await;
    assert_eq!(problem_within(&silent, Tls::None, Duration::from_millis(900)).await.code, "accounts.no_answer");
}

#[tokio::test]
async fn it_is_entered_judged_undone_and_the_pin_belongs_to_its_host() {
    let (desk, card) = desk().await;
    let far = Server::new("mail.example.org", 993, Tls::Implicit);
    let code = async |input| api::set_reading(&desk.ws, card.id, Some(input)).await.unwrap_err().code;
    assert_eq!(code(at(&far, Tls::None, "")).await, "accounts.plain_only_here");
    assert_eq!(code(at(&Server { port: 0, ..far.clone() }, Tls::Implicit, "")).await, "accounts.bad_port");
    assert_eq!(code(at(&far, Tls::Implicit, "Sent\r\nt1 DELETE INBOX")).await, "accounts.control_character");
    assert_eq!(api::test_reading(&desk.ws, card.id, |_| {}).await.unwrap_err().code, "accounts.not_read");
    let practice = api::named(&desk.ws, Some("Practice".to_owned())).await.unwrap();
    let refused = api::set_reading(&desk.ws, practice.id, Some(at(&far, Tls::Implicit, ""))).await.unwrap_err();
    assert_eq!(refused.code, "accounts.practice_is_read_here");

    api::set_reading(&desk.ws, card.id, Some(at(&far, Tls::Implicit, "Sent"))).await.unwrap();
    let pinned = api::trust_reading_certificate(&desk.ws, card.id, "ab".repeat(32)).await.unwrap();
    assert_eq!(pinned.trusted_certificate, Some("ab".repeat(32)));
    let kept = api::set_reading(&desk.ws, card.id, Some(at(&far, Tls::StartTls, ""))).await.unwrap();
    assert!(kept.trusted_certificate.is_some());
    let other = Server::new("other.example.org", 993, Tls::Implicit);
    let moved = api::set_reading(&desk.ws, card.id, Some(at(&other, Tls::Implicit, ""))).await.unwrap();
    assert_eq!((moved.trusted_certificate, moved.fields.unwrap().server.host.as_str()), (None, "other.example.org"));
    assert!(api::set_reading(&desk.ws, card.id, None).await.unwrap().fields.is_none());
}

#[tokio::test]
async fn each_failing_step_has_its_words() {
    // It greets and waits: one that hung up over the other's hello could take its greeting back with it.
    let (server, _peer) = serve(async |mut peer: Peer| {
        peer.say("* OK ready").await;
        drop(peer.rest().await);
    })
    .await;
    let closed = Server::new("127.0.0.1", 1, Tls::None);
    assert_eq!(problem_at(&closed, Tls::None, "").await.code, "accounts.port_closed");
    assert_eq!(problem_at(&server, Tls::Implicit, "").await.code, "accounts.no_tls_there");
    let (server, _peer) = serve(async |mut peer: Peer| peer.say("220 mx.example.org ESMTP").await).await;
    assert_eq!(problem_at(&server, Tls::None, "").await.code, "accounts.not_a_mail_server");
    let (server, _peer) = serve(async |mut peer: Peer| {
        peer.say("* OK ready").await;
        peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK").await;
        peer.command("LOGIN ", &[], "NO Wrong password").await;
    })
    .await;
    assert_eq!(problem_at(&server, Tls::None, "").await.code, "accounts.password_refused");
    let (server, _peer) = serve(async |mut peer: Peer| {
        peer.say("* OK ready").await;
        peer.command("STARTTLS", &[], "BAD no").await;
    })
    .await;
    assert_eq!(problem_at(&server, Tls::StartTls, "").await.code, "accounts.no_starttls");
    let shown = Shown::self_signed("127.0.0.1");
    let (server, _peer) = serve(async move |peer: Peer| drop(secure(peer, &shown).await)).await;
    assert_eq!(problem_at(&server, Tls::Implicit, "").await.code, "accounts.certificate_unknown");
    let (server, _peer) = peer(&[("LIST", "* LIST () \"/\" INBOX\n* LIST () \"/\" Papers", "OK")]).await;
    let problem = problem_at(&server, Tls::None, "").await;
    assert_eq!(problem.code, "accounts.no_sent_folder");
    assert!(problem.what.text(Language::En).contains("INBOX, Papers"));
    let (server, _peer) = peer(&[("LIST", "* LIST () \"/\" Sent", "OK")]).await;
    assert_eq!(problem_at(&server, Tls::None, "Gone").await.code, "accounts.sent_folder_gone");
    let (server, _peer) = peer(&[("LIST", "* LIST () \"/\" Sent", "OK"), ("EXAMINE", "", "NO over quota")]).await;
    let problem = problem_at(&server, Tls::None, "").await;
    assert_eq!(problem.code, "accounts.folder_refused");
    assert!(problem.what.text(Language::En).contains("over quota"));
}

#[tokio::test]
async fn without_a_password_it_is_asked_and_the_one_for_sending_serves_only_if_the_user_says_so() {
    let (desk, card) = desk().await;
    let (server, _peer) =
        peer(&[("LIST", "* LIST (\\Sent) \"/\" Out", "OK"), ("EXAMINE \"INBOX\"", "", "OK"), ("EXAMINE \"Out\"", "", "OK")]).await;
    api::set_reading(&desk.ws, card.id, Some(at(&server, Tls::None, ""))).await.unwrap();
    api::keep_password(&desk.ws, card.id, SecretString::from(PASSWORD)).await.unwrap();
    assert_eq!(api::test_reading(&desk.ws, card.id, |_| {}).await.unwrap_err().code, "accounts.reading_password_needed");
    assert_eq!(api::reading_password_to_ask(&desk.ws, card.id).await.unwrap().as_deref(), Some("Press"));
    api::keep_reading_password(&desk.ws, card.id, None).await.unwrap();
    let tested = api::test_reading(&desk.ws, card.id, |_| {}).await.unwrap();
    assert_eq!((tested.sent_folder.as_str(), tested.folders.len()), ("Out", 1));
    desk.ws.set_part(Arc::new(Dialer::default()));
}
