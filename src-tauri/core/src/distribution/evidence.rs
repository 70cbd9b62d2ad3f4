//! What a mailbox shows of a row of which nobody can know (D6). Pure: it proposes an answer and never gives one.

use serde::{Deserialize, Serialize};

use super::api::Settle;
use crate::accounts::Probe;
use crate::ids::Millis;
use crate::messages::Message;

/// A server may file its copy a while after it took the mail: before that, a missing one says nothing.
const FILED_BY_THEN_MS: i64 = 5 * 60_000;

/// What was found of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Found {
    /// Its copy among the sent mails.
    SentCopy,
    /// The mail itself, in the mailbox it was sent from.
    Arrived,
    /// A report of what became of it: a bounce.
    Report,
    /// A mail that answers it.
    Answer,
    /// Nothing, where the server is known to file a copy of all that it takes.
    Absent,
    /// Nothing, which says nothing.
    Nothing,
}

impl Found {
    const ALL: [(Self, &'static str); 6] = [
        (Self::SentCopy, "sent-copy"),
        (Self::Arrived, "arrived"),
        (Self::Report, "report"),
        (Self::Answer, "answer"),
        (Self::Absent, "absent"),
        (Self::Nothing, "nothing"),
    ];

    /// The word in database and command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(found, _)| *found == self).map_or("nothing", |(_, word)| word)
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(found, _)| *found)
    }

    /// The answer that it speaks for.
    #[must_use]
    pub const fn proposes(self) -> Option<Settle> {
        match self {
            Self::SentCopy | Self::Arrived | Self::Report | Self::Answer => Some(Settle::Accepted),
            Self::Absent => Some(Settle::Again),
            Self::Nothing => None,
        }
    }

    /// What finding nothing means for a mail whose last try was at `tried_at`.
    pub(super) fn nothing(probe: Option<Probe>, tried_at: Millis, now: Millis) -> Self {
        let filed = probe.is_some_and(|probe| probe.sent_copy && probe.id_kept.is_some());
        if filed && now.get() - tried_at.get() >= FILED_BY_THEN_MS { Self::Absent } else { Self::Nothing }
    }

    pub(super) fn says(self, folder: Option<&str>, filed_at: Option<Millis>) -> Message {
        let key = match (self, filed_at) {
            (Self::SentCopy, Some(_)) => "distribution.evidence.sent_copy",
            (Self::SentCopy, None) => "distribution.evidence.sent_copy_undated",
            (Self::Arrived, _) => "distribution.evidence.arrived",
            (Self::Report, _) => "distribution.evidence.report",
            (Self::Answer, _) => "distribution.evidence.answer",
            (Self::Absent, _) => "distribution.evidence.absent",
            (Self::Nothing, _) => "distribution.evidence.nothing",
        };
        Message::new(key).with("folder", folder.unwrap_or_default()).with("at", filed_at.map(Millis::to_rfc3339).unwrap_or_default())
    }
}

/// Why finding nothing says nothing with this account; none where it does say something.
pub(super) fn why_silent(probe: Option<Probe>) -> Option<Message> {
    match probe {
        None => Some(Message::new("distribution.evidence.unprobed")),
        Some(probe) if !probe.sent_copy => Some(Message::new("distribution.evidence.no_copies")),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_795_514_400_000;

    #[test]
    fn absence_counts_only_where_the_server_was_seen_to_file_copies_and_had_the_time() {
        let at = Millis::from(AT);
        let later = at.plus_ms(FILED_BY_THEN_MS);
        let probe = |sent_copy, id_kept| Some(Probe { sent_copy, id_kept, authentication: None, at });
        assert_eq!(Found::nothing(probe(true, Some(true)), at, later), Found::Absent);
        assert_eq!(Found::nothing(probe(true, Some(false)), at, later), Found::Absent, "found by the id that it had before");
        assert_eq!(Found::nothing(probe(true, Some(true)), at, later.plus_ms(-1)), Found::Nothing);
        assert_eq!(Found::nothing(probe(false, None), at, later), Found::Nothing);
        assert_eq!(Found::nothing(None, at, later), Found::Nothing);
        assert_eq!(Found::Nothing.proposes(), None);
        for (found, word) in Found::ALL {
            assert_eq!(Found::of_word(word), Some(found));
            assert_eq!(found.proposes() == Some(Settle::Again), found == Found::Absent);
        }
    }
}
