//! `tidings people import`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::Serialize;
use tidings_core::contacts::{Basis, PersonKind};
use tidings_core::error::Problem;
use tidings_core::ids::ImportId;
use tidings_core::importing::api::{self, Counts, ImportCard, ImportState, StageRequest, Verdict};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use super::fields::{basis, kind};
use crate::output::{Answer, Output, free};
use crate::reading::Reading;
use crate::work;

/// Rows that are read at a time.
pub(crate) const PAGE: u32 = 5_000;

#[derive(Args)]
pub(crate) struct Import {
    /// The file.
    file: PathBuf,
    /// What the people are, where the file does not say: journalist, employee, client or public.
    #[arg(long, default_value = "journalist", value_parser = kind)]
    kind: PersonKind,
    /// What each column holds, as JSON: {"Nachname": "family-name", "E-Mail": "address"}; else it is proposed.
    #[arg(long, value_name = "M.json")]
    mapping: Option<PathBuf>,
    /// Where the addresses come from; else the source of the last file with this header, else the file's name.
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// By what right they are kept: legitimate-interest, consent or contract.
    #[arg(long, value_parser = basis)]
    basis: Option<Basis>,
    /// The assessment, or the proof of consent.
    #[arg(long, value_name = "TEXT", default_value = "")]
    basis_note: String,
    #[command(flatten)]
    reading: Reading,
    /// Take what was perhaps meant for every address whose domain looks mistyped: gmail.com for gmial.com.
    #[arg(long)]
    mend_typos: bool,
    /// Say of every row what happens.
    #[arg(long)]
    rows: bool,
    /// Import what can be imported; else only say what would happen.
    #[arg(long)]
    apply: bool,
    /// Say what would happen and forget the file again, even with --apply.
    #[arg(long)]
    dry_run: bool,
    /// Save the refused rows with their reasons, to mend and import them.
    #[arg(long, value_name = "FILE")]
    save_refused: Option<PathBuf>,
    /// Save what becomes of every row, with the reason, as a table.
    #[arg(long, value_name = "FILE")]
    save_report: Option<PathBuf>,
}

#[derive(Serialize)]
struct Imported<'a> {
    file: &'a str,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "str::is_empty")]
    sheet: &'a str,
    rows: u32,
    new: u32,
    changed: u32,
    unchanged: u32,
    duplicate: u32,
    refused: u32,
    /// Rows whose address looks mistyped and was not mended.
    typos: u32,
    /// Relations that were left out since nobody here, or more than one person, is meant; known once it is applied.
    unrelated: u32,
    applied: bool,
    import: Option<ImportId>,
    seconds: f64,
}

#[derive(Serialize)]
struct Row<'a> {
    row: u32,
    verdict: Verdict,
    address: &'a str,
    reason: String,
}

pub(super) async fn run(asked: Import, ws: &Workspace, output: &Output) -> Result<Answer, Problem> {
    let begun = Instant::now();
    [&asked.save_refused, &asked.save_report].into_iter().flatten().try_for_each(|path| free(path))?;
    let look = api::inspect(ws, asked.file.clone(), asked.reading.form()).await?;
    if let Some(known) = &look.known {
        output.note(&output.say(&Message::new("cli.import.looks_like").with("name", known.clone())));
    }
    let mut mapping = look.mapping;
    if let Some(file) = &asked.mapping {
        let text = std::fs::read_to_string(file).map_err(|e| crate::output::unreadable(file, &e))?;
        mapping = api::mapping_from_json(&text, &mapping)?;
    }
    mapping.empty_overwrites |= asked.reading.empty_overwrites;
    let request = StageRequest {
        path: asked.file,
        mapping,
        kind: asked.kind,
        source: asked.source.unwrap_or(look.source),
        basis: asked.basis.unwrap_or(look.basis),
        basis_note: asked.basis_note,
    };
    let jobs = api::jobs(ws);
    let mut import = work::watched(&jobs, output, api::stage(ws, request)).await?;
    if asked.mend_typos && import.slips > 0 {
        api::mend_slips(ws, import.id).await?;
        import = api::show(ws, import.id).await?;
    }
    let typos = import.slips;
    let apply = asked.apply && !asked.dry_run;
    if apply {
        import = match work::watched(&jobs, output, api::apply(ws, import.id)).await {
            Ok(applied) => applied,
            Err(problem) => {
                // Where that fails too (a full disk), what went wrong first is what is told.
                drop(api::discard(ws, import.id).await);
                return Err(problem);
            }
        };
    }
    let Import { rows, save_refused, save_report, dry_run, .. } = asked;
    end(ws, output, &import, Ended { typos, rows, save_refused, save_report, kept: !dry_run, applied: apply, begun }).await
}

/// What is told and saved of an import at the end.
pub(crate) struct Ended {
    /// Rows whose address looks mistyped and was not mended.
    pub(crate) typos: u32,
    /// Whether every row is told.
    pub(crate) rows: bool,
    pub(crate) save_refused: Option<PathBuf>,
    pub(crate) save_report: Option<PathBuf>,
    /// Whether it stays when all is told.
    pub(crate) kept: bool,
    pub(crate) applied: bool,
    pub(crate) begun: Instant,
}

impl Ended {
    /// It stays, and nothing of it is saved.
    pub(crate) fn shown(import: &ImportCard) -> Self {
        let applied = import.state == ImportState::Applied;
        Self { typos: import.slips, rows: false, save_refused: None, save_report: None, kept: true, applied, begun: Instant::now() }
    }
}

/// Tells what an import is or was, row by row if that is wished, and saves what is to be saved.
pub(crate) async fn end(ws: &Workspace, output: &Output, import: &ImportCard, ended: Ended) -> Result<Answer, Problem> {
    if ended.rows {
        rows(ws, output, import.id).await?;
    }
    if let Some(to) = ended.save_refused.filter(|_| import.counts.refused > 0) {
        api::save_refused(ws, import.id, to, output.language()).await?;
    }
    if let Some(to) = ended.save_report {
        work::watched(&api::jobs(ws), output, api::save_report(ws, import.id, to, output.language())).await?;
    }
    if !ended.kept {
        api::discard(ws, import.id).await?;
    }
    let counts = import.counts;
    let imported = Imported {
        file: &import.file,
        sheet: &import.mapping.sheet,
        rows: counts.rows,
        new: counts.new,
        changed: counts.changed,
        unchanged: counts.unchanged,
        duplicate: counts.duplicate,
        refused: counts.refused,
        typos: ended.typos,
        unrelated: import.unrelated,
        applied: ended.applied,
        import: ended.kept.then_some(import.id),
        seconds: ended.begun.elapsed().as_secs_f64(),
    };
    output.answer(&imported, || sum(import, ended.applied, ended.kept, output));
    if import.unrelated > 0 {
        output.note(&output.say(&Message::new("cli.import.unrelated").with("n", import.unrelated)));
    }
    if counts.refused > 0 && !ended.rows {
        note_refused(ws, output, import, ended.kept).await?;
    }
    Ok(if counts.refused > 0 { Answer::NotForEverybody } else { Answer::Done })
}

/// `1,204 new + 318 changed + 640 unchanged + 57 duplicate + 23 refused = 2,242 rows`.
pub(crate) fn counted(counts: &Counts, output: &Output) -> String {
    let parts = [
        ("cli.import.new", counts.new),
        ("cli.import.changed", counts.changed),
        ("cli.import.unchanged", counts.unchanged),
        ("cli.import.duplicate", counts.duplicate),
        ("cli.import.refused", counts.refused),
    ];
    let sum: Vec<String> = parts.into_iter().map(|(key, n)| output.say(&Message::new(key).with("n", n))).collect();
    format!("{} = {}", sum.join(" + "), output.say(&Message::new("cli.import.rows").with("n", counts.rows)))
}

fn sum(import: &ImportCard, applied: bool, kept: bool, output: &Output) -> String {
    let done = if applied {
        output.say(&Message::new("cli.import.done").with("adds", import.adds).with("changes", import.changes))
    } else if kept {
        output.say(&Message::new("cli.import.waits").with("import", import.id.to_string()))
    } else {
        output.words("cli.import.not_yet")
    };
    format!("{}\n{done}", counted(&import.counts, output))
}

async fn rows(ws: &Workspace, output: &Output, import: ImportId) -> Result<(), Problem> {
    let mut after = 0;
    loop {
        let page = api::rows_after(ws, import, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.row;
        for card in &page {
            let reason = card.reason(output.language());
            if output.is_json() {
                output.object(&Row { row: card.row, verdict: card.verdict, address: &card.address, reason });
            } else {
                output.line(&format!("{} {} {} {reason}", card.row, card.verdict.word(), card.address));
            }
        }
    }
}

/// The first refused rows, on stderr: nobody should have to ask why.
async fn note_refused(ws: &Workspace, output: &Output, import: &ImportCard, kept: bool) -> Result<(), Problem> {
    if kept {
        for card in api::rows(ws, import.id, Some(Verdict::Refused), 0, 10).await? {
            let row = output.say(&Message::new("cli.at.row").with("n", card.row));
            output.note(&format!("  {row}: {}", card.reason(output.language())));
        }
    }
    Ok(())
}

/// `tidings people imports`: those that did something.
pub(super) async fn list(ws: &Workspace, output: &Output) -> Result<Answer, Problem> {
    let done = api::list(ws).await?.into_iter().filter(|one| matches!(one.state, ImportState::Applied | ImportState::Undone));
    let mut rows = Vec::new();
    for one in done {
        if output.is_json() {
            output.object(&one);
            continue;
        }
        let undone = if one.state == ImportState::Undone { output.words("cli.imports.undone") } else { String::new() };
        let at = one.applied_at.unwrap_or(one.created_at).to_rfc3339();
        rows.push(vec![
            one.id.to_string(),
            at,
            one.file,
            one.adds.to_string(),
            one.changes.to_string(),
            one.counts.refused.to_string(),
            undone,
        ]);
    }
    if !output.is_json() {
        let head =
            ["cli.head.id", "cli.head.at", "cli.head.file", "cli.head.added", "cli.head.changed", "cli.head.refused", "cli.head.state"];
        output.table(&head, rows);
    }
    Ok(Answer::Done)
}
