//! Names of people that texts keep besides their words: who writes, edits, comments, ticks, is asked and approves, by whom it was kept.
//! They are free text, so whoever looks for somebody says what counts as their name.

mod store;

pub use store::{NameAt, Said, find, forget, said_in_comments};
