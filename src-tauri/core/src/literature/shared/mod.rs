//! Reusable blocks: boilerplates, contacts, disclaimers that are kept once and stand in many texts.
//!
//! A text refers to one by a line of its own, `{{ block "Harbour Trust, short" }}`, which stays in its Markdown. What goes out says what the block
//! says now; a revision says forever what it said when the revision was made.
//!
//! **Invariant:** nothing goes out with a reference that leads nowhere: it is an error of the text.

mod expand;
mod service;
mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::ids::{BlockId, DocumentId, Millis};
use crate::literature::desk::Stage;
use crate::literature::kind::DocumentKind;

pub use expand::SaidBlock;

pub(super) use expand::{Expanded, expand, key, reference, row_as_written, source};
pub use service::used;
pub(super) use service::{add, block, delete, findings, is_standing, list, named, said_in, save, view};
pub(super) use store::{keep_said, said_of};

/// What a block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum BlockSort {
    /// Who the organisation is.
    Boilerplate,
    /// Whom to ask.
    Contact,
    /// What the law or the house wants said.
    Disclaimer,
    /// Anything else.
    Other,
}

impl BlockSort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Boilerplate, Self::Contact, Self::Disclaimer, Self::Other];

    /// The word of the vocabulary, `boilerplate`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boilerplate => "boilerplate",
            Self::Contact => "contact",
            Self::Disclaimer => "disclaimer",
            Self::Other => "other",
        }
    }

    /// The sort for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == word.trim())
    }
}

/// A block as it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BlockEdit {
    /// Its name; no two blocks have the same, case makes no other.
    pub name: String,
    /// What it is for.
    pub sort: BlockSort,
    /// BCP 47 language of its words; empty for English.
    pub language: String,
    /// What it says: Markdown, merge fields among it.
    pub text: String,
}

/// A block in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BlockCard {
    /// Its id.
    pub id: BlockId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub sort: BlockSort,
    /// BCP 47 language of its words.
    pub language: String,
    /// Its first words, without marks.
    pub begins: String,
    /// In how many texts it stands.
    pub uses: u32,
    /// When it was last changed.
    pub changed_at: Millis,
}

/// A block as a text uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedBlock {
    /// Its id.
    pub id: BlockId,
    /// Its name of now.
    pub name: String,
    /// The name by which the text refers to it first.
    pub called: String,
    /// BCP 47 language of its words.
    pub language: String,
    /// What it says now: Markdown.
    pub text: String,
}

/// A text in which a block stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BlockUse {
    /// The document.
    pub document: DocumentId,
    /// Its headline; empty if it has none yet.
    pub headline: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// Where it stands on the editorial desk. What is released keeps what it was sent with.
    pub stage: Stage,
}

/// A block with its words and the texts in which it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct BlockView {
    /// What lists show.
    pub card: BlockCard,
    /// What it says: Markdown.
    pub text: String,
    /// The texts in which it stands, the one last worked on first.
    pub uses: Vec<BlockUse>,
}
