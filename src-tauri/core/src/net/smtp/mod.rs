//! The SMTP conversation: one recipient per transaction (D8), every step under a time limit (D10), every answer kept
//! whole (D11), end-of-data only through the gate (D2).
//!
//! lettre's connection speaks; a wire of ours lies beneath it (`wire.rs` says why).

mod body;
mod conversation;
mod dial;
mod failure;
mod gate;
mod reply;
pub mod serve;
mod tls;
mod wire;

#[cfg(test)]
pub(crate) mod tests;

pub use conversation::{Capabilities, Conversation};
pub use dial::{Dialer, Line, Login, Pipe, Server, Tcp, Timeouts, Tls};
pub use failure::{Broken, Failure, Stage, TlsFault, TlsKind, What};
pub use gate::Gate;
pub use reply::Reply;
