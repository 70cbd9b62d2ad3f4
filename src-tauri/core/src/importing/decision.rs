//! What a user decides about a row of an import.

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;

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
    /// Whether it can be decided of a row with this verdict: only a duplicate names somebody to merge it with, and nothing
    /// becomes of a row that was refused or changes nothing.
    pub(super) const fn fits(self, verdict: Verdict) -> bool {
        match self {
            Self::AsProposed => true,
            Self::Skip => !matches!(verdict, Verdict::Refused | Verdict::Unchanged),
            Self::Merge | Self::Separate => matches!(verdict, Verdict::Duplicate),
        }
    }

    /// The word, as in the database and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
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
