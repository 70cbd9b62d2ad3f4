//! What the law takes somebody for, and what proves that they consented (L9, L12).

use super::super::consent::{self, ConsentInput, ConsentStanding, Law};
use super::super::kinds::{ConsentGround, RecipientKind};
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::workspace::Workspace;

/// How it stands with one person: what the law takes them for, its rule, and what proves that they consented.
///
/// # Errors
/// `contacts.no_person`.
pub async fn consent_of(ws: &Workspace, person: PersonId) -> Result<ConsentStanding, Problem> {
    ws.read(move |tx| consent::standing_of(tx, person)).await
}

/// Says what the law takes somebody for; none: what is proposed.
///
/// # Errors
/// `contacts.no_person`.
pub async fn set_recipient_kind(ws: &Workspace, person: PersonId, kind: Option<RecipientKind>) -> Result<(), Problem> {
    ws.write(Message::new("contacts.action.recipient_kind"), move |tx| consent::say_recipient_kind(tx, person, kind)).await
}

/// Notes that somebody consented, in the place of what was noted of the same ground.
///
/// # Errors
/// `contacts.no_person`; `contacts.refused` with the places: nothing has changed.
pub async fn note_consent(ws: &Workspace, person: PersonId, input: ConsentInput) -> Result<(), Problem> {
    ws.write(Message::new("contacts.action.consent_noted"), move |tx| consent::note_consent(tx, person, input)).await
}

/// Takes away what was noted of a ground: it was withdrawn, or noted by mistake.
///
/// # Errors
/// `contacts.no_person`, `contacts.no_consent`: nothing has changed.
pub async fn end_consent(ws: &Workspace, person: PersonId, ground: ConsentGround) -> Result<(), Problem> {
    ws.write(Message::new("contacts.action.consent_ended"), move |tx| {
        if consent::end_consent(tx, person, ground)? { Ok(()) } else { Err(Problem::missing("contacts.no_consent")) }
    })
    .await
}

/// The whole table of rules.
#[must_use]
pub fn consent_laws() -> Vec<Law> {
    consent::laws().to_vec()
}
