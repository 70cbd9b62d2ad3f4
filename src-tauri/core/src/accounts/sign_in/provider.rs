//! What is known of the providers at which people sign in, as dated data: it changes, and the user may change it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SignIn;
use crate::error::{Place as Field, Problem};
use crate::net::web_server;

/// Whose sign-in it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Provider {
    /// Microsoft 365 and Outlook.com.
    Microsoft,
    /// Google Workspace and Gmail.
    Google,
    /// The organisation's own, or another one.
    Other,
}

impl Provider {
    /// Its word, as the file has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Microsoft => "microsoft",
            Self::Google => "google",
            Self::Other => "other",
        }
    }

    /// The provider of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Microsoft, Self::Google, Self::Other].into_iter().find(|one| one.word() == word)
    }
}

/// A provider as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ProviderCard {
    /// Which one.
    pub id: Provider,
    /// Its name; empty where the user must know it.
    pub name: String,
    /// Where the browser signs in; `{tenant}` stands for the directory.
    pub authorize_url: String,
    /// Where tokens are asked for.
    pub token_url: String,
    /// Where it is told that a permission is given back (RFC 7009); empty where nobody listens: Microsoft has no such place.
    #[serde(default)]
    pub revoke_url: String,
    /// What is asked for.
    pub scopes: String,
    /// The directory where none is named.
    pub tenant: String,
    /// Whether a client here usually has a secret.
    pub asks_secret: bool,
    /// What else it wants to be told.
    pub extra: BTreeMap<String, String>,
}

/// The providers and the day they were looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Providers {
    /// `YYYY-MM-DD`.
    pub as_of: String,
    /// The providers, `other` last.
    pub providers: Vec<ProviderCard>,
}

/// All providers.
pub(in crate::accounts) fn all() -> Providers {
    // A file that does not read is caught by this module's test, never at a user's desk.
    serde_json::from_str(include_str!("providers.json")).unwrap_or_default()
}

/// Where one signs in, with everything filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::accounts) struct Place {
    pub(in crate::accounts) authorize_url: String,
    pub(in crate::accounts) token_url: String,
    /// Where permissions are given back; none where that is not known. It belongs to the provider's own place for tokens: a token from
    /// elsewhere is never told there.
    pub(in crate::accounts) revoke_url: Option<String>,
    pub(in crate::accounts) scopes: Vec<String>,
    pub(in crate::accounts) extra: BTreeMap<String, String>,
}

impl Place {
    /// Where this sign-in takes place.
    ///
    /// # Errors
    /// `accounts.sign_in_no_client`, `accounts.sign_in_bad_address`, `accounts.sign_in_no_scopes`, `accounts.control_character`, with
    /// the field.
    pub(in crate::accounts) fn of(sign_in: &SignIn) -> Result<Self, Problem> {
        let texts = [
            ("client_id", &sign_in.client_id),
            ("tenant", &sign_in.tenant),
            ("authorize_url", &sign_in.authorize_url),
            ("token_url", &sign_in.token_url),
            ("scopes", &sign_in.scopes),
        ];
        if let Some((field, _)) = texts.iter().find(|(_, text)| text.contains(char::is_control)) {
            return Err(Problem::refusal("accounts.control_character").at(Field::field(*field)));
        }
        if sign_in.client_id.trim().is_empty() {
            return Err(Problem::refusal("accounts.sign_in_no_client")
                .todo("accounts.sign_in_no_client.todo")
                .at(Field::field("client_id")));
        }
        let known = all().providers.into_iter().find(|one| one.id == sign_in.provider);
        let known = known.ok_or_else(|| Problem::refusal("accounts.sign_in_bad_address").at(Field::field("authorize_url")))?;
        let tenant = Some(sign_in.tenant.trim()).filter(|tenant| !tenant.is_empty()).unwrap_or(&known.tenant);
        if !tenant.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) {
            return Err(Problem::refusal("accounts.sign_in_bad_tenant").with("text", tenant).at(Field::field("tenant")));
        }
        let address = |field: &'static str, own: &str, usual: &str| {
            let own = Some(own.trim()).filter(|own| !own.is_empty());
            let text = own.map_or_else(|| usual.replace("{tenant}", tenant), str::to_owned);
            let bad = || Problem::refusal("accounts.sign_in_bad_address").with("text", text.as_str()).at(Field::field(field));
            web_server(&text).map(|_| text.clone()).ok_or_else(bad)
        };
        let scopes = Some(sign_in.scopes.trim()).filter(|own| !own.is_empty()).unwrap_or(&known.scopes);
        let scopes: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
        if scopes.is_empty() {
            return Err(Problem::refusal("accounts.sign_in_no_scopes").at(Field::field("scopes")));
        }
        let token_url = address("token_url", &sign_in.token_url, &known.token_url)?;
        let is_its_own = !known.revoke_url.is_empty() && token_url == known.token_url;
        Ok(Self {
            authorize_url: address("authorize_url", &sign_in.authorize_url, &known.authorize_url)?,
            token_url,
            revoke_url: is_its_own.then_some(known.revoke_url),
            scopes,
            extra: known.extra,
        })
    }

    /// The name of the server where the browser signs in.
    pub(in crate::accounts) fn host(&self) -> String {
        web_server(&self.authorize_url).map(|server| server.host).unwrap_or_default()
    }
}
