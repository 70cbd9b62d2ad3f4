//! A workspace with people, a release and an account, worked through the command line as a script would.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tidings_tests::fixtures::{SmallDisk, programs};

/// A workspace of one test.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    /// The file.
    pub(crate) file: PathBuf,
    /// Variables that every command gets.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// The disk that the workspace is on, if not the machine's own.
    pub(crate) disk: Option<SmallDisk>,
}

/// How a command ended.
pub(crate) struct Said {
    /// The exit code; none when it was killed.
    pub(crate) code: Option<i32>,
    /// Its JSON, a value a line.
    pub(crate) lines: Vec<Value>,
    /// What it told people.
    pub(crate) stderr: String,
}

impl Desk {
    /// A workspace with `people` journalists, a release and an account that sends to `port` of loopback without TLS.
    pub(crate) fn new(people: usize, port: u16, connections: u32) -> Self {
        Self::empty().with(people, port, connections)
    }

    /// Adds `people` journalists, a release and an account to it.
    pub(crate) fn with(self, people: usize, port: u16, connections: u32) -> Self {
        let desk = self;
        let mut csv = String::from("name,address,outlet,beats\n");
        for n in 0..people {
            csv.push_str(&format!("Person {n},person{n}@paper{}.example.net,The Paper {},heritage\n", n % 17, n % 17));
        }
        if people > 0 {
            desk.import(&csv);
        }
        desk.add_release("The lens is back", "Dear {{ first_name | \"editor\" }},\n\nthe lens is back in its tower.\n");
        let port = port.to_string();
        let connections = connections.to_string();
        let smtp = format!("smtp://127.0.0.1:{port}?tls=none");
        desk.must(&[
            "account",
            "add",
            "press",
            "--from",
            "Ines Calder <press@harbourtrust.example.org>",
            "--smtp",
            &smtp,
            "--connections",
            &connections,
        ]);
        desk
    }

    /// An empty workspace.
    pub(crate) fn empty() -> Self {
        Self::made(None)
    }

    /// An empty workspace on a disk of so many kilobytes.
    pub(crate) fn on_small_disk(kilobytes: u32) -> Self {
        Self::made(Some(SmallDisk::mount(kilobytes)))
    }

    fn made(disk: Option<SmallDisk>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = disk.as_ref().map_or(folder.path(), |disk| &disk.at).join("trust.tidings");
        let desk = Self { folder, file, variables: Vec::new(), disk };
        desk.must(&["workspace", "init", &desk.file.display().to_string()]);
        desk
    }

    /// Imports journalists from a table.
    pub(crate) fn import(&self, csv: &str) {
        let table = self.folder.path().join("people.csv");
        std::fs::write(&table, csv).expect("a table");
        let table = table.display().to_string();
        self.must(&[
            "people",
            "import",
            &table,
            "--kind",
            "journalist",
            "--source",
            "press list",
            "--basis",
            "legitimate-interest",
            "--apply",
        ]);
    }

    /// Adds a press release; it is document 1, 2, …
    pub(crate) fn add_release(&self, headline: &str, body: &str) {
        self.add_document(&format!("---\nheadline: {headline}\nkind: press-release\n---\n\n{body}"));
    }

    /// Adds a document with its front block.
    pub(crate) fn add_document(&self, text: &str) {
        let file = self.write("release.md", text.as_bytes());
        self.must(&["document", "add", &file]);
    }

    /// Writes a file into the test's folder; its path.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> String {
        let file = self.folder.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        file.display().to_string()
    }

    /// The command `tidings` with this workspace.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let program = programs("tidings");
        let mut command = self.disk.as_ref().map_or_else(|| Command::new(&program), |disk| disk.enter(&program));
        command.env("TIDINGS_DEVICE_FOLDER", self.folder.path().join("device")).env("LC_ALL", "C.UTF-8");
        // No test writes into the keychain of whoever runs it.
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.arg("--json").arg("-w").arg(&self.file).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(&self.command(arguments).output().expect("tidings starts"))
    }

    /// Runs it to its end, which must be a good one.
    pub(crate) fn must(&self, arguments: &[&str]) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "tidings {arguments:?}: {}", said.stderr);
        said
    }

    /// Runs it to its end, which must be this one.
    pub(crate) fn must_end(&self, arguments: &[&str], code: i32) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(code), "tidings {arguments:?}: {}", said.stderr);
        said
    }

    /// Runs it to its end with `input` at its stdin.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = self.command(arguments);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("tidings starts");
        child.stdin.take().expect("its stdin is piped").write_all(input.as_bytes()).expect("it reads");
        said(&child.wait_with_output().expect("tidings ends"))
    }

    /// All bytes that are in this test's folder: the file, its log, the machine's folder.
    pub(crate) fn all_bytes(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let (mut folders, mut found) = (vec![self.folder.path().to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                match entry.path() {
                    path if path.is_dir() => folders.push(path),
                    path => found.push((path.clone(), std::fs::read(&path).expect("a file"))),
                }
            }
        }
        found
    }

    /// The ledger's rows of a distribution.
    pub(crate) fn ledger(&self, distribution: u32) -> Vec<Value> {
        self.must(&["distribution", "show", &distribution.to_string(), "--deliveries"]).lines
    }

    /// A distribution's sum, which must be right.
    pub(crate) fn sum(&self, distribution: u32) -> Value {
        let shown = self.must(&["distribution", "show", &distribution.to_string()]).lines.remove(0);
        let n = |name: &str| shown[name].as_u64().expect("a number");
        let parts = ["waiting", "accepted", "refused", "retrying", "uncertain", "cancelled"].map(n);
        assert_eq!(n("recipients"), parts.iter().sum::<u64>(), "D31: {shown}");
        shown
    }

    /// Checks the file with all its promises.
    pub(crate) fn verify(&self) {
        let verified = self.run(&["workspace", "verify"]);
        assert_eq!(verified.code, Some(0), "{:?}", verified.lines);
    }
}

/// What a command said.
pub(crate) fn said(output: &Output) -> Said {
    let stdout = String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8");
    let lines =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("stdout holds JSON alone: {e}: {line}"))).collect();
    Said { code: output.status.code(), lines, stderr: String::from_utf8_lossy(&output.stderr).into_owned() }
}
