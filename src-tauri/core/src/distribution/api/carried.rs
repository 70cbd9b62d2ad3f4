//! Which distributions carried a file.

use serde::Serialize;

use super::watch;
use crate::distribution::store::report;
use crate::error::Problem;
use crate::ids::{AssetId, DistributionId, Millis};
use crate::literature::forms;
use crate::messages::Message;
use crate::workspace::Workspace;

/// As many are told at once.
const AT_ONCE: u32 = 50;

/// A distribution that carries a file in one of its sealed texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct CarriedIn {
    /// Which.
    pub distribution: DistributionId,
    /// The headline of what it sends.
    pub title: String,
    /// Where it stands, in words.
    pub says: Message,
    /// When Send was pressed.
    pub at: Millis,
    /// How many letters of it were accepted.
    pub accepted: u32,
}

/// Some of the distributions that carry a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Carried {
    /// How many there are.
    pub found: u32,
    /// Those that were asked for, the newest first.
    pub shown: Vec<CarriedIn>,
}

/// The distributions whose sealed texts hold a file, as it came or in a form of it, the newest first: `count` of them (50 at most) that are older
/// than `before`, or the newest.
///
/// # Errors
/// `literature.no_asset`.
pub async fn carrying(ws: &Workspace, asset: AssetId, before: Option<DistributionId>, count: u32) -> Result<Carried, Problem> {
    ws.read(move |tx| {
        forms::file(tx, asset)?;
        let kept = forms::kept_in(tx, asset)?;
        let (found, ids) = report::carrying(tx, &kept, before, count.min(AT_ONCE))?;
        let shown = watch::cards_of(tx, &ids)?.into_iter().map(|card| CarriedIn {
            distribution: card.distribution,
            title: card.title,
            says: card.state.says(),
            at: card.created_at,
            accepted: card.accepted,
        });
        Ok(Carried { found, shown: shown.collect() })
    })
    .await
}
