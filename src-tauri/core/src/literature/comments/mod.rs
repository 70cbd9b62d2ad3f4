//! Comments and suggestions: they hang on words of a document and stay with these words while the text around them changes.
//!
//! **Invariant:** a comment whose words are gone is kept and says so; it never moves to other words.

mod anchor;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use anchor::CommentPlace;
pub(super) use anchor::read_blocks;
pub(crate) use service::open;
pub use service::{Comment, CommentAnswer, CommentOutcome, NewComment, add};

pub(super) use service::{answer, delete, follow, is_there, of_document, remove_all, settle, take};
