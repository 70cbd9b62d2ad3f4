//! The chores of the house. `cargo xtask` alone says what there is.
//!
//! Only this program installs or downloads anything, and it asks first.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod bench;
mod bindings;
mod checks;
mod house;
mod machine;
mod platforms;
mod run;
mod shots;
mod steps;
mod torture;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
The chores of Tidings:

  cargo xtask run [--yes] [--headless]
                           says what is missing, installs it, builds, and opens the window; without a display, or with
                           --headless, does the main job in the terminal
  cargo xtask test [--yes] [--all]
                           every check that decides whether a change may land; --all adds the long ones
  cargo xtask house        the rules of the code alone, in seconds
  cargo xtask bench [send|people|literature] [--yes]
                           the promises of speed, measured here in one table; wants a quiet machine; send: those of sending alone,
                           beside smtp-source and nodemailer; people: a media network of a million people alone;
                           literature: pages, mails and long texts alone
  cargo xtask torture [--kills N] [--power N] [--full N] [--frozen N]
                           sends while it is killed, loses its power, finds the disk full and the network frozen, so many times
                           each (1000, 200, 200 and 20): a receiver by other hands must have everybody once
  cargo xtask bindings     writes ui/src/ipc/bindings.ts anew from the window's commands
  cargo xtask platforms    whether everything compiles for Windows and macOS, and the tests in Wine, as far as this machine has the tools
  cargo xtask shots [--german] [--forms]
                           pictures of every screen from the sample in the real window: all in .shots/, the documents' own in
                           docs/pictures/; with --forms those of a text's forms alone
  cargo xtask notices      writes THIRD-PARTY.md anew
";

/// What was asked for on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    verb: String,
    yes: bool,
    all: bool,
    headless: bool,
    german: bool,
    forms: bool,
    /// What is asked of the one chore alone: its own words, and its options with their numbers.
    further: Vec<String>,
}

/// Options that stand before a number.
const NUMBERS: &[&str] = &["--kills", "--power", "--full", "--frozen"];

impl Asked {
    fn from(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                option if NUMBERS.contains(&option) && asked.verb == "torture" => {
                    let number = words.next().filter(|number| number.parse::<u32>().is_ok());
                    let number = number.ok_or_else(|| format!("{option} wants a number."))?;
                    asked.further.extend([word, number]);
                }
                "send" | "people" | "literature" if asked.verb == "bench" && asked.further.is_empty() => asked.further.push(word),
                "--yes" | "-y" => asked.yes = true,
                "--all" => asked.all = true,
                "--headless" => asked.headless = true,
                "--german" => asked.german = true,
                "--forms" => asked.forms = true,
                flag if flag.starts_with('-') => return Err(format!("There is no option {flag}.")),
                verb if asked.verb.is_empty() => verb.clone_into(&mut asked.verb),
                extra => return Err(format!("“{extra}” is one word too many.")),
            }
        }
        Ok(asked)
    }
}

/// The checkout's own folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

fn main() -> ExitCode {
    let asked = match Asked::from(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let root = root();
    let done = match asked.verb.as_str() {
        "run" => run::run(&root, asked.yes, asked.headless),
        "test" => checks::all(&root, asked.yes, asked.all),
        "house" => house::report(&root),
        "bench" => bench::run(&root, asked.further.first().map(String::as_str), asked.yes),
        "torture" => torture::run(&root, &asked.further),
        "bindings" => bindings::write(&root),
        "platforms" => platforms::check(&root),
        "shots" => shots::take(&root, asked.yes, asked.german, asked.forms),
        "notices" => house::licences::write_notices(&root),
        "" | "help" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("There is no chore “{other}”.\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\n{why}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    fn asked(line: &str) -> Result<Asked, String> {
        Asked::from(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_read_and_unknown_ones_refused() {
        let run = asked("run --yes").unwrap();
        assert!(run.yes && run.verb == "run");
        assert!(asked("run --fast").is_err());
        assert!(asked("run now").is_err());
        assert_eq!(asked("torture --kills 10").unwrap().further, ["--kills", "10"]);
        assert!(asked("torture --kills many").is_err() && asked("run --kills 10").is_err());
        assert_eq!(asked("bench send").unwrap().further, ["send"]);
    }
}
