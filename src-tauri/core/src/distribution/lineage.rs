//! What a distribution is to the one that it was made from: more of the same, or a second mail to those who have it. Pure.

use serde::{Deserialize, Serialize};

use crate::ids::DistributionId;
use crate::messages::Message;
use crate::rendering::Heading;

/// What a distribution is to the one that it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Relation {
    /// The same mail, to those who have not got it (D31).
    Missing,
    /// A second mail to exactly those who have it: what was wrong in it (D39).
    Correction,
    /// A second mail to exactly those who have it: its embargo is another now (D39).
    EmbargoChange,
    /// The same mail, for colleagues to see: marked, and outside the count of the one that it shows.
    Copy,
}

impl Relation {
    /// All relations, with their words.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Missing, "missing"), (Self::Correction, "correction"), (Self::EmbargoChange, "embargo-change"), (Self::Copy, "copy")];

    /// The word in database and command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Correction => "correction",
            Self::EmbargoChange => "embargo-change",
            Self::Copy => "copy",
        }
    }

    /// The relation that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(relation, _)| *relation)
    }

    /// What each of its mails says first; none where it begins no second mail.
    #[must_use]
    pub const fn heading(self) -> Option<Heading> {
        match self {
            Self::Missing => None,
            Self::Correction => Some(Heading::Correction),
            Self::EmbargoChange => Some(Heading::EmbargoChange),
            Self::Copy => Some(Heading::Copy),
        }
    }

    /// Whether it is a second mail to exactly those who have the first (D39).
    #[must_use]
    pub const fn answers(self) -> bool {
        matches!(self, Self::Correction | Self::EmbargoChange)
    }

    /// The relation in words.
    #[must_use]
    pub fn says(self) -> Message {
        Message::new(match self {
            Self::Missing => "distribution.relation.missing",
            Self::Correction => "distribution.relation.correction",
            Self::EmbargoChange => "distribution.relation.embargo-change",
            Self::Copy => "distribution.relation.copy",
        })
    }
}

/// The distribution that one was made from, and how. A distribution without a parent is an original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Parent {
    /// The distribution.
    pub distribution: DistributionId,
    /// What the one that was made from it is to it.
    pub relation: Relation,
}

/// The mails that a distribution answers: those that went with this one, and with all that continue it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) distribution: DistributionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_has_its_word_and_only_more_of_the_same_has_no_heading() {
        for (relation, word) in Relation::ALL {
            assert_eq!((relation.word(), Relation::of_word(word)), (word, Some(relation)));
            assert_eq!(relation.heading().is_none(), relation == Relation::Missing);
        }
    }
}
