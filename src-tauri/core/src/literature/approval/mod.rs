//! Approval of exactly one text, its files and its audience: who is asked, what they answered, and the workspace's rule (D20, W10).
//!
//! What an approval is of is a digest that distribution works out; here it is opaque. Whether it is void is worked out, never kept: the
//! digest of now is another. So a text that is put back as it was is approved again.

pub mod api;
mod ask;
mod rule;
pub(crate) mod service;
mod store;

pub use ask::{ApprovalAnswer, ApprovalAsk, ApprovalAsked, ApprovalWay, NewAsk};
pub use rule::{ApprovalPerson, ApprovalRole, ApprovalRule};
