//! Tidings against mail servers that are not ours.

mod desk;
mod fixtures;
mod once_each;
mod tls;
