//! Outlets from a file. A row is judged as people's rows are, but nothing is kept of a file in between: it is read again for
//! every look, and once more when it is applied, since a file of outlets is short. What was seen and what would be done are
//! held against each other by a *seal*.

mod fields;
mod judging;
mod reading;
mod saving;
#[cfg(test)]
mod tests;

pub use fields::OutletField;
pub use judging::{OutletChange, OutletRowCard};
pub use reading::{MendedCell, OutletMapping};

pub(super) use judging::{Look, applied, changed_since, look};
pub(super) use reading::{Rows, mapping_of, read, rename};
pub(super) use saving::{save_refused, save_report};

/// A file may have so many rows: more outlets than any directory lists, and as many as one transaction writes without making
/// anybody wait.
pub(super) const MOST_ROWS: usize = 20_000;
