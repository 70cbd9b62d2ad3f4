//! Imports: a table of people, staged row by row with a verdict and its reason, then applied as one transaction
//! that one undo takes back. No row is ever lost silently (I1–I4, I8).

mod again;
#[cfg(test)]
mod again_tests;
#[cfg(test)]
mod apart_tests;
mod applying;
#[cfg(test)]
mod applying_tests;
mod before;
mod clearing;
mod decision;
mod encoding;
mod entries;
mod entry;
mod erasure;
mod field;
#[cfg(test)]
mod files_tests;
#[cfg(test)]
mod giving_way_tests;
mod headers;
mod inspect;
mod known;
#[cfg(test)]
mod known_tests;
mod mapping;
mod mend;
mod mending;
mod opting_out;
mod outlets;
mod own;
mod past;
mod records;
mod refused;
mod relating;
mod report;
mod row_card;
mod saving;
mod shape;
mod showing;
mod source;
mod staging;
mod store;
mod tags;
mod taking_back;
mod verdict;
mod workbook;
mod writing;

pub mod api;

#[cfg(test)]
mod past_tests;
#[cfg(test)]
mod relating_tests;
#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod staff_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod ugly_tests;

pub use again::redo;
pub use clearing::tidy;
pub use erasure::ROWS;
pub use past::brought_in;
pub use taking_back::{changed_since, take_back};
