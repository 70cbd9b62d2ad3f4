//! One asking for approval, and how it stands. Pure.

use serde::{Deserialize, Serialize};

use super::rule::{ApprovalRule, key};
use crate::error::Problem;
use crate::ids::{ApprovalAskId, DocumentId, Millis, RevisionId};

/// What somebody said who was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ApprovalAnswer {
    /// They approve exactly this.
    Approved,
    /// It is not to go like this.
    SentBack,
    /// They approved it and took that back.
    TakenBack,
}

impl ApprovalAnswer {
    /// The word in database and command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::SentBack => "sent-back",
            Self::TakenBack => "taken-back",
        }
    }

    /// The answer that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Approved, Self::SentBack, Self::TakenBack].into_iter().find(|answer| answer.word() == word)
    }
}

/// How an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum ApprovalWay {
    /// In this program, by whoever the device says works there.
    Here,
    /// By the code of a review file.
    Code,
    /// By an answer file.
    File,
}

impl ApprovalWay {
    /// The word in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Code => "code",
            Self::File => "file",
        }
    }

    /// The way that a word of the database means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Here, Self::Code, Self::File].into_iter().find(|way| way.word() == word)
    }
}

/// Why somebody counts as a writer of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Wrote {
    /// They ask for its approval.
    Asked,
    /// The editorial desk has them as its writer.
    Planned,
    /// They saved words of it.
    Saved,
    /// A proposal of theirs was taken into it.
    Proposed,
    /// They saved words of a reusable block that it uses.
    Block,
}

impl Wrote {
    /// The word in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Planned => "planned",
            Self::Saved => "saved",
            Self::Proposed => "proposed",
            Self::Block => "block",
        }
    }
}

/// Somebody who counts as a writer of a text, and so may not approve it where the rule says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalWriter {
    /// The name, as history keeps it.
    pub name: String,
    /// Why.
    pub why: Wrote,
}

impl ApprovalWriter {
    /// Whether this is somebody of that name, however it is written.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        key(&self.name) == key(name)
    }
}

/// Everybody who counts as a writer, each once, by the weightiest reason.
pub(super) fn writers(asked_by: &str, planned: &str, saved_by: &[ApprovalWriter]) -> Vec<ApprovalWriter> {
    let all = [(asked_by, Wrote::Asked), (planned, Wrote::Planned)].into_iter();
    let mut found: Vec<ApprovalWriter> = Vec::new();
    // Whoever saved words did more than ask for their approval.
    for (name, why) in saved_by.iter().map(|one| (one.name.as_str(), one.why)).chain(all) {
        if !name.is_empty() && !found.iter().any(|known| known.is(name)) {
            found.push(ApprovalWriter { name: name.to_owned(), why });
        }
    }
    found
}

/// That somebody of this name may not approve what they wrote.
pub(super) fn refused_writer(name: &str, why: Wrote) -> Problem {
    Problem::refusal("literature.approval.writer").with("name", name).with("why", why.word()).todo("literature.approval.writer.todo")
}

/// Somebody who is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalAsked {
    /// The name.
    pub name: String,
    /// What they said; none yet.
    pub answer: Option<ApprovalAnswer>,
    /// How it came.
    pub way: Option<ApprovalWay>,
    /// What they added.
    pub note: String,
    /// Who put the answer in.
    pub noted_by: String,
    /// When.
    pub at: Option<Millis>,
}

/// One asking for approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct ApprovalAsk {
    /// Its id.
    pub id: ApprovalAskId,
    /// Of which document.
    pub document: DocumentId,
    /// Of which revision.
    pub revision: RevisionId,
    /// Its number.
    pub number: u32,
    /// What exactly is to be approved, as a digest in hex.
    pub digest: String,
    /// What the digest covers; only its maker understands it.
    #[serde(skip)]
    pub sealed: String,
    /// From whom and to whom it is to go; only its maker understands it.
    #[serde(skip)]
    pub envelope: String,
    /// How many of them must approve.
    pub needed: u32,
    /// Whether one is asked after the other.
    pub ordered: bool,
    /// Who asked.
    pub asked_by: String,
    /// Who made the revision.
    pub writer: String,
    /// Who writes the document, as the editorial desk says it; may be empty.
    #[serde(skip)]
    pub planned_writer: String,
    /// Whose words stand in the revision, and how they came there.
    #[serde(skip)]
    pub saved_by: Vec<ApprovalWriter>,
    /// The hash of the revision's text and files.
    #[serde(skip)]
    pub revision_hash: [u8; 32],
    /// When it was asked.
    pub asked_at: Millis,
    /// When it was taken back.
    pub withdrawn_at: Option<Millis>,
    /// Who is asked, in order.
    pub people: Vec<ApprovalAsked>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct NewAsk {
    /// Of which document.
    pub document: DocumentId,
    /// What exactly, as a digest in hex.
    pub digest: String,
    /// What the digest covers.
    pub sealed: String,
    /// From whom and to whom it is to go.
    pub envelope: String,
    /// For whom it is asked anew: whoever asked before; none: whoever works here asks.
    pub asked_by: Option<String>,
    /// Who is asked, in order; empty: those whom the rule names.
    pub people: Vec<String>,
    /// How many of them must approve; none: as the rule says.
    pub needed: Option<u32>,
    /// Whether one is asked after the other; none: as the rule says.
    pub ordered: Option<bool>,
}

impl ApprovalAsk {
    /// Whether an approval of this name counts under the rule.
    #[must_use]
    pub fn counts(&self, name: &str, rule: &ApprovalRule) -> bool {
        rule.lets(name) && (rule.writer_may || self.wrote(name).is_none())
    }

    /// Why somebody of this name counts as a writer of what is to be approved; none: they do not.
    #[must_use]
    pub fn wrote(&self, name: &str) -> Option<Wrote> {
        let writers = writers(&self.asked_by, &self.planned_writer, &self.saved_by);
        writers.into_iter().find(|writer| writer.is(name)).map(|writer| writer.why)
    }

    /// Whoever approved and counts.
    pub fn approved<'a>(&'a self, rule: &'a ApprovalRule) -> impl Iterator<Item = &'a ApprovalAsked> {
        self.people.iter().filter(|one| one.answer == Some(ApprovalAnswer::Approved) && self.counts(&one.name, rule))
    }

    /// Whether it is approved: as many said yes as it needs, and as the rule asks for today, and nobody sent it back.
    #[must_use]
    pub fn is_full(&self, rule: &ApprovalRule) -> bool {
        let needed = self.needed.max(rule.needed) as usize;
        self.withdrawn_at.is_none() && self.sent_back().is_none() && self.approved(rule).count() >= needed
    }

    /// Whoever sent it back.
    #[must_use]
    pub fn sent_back(&self) -> Option<&ApprovalAsked> {
        self.people.iter().find(|one| one.answer == Some(ApprovalAnswer::SentBack))
    }

    /// Those whose answer is waited for now: all without one, or the first of them where there is an order.
    #[must_use]
    pub fn waits_for(&self) -> Vec<&ApprovalAsked> {
        let open = self.people.iter().filter(|one| !matches!(one.answer, Some(ApprovalAnswer::Approved | ApprovalAnswer::SentBack)));
        open.take(if self.ordered { 1 } else { usize::MAX }).collect()
    }

    /// Whoever is asked by this name.
    ///
    /// # Errors
    /// `literature.approval.not_asked`, with those who were.
    pub fn asked(&self, name: &str) -> Result<&ApprovalAsked, Problem> {
        self.people.iter().find(|one| key(&one.name) == key(name)).ok_or_else(|| {
            let asked: Vec<&str> = self.people.iter().map(|one| one.name.as_str()).collect();
            Problem::refusal("literature.approval.not_asked")
                .with("name", name)
                .with("asked", asked.join(", "))
                .todo("literature.approval.not_asked.todo")
        })
    }

    /// Whoever is asked by this name, if they may answer now.
    ///
    /// # Errors
    /// `literature.approval.not_asked`, `literature.approval.may_not`, `literature.approval.writer` (W10), `literature.approval.not_your_turn`.
    pub fn may_answer(&self, name: &str, rule: &ApprovalRule) -> Result<&ApprovalAsked, Problem> {
        let refused = |code: &'static str| Problem::refusal(code).with("name", name);
        let asked = self.asked(name)?;
        if !rule.lets(name) {
            return Err(refused("literature.approval.may_not").todo("literature.approval.may_not.todo"));
        }
        if let Some(why) = self.wrote(name).filter(|_| !rule.writer_may) {
            return Err(refused_writer(name, why));
        }
        let before =
            self.people.iter().take_while(|one| key(&one.name) != key(name)).find(|one| one.answer != Some(ApprovalAnswer::Approved));
        match before {
            Some(first) if self.ordered => Err(refused("literature.approval.not_your_turn").with("first", first.name.as_str())),
            _ => Ok(asked),
        }
    }
}
