//! Reading a mailbox over IMAP: the least that finds one mail by its Message-ID (D6, D24, A15).
//!
//! **Invariant:** nothing is marked read, moved or deleted (A17): folders are opened with EXAMINE, headers are taken with
//! BODY.PEEK, and no other command that changes anything is spoken here.
//!
//! async-imap reads the answers; a guard of ours lies beneath it (`guard.rs` says why), and every answer is heard to its end
//! here: its own searches take a refusal, or a line that broke, for "nothing found".

mod copies;
mod folders;
mod guard;
mod mailbox;
mod talk;
#[cfg(test)]
pub(crate) mod tests;

pub use copies::Copies;
pub use folders::Folder;
pub use mailbox::{Head, Mailbox};
