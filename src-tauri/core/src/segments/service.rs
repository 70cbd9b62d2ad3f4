//! Rules and store together, inside somebody's transaction.

use crate::contacts::{self, Condition};
use crate::error::{Place, Problem};
use crate::ids::{PersonId, SegmentId};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

use super::faults::bad_query;
use super::fields::Fields;
use super::grammar::parse;
use super::known::Known;
use super::query::{Query, Value};
use super::store;

/// Longest name in characters.
const LONGEST_NAME: usize = 300;

/// The condition that `query` is. A field that this program does not know holds for nobody: a question of a newer
/// program never comes to mean more people.
#[must_use]
pub fn condition(query: &Query, fields: &Fields) -> Condition {
    match query {
        Query::Field { field, values } => match fields.find(field) {
            Some(field) => Condition::any(values.iter().map(|value| field.condition(value)).collect()),
            None => Condition::any(Vec::new()),
        },
        Query::Words { text } => Condition::of(&contacts::Criterion::Words(text.clone())),
        Query::Not { of } => condition(of, fields).negated(),
        Query::All { of } => Condition::all(of.iter().map(|part| condition(part, fields)).collect()),
        Query::Any { of } => Condition::any(of.iter().map(|part| condition(part, fields)).collect()),
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

/// The question that a text is: the saved segment of that name, else the query itself.
///
/// # Errors
/// `segments.bad_query` with a place for each fault.
pub fn resolve(tx: &ReadTx<'_>, text: &str, fields: &Fields) -> Result<Query, Problem> {
    match store::by_name(tx, &name_key(text))? {
        Some(saved) => read(tx, &saved.query, fields),
        None => read(tx, text, fields),
    }
}

/// Reads the text form of a query, the organisation's own fields among its fields. A distribution keeps this form, never a segment's
/// name, which could come to mean another (Q8).
///
/// # Errors
/// `segments.bad_query` with a place for each fault.
pub fn read(tx: &ReadTx<'_>, text: &str, fields: &Fields) -> Result<Query, Problem> {
    parse(text, &fields.in_file(tx)?).map_err(bad_query)
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

/// Saves a new segment.
///
/// # Errors
/// `segments.bad_name`, `segments.name_taken`.
pub fn create(tx: &WriteTx<'_>, name: &str, query: &Query) -> Result<SegmentId, Problem> {
    let (name, key) = check_name(name)?;
    if store::by_name(tx, &key)?.is_some() {
        return Err(Problem::refusal("segments.name_taken").with("name", name).todo("segments.name_taken.todo").at(Place::field("name")));
    }
    let id = store::insert(tx, &name, &key, &query.to_text())?;
    tx.changed(Topic::Segment, id.get());
    Ok(id)
}
