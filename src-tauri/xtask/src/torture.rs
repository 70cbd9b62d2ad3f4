//! `torture`: sending while everything fails, as often as one likes. `test` does a little of it each time.

use std::path::Path;

use crate::checks::give_programs;
use crate::steps::{cargo, step};

/// Builds the command line and lets it be killed; `numbers` say how often.
///
/// # Errors
/// When something cannot be built, or somebody was lost, doubled, or left in doubt without a word.
pub(crate) fn run(root: &Path, numbers: &[String]) -> Result<(), String> {
    let mut torture = cargo(root, &["run", "--quiet", "--locked", "--package", "tidings-tests", "--bin", "torture", "--"]);
    torture.args(numbers);
    give_programs(root, &mut torture, false);
    for (name, mut command) in [("command line", cargo(root, &["build", "--locked", "--package", "tidings-cli"])), ("torture", torture)] {
        if !step(name, &mut command).ok {
            return Err(format!("“{name}” failed."));
        }
    }
    Ok(())
}
