//! The record of processing that the law asks for (L8; GDPR 30), filled in as far as the file knows.

mod names;
mod page;
#[cfg(test)]
mod tests;

pub mod api;

pub use names::{MENTIONS, NAMES};
