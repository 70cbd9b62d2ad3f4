//! `run`: from a fresh checkout to the open window; without a display, the main job in the terminal.

use std::path::Path;
use std::process::Command;

use crate::machine::{self, Purpose, npm};
use crate::steps::{cargo, step};

/// Builds and opens the app, or does the main job with the sample in the terminal.
///
/// # Errors
/// Says which step failed.
pub(crate) fn run(root: &Path, yes: bool, headless: bool, workspace: Option<&Path>) -> Result<(), String> {
    if headless || !has_display() {
        if !headless {
            println!("There is no display here, so the main job runs in the terminal.");
        }
        machine::ready(root, Purpose::CommandLine, yes)?;
        return in_terminal(root);
    }
    machine::ready(root, Purpose::Window, yes)?;
    page(root)?;
    must("build", &mut cargo(root, &["build", "--locked", "--package", "tidings-desktop"]))?;
    let mut app = cargo(root, &["run", "--quiet", "--locked", "--package", "tidings-desktop", "--"]);
    if let Some(file) = workspace {
        app.arg(std::path::absolute(file).map_err(|e| e.to_string())?);
    }
    println!("\nTidings opens. Close its window to end.");
    if app.status().is_ok_and(|status| status.success()) { Ok(()) } else { Err("The app ended with an error.".into()) }
}

/// Builds the page that the window shows.
///
/// # Errors
/// Says which step failed.
pub(crate) fn page(root: &Path) -> Result<(), String> {
    let lock = std::fs::read(root.join("ui/package-lock.json")).map_err(|e| format!("ui/package-lock.json cannot be read: {e}"))?;
    let stamp = root.join("ui/node_modules/.tidings-lock");
    if std::fs::read(&stamp).ok().as_deref() != Some(&lock) {
        must("npm ci", &mut npm(root, &["ci", "--no-audit", "--no-fund"]))?;
        std::fs::write(&stamp, &lock).map_err(|e| e.to_string())?;
    }
    must("page", &mut npm(root, &["run", "--silent", "build"]))
}

fn has_display() -> bool {
    std::env::consts::OS != "linux"
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

fn must(name: &str, command: &mut Command) -> Result<(), String> {
    if step(name, command).ok { Ok(()) } else { Err(format!("“{name}” failed.")) }
}

/// The main job with the sample: import, count a segment, send to the practice server, print the ledger.
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
    tidings(&["people", "count", "--where", "kind:journalist beat:heritage"])?;
    tidings(&["document", "list"])?;
    tidings(&["send", "1", "--to", "kind:journalist beat:heritage", "--hold", "0", "--yes"])?;
    tidings(&["distribution", "list"])?;
    tidings(&["distribution", "show", "1", "--deliveries"])?;
    tidings(&["workspace", "verify"])
}
