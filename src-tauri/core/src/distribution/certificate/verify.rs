//! Checking a certificate, offline, with nothing but the file: the signature, and that everything in it agrees.

use std::collections::BTreeMap;
use std::fmt;
use std::io::BufReader;
use std::marker::PhantomData;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature as Ed25519, VerifyingKey};
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::canonical::{RowsDigest, canonical};
use super::key::fingerprint;
use super::statement::{Covered, FORMAT, LeftOutRow, Row, Signature, Statement, address_hash, message_hash, unhex};
use crate::error::Problem;
use crate::messages::Message;
use crate::net::EmailAddress;

/// Whose signature is expected.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Fingerprints of keys, one of which must have signed; empty: any key, and the user compares.
    pub keys: Vec<String>,
}

/// What a certificate says that holds.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CheckedCertificate {
    /// Whose it is.
    pub organisation: String,
    /// The document's headline.
    pub title: String,
    /// The revision's number.
    pub revision: u32,
    /// When Send was pressed (UTC, RFC 3339).
    pub sent_at: String,
    /// Who pressed it.
    pub sent_by: String,
    /// When the certificate was made (UTC, RFC 3339).
    pub made_at: String,
    /// The program that made it.
    pub program: String,
    /// `full` or `shareable`.
    pub form: String,
    /// People on the list.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub recipients: u64,
    /// Rows by state.
    #[cfg_attr(feature = "bindings", specta(type = BTreeMap<String, u32>))]
    pub states: BTreeMap<String, u64>,
    /// The key that signed, as people compare it.
    pub fingerprint: String,
    /// Whether the key was one of those that were expected; false also where none was named.
    pub expected: bool,
    /// What holds, in words.
    pub says: Message,
}

/// Checks the certificate in `file`.
///
/// # Errors
/// `distribution.no_certificate` where it is none; `distribution.certificate_false` with every place that does not agree;
/// `distribution.certificate_stranger` where another key signed than was expected.
pub(in crate::distribution) fn check(file: &Path, expected: &Expected) -> Result<CheckedCertificate, Problem> {
    let name = file.display().to_string();
    let none = |cause: &dyn fmt::Display| {
        Problem::refusal("distribution.no_certificate").with("file", name.clone()).todo("distribution.no_certificate.todo").because(cause)
    };
    let bytes = std::fs::File::open(file).map_err(|e| {
        if e.kind() == std::io::ErrorKind::NotFound { Problem::missing("workspace.not_found").with("file", name.clone()) } else { none(&e) }
    })?;
    let mut reader = serde_json::Deserializer::from_reader(BufReader::new(bytes));
    let read = reader.deserialize_map(WholeFile).map_err(|e| none(&e))?;
    reader.end().map_err(|e| none(&e))?;
    let (Some(statement), Some(value), Some(signature)) = (read.statement, read.value, read.signature) else {
        return Err(none(&"a part is missing"));
    };
    let mut faults = read.faults;
    if !signed(&value, &signature) {
        faults.insert(0, "signature");
    }
    if read.rows != statement.rows {
        faults.push("rows");
    }
    if read.left_out != statement.people_left_out {
        faults.push("left-out");
    }
    if read.states != statement.states || statement.states.values().sum::<u64>() != statement.recipients {
        faults.push("sums");
    }
    let is_full = statement.form == "full";
    if is_full && read.reasons != statement.left_out {
        faults.push("reasons");
    }
    faults.dedup();
    if !faults.is_empty() {
        let mut problem = Problem::refusal("distribution.certificate_false").with("file", name).todo("distribution.certificate_false.todo");
        for fault in faults {
            problem.places.push(crate::error::Place {
                what: Some(Message::new("distribution.certificate_false.place").with("what", fault)),
                ..crate::error::Place::default()
            });
        }
        return Err(problem);
    }
    let fingerprint = fingerprint(&signature.public_key);
    let same = |known: &String| bare(known) == bare(&fingerprint);
    let is_expected = expected.keys.iter().any(same);
    if !is_expected && !expected.keys.is_empty() {
        return Err(Problem::refusal("distribution.certificate_stranger")
            .with("fingerprint", fingerprint)
            .todo("distribution.certificate_stranger.todo"));
    }
    let says = Message::new("distribution.certificate_holds")
        .with("organisation", statement.organisation.as_str())
        .with("title", statement.document.title.as_str())
        .with("revision", statement.document.revision)
        .with("recipients", statement.recipients)
        .with("accepted", statement.states.get("accepted").copied().unwrap_or_default())
        .with("at", statement.distribution.sent_at.as_str())
        .with("fingerprint", fingerprint.as_str())
        .with("expected", if is_expected { "yes" } else { "no" });
    Ok(CheckedCertificate {
        says,
        organisation: statement.organisation,
        title: statement.document.title,
        revision: statement.document.revision,
        sent_at: statement.distribution.sent_at,
        sent_by: statement.distribution.sent_by,
        made_at: statement.made_at,
        program: statement.program,
        form: statement.form,
        recipients: statement.recipients,
        states: statement.states,
        fingerprint,
        expected: is_expected,
    })
}

/// A fingerprint without blanks, as people may type it.
fn bare(fingerprint: &str) -> String {
    fingerprint.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_lowercase()).collect()
}

fn signed(statement: &Value, signature: &Signature) -> bool {
    let mut bytes = Vec::new();
    let key = || -> Option<(VerifyingKey, Ed25519)> {
        let public: [u8; 32] = STANDARD.decode(&signature.public_key).ok()?.try_into().ok()?;
        let value: [u8; 64] = STANDARD.decode(&signature.value).ok()?.try_into().ok()?;
        Some((VerifyingKey::from_bytes(&public).ok()?, Ed25519::from_bytes(&value)))
    };
    let Some((key, value)) = key() else { return false };
    signature.algorithm == "Ed25519" && canonical(statement, &mut bytes).is_ok() && key.verify_strict(&bytes, &value).is_ok()
}

/// What was read, row by row.
#[derive(Default)]
struct Read {
    statement: Option<Statement>,
    value: Option<Value>,
    signature: Option<Signature>,
    rows: Covered,
    left_out: Covered,
    states: BTreeMap<String, u64>,
    reasons: BTreeMap<String, u64>,
    faults: Vec<&'static str>,
}

/// The members of the file, the statement first: the rows are checked against it as they come.
struct WholeFile;

impl<'de> Visitor<'de> for WholeFile {
    type Value = Read;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a certificate")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
        let mut read = Read::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "statement" if read.statement.is_none() => {
                    let value: Value = map.next_value()?;
                    let statement = Statement::deserialize(&value).map_err(A::Error::custom)?;
                    if statement.format != FORMAT {
                        return Err(A::Error::custom("another format"));
                    }
                    (read.statement, read.value) = (Some(statement), Some(value));
                }
                "rows" => {
                    let shared =
                        read.statement.as_ref().ok_or_else(|| A::Error::custom("rows before the statement"))?.shared_sha256.clone();
                    let told = |row: Row| {
                        let fault = (!is_sound(&row, &shared)).then_some("hashes");
                        (row.state, fault)
                    };
                    let seen = map.next_value_seed(Listed::of(told))?;
                    (read.rows, read.states) = (seen.covered, seen.counts);
                    read.faults.extend(seen.fault);
                }
                "left_out" => {
                    let seen = map.next_value_seed(Listed::of(|row: LeftOutRow| (row.reason, None)))?;
                    (read.left_out, read.reasons) = (seen.covered, seen.counts);
                }
                "signature" => read.signature = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    return Err(A::Error::custom("an unknown part"));
                }
            }
        }
        Ok(read)
    }
}

/// What a list of rows came to.
struct Seen {
    covered: Covered,
    counts: BTreeMap<String, u64>,
    fault: Option<&'static str>,
}

/// A list of rows, read one by one: each is told by the word that it is counted by, and by what is wrong with it.
struct Listed<R, F>(F, PhantomData<R>);

impl<R, F> Listed<R, F> {
    fn of(told: F) -> Self {
        Self(told, PhantomData)
    }
}

impl<'de, R: DeserializeOwned, F: Fn(R) -> (String, Option<&'static str>)> DeserializeSeed<'de> for Listed<R, F> {
    type Value = Seen;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Seen, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, R: DeserializeOwned, F: Fn(R) -> (String, Option<&'static str>)> Visitor<'de> for Listed<R, F> {
    type Value = Seen;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Seen, A::Error> {
        let (mut digest, mut counts, mut fault) = (RowsDigest::default(), BTreeMap::new(), None);
        while let Some(value) = rows.next_element::<Value>()? {
            digest.add(&value).map_err(A::Error::custom)?;
            let (word, wrong) = (self.0)(serde_json::from_value(value).map_err(A::Error::custom)?);
            *counts.entry(word).or_insert(0) += 1;
            fault = fault.or(wrong);
        }
        let (count, sha256) = digest.finish();
        Ok(Seen { covered: Covered { count, sha256 }, counts, fault })
    }
}

/// Whether the hashes of a row follow from what stands beside them.
fn is_sound(row: &Row, shared: &str) -> bool {
    let address = match (&row.address, row.address_salt.as_deref().and_then(unhex)) {
        (Some(address), Some(salt)) => {
            EmailAddress::parse(address).is_ok_and(|address| address_hash(&salt, &address) == row.address_sha256)
        }
        _ => true,
    };
    let message = match (&row.message_sha256, &row.personal_sha256) {
        (Some(message), Some(personal)) if !shared.is_empty() => message_hash(personal, shared).as_ref() == Some(message),
        _ => true,
    };
    address && message
}
