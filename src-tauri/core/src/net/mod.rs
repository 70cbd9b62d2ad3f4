//! Everything that leaves the machine: the judge of addresses, the lines to servers with their TLS and timeouts, the SMTP conversation, and the reading of a mailbox.
//!
//! **Invariant:** only this module opens a socket or speaks SMTP and IMAP; accounts' test and the sending engine call it.

mod address;
#[cfg(test)]
mod address_tests;
mod dial;
pub mod dkim;
pub mod dns;
mod failure;
pub mod imap;
mod landing;
mod log;
#[cfg(test)]
mod log_tests;
mod page;
mod sasl;
pub mod smtp;
mod tls;
mod web;

pub use address::{AddressFault, AddressKey, EmailAddress, parse_mailbox};
pub use dial::{Dialer, Line, Login, Pipe, Proof, Server, Tcp, Timeouts, Tls};
pub use failure::{Failure, SignInFault, Stage, TlsFault, TlsKind, What};
pub use landing::{Landed, Landing};
pub use log::{About, Connection, ConnectionEnd, Log, Note, Purpose};
pub use page::{Page, Web, is_public};
pub use web::{ask as ask_web, web_server};
