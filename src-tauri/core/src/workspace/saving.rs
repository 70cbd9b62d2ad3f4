//! Files that people ask for: new ones, whole or not there, and never in the place of another.

use std::fmt::Display;
use std::fs::File;
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use crate::error::Problem;

/// Writes a new file by `write`, and gives what that gives. It gets its name once all of it is on the disk.
///
/// # Errors
/// `workspace.exists` where something has that name, even since a moment ago; `unwritten` with the file and the cause for all else: no half
/// file is left.
pub fn save_new<T, E: Display>(to: &Path, unwritten: &'static str, write: impl FnOnce(&mut File) -> Result<T, E>) -> Result<T, Problem> {
    refuse_existing(to)?;
    let fail = |why: &dyn Display| Problem::failure(unwritten).with("file", to.display().to_string()).because(why);
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut draft = NamedTempFile::new_in(folder).map_err(|why| fail(&why))?;
    let written = write(draft.as_file_mut()).map_err(|why| fail(&why))?;
    draft.as_file().sync_all().map_err(|why| fail(&why))?;
    name_it(draft.into_temp_path(), to, |why| fail(why))?;
    Ok(written)
}

/// Refuses to write where something is.
pub(super) fn refuse_existing(to: &Path) -> Result<(), Problem> {
    if to.exists() {
        return Err(Problem::refusal("workspace.exists").with("file", to.display().to_string()).todo("workspace.exists.todo"));
    }
    Ok(())
}

/// Gives a finished file its name, unless somebody else took it meanwhile; `failed` says what else there is to say.
pub(super) fn name_it(made: TempPath, to: &Path, failed: impl Fn(&std::io::Error) -> Problem) -> Result<(), Problem> {
    let Err(refused) = made.persist_noclobber(to) else { return Ok(()) };
    refuse_existing(to)?;
    // A disk that cannot name a file only where there is none: a stick as cameras have them.
    refused.path.persist(to).map_err(|why| failed(&why.error))
}

#[cfg(test)]
mod tests {
    use std::io::{Error, Write as _};

    use super::save_new;
    use crate::messages::Language;

    const UNWRITTEN: &str = "records.unwritten";

    #[test]
    fn a_file_is_whole_or_not_there_and_never_in_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let (to, names) = (folder.path().join("page.html"), || {
            let mut names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        });
        let broken =
            save_new(&to, UNWRITTEN, |file| file.write_all(b"half").and(Err::<(), _>(Error::other("the disk is full")))).unwrap_err();
        assert_eq!((broken.code.as_str(), broken.cause.as_deref(), names().len()), (UNWRITTEN, Some("the disk is full"), 0));
        assert_eq!(save_new(&to, UNWRITTEN, |file| file.write_all(b"whole").map(|()| 5)).unwrap(), 5);
        let taken = save_new(&to, UNWRITTEN, |file| file.write_all(b"another")).unwrap_err();
        assert_eq!((taken.code.as_str(), std::fs::read(&to).unwrap().as_slice()), ("workspace.exists", b"whole".as_slice()));
        assert_eq!(names(), ["page.html"]);
    }

    #[test]
    fn a_name_that_was_taken_while_the_file_was_written_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("page.html");
        let taken = save_new(&to, UNWRITTEN, |file| std::fs::write(&to, "theirs").and_then(|()| file.write_all(b"ours"))).unwrap_err();
        assert_eq!((taken.code.as_str(), std::fs::read_to_string(&to).unwrap().as_str()), ("workspace.exists", "theirs"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("gone").join("page.html");
        let refused = save_new(&to, UNWRITTEN, |file| file.write_all(b"x")).unwrap_err();
        assert_eq!(refused.code, UNWRITTEN);
        assert!(refused.what.text(Language::En).contains(&to.display().to_string()), "{refused:?}");
    }
}
