//! What this machine lacks, and how it gets it. Nothing is installed unasked.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a chore is going to do; decides what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Build the command line alone.
    CommandLine,
    /// Build the window too.
    Window,
    /// Build everything and try it against real servers.
    Tests,
}

/// Debian's packages for building the command line.
const FOR_COMMAND_LINE: &[&str] = &["gcc", "libc6-dev"];

/// Debian's packages for building the window: GTK and WebKit come with the one.
const FOR_WINDOW: &[&str] = &["libwebkit2gtk-4.1-dev"];

/// Debian's packages for the tests: mail servers that are not ours, Python for the receivers by other hands, and a display
/// with a driver, a window manager, a source of dropped files and the letters of the world; a keychain, and one that is silent; what
/// judges a unit, and a machine that says that it goes to sleep; what reads PDF files, and what reads and
/// writes Word files.
const FOR_TESTS: &[&str] = &[
    "python3",
    "python3-aiosmtpd",
    "postfix",
    "sasl2-bin",
    "libsasl2-modules",
    "dovecot-imapd",
    "dovecot-lmtpd",
    "libimage-exiftool-perl",
    "libmime-tools-perl",
    "libmail-dkim-perl",
    "python3-dkim",
    "python3-dnspython",
    "python3-html5lib",
    "python3-icalendar",
    "python3-nacl",
    "webkit2gtk-driver",
    "xvfb",
    "dbus",
    "dbus-tests",
    "gnome-keyring",
    "libsecret-tools",
    "systemd",
    "python3-dbusmock",
    "xdotool",
    "wmctrl",
    "openbox",
    "imagemagick",
    "poppler-utils",
    "libreoffice-writer-nogui",
    "python3-gi",
    "gir1.2-gtk-3.0",
    "fonts-noto-core",
    "fonts-noto-cjk",
];

/// The oldest Node that the window's tools run on.
const NODE: (u32, u32) = (20, 19);

/// What comes with Node, as this system calls it.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Where a Node of our own is put when the system's is too old.
fn own_node(root: &Path) -> PathBuf {
    root.join("target/tools/node_modules/node/bin")
}

fn packages(purpose: Purpose) -> Vec<&'static str> {
    match purpose {
        Purpose::CommandLine => FOR_COMMAND_LINE.to_vec(),
        Purpose::Window => [FOR_COMMAND_LINE, FOR_WINDOW].concat(),
        Purpose::Tests => [FOR_COMMAND_LINE, FOR_WINDOW, FOR_TESTS].concat(),
    }
}

/// Makes the machine ready for `purpose`: says what is missing, asks, installs.
///
/// # Errors
/// A sentence that says what is missing where it cannot or may not be installed.
pub(crate) fn ready(root: &Path, purpose: Purpose, yes: bool) -> Result<(), String> {
    match std::env::consts::OS {
        "linux" => linux(purpose, yes)?,
        "macos" => {
            if !runs("xcrun", &["--find", "clang"]) {
                return Err("Apple's command line tools are missing. Install them with: xcode-select --install".into());
            }
        }
        "windows" => println!(
            "On Windows, Tidings needs Microsoft's C++ build tools and the WebView2 runtime (part of Windows 11). \
             Where one is missing, the build names it."
        ),
        other => return Err(format!("Tidings is not made for {other}.")),
    }
    if purpose == Purpose::CommandLine { Ok(()) } else { node(root, yes) }
}

fn linux(purpose: Purpose, yes: bool) -> Result<(), String> {
    let wanted = packages(purpose);
    if !runs("dpkg-query", &["--version"]) {
        println!("This is no Debian or Ubuntu, so nothing is installed here. Needed is what Debian calls {}.", wanted.join(", "));
        if purpose != Purpose::CommandLine {
            println!("The window's part is webkit2gtk4.1-devel on Fedora, webkit2gtk-4.1 on Arch, webkit2gtk3-devel on openSUSE.");
        }
        if !runs("cc", &["--version"]) {
            return Err("A C compiler is missing (cc). Install it with your system's packages, then do this again.".into());
        }
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine: {}.", missing.join(", "));
    consent("Install them with apt-get?", yes)?;
    install(&missing)
}

fn install(packages: &[&str]) -> Result<(), String> {
    let wanted = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    if !is_root() && !runs("sudo", &["--version"]) {
        return Err(format!("Installing needs all rights, and there is no sudo here. As root, do: apt-get {}", wanted.join(" ")));
    }
    // A list that cannot be had anew may still be good enough: whether it is, the installing says.
    if let Err(why) = apt(&["update"]) {
        println!("{why}");
    }
    apt(&wanted)
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status}\\n", package])
        .stderr(Stdio::null())
        .output()
        // A line for each architecture that the package is here for.
        .is_ok_and(|out| out.stdout.split(|byte| *byte == b'\n').any(|status| status == b"installed"))
}

fn apt(words: &[&str]) -> Result<(), String> {
    let root_already = is_root();
    let line = format!("apt-get {}", words.join(" "));
    let mut command = if root_already { Command::new("apt-get") } else { Command::new("sudo") };
    if !root_already {
        command.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
    }
    println!("{line}");
    let done = command.args(words).env("DEBIAN_FRONTEND", "noninteractive").status();
    if done.is_ok_and(|status| status.success()) { Ok(()) } else { Err(format!("“{line}” failed.")) }
}

/// Debian's packages of mail servers of which only one can be installed: these are unpacked.
const RECEIVERS: &[&str] = &["opensmtpd", "exim4-daemon-light"];

/// Unpacks the mail servers that cannot be installed beside Postfix into `target/tools`; gives where.
///
/// # Errors
/// When this is no Debian, or they may not or cannot be had.
pub(crate) fn receivers(root: &Path, yes: bool) -> Result<PathBuf, String> {
    let folder = root.join("target/tools/receivers");
    if folder.join("usr/sbin/smtpd").is_file() && folder.join("usr/sbin/exim4").is_file() {
        return Ok(folder);
    }
    println!("Missing: {}, unpacked in target/tools.", RECEIVERS.join(", "));
    consent("Download and unpack them?", yes)?;
    std::fs::create_dir_all(&folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    let done = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    if !done(Command::new("apt-get").arg("download").args(RECEIVERS).current_dir(&folder)) {
        return Err(format!("“apt-get download {}” failed.", RECEIVERS.join(" ")));
    }
    for file in std::fs::read_dir(&folder).map_err(|e| e.to_string())?.flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|end| end == "deb") && !done(Command::new("dpkg-deb").arg("--extract").arg(&file).arg(&folder)) {
            return Err(format!("{} cannot be unpacked.", file.display()));
        }
    }
    Ok(folder)
}

/// Makes sure of a Node that the window's tools run on.
fn node(root: &Path, yes: bool) -> Result<(), String> {
    let has_npm = || runs(NPM, &["--version"]);
    if version_fits(&node_version(None)) || version_fits(&node_version(Some(&own_node(root)))) {
        if has_npm() {
            return Ok(());
        }
        if std::env::consts::OS != "linux" || !runs("dpkg-query", &["--version"]) {
            return Err("npm, which belongs to Node, is missing. Install it, then do this again.".into());
        }
        println!("Missing on this machine: npm.");
        consent("Install it with apt-get?", yes)?;
        return install(&["npm"]);
    }
    let said = format!("Node {}.{} or newer is missing.", NODE.0, NODE.1);
    if std::env::consts::OS != "linux" || !runs("dpkg-query", &["--version"]) {
        return Err(format!("{said} Install it from https://nodejs.org, then do this again."));
    }
    println!("{said}");
    consent("Install one for this checkout alone, into target/tools?", yes)?;
    if !has_npm() {
        install(&["npm"])?;
    }
    // The npm package `node` is the official build; a system's own may be years older.
    let tools = root.join("target/tools");
    std::fs::create_dir_all(&tools).map_err(|e| format!("{} cannot be made: {e}", tools.display()))?;
    let done = Command::new(NPM).args(["install", "--no-save", "--prefix"]).arg(&tools).arg("node@22").status();
    if done.is_ok_and(|status| status.success()) && version_fits(&node_version(Some(&own_node(root)))) {
        Ok(())
    } else {
        Err(format!("{said} Install it from https://nodejs.org, then do this again."))
    }
}

fn node_version(within: Option<&Path>) -> String {
    let program = within.map_or_else(|| PathBuf::from("node"), |folder| folder.join("node"));
    Command::new(program).arg("--version").output().map(|out| String::from_utf8_lossy(&out.stdout).into_owned()).unwrap_or_default()
}

fn version_fits(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|n| n.parse::<u32>().ok());
    numbers.next().zip(numbers.next()).is_some_and(|found| found >= NODE)
}

/// `npm` in the window's folder, with the Node that fits.
pub(crate) fn npm(root: &Path, words: &[&str]) -> Command {
    npm_in(root, &root.join("ui"), words)
}

/// As [`npm`], in another folder.
pub(crate) fn npm_in(root: &Path, folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(NPM);
    command.args(words).current_dir(folder).env("CI", "true");
    let own = own_node(root);
    if own.is_dir() {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(own).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
    }
    command
}

/// Whether a program is here and ends well with these words.
pub(crate) fn runs(program: &str, words: &[&str]) -> bool {
    Command::new(program).args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// Asks before anything is installed.
///
/// # Errors
/// When the answer is no, or nobody can be asked.
pub(crate) fn consent(question: &str, yes: bool) -> Result<(), String> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err("Nothing was installed: there is no terminal to ask at. With --yes it is installed unasked.".into());
    }
    print!("{question} [y/N] ");
    drop(std::io::stdout().flush());
    let mut answer = String::new();
    drop(std::io::stdin().read_line(&mut answer));
    if matches!(answer.trim(), "y" | "Y" | "yes") { Ok(()) } else { Err("Nothing was installed.".into()) }
}

#[cfg(test)]
mod tests {
    use super::{Purpose, packages, version_fits};

    #[test]
    fn a_node_that_is_too_old_is_seen() {
        assert!(version_fits("v20.19.0\n"));
        assert!(version_fits("v22.1.0"));
        assert!(!version_fits("v20.18.3"));
        assert!(!version_fits("v18.20.4"));
        assert!(!version_fits(""));
    }

    #[test]
    fn only_what_a_chore_needs_is_asked_for() {
        assert!(!packages(Purpose::CommandLine).contains(&"postfix"));
        assert!(packages(Purpose::Window).contains(&"libwebkit2gtk-4.1-dev"));
        assert!(packages(Purpose::Tests).contains(&"postfix"));
    }
}
