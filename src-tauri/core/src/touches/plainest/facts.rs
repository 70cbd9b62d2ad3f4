//! What the test knows of its people, in plain values.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::contacts::{ConsentGround, RecipientKind, TouchKind};
use crate::distribution::DeliveryState;
use crate::ids::PersonId;
use crate::segments::tests::Somebody;

/// Somebody with their past.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: PersonId,
    /// The number of whoever was merged into them.
    pub(super) twin: Option<PersonId>,
    pub(super) base: Somebody,
    pub(super) entered: i64,
    pub(super) changed: i64,
    pub(super) touches: Vec<(TouchKind, i64, &'static str)>,
    /// Since when they are to be kept in touch with, and after how many days.
    pub(super) reminder: Option<(i64, u32)>,
    /// Outlets and offices that ended.
    pub(super) former: Vec<(&'static str, &'static str)>,
    pub(super) photo: bool,
    /// They were told by other means where their data come from.
    pub(super) told: bool,
    pub(super) said: Option<RecipientKind>,
    pub(super) consents: Vec<(ConsentGround, NaiveDate)>,
    pub(super) rows: Vec<Row>,
    /// Headlines of distributions that they were left out of, and when.
    pub(super) left_out: Vec<(String, i64)>,
    pub(super) relations: Vec<&'static str>,
    /// The name of who leads them.
    pub(super) leader: Option<String>,
}

/// A row of the ledger.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) title: String,
    pub(super) state: DeliveryState,
    pub(super) at: i64,
    pub(super) address: String,
    /// Its letter carried the notice.
    pub(super) notice: bool,
}

/// All of it at the instant at which it is asked for.
#[derive(Debug)]
pub(super) struct World {
    pub(super) now: i64,
    pub(super) people: Vec<Known>,
    /// Addresses that must not be mailed.
    pub(super) suppressed: BTreeSet<String>,
    /// Addresses that bounced, and when.
    pub(super) bounced: Vec<(String, i64)>,
    /// Who is pinned in a saved segment, or out of it.
    pub(super) pins: BTreeMap<&'static str, BTreeMap<PersonId, bool>>,
    /// Who is in a pair that nobody decided about.
    pub(super) paired: BTreeSet<PersonId>,
    /// Domains that look mistyped and that somebody called right.
    pub(super) right: BTreeSet<&'static str>,
    /// Sources of which people gave their data themselves.
    pub(super) own_sources: BTreeSet<&'static str>,
}
