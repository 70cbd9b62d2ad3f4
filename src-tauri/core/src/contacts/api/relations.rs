//! What the shells ask about what people are to each other; one user action is one transaction, and undo takes it back.

use super::outlets::about;
use super::{OFFERED, PersonCard, card};
use crate::contacts::relations::{self, RelationInput};
use crate::contacts::staff::Colleague;
use crate::contacts::store::relations as store;
use crate::contacts::{fold, staff};
use crate::error::Problem;
use crate::ids::{PersonId, RelationId};
use crate::workspace::Workspace;

/// Notes what a person is to another; it stands on both pages.
///
/// # Errors
/// `contacts.no_person`, `contacts.refused` with a place for `other`, `kind`, `word` or `note`: nothing has changed.
pub async fn relate(ws: &Workspace, person: PersonId, input: RelationInput) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(about(ws, "contacts.action.related", person).await?, move |tx| {
        relations::add(tx, person, &input)?;
        card(tx, &secret, person)
    })
    .await
}

/// Changes what is noted of a relation, from this person's side.
///
/// # Errors
/// `contacts.no_relation`, `contacts.refused`: nothing has changed.
pub async fn edit_relation(ws: &Workspace, person: PersonId, id: RelationId, input: RelationInput) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(about(ws, "contacts.action.relation_edited", person).await?, move |tx| {
        relations::replace(tx, person, id, &input)?;
        card(tx, &secret, person)
    })
    .await
}

/// Takes a relation of a person away, from both pages.
///
/// # Errors
/// `contacts.no_relation`.
pub async fn unrelate(ws: &Workspace, person: PersonId, id: RelationId) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(about(ws, "contacts.action.unrelated", person).await?, move |tx| {
        relations::remove(tx, person, id)?;
        card(tx, &secret, person)
    })
    .await
}

/// People whom these words begin, for a field that asks for one: each with a text that says who is meant, no two alike.
///
/// # Errors
/// What the file says.
pub async fn suggest_people(ws: &Workspace, beginning: String) -> Result<Vec<Colleague>, Problem> {
    ws.read(move |tx| Ok(staff::people_called(tx, &beginning, OFFERED)?)).await
}

/// Words of one's own for relations that are in use and begin so.
///
/// # Errors
/// What the file says.
pub async fn suggest_relations(ws: &Workspace, beginning: String) -> Result<Vec<String>, Problem> {
    ws.read(move |tx| Ok(store::words_in_use(tx, &fold::key(&beginning), OFFERED)?)).await
}
