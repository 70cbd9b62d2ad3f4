//! What a user decides about a row of an import.

use serde::{Deserialize, Serialize};

/// What a user decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Decision {
    /// New and changed rows are applied, duplicates are not.
    AsProposed,
    /// The row is left out.
    Skip,
    /// A duplicate: the row is merged with the person it names.
    Merge,
    /// A duplicate: the row is a person of its own.
    Separate,
}

impl Decision {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::AsProposed => "as-proposed",
            Self::Skip => "skip",
            Self::Merge => "merge",
            Self::Separate => "separate",
        }
    }

    pub(super) fn from_word(word: &str) -> Self {
        [Self::Skip, Self::Merge, Self::Separate].into_iter().find(|one| one.word() == word).unwrap_or(Self::AsProposed)
    }
}
