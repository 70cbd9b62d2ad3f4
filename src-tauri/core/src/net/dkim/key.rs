//! Keys to sign with: made here, kept as a text that a keychain takes.
//!
//! ring signs, in constant time and fast; since it makes no RSA keys, another crate makes them and is used for nothing else.

use std::convert::Infallible;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use rand::RngCore as _;
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Bits of an RSA key: less is refused by receivers, and more does not fit into the records that many can make (A16).
const RSA_BITS: usize = 2048;

/// How a mail is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Algorithm {
    /// RSA with 2,048 bits: every receiver knows it.
    Rsa,
    /// Ed25519 (RFC 8463): short and fast, but few receivers know it yet.
    Ed25519,
}

impl Algorithm {
    /// All of them, the one that everybody knows first.
    pub const ALL: [Self; 2] = [Self::Rsa, Self::Ed25519];

    /// The word in the record and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }

    /// The algorithm that a word means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.word() == word)
    }
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// What was kept is no such key.
    #[error("this is no key to sign with")]
    Unreadable,
    /// None could be made.
    #[error("a key could not be made")]
    NotMade,
}

/// A private key. Its `Debug` shows nothing of it.
pub struct SigningKey(Inner);

enum Inner {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SigningKey({})", self.algorithm().word())
    }
}

impl SigningKey {
    /// A new key as the text that is kept of it. Takes a while: call where one may block.
    ///
    /// # Errors
    /// [`KeyFault::NotMade`].
    pub fn make(algorithm: Algorithm) -> Result<SecretString, KeyFault> {
        let secret = match algorithm {
            Algorithm::Rsa => {
                let key = rsa::PrivateKey::new(&mut Chance, RSA_BITS).map_err(|_| KeyFault::NotMade)?;
                pkcs1(&key).ok_or(KeyFault::NotMade)?
            }
            Algorithm::Ed25519 => {
                let mut seed = Zeroizing::new(vec![0; 32]);
                rand::rng().fill_bytes(&mut seed);
                seed
            }
        };
        Ok(SecretString::from(STANDARD.encode(&*secret)))
    }

    /// The key that was kept as this text.
    ///
    /// # Errors
    /// [`KeyFault::Unreadable`].
    pub fn read(algorithm: Algorithm, kept: &SecretString) -> Result<Self, KeyFault> {
        let bytes = Zeroizing::new(STANDARD.decode(kept.expose_secret()).map_err(|_| KeyFault::Unreadable)?);
        Ok(Self(match algorithm {
            Algorithm::Rsa => Inner::Rsa(Box::new(RsaKeyPair::from_der(&bytes).map_err(|_| KeyFault::Unreadable)?)),
            Algorithm::Ed25519 => {
                let seed = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyFault::Unreadable)?);
                Inner::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&seed)))
            }
        }))
    }

    /// What kind of key it is.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Inner::Rsa(_) => Algorithm::Rsa,
            Inner::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// The public key as a record publishes it.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        match &self.0 {
            Inner::Rsa(key) => subject_public_key_info(key.public_key().as_ref()),
            Inner::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
        }
    }

    /// Signs; the same words get the same signature. None if the key could not.
    pub(super) fn sign(&self, words: &[u8]) -> Option<Vec<u8>> {
        match &self.0 {
            Inner::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &ring::rand::SystemRandom::new(), words, &mut signature).ok()?;
                Some(signature)
            }
            // RFC 8463 §3: what is signed is the hash.
            Inner::Ed25519(key) => Some(key.sign(&Sha256::digest(words)).to_bytes().to_vec()),
        }
    }
}

/// The system's randomness in the form that the maker of RSA keys asks for.
struct Chance;

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(rand::rng().next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(rand::rng().next_u64())
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        rand::rng().fill_bytes(out);
        Ok(())
    }
}

impl TryCryptoRng for Chance {}

/// An RSA key as ring reads it (RFC 8017 §A.1.2).
fn pkcs1(key: &rsa::PrivateKey) -> Option<Zeroizing<Vec<u8>>> {
    let [p, q] = key.primes() else { return None };
    let mut fields = Zeroizing::new(Vec::with_capacity(1300));
    der_integer(&[0], &mut fields);
    for bytes in [
        key.n_bytes(),
        key.e_bytes(),
        key.d().to_be_bytes_trimmed_vartime(),
        p.to_be_bytes_trimmed_vartime(),
        q.to_be_bytes_trimmed_vartime(),
        key.dp()?.to_be_bytes_trimmed_vartime(),
        key.dq()?.to_be_bytes_trimmed_vartime(),
        key.crt_coefficient()?.to_be_bytes_trimmed_vartime(),
    ] {
        let bytes = Zeroizing::new(bytes);
        der_integer(&bytes, &mut fields);
    }
    let mut out = Zeroizing::new(Vec::with_capacity(1300));
    der(0x30, &fields, &mut out);
    Some(out)
}

/// A public RSA key in the form that everybody publishes (RFC 3279 §2.3.1).
fn subject_public_key_info(key: &[u8]) -> Vec<u8> {
    /// rsaEncryption, without parameters.
    const RSA: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let mut fields = RSA.to_vec();
    let bits = [&[0], key].concat();
    der(0x03, &bits, &mut fields);
    let mut out = Vec::with_capacity(fields.len() + 8);
    der(0x30, &fields, &mut out);
    out
}

/// A value of DER: what it is, its length, itself.
fn der(tag: u8, value: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    let length = value.len().to_be_bytes();
    let significant: Vec<u8> = length.iter().copied().skip_while(|byte| *byte == 0).collect();
    match significant.as_slice() {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(0x7f));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(value);
}

/// A number that is not negative: one whose first bit is set gets a zero before it.
fn der_integer(bytes: &[u8], out: &mut Vec<u8>) {
    let from = bytes.iter().take_while(|byte| **byte == 0).count().min(bytes.len().saturating_sub(1));
    let bytes = bytes.get(from..).unwrap_or_default();
    if bytes.first().is_none_or(|first| *first >= 0x80) {
        der(0x02, &Zeroizing::new([&[0], bytes].concat()), out);
    } else {
        der(0x02, bytes, out);
    }
}
