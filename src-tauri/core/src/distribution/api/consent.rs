//! Who lacks a consent that the law asks for, and what the organisation takes its news to journalists for (L9).

use std::collections::HashMap;

use serde::Serialize;

use super::before::SendRequest;
use crate::contacts::{self, ConsentStanding};
use crate::distribution::consent::{self, PressNews};
use crate::distribution::draw::draw;
use crate::error::Problem;
use crate::ids::PersonId;
use crate::messages::Message;
use crate::segments::Fields;
use crate::workspace::{Topic, Workspace, set_setting};

/// Somebody who lacks a consent that the law asks for.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ConsentCard {
    /// Who.
    pub person: PersonId,
    /// Their name; their address where there is none.
    pub name: String,
    /// Their outlet now.
    pub outlet: String,
    /// To them it is news, of which nobody has decided what it is.
    pub unsettled: bool,
    /// How it stands with them.
    pub standing: ConsentStanding,
}

/// Of those who would receive it, whoever lacks a consent that the law asks for, with the rule.
///
/// # Errors
/// As [`review`](super::review).
pub async fn review_without_consent(ws: &Workspace, request: SendRequest) -> Result<Vec<ConsentCard>, Problem> {
    let (secret, now, fields) = (*ws.secret(), ws.now(), ws.part::<Fields>());
    ws.read(move |tx| {
        let drawn = draw(tx, &request, &fields, &secret, now)?;
        let lacking = consent::lacking(tx, &drawn)?;
        let mut cards = Vec::new();
        for (people, unsettled) in [(lacking.missing, false), (lacking.unsettled, true)] {
            let mut rows: HashMap<PersonId, contacts::PersonRow> =
                contacts::rows_of(tx, &people)?.into_iter().map(|row| (row.id, row)).collect();
            for (person, standing) in contacts::standings(tx, &people)? {
                if let Some(row) = rows.remove(&person) {
                    let name = if row.name.is_empty() { row.address } else { row.name };
                    cards.push(ConsentCard { person, name, outlet: row.outlet, unsettled, standing });
                }
            }
        }
        Ok(cards)
    })
    .await
}

/// What the organisation takes its news to journalists for.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn press_news(ws: &Workspace) -> Result<PressNews, Problem> {
    ws.read(consent::press_news).await
}

/// Decides it.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn set_press_news(ws: &Workspace, decided: PressNews) -> Result<(), Problem> {
    ws.write(Message::new("distribution.action.press_news"), move |tx| {
        set_setting(tx, consent::SETTING, &serde_json::to_string(&decided).unwrap_or_default())?;
        tx.changed(Topic::Workspace, None);
        Ok(())
    })
    .await
}
