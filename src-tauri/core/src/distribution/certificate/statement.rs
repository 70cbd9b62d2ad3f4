//! What a certificate says, member by member. The names are part of the format: others read them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::net::EmailAddress;

/// The format that this program writes and checks.
pub(super) const FORMAT: &str = "tidings-certificate-1";

/// The signed part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Statement {
    pub(super) format: String,
    /// `full` or `shareable`.
    pub(super) form: String,
    pub(super) program: String,
    pub(super) made_at: String,
    pub(super) made_by: String,
    pub(super) organisation: String,
    /// The workspace's id.
    pub(super) workspace: String,
    pub(super) distribution: About,
    pub(super) document: Text,
    pub(super) sender: Sender,
    pub(super) account: String,
    /// Who took letters over, under which TLS, and how many.
    pub(super) servers: Vec<ServerUse>,
    /// The hash of all that decided what goes (D20).
    pub(super) seal: String,
    /// Who approved exactly this, of several versions the main one first; none where nobody was asked.
    pub(super) approvals: Vec<Approval>,
    pub(super) audience: AudienceOf,
    pub(super) recipients: u64,
    /// Rows by state; they sum to `recipients` (D31).
    pub(super) states: BTreeMap<String, u64>,
    /// People who were left out, by reason.
    pub(super) left_out: BTreeMap<String, u64>,
    /// SHA-256 of the encoded files that all letters share; empty where it cannot be told any more.
    pub(super) shared_sha256: String,
    pub(super) ledger: Ledger,
    pub(super) rows: Covered,
    pub(super) people_left_out: Covered,
    /// What "accepted" means, in a sentence.
    pub(super) accepted_means: String,
}

/// The sending itself. Times are UTC (RFC 3339).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    pub(super) number: i64,
    pub(super) state: String,
    /// `external` or `internal` (L13).
    pub(super) list: String,
    /// `none`, `under` or `lift` (D37).
    pub(super) embargo: String,
    pub(super) due_at: Option<String>,
    pub(super) sent_at: String,
    pub(super) sent_by: String,
    pub(super) first_claim_at: Option<String>,
    pub(super) last_event_at: Option<String>,
    /// The distribution that this one was made from.
    pub(super) continues: Option<i64>,
    /// What it is to that one: `missing`, `correction` or `embargo-change`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) relation: Option<String>,
}

/// The revision that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) title: String,
    pub(super) revision: u32,
    pub(super) sha256: String,
    pub(super) files: Vec<FileOf>,
    /// The versions in other languages that went with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) versions: Vec<VersionOf>,
}

/// A version in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VersionOf {
    pub(super) language: String,
    pub(super) revision: u32,
    pub(super) sha256: String,
}

/// A file that went with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileOf {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) media_type: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) inline: bool,
    /// The set that it belongs to, of which each person gets one; in the shareable form such a file has no name, since it may tell whose
    /// it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) set: Option<String>,
    /// Where it stands, if it went as a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) link: Option<String>,
}

/// Who spoke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sender {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) reply_to: Option<String>,
}

/// A server and how much it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ServerUse {
    pub(super) server: String,
    pub(super) tls: String,
    pub(super) accepted: u64,
}

/// One approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Approval {
    pub(super) by: String,
    pub(super) at: String,
    /// Of another version than the main one: its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
}

/// Whom it was for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AudienceOf {
    pub(super) name: String,
    pub(super) query: String,
    /// Queries that were taken away from it.
    pub(super) except: Vec<String>,
    pub(super) left_out_by_hand: u64,
    pub(super) put_back_by_hand: u64,
    /// The hash over the frozen list that the ledger keeps.
    pub(super) list_sha256: String,
}

/// The ledger's hash chain (D32) as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ledger {
    pub(super) events: i64,
    pub(super) head: String,
}

/// Rows that stand behind the statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Covered {
    pub(super) count: u64,
    pub(super) sha256: String,
}

/// One person's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    /// Not in the shareable form; nor where it was erased (L5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<String>,
    /// The salt of `address_sha256`, in hex: who has it can prove this row to the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) address_salt: Option<String>,
    /// Empty where the address was erased.
    pub(super) address_sha256: String,
    pub(super) message_id: String,
    pub(super) state: String,
    /// Why it was left out at the last instant (D19).
    pub(super) left_out: Option<String>,
    pub(super) tries: u32,
    pub(super) bytes: Option<i64>,
    /// SHA-256 of the headers and parts that were this person's own.
    pub(super) personal_sha256: Option<String>,
    /// SHA-256 over the hashes of the personal and of the shared part.
    pub(super) message_sha256: Option<String>,
    /// The Date header.
    pub(super) dated: Option<String>,
    /// When the mark was on the disk, before the end of the letter was written (D2).
    pub(super) in_flight_at: Option<String>,
    /// When it came to stand where it stands.
    pub(super) at: String,
    pub(super) server: Option<String>,
    pub(super) tls: Option<String>,
    /// The server's answer: its code, its enhanced code (RFC 3463) and, in the full form, its words.
    pub(super) reply_code: Option<u16>,
    pub(super) reply_enhanced: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reply: Option<String>,
    /// The Message-ID of the row that it replaces, whose address was corrected.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) repairs: Option<String>,
    /// The language of the version that it was, where that was not the main one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) language: Option<String>,
    /// How a doubt was settled: what the row became, when and by whose word.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(super) settled: Vec<Settled>,
}

/// A move that ended a doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Settled {
    pub(super) state: String,
    pub(super) by: String,
    pub(super) at: String,
}

/// Somebody who was left out at Send; only in the full form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftOutRow {
    pub(super) name: String,
    pub(super) reason: String,
    pub(super) detail: String,
}

/// The signature behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Signature {
    /// Always `Ed25519`.
    pub(super) algorithm: String,
    /// Base64.
    pub(super) public_key: String,
    /// Base64, over the canonical form of the statement.
    pub(super) value: String,
}

/// The salted hash of an address in its normalised form (D1), in hex.
pub(super) fn address_hash(salt: &[u8], address: &EmailAddress) -> String {
    hex(&Sha256::new().chain_update(salt).chain_update(address.normalised().as_bytes()).finalize())
}

/// The hash over the hashes of a letter's two parts, in hex; none if they are no hashes.
pub(super) fn message_hash(personal: &str, shared: &str) -> Option<String> {
    Some(hex(&Sha256::new().chain_update(unhex(personal)?).chain_update(unhex(shared)?).finalize()))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    crate::distribution::store::ledger::hex(bytes)
}

/// Hexadecimal digits as bytes.
pub(in crate::distribution) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    digits.chunks(2).map(|pair| if let [high, low] = pair { Some(high << 4 | low) } else { None }).collect()
}
