//! `tidings import …`: what a file was read as, before any of it is in the workspace.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, Subcommand};
use serde::Serialize;
use tidings_core::error::{Place, Problem};
use tidings_core::ids::ImportId;
use tidings_core::importing::api::{self, Decision, ImportCard, ImportState, RowCard, Verdict, Which};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output, free};
use crate::people::import::{Ended, PAGE, end};
use crate::session::Asked;
use crate::work;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List the sheets of a workbook: which one would be read, from which row, and what its columns are called.
    #[command(after_help = "Example:\n  tidings import sheets guild.xlsx\n  tidings people import guild.xlsx --sheet 'Press list'")]
    Sheets {
        /// The file.
        file: PathBuf,
    },
    /// List the files that were read, the newest first: those that wait to be applied too.
    #[command(name = "list", after_help = "Example:\n  tidings import list")]
    All,
    /// Show what becomes of the rows of a file that was read, and what you decided about them.
    #[command(after_help = "Example:\n  tidings import show 3\n  tidings --json import show 3 --only duplicate")]
    Show {
        /// Its number, as `people import` and `import list` tell it.
        import: ImportId,
        /// Only these rows: new, changed, unchanged, duplicate or refused.
        #[arg(long, value_name = "VERDICT", value_parser = verdict)]
        only: Option<Verdict>,
        /// No rows at all.
        #[arg(long, conflicts_with = "only")]
        sum: bool,
    },
    /// Decide what becomes of rows: merge duplicates with whom they name, make them people of their own, or leave rows out.
    #[command(
        after_help = "Example:\n  tidings import decide 3 17 42 --as merge\n  tidings import decide 3 --all duplicate --as separate\n  tidings import decide 3 17 --as proposed"
    )]
    Decide(Deciding),
    /// Put other texts into cells of a row, and judge it anew; or take what was proposed.
    #[command(
        after_help = "Example:\n  tidings import mend 3 17 --cell 'E-Mail=g.pardoe@quayside.example.net'\n  tidings import mend 3 17 --proposed\n  tidings import mend 3 --typos"
    )]
    Mend(Mending),
    /// Bring what was read into the workspace, as it was decided; one undo takes it back.
    #[command(after_help = "Example:\n  tidings import apply 3\n  tidings import apply 3 --save-refused refused.csv")]
    Apply {
        /// Its number.
        import: ImportId,
        /// Save the refused rows with their reasons, to mend and import them.
        #[arg(long, value_name = "FILE")]
        save_refused: Option<PathBuf>,
        /// Save what becomes of every row, with the reason, as a table.
        #[arg(long, value_name = "FILE")]
        save_report: Option<PathBuf>,
    },
    /// Forget what was read and is not applied.
    #[command(after_help = "Example:\n  tidings import discard 3")]
    Discard {
        /// Its number.
        import: ImportId,
    },
}

/// What is decided, and about which rows.
#[derive(Args)]
pub(crate) struct Deciding {
    /// Its number.
    import: ImportId,
    /// The rows, as `import show` counts them.
    #[arg(value_name = "ROW", required_unless_present = "all", conflicts_with = "all")]
    rows: Vec<u32>,
    /// All rows of this verdict: new, changed or duplicate.
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    all: Option<Verdict>,
    /// What becomes of them: merge, separate (a person of their own), skip, or proposed (as before anybody decided).
    #[arg(long = "as", value_name = "DECISION", value_parser = decision)]
    decision: Decision,
}

/// What is mended.
#[derive(Args)]
pub(crate) struct Mending {
    /// Its number.
    import: ImportId,
    /// The row, as `import show` counts it.
    #[arg(required_unless_present = "typos", conflicts_with = "typos")]
    row: Option<u32>,
    /// What a column of the file says in that row, as in City=Porto; an empty value empties the cell.
    #[arg(long = "cell", value_name = "COLUMN=TEXT", value_parser = pair, conflicts_with_all = ["typos", "proposed"], required_unless_present_any = ["typos", "proposed"])]
    cells: Vec<(String, String)>,
    /// Write what is proposed for the row.
    #[arg(long, conflicts_with = "typos")]
    proposed: bool,
    /// Write what was perhaps meant into every row whose address has a mistyped domain.
    #[arg(long)]
    typos: bool,
}

fn verdict(word: &str) -> Result<Verdict, String> {
    Verdict::from_word(word).ok_or_else(|| Verdict::ALL.map(Verdict::word).join(", "))
}

fn decision(word: &str) -> Result<Decision, String> {
    match word {
        "merge" => Ok(Decision::Merge),
        "separate" => Ok(Decision::Separate),
        "skip" => Ok(Decision::Skip),
        "proposed" | "as-proposed" => Ok(Decision::AsProposed),
        _ => Err("merge, separate, skip, proposed".to_owned()),
    }
}

pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.to_owned())).ok_or_else(|| "COLUMN=TEXT".to_owned())
}

/// A row that waits to be applied, for programs.
#[derive(Serialize)]
struct Waiting<'r> {
    row: u32,
    verdict: Verdict,
    decision: Decision,
    name: &'r str,
    address: &'r str,
    reason: String,
    /// The column whose cell is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'r str>,
    /// What could stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<&'r str>,
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Sheets { file } => sheets(file, output).await,
        Verb::All => list(&ws, output).await,
        Verb::Show { import, only, sum } => {
            let card = api::show(&ws, import).await?;
            if !sum {
                rows(&ws, &card, only, output).await?;
            }
            end(&ws, output, &card, Ended::shown(&card)).await
        }
        Verb::Decide(asked) => {
            let which = asked.all.map_or(Which::Rows(asked.rows), Which::All);
            let card = api::decide(&ws, asked.import, which, asked.decision).await?;
            end(&ws, output, &card, Ended::shown(&card)).await
        }
        Verb::Mend(asked) => mend(&ws, asked, output).await,
        Verb::Apply { import, save_refused, save_report } => {
            let begun = Instant::now();
            [&save_refused, &save_report].into_iter().flatten().try_for_each(|path| free(path))?;
            let card = work::watched(&api::jobs(&ws), output, api::apply(&ws, import)).await?;
            end(&ws, output, &card, Ended { save_refused, save_report, begun, ..Ended::shown(&card) }).await
        }
        Verb::Discard { import } => {
            api::discard(&ws, import).await?;
            output.answer(&serde_json::json!({ "discarded": import }), || import.to_string());
            Ok(Answer::Done)
        }
    }
}

async fn sheets(file: PathBuf, output: &Output) -> Result<Answer, Problem> {
    let sheets = api::sheets(file).await?;
    if output.is_json() {
        sheets.iter().for_each(|sheet| output.object(sheet));
        return Ok(Answer::Done);
    }
    let rows = sheets.into_iter().map(|sheet| {
        let state = match (sheet.chosen, sheet.hidden) {
            (true, _) => output.words("cli.sheets.chosen"),
            (false, true) => output.words("cli.sheets.hidden"),
            (false, false) => String::new(),
        };
        let row = if sheet.first_row == 0 { String::new() } else { sheet.first_row.to_string() };
        vec![sheet.name, row, sheet.columns.join(", "), state]
    });
    output.table(&["cli.head.sheet", "cli.head.first_row", "cli.head.columns", "cli.head.state"], rows.collect());
    Ok(Answer::Done)
}

async fn list(ws: &Workspace, output: &Output) -> Result<Answer, Problem> {
    let mut lines = Vec::new();
    for one in api::list(ws).await? {
        if output.is_json() {
            output.object(&one);
            continue;
        }
        let state = output.words(match one.state {
            ImportState::Staging => "cli.imports.reading",
            ImportState::Staged => "cli.imports.waiting",
            ImportState::Applied => "cli.imports.applied",
            ImportState::Undone => "cli.imports.undone",
        });
        let at = one.applied_at.unwrap_or(one.created_at).to_rfc3339();
        let counts = [one.adds, one.changes, one.counts.refused].map(|count| count.to_string());
        lines.push([vec![one.id.to_string(), at, one.file], counts.to_vec(), vec![state]].concat());
    }
    if !output.is_json() {
        let head =
            ["cli.head.id", "cli.head.at", "cli.head.file", "cli.head.added", "cli.head.changed", "cli.head.refused", "cli.head.state"];
        output.table(&head, lines);
    }
    Ok(Answer::Done)
}

async fn mend(ws: &Workspace, asked: Mending, output: &Output) -> Result<Answer, Problem> {
    let Some(row) = asked.row else {
        let cells = api::mend_slips(ws, asked.import).await?;
        let card = api::show(ws, asked.import).await?;
        output.note(&output.say(&Message::new("cli.import.mended").with("n", cells)));
        return end(ws, output, &card, Ended::shown(&card)).await;
    };
    let card = api::show(ws, asked.import).await?;
    let mut cells = Vec::with_capacity(asked.cells.len());
    for (name, text) in asked.cells {
        cells.push((column(card.mapping.columns.iter().map(|one| one.column.as_str()), &name)?, text));
    }
    if asked.proposed {
        cells = proposed(ws, asked.import, row).await?;
    }
    let now = api::mend_cells(ws, asked.import, row, cells).await?;
    tell(&card, &now, output);
    Ok(if now.verdict == Verdict::Refused { Answer::NotForEverybody } else { Answer::Done })
}

/// The place of a column that is called so.
pub(crate) fn column<'c>(mut columns: impl Iterator<Item = &'c str>, name: &str) -> Result<u32, Problem> {
    let same = |one: &str| one.trim().to_lowercase() == name.to_lowercase();
    let at = columns.position(same);
    at.and_then(|at| u32::try_from(at).ok())
        .ok_or_else(|| Problem::refusal("importing.no_column").with("column", name).at(Place::field(name)))
}

/// What is proposed for the cells of a row.
async fn proposed(ws: &Workspace, import: ImportId, row: u32) -> Result<Vec<(u32, String)>, Problem> {
    let held = api::rows_after(ws, import, row.saturating_sub(1), 1).await?.into_iter().find(|held| held.row == row);
    let held = held.ok_or_else(|| Problem::missing("importing.no_row").with("row", row))?;
    let fault = held.fault.and_then(|fault| Some((fault.column?, fault.proposal?)));
    let cells: Vec<_> = fault.into_iter().chain(held.slips.into_iter().map(|slip| (slip.column, slip.proposal))).collect();
    if cells.is_empty() { Err(Problem::refusal("importing.nothing_proposed").with("row", row).at(Place::row(row))) } else { Ok(cells) }
}

async fn rows(ws: &Workspace, card: &ImportCard, only: Option<Verdict>, output: &Output) -> Result<(), Problem> {
    let mut after = 0;
    loop {
        let page = api::rows_after(ws, card.id, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.row;
        page.iter().filter(|row| only.is_none_or(|only| only == row.verdict)).for_each(|row| tell(card, row, output));
    }
}

fn tell(card: &ImportCard, row: &RowCard, output: &Output) {
    let reason = row.reason(output.language());
    if !output.is_json() {
        let decided = Message::new("importing.report.decides").with("decision", row.decision.word());
        let decided = if row.decision == Decision::AsProposed { String::new() } else { format!(" ({})", output.say(&decided)) };
        output.line(&format!("{} {}{decided} {} {reason}", row.row, row.verdict.word(), row.address));
        return;
    }
    let fault = row.fault.as_ref();
    let column = fault.and_then(|fault| fault.column).and_then(|at| card.mapping.columns.get(at as usize));
    output.object(&Waiting {
        row: row.row,
        verdict: row.verdict,
        decision: row.decision,
        name: &row.name,
        address: &row.address,
        reason,
        column: column.map(|column| column.column.as_str()),
        proposal: fault.and_then(|fault| fault.proposal.as_deref()),
    });
}
