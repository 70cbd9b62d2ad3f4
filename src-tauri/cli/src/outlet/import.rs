//! `tidings outlet import`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::Serialize;
use tidings_core::error::Problem;
use tidings_core::ids::OutletId;
use tidings_core::importing::api::outlets::{self as api, DecidedRow, MendedCell, OutletRequest, OutletReview, OutletRowCard};
use tidings_core::importing::api::{Decision, Verdict, jobs};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::import::{column, pair};
use crate::output::{Answer, Output, free, unreadable};
use crate::reading::Reading;
use crate::work;

/// Refused rows that are told where nobody asked for any.
const TOLD: u32 = 10;

#[derive(Args)]
pub(crate) struct Import {
    /// The file: CSV, a workbook or JSON.
    file: PathBuf,
    /// What each column holds, as JSON: {"Medium": "name", "Auflage": "reach"}; else it is proposed.
    #[arg(long, value_name = "M.json")]
    mapping: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Leave these rows out.
    #[arg(long, value_name = "ROW")]
    skip: Vec<u32>,
    /// Merge these rows with the ones that they repeat.
    #[arg(long, value_name = "ROW")]
    merge: Vec<u32>,
    /// What a column of the file says in a row, as in 17:Auflage=120000; an empty value empties the cell.
    #[arg(long = "cell", value_name = "ROW:COLUMN=TEXT", value_parser = cell)]
    cells: Vec<(u32, String, String)>,
    /// Say of every row what happens.
    #[arg(long)]
    rows: bool,
    /// Import what can be imported; else only say what would happen.
    #[arg(long)]
    apply: bool,
    /// Say what would happen, even with --apply.
    #[arg(long)]
    dry_run: bool,
    /// Save the refused rows with their reasons, to mend and import them.
    #[arg(long, value_name = "FILE")]
    save_refused: Option<PathBuf>,
    /// Save what becomes of every row, with the reason, as a table.
    #[arg(long, value_name = "FILE")]
    save_report: Option<PathBuf>,
}

fn cell(text: &str) -> Result<(u32, String, String), String> {
    let form = || "ROW:COLUMN=TEXT".to_owned();
    let (row, rest) = text.split_once(':').ok_or_else(form)?;
    let (column, text) = pair(rest).map_err(|_| form())?;
    Ok((row.trim().parse().map_err(|_| form())?, column, text))
}

#[derive(Serialize)]
struct Imported<'a> {
    file: &'a str,
    rows: u32,
    new: u32,
    changed: u32,
    unchanged: u32,
    duplicate: u32,
    refused: u32,
    applied: bool,
    seconds: f64,
}

#[derive(Serialize)]
struct Row<'a> {
    row: u32,
    verdict: Verdict,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<OutletId>,
    reason: String,
}

pub(super) async fn run(asked: Import, ws: &Workspace, output: &Output) -> Result<Answer, Problem> {
    let begun = Instant::now();
    [&asked.save_refused, &asked.save_report].into_iter().flatten().try_for_each(|path| free(path))?;
    let look = api::inspect(asked.file.clone(), asked.reading.form()).await?;
    let mended = asked.cells.into_iter().map(|(row, name, text)| {
        let column = column(look.columns.iter().map(|column| column.name.as_str()), &name)?;
        Ok(MendedCell { row, column, text })
    });
    let mended = mended.collect::<Result<Vec<_>, Problem>>()?;
    let mut mapping = look.mapping;
    if let Some(file) = &asked.mapping {
        let text = std::fs::read_to_string(file).map_err(|e| unreadable(file, &e))?;
        mapping = api::mapping_from_json(&text, mapping)?;
    }
    mapping.form.empty_overwrites |= asked.reading.empty_overwrites;
    let decided = |decision: Decision| move |row: u32| DecidedRow { row, decision };
    let decisions = asked.skip.into_iter().map(decided(Decision::Skip)).chain(asked.merge.into_iter().map(decided(Decision::Merge)));
    let request = OutletRequest { path: asked.file, mapping, decisions: decisions.collect(), mended };
    let seen = work::watched(&jobs(ws), output, api::review(ws, request.clone())).await?;
    // What is told and saved is what was seen: afterwards every row would say nothing that is not known.
    if asked.rows {
        api::all_rows(ws, request.clone()).await?.iter().for_each(|card| tell(card, output));
    }
    if let Some(to) = asked.save_refused.filter(|_| seen.counts.refused > 0) {
        api::save_refused(ws, request.clone(), to, output.language()).await?;
    }
    if let Some(to) = asked.save_report {
        api::save_report(ws, request.clone(), to, output.language()).await?;
    }
    if seen.counts.refused > 0 && !asked.rows {
        for card in api::rows(ws, request.clone(), Some(Verdict::Refused), 0, TOLD).await? {
            let row = output.say(&Message::new("cli.at.row").with("n", card.row));
            output.note(&format!("  {row}: {}", card.reason(output.language())));
        }
    }
    let applied = asked.apply && !asked.dry_run;
    let done = if applied { work::watched(&jobs(ws), output, api::apply(ws, request, Some(seen.seal))).await? } else { seen };
    let counts = done.counts;
    let imported = Imported {
        file: &done.file,
        rows: counts.rows,
        new: counts.new,
        changed: counts.changed,
        unchanged: counts.unchanged,
        duplicate: counts.duplicate,
        refused: counts.refused,
        applied,
        seconds: begun.elapsed().as_secs_f64(),
    };
    output.answer(&imported, || sum(&done, applied, output));
    Ok(if counts.refused > 0 { Answer::NotForEverybody } else { Answer::Done })
}

fn sum(done: &OutletReview, applied: bool, output: &Output) -> String {
    let sum = crate::people::import::counted(&done.counts, output);
    let then = if applied {
        output.say(&Message::new("cli.import.done").with("adds", done.adds).with("changes", done.changes))
    } else {
        output.words("cli.import.not_yet")
    };
    format!("{sum}\n{then}")
}

fn tell(card: &OutletRowCard, output: &Output) {
    let reason = card.reason(output.language());
    if output.is_json() {
        output.object(&Row { row: card.row, verdict: card.verdict, name: &card.name, outlet: card.outlet, reason });
    } else {
        output.line(&format!("{} {} {} {reason}", card.row, card.verdict.word(), card.name));
    }
}

/// `tidings outlet imports`: those that did something, each by the step that undo takes back.
pub(super) async fn list(ws: &Workspace, output: &Output) -> Result<Answer, Problem> {
    let mut rows = Vec::new();
    for one in api::list(ws).await? {
        if output.is_json() {
            output.object(&one);
            continue;
        }
        let undone = if one.undone { output.words("cli.imports.undone") } else { String::new() };
        let counts = [one.adds, one.changes, one.refused].map(|count| count.to_string());
        rows.push([vec![one.action.to_string(), one.applied_at.to_rfc3339(), one.file], counts.to_vec(), vec![undone]].concat());
    }
    if !output.is_json() {
        let head =
            ["cli.head.id", "cli.head.at", "cli.head.file", "cli.head.added", "cli.head.changed", "cli.head.refused", "cli.head.state"];
        output.table(&head, rows);
    }
    Ok(Answer::Done)
}
