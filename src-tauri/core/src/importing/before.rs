//! What a person was before an import changed them, as its undo goes by it.

use serde::{Deserialize, Serialize};

use super::entry::ByIt;
use crate::contacts::{InLaw, PersonInput, PositionInput};
use crate::ids::RelationId;

/// What a changed person was before.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Before {
    pub(super) input: PersonInput,
    /// Whether the import set do-not-contact.
    pub(super) barred_by_it: bool,
    /// Whether the import noted that they keep embargoes.
    #[serde(default)]
    pub(super) agreed_by_it: bool,
    /// Whether the import brought their photo.
    #[serde(default)]
    pub(super) pictured_by_it: bool,
    /// What the import said of them in law.
    #[serde(default)]
    pub(super) in_law_by_it: InLaw,
    /// The positions that the import brought.
    #[serde(default)]
    pub(super) placed_by_it: Vec<PositionInput>,
    /// The relations that the import brought.
    #[serde(default)]
    pub(super) related_by_it: Vec<RelationId>,
}

impl Before {
    /// What somebody was, and what the import is the first to say of them besides.
    pub(super) fn of(input: PersonInput, barred_by_it: bool, by_it: ByIt) -> Self {
        let ByIt { agreed, pictured, placed, in_law } = by_it;
        Self {
            input,
            barred_by_it,
            agreed_by_it: agreed,
            pictured_by_it: pictured,
            in_law_by_it: in_law,
            placed_by_it: placed,
            related_by_it: Vec::new(),
        }
    }
}
