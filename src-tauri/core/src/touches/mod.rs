//! What passed between a person and us, whole: the mails of the ledger, read where they stand, and what somebody noted by hand; and
//! what questions about people ask of both.

pub mod api;
mod columns;
mod fields;
mod retention;
mod told;

#[cfg(test)]
mod asked_tests;
#[cfg(test)]
mod columns_tests;
#[cfg(test)]
mod plainest;
#[cfg(test)]
mod retention_tests;
#[cfg(test)]
mod tests;

pub use columns::COLUMNS;
pub use fields::FIELDS;
pub use told::told;
