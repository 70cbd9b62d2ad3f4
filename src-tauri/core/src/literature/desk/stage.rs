//! The stages of a document, and which way it may go by hand.

use serde::{Deserialize, Serialize};

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Stage {
    /// Somebody wants it; nobody writes it yet.
    Idea,
    /// It is being written.
    #[default]
    Draft,
    /// It waits for somebody's yes.
    InReview,
    /// It may go out.
    Approved,
    /// It went out.
    Released,
}

impl Stage {
    /// All of them, in the order in which a document goes through them.
    pub const ALL: [Self; 5] = [Self::Idea, Self::Draft, Self::InReview, Self::Approved, Self::Released];

    /// The word of the vocabulary, `in-review`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Approved => "approved",
            Self::Released => "released",
        }
    }

    /// The stage for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word.trim())
    }
}

/// Why a document does not go to a stage by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stays {
    /// Nothing is written that anybody could read.
    Unwritten,
    /// The workspace has a rule for approvals.
    Ruled,
    /// Only what is approved is released.
    Unapproved,
}

impl Stays {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Unwritten => "literature.stage_unwritten",
            Self::Ruled => "literature.stage_ruled",
            Self::Unapproved => "literature.stage_unapproved",
        }
    }
}

/// What is known of a document that is to be moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) stage: Stage,
    /// Whether it has a word to read.
    pub(super) is_written: bool,
    pub(super) may_be_approved: bool,
}

/// Whether a document may go to another stage by hand. Back it may always go: what was released by mistake, too.
pub(super) fn judge(from: Standing, to: Stage) -> Result<(), Stays> {
    match to {
        _ if to == from.stage => Ok(()),
        Stage::Idea | Stage::Draft => Ok(()),
        _ if !from.is_written => Err(Stays::Unwritten),
        Stage::InReview => Ok(()),
        Stage::Approved if from.may_be_approved => Ok(()),
        Stage::Approved => Err(Stays::Ruled),
        Stage::Released if from.stage == Stage::Approved => Ok(()),
        Stage::Released => Err(Stays::Unapproved),
    }
}
