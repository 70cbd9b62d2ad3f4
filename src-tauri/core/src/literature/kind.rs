//! The kinds of literature, the sorts of an announcement, and the parts that each kind has.

use serde::{Deserialize, Serialize};

/// The kinds of literature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum DocumentKind {
    /// News for journalists.
    #[default]
    PressRelease,
    /// A longer text.
    Article,
    /// What the organisation says about something.
    Statement,
    /// A brochure or leaflet.
    Brochure,
    /// A page of the organisation's own site.
    WebPage,
    /// News for staff.
    Announcement,
}

impl DocumentKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::PressRelease, Self::Article, Self::Statement, Self::Brochure, Self::WebPage, Self::Announcement];

    /// The word of the vocabulary, `press-release`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PressRelease => "press-release",
            Self::Article => "article",
            Self::Statement => "statement",
            Self::Brochure => "brochure",
            Self::WebPage => "web-page",
            Self::Announcement => "announcement",
        }
    }

    /// The kind for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word.trim())
    }
}

/// What an announcement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum AnnouncementSort {
    /// What happens in the field of the organisation.
    IndustryReport,
    /// Who comes, goes, or does other work.
    PersonnelChange,
    /// Another rule.
    PolicyChange,
}

impl AnnouncementSort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::IndustryReport, Self::PersonnelChange, Self::PolicyChange];

    /// The word of the vocabulary, `policy-change`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IndustryReport => "industry-report",
            Self::PersonnelChange => "personnel-change",
            Self::PolicyChange => "policy-change",
        }
    }

    /// The sort for a word of the vocabulary.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == word.trim())
    }
}

/// The part of a text that is for the house alone: lines to take.
pub const LINES: &str = "lines";

/// Classes of headings that begin a part, in the order in which the parts stand.
pub(super) const PART_CLASSES: [&str; 5] = ["facts", LINES, "boilerplate", "notes", "contact"];

/// A part that a kind of document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OutlinePart {
    /// Its name: a line over the text, `lead`, `body`, `quote`, or the class of a heading.
    pub part: &'static str,
    /// Whether a text of this kind lacks something without it.
    pub required: bool,
}

const fn must(part: &'static str) -> OutlinePart {
    OutlinePart { part, required: true }
}

const fn may(part: &'static str) -> OutlinePart {
    OutlinePart { part, required: false }
}

const RELEASE: &[OutlinePart] = &[
    must("headline"),
    may("subhead"),
    must("dateline"),
    must("lead"),
    may("body"),
    may("quote"),
    may("facts"),
    may("boilerplate"),
    may("notes"),
    must("contact"),
];
const ARTICLE: &[OutlinePart] =
    &[must("headline"), may("subhead"), must("lead"), may("body"), may("quote"), may("facts"), may("boilerplate"), may("notes")];
const STATEMENT: &[OutlinePart] = &[
    must("headline"),
    may("dateline"),
    must("lead"),
    may("body"),
    may("quote"),
    must(LINES),
    may("boilerplate"),
    may("notes"),
    must("contact"),
];
const BROCHURE: &[OutlinePart] =
    &[must("headline"), may("subhead"), must("lead"), may("body"), may("quote"), may("facts"), may("boilerplate"), must("contact")];
/// Of a page and of news for staff.
const PAGE: &[OutlinePart] = &[must("headline"), may("subhead"), must("lead"), may("body"), may("quote"), may("facts"), may("contact")];

/// Of news for staff about a report of the field: its figures, and whom to ask.
const REPORT: &[OutlinePart] = &[must("headline"), may("subhead"), must("lead"), may("body"), may("quote"), must("facts"), must("contact")];
/// Of news for staff that somebody must be asked about: who comes and goes, which rule is another.
const CHANGE: &[OutlinePart] = &[must("headline"), may("subhead"), must("lead"), may("body"), may("quote"), may("facts"), must("contact")];

/// The parts of a text, by its kind and, of an announcement, by what it is about.
#[must_use]
pub const fn outline_of(kind: DocumentKind, sort: Option<AnnouncementSort>) -> &'static [OutlinePart] {
    match (kind, sort) {
        (DocumentKind::Announcement, Some(AnnouncementSort::IndustryReport)) => REPORT,
        (DocumentKind::Announcement, Some(AnnouncementSort::PersonnelChange | AnnouncementSort::PolicyChange)) => CHANGE,
        _ => outline(kind),
    }
}

/// The parts of a kind, in their order. This table is the one place that says so: checks, templates and the window's menu follow it.
#[must_use]
pub const fn outline(kind: DocumentKind) -> &'static [OutlinePart] {
    match kind {
        DocumentKind::PressRelease => RELEASE,
        DocumentKind::Article => ARTICLE,
        DocumentKind::Statement => STATEMENT,
        DocumentKind::Brochure => BROCHURE,
        DocumentKind::WebPage | DocumentKind::Announcement => PAGE,
    }
}
