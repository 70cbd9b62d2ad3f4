//! `tidings view …`: the table of people as it stood once, kept under a name.

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

/// A view in words: what it is called, and each thing that it shows.
async fn lines(ws: &Workspace, view: &TableView, output: &Output) -> Result<String, Problem> {
    let mut lines = vec![view.name.clone()];
    let mut say = |key: &'static str, text: String| lines.push(output.say(&Message::new(key).with("text", text)));
    let mut heads = Vec::with_capacity(view.state.columns.len());
    for one in &view.state.columns {
        heads.push(crate::people::headed(ws, &one.key, output).await?);
    }
    if !heads.is_empty() {
        say("cli.view.columns", heads.join(", "));
    }
    let sort = crate::people::headed(ws, &view.state.sort, output).await?;
    say(if view.state.descending { "cli.view.sorted_down" } else { "cli.view.sorted" }, sort);
    for (key, text) in
        [("cli.view.segment", &view.state.segment), ("cli.view.query", &view.state.query), ("cli.view.search", &view.state.search)]
    {
        if !text.is_empty() {
            say(key, text.clone());
        }
    }
    Ok(lines.join("\n"))
}

pub(crate) async fn run(verb: Verb, asked: &Asked) -> Result<Answer, Problem> {
    let (ws, output) = (asked.open()?, &asked.output);
    match verb {
        Verb::Save { name, shows, replace } => {
            let state = shows.read(&ws, output).await?;
            let held = if replace { Some(kept::named(&ws, &name).await) } else { None };
            let view = match held {
                Some(Ok(held)) => kept::replace(&ws, held.id, state).await?,
                Some(Err(problem)) if problem.code != "segments.no_view" => return Err(problem),
                _ => kept::save(&ws, name, state).await?,
            };
            output.answer(&view, || view.name.clone());
        }
        Verb::List => {
            let all = kept::all(&ws).await?;
            if output.is_json() {
                all.iter().for_each(|view| output.object(view));
            } else {
                let rows = all.iter().map(|view| {
                    let whom = [&view.state.segment, &view.state.query, &view.state.search].map(String::as_str);
                    let whom = whom.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
                    vec![view.id.to_string(), view.name.clone(), whom]
                });
                output.table(&["cli.head.id", "cli.head.name", "cli.head.who"], rows.collect());
            }
        }
        Verb::Show { view } => {
            let view = kept::named(&ws, &view).await?;
            let lines = lines(&ws, &view, output).await?;
            output.answer(&view, || lines);
            tell_faults(&view, output);
        }
        Verb::Rename { view, name } => {
            let view = kept::rename(&ws, kept::named(&ws, &view).await?.id, name).await?;
            output.answer(&view, || view.name.clone());
        }
        Verb::Delete { view } => {
            let held = kept::named(&ws, &view).await?;
            kept::delete(&ws, held.id).await?;
            output.answer(&serde_json::json!({ "deleted": held.id }), || held.name);
        }
    }
    Ok(Answer::Done)
}
