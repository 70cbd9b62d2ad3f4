//! The tables of this module; it alone says SQL.

pub(super) mod agreements;
pub(super) mod apart;
pub(super) mod bars;
pub(super) mod beats;
pub(super) mod cells;
pub(super) mod consent;
pub(super) mod consenting;
mod criteria;
pub(super) mod custom;
pub(super) mod difference;
pub(super) mod duplicates;
pub(super) mod extras;
pub(super) mod held;
pub(super) mod inserting;
pub(super) mod keeping;
pub(super) mod lists;
pub(super) mod mails;
pub(super) mod marks;
pub(super) mod merging;
pub(super) mod notices;
pub(super) mod outlets;
pub(super) mod people;
pub(super) mod photos;
mod picking;
pub(super) mod pins;
pub(super) mod positions;
pub(super) mod reaching;
pub(super) mod relations;
pub(super) mod relevance;
pub(super) mod restrictions;
pub(super) mod rows;
pub(super) mod search;
pub(super) mod staff;
pub(super) mod tags;
pub(super) mod tally;
pub(super) mod touches;
pub(super) mod typos;
pub(super) mod unseen;

#[cfg(test)]
pub(crate) use criteria::plan;
pub use criteria::{Condition, count, in_order, page, select};
#[cfg(test)]
pub(crate) use unseen::plan_of_meeting;
