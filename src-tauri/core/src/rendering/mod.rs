//! From a revision to what people get: mail, text, web page. Deterministic, and nothing in it comes from elsewhere.
//!
//! [`prepare`] does once what is the same for all: it reads the blocks, inlines the styles, encodes attachments, quotes every
//! fixed piece of the two texts. [`Prepared::letter`] then copies these pieces and encodes only what is one person's.
//! lettre's message builder would make every letter whole and anew; with one shared attachment that is the difference between
//! copying a kilobyte and encoding a megabyte per person, so the frame of parts is written here and lettre sends it.
//!
//! **Invariant:** raw HTML of a text reaches no output; links are web, mail or telephone; pictures are the document's own.

mod about;
#[cfg(test)]
mod about_tests;
pub mod api;
mod checks;
mod downloads;
mod encode;
mod escape;
mod fetched;
mod flow;
mod heading;
mod imprint;
mod language;
mod letter;
mod list;
mod notice;
mod oddities;
mod own;
mod page;
mod print;
mod read_back;
mod skeleton;
mod slots;
pub mod theme;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod own_tests;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;
mod web;
mod word;
#[cfg(test)]
mod word_tests;

pub use about::Published;
pub(crate) use api::mailbox;
pub use checks::{check, check_fields, web_links};
pub(crate) use escape::{html as escape_html, url as escape_url};
pub use imprint::{Imprint, imprint, keep_imprint};
pub use letter::{Letter, Prepared, Preview, prepare, prepare_with};
pub use list::{ListHeaders, OneClick, one_click};
pub use notice::NoticeText;
pub(crate) use notice::{NOTICE, carries_notice, notice_value};
pub(crate) use oddities::{bad_character, is_garbled};
pub(crate) use own::MEANT_FOR;
pub use own::{Bytes, OwnFiles, Set, Sets, is_theirs, key_of_file, keys_of_person};
pub use print::{Brand, Fold, PaperSize, Plate, Press, PressFault, Printed, Run, Set as SetBlock, Sheet, Shown, Typesetter};
pub use read_back::{Expected, read_back, read_back_files, read_back_own};
pub use theme::{Contrast, Face, Logo, Shade, Theme, theme};
pub use web::{web_page, web_words};

use crate::contacts::MergeValues;
use crate::net::EmailAddress;

/// Whom a mail comes from.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The name that readers see.
    pub name: String,
    /// The address of the account.
    pub address: EmailAddress,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<EmailAddress>,
    /// The organisation that answers for it (L10).
    pub organisation: String,
    /// How it is reached (L11, L12).
    pub imprint: Imprint,
    /// How its mails look; none: as without a theme.
    pub theme: Option<Theme>,
}

/// What a mail that is made from an earlier one says first, in its subject and before its text (D39).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Heading {
    /// It corrects the earlier one.
    Correction,
    /// The embargo of the earlier one is another now.
    EmbargoChange,
    /// It is the same mail, for colleagues to see.
    Copy,
}

/// What a mail says about itself before its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// It goes under the embargo that the text has: the line and the subject's first word (W8).
    pub embargo: bool,
    /// It is a test (D34).
    pub test: bool,
    /// What it is to an earlier one.
    pub heading: Option<Heading>,
}

/// Whom a letter is for.
#[derive(Clone, Copy)]
pub struct To<'a> {
    /// The address.
    pub address: &'a EmailAddress,
    /// The name beside it; may be empty.
    pub name: &'a str,
    /// What fills the merge fields.
    pub values: &'a MergeValues,
    /// The Message-IDs of the mails that it answers, the first one first; empty for a mail that begins a conversation.
    pub thread: &'a [String],
    /// Whose own files go with it; none for a look at the text alone, which has nobody's.
    pub own: Option<OwnFiles<'a>>,
}
