//! What is known of the usual providers, as dated data (A5, A12): figures change, and the user may change them.

use serde::{Deserialize, Serialize};

use super::Provider;
use super::alignment::are_aligned;
use crate::net::EmailAddress;
use crate::net::Tls;

/// How a provider lets programs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum PresetLogin {
    /// With the mailbox's password.
    Password,
    /// With a password made for this program alone.
    AppPassword,
    /// With a password, but not for much longer (A5).
    PasswordEnding,
    /// Not with a password any more.
    NoPassword,
}

/// A provider's server and limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Preset {
    /// Stable name.
    pub id: String,
    /// The provider's name.
    pub name: String,
    /// Mail domains that are surely this provider's.
    pub domains: Vec<String>,
    /// The server; empty where the user must know it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is encrypted.
    pub tls: Tls,
    /// The server where its mailboxes are read, with TLS on port 993; empty where the user must know it.
    pub reading: String,
    /// The record that names its servers, for SPF; empty where it is not known.
    pub spf: String,
    /// How it lets programs in.
    pub login: PresetLogin,
    /// Where its users sign in in the browser; none where they do not.
    pub sign_in: Option<Provider>,
    /// Most messages in a minute.
    pub per_minute: Option<u32>,
    /// Most messages in an hour.
    pub per_hour: Option<u32>,
    /// Most messages in 24 hours.
    pub per_day: Option<u32>,
    /// Connections at once.
    pub connections: u32,
    /// Largest message in bytes, as encoded.
    pub size_limit: Option<u32>,
}

/// The presets and the day they were looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Presets {
    /// `YYYY-MM-DD`.
    pub as_of: String,
    /// The providers, the usual ones first, `other` last.
    pub presets: Vec<Preset>,
}

impl Preset {
    /// Whether a server is this provider's.
    pub(super) fn is_host(&self, host: &str) -> bool {
        let own = |name: &str| !name.is_empty() && are_aligned(name, host);
        own(&self.host) || own(&self.reading) || self.domains.iter().any(|domain| own(domain))
    }
}

/// The provider that a server belongs to.
pub(super) fn of_host(host: &str) -> Option<Preset> {
    all().presets.into_iter().find(|preset| preset.is_host(host))
}

/// All presets.
pub(super) fn all() -> Presets {
    // A file that does not read is caught by this module's test, never at a user's desk.
    serde_json::from_str(include_str!("presets.json")).unwrap_or_default()
}

/// The provider whose domain `address` has.
pub(super) fn for_address(address: &EmailAddress) -> Option<Preset> {
    all().presets.into_iter().find(|preset| preset.domains.iter().any(|domain| domain == address.domain()))
}
