//! `bench`: the promises of speed, measured on this machine in one run. It is no part of `test`: figures need a quiet machine.

use std::path::{Path, PathBuf};

use crate::machine::{consent, npm_in};
use crate::steps::{built, cargo};

/// Builds what is measured as users get it, and prints one table; `send` measures sending alone, beside a mailer by other hands too;
/// `people` a media network of a million people alone, `literature` pages, mails and long texts alone.
///
/// # Errors
/// When something cannot be built or measured, or a promise is missed.
pub(crate) fn run(root: &Path, alone: Option<&str>, yes: bool) -> Result<(), String> {
    let done = |mut command: std::process::Command| command.status().is_ok_and(|status| status.success());
    let mailer = if alone == Some("send") { Some(other_mailer(root, yes)?) } else { None };
    if alone != Some("literature") && !done(cargo(root, &["build", "--locked", "--release", "--package", "tidings-cli"])) {
        return Err("The command line could not be built.".into());
    }
    let target = built(root);
    let mut kept = true;
    for measured in measured(alone) {
        let mut bench = cargo(root, &["bench", "--locked"]);
        bench.args(*measured);
        bench.env("TIDINGS_CLI", target.join("release").join(format!("tidings{}", std::env::consts::EXE_SUFFIX)));
        if let Some(mailer) = &mailer {
            bench.env("TIDINGS_OTHER_MAILER", mailer);
        }
        // What comes after a promise that is not kept is measured all the same.
        kept &= done(bench);
    }
    if kept { Ok(()) } else { Err("A promise is broken, or could not be measured: see the table.".into()) }
}

/// What is measured one after the other, as cargo is told.
fn measured(alone: Option<&str>) -> &'static [&'static [&'static str]] {
    const LITERATURE: &[&str] = &["--package", "tidings-pdf", "--bench", "literature"];
    match alone {
        Some("send") => &[&["--package", "tidings-core", "--bench", "promises", "--", "pace", "memory", "letters"]],
        Some("people") => &[&["--package", "tidings-core", "--bench", "promises", "--", "people", "--people", "1000000"]],
        Some("literature") => &[LITERATURE],
        _ => &[&["--package", "tidings-core", "--bench", "promises"], LITERATURE],
    }
}

/// The mailer that sending is measured beside: nodemailer, in a folder of its own that nothing else uses.
fn other_mailer(root: &Path, yes: bool) -> Result<PathBuf, String> {
    let folder = root.join("tests/bench");
    if !folder.join("node_modules/nodemailer").is_dir() {
        println!("Missing: nodemailer, which sending is measured beside.");
        consent("Install it into tests/bench with npm?", yes)?;
        if !npm_in(root, &folder, &["ci", "--no-audit", "--no-fund"]).status().is_ok_and(|status| status.success()) {
            return Err("nodemailer could not be installed: “npm ci” in tests/bench failed.".into());
        }
    }
    Ok(folder.join("send.mjs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literature_is_measured_alone_and_after_all_else() {
        let of = |alone| measured(alone).iter().filter_map(|words| words.get(3)).copied().collect::<Vec<_>>();
        assert_eq!(of(Some("literature")), ["literature"]);
        assert_eq!(of(None), ["promises", "literature"]);
        assert_eq!(of(Some("people")), ["promises"]);
    }
}
