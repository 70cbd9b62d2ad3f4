//! What stands between a person and a mail: named, never silent (D21, D23).

use serde::Serialize;

use super::greeting::MergeValues;
use super::kinds::{PersonKind, SuppressionReason};
use crate::ids::PersonId;
use crate::net::EmailAddress;

/// Why somebody cannot be mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "bar")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Bar {
    /// The person must not be contacted, on any channel.
    DoNotContact {
        /// Why, in the words of whoever noted it; may be empty.
        reason: String,
    },
    /// The person's data are kept and not used (L6).
    Restricted {
        /// Why, in the words of whoever noted it.
        reason: String,
    },
    /// The address must not be mailed.
    Suppressed {
        /// Why.
        reason: SuppressionReason,
    },
    /// There is no address.
    NoAddress,
    /// The address is none that mail can go to.
    BadAddress {
        /// The rule that it breaks, as a key of the catalogue.
        fault: String,
    },
}

impl Bar {
    /// The word for it in exclusions and counts.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::DoNotContact { .. } => "do-not-contact",
            Self::Restricted { .. } => "restricted",
            Self::Suppressed { .. } => "suppressed",
            Self::NoAddress => "no-address",
            Self::BadAddress { .. } => "bad-address",
        }
    }
}

/// A person as a distribution sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub person: PersonId,
    /// What they are to us; decides the kind of list (L13).
    pub kind: PersonKind,
    /// The name as it is shown; may be empty.
    pub name: String,
    /// Where mail goes: the preferred address as typed. Never another one in its place: whoever unsubscribed one
    /// address has not offered the next.
    pub address: Option<String>,
    /// The same, judged; `None` too where it is barred as a bad address.
    pub email: Option<EmailAddress>,
    /// What the merge fields say.
    pub values: MergeValues,
    /// What stands in the way.
    pub bar: Option<Bar>,
}
