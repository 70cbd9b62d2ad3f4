//! The tables of this module; it alone says SQL.

pub(super) mod bars;
mod criteria;
pub(super) mod people;
pub(super) mod rows;
pub(super) mod search;

pub use criteria::{Condition, count, page, select};
