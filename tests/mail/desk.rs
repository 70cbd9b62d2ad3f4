//! A workspace with people, a release and an account, worked through the command line as a script would.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tidings_tests::fixtures::programs;

/// A workspace of one test.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    /// The file.
    pub(crate) file: PathBuf,
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
        let desk = Self::empty();
        let mut csv = String::from("name,address,outlet,beats\n");
        for n in 0..people {
            csv.push_str(&format!("Person {n},person{n}@paper{}.example.net,The Paper {},heritage\n", n % 17, n % 17));
        }
        desk.import(&csv);
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
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("trust.tidings");
        let desk = Self { folder, file };
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
        let text = self.folder.path().join("release.md");
        std::fs::write(&text, format!("---\nheadline: {headline}\nkind: press-release\n---\n\n{body}")).expect("a text");
        self.must(&["document", "add", &text.display().to_string()]);
    }

    /// The command `tidings` with this workspace.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(programs("tidings"));
        command.env("TIDINGS_DEVICE_FOLDER", self.folder.path().join("device")).env("LC_ALL", "C.UTF-8");
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
