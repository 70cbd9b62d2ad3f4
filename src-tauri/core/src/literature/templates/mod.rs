//! Texts that others begin with: an outline of each kind, templates of one's own, and a text like an earlier one.
//!
//! What is to be written stands in double brackets, `[[Place, day]]`; proofing marks each until it is filled.

mod builtin;
mod like;
mod service;
mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::ids::{DocumentId, TemplateId};
use crate::literature::kind::{AnnouncementSort, DocumentKind};

pub(super) use service::{begin, delete, keep, list, named, rename};

/// A template in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TemplateCard {
    /// Its id; none for the program's own outline of the kind.
    pub id: Option<TemplateId>,
    /// Its name; empty for the program's own.
    pub name: String,
    /// The kind of text that begins with it.
    pub kind: DocumentKind,
    /// What the announcement that begins with it is about, for one of the program's own; none for all else.
    pub sort: Option<AnnouncementSort>,
    /// The language of its words.
    pub language: String,
    /// Its parts in their order: the words of its headings.
    pub outline: Vec<String>,
}

/// What a new text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "with")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Beginning {
    /// The program's own outline of a kind.
    Outline {
        /// The kind.
        kind: DocumentKind,
    },
    /// The program's own outline of a sort of announcement.
    Sort {
        /// The sort.
        sort: AnnouncementSort,
    },
    /// A template of one's own.
    Template {
        /// Which.
        id: TemplateId,
    },
    /// The parts and standing words of an earlier text: its boilerplate, notes, contact and blocks, and no other word of it.
    Like {
        /// The earlier text.
        document: DocumentId,
    },
    /// As [`Self::Like`], of the text of this kind that was last released, else last worked on.
    LikeTheLast {
        /// The kind.
        kind: DocumentKind,
    },
    /// The whole of another text, with its files.
    Copy {
        /// The other text.
        document: DocumentId,
    },
}

/// Where something is still to be written, as a template says it: the bytes of each `[[…]]`.
#[must_use]
pub fn open_places(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("[[")) {
        let start = from + at;
        let inside = text.get(start + 2..).unwrap_or_default();
        match inside.find("]]").filter(|end| *end > 0 && !inside.get(..*end).unwrap_or_default().contains(['\n', '['])) {
            Some(end) => {
                from = start + 2 + end + 2;
                found.push(start..from);
            }
            None => from = start + 2,
        }
    }
    found
}
