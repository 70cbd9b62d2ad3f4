//! Everything that leaves the machine: the judge of addresses, the lines to servers with their TLS and timeouts, the SMTP conversation, and the reading of a mailbox.
//!
//! **Invariant:** only this module opens a socket or speaks SMTP and IMAP; accounts' test and the sending engine call it.

mod address;
#[cfg(test)]
mod address_tests;
mod dial;
mod failure;
pub mod imap;
pub mod smtp;
mod tls;

pub use address::{AddressFault, AddressKey, EmailAddress, parse_mailbox};
pub use dial::{Dialer, Line, Login, Pipe, Server, Tcp, Timeouts, Tls};
pub use failure::{Failure, Stage, TlsFault, TlsKind, What};
