//! Proofing: what a careful reader would ask the writer of a text. All of it is worked out on this machine.
//!
//! The rules are pure: they read the stretches of a text (a paragraph, a cell, the headline) and give hints, each with its
//! place, what it is about, and what could stand there instead. Grammar and spelling come from a [`Checker`] that the shells
//! plug in, since what they stand on takes seconds to load.
//!
//! **Invariant:** nothing here changes a text by itself. A fix is an edit that somebody asked for, of the sheet's or of [`api::fix`], and undo
//! takes it back like any other.

pub mod api;
mod dictionaries;
mod fixing;
mod house;
mod plug;
mod rules;
mod service;
mod store;
mod stretch;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::ids::BlockId;
use crate::messages::Message;

pub use dictionaries::Dictionary;
pub use house::{HouseWord, HouseWordEdit};
pub use plug::{Asked, Checked, Checker, Found, plug};
pub use rules::reading::Readability;

/// The folder of this machine's settings that holds the dictionaries.
const DICTIONARIES: &str = "dictionaries";

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $word:literal),* $(,)?) => {
        /// What a hint goes by. Each can be switched off (W9).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[cfg_attr(feature = "bindings", derive(specta::Type))]
        pub enum Rule { $($(#[$doc])* $name),* }

        impl Rule {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its word, `weekday`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

rules! {
    /// A date whose weekday is another.
    Weekday = "weekday",
    /// An embargo whose time names no zone, or of which the document knows nothing.
    Embargo = "embargo",
    /// A part that this kind of document has: headline, dateline, press contact.
    Missing = "missing",
    /// What a template says is still to be written.
    Placeholder = "placeholder",
    /// A picture of which nobody said what is to be seen on it.
    Alternative = "alternative",
    /// Addresses that lead nowhere, or elsewhere than they say.
    Links = "links",
    /// Words that the house avoids.
    House = "house",
    /// One thing written in two ways.
    Variants = "variants",
    /// Figures that contradict each other.
    Figures = "figures",
    /// A word that stands there twice.
    Doubled = "doubled",
    /// Blanks that are too many or in the wrong place.
    Blanks = "blanks",
    /// Quotes and brackets that do not close.
    Quotes = "quotes",
    /// A quote of which the text does not say whose words they are.
    Speaker = "speaker",
    /// Sentences that are long, and texts that are hard to read.
    Sentences = "sentences",
    /// Words that say little.
    Jargon = "jargon",
    /// Spelling, by the dictionaries that are there.
    Spelling = "spelling",
    /// Grammar and style, in English.
    Grammar = "grammar",
    /// Paragraphs of a version in another language that are not translated, or whose source says something else since.
    Translation = "translation",
}

impl Rule {
    /// The rule of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.as_str() == word.trim())
    }
}

/// Where in a document something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Where {
    /// The document as a whole.
    Document,
    /// Its headline.
    Headline,
    /// The line under it.
    Subhead,
    /// Place and date.
    Dateline,
    /// A block of its text.
    Block,
}

/// A place that a hint is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct HintPlace {
    /// In which line, or that it is a block.
    pub at: Where,
    /// The first byte of the block in the text; 0 for all else.
    pub block: u32,
    /// Which of the block's lines of words it is, from 0: an item of a list, a cell of a table, the speaker of a quote.
    pub line: u32,
    /// The first unit of these words, in UTF-16; what is no words (a picture, a field) is one unit.
    pub from: u32,
    /// The unit behind the last.
    pub to: u32,
    /// The line of the source, counted from 1; none for what is missing.
    pub row: Option<u32>,
}

/// What could be done about a hint with one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fix", rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Fix {
    /// Other words in their place; none: they go.
    Words {
        /// The words.
        text: String,
    },
    /// Another address for the link there.
    Address {
        /// The address.
        url: String,
    },
    /// A part that is added: `contact`.
    Part {
        /// Its name.
        part: String,
    },
}

impl Fix {
    fn words(text: impl Into<String>) -> Self {
        Self::Words { text: text.into() }
    }
}

/// A reusable block in which something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct HintBlock {
    /// Which.
    pub id: BlockId,
    /// Its name of now.
    pub name: String,
}

/// Something that a careful reader would ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Hint {
    /// What it goes by.
    pub rule: Rule,
    /// Where it stands.
    pub place: HintPlace,
    /// The very words there; empty where something is missing.
    pub words: String,
    /// A name for what stands around them: with rule and words it tells this place from others.
    pub around: String,
    /// What it is about.
    pub what: Message,
    /// What could stand there instead, the likeliest first.
    pub fixes: Vec<Fix>,
    /// The reusable block in which the words stand: the place is where the text refers to it, and it is mended in the block alone.
    pub block: Option<HintBlock>,
}

/// How far a hint is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Ignore {
    /// At this place, as long as the words around it stay.
    Here,
    /// Everywhere in this document.
    Document,
}
