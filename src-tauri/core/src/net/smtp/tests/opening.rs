//! From connecting to logging in.

use secrecy::SecretString;

use super::peer::{open, serve};
use crate::net::smtp::Conversation;
use crate::net::{Dialer, Failure, Login, Server, Stage, Tls, What};

fn login() -> Login {
    Login::with_password("ines", SecretString::from("canary-7f3a"))
}

async fn log_in(server: &Server) -> Result<Conversation, Failure> {
    Conversation::open(&Dialer::default(), server, Some(&login())).await
}

#[tokio::test]
async fn ehlo_names_an_address_literal_and_the_ledger_learns_who_answered() {
    let (server, peer) = serve(async |mut peer| peer.welcome(&["SIZE", "AUTH=LOGIN", "dsn"]).await).await;
    let conversation = open(&server).await;
    assert_eq!(peer.await.unwrap(), "EHLO [127.0.0.1]");
    assert_eq!(conversation.server(), format!("mx.example.org [127.0.0.1]:{}", server.port));
    assert_eq!(conversation.tls_version(), "none");
    let able = conversation.capabilities();
    assert_eq!((able.size, able.takes_size, able.pipelining, able.dsn), (None, true, false, true));
    assert_eq!(able.auth, ["LOGIN"]);
}

#[tokio::test]
async fn plain_and_login_both_work() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["AUTH PLAIN LOGIN"]).await;
        assert_eq!(peer.line().await, "AUTH PLAIN AGluZXMAY2FuYXJ5LTdmM2E=");
        peer.say("235 2.7.0 welcome").await;
    })
    .await;
    log_in(&server).await.unwrap();
    peer.await.unwrap();
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["auth login"]).await;
        peer.on("AUTH LOGIN", "334 VXNlcm5hbWU6").await;
        assert_eq!(peer.on("", "334 UGFzc3dvcmQ6").await, "aW5lcw==");
        assert_eq!(peer.on("", "235 welcome").await, "Y2FuYXJ5LTdmM2E=");
    })
    .await;
    log_in(&server).await.unwrap();
    peer.await.unwrap();
}

#[tokio::test]
async fn a_refused_password_keeps_the_servers_words_and_tells_nobody_the_password() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["AUTH PLAIN"]).await;
        peer.on("AUTH PLAIN", "535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 See https://example.org/help").await;
        // Nothing is said any more: the reason is known, and nobody waits for a goodbye.
        assert_eq!(peer.rest().await, "");
    })
    .await;
    let failure = log_in(&server).await.unwrap_err();
    assert_eq!(failure.stage, Stage::Auth);
    assert_eq!(failure.reply().unwrap().enhanced.as_deref(), Some("5.7.8"));
    assert_eq!(failure.reply().unwrap().lines.len(), 2);
    assert!(!format!("{failure:?} {:?}", login()).contains("canary"));
    peer.await.unwrap();
}

#[tokio::test]
async fn a_server_without_login_is_told_apart() {
    let (server, peer) = serve(async |mut peer| {
        peer.welcome(&["AUTH XOAUTH2"]).await;
        assert_eq!(peer.rest().await, "");
    })
    .await;
    let failure = log_in(&server).await.unwrap_err();
    assert_eq!((failure.stage, failure.what), (Stage::Auth, What::NotOffered("AUTH")));
    peer.await.unwrap();
}

#[tokio::test]
async fn refusals_at_the_door_name_their_step() {
    let (server, _peer) = serve(async |mut peer| peer.say("554 5.7.1 not from there").await).await;
    let failure = Conversation::open(&Dialer::default(), &server, None).await.unwrap_err();
    assert_eq!((failure.stage, failure.reply().unwrap().code), (Stage::Greeting, 554));
    let (server, _peer) = serve(async |mut peer| {
        peer.say("220 hello").await;
        peer.on("EHLO", "421 4.7.0 too many connections").await;
    })
    .await;
    let failure = Conversation::open(&Dialer::default(), &server, None).await.unwrap_err();
    assert_eq!((failure.stage, failure.reply().unwrap().code), (Stage::Ehlo, 421));
    let (server, _peer) = serve(async |mut peer| peer.say("HTTP/1.1 400 Bad Request").await).await;
    let failure = Conversation::open(&Dialer::default(), &server, None).await.unwrap_err();
    assert_eq!((failure.stage, failure.what), (Stage::Greeting, What::NotAMailServer));
    let (server, _peer) = serve(async |peer| drop(peer)).await;
    let failure = Conversation::open(&Dialer::default(), &server, None).await.unwrap_err();
    assert_eq!((failure.stage, failure.what), (Stage::Greeting, What::Lost));
}

#[tokio::test]
async fn names_and_ports_that_lead_nowhere_are_told_apart() {
    let open =
        async |host: &str, port| Conversation::open(&Dialer::default(), &Server::new(host, port, Tls::Implicit), None).await.unwrap_err();
    assert_eq!(open("no such name.invalid", 465).await.stage, Stage::Name);
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(open("127.0.0.1", free).await.stage, Stage::Connect);
}

#[tokio::test]
async fn without_tls_no_packet_leaves_this_machine() {
    // A1, A4. The address is documentation's own: were it dialled, this would hang and not be refused at once.
    let server = Server::new("192.0.2.1", 25, Tls::None);
    let failure = Conversation::open(&Dialer::default(), &server, Some(&login())).await.unwrap_err();
    assert_eq!((failure.stage, failure.what), (Stage::Connect, What::NotLoopback));
}
