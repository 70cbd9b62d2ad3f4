//! TLS against a peer that shows whatever certificate the test gives it (A1–A4, A14).

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::peer::{Peer, hasty, serve};
use crate::net::smtp::Conversation;
use crate::net::{Dialer, Failure, Login, Server, Stage, Tls, TlsKind, What};

/// A password that a test searches the wire for, plain and as PLAIN and LOGIN carry it.
const PASSWORD: &str = "canary-7f3a";
const ON_THE_WIRE: [&str; 3] = ["canary-7f3a", "AGluZXMAY2FuYXJ5LTdmM2E=", "Y2FuYXJ5LTdmM2E="];

/// An authority that only a test's own dialer trusts.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
#[derive(Clone)]
pub(crate) struct Shown {
    certificate: CertificateDer<'static>,
    key: Arc<PrivateKeyDer<'static>>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Authority of one test");
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn dialer(&self) -> Dialer {
        hasty().trusting(vec![self.0.der().clone()])
    }

    pub(crate) fn certificate(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Shown {
        let (params, key) = asked(name, change);
        Shown::of(params.signed_by(&key, &self.0).unwrap().der(), &key)
    }
}

impl Shown {
    fn of(certificate: &CertificateDer<'static>, key: &KeyPair) -> Self {
        Self { certificate: certificate.clone(), key: Arc::new(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()))) }
    }

    pub(crate) fn self_signed(name: &str) -> Self {
        let (params, key) = asked(name, |_| ());
        Self::of(params.self_signed(&key).unwrap().der(), &key)
    }

    pub(crate) fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.certificate).into()
    }

    fn acceptor(&self) -> TlsAcceptor {
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], self.key.clone_key())
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

fn asked(name: &str, change: impl FnOnce(&mut CertificateParams)) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    change(&mut params);
    (params, KeyPair::generate().unwrap())
}

/// A server's side that shows `certificate` from the first byte; none when the client did not want it.
pub(crate) async fn secure(peer: Peer, certificate: &Shown) -> Option<Peer> {
    Some(Peer::over(certificate.acceptor().accept(peer.0.into_inner()).await.ok()?))
}

/// Says everything up to the handshake of STARTTLS; what the client said until then.
pub(crate) async fn up_to_starttls(peer: &mut Peer, announced: &[&str], answer: &[u8]) -> Vec<String> {
    let mut heard = vec![peer.welcome(announced).await];
    heard.push(peer.line().await);
    peer.raw(answer).await;
    heard
}

fn login() -> Login {
    Login::with_password("ines", SecretString::from(PASSWORD))
}

async fn open(dialer: &Dialer, server: &Server, tls: Tls) -> Result<Conversation, Failure> {
    Conversation::open(dialer, &Server { tls, ..server.clone() }, Some(&login())).await
}

fn no_password(heard: &str) {
    for form in ON_THE_WIRE {
        assert!(!heard.contains(form), "a password was sent: {heard:?}");
    }
}

/// A peer that shows `certificate` with either kind of TLS and then would take a login.
pub(crate) async fn showing(certificate: Shown, tls: Tls) -> (Server, JoinHandle<String>) {
    serve(async move |mut peer| {
        let mut heard = String::new();
        if tls == Tls::StartTls {
            heard = up_to_starttls(&mut peer, &["STARTTLS", "AUTH PLAIN"], b"220 2.0.0 go ahead\r\n").await.join("\n");
        }
        let Some(mut peer) = secure(peer, &certificate).await else { return heard };
        if tls == Tls::Implicit {
            peer.say("220 mx.example.org ready").await;
        }
        heard.push_str(&peer.ehlo(&["AUTH PLAIN", "SIZE 1000"]).await);
        heard.push_str(&peer.on("AUTH PLAIN", "235 2.7.0 welcome").await);
        heard
    })
    .await
}

#[tokio::test]
async fn a_trusted_certificate_with_the_right_name_opens_both_kinds_of_tls() {
    let authority = Authority::new();
    for tls in [Tls::Implicit, Tls::StartTls] {
        let (server, peer) = showing(authority.certificate("127.0.0.1", |_| ()), tls).await;
        let conversation = open(&authority.dialer(), &server, tls).await.unwrap();
        assert_eq!(conversation.tls_version(), "TLS 1.3");
        assert!(peer.await.unwrap().contains(ON_THE_WIRE[1]));
    }
}

#[tokio::test]
async fn a_certificate_that_is_wrong_in_any_way_ends_it_before_the_password() {
    let authority = Authority::new();
    let stranger = Authority::new();
    let wrong = [
        (authority.certificate("mail.elsewhere.example", |_| ()), TlsKind::WrongName),
        (
            authority.certificate("127.0.0.1", |c| (c.not_before, c.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1))),
            TlsKind::Expired,
        ),
        (
            authority.certificate("127.0.0.1", |c| (c.not_before, c.not_after) = (date_time_ymd(2090, 1, 1), date_time_ymd(2091, 1, 1))),
            TlsKind::NotYetValid,
        ),
        (Shown::self_signed("127.0.0.1"), TlsKind::UnknownIssuer),
        (stranger.certificate("127.0.0.1", |_| ()), TlsKind::UnknownIssuer),
    ];
    for (certificate, kind) in wrong {
        for tls in [Tls::Implicit, Tls::StartTls] {
            let (server, peer) = showing(certificate.clone(), tls).await;
            let failure = open(&authority.dialer(), &server, tls).await.unwrap_err();
            assert_eq!(failure.stage, Stage::Tls, "{kind:?}");
            let What::Tls(fault) = failure.what else { panic!("{failure:?}") };
            assert_eq!((fault.kind, fault.certificate), (kind, Some(certificate.sha256())), "{tls:?}");
            no_password(&peer.await.unwrap());
        }
    }
}

#[tokio::test]
async fn a_pin_is_an_exception_for_one_certificate_and_a_changed_one_is_refused() {
    let pinned = Shown::self_signed("mail.elsewhere.example");
    let (server, peer) = showing(pinned.clone(), Tls::StartTls).await;
    let server = Server { pin: Some(pinned.sha256()), ..server };
    open(&hasty(), &server, Tls::StartTls).await.unwrap();
    assert!(peer.await.unwrap().contains(ON_THE_WIRE[1]));
    // The same host with another certificate, though it has the same name.
    let (changed, peer) = showing(Shown::self_signed("mail.elsewhere.example"), Tls::StartTls).await;
    let failure = open(&hasty(), &Server { pin: server.pin, ..changed }, Tls::StartTls).await.unwrap_err();
    assert!(matches!(&failure.what, What::Tls(fault) if fault.kind == TlsKind::Changed), "{failure:?}");
    no_password(&peer.await.unwrap());
}

#[tokio::test]
async fn starttls_that_is_not_announced_or_refused_is_an_error_and_never_a_downgrade() {
    let (server, peer) = serve(async |mut peer| {
        let heard = peer.welcome(&["AUTH PLAIN LOGIN", "PIPELINING"]).await;
        heard + &peer.rest().await
    })
    .await;
    let failure = open(&hasty(), &server, Tls::StartTls).await.unwrap_err();
    assert_eq!((failure.stage, &failure.what), (Stage::StartTls, &What::NotOffered("STARTTLS")));
    assert_eq!(peer.await.unwrap(), "EHLO [127.0.0.1]", "nothing is said after that");
    for refusal in ["454 4.7.0 TLS not available due to temporary reason", "502 5.5.1 not implemented"] {
        let (server, peer) = serve(async move |mut peer| {
            up_to_starttls(&mut peer, &["STARTTLS", "AUTH PLAIN LOGIN"], format!("{refusal}\r\n").as_bytes()).await;
            peer.rest().await
        })
        .await;
        let failure = open(&hasty(), &server, Tls::StartTls).await.unwrap_err();
        assert_eq!((failure.stage, failure.reply().unwrap().text().as_str()), (Stage::StartTls, refusal));
        assert_eq!(peer.await.unwrap(), "", "nothing is said after that");
    }
}

#[tokio::test]
async fn what_is_injected_before_the_handshake_is_forgotten_and_extensions_are_read_anew() {
    let authority = Authority::new();
    let certificate = authority.certificate("127.0.0.1", |_| ());
    let (server, peer) = serve(async move |mut peer| {
        // Somebody on the way adds an answer to the next EHLO, with features that the server has not.
        let injected = b"220 go ahead\r\n250-evil.example\r\n250-AUTH LOGIN\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n";
        up_to_starttls(&mut peer, &["STARTTLS", "PIPELINING", "SIZE 1"], injected).await;
        let mut peer = secure(peer, &certificate).await.unwrap();
        peer.ehlo(&["AUTH PLAIN", "SIZE 5000"]).await;
        peer.on("AUTH PLAIN", "235 welcome").await;
        // Not announced after TLS, so it is not used: each command waits for its answer.
        assert_eq!(peer.line().await, "MAIL FROM:<desk@example.org> SIZE=1000");
        peer.silence().await;
        peer.say("550 5.7.1 no").await;
    })
    .await;
    let mut conversation = open(&authority.dialer(), &server, Tls::StartTls).await.unwrap();
    assert!(conversation.server().starts_with("mx.example.org "), "{}", conversation.server());
    let able = conversation.capabilities();
    assert_eq!((able.size, able.pipelining, able.smtputf8, able.auth.as_slice()), (Some(5000), false, false, &["PLAIN".to_owned()][..]));
    super::peer::envelope(&mut conversation).await.unwrap_err();
    peer.await.unwrap();
}

#[tokio::test]
async fn injected_bytes_that_arrive_alone_break_the_handshake_and_nothing_else() {
    let certificate = Authority::new().certificate("127.0.0.1", |_| ());
    let (server, peer) = serve(async move |mut peer| {
        up_to_starttls(&mut peer, &["STARTTLS"], b"220 go ahead\r\n").await;
        // The client's first bytes of the handshake are there before this is said.
        peer.packet_of_bytes().await;
        peer.raw(b"250-evil.example\r\n250 AUTH LOGIN\r\n").await;
        drop(certificate);
        peer.rest().await
    })
    .await;
    let failure = open(&hasty(), &server, Tls::StartTls).await.unwrap_err();
    assert_eq!(failure.stage, Stage::Tls);
    no_password(&peer.await.unwrap());
}

#[tokio::test]
async fn a_server_that_knows_nothing_newer_than_tls_1_1_is_told_apart() {
    // A ServerHello of TLS 1.1, and the alert that a server of today's library sends when the versions do not meet.
    let mut hello = vec![0x16, 3, 2, 0, 0x2a, 2, 0, 0, 0x26, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0x00, 0x2f, 0]);
    for answer in [hello, vec![0x15, 3, 2, 0, 2, 2, 70]] {
        let (server, peer) = serve(async move |mut peer| {
            peer.packet_of_bytes().await;
            peer.raw(&answer).await;
            peer.rest().await
        })
        .await;
        let failure = open(&hasty(), &server, Tls::Implicit).await.unwrap_err();
        assert!(matches!(&failure.what, What::Tls(fault) if fault.kind == TlsKind::TooOld), "{failure:?}");
        no_password(&peer.await.unwrap());
    }
}

#[tokio::test]
async fn a_port_for_starttls_and_a_port_for_tls_are_told_apart() {
    let (server, _peer) = serve(async |mut peer| {
        peer.say("220 mx.example.org ready").await;
        peer.rest().await
    })
    .await;
    let failure = open(&hasty(), &server, Tls::Implicit).await.unwrap_err();
    assert!(matches!(&failure.what, What::Tls(fault) if fault.kind == TlsKind::NotTls), "{failure:?}");
    // The other way round: a server that waits for a handshake says nothing to a client that waits for a greeting.
    let (server, peer) = serve(async |mut peer| peer.rest().await).await;
    let failure = open(&hasty(), &server, Tls::StartTls).await.unwrap_err();
    assert_eq!((failure.stage, &failure.what), (Stage::Greeting, &What::Timeout));
    assert_eq!(peer.await.unwrap(), "");
}

#[tokio::test]
async fn without_tls_a_login_goes_to_this_machine_alone_and_before_tls_to_nobody() {
    // AUTH is announced before TLS; it is not used until the handshake is done (A4).
    let authority = Authority::new();
    let certificate = authority.certificate("127.0.0.1", |_| ());
    let (server, peer) = serve(async move |mut peer| {
        let before = up_to_starttls(&mut peer, &["AUTH PLAIN LOGIN", "AUTH=PLAIN", "STARTTLS"], b"220 go\r\n").await;
        assert_eq!(before, ["EHLO [127.0.0.1]", "STARTTLS"]);
        let mut peer = secure(peer, &certificate).await.unwrap();
        peer.ehlo(&[]).await;
        // After TLS no way to log in is offered: then none is tried.
        peer.rest().await
    })
    .await;
    let failure = open(&authority.dialer(), &server, Tls::StartTls).await.unwrap_err();
    assert_eq!((failure.stage, &failure.what), (Stage::Auth, &What::NotOffered("AUTH")));
    assert_eq!(peer.await.unwrap(), "");
}
