//! A distribution is one sending of one revision to many people; a delivery is one person's row in its ledger.
//!
//! **Invariant:** nobody gets it twice and nobody is lost. Every row is durable before the server can have taken
//! its letter; what nobody can know is `uncertain` and asked, never guessed.

pub mod api;
mod approved;
mod audience;
mod breakers;
mod certificate;
mod consent;
mod contacted;
mod draw;
mod due;
mod engine;
mod erasure;
mod evidence;
mod first;
mod hours;
mod languages;
mod learned;
mod lineage;
mod message_id;
mod notice;
mod oddities;
mod own_files;
mod pace;
mod preflight;
mod relevance;
mod review_file;
mod reviewed;
mod schedule;
mod seal;
mod sender;
mod service;
mod state;
mod store;
mod sum;
#[cfg(test)]
pub(crate) mod tests;
mod verdict;

pub(crate) use api::{cards_of, of_document};
pub use approved::{ApprovalChange, ApprovalPart};
pub use audience::Exclusion;
pub use certificate::{CertificateFiles, CertificateForm, CheckedCertificate, Expected};
pub use consent::FIELDS as CONSENT_FIELDS;
pub use contacted::{
    Became, MailTo, accepted_of, became, became_in, catch_up_after, last_mails, mailed, mails_ever, mails_to, stood, titles,
};
pub use erasure::MAILS;
pub use evidence::Found;
pub use languages::{LanguageCount, LanguageShare, LanguageWanted};
pub use lineage::{Parent, Relation};
pub use notice::FIELDS;
pub use state::{Because, DeliveryState, DistributionState};
pub use sum::{Sum, sum};
