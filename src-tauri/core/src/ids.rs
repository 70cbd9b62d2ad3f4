//! The identities of everything that a workspace holds.
//!
//! Integers, never used twice, neither small nor dense: a copy of the workspace will one day
//! count in a range of its own. JSON numbers end at 2^53, and so do these.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "bindings", derive(specta::Type))]
        pub struct $name(#[cfg_attr(feature = "bindings", specta(type = u32))] i64);

        impl $name {
            /// The number as the database and the command line show it.
            #[must_use]
            pub const fn get(self) -> i64 { self.0 }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self { Self(id) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(out) }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )*};
}

ids! {
    /// One user action, for history and undo.
    ActionId
    /// A mail identity.
    AccountId
    /// A cut of a picture.
    AssetCutId
    /// A file in the workspace.
    AssetId
    /// One asking for approval.
    ApprovalAskId
    /// What somebody covers.
    BeatId
    /// Words that are kept once and stand in many texts.
    BlockId
    /// A campaign.
    CampaignId
    /// What somebody says about words of a document.
    CommentId
    /// A field of the organisation's own.
    CustomFieldId
    /// One person's row in the ledger.
    DeliveryId
    /// One sending of one revision.
    DistributionId
    /// A piece of literature.
    DocumentId
    /// A word of the house.
    HouseWordId
    /// One import of people.
    ImportId
    /// Long work that runs now.
    JobId
    /// A sentence that a campaign is to leave in people's minds.
    KeyMessageId
    /// A list of people that is kept by hand.
    ListId
    /// A newspaper, station, blog or company.
    OutletId
    /// A paragraph of a translation, with the one of the source that it stands for.
    PairId
    /// A contact.
    PersonId
    /// The photo of a person.
    PhotoId
    /// Where somebody worked once, or works besides.
    PositionId
    /// A mail that the practice server took.
    PracticeMailId
    /// What two people are to each other.
    RelationId
    /// One saved text of a document.
    RevisionId
    /// A saved question that picks people.
    SegmentId
    /// A view of the table of people that has a name.
    TableViewId
    /// A word that users put on people.
    TagId
    /// A text that others begin with.
    TemplateId
    /// What passed between a person and us, as somebody noted it.
    TouchId
    /// An ordered list of ids that a window looks at.
    ViewId
}

/// An instant, in milliseconds since 1970 UTC. Crosses as a JSON number (below 2^53 for 285,000 years).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Millis(#[cfg_attr(feature = "bindings", specta(type = u32))] i64);

impl Millis {
    /// The number of milliseconds since 1970 UTC.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// This instant moved by `ms`, saturating.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// RFC 3339 in UTC with seconds, as the command line prints it: `2026-11-24T10:31:00Z`.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        chrono::DateTime::from_timestamp_millis(self.0)
            .unwrap_or(chrono::DateTime::UNIX_EPOCH)
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }
}

impl From<i64> for Millis {
    fn from(ms: i64) -> Self {
        Self(ms)
    }
}
