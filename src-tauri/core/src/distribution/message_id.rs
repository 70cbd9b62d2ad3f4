//! The Message-ID of a row: fixed when planned, the same in every retry, revealing no address (D7).

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::store::ledger::hex;
use crate::ids::DistributionId;

/// `<keyed hash>@domain` without the angle brackets (RFC 5322 §3.6.4).
pub(super) fn message_id(secret: &[u8; 32], distribution: DistributionId, address_key: &[u8; 32], generation: u32, domain: &str) -> String {
    // HMAC takes a key of any length, so this cannot fail; an empty id would be refused by the schema.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(b"message-id\0");
    mac.update(&distribution.get().to_be_bytes());
    mac.update(address_key);
    mac.update(&generation.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let mut id = hex(hash.get(..20).unwrap_or_default());
    id.push('@');
    id.push_str(domain);
    id
}
