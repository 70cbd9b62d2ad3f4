//! Writes what the page may ask of the shell, as TypeScript, to the file that is named.

#![expect(clippy::print_stderr, reason = "a program for a terminal")]

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("Name the file to write.");
        return ExitCode::from(2);
    };
    match tidings_desktop::write_typescript(Path::new(&file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
