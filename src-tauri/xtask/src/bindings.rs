//! The window's types are the core's: `ui/src/ipc/bindings.ts` is generated, never written.

use std::path::Path;
use std::process::Command;

use crate::steps::cargo;

/// Writes the bindings anew.
///
/// # Errors
/// When the desktop does not build or a type cannot be exported.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    generate(root, &root.join("ui/src/ipc/bindings.ts"))
}

/// Whether the bindings that are checked in are what the desktop's commands say.
///
/// # Errors
/// When they differ.
pub(crate) fn same(root: &Path) -> Result<(), String> {
    let path = root.join("ui/src/ipc/bindings.ts");
    let fresh = root.join("target/bindings.ts");
    generate(root, &fresh)?;
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()));
    if read(&path)? == read(&fresh)? {
        Ok(())
    } else {
        drop(Command::new("git").args(["--no-pager", "diff", "--no-index", "--stat"]).arg(&path).arg(&fresh).status());
        Err("ui/src/ipc/bindings.ts is not what the desktop's commands say. Write it anew with: cargo xtask bindings".into())
    }
}

fn generate(root: &Path, to: &Path) -> Result<(), String> {
    std::fs::create_dir_all(root.join("target")).map_err(|e| e.to_string())?;
    let mut command = cargo(root, &["run", "--quiet", "--locked", "--package", "tidings-desktop", "--", "--write-bindings"]);
    let done = command.arg(to).status();
    if done.is_ok_and(|status| status.success()) { Ok(()) } else { Err("The bindings could not be generated.".into()) }
}
