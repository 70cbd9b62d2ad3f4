//! A revision: one text that was kept, with its attachments, under one hash.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::document::Finding;
use super::for_whom::ForWhom;
use super::kind::DocumentKind;
use super::outgoing;
use super::shared::{self, SaidBlock};
use crate::ids::{AssetId, DocumentId, Millis, RevisionId};

/// Why a revision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Why {
    /// Somebody gave it a name.
    Named,
    /// A test of it was mailed.
    Tested,
    /// It was distributed.
    Distributed,
    /// Nobody wrote on it for ten minutes.
    Idle,
    /// An older text was put back; this is what stood before.
    Restored,
    /// Its approval was asked for.
    Asked,
}

impl Why {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Tested => "tested",
            Self::Distributed => "distributed",
            // That its approval was asked for, the asking itself says.
            Self::Idle | Self::Asked => "idle",
            Self::Restored => "restored",
        }
    }

    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "asked" => Self::Asked,
            word => [Self::Named, Self::Tested, Self::Distributed, Self::Restored]
                .into_iter()
                .find(|why| why.as_str() == word)
                .unwrap_or(Self::Idle),
        }
    }
}

/// A file that belongs to a draft or a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Attachment {
    /// The file.
    pub asset: AssetId,
    /// Its name in the mail; unique within the document.
    pub name: String,
    /// Its type, as its bytes say.
    pub media_type: String,
    /// Its size in bytes, not encoded.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its place in the list, from 0.
    pub position: u32,
    /// Whether it is a picture within the text.
    pub inline: bool,
    /// The identity that the text's `cid:` names; of use only for pictures.
    pub content_id: String,
    /// What is to be seen on it.
    pub alt: String,
    /// Whom it is for; none where everybody gets it.
    pub for_whom: Option<ForWhom>,
    /// Where it stands on the organisation's own site, if it goes as a link, or is fetched from there as a picture of the text, instead of being
    /// a part of the mail.
    pub link: Option<String>,
    /// Whether it may tell where it was made; told to whoever attaches it and before Send.
    #[serde(skip)]
    pub keeps_place: bool,
}

impl Attachment {
    /// Whether it is a part of every mail, after the text.
    #[must_use]
    pub const fn is_everybodys(&self) -> bool {
        !self.inline && self.for_whom.is_none() && self.link.is_none()
    }
}

/// One text that was kept. It never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// Whose text it is.
    pub document: DocumentId,
    /// Its number within the document, from 1.
    pub number: u32,
    /// The kind of the document.
    pub kind: DocumentKind,
    /// What goes out of it, with its front block: everything but what is for the house alone. Whoever makes output takes this.
    pub text: String,
    /// The text as it was written, with its front block.
    pub source: String,
    /// What the reusable blocks say to which it refers.
    pub said: Vec<SaidBlock>,
    /// Where they stand in what goes out: the first line, how many, and the line of the source that they stand for.
    pub(crate) rows: Vec<(u32, u32, u32)>,
    /// Hash over text and attachments (D20).
    pub hash: [u8; 32],
    /// Its files, in order; the pictures within the text too.
    pub attachments: Vec<Attachment>,
    /// Why it was made.
    pub why: Why,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Who made it.
    pub actor: String,
    /// When.
    pub made_at: Millis,
}

impl Revision {
    /// Everything that it says, with what its blocks say and what is for the house alone.
    #[must_use]
    pub fn whole(&self) -> String {
        outgoing::with_blocks(&self.source, &self.said).text
    }

    /// Its lines to take in Markdown, for the house alone; empty where it has none.
    #[must_use]
    pub fn lines_to_take(&self) -> String {
        outgoing::lines_of(&self.whole())
    }

    /// Findings about what goes out, with the lines of the source: what stands in a block is found where the text refers to it.
    #[must_use]
    pub fn as_written(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let placed = |mut finding: Finding| {
            finding.place.row = finding.place.row.map(|row| shared::row_as_written(&self.rows, row));
            finding
        };
        if self.rows.is_empty() { findings } else { findings.into_iter().map(placed).collect() }
    }

    /// The names of the blocks that say something else than they did in another revision of the document.
    #[must_use]
    pub fn blocks_changed_since(&self, before: &Self) -> Vec<String> {
        let was = |name: &str| before.said.iter().find(|block| shared::key(&block.name) == shared::key(name));
        let changed = |block: &&SaidBlock| was(&block.name).is_some_and(|was| was.text != block.text);
        self.said.iter().filter(changed).map(|block| block.name.clone()).collect()
    }

    /// A text as if it were kept, for tests of what is made of it.
    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Self {
        Self {
            id: 1.into(),
            document: 1.into(),
            number: 1,
            kind: DocumentKind::PressRelease,
            text: outgoing::outgoing(text, &[]).text,
            source: text.to_owned(),
            said: Vec::new(),
            rows: Vec::new(),
            hash: [7; 32],
            attachments: Vec::new(),
            why: Why::Named,
            name: None,
            actor: String::new(),
            made_at: 0.into(),
        }
    }
}

/// The hash of D20's part that literature knows: the text, and of each attachment name, type, bytes, place and description,
/// whom it is for and where it stands.
/// Every part is preceded by its length, so that no two different revisions run together into one.
#[must_use]
pub(super) fn hash(kind: DocumentKind, text: &str, attachments: &[Attachment]) -> [u8; 32] {
    let mut sha = Sha256::new();
    let mut part = |bytes: &[u8]| {
        sha.update((bytes.len() as u64).to_be_bytes());
        sha.update(bytes);
    };
    part(b"tidings revision 1");
    part(kind.as_str().as_bytes());
    part(text.as_bytes());
    for file in attachments {
        for field in [&file.name, &file.media_type, &file.sha256, &file.content_id, &file.alt] {
            part(field.as_bytes());
        }
        // A file that is everybody's says no more than it did before there were others: what was approved then still is.
        part(&[u8::from(file.inline) | u8::from(file.for_whom.is_some()) << 1 | u8::from(file.link.is_some()) << 2]);
        if let Some(whom) = &file.for_whom {
            for field in [whom.set.as_str(), whom.key.word(), whom.value.as_str()] {
                part(field.as_bytes());
            }
            part(&[u8::from(whom.optional)]);
        }
        if let Some(link) = &file.link {
            part(link.as_bytes());
        }
    }
    sha.finalize().into()
}

/// Hex digits, lower case.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
