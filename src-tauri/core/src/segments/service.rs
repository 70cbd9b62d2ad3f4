//! Rules and store together, inside somebody's transaction.

use crate::contacts::{self, Condition};
use crate::error::{Place, Problem};
use crate::ids::{PersonId, SegmentId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

use super::faults::bad_query;
use super::fields::Fields;
use super::grammar::{parse, parse_kept};
use super::known::Known;
use super::query::{Query, Value};
use super::{named, pins, store};

/// Longest name in characters.
const LONGEST_NAME: usize = 300;

/// The condition that `query` is. A field that this program does not know holds for nobody: a question of a newer
/// program never comes to mean more people.
///
/// A segment that it names is asked as what it asks. Where that cannot be, nobody is picked, however the segment is negated.
#[must_use]
pub fn condition(query: &Query, fields: &Fields) -> Condition {
    fields.expanded(query.clone()).map_or_else(|| Condition::any(Vec::new()), |query| plain(&query, fields))
}

fn plain(query: &Query, fields: &Fields) -> Condition {
    match query {
        Query::Field { field, values } => match fields.find(field) {
            Some(field) => Condition::any(values.iter().map(|value| field.condition(value)).collect()),
            None => Condition::any(Vec::new()),
        },
        Query::Words { text } => Condition::of(&contacts::Criterion::Words(text.clone())),
        Query::Not { of } => plain(of, fields).negated(),
        Query::All { of } => Condition::all(of.iter().map(|part| plain(part, fields)).collect()),
        Query::Any { of } => Condition::any(of.iter().map(|part| plain(part, fields)).collect()),
    }
}

/// The people whom `query` picks now, by id. Exclusions are distribution's: each has a reason.
///
/// # Errors
/// What SQLite says.
pub fn members(tx: &ReadTx<'_>, query: &Query, fields: &Fields) -> Result<Vec<PersonId>, StoreError> {
    contacts::select(tx, &condition(query, &fields.in_file(tx)?))
}

/// How many people `query` picks now (Q3).
///
/// # Errors
/// What SQLite says.
pub fn count(tx: &ReadTx<'_>, query: &Query, fields: &Fields) -> Result<u32, StoreError> {
    contacts::count(tx, &condition(query, &fields.in_file(tx)?))
}

/// The question that a text is: the saved segment or the list of that name, else the query itself. It goes on meaning the same lists
/// whatever they are called later, and the same segments and pins whatever becomes of them (Q8).
///
/// # Errors
/// `segments.bad_query` with a place for each fault.
pub fn resolve(tx: &ReadTx<'_>, text: &str, fields: &Fields) -> Result<Query, Problem> {
    let fields = fields.in_file(tx)?;
    let query = match named_so(tx, text, &fields)? {
        Some(query) => query,
        None => whole(&parse(text, &fields).map_err(bad_query)?, &fields)?,
    };
    Ok(named::by_number(query, fields.named()))
}

/// The name of a saved segment, and what it asks with its pins.
///
/// # Errors
/// `segments.no_segment`; `segments.bad_query` if this program cannot read its question.
pub fn saved(tx: &ReadTx<'_>, id: SegmentId, fields: &Fields) -> Result<(String, Query), Problem> {
    let kept = store::by_id(tx, id)?.ok_or_else(|| Problem::missing("segments.no_segment").with("name", id.to_string()))?;
    let query = meaning(tx, &kept, &fields.in_file(tx)?)?;
    Ok((kept.name, query))
}

/// What the saved segment of that name asks, with its pins; or the question of the list of that name.
pub(super) fn named_so(tx: &ReadTx<'_>, name: &str, fields: &Fields) -> Result<Option<Query>, Problem> {
    if let Some(saved) = store::by_name(tx, &name_key(name))? {
        return meaning(tx, &saved, fields).map(Some);
    }
    let key = contacts::fold_key(name);
    let is_so = |held: &str| !name.trim().starts_with(contacts::NUMBERED) && contacts::fold_key(held) == key;
    let list = contacts::list_names(tx)?.into_iter().find(|(_, held)| is_so(held));
    list.map(|(_, name)| parse(&on_list(&name), fields).map_err(bad_query)).transpose()
}

/// What a saved segment asks, with its pins and with what the segments ask that it names. `fields` are those of the file.
pub(super) fn meaning(tx: &ReadTx<'_>, saved: &store::Saved, fields: &Fields) -> Result<Query, Problem> {
    let query = whole(&parse(&saved.query, fields).map_err(bad_query)?, fields)?;
    Ok(pins::with_pins(query, &pins::ways(&contacts::pins_in(tx, saved.id)?)))
}

/// The question with what the segments ask that it names.
fn whole(query: &Query, fields: &Fields) -> Result<Query, Problem> {
    fields.expanded(query.clone()).ok_or_else(|| bad_query(Vec::new()))
}

/// The question of who is on a list.
pub(super) fn on_list(name: &str) -> String {
    Query::Field { field: named::LIST.to_owned(), values: vec![Value::Is(name.to_owned())] }.to_text()
}

/// Reads the text form of a query, the organisation's own fields among its fields. A distribution keeps this form, never a segment's
/// name, which could come to mean another (Q8).
///
/// # Errors
/// `segments.bad_query` with a place for each fault.
pub fn read(tx: &ReadTx<'_>, text: &str, fields: &Fields) -> Result<Query, Problem> {
    parse(text, &fields.in_file(tx)?).map_err(bad_query)
}

/// Reads what a distribution keeps.
///
/// # Errors
/// As [`read`].
pub fn read_kept(tx: &ReadTx<'_>, text: &str, fields: &Fields) -> Result<Query, Problem> {
    parse_kept(text, &fields.in_file(tx)?).map_err(bad_query)
}

/// What a reader of the query should know: Q6's meaning of `-`, said for every field that can be unknown.
#[must_use]
pub fn notes(query: &Query, fields: &Fields) -> Vec<Message> {
    let mut notes = Vec::new();
    note(query, fields, false, &mut notes);
    notes
}

fn note(query: &Query, fields: &Fields, negated: bool, notes: &mut Vec<Message>) {
    match query {
        Query::Not { of } => note(of, fields, !negated, notes),
        Query::All { of } | Query::Any { of } => of.iter().for_each(|part| note(part, fields, negated, notes)),
        Query::Field { field, values } => {
            let can_be_empty = fields.find(field).is_some_and(Known::can_be_empty);
            if negated && can_be_empty && !values.contains(&Value::Empty) {
                let said = Message::new("segments.note.includes_unknown").with("term", query.to_text()).with("field", field.as_str());
                if !notes.contains(&said) {
                    notes.push(said);
                }
            }
        }
        Query::Words { .. } => {}
    }
}

/// Checks a name: its tidied form and the key that makes it unique (caseless, NFKC).
///
/// # Errors
/// `segments.bad_name`.
pub(super) fn check_name(name: &str) -> Result<(String, String), Problem> {
    let tidy = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let refused = tidy.is_empty() || tidy.chars().count() > LONGEST_NAME || name.chars().any(char::is_control);
    if refused {
        return Err(Problem::refusal("segments.bad_name").with("most", LONGEST_NAME).at(Place::field("name")));
    }
    let key = name_key(&tidy);
    Ok((tidy, key))
}

/// What two names share that differ in nothing but case, width and blanks.
pub(super) fn name_key(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    name.split_whitespace().collect::<Vec<_>>().join(" ").nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Segments and lists share their names: a distribution, an export and the command line take either by its name.
pub(super) fn require_free(tx: &ReadTx<'_>, name: &str, key: &str, own: Option<SegmentId>) -> Result<(), Problem> {
    let taken = if store::by_name(tx, key)?.is_some_and(|other| Some(other.id) != own) {
        "segments.name_taken"
    } else if contacts::list_names(tx)?
        .iter()
        .any(|(_, list)| name_key(list) == key || contacts::fold_key(list) == contacts::fold_key(name))
    {
        "contacts.list_taken"
    } else {
        return Ok(());
    };
    Err(Problem::refusal(taken)
        .with("name", name)
        .todo(if taken == "contacts.list_taken" { "contacts.list_taken.todo" } else { "segments.name_taken.todo" })
        .at(Place::field("name")))
}

/// Saves a new segment.
///
/// # Errors
/// `segments.bad_name`, `segments.name_taken`.
pub fn create(tx: &WriteTx<'_>, name: &str, query: &Query) -> Result<SegmentId, Problem> {
    let (name, key) = check_name(name)?;
    require_free(tx, &name, &key, None)?;
    let id = store::insert(tx, &name, &key, &query.to_text())?;
    tx.changed(Topic::Segment, id.get());
    Ok(id)
}
