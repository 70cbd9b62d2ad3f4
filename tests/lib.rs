//! The whole of Tidings tried from outside: fixtures that start programs which are not ours.
//!
//! Every server listens on loopback at a free port, keeps its own configuration and data in a temporary
//! folder, and ends with its fixture.

pub mod fixtures;
