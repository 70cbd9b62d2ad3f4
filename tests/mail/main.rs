//! Tidings against mail servers and readers that are not ours, and its own practice server.

mod agent;
mod days;
mod desk;
mod evidence;
mod fixtures;
mod hard_places;
mod keychain;
mod languages;
mod made_where;
mod markup;
#[expect(dead_code, reason = "the core's own tests use the rest of it")]
#[path = "../../src-tauri/core/src/net/dns/testing.rs"]
mod name_server;
mod nasty;
mod office;
mod once_each;
mod own_files;
mod paper;
mod practice;
mod promises;
mod real_servers;
mod second_mails;
mod sign_in;
mod signed;
mod sleep;
mod tls;
#[path = "../torture/trials.rs"]
mod trials;
mod wellformed;
