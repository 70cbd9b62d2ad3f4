//! Views of the tables of people and of outlets that are kept under a name: the columns with their order and widths, the sort, and what
//! it shows.
//!
//! A view outlives what it names. A field of the organisation's own that is gone leaves its place in it, and is back in it when an undo
//! brings the field back; a segment that is gone is never taken for everybody.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::contacts::{self, Column, OutletColumn, fold_key};
use crate::error::{Place, Problem};
use crate::ids::{CustomFieldId, Millis, TableViewId};
use crate::messages::Message;
use crate::workspace::{ReadTx, Topic, WriteTx};

use super::fields::Fields;
use super::grammar::{parse, parse_alone};
use super::named;
use super::query::Query;
use super::store::{self, kept as rows};
use super::{bad_query, service};

/// Most views of one workspace: they stand in a menu.
const MOST_VIEWS: u32 = 300;
/// Most columns of one view: every one that there can be.
const MOST_COLUMNS: usize = 300;
/// The least and the most width of a column, in px.
const WIDTHS: std::ops::RangeInclusive<u32> = 56..=1_200;
/// Longest search in characters.
const LONGEST_SEARCH: usize = 500;

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ViewColumn {
    /// The column's word: `outlet`, `own.12`.
    pub key: String,
    /// How wide it is in px; none takes its part of the room.
    pub width: Option<u32>,
}

/// Which table a view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ViewedTable {
    /// People.
    #[default]
    People,
    /// Outlets.
    Outlets,
}

impl ViewedTable {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Outlets => "outlets",
        }
    }
}

/// How a table stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TableState {
    /// Which table it is.
    #[serde(default)]
    pub table: ViewedTable,
    /// What it shows, in its order; none are the usual ones.
    pub columns: Vec<ViewColumn>,
    /// The column that rows are sorted by; empty is their name.
    pub sort: String,
    /// The other way round.
    pub descending: bool,
    /// Only those whom this question picks; empty asks none. Of outlets nothing is asked so.
    pub query: String,
    /// Only those whom this segment picks, or who are on this list; empty is everybody.
    pub segment: String,
    /// Only those who have each of these words.
    pub search: String,
}

/// A view of a table that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TableView {
    /// Which.
    pub id: TableViewId,
    /// Its name.
    pub name: String,
    /// What it shows, without what is gone.
    #[serde(flatten)]
    pub state: TableState,
    /// What it showed and cannot show now, each in a sentence.
    pub faults: Vec<Message>,
    /// When it was last changed.
    pub changed_at: Millis,
}

/// A column as kept: of a field of the organisation's own also what it was called, to say what is gone.
#[derive(Debug, Serialize, Deserialize)]
struct KeptColumn {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
}

/// What a view is read with: asked once, however many are read.
struct Known {
    fields: Fields,
    own: HashMap<CustomFieldId, String>,
    named: HashSet<String>,
}

impl Known {
    fn read(tx: &ReadTx<'_>, fields: &Fields) -> Result<Self, Problem> {
        let lists = contacts::list_names(tx)?.into_iter().map(|(_, name)| fold_key(&name));
        let segments = store::all(tx)?.into_iter().map(|saved| fold_key(&saved.name));
        Ok(Self {
            own: contacts::custom_fields(tx)?.into_iter().map(|field| (field.id, field.name)).collect(),
            named: lists.chain(segments).collect(),
            fields: fields.in_file(tx)?,
        })
    }

    /// The column of a table of that word, if it can be shown now: its word, and what a field of the organisation's own is called.
    fn column(&self, table: ViewedTable, key: &str) -> Option<(String, String)> {
        match table {
            ViewedTable::Outlets => OutletColumn::from_word(key).map(|column| (column.word().to_owned(), String::new())),
            ViewedTable::People => match key.parse::<Column>().ok()? {
                Column::Own(id) => self.own.get(&id).map(|name| (Column::Own(id).to_string(), name.clone())),
                column => Some((column.to_string(), String::new())),
            },
        }
    }

    fn card(&self, row: rows::ViewRow) -> TableView {
        let rows::ViewRow { id, name, shown, changed_at } = row;
        let mut faults = Vec::new();
        let mut columns = Vec::new();
        let mut gone = |name: String| {
            let fault = Message::new("segments.view.no_column").with("name", name);
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        };
        let kept: Vec<KeptColumn> = serde_json::from_str(&shown.columns).unwrap_or_default();
        for column in &kept {
            if self.column(shown.table, &column.key).is_some() {
                columns.push(ViewColumn { key: column.key.clone(), width: column.width });
            } else {
                gone(if column.name.is_empty() { column.key.clone() } else { column.name.clone() });
            }
        }
        let sorts = self.column(shown.table, &shown.sort).is_some();
        if !sorts {
            let named = kept.iter().find(|column| column.key == shown.sort && !column.name.is_empty());
            gone(named.map_or_else(|| shown.sort.clone(), |column| column.name.clone()));
        }
        if !shown.segment.is_empty() && !self.named.contains(&fold_key(&shown.segment)) {
            faults.push(Message::new("segments.view.no_segment").with("name", shown.segment.as_str()));
        }
        if !shown.query.is_empty() && parse(&shown.query, &self.fields).is_err() {
            faults.push(Message::new("segments.view.bad_query"));
        }
        let (sort, descending) = if sorts { (shown.sort, shown.descending) } else { (Column::Name.to_string(), false) };
        let state =
            TableState { table: shown.table, columns, sort, descending, query: shown.query, segment: shown.segment, search: shown.search };
        TableView { id, name, state, faults, changed_at }
    }

    /// What is kept of the table as it stands.
    fn checked(&self, tx: &ReadTx<'_>, state: TableState) -> Result<rows::Shown, Problem> {
        let mut seen = HashSet::new();
        let mut kept = Vec::with_capacity(state.columns.len());
        let known = |key: &str| {
            self.column(state.table, key)
                .ok_or_else(|| Problem::missing("segments.no_column").with("name", key).todo("segments.no_column.todo"))
        };
        for ViewColumn { key, width } in state.columns {
            let (word, name) = known(&key)?;
            let fits = width.is_none_or(|width| WIDTHS.contains(&width));
            if !fits || !seen.insert(word) || kept.len() == MOST_COLUMNS {
                return Err(Problem::refusal("segments.view.bad_columns").with("least", *WIDTHS.start()).with("most", *WIDTHS.end()));
            }
            kept.push(KeptColumn { key, width, name });
        }
        let sort = if state.sort.is_empty() { Column::Name.to_string() } else { known(&state.sort)?.0 };
        let search = state.search.split_whitespace().collect::<Vec<_>>().join(" ");
        if search.chars().count() > LONGEST_SEARCH || search.chars().any(char::is_control) {
            return Err(Problem::refusal("segments.view.bad_search").with("most", LONGEST_SEARCH).at(Place::field("search")));
        }
        if state.table == ViewedTable::Outlets && !(state.query.trim().is_empty() && state.segment.trim().is_empty()) {
            return Err(Problem::refusal("segments.view.asks_people"));
        }
        let query = match state.query.trim() {
            "" => String::new(),
            text => parse(text, &self.fields).map_err(bad_query)?.to_text(),
        };
        Ok(rows::Shown {
            table: state.table,
            columns: serde_json::to_string(&kept).map_err(|error| Problem::failure("workspace.failed").because(error))?,
            sort,
            descending: state.descending,
            query,
            segment: whole_name(tx, state.segment.trim())?,
            search,
        })
    }
}

/// The segment or list that is meant, as it is called.
fn whole_name(tx: &ReadTx<'_>, named: &str) -> Result<String, Problem> {
    if named.is_empty() {
        return Ok(String::new());
    }
    if let Some(saved) = store::by_name(tx, &service::name_key(named))? {
        return Ok(saved.name);
    }
    if let Some(id) = contacts::list_named(tx, named)? {
        return Ok(contacts::list(tx, id)?.name);
    }
    Err(Problem::missing("segments.no_segment").with("name", named))
}

/// A view's name, tidied: one line that another view does not have, however it is written.
fn free_name(tx: &ReadTx<'_>, name: &str, own: Option<TableViewId>) -> Result<(String, String), Problem> {
    let (name, key) = contacts::name_of_a_thing(name)
        .map_err(|what| Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field("name") }))?;
    match rows::by_key(tx, &key)? {
        Some(other) if Some(other.id) != own => {
            Err(Problem::refusal("segments.view_taken").with("name", other.name).todo("segments.view_taken.todo").at(Place::field("name")))
        }
        _ => Ok((name, key)),
    }
}

fn missing(named: &str) -> Problem {
    Problem::missing("segments.no_view").with("name", named)
}

fn held(tx: &ReadTx<'_>, id: TableViewId) -> Result<rows::ViewRow, Problem> {
    rows::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))
}

/// All views by name.
pub(super) fn all(tx: &ReadTx<'_>, fields: &Fields) -> Result<Vec<TableView>, Problem> {
    let known = Known::read(tx, fields)?;
    Ok(rows::all(tx)?.into_iter().map(|row| known.card(row)).collect())
}

/// One view.
pub(super) fn view(tx: &ReadTx<'_>, fields: &Fields, id: TableViewId) -> Result<TableView, Problem> {
    let row = held(tx, id)?;
    Ok(Known::read(tx, fields)?.card(row))
}

/// The view of that name, however it is written; a number is tried where no name fits.
pub(super) fn named(tx: &ReadTx<'_>, named: &str) -> Result<TableViewId, Problem> {
    if let Some(row) = rows::by_key(tx, &fold_key(named.trim()))? {
        return Ok(row.id);
    }
    let numbered = named.trim().parse::<TableViewId>().ok();
    let found = numbered.map_or(Ok(None), |id| rows::by_id(tx, id))?;
    found.map(|row| row.id).ok_or_else(|| missing(named.trim()))
}

/// Keeps the table as it stands under a new name.
pub(super) fn save(tx: &WriteTx<'_>, fields: &Fields, name: &str, state: TableState) -> Result<TableViewId, Problem> {
    let (name, key) = free_name(tx, name, None)?;
    if rows::count(tx)? >= MOST_VIEWS {
        return Err(Problem::refusal("segments.many_views").with("most", MOST_VIEWS).todo("segments.many_views.todo"));
    }
    let shown = Known::read(tx, fields)?.checked(tx, state)?;
    let id = rows::insert(tx, &name, &key, &shown)?;
    tx.changed(Topic::View, id.get());
    Ok(id)
}

/// Puts the table as it stands in the place of what a view showed.
pub(super) fn replace(tx: &WriteTx<'_>, fields: &Fields, id: TableViewId, state: TableState) -> Result<(), Problem> {
    held(tx, id)?;
    let shown = Known::read(tx, fields)?.checked(tx, state)?;
    rows::replace(tx, id, &shown)?;
    tx.changed(Topic::View, id.get());
    Ok(())
}

/// Gives a view another name.
pub(super) fn rename(tx: &WriteTx<'_>, id: TableViewId, name: &str) -> Result<(), Problem> {
    held(tx, id)?;
    let (name, key) = free_name(tx, name, Some(id))?;
    rows::rename(tx, id, &name, &key)?;
    tx.changed(Topic::View, id.get());
    Ok(())
}

/// Takes a view away; what it shows stays.
pub(super) fn delete(tx: &WriteTx<'_>, id: TableViewId) -> Result<(), Problem> {
    held(tx, id)?;
    rows::delete(tx, id)?;
    tx.changed(Topic::View, id.get());
    Ok(())
}

/// The views that name a list or a segment, each with its question where that does. `fields` are those of the file as it still is.
pub(super) fn naming(tx: &ReadTx<'_>, fields: &Fields, field: &str, name: &str) -> Result<Vec<(rows::ViewRow, Option<Query>)>, Problem> {
    let asked = rows::all(tx)?.into_iter().map(|row| {
        let query = parse_alone(&row.shown.query, fields).ok().filter(|query| named::names(query, field, name));
        (row, query)
    });
    Ok(asked.filter(|(row, query)| row.shown.segment == name || query.is_some()).collect())
}

/// Carries the new name of a list or a segment into the views that name it.
pub(super) fn follow(
    tx: &WriteTx<'_>,
    naming: Vec<(rows::ViewRow, Option<Query>)>,
    field: &str,
    old: &str,
    new: &str,
) -> Result<(), Problem> {
    for (row, query) in naming {
        let query = query.and_then(|query| named::renamed(query, field, old, new)).map_or(row.shown.query, |query| query.to_text());
        let segment = if row.shown.segment == old { new.to_owned() } else { row.shown.segment };
        rows::replace(tx, row.id, &rows::Shown { query, segment, ..row.shown })?;
        tx.changed(Topic::View, row.id.get());
    }
    Ok(())
}
