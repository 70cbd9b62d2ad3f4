//! The ledger's tables. Split by who asks: planning writes the list, `ledger` moves rows, `report` counts them.

mod chain;
pub(super) mod first;
pub(super) mod ledger;
pub(super) mod plan;
pub(super) mod report;
pub(super) mod verify;
