//! A mail identity: who sends, through which server, within which limits.
//!
//! An account logs in with a password, or with the token of somebody who [signed in](sign_in) in the browser.
//!
//! **Invariant:** a password is in the system's keychain or in memory, never in the file, a log or an argument (S1).
//! It goes to the server and under the user name that it was entered for, and nowhere else.

mod alignment;
pub mod api;
mod asking;
mod authentication;
mod dkim;
#[cfg(test)]
mod dkim_tests;
mod domain;
mod explain;
mod keychain;
#[cfg(test)]
mod keychain_tests;
mod own_address;
#[cfg(test)]
mod own_address_tests;
mod pieces;
mod preset;
mod reading;
#[cfg(test)]
mod reading_tests;
mod service;
mod sign_in;
mod smtp_url;
#[cfg(test)]
mod steps_tests;
mod store;
#[cfg(test)]
mod tests;

pub use alignment::organisation as organisation_of;
pub use asking::dns;
pub use authentication::Authentication;
pub use dkim::{DkimCard, DkimInput, DkimKeyCard, DkimKind, DkimSeen, Published, signer};
pub use domain::{DomainFinding, DomainPart, DomainRecord, DomainReport, Standing, is_foreign_free_mail, last_report};
pub use explain::explain;
pub use keychain::{Forgotten, Kept, Keychain};
pub use own_address::{require_own_address, require_proven_sender, sender_is_proven};
pub use preset::{Preset, PresetLogin, Presets};
pub use reading::{OpenMailbox, Probe, Reading, open_mailbox, probed, reading};
pub use service::{PracticeDoor, PracticeServer, all, begin_with_practice, by_id, end_pause, find, open, pause, paused, practise_as};
pub use sign_in::{Provider, ProviderCard, Providers, SignIn};
pub use smtp_url::ServerChoice;

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Millis};
use crate::messages::Message;
use crate::net::EmailAddress;
use crate::net::Server;

/// What stands behind an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum AccountKind {
    /// A mail server out in the world.
    Smtp,
    /// The practice server inside the program: nothing leaves the machine (D36).
    Practice,
}

/// Why an account sends nothing until the user says that it goes on: its server spoke of the sender, not of a recipient (D12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AccountPause {
    /// Why, with the server's words.
    pub says: Message,
    /// Since when.
    pub at: Millis,
}

/// A mail identity as the sending engine needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Which one.
    pub id: AccountId,
    /// The user's name for it.
    pub name: String,
    /// What stands behind it.
    pub kind: AccountKind,
    /// The sender's name as readers see it.
    pub from_name: String,
    /// The sender's address.
    pub from: EmailAddress,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<EmailAddress>,
    /// Where mail is handed over. For practice it says nothing: the port is known only while the server runs.
    pub server: Server,
    /// User name at the server; empty where it asks for none.
    pub user: String,
    /// How it signs in in the browser; none where it logs in with a password.
    pub sign_in: Option<SignIn>,
    /// Most messages in a minute.
    pub per_minute: Option<u32>,
    /// Most messages in an hour.
    pub per_hour: Option<u32>,
    /// Most messages in any 24 hours.
    pub per_day: Option<u32>,
    /// Most connections at once.
    pub connections: u32,
    /// Largest message in bytes, as encoded (M11).
    pub size_limit: Option<u64>,
}
