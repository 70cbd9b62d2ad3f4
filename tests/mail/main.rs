//! Tidings against mail servers that are not ours.

mod fixtures;
