//! Everything that leaves the machine: the judge of addresses, and the SMTP conversation with its TLS and timeouts.
//!
//! **Invariant:** only this module opens a socket or speaks SMTP; accounts' test and the sending engine call it.

mod address;
#[cfg(test)]
mod address_tests;
pub mod smtp;

pub use address::{AddressFault, AddressKey, EmailAddress, parse_mailbox};
