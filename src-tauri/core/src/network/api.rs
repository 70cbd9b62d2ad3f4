//! What the shells ask of the list of connections.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::accounts;
use crate::contacts::disarmed;
use crate::error::Problem;
use crate::ids::{AccountId, DistributionId, Millis};
use crate::messages::Message;
use crate::net::{Connection, ConnectionEnd, Log, Purpose};
use crate::workspace::Workspace;

/// A connection as it is shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ConnectionCard {
    /// When it was begun.
    pub at: Millis,
    /// When it ended; none while it is open, and where nobody saw it.
    pub ended_at: Option<Millis>,
    /// The server's name, as it was entered.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The address that was reached; none where none was.
    pub address: Option<String>,
    /// Whether that is this machine itself: nothing left it.
    pub here: bool,
    /// What it was for.
    pub purpose: Purpose,
    /// The same in words.
    pub purpose_says: Message,
    /// The account whose server it is.
    pub account: Option<AccountId>,
    /// What the account is called now.
    pub account_name: Option<String>,
    /// The distribution that was sent over it.
    pub distribution: Option<DistributionId>,
    /// Bytes that went out, encryption included.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub sent: u64,
    /// Bytes that came in.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub received: u64,
    /// `TLS 1.3`, `TLS 1.2` or `none`; none where it did not come to that.
    pub tls: Option<String>,
    /// How it ended.
    pub outcome: ConnectionEnd,
    /// The same in words.
    pub outcome_says: Message,
}

/// The columns of the table that leaves the program.
const COLUMNS: [&str; 13] = [
    "at",
    "ended_at",
    "host",
    "port",
    "address",
    "purpose",
    "account",
    "account_name",
    "distribution",
    "sent",
    "received",
    "tls",
    "outcome",
];

fn purpose_words(purpose: Purpose) -> Message {
    Message::new(match purpose {
        Purpose::Sending => "network.purpose.sending",
        Purpose::TestMail => "network.purpose.test-mail",
        Purpose::OwnMail => "network.purpose.own-mail",
        Purpose::AccountTest => "network.purpose.account-test",
        Purpose::Mailbox => "network.purpose.mailbox",
        Purpose::SignIn => "network.purpose.sign-in",
        Purpose::Links => "network.purpose.links",
        Purpose::Names => "network.purpose.names",
    })
}

fn outcome_words(outcome: ConnectionEnd) -> Message {
    Message::new(match outcome {
        ConnectionEnd::Open => "network.outcome.open",
        ConnectionEnd::Unseen => "network.outcome.unseen",
        ConnectionEnd::Ended => "network.outcome.ended",
        ConnectionEnd::Lost => "network.outcome.lost",
        ConnectionEnd::NameUnknown => "network.outcome.name-unknown",
        ConnectionEnd::Unreachable => "network.outcome.unreachable",
        ConnectionEnd::NotAllowed => "network.outcome.not-allowed",
        ConnectionEnd::NotSecure => "network.outcome.not-secure",
        ConnectionEnd::LoginRefused => "network.outcome.login-refused",
        ConnectionEnd::Refused => "network.outcome.refused",
        ConnectionEnd::NoAnswer => "network.outcome.no-answer",
    })
}

fn card(one: Connection, names: &BTreeMap<i64, String>) -> ConnectionCard {
    ConnectionCard {
        at: one.at,
        ended_at: one.ended_at,
        here: one.address.as_deref().is_some_and(|address| address.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())),
        host: one.host,
        port: one.port,
        address: one.address,
        purpose: one.about.purpose,
        purpose_says: purpose_words(one.about.purpose),
        account: one.about.account,
        account_name: one.about.account.and_then(|id| names.get(&id.get()).cloned()),
        distribution: one.about.distribution,
        sent: one.sent,
        received: one.received,
        tls: one.tls,
        outcome: one.outcome,
        outcome_says: outcome_words(one.outcome),
    }
}

/// The connections that were made for this workspace on this machine, the newest first, `most` of them.
///
/// # Errors
/// `network.unreadable`: the list cannot be read.
pub async fn log(ws: &Workspace, most: u32) -> Result<Vec<ConnectionCard>, Problem> {
    let log = ws.part::<Log>();
    ws.read(move |tx| {
        let found = log.newest(most as usize).map_err(|error| Problem::failure("network.unreadable").because(error))?;
        let mut names = BTreeMap::new();
        for id in found.iter().filter_map(|one| one.about.account) {
            // An account that was removed is still called something.
            if !names.contains_key(&id.get())
                && let Ok(account) = accounts::find(tx, id)
            {
                names.insert(id.get(), account.name);
            }
        }
        Ok(found.into_iter().map(|one| card(one, &names)).collect())
    })
    .await
}

/// The same as a CSV file for other programs, every cell disarmed (S7).
///
/// # Errors
/// As [`log`].
pub async fn csv(ws: &Workspace, most: u32) -> Result<Vec<u8>, Problem> {
    let failed = |error: csv::Error| Problem::failure("network.unreadable").because(error);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS).map_err(failed)?;
    for one in log(ws, most).await? {
        let cells = [
            one.at.to_rfc3339(),
            one.ended_at.map(Millis::to_rfc3339).unwrap_or_default(),
            one.host,
            one.port.to_string(),
            one.address.unwrap_or_default(),
            code(one.purpose),
            one.account.map(|id| id.to_string()).unwrap_or_default(),
            one.account_name.unwrap_or_default(),
            one.distribution.map(|id| id.to_string()).unwrap_or_default(),
            one.sent.to_string(),
            one.received.to_string(),
            one.tls.unwrap_or_default(),
            code(one.outcome),
        ];
        table.write_record(cells.map(disarmed)).map_err(failed)?;
    }
    table.into_inner().map_err(|error| Problem::failure("network.unreadable").because(error))
}

/// The word under which programs know it.
fn code(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Forgets the connections that have ended; what is open stays.
///
/// # Errors
/// `network.unwritable`: the list cannot be written.
pub async fn clear(ws: &Workspace) -> Result<(), Problem> {
    let log = ws.part::<Log>();
    tokio::task::spawn_blocking(move || log.clear())
        .await
        .map_err(|error| Problem::failure("network.unwritable").because(error))?
        .map_err(|error| Problem::failure("network.unwritable").because(error))
}
