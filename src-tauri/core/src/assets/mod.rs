//! Assets: the files of the workspace with what is known of them: caption and credit, how long they may be used, who is to be seen on them
//! and whether they agreed; the cuts that are made of a picture, and the kit that goes to the press.
//!
//! **Invariant:** a file whose licence or consent ended goes into no letter and no page: whoever sends or makes one asks [`findings`].

pub mod api;
mod facts;
mod kit;
mod service;
mod shown;
mod store;
#[cfg(test)]
mod tests;

pub use facts::{AssetFields, AssetKind, AssetPerson, AssetStanding, Consent};
pub use kit::{Packed, pack};
pub use service::{AssetFinding, captions_of, findings, refusal, stops};
pub use shown::SHOWN;
