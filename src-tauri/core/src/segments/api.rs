//! What the shells ask about segments, and about people through a question.

pub mod joining;
pub mod kept;
pub mod lists;
pub mod past;
pub mod pinning;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::contacts::{self, Column, Condition, PersonRow, Pin};
use crate::error::Problem;
use crate::ids::{Millis, OutletId, PersonId, SegmentId, ViewId};
use crate::jobs::Registry;
use crate::messages::{Language, Message};
use crate::workspace::{ReadTx, StoreError, Topic, Workspace, WriteTx};

pub use super::exporting::{ExportForm, ExportSum, ExportWhom};
pub use crate::contacts::Copied;
pub use joining::{Chosen, Placed, list_of, pin_people, put_on_list, would_list, would_pin};
pub use kept::{all as views, delete as delete_view, rename as rename_view, replace as replace_view, save as save_view};
pub use lists::{
    ListCard, OpenList, add_people as add_to_list, all as lists, delete as delete_list, make as make_list,
    remove_people as remove_from_list, rename as rename_list, show as show_list,
};
pub use past::{as_it_was, history};
pub use pinning::{pin, pins, segment as segment_named, unpin, why};

use super::completion::Completion;
use super::faults::bad_query;
use super::fields::Fields;
use super::grammar::{parse, parse_alone};
use super::kept as views;
use super::named::{self, SEGMENT};
use super::pins;
use super::query::Query;
use super::view::{Told, ViewCard, ViewQuestion, Views};
use super::{completion, copying, exporting, exporting_outlets, service, store};

/// Whom a shell asks about: a query, a saved segment, both, or (with neither) everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Whom {
    /// A query.
    pub query: Option<String>,
    /// A saved segment, by name or number; or a list, by name.
    pub segment: Option<String>,
}

impl Whom {
    pub(super) fn condition(&self, tx: &ReadTx<'_>, fields: &Fields) -> Result<Condition, Problem> {
        let fields = &fields.in_file(tx)?;
        let mut parts = Vec::new();
        if let Some(name) = &self.segment {
            let query = match service::named_so(tx, name, fields)? {
                Some(query) => query,
                None => service::meaning(tx, &by_name(tx, name)?, fields)?,
            };
            parts.push(service::condition(&query, fields));
        }
        if let Some(text) = &self.query {
            parts.push(service::condition(&parse(text, fields).map_err(bad_query)?, fields));
        }
        Ok(Condition::all(parts))
    }
}

/// A question while it is edited: both of its forms, and how many people it picks now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Answer {
    /// The text in its normal form.
    pub text: String,
    /// The same as chips.
    pub chips: Query,
    /// What a reader should know about it.
    pub notes: Vec<Message>,
    /// How many people it picks, with the pins of the segment that it is asked for.
    pub count: u32,
    /// The text of the whole question, these pins in it.
    pub whole: String,
}

/// A saved segment.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SegmentCard {
    /// Which.
    pub id: SegmentId,
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// How many people it picks now; none if this program cannot read it.
    pub count: Option<u32>,
    /// How many people are pinned in it, or out of it.
    pub pins: u32,
    /// When it was last changed.
    pub changed_at: Millis,
}

/// A saved segment, opened.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OpenSegment {
    /// Which.
    pub id: SegmentId,
    /// Its name.
    pub name: String,
    /// Its question, answered now.
    pub answer: Answer,
    /// Who is in it whatever its question says, and who is not.
    pub pins: Vec<Pin>,
    /// The saved segments that ask for it, by name.
    pub asked_by: Vec<String>,
    /// When it was last changed.
    pub changed_at: Millis,
}

/// Reads a query and counts whom it picks; with the pins of a segment, if it is asked for one.
///
/// # Errors
/// `segments.bad_query` with a place for each fault.
pub async fn ask(ws: &Workspace, text: String, segment: Option<SegmentId>) -> Result<Answer, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| {
        let pins = segment.map(|segment| contacts::pins_in(tx, segment)).transpose()?.unwrap_or_default();
        answer(tx, &fields, service::read(tx, &text, &fields)?, &pins)
    })
    .await
}

/// As [`ask`], for a question that was edited as chips. The places of faults are those of its text.
///
/// # Errors
/// `segments.bad_query`; `segments.bad_chips` if a chip lacks its values.
pub async fn ask_chips(ws: &Workspace, chips: Query, segment: Option<SegmentId>) -> Result<Answer, Problem> {
    if !chips.is_whole() {
        return Err(Problem::refusal("segments.bad_chips"));
    }
    ask(ws, chips.normal().to_text(), segment).await
}

/// Proposals for the text with the cursor after its first `cursor` characters.
///
/// # Errors
/// What the file says.
pub async fn complete(ws: &Workspace, text: String, cursor: u32) -> Result<Vec<Completion>, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| Ok(completion::complete(tx, &fields.in_file(tx)?, &text, cursor)?)).await
}

/// The names of all fields.
///
/// # Errors
/// What the file says.
pub async fn fields(ws: &Workspace) -> Result<Vec<String>, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| Ok(fields.in_file(tx)?.names().map(str::to_owned).collect())).await
}

/// Saves a segment under a name unique in the workspace (caseless, NFKC).
///
/// # Errors
/// `segments.bad_query` (a place per fault), `segments.name_taken`, `segments.bad_name`; nothing has changed.
pub async fn save(ws: &Workspace, name: String, text: String) -> Result<SegmentCard, Problem> {
    let fields = ws.part::<Fields>();
    ws.write(Message::new("segments.action.saved").with("name", name.trim()), move |tx| {
        // As it would be: nothing asks for itself by way of a name that was free until now.
        let query = parse(&text, &fields.in_file(tx)?.with_segment(0, name.trim(), &text)).map_err(bad_query)?;
        let id = service::create(tx, &name, &query)?;
        card(tx, &fields, store::by_id(tx, id)?.ok_or_else(|| missing(&name))?)
    })
    .await
}

/// Gives a saved segment another name, another question, or both; what is `None` stays. Distributions keep the
/// question that they were made with (Q8).
///
/// # Errors
/// As [`save`], and `segments.no_segment`.
pub async fn change(ws: &Workspace, id: SegmentId, name: Option<String>, text: Option<String>) -> Result<SegmentCard, Problem> {
    let fields = ws.part::<Fields>();
    ws.write(Message::new("segments.action.changed"), move |tx| {
        let saved = store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))?;
        let read = |text: String| {
            let as_it_would_be = fields.in_file(tx)?.with_segment(id.get(), &saved.name, &text);
            parse(&text, &as_it_would_be).map_err(bad_query)
        };
        let query = text.map(read).transpose()?;
        let askers = askers(tx, &fields, SEGMENT, &saved.name)?;
        let old = saved.name.clone();
        let (name, key) = service::check_name(name.as_ref().unwrap_or(&saved.name))?;
        service::require_free(tx, &name, &key, Some(id))?;
        let text = query.map_or(saved.query, |query| query.to_text());
        store::update(tx, id, &name, &key, &text)?;
        tx.changed(Topic::Segment, id.get());
        rename_in(tx, askers, SEGMENT, &old, &name)?;
        card(tx, &fields, store::by_id(tx, id)?.ok_or_else(|| missing(&name))?)
    })
    .await
}

/// All saved segments by name, each with its count.
///
/// # Errors
/// What the file says.
pub async fn list(ws: &Workspace) -> Result<Vec<SegmentCard>, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| store::all(tx)?.into_iter().map(|saved| card(tx, &fields, saved)).collect()).await
}

/// One saved segment, by name or number.
///
/// # Errors
/// `segments.no_segment`; `segments.bad_query` if this program cannot read its question.
pub async fn show(ws: &Workspace, name_or_number: &str) -> Result<OpenSegment, Problem> {
    let (fields, name) = (ws.part::<Fields>(), name_or_number.to_owned());
    ws.read(move |tx| {
        let saved = by_name(tx, &name)?;
        let pins = contacts::pins_in(tx, saved.id)?;
        let answer = answer(tx, &fields, service::read(tx, &saved.query, &fields)?, &pins)?;
        let asked_by = askers(tx, &fields, SEGMENT, &saved.name)?.names();
        Ok(OpenSegment { id: saved.id, name: saved.name, answer, pins, asked_by, changed_at: saved.changed_at })
    })
    .await
}

/// A segment that was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DeletedSegment {
    /// Which it was.
    pub deleted: SegmentId,
    /// The saved segments that asked for it, by name: each is a fault now and picks nobody.
    pub asked_by: Vec<String>,
}

/// Deletes a saved segment; distributions keep the question that they were made with (Q8). Undo brings it back.
///
/// # Errors
/// `segments.no_segment`.
pub async fn delete(ws: &Workspace, name_or_number: &str) -> Result<DeletedSegment, Problem> {
    let (name, fields) = (name_or_number.to_owned(), ws.part::<Fields>());
    ws.write(Message::new("segments.action.deleted").with("name", name_or_number), move |tx| {
        let saved = by_name(tx, &name)?;
        let asked_by = askers(tx, &fields, SEGMENT, &saved.name)?.names();
        store::delete(tx, saved.id)?;
        tx.changed(Topic::Segment, saved.id.get());
        Ok(DeletedSegment { deleted: saved.id, asked_by })
    })
    .await
}

/// How many people these are (Q3).
///
/// # Errors
/// `segments.bad_query`, `segments.no_segment`.
pub async fn count(ws: &Workspace, whom: Whom) -> Result<u32, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| Ok(contacts::count(tx, &whom.condition(tx, &fields)?)?)).await
}

/// A page of people in list order.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PeoplePage {
    /// The people.
    pub rows: Vec<PersonRow>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}

/// A page of at most `limit` people in list order, from where `after` says. Paging never skips or repeats anybody who
/// was there all the time (Q7).
///
/// # Errors
/// `segments.bad_query`, `segments.no_segment`, `segments.bad_cursor`.
pub async fn people(ws: &Workspace, whom: Whom, after: Option<String>, limit: u32) -> Result<PeoplePage, Problem> {
    let fields = ws.part::<Fields>();
    let after = after.map(|cursor| read_cursor(&cursor).ok_or_else(|| Problem::refusal("segments.bad_cursor"))).transpose()?;
    ws.read(move |tx| {
        let keys = contacts::page(tx, &whom.condition(tx, &fields)?, after.as_ref(), limit)?;
        let ids: Vec<PersonId> = keys.iter().map(|(_, id)| *id).collect();
        let full = u32::try_from(keys.len()).is_ok_and(|found| found == limit);
        let next = keys.last().filter(|_| full).map(|(key, id)| cursor(key, *id));
        Ok(PeoplePage { rows: contacts::rows_of(tx, &ids)?, next })
    })
    .await
}

/// Writes these people to `out` in list order, without notes that may speak of what the law protects most, unless all notes are asked
/// for (L15). A job with progress, which can be cancelled.
///
/// # Errors
/// `segments.bad_query`, `segments.no_segment`, `segments.cannot_write`, `segments.export_cancelled`,
/// `segments.too_many_for_sheet`, `segments.too_long_for_sheet`.
pub async fn export(
    ws: &Workspace,
    about: ExportWhom,
    form: ExportForm,
    language: Language,
    out: Box<dyn Write + Send>,
) -> Result<ExportSum, Problem> {
    let (fields, job) = (ws.part::<Fields>(), ws.part::<Registry>().begin(Message::new("segments.job.export")));
    let worker = job.clone();
    let done = ws.read(move |tx| exporting::write(tx, about, &fields, form, language, out, &worker)).await;
    job.end(exporting::outcome(&done));
    done
}

/// As [`export`], to a file that must not exist yet. Unless all of it is written, nothing is.
///
/// # Errors
/// As [`export`], `segments.file_exists`.
pub async fn export_to(ws: &Workspace, about: ExportWhom, form: ExportForm, language: Language, to: PathBuf) -> Result<ExportSum, Problem> {
    let draft = exporting::Draft::of(&to)?;
    let written = export(ws, about, form, language, draft.writer()?).await?;
    draft.keep()?;
    Ok(written)
}

/// Writes these outlets with all that is known of them, in their order, to a file that must not exist yet; how many there were.
///
/// # Errors
/// `segments.file_exists`, `segments.cannot_write`, `segments.too_long_for_sheet`, `segments.no_card_of_outlets`: nothing is written then.
pub async fn export_outlets_to(
    ws: &Workspace,
    outlets: Vec<OutletId>,
    form: ExportForm,
    language: Language,
    to: PathBuf,
) -> Result<u32, Problem> {
    let draft = exporting::Draft::of(&to)?;
    let out = draft.writer()?;
    let written = export_outlets(ws, outlets, form, language, out).await?;
    draft.keep()?;
    Ok(written)
}

/// As [`export_outlets_to`], to `out`.
///
/// # Errors
/// As [`export_outlets_to`].
pub async fn export_outlets(
    ws: &Workspace,
    outlets: Vec<OutletId>,
    form: ExportForm,
    language: Language,
    out: Box<dyn Write + Send>,
) -> Result<u32, Problem> {
    ws.read(move |tx| exporting_outlets::write(tx, &outlets, form, language, out)).await
}

/// Opens a long list: its people in their order, held until the window closes it or opens many others.
///
/// # Errors
/// `segments.bad_query`, `segments.no_segment`.
pub async fn open_view(ws: &Workspace, question: ViewQuestion) -> Result<ViewCard, Problem> {
    let (fields, views, told, changes) = (ws.part::<Fields>(), ws.part::<Views>(), ws.part::<Told>(), ws.changes());
    views.follow(changes);
    if views.wants_telling(question.sort) {
        let (views, told, column) = (Arc::clone(&views), Arc::clone(&told), question.sort);
        ws.read(move |tx| views.tell(tx, &told, column)).await?;
    }
    let asked = Whom { query: question.query.clone(), segment: question.segment.clone() };
    let card = {
        let views = Arc::clone(&views);
        ws.read(move |tx| {
            let condition = |tx: &ReadTx<'_>| {
                if asked == Whom::default() { Ok(None) } else { asked.condition(tx, &fields).map(Some) }
            };
            views.open(tx, condition, &question, &told)
        })
        .await?
    };
    if views.wants_warming() {
        let ws = ws.clone();
        // Not awaited: the list is there already, this makes the next keystroke quick.
        drop(tokio::task::spawn_blocking(move || ws.read_blocking(|tx| views.warm(tx))));
    }
    Ok(card)
}

/// The rows `from` up to (not with) `to` of an open view, as they are now; none in the place of who is gone.
///
/// # Errors
/// `segments.view_closed`: open it again.
pub async fn view_rows(ws: &Workspace, view: ViewId, from: u32, to: u32) -> Result<Vec<Option<PersonRow>>, Problem> {
    let views = ws.part::<Views>();
    let (ids, search) = (views.ids(view, from, to)?, views.search(view)?);
    ws.read(move |tx| {
        let mut rows = contacts::rows_of(tx, &ids)?;
        contacts::found_besides(tx, &mut rows, &search)?;
        let mut rows = rows.into_iter().peekable();
        Ok(ids.into_iter().map(|id| rows.next_if(|row| row.id == id)).collect())
    })
    .await
}

/// What those of `columns` say of the same rows that no row says itself, by the columns' words; nothing where a column says nothing.
///
/// # Errors
/// `segments.view_closed`: open it again.
pub async fn view_cells(
    ws: &Workspace,
    view: ViewId,
    from: u32,
    to: u32,
    columns: Vec<Column>,
) -> Result<Vec<BTreeMap<String, String>>, Problem> {
    let (ids, told) = (ws.part::<Views>().ids(view, from, to)?, ws.part::<Told>());
    ws.read(move |tx| Ok(cells_of(tx, &told, &ids, &columns)?)).await
}

pub(super) fn cells_of(
    tx: &ReadTx<'_>,
    told: &Told,
    ids: &[PersonId],
    columns: &[Column],
) -> Result<Vec<BTreeMap<String, String>>, StoreError> {
    let places: HashMap<PersonId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut rows = vec![BTreeMap::new(); ids.len()];
    for column in columns.iter().filter(|column| !column.is_of_rows()) {
        let word = column.to_string();
        for cell in told.cells(tx, *column, Some(ids))? {
            if let Some(row) = places.get(&cell.person).and_then(|at| rows.get_mut(*at)) {
                row.insert(word.clone(), cell.text);
            }
        }
    }
    Ok(rows)
}

/// Who is in the rows `from` up to (not with) `to` of an open view: a selection is ranges.
///
/// # Errors
/// `segments.view_closed`.
pub async fn view_people(ws: &Workspace, view: ViewId, from: u32, to: u32) -> Result<Vec<PersonId>, Problem> {
    ws.part::<Views>().ids(view, from, to)
}

/// Where a person stands in an open view; none if they are not in it.
///
/// # Errors
/// `segments.view_closed`.
pub async fn view_place(ws: &Workspace, view: ViewId, person: PersonId) -> Result<Option<u32>, Problem> {
    ws.part::<Views>().place(view, person)
}

/// These people's rows in these columns, in the order given, for the clipboard: nothing in them is run as a formula (S7).
///
/// # Errors
/// `segments.too_many_to_copy`.
pub async fn copy(ws: &Workspace, people: Vec<PersonId>, columns: Vec<Column>) -> Result<Copied, Problem> {
    let told = ws.part::<Told>();
    ws.read(move |tx| copying::copy(tx, &told, &people, &columns)).await
}

/// Closes a view.
pub async fn close_view(ws: &Workspace, view: ViewId) {
    ws.part::<Views>().close(view);
}

fn answer(tx: &ReadTx<'_>, fields: &Fields, query: Query, pins: &[Pin]) -> Result<Answer, Problem> {
    let whole = pins::with_pins(query.clone(), &pins::ways(pins));
    let count = service::count(tx, &whole, fields)?;
    Ok(Answer { text: query.to_text(), notes: service::notes(&query, &fields.in_file(tx)?), chips: query, count, whole: whole.to_text() })
}

/// What asks for something by its name: saved segments with what they ask, and views of the table.
struct Askers {
    segments: Vec<(store::Saved, Query)>,
    views: Vec<(store::kept::ViewRow, Option<Query>)>,
}

impl Askers {
    /// The names of the segments.
    fn names(self) -> Vec<String> {
        self.segments.into_iter().map(|(asker, _)| asker.name).collect()
    }
}

fn askers(tx: &ReadTx<'_>, fields: &Fields, field: &str, name: &str) -> Result<Askers, Problem> {
    let fields = fields.in_file(tx)?;
    let read = store::all(tx)?.into_iter().filter_map(|saved| parse_alone(&saved.query, &fields).ok().map(|query| (saved, query)));
    let segments = read.filter(|(_, query)| named::names(query, field, name)).collect();
    Ok(Askers { segments, views: views::naming(tx, &fields, field, name)? })
}

/// These segments name it by its new name, and so do the views of the table.
fn rename_in(tx: &WriteTx<'_>, askers: Askers, field: &str, old: &str, new: &str) -> Result<(), Problem> {
    views::follow(tx, askers.views, field, old, new)?;
    for (asker, query) in askers.segments {
        let Some(query) = named::renamed(query, field, old, new) else { continue };
        store::update(tx, asker.id, &asker.name, &service::name_key(&asker.name), &query.to_text())?;
        tx.changed(Topic::Segment, asker.id.get());
    }
    Ok(())
}

fn card(tx: &ReadTx<'_>, fields: &Fields, saved: store::Saved) -> Result<SegmentCard, Problem> {
    let count = match service::meaning(tx, &saved, &fields.in_file(tx)?) {
        Ok(query) => Some(service::count(tx, &query, fields)?),
        Err(_) => None,
    };
    let pins = u32::try_from(contacts::pins_in(tx, saved.id)?.len()).unwrap_or(u32::MAX);
    Ok(SegmentCard { pins, id: saved.id, name: saved.name, text: saved.query, count, changed_at: saved.changed_at })
}

/// The saved segment of that name; a number is tried where no name fits.
fn by_name(tx: &ReadTx<'_>, name: &str) -> Result<store::Saved, Problem> {
    if let Some(saved) = store::by_name(tx, &service::name_key(name))? {
        return Ok(saved);
    }
    let numbered = name.trim().parse::<SegmentId>().ok();
    numbered.map_or(Ok(None), |id| store::by_id(tx, id))?.ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Problem {
    Problem::missing("segments.no_segment").with("name", name)
}

/// Place in the list order as a text: the sort key's bytes in hex, a dot, the id.
fn cursor(key: &str, id: PersonId) -> String {
    let hex: String = key.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}.{id}")
}

fn read_cursor(cursor: &str) -> Option<(String, PersonId)> {
    let (hex, id) = cursor.split_once('.')?;
    let bytes: Option<Vec<u8>> =
        hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    Some((String::from_utf8(bytes?).ok()?, id.parse().ok()?))
}
