//! Reach: from an audience that somebody names to the outlets that reach it, and from these to their journalists as a ranked list, each
//! with its reasons; saved as a segment.

pub mod api;
mod rank;
mod service;
mod wanted;
mod words;

#[cfg(test)]
mod tests;
