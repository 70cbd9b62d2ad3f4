//! Literature: documents with their draft, the revisions that were kept, and the files that belong to them.
//!
//! A document is Markdown with a block of fields in front, kept byte for byte as it was written. Autosave keeps any text,
//! however broken; a revision is one text with its files under one hash and never changes. Files are known by the hash of
//! their bytes and kept in rows of 1 MiB.
//!
//! **Invariant:** nothing here makes output. Mail, text and web page are rendering's, from the same blocks.

pub mod api;
pub mod approval;
mod bare;
mod blocks;
pub mod checklist;
pub mod comments;
pub mod cutdowns;
pub mod desk;
mod difference;
mod document;
#[cfg(test)]
mod editing_tests;
mod embargo;
mod fields;
#[cfg(test)]
mod file_tests;
mod files;
mod for_whom;
pub mod forms;
mod front;
mod kind;
mod link;
pub mod names;
mod outgoing;
#[cfg(test)]
mod own_tests;
mod paper;
mod place;
mod recipe;
mod revision;
mod said_dates;
mod service;
pub mod shared;
mod store;
pub mod templates;
#[cfg(test)]
mod text_tests;
mod told;
pub mod translation;
mod word;

pub(crate) use api::cards_of;
pub(crate) use bare::look_into;
pub use bare::{bare, says_where, taken_on};
pub use blocks::{Block, Inline, Placed, plain};
pub(crate) use difference::between;
pub use difference::{Became, DifferenceLine, DifferencePiece, RevisionDifference};
pub use document::{Document, Finding, Gravity, Part};
pub use embargo::{Embargo, EmbargoFault, parse as parse_embargo};
pub use fields::{Field, FieldUse, Piece, find as find_fields, pieces};
pub use files::{Judged, clean_name, is_kept_by_windows, is_picture, judge, may_keep_place, place_told};
pub use for_whom::{FileKey, ForWhom, NamePattern, NewSet, Reading, likely_patterns};
pub use front::Front;
pub use kind::{AnnouncementSort, DocumentKind, LINES, OutlinePart, outline, outline_of};
pub(crate) use link::judge as judge_link;
pub use paper::{
    EditedBlock, EditedPaper, KeptBlock, Mark, Paper, PaperBlock, PaperContent, PaperLines, RawKind, Run, RunKind, open as open_paper,
};
#[cfg(test)]
pub(crate) use place::fixtures as placed_fixtures;
pub use recipe::{Frame, Made, QUALITY, Recipe, cut, small};
pub use revision::{Attachment, Revision, Why};
pub use said_dates::{SaidDate, dates_in, days_in, said_dates};
pub(crate) use service::save_edited;
pub use service::{
    LONGEST_TEXT, asset_bytes, attach_read, check_size, draft, freeze, headline, keep_asset, kept_headline, kind, put_in, revision,
    revision_hash, revision_of_draft, seal, sealed, write,
};
pub use told::{Told, told};
