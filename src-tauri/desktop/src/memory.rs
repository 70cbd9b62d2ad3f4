//! What a question or an import needed for a while goes back to the system.
//!
//! The GNU C library gives a block of more than 128 KB back as soon as it is let go, until a larger one was: from then on it keeps
//! blocks of up to that size, of which the window then held 60 MB more at a million people. Named at the start, the limit stays what
//! it is ([`mallopt(3)`], `M_MMAP_THRESHOLD`); it can only be named before a program begins.
//!
//! [`mallopt(3)`]: https://man7.org/linux/man-pages/man3/mallopt.3.html

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// By which the library is told, and its own limit in bytes.
const LIMIT: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "131072");

/// Begins this program anew with the limit named, in the same process; does nothing where it is named, or that cannot be done.
pub(crate) fn keep_the_limit() {
    use std::os::unix::process::CommandExt as _;
    if std::env::var_os(LIMIT.0).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        // It only comes back when it failed: then more is held, and nothing else is different.
        drop(named(&program, std::env::args_os()).exec());
    }
}

/// This program with the limit named.
fn named(program: &Path, arguments: impl Iterator<Item = OsString>) -> Command {
    let mut anew = Command::new(program);
    anew.args(arguments.skip(1)).env(LIMIT.0, LIMIT.1);
    anew
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_anew_with_the_limit_and_with_what_it_was_given() {
        let given = ["tidings-desktop", "/home/ada/東京 press.tidings"].map(OsString::from);
        let anew = named(Path::new("/opt/tidings/tidings-desktop"), given.into_iter());
        assert_eq!(anew.get_program(), "/opt/tidings/tidings-desktop");
        assert_eq!(anew.get_args().collect::<Vec<_>>(), ["/home/ada/東京 press.tidings"]);
        assert_eq!(anew.get_envs().collect::<Vec<_>>(), [("MALLOC_MMAP_THRESHOLD_".as_ref(), Some("131072".as_ref()))]);
    }
}
