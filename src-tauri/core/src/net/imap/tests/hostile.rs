//! Servers that stall, flood, babble and leave: each ends in time, in little memory, with a word for it.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;

use super::{login, open, reading};
use crate::ids::Millis;
use crate::net::imap::Mailbox;
use crate::net::smtp::tests::peer::{Peer, hasty, serve};
use crate::net::{Server, Stage, Tls, What};

async fn ask(mailbox: &mut Mailbox) -> What {
    mailbox.copies_of("a1@example.org", Millis::from(1_795_608_000_000)).await.unwrap_err().what
}

#[tokio::test]
async fn a_server_that_says_nothing_or_drips_is_left_in_time() {
    let (server, peer) = serve(async |mut peer: Peer| peer.rest().await).await;
    let failure = open(&server).await.unwrap_err();
    assert_eq!((failure.stage, failure.what), (Stage::Greeting, What::Timeout));
    peer.await.unwrap();

    let (mut mailbox, peer) = reading(async |mut peer| {
        peer.line().await;
        // Something always comes, and never the end.
        while peer.0.get_mut().write_all(b"* 1 EXISTS\r\n").await.is_ok() {
            drop(tokio::time::timeout(Duration::from_millis(20), std::future::pending::<()>()).await);
        }
    })
    .await;
    assert_eq!(ask(&mut mailbox).await, What::Timeout);
    assert_eq!(ask(&mut mailbox).await, What::Over, "half an answer is never heard as the next one's");
    drop(mailbox);
    peer.await.unwrap();
}

#[tokio::test]
async fn floods_are_left_before_they_fill_the_memory() {
    for flood in ["* 1 EXISTS\r\n", "x", "* OK (((((\r\n", "* SEARCH 1 2 3 4\r\n", "* LIST () \"/\" a\r\n"] {
        let (mut mailbox, peer) = reading(async move |mut peer| {
            peer.line().await;
            let block = flood.repeat(4096 / flood.len());
            while peer.0.get_mut().write_all(block.as_bytes()).await.is_ok() {}
        })
        .await;
        let what = ask(&mut mailbox).await;
        assert!(matches!(what, What::NotAMailServer | What::Timeout), "{flood:?}: {what:?}");
        drop(mailbox);
        peer.await.unwrap();
    }
}

#[tokio::test]
async fn an_announced_flood_and_deep_brackets_are_refused_unread() {
    let deep = format!("* 1 FETCH (BODYSTRUCTURE {}", "(".repeat(200_000));
    for said in ["* 1 FETCH (BODY[] {500000000}\r\nx", deep.as_str(), "\u{0}\u{1}\u{2}garbage\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"] {
        let said = said.to_owned();
        let (mut mailbox, peer) = reading(async move |mut peer| {
            peer.line().await;
            drop(peer.0.get_mut().write_all(said.as_bytes()).await);
            peer.rest().await;
        })
        .await;
        assert_eq!(ask(&mut mailbox).await, What::NotAMailServer);
        drop(mailbox);
        peer.await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_leaves_and_one_that_speaks_another_language_are_told_apart() {
    let (mut mailbox, _peer) = reading(async |mut peer| drop(peer.line().await)).await;
    assert_eq!(ask(&mut mailbox).await, What::Lost);
    for greeting in ["220 mx.example.org ESMTP", "HTTP/1.1 200 OK", "\u{16}\u{3}\u{1}"] {
        let (server, _peer) = serve(async move |mut peer: Peer| {
            peer.say(greeting).await;
            peer.rest().await;
        })
        .await;
        let what = open(&server).await.unwrap_err().what;
        assert!(matches!(what, What::NotAMailServer | What::Timeout), "{greeting:?}: {what:?}");
    }
    let (server, _peer) = serve(async |mut peer: Peer| peer.say("* BYE too many of you").await).await;
    assert_eq!(open(&server).await.unwrap_err().what, What::Said("too many of you".to_owned()));
}

#[tokio::test]
async fn without_encryption_nothing_beyond_this_machine_is_reached() {
    let server = Server::new("192.0.2.1", 143, Tls::None);
    let failure = Mailbox::open(&hasty(), &server, Some(&login())).await.unwrap_err();
    assert_eq!(failure.what, What::NotLoopback);
}
