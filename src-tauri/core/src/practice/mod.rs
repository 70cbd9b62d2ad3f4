//! The practice account: a mail server inside the program. It behaves as it is told, and what it took can be read.
//!
//! **Invariant:** nothing of it leaves this machine (D36): it listens on loopback alone and dials nobody.
//! **Invariant:** nothing else in the file refers to what it took, so it can be emptied at any time.

mod answers;
pub mod api;
mod conduct;
mod erasure;
mod folder;
mod letter;
mod pieces;
mod post;
mod server;
mod store;
#[cfg(test)]
mod tests;
mod view;

pub use conduct::{Conduct, PracticeConduct, PracticeRule};
pub use erasure::MAILS;
pub use letter::{PracticeFile, PracticeLetter};
pub use server::{Serving, door};

use serde::Serialize;

use crate::ids::{Millis, PracticeMailId};

/// What a mail in the practice mailbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum PracticeKind {
    /// A mail that was sent to the practice server.
    Mail,
    /// Somebody is out of office: an answer to the sender.
    AutoReply,
    /// Somebody writes back: an answer to the sender.
    Reply,
    /// A mailbox that failed after it had accepted: a bounce to the sender.
    Bounce,
}

impl PracticeKind {
    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::AutoReply => "auto-reply",
            Self::Reply => "reply",
            Self::Bounce => "bounce",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Mail, Self::AutoReply, Self::Reply, Self::Bounce].into_iter().find(|kind| kind.word() == word)
    }
}

/// A mail in the practice mailbox, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PracticeMail {
    /// Which one.
    pub id: PracticeMailId,
    /// When it was taken.
    pub at: Millis,
    /// What it is.
    pub kind: PracticeKind,
    /// How the server behaved when it took it.
    pub conduct: Conduct,
    /// The sender as people read it: `Ines Calder <press@harbourtrust.example.org>`.
    pub from: String,
    /// The address that it was handed over for.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// Its size, encoded.
    pub bytes: u32,
}
