//! What makes a system start the agent at login: one description, in the words of three systems.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::Problem;
use crate::workspace::Device;

/// A system that can start programs at login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// A user unit of systemd.
    Linux,
    /// An agent of launchd.
    Macos,
    /// A task of the task scheduler.
    Windows,
}

impl System {
    /// The system that this program runs on.
    #[must_use]
    pub const fn of_this_machine() -> Self {
        if cfg!(target_os = "macos") {
            Self::Macos
        } else if cfg!(windows) {
            Self::Windows
        } else {
            Self::Linux
        }
    }
}

/// The program that is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The program's file.
    pub path: PathBuf,
    /// Its words.
    pub words: Vec<String>,
    /// At whose login Windows starts it, as `HARBOUR\ines`. None: at anybody's, which only an administrator may ask for.
    pub user: Option<String>,
}

/// A command that a system wants to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The program and its words.
    pub words: Vec<String>,
    /// Whether all is lost without it. If not, the system may refuse it: what it is for may be so already.
    pub needed: bool,
}

impl Program {
    /// The command line at `path`, with this machine's folder if that is not the usual one.
    #[must_use]
    pub fn agent(path: PathBuf, folder: Option<&Path>, user: Option<String>) -> Self {
        let mut words: Vec<String> = ["--json", "--quiet", "agent", "run"].map(str::to_owned).into();
        if let Some(folder) = folder {
            words.extend(["--device-folder".to_owned(), folder.display().to_string()]);
        }
        Self { path, words, user }
    }
}

/// What people read beside it in the system's own lists.
const SAYS: &str = "Tidings: sends what is due";
/// The names under which the systems know it.
const UNIT: &str = "tidings-agent.service";
const LABEL: &str = "org.tidings.agent";
const TASK: &str = "Tidings agent";
/// After a fault it is started again, but not at once, in seconds.
const AGAIN_S: u32 = 60;
/// So long the letter in flight may take at its end, in seconds.
const END_S: u32 = 60;

/// Where the system looks for it.
pub(super) fn place(system: System, device: &Device) -> Result<PathBuf, Problem> {
    let dirs = directories::BaseDirs::new().ok_or_else(|| Problem::failure("agent.no_home"))?;
    Ok(match system {
        System::Linux => dirs.config_dir().join("systemd/user").join(UNIT),
        System::Macos => dirs.home_dir().join("Library/LaunchAgents").join(format!("{LABEL}.plist")),
        // The task scheduler keeps its own copy; this is what it was told.
        System::Windows => device.folder.join("agent-task.xml"),
    })
}

/// Writes it where the system looks for it: whole or not at all.
pub(super) fn write(system: System, file: &Path, program: &Program) -> Result<(), Problem> {
    let fail = |error: std::io::Error| Problem::failure("agent.unwritable").with("file", file.display().to_string()).because(error);
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fail)?;
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    let text = text(system, program);
    let bytes = match system {
        // The task scheduler reads UTF-16 alone.
        System::Windows => std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        System::Linux | System::Macos => text.into_bytes(),
    };
    std::io::Write::write_all(&mut draft, &bytes).map_err(fail)?;
    draft.persist(file).map_err(|error| fail(error.error))?;
    Ok(())
}

/// What the system wants to hear once the file is there.
pub(super) fn to_begin(system: System, file: &Path) -> Vec<Told> {
    let file = file.display().to_string();
    match system {
        System::Linux => vec![needed(&["systemctl", "--user", "daemon-reload"]), needed(&["systemctl", "--user", "enable", "--now", UNIT])],
        // launchd refuses what it has already, and does not always say so: whether it has it is asked.
        System::Macos => vec![tried(&["launchctl", "load", "-w", &file]), needed(&["launchctl", "list", LABEL])],
        System::Windows => {
            vec![needed(&["schtasks", "/Create", "/F", "/TN", TASK, "/XML", &file]), needed(&["schtasks", "/Run", "/TN", TASK])]
        }
    }
}

/// What the system wants to hear before the file goes.
pub(super) fn to_end(system: System, file: &Path) -> Vec<Told> {
    let file = file.display().to_string();
    match system {
        System::Linux => vec![needed(&["systemctl", "--user", "disable", "--now", UNIT])],
        System::Macos => vec![tried(&["launchctl", "unload", "-w", &file])],
        System::Windows => vec![tried(&["schtasks", "/End", "/TN", TASK]), needed(&["schtasks", "/Delete", "/F", "/TN", TASK])],
    }
}

fn needed(words: &[&str]) -> Told {
    Told { words: words.iter().map(|word| (*word).to_owned()).collect(), needed: true }
}

fn tried(words: &[&str]) -> Told {
    Told { needed: false, ..needed(words) }
}

/// It as the system reads it.
pub(super) fn text(system: System, program: &Program) -> String {
    match system {
        System::Linux => systemd(program),
        System::Macos => launchd(program),
        System::Windows => task(program),
    }
}

fn systemd(program: &Program) -> String {
    let path = program.path.display().to_string();
    // systemd takes no program whose path has such letters in it, but any word after one.
    let through = path.contains(['"', '\'', '\\', '$', '%', '*', '?', '[']).then_some("/usr/bin/env");
    let all = through.into_iter().chain([path.as_str()]).chain(program.words.iter().map(String::as_str));
    let line = all.map(quoted).collect::<Vec<_>>().join(" ");
    let mut out = format!("[Unit]\nDescription={SAYS}\n\n[Service]\nType=exec\nExecStart={line}\n");
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "Restart=on-failure\nRestartSec={AGAIN_S}\nTimeoutStopSec={END_S}\nUMask=0077\nNoNewPrivileges=yes\n\n[Install]\nWantedBy=default.target\n"
    );
    out
}

/// A word as systemd reads it back: quoted, with what it would replace doubled.
fn quoted(word: &str) -> String {
    let mut out = String::from("\"");
    for letter in word.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '%' | '$' => out.extend([letter, letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn launchd(program: &Program) -> String {
    let path = program.path.display().to_string();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{LABEL}</string>\n  <key>ProgramArguments</key>\n  <array>\n"
    );
    for word in std::iter::once(path.as_str()).chain(program.words.iter().map(String::as_str)) {
        let _ = writeln!(out, "    <string>{}</string>", escaped(word));
    }
    out.push_str("  </array>\n");
    let _ = write!(
        out,
        "  <key>RunAtLoad</key>\n  <true/>\n  <key>KeepAlive</key>\n  <dict>\n    <key>SuccessfulExit</key>\n    <false/>\n  </dict>\n\
         \x20 <key>ThrottleInterval</key>\n  <integer>{AGAIN_S}</integer>\n  <key>ExitTimeOut</key>\n  <integer>{END_S}</integer>\n\
         \x20 <key>Umask</key>\n  <integer>63</integer>\n</dict>\n</plist>\n"
    );
    out
}

/// The program is one of the console, which would stand on the desktop as a black window, and end with it: Windows' own host of
/// consoles shows none when it is told so. If the program is gone, it is started again at the next quarter of an hour.
fn task(program: &Program) -> String {
    let path = program.path.display().to_string();
    let words = ["--headless", path.as_str()].into_iter().chain(program.words.iter().map(String::as_str));
    let arguments = words.map(argument).collect::<Vec<_>>().join(" ");
    let user = program.user.as_ref().map_or_else(String::new, |user| format!("<UserId>{}</UserId>", escaped(user)));
    format!(
        "<?xml version=\"1.0\"?>\n<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n\
         \x20 <RegistrationInfo>\n    <Description>{SAYS}</Description>\n  </RegistrationInfo>\n\
         \x20 <Triggers>\n    <LogonTrigger>\n      <Enabled>true</Enabled>\n      <Repetition>\n        <Interval>PT15M</Interval>\n        <StopAtDurationEnd>false</StopAtDurationEnd>\n      </Repetition>\n      {user}\n    </LogonTrigger>\n  </Triggers>\n\
         \x20 <Principals>\n    <Principal id=\"Author\">\n      {user}\n      <LogonType>InteractiveToken</LogonType>\n      <RunLevel>LeastPrivilege</RunLevel>\n    </Principal>\n  </Principals>\n\
         \x20 <Settings>\n    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n    <StartWhenAvailable>true</StartWhenAvailable>\n    <RestartOnFailure>\n      <Interval>PT1M</Interval>\n      <Count>10</Count>\n    </RestartOnFailure>\n    <Hidden>true</Hidden>\n    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>\n    <Priority>5</Priority>\n  </Settings>\n\
         \x20 <Actions Context=\"Author\">\n    <Exec>\n      <Command>conhost.exe</Command>\n      <Arguments>{}</Arguments>\n    </Exec>\n  </Actions>\n</Task>\n",
        escaped(&arguments)
    )
}

/// A word of a Windows command line, as programs there take it apart: a backslash is one, unless a quotation mark follows.
fn argument(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"', '&', '(', ')', '^', ';', ',']) {
        return word.to_owned();
    }
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for letter in word.chars() {
        match letter {
            '\\' => backslashes += 1,
            '"' => {
                out.extend(std::iter::repeat_n('\\', backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        out.push(letter);
    }
    out.extend(std::iter::repeat_n('\\', backslashes));
    out.push('"');
    out
}

/// A text inside XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
