//! The list of connections: what is in it, what never is, and that it ends.

use std::sync::Arc;

use super::log::{About, Connection, ConnectionEnd, Log, Purpose};
use super::smtp::Conversation;
use super::smtp::tests::peer::{envelope, hasty, serve};
use super::{Dialer, Login, Server, Tls};
use crate::clock::{Clock, ManualClock};
use crate::ids::{AccountId, DistributionId, Millis};
use crate::net::smtp::Gate;
use crate::net::smtp::tests::tls::{Authority, showing};

const SECRET: &str = "canary-7f3a";

struct Shelf {
    folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
}

impl Shelf {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clock: ManualClock::at(Millis::from(1_900_000_000_000)) }
    }

    fn log(&self) -> Log {
        self.bounded(1024 * 1024)
    }

    fn bounded(&self, most_bytes: u64) -> Log {
        Log::bounded(self.folder.path().join("network").join("one.jsonl"), Arc::clone(&self.clock) as Arc<dyn Clock>, most_bytes)
    }

    /// All that the folder holds, in one text.
    fn bytes(&self) -> String {
        let files = std::fs::read_dir(self.folder.path().join("network")).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }
}

fn only(log: &Log) -> Connection {
    let mut all = log.newest(10).unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn about() -> About {
    About::sending(DistributionId::from(3)).by(AccountId::from(1))
}

fn login() -> Login {
    Login::with_password("ines", secrecy::SecretString::from(SECRET))
}

#[tokio::test]
async fn a_connection_is_written_down_with_its_bytes_and_without_a_word_of_what_was_said() {
    let shelf = Shelf::new();
    let (server, peer) = serve(async |mut peer| {
        let mut heard = peer.welcome(&["AUTH PLAIN"]).await.len() + 2;
        heard += peer.on("AUTH PLAIN", "235 in").await.len() + 2;
        for (line, answer) in [("MAIL", "250 ok"), ("RCPT", "250 ok"), ("DATA", "354 go")] {
            heard += peer.on(line, answer).await.len() + 2;
        }
        heard += peer.body().await.len() + 3;
        peer.say("250 taken").await;
        heard + peer.on("QUIT", "221 bye").await.len() + 2
    })
    .await;
    let log = shelf.log();
    let dialer = Dialer::default().noting(&log, about());
    let mut conversation = Conversation::open(&dialer, &server, Some(&login())).await.unwrap();
    assert_eq!(only(&log).outcome, ConnectionEnd::Open);
    envelope(&mut conversation).await.unwrap();
    conversation.message(&[b"Subject: embargoed\r\n\r\nNobody knows yet.\r\n"], &Gate::opened()).await.unwrap();
    shelf.clock.advance_ms(4_000);
    conversation.quit().await;
    let heard = peer.await.unwrap() as u64;
    let one = only(&log);
    assert_eq!((one.host.as_str(), one.port, one.address.as_deref()), ("127.0.0.1", server.port, Some("127.0.0.1")));
    assert_eq!((one.about, one.outcome, one.tls.as_deref()), (about(), ConnectionEnd::Ended, Some("none")));
    assert_eq!(one.sent, heard, "every byte that the server heard is counted");
    assert!(one.received > 60);
    assert_eq!(one.ended_at.unwrap().get() - one.at.get(), 4_000);
    for word in [SECRET, "embargoed", "ana@example.com", "desk@example.org", "ines"] {
        assert!(!shelf.bytes().contains(word), "S13: {}", shelf.bytes());
    }
}

#[tokio::test]
async fn a_failure_is_written_down_as_what_it_was() {
    let shelf = Shelf::new();
    let log = shelf.log();
    let dialer = hasty().noting(&log, about());
    let outcome = async |server: &Server| {
        drop(Conversation::open(&dialer, server, Some(&login())).await.unwrap_err());
        log.newest(1).unwrap().remove(0).outcome
    };
    assert_eq!(outcome(&Server::new("mail.harbourtrust.invalid", 465, Tls::Implicit)).await, ConnectionEnd::NameUnknown);
    assert_eq!(outcome(&Server::new("127.0.0.1", 1, Tls::None)).await, ConnectionEnd::Unreachable);
    assert_eq!(outcome(&Server::new("192.0.2.1", 25, Tls::None)).await, ConnectionEnd::NotAllowed);
    let (server, _peer) = serve(async |mut peer| {
        peer.welcome(&["AUTH PLAIN"]).await;
        peer.on("AUTH", "535 5.7.8 no").await;
        peer.rest().await
    })
    .await;
    assert_eq!(outcome(&server).await, ConnectionEnd::LoginRefused);
    let (server, _peer) = serve(async |mut peer| peer.rest().await).await;
    assert_eq!(outcome(&server).await, ConnectionEnd::NoAnswer);
    let (server, _peer) = serve(async |mut peer| peer.welcome(&[]).await).await;
    assert_eq!(outcome(&server).await, ConnectionEnd::LoginRefused);
    assert_eq!(log.newest(100).unwrap().len(), 6);
}

#[tokio::test]
async fn the_tls_version_is_told_and_an_untrusted_certificate_too() {
    let shelf = Shelf::new();
    let log = shelf.log();
    let authority = Authority::new();
    let server = async |log: &Log, dialer: Dialer| {
        let (server, peer) = showing(authority.certificate("127.0.0.1", |_| ()), Tls::Implicit).await;
        let opened = Conversation::open(&dialer.noting(log, about()), &Server { tls: Tls::Implicit, ..server }, Some(&login())).await;
        drop((opened, peer));
    };
    server(&log, hasty()).await;
    assert_eq!(only(&log).outcome, ConnectionEnd::NotSecure);
    server(&log, authority.dialer()).await;
    assert_eq!(log.newest(1).unwrap().remove(0).tls.as_deref(), Some("TLS 1.3"));
}

#[test]
fn the_oldest_go_when_it_has_grown_long() {
    let shelf = Shelf::new();
    let log = shelf.bounded(4_000);
    for n in 0..200_u16 {
        drop(log.begin("mail.example.org", n, About::of(Purpose::AccountTest)));
    }
    let all = log.newest(1_000).unwrap();
    assert_eq!(all[0].port, 199, "the newest is there");
    assert!(all.len() > 10 && all.len() < 60, "{}", all.len());
    assert!(all.iter().all(|one| one.outcome == ConnectionEnd::Ended), "nobody is shown half");
    assert!(shelf.bytes().len() < 9_000);
    assert_eq!(log.newest(5).unwrap().len(), 5);
}

#[test]
fn what_was_cut_off_is_seen_and_clearing_leaves_what_is_open() {
    let shelf = Shelf::new();
    let (killed, log) = (shelf.log(), shelf.log());
    std::mem::forget(killed.begin("mail.example.org", 1, about()));
    let open = log.begin("mail.example.org", 2, about());
    drop(log.begin("mail.example.org", 3, about()));
    let outcomes = |log: &Log| log.newest(9).unwrap().iter().map(|one| (one.port, one.outcome)).collect::<Vec<_>>();
    assert_eq!(outcomes(&log), [(3, ConnectionEnd::Ended), (2, ConnectionEnd::Open), (1, ConnectionEnd::Unseen)]);
    log.clear().unwrap();
    assert_eq!(outcomes(&log), [(2, ConnectionEnd::Open)]);
    drop(open);
    assert_eq!(outcomes(&log), [(2, ConnectionEnd::Ended)]);
    log.clear().unwrap();
    assert_eq!(outcomes(&log), []);
}

#[test]
fn a_list_that_cannot_be_written_stops_nothing() {
    let shelf = Shelf::new();
    std::fs::write(shelf.folder.path().join("network"), "a file where the folder should be").unwrap();
    let log = shelf.log();
    drop(log.begin("mail.example.org", 1, about()));
    assert!(log.newest(1).is_err());
    assert!(Log::default().newest(1).unwrap().is_empty());
}
