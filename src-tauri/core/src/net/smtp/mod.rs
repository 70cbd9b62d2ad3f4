//! The SMTP conversation: one recipient per transaction (D8), every step under a time limit (D10), every answer kept
//! whole (D11), end-of-data only through the gate (D2).
//!
//! lettre's connection speaks; a wire of ours lies beneath it (`wire.rs` says why).

mod body;
mod conversation;
mod gate;
mod reply;
pub mod serve;
mod wire;

#[cfg(test)]
pub(crate) mod tests;

pub use conversation::{Broken, Capabilities, Conversation, Envelope};
pub use gate::Gate;
pub use reply::Reply;
pub use wire::OpenWires;
