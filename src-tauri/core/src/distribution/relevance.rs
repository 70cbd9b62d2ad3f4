//! Who of a list is probably not interested in its text: a question before Send, never a bar.

use std::collections::HashMap;

use super::draw::{self, Drawn};
use super::lineage::Relation;
use super::preflight::Finding;
use crate::contacts::{self, KeyWords, ListKind, Relevance};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::literature::Document;
use crate::messages::Message;
use crate::segments::{self, Fields, Query, Value};
use crate::workspace::ReadTx;

/// What a text is about.
pub(super) fn key_words(text: &str) -> KeyWords {
    let document = Document::parse(text);
    KeyWords::of(&document.title(), &document.plain())
}

/// Whether it is asked at all: what the house tells its own people, what answers an earlier mail, and what is meant for one person goes
/// to whom it is for.
fn is_asked(drawn: &Drawn) -> bool {
    let answers = drawn.sealing.parent.is_some_and(|parent| parent.relation != Relation::Missing);
    drawn.sealing.list_kind == ListKind::External && !answers && draw::one_person(&drawn.sealing.audience).is_none()
}

/// The beats that a question asks for: whoever has one was chosen for the text by it.
fn asked_beats(query: &Query) -> Vec<&str> {
    match query {
        Query::Field { field, values } if field == "beat" => values.iter().filter_map(Value::text).collect(),
        Query::All { of } | Query::Any { of } => of.iter().flat_map(asked_beats).collect(),
        Query::Field { .. } | Query::Words { .. } | Query::Not { .. } => Vec::new(),
    }
}

/// Of those who would receive it, whoever is probably not interested, in their order; with up to `most` sentences each.
pub(super) fn uninterested(tx: &ReadTx<'_>, drawn: &Drawn, fields: &Fields, most: usize) -> Result<Vec<(PersonId, Relevance)>, Problem> {
    if !is_asked(drawn) {
        return Ok(Vec::new());
    }
    let key = key_words(&drawn.revision.text);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let query = segments::read_kept(tx, &drawn.sealing.audience, fields)?;
    let key = asked_beats(&query).into_iter().fold(key, KeyWords::meant_for);
    let people: Vec<PersonId> = drawn.chosen.iter().map(|chosen| chosen.person).collect();
    let mut judged: HashMap<PersonId, Relevance> = contacts::uninterested(tx, &people, &key, most)?;
    let low = |person: PersonId| judged.remove(&person).map(|relevance| (person, relevance));
    Ok(people.into_iter().filter_map(low).collect())
}

/// What is said of them before Send.
pub(super) fn finding(uninterested: usize, recipients: usize) -> Option<Finding> {
    let what = Message::new("distribution.finding.uninterested").with("n", uninterested).with("all", recipients);
    (uninterested > 0).then(|| Finding { blocks: false, what, person: None, places: Vec::new(), language: None })
}
