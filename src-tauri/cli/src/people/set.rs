//! `tidings people set`: a column of many at once, and tags put on them and taken off.

use clap::Args;
use serde::Serialize;
use tidings_core::contacts::api::{self, Setting};
use tidings_core::contacts::{CellSet, Column, EditedCells};
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;
use tidings_core::importing::api::jobs;
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use super::{Picked, each, everybody, list};
use crate::output::{Answer, Output};
use crate::work;

/// What is set, and of whom.
#[derive(Args)]
pub(crate) struct Set {
    /// The people: numbers or addresses.
    #[arg(required_unless_present_any = ["query", "segment"], conflicts_with_all = ["query", "segment"])]
    who: Vec<String>,
    #[command(flatten)]
    whom: Picked,
    /// What a column says from now on, as in City=Porto or 'Press card=local'; an empty value takes it away.
    #[arg(long = "set", value_name = "COLUMN=VALUE", value_parser = pair, required_unless_present_any = ["add", "remove"])]
    set: Vec<(String, String)>,
    /// A tag that they get; a new one is made.
    #[arg(long = "add", value_name = "TAG")]
    add: Vec<String>,
    /// A tag that they lose.
    #[arg(long = "remove", value_name = "TAG")]
    remove: Vec<String>,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
}

/// A cell that stays as it is, for programs.
#[derive(Serialize)]
struct Refused<'d> {
    person: PersonId,
    name: &'d str,
    column: Column,
    text: &'d str,
    why: String,
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.to_owned())).ok_or_else(|| "COLUMN=VALUE".to_owned())
}

pub(super) async fn run(ws: &Workspace, asked: Set, output: &Output) -> Result<Answer, Problem> {
    let mut setting = Setting { set: Vec::with_capacity(asked.set.len()), add: asked.add, remove: asked.remove };
    for (named, text) in asked.set {
        let column = list::column(ws, &named, output).await?.column;
        setting.set.push(CellSet { column, text });
    }
    let people = if asked.who.is_empty() { everybody(ws, asked.whom.into()).await? } else { each(ws, asked.who).await? };
    let done = if asked.dry_run {
        work::watched(&jobs(ws), output, api::preview_set(ws, people, setting)).await?
    } else {
        work::watched(&jobs(ws), output, api::set_people(ws, people, setting)).await?
    };
    let reasons: Vec<_> = done
        .reasons
        .iter()
        .map(|one| Refused { person: one.person, name: &one.name, column: one.column, text: &one.text, why: output.say(&one.why) })
        .collect();
    let changes =
        serde_json::json!({ "people": done.people, "cells": done.cells, "same": done.same, "refused": done.refused, "reasons": reasons });
    output.answer(&serde_json::json!({ "done": !asked.dry_run, "changes": changes }), || told(&done, asked.dry_run, output));
    Ok(if done.refused > 0 { Answer::NotForEverybody } else { Answer::Done })
}

/// How many change, and what is refused.
fn told(done: &EditedCells, dry: bool, output: &Output) -> String {
    let sum = Message::new(if dry { "cli.people.would_set" } else { "cli.people.set" })
        .with("n", done.people)
        .with("same", done.same)
        .with("refused", done.refused);
    let refused = done.reasons.iter().map(|one| format!("{} {} ({}): {}", one.person, one.name, one.column, output.say(&one.why)));
    std::iter::once(output.say(&sum)).chain(refused).collect::<Vec<_>>().join("\n")
}
