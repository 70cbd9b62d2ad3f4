//! "Test" says in plain words which step failed: every one of them against a peer that fails there.

use std::sync::Arc;

use rcgen::date_time_ymd;
use secrecy::SecretString;
use tokio::task::JoinHandle;

use super::api::{self, AccountCard, AccountInput};
use super::{AccountKind, Keychain, ServerChoice};
use crate::error::{Kind, Problem};
use crate::messages::Language;
use crate::net::smtp::tests::peer::{Peer, hasty, serve};
use crate::net::smtp::tests::tls::{Authority, Shown, secure, up_to_starttls};
use crate::net::{Dialer, Server, Tls};
use crate::workspace::testing::Desk;

/// What a peer hears and answers.
type Turns = &'static [(&'static str, &'static str)];

const PASSWORD: &str = "canary-7f3a";

/// A workspace whose one account is at `server`, its password at hand.
async fn desk_at(server: &Server, tls: Tls, dialer: Dialer) -> (Desk, AccountCard) {
    let desk = Desk::new();
    desk.ws.set_part(Arc::new(Keychain::in_memory()));
    desk.ws.set_part(Arc::new(dialer));
    let input = AccountInput {
        kind: AccountKind::Smtp,
        from: "Ines Calder <press@harbourtrust.example.org>".to_owned(),
        server: ServerChoice { host: server.host.clone(), port: server.port, tls, user: "ines".to_owned() },
        ..AccountInput::practice("Press".to_owned(), None)
    };
    let card = api::add(&desk.ws, input).await.unwrap();
    api::keep_password(&desk.ws, card.id, SecretString::from(PASSWORD)).await.unwrap();
    (desk, card)
}

/// What a test says of the server whose script this is.
async fn problem_at((server, peer): (Server, JoinHandle<()>), tls: Tls, dialer: Dialer) -> Problem {
    let (desk, card) = desk_at(&server, tls, dialer).await;
    let problem = api::test(&desk.ws, card.id, |_| {}).await.unwrap_err();
    peer.abort();
    for language in [Language::En, Language::De] {
        let words =
            format!("{} {}", problem.what.text(language), problem.todo.as_ref().map(|todo| todo.text(language)).unwrap_or_default());
        assert!(!words.contains('{'), "every parameter is given: {words}");
        assert!(!words.contains(PASSWORD) && !format!("{problem:?}").contains(PASSWORD), "S1: {words}");
    }
    assert!(problem.todo.is_some() || problem.what.params.contains_key("reply"), "what to do is said: {problem:?}");
    problem
}

/// A peer that shows `certificate`, announces `features` and answers `turns`; then it waits until it is hung up on.
async fn peer(tls: Tls, certificate: Shown, features: &'static [&'static str], turns: Turns) -> (Server, JoinHandle<()>) {
    serve(async move |mut peer| {
        if tls == Tls::StartTls {
            up_to_starttls(&mut peer, &["STARTTLS"], b"220 go ahead\r\n").await;
        }
        let peer = if tls == Tls::None { Some(peer) } else { secure(peer, &certificate).await };
        let Some(mut peer) = peer else { return };
        if tls != Tls::StartTls {
            peer.say("220 mx.example.org ready").await;
        }
        peer.ehlo(features).await;
        for (start, answer) in turns {
            peer.on(start, answer).await;
        }
        peer.rest().await;
    })
    .await
}

#[tokio::test]
async fn name_and_port_are_told_apart() {
    let unknown = Server::new("mail.harbourtrust.invalid", 465, Tls::Implicit);
    let code = async |server: Server| {
        let (desk, card) = desk_at(&server, server.tls, hasty()).await;
        api::test(&desk.ws, card.id, |_| {}).await.unwrap_err().code
    };
    assert_eq!(code(unknown).await, "accounts.name_unknown");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(code(Server::new("127.0.0.1", free, Tls::Implicit)).await, "accounts.port_closed");
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said() {
    let authority = Authority::new();
    let wrong = [
        (authority.certificate("mail.elsewhere.example", |_| ()), "accounts.certificate_name"),
        (authority.certificate("127.0.0.1", |c| c.not_after = date_time_ymd(2021, 1, 1)), "accounts.certificate_expired"),
        (authority.certificate("127.0.0.1", |c| c.not_before = date_time_ymd(2090, 1, 1)), "accounts.certificate_early"),
        (Shown::self_signed("127.0.0.1"), "accounts.certificate_unknown"),
    ];
    for (certificate, code) in wrong {
        for tls in [Tls::Implicit, Tls::StartTls] {
            let problem = problem_at(peer(tls, certificate.clone(), &[], &[]).await, tls, authority.dialer()).await;
            assert_eq!((problem.code.as_str(), problem.kind), (code, Kind::Failure));
        }
    }
}

#[tokio::test]
async fn a_certificate_that_the_user_trusts_serves_one_server_and_a_changed_one_is_refused() {
    let ours = Shown::self_signed("mail.elsewhere.example");
    let turns: &[(&str, &str)] = &[("AUTH PLAIN", "235 in"), ("MAIL FROM:<press@", "250 yes"), ("RCPT TO:<press@", "250 yes")];
    let (server, first) = peer(Tls::Implicit, ours.clone(), &["AUTH PLAIN", "SIZE 26214400"], turns).await;
    let (desk, card) = desk_at(&server, Tls::Implicit, hasty()).await;
    assert_eq!(api::test(&desk.ws, card.id, |_| {}).await.unwrap_err().code, "accounts.certificate_unknown");
    first.await.unwrap();
    assert_eq!(api::trust_certificate(&desk.ws, card.id, "12:34".to_owned()).await.unwrap_err().code, "accounts.bad_fingerprint");
    let shown: String = ours.sha256().iter().map(|byte| format!("{byte:02X}:")).collect();
    let trusted = api::trust_certificate(&desk.ws, card.id, shown.trim_end_matches(':').to_owned()).await.unwrap();
    assert_eq!(trusted.trusted_certificate.map(|hex| hex.len()), Some(64));
    // The same certificate at the same host and port: taken.
    let at = async |server: &Server| {
        let input = AccountInput {
            server: ServerChoice { host: server.host.clone(), port: server.port, tls: server.tls, user: "ines".to_owned() },
            ..card.fields.clone()
        };
        api::edit(&desk.ws, card.id, input).await.unwrap()
    };
    let (same, second) = peer(Tls::Implicit, ours.clone(), &["AUTH PLAIN", "SIZE 26214400"], turns).await;
    let same = Server { tls: Tls::Implicit, ..same };
    // Another port is another server: the exception does not go with it.
    assert_eq!(at(&same).await.trusted_certificate, None);
    assert_eq!(api::test(&desk.ws, card.id, |_| {}).await.unwrap_err().code, "accounts.certificate_unknown");
    second.await.unwrap();
    let (same, third) = peer(Tls::Implicit, ours.clone(), &["AUTH PLAIN", "SIZE 26214400"], turns).await;
    at(&Server { tls: Tls::Implicit, ..same }).await;
    api::trust_certificate(&desk.ws, card.id, ours.sha256().iter().map(|byte| format!("{byte:02x}")).collect()).await.unwrap();
    let tested = api::test(&desk.ws, card.id, |_| {}).await.unwrap();
    assert_eq!((tested.tls.as_str(), tested.size_limit), ("TLS 1.3", Some(26_214_400)));
    third.await.unwrap();
    // Another certificate of the same name at that place.
    let stranger = peer(Tls::Implicit, Shown::self_signed("mail.elsewhere.example"), &[], &[]).await;
    at(&Server { tls: Tls::Implicit, ..stranger.0.clone() }).await;
    api::trust_certificate(&desk.ws, card.id, ours.sha256().iter().map(|byte| format!("{byte:02x}")).collect()).await.unwrap();
    let problem = api::test(&desk.ws, card.id, |_| {}).await.unwrap_err();
    assert_eq!(problem.code, "accounts.certificate_changed");
    assert!(problem.todo.unwrap().text(Language::En).len() > 64, "the new fingerprint is shown");
}

#[tokio::test]
async fn each_refusal_names_its_step() {
    let authority = Authority::new();
    let right = authority.certificate("127.0.0.1", |_| ());
    let steps: [(&[&str], Turns, &str); 7] = [
        (&["PIPELINING"], &[], "accounts.no_login"),
        (&["AUTH PLAIN"], &[("AUTH", "535 5.7.8 no")], "accounts.password_refused"),
        (&["AUTH PLAIN"], &[("AUTH", "535 5.7.139 SmtpClientAuthentication is disabled")], "accounts.password_ended"),
        (&["AUTH PLAIN"], &[("AUTH", "534 5.7.9 application-specific password required")], "accounts.app_password"),
        (&["AUTH PLAIN"], &[("AUTH", "454 4.7.0 later")], "accounts.login_later"),
        (&["AUTH PLAIN"], &[("AUTH", "235 in"), ("MAIL FROM:", "553 5.7.1 not owned by user ines")], "accounts.sender_refused"),
        (
            &["AUTH PLAIN"],
            &[("AUTH", "235 in"), ("MAIL FROM:", "250 yes"), ("RCPT TO:", "554 5.7.1 relay denied")],
            "accounts.recipient_refused",
        ),
    ];
    for (features, turns, code) in steps {
        let problem = problem_at(peer(Tls::StartTls, right.clone(), features, turns).await, Tls::StartTls, authority.dialer()).await;
        assert_eq!(problem.code, code);
        let last = turns.last().map(|(_, answer)| answer.split_once(' ').unwrap().1).filter(|_| problem.what.params.contains_key("reply"));
        let words = problem.what.text(Language::En);
        assert!(
            last.is_none_or(|said| words.contains(said) || code.ends_with("_ended") || code.ends_with("app_password")),
            "the server's own words: {words}"
        );
    }
}

#[tokio::test]
async fn what_answers_without_tls_is_told_apart() {
    let plain = || {
        serve(async |mut peer: Peer| {
            peer.welcome(&["AUTH PLAIN"]).await;
            peer.rest().await;
        })
    };
    assert_eq!(problem_at(plain().await, Tls::StartTls, hasty()).await.code, "accounts.no_starttls");
    assert_eq!(problem_at(plain().await, Tls::Implicit, hasty()).await.code, "accounts.no_tls_there");
    let web = serve(async |mut peer: Peer| peer.say("HTTP/1.1 400 Bad Request").await).await;
    assert_eq!(problem_at(web, Tls::StartTls, hasty()).await.code, "accounts.not_a_mail_server");
    let old = serve(async |mut peer: Peer| {
        peer.packet_of_bytes().await;
        peer.raw(&[0x15, 3, 2, 0, 2, 2, 70]).await;
    });
    assert_eq!(problem_at(old.await, Tls::Implicit, hasty()).await.code, "accounts.tls_too_old");
    let silent = serve(async |mut peer: Peer| {
        peer.rest().await;
    })
    .await;
    assert_eq!(problem_at(silent, Tls::StartTls, hasty()).await.code, "accounts.no_answer");
    let gone = serve(async |peer: Peer| drop(peer)).await;
    assert_eq!(problem_at(gone, Tls::StartTls, hasty()).await.code, "accounts.connection_lost");
}
