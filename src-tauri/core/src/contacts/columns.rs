//! The columns of a table of people: what each is called, and what it says of somebody.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::store::rows::PersonRow;
use super::{places, store};
use crate::ids::{CustomFieldId, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// What stands before the number of a field of the organisation's own.
const OWN: &str = "own.";

/// A column of a table of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Column {
    #[default]
    Name,
    Kind,
    Outlet,
    Role,
    Beats,
    City,
    Country,
    Language,
    Address,
    /// Who must not be contacted or mailed first.
    Bars,
    Tags,
    /// The preferred phone.
    Phone,
    /// Where the address that mail goes to comes from.
    Source,
    /// By what right it is kept.
    Basis,
    /// How warm they are today.
    Warmth,
    /// When we reached them last, by a mail, a call or in person.
    Contact,
    Salutation,
    TimeZone,
    Department,
    Site,
    /// Who leads them.
    Manager,
    StaffNumber,
    /// Who of us looks after them.
    Owner,
    /// What they are called on other networks.
    Handles,
    /// That they keep embargoes: since when, and how it was said.
    Embargoes,
    /// What a field of the organisation's own says.
    Own(CustomFieldId),
}

impl Column {
    /// Those that every workspace has, in the order in which they are offered.
    pub const ALL: &[Self] = &[
        Self::Name,
        Self::Outlet,
        Self::Role,
        Self::Beats,
        Self::Warmth,
        Self::Contact,
        Self::Tags,
        Self::Address,
        Self::Phone,
        Self::City,
        Self::Country,
        Self::Language,
        Self::Kind,
        Self::Bars,
        Self::Source,
        Self::Basis,
        Self::Salutation,
        Self::TimeZone,
        Self::Handles,
        Self::Owner,
        Self::Embargoes,
        Self::Department,
        Self::Site,
        Self::Manager,
        Self::StaffNumber,
    ];

    /// Those that a row of the list says itself, but for the name.
    pub const OF_ROWS: &[Self] =
        &[Self::Kind, Self::Outlet, Self::Role, Self::Beats, Self::City, Self::Country, Self::Language, Self::Address, Self::Bars];

    /// Whether a row of the list says it itself; what the others say is asked for.
    #[must_use]
    pub fn is_of_rows(self) -> bool {
        self == Self::Name || Self::OF_ROWS.contains(&self)
    }

    /// What a row says in this column; nothing where it does not say it itself.
    #[must_use]
    pub fn text(self, row: &PersonRow) -> String {
        match self {
            Self::Name => row.name.clone(),
            Self::Kind => row.kind.word().to_owned(),
            Self::Outlet => row.outlet.clone(),
            Self::Role => row.role.clone(),
            Self::Beats => row.beats.join(", "),
            Self::City => row.city.clone(),
            Self::Country => places::country_name(&row.country).to_owned(),
            Self::Language => row.language.clone(),
            Self::Address => row.address.clone(),
            Self::Bars => match (row.do_not_contact, row.restricted, row.suppressed) {
                (true, ..) => "1".to_owned(),
                (false, true, _) => "2".to_owned(),
                (false, false, true) => "3".to_owned(),
                (false, false, false) => String::new(),
            },
            _ => String::new(),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Outlet => "outlet",
            Self::Role => "role",
            Self::Beats => "beats",
            Self::City => "city",
            Self::Country => "country",
            Self::Language => "language",
            Self::Address => "address",
            Self::Bars => "bars",
            Self::Tags => "tags",
            Self::Phone => "phone",
            Self::Source => "source",
            Self::Basis => "basis",
            Self::Warmth => "warmth",
            Self::Contact => "contact",
            Self::Salutation => "salutation",
            Self::TimeZone => "time-zone",
            Self::Department => "department",
            Self::Site => "site",
            Self::Manager => "manager",
            Self::StaffNumber => "staff-number",
            Self::Owner => "owner",
            Self::Handles => "handles",
            Self::Embargoes => "embargoes",
            Self::Own(_) => OWN,
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(id) => write!(out, "{OWN}{id}"),
            other => out.write_str(other.word()),
        }
    }
}

/// A text that is no column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no column")]
pub struct NoColumn;

impl FromStr for Column {
    type Err = NoColumn;

    fn from_str(text: &str) -> Result<Self, NoColumn> {
        if let Some(id) = text.strip_prefix(OWN) {
            return id.parse().map(Self::Own).map_err(|_| NoColumn);
        }
        Self::ALL.iter().copied().find(|column| column.word() == text).ok_or(NoColumn)
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|_| serde::de::Error::custom(format!("no column {text}")))
    }
}

/// What a column that is not of rows says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Of whom.
    pub person: PersonId,
    /// What it says: a text, a number of points, an instant in milliseconds, a word.
    pub text: String,
    /// What it is ordered by, folded as texts are.
    pub key: String,
}

impl Cell {
    /// A cell that is ordered by what it says.
    #[must_use]
    pub fn of(person: PersonId, text: String) -> Self {
        Self { person, key: text.clone(), text }
    }

    /// A cell that is ordered by a number.
    #[must_use]
    pub fn numbered(person: PersonId, text: String, number: f64) -> Self {
        let bits = number.to_bits();
        // The order of these bits is the order of the numbers.
        let ordered = if number.is_sign_negative() { !bits } else { bits | 1 << 63 };
        Self { person, text, key: format!("{ordered:016x}") }
    }
}

/// What `column` says of these people, or of everybody: a cell for each of whom it says anything, in no order. Of columns of rows, and
/// of the last contact, which touches and the ledger know together, it says nothing.
///
/// # Errors
/// What SQLite says.
pub fn cells(tx: &ReadTx<'_>, column: Column, whose: Option<&[PersonId]>) -> Result<Vec<Cell>, StoreError> {
    store::cells::read(tx, column, whose)
}

/// When the last touch of one of these kinds with each of these people was, or with everybody.
///
/// # Errors
/// What SQLite says.
pub fn last_touches(
    tx: &ReadTx<'_>,
    kinds: &[super::TouchKind],
    whose: Option<&[PersonId]>,
) -> Result<Vec<(PersonId, crate::ids::Millis)>, StoreError> {
    store::cells::last_touches(tx, kinds, whose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_read_as_it_is_written() {
        for column in Column::ALL.iter().copied().chain([Column::Own(17.into())]) {
            assert_eq!(column.to_string().parse(), Ok(column));
            assert_eq!(serde_json::from_str::<Column>(&serde_json::to_string(&column).unwrap()).unwrap(), column);
        }
        for none in ["", "Name", "own.", "own.x", "height"] {
            assert_eq!(none.parse::<Column>(), Err(NoColumn), "{none}");
        }
    }

    #[test]
    fn numbers_are_ordered_as_numbers() {
        let numbers = [-1e15, -12.5, -0.25, 0.0, 0.125, 3.0, 20.0, 100.0, 1e15];
        let keys: Vec<String> =
            numbers.iter().map(|number| super::super::fold_key(&Cell::numbered(1.into(), String::new(), *number).key)).collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }
}
