//! What changed, told after the commit to whoever looks at it.

use serde::Serialize;

/// What kind of thing changed, in the vocabulary's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Topic {
    /// An account.
    Account,
    /// What can be undone.
    Action,
    /// A file in the workspace.
    Asset,
    /// The tree of beats: which there are, what they are called and where they stand.
    Beat,
    /// A campaign.
    Campaign,
    /// A field of the organisation's own, or a tag.
    CustomField,
    /// A row of the ledger.
    Delivery,
    /// A distribution.
    Distribution,
    /// A document or its draft, revisions, attachments.
    Document,
    /// People who may be one.
    Duplicate,
    /// An import.
    Import,
    /// Long work.
    Job,
    /// A list of people that is kept by hand: its name, or who is on it.
    List,
    /// An outlet.
    Outlet,
    /// A person with addresses, phones and beats.
    Person,
    /// A mail at the practice server.
    PracticeMail,
    /// What texts are proofed by: words of the house, rules, hints that are ignored.
    Proofing,
    /// A segment.
    Segment,
    /// A suppressed address.
    Suppression,
    /// What passed between a person and us, and whom to keep in touch with; named by the person.
    Touch,
    /// A view of the table of people that has a name.
    View,
    /// The workspace itself: its name, its settings.
    Workspace,
}

impl Topic {
    /// All of them: what changed when nobody knows what.
    const ALL: [Self; 22] = [
        Self::Account,
        Self::Action,
        Self::Asset,
        Self::Beat,
        Self::Campaign,
        Self::CustomField,
        Self::Delivery,
        Self::Distribution,
        Self::Document,
        Self::Duplicate,
        Self::Import,
        Self::Job,
        Self::List,
        Self::Outlet,
        Self::Person,
        Self::PracticeMail,
        Self::Proofing,
        Self::Segment,
        Self::Suppression,
        Self::Touch,
        Self::View,
        Self::Workspace,
    ];

    /// What an undo can have changed, told as many of their kind. Of people, outlets and suppressions `reindex` tells which.
    pub(super) const UNDOABLE: [Self; 10] = [
        Self::Account,
        Self::Asset,
        Self::Campaign,
        Self::Document,
        Self::Import,
        Self::List,
        Self::Proofing,
        Self::Segment,
        Self::View,
        Self::Workspace,
    ];
}

/// One thing that changed, or (without id) many of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Change {
    /// What kind of thing.
    pub topic: Topic,
    /// Which one; none says that many of the kind changed.
    #[cfg_attr(feature = "bindings", specta(type = Option<u32>))]
    pub id: Option<i64>,
}

impl Change {
    /// What is told when nobody knows what changed.
    #[must_use]
    pub fn everything() -> Vec<Self> {
        Topic::ALL.into_iter().map(|topic| Self { topic, id: None }).collect()
    }
}
