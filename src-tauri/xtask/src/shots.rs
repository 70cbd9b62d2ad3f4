//! `shots`: pictures of every screen, for the documents and for the eyes of whoever changes one.

use std::path::Path;

use crate::checks::give_programs;
use crate::machine::{self, Purpose, npm};
use crate::steps::{cargo, step};

/// Builds the window and takes its pictures in the real program on a screen of its own; `german` takes them in German, `forms` those
/// of a text's forms alone.
///
/// # Errors
/// Says which step failed.
pub(crate) fn take(root: &Path, yes: bool, german: bool, forms: bool) -> Result<(), String> {
    machine::ready(root, Purpose::Tests, yes)?;
    let mut pictures = cargo(root, &["run", "--quiet", "--locked", "--package", "tidings-tests", "--bin", "shots", "--"]);
    pictures.args(german.then_some("--german")).args(forms.then_some("--forms"));
    give_programs(root, &mut pictures, false);
    for (name, mut command) in [
        ("the window's tools", npm(root, &["ci", "--no-audit", "--no-fund"])),
        ("the window's page", npm(root, &["run", "--silent", "build"])),
        ("programs", cargo(root, &["build", "--locked", "--workspace", "--bins"])),
        ("pictures", pictures),
    ] {
        if !step(name, &mut command).ok {
            return Err(format!("“{name}” failed."));
        }
    }
    Ok(())
}
