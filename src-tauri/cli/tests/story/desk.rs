//! A desk for one story: a folder with a workspace, and the program.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) struct Desk {
    pub(crate) folder: tempfile::TempDir,
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// What this command leaves, which is told nothing.
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::from(command.stdin(Stdio::null()).output().unwrap())
    }

    /// The one object on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.stdout.trim()).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The objects on stdout, one a line.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {self:?}"))).collect()
    }

    /// The run, which must have ended so.
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

impl Desk {
    /// A desk without a workspace.
    pub(crate) fn bare() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A desk with an empty workspace.
    pub(crate) fn new() -> Self {
        let desk = Self::bare();
        desk.run(&["workspace", "init", &desk.workspace(), "--name", "Harbour Trust"]).ends(0);
        desk
    }

    pub(crate) fn workspace(&self) -> String {
        self.path("trust.tidings").display().to_string()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder and gives its path.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name).display().to_string()
    }

    /// Runs the program in the workspace.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, "")
    }

    /// The same, for programs.
    pub(crate) fn json(&self, arguments: &[&str]) -> Run {
        let mut all = vec!["--json"];
        all.extend_from_slice(arguments);
        self.run(&all)
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self.command(arguments).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Run::from(child.wait_with_output().unwrap())
    }

    /// Runs the program as [`Self::json`] does, and says how much memory it held at most, in megabytes. It must say little.
    #[cfg(target_os = "linux")]
    pub(crate) fn weighed(&self, arguments: &[&str]) -> (Run, u64) {
        let mut child = self.command(&[&["--json"], arguments].concat()).spawn().unwrap();
        drop(child.stdin.take());
        let status = format!("/proc/{}/status", child.id());
        let mut peak_kb = 0;
        while child.try_wait().unwrap().is_none() {
            // The system's own mark of the highest so far.
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next());
            peak_kb = mark.and_then(|kb| kb.parse().ok()).unwrap_or(peak_kb);
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        (Run::from(child.wait_with_output().unwrap()), peak_kb / 1_024)
    }

    /// The program, not started yet, with a device folder of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        command
            .args(arguments)
            .env("TIDINGS_WORKSPACE", self.workspace())
            .env("TIDINGS_DEVICE_FOLDER", self.path("device"))
            .env("LC_ALL", "C")
            .env_remove("TIDINGS_FAULT")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}
