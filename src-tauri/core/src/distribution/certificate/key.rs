//! The key that signs: the workspace's own, in the system's keychain of this machine and nowhere else (S1). The file knows the
//! public half of every key that ever signed for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use sha2::{Digest as _, Sha256};

use super::statement::hex;
use crate::accounts::Keychain;
use crate::distribution::store::certificate as store;
use crate::error::Problem;
use crate::workspace::{ReadTx, Workspace};

/// The workspace's key on this machine; made at the first certificate.
///
/// # Errors
/// `accounts.no_signing_key` where the system has none, or it did not open.
pub(in crate::distribution) async fn signing_key(ws: &Workspace) -> Result<SigningKey, Problem> {
    let seed = ws.part::<Keychain>().own_secret(ws, "certificates").await?;
    let key = SigningKey::from_bytes(&seed);
    let public = STANDARD.encode(key.verifying_key().as_bytes());
    let known = public.clone();
    if !ws.read(move |tx| Ok(store::is_known(tx, &known)?)).await? {
        ws.write_quietly(move |tx| Ok(store::note_key(tx, &public)?)).await?;
    }
    Ok(key)
}

/// The public keys that signed for this workspace, oldest first, with the fingerprint of each.
pub(in crate::distribution) fn known(tx: &ReadTx<'_>) -> Result<Vec<String>, Problem> {
    Ok(store::keys(tx)?.iter().map(|public| fingerprint(public)).collect())
}

/// What people compare: the beginning of the SHA-256 of a public key (base64), in groups of four.
pub(super) fn fingerprint(public: &str) -> String {
    let digits = hex(&Sha256::digest(STANDARD.decode(public).unwrap_or_default()));
    let groups: Vec<String> = digits.chars().take(32).collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
