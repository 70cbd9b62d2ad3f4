//! JSON in the one form that is signed: RFC 8785 (JSON Canonicalization Scheme). Numbers are whole: others have no place here.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A value that a certificate never holds.
#[derive(Debug, thiserror::Error)]
#[error("a number that is not whole")]
pub(super) struct NotWhole;

/// Appends `value` in canonical form: members sorted, nothing between, as few escapes as JSON allows.
pub(super) fn canonical(value: &Value, out: &mut Vec<u8>) -> Result<(), NotWhole> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::Number(number) if number.is_i64() || number.is_u64() => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Number(_) => return Err(NotWhole),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                canonical(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            // As the RFC sorts: by UTF-16 code units.
            names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (at, name) in names.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(Value::from(name.as_str()).to_string().as_bytes());
                out.push(b':');
                canonical(members.get(name).unwrap_or(&Value::Null), out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

/// A digest over rows, one after the other: SHA-256 over the canonical form of each and a line feed.
#[derive(Default)]
pub(super) struct RowsDigest {
    sha: Sha256,
    buffer: Vec<u8>,
    rows: u64,
}

impl RowsDigest {
    pub(super) fn add(&mut self, row: &Value) -> Result<(), NotWhole> {
        self.buffer.clear();
        canonical(row, &mut self.buffer)?;
        self.buffer.push(b'\n');
        self.sha.update(&self.buffer);
        self.rows += 1;
        Ok(())
    }

    /// How many rows, and their digest in hex.
    pub(super) fn finish(self) -> (u64, String) {
        (self.rows, super::statement::hex(&self.sha.finalize()))
    }
}
