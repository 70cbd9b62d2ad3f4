//! `platforms`: whether everything compiles for the systems that this machine is not: for Windows to a program that links,
//! for macOS to checked types (linking there needs Apple's own files). Where Wine is there, the tests of the core and of the
//! command line are run as Windows programs. Nothing is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::machine::runs;
use crate::steps::{Step, built, cargo, step, summary};

/// A system that this machine is not.
struct Platform {
    name: &'static str,
    target: &'static str,
    /// `build` where the program can be linked here, else `check`.
    verb: &'static str,
}

const PLATFORMS: [Platform; 2] = [
    Platform { name: "Windows", target: "x86_64-pc-windows-gnu", verb: "build" },
    Platform { name: "macOS", target: "aarch64-apple-darwin", verb: "check" },
];

/// Debian keeps a newer compiler for its browsers, with the sources of its standard library.
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

/// Checks every system for which the tools are here, and names what is missing for the others.
///
/// # Errors
/// Names the systems that failed, or says that none could be checked.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let (mut steps, mut left_out) = (Vec::<Step>::new(), Vec::new());
    for platform in &PLATFORMS {
        match command(root, platform, platform.verb) {
            Ok(mut command) => steps.push(step(platform.name, command.args(["--package", "tidings-desktop", "--package", "tidings-cli"]))),
            Err(missing) => left_out.push(format!("{} was not checked: {missing}.", platform.name)),
        }
    }
    match in_wine(root) {
        Ok(mut command) => steps.push(step("Windows, in Wine", &mut command)),
        Err(missing) => left_out.push(format!("Nothing was run as a Windows program: {missing}.")),
    }
    let done = if steps.is_empty() { Err("Nothing was checked.".to_owned()) } else { summary(&steps) };
    for line in left_out {
        println!("{line}");
    }
    done
}

/// Tests that are left out in Wine: version 8 makes no engine for certificates with roots of one's own, so no TLS to a server of
/// the tests.
const NOT_IN_WINE: &[&str] = &[
    "::tls::",
    "accounts::steps_tests::each_refusal_names_its_step",
    "accounts::steps_tests::what_is_wrong_with_a_certificate_is_said",
    "hostile::a_server_that_behaves",
    "hostile::at_every_step",
    "hostile::for_any_script",
    "net::log_tests::the_tls_version_is_told",
];

/// Runs the tests as Windows programs, one copy of Wine's world for all of them.
fn in_wine(root: &Path) -> Result<Command, String> {
    let wine = ["/usr/lib/wine/wine64", "wine64", "wine"].into_iter().find(|wine| runs(wine, &["--version"]));
    let wine = found(wine.ok_or("Wine is missing (Debian's wine64)")?);
    let [windows, _] = &PLATFORMS;
    let mut command = command(root, windows, "test")?;
    command.args(["--no-fail-fast", "--package", "tidings-core", "--package", "tidings-cli", "--lib", "--test", "story", "--"]);
    command.args(NOT_IN_WINE.iter().flat_map(|test| ["--skip", test]));
    let folder = target(root, windows);
    let programs = folder.join(windows.target).join("debug");
    for place in [programs.clone(), programs.join("deps")] {
        std::fs::create_dir_all(&place).map_err(|why| format!("{} cannot be made: {why}", place.display()))?;
        let mut library = Command::new("x86_64-w64-mingw32-gcc");
        library.args(["-shared", "-O2", "-o"]).arg(place.join("bcryptprimitives.dll"));
        library.arg(root.join("tests/wine/bcryptprimitives.c")).arg("-ladvapi32");
        if !library.status().is_ok_and(|done| done.success()) {
            return Err("the library that Wine lacks could not be compiled".to_owned());
        }
    }
    command.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine).env("WINEPREFIX", folder.join("wine")).env("WINEDEBUG", "-all");
    command.env("WINEDLLOVERRIDES", "bcryptprimitives=n;mscoree,mshtml=");
    Ok(command)
}

/// What the platform's programs are built in, beside the usual folder.
fn target(root: &Path, platform: &Platform) -> PathBuf {
    built(root).join(platform.target)
}

/// Cargo for the platform, with a target folder of its own.
fn command(root: &Path, platform: &Platform, verb: &str) -> Result<Command, String> {
    let words = ["--locked", "--target", platform.target];
    let mut command = if has_library(platform.target) {
        let mut command = cargo(root, &[verb]);
        command.args(words);
        command
    } else if Path::new(DEBIAN_LIBRARY).is_file() {
        // The standard library is built too; the compiler of the distribution does that when it is told so.
        let mut command = Command::new(DEBIAN_CARGO);
        command.current_dir(root).arg(verb).args(words).arg("-Zbuild-std=std,panic_unwind");
        command.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1").env("PATH", path_with(Path::new("/usr/bin")));
        command
    } else {
        return Err(format!(
            "Rust's library for {} is missing (rustup target add {}; or Debian's rustc-web, cargo-web and rust-web-src)",
            platform.target, platform.target
        ));
    };
    compiler_for_c(root, platform, &mut command)?;
    command.env("CARGO_TARGET_DIR", target(root, platform));
    Ok(command)
}

/// Tells the build which compiler makes SQLite and its like.
fn compiler_for_c(root: &Path, platform: &Platform, command: &mut Command) -> Result<(), String> {
    if platform.target.contains("windows") {
        let gcc = "x86_64-w64-mingw32-gcc";
        return if runs(gcc, &["--version"]) { Ok(()) } else { Err(format!("{gcc} is missing (Debian's gcc-mingw-w64-x86-64)")) };
    }
    let zig = [("zig", &["version"][..], ""), ("python3", &["-m", "ziglang", "version"], " -m ziglang")];
    let (program, _, words) = zig
        .into_iter()
        .find(|(program, words, _)| runs(program, words))
        .ok_or("a C compiler for it is missing (pip install ziglang, or zig itself)")?;
    // By its whole path: the build has another PATH, and another Python in it.
    let zig = format!("'{}'{words}", found(program).display());
    command.env(
        "CC_aarch64_apple_darwin",
        wrapper(root, "cc", &format!("{WITHOUT_APPLES_WORDS}exec {zig} cc -target aarch64-macos \"$@\"\n"))?,
    );
    command.env("AR_aarch64_apple_darwin", wrapper(root, "ar", &format!("exec {zig} ar \"$@\"\n"))?);
    Ok(())
}

/// Takes the words away that only Apple's own compiler knows.
const WITHOUT_APPLES_WORDS: &str = "\
skip=
n=$#
while [ \"$n\" -gt 0 ]; do
  word=$1
  shift
  n=$((n - 1))
  case $word in
    -arch) skip=1 ;;
    --target=* | -mmacosx-version-min=* | -isysroot*) ;;
    *) if [ -n \"$skip\" ]; then skip=; else set -- \"$@\" \"$word\"; fi ;;
  esac
done
";

fn wrapper(root: &Path, name: &str, script: &str) -> Result<PathBuf, String> {
    let folder = root.join("target/tools");
    let path = folder.join(format!("apple-{name}"));
    let fail = |why: std::io::Error| format!("{} cannot be written: {why}", path.display());
    std::fs::create_dir_all(&folder).map_err(fail)?;
    std::fs::write(&path, format!("#!/bin/sh\n{script}")).map_err(fail)?;
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).map_err(fail)?;
    Ok(path)
}

/// Where on the PATH a program is; its bare name if it is on none.
fn found(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(program));
    places.find(|place| place.is_file()).unwrap_or_else(|| PathBuf::from(program))
}

/// Whether the compiler that runs us has the platform's standard library.
fn has_library(target: &str) -> bool {
    let asked = Command::new("rustc").args(["--print", "target-libdir", "--target", target]).stderr(Stdio::null()).output();
    asked.is_ok_and(|out| Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_dir())
}

fn path_with(first: &Path) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(first.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_named_by_its_whole_path() {
        assert!(found("sh").is_absolute() && found("sh").is_file());
        assert_eq!(found("no-such-program"), PathBuf::from("no-such-program"));
    }

    #[test]
    fn words_of_apples_own_compiler_are_taken_away_and_the_others_stay() {
        let folder = std::env::temp_dir().join(format!("tidings-platforms-{}", std::process::id()));
        let script = format!("{WITHOUT_APPLES_WORDS}printf '%s\\n' \"$@\"\n");
        let path = wrapper(&folder, "cc", &script).unwrap();
        let words =
            ["--target=arm64-apple-macosx", "-O2", "-arch", "arm64", "-o", "a b.o", "-isysroot/x", "c.c", "-mmacosx-version-min=11"];
        let out = Command::new(path).args(words).output().unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        assert_eq!(String::from_utf8_lossy(&out.stdout), "-O2\n-o\na b.o\nc.c\n");
    }
}
