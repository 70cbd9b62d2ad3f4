//! `bench`: the promises of speed, measured on this machine in one run. It is no part of `test`: figures need a quiet machine.

use std::path::Path;

use crate::steps::cargo;

/// Builds what is measured as users get it, and prints one table.
///
/// # Errors
/// When something cannot be built or measured, or a promise is missed by more than a fifth.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let done = |mut command: std::process::Command| command.status().is_ok_and(|status| status.success());
    if !done(cargo(root, &["build", "--locked", "--release", "--package", "tidings-cli"])) {
        return Err("The command line could not be built.".into());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let mut bench = cargo(root, &["bench", "--locked", "--package", "tidings-core", "--bench", "promises"]);
    bench.env("TIDINGS_CLI", target.join("release").join(format!("tidings{}", std::env::consts::EXE_SUFFIX)));
    if done(bench) { Ok(()) } else { Err("A promise is broken, or could not be measured: see the table.".into()) }
}
