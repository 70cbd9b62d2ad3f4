//! `tidings outlet view …`: the table of outlets as it stood once, kept under a name.

use clap::{Args, Subcommand};
use tidings_core::contacts::api::{self, OutletQuestion};
use tidings_core::contacts::{OutletColumn, OutletRow};
use tidings_core::error::Problem;
use tidings_core::segments::api::kept::{TableState, TableView, ViewColumn, ViewedTable};
use tidings_core::workspace::Workspace;

use super::column;
use crate::output::{Answer, Output};
use crate::view;

/// What a view shows.
#[derive(Args)]
pub(crate) struct Shows {
    /// Columns: name, kind, reach, region, language, frequency, website, audiences or people. Without any: the usual ones.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', value_parser = column)]
    columns: Vec<OutletColumn>,
    /// The column that outlets are sorted by.
    #[arg(long, value_name = "COLUMN", value_parser = column)]
    sort: Option<OutletColumn>,
    /// The other way round.
    #[arg(long, requires = "sort")]
    descending: bool,
    /// Only those that have each of these words.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Keep a table of outlets under a name: its columns, its order and which it shows.
    #[command(
        after_help = "Example:\n  tidings outlet view save 'Zeeland, widest first' --columns kind,reach,region --sort reach --descending --search zeeland\n  tidings outlet list --view 'Zeeland, widest first'"
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
    /// List all views of outlets.
    #[command(after_help = "Example:\n  tidings --json outlet view list")]
    List,
    /// Show what a view shows; `outlet list --view` shows the outlets.
    #[command(after_help = "Example:\n  tidings outlet view show 'Zeeland, widest first'")]
    Show {
        /// The view: name or number.
        view: String,
    },
    /// Give a view another name.
    #[command(after_help = "Example:\n  tidings outlet view rename 'Zeeland, widest first' Zeeland")]
    Rename {
        /// The view: name or number.
        view: String,
        /// Its new name.
        name: String,
    },
    /// Delete a view; the outlets stay, and undo brings it back.
    #[command(after_help = "Example:\n  tidings outlet view delete Zeeland")]
    Delete {
        /// The view: name or number.
        view: String,
    },
}

impl Shows {
    fn state(self) -> TableState {
        TableState {
            table: ViewedTable::Outlets,
            columns: self.columns.into_iter().map(|one| ViewColumn { key: one.word().to_owned(), width: None }).collect(),
            sort: self.sort.map(|one| one.word().to_owned()).unwrap_or_default(),
            descending: self.descending,
            search: self.search.unwrap_or_default(),
            ..TableState::default()
        }
    }
}

const TABLE: ViewedTable = ViewedTable::Outlets;

pub(super) async fn run(verb: Verb, ws: &Workspace, output: &Output) -> Result<Answer, Problem> {
    match verb {
        Verb::Save { name, shows, replace } => view::save(ws, name, shows.state(), replace, output).await,
        Verb::List => view::list(ws, TABLE, output).await,
        Verb::Show { view } => {
            let held = view::named(ws, TABLE, &view).await?;
            let words = view::words(&held, output, |key| output.words(head(OutletColumn::from_word(key).unwrap_or_default())));
            output.answer(&held, || words);
            view::tell_faults(&held, output);
            Ok(Answer::Done)
        }
        Verb::Rename { view, name } => view::rename(ws, TABLE, &view, name, output).await,
        Verb::Delete { view } => view::delete(ws, TABLE, &view, output).await,
    }
}

/// The outlets as a kept view shows them.
pub(super) async fn list(ws: &Workspace, named: &str, output: &Output) -> Result<Answer, Problem> {
    let held = view::named(ws, TABLE, named).await?;
    let TableView { state, .. } = &held;
    let sort = OutletColumn::from_word(&state.sort).unwrap_or_default();
    let question = OutletQuestion { search: state.search.clone(), sort, descending: state.descending };
    let rows = api::outlet_rows(ws, api::outlets(ws, question).await?).await?;
    view::tell_faults(&held, output);
    if output.is_json() {
        rows.iter().for_each(|row| output.object(row));
        return Ok(Answer::Done);
    }
    let mut columns: Vec<OutletColumn> = state.columns.iter().filter_map(|one| OutletColumn::from_word(&one.key)).collect();
    if columns.is_empty() {
        columns = vec![OutletColumn::Kind, OutletColumn::Reach, OutletColumn::Region, OutletColumn::Audiences, OutletColumn::People];
    }
    // Which it is stands first, whatever else is shown.
    columns.retain(|one| *one != OutletColumn::Name);
    columns.insert(0, OutletColumn::Name);
    let heads: Vec<&'static str> = std::iter::once("cli.head.id").chain(columns.iter().map(|one| head(*one))).collect();
    let cells = |row: &OutletRow| -> Vec<String> {
        std::iter::once(super::number(row)).chain(columns.iter().map(|one| super::cell(row, *one))).collect()
    };
    output.table(&heads, rows.iter().map(cells).collect());
    Ok(Answer::Done)
}

/// What a column is called.
const fn head(column: OutletColumn) -> &'static str {
    match column {
        OutletColumn::Name => "cli.head.name",
        OutletColumn::Kind => "cli.head.kind",
        OutletColumn::Reach => "cli.head.reach",
        OutletColumn::Region => "cli.head.region",
        OutletColumn::Language => "cli.people.language",
        OutletColumn::Frequency => "cli.head.frequency",
        OutletColumn::Website => "cli.head.website",
        OutletColumn::Audiences => "cli.head.audiences",
        OutletColumn::People => "cli.head.people",
    }
}
