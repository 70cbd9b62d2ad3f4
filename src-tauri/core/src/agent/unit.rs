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
    /// Variables that it needs, with their values.
    pub variables: Vec<(String, String)>,
}

impl Program {
    /// The command line at `path`, with this machine's folder if that is not the usual one.
    #[must_use]
    pub fn agent(path: PathBuf, folder: Option<&Path>) -> Self {
        let variables = folder.map(|folder| ("TIDINGS_DEVICE_FOLDER".to_owned(), folder.display().to_string()));
        Self { path, words: ["--json", "--quiet", "agent", "run"].map(str::to_owned).into(), variables: variables.into_iter().collect() }
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
pub(super) fn to_begin(system: System, file: &Path) -> Vec<Vec<String>> {
    let file = file.display().to_string();
    words(&match system {
        System::Linux => vec![vec!["systemctl", "--user", "daemon-reload"], vec!["systemctl", "--user", "enable", "--now", UNIT]],
        System::Macos => vec![vec!["launchctl", "load", "-w", &file]],
        System::Windows => vec![vec!["schtasks", "/Create", "/F", "/TN", TASK, "/XML", &file], vec!["schtasks", "/Run", "/TN", TASK]],
    })
}

/// What the system wants to hear before the file goes.
pub(super) fn to_end(system: System, file: &Path) -> Vec<Vec<String>> {
    let file = file.display().to_string();
    words(&match system {
        System::Linux => vec![vec!["systemctl", "--user", "disable", "--now", UNIT]],
        System::Macos => vec![vec!["launchctl", "unload", "-w", &file]],
        System::Windows => vec![vec!["schtasks", "/End", "/TN", TASK], vec!["schtasks", "/Delete", "/F", "/TN", TASK]],
    })
}

fn words(commands: &[Vec<&str>]) -> Vec<Vec<String>> {
    commands.iter().map(|command| command.iter().map(|word| (*word).to_owned()).collect()).collect()
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
    for (name, value) in &program.variables {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "Environment={}", quoted(&format!("{name}={value}")).replace("$$", "$"));
    }
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
    if !program.variables.is_empty() {
        out.push_str("  <key>EnvironmentVariables</key>\n  <dict>\n");
        for (name, value) in &program.variables {
            let _ = write!(out, "    <key>{}</key>\n    <string>{}</string>\n", escaped(name), escaped(value));
        }
        out.push_str("  </dict>\n");
    }
    let _ = write!(
        out,
        "  <key>RunAtLoad</key>\n  <true/>\n  <key>KeepAlive</key>\n  <dict>\n    <key>SuccessfulExit</key>\n    <false/>\n  </dict>\n\
         \x20 <key>ThrottleInterval</key>\n  <integer>{AGAIN_S}</integer>\n  <key>ExitTimeOut</key>\n  <integer>{END_S}</integer>\n\
         \x20 <key>Umask</key>\n  <integer>63</integer>\n</dict>\n</plist>\n"
    );
    out
}

fn task(program: &Program) -> String {
    let path = program.path.display().to_string();
    let (command, arguments) = if program.variables.is_empty() {
        (path, program.words.iter().map(|word| argument(word)).collect::<Vec<_>>().join(" "))
    } else {
        // A task has no variables of its own: the system's command interpreter sets them.
        let set: Vec<String> = program.variables.iter().map(|(name, value)| format!("set \"{name}={value}\"")).collect();
        let words = std::iter::once(path.as_str()).chain(program.words.iter().map(String::as_str)).map(argument).collect::<Vec<_>>();
        ("cmd.exe".to_owned(), format!("/D /S /C \"{} && {}\"", set.join(" && "), words.join(" ")))
    };
    format!(
        "<?xml version=\"1.0\"?>\n<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n\
         \x20 <RegistrationInfo>\n    <Description>{SAYS}</Description>\n  </RegistrationInfo>\n\
         \x20 <Triggers>\n    <LogonTrigger>\n      <Enabled>true</Enabled>\n    </LogonTrigger>\n  </Triggers>\n\
         \x20 <Principals>\n    <Principal id=\"Author\">\n      <LogonType>InteractiveToken</LogonType>\n      <RunLevel>LeastPrivilege</RunLevel>\n    </Principal>\n  </Principals>\n\
         \x20 <Settings>\n    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n    <StartWhenAvailable>true</StartWhenAvailable>\n    <RestartOnFailure>\n      <Interval>PT1M</Interval>\n      <Count>10</Count>\n    </RestartOnFailure>\n    <Hidden>true</Hidden>\n    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>\n  </Settings>\n\
         \x20 <Actions Context=\"Author\">\n    <Exec>\n      <Command>{}</Command>\n      <Arguments>{}</Arguments>\n    </Exec>\n  </Actions>\n</Task>\n",
        escaped(&command),
        escaped(&arguments)
    )
}

/// A word of a Windows command line.
fn argument(word: &str) -> String {
    if word.is_empty() || word.contains([' ', '\t', '"', '&', '(', ')', '^', ';', ',']) {
        format!("\"{}\"", word.replace('"', "\\\""))
    } else {
        word.to_owned()
    }
}

/// A text inside XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
