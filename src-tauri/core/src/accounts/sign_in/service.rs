//! How an account signs in: shown, set, taken back.

use secrecy::SecretString;
use serde::Serialize;

use super::{Place, Provider, SignIn, tokens};
use crate::accounts::keychain::Keychain;
use crate::accounts::{Account, AccountKind, preset, service, store};
use crate::error::{Place as Field, Problem};
use crate::ids::AccountId;
use crate::messages::Message;
use crate::workspace::{Topic, Workspace};

/// How an account signs in, as it is shown. Tokens and secrets never are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SignInCard {
    /// What was entered; none where the account logs in with a password.
    pub fields: Option<SignIn>,
    /// The provider at which this account's users sign in, if it is known.
    pub proposed: Option<Provider>,
    /// Whether somebody is signed in: the keychain has what lets the program in.
    pub signed_in: bool,
    /// Whether the keychain has a secret of the organisation's client.
    pub has_secret: bool,
    /// The server where the browser signs in.
    pub host: String,
}

/// The provider at which one signs in for an account.
fn proposed(account: &Account) -> Option<Provider> {
    let host = account.server.host.to_lowercase();
    let known = preset::all().presets.into_iter().find(|preset| !preset.host.is_empty() && preset.host == host);
    known.or_else(|| preset::for_address(&account.from)).and_then(|preset| preset.sign_in)
}

/// How the account signs in.
///
/// # Errors
/// `accounts.not_found`.
pub async fn show(ws: &Workspace, id: AccountId) -> Result<SignInCard, Problem> {
    let account = service::by_id(ws, id).await?;
    let proposed = proposed(&account);
    let Some(sign_in) = &account.sign_in else {
        return Ok(SignInCard { fields: None, proposed, signed_in: false, has_secret: false, host: String::new() });
    };
    let keychain = ws.part::<Keychain>();
    let tokens = tokens::place_of_tokens(ws, &account, sign_in).await?;
    let secret = tokens::place_of_secret(ws, id, sign_in).await?;
    Ok(SignInCard {
        signed_in: keychain.find_fresh(ws, &tokens).await.is_some(),
        has_secret: keychain.find_fresh(ws, &secret).await.is_some(),
        host: Place::of(sign_in)?.host(),
        fields: account.sign_in,
        proposed,
    })
}

/// Says how the account signs in in the browser; without `wanted` it logs in with a password. `secret` is the one of the
/// organisation's client; without one the one that is kept stays. What belonged to another client or provider is forgotten.
///
/// # Errors
/// `accounts.not_found`, `accounts.sign_in_no_client`, `accounts.sign_in_bad_address` and their like, with the field: nothing has
/// changed.
pub async fn set(ws: &Workspace, id: AccountId, wanted: Option<SignIn>, secret: Option<SecretString>) -> Result<SignInCard, Problem> {
    let before = service::by_id(ws, id).await?;
    let wanted = wanted.map(|wanted| judged(&before, &wanted)).transpose()?;
    if wanted != before.sign_in {
        // First, while it is known where they are.
        let client =
            |one: &Option<SignIn>| one.as_ref().map(|one| (one.client_id.clone(), Place::of(one).ok().map(|place| place.token_url)));
        let another = client(&before.sign_in) != client(&wanted);
        if another {
            tokens::forget(ws, &before, true).await;
        }
        let what = if wanted.is_some() { "accounts.action.signs_in" } else { "accounts.action.signs_in_no_more" };
        let now = wanted.clone();
        ws.write(Message::new(what).with("name", before.name.as_str()), move |tx| {
            store::set_sign_in(tx, id, now.as_ref())?;
            tx.changed(Topic::Account, id.get());
            Ok(())
        })
        .await?;
    }
    if let (Some(wanted), Some(secret)) = (&wanted, secret) {
        let name = tokens::place_of_secret(ws, id, wanted).await?;
        ws.part::<Keychain>().keep_under(&name, secret).await;
    }
    show(ws, id).await
}

fn judged(account: &Account, wanted: &SignIn) -> Result<SignIn, Problem> {
    if account.kind == AccountKind::Practice {
        return Err(Problem::refusal("accounts.practice_asks_nobody"));
    }
    if account.user.is_empty() {
        return Err(Problem::refusal("accounts.sign_in_no_user").at(Field::field("user")));
    }
    if wanted.port == Some(0) {
        return Err(Problem::refusal("accounts.bad_port").at(Field::field("port")));
    }
    Place::of(wanted)?;
    let bare = |text: &str| text.trim().to_owned();
    Ok(SignIn {
        client_id: bare(&wanted.client_id),
        tenant: bare(&wanted.tenant),
        authorize_url: bare(&wanted.authorize_url),
        token_url: bare(&wanted.token_url),
        scopes: wanted.scopes.split_whitespace().collect::<Vec<_>>().join(" "),
        provider: wanted.provider,
        port: wanted.port,
    })
}
