//! The whole way of a sign-in against an authorization server that holds everything against us, and every way in which it fails.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::task::JoinHandle;

use super::flow::UnderWay;
use super::{Provider, SignIn};
use crate::accounts::api::{self, AccountCard, AccountInput, ReadingInput};
use crate::accounts::{AccountKind, Kept, Keychain, ServerChoice, service};
use crate::error::{Kind, Problem};
use crate::messages::Language;
use crate::net::smtp::tests::peer::{Peer, hasty, serve};
use crate::net::{About, Dialer, Failure, Purpose, Server, SignInFault, Tls, What};
use crate::workspace::testing::Desk;

#[path = "../../../../../tests/fixtures/authorization.rs"]
#[expect(dead_code, unreachable_pub, reason = "it is the other tests' too, which use the rest of it")]
mod authorization;

use authorization::{Authorization, CLIENT, Manner, browse};

const USER: &str = "ines@harbourtrust.example.org";

fn at(authorization: &Authorization) -> SignIn {
    SignIn {
        provider: Provider::Other,
        client_id: CLIENT.to_owned(),
        tenant: String::new(),
        authorize_url: authorization.authorize_url(),
        token_url: authorization.token_url(),
        scopes: "mail offline_access".to_owned(),
        port: None,
    }
}

/// A workspace whose one account is at `server` and signs in at `authorization`.
async fn desk(server: &Server, authorization: &Authorization, secret: Option<&str>) -> (Desk, AccountCard) {
    let desk = Desk::new();
    desk.ws.set_part(Arc::new(Keychain::in_memory()));
    desk.ws.set_part(Arc::new(hasty()));
    let input = AccountInput {
        kind: AccountKind::Smtp,
        from: format!("Ines Calder <{USER}>"),
        server: ServerChoice { host: server.host.clone(), port: server.port, tls: Tls::None, user: USER.to_owned() },
        ..AccountInput::practice("Press".to_owned(), None)
    };
    let card = api::add(&desk.ws, input).await.unwrap();
    api::set_sign_in(&desk.ws, card.id, Some(at(authorization)), secret.map(SecretString::from)).await.unwrap();
    (desk, card)
}

fn nowhere() -> Server {
    Server::new("127.0.0.1", 1, Tls::None)
}

/// Signs in with a browser that goes where it is sent; gives the page that it shows at the end too.
async fn sign_in(desk: &Desk, card: &AccountCard) -> (Result<Kept, Problem>, String) {
    let (told, page) = tokio::sync::oneshot::channel();
    let open = move |address: &str| {
        let address = address.to_owned();
        tokio::task::spawn_blocking(move || drop(told.send(browse(&address))));
    };
    let outcome = api::sign_in(&desk.ws, card.id, Language::En, open).await;
    (outcome.map(|signed_in| signed_in.kept), page.await.unwrap())
}

/// A mail server that offers `ways` and takes a token that `authorization` knows; gives what was said to it.
async fn mail_server(ways: &'static str, authorization: Authorization) -> (Server, JoinHandle<Vec<String>>) {
    serve(async move |mut peer: Peer| {
        let mut heard = vec![peer.welcome(&[ways]).await];
        let line = peer.line().await;
        heard.push(line.clone());
        let words = match line.split(' ').nth(2) {
            Some(words) => words.to_owned(),
            None => {
                peer.say("334 ").await;
                peer.line().await
            }
        };
        if authorization.knows(&token_in(&words)) {
            peer.say("235 2.7.0 in").await;
        } else {
            peer.say("334 eyJzdGF0dXMiOiI0MDAifQ==").await;
            heard.push(peer.line().await);
            peer.say("535 5.7.8 Username and Password not accepted").await;
        }
        heard.push(peer.rest().await);
        heard
    })
    .await
}

fn token_in(words: &str) -> String {
    use base64::Engine as _;
    let said = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(words).unwrap()).unwrap();
    assert!(said.contains(USER), "{said:?}");
    said.split("auth=Bearer ").nth(1).unwrap().trim_end_matches('\x01').to_owned()
}

async fn open(desk: &Desk, card: &AccountCard) -> Result<(), Failure> {
    let account = service::by_id(&desk.ws, card.id).await.unwrap();
    service::open(&desk.ws, &account, About::of(Purpose::AccountTest)).await.map(drop)
}

/// Moves the account to another port of the same server: what lets it in stays.
async fn moved_to(desk: &Desk, card: &AccountCard, server: &Server) {
    let mut fields = card.fields.clone();
    fields.server.port = server.port;
    api::edit(&desk.ws, card.id, fields).await.unwrap();
}

fn fault(failure: Failure) -> SignInFault {
    match failure.what {
        What::SignIn(fault) => fault,
        other => panic!("{other:?}"),
    }
}

/// Nothing that was given in secret is in any file of the workspace or the machine's folder.
fn no_secret_lies_around(desk: &Desk, authorization: &Authorization) {
    let secrets = authorization.secrets();
    assert!(!secrets.is_empty());
    let mut folders = vec![desk.folder.path().to_owned()];
    let mut looked = 0;
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let bytes = std::fs::read(&file).unwrap();
            looked += bytes.len();
            for secret in &secrets {
                assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in {}", file.display());
            }
        }
    }
    assert!(looked > 100_000, "the file was looked at");
}

#[tokio::test]
async fn a_sign_in_goes_through_the_browser_and_the_account_is_let_in_with_a_token() {
    let authorization = Authorization::start(Manner::Grants, Some("client-secret-5512"));
    let (server, peer) = mail_server("AUTH LOGIN XOAUTH2", authorization.clone()).await;
    let (desk, card) = desk(&server, &authorization, Some("client-secret-5512")).await;
    assert_eq!(fault(open(&desk, &card).await.unwrap_err()), SignInFault::Needed);
    assert!(!api::show_sign_in(&desk.ws, card.id).await.unwrap().signed_in);
    assert_eq!(api::password_to_ask(&desk.ws, card.id).await.unwrap(), None, "there is no password to ask for");

    let (outcome, page) = sign_in(&desk, &card).await;
    assert_eq!(outcome.unwrap(), Kept::Keychain);
    assert!(page.contains("You are signed in") && !page.contains("<script"), "{page}");
    let shown = api::show_sign_in(&desk.ws, card.id).await.unwrap();
    assert!(shown.signed_in && shown.has_secret && shown.host == "127.0.0.1");
    let asked = authorization.asked().remove(0);
    assert_eq!((asked["code_challenge_method"].as_str(), asked["login_hint"].as_str()), ("S256", USER));
    assert_eq!(asked["scope"], "mail offline_access");
    assert!(asked["redirect_uri"].starts_with("http://127.0.0.1:"), "{asked:?}");

    open(&desk, &card).await.unwrap();
    let heard = peer.await.unwrap();
    assert!(heard[1].starts_with("AUTH XOAUTH2 "), "{heard:?}");
    let account = api::list(&desk.ws).await.unwrap().into_iter().find(|one| one.id == card.id).unwrap();
    assert_eq!(account.signs_in, Some(Provider::Other));
    no_secret_lies_around(&desk, &authorization);
    let log = crate::network::api::log(&desk.ws, 10).await.unwrap();
    assert!(log.iter().any(|one| one.purpose == Purpose::SignIn), "{log:?}");
}

#[tokio::test]
async fn the_tests_own_server_takes_no_code_without_what_its_challenge_was_made_of() {
    let authorization = Authorization::start(Manner::Grants, None);
    let home = "http://127.0.0.1:9";
    let challenge = "a".repeat(43);
    let query = format!(
        "response_type=code&client_id={CLIENT}&redirect_uri={home}&state=0123456789abcdef&code_challenge={challenge}&code_challenge_method=S256"
    );
    let ask = async |address: String, body: Option<String>| {
        let request = hyper::Request::builder().uri(address).method(if body.is_some() { "POST" } else { "GET" });
        crate::net::ask_web(&Dialer::default(), request.body(body.unwrap_or_default().into_bytes()).unwrap()).await.unwrap()
    };
    let sent = ask(format!("{}?{query}", authorization.authorize_url()), None).await;
    assert_eq!(sent.status(), 302, "where it is sent to is told, and not followed");
    let place = sent.headers()["location"].to_str().unwrap().to_owned();
    let code = place.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let form = format!("grant_type=authorization_code&client_id={CLIENT}&redirect_uri={home}&code={code}&code_verifier=guessed");
    let answer = ask(authorization.token_url(), Some(form)).await;
    assert_eq!((answer.status().as_u16(), String::from_utf8_lossy(answer.body()).contains("invalid_grant")), (400, true));
}

#[tokio::test]
async fn whatever_fails_has_a_sentence_and_changes_nothing() {
    let cases = [
        (Manner::Declines, "accounts.sign_in_declined"),
        (Manner::Errs, "accounts.sign_in_refused"),
        (Manner::MixesUp, "accounts.sign_in_wrong_state"),
        (Manner::Once, "accounts.sign_in_no_refresh"),
    ];
    for (manner, code) in cases {
        let authorization = Authorization::start(manner, None);
        let (desk, card) = desk(&nowhere(), &authorization, None).await;
        let (outcome, page) = sign_in(&desk, &card).await;
        let problem = outcome.unwrap_err();
        assert_eq!(problem.code, code);
        for language in [Language::En, Language::De] {
            let words = format!("{} {}", problem.what.text(language), problem.todo.as_ref().unwrap().text(language));
            assert!(!words.contains('{') && !words.contains("accounts."), "{words}");
        }
        assert!(page.contains("Signing in did not work") && !page.contains("<now>"), "{page}");
        assert!(!api::show_sign_in(&desk.ws, card.id).await.unwrap().signed_in);
    }
    let authorization = Authorization::start(Manner::Grants, Some("client-secret-5512"));
    let (desk, card) = self::desk(&nowhere(), &authorization, Some("another")).await;
    assert_eq!(sign_in(&desk, &card).await.0.unwrap_err().code, "accounts.sign_in_client");
}

#[tokio::test]
async fn a_browser_that_never_comes_back_a_cancel_and_a_port_that_is_taken_end_it_in_words() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    desk.ws.set_part(Arc::new(UnderWay::patient(Duration::from_millis(80))));
    let late = api::sign_in(&desk.ws, card.id, Language::En, |_| ()).await.unwrap_err();
    assert_eq!(late.code, "accounts.sign_in_late");
    assert!(late.what.text(Language::En).contains("1 minute"), "{}", late.what.text(Language::En));
    desk.ws.set_part(Arc::new(UnderWay::default()));
    let (ws, id) = (desk.ws.clone(), card.id);
    let (opened, is_open) = tokio::sync::oneshot::channel();
    let waiting = tokio::spawn(async move { api::sign_in(&ws, id, Language::En, |_| opened.send(()).unwrap()).await });
    is_open.await.unwrap();
    assert!(api::cancel_sign_in(&desk.ws, id));
    assert_eq!(waiting.await.unwrap().unwrap_err().code, "accounts.sign_in_cancelled");
    assert!(!api::cancel_sign_in(&desk.ws, id), "there is none any more");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = Some(taken.local_addr().unwrap().port());
    api::set_sign_in(&desk.ws, id, Some(SignIn { port, ..at(&authorization) }), None).await.unwrap();
    let problem = api::sign_in(&desk.ws, id, Language::En, |_| panic!("no browser is opened")).await.unwrap_err();
    assert_eq!(problem.code, "accounts.sign_in_port_taken");
    api::set_sign_in(&desk.ws, id, None, None).await.unwrap();
    assert_eq!(api::sign_in(&desk.ws, id, Language::En, |_| ()).await.unwrap_err().code, "accounts.sign_in_not_set");
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_once_for_all_who_ask_and_the_new_permission_is_kept() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    let account = service::by_id(&desk.ws, card.id).await.unwrap();
    let first = super::access(&desk.ws, &account, None).await.unwrap();
    assert_eq!(authorization.refreshed(), 0, "the one from the sign-in is good");
    desk.clock.advance_ms(59 * 60 * 1000);
    let (a, b) = tokio::join!(super::access(&desk.ws, &account, None), super::access(&desk.ws, &account, None));
    let (a, b) = (a.unwrap(), b.unwrap());
    assert_eq!((a.expose_secret(), authorization.refreshed()), (b.expose_secret(), 1));
    assert_ne!(a.expose_secret(), first.expose_secret());
    // Each use gives another one: the next works only if that was kept.
    for n in 2..5 {
        desk.clock.advance_ms(60 * 60 * 1000);
        super::access(&desk.ws, &account, None).await.unwrap();
        assert_eq!(authorization.refreshed(), n);
    }
    no_secret_lies_around(&desk, &authorization);
}

#[tokio::test]
async fn a_token_that_the_server_does_not_take_is_renewed_once() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (server, refusing) = mail_server("AUTH OAUTHBEARER XOAUTH2", authorization.clone()).await;
    let (desk, card) = desk(&server, &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    authorization.expire();
    // The one server is asked once, so the second try finds nobody: what is asked of the provider is what counts here.
    drop(open(&desk, &card).await.unwrap_err());
    assert_eq!(authorization.refreshed(), 1);
    let heard = refusing.await.unwrap();
    assert!(heard[1].starts_with("AUTH OAUTHBEARER "), "the standard is taken where it is offered: {heard:?}");
    assert_eq!(heard[2], "AQ==", "the refusal was heard to its end");
    let (server, taking) = mail_server("AUTH XOAUTH2", authorization.clone()).await;
    moved_to(&desk, &card, &server).await;
    open(&desk, &card).await.unwrap();
    taking.await.unwrap();
    assert_eq!(authorization.refreshed(), 1, "the new one is good");
}

#[tokio::test]
async fn a_server_that_takes_no_token_is_told_apart_from_a_permission_that_ended() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (server, _peer) = serve(async |mut peer| {
        peer.welcome(&["AUTH PLAIN LOGIN"]).await;
        peer.rest().await
    })
    .await;
    let (desk, card) = desk(&server, &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    let problem = api::test(&desk.ws, card.id, |_| {}).await.unwrap_err();
    assert_eq!(problem.code, "accounts.no_token_login");
    for (answer, code) in [
        ("535 5.7.3 Authentication unsuccessful", "accounts.token_refused"),
        ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox", "accounts.smtp_switched_off"),
    ] {
        let account = service::by_id(&desk.ws, card.id).await.unwrap();
        let reply = crate::net::smtp::Reply::new(535, vec![answer[4..].to_owned()]);
        let problem = crate::accounts::explain(&account, &Failure::at(crate::net::Stage::Auth, What::Reply(reply)));
        assert_eq!((problem.code.as_str(), problem.todo.is_some()), (code, true));
    }
}

#[tokio::test]
async fn a_permission_that_was_taken_back_is_explained_and_forgotten() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    authorization.revoke();
    desk.clock.advance_ms(2 * 60 * 60 * 1000);
    let failure = open(&desk, &card).await.unwrap_err();
    let account = service::by_id(&desk.ws, card.id).await.unwrap();
    let problem = crate::accounts::explain(&account, &failure);
    assert_eq!((problem.code.as_str(), problem.kind), ("accounts.sign_in_ended", Kind::NeedsConsent));
    assert!(problem.what.text(Language::En).contains("127.0.0.1"), "{}", problem.what.text(Language::En));
    assert!(!api::show_sign_in(&desk.ws, card.id).await.unwrap().signed_in);
    assert_eq!(fault(open(&desk, &card).await.unwrap_err()), SignInFault::Needed);
    sign_in(&desk, &card).await.0.unwrap();
    assert!(api::show_sign_in(&desk.ws, card.id).await.unwrap().signed_in, "and it can be given again");
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_is_asked_again_and_costs_nothing() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    // A provider that answers with something else altogether is as good as away.
    let (strange, _peer) = serve(async |mut peer| {
        peer.say("220 mx.example.org ready").await;
        peer.rest().await
    })
    .await;
    let account = service::by_id(&desk.ws, card.id).await.unwrap();
    let kept = super::place_of_tokens(&desk.ws, &account, account.sign_in.as_ref().unwrap()).await.unwrap();
    let elsewhere = SignIn { token_url: format!("http://127.0.0.1:{}/token", strange.port), ..at(&authorization) };
    let there = crate::accounts::Account { sign_in: Some(elsewhere), ..account.clone() };
    super::moved(&desk.ws, &kept, &there).await;
    assert_eq!(fault(super::access(&desk.ws, &there, None).await.unwrap_err()), SignInFault::Away);
    let problem = crate::accounts::explain(&there, &Failure::at(crate::net::Stage::Auth, What::SignIn(SignInFault::Away)));
    assert_eq!((problem.code.as_str(), problem.todo.is_some()), ("accounts.sign_in_away", true));
}

#[tokio::test]
async fn a_permission_belongs_to_its_places_and_is_shown_nowhere_else() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    let account = service::by_id(&desk.ws, card.id).await.unwrap();
    // What somebody wrote into the file behind the program's back.
    let mut tampered = account.clone();
    tampered.server.host = "evil.example".to_owned();
    assert_eq!(fault(super::access(&desk.ws, &tampered, None).await.unwrap_err()), SignInFault::Needed);
    let mut tampered = account.clone();
    tampered.sign_in.as_mut().unwrap().token_url = "https://evil.example/token".to_owned();
    assert_eq!(fault(super::access(&desk.ws, &tampered, None).await.unwrap_err()), SignInFault::Needed);
    // What the user says: a mailbox is read too, with the same permission.
    let server = ServerChoice { host: "localhost".to_owned(), port: 143, tls: Tls::None, user: USER.to_owned() };
    api::set_reading(&desk.ws, card.id, Some(ReadingInput { server, sent_folder: String::new() })).await.unwrap();
    assert!(api::show_sign_in(&desk.ws, card.id).await.unwrap().signed_in);
    assert_eq!(api::reading_password_to_ask(&desk.ws, card.id).await.unwrap(), None);
    super::access(&desk.ws, &account, None).await.unwrap();
    // Another user name is somebody else.
    let mut fields = card.fields.clone();
    fields.server.user = "jan@harbourtrust.example.org".to_owned();
    api::edit(&desk.ws, card.id, fields).await.unwrap();
    assert!(!api::show_sign_in(&desk.ws, card.id).await.unwrap().signed_in);
}

#[tokio::test]
async fn a_mailbox_is_read_with_the_same_token() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    let knows = authorization.clone();
    let (server, peer) = serve(async move |mut peer: Peer| {
        peer.say("* OK ready").await;
        peer.command("CAPABILITY", &["* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2"], "OK done").await;
        let asked = peer.line().await;
        let (tag, command) = asked.split_once(' ').unwrap();
        assert_eq!(command, "AUTHENTICATE XOAUTH2");
        peer.say("+ ").await;
        let good = knows.knows(&token_in(&peer.line().await));
        peer.say("+ eyJzdGF0dXMiOiI0MDAifQ==").await;
        let gave_in = peer.line().await;
        peer.say(&format!("{tag} NO [AUTHENTICATIONFAILED] no")).await;
        (good, gave_in)
    })
    .await;
    let server = ServerChoice { host: server.host.clone(), port: server.port, tls: Tls::None, user: USER.to_owned() };
    api::set_reading(&desk.ws, card.id, Some(ReadingInput { server, sent_folder: String::new() })).await.unwrap();
    drop(api::test_reading(&desk.ws, card.id, |_| {}).await.unwrap_err());
    assert_eq!(peer.await.unwrap(), (true, String::new()));
    // One for the new place to show it, and one after the refusal: not one more.
    assert_eq!(authorization.refreshed(), 2);
}

#[tokio::test]
async fn a_long_token_goes_on_a_line_of_its_own() {
    let authorization = Authorization::start(Manner::Grants, None);
    authorization.gives(1_800, 3600);
    let (server, peer) = mail_server("AUTH XOAUTH2", authorization.clone()).await;
    let (desk, card) = desk(&server, &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    open(&desk, &card).await.unwrap();
    assert_eq!(peer.await.unwrap()[1], "AUTH XOAUTH2");
}

#[tokio::test]
async fn what_is_entered_is_judged_before_it_is_kept() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    let good = at(&authorization);
    let bad = [
        (SignIn { client_id: "  ".to_owned(), ..good.clone() }, "accounts.sign_in_no_client", "client_id"),
        (SignIn { authorize_url: "http://login.example.org/".to_owned(), ..good.clone() }, "accounts.sign_in_bad_address", "authorize_url"),
        (SignIn { token_url: "file:///etc/passwd".to_owned(), ..good.clone() }, "accounts.sign_in_bad_address", "token_url"),
        (SignIn { token_url: "https://user@evil.example/".to_owned(), ..good.clone() }, "accounts.sign_in_bad_address", "token_url"),
        (SignIn { scopes: " ".to_owned(), ..good.clone() }, "accounts.sign_in_no_scopes", "scopes"),
        (SignIn { scopes: "a\nb".to_owned(), ..good.clone() }, "accounts.control_character", "scopes"),
        (SignIn { tenant: "a/b".to_owned(), provider: Provider::Microsoft, ..good.clone() }, "accounts.sign_in_bad_tenant", "tenant"),
        (SignIn { port: Some(0), ..good.clone() }, "accounts.bad_port", "port"),
    ];
    for (input, code, field) in bad {
        let problem = api::set_sign_in(&desk.ws, card.id, Some(input), None).await.unwrap_err();
        assert_eq!((problem.code.as_str(), problem.places[0].field.as_deref()), (code, Some(field)));
    }
    assert_eq!(api::show_sign_in(&desk.ws, card.id).await.unwrap().fields, Some(good));
    let practice = api::list(&desk.ws).await.unwrap().into_iter().find(|one| one.fields.kind == AccountKind::Practice).unwrap();
    let problem = api::set_sign_in(&desk.ws, practice.id, Some(at(&authorization)), None).await.unwrap_err();
    assert_eq!(problem.code, "accounts.practice_asks_nobody");
}

#[test]
fn providers_are_whole_and_their_addresses_are_theirs() {
    let all = api::sign_in_providers();
    assert_eq!(all.providers.iter().map(|one| one.id).collect::<Vec<_>>(), [Provider::Microsoft, Provider::Google, Provider::Other]);
    let sign_in = |provider, tenant: &str| SignIn {
        provider,
        client_id: "c".to_owned(),
        tenant: tenant.to_owned(),
        authorize_url: String::new(),
        token_url: String::new(),
        scopes: String::new(),
        port: None,
    };
    let place = super::Place::of(&sign_in(Provider::Microsoft, "harbourtrust.example.org")).unwrap();
    assert_eq!(place.token_url, "https://login.microsoftonline.com/harbourtrust.example.org/oauth2/v2.0/token");
    assert!(place.scopes.contains(&"offline_access".to_owned()));
    assert_eq!(super::Place::of(&sign_in(Provider::Microsoft, "")).unwrap().host(), "login.microsoftonline.com");
    assert!(super::Place::of(&sign_in(Provider::Google, "")).unwrap().host().ends_with(".google.com"));
    let presets = api::presets().presets;
    let signs_in = |id: &str| presets.iter().find(|preset| preset.id == id).unwrap().sign_in;
    assert_eq!((signs_in("microsoft-365"), signs_in("gmail"), signs_in("gmx")), (Some(Provider::Microsoft), Some(Provider::Google), None));
}

/// Who signs out gives the permission back where the provider listens (RFC 7009), and only to the one who gave it.
#[tokio::test]
async fn a_permission_is_given_back_where_somebody_listens() {
    let authorization = Authorization::start(Manner::Grants, None);
    let (desk, card) = desk(&nowhere(), &authorization, None).await;
    sign_in(&desk, &card).await.0.unwrap();
    let refresh = authorization.secrets().into_iter().find(|one| one.starts_with("refresh-")).unwrap();
    assert!(authorization.renews(&refresh));
    let told = |client: &'static str| {
        let (url, refresh) = (authorization.revoke_url(), SecretString::from(refresh.clone()));
        async move { super::tokens::give_back(hasty(), &url, client, &refresh).await }
    };
    told("somebody-else").await.unwrap_err();
    assert!(authorization.renews(&refresh));
    told(CLIENT).await.unwrap();
    assert!(!authorization.renews(&refresh));

    let at_google = SignIn { provider: Provider::Google, authorize_url: String::new(), token_url: String::new(), ..at(&authorization) };
    let revokes = |sign_in: &SignIn| super::Place::of(sign_in).unwrap().revoke_url;
    assert_eq!(revokes(&at_google).as_deref(), Some("https://oauth2.googleapis.com/revoke"));
    assert_eq!(revokes(&SignIn { token_url: authorization.token_url(), ..at_google.clone() }), None, "a token from elsewhere");
    assert_eq!(revokes(&SignIn { provider: Provider::Microsoft, ..at_google }), None, "Microsoft has no such place");
    assert_eq!(revokes(&at(&authorization)), None);
}
