//! The ledger's tables. Split by who asks: planning writes the list, `ledger` moves rows, `report` counts them,
//! `certificate` reads what is signed of them.

mod batches;
pub(super) mod breakers;
pub(super) mod certificate;
mod chain;
pub(super) mod contacted;
pub(super) mod erasure;
pub(super) mod evidence;
pub(super) mod first;
pub(super) mod hours;
pub(super) mod learned;
pub(super) mod ledger;
pub(super) mod lineage;
pub(super) mod notice;
pub(super) mod plan;
pub(super) mod repair;
pub(super) mod report;
pub(super) mod schedule;
pub(super) mod verify;
