//! Mails as files in a folder, for those who run the practice server alone.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::Problem;
use crate::literature::clean_name;

/// A folder that exists and can be written to; made if it is not there.
///
/// # Errors
/// `practice.no_folder`.
pub(super) fn made(folder: &Path) -> Result<PathBuf, Problem> {
    let failed = |error: std::io::Error| Problem::failure("practice.no_folder").with("folder", folder.display().to_string()).because(error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    tempfile::Builder::new().prefix(".practice-").tempfile_in(folder).map_err(failed)?;
    Ok(folder.to_owned())
}

/// Writes a mail to a new file `000001-address.eml`; returns once it is durable.
///
/// # Errors
/// `practice.unwritable`.
pub(super) fn keep(folder: &Path, recipient: &str, bytes: &[u8]) -> Result<PathBuf, Problem> {
    let failed =
        |error: &dyn std::fmt::Display| Problem::failure("practice.unwritable").with("file", folder.display().to_string()).because(error);
    let mut file = tempfile::Builder::new().prefix(".practice-").tempfile_in(folder).map_err(|error| failed(&error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    let name = clean_name(&recipient.replace(['/', '\\'], "-"));
    let mut number = newest(folder) + 1;
    loop {
        let path = folder.join(format!("{number:06}-{name}.eml"));
        match file.persist_noclobber(&path) {
            Ok(_) => {
                // The name is durable once the folder is; where a folder cannot be opened, the system sees to it.
                if let Ok(folder) = std::fs::File::open(folder) {
                    drop(folder.sync_all());
                }
                return Ok(path);
            }
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                file = error.file;
                number += 1;
            }
            Err(error) => return Err(failed(&error.error)),
        }
    }
}

/// The highest number of a mail in the folder.
fn newest(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let number = |name: &str| name.split_once('-').and_then(|(number, _)| number.parse().ok());
    entries.flatten().filter_map(|entry| number(&entry.file_name().to_string_lossy())).max().unwrap_or(0)
}
