//! `shots`: a picture of every screen, light and dark, in both sizes, into `.shots/`.

use std::path::Path;

use crate::machine::{self, Purpose};
use crate::run;
use crate::steps::{cargo, step};

/// Builds the app and takes the pictures through the real window.
///
/// # Errors
/// When the app or a story in it fails.
pub(crate) fn shots(root: &Path, yes: bool) -> Result<(), String> {
    machine::ready(root, Purpose::Tests, yes)?;
    run::page(root)?;
    let built = step("programs", &mut cargo(root, &["build", "--locked", "--workspace", "--bins"]));
    if !built.ok {
        return Err("The programs could not be built.".into());
    }
    let mut command = cargo(root, &["test", "--locked", "-p", "tidings-tests", "--test", "window", "--", "shots"]);
    crate::checks::give_programs(root, &mut command, false);
    command.env("TIDINGS_SHOTS", root.join(".shots"));
    if step("shots", &mut command).ok { Ok(()) } else { Err("Not every picture could be taken.".into()) }
}
