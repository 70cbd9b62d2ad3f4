//! Tidings against mail servers that are not ours, and its own practice server.

mod agent;
mod desk;
mod evidence;
mod fixtures;
mod hard_places;
mod keychain;
mod nasty;
mod once_each;
mod practice;
mod promises;
mod real_servers;
mod second_mails;
mod sign_in;
mod sleep;
mod tls;
#[path = "../torture/trials.rs"]
mod trials;
