//! The conversation against a peer that follows a script, and the bytes it is made of.

mod bytes;
mod envelope;
pub(crate) mod hostile;
mod message;
mod opening;
pub(crate) mod peer;
pub(crate) mod tls;
