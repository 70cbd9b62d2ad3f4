//! What a column of a file can hold about a person.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename = "ImportField")]
pub enum Field {
    /// The whole name.
    Name,
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// Ms, Dr, Frau.
    Salutation,
    /// The greeting line.
    Greeting,
    /// The address that mail goes to.
    Address,
    /// A further address.
    OtherAddress,
    /// Phone; several columns may hold one each.
    Phone,
    /// What the phone in the column before is: mobile, desk.
    PhoneLabel,
    /// The outlet's name.
    Outlet,
    /// Their office.
    Role,
    /// What they cover, several in one cell.
    Beats,
    /// City.
    City,
    /// Country.
    Country,
    /// Language.
    Language,
    /// Time zone.
    TimeZone,
    /// Notes; several columns may add to them.
    Notes,
    /// What the person is to us: journalist, employee, client, public.
    Kind,
    /// Where the address comes from.
    Source,
    /// When it came from there.
    SourcedOn,
    /// By what right it is kept.
    Basis,
    /// The assessment, or the proof of consent.
    BasisNote,
    /// They must not be contacted: a reason, or yes.
    DoNotContact,
    /// They agreed to keep embargoes: a date and how it was said, or yes.
    EmbargoAgreement,
    /// What the law takes them for.
    RecipientKind,
    /// Their consents, a line each.
    Consents,
    /// They want no mail: what another program says of it.
    OptedOut,
    /// Words that users put on people, several in one cell.
    Tags,
    /// Where they work in a house.
    Department,
    /// In which building or town of it.
    Site,
    /// Who leads them.
    Manager,
    /// Their number among the staff.
    StaffNumber,
    /// Who of us looks after them.
    Owner,
    /// Names on other networks, several in one cell; a heading may say which network.
    Handles,
    /// Where they worked and work, several in one cell.
    Positions,
    /// What they are to others, as our own export says it.
    Relations,
    /// Their photo, as an address that holds its bytes.
    Photo,
    /// A field of the organisation's own; the column says which.
    Custom,
}

impl Field {
    /// All of them, in the order in which a window offers them.
    pub const ALL: [Self; 38] = [
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::Salutation,
        Self::Greeting,
        Self::Address,
        Self::OtherAddress,
        Self::Phone,
        Self::PhoneLabel,
        Self::Outlet,
        Self::Role,
        Self::Beats,
        Self::City,
        Self::Country,
        Self::Language,
        Self::TimeZone,
        Self::Notes,
        Self::Kind,
        Self::Source,
        Self::SourcedOn,
        Self::Basis,
        Self::BasisNote,
        Self::DoNotContact,
        Self::EmbargoAgreement,
        Self::RecipientKind,
        Self::Consents,
        Self::OptedOut,
        Self::Tags,
        Self::Department,
        Self::Site,
        Self::Manager,
        Self::StaffNumber,
        Self::Owner,
        Self::Handles,
        Self::Positions,
        Self::Relations,
        Self::Photo,
        Self::Custom,
    ];

    /// The word for it in a mapping file and in the catalogue (`importing.field.…`).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Salutation => "salutation",
            Self::Greeting => "greeting",
            Self::Address => "address",
            Self::OtherAddress => "other-address",
            Self::Phone => "phone",
            Self::PhoneLabel => "phone-label",
            Self::Outlet => "outlet",
            Self::Role => "role",
            Self::Beats => "beats",
            Self::City => "city",
            Self::Country => "country",
            Self::Language => "language",
            Self::TimeZone => "time-zone",
            Self::Notes => "notes",
            Self::Kind => "kind",
            Self::Source => "source",
            Self::SourcedOn => "sourced-on",
            Self::Basis => "basis",
            Self::BasisNote => "basis-note",
            Self::DoNotContact => "do-not-contact",
            Self::EmbargoAgreement => "embargo-agreement",
            Self::RecipientKind => "recipient-kind",
            Self::Consents => "consents",
            Self::OptedOut => "opted-out",
            Self::Tags => "tags",
            Self::Department => "department",
            Self::Site => "site",
            Self::Manager => "manager",
            Self::StaffNumber => "staff-number",
            Self::Owner => "owner",
            Self::Handles => "handles",
            Self::Positions => "positions",
            Self::Relations => "relations",
            Self::Photo => "photo",
            Self::Custom => "custom",
        }
    }

    /// The field with this word, written with `-`, `_` or a blank.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace(['_', ' '], "-");
        Self::ALL.into_iter().find(|field| field.word() == word)
    }

    /// Whether several columns may hold it.
    #[must_use]
    pub const fn repeats(self) -> bool {
        matches!(
            self,
            Self::OtherAddress
                | Self::Phone
                | Self::PhoneLabel
                | Self::Notes
                | Self::Beats
                | Self::Tags
                | Self::Handles
                | Self::Custom
                | Self::Source
                | Self::SourcedOn
                | Self::Basis
                | Self::BasisNote
                | Self::OptedOut
        )
    }
}
