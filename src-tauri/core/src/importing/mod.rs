//! Imports: a table of people, staged row by row with a verdict and its reason, then applied as one transaction
//! that one undo takes back. No row is ever lost silently (I1–I4, I8).

mod applying;
mod encoding;
mod entry;
mod field;
mod inspect;
mod mapping;
mod mend;
mod records;
mod refused;
mod shape;
mod staging;
mod store;
mod verdict;

pub mod api;

#[cfg(test)]
mod tests;

pub use applying::take_back;
