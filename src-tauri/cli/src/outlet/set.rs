//! `tidings outlet set`: columns of many outlets at once, and audiences that they get and lose.

use clap::Args;
use serde::Serialize;
use tidings_core::contacts::api::{self, OutletQuestion, OutletSetting};
use tidings_core::contacts::{EditedOutlets, OutletCellSet, OutletColumn};
use tidings_core::error::Problem;
use tidings_core::ids::OutletId;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

/// What is set, and of which outlets.
#[derive(Args)]
pub(crate) struct Set {
    /// The outlets: names or numbers.
    #[arg(required_unless_present = "find", conflicts_with = "find")]
    outlets: Vec<String>,
    /// All those with these words in name, region or audience.
    #[arg(long, value_name = "WORDS")]
    find: Option<String>,
    /// What a column says from now on, as in region=Zeeland; an empty value takes it away.
    #[arg(long = "set", value_name = "COLUMN=VALUE", value_parser = pair, required_unless_present_any = ["add", "remove"])]
    set: Vec<OutletCellSet>,
    /// An audience that they get.
    #[arg(long = "add", value_name = "AUDIENCE")]
    add: Vec<String>,
    /// An audience that they lose.
    #[arg(long = "remove", value_name = "AUDIENCE")]
    remove: Vec<String>,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
}

/// A cell that stays as it is, for programs.
#[derive(Serialize)]
struct Refused<'d> {
    outlet: OutletId,
    name: &'d str,
    column: OutletColumn,
    text: &'d str,
    why: String,
}

fn pair(text: &str) -> Result<OutletCellSet, String> {
    let (column, text) = text.split_once('=').ok_or_else(|| "COLUMN=VALUE".to_owned())?;
    Ok(OutletCellSet { column: super::column(column.trim())?, text: text.to_owned() })
}

pub(super) async fn run(ws: &Workspace, asked: Set, output: &Output) -> Result<Answer, Problem> {
    let outlets = match asked.find {
        Some(words) => api::outlets(ws, OutletQuestion { search: words, ..OutletQuestion::default() }).await?,
        None => super::each(ws, &asked.outlets).await?,
    };
    let setting = OutletSetting { set: asked.set, add: asked.add, remove: asked.remove };
    let done = api::set_outlets(ws, outlets, setting, !asked.dry_run).await?;
    let reasons: Vec<_> = done
        .reasons
        .iter()
        .map(|one| Refused { outlet: one.outlet, name: &one.name, column: one.column, text: &one.text, why: output.say(&one.why) })
        .collect();
    let changes =
        serde_json::json!({ "outlets": done.outlets, "cells": done.cells, "same": done.same, "refused": done.refused, "reasons": reasons });
    output.answer(&serde_json::json!({ "done": !asked.dry_run, "changes": changes }), || told(&done, asked.dry_run, output));
    Ok(if done.refused > 0 { Answer::NotForEverybody } else { Answer::Done })
}

/// How many change, and what is refused.
fn told(done: &EditedOutlets, dry: bool, output: &Output) -> String {
    let sum = Message::new(if dry { "cli.outlet.would_set" } else { "cli.outlet.set" })
        .with("n", done.outlets)
        .with("same", done.same)
        .with("refused", done.refused);
    let refused = done.reasons.iter().map(|one| format!("{} {} ({}): {}", one.outlet, one.name, one.column.word(), output.say(&one.why)));
    std::iter::once(output.say(&sum)).chain(refused).collect::<Vec<_>>().join("\n")
}
