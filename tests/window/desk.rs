//! Workspaces made beforehand through the command line, for stories that begin later.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tidings_tests::fixtures::{Opening, Screen, Window, programs};

/// A workspace's file on a screen of its own, before any window is open.
pub(crate) struct Desk {
    /// Where the window will be.
    pub(crate) screen: Screen,
    /// The file.
    pub(crate) file: PathBuf,
}

impl Desk {
    /// An empty workspace of the organisation `name`.
    pub(crate) fn new(name: &str) -> Self {
        let screen = Screen::start();
        let file = screen.home().join("desk.tidings");
        let desk = Self { screen, file };
        desk.tidings(&["workspace", "init", &desk.file.display().to_string(), "--name", name]);
        desk
    }

    /// A workspace with `people` journalists who cover heritage, the segment *Heritage press*, a release, and an account that sends
    /// to `port` of loopback over `connections`.
    pub(crate) fn ready_to_send(people: usize, port: u16, connections: u32) -> Self {
        let desk = Self::new("Harbour Trust");
        let mut table = String::from("name,address,outlet,beats\n");
        for n in 1..=people {
            table.push_str(&format!("Person {n:03},person{n}@paper{}.example.net,The Paper {},heritage\n", n % 7, n % 7));
        }
        desk.import(&table, "journalist");
        desk.tidings(&["segment", "save", "Heritage press", "kind:journalist beat:heritage"]);
        desk.add_release("The lens is back", "Dear {{ first_name | \"editor\" }},\n\nthe lens of 1874 is back in its tower.\n");
        let smtp = format!("smtp://127.0.0.1:{port}?tls=none");
        let connections = connections.to_string();
        let from = "Ines Calder <press@harbourtrust.example.org>";
        desk.tidings(&["account", "add", "press", "--from", from, "--smtp", &smtp, "--connections", &connections]);
        desk
    }

    /// Imports people of one kind from a table.
    pub(crate) fn import(&self, csv: &str, kind: &str) {
        let table = self.screen.home().join("people.csv");
        std::fs::write(&table, csv).expect("a table");
        let table = table.display().to_string();
        let words = ["people", "import", &table, "--kind", kind, "--source", "press list", "--basis", "legitimate-interest", "--apply"];
        self.tidings(&words);
    }

    /// Adds a press release.
    pub(crate) fn add_release(&self, headline: &str, body: &str) {
        let text = self.screen.home().join("release.md");
        let headline = Value::from(headline);
        std::fs::write(&text, format!("---\nheadline: {headline}\nkind: press-release\n---\n\n{body}")).expect("a text");
        self.tidings(&["document", "add", &text.display().to_string()]);
    }

    /// Runs the command line on this workspace to its good end.
    pub(crate) fn tidings(&self, arguments: &[&str]) -> Vec<Value> {
        tidings(&self.screen, &self.file, arguments)
    }

    /// Opens the window on it.
    pub(crate) fn open(self) -> Window {
        self.open_sized(1280, 800)
    }

    /// Opens the window on it; it writes all it can into its log.
    pub(crate) fn open_logging(self) -> Window {
        Window::open_with(self.screen, Opening { file: Some(self.file), log: Some("trace"), ..Opening::default() })
    }

    /// Opens the window on it at a size.
    pub(crate) fn open_sized(self, width: u32, height: u32) -> Window {
        let opening = Opening { size: (width, height), file: Some(self.file), log: None };
        Window::open_with(self.screen, opening)
    }
}

/// Runs the command line to its good end as the user of this screen.
pub(crate) fn tidings(screen: &Screen, file: &Path, arguments: &[&str]) -> Vec<Value> {
    let mut command = screen.command(&programs("tidings").display().to_string());
    let out = command.arg("--json").arg("-w").arg(file).args(arguments).stdin(Stdio::null()).output().expect("tidings starts");
    assert!(out.status.success(), "tidings {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON a line")).collect()
}
