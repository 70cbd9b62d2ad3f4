//! Tidings against mail servers that are not ours.

mod desk;
mod fixtures;
mod hard_places;
mod once_each;
mod promises;
mod real_servers;
mod tls;
