//! A document as it is set on paper (W6): what is set, said plainly, and the plug for whoever sets it.
//!
//! The core says words, pictures, their order and language; a shell plugs in a [`Typesetter`], since the one there is takes minutes to
//! build. Nothing of a text is ever code to it.

mod compose;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub(super) use compose::compose;

/// Sizes of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum PaperSize {
    /// 210 by 297 mm (ISO 216).
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// Regions whose letters are on US Letter (CLDR, `supplementalData.xml`, `paperSize`).
const LETTER: [&str; 14] = ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

impl PaperSize {
    /// The word of the vocabulary, `a4`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }

    /// The paper for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::A4, Self::Letter].into_iter().find(|paper| paper.as_str() == word.trim())
    }

    /// What is usual where a language (BCP 47) is written: Letter for `en-US`, A4 where no region is named.
    #[must_use]
    pub fn usual(tag: &str) -> Self {
        let letter = tag.split('-').skip(1).any(|subtag| LETTER.contains(&subtag.to_ascii_uppercase().as_str()));
        if letter { Self::Letter } else { Self::A4 }
    }
}

/// How the paper is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Fold {
    /// Not at all: whole pages.
    #[default]
    Flat,
    /// Pages of half the size (A5, or half a US Letter), as they are printed singly or as a booklet.
    A5,
    /// A leaflet of six panels on both sides of one sheet: outside from left to right the flap that is folded in, the back, the cover; inside the
    /// text. The flap is 2 mm narrower, so that it lies flat.
    Trifold,
}

impl Fold {
    /// The word of the vocabulary, `trifold`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::A5 => "a5",
            Self::Trifold => "trifold",
        }
    }

    /// The fold for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Flat, Self::A5, Self::Trifold].into_iter().find(|fold| fold.as_str() == word.trim())
    }

    /// The most pages that it has; none where it has as many as the text needs.
    #[must_use]
    pub const fn most_pages(self) -> Option<u32> {
        match self {
            Self::Flat | Self::A5 => None,
            Self::Trifold => Some(2),
        }
    }
}

/// Everything that is set, in order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// The title of the file; never empty.
    pub title: String,
    /// BCP 47 language of the text.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// What it is set on.
    pub paper: PaperSize,
    /// How that is folded.
    pub fold: Fold,
    /// The masthead: who speaks.
    pub organisation: String,
    /// The masthead: what it is (`Press release`); empty in languages that we have no word in.
    pub kind: String,
    /// Lines before the headline: the embargo (W8).
    pub marks: Vec<String>,
    /// The headline; may be empty.
    pub headline: String,
    /// The line under it; may be empty.
    pub subhead: String,
    /// Place and date before the first sentence; may be empty.
    pub dateline: String,
    /// The text.
    pub blocks: Vec<Set>,
    /// The last line of each page: how the organisation is reached; may be empty.
    pub foot: String,
    /// How it looks; none: as without a theme.
    pub brand: Option<Brand>,
    /// The pictures that the text shows, each once.
    #[serde(skip)]
    pub plates: Vec<Plate>,
    /// What tells this text from any other, in hex; stands in the file.
    #[serde(skip)]
    pub ident: String,
    /// When the text was last changed, in milliseconds UTC: the date of the file, so that the same text gives the same bytes.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// How a sheet looks where the organisation has a theme. Paper is white, whatever a screen's ground is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brand {
    /// Which of the plates is the logo in the masthead.
    pub logo: Option<usize>,
    /// What is to be read on it.
    pub alt: String,
    /// How wide it stands, in points.
    pub width: u32,
    /// The colour of words, `#1c1b19`.
    pub ink: String,
    /// The colour of quiet words.
    pub quiet: String,
    /// The colour of rules and of the line beside quotes.
    pub accent: String,
    /// The colour of links.
    pub link: String,
    /// Set without serifs.
    pub sans: bool,
    /// The letters by their name, as programs for writing know them: `Arial`.
    pub face: &'static str,
    /// A rule above the text.
    pub above: bool,
    /// A rule below the text.
    pub below: bool,
    /// Words of the foot before how the organisation is reached; may be empty.
    pub words: String,
}

/// A picture's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plate {
    /// Its name, for who is told of a fault in it.
    pub name: String,
    /// Its type, as its bytes say: `image/png`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What stands on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Set {
    /// A heading; no level is left out on the way down.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Whether it stands in boilerplate, notes or contact.
        small: bool,
        /// `ltr` or `rtl` where it runs against the text.
        direction: Option<&'static str>,
        /// Its words.
        runs: Vec<Run>,
    },
    /// A paragraph.
    Paragraph {
        /// Whether it is the one that the dateline begins.
        dated: bool,
        /// Whether it stands in boilerplate, notes or contact.
        small: bool,
        /// `ltr` or `rtl` where it runs against the text.
        direction: Option<&'static str>,
        /// Its words.
        runs: Vec<Run>,
    },
    /// A quote.
    Quote {
        /// What was said.
        blocks: Vec<Self>,
        /// Who said it.
        speaker: Option<Vec<Run>>,
    },
    /// A list.
    List {
        /// The first number; none for bullets.
        start: Option<u64>,
        /// Its items.
        items: Vec<Vec<Self>>,
    },
    /// Code.
    Listing {
        /// The code.
        text: String,
    },
    /// A table.
    Table {
        /// How many columns it has.
        columns: usize,
        /// Per column: `left`, `center`, `right` or `start`.
        align: Vec<&'static str>,
        /// The head's cells; empty where no column has a name.
        head: Vec<Vec<Run>>,
        /// The rows.
        rows: Vec<Vec<Vec<Run>>>,
    },
    /// A picture that stands alone.
    Plate {
        /// Which of the plates, from 0.
        plate: usize,
        /// What is to be seen on it; empty where nobody said: it is an ornament then.
        alt: String,
        /// What stands below it: its caption and credit; may be empty.
        caption: String,
    },
    /// A rule across the page.
    Rule,
}

/// What stands within a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Run {
    /// Words.
    Text {
        /// They.
        text: String,
    },
    /// Code.
    Code {
        /// It.
        text: String,
    },
    /// Stress.
    Emphasis {
        /// What is stressed.
        runs: Vec<Self>,
    },
    /// Strong stress.
    Strong {
        /// What is stressed.
        runs: Vec<Self>,
    },
    /// Struck out.
    Strike {
        /// What is struck out.
        runs: Vec<Self>,
    },
    /// A link.
    Link {
        /// Its address: web, mail or telephone.
        url: String,
        /// Its words.
        runs: Vec<Self>,
    },
    /// A picture within a line.
    Picture {
        /// Which of the plates, from 0.
        plate: usize,
        /// What is to be seen on it.
        alt: String,
    },
    /// A line break that is meant.
    Break,
    /// A note, at the place that names it first.
    Note {
        /// What it says.
        blocks: Vec<Set>,
    },
    /// A note that was named before.
    NoteAgain {
        /// Its number, from 1.
        number: usize,
    },
}

/// A document that was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// Characters that no font of this machine has: each stands as `?`.
    pub unset: Vec<char>,
}

/// Pages to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// How many there are.
    pub pages: u32,
    /// Those that were asked for, as SVG, each whole in itself.
    pub svg: Vec<String>,
    /// As [`Printed::unset`].
    pub unset: Vec<char>,
}

/// Why something could not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PressFault {
    /// A picture cannot be read.
    #[error("picture {0} cannot be read")]
    Picture(String),
    /// Anything else; a fault of ours. For the log.
    #[error("{0}")]
    Failed(String),
}

/// Who sets. The same sheet gives the same bytes on the same machine.
pub trait Typesetter: Send + Sync {
    /// The file: tagged, titled, with its language (PDF/UA-1), fonts within it.
    ///
    /// # Errors
    /// A picture that cannot be read, or a fault of ours.
    fn pdf(&self, sheet: &Sheet) -> Result<Printed, PressFault>;

    /// The pages from `first` (from 0), `count` of them, as they look.
    ///
    /// # Errors
    /// As [`pdf`](Self::pdf).
    fn pages(&self, sheet: &Sheet, first: usize, count: usize) -> Result<Shown, PressFault>;
}

/// The plug for a workspace's typesetter.
#[derive(Default)]
pub struct Press(OnceLock<Arc<dyn Typesetter>>);

impl Press {
    /// Plugs it in; whoever came first stays.
    pub fn plug(&self, typesetter: Arc<dyn Typesetter>) {
        // That there is one already is what was wanted.
        let _ = self.0.set(typesetter);
    }

    pub(super) fn get(&self) -> Option<Arc<dyn Typesetter>> {
        self.0.get().cloned()
    }
}
