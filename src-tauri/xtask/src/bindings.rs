//! `bindings`: the types and commands that the page sees are the core's own, made anew and compared (architecture, section 2).

use std::path::Path;
use std::process::Command;

use crate::steps::{built, cargo};

/// Where they stand, from the checkout's root.
const FILE: &str = "ui/src/ipc/bindings.ts";

/// Writes them anew.
///
/// # Errors
/// When the window does not build, or a type of the core has no form in TypeScript.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    export(root, &root.join(FILE))
}

/// Makes them anew beside the file and compares.
///
/// # Errors
/// As [`write`], and when the file is another.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let fresh = std::env::temp_dir().join(format!("tidings-bindings-{}.ts", std::process::id()));
    let made = export(root, &fresh).and_then(|()| {
        let read = |file: &Path| std::fs::read_to_string(file).map_err(|why| format!("{} cannot be read: {why}", file.display()));
        same(&read(&root.join(FILE))?, &read(&fresh)?)
    });
    drop(std::fs::remove_file(&fresh));
    made
}

fn export(root: &Path, to: &Path) -> Result<(), String> {
    // Of the whole workspace: for one package alone every library would be built once more, with fewer features.
    let mut build = cargo(root, &["build", "--quiet", "--locked", "--workspace", "--example", "bindings"]);
    let done = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    let name = format!("bindings{}", std::env::consts::EXE_SUFFIX);
    let program = built(root).join("debug").join("examples").join(name);
    if done(&mut build) && done(Command::new(program).arg(to)) { Ok(()) } else { Err("The window's types could not be written.".into()) }
}

fn same(kept: &str, fresh: &str) -> Result<(), String> {
    let differs = kept.lines().zip(fresh.lines()).position(|(kept, fresh)| kept != fresh);
    let shorter = (kept.lines().count() != fresh.lines().count()).then(|| kept.lines().count().min(fresh.lines().count()));
    match differs.or(shorter) {
        None => Ok(()),
        Some(at) => Err(format!("{FILE} is not what the commands are, from line {} on. Write it anew: cargo xtask bindings", at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert!(same("a\nb\n", "a\nb\n").is_ok());
        assert!(same("a\nb\n", "a\nc\n").unwrap_err().contains("line 2 "));
        assert!(same("a\n", "a\nb\n").unwrap_err().contains("line 2 "));
    }
}
