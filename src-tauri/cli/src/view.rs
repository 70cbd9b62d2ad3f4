//! `tidings view …`: the table of people as it stood once, kept under a name.

use std::collections::HashMap;

use clap::{Args, Subcommand};
use tidings_core::error::Problem;
use tidings_core::messages::Message;
use tidings_core::segments::api::kept::{self, TableState, TableView, ViewColumn, ViewedTable};
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};
use crate::people::column;
use crate::session::Asked;

/// What a view shows.
#[derive(Args)]
pub(crate) struct Shows {
    /// Columns: name, outlet, role, beats, warmth, contact, tags, address, phone, city, country, language, kind, bars, source, basis, or the
    /// name of a field of your own. Without any: the usual ones.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    /// The column that people are sorted by.
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    /// The other way round.
    #[arg(long, requires = "sort")]
    descending: bool,
    /// Only those whom a question picks.
    #[arg(long = "where", value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Only those whom a saved segment picks, or who are on a list.
    #[arg(long, value_name = "NAME")]
    segment: Option<String>,
    /// Only those who have each of these words.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Keep a table of people under a name: its columns, its order and whom it shows.
    #[command(
        after_help = "Example:\n  tidings view save 'Arts, warmest first' --columns outlet,beats,warmth --sort warmth --descending --where beat:arts\n  tidings people list --view 'Arts, warmest first'"
    )]
    Save {
        /// The name.
        name: String,
        #[command(flatten)]
        shows: Shows,
        /// Put it in the place of the view that has this name.
        #[arg(long)]
        replace: bool,
    },
    /// List all views.
    #[command(after_help = "Example:\n  tidings --json view list")]
    List,
    /// Show what a view shows; `people list --view` shows the people.
    #[command(after_help = "Example:\n  tidings view show 'Arts, warmest first'")]
    Show {
        /// The view: name or number.
        view: String,
    },
    /// Give a view another name.
    #[command(after_help = "Example:\n  tidings view rename 'Arts, warmest first' Arts")]
    Rename {
        /// The view: name or number.
        view: String,
        /// Its new name.
        name: String,
    },
    /// Delete a view; the people stay, and undo brings it back.
    #[command(after_help = "Example:\n  tidings view delete Arts")]
    Delete {
        /// The view: name or number.
        view: String,
    },
}

impl Shows {
    async fn read(self, ws: &Workspace, output: &Output) -> Result<TableState, Problem> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for named in &self.columns {
            columns.push(ViewColumn { key: column(ws, named, output).await?.column.to_string(), width: None });
        }
        let sort = match &self.sort {
            Some(named) => column(ws, named, output).await?.column.to_string(),
            None => String::new(),
        };
        Ok(TableState {
            table: ViewedTable::People,
            columns,
            sort,
            descending: self.descending,
            query: self.query.unwrap_or_default(),
            segment: self.segment.unwrap_or_default(),
            search: self.search.unwrap_or_default(),
        })
    }
}

/// What the view showed and cannot show now.
pub(crate) fn tell_faults(view: &TableView, output: &Output) {
    for fault in &view.faults {
        output.note(&output.say(fault));
    }
}

/// A view in words: what it is called, and each thing that it shows; `headed` says what a column of that word is called.
pub(crate) fn words(view: &TableView, output: &Output, headed: impl Fn(&str) -> String) -> String {
    let mut lines = vec![view.name.clone()];
    let mut say = |key: &'static str, text: String| lines.push(output.say(&Message::new(key).with("text", text)));
    let heads: Vec<String> = view.state.columns.iter().map(|one| headed(&one.key)).collect();
    if !heads.is_empty() {
        say("cli.view.columns", heads.join(", "));
    }
    say(if view.state.descending { "cli.view.sorted_down" } else { "cli.view.sorted" }, headed(&view.state.sort));
    for (key, text) in
        [("cli.view.segment", &view.state.segment), ("cli.view.query", &view.state.query), ("cli.view.search", &view.state.search)]
    {
        if !text.is_empty() {
            say(key, text.clone());
        }
    }
    lines.join("\n")
}

/// The view of this table that has this name or number.
pub(crate) async fn named(ws: &Workspace, table: ViewedTable, named: &str) -> Result<TableView, Problem> {
    let held = kept::named(ws, named).await?;
    if held.state.table == table { Ok(held) } else { Err(Problem::missing("segments.no_view").with("name", named.trim())) }
}

/// Keeps a table under a name, or in the place of the view of the same table that has it.
pub(crate) async fn save(ws: &Workspace, name: String, state: TableState, replace: bool, output: &Output) -> Result<Answer, Problem> {
    let held = if replace { Some(self::named(ws, state.table, &name).await) } else { None };
    let view = match held {
        Some(Ok(held)) => kept::replace(ws, held.id, state).await?,
        Some(Err(problem)) if problem.code != "segments.no_view" => return Err(problem),
        _ => kept::save(ws, name, state).await?,
    };
    output.answer(&view, || view.name.clone());
    Ok(Answer::Done)
}

/// All views of a table.
pub(crate) async fn list(ws: &Workspace, table: ViewedTable, output: &Output) -> Result<Answer, Problem> {
    let mut all = kept::all(ws).await?;
    all.retain(|view| view.state.table == table);
    if output.is_json() {
        all.iter().for_each(|view| output.object(view));
        return Ok(Answer::Done);
    }
    let rows = all.iter().map(|view| {
        let whom = [&view.state.segment, &view.state.query, &view.state.search].map(String::as_str);
        let whom = whom.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        vec![view.id.to_string(), view.name.clone(), whom]
    });
    output.table(&["cli.head.id", "cli.head.name", "cli.head.who"], rows.collect());
    Ok(Answer::Done)
}

/// Gives a view another name.
pub(crate) async fn rename(ws: &Workspace, table: ViewedTable, view: &str, name: String, output: &Output) -> Result<Answer, Problem> {
    let view = kept::rename(ws, named(ws, table, view).await?.id, name).await?;
    output.answer(&view, || view.name.clone());
    Ok(Answer::Done)
}

/// Takes a view away.
pub(crate) async fn delete(ws: &Workspace, table: ViewedTable, view: &str, output: &Output) -> Result<Answer, Problem> {
    let held = named(ws, table, view).await?;
    kept::delete(ws, held.id).await?;
    output.answer(&serde_json::json!({ "deleted": held.id }), || held.name);
    Ok(Answer::Done)
}

const TABLE: ViewedTable = ViewedTable::People;

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Save { name, shows, replace } => save(&ws, name, shows.read(&ws, output).await?, replace, output).await,
        Verb::List => list(&ws, TABLE, output).await,
        Verb::Show { view } => {
            let held = named(&ws, TABLE, &view).await?;
            let mut heads = HashMap::new();
            for key in held.state.columns.iter().map(|one| one.key.as_str()).chain([held.state.sort.as_str()]) {
                heads.insert(key, crate::people::headed(&ws, key, output).await?);
            }
            let lines = words(&held, output, |key| heads.get(key).cloned().unwrap_or_default());
            output.answer(&held, || lines);
            tell_faults(&held, output);
            Ok(Answer::Done)
        }
        Verb::Rename { view, name } => rename(&ws, TABLE, &view, name, output).await,
        Verb::Delete { view } => delete(&ws, TABLE, &view, output).await,
    }
}
