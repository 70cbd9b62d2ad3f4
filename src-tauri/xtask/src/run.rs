//! `run`: from a fresh checkout to the open window, or to the main job done in the terminal.

use std::path::Path;
use std::process::Command;

use crate::machine::{self, Purpose, npm};
use crate::steps::{cargo, step};

/// Builds the window and opens it; without a display, or when `headless` is asked for, does the main job in the terminal.
///
/// # Errors
/// Says which step failed.
pub(crate) fn run(root: &Path, yes: bool, headless: bool) -> Result<(), String> {
    if headless || !has_display() {
        machine::ready(root, Purpose::CommandLine, yes)?;
        return in_terminal(root);
    }
    machine::ready(root, Purpose::Window, yes)?;
    must("the window's tools", &mut npm(root, &["ci", "--no-audit", "--no-fund"]))?;
    must("the window's page", &mut npm(root, &["run", "--silent", "build"]))?;
    must("build", &mut cargo(root, &["build", "--locked", "--package", "tidings-desktop"]))?;
    must("Tidings", &mut cargo(root, &["run", "--quiet", "--locked", "--package", "tidings-desktop"]))
}

/// Whether a window can be shown: Windows and macOS always can, Linux where a display is named.
fn has_display() -> bool {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

fn must(name: &str, command: &mut Command) -> Result<(), String> {
    if step(name, command).ok { Ok(()) } else { Err(format!("“{name}” failed.")) }
}

/// The sample's press release.
const RELEASE: &str = "4";

/// The main job in the terminal, with the sample: import, count a segment, send the release with its pictures to the
/// practice server, read the ledger, read a mail as it arrived.
fn in_terminal(root: &Path) -> Result<(), String> {
    must("build", &mut cargo(root, &["build", "--locked", "--package", "tidings-cli"]))?;
    let folder = root.join("target/sample");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    let file = folder.join("harbour-trust.tidings");
    let tidings = |words: &[&str]| -> Result<(), String> {
        println!("\n$ tidings {}", words.join(" "));
        let mut command = cargo(root, &["run", "--quiet", "--locked", "--package", "tidings-cli", "--"]);
        command.args(words).env("TIDINGS_WORKSPACE", &file).env("TIDINGS_DEVICE_FOLDER", folder.join("device"));
        if command.status().is_ok_and(|status| status.success()) {
            Ok(())
        } else {
            Err(format!("“tidings {}” failed.", words.join(" ")))
        }
    };
    let path = file.display().to_string();
    tidings(&["workspace", "init", &path, "--sample"])?;
    let table = folder.join("new-people.csv");
    let rows = "first name;last name;e-mail;outlet;beat;city;country\n\
                Mila;Brandt;mila.brandt@example.org;Canal Courier;heritage;Utrecht;NL\n\
                Tomás;Oliveira;tomas.oliveira@example.net;Rádio Cais;heritage;Porto;PT\n";
    std::fs::write(&table, rows).map_err(|e| e.to_string())?;
    let table = table.display().to_string();
    tidings(&[
        "people",
        "import",
        &table,
        "--kind",
        "journalist",
        "--source",
        "Harbour Days, visitors' book",
        "--basis",
        "legitimate-interest",
        "--apply",
    ])?;
    tidings(&["segment", "count", "Heritage press"])?;
    tidings(&["document", "list"])?;
    let release = RELEASE;
    tidings(&["document", "show", release])?;
    tidings(&["send", release, "--to", "Heritage press", "--embargo", "under", "--dry-run"])?;
    tidings(&["send", release, "--to", "Heritage press", "--embargo", "under", "--hold", "0", "--yes"])?;
    tidings(&["distribution", "show", "1"])?;
    tidings(&["distribution", "show", "1", "--deliveries"])?;
    tidings(&["practice", "list", "--limit", "5"])?;
    tidings(&["practice", "show", "1"])?;
    tidings(&["workspace", "verify"])?;
    println!("\nEverybody in “Heritage press” has it once, on this machine alone: the practice account is a mail server inside Tidings.");
    println!("The workspace: {path}");
    Ok(())
}
