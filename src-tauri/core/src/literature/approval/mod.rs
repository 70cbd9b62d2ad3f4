//! Approval of exactly one text, its files and its audience: who is asked, what they answered, and the workspace's rule (D20, W10).
//!
//! What an approval is of is a digest that distribution works out; here it is opaque. Whether it is void is worked out, never kept: the
//! digest of now is another. So a text that is put back as it was is approved again.
//!
//! Whoever saved words of a text is kept for as long as it lives, not only since its last approval: what is approved is always the whole
//! text, the words that stood in it before too. Their words can stand in no revision that was there before they wrote, so an approval of
//! an earlier one is not theirs.

pub mod api;
mod ask;
mod rule;
pub(crate) mod service;
mod store;

pub use ask::{ApprovalAnswer, ApprovalAsk, ApprovalAsked, ApprovalWay, ApprovalWriter, NewAsk, Wrote};
pub use rule::{ApprovalPerson, ApprovalRole, ApprovalRule};
