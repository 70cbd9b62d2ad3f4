//! The certificate of a distribution (D33): what the ledger says of it, signed with the workspace's own key, to be checked by
//! anybody, without the workspace and without a network.
//!
//! It is one JSON file. Its statement is signed (Ed25519, RFC 8032) in its canonical form (RFC 8785); the rows behind it are covered
//! by a digest in the statement, so that a list of any length is written and checked row by row. In the shareable form names and
//! addresses are left out: of each address stands a hash with a salt of its own, which the full form tells, so that one row
//! can be proven to one person without giving away the others.

mod canonical;
mod key;
mod page;
mod statement;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub(in crate::distribution) use key::{known, signing_key};
#[cfg(test)]
pub(in crate::distribution) use statement::unhex;
pub(in crate::distribution) use verify::check;
pub use verify::{CheckedCertificate, Expected};
pub use write::{CertificateFiles, CertificateForm};
pub(in crate::distribution) use write::{Making, write};
