//! The same rules of TLS as for sending (A1–A3, A17).

use super::{PASSWORD, login};
use crate::net::imap::Mailbox;
use crate::net::smtp::tests::peer::{Peer, hasty, serve};
use crate::net::smtp::tests::tls::{Authority, Shown, secure};
use crate::net::{Dialer, Failure, Server, Stage, Tls, TlsKind, What};

async fn open(dialer: &Dialer, server: &Server, tls: Tls) -> Result<Mailbox, Failure> {
    Mailbox::open(dialer, &Server { tls, ..server.clone() }, Some(&login())).await
}

async fn starttls(peer: &mut Peer, answer: &str) {
    peer.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready").await;
    peer.command("STARTTLS", &[], answer).await;
}

#[tokio::test]
async fn both_kinds_of_tls_open_a_mailbox() {
    let authority = Authority::new();
    for tls in [Tls::Implicit, Tls::StartTls] {
        let certificate = authority.certificate("127.0.0.1", |_| ());
        let (server, peer) = serve(async move |mut peer| {
            if tls == Tls::StartTls {
                starttls(&mut peer, "OK go\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nt1 OK done").await;
            }
            let mut peer = secure(peer, &certificate).await.unwrap();
            if tls == Tls::Implicit {
                peer.say("* OK ready").await;
            }
            peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK").await;
            peer.command("LOGIN ", &[], "OK").await;
        })
        .await;
        // What was injected before the handshake either counts for nothing or ends it; it is never heard as said after it.
        match open(&authority.dialer(), &server, tls).await {
            Ok(mailbox) => {
                assert_eq!(mailbox.tls_version(), "TLS 1.3");
                peer.await.unwrap();
            }
            Err(failure) => assert_eq!((tls, failure.stage), (Tls::StartTls, Stage::Tls)),
        }
    }
}

#[tokio::test]
async fn starttls_stripped_or_refused_is_an_error_and_no_password_goes() {
    for answer in ["NO not here", "BAD unknown command"] {
        let (server, peer) = serve(async move |mut peer| {
            starttls(&mut peer, answer).await;
            peer.rest().await
        })
        .await;
        let failure = open(&hasty(), &server, Tls::StartTls).await.unwrap_err();
        assert_eq!((failure.stage, failure.what), (Stage::StartTls, What::NotOffered("STARTTLS")));
        assert_eq!(peer.await.unwrap(), "", "nothing is said after that");
    }
    // Logged in before a word was said: then STARTTLS is not allowed any more, and a stripper would have what it wants.
    let (server, peer) = serve(async |mut peer: Peer| {
        peer.say("* PREAUTH welcome").await;
        peer.rest().await
    })
    .await;
    assert_eq!(open(&hasty(), &server, Tls::StartTls).await.unwrap_err().stage, Stage::Greeting);
    assert_eq!(peer.await.unwrap(), "");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_unless_it_is_pinned() {
    let shown = Shown::self_signed("127.0.0.1");
    for tls in [Tls::Implicit, Tls::StartTls] {
        for (pin, opens) in [(None, false), (Some(shown.sha256()), true), (Some([7; 32]), false)] {
            let certificate = shown.clone();
            let (mut server, peer) = serve(async move |mut peer| {
                if tls == Tls::StartTls {
                    starttls(&mut peer, "OK go").await;
                }
                let Some(mut peer) = secure(peer, &certificate).await else { return String::new() };
                if tls == Tls::Implicit {
                    peer.say("* OK ready").await;
                }
                peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1"], "OK").await;
                peer.command("LOGIN ", &[], "OK").await
            })
            .await;
            server.pin = pin;
            let opened = open(&hasty(), &server, tls).await;
            assert_eq!(opened.is_ok(), opens, "{opened:?}");
            if let Err(Failure { what: What::Tls(fault), .. }) = &opened {
                let kind = if pin.is_some() { TlsKind::Changed } else { TlsKind::UnknownIssuer };
                assert_eq!((fault.kind, fault.certificate), (kind, Some(shown.sha256())));
            }
            assert_eq!(peer.await.unwrap().contains("canary"), opens, "{PASSWORD}");
        }
    }
}
