//! The agent: it sends what is due without a window, for the workspaces that it was told of.
//!
//! **Invariant:** a file at rest is closed. The agent opens it when something is due, or when somebody wrote to it, and lets go
//! of it after; it holds the right to send (D25) only while it sends.

pub mod api;
mod list;
#[cfg(test)]
mod tests;
mod unit;
mod watch;

pub use list::Watched;
pub use unit::{Program, System, Told};
pub use watch::{News, Opener};
