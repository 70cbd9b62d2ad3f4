//! A segment is a saved question that picks people: always live, always counted. One tree, edited as text or as chips.
//!
//! Fields are declared here and plugged in from above: a module offers [`Field`]s, `lib.rs` puts [`Fields`] into the
//! workspace as a part. The grammar is told in `docs/segments.md`.

mod codes;
mod columns;
mod completion;
mod copying;
mod explain;
mod exporting;
mod exporting_outlets;
mod faults;
mod fields;
mod grammar;
mod haystack;
mod kept;
mod known;
mod named;
mod outlets;
mod past;
mod phones;
mod pins;
mod placing;
mod query;
mod service;
mod staff;
mod store;
mod texts;
mod tokens;
mod view;
mod walk;

pub mod api;

#[cfg(test)]
mod besides_tests;
#[cfg(test)]
mod exporting_tests;
#[cfg(test)]
mod joining_tests;
#[cfg(test)]
mod kept_tests;
#[cfg(test)]
mod lists_tests;
#[cfg(test)]
mod pins_tests;
#[cfg(test)]
mod query_tests;
#[cfg(test)]
pub(crate) mod readings;
#[cfg(test)]
pub(crate) mod tests;

pub use crate::contacts::Column;
pub use completion::{Completion, complete};
pub use explain::{Explained, Joined, WhyPart};
pub use faults::{SegmentFault, bad_query, nearest};
pub use fields::{Accepts, Field, Fields, Offer, Telling};
pub use grammar::parse;
pub use known::{Known, OwnField};
pub use pins::{MOST as MOST_PINS, PINS, put as pin};
pub use query::{Query, Value};
pub use service::{condition, count, create, members, notes, read, read_kept, resolve, saved};
pub use view::{ReadCells, Told, ViewCard, ViewQuestion};
