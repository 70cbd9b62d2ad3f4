//! The states of a row and the only moves between them (requirements, group D). Pure; asserted here before
//! every write and again by a trigger of the database.

use serde::{Deserialize, Serialize};

use crate::messages::Message;

/// Where one person's row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum DeliveryState {
    /// In the frozen list; nothing attempted.
    Planned,
    /// Taken by one run; the end-of-data line certainly not sent.
    Claimed,
    /// Durable before the end-of-data line is written; no durable reply yet.
    InFlight,
    /// The server took it.
    Accepted,
    /// Refused for now, or the connection was lost before the end-of-data line; has a next try.
    RefusedTemporary,
    /// Refused for good, or given up.
    RefusedPermanent,
    /// The end-of-data line may have gone out and the reply was lost: nobody can know.
    Uncertain,
    /// Left out at the last instant, or stopped.
    Cancelled,
}

use DeliveryState as S;

/// A move that the ledger does not allow: a fault of the program, never of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ledger allows no move from {from:?} to {to:?}")]
pub struct Illegal {
    /// Where the row stood.
    pub from: DeliveryState,
    /// Where it was to go.
    pub to: DeliveryState,
}

impl DeliveryState {
    /// All states, in the order of the table of requirements.
    pub const ALL: [Self; 8] =
        [S::Planned, S::Claimed, S::InFlight, S::Accepted, S::RefusedTemporary, S::RefusedPermanent, S::Uncertain, S::Cancelled];

    /// The word in database, command line and certificate.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            S::Planned => "planned",
            S::Claimed => "claimed",
            S::InFlight => "in-flight",
            S::Accepted => "accepted",
            S::RefusedTemporary => "refused-temporary",
            S::RefusedPermanent => "refused-permanent",
            S::Uncertain => "uncertain",
            S::Cancelled => "cancelled",
        }
    }

    /// The state that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// The state after a move to `to`, if the ledger allows it.
    ///
    /// # Errors
    /// [`Illegal`], which names both states.
    pub const fn next(self, to: Self) -> Result<Self, Illegal> {
        let legal = match self {
            S::Planned => matches!(to, S::Claimed | S::Cancelled),
            S::Claimed => matches!(to, S::InFlight | S::Planned | S::RefusedTemporary | S::RefusedPermanent | S::Cancelled),
            S::InFlight => {
                matches!(to, S::Accepted | S::RefusedTemporary | S::RefusedPermanent | S::Uncertain | S::Claimed | S::Planned)
            }
            S::Accepted => false,
            S::RefusedTemporary => matches!(to, S::Claimed | S::RefusedPermanent | S::Cancelled),
            S::RefusedPermanent | S::Cancelled => matches!(to, S::Planned),
            S::Uncertain => matches!(to, S::Accepted | S::Planned),
        };
        if legal { Ok(to) } else { Err(Illegal { from: self, to }) }
    }

    /// Whether the row still has something ahead of it: a distribution without such rows is finished (D31).
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, S::Planned | S::Claimed | S::InFlight | S::RefusedTemporary)
    }
}

/// Why something waits (D40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Because {
    /// The user paused or stopped it, or must say whether it goes on.
    User,
    /// The hold before sending.
    Hold,
    /// The first few went; the rest waits for a look.
    First,
    /// The account's limit is reached.
    Limit,
    /// It is outside the working hours (D29). The file says `limit`: what waits so goes on by itself in the same way.
    Hours,
    /// The account or its server has trouble.
    Account,
    /// One receiving domain has trouble.
    Domain,
    /// Its time has passed.
    Late,
    /// What would go is not what was approved or seen at Send.
    Approval,
    /// A licence or a consent of one of its files ended. The file says `approval`: what waits so goes on in the same way.
    Ended,
    /// This may be a copy whose original sends too.
    Copy,
    /// All sending is halted.
    Crisis,
}

impl Because {
    const ALL: [(Self, &'static str); 12] = [
        (Self::User, "user"),
        (Self::Hold, "hold"),
        (Self::First, "first"),
        (Self::Limit, "limit"),
        (Self::Hours, "hours"),
        (Self::Account, "account"),
        (Self::Domain, "domain"),
        (Self::Late, "late"),
        (Self::Approval, "approval"),
        (Self::Ended, "ended"),
        (Self::Copy, "copy"),
        (Self::Crisis, "crisis"),
    ];

    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(code, _)| *code == self).map_or("user", |(_, word)| word)
    }

    /// The code that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(code, _)| *code)
    }

    /// The reason in words.
    #[must_use]
    pub fn says(self) -> Message {
        Message::new(match self {
            Self::User => "distribution.because.user",
            Self::Hold => "distribution.because.hold",
            Self::First => "distribution.because.first",
            Self::Limit => "distribution.because.limit",
            Self::Hours => "distribution.because.hours",
            Self::Account => "distribution.because.account",
            Self::Domain => "distribution.because.domain",
            Self::Late => "distribution.because.late",
            Self::Approval => "distribution.because.approval",
            Self::Ended => "distribution.because.ended",
            Self::Copy => "distribution.because.copy",
            Self::Crisis => "distribution.because.crisis",
        })
    }
}

/// Where a whole distribution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum DistributionState {
    /// Waits for its time.
    Scheduled,
    /// Nothing has left yet; it can be taken back.
    Holding,
    /// Goes out.
    Sending,
    /// Waits; `because` says for what.
    Paused,
    /// Ended by the user; the rest was cancelled.
    Stopped,
    /// Nothing is planned, claimed, in flight or to be tried again (D31). Computed, never stored.
    Finished,
}

impl DistributionState {
    /// The word in database and command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Holding => "holding",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
        }
    }

    /// The state in words.
    #[must_use]
    pub fn says(self) -> Message {
        Message::new(match self {
            Self::Scheduled => "distribution.state.scheduled",
            Self::Holding => "distribution.state.holding",
            Self::Sending => "distribution.state.sending",
            Self::Paused => "distribution.state.paused",
            Self::Stopped => "distribution.state.stopped",
            Self::Finished => "distribution.state.finished",
        })
    }

    /// The state that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Scheduled, Self::Holding, Self::Sending, Self::Paused, Self::Stopped].into_iter().find(|state| state.word() == word)
    }
}
