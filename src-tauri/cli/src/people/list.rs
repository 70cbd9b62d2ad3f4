//! `tidings people list`: page by page in the list's order, or as a table of chosen columns in the order of any.

use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use tidings_core::contacts::{PersonRow, api};
use tidings_core::error::Problem;
use tidings_core::ids::Millis;
use tidings_core::segments::api::kept::{self, TableState};
use tidings_core::segments::api::{self as segments, Whom};
use tidings_core::segments::{Column, ViewQuestion};
use tidings_core::workspace::Workspace;

use super::{PAGE, Picked, SHOWN};
use crate::output::{Answer, Output};

/// Which people, and how they are told.
#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    whom: Picked,
    /// At most so many; else 100 in a table and all as JSON.
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// From where the last list ended.
    #[arg(long, value_name = "CURSOR", conflicts_with_all = ["columns", "sort"])]
    after: Option<String>,
    /// Columns: name, outlet, role, beats, warmth, contact, tags, address, phone, city, country, language, kind, bars, source, basis,
    /// salutation, time-zone, handles, owner, embargoes, department, site, manager, staff-number, or the name of a field of your own.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    /// The column that they are sorted by.
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,
    /// The other way round.
    #[arg(long, requires = "sort")]
    descending: bool,
    /// A view that was kept under a name: whom it shows, in its columns and its order.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["query", "segment", "after", "columns", "sort"])]
    view: Option<String>,
}

/// The columns of a table where none are named.
const USUAL: &[Column] = &[Column::Kind, Column::Outlet, Column::Beats, Column::City, Column::Address, Column::Bars];

/// A person with what the asked columns say that no row says itself.
#[derive(Serialize)]
struct WithCells<'r> {
    #[serde(flatten)]
    row: &'r PersonRow,
    cells: BTreeMap<&'r str, String>,
}

/// A column with its head.
pub(crate) struct Headed {
    pub(crate) column: Column,
    head: String,
    /// What programs call it.
    key: String,
}

impl Headed {
    fn known(column: Column, output: &Output) -> Self {
        Self { column, head: output.words(head(column)), key: column.to_string() }
    }
}

/// What a column that every workspace has is called.
const fn head(column: Column) -> &'static str {
    match column {
        Column::Name => "cli.head.name",
        Column::Kind => "cli.head.kind",
        Column::Outlet => "cli.head.outlet",
        Column::Role => "cli.head.role",
        Column::Beats => "cli.head.beats",
        Column::City => "cli.head.city",
        Column::Country => "cli.head.country",
        Column::Language => "cli.head.language",
        Column::Address => "cli.head.address",
        Column::Bars => "cli.head.bars",
        Column::Tags => "cli.head.tags",
        Column::Phone => "cli.head.phone",
        Column::Source => "cli.head.source",
        Column::Basis => "cli.head.basis",
        Column::Warmth => "cli.head.warmth",
        Column::Contact => "cli.head.contact",
        Column::Salutation => "cli.people.salutation",
        Column::TimeZone => "cli.people.time_zone",
        Column::Department => "cli.people.department",
        Column::Site => "cli.people.site",
        Column::Manager => "cli.people.manager",
        Column::StaffNumber => "cli.people.staff_number",
        Column::Owner => "cli.people.owner",
        Column::Handles => "cli.people.handle",
        Column::Embargoes => "cli.people.agreed",
        Column::Own(_) => "cli.head.field",
    }
}

/// The column that a word or the name of a field means.
pub(crate) async fn column(ws: &Workspace, named: &str, output: &Output) -> Result<Headed, Problem> {
    if let Ok(column) = named.trim().to_lowercase().replace('_', "-").parse::<Column>()
        && !matches!(column, Column::Own(_))
    {
        return Ok(Headed::known(column, output));
    }
    match api::custom_field(ws, named).await {
        Ok(field) => Ok(Headed { column: Column::Own(field.id), key: field.in_questions(), head: field.name }),
        Err(_) => Err(Problem::missing("segments.no_column").with("name", named.trim()).todo("segments.no_column.todo")),
    }
}

/// What the column of that word is called; the word itself where it is none.
pub(crate) async fn headed(ws: &Workspace, word: &str, output: &Output) -> Result<String, Problem> {
    Ok(match word.parse::<Column>() {
        Ok(Column::Own(id)) => {
            let fields = api::custom_fields(ws).await?;
            fields.into_iter().find(|card| card.field.id == id).map_or_else(|| word.to_owned(), |card| card.field.name)
        }
        Ok(known) => output.words(head(known)),
        Err(_) => word.to_owned(),
    })
}

/// The people of a view, in its columns and its order.
async fn of_view(ws: &Workspace, output: &Output, named: &str, limit: Option<u32>) -> Result<(), Problem> {
    let view = crate::view::named(ws, kept::ViewedTable::People, named).await?;
    let fields = api::custom_fields(ws).await?;
    let columns = view.state.columns.iter().filter_map(|one| one.key.parse::<Column>().ok()).filter_map(|column| match column {
        Column::Own(id) => {
            let field = &fields.iter().find(|card| card.field.id == id)?.field;
            Some(Headed { column, key: field.in_questions(), head: field.name.clone() })
        }
        known => Some(Headed::known(known, output)),
    });
    let TableState { sort, descending, query, segment, search, .. } = view.state.clone();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let question = ViewQuestion { query: some(query), segment: some(segment), search, sort: sort.parse().unwrap_or_default(), descending };
    sorted(ws, output, question, limit, columns.collect()).await?;
    crate::view::tell_faults(&view, output);
    Ok(())
}

pub(super) async fn run(ws: &Workspace, list: List, output: &Output) -> Result<Answer, Problem> {
    if let Some(named) = &list.view {
        of_view(ws, output, named, list.limit).await?;
        return Ok(Answer::Done);
    }
    let mut columns = Vec::with_capacity(list.columns.len());
    for named in &list.columns {
        columns.push(column(ws, named, output).await?);
    }
    let sort = match &list.sort {
        Some(named) => Some(column(ws, named, output).await?.column),
        None => None,
    };
    let whom = Whom::from(list.whom);
    if columns.is_empty() && sort.is_none() {
        in_list_order(ws, output, whom, list.limit, list.after).await?;
    } else {
        let Whom { query, segment } = whom;
        let question = ViewQuestion { query, segment, search: String::new(), sort: sort.unwrap_or_default(), descending: list.descending };
        sorted(ws, output, question, list.limit, columns).await?;
    }
    Ok(Answer::Done)
}

async fn in_list_order(ws: &Workspace, output: &Output, whom: Whom, limit: Option<u32>, mut after: Option<String>) -> Result<(), Problem> {
    let mut left = limit.unwrap_or(if output.is_json() { u32::MAX } else { SHOWN });
    let (columns, mut rows) = (usual(output), Vec::new());
    while left > 0 {
        let page = segments::people(ws, whom.clone(), after, left.min(PAGE)).await?;
        left = left.saturating_sub(u32::try_from(page.rows.len()).unwrap_or(u32::MAX));
        if output.is_json() {
            page.rows.iter().for_each(|row| output.object(row));
        } else {
            rows.extend(page.rows.iter().map(|row| told(row, &BTreeMap::new(), &columns, output)));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if !output.is_json() {
        output.table_under(heads(&columns, output), rows);
    }
    if let Some(cursor) = after {
        output.note(&format!("--after {cursor}"));
    }
    Ok(())
}

async fn sorted(ws: &Workspace, output: &Output, question: ViewQuestion, limit: Option<u32>, columns: Vec<Headed>) -> Result<(), Problem> {
    let columns = if columns.is_empty() { usual(output) } else { columns };
    let view = segments::open_view(ws, question).await?;
    let most = limit.unwrap_or(if output.is_json() { u32::MAX } else { SHOWN }).min(view.count);
    let (asked, mut rows) = (columns.iter().map(|one| one.column).collect::<Vec<_>>(), Vec::new());
    for from in (0..most).step_by(PAGE as usize) {
        let to = most.min(from + PAGE);
        let page = segments::view_rows(ws, view.id, from, to).await?;
        let cells = segments::view_cells(ws, view.id, from, to, asked.clone()).await?;
        for (row, cells) in page.iter().zip(&cells).filter_map(|(row, cells)| Some((row.as_ref()?, cells))) {
            if output.is_json() {
                let said = |one: &Headed| Some((one.column, cells.get(&one.column.to_string())?)).map(|(column, text)| cell(column, text));
                let cells = columns.iter().filter_map(|one| Some((one.key.as_str(), said(one)?))).collect();
                output.object(&WithCells { row, cells });
            } else {
                rows.push(told(row, cells, &columns, output));
            }
        }
    }
    segments::close_view(ws, view.id).await;
    if !output.is_json() {
        output.table_under(heads(&columns, output), rows);
    }
    Ok(())
}

fn usual(output: &Output) -> Vec<Headed> {
    USUAL.iter().map(|column| Headed::known(*column, output)).collect()
}

/// The number and the name stand before every other column.
fn heads(columns: &[Headed], output: &Output) -> Vec<String> {
    let first = ["cli.head.id", "cli.head.name"].map(|key| output.words(key));
    let others = columns.iter().filter(|one| one.column != Column::Name).map(|one| one.head.clone());
    first.into_iter().chain(others).collect()
}

/// What a cell says: a time as all others are told.
fn cell(column: Column, text: &str) -> String {
    let at = if column == Column::Contact { text.parse::<i64>().ok() } else { None };
    at.map_or_else(|| text.to_owned(), |at| Millis::from(at).to_rfc3339())
}

fn told(row: &PersonRow, cells: &BTreeMap<String, String>, columns: &[Headed], output: &Output) -> Vec<String> {
    let others = columns.iter().filter(|one| one.column != Column::Name).map(|one| match one.column {
        Column::Bars if row.do_not_contact => output.words("cli.people.do_not_contact"),
        Column::Bars if row.restricted => output.words("cli.people.is_restricted"),
        Column::Bars if row.suppressed => output.words("cli.people.suppressed"),
        Column::Bars => String::new(),
        column if column.is_of_rows() => column.text(row),
        column => cells.get(&column.to_string()).map(|text| cell(column, text)).unwrap_or_default(),
    });
    [row.id.to_string(), row.name.clone()].into_iter().chain(others).collect()
}
