//! `bench`: the table of the pace, as ratios to other programs in the same run.

use std::path::Path;

use crate::machine::{self, Purpose};
use crate::steps::cargo;

/// Builds with all optimisations and prints the table.
///
/// # Errors
/// When a promise about the pace does not hold.
pub(crate) fn bench(root: &Path, yes: bool) -> Result<(), String> {
    machine::ready(root, Purpose::Tests, yes)?;
    let done = cargo(root, &["bench", "--locked", "--package", "tidings-core"]).status();
    if done.is_ok_and(|status| status.success()) {
        Ok(())
    } else {
        Err("A promise about the pace does not hold, or the bench failed.".into())
    }
}
