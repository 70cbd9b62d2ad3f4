//! Signing in in the browser instead of with a password (A4): OAuth 2 with the organisation's own client (RFC 8252, 7636, 9700).
//!
//! **Invariant:** what the provider gives for longer (the refresh token), and the client's secret, are in the system's keychain, or in
//! memory where there is none; what it gives for an hour (the access token) is in memory alone (S1). The refresh token belongs to
//! every place where a token of it is shown: servers, user names, client and provider. Whoever changes one of these, in the program
//! or in the file behind its back, gets none.

mod flow;
mod page;
mod provider;
mod service;
#[cfg(test)]
mod tests;
mod tokens;

pub use flow::{SignedIn, cancel, sign_in};
pub(super) use provider::{Place, all as providers};
pub use provider::{Provider, ProviderCard, Providers};
pub use service::{SignInCard, set, show};
pub(super) use tokens::{access, forget, moved, place_of_tokens};

use serde::{Deserialize, Serialize};

/// How an account signs in in the browser, as it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SignIn {
    /// Whose sign-in it is.
    pub provider: Provider,
    /// Under what the provider knows the organisation's client.
    pub client_id: String,
    /// The organisation's directory at Microsoft; empty: any.
    pub tenant: String,
    /// Where the browser signs in; empty: as the provider has it.
    pub authorize_url: String,
    /// Where tokens are asked for; empty: as the provider has it.
    pub token_url: String,
    /// What is asked for, with blanks between; empty: as the provider has it.
    pub scopes: String,
    /// The port of this machine that the browser comes back to; none: whichever is free.
    pub port: Option<u16>,
}
