//! How near people are to a document.

use std::collections::HashMap;

use serde::Serialize;

use super::before::SendRequest;
use crate::contacts::{self, Relevance};
use crate::distribution::draw::draw;
use crate::distribution::relevance as rule;
use crate::error::Problem;
use crate::ids::{DocumentId, PersonId};
use crate::literature;
use crate::segments::{self, Fields};
use crate::workspace::{ReadTx, Workspace};

/// Sentences that are shown of each person.
const SENTENCES: usize = 3;

/// How near somebody is to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RelevanceCard {
    /// Who.
    pub person: PersonId,
    /// Their name; their address where there is none.
    pub name: String,
    /// Their outlet now.
    pub outlet: String,
    /// How near, and what speaks for it.
    #[serde(flatten)]
    pub relevance: Relevance,
}

/// How near many are to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RelevanceSum {
    /// What the text is about: what forms of its key words share.
    pub key_words: Vec<String>,
    /// How many people were looked at.
    pub people: u32,
    /// How many of them are probably not interested.
    pub low: u32,
    /// Of how many too little is known.
    pub unknown: u32,
    /// The first of them: the nearest first, whoever is unknown last.
    pub cards: Vec<RelevanceCard>,
}

/// Of those who would receive it, whoever is probably not interested, with what is known of them.
///
/// # Errors
/// As [`review`](super::review).
pub async fn review_uninterested(ws: &Workspace, request: SendRequest) -> Result<Vec<RelevanceCard>, Problem> {
    let (secret, now, fields) = (*ws.secret(), ws.now(), ws.part::<Fields>());
    ws.read(move |tx| {
        let drawn = draw(tx, &request, &fields, &secret, now)?;
        cards(tx, rule::uninterested(tx, &drawn, &fields, SENTENCES)?)
    })
    .await
}

/// How near one person is to a document as it is written now.
///
/// # Errors
/// `contacts.no_person`, `literature.not_found`; `distribution.restricted_person` where their data may not be used.
pub async fn relevance_of(ws: &Workspace, person: PersonId, document: DocumentId) -> Result<RelevanceCard, Problem> {
    ws.read(move |tx| {
        contacts::record(tx, person)?.ok_or_else(|| contacts::no_person(person))?;
        let key = rule::key_words(&literature::draft(tx, document)?.text);
        let found = contacts::relevance(tx, &[person], &key, SENTENCES)?.into_iter().collect();
        let none = || Problem::refusal("distribution.restricted_person").todo("distribution.restricted_person.todo");
        cards(tx, found)?.pop().ok_or_else(none)
    })
    .await
}

/// How near those whom a segment or a question picks are to a document as it is written now; the first `limit` of them.
///
/// # Errors
/// `segments.bad_query`, `literature.not_found`.
pub async fn relevance_to(ws: &Workspace, to: String, document: DocumentId, limit: u32) -> Result<RelevanceSum, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| {
        let people = segments::members(tx, &segments::resolve(tx, &to, &fields)?, &fields)?;
        let key = rule::key_words(&literature::draft(tx, document)?.text);
        let judged = contacts::relevance(tx, &people, &key, 0)?;
        let count = |is: &dyn Fn(&Relevance) -> bool| u32::try_from(judged.values().filter(|one| is(one)).count()).unwrap_or(u32::MAX);
        let (low, unknown) = (count(&Relevance::is_low), count(&|one| one.score.is_none()));
        let mut ranked: Vec<(PersonId, Option<u32>)> = judged.iter().map(|(person, one)| (*person, one.score)).collect();
        ranked.sort_by_key(|(person, score)| (std::cmp::Reverse(*score), *person));
        let first: Vec<PersonId> =
            ranked.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|(person, _)| person).collect();
        let mut whole = contacts::relevance(tx, &first, &key, SENTENCES)?;
        let found = first.into_iter().filter_map(|person| Some((person, whole.remove(&person)?))).collect();
        Ok(RelevanceSum {
            key_words: key.stems().map(str::to_owned).collect(),
            people: u32::try_from(judged.len()).unwrap_or(u32::MAX),
            low,
            unknown,
            cards: cards(tx, found)?,
        })
    })
    .await
}

/// Those people with their names, in the order given.
fn cards(tx: &ReadTx<'_>, found: Vec<(PersonId, Relevance)>) -> Result<Vec<RelevanceCard>, Problem> {
    let ids: Vec<PersonId> = found.iter().map(|(person, _)| *person).collect();
    let mut rows: HashMap<PersonId, contacts::PersonRow> = contacts::rows_of(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    let card = |(person, relevance): (PersonId, Relevance)| {
        let row = rows.remove(&person)?;
        let name = if row.name.is_empty() { row.address } else { row.name };
        Some(RelevanceCard { person, name, outlet: row.outlet, relevance })
    };
    Ok(found.into_iter().filter_map(card).collect())
}
