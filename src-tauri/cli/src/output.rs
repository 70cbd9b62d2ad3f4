//! What is printed where: answers on stdout, everything else on stderr, and the exit code.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::ExitCode;

use serde::Serialize;
use tidings_core::error::{Kind, Problem};
use tidings_core::ids::Millis;
use tidings_core::literature;
use tidings_core::messages::{Language, Message};

/// How a command ended, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done, completely. Exit 0.
    Done,
    /// It needs a confirmation or an answer that is missing. Exit 5.
    NeedsConsent,
    /// Done, but not for everybody. Exit 6.
    NotForEverybody,
    /// A check found something. Exit 1.
    Found,
}

impl From<Answer> for ExitCode {
    fn from(answer: Answer) -> Self {
        Self::from(match answer {
            Answer::Done => 0,
            Answer::Found => 1,
            Answer::NeedsConsent => 5,
            Answer::NotForEverybody => 6,
        })
    }
}

/// Where and how to print.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    json: bool,
    quiet: bool,
    language: Language,
}

#[derive(Serialize)]
struct Failed<'a> {
    error: Fault<'a>,
}

/// A problem for programs; of several places `field` and `row` name the first, `places` all that say more.
#[derive(Serialize)]
pub(crate) struct Fault<'a> {
    code: &'a str,
    message: String,
    field: Option<&'a str>,
    row: Option<u32>,
    hint: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Spot<'a>>,
}

#[derive(Serialize)]
struct Spot<'a> {
    field: Option<&'a str>,
    row: Option<u32>,
    column: Option<u32>,
    length: Option<u32>,
    message: Option<String>,
    proposal: Option<&'a str>,
}

impl Output {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet, language: Language::of_this_user() }
    }

    /// Whether stdout is for programs.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether nothing but problems belongs on stderr.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The reader's language.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Whether a person can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// A sentence in the reader's language.
    pub(crate) fn say(&self, message: &Message) -> String {
        message.text(self.language)
    }

    /// One object for programs, or `lines` for people.
    pub(crate) fn answer<T: Serialize>(&self, object: &T, lines: impl FnOnce() -> String) {
        if self.json {
            self.object(object);
        } else {
            self.put(&lines());
        }
    }

    /// One object on a line of its own, for lists.
    pub(crate) fn object<T: Serialize>(&self, object: &T) {
        self.put(&with_times(&serde_json::to_string(object).unwrap_or_default()));
    }

    /// A line on stdout for people.
    pub(crate) fn line(&self, line: &str) {
        if !self.json {
            self.put(line);
        }
    }

    fn put(&self, line: &str) {
        put(format!("{line}\n").as_bytes(), self.language);
    }

    /// Something to know, on stderr.
    pub(crate) fn note(&self, line: &str) {
        if !self.quiet {
            drop(writeln!(std::io::stderr(), "{line}"));
        }
    }

    /// Something without which the command cannot go on, on stderr even where nothing else is said.
    pub(crate) fn must_know(&self, line: &str) {
        drop(writeln!(std::io::stderr(), "{line}"));
    }

    /// A sentence without parameters in the reader's language.
    pub(crate) fn words(&self, key: &'static str) -> String {
        self.say(&Message::new(key))
    }

    /// A table for people; the heads are keys of the catalogue.
    pub(crate) fn table(&self, head: &[&'static str], rows: Vec<Vec<String>>) {
        self.table_under(head.iter().map(|key| if key.is_empty() { String::new() } else { self.words(key) }).collect(), rows);
    }

    /// The same under heads that are words already: columns that users named.
    pub(crate) fn table_under(&self, head: Vec<String>, rows: Vec<Vec<String>>) {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
        table.set_header(head);
        for row in rows {
            table.add_row(row);
        }
        self.put(&table.to_string());
    }

    /// A problem in the form that programs read.
    pub(crate) fn fault<'p>(&self, problem: &'p Problem) -> Fault<'p> {
        let first = problem.places.first();
        let spot = |place: &'p tidings_core::error::Place| Spot {
            field: place.field.as_deref(),
            row: place.row,
            column: place.column,
            length: place.length,
            message: place.what.as_ref().map(|what| self.say(what)),
            proposal: place.proposal.as_deref(),
        };
        Fault {
            code: &problem.code,
            message: self.say(&problem.what),
            field: first.and_then(|place| place.field.as_deref()),
            row: first.and_then(|place| place.row),
            hint: problem.todo.as_ref().map(|todo| self.say(todo)),
            places: problem.places.iter().filter(|place| place.what.is_some() || place.proposal.is_some()).map(spot).collect(),
        }
    }

    /// Says that the command was written wrongly, as the one who reads the words found it. Exit 2.
    pub(crate) fn misspelt(&self, words: &str) {
        if self.json {
            let mut lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
            let message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let hint = lines.find(|line| line.starts_with("tip:") || line.starts_with('[')).map(str::to_owned);
            self.object(&Failed { error: Fault { code: "usage", message, field: None, row: None, hint, places: Vec::new() } });
        }
    }

    /// Says what went wrong, what state things are in and what to do; gives the exit code of its kind.
    pub(crate) fn problem(&self, problem: &Problem) -> ExitCode {
        let message = self.say(&problem.what);
        let hint = problem.todo.as_ref().map(|todo| self.say(todo));
        if self.json {
            self.object(&Failed { error: self.fault(problem) });
        }
        let mut stderr = std::io::stderr();
        drop(writeln!(stderr, "{message}"));
        for place in &problem.places {
            let what = place.what.as_ref().map(|what| self.say(what));
            let at = place
                .column
                .map(|column| self.say(&Message::new("cli.at.character").with("n", column)))
                .or_else(|| place.row.map(|row| self.say(&Message::new("cli.at.row").with("n", row))))
                .or_else(|| place.field.clone());
            match (at, what) {
                (Some(at), Some(what)) => drop(writeln!(stderr, "  {at}: {what}")),
                (None, Some(what)) => drop(writeln!(stderr, "  {what}")),
                _ => {}
            }
            if let Some(proposal) = &place.proposal {
                drop(writeln!(stderr, "  → {proposal}"));
            }
        }
        if let Some(hint) = hint {
            drop(writeln!(stderr, "{hint}"));
        }
        tracing::debug!(code = problem.code, cause = problem.cause, "the command ends here");
        ExitCode::from(match problem.kind {
            Kind::Failure => 1,
            Kind::Refusal => 3,
            Kind::Missing => 4,
            Kind::NeedsConsent => 5,
            Kind::Copy => 7,
        })
    }

    /// Writes these very bytes to stdout, as [`put`] writes a line.
    pub(crate) fn bytes(&self, bytes: &[u8]) {
        put(bytes, self.language);
    }
}

/// A figure with its name, under the others.
pub(crate) fn figure(name: &str, figure: impl std::fmt::Display) -> String {
    format!("{name:<36}{figure:>8}")
}

/// The lines that a sum stands between.
pub(crate) const RULES: [&str; 2] = ["────────────────────────────────────────────", "════════════════════════════════════════════"];

/// JSON of the core as the command line's contract has it: instants, which the core counts in milliseconds, become RFC 3339
/// in UTC. They are the numbers under a name that is `at` or ends in `_at`; within a text no quote stands bare, so a name is
/// never mistaken.
fn with_times(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, after)) = rest.split_once("at\":") {
        out.push_str(before);
        out.push_str("at\":");
        let length = after.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(after.len());
        let (number, behind) = after.split_at(length);
        match number.parse::<i64>() {
            Ok(ms) if before.ends_with(['_', '"']) => out.push_str(&format!("\"{}\"", Millis::from(ms).to_rfc3339())),
            _ => out.push_str(number),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Writes to stdout. A reader that went away (`| head`) ends the program quietly; a disk that is full does not: what was
/// printed would be taken for the whole.
fn put(bytes: &[u8], language: Language) {
    let mut stdout = std::io::stdout().lock();
    let Err(error) = stdout.write_all(bytes).and_then(|()| stdout.flush()) else { return };
    quietly(&error);
    let mut stderr = std::io::stderr();
    for key in ["workspace.not_printed", "workspace.not_printed.todo"] {
        drop(writeln!(stderr, "{}", Message::new(key).text(language)));
    }
    std::process::exit(1);
}

/// Stdout for those who write by themselves: a reader that went away ends the program quietly, all else is told.
pub(crate) struct Printed;

impl std::io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        std::io::stdout().write(bytes).inspect_err(quietly)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stdout().flush().inspect_err(quietly)
    }
}

fn quietly(error: &std::io::Error) {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
}

/// Refuses a path to write to later at which something is already, before anything is done that cannot be told there then.
pub(crate) fn free(path: &std::path::Path) -> Result<(), Problem> {
    if path.exists() {
        let file = path.display().to_string();
        return Err(Problem::refusal("importing.exists").with("file", file).todo("importing.exists.todo"));
    }
    Ok(())
}

/// A new file to write to; one that is there is never written over.
pub(crate) fn new_file(path: &std::path::Path) -> Result<std::fs::File, Problem> {
    std::fs::File::create_new(path).map_err(|error| {
        let file = path.display().to_string();
        match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Problem::refusal("importing.exists").with("file", file).todo("importing.exists.todo").because(error)
            }
            _ => unwritable(path, &error),
        }
    })
}

/// A file that was begun and cannot be written.
pub(crate) fn unwritable(path: &std::path::Path, error: &std::io::Error) -> Problem {
    Problem::failure("importing.unwritable").with("file", path.display().to_string()).because(error)
}

/// A file that was named and cannot be read.
pub(crate) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Problem {
    let file = path.display().to_string();
    match error.kind() {
        std::io::ErrorKind::NotFound => Problem::missing("importing.no_file").with("file", file),
        _ => Problem::failure("importing.unreadable").with("file", file).because(error),
    }
}

/// Reads a file that is to be a text; one that is longer than a text may be is refused before it is read.
pub(crate) fn read_text(path: &std::path::Path) -> Result<Vec<u8>, Problem> {
    let fail = |error| unreadable(path, &error);
    let file = std::fs::File::open(path).map_err(fail)?;
    literature::check_size(file.metadata().map_err(fail)?.len())?;
    // A pipe does not say how much will come: one byte more than a text may have is enough to refuse it.
    let mut bytes = Vec::new();
    file.take(literature::LONGEST_TEXT as u64 + 1).read_to_end(&mut bytes).map_err(fail)?;
    literature::check_size(bytes.len() as u64)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::with_times;

    #[test]
    fn instants_are_told_in_utc_and_nothing_else_is_touched() {
        let json = r#"{"at":1795514400000,"made_at":0,"embargo_at":null,"format":7,"stat":1795514400000,"said":"\"at\":1","list":[{"sent_at":-1000}],"forecast_at":"2026-11-24T10:00:00Z"}"#;
        let told = r#"{"at":"2026-11-24T10:00:00Z","made_at":"1970-01-01T00:00:00Z","embargo_at":null,"format":7,"stat":1795514400000,"said":"\"at\":1","list":[{"sent_at":"1969-12-31T23:59:59Z"}],"forecast_at":"2026-11-24T10:00:00Z"}"#;
        assert_eq!(with_times(json), told);
    }
}
