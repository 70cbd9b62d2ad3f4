//! What other programs say of those who want no mail: whoever opted out there is never mailed from here.

use serde::{Deserialize, Serialize};

use crate::contacts::{SuppressionReason, fold_key};
use crate::net::EmailAddress;

/// That somebody opted out elsewhere, and what says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OptOut {
    pub(super) reason: SuppressionReason,
    /// The column, what stands in it, and where it comes from.
    pub(super) evidence: String,
    /// Which of the row's addresses it is said of, as they are compared; of all of them where none are named.
    #[serde(default)]
    pub(super) only: Vec<String>,
}

impl OptOut {
    /// Whether it is said of this address.
    pub(super) fn is_about(&self, address: &EmailAddress) -> bool {
        self.only.is_empty() || self.only.contains(&address.normalised())
    }
}

/// Words that say that somebody may be mailed.
const MAILABLE: &[&str] = &[
    "no",
    "false",
    "0",
    "n",
    "nein",
    "non",
    "nee",
    "subscribed",
    "enabled",
    "active",
    "aktiv",
    "confirmed",
    "opted in",
    "opted-in",
    "opt-in",
    "optin",
    "angemeldet",
    "abonniert",
    "ok",
];
const BOUNCED: &[&str] = &["cleaned", "bounced", "bounce", "hard bounce", "hardbounce", "hard_bounce", "invalid", "undeliverable"];
const COMPLAINED: &[&str] = &["complained", "complaint", "spam", "abuse", "spamreport", "spam complaint"];
const ASKED: &[&str] = &["disabled", "nonsubscribed", "pending", "unconfirmed", "inactive"];

/// What a cell of such a column says, for each reason once. What is not known to allow mail forbids it: a mistake here must never become a mail.
pub(super) fn read(column: &str, cell: &str, source: &str) -> Vec<OptOut> {
    let key = fold_key(cell);
    let key = key.trim();
    if key.is_empty() || MAILABLE.contains(&key) {
        return Vec::new();
    }
    if let Some(named) = named(column, cell, source) {
        return named;
    }
    let name = fold_key(column);
    let reason = if BOUNCED.contains(&key) || name.contains("clean") || name.contains("bounce") {
        SuppressionReason::Bounced
    } else if COMPLAINED.contains(&key) || name.contains("complain") || name.contains("spam") {
        SuppressionReason::Complained
    } else if ASKED.contains(&key) {
        SuppressionReason::Asked
    } else {
        SuppressionReason::Unsubscribed
    };
    let said: String = cell.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    vec![OptOut { reason, evidence: format!("{column}: {said} ({source})"), only: Vec::new() }]
}

/// What our own tables say: `ruth@tide.example.org (unsubscribed); …`, the addresses that are meant and why.
fn named(column: &str, cell: &str, source: &str) -> Option<Vec<OptOut>> {
    let mut said: Vec<OptOut> = Vec::new();
    for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (address, why) = part.strip_suffix(')')?.rsplit_once(" (")?;
        let (address, reason) = (EmailAddress::parse(address).ok()?.normalised(), SuppressionReason::from_word(why)?);
        match said.iter_mut().find(|one| one.reason == reason) {
            Some(one) => one.only.push(address),
            None => said.push(OptOut { reason, evidence: format!("{column}: {} ({source})", reason.word()), only: vec![address] }),
        }
    }
    (!said.is_empty()).then_some(said)
}
