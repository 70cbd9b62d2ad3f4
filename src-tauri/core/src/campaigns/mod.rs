//! A campaign holds together what is written and sent for one aim: a name, dates, key messages, and the documents and
//! distributions that belong to it.
//!
//! A document belongs to one campaign at most. A distribution belongs to the campaign that its document belonged to when
//! it was written, wherever the document goes later: a trigger of the database keeps that, so that the ledger below
//! needs to know nothing of campaigns.

pub mod api;
mod brief;
mod service;
mod store;

#[cfg(test)]
mod tests;

pub use brief::{CampaignInput, MessageInput};
pub use service::{create, put};
