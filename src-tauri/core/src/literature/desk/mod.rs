//! The editorial desk: the stage of each document, and who has it in hand until when.
//!
//! **Invariant:** a document that nobody planned yet has no row here and is a draft of nobody.

mod plan;
mod service;
mod stage;
mod store;
#[cfg(test)]
mod tests;

pub use plan::{Plan, PlanChange};
pub use service::{change, may_approve_by_hand, put, released, released_at, stage};
pub use stage::Stage;

pub(super) use plan::Late;
pub(super) use service::{plan, remove};
pub(super) use store::{Filter, cards, names};
