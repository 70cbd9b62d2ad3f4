//! Today: what waits for whoever works here, and what comes in the next seven days, gathered from every desk.
//!
//! **Invariant:** nothing of it is kept. What stops waiting is gone at the next look.

pub mod api;
mod calendar;
#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod tests;
mod texts;

use serde::Serialize;

use crate::ids::{AssetId, DistributionId, DocumentId, Millis, PersonId};
use crate::messages::Message;

/// What kind of thing waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum NeedGroup {
    /// The daily copy of the workspace failed.
    Copies,
    /// A distribution is held and goes by itself unless it is taken back.
    Held,
    /// A distribution waits for a decision.
    Paused,
    /// Nobody knows whether somebody got a mail.
    Uncertain,
    /// A text is due today, or was.
    Due,
    /// A text is to be read before it goes on.
    Review,
    /// A text waits for my approval.
    Approve,
    /// What was approved is another by now.
    Void,
    /// An approver sent a text back.
    SentBack,
    /// The licence or consent of a file ended, or will within 30 days.
    Files,
    /// People are owed word of where their data come from (GDPR 14).
    Notice,
    /// People whom there is no reason to keep.
    Retention,
    /// Somebody has not been heard from for as long as was wanted.
    Touch,
    /// A text is due within seven days.
    WeekDue,
    /// An embargo lifts within seven days.
    WeekLifts,
}

impl NeedGroup {
    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Copies => "copies",
            Self::Held => "held",
            Self::Paused => "paused",
            Self::Uncertain => "uncertain",
            Self::Due => "due",
            Self::Review => "review",
            Self::Approve => "approve",
            Self::Void => "void",
            Self::SentBack => "sent-back",
            Self::Files => "files",
            Self::Notice => "notice",
            Self::Retention => "retention",
            Self::Touch => "touch",
            Self::WeekDue => "week-due",
            Self::WeekLifts => "week-lifts",
        }
    }

    /// Whether it only comes, and waits for nobody yet.
    #[must_use]
    pub const fn is_to_come(self) -> bool {
        matches!(self, Self::WeekDue | Self::WeekLifts)
    }
}

/// One thing that waits, or comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Need {
    /// What kind of thing.
    pub group: NeedGroup,
    /// The day that it is about, `2026-11-27`; none: it is about no day.
    pub on: Option<String>,
    /// The instant that it is about.
    pub at: Option<Millis>,
    /// The document that it is about.
    pub document: Option<DocumentId>,
    /// The distribution that it is about.
    pub distribution: Option<DistributionId>,
    /// The file that it is about.
    pub asset: Option<AssetId>,
    /// The person that it is about.
    pub person: Option<PersonId>,
    /// What is to be known, in a sentence; its parameters are what a window puts in words of its own.
    pub what: Message,
    /// Why it is so, where that is known; in sentences.
    pub why: Vec<Message>,
}

impl Need {
    const fn of(group: NeedGroup, what: Message) -> Self {
        Self { group, on: None, at: None, document: None, distribution: None, asset: None, person: None, what, why: Vec::new() }
    }
}
