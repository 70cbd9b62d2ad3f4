//! Translations: a document may be a version of another in another language. Each of its paragraphs knows which one of the source it
//! stands for, and with which words of it.
//!
//! **Invariant:** a paragraph never counts as right by itself once its source says something else; only its translator says so.

mod pairing;
mod service;
mod sheet;
mod store;
#[cfg(test)]
mod tests;
mod view;

pub use service::{Family, family, is_translation, open_here, open_paragraphs};
pub use view::{PairState, SideBySide, SideRow, SideText};

pub(super) use service::{follow, mark_right, remove_all, say, translate};
pub(super) use view::side_by_side;
