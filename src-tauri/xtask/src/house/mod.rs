//! The rules of the code that no compiler knows: `docs/ARCHITECTURE.md` says why each is there.
//!
//! Every rule is a function from the checkout's files to faults, so that each can be tried with a planted one.

mod adapters;
mod catalogue;
mod gates;
mod layers;
pub(crate) mod licences;
mod owners;
mod source;
mod texts;

use std::path::Path;

use source::Files;

/// One place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    /// The file, from the checkout's root.
    file: String,
    /// Its line, counted from 1.
    line: usize,
    /// What is wrong.
    what: String,
    /// What to do.
    todo: &'static str,
}

impl Fault {
    fn new(file: &str, line: usize, what: impl Into<String>, todo: &'static str) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), todo }
    }
}

/// Checks all rules and prints what is broken.
///
/// # Errors
/// Says how many places break a rule.
pub(crate) fn report(root: &Path) -> Result<(), String> {
    let files = Files::read(root)?;
    let mut faults = [
        layers::check(&files),
        owners::check(&files),
        adapters::check(&files),
        gates::check(&files),
        catalogue::check(&files),
        texts::check(&files, root),
        licences::check(root, &files)?,
    ]
    .concat();
    faults.sort();
    for fault in &faults {
        println!("{}:{}: {}\n    {}", fault.file, fault.line, fault.what, fault.todo);
    }
    match faults.len() {
        0 => {
            println!("{} files keep the rules of the house.", files.len());
            Ok(())
        }
        1 => Err("One place breaks a rule of the house.".into()),
        many => Err(format!("{many} places break a rule of the house.")),
    }
}
