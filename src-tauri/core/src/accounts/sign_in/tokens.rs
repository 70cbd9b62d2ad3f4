//! Tokens: the one for an hour in memory, the one for longer in the keychain, and the way from the one to the other.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use oauth2::basic::{BasicClient, BasicErrorResponse, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, RefreshToken, RequestTokenError,
    TokenResponse as _, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::{Place, SignIn};
use crate::accounts::keychain::{Forgotten, Kept, Keychain};
use crate::accounts::{Account, store};
use crate::error::Problem;
use crate::ids::AccountId;
use crate::net::{About, Dialer, Failure, Log, Purpose, SignInFault, Stage, What, ask_web};
use crate::workspace::{SignInRight, Workspace};

/// A token is renewed so long before it ends: a letter that is under way must not meet its end.
const BEFORE_THE_END: Duration = Duration::from_secs(120);
/// How long a token is good whose provider does not say.
const UNSAID: Duration = Duration::from_secs(600);
/// Another program renews the token: so long its turn is waited for.
const TURN: Duration = Duration::from_secs(45);
const LOOK: Duration = Duration::from_millis(50);
/// So long a provider may take to hear that a permission is given back.
const FAREWELL: Duration = Duration::from_secs(5);

/// The tokens that are good now; a [part](Workspace::part) of the workspace.
#[derive(Default)]
pub(super) struct Tokens {
    held: Mutex<HashMap<String, Held>>,
    /// One question at a time: the engine opens several connections at once, and one new token is enough for all.
    turn: tokio::sync::Mutex<()>,
}

struct Held {
    token: SecretString,
    /// Until when, on the steady clock.
    until: Duration,
}

impl Tokens {
    fn held(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A token that is good, and not the one that was refused.
    fn good(&self, name: &str, now: Duration, refused: Option<&SecretString>) -> Option<SecretString> {
        let held = self.held();
        let one = held.get(name).filter(|one| one.until > now)?;
        let another = refused.is_none_or(|refused| refused.expose_secret() != one.token.expose_secret());
        another.then(|| one.token.clone())
    }

    /// Keeps what the provider gave for an hour.
    pub(super) fn hold(&self, name: &str, answer: &BasicTokenResponse, now: Duration) -> SecretString {
        let token = SecretString::from(answer.access_token().secret().to_owned());
        let lasts = answer.expires_in().unwrap_or(UNSAID);
        let until = now + lasts.saturating_sub(BEFORE_THE_END).max(lasts / 2);
        self.held().insert(name.to_owned(), Held { token: token.clone(), until });
        token
    }

    pub(super) fn drop_all(&self, name: &str) {
        self.held().remove(name);
    }
}

/// Under what the keychain has an account's refresh token: everything that a token of it is shown to goes in as a digest.
pub(in crate::accounts) async fn place_of_tokens(ws: &Workspace, account: &Account, sign_in: &SignIn) -> Result<String, Problem> {
    let id = account.id;
    let reading = ws.read(move |tx| Ok(store::reading(tx, id)?)).await?;
    let place = Place::of(sign_in)?;
    let (read_host, read_user) = reading.map(|one| (one.server.host.to_lowercase(), one.user)).unwrap_or_default();
    let host = account.server.host.to_lowercase();
    let parts = [&host, &account.user, &read_host, &read_user, &place.token_url, &sign_in.client_id];
    Ok(format!("{}/account/{id}/sign-in/{}", ws.uid().await?, digest(&parts)))
}

/// Under what the keychain has the secret of the organisation's client: it is told to this provider as this client alone.
pub(super) async fn place_of_secret(ws: &Workspace, id: AccountId, sign_in: &SignIn) -> Result<String, Problem> {
    let place = Place::of(sign_in)?;
    Ok(format!("{}/account/{id}/client/{}", ws.uid().await?, digest(&[&place.token_url, &sign_in.client_id])))
}

fn digest(parts: &[&String]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A client that knows where to go.
pub(super) type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// The organisation's client at its provider.
pub(super) async fn client(ws: &Workspace, id: AccountId, sign_in: &SignIn, place: &Place) -> Result<Client, Problem> {
    let bad = |_| Problem::refusal("accounts.sign_in_bad_address").with("text", place.token_url.as_str());
    let client = BasicClient::new(ClientId::new(sign_in.client_id.trim().to_owned()))
        .set_auth_uri(AuthUrl::new(place.authorize_url.clone()).map_err(bad)?)
        .set_token_uri(TokenUrl::new(place.token_url.clone()).map_err(bad)?)
        .set_auth_type(AuthType::RequestBody);
    let secret = ws.part::<Keychain>().find_fresh(ws, &place_of_secret(ws, id, sign_in).await?).await;
    Ok(match secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
        None => client,
    })
}

/// Asks the provider, over the lines that everything goes over; what it redirects to is not followed.
pub(super) async fn ask(dialer: Dialer, request: HttpRequest) -> Result<HttpResponse, Failure> {
    ask_web(&dialer, request).await
}

/// Why the provider gave no token. Its answer is not kept: a half one could hold a token.
pub(super) fn fault(error: &RequestTokenError<Failure, BasicErrorResponse>) -> SignInFault {
    let RequestTokenError::ServerResponse(answer) = error else { return SignInFault::Away };
    let code = answer.error().as_ref();
    match answer.error() {
        BasicErrorResponseType::InvalidGrant => SignInFault::Ended,
        BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => SignInFault::Client,
        _ if ["interaction_required", "consent_required", "login_required"].contains(&code) => SignInFault::Ended,
        _ if ["temporarily_unavailable", "server_error", "slow_down"].contains(&code) => SignInFault::Away,
        _ => SignInFault::Refused(code.chars().filter(|c| !c.is_control()).take(100).collect()),
    }
}

/// A dialer whose connections are written down as a sign-in.
pub(super) fn dialer(ws: &Workspace, id: AccountId) -> Dialer {
    ws.part::<Dialer>().as_ref().clone().noting(&ws.part::<Log>(), About::of(Purpose::SignIn).by(id))
}

/// A token to show to the account's servers; `refused` is one that a server did not take.
///
/// # Errors
/// [`What::SignIn`]: why none is to be had.
pub(in crate::accounts) async fn access(
    ws: &Workspace,
    account: &Account,
    refused: Option<&SecretString>,
) -> Result<SecretString, Failure> {
    let failed = |fault| Failure::at(Stage::Auth, What::SignIn(fault));
    let needed = |_: Problem| failed(SignInFault::Needed);
    let sign_in = account.sign_in.as_ref().ok_or_else(|| failed(SignInFault::Needed))?;
    let name = place_of_tokens(ws, account, sign_in).await.map_err(needed)?;
    let tokens = ws.part::<Tokens>();
    if let Some(good) = tokens.good(&name, ws.clock().steady(), refused) {
        return Ok(good);
    }
    let _turn = tokens.turn.lock().await;
    if let Some(good) = tokens.good(&name, ws.clock().steady(), refused) {
        return Ok(good);
    }
    // Where every use gives a new refresh token, two programs that use the old one at once would lose both.
    let _right = turn_of_programs(ws).await.ok_or_else(|| failed(SignInFault::Away))?;
    let place = Place::of(sign_in).map_err(needed)?;
    let client = client(ws, account.id, sign_in, &place).await.map_err(needed)?;
    let keychain = ws.part::<Keychain>();
    let refresh = keychain.find_fresh(ws, &name).await.ok_or_else(|| failed(SignInFault::Needed))?;
    let dialer = dialer(ws, account.id);
    let ask = |request| ask(dialer.clone(), request);
    let token = RefreshToken::new(refresh.expose_secret().to_owned());
    let answer = client.exchange_refresh_token(&token).request_async(&ask).await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let fault = fault(&error);
            if fault == SignInFault::Ended {
                tokens.drop_all(&name);
                keychain.forget_under(&name).await;
            }
            return Err(failed(fault));
        }
    };
    if let Some(new) = answer.refresh_token()
        && new.secret() != refresh.expose_secret()
    {
        keychain.keep_under(&name, SecretString::from(new.secret().to_owned())).await;
    }
    Ok(tokens.hold(&name, &answer, ws.clock().steady()))
}

async fn turn_of_programs(ws: &Workspace) -> Option<SignInRight> {
    let wait = async {
        loop {
            match SignInRight::try_take(ws.path()) {
                Ok(Some(right)) => return Some(right),
                // The other program works in real time, whatever the clock here says.
                Ok(None) => drop(tokio::time::timeout(LOOK, std::future::pending::<()>()).await),
                Err(_) => return None,
            }
        }
    };
    tokio::time::timeout(TURN, wait).await.ok().flatten()
}

/// Keeps what the provider gave: for longer in the keychain, for an hour in memory.
pub(super) async fn keep(ws: &Workspace, name: &str, answer: &BasicTokenResponse) -> Option<Kept> {
    let refresh = answer.refresh_token()?;
    let kept = ws.part::<Keychain>().keep_under(name, SecretString::from(refresh.secret().to_owned())).await;
    ws.part::<Tokens>().hold(name, answer, ws.clock().steady());
    Some(kept)
}

/// Tells a provider that a permission is given back (RFC 7009).
pub(super) async fn give_back(dialer: Dialer, revoke_url: &str, client_id: &str, refresh: &SecretString) -> Result<(), Failure> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("token", refresh.expose_secret())
        .append_pair("token_type_hint", "refresh_token")
        .append_pair("client_id", client_id)
        .finish();
    let unasked = |_| Failure::at(Stage::Web, What::NotLoopback);
    let mut request = HttpRequest::new(form.into_bytes());
    *request.uri_mut() = revoke_url.parse().map_err(unasked)?;
    *request.method_mut() = oauth2::http::Method::POST;
    let form = oauth2::http::HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(oauth2::http::header::CONTENT_TYPE, form);
    let answer = ask_web(&dialer, request).await?;
    if answer.status().is_success() { Ok(()) } else { Err(Failure::at(Stage::Web, What::SignIn(SignInFault::Away))) }
}

/// Gives the permission of an account back at its provider, where that listens. It is forgotten here whatever is answered: who is away
/// is not waited for again.
async fn given_back(ws: &Workspace, account: &Account, sign_in: &SignIn, name: &str) {
    let Some(url) = Place::of(sign_in).ok().and_then(|place| place.revoke_url) else { return };
    let Some(refresh) = ws.part::<Keychain>().find_fresh(ws, name).await else { return };
    let told = give_back(dialer(ws, account.id), &url, sign_in.client_id.trim(), &refresh);
    match tokio::time::timeout(FAREWELL, told).await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!(?failure, "a permission could not be given back; it is forgotten here alone"),
        Err(_) => tracing::warn!("a provider did not answer; a permission is forgotten here alone"),
    }
}

/// Forgets the tokens of an account everywhere; with `client` the secret of the organisation's client too, and its provider is told.
pub(in crate::accounts) async fn forget(ws: &Workspace, account: &Account, client: bool) -> Forgotten {
    let Some(sign_in) = &account.sign_in else { return Forgotten::Everywhere };
    let Ok(name) = place_of_tokens(ws, account, sign_in).await else { return Forgotten::KeychainShut };
    if client {
        given_back(ws, account, sign_in, &name).await;
    }
    ws.part::<Tokens>().drop_all(&name);
    let forgotten = ws.part::<Keychain>().forget_under(&name).await;
    if !client {
        return forgotten;
    }
    let Ok(name) = place_of_secret(ws, account.id, sign_in).await else { return Forgotten::KeychainShut };
    let also = ws.part::<Keychain>().forget_under(&name).await;
    if forgotten == Forgotten::KeychainShut { forgotten } else { also }
}

/// The user said that tokens are shown to other servers than before: they are theirs from now on.
pub(in crate::accounts) async fn moved(ws: &Workspace, from: &str, account: &Account) {
    let Some(sign_in) = &account.sign_in else { return };
    let Ok(to) = place_of_tokens(ws, account, sign_in).await else { return };
    if from == to {
        return;
    }
    let keychain = ws.part::<Keychain>();
    ws.part::<Tokens>().drop_all(from);
    if let Some(refresh) = keychain.find_fresh(ws, from).await {
        keychain.keep_under(&to, refresh).await;
        keychain.forget_under(from).await;
    }
}
